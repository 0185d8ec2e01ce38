//! What the layers of images say.

use super::{missing, whole};
use crate::engine::{StoredLayer, StoredManifest};
use crate::lesson::check::forms::{ImageName, Many, Two};
use crate::lesson::check::truth::Tell;
use crate::lesson::check::view::hidden;
use crate::lesson::check::{Truth, View, keys};

keys! {
    /// How many layers it has.
    pub(super) struct LayersOf {
        /// an image's name or ID
        layers_of: ImageName,
    }
}

impl Tell for LayersOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        view.image(&self.layers_of).map_or_else(|| missing(&self.layers_of), |image| whole(image.layers.len()))
    }
}

keys! {
    /// How many rows its history has.
    pub(super) struct HistoryOf {
        /// an image's name or ID
        history_of: ImageName,
        /// `true`: only rows without a layer; `false`: only those with one
        metadata: Option<bool>,
    }
}

impl Tell for HistoryOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(image) = view.image(&self.history_of) else { return missing(&self.history_of) };
        let history = image.config.map(|config| config.history).unwrap_or_default();
        whole(history.iter().filter(|row| self.metadata.is_none_or(|metadata| row.empty_layer == metadata)).count())
    }
}

keys! {
    /// The diff ID of a layer that both have (eight digits are enough).
    pub(super) struct SharedLayer {
        /// two images
        shared_layer: Two,
    }
}

impl Tell for SharedLayer {
    fn truth(&self, view: &View<'_>) -> Truth {
        of_two(&self.shared_layer, view, |one, other| {
            let of_other = |layer: &&StoredLayer| other.layers.iter().any(|other| other.diff_id == layer.diff_id);
            let shared = one.layers.iter().filter(of_other).filter_map(|layer| layer.diff_id);
            Truth::Digits(shared.map(|diff_id| diff_id.hex()).collect())
        })
    }
}

keys! {
    /// How many of its layers were not in the store when the step began.
    pub(super) struct NewLayersOf {
        /// an image's name or ID
        new_layers_of: ImageName,
        /// `true`: count those that were there instead
        #[serde(default)]
        known: bool,
    }
}

impl Tell for NewLayersOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(image) = view.image(&self.new_layers_of) else { return missing(&self.new_layers_of) };
        let was_there = |layer: &&StoredLayer| view.before.engine.images.has(&layer.digest);
        whole(image.layers.iter().filter(|layer| was_there(layer) == self.known).count())
    }
}

keys! {
    /// How many layers of the first image are also layers of one of the others.
    pub(super) struct LayersShared {
        /// two images, or more
        layers_shared: Many<ImageName>,
        /// `true`: count those that none of the others has
        #[serde(default)]
        own: bool,
        /// `true`: count what lies unpacked on the same stack (equal chain IDs), not what is equal by itself
        #[serde(default)]
        unpacked: bool,
    }
}

impl Tell for LayersShared {
    fn truth(&self, view: &View<'_>) -> Truth {
        let mut images = Vec::new();
        for name in &self.layers_shared {
            match view.image(name) {
                Some(image) => images.push(image),
                None => return missing(name),
            }
        }
        let Some((first, others)) = images.split_first() else { return whole(0) };
        let is = |one: &StoredLayer, other: &StoredLayer| match self.unpacked {
            true => one.chain_id.is_some() && one.chain_id == other.chain_id,
            false => one.diff_id.is_some() && one.diff_id == other.diff_id,
        };
        let shared =
            |layer: &&StoredLayer| others.iter().any(|image| image.layers.iter().any(|other| is(layer, other)));
        whole(first.layers.iter().filter(|layer| shared(layer) != self.own).count())
    }
}

keys! {
    /// The layer, counted from 1 at the bottom, from which on the chain IDs of two images differ.
    pub(super) struct ChainsPart {
        /// two images
        chains_part: Two,
    }
}

impl Tell for ChainsPart {
    fn truth(&self, view: &View<'_>) -> Truth {
        of_two(&self.chains_part, view, |one, other| {
            let pairs = one.layers.iter().zip(&other.layers);
            whole(pairs.take_while(|(one, other)| one.chain_id == other.chain_id).count() + 1)
        })
    }
}

keys! {
    /// The name of a whiteout (`.wh.NAME`) in one of its layers.
    pub(super) struct MarkersIn {
        /// an image's name or ID
        markers_in: ImageName,
    }
}

impl Tell for MarkersIn {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(snapshot) = view.snapshot(&self.markers_in) else { return missing(&self.markers_in) };
        let name = |path: &str| format!(".wh.{}", path.rsplit('/').next().unwrap_or_default());
        Truth::Text(snapshot.lowers.iter().flat_map(hidden).map(name).collect())
    }
}

fn of_two(names: &Two, view: &View<'_>, truth: impl FnOnce(StoredManifest, StoredManifest) -> Truth) -> Truth {
    let [one, other] = names;
    match (view.image(one), view.image(other)) {
        (Some(one), Some(other)) => truth(one, other),
        (None, _) => missing(one),
        (_, None) => missing(other),
    }
}
