//! `=`, `|=`, `+=` and their like: all paths are found first, then each is changed.

use std::cell::RefCell;
use std::rc::Rc;

use super::frame::{Choice, Frame, Job, Kind, Next};
use super::{Env, Fail, Item, Machine, State};
use crate::allowance::insist;
use crate::shell::programs::tools::jq::paths;
use crate::shell::programs::tools::jq::syntax::{Change, Id};
use crate::shell::programs::tools::jq::value::{Value, calculate};

/// A value in which all these places are changed with another.
pub fn changed(how: Change, mut whole: Value, places: &[Value], value: &Value) -> Result<Value, Value> {
    for path in places {
        insist(1);
        let new = match how {
            Change::Set => value.clone(),
            Change::Alternative => match paths::get_path(&whole, path)? {
                old if old.holds() => old,
                _ => value.clone(),
            },
            Change::Calculate(operator) => calculate(operator, paths::get_path(&whole, path)?, value)?,
        };
        whole = paths::set_path(whole, path, new)?;
    }
    Ok(whole)
}

impl Machine<'_> {
    /// The new value is there; now the paths.
    pub(super) fn change(&mut self, how: Change, places: Id, value: Value, env: Env, item: Item, next: Next) -> State {
        let paths = Rc::new(RefCell::new(Vec::new()));
        let root = Item::root(item.value.clone());
        self.choices.push(Choice::Changed { how, paths: paths.clone(), value, item, next });
        State::Run(places, env, root, Some(Rc::new(Frame { kind: Kind::CollectPath { paths }, next: None })))
    }

    pub(super) fn modify(&mut self, places: Id, update: Id, env: Env, item: Item, next: Next) -> State {
        let paths = Rc::new(RefCell::new(Vec::new()));
        let root = Item::root(item.value.clone());
        self.choices.push(Choice::Modify { paths: paths.clone(), update, env: env.clone(), item, next });
        State::Run(places, env, root, Some(Rc::new(Frame { kind: Kind::CollectPath { paths }, next: None })))
    }

    pub(super) fn modify_all(
        &mut self,
        paths: Vec<Value>,
        update: Id,
        env: Env,
        item: Item,
        next: Next,
    ) -> Result<State, Fail> {
        let Item { value, trail } = item;
        let job = Job { paths: paths.into_iter(), value, gone: Vec::new(), update, env, trail };
        self.modify_next(Rc::new(RefCell::new(job)), next)
    }

    /// The next place; places without a new value are taken out at the very end.
    pub(super) fn modify_next(&mut self, job: Rc<RefCell<Job>>, next: Next) -> Result<State, Fail> {
        let mut work = job.borrow_mut();
        let Some(path) = work.paths.next() else {
            let (value, gone) = (std::mem::take(&mut work.value), std::mem::take(&mut work.gone));
            let value = paths::delete_paths(value, &gone)?;
            return Ok(State::Yield(Item { value, trail: work.trail.take() }, next));
        };
        let old = paths::get_path(&work.value, &path)?;
        let (update, env) = (work.update, work.env.clone());
        drop(work);
        let base = self.choices.len();
        self.choices.push(Choice::Unmodified { job: job.clone(), path: path.clone(), next: next.clone() });
        let kind = Kind::Modified { job, path, base };
        Ok(State::Run(update, env, Item::plain(old), Some(Rc::new(Frame { kind, next }))))
    }

    pub(super) fn modified(&self, job: &RefCell<Job>, path: &Value, value: Value) -> Result<(), Fail> {
        let mut work = job.borrow_mut();
        let whole = std::mem::take(&mut work.value);
        work.value = paths::set_path(whole, path, value)?;
        Ok(())
    }
}
