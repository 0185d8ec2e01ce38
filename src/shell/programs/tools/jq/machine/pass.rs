//! A value reaches the frame that waits for it.

use crate::shell::programs::tools::jq::json::Described as _;
use std::cell::RefCell;
use std::rc::Rc;

use super::frame::{Choice, Finish, Frame, Kind, Next, Task};
use super::{Env, Fail, Host, Item, Machine, State};
use crate::shell::programs::tools::jq::json;
use crate::shell::programs::tools::jq::syntax::{Id, Node, Piece};
use crate::shell::programs::tools::jq::value::{Map, Value, calculate};

/// Takes a frame's content, or a copy if somebody else may come back to it.
fn opened(mut frame: Rc<Frame>) -> (Kind, Next) {
    match Rc::get_mut(&mut frame) {
        Some(frame) => (std::mem::take(&mut frame.kind), frame.next.take()),
        None => (frame.kind.clone(), frame.next.clone()),
    }
}

impl Machine<'_> {
    pub(super) fn pass(&mut self, host: &mut dyn Host, item: Item, frame: Rc<Frame>) -> Result<State, Fail> {
        let (kind, next) = opened(frame);
        let framed = |kind| Some(Rc::new(Frame { kind, next: next.clone() }));
        Ok(match kind {
            Kind::Pipe { then, env } => State::Run(then, env, item, next),
            Kind::IndexKey { of, env, item: input, optional } => {
                State::Run(of, env, input, framed(Kind::Index { key: item.value, optional }))
            }
            Kind::Index { key, optional } => Self::index(item, key, optional, next)?,
            Kind::Each { optional } => self.iterate(item, optional, next)?,
            Kind::Left { operator, left, env, item: input } => {
                let trail = input.trail;
                let kind = Kind::Calculate { operator, right: item.value, trail };
                State::Run(left, env, Item::plain(input.value), Some(Rc::new(Frame { kind, next })))
            }
            Kind::Calculate { operator, right, trail } => {
                State::Yield(Item { value: calculate(operator, item.value, &right)?, trail }, next)
            }
            Kind::Either { or, right, env, item: input } => {
                let decided = item.value.holds() == or;
                match decided {
                    true => State::Yield(Item { value: or.into(), trail: input.trail }, next),
                    false => State::Run(right, env, input.apart(), framed(Kind::Truth { trail: input.trail })),
                }
            }
            Kind::Truth { trail } => State::Yield(Item { value: item.value.holds().into(), trail }, next),
            Kind::Test { yes, no, env, item: input } => match (item.value.holds(), no) {
                (true, _) => State::Run(yes, env, input, next),
                (false, Some(no)) => State::Run(no, env, input, next),
                (false, None) => State::Yield(input, next),
            },
            Kind::Taken { found } => {
                if !item.value.holds() {
                    return Ok(State::Back);
                }
                found.set(true);
                State::Yield(item, next)
            }
            Kind::Tried { serial } => {
                self.leave(serial);
                State::Yield(item, next)
            }
            Kind::Collect { list } => {
                list.borrow_mut().push(item.value)?;
                State::Back
            }
            Kind::Store { state } => {
                state.replace(item.value);
                State::Back
            }
            Kind::Last { last } => {
                last.replace(Some(item));
                State::Back
            }
            Kind::Round { state, extract, env } => {
                state.replace(item.value.clone());
                match extract {
                    Some(extract) => State::Run(extract, env, item, next),
                    None => State::Yield(item, next),
                }
            }
            kind => return self.pass_more(host, kind, item, next),
        })
    }

    fn pass_more(&mut self, host: &mut dyn Host, kind: Kind, item: Item, next: Next) -> Result<State, Fail> {
        Ok(match kind {
            Kind::Bind { patterns, env, finish, item: input } => {
                let (value, input) = match input {
                    Some(input) => (item.value, input),
                    None => (item.value.clone(), item),
                };
                self.bind(patterns, value, env, finish, input, next)
            }
            Kind::MatchKey { mut tasks, pattern, at, value, env, finish, item: input } => {
                let env = self.entry(&mut tasks, pattern, at, value, &item.value, env)?;
                State::Match { tasks, env, finish, item: input, next }
            }
            Kind::Start { node, env, item: input } => self.start(node, item.value, env, input, next),
            Kind::Text { node, at, mut tail, env, item: input } => {
                tail.push(self.piece(node, &item.value)?);
                self.text(node, at, tail, env, input, next)?
            }
            Kind::ObjectKey { node, at, map, env, item: input } => {
                self.object_value(node, at, map, item.value, env, input, next)
            }
            Kind::ObjectValue { node, at, mut map, key, env, item: input } => {
                insert(&mut map, key, item.value)?;
                self.object(node, at + 1, map, env, input, next)?
            }
            Kind::Change { how, paths, env, item: input } => self.change(how, paths, item.value, env, input, next),
            Kind::CollectPath { paths } => {
                paths.borrow_mut().push(self.path_of(&item)?);
                State::Back
            }
            Kind::Modified { job, path, base } => {
                self.choices.truncate(base);
                self.modified(&job, &path, item.value)?;
                self.modify_next(job, next)?
            }
            Kind::PathEnd { trail } => State::Yield(Item { value: self.path_of(&item)?, trail }, next),
            Kind::Parameter { function, at, inner, arguments, env, item: input } => {
                let inner = self.parameter(function, at, inner, item.value);
                self.enter(function, at + 1, inner, arguments, env, input, next)
            }
            Kind::Argument { call, arguments, mut got, env, item: input } => {
                got.push(item.value);
                self.arguments(host, call, arguments, got, env, input, next)?
            }
            _ => State::Back,
        })
    }

    /// A value leaves a `try`: from here on what goes wrong is not its.
    fn leave(&mut self, serial: u64) {
        match self.choices.last() {
            Some(Choice::Try { serial: own, .. }) if *own == serial => {
                self.choices.pop();
            }
            _ => self.choices.push(Choice::Left(serial)),
        }
    }

    fn start(&mut self, node: Id, value: Value, env: Env, input: Item, next: Next) -> State {
        let state = Rc::new(RefCell::new(value));
        let (source, patterns, finish) = match self.program.nodes.get(node) {
            Some(Node::Reduce { source, patterns, update, .. }) => {
                (*source, patterns.clone(), Finish::Reduce { update: *update, state: state.clone() })
            }
            Some(Node::Foreach { source, patterns, update, extract, .. }) => (
                *source,
                patterns.clone(),
                Finish::Foreach { update: *update, extract: *extract, state: state.clone() },
            ),
            _ => return State::Back,
        };
        let rounds = match &finish {
            Finish::Reduce { .. } => {
                self.choices.push(Choice::Reduced { state, trail: input.trail.clone(), next });
                None
            }
            _ => next,
        };
        let kind = Kind::Bind { patterns, env: env.clone(), finish, item: None };
        State::Run(source, env, input, Some(Rc::new(Frame { kind, next: rounds })))
    }

    fn piece(&self, node: Id, value: &Value) -> Result<Rc<str>, Fail> {
        let format = match self.program.nodes.get(node) {
            Some(Node::Text { format: Some(format), .. }) => format,
            _ => "text",
        };
        let shown = super::super::builtins::formatted(format, value)?;
        Ok(shown.text().cloned().unwrap_or_default())
    }

    /// A text's pieces from the last to the first: the last one's values are the outermost.
    pub(super) fn text(
        &mut self,
        node: Id,
        mut at: usize,
        mut tail: Vec<Rc<str>>,
        env: Env,
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        let Some(Node::Text { pieces, .. }) = self.program.nodes.get(node) else { return Ok(State::Back) };
        while at > 0 {
            at -= 1;
            match pieces.get(at) {
                Some(Piece::Text(text)) => tail.push(text.clone()),
                Some(Piece::Filter(filter)) => {
                    let apart = item.apart();
                    let kind = Kind::Text { node, at, tail, env: env.clone(), item };
                    return Ok(State::Run(*filter, env, apart, Some(Rc::new(Frame { kind, next }))));
                }
                None => {}
            }
        }
        let length = tail.iter().map(|piece| piece.len()).sum();
        crate::allowance::insist_room(length);
        let mut whole = String::with_capacity(length);
        tail.iter().rev().for_each(|piece| whole.push_str(piece));
        Ok(State::Yield(Item { value: whole.into(), ..item }, next))
    }

    /// An object's rows from `at` on: the first one's values are the outermost.
    pub(super) fn object(
        &mut self,
        node: Id,
        mut at: usize,
        mut map: Rc<Map>,
        env: Env,
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        let Some(Node::Object(rows)) = self.program.nodes.get(node) else { return Ok(State::Back) };
        while let Some((key, value)) = rows.get(at) {
            let Some(Node::Literal(key)) = self.program.nodes.get(*key) else {
                let apart = item.apart();
                let kind = Kind::ObjectKey { node, at, map, env: env.clone(), item };
                return Ok(State::Run(*key, env, apart, Some(Rc::new(Frame { kind, next }))));
            };
            let Some(Node::Literal(value)) = self.program.nodes.get(*value) else {
                return Ok(self.object_value(node, at, map, key.clone(), env, item, next));
            };
            insert(&mut map, key.clone(), value.clone())?;
            at += 1;
        }
        Ok(State::Yield(Item { value: Value::Map(map), ..item }, next))
    }

    #[expect(clippy::too_many_arguments, reason = "the state of an object that is half made")]
    fn object_value(
        &mut self,
        node: Id,
        at: usize,
        map: Rc<Map>,
        key: Value,
        env: Env,
        item: Item,
        next: Next,
    ) -> State {
        let Some(Node::Object(rows)) = self.program.nodes.get(node) else { return State::Back };
        let Some((_, value)) = rows.get(at) else { return State::Back };
        let apart = item.apart();
        let kind = Kind::ObjectValue { node, at, map, key, env: env.clone(), item };
        State::Run(*value, env, apart, Some(Rc::new(Frame { kind, next })))
    }

    /// The path of a value that still stands there.
    fn path_of(&self, item: &Item) -> Result<Value, Fail> {
        if !item.intact() {
            let shown = json::shortened(&item.value, 29);
            return Err(Fail::Error(format!("Invalid path expression with result {shown}").into()));
        }
        match &item.trail {
            Some(trail) => Ok(trail.path()?),
            None => Ok(Value::Null),
        }
    }

    pub(super) fn bind_rest(
        &mut self,
        mut tasks: Vec<Task>,
        mut env: Env,
        finish: Finish,
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        while let Some(task) = tasks.pop() {
            match task {
                Task::Match(pattern, value) => env = self.match_one(&mut tasks, pattern, value, env)?,
                Task::Entries { pattern, at, value } => match self.entry_key(pattern, at) {
                    None => {}
                    Some((_, Some(key))) => env = self.entry(&mut tasks, pattern, at, value, &key, env)?,
                    Some((key, None)) => {
                        let inner = Item::plain(value.clone());
                        let kind = Kind::MatchKey { tasks, pattern, at, value, env: env.clone(), finish, item };
                        return Ok(State::Run(key, env, inner, Some(Rc::new(Frame { kind, next }))));
                    }
                },
            }
        }
        Ok(self.bound(finish, env, item, next))
    }
}

fn insert(map: &mut Rc<Map>, key: Value, value: Value) -> Result<(), Fail> {
    match key {
        Value::Text(key) => Ok(Rc::make_mut(map).insert(key, value)?),
        other => Err(Fail::Error(format!("Cannot use {} as object key", other.described()).into())),
    }
}
