//! Images without a name.

use crate::lesson::check::{Ask, View, keys};
use crate::oci::ImageId;
use crate::tell;

keys! {
    /// An image without a name (dangling) is here.
    pub(super) struct Untagged {
        /// whether there is one
        untagged: bool,
    }
}

impl Ask for Untagged {
    fn holds(&self, view: &View<'_>) -> bool {
        // A pull that moves a name keeps the old image for itself even if it has further names; that is not meant.
        let names = view.now.engine.images.stored_names();
        let named = |id: &ImageId| names.iter().any(|name| name.id == *id && name.familiar.is_some());
        names.iter().any(|name| !named(&name.id)) == self.untagged
    }

    fn says(&self, not: bool) -> String {
        if not == self.untagged { tell::goal_all_named() } else { tell::goal_untagged() }
    }
}
