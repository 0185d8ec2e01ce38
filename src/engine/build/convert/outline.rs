//! What a target can be given (`--call=outline`; BuildKit's `outline.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::dockerfile::Span;

/// What a stage says of its arguments, secrets and agents.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    pub arguments: BTreeMap<String, Argument>,
    pub used: BTreeSet<String>,
    pub secrets: BTreeMap<String, Mounted>,
    pub agents: BTreeMap<String, Mounted>,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Argument {
    pub name: String,
    pub description: String,
    pub value: String,
    /// Other arguments in its default.
    pub needs: BTreeSet<String>,
    pub span: Span,
}

/// A secret or an agent.
#[derive(Clone, Copy, Debug)]
pub struct Mounted {
    pub required: bool,
    pub span: Span,
}

impl Outline {
    /// An ARG of the stage; one that only takes over a global one tells nothing new.
    pub fn define(&mut self, argument: Argument, inherited: bool) {
        self.used.insert(argument.name.clone());
        if !inherited {
            self.arguments.insert(argument.name.clone(), argument);
        }
    }

    /// A secret that is mounted.
    pub fn secret(&mut self, id: &str, required: bool, span: Span) {
        self.secrets.entry(id.into()).or_insert(Mounted { required, span });
    }

    /// An agent that is mounted.
    pub fn agent(&mut self, id: &str, required: bool, span: Span) {
        self.agents.entry(id.into()).or_insert(Mounted { required, span });
    }

    /// The arguments that are used, with those in their defaults.
    pub fn used_arguments(&self) -> Vec<&Argument> {
        let mut used = BTreeSet::new();
        let mut todo: Vec<&String> = self.used.iter().collect();
        while let Some(name) = todo.pop() {
            if used.insert(name)
                && let Some(argument) = self.arguments.get(name)
            {
                todo.extend(&argument.needs);
            }
        }
        used.into_iter().filter_map(|name| self.arguments.get(name)).collect()
    }
}
