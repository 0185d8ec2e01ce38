//! Records: where they come from, and which rules they meet.

use super::streams::Records;
use super::{Flow, MAX_TEXT, Machine, Ran};
use crate::shell::Stop;
use crate::shell::programs::text::awk::syntax::Rule;
use crate::shell::programs::text::awk::value::Value;

impl Machine<'_, '_> {
    /// Shows each record of the operands to the rules.
    pub(super) fn input(&mut self) -> Ran<()> {
        while let Some(record) = self.next_main()? {
            self.set_record(record)?;
            match self.rules() {
                Ok(()) | Err(Flow::Next) => {}
                other => other?,
            }
        }
        Ok(())
    }

    /// The next record of the operands, which are files and assignments; it is counted.
    pub(super) fn next_main(&mut self) -> Ran<Option<String>> {
        loop {
            if let Some(mut records) = self.main.take()
                && let Some(record) = self.next_record(&mut records)?
            {
                self.main = Some(records);
                self.count(&["NR", "FNR"]);
                return Ok(Some(record));
            }
            match self.operands.pop_front() {
                Some(operand) => match operand.split_once('=') {
                    Some((name, value)) if crate::shell::language::is_name(name) => {
                        self.set_variable(name, Value::Input(crate::shell::programs::text::awk::unescaped(value)));
                    }
                    _ => self.file(&operand)?,
                },
                None if self.any_file => return Ok(None),
                None => self.file("-")?,
            }
        }
    }

    pub(super) fn count(&mut self, names: &[&str]) {
        for name in names {
            let count = self.variable(name).number() + 1.0;
            self.set_variable(name, Value::Number(count));
        }
    }

    fn file(&mut self, operand: &str) -> Ran<()> {
        self.any_file = true;
        let lines = match self.process.lines(operand) {
            Ok(lines) => lines,
            Err(errno) => {
                let words = if self.process.busybox() {
                    format!("{operand}: {errno}")
                } else {
                    format!("cannot open \"{operand}\" ({errno})")
                };
                self.process.complain(&words)?;
                self.status = if self.process.busybox() { 1 } else { 2 };
                return Ok(());
            }
        };
        self.set_variable("FILENAME", Value::Text(if operand == "-" { "" } else { operand }.into()));
        self.set_variable("FNR", Value::Number(0.0));
        self.main = Some(Records::new(lines));
        Ok(())
    }

    pub(super) fn next_record(&mut self, records: &mut Records) -> Ran<Option<String>> {
        if let Some(record) = records.ready.pop_front() {
            return Ok(Some(record));
        }
        let lines = &mut records.lines;
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
        records.ready = text.split(separator.as_str()).map(String::from).collect();
        if records.ready.back().is_some_and(String::is_empty) {
            records.ready.pop_back();
        }
        Ok(records.ready.pop_front())
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
