//! What the tutor's words show of a sandbox, in a lesson and without one.

use super::{After, Reply, Say, Word};
use crate::lesson::check::Happened;
use crate::lesson::{Canvas, draw, draw_map, draw_stack, explain};
use crate::sandbox::{Next, Session, World};
use crate::tell;

/// What the last command did, in plain words.
pub fn say_what_happened(last: Option<&Happened>, world: &World) -> Say {
    Say::Text(last.map_or_else(tell::no_command_yet, |last| explain::sentences(last, world)))
}

/// Tags, images and layers.
pub fn say_map(world: &World, canvas: Canvas) -> Say {
    Say::Drawing(draw_map(world, canvas))
}

/// The layers of the image or container of this name.
pub fn say_layers(world: &World, name: &str, canvas: Canvas) -> Say {
    if name.is_empty() {
        return Say::Note(tell::layers_of_what());
    }
    match draw_stack(world, name, canvas) {
        Ok(drawing) => Say::Drawing(drawing),
        Err(reason) => Say::Note(reason),
    }
}

/// One idea, drawn.
pub fn say_drawing(asked: &str, world: &World, last: Option<&Happened>, canvas: Canvas) -> Say {
    match draw(asked, world, last, canvas) {
        Ok(drawing) => Say::Drawing(drawing),
        Err(reason) => Say::Text(reason),
    }
}

/// `fork NAME` and `switch NAME`.
pub fn go_to_copy(session: &mut Session, word: Word, name: &str) -> Say {
    let gone = if word == Word::Fork { session.fork(name) } else { session.switch(name) };
    match gone {
        Ok(()) if word == Word::Fork => Say::Note(tell::fork_made(name)),
        Ok(()) => Say::Note(tell::switched(name)),
        Err(error) => Say::Note(format!("{error}.")),
    }
}

/// `forks`
pub fn say_copies(session: &Session) -> Say {
    let rows = session
        .forks()
        .into_iter()
        .map(|(name, here)| if here { tell::copy_here(name) } else { format!("- `{name}`") });
    Say::Text(rows.collect::<Vec<_>>().join("\n"))
}

/// Somebody wants to edit a file.
pub fn edit_file(path: &str) -> Reply {
    match path {
        "" => Reply::new(vec![Say::Note(tell::edit_what())], After::Prompt(Next::Command)),
        path => Reply::new(Vec::new(), After::Edit(path.into())),
    }
}
