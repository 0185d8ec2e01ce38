//! Running an awk program.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use regex_lite::Regex;

use super::printf::Writer;
use super::regex::{Style, compile, literal};
use super::syntax::{Expression, Place, Program, Rule, Statement};
use super::value::{Value, number_text};
use crate::content::Rope;
use crate::shell::nesting::Nesting;
use crate::shell::programs::{Bail, Ended, Lines};
use crate::shell::{Process, Stop, Stream};

/// Fields that a line may have.
const MAX_FIELDS: usize = 1_000_000;
/// Elements that all arrays may have, and bytes that a text may have.
const MAX_ELEMENTS: usize = 2_000_000;
const MAX_TEXT: usize = 16 << 20;

enum Flow {
    Next,
    Break,
    Continue,
    Exit,
    Return(Value),
    Bail(Bail),
}

impl From<Stop> for Flow {
    fn from(stop: Stop) -> Self {
        Flow::Bail(stop.into())
    }
}

type Ran<T> = Result<T, Flow>;

/// A variable: a value or an array.
#[derive(Clone, Default)]
struct Slot {
    value: Value,
    array: BTreeMap<String, Value>,
}

struct Machine<'a, 'p> {
    process: &'a mut Process<'p>,
    program: &'a Program,
    globals: BTreeMap<String, Slot>,
    locals: Vec<BTreeMap<String, Slot>>,
    record: String,
    fields: Vec<String>,
    /// Which rules' ranges are open.
    open: Vec<bool>,
    status: i32,
    elements: usize,
    regexes: BTreeMap<String, Rc<Regex>>,
    files: BTreeMap<String, Vec<u8>>,
    seed: u64,
}

pub fn run(
    process: &mut Process<'_>,
    program: &Program,
    variables: Vec<(String, String)>,
    operands: Vec<String>,
) -> Ended {
    let mut globals = BTreeMap::new();
    for (name, value) in [
        ("FS", " "),
        ("OFS", " "),
        ("ORS", "\n"),
        ("RS", "\n"),
        ("SUBSEP", "\u{1c}"),
        ("OFMT", "%.6g"),
        ("CONVFMT", "%.6g"),
    ] {
        globals.insert(name.to_string(), Slot { value: Value::Text(value.into()), ..Slot::default() });
    }
    for (name, value) in variables {
        globals.insert(name, Slot { value: Value::Input(value), ..Slot::default() });
    }
    let environment =
        process.environment.iter().map(|(name, value)| (name.clone(), Value::Input(value.clone()))).collect();
    globals.insert("ENVIRON".into(), Slot { array: environment, ..Slot::default() });
    let mut arguments = BTreeMap::from([("0".to_string(), Value::Text("awk".into()))]);
    for (index, operand) in operands.iter().enumerate() {
        arguments.insert((index + 1).to_string(), Value::Input(operand.clone()));
    }
    globals.insert("ARGC".into(), Slot { value: Value::Number(arguments.len() as f64), ..Slot::default() });
    globals.insert("ARGV".into(), Slot { array: arguments, ..Slot::default() });
    let mut machine = Machine {
        open: vec![false; program.rules.len()],
        process,
        program,
        globals,
        locals: Vec::new(),
        record: String::new(),
        fields: Vec::new(),
        status: 0,
        elements: 0,
        regexes: BTreeMap::new(),
        files: BTreeMap::new(),
        seed: 0,
    };
    let ended = machine.whole(operands);
    let written = std::mem::take(&mut machine.files);
    for (name, bytes) in written {
        let path = machine.process.absolute(&name);
        if let Err(errno) = machine.process.system.files().append(&path, Rope::from(bytes), 0o666) {
            return machine.process.fail(2, &format!("can't redirect to {name}: {errno}"));
        }
    }
    match ended {
        Ok(()) | Err(Flow::Exit) => Ok(machine.status),
        Err(Flow::Bail(bail)) => Err(bail),
        Err(_) => Ok(machine.status),
    }
}

impl Machine<'_, '_> {
    fn whole(&mut self, operands: Vec<String>) -> Ran<()> {
        let program = self.program;
        for body in &program.begin {
            match self.block(body) {
                Err(Flow::Exit) => return self.end(),
                other => other?,
            }
        }
        if !program.rules.is_empty() || !program.end.is_empty() {
            match self.input(operands) {
                Err(Flow::Exit) => {}
                other => other?,
            }
        }
        self.end()
    }

    fn end(&mut self) -> Ran<()> {
        let program = self.program;
        for body in &program.end {
            self.block(body)?;
        }
        Ok(())
    }

    fn input(&mut self, operands: Vec<String>) -> Ran<()> {
        let mut any = false;
        for operand in operands {
            if let Some((name, value)) =
                operand.split_once('=').filter(|(name, _)| crate::shell::language::is_name(name))
            {
                self.set_variable(name, Value::Input(super::unescaped(value)));
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

    fn block(&mut self, body: &[Statement]) -> Ran<()> {
        for statement in body {
            self.statement(statement)?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &Statement) -> Ran<()> {
        let _nesting = Nesting::enter_or_stop()?;
        self.process.system.step()?;
        match statement {
            Statement::Expression(expression) => drop(self.value(expression)?),
            Statement::Print { formatted, arguments, to } => self.print(*formatted, arguments, to.as_ref())?,
            Statement::If(condition, yes, no) => {
                let truth = self.value(condition)?.truth();
                self.block(if truth { yes } else { no })?;
            }
            Statement::Loop { condition, step, body, first } => {
                let mut asked = !first;
                loop {
                    self.process.system.step()?;
                    if asked
                        && let Some(condition) = condition
                        && !self.value(condition)?.truth()
                    {
                        break;
                    }
                    asked = true;
                    match self.block(body) {
                        Ok(()) | Err(Flow::Continue) => {}
                        Err(Flow::Break) => break,
                        other => other?,
                    }
                    if let Some(step) = step {
                        self.statement(step)?;
                    }
                }
            }
            Statement::ForIn(key, array, body) => {
                let keys: Vec<String> = self.slot(array).array.keys().cloned().collect();
                for name in keys {
                    self.process.system.step()?;
                    self.set_variable(key, Value::Input(name));
                    match self.block(body) {
                        Ok(()) | Err(Flow::Continue) => {}
                        Err(Flow::Break) => break,
                        other => other?,
                    }
                }
            }
            Statement::Block(body) => self.block(body)?,
            Statement::Delete(name, key) => match key {
                None => self.slot(name).array.clear(),
                Some(key) => {
                    let key = self.key(key)?;
                    self.slot(name).array.remove(&key);
                }
            },
            Statement::Next => return Err(Flow::Next),
            Statement::Break => return Err(Flow::Break),
            Statement::Continue => return Err(Flow::Continue),
            Statement::Exit(value) => {
                if let Some(value) = value {
                    self.status = self.value(value)?.number() as i32 & 0xff;
                }
                return Err(Flow::Exit);
            }
            Statement::Return(value) => {
                let value = match value {
                    Some(value) => self.value(value)?,
                    None => Value::Unset,
                };
                return Err(Flow::Return(value));
            }
        }
        Ok(())
    }

    fn print(&mut self, formatted: bool, arguments: &[Expression], to: Option<&(Expression, bool)>) -> Ran<()> {
        let mut text;
        if formatted {
            text = self.formatted(arguments)?;
        } else if arguments.is_empty() {
            text = self.record.clone() + &self.variable("ORS").text("");
        } else {
            let (separator, format) = (self.variable("OFS").text(""), self.variable("OFMT").text(""));
            text = String::new();
            for (index, argument) in arguments.iter().enumerate() {
                if index > 0 {
                    text += &separator;
                }
                text += &self.value(argument)?.text(&format);
            }
            text += &self.variable("ORS").text("");
        }
        let Some((name, adds)) = to else { return Ok(self.process.print(&text)?) };
        let name = self.value(name)?.text("");
        match name.as_str() {
            "/dev/stdout" | "-" => self.process.print(&text)?,
            "/dev/stderr" => self.process.output.write(Stream::Err, text.as_bytes())?,
            "/dev/null" => {}
            _ => {
                if !self.files.contains_key(&name) && !adds {
                    let path = self.process.absolute(&name);
                    if let Err(errno) = self.process.system.files().write(&path, Rope::new(), 0o666) {
                        let bail = self.process.fail::<()>(2, &format!("can't redirect to {name}: {errno}"));
                        return bail.map_err(Flow::Bail);
                    }
                }
                let file = self.files.entry(name).or_default();
                file.extend_from_slice(text.as_bytes());
                if file.len() > MAX_TEXT {
                    return Err(Stop::Limit(format!("awk writes at most {MAX_TEXT} bytes to a file")).into());
                }
            }
        }
        Ok(())
    }

    fn formatted(&mut self, arguments: &[Expression]) -> Ran<String> {
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
        Ok(String::from_utf8_lossy(&writer.bytes).into_owned())
    }

    // Variables and fields.

    fn slot(&mut self, name: &str) -> &mut Slot {
        let local = self.locals.last_mut().filter(|scope| scope.contains_key(name));
        local.unwrap_or(&mut self.globals).entry(name.to_string()).or_default()
    }

    fn variable(&self, name: &str) -> Value {
        if name == "NF" {
            return Value::Number(self.fields.len() as f64);
        }
        let slot = self.locals.last().and_then(|scope| scope.get(name)).or_else(|| self.globals.get(name));
        slot.map(|slot| slot.value.clone()).unwrap_or_default()
    }

    fn set_variable(&mut self, name: &str, value: Value) {
        if name == "NF" {
            let count = (value.number().max(0.0) as usize).min(MAX_FIELDS);
            self.fields.resize(count, String::new());
            self.rebuild();
            return;
        }
        self.slot(name).value = value;
    }

    fn rebuild(&mut self) {
        self.record = self.fields.join(&self.variable("OFS").text(""));
    }

    fn set_record(&mut self, record: String) -> Ran<()> {
        let separator = self.variable("FS").text("");
        self.fields = self.split_text(&record, &separator)?;
        self.record = record;
        Ok(())
    }

    fn split_text(&mut self, text: &str, separator: &str) -> Ran<Vec<String>> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let fields: Vec<String> = match separator {
            " " => text.split_whitespace().map(String::from).collect(),
            "" => text.chars().map(String::from).collect(),
            one if one.chars().count() == 1 && one != "\\" => text.split(one).map(String::from).collect(),
            pattern => {
                let regex = self.regex(pattern)?;
                regex.split(text).map(String::from).collect()
            }
        };
        if fields.len() > MAX_FIELDS {
            return Err(Stop::Limit(format!("awk takes at most {MAX_FIELDS} fields")).into());
        }
        Ok(fields)
    }

    fn regex(&mut self, pattern: &str) -> Ran<Rc<Regex>> {
        if let Some(regex) = self.regexes.get(pattern) {
            return Ok(regex.clone());
        }
        match compile(pattern, Style { extended: true, ignore_case: false }).or_else(|_| literal(pattern, false)) {
            Ok(regex) => {
                let regex = Rc::new(regex);
                self.regexes.insert(pattern.to_string(), regex.clone());
                Ok(regex)
            }
            Err(error) => {
                Err(Flow::Bail(self.process.fail::<()>(2, &error.to_string()).err().unwrap_or(Bail::Status(2))))
            }
        }
    }

    /// The pattern that an expression means: a regular expression itself, or a text that holds one.
    fn pattern(&mut self, expression: &Expression) -> Ran<Rc<Regex>> {
        if let Expression::Regex(regex) = expression {
            return Ok(regex.clone());
        }
        let text = self.value(expression)?.text("");
        self.regex(&text)
    }

    fn key(&mut self, key: &[Expression]) -> Ran<String> {
        let mut parts = Vec::new();
        for part in key {
            parts.push(self.value(part)?.text("%.6g"));
        }
        Ok(parts.join(&self.variable("SUBSEP").text("")))
    }

    fn read(&mut self, place: &Place) -> Ran<Value> {
        Ok(match place {
            Place::Variable(name) => self.variable(name),
            Place::Field(number) => {
                let number = self.value(number)?.number();
                if number < 0.0 {
                    return Err(Flow::Bail(
                        self.process
                            .fail::<()>(2, &format!("trying to access out of range field {number}"))
                            .err()
                            .unwrap_or(Bail::Status(2)),
                    ));
                }
                match number as usize {
                    0 => Value::Input(self.record.clone()),
                    number => self.fields.get(number - 1).cloned().map(Value::Input).unwrap_or_default(),
                }
            }
            Place::Element(name, key) => {
                let key = self.key(key)?;
                if !self.slot(name).array.contains_key(&key) {
                    self.elements += 1;
                    if self.elements > MAX_ELEMENTS {
                        return Err(Stop::Limit(format!("awk's arrays take at most {MAX_ELEMENTS} elements")).into());
                    }
                }
                self.slot(name).array.entry(key).or_default().clone()
            }
        })
    }

    fn write(&mut self, place: &Place, value: Value) -> Ran<()> {
        match place {
            Place::Variable(name) => self.set_variable(name, value),
            Place::Field(number) => {
                let number = self.value(number)?.number().max(0.0) as usize;
                let text = value.text("%.6g");
                if number == 0 {
                    return self.set_record(text);
                }
                if number > MAX_FIELDS {
                    return Err(Stop::Limit(format!("awk takes at most {MAX_FIELDS} fields")).into());
                }
                if self.fields.len() < number {
                    self.fields.resize(number, String::new());
                }
                if let Some(field) = self.fields.get_mut(number - 1) {
                    *field = text;
                }
                self.rebuild();
            }
            Place::Element(name, key) => {
                self.read(place)?;
                let key = self.key(key)?;
                self.slot(name).array.insert(key, value);
            }
        }
        Ok(())
    }

    // Expressions.

    fn value(&mut self, expression: &Expression) -> Ran<Value> {
        let _nesting = Nesting::enter_or_stop()?;
        let truth = |truth: bool| Value::Number(f64::from(u8::from(truth)));
        Ok(match expression {
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::Regex(regex) => truth(regex.is_match(&self.record)),
            Expression::Place(place) => self.read(place)?,
            Expression::Assign(place, operator, right) => {
                let right = self.value(right)?;
                let value = match operator {
                    None => right,
                    Some(operator) => {
                        let left = self.read(place)?.number();
                        Value::Number(self.arithmetic(*operator, left, right.number())?)
                    }
                };
                self.write(place, value.clone())?;
                value
            }
            Expression::Step(place, step, old) => {
                let before = self.read(place)?.number();
                self.write(place, Value::Number(before + step))?;
                Value::Number(if *old { before } else { before + step })
            }
            Expression::Conditional(parts) => {
                let [condition, yes, no] = parts.as_ref();
                let branch = if self.value(condition)?.truth() { yes } else { no };
                self.value(branch)?
            }
            Expression::And(parts) => truth(self.value(&parts[0])?.truth() && self.value(&parts[1])?.truth()),
            Expression::Or(parts) => truth(self.value(&parts[0])?.truth() || self.value(&parts[1])?.truth()),
            Expression::Not(inner) => truth(!self.value(inner)?.truth()),
            Expression::Negative(inner) => Value::Number(-self.value(inner)?.number()),
            Expression::Positive(inner) => Value::Number(self.value(inner)?.number()),
            Expression::Compare(operator, parts) => {
                let (left, right) = (self.value(&parts[0])?, self.value(&parts[1])?);
                let order = left.compare(&right);
                truth(match *operator {
                    "<" => order == Ordering::Less,
                    "<=" => order != Ordering::Greater,
                    ">" => order == Ordering::Greater,
                    ">=" => order != Ordering::Less,
                    "==" => order == Ordering::Equal,
                    _ => order != Ordering::Equal,
                })
            }
            Expression::Match(parts, negated) => {
                let text = self.value(&parts[0])?.text("%.6g");
                let regex = self.pattern(&parts[1])?;
                truth(regex.is_match(&text) != *negated)
            }
            Expression::In(key, array) => {
                let key = self.key(key)?;
                truth(self.slot(array).array.contains_key(&key))
            }
            Expression::Concat(parts) => {
                let format = self.variable("CONVFMT").text("");
                let mut text = self.value(&parts[0])?.text(&format);
                text += &self.value(&parts[1])?.text(&format);
                if text.len() > MAX_TEXT {
                    return Err(Stop::Limit(format!("awk's texts take at most {MAX_TEXT} bytes")).into());
                }
                Value::Text(text)
            }
            Expression::Arithmetic(operator, parts) => {
                let (left, right) = (self.value(&parts[0])?.number(), self.value(&parts[1])?.number());
                Value::Number(self.arithmetic(*operator, left, right)?)
            }
            Expression::Call(name, arguments) => self.call(name, arguments)?,
        })
    }

    fn arithmetic(&mut self, operator: char, left: f64, right: f64) -> Ran<f64> {
        Ok(match operator {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '^' => left.powf(right),
            _ if right == 0.0 => {
                let bail = self.process.fail::<()>(2, "division by zero");
                return Err(Flow::Bail(bail.err().unwrap_or(Bail::Status(2))));
            }
            '/' => left / right,
            _ => left % right,
        })
    }

    fn call(&mut self, name: &str, arguments: &[Expression]) -> Ran<Value> {
        if let Some(function) = self.program.functions.get(name).cloned() {
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
            return match result {
                Ok(()) => Ok(Value::Unset),
                Err(Flow::Return(value)) => Ok(value),
                Err(flow) => Err(flow),
            };
        }
        if !super::parser::BUILTINS.contains(&name) {
            let bail = self.process.fail::<()>(2, &format!("function {name} not defined"));
            return Err(Flow::Bail(bail.err().unwrap_or(Bail::Status(2))));
        }
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
                let (start, length) = match regex.find(&text) {
                    Some(found) => {
                        let before = text.get(..found.start()).unwrap_or("").chars().count();
                        (before as f64 + 1.0, found.as_str().chars().count() as f64)
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
        let text = |index: usize| values.get(index).map(|value| value.text("%.6g"));
        let number = |index: usize| values.get(index).map_or(0.0, Value::number);
        Ok(match name {
            "length" => Value::Number(text(0).unwrap_or_else(|| self.record.clone()).chars().count() as f64),
            "substr" => {
                let letters: Vec<char> = text(0).unwrap_or_default().chars().collect();
                let from = number(1).round();
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
            "rand" => {
                self.seed = self.seed.wrapping_add(1);
                Value::Number((crate::clock::mix(self.seed) >> 11) as f64 / (1u64 << 53) as f64)
            }
            "srand" => {
                self.seed = number(0) as u64;
                Value::Number(0.0)
            }
            _ => Value::Number(0.0),
        })
    }

    fn split(&mut self, arguments: &[Expression]) -> Ran<Value> {
        let [text, Expression::Place(Place::Variable(array)), rest @ ..] = arguments else {
            return Ok(Value::Number(0.0));
        };
        let text = self.value(text)?.text("%.6g");
        let fields = match rest.first() {
            Some(Expression::Regex(regex)) if !text.is_empty() => regex.split(&text).map(String::from).collect(),
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
        for found in regex.find_iter(&text) {
            out.push_str(text.get(last..found.start()).unwrap_or(""));
            let mut letters = with.chars();
            while let Some(letter) = letters.next() {
                match letter {
                    '\\' => match letters.next() {
                        Some('&') => out.push('&'),
                        Some(other) => out.extend(['\\', other].into_iter().filter(|c| *c != '\\' || other != '\\')),
                        None => out.push('\\'),
                    },
                    '&' => out.push_str(found.as_str()),
                    letter => out.push(letter),
                }
            }
            last = found.end();
            count += 1;
            if !all || out.len() > MAX_TEXT {
                break;
            }
        }
        out.push_str(text.get(last..).unwrap_or(""));
        if count > 0 {
            self.write(place, Value::Text(out))?;
        }
        Ok(Value::Number(f64::from(count)))
    }
}
