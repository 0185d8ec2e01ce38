//! Which names a method, block or file has, and what `return`, `break` and `next` lead out of.

use super::Parser;
use crate::shell::programs::script::syntax::Name;

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    File,
    Class,
    Method,
    Block,
    /// A block that `return` leaves.
    Lambda,
    /// A loop, whose names are those around it.
    Loop,
}

/// A body that is being read.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub place: Place,
    /// Names that it gives a value.
    pub names: Vec<Name>,
    pub parameters: Vec<Name>,
    /// Of a method: a `return` inside a block is thrown. Of a block: a `break` is.
    pub throws: bool,
    /// Whether it may have `it` and `_1` for parameters.
    pub is_implicit: bool,
    /// What a backtrace calls it.
    pub label: String,
    /// The plain parameters of a method, for a `super` without any.
    pub passed: Vec<Name>,
}

impl Frame {
    pub fn new(place: Place, label: &str) -> Frame {
        Frame {
            place,
            names: Vec::new(),
            parameters: Vec::new(),
            throws: false,
            is_implicit: false,
            label: label.into(),
            passed: Vec::new(),
        }
    }
}

impl Parser {
    /// Whether a name has a value here.
    pub(super) fn is_local(&self, name: &str) -> bool {
        for frame in self.frames.iter().rev() {
            if frame.names.iter().chain(&frame.parameters).any(|known| &**known == name) {
                return true;
            }
            if !matches!(frame.place, Place::Block | Place::Lambda | Place::Loop) {
                return false;
            }
        }
        false
    }

    /// A name is given a value.
    pub(super) fn declare(&mut self, name: &Name) {
        if self.is_local(name) {
            return;
        }
        if let Some(frame) = self.frames.iter_mut().rev().find(|frame| frame.place != Place::Loop) {
            frame.names.push(name.clone());
        }
    }

    /// The body that is no loop.
    pub(super) fn frame(&mut self) -> Option<&mut Frame> {
        self.frames.iter_mut().rev().find(|frame| frame.place != Place::Loop)
    }

    /// What a block here is called in a backtrace.
    pub(super) fn block_label(&self) -> String {
        let blocks = |frame: &&Frame| matches!(frame.place, Place::Block | Place::Lambda | Place::Loop);
        let depth = 1 + self.frames.iter().rev().take_while(blocks).filter(|frame| frame.place != Place::Loop).count();
        let outer = self.frames.iter().rev().find(|frame| !blocks(frame)).map_or("<main>", |frame| &frame.label);
        match depth {
            1 => format!("block in {outer}"),
            depth => format!("block ({depth} levels) in {outer}"),
        }
    }

    /// What a constant is called in the machine: where it is looked for, and its name.
    pub(super) fn constant(&self, name: &str) -> Name {
        match self.classes.is_empty() {
            true => name.into(),
            false => format!("{}|{name}", self.classes.join("::")).into(),
        }
    }

    /// The name of a constant that is made here.
    pub(super) fn own_constant(&self, name: &str) -> Name {
        match self.classes.is_empty() {
            true => name.into(),
            false => format!("{}::{name}", self.classes.join("::")).into(),
        }
    }
}
