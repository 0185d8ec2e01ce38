//! What images take on disk.

use std::collections::BTreeSet;

use super::bytes;
use crate::engine::{StoredLayer, StoredManifest, StoredName};
use crate::lesson::check::forms::Yes;
use crate::lesson::check::truth::Tell;
use crate::lesson::check::{Truth, View, keys};
use crate::oci::{ImageId, Reference};
use crate::tell;

keys! {
    /// A name of the image whose layers, counted only where no other image has them, take most on disk.
    pub(super) struct LargestImage {
        /// it has no subject
        largest_image: Yes,
    }
}

impl Tell for LargestImage {
    fn truth(&self, view: &View<'_>) -> Truth {
        let LargestImage { largest_image: Yes } = self;
        match alone(view).into_iter().max_by_key(|image| image.own) {
            None => Truth::NotYet(tell::not_yet_image()),
            Some(Alone { id, names, .. }) => {
                let short = names.iter().filter_map(|name| name.strip_suffix(":latest")).map(String::from);
                Truth::Text(names.iter().cloned().chain(short).chain([id.short()]).collect())
            }
        }
    }
}

keys! {
    /// What images that no container uses take on disk by themselves (`docker system df`: reclaimable).
    pub(super) struct UnusedSize {
        /// it has no subject
        unused_size: Yes,
    }
}

impl Tell for UnusedSize {
    fn truth(&self, view: &View<'_>) -> Truth {
        let UnusedSize { unused_size: Yes } = self;
        let used = view.now.engine.containers.uses();
        let unused = alone(view).into_iter().filter(|image| used.iter().all(|using| using.image != image.id));
        bytes(unused.map(|image| image.own).fold(0, u64::saturating_add))
    }
}

keys! {
    /// The images that some container uses: all of them, by their names. One that has got the name of a container's image since
    /// may be named, too: `docker image prune -a` leaves it.
    pub(super) struct UsedImages {
        /// it has no subject
        used_images: Yes,
    }
}

impl Tell for UsedImages {
    fn truth(&self, view: &View<'_>) -> Truth {
        let UsedImages { used_images: Yes } = self;
        let uses = view.now.engine.containers.uses();
        let used: BTreeSet<ImageId> = uses.iter().map(|using| using.image).collect();
        let stored = view.now.engine.images.stored_names();
        let names = |id: &ImageId| -> Vec<String> {
            let familiar: Vec<&str> =
                stored.iter().filter(|name| name.id == *id).filter_map(|name| name.familiar.as_deref()).collect();
            let repositories = familiar.iter().filter_map(|name| Some(name.rsplit_once(':')?.0));
            familiar.iter().copied().chain(repositories).map(String::from).chain([id.short()]).collect()
        };
        // An image without a name stands in no plain `docker image ls`; who names it by its ID is right, too.
        let (named, nameless): (Vec<Vec<String>>, Vec<Vec<String>>) =
            used.iter().map(names).partition(|names| names.len() > 1);
        // A prune takes no name that a container was made by, whatever it means by now (moby `filterImagesUsedByContainers`).
        let by_name = uses.iter().filter_map(|using| Reference::parse(&using.image_name).ok());
        let by_name: BTreeSet<String> = by_name.map(|reference| reference.or_latest().familiar()).collect();
        let is_kept = |name: &&StoredName| name.familiar.as_ref().is_some_and(|name| by_name.contains(name));
        let kept = stored.iter().filter(is_kept).map(|name| name.id).filter(|id| !used.contains(id));
        match named.is_empty() {
            true => Truth::NotYet(tell::no_container_yet()),
            false => {
                let allowed = kept.flat_map(|id| names(&id)).chain(nameless.into_iter().flatten()).collect();
                Truth::All { members: named, allowed }
            }
        }
    }
}

/// An image, and the bytes of unpacked layers and blobs that it alone has.
struct Alone {
    id: ImageId,
    names: Vec<String>,
    own: u64,
}

fn alone(view: &View<'_>) -> Vec<Alone> {
    let mut images: Vec<(ImageId, Vec<String>, StoredManifest)> = Vec::new();
    for name in view.now.engine.images.stored_names() {
        if let Some((_, names, _)) = images.iter_mut().find(|(id, ..)| *id == name.id) {
            names.extend(name.familiar);
        } else if let Some(image) = view.now.engine.images.stored_image(&name.id) {
            images.push((name.id, name.familiar.into_iter().collect(), image));
        }
    }
    let shared = |at: usize, layer: &StoredLayer| {
        images.iter().enumerate().any(|(other, (_, _, image))| {
            other != at && image.layers.iter().any(|other| other.chain_id == layer.chain_id)
        })
    };
    let of = |at: usize, image: &StoredManifest| {
        let own = image.layers.iter().filter(|layer| !shared(at, layer));
        let layers: u64 = image.layers.iter().map(|layer| layer.size).fold(0, u64::saturating_add);
        own.map(|layer| layer.usage.unwrap_or(0).saturating_add(layer.size))
            .fold(image.content.saturating_sub(layers), u64::saturating_add)
    };
    let row = |(at, (id, names, image)): (usize, &(ImageId, Vec<String>, StoredManifest))| Alone {
        id: *id,
        names: names.clone(),
        own: of(at, image),
    };
    images.iter().enumerate().map(row).collect()
}
