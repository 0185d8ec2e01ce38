//! What one layer of an image adds and hides.

use std::num::NonZeroUsize;

use crate::lesson::canvas::listed;
use crate::lesson::check::forms::{ImageName, Many};
use crate::lesson::check::view::hidden;
use crate::lesson::check::{Ask, View, keys};
use crate::tell;

keys! {
    /// One layer of an image by itself, whatever lies above and below.
    pub(super) struct LayerOf {
        /// an image's name or ID
        layer_of: ImageName,
        /// which layer, counted from 1 at the bottom; otherwise the topmost
        at: Option<NonZeroUsize>,
        /// paths that it adds or changes
        #[serde(default)]
        has: Many<String>,
        /// paths that it neither adds nor changes
        #[serde(default)]
        lacks: Many<String>,
        /// paths that it hides
        #[serde(default)]
        hides: Many<String>,
    }
}

impl Ask for LayerOf {
    fn has_subject(&self, view: &View<'_>) -> bool {
        view.image(&self.layer_of).is_some()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let Some(snapshot) = view.snapshot(&self.layer_of) else { return false };
        let layer = match self.at {
            Some(at) => snapshot.lowers.get(at.get() - 1),
            None => snapshot.lowers.last(),
        };
        layer.is_some_and(|layer| {
            let has = |path: &String| layer.get(path).is_some_and(|change| change.node().is_some());
            self.has.iter().all(has)
                && !self.lacks.iter().any(has)
                && self.hides.iter().all(|path| hidden(layer).any(|hidden| hidden == path))
        })
    }

    fn says(&self, not: bool) -> String {
        let which = self.at.map_or_else(tell::goal_layer_top, tell::goal_layer_at);
        let mut parts = Vec::new();
        if !self.has.is_empty() {
            parts.push(holds(&self.has, not));
        }
        if !self.hides.is_empty() {
            parts.push(if not { tell::goal_hides_not(&self.hides) } else { tell::goal_hides(&self.hides) });
        }
        if !self.lacks.is_empty() {
            parts.push(if not { holds(&self.lacks, false) } else { tell::goal_is_without(&self.lacks) });
        }
        let parts = if parts.is_empty() { tell::goal_is_there() } else { listed(&parts) };
        tell::goal_layer_of(which, self.layer_of.full().text(), parts)
    }
}

fn holds(paths: &Many<String>, not: bool) -> String {
    if not { tell::goal_holds_not(paths) } else { tell::goal_holds(paths) }
}
