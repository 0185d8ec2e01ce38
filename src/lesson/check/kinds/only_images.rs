//! Nothing but these images.

use crate::lesson::check::forms::{ImageName, Many};
use crate::lesson::check::{Ask, View, keys};
use crate::oci::ImageId;
use crate::tell;

keys! {
    /// These images are here, under whatever further names, and no others.
    pub(super) struct OnlyImages {
        /// names
        only_images: Many<ImageName>,
    }
}

impl Ask for OnlyImages {
    fn holds(&self, view: &View<'_>) -> bool {
        let wanted: Vec<Option<ImageId>> = self.only_images.iter().map(|name| view.id(name)).collect();
        let names = view.now.engine.images.stored_names();
        wanted.iter().all(Option::is_some) && names.iter().all(|name| wanted.contains(&Some(name.id)))
    }

    fn says(&self, not: bool) -> String {
        match not {
            true => tell::goal_other_images(&self.only_images),
            false => tell::goal_only_images(&self.only_images),
        }
    }
}
