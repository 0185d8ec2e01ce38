//! Values that are not of one kind of thing.

use std::num::NonZeroUsize;

use super::{missing, yes_no};
use crate::lesson::check::forms::{ImageName, Many};
use crate::lesson::check::truth::Tell;
use crate::lesson::check::view::text_in;
use crate::lesson::check::{Check, Truth, View, keys};
use crate::tell;
use crate::vfs::Tree;

keys! {
    /// Whether all of these checks hold: yes or no.
    pub(super) struct Holds {
        /// checks
        holds: Vec<Check>,
        /// images without which neither can be said
        #[serde(default)]
        of: Many<ImageName>,
    }
}

impl Tell for Holds {
    fn truth(&self, view: &View<'_>) -> Truth {
        match self.of.iter().find(|name| view.image(name).is_none()) {
            Some(name) => missing(name),
            None => yes_no(self.holds.iter().all(|check| check.holds(view))),
        }
    }
}

keys! {
    /// What does not depend on the state.
    pub(super) struct Text {
        /// the answer, or several that are right; the first is shown
        text: Many<String>,
    }
}

impl Tell for Text {
    fn truth(&self, _: &View<'_>) -> Truth {
        Truth::Text(self.text.iter().cloned().collect())
    }
}

keys! {
    /// A number that does not depend on the state.
    pub(super) struct Number {
        /// the answer
        number: f64,
    }
}

impl Tell for Number {
    fn truth(&self, _: &View<'_>) -> Truth {
        Truth::Number { number: self.number, tolerance: 0.0 }
    }
}

keys! {
    /// What stands in a file.
    pub(super) struct FileText {
        /// a path
        file_text: String,
        /// in this image instead of the working directory
        image: Option<ImageName>,
        /// … in this layer of it, from 1 at the bottom, even if it is hidden above
        layer: Option<NonZeroUsize>,
    }
}

impl Tell for FileText {
    fn truth(&self, view: &View<'_>) -> Truth {
        let path = &self.file_text;
        let text = match (&self.image, self.layer) {
            (None, _) => view.text_at(&view.path(path)),
            (Some(image), None) => view.snapshot(image).and_then(|snapshot| text_in(&snapshot.merged, path)),
            (Some(image), Some(layer)) => view.snapshot(image).and_then(|snapshot| {
                let changes = snapshot.lowers.get(layer.get() - 1)?;
                text_in(&Tree::new().apply(changes), path)
            }),
        };
        match text {
            Some(text) => Truth::Text(vec![text.trim().to_string()]),
            None => Truth::NotYet(tell::not_yet_file(path)),
        }
    }
}
