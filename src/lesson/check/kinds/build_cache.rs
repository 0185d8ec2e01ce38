//! What the build cache holds.

use crate::lesson::check::{Ask, View, keys};
use crate::tell;

keys! {
    /// The build cache holds no more than so many records.
    pub(super) struct BuildCache {
        /// how many
        build_cache: usize,
    }
}

impl Ask for BuildCache {
    fn holds(&self, view: &View<'_>) -> bool {
        view.now.engine.builder.count() <= self.build_cache
    }

    fn says(&self, not: bool) -> String {
        match (self.build_cache, not) {
            (0, false) => tell::goal_cache_empty(),
            (0, true) => tell::goal_cache_not_empty(),
            (count, false) => tell::goal_cache_at_most(count),
            (count, true) => tell::goal_cache_more(count),
        }
    }
}
