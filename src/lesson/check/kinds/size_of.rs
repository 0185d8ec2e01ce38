//! The size of an image.

use crate::lesson::check::forms::{ImageName, Measure};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;
use crate::text::human_size;

keys! {
    /// The size of an image.
    pub(super) struct SizeOf {
        /// an image's name or ID
        size_of: ImageName,
        /// which size
        #[serde(default)]
        measure: Measure,
        /// less than so many bytes
        below: Option<u64>,
        /// more than so many bytes
        above: Option<u64>,
        /// smaller than this image
        smaller_than: Option<ImageName>,
        /// … by at least so many bytes
        by: Option<u64>,
    }
}

impl Ask for SizeOf {
    fn valid(&self) -> Result<(), String> {
        match (&self.by, &self.smaller_than) {
            (Some(_), None) => Err("`by` needs `smaller_than`".into()),
            _ => Ok(()),
        }
    }

    fn has_subject(&self, view: &View<'_>) -> bool {
        view.image(&self.size_of).is_some()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let Some(size) = view.size(&self.size_of, self.measure) else { return false };
        self.below.is_none_or(|limit| size < limit)
            && self.above.is_none_or(|limit| size > limit)
            && self.smaller_than.as_ref().is_none_or(|other| {
                let other = view.size(other, self.measure);
                other.is_some_and(|other| size.saturating_add(self.by.unwrap_or(1)) <= other)
            })
    }

    fn says(&self, not: bool) -> String {
        let name = self.size_of.full().text();
        let size = |bytes: u64| human_size(bytes as f64);
        match (&self.smaller_than, self.below, self.above) {
            (Some(other), ..) => match self.by {
                Some(by) => tell::goal_smaller_by(name, is(not), size(by), other),
                None => tell::goal_smaller(name, is(not), other),
            },
            (_, Some(bytes), _) => tell::goal_below(name, is(not), size(bytes)),
            (_, _, Some(bytes)) => tell::goal_above(name, is(not), size(bytes)),
            _ => tell::goal_size(name),
        }
    }
}
