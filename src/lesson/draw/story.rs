//! The whole way of an image, with the learner's own names and digests: recipe, layers, index, registry, containers.

use super::{Drawn, Scene};
use crate::lesson::canvas::{counted, listed, size};
use crate::lesson::map::short_instruction;
use crate::oci::{Digest, Reference};
use crate::registry::Place;

/// Instructions that are shown.
const INSTRUCTIONS: usize = 4;

pub(super) fn draw(scene: &Scene<'_>, words: &[&str]) -> Drawn {
    let [name] = words else { return Err("Of which image? `draw story IMAGE`".into()) };
    let world = scene.world;
    let store = &world.engine.images;
    let id = store.stored_id(name).ok_or_else(|| format!("There is no image `{name}` here."))?;
    let image = store.stored_image(&id).ok_or_else(|| format!("`{name}` has nothing for this machine's platform."))?;
    let mut stations: Vec<(String, Vec<String>)> = Vec::new();
    let recipe: Vec<String> =
        image.layers.iter().rev().take(INSTRUCTIONS).map(|layer| short_instruction(&layer.instruction)).collect();
    stations.push(("Recipe".into(), recipe.into_iter().rev().filter(|line| !line.is_empty()).collect()));
    let sizes = store.stored_sizes(&id);
    let top = image.layers.last().map(|layer| layer.digest.short()).unwrap_or_default();
    stations.push((
        "Layers".into(),
        vec![
            format!("{}, the topmost {top}", counted(image.layers.len(), "layer")),
            format!("{} on the wire, {} on disk", size(sizes.content), size(sizes.disk)),
        ],
    ));
    let manifests = store.stored_manifests(&id).len();
    stations.push((
        "Image".into(),
        vec![
            format!("ID {} (an index of {})", id.short(), counted(manifests, "manifest")),
            format!("config {}", image.config_digest.map(|digest| digest.short()).unwrap_or_default()),
        ],
    ));
    let names = store.stored_names().into_iter().filter(|name| name.id == id).filter_map(|name| name.familiar);
    let tags: Vec<String> = names.filter(|name| !name.contains('@')).collect();
    stations.push(("Names".into(), vec![if tags.is_empty() { "none".into() } else { listed(&tags) }]));
    let published: Vec<String> = tags
        .iter()
        .filter(|tag| remote(scene, tag).is_some_and(|digest| digest.to_string() == id.to_string()))
        .cloned()
        .collect();
    let origin = match published.is_empty() {
        true => vec!["no registry names it: `docker push` would send it".into()],
        false => {
            vec![format!("there as {}", listed(&published)), "a pull elsewhere fetches what is not there yet".into()]
        }
    };
    stations.push(("Registry".into(), origin));
    let using = world.engine.containers.using(&id);
    let called = using.iter().filter_map(|using| world.engine.containers.get(&using.container)).map(|c| c.name.clone());
    let called: Vec<String> = called.collect();
    stations.push((
        "Containers".into(),
        vec![if called.is_empty() {
            "none: `docker run` makes one, with a writable layer of its own".into()
        } else {
            format!("{}, each with a writable layer of its own", listed(&called))
        }],
    ));
    let arrow = scene.canvas.sign("▼", "v");
    let mut lines = vec![scene.text(&format!("The way of {name}, from its recipe to containers:"))];
    let count = stations.len();
    for (at, (title, texts)) in stations.into_iter().enumerate() {
        if scene.in_sentences() {
            lines.push(format!("{title}: {}.", texts.join("; ")));
            continue;
        }
        for (index, text) in texts.iter().enumerate() {
            let head = if index == 0 { title.as_str() } else { "" };
            lines.push(scene.row(&format!("  {head:<11}"), text));
        }
        if at + 1 < count {
            lines.push(format!("      {arrow}"));
        }
    }
    Ok(lines.join("\n"))
}

/// What a name names on its registry now.
fn remote(scene: &Scene<'_>, name: &str) -> Option<Digest> {
    let reference = Reference::parse(name).ok()?.or_latest();
    let place = Place::of_reference(reference.name.host())?;
    let view = scene.world.network.view(place);
    view.tagged(reference.name.path(), reference.tag.as_ref()?.as_str()).map(|held| held.digest)
}
