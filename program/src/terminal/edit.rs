//! The learner's own editor on a copy of a file of the sandbox. The only program that is ever started.
//!
//! Whoever writes to standard input must not write to the editor: an editor can start programs. So it is started only at
//! a terminal, and only when nothing more is typed: what was typed ahead (the rest of a paste) is thrown away.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::typeahead;
use crate::state::StateDirectory;
use layercake::{EDIT_LIMIT, Edited, FileToEdit};

/// Lets the learner edit a file.
pub(super) fn edit(file: &FileToEdit, state: &StateDirectory) -> Edited {
    match edited(file, state) {
        Ok(content) => Edited::Content(content),
        Err(why) => Edited::Failed(format!("{why:#}")),
    }
}

fn edited(file: &FileToEdit, state: &StateDirectory) -> Result<Vec<u8>> {
    if !super::is_there() {
        bail!("your editor needs a terminal, and here the lines come from elsewhere; write the file with `cat > FILE`");
    }
    if !typeahead::forget().context("the terminal")? {
        bail!("more is being typed (or pasted), and it is not meant for an editor; try again");
    }
    let directory = state.editing().context("a place for the copy")?;
    let copy = directory.path().join(file.file_name());
    fs::write(&copy, &file.content).with_context(|| copy.display().to_string())?;
    start(&copy)?;
    let size = fs::metadata(&copy).with_context(|| copy.display().to_string())?.len();
    if size > EDIT_LIMIT {
        bail!("the file has more than {EDIT_LIMIT} bytes now; it was not taken");
    }
    fs::read(&copy).with_context(|| copy.display().to_string())
}

fn start(copy: &Path) -> Result<()> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    let editor = variable("VISUAL").or_else(|| variable("EDITOR")).unwrap_or_else(|| usual.into());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(usual);
    let status = Command::new(program).args(words).arg(copy).status();
    let status = status.with_context(|| format!("{program} does not start (set EDITOR to an editor of yours)"))?;
    if !status.success() {
        bail!("{program} ended with {status}; the file is as it was");
    }
    Ok(())
}
