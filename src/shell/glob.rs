//! File names that match a pattern (POSIX XCU 2.13.3).

use super::absolute::absolute;
use super::pattern::Pattern;
use super::{Stop, System};
use crate::vfs::FileType;

/// Names that one pattern may stand for.
pub const MAX_NAMES: usize = 100_000;

/// What bash's `shopt` changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    /// Names that begin with a dot match, too (`dotglob`).
    pub hidden: bool,
    /// `**` means any depth (`globstar`).
    pub deep: bool,
    /// `@(a|b)` and its kin are patterns (`extglob`).
    pub extended: bool,
    /// Upper and lower case are the same (`nocaseglob`).
    pub caseless: bool,
    /// `.` and `..` are names, too: not in bash since 5.2 (`globskipdots`).
    pub itself: bool,
}

/// The names that match, sorted; none if nothing does.
pub(super) fn expand(
    system: &mut dyn System,
    directory: &str,
    pattern: &str,
    wishes: Wishes,
) -> Result<Vec<String>, Stop> {
    let mut found = vec![if pattern.starts_with('/') { "/".to_string() } else { String::new() }];
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let last = parts.len().saturating_sub(1);
    for (index, part) in parts.into_iter().enumerate() {
        let only_directories = index < last || pattern.ends_with('/');
        let mut next = Vec::new();
        if wishes.deep && part == "**" {
            found = deep(system, directory, found, only_directories, wishes)?;
            continue;
        }
        let special = Pattern::is_special_in(part, wishes.extended);
        let text = if wishes.caseless { part.to_lowercase() } else { part.to_string() };
        let compiled = if wishes.extended { Pattern::extended(&text) } else { Pattern::new(&text) };
        for base in found {
            system.step()?;
            let files = system.files();
            if !special {
                let name = format!("{base}{}", plain(part));
                if files.stat(&absolute(directory, &name), index < last).is_ok() {
                    next.push(name);
                }
                continue;
            }
            let place = if base.is_empty() { directory.to_string() } else { absolute(directory, &base) };
            if wishes.itself && part.starts_with('.') {
                next.extend(
                    [".", ".."].iter().filter(|name| compiled.matches(name)).map(|name| format!("{base}{name}")),
                );
            }
            for entry in files.read_dir(&place).unwrap_or_default() {
                if entry.name.starts_with('.') && !part.starts_with('.') && !wishes.hidden {
                    continue;
                }
                let matches = match wishes.caseless {
                    true => compiled.matches(&entry.name.to_lowercase()),
                    false => compiled.matches(&entry.name),
                };
                if !matches {
                    continue;
                }
                let name = format!("{base}{}", entry.name);
                let leads_on = || match entry.stat.kind {
                    FileType::Directory => true,
                    FileType::Symlink => {
                        files.stat(&absolute(directory, &name), true).is_ok_and(|stat| stat.kind == FileType::Directory)
                    }
                    _ => false,
                };
                if !only_directories || leads_on() {
                    next.push(name);
                }
                if next.len() > MAX_NAMES {
                    return Err(Stop::Limit(format!("a pattern stands for more than {MAX_NAMES} names")));
                }
            }
        }
        if only_directories {
            next.iter_mut().for_each(|name| name.push('/'));
        }
        found = next;
    }
    // `**/` is no name for where one is.
    found.retain(|name| !name.is_empty());
    found.sort();
    Ok(found)
}

/// What `**` stands for below each of `bases`: all directories (and themselves) before a slash, else all files, too.
fn deep(
    system: &mut dyn System,
    directory: &str,
    bases: Vec<String>,
    leads_on: bool,
    wishes: Wishes,
) -> Result<Vec<String>, Stop> {
    let mut found = Vec::new();
    let mut open = bases;
    while let Some(base) = open.pop() {
        system.step()?;
        let place = if base.is_empty() { directory.to_string() } else { absolute(directory, &base) };
        if leads_on {
            found.push(base.clone());
        }
        for entry in system.files().read_dir(&place).unwrap_or_default() {
            if entry.name.starts_with('.') && !wishes.hidden {
                continue;
            }
            let is_directory = entry.stat.kind == FileType::Directory;
            if !leads_on {
                found.push(format!("{base}{}", entry.name));
            }
            if is_directory {
                open.push(format!("{base}{}/", entry.name));
            }
            if found.len() + open.len() > MAX_NAMES {
                return Err(Stop::Limit(format!("a pattern stands for more than {MAX_NAMES} names")));
            }
        }
    }
    Ok(found)
}

/// A pattern's text without its backslashes.
fn plain(pattern: &str) -> String {
    let mut text = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        text.push(if letter == '\\' { letters.next().unwrap_or('\\') } else { letter });
    }
    text
}
