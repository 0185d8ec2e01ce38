//! Names that the last command made, moved or took away.

use super::{Drawn, Scene};
use crate::engine::Event;
use crate::oci::ImageId;

pub(super) fn draw(scene: &Scene<'_>) -> Drawn {
    let events = scene.last.map(|last| last.events.as_slice()).unwrap_or_default();
    let arrow = scene.canvas.sign("──▶", "-->");
    let broken = scene.canvas.sign("╌╌✗", "- x");
    let mut lines = Vec::new();
    let mut left = Vec::new();
    for event in events {
        match event {
            Event::Tagged { reference, id, from } => {
                let is_new = from.is_none_or(|from| from == *id);
                if let Some(from) = from.filter(|from| from != id) {
                    left.push(from);
                    lines.push(picture(scene, reference, broken, &from, "before"));
                }
                lines.push(picture(scene, reference, arrow, id, if is_new { "" } else { "now" }));
            }
            Event::Untagged { reference, id } => {
                left.push(*id);
                lines.push(picture(scene, reference, broken, id, "taken away"));
            }
            _ => {}
        }
    }
    if lines.is_empty() {
        return Err("The last command moved no name. `docker tag`, `docker rmi`, a pull or a build does.".into());
    }
    lines.push(String::new());
    for id in left {
        let names: Vec<String> = scene
            .world
            .engine
            .images
            .stored_names()
            .into_iter()
            .filter(|name| name.id == id)
            .filter_map(|name| name.familiar)
            .collect();
        let is_here = scene.world.engine.images.stored_id(&id.to_string()).is_some();
        lines.push(scene.text(&match (names.is_empty(), is_here) {
            (false, _) => format!("{} is still called {}.", id.short(), names.join(", ")),
            (true, true) => format!("{} has no name any more: it is dangling.", id.short()),
            (true, false) => format!("{} is gone: that was its last name.", id.short()),
        }));
    }
    lines.push(scene.text("A name is a pointer. Moving it copies and deletes no layer."));
    Ok(lines.join("\n"))
}

fn picture(scene: &Scene<'_>, reference: &str, arrow: &str, id: &ImageId, when: &str) -> String {
    if scene.in_sentences() {
        let when = if when.is_empty() { "now" } else { when };
        return format!("{reference}, {when}: {}.", id.short());
    }
    scene.row(&format!("  {reference:<28} {arrow} {}", id.short()), when)
}
