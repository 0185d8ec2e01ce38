//! What an image's name leads to: an index, its platforms, its attestations.

use super::{Drawn, Scene};
use crate::lesson::canvas::size;
use crate::tell;

pub(super) fn draw(scene: &Scene<'_>, words: &[&str]) -> Drawn {
    let [name] = words else { return Err(tell::draw_index_of_what()) };
    let store = &scene.world.engine.images;
    let id = store.stored_id(name).ok_or_else(|| tell::no_image_here(name))?;
    let manifests = store.stored_manifests(&id);
    let single = manifests.len() == 1 && manifests[0].digest.to_string() == id.to_string();
    if single {
        return Ok(scene.text(&tell::draw_no_index(name, id.short(), &manifests[0].platform)));
    }
    let mut lines = vec![scene.text(&tell::draw_index_is(name, id.short()))];
    let count = manifests.len();
    for (at, manifest) in manifests.iter().enumerate() {
        let what = match (manifest.attestation, manifest.here) {
            (true, here) => tell::draw_attestation(if here { String::new() } else { tell::draw_not_here() }),
            (false, true) => tell::platform_here(&manifest.platform, size(manifest.content)),
            (false, false) => tell::platform_not_here(&manifest.platform),
        };
        if scene.in_sentences() {
            lines.push(format!("{}: {what}.", manifest.digest.short()));
            continue;
        }
        let branch =
            if at + 1 == count { scene.canvas.sign("└─", "`-") } else { scene.canvas.sign("├─", "|-") };
        lines.push(scene.row(&format!("  {branch}"), &format!("{}  {what}", manifest.digest.short())));
    }
    let attestations = manifests.iter().filter(|manifest| manifest.attestation).count();
    let here = manifests.iter().filter(|manifest| manifest.here && !manifest.attestation).count();
    lines.push(String::new());
    lines.push(scene.text(&tell::draw_index_sum(
        tell::platforms(count - attestations),
        here,
        tell::attestations(attestations),
    )));
    Ok(lines.join("\n"))
}
