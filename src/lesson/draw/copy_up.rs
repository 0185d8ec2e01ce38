//! Copy-on-write: the layers before and after the first write of the last command.

use super::{Drawn, Scene};
use crate::engine::Event;
use crate::lesson::canvas::size;
use crate::tell;

pub(super) fn draw(scene: &Scene<'_>) -> Drawn {
    let copied: Vec<(&str, &str, u64)> = scene
        .last
        .iter()
        .flat_map(|last| &last.events)
        .filter_map(|event| match event {
            Event::CopiedUp { container, path, size } => Some((container.as_str(), path.as_str(), *size)),
            _ => None,
        })
        .collect();
    let Some((container, path, bytes)) = copied.first().copied() else {
        return Err(tell::draw_no_copy_up());
    };
    let name = scene.world.engine.containers.get(container).map_or(container, |container| container.name.as_str());
    let file = path.rsplit('/').next().unwrap_or(path);
    let sentence = tell::draw_copied_up(path, size(bytes), name);
    if scene.in_sentences() {
        return Ok(sentence);
    }
    let width = file.chars().count().clamp(10, scene.canvas.width() / 2 - 12);
    let file = scene.canvas.cut(file, width);
    let rule = scene.canvas.sign("─", "-").repeat(width + 2);
    let (side, arrow) = (scene.canvas.sign("│", "|"), scene.canvas.sign("↑", "^"));
    let empty = " ".repeat(width);
    let cell = |text: &str| format!("{side} {text:<width$} {side}");
    let gap = "     ";
    let corner = scene.canvas.sign("┼", "+");
    let line = format!("{corner}{rule}{corner}");
    let mut lines = vec![
        format!("           {:<w$}{gap}{}", tell::draw_before(), tell::draw_after(), w = width + 4),
        format!("           {line}{gap}{line}"),
        format!("{:<10} {}{gap}{}", tell::draw_writable(), cell(&empty), cell(&file)),
        format!("           {line}{gap}{line}  {arrow} {}", size(bytes)),
        format!("{:<10} {}{gap}{}", tell::draw_image(), cell(&file), cell(&file)),
        format!("           {line}{gap}{line}"),
        String::new(),
    ];
    lines.push(scene.text(&sentence));
    if copied.len() > 1 {
        lines.push(scene.text(&tell::draw_copied_more(copied.len() - 1)));
    }
    Ok(lines.join("\n"))
}
