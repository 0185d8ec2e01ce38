//! `git status` of a repository in which nothing was added yet.

use super::super::packages::read_text;
use super::ignore::{Rules, is_ignored};
use crate::shell::Process;
use crate::shell::programs::{Bail, Ended};
use crate::vfs::FileType;

/// Folders within each other that are looked into.
const DEEPEST: usize = 64;

pub(super) fn status(process: &mut Process<'_>, root: &str) -> Ended {
    let excluded = read_text(process.system.files(), &format!("{root}/.git/info/exclude"));
    let mut rules = vec![Rules::read("", &excluded)];
    let mut rows = String::new();
    for (name, is_folder) in seen(process, root, "", &mut rules, 0)? {
        let shown = from_here(&process.directory, root, &name, is_folder);
        rows += &format!("\t{shown}\n");
    }
    let head = read_text(process.system.files(), &format!("{root}/.git/HEAD"));
    let branch = head.trim().strip_prefix("ref: refs/heads/").unwrap_or("main");
    process.print(&format!("On branch {branch}\n\nNo commits yet\n\n"))?;
    process.print(&match rows.as_str() {
        "" => "nothing to commit (create/copy files and use \"git add\" to track)\n".to_string(),
        rows => format!(
            "Untracked files:\n  (use \"git add <file>...\" to include in what will be committed)\n{rows}\nnothing added to \
             commit but untracked files present (use \"git add\" to track)\n"
        ),
    })?;
    Ok(0)
}

/// The entries of a folder, a path below the root, that git sees: files that no rule leaves out, and folders with one in
/// them (git knows of no empty folders).
fn seen(
    process: &mut Process<'_>,
    root: &str,
    folder: &str,
    rules: &mut Vec<Rules>,
    depth: usize,
) -> Result<Vec<(String, bool)>, Bail> {
    process.system.step()?;
    let path = format!("{root}/{folder}");
    let own = read_text(process.system.files(), &format!("{path}.gitignore"));
    let before = rules.len();
    rules.push(Rules::read(folder, &own));
    let mut found = Vec::new();
    for entry in process.system.files().read_dir(path.trim_end_matches('/')).unwrap_or_default() {
        let is_folder = entry.stat.kind == FileType::Directory;
        let name = format!("{folder}{}", entry.name);
        let is_file = matches!(entry.stat.kind, FileType::File | FileType::Symlink);
        if entry.name == ".git" || is_ignored(rules, &name, is_folder) || !(is_folder || is_file) {
            continue;
        }
        if is_folder && (depth >= DEEPEST || !has_files(process, root, &name, rules, depth)?) {
            continue;
        }
        found.push((name, is_folder));
    }
    rules.truncate(before);
    Ok(found)
}

/// Whether git sees something in a folder; a repository of its own is something.
fn has_files(
    process: &mut Process<'_>,
    root: &str,
    name: &str,
    rules: &mut Vec<Rules>,
    depth: usize,
) -> Result<bool, Bail> {
    if process.system.files().stat(&format!("{root}/{name}/.git"), true).is_ok() {
        return Ok(true);
    }
    Ok(!seen(process, root, &format!("{name}/"), rules, depth + 1)?.is_empty())
}

/// A path below the root as it is shown in the working directory.
fn from_here(directory: &str, root: &str, name: &str, is_folder: bool) -> String {
    let mark = if is_folder { "/" } else { "" };
    let here = directory.strip_prefix(root).unwrap_or_default().trim_matches('/');
    if here.is_empty() {
        return format!("{name}{mark}");
    }
    match here.strip_prefix(name).filter(|rest| is_folder && (rest.is_empty() || rest.starts_with('/'))) {
        Some("") => "./".to_string(),
        Some(rest) => "../".repeat(rest.matches('/').count()),
        None => format!("{}{name}{mark}", "../".repeat(here.split('/').count())),
    }
}
