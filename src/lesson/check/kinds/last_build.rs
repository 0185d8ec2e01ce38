//! How the last build went.

use crate::lesson::check::forms::{Many, Wildcard};
use crate::lesson::check::view::Built;
use crate::lesson::check::{Ask, View, keys};
use crate::tell;

keys! {
    /// A build since the step began made an image; of several the last one counts. `FROM` is no step here.
    pub(super) struct LastBuild {
        /// the name that it gave, or a pattern (`*`: any, or none)
        last_build: Wildcard,
        /// instructions that were done (not in the cache); their first words are compared in capitals
        #[serde(default)]
        ran: Many<Wildcard>,
        /// instructions that came from the cache
        #[serde(default)]
        cached: Many<Wildcard>,
        /// whether everything came from the cache
        all_cached: Option<bool>,
        /// at most so many steps were done
        at_most: Option<usize>,
    }
}

impl Ask for LastBuild {
    fn holds(&self, view: &View<'_>) -> bool {
        let Some(Built { references, ran, cached }) = view.last_build() else { return false };
        let named = self.last_build.text() == "*"
            || references.iter().any(|name| {
                let short = name.strip_prefix("docker.io/library/").unwrap_or(name);
                self.last_build.fits(name) || self.last_build.fits(short)
            });
        let all_in = |wanted: &Many<Wildcard>, had: &[&str]| {
            wanted.iter().all(|one| had.iter().any(|step| one.fits(&capitalized(step))))
        };
        named
            && all_in(&self.ran, &ran)
            && all_in(&self.cached, &cached)
            && self.all_cached.is_none_or(|all| (ran.is_empty() && !cached.is_empty()) == all)
            && self.at_most.is_none_or(|most| ran.len() <= most)
    }

    fn says(&self, not: bool) -> String {
        let patterns = |many: &Many<Wildcard>| {
            let names: Vec<&str> = many.iter().map(|one| one.text().trim_end_matches('*').trim()).collect();
            names.join(", ")
        };
        let text = if self.all_cached == Some(true) {
            tell::goal_all_cached()
        } else if !self.cached.is_empty() {
            tell::goal_cached(patterns(&self.cached))
        } else if !self.ran.is_empty() {
            tell::goal_ran(patterns(&self.ran))
        } else if let Some(most) = self.at_most {
            tell::goal_ran_at_most(most)
        } else {
            tell::goal_built(self.last_build.text())
        };
        if not { tell::goal_not(text) } else { text }
    }
}

/// An instruction with its first word in capitals: a Dockerfile may say `copy`.
fn capitalized(instruction: &str) -> String {
    match instruction.split_once(' ') {
        Some((word, rest)) => format!("{} {rest}", word.to_uppercase()),
        None => instruction.to_uppercase(),
    }
}
