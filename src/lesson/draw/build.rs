//! The chain of a build's steps: which came from the cache, which were done, and why.

use super::{Drawn, Scene};
use crate::engine::Event;
use crate::lesson::canvas::size;
use crate::lesson::explain::cause;
use crate::tell;

pub(super) fn draw(scene: &Scene<'_>) -> Drawn {
    let events = scene.last.map(|last| last.events.as_slice()).unwrap_or_default();
    let mut lines = Vec::new();
    let (mut cached, mut done) = (0, 0);
    let link = scene.canvas.sign("│", "|");
    let step = |sign: &str, word: &str, instruction: &str, why: &str, lines: &mut Vec<String>| {
        let instruction = instruction.lines().next().unwrap_or_default();
        if scene.in_sentences() {
            lines.push(match why {
                "" => format!("{instruction}: {word}."),
                why => tell::draw_because(instruction, word, why),
            });
            return;
        }
        if !lines.is_empty() {
            lines.push(format!("  {link}"));
        }
        lines.push(scene.row(&format!("  {sign} {word:<6}"), instruction));
        if !why.is_empty() {
            lines.push(scene.row(&format!("  {link}         "), why));
        }
    };
    for event in events {
        match event {
            Event::BuildStepCached { instruction, .. } => {
                cached += 1;
                step(scene.canvas.sign("●", "="), &tell::draw_cached(), instruction, "", &mut lines);
            }
            Event::BuildStepRan { instruction, because, size: bytes, .. } => {
                done += 1;
                let why = format!("{} ({})", cause(because), size(*bytes));
                step(scene.canvas.sign("○", "o"), &tell::draw_done(), instruction, &why, &mut lines);
            }
            Event::BuildStepFailed { step: failed, .. } => {
                step(scene.canvas.sign("✗", "x"), &tell::draw_failed(), failed, "", &mut lines);
            }
            _ => {}
        }
    }
    if lines.is_empty() {
        return Err(tell::draw_no_build());
    }
    lines.push(String::new());
    lines.push(scene.text(&tell::draw_build_sum(cached, done)));
    Ok(lines.join("\n"))
}
