//! [`board`]: what the sandbox holds, as data for a page that draws it: names, images, layers, containers, and the
//! registries on the other side.

use std::collections::BTreeMap;

use serde::Serialize;

use super::map::short_instruction;
use super::stack::effect;
use crate::engine::Status;
use crate::oci::{Digest, ImageId, Reference};
use crate::registry::Place;
use crate::sandbox::World;
use crate::vfs::Tree;

/// What the sandbox holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Board {
    pub images: Vec<BoardImage>,
    pub containers: Vec<BoardContainer>,
    pub registries: Vec<BoardRegistry>,
}

/// An image of the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardImage {
    pub id: String,
    /// As Docker shows them; none: it is dangling.
    pub names: Vec<String>,
    /// On the wire, bytes.
    pub size: u64,
    /// Bottom first.
    pub layers: Vec<BoardLayer>,
}

/// A layer of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardLayer {
    pub digest: String,
    /// Of the stack up to it: two images share a layer on disk if this is equal.
    pub chain: Option<String>,
    /// On the wire, bytes.
    pub size: u64,
    /// What made it.
    pub made_by: String,
    /// How many images have it.
    pub images: usize,
}

/// A container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardContainer {
    pub name: String,
    /// ID of its image.
    pub image: String,
    pub running: bool,
    /// Paths in its writable layer.
    pub changes: usize,
}

/// A registry, as far as somebody pushed to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardRegistry {
    pub host: String,
    /// Names with their tags, and what these point to.
    pub tags: BTreeMap<String, String>,
}

/// What one layer does to the files below it: `A` added, `C` changed, `D` hidden, as `docker diff` marks them, and the
/// path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerFiles {
    pub files: Vec<(char, String)>,
    /// Paths that were left out.
    pub more: usize,
}

/// Paths of a layer that are listed.
const FILES: usize = 500;

/// Looks at everything.
pub fn board(world: &World) -> Board {
    let store = &world.engine.images;
    let mut images: Vec<BoardImage> = Vec::new();
    for name in store.stored_names() {
        let id = name.id.to_string();
        match images.iter_mut().find(|image| image.id == id) {
            Some(image) => image.names.extend(name.familiar),
            None => images.push(image(world, &name.id, name.familiar)),
        }
    }
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    for layer in images.iter().flat_map(|image| &image.layers) {
        *held.entry(layer.digest.clone()).or_default() += 1;
    }
    for layer in images.iter_mut().flat_map(|image| &mut image.layers) {
        layer.images = held.get(&layer.digest).copied().unwrap_or(1);
    }
    let containers = world.engine.containers.uses().into_iter().filter_map(|using| {
        let container = world.engine.containers.get(&using.container)?;
        Some(BoardContainer {
            name: container.name.clone(),
            image: container.image.to_string(),
            running: container.state.status == Status::Running,
            changes: container.upper.iter().filter(|(path, _)| *path != "/").count(),
        })
    });
    Board {
        images,
        containers: containers.collect(),
        registries: Place::ALL.map(|place| registry(world, place)).into(),
    }
}

fn image(world: &World, id: &ImageId, name: Option<String>) -> BoardImage {
    let store = &world.engine.images;
    let layers = store.stored_image(id).map(|manifest| manifest.layers).unwrap_or_default();
    let layers = layers.into_iter().map(|layer| BoardLayer {
        digest: layer.digest.to_string(),
        chain: layer.chain_id.map(|chain| chain.to_string()),
        size: layer.size,
        made_by: short_instruction(&layer.instruction),
        images: 1,
    });
    BoardImage {
        id: id.to_string(),
        names: name.into_iter().collect(),
        size: store.stored_sizes(id).content,
        layers: layers.collect(),
    }
}

fn registry(world: &World, place: Place) -> BoardRegistry {
    let host = match place {
        Place::Hub => "docker.io",
        Place::Open => "localhost:5000",
        Place::Locked => "localhost:5001",
    };
    let state = world.network.state(place);
    let mut tags = BTreeMap::new();
    for path in state.repositories() {
        let kept = state.repository(path).into_iter().flat_map(|repository| &repository.tags);
        for (tag, kept) in kept {
            if let Some(digest) = kept.digest {
                tags.insert(format!("{path}:{tag}"), digest.to_string());
            }
        }
    }
    BoardRegistry { host: host.into(), tags }
}

/// The files of one layer of an image, bottom first from 0; `None`: there is no such image or layer, or it is not
/// unpacked.
pub fn layer_files(world: &World, image: &str, index: usize) -> Option<LayerFiles> {
    let store = &world.engine.images;
    let id = store.stored_id(image)?;
    let snapshot = store.snapshot(&store.stored_image(&id)?.chain_id()?)?;
    let below = snapshot.lowers.iter().take(index).fold(Tree::new(), |tree, changes| tree.apply(changes));
    let effect = effect(&below, snapshot.lowers.get(index)?);
    let marked = |mark: char, paths: Vec<String>| paths.into_iter().map(move |path| (mark, path));
    let mut files: Vec<(char, String)> =
        marked('A', effect.added).chain(marked('C', effect.changed)).chain(marked('D', effect.hidden)).collect();
    files.sort_by(|one, other| one.1.cmp(&other.1));
    let more = files.len().saturating_sub(FILES);
    files.truncate(FILES);
    Some(LayerFiles { files, more })
}

/// What a name points to, as it is stored: the JSON of an index or a manifest. Of `HOST/NAME:TAG` on a registry, what
/// is there; of a name of the store, what is here.
pub fn named_document(world: &World, name: &str, on_registry: bool) -> Option<String> {
    let reference = Reference::parse(name).ok()?.or_latest();
    let bytes = if on_registry {
        let view = world.network.view(Place::of_reference(reference.name.host())?);
        let path = reference.name.path();
        let digest: Digest = view.tagged(path, reference.tag.as_ref()?.as_str())?.digest;
        view.manifest(path, &digest)?.content.to_bytes()
    } else {
        let id = world.engine.images.stored_id(name)?;
        world.engine.images.blob(&id.0)?.content().to_bytes()
    };
    let document: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    serde_json::to_string_pretty(&document).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Session, Setup};

    #[test]
    fn a_page_can_draw_what_is_there() {
        let mut session = Session::new(Setup::new(crate::hub::builtin()));
        for line in [
            "docker pull -q nginx",
            "docker pull -q httpd",
            "docker run --name box nginx touch /x",
            "docker tag nginx localhost:5000/web:1",
            "docker push -q localhost:5000/web:1",
        ] {
            assert_eq!(session.feed(line).ended.unwrap().1, 0, "{line}");
        }
        let world = session.world();
        let board = board(world);
        assert_eq!(board.images.len(), 2);
        assert!(board.images.iter().all(|image| image.layers[0].images == 2), "the base is shared");
        let box_ = &board.containers[0];
        assert_eq!((box_.name.as_str(), box_.running), ("box", false));
        assert!(box_.changes > 0);
        assert_eq!(board.registries[1].host, "localhost:5000");
        assert!(board.registries[1].tags.contains_key("web:1"));
        let files = layer_files(world, "nginx", 0).unwrap();
        assert!(files.files.contains(&('A', "/etc/os-release".into())));
        assert!(layer_files(world, "nginx", 99).is_none() && layer_files(world, "nosuch", 0).is_none());
        assert!(named_document(world, "nginx", false).unwrap().contains("\"manifests\""));
        assert!(named_document(world, "localhost:5000/web:1", true).unwrap().contains("\"schemaVersion\""));
        assert!(named_document(world, "localhost:5000/none:1", true).is_none());
    }
}
