//! What an image's name leads to: an index, its platforms, its attestations.

use super::{Drawn, Scene};
use crate::lesson::canvas::{counted, size};

pub(super) fn draw(scene: &Scene<'_>, words: &[&str]) -> Drawn {
    let [name] = words else { return Err("Of which image? `draw index IMAGE`".into()) };
    let store = &scene.world.engine.images;
    let id = store.stored_id(name).ok_or_else(|| format!("There is no image `{name}` here."))?;
    let manifests = store.stored_manifests(&id);
    let single = manifests.len() == 1 && manifests[0].digest.to_string() == id.to_string();
    if single {
        return Ok(scene.text(&format!(
            "{name} is one manifest, {}, without an index: it is for {} only.",
            id.short(),
            manifests[0].platform
        )));
    }
    let mut lines = vec![scene.text(&format!("{name} is the index {}:", id.short()))];
    let count = manifests.len();
    for (at, manifest) in manifests.iter().enumerate() {
        let what = match (manifest.attestation, manifest.here) {
            (true, here) => format!("attestation{}", if here { "" } else { ", not here" }),
            (false, true) => format!("{} here, {}", manifest.platform, size(manifest.content)),
            (false, false) => format!("{} not here", manifest.platform),
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
    lines.push(scene.text(&format!(
        "{} ({here} here), and {} (shown elsewhere as unknown/unknown): notes on how it was built, no platforms.",
        counted(count - attestations, "platform"),
        counted(attestations, "attestation")
    )));
    Ok(lines.join("\n"))
}
