//! How many layers an image has, and which of them are another's, too.

use crate::engine::StoredManifest;
use crate::lesson::check::forms::ImageName;
use crate::lesson::check::{Ask, View, has, is, keys};
use crate::tell;

keys! {
    /// The layers of an image.
    pub(super) struct LayersOf {
        /// an image's name or ID
        layers_of: ImageName,
        /// it has so many layers
        count: Option<u64>,
        /// it has at most so many layers
        at_most: Option<u64>,
        /// its lowest layers are all the layers of this image
        on: Option<ImageName>,
        /// … and it has so many on top of them
        more: Option<u64>,
        /// at least one layer is also one of this image
        shares_with: Option<ImageName>,
        /// no layer is one of this image
        shares_nothing_with: Option<ImageName>,
    }
}

impl Ask for LayersOf {
    fn valid(&self) -> Result<(), String> {
        match (&self.more, &self.on) {
            (Some(_), None) => Err("`more` needs `on`".into()),
            _ => Ok(()),
        }
    }

    fn has_subject(&self, view: &View<'_>) -> bool {
        view.image(&self.layers_of).is_some()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let Some(image) = view.image(&self.layers_of) else { return false };
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let shares = |other: &ImageName| {
            view.image(other).map(|other| {
                image.layers.iter().any(|layer| other.layers.iter().any(|other| other.diff_id == layer.diff_id))
            })
        };
        self.count.is_none_or(|count| number(image.layers.len()) == count)
            && self.at_most.is_none_or(|most| number(image.layers.len()) <= most)
            && self.on.as_ref().is_none_or(|on| {
                let more = view.image(on).and_then(|on| more_than(&image, &on)).map(number);
                more.is_some() && self.more.is_none_or(|wanted| more == Some(wanted))
            })
            && self.shares_with.as_ref().is_none_or(|other| shares(other) == Some(true))
            && self.shares_nothing_with.as_ref().is_none_or(|other| shares(other) == Some(false))
    }

    fn says(&self, not: bool) -> String {
        let name = self.layers_of.full().text();
        match (&self.on, &self.shares_with, &self.shares_nothing_with, self.count) {
            (Some(on), ..) => tell::goal_on(name, is(not), on),
            (_, Some(other), ..) => tell::goal_sharing(name, is(not), other),
            (_, _, Some(other), _) => tell::goal_not_sharing(name, is(not), other),
            (.., Some(count)) => tell::goal_layers(name, has(not), count),
            _ => match self.at_most {
                Some(most) => tell::goal_layers_at_most(name, has(not), most),
                None => tell::goal_image(name, is(not)),
            },
        }
    }
}

/// How many layers an image has on top of those of another; `None`: it does not stand on it.
fn more_than(image: &StoredManifest, on: &StoredManifest) -> Option<usize> {
    let begins = image.layers.iter().zip(&on.layers).all(|(layer, below)| layer.diff_id == below.diff_id);
    image.layers.len().checked_sub(on.layers.len()).filter(|_| begins)
}
