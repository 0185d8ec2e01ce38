//! Which names mean what, where.

use std::rc::Rc;

use super::super::syntax::Parameter;

/// A name that is known up to the end of its filter.
#[derive(Clone, Debug)]
pub enum Known {
    Variable(Rc<str>, usize),
    Label(Rc<str>, usize),
    Function { name: Rc<str>, arity: usize, function: usize },
    Closure(Rc<str>, usize),
}

/// What a called name is.
#[derive(Clone, Copy, Debug)]
pub enum Callee {
    Function { function: usize, global: bool },
    Closure(usize),
}

#[derive(Debug, Default)]
pub struct Scope {
    known: Vec<Known>,
    /// How many of them are jq's own functions.
    globals: usize,
    ids: usize,
}

impl Scope {
    /// A number that nothing else has.
    pub fn fresh(&mut self) -> usize {
        self.ids += 1;
        self.ids
    }

    pub fn mark(&self) -> usize {
        self.known.len()
    }

    pub fn leave(&mut self, mark: usize) {
        self.known.truncate(mark);
    }

    /// All functions so far are jq's own.
    pub fn all_global(&mut self) {
        self.globals = self.known.len();
    }

    pub fn variable(&mut self, name: &Rc<str>) -> usize {
        let id = self.fresh();
        self.known.push(Known::Variable(name.clone(), id));
        id
    }

    pub fn label(&mut self, name: &Rc<str>) -> usize {
        let id = self.fresh();
        self.known.push(Known::Label(name.clone(), id));
        id
    }

    pub fn function(&mut self, name: &Rc<str>, arity: usize, function: usize) {
        self.known.push(Known::Function { name: name.clone(), arity, function });
    }

    pub fn parameter(&mut self, name: &Rc<str>, value: bool) -> Parameter {
        let closure = self.fresh();
        self.known.push(Known::Closure(name.clone(), closure));
        Parameter { closure, variable: value.then(|| self.variable(name)) }
    }

    pub fn find_variable(&self, name: &str) -> Option<usize> {
        self.known.iter().rev().find_map(|known| match known {
            Known::Variable(own, id) if **own == *name => Some(*id),
            _ => None,
        })
    }

    pub fn find_label(&self, name: &str) -> Option<usize> {
        self.known.iter().rev().find_map(|known| match known {
            Known::Label(own, id) if **own == *name => Some(*id),
            _ => None,
        })
    }

    pub fn find_function(&self, name: &str, arity: usize) -> Option<Callee> {
        self.known.iter().enumerate().rev().find_map(|(at, known)| match known {
            Known::Function { name: own, arity: takes, function } if **own == *name && *takes == arity => {
                Some(Callee::Function { function: *function, global: at < self.globals })
            }
            Known::Closure(own, id) if arity == 0 && **own == *name => Some(Callee::Closure(*id)),
            _ => None,
        })
    }
}
