//! What the tutor's words show of a sandbox, in a lesson and without one.

use super::{After, Reply, Say};
use crate::lesson::check::Happened;
use crate::lesson::{Canvas, draw, draw_map, draw_stack, explain};
use crate::sandbox::{Next, World};

/// What the last command did, in plain words.
pub fn say_what_happened(last: Option<&Happened>, world: &World) -> Say {
    Say::Text(last.map_or_else(|| "No command yet.".into(), |last| explain::sentences(last, world)))
}

/// Tags, images and layers.
pub fn say_map(world: &World, canvas: Canvas) -> Say {
    Say::Drawing(draw_map(world, canvas))
}

/// The layers of the image or container of this name.
pub fn say_layers(world: &World, name: &str, canvas: Canvas) -> Say {
    if name.is_empty() {
        return Say::Note("Of which image or container? `layers NAME`".into());
    }
    match draw_stack(world, name, canvas) {
        Ok(drawing) => Say::Drawing(drawing),
        Err(reason) => Say::Correction(reason),
    }
}

/// One idea, drawn.
pub fn say_drawing(asked: &str, world: &World, last: Option<&Happened>, canvas: Canvas) -> Say {
    match draw(asked, world, last, canvas) {
        Ok(drawing) => Say::Drawing(drawing),
        Err(reason) => Say::Text(reason),
    }
}

/// Somebody wants to edit a file.
pub fn edit_file(path: &str) -> Reply {
    match path {
        "" => Reply::new(vec![Say::Note("Which file? `edit FILE`".into())], After::Prompt(Next::Command)),
        path => Reply::new(Vec::new(), After::Edit(path.into())),
    }
}
