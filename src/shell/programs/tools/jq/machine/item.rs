//! [`Item`]: a value under way, and where it stands in what `path(…)` looks at.

use std::rc::Rc;

use crate::shell::programs::tools::jq::value::{Value, same};

/// A step from a value to one that it holds.
struct Step {
    key: Value,
    before: Option<Rc<Step>>,
}

impl Drop for Step {
    /// One after the other: a path may be longer than the stack.
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(mut step) = before.and_then(Rc::into_inner) {
            before = step.before.take();
        }
    }
}

/// A path, and the value that it leads to.
#[derive(Clone)]
pub struct Trail {
    at: Value,
    last: Option<Rc<Step>>,
}

#[derive(Clone)]
pub struct Item {
    pub value: Value,
    /// Only inside `path(…)`.
    pub trail: Option<Trail>,
}

impl Item {
    /// The value outside of any path.
    pub fn plain(value: Value) -> Item {
        Item { value, trail: None }
    }

    /// The value as the beginning of paths.
    pub fn root(value: Value) -> Item {
        let trail = Trail { at: value.clone(), last: None };
        Item { value, trail: Some(trail) }
    }

    pub fn apart(&self) -> Item {
        Item::plain(self.value.clone())
    }

    /// Whether the value still is what its path leads to.
    pub fn intact(&self) -> bool {
        self.trail.as_ref().is_none_or(|trail| same(&trail.at, &self.value))
    }
}

impl Trail {
    #[must_use]
    pub fn step(self, key: Value, to: &Value) -> Trail {
        Trail { at: to.clone(), last: Some(Rc::new(Step { key, before: self.last })) }
    }

    /// The keys, the first one first.
    pub fn path(&self) -> Result<Value, Value> {
        let steps = std::iter::successors(self.last.as_ref(), |step| step.before.as_ref());
        let mut keys: Vec<Value> = steps.map(|step| step.key.clone()).collect();
        keys.reverse();
        Value::list(keys)
    }
}
