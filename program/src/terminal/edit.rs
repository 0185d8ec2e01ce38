//! The learner's own editor on a copy of a file of the sandbox. The only program that is ever started.
//!
//! Whoever writes to standard input must not write to the editor: an editor can start programs. So it is started only at
//! a terminal, and only when nothing more is typed: what was typed ahead (the rest of a paste) is thrown away.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::screen::Screen;
use super::{cooked, typeahead};
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
        bail!("your editor needs a terminal, and here the lines come from elsewhere; write the file with `cat > FILE`");
    }
    if !typeahead::forget().context("the terminal")? {
        bail!("more is being typed (or pasted), and it is not meant for an editor; try again");
    }
    let directory = state.editing().context("a place for the copy")?;
    let copy = directory.path().join(file.file_name());
    fs::write(&copy, &file.content).with_context(|| copy.display().to_string())?;
    start(&copy, screen)?;
    let size = fs::metadata(&copy).with_context(|| copy.display().to_string())?.len();
    if size > EDIT_LIMIT {
        bail!("the file has more than {EDIT_LIMIT} bytes now; it was not taken");
    }
    fs::read(&copy).with_context(|| copy.display().to_string())
}

/// Starts the editor that the learner has chosen; if none is, one that shows its keys, or else `vi`, after a word on its.
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
            bail!("not opened");
        }
        program = VI;
        status = Command::new(program).arg(copy).status();
    }
    let status = status.with_context(|| format!("{program} does not start (set EDITOR to an editor of yours)"))?;
    if !status.success() {
        bail!("{program} ended with {status}; the file is as it was");
    }
    Ok(())
}
