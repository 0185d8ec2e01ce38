//! What the build cache holds.

use crate::lesson::check::{Ask, View, keys};

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
            (0, false) => "the build cache is empty".into(),
            (0, true) => "the build cache is not empty".into(),
            (count, false) => format!("the build cache has at most {count} records"),
            (count, true) => format!("the build cache has more than {count} records"),
        }
    }
}
