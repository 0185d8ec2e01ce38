//! `edit FILE`: the learner's own editor on a copy of a file of the sandbox. The only program that is ever started.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::host::state::StateDirectory;
use crate::sandbox::{HOME, World};
use crate::vfs::{Errno, FileType, Files};

/// Bytes that an edited file may have.
const LIMIT: u64 = 16 << 20;

/// Lets the learner edit a file of the sandbox; gives its absolute path and new content, if that is another one now.
pub(super) fn edit(world: &World, path: &str, state: &StateDirectory) -> Result<Option<(String, Vec<u8>)>> {
    let path = absolute(path, &world.shell.directory);
    let before = content(world, &path)?;
    let directory = state.editing().context("a place for the copy")?;
    // The name tells the editor which syntax it is.
    let name = path.rsplit('/').next().unwrap_or("file");
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let copy = directory.path().join(if name.trim_matches('.').is_empty() { "file".into() } else { name });
    fs::write(&copy, &before).with_context(|| copy.display().to_string())?;
    start(&copy)?;
    let size = fs::metadata(&copy).with_context(|| copy.display().to_string())?.len();
    if size > LIMIT {
        bail!("the file has more than {LIMIT} bytes now; it was not taken");
    }
    let after = fs::read(&copy).with_context(|| copy.display().to_string())?;
    Ok((after != before).then_some((path, after)))
}

fn content(world: &World, path: &str) -> Result<Vec<u8>> {
    let files = &world.files;
    match files.stat(path, true) {
        Ok(stat) if stat.kind != FileType::File => bail!("{path}: not a regular file"),
        Ok(stat) if stat.size > LIMIT => bail!("{path}: more than {LIMIT} bytes"),
        Ok(_) => match files.read(path) {
            Ok(content) => Ok(content.to_bytes().to_vec()),
            Err(errno) => bail!("{path}: {errno}"),
        },
        Err(Errno::NoEntry) => Ok(vec![]),
        Err(errno) => bail!("{path}: {errno}"),
    }
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

fn absolute(path: &str, directory: &str) -> String {
    match path.strip_prefix("~/") {
        Some(rest) => format!("{HOME}/{rest}"),
        None if path.starts_with('/') => path.to_string(),
        None => format!("{directory}/{path}"),
    }
}
