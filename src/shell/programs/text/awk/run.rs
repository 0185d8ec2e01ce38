//! Running an awk program.

mod functions;
mod input;
mod places;
mod streams;

use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::shell::programs::text::regex::{Regex, TooHard};

use super::syntax::{Expression, Program, Statement, To};
use super::value::Value;
use crate::shell::nesting::Nesting;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stop};
use streams::{Records, Sink};

/// Fields that a line may have.
const MAX_FIELDS: usize = 1_000_000;
/// Elements that all arrays may have, and bytes that a text may have.
const MAX_ELEMENTS: usize = 2_000_000;
const MAX_TEXT: usize = 16 << 20;
/// Values inside values that are worked out: the operators of one statement, and what calls itself.
const MAX_VALUES: usize = 600;

enum Flow {
    Next,
    Break,
    Continue,
    Exit,
    Return(Value),
    Bail(Bail),
}

impl From<TooHard> for Flow {
    fn from(why: TooHard) -> Self {
        Flow::Bail(why.into())
    }
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
    /// What is written to, first opened first.
    sinks: Vec<Sink>,
    /// What `getline` reads from: a name, and whether it is a command.
    sources: BTreeMap<(String, bool), Records>,
    /// Operands that have not been read yet, and the one that is.
    operands: VecDeque<String>,
    main: Option<Records>,
    /// Whether there was a file among the operands.
    any_file: bool,
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
        sinks: Vec::new(),
        sources: BTreeMap::new(),
        operands: operands.into(),
        main: None,
        any_file: false,
        seed: 0,
    };
    let ended = machine.whole();
    let closed = machine.close_all();
    match ended.and(closed) {
        Ok(()) | Err(Flow::Exit) => Ok(machine.status),
        Err(Flow::Bail(bail)) => Err(bail),
        Err(_) => Ok(machine.status),
    }
}

impl Machine<'_, '_> {
    fn whole(&mut self) -> Ran<()> {
        let program = self.program;
        for body in &program.begin {
            match self.block(body) {
                Err(Flow::Exit) => return self.finish(),
                other => other?,
            }
        }
        if !program.rules.is_empty() || !program.end.is_empty() {
            match self.input() {
                Err(Flow::Exit) => {}
                other => other?,
            }
        }
        self.finish()
    }

    fn finish(&mut self) -> Ran<()> {
        let program = self.program;
        for body in &program.end {
            self.block(body)?;
        }
        Ok(())
    }

    fn block(&mut self, body: &[Statement]) -> Ran<()> {
        for statement in body {
            self.statement(statement)?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &Statement) -> Ran<()> {
        let _nesting = Nesting::enter().map_err(Stop::from)?;
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

    fn print(&mut self, formatted: bool, arguments: &[Expression], to: Option<&(Expression, To)>) -> Ran<()> {
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
        let Some((name, to)) = to else { return Ok(self.process.print(&text)?) };
        let name = self.value(name)?.text("");
        self.send(&text, name, *to)
    }

    fn value(&mut self, expression: &Expression) -> Ran<Value> {
        let _nesting = Nesting::within(MAX_VALUES).map_err(Stop::from)?;
        let truth = |truth: bool| Value::Number(f64::from(u8::from(truth)));
        Ok(match expression {
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::Regex(regex) => truth(regex.is_match(&self.record)?),
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
            Expression::Match(parts, negated) => truth(self.matches(&parts[0], &parts[1])? != *negated),
            Expression::In(key, array) => {
                let key = self.key(key)?;
                truth(self.slot(array).array.contains_key(&key))
            }
            Expression::Concat(_) | Expression::Arithmetic(..) => self.chain(expression)?,
            Expression::Call(name, arguments) => self.call(name, arguments)?,
            Expression::Getline(from, into) => Value::Number(self.getline(from.as_deref(), into.as_ref())?),
        })
    }

    /// A chain of operators, from its left end on.
    fn chain(&mut self, expression: &Expression) -> Ran<Value> {
        let (mut links, mut first) = (Vec::new(), expression);
        while let Expression::Concat(parts) | Expression::Arithmetic(_, parts) = first {
            links.push(first);
            first = &parts[0];
        }
        let mut value = self.value(first)?;
        for link in links.into_iter().rev() {
            value = match link {
                Expression::Concat(parts) => {
                    let format = self.variable("CONVFMT").text("");
                    let mut text = value.text(&format);
                    text += &self.value(&parts[1])?.text(&format);
                    if text.len() > MAX_TEXT {
                        return Err(Stop::Limit(format!("awk's texts take at most {MAX_TEXT} bytes")).into());
                    }
                    Value::Text(text)
                }
                Expression::Arithmetic(operator, parts) => {
                    let right = self.value(&parts[1])?.number();
                    Value::Number(self.arithmetic(*operator, value.number(), right)?)
                }
                _ => value,
            };
        }
        Ok(value)
    }

    fn matches(&mut self, text: &Expression, pattern: &Expression) -> Ran<bool> {
        let text = self.value(text)?.text("%.6g");
        Ok(self.pattern(pattern)?.is_match(&text)?)
    }

    /// Ends the program with the words of its flavour; BusyBox's awk then ends with 1.
    fn refuse<T>(&mut self, gnu: &str, busybox: &str) -> Ran<T> {
        self.process.complain_as(gnu, busybox)?;
        Err(Flow::Bail(Bail::Status(if self.process.busybox() { 1 } else { 2 })))
    }

    fn arithmetic(&mut self, operator: char, left: f64, right: f64) -> Ran<f64> {
        Ok(match operator {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '^' => left.powf(right),
            _ if right == 0.0 => {
                return self.refuse("division by zero", "cmd. line:1: Division by zero");
            }
            '/' => left / right,
            _ => left % right,
        })
    }
}
