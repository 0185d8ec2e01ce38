//! [`Env`]: what names mean where a filter runs, the innermost first.

use std::rc::Rc;

use crate::shell::programs::tools::jq::syntax::Id;
use crate::shell::programs::tools::jq::value::Value;

/// What is bound.
pub enum Bound {
    Value(usize, Value),
    Closure {
        id: usize,
        body: Id,
        env: Env,
    },
    /// Everything further out is what the function sees.
    Function(usize),
    Label(usize, u64),
}

pub struct Link {
    bound: Bound,
    further: Option<Rc<Link>>,
}

/// A chain of what is bound; a clone shares it.
#[derive(Clone, Default)]
pub struct Env(Option<Rc<Link>>);

impl Drop for Link {
    /// One after the other: a chain may be longer than the stack.
    fn drop(&mut self) {
        let mut waiting = vec![self.further.take(), self.closure()];
        while let Some(link) = waiting.pop() {
            if let Some(mut link) = link.and_then(Rc::into_inner) {
                waiting.push(link.further.take());
                waiting.push(link.closure());
            }
        }
    }
}

impl Link {
    fn closure(&mut self) -> Option<Rc<Link>> {
        match &mut self.bound {
            Bound::Closure { env, .. } => env.0.take(),
            _ => None,
        }
    }
}

impl Env {
    #[must_use]
    pub fn with(&self, bound: Bound) -> Env {
        Env(Some(Rc::new(Link { bound, further: self.0.clone() })))
    }

    fn links(&self) -> impl Iterator<Item = &Rc<Link>> {
        std::iter::successors(self.0.as_ref(), |link| link.further.as_ref())
    }

    pub fn value(&self, id: usize) -> Value {
        let found = self.links().find_map(|link| match &link.bound {
            Bound::Value(own, value) if *own == id => Some(value.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    pub fn closure(&self, id: usize) -> Option<(Id, Env)> {
        self.links().find_map(|link| match &link.bound {
            Bound::Closure { id: own, body, env } if *own == id => Some((*body, env.clone())),
            _ => None,
        })
    }

    pub fn label(&self, id: usize) -> Option<u64> {
        self.links().find_map(|link| match &link.bound {
            Bound::Label(own, serial) if *own == id => Some(*serial),
            _ => None,
        })
    }

    /// What a function sees, itself included.
    pub fn of_function(&self, id: usize) -> Env {
        Env(self.links().find(|link| matches!(&link.bound, Bound::Function(own) if *own == id)).cloned())
    }
}
