//! Layers by images: a column an image, a row a layer; a mark where the image has it.

use super::{Drawn, Scene};
use crate::engine::StoredManifest;
use crate::lesson::canvas::{listed, size};
use crate::lesson::map::short_instruction;
use crate::oci::DiffId;
use crate::tell;

/// Images that a drawing compares at most.
const IMAGES: usize = 8;

pub(super) fn draw(scene: &Scene<'_>, names: &[&str]) -> Drawn {
    let images = images(scene, names)?;
    let mut layers: Vec<DiffId> = Vec::new();
    for (_, manifest) in &images {
        for diff_id in manifest.layers.iter().filter_map(|layer| layer.diff_id) {
            if !layers.contains(&diff_id) {
                layers.push(diff_id);
            }
        }
    }
    let owners = |layer: &DiffId| -> Vec<usize> {
        let has = |manifest: &StoredManifest| manifest.layers.iter().any(|other| other.diff_id == Some(*layer));
        images.iter().enumerate().filter(|(_, (_, manifest))| has(manifest)).map(|(at, _)| at).collect()
    };
    let shared = layers.iter().filter(|layer| owners(layer).len() > 1).count();
    let (of, all) = (tell::images(images.len()), tell::layers(layers.len()));
    let sentence = match shared {
        0 => tell::draw_shared_none(of, images.len(), all),
        shared => tell::draw_shared_sum(of, images.len(), all, shared),
    };
    let mut lines = Vec::new();
    for (at, (name, _)) in images.iter().enumerate() {
        lines.push(scene.row(&format!("{}{}", " |".repeat(at), " +-"), &format!("{} {name}", letter(at))));
    }
    if scene.in_sentences() {
        lines.clear();
    }
    let found = |layer: &DiffId| {
        images.iter().flat_map(|(_, manifest)| &manifest.layers).find(|one| one.diff_id == Some(*layer))
    };
    let sizes = layers.iter().filter_map(found).map(|layer| size(layer.size).len()).max().unwrap_or(0);
    for layer in &layers {
        let owners = owners(layer);
        let (bytes, instruction) = found(layer)
            .map_or((String::new(), String::new()), |layer| (size(layer.size), short_instruction(&layer.instruction)));
        if scene.in_sentences() {
            let names: Vec<String> = owners.iter().map(|&at| images[at].0.clone()).collect();
            lines.push(tell::draw_layer_in(layer.short(), format!("{bytes}  {instruction}"), listed(&names)));
            continue;
        }
        let marks: String = (0..images.len())
            .map(|at| if owners.contains(&at) { format!(" {}", letter(at)) } else { " .".into() })
            .collect();
        // What is too long is cut at its end, and the columns stay.
        lines.push(scene.row(&format!("{marks}  {}  {bytes:>sizes$} ", layer.short()), &instruction));
    }
    lines.push(String::new());
    lines.push(scene.text(&sentence));
    Ok(lines.join("\n"))
}

fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at).unwrap_or(25).min(25))
}

fn images(scene: &Scene<'_>, names: &[&str]) -> Result<Vec<(String, StoredManifest)>, String> {
    let store = &scene.world.engine.images;
    let all: Vec<String> = store.stored_names().into_iter().filter_map(|name| name.familiar).collect();
    let wanted: Vec<String> = match names {
        [] => {
            let mut seen = Vec::new();
            let tags = all.into_iter().filter(|name| !name.contains('@'));
            let fresh = tags.filter(|name| match store.stored_id(name) {
                Some(id) if !seen.contains(&id) => {
                    seen.push(id);
                    true
                }
                _ => false,
            });
            fresh.take(IMAGES).collect()
        }
        names => names.iter().take(IMAGES).map(ToString::to_string).collect(),
    };
    let mut images = Vec::new();
    for name in wanted {
        let found = store.stored_id(&name).and_then(|id| store.stored_image(&id));
        images.push((name.clone(), found.ok_or_else(|| tell::no_image_here(name))?));
    }
    match images.len() {
        0 => Err(tell::no_image_yet()),
        _ => Ok(images),
    }
}
