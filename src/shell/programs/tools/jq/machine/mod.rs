//! Running a filter. The machine keeps by itself what else would be on the stack: what waits for a value is a chain of
//! frames, and where to go on when a value leads nowhere is a list of choices. So a filter may call itself as often as
//! the allowance holds, `limit` and `first` work no more than they must, and `break` and errors drop what is no use.

mod assign;
mod binding;
mod calls;
mod environment;
mod frame;
mod item;
mod pass;

use crate::shell::programs::tools::jq::json::Described as _;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::paths;
use super::syntax::{Id, Node, Program};
use super::value::{List, Value};
use crate::allowance::work;
use crate::shell::Stop;
use environment::Bound;
pub use environment::Env;
use frame::{Choice, Finish, Frame, Kind, Next, Task};
use item::{Item, Trail};

/// Why a filter ends before its end.
#[derive(Debug)]
pub enum Fail {
    /// An error that `catch` would have caught.
    Error(Value),
    /// To the label of this number.
    Break(u64),
    /// `halt` and `halt_error`: the exit status and what is said.
    Halt { status: Option<Value>, message: Option<Value> },
    /// With whoever waits for jq.
    Stop(Stop),
}

impl From<Value> for Fail {
    fn from(message: Value) -> Self {
        Fail::Error(message)
    }
}

impl From<Stop> for Fail {
    fn from(stop: Stop) -> Self {
        Fail::Stop(stop)
    }
}

/// What a filter asks of the program that runs it.
pub trait Host {
    /// The next input, the words of what is wrong with it, or none.
    fn input(&mut self) -> Result<Option<Result<Value, String>>, Stop>;
    fn debug(&mut self, value: &Value) -> Result<(), Stop>;
    fn stderr(&mut self, value: &Value) -> Result<(), Stop>;
    /// Seconds since 1970.
    fn now(&mut self) -> f64;
    fn environment(&self) -> Value;
    fn filename(&self) -> Option<String>;
    fn line(&self) -> usize;
}

/// Steps that a filter takes over one input.
const MOST_STEPS: u64 = 20_000_000;

/// What is done next.
enum State {
    Run(Id, Env, Item, Next),
    Yield(Item, Next),
    Match { tasks: Vec<Task>, env: Env, finish: Finish, item: Item, next: Next },
    Back,
    Raise(Fail),
}

/// A filter that runs over one input.
pub struct Machine<'a> {
    program: &'a Program,
    choices: Vec<Choice>,
    serial: u64,
    steps: u64,
    start: Option<State>,
}

impl<'a> Machine<'a> {
    /// A filter with its variables' values, over an input.
    pub fn new(program: &'a Program, main: Id, given: &[(usize, Value)], input: Value) -> Self {
        let env = given.iter().fold(Env::default(), |env, (id, value)| env.with(Bound::Value(*id, value.clone())));
        let start = State::Run(main, env, Item::plain(input), None);
        Machine { program, choices: Vec::new(), serial: 0, steps: 0, start: Some(start) }
    }

    /// The next value, or what ends it all; none when there are no more.
    pub fn next(&mut self, host: &mut dyn Host) -> Option<Result<Value, Fail>> {
        let mut state = self.start.take().unwrap_or(State::Back);
        loop {
            if let Err(spent) = work(1) {
                return Some(Err(Fail::Stop(spent.into())));
            }
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return Some(Err(Fail::Stop(Stop::Limit(format!("more than {MOST_STEPS} steps of one filter")))));
            }
            let result = match state {
                State::Yield(item, None) => return Some(Ok(item.value)),
                State::Yield(item, Some(frame)) => self.pass(host, item, frame),
                State::Run(node, env, item, next) => self.run(host, node, env, item, next),
                State::Match { tasks, env, finish, item, next } => self.bind_rest(tasks, env, finish, item, next),
                State::Back => match self.choices.pop() {
                    None => return None,
                    Some(choice) => self.resume(choice),
                },
                State::Raise(fail) => match self.unwind(fail) {
                    Ok(state) => Ok(state),
                    Err(fail) => return Some(Err(fail)),
                },
            };
            state = result.unwrap_or_else(State::Raise);
        }
    }

    fn fresh(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    fn run(&mut self, host: &mut dyn Host, id: Id, env: Env, item: Item, next: Next) -> Result<State, Fail> {
        let frame = |kind| Some(Rc::new(Frame { kind, next: next.clone() }));
        let program = self.program;
        let Some(node) = program.nodes.get(id) else { return Ok(State::Back) };
        Ok(match node {
            Node::Identity => State::Yield(item, next),
            Node::Literal(value) => State::Yield(Item { value: value.clone(), ..item }, next),
            Node::Variable(id) => State::Yield(Item { value: env.value(*id), ..item }, next),
            Node::Environment => State::Yield(Item { value: host.environment(), ..item }, next),
            Node::Format(name) => {
                let value = super::builtins::formatted(name, &item.value)?;
                State::Yield(Item { value, ..item }, next)
            }
            Node::Text { pieces, .. } => self.text(id, pieces.len(), Vec::new(), env, item, next)?,
            Node::Index { of, key, optional } => match program.nodes.get(*key) {
                Some(Node::Literal(key)) => {
                    let kind = Kind::Index { key: key.clone(), optional: *optional };
                    State::Run(*of, env, item, frame(kind))
                }
                _ => {
                    let apart = item.apart();
                    State::Run(
                        *key,
                        env.clone(),
                        apart,
                        frame(Kind::IndexKey { of: *of, env, item, optional: *optional }),
                    )
                }
            },
            Node::Each { of, optional } => State::Run(*of, env, item, frame(Kind::Each { optional: *optional })),
            Node::Pipe(left, right) => State::Run(*left, env.clone(), item, frame(Kind::Pipe { then: *right, env })),
            Node::Comma(left, right) => {
                let rest = Choice::Resume { node: *right, env: env.clone(), item: item.clone(), next: next.clone() };
                self.choices.push(rest);
                State::Run(*left, env, item, next)
            }
            Node::Array(None) => State::Yield(Item { value: Value::list(Vec::new())?, ..item }, next),
            Node::Array(Some(inner)) => {
                let list = Rc::new(RefCell::new(List::default()));
                let apart = item.apart();
                self.choices.push(Choice::Collected { list: list.clone(), trail: item.trail, next });
                State::Run(*inner, env, apart, Some(Rc::new(Frame { kind: Kind::Collect { list }, next: None })))
            }
            Node::Object(_) => self.object(id, 0, Rc::default(), env, item, next)?,
            _ => return self.control(host, node, id, env, item, next),
        })
    }

    fn control(
        &mut self,
        host: &mut dyn Host,
        node: &Node,
        id: Id,
        env: Env,
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        let frame = |kind| Some(Rc::new(Frame { kind, next: next.clone() }));
        let apart = item.apart();
        Ok(match node {
            Node::Binary(operator, left, right) => {
                let kind = Kind::Left { operator: *operator, left: *left, env: env.clone(), item };
                State::Run(*right, env, apart, Some(Rc::new(Frame { kind, next })))
            }
            Node::And(left, right) | Node::Or(left, right) => {
                let or = matches!(node, Node::Or(..));
                State::Run(*left, env.clone(), apart, frame(Kind::Either { or, right: *right, env, item }))
            }
            Node::If { test, yes, no } => {
                State::Run(*test, env.clone(), apart, frame(Kind::Test { yes: *yes, no: *no, env, item }))
            }
            Node::Alternative(left, right) => {
                let found = Rc::new(Cell::new(false));
                self.choices.push(Choice::Alternative {
                    found: found.clone(),
                    right: *right,
                    env: env.clone(),
                    item: item.clone(),
                    next: next.clone(),
                });
                State::Run(*left, env, item, frame(Kind::Taken { found }))
            }
            Node::Try { body, handler } => {
                let (serial, handler) = (self.fresh(), *handler);
                let (outer, caught, after) = (env.clone(), item.clone(), next.clone());
                self.choices.push(Choice::Try { serial, handler, env: outer, item: caught, next: after });
                State::Run(*body, env, item, frame(Kind::Tried { serial }))
            }
            Node::Label { label, body } => {
                let serial = self.fresh();
                self.choices.push(Choice::Mark(serial));
                State::Run(*body, env.with(Bound::Label(*label, serial)), item, next)
            }
            Node::Break(label) => State::Raise(match env.label(*label) {
                Some(serial) => Fail::Break(serial),
                None => Fail::Error("break".into()),
            }),
            Node::As { source, patterns, body } => {
                let (patterns, finish) = (patterns.clone(), Finish::Body(*body));
                State::Run(*source, env.clone(), apart, frame(Kind::Bind { patterns, env, finish, item: Some(item) }))
            }
            Node::Reduce { start, .. } | Node::Foreach { start, .. } => {
                State::Run(*start, env.clone(), apart, frame(Kind::Start { node: id, env, item }))
            }
            Node::Change { how, paths, value } => {
                let kind = Kind::Change { how: *how, paths: *paths, env: env.clone(), item };
                State::Run(*value, env, apart, Some(Rc::new(Frame { kind, next })))
            }
            Node::Modify { paths, update } => self.modify(*paths, *update, env, item, next),
            Node::Define { function, body } => State::Run(*body, env.with(Bound::Function(*function)), item, next),
            _ => return self.call(host, node, env, item, next),
        })
    }

    /// Goes on where there is another way.
    fn resume(&mut self, choice: Choice) -> Result<State, Fail> {
        Ok(match choice {
            Choice::Resume { node, env, item, next } => State::Run(node, env, item, next),
            Choice::Each { container, at, trail, next } => self.each(container, at, trail, next),
            Choice::Range { at, to, trail, next } => self.range(at, to, trail, next),
            Choice::Alternative { found, .. } if found.get() => State::Back,
            Choice::Alternative { right, env, item, next, found: _ } => State::Run(right, env, item, next),
            Choice::Try { .. } | Choice::Left(_) | Choice::Mark(_) | Choice::Pattern { .. } => State::Back,
            Choice::Changed { how, paths, value, item, next } => {
                let paths = std::mem::take(&mut *paths.borrow_mut());
                let changed = assign::changed(how, item.value, &paths, &value)?;
                State::Yield(Item { value: changed, trail: item.trail }, next)
            }
            Choice::Modify { paths, update, env, item, next } => {
                let paths = std::mem::take(&mut *paths.borrow_mut());
                self.modify_all(paths, update, env, item, next)?
            }
            Choice::Unmodified { job, path, next } => {
                job.borrow_mut().gone.push(path);
                self.modify_next(job, next)?
            }
            Choice::Reduced { state, trail, next } => State::Yield(Item { value: state.take(), trail }, next),
            Choice::Collected { list, trail, next } => {
                State::Yield(Item { value: Value::List(Rc::new(list.take())), trail }, next)
            }
            Choice::Last { last, next } => match last.take() {
                Some(item) => State::Yield(item, next),
                None => State::Back,
            },
        })
    }

    /// Goes back to whoever catches it.
    fn unwind(&mut self, fail: Fail) -> Result<State, Fail> {
        let mut left = Vec::new();
        let error = match fail {
            Fail::Break(serial) => {
                while let Some(choice) = self.choices.pop() {
                    if matches!(choice, Choice::Mark(own) if own == serial) {
                        return Ok(State::Back);
                    }
                }
                return Err(Fail::Error("break".into()));
            }
            Fail::Error(error) => error,
            other => return Err(other),
        };
        while let Some(choice) = self.choices.pop() {
            match choice {
                Choice::Left(serial) => left.push(serial),
                Choice::Try { serial, .. } if left.contains(&serial) => {
                    left.retain(|own| *own != serial);
                }
                Choice::Try { handler: None, .. } => return Ok(State::Back),
                Choice::Try { handler: Some(handler), env, item, next, .. } => {
                    return Ok(State::Run(handler, env, Item { value: error, ..item }, next));
                }
                Choice::Pattern { at, patterns, value, env, finish, item, next } => {
                    return Ok(self.bind_from(at, patterns, value, env, finish, item, next));
                }
                _ => {}
            }
        }
        Err(Fail::Error(error))
    }

    /// Values of a list or an object, the one at `at` first.
    fn each(&mut self, container: Value, at: u64, trail: Option<Trail>, next: Next) -> State {
        let (key, value, after, more) = match &container {
            Value::List(list) => {
                let place = usize::try_from(at).unwrap_or(usize::MAX);
                let Some(value) = list.items().get(place) else { return State::Back };
                (Value::count(place), value.clone(), at + 1, place + 1 < list.items().len())
            }
            Value::Map(map) => {
                let Some((place, key, value)) = map.after(at) else { return State::Back };
                (Value::Text(key.clone()), value.clone(), place, map.after(place).is_some())
            }
            _ => return State::Back,
        };
        let step = trail.clone().map(|trail| trail.step(key, &value));
        if more {
            self.choices.push(Choice::Each { container, at: after, trail, next: next.clone() });
        }
        State::Yield(Item { value, trail: step }, next)
    }

    fn range(&mut self, at: f64, to: f64, trail: Option<Trail>, next: Next) -> State {
        if at.partial_cmp(&to) != Some(std::cmp::Ordering::Less) {
            return State::Back;
        }
        let after = trail.clone();
        if at + 1.0 < to {
            self.choices.push(Choice::Range { at: at + 1.0, to, trail, next: next.clone() });
        }
        State::Yield(Item { value: Value::from(at), trail: after }, next)
    }

    /// `of[key]`
    fn index(item: Item, key: Value, optional: bool, next: Next) -> Result<State, Fail> {
        if !item.intact() {
            let (key, whole) = (super::json::shortened(&key, 14), super::json::shortened(&item.value, 29));
            let message = format!("Invalid path expression near attempt to access element {key} of {whole}");
            return Err(Fail::Error(message.into()));
        }
        match paths::get(&item.value, &key) {
            Ok(value) => {
                let trail = item.trail.map(|trail| trail.step(key, &value));
                Ok(State::Yield(Item { value, trail }, next))
            }
            Err(_) if optional => Ok(State::Back),
            Err(error) => Err(error.into()),
        }
    }

    /// `of[]`
    fn iterate(&mut self, item: Item, optional: bool, next: Next) -> Result<State, Fail> {
        if !item.intact() {
            let whole = super::json::shortened(&item.value, 29);
            let message = format!("Invalid path expression near attempt to iterate through {whole}");
            return Err(Fail::Error(message.into()));
        }
        match &item.value {
            Value::List(_) | Value::Map(_) => Ok(self.each(item.value, 0, item.trail, next)),
            _ if optional => Ok(State::Back),
            other => Err(Fail::Error(format!("Cannot iterate over {}", other.described()).into())),
        }
    }
}
