//! Records: where they come from, and which rules they meet.

use super::{Flow, MAX_TEXT, Machine, Ran};
use crate::shell::Stop;
use crate::shell::programs::Lines;
use crate::shell::programs::text::awk::syntax::Rule;
use crate::shell::programs::text::awk::value::Value;

impl Machine<'_, '_> {
    /// Takes the operands: files, and assignments between them.
    pub(super) fn input(&mut self, operands: Vec<String>) -> Ran<()> {
        let mut any = false;
        for operand in operands {
            if let Some((name, value)) =
                operand.split_once('=').filter(|(name, _)| crate::shell::language::is_name(name))
            {
                self.set_variable(name, Value::Input(crate::shell::programs::text::awk::unescaped(value)));
                continue;
            }
            any = true;
            self.file(&operand)?;
        }
        if any { Ok(()) } else { self.file("-") }
    }

    fn file(&mut self, operand: &str) -> Ran<()> {
        let mut lines = match self.process.lines(operand) {
            Ok(lines) => lines,
            Err(errno) => {
                let words = if self.process.busybox() {
                    format!("{operand}: {errno}")
                } else {
                    format!("cannot open \"{operand}\" ({errno})")
                };
                self.process.complain(&words)?;
                self.status = 2;
                return Ok(());
            }
        };
        self.set_variable("FILENAME", Value::Text(if operand == "-" { "" } else { operand }.into()));
        self.set_variable("FNR", Value::Number(0.0));
        while let Some(record) = self.next_record(&mut lines)? {
            for name in ["NR", "FNR"] {
                let count = self.variable(name).number() + 1.0;
                self.set_variable(name, Value::Number(count));
            }
            self.set_record(record)?;
            match self.rules() {
                Ok(()) | Err(Flow::Next) => {}
                other => other?,
            }
        }
        Ok(())
    }

    fn next_record(&mut self, lines: &mut Lines) -> Ran<Option<String>> {
        let separator = self.variable("RS").text("");
        if separator == "\n" {
            return Ok(lines.next_text(self.process)?.map(|(line, _)| line));
        }
        // A paragraph, or records by a character: lines are put together again.
        let mut text = String::new();
        while let Some((line, newline)) = lines.next_text(self.process)? {
            if separator.is_empty() {
                if line.is_empty() {
                    if text.is_empty() {
                        continue;
                    }
                    break;
                }
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&line);
                continue;
            }
            text.push_str(&line);
            if newline {
                text.push('\n');
            }
            if text.len() > MAX_TEXT {
                return Err(Stop::Limit(format!("awk takes records of at most {MAX_TEXT} bytes")).into());
            }
        }
        if separator.is_empty() {
            return Ok((!text.is_empty()).then_some(text));
        }
        let text = text.strip_suffix('\n').map(str::to_string).unwrap_or(text);
        if text.is_empty() {
            return Ok(None);
        }
        let mut records: Vec<&str> = text.split(separator.as_str()).collect();
        if records.last() == Some(&"") {
            records.pop();
        }
        let Some((last, before)) = records.split_last() else { return Ok(None) };
        for record in before {
            let count = self.variable("NR").number() + 1.0;
            self.set_variable("NR", Value::Number(count));
            self.set_record(record.to_string())?;
            match self.rules() {
                Ok(()) | Err(Flow::Next) => {}
                other => other?,
            }
        }
        Ok(Some(last.to_string()))
    }

    fn rules(&mut self) -> Ran<()> {
        let program = self.program;
        for (index, rule) in program.rules.iter().enumerate() {
            if !self.selected(index, rule)? {
                continue;
            }
            match &rule.action {
                Some(body) => self.block(body)?,
                None => {
                    let line = self.record.clone() + &self.variable("ORS").text("");
                    self.process.print(&line)?;
                }
            }
        }
        Ok(())
    }

    fn selected(&mut self, index: usize, rule: &Rule) -> Ran<bool> {
        let Some(pattern) = &rule.pattern else { return Ok(true) };
        let Some(last) = &rule.last else { return Ok(self.value(pattern)?.truth()) };
        let open = self.open.get(index).copied().unwrap_or(false);
        let inside = open || self.value(pattern)?.truth();
        if inside {
            let ends = self.value(last)?.truth();
            if let Some(open) = self.open.get_mut(index) {
                *open = !ends;
            }
        }
        Ok(inside)
    }
}
