//! Names that the last command made, moved or took away.

use super::{Drawn, Scene};
use crate::engine::Event;
use crate::oci::ImageId;
use crate::tell;

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
                    lines.push(picture(scene, reference, broken, &from, &tell::draw_before()));
                }
                lines.push(picture(
                    scene,
                    reference,
                    arrow,
                    id,
                    &if is_new { String::new() } else { tell::draw_now() },
                ));
            }
            Event::Untagged { reference, id } => {
                left.push(*id);
                lines.push(picture(scene, reference, broken, id, &tell::draw_taken_away()));
            }
            _ => {}
        }
    }
    if lines.is_empty() {
        return Err(tell::draw_no_tag());
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
            (false, _) => tell::tag_still_called(id.short(), names.join(", ")),
            (true, true) => tell::tag_dangling(id.short()),
            (true, false) => tell::tag_image_gone(id.short()),
        }));
    }
    lines.push(scene.text(&tell::tag_pointer()));
    Ok(lines.join("\n"))
}

fn picture(scene: &Scene<'_>, reference: &str, arrow: &str, id: &ImageId, when: &str) -> String {
    if scene.in_sentences() {
        let when = if when.is_empty() { tell::draw_now() } else { when.into() };
        return format!("{reference}, {when}: {}.", id.short());
    }
    scene.row(&format!("  {reference:<28} {arrow} {}", id.short()), when)
}
