//! The learner's own editor on a copy of a file of the sandbox. The only program that is ever started.
//!
//! Whoever writes to standard input must not write to the editor: an editor can start programs. So it is started only
//! at a terminal, and only when nothing more is typed: what was typed ahead (the rest of a paste) is thrown away.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::screen::Screen;
use super::{cooked, typeahead};
use crate::reading::read_file;
use crate::state::StateDirectory;
use layercake::{EDIT_LIMIT, Edited, FileToEdit, Typed, words};

/// The editor that every Unix has.
const VI: &str = "vi";

/// Lets the learner edit a file.
pub(super) fn edit(file: &FileToEdit, state: &StateDirectory, screen: &mut Screen) -> Edited {
    match edited(file, state, screen) {
        Ok(content) => Edited::Content(content),
        Err(why) => Edited::Failed(format!("{why:#}")),
    }
}

fn edited(file: &FileToEdit, state: &StateDirectory, screen: &mut Screen) -> Result<Vec<u8>> {
    if !super::is_there() {
        bail!(words::edit_no_terminal());
    }
    if !typeahead::forget().context("the terminal")? {
        bail!(words::edit_typed_ahead());
    }
    let directory = state.editing().context("a place for the copy")?;
    let copy = directory.path().join(file.file_name());
    fs::write(&copy, &file.content).with_context(|| copy.display().to_string())?;
    start(&copy, screen)?;
    read_file(&copy, EDIT_LIMIT).with_context(words::edit_not_taken)
}

/// Starts the editor that the learner has chosen; if none is, one that shows its keys, or else `vi`, after a word on
/// its.
fn start(copy: &Path, screen: &mut Screen) -> Result<()> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let chosen = variable("VISUAL").or_else(|| variable("EDITOR"));
    let editor = chosen.as_deref().unwrap_or(if cfg!(windows) { "notepad" } else { "nano" });
    let mut parts = editor.split_whitespace();
    let mut program = parts.next().unwrap_or(VI);
    let mut status = Command::new(program).args(parts).arg(copy).status();
    if chosen.is_none() && cfg!(unix) && status.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        screen.markdown(&words::vi_is_next());
        if !matches!(cooked::read_line(true, screen.interrupts())?, Typed::Line(_)) {
            bail!(words::edit_not_opened());
        }
        program = VI;
        status = Command::new(program).arg(copy).status();
    }
    let status = status.with_context(|| words::edit_not_started(program))?;
    if !status.success() {
        bail!(words::edit_ended(program, status));
    }
    Ok(())
}
