//! What the last pull fetched, and what it did not have to.

use super::{Drawn, Scene};
use crate::engine::Event;
use crate::lesson::canvas::size;
use crate::tell;

/// Columns of the longest bar.
const BAR: usize = 24;

pub(super) fn draw(scene: &Scene<'_>) -> Drawn {
    let Some(last) = scene.last else { return Err(tell::draw_no_command()) };
    let pulled = last.events.iter().find_map(|event| match event {
        Event::Pulled { reference, id, .. } => Some((reference, id)),
        _ => None,
    });
    let Some((reference, id)) = pulled else { return Err(tell::draw_no_pull()) };
    let fetched: Vec<_> = last
        .events
        .iter()
        .filter_map(|event| match event {
            Event::BlobDownloaded { digest, size, .. } => Some((*digest, *size)),
            _ => None,
        })
        .collect();
    let image = scene.world.engine.images.stored_image(id);
    let layers = image.map(|image| image.layers).unwrap_or_default();
    let (mut came, mut stayed) = ((0, 0_u64), (0, 0_u64));
    let largest = layers.iter().map(|layer| layer.size).max().unwrap_or(1).max(1);
    let mut lines = vec![scene.text(&tell::draw_pull_layers(reference))];
    for (number, layer) in layers.iter().enumerate().rev() {
        let is_new = fetched.iter().any(|(digest, _)| *digest == layer.digest);
        let sum = if is_new { &mut came } else { &mut stayed };
        (sum.0, sum.1) = (sum.0 + 1, sum.1.saturating_add(layer.size));
        let word = if is_new { tell::draw_fetched() } else { tell::was_here() };
        if scene.in_sentences() {
            lines.push(tell::draw_one_layer(number + 1, size(layer.size), word));
            continue;
        }
        let sign = if is_new { scene.canvas.sign("█", "#") } else { scene.canvas.sign("░", ".") };
        let length = ((layer.size.saturating_mul(BAR as u64) / largest) as usize).clamp(1, BAR);
        let bar = format!("{}{}", sign.repeat(length), " ".repeat(BAR - length));
        lines.push(scene.row(&format!("{:>3} {bar}", number + 1), &format!("{:>8}  {word}", size(layer.size))));
    }
    lines.push(String::new());
    let were = if stayed.0 == 1 { tell::because_it_was() } else { tell::because_they_were() };
    lines.push(scene.text(&tell::draw_pull_sum(tell::layers(came.0), size(came.1), stayed.0, were, size(stayed.1))));
    Ok(lines.join("\n"))
}
