//! Functions: those of the program, and those of the language.

use std::collections::BTreeMap;

use super::{Flow, MAX_TEXT, Machine, Ran, Slot};
use crate::shell::Stop;
use crate::shell::programs::machine::strftime;
use crate::shell::programs::text::awk::parser::BUILTINS;
use crate::shell::programs::text::awk::syntax::{Expression, Function, Place};
use crate::shell::programs::text::awk::value::{Value, number_text};
use crate::shell::programs::text::printf::Writer;

impl Machine<'_, '_> {
    pub(super) fn call(&mut self, name: &str, arguments: &[Expression]) -> Ran<Value> {
        if let Some(function) = self.program.functions.get(name).cloned() {
            return self.user_function(&function, arguments);
        }
        if !BUILTINS.contains(&name) {
            let gnu = format!("function {name} not defined");
            return self.refuse(&gnu, "cmd. line:1: Call to undefined function");
        }
        self.call_builtin(name, arguments)
    }

    /// It is apart from [`Machine::call`], which calls itself as often as the program does: this takes much of the stack.
    fn call_builtin(&mut self, name: &str, arguments: &[Expression]) -> Ran<Value> {
        match name {
            "sprintf" => return Ok(Value::Text(self.formatted(arguments)?)),
            "sub" | "gsub" => return self.substitute(arguments, name == "gsub"),
            "split" => return self.split(arguments),
            "length" => {
                if let [Expression::Place(Place::Variable(variable))] = arguments {
                    let array = &self.slot(variable).array;
                    if !array.is_empty() {
                        return Ok(Value::Number(array.len() as f64));
                    }
                }
            }
            "match" => {
                let [text, pattern, ..] = arguments else { return Ok(Value::Number(0.0)) };
                let text = self.value(text)?.text("%.6g");
                let regex = self.pattern(pattern)?;
                let (start, length) = match regex.find(&text, 0)? {
                    Some(found) => {
                        let letters = |range| text.get(range).unwrap_or("").chars().count() as f64;
                        (letters(0..found.start) + 1.0, letters(found))
                    }
                    None => (0.0, -1.0),
                };
                self.set_variable("RSTART", Value::Number(start));
                self.set_variable("RLENGTH", Value::Number(length));
                return Ok(Value::Number(start));
            }
            _ => {}
        }
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.value(argument)?);
        }
        let text = |index: usize| values.get(index).map(|value| value.text("%.6g")).unwrap_or_default();
        match name {
            "close" => self.close(&text(0)).map(Value::Number),
            "system" => self.system(&text(0)).map(|status| Value::Number(status.into())),
            "fflush" => self.flush().map(|()| Value::Number(0.0)),
            _ => Ok(self.builtin(name, &values)),
        }
    }

    /// A function of the script.
    fn user_function(&mut self, function: &Function, arguments: &[Expression]) -> Ran<Value> {
        let mut scope = BTreeMap::new();
        // Arrays go by reference: they are copied in, and back again.
        let mut borrowed = Vec::new();
        for (index, parameter) in function.parameters.iter().enumerate() {
            let mut slot = Slot::default();
            if let Some(argument) = arguments.get(index) {
                if let Expression::Place(Place::Variable(variable)) = argument {
                    slot.array = std::mem::take(&mut self.slot(variable).array);
                    borrowed.push((parameter.clone(), variable.clone()));
                }
                slot.value = self.value(argument)?;
            }
            scope.insert(parameter.clone(), slot);
        }
        self.locals.push(scope);
        let result = self.block(&function.body);
        let mut scope = self.locals.pop().unwrap_or_default();
        for (parameter, variable) in borrowed {
            if let Some(slot) = scope.remove(&parameter) {
                self.slot(&variable).array = slot.array;
            }
        }
        match result {
            Ok(()) => Ok(Value::Unset),
            Err(Flow::Return(value)) => Ok(value),
            Err(flow) => Err(flow),
        }
    }

    /// A function of awk whose arguments are values.
    fn builtin(&mut self, name: &str, values: &[Value]) -> Value {
        let text = |index: usize| values.get(index).map(|value| value.text("%.6g"));
        let number = |index: usize| values.get(index).map_or(0.0, Value::number);
        match name {
            "length" => Value::Number(text(0).unwrap_or_else(|| self.record.clone()).chars().count() as f64),
            "substr" => {
                let letters: Vec<char> = text(0).unwrap_or_default().chars().collect();
                let from = number(1).round();
                // BusyBox cuts fractions off, and counts the length from the text's begin.
                let from = if self.process.busybox() { number(1).trunc().max(1.0) } else { from };
                let end = if values.len() > 2 { from + number(2).round() } else { f64::INFINITY };
                let count = letters.len() as f64;
                let start = (from.max(1.0) - 1.0).min(count);
                let end = (end.max(1.0) - 1.0).clamp(start, count);
                Value::Text(letters.get(start as usize..end as usize).unwrap_or_default().iter().collect())
            }
            "index" => {
                let (whole, part) = (text(0).unwrap_or_default(), text(1).unwrap_or_default());
                let at = whole.find(&part).map_or(0, |at| whole.get(..at).unwrap_or("").chars().count() + 1);
                Value::Number(at as f64)
            }
            "tolower" => Value::Text(text(0).unwrap_or_default().to_lowercase()),
            "toupper" => Value::Text(text(0).unwrap_or_default().to_uppercase()),
            "int" => Value::Number(number(0).trunc()),
            "sqrt" => Value::Number(number(0).sqrt()),
            "exp" => Value::Number(number(0).exp()),
            "log" => Value::Number(number(0).ln()),
            "sin" => Value::Number(number(0).sin()),
            "cos" => Value::Number(number(0).cos()),
            "atan2" => Value::Number(number(0).atan2(number(1))),
            "systime" => Value::Number(self.process.system.clock().now().seconds() as f64),
            "strftime" => {
                let now = self.process.system.clock().now();
                let at = values.get(1).map_or(now, |at| crate::clock::Timestamp::from_seconds(at.number() as i64));
                Value::Text(strftime(at, &text(0).unwrap_or_else(|| "%c".into())))
            }
            "rand" => {
                self.seed = self.seed.wrapping_add(1);
                Value::Number((crate::clock::mix(self.seed) >> 11) as f64 / (1u64 << 53) as f64)
            }
            "srand" => {
                self.seed = number(0) as u64;
                Value::Number(0.0)
            }
            _ => Value::Number(0.0),
        }
    }

    fn split(&mut self, arguments: &[Expression]) -> Ran<Value> {
        let [text, Expression::Place(Place::Variable(array)), rest @ ..] = arguments else {
            return Ok(Value::Number(0.0));
        };
        let text = self.value(text)?.text("%.6g");
        let fields = match rest.first() {
            Some(Expression::Regex(regex)) if !text.is_empty() => {
                regex.split(&text)?.into_iter().map(String::from).collect()
            }
            Some(Expression::Regex(_)) => Vec::new(),
            Some(separator) => {
                let separator = self.value(separator)?.text("");
                self.split_text(&text, &separator)?
            }
            None => {
                let separator = self.variable("FS").text("");
                self.split_text(&text, &separator)?
            }
        };
        let count = fields.len();
        let elements =
            fields.into_iter().enumerate().map(|(index, field)| ((index + 1).to_string(), Value::Input(field)));
        self.slot(array).array = elements.collect();
        Ok(Value::Number(count as f64))
    }

    fn substitute(&mut self, arguments: &[Expression], all: bool) -> Ran<Value> {
        let [pattern, with, rest @ ..] = arguments else { return Ok(Value::Number(0.0)) };
        let whole = Place::Field(Box::new(Expression::Number(0.0)));
        let place = match rest.first() {
            Some(Expression::Place(place)) => place,
            Some(_) => return Ok(Value::Number(0.0)),
            None => &whole,
        };
        let regex = self.pattern(pattern)?;
        let with = self.value(with)?.text("%.6g");
        let text = self.read(place)?.text("%.6g");
        let mut out = String::new();
        let (mut last, mut count) = (0, 0);
        let found = if all { regex.all(&text)? } else { regex.captures(&text, 0)?.into_iter().collect() };
        for found in found.into_iter().filter_map(|groups| groups.into_iter().next().flatten()) {
            out.push_str(text.get(last..found.start).unwrap_or(""));
            let mut letters = with.chars();
            while let Some(letter) = letters.next() {
                match letter {
                    '\\' => match letters.next() {
                        Some('&') => out.push('&'),
                        Some(other) => out.extend(['\\', other].into_iter().filter(|c| *c != '\\' || other != '\\')),
                        None => out.push('\\'),
                    },
                    '&' => out.push_str(text.get(found.clone()).unwrap_or("")),
                    letter => out.push(letter),
                }
                if out.len() > MAX_TEXT {
                    return Err(Stop::Limit(format!("awk's texts take at most {MAX_TEXT} bytes")).into());
                }
            }
            last = found.end;
            count += 1;
        }
        out.push_str(text.get(last..).unwrap_or(""));
        if count > 0 {
            self.write(place, Value::Text(out))?;
        }
        Ok(Value::Number(f64::from(count)))
    }

    pub(super) fn formatted(&mut self, arguments: &[Expression]) -> Ran<String> {
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.value(argument)?);
        }
        if values.is_empty() {
            return Ok(String::new());
        }
        let format = values.remove(0).text("%.6g");
        // Each argument as its conversion wants it.
        let mut texts = Vec::new();
        let mut values = values.into_iter();
        let mut rest = format.as_str();
        while let Some(at) = rest.find('%') {
            rest = rest.get(at + 1..).unwrap_or("");
            let end = rest.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(rest.len());
            for _ in rest.get(..end).unwrap_or("").matches('*') {
                texts.push(number_text(values.next().unwrap_or_default().number().trunc(), "%d"));
            }
            let kind = rest.get(end..).and_then(|rest| rest.chars().next());
            rest = rest.get(end + kind.map_or(0, char::len_utf8)..).unwrap_or("");
            match kind {
                Some('%') | None => {}
                Some('d' | 'i' | 'o' | 'x' | 'X' | 'u') => {
                    texts.push(format!("{}", values.next().unwrap_or_default().number() as i64));
                }
                Some('e' | 'E' | 'f' | 'F' | 'g' | 'G') => {
                    texts.push(values.next().unwrap_or_default().number().to_string())
                }
                Some('c') => texts.push(match values.next().unwrap_or_default() {
                    Value::Number(code) => char::from_u32(code as u32).map(String::from).unwrap_or_default(),
                    other => other.text(""),
                }),
                Some(_) => texts.push(values.next().unwrap_or_default().text("%.6g")),
            }
        }
        let mut writer = Writer::new(false);
        writer.format(&format, &mut texts.into_iter().peekable());
        writer.within_limits()?;
        Ok(String::from_utf8_lossy(&writer.bytes).into_owned())
    }
}
