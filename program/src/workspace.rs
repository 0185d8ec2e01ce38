//! Reading a directory of the machine, to start a sandbox with a copy of it.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::reading::read_file;
use layercake::{NodeKind, Rope, WorkspaceFile};

/// Files and directories that a workspace may have.
const ENTRY_LIMIT: usize = 50_000;
/// Bytes that a workspace may have.
const BYTE_LIMIT: u64 = 1 << 30;
/// How deep its directories may lie.
const DEPTH_LIMIT: usize = 64;

/// Reads `directory`: regular files, directories and symbolic links (kept as links, never followed).
pub(super) fn read(directory: &Path) -> Result<Vec<WorkspaceFile>> {
    let mut files = Vec::new();
    let mut bytes = 0;
    read_into(directory, "", 0, &mut files, &mut bytes)?;
    Ok(files)
}

fn read_into(from: &Path, to: &str, depth: usize, files: &mut Vec<WorkspaceFile>, bytes: &mut u64) -> Result<()> {
    if depth > DEPTH_LIMIT {
        bail!("{}: more than {DEPTH_LIMIT} directories deep", from.display());
    }
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        entries.push(entry.with_context(|| from.display().to_string())?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let Some(name) = entry.file_name().to_str().map(String::from) else {
            bail!("{}: the name is not UTF-8", path.display());
        };
        let inside = if to.is_empty() { name } else { format!("{to}/{name}") };
        let metadata = std::fs::symlink_metadata(&path).with_context(|| path.display().to_string())?;
        let kind = if metadata.is_symlink() {
            let target = std::fs::read_link(&path).with_context(|| path.display().to_string())?;
            NodeKind::Symlink(target.to_string_lossy().into_owned())
        } else if metadata.is_dir() {
            NodeKind::Directory
        } else if metadata.is_file() {
            *bytes += metadata.len();
            if *bytes > BYTE_LIMIT {
                bail!("{}: the workspace has more than {BYTE_LIMIT} bytes", path.display());
            }
            NodeKind::File(Rope::from(read_file(&path, metadata.len())?))
        } else {
            continue;
        };
        let is_directory = kind == NodeKind::Directory;
        files.push(WorkspaceFile { path: inside.clone(), mode: mode(&metadata), kind });
        if files.len() > ENTRY_LIMIT {
            bail!("{}: the workspace has more than {ENTRY_LIMIT} files", path.display());
        }
        if is_directory {
            read_into(&path, &inside, depth + 1, files, bytes)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn mode(metadata: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(metadata: &std::fs::Metadata) -> u32 {
    if metadata.is_dir() { 0o755 } else { 0o644 }
}
