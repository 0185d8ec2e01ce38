//! Functions: of the filter, of jq's own, and those with a control flow that is the machine's.

use crate::shell::programs::tools::jq::json::Described as _;
use std::cell::RefCell;
use std::rc::Rc;

use super::frame::{Callable, Choice, Frame, Kind, Next};
use super::{Bound, Env, Fail, Host, Item, Machine, State};
use crate::shell::programs::tools::jq::syntax::{Id, Node, Special};
use crate::shell::programs::tools::jq::value::Value;
use crate::shell::programs::tools::jq::{builtins, paths};

impl Machine<'_> {
    pub(super) fn call(
        &mut self,
        host: &mut dyn Host,
        node: &Node,
        env: Env,
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        match node {
            Node::Closure(id) => match env.closure(*id) {
                Some((body, env)) => Ok(State::Run(body, env, item, next)),
                None => Ok(State::Back),
            },
            Node::Call { function, global, arguments } => {
                let inner = if *global { Env::default() } else { env.of_function(*function) };
                Ok(self.enter(*function, 0, inner, arguments.clone(), env, item, next))
            }
            Node::Native { native, arguments } => {
                self.arguments(host, Callable::Native(native), arguments.clone(), Vec::new(), env, item, next)
            }
            Node::Special { special: special @ (Special::Path | Special::Last), arguments } => {
                let Some(&inner) = arguments.first() else { return Ok(State::Back) };
                if *special == Special::Path {
                    let root = Item::root(item.value);
                    let kind = Kind::PathEnd { trail: item.trail };
                    return Ok(State::Run(inner, env, root, Some(Rc::new(Frame { kind, next }))));
                }
                let last = Rc::new(RefCell::new(None));
                self.choices.push(Choice::Last { last: last.clone(), next });
                Ok(State::Run(inner, env, item, Some(Rc::new(Frame { kind: Kind::Last { last }, next: None }))))
            }
            Node::Special { special, arguments } => {
                self.arguments(host, Callable::Special(*special), arguments.clone(), Vec::new(), env, item, next)
            }
            _ => Ok(State::Back),
        }
    }

    /// Binds a function's parameters from `at` on, and runs it: filters as they are, values one after the other.
    #[expect(clippy::too_many_arguments, reason = "a call that is half made")]
    pub(super) fn enter(
        &mut self,
        function: usize,
        at: usize,
        mut inner: Env,
        arguments: Rc<[Id]>,
        env: Env,
        item: Item,
        next: Next,
    ) -> State {
        let program = self.program;
        let Some(definition) = program.functions.get(function) else { return State::Back };
        for (place, parameter) in definition.parameters.iter().enumerate().skip(at) {
            let Some(&argument) = arguments.get(place) else { return State::Back };
            // A filter that only stands for another is that one: or a chain of them would grow with each call.
            let known = match program.nodes.get(argument) {
                Some(Node::Closure(id)) => env.closure(*id),
                _ => None,
            };
            let (body, of) = known.unwrap_or_else(|| (argument, env.clone()));
            inner = inner.with(Bound::Closure { id: parameter.closure, body, env: of });
            if parameter.variable.is_some() {
                let apart = item.apart();
                let kind = Kind::Parameter { function, at: place, inner, arguments, env: env.clone(), item };
                return State::Run(argument, env, apart, Some(Rc::new(Frame { kind, next })));
            }
        }
        State::Run(definition.body, inner, item, next)
    }

    /// A value for the parameter at `at`.
    pub(super) fn parameter(&self, function: usize, at: usize, inner: Env, value: Value) -> Env {
        let definition = self.program.functions.get(function);
        match definition.and_then(|definition| definition.parameters.get(at)).and_then(|one| one.variable) {
            Some(id) => inner.with(Bound::Value(id, value)),
            None => inner,
        }
    }

    /// Works out arguments, the last one first (its values are the outermost), and calls.
    #[expect(clippy::too_many_arguments, reason = "a call that is half made")]
    pub(super) fn arguments(
        &mut self,
        host: &mut dyn Host,
        call: Callable,
        arguments: Rc<[Id]>,
        mut got: Vec<Value>,
        env: Env,
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        let missing = arguments.len() - got.len().min(arguments.len());
        if let Some(&argument) = missing.checked_sub(1).and_then(|at| arguments.get(at)) {
            let apart = item.apart();
            let kind = Kind::Argument { call, arguments, got, env: env.clone(), item };
            return Ok(State::Run(argument, env, apart, Some(Rc::new(Frame { kind, next }))));
        }
        got.reverse();
        match call {
            Callable::Native(native) => {
                let value = (native.run)(item.value, &got)?;
                Ok(State::Yield(Item { value, trail: item.trail }, next))
            }
            Callable::Special(special) => self.special(host, special, &got, item, next),
        }
    }

    fn special(
        &mut self,
        host: &mut dyn Host,
        special: Special,
        got: &[Value],
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        let first = || got.first().cloned().unwrap_or_default();
        let value = match special {
            Special::Empty | Special::Path | Special::Last => return Ok(State::Back),
            Special::Error => return Err(Fail::Error(item.value)),
            Special::GetPath => return Self::get_path(item, &first(), next),
            Special::Range => {
                let (Some(at), Some(to)) = (first().number(), got.get(1).and_then(Value::number)) else {
                    return Err(Fail::Error("Range bounds must be numeric".into()));
                };
                return Ok(self.range(at, to, item.trail, next));
            }
            Special::Input => match host.input()? {
                Some(Ok(value)) => value,
                Some(Err(words)) => return Err(Fail::Error(words.into())),
                None => return Err(Fail::Error("break".into())),
            },
            Special::Debug => {
                host.debug(&item.value)?;
                item.value
            }
            Special::Stderr => {
                host.stderr(&item.value)?;
                item.value
            }
            Special::Halt => return Err(Fail::Halt { status: None, message: None }),
            Special::HaltError => {
                let status = first();
                if status.number().is_none() {
                    let message = format!("{} halt_error/1: number required", item.value.described());
                    return Err(Fail::Error(message.into()));
                }
                return Err(Fail::Halt { status: Some(status), message: Some(item.value) });
            }
            Special::Now => Value::from(host.now()),
            Special::Environment => host.environment(),
            Special::InputFilename => host.filename().map_or(Value::Null, Value::from),
            Special::InputLineNumber => Value::count(host.line()),
            Special::Builtins => builtins::names(&self.program.functions)?,
        };
        Ok(State::Yield(Item { value, trail: item.trail }, next))
    }

    /// `getpath(…)`: also inside `path(…)`.
    fn get_path(item: Item, path: &Value, next: Next) -> Result<State, Fail> {
        let value = paths::get_path(&item.value, path)?;
        if !item.intact() {
            let shown = super::super::json::shortened(&item.value, 29);
            return Err(Fail::Error(format!("Invalid path expression with result {shown}").into()));
        }
        let keys = match path {
            Value::List(keys) => keys.items(),
            _ => &[],
        };
        let trail = item.trail.map(|trail| keys.iter().fold(trail, |trail, key| trail.step(key.clone(), &value)));
        Ok(State::Yield(Item { value, trail }, next))
    }
}
