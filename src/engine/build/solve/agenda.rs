//! In which order vertices are looked at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Solved;
use crate::clock::Timestamp;
use crate::engine::build::graph::Definition;

/// The vertices of a graph: always the one that can begin first, of several the first. So what fails early is known
/// before what would have begun later. What needs something that was not solved never comes.
pub(super) struct Agenda {
    /// By place: how many of its inputs are still to come, and when the last of the others was there.
    open: Vec<(usize, Option<Timestamp>)>,
    /// By place: which ones need it, as often as they do.
    above: Vec<Vec<usize>>,
    ready: BinaryHeap<Reverse<(Option<Timestamp>, usize)>>,
}

impl Agenda {
    pub fn new(definition: &Definition) -> Self {
        let mut above = vec![Vec::new(); definition.vertices.len()];
        let mut open = Vec::with_capacity(above.len());
        let mut ready = BinaryHeap::new();
        for (place, vertex) in definition.vertices.iter().enumerate() {
            let inputs = vertex.inputs.iter().flatten();
            open.push((inputs.clone().count(), None));
            if inputs.clone().next().is_none() {
                ready.push(Reverse((None, place)));
            }
            for input in inputs {
                if let Some(above) = above.get_mut(*input) {
                    above.push(place);
                }
            }
        }
        Self { open, above, ready }
    }

    /// The next vertex.
    pub fn next(&mut self) -> Option<usize> {
        self.ready.pop().map(|Reverse((_, place))| place)
    }

    /// A vertex is solved: what needs it may begin.
    pub fn solved(&mut self, place: usize, solved: &Solved) {
        for above in self.above.get_mut(place).map(std::mem::take).unwrap_or_default() {
            let Some((missing, last)) = self.open.get_mut(above) else { continue };
            *missing = missing.saturating_sub(1);
            *last = (*last).max(Some(solved.end));
            if *missing == 0 {
                self.ready.push(Reverse((*last, above)));
            }
        }
    }
}
