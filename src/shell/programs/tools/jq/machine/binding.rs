//! `as`: values are taken apart, and what is bound goes on.

use std::rc::Rc;

use super::frame::{Choice, Finish, Frame, Kind, Next, Task};
use super::{Bound, Env, Fail, Item, Machine, State};
use crate::shell::programs::tools::jq::paths;
use crate::shell::programs::tools::jq::syntax::{Id, Node, Pattern, Patterns};
use crate::shell::programs::tools::jq::value::Value;

impl Machine<'_> {
    pub(super) fn bind(
        &mut self,
        patterns: Rc<Patterns>,
        value: Value,
        env: Env,
        finish: Finish,
        item: Item,
        next: Next,
    ) -> State {
        if patterns.alternatives.len() == 1 {
            return self.bind_from(0, patterns, value, env, finish, item, next);
        }
        let none = |env: Env, id: &usize| env.with(Bound::Value(*id, Value::Null));
        let env = patterns.variables.iter().fold(env, none);
        self.bind_from(0, patterns, value, env, finish, item, next)
    }

    /// Tries the pattern at `at`, and those behind it if there is an error.
    #[expect(clippy::too_many_arguments, reason = "what is bound, and everything that goes on with it")]
    pub(super) fn bind_from(
        &mut self,
        at: usize,
        patterns: Rc<Patterns>,
        value: Value,
        env: Env,
        finish: Finish,
        item: Item,
        next: Next,
    ) -> State {
        let Some(&pattern) = patterns.alternatives.get(at) else { return State::Back };
        if at + 1 < patterns.alternatives.len() {
            self.choices.push(Choice::Pattern {
                at: at + 1,
                patterns,
                value: value.clone(),
                env: env.clone(),
                finish: finish.clone(),
                item: item.clone(),
                next: next.clone(),
            });
        }
        State::Match { tasks: vec![Task::Match(pattern, value)], env, finish, item, next }
    }

    pub(super) fn match_one(&self, tasks: &mut Vec<Task>, pattern: Id, value: Value, env: Env) -> Result<Env, Fail> {
        match self.program.patterns.get(pattern) {
            None => {}
            Some(Pattern::Variable(id)) => return Ok(env.with(Bound::Value(*id, value))),
            Some(Pattern::List(items)) => {
                for (at, item) in items.iter().enumerate().rev() {
                    tasks.push(Task::Match(*item, paths::get(&value, &Value::count(at))?));
                }
            }
            Some(Pattern::Map(_)) => tasks.push(Task::Entries { pattern, at: 0, value }),
        }
        Ok(env)
    }

    /// The filter of a row's key, and the key itself if it is a literal.
    pub(super) fn entry_key(&self, pattern: Id, at: usize) -> Option<(Id, Option<Value>)> {
        let Some(Pattern::Map(entries)) = self.program.patterns.get(pattern) else { return None };
        let key = entries.get(at)?.key;
        let literal = match self.program.nodes.get(key) {
            Some(Node::Literal(value)) => Some(value.clone()),
            _ => None,
        };
        Some((key, literal))
    }

    /// A row whose key is known.
    pub(super) fn entry(
        &self,
        tasks: &mut Vec<Task>,
        pattern: Id,
        at: usize,
        value: Value,
        key: &Value,
        mut env: Env,
    ) -> Result<Env, Fail> {
        let Some(Pattern::Map(entries)) = self.program.patterns.get(pattern) else { return Ok(env) };
        let Some(entry) = entries.get(at) else { return Ok(env) };
        let inner = paths::get(&value, key)?;
        tasks.push(Task::Entries { pattern, at: at + 1, value });
        if let Some(variable) = entry.variable {
            env = env.with(Bound::Value(variable, inner.clone()));
        }
        if let Some(pattern) = entry.pattern {
            tasks.push(Task::Match(pattern, inner));
        }
        Ok(env)
    }

    /// All is bound.
    pub(super) fn bound(&mut self, finish: Finish, env: Env, item: Item, next: Next) -> State {
        match finish {
            Finish::Body(body) => State::Run(body, env, item, next),
            Finish::Reduce { update, state } => {
                let value = state.take();
                let kind = Kind::Store { state };
                State::Run(update, env, Item { value, ..item }, Some(Rc::new(Frame { kind, next: None })))
            }
            Finish::Foreach { update, extract, state } => {
                let value = state.take();
                let kind = Kind::Round { state, extract, env: env.clone() };
                State::Run(update, env, Item { value, ..item }, Some(Rc::new(Frame { kind, next })))
            }
        }
    }
}
