//! The whole way of an image, with the learner's own names and digests: recipe, layers, index, registry, containers.

use super::{Drawn, Scene};
use crate::lesson::canvas::{listed, size};
use crate::lesson::map::short_instruction;
use crate::oci::{Digest, Reference};
use crate::registry::Place;
use crate::tell;

/// Instructions that are shown.
const INSTRUCTIONS: usize = 4;

pub(super) fn draw(scene: &Scene<'_>, words: &[&str]) -> Drawn {
    let [name] = words else { return Err(tell::draw_story_of_what()) };
    let world = scene.world;
    let store = &world.engine.images;
    let id = store.stored_id(name).ok_or_else(|| tell::no_image_here(name))?;
    let image = store.stored_image(&id).ok_or_else(|| tell::no_platform_here(name))?;
    let mut stations: Vec<(String, Vec<String>)> = Vec::new();
    let recipe: Vec<String> =
        image.layers.iter().rev().take(INSTRUCTIONS).map(|layer| short_instruction(&layer.instruction)).collect();
    stations.push((tell::story_recipe(), recipe.into_iter().rev().filter(|line| !line.is_empty()).collect()));
    let sizes = store.stored_sizes(&id);
    let top = image.layers.last().map(|layer| layer.digest.short()).unwrap_or_default();
    stations.push((
        tell::story_layers(),
        vec![
            tell::story_topmost(tell::layers(image.layers.len()), top),
            tell::story_sizes(size(sizes.content), size(sizes.disk)),
        ],
    ));
    let manifests = store.stored_manifests(&id).len();
    stations.push((
        tell::story_image(),
        vec![
            tell::story_index(id.short(), tell::manifests(manifests)),
            tell::story_config(image.config_digest.map(|digest| digest.short()).unwrap_or_default()),
        ],
    ));
    let names = store.stored_names().into_iter().filter(|name| name.id == id).filter_map(|name| name.familiar);
    let tags: Vec<String> = names.filter(|name| !name.contains('@')).collect();
    stations.push((tell::story_names(), vec![if tags.is_empty() { "none".into() } else { listed(&tags) }]));
    let published: Vec<String> = tags
        .iter()
        .filter(|tag| remote(scene, tag).is_some_and(|digest| digest.to_string() == id.to_string()))
        .cloned()
        .collect();
    let origin = match published.is_empty() {
        true => vec![tell::story_unpublished()],
        false => {
            vec![tell::story_published(listed(&published)), tell::story_elsewhere()]
        }
    };
    stations.push((tell::story_registry(), origin));
    let using = world.engine.containers.using(&id);
    let called = using.iter().filter_map(|using| world.engine.containers.get(&using.container)).map(|c| c.name.clone());
    let called: Vec<String> = called.collect();
    stations.push((
        tell::story_containers(),
        vec![if called.is_empty() { tell::story_no_container() } else { tell::story_each_writable(listed(&called)) }],
    ));
    let arrow = scene.canvas.sign("▼", "v");
    let mut lines = vec![scene.text(&tell::story_of(name))];
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
