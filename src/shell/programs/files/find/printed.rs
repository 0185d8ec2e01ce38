//! What `-ls` and `-printf` say of a path.

use crate::shell::Process;
use crate::shell::programs::accounts;
use crate::shell::programs::files::operand::{directory_name, last_name};
use crate::shell::programs::files::removing::described;
use crate::shell::programs::files::{mode, time};
use crate::vfs::{FileType, Stat};

/// The letter of a file's type, as `-type` takes it.
pub fn type_letter(kind: FileType) -> char {
    match kind {
        FileType::File => 'f',
        FileType::Directory => 'd',
        FileType::Symlink => 'l',
        FileType::CharDevice => 'c',
        FileType::BlockDevice => 'b',
        FileType::Fifo => 'p',
    }
}

fn owner_names(process: &mut Process<'_>, stat: &Stat) -> (String, String) {
    let user = accounts::user_name(process.system, stat.uid).unwrap_or_else(|| stat.uid.to_string());
    let group = accounts::group_name(process.system, stat.gid).unwrap_or_else(|| stat.gid.to_string());
    (user, group)
}

/// `-ls`
pub fn listed(process: &mut Process<'_>, path: &str, stat: &Stat) -> String {
    let (user, group) = owner_names(process, stat);
    let blocks = stat.taken() / 1024;
    let (date, mode) = (stat.mtime.in_utc("%b %e %H:%M"), mode::long(stat));
    let (inode, links, size) = (stat.inode, stat.links, stat.size);
    format!("{inode:>9} {blocks:>6} {mode} {links:>3} {user:<8} {group:<8} {size:>8} {date} {path}\n")
}

/// `-printf`
pub fn printed(process: &mut Process<'_>, format: &str, root: &str, path: &str, stat: &Stat) -> String {
    let below = path.strip_prefix(root).unwrap_or_default().trim_start_matches('/');
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('0') => text.push('\0'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            '%' => match letters.next() {
                Some('p') => text += path,
                Some('P') => text += below,
                Some('H') => text += root,
                Some('d') => text += &below.split('/').filter(|name| !name.is_empty()).count().to_string(),
                Some('f') => text += last_name(path),
                Some('h') => text += directory_name(path),
                Some('s') => text += &stat.size.to_string(),
                Some('m') => text += &format!("{:o}", stat.mode),
                Some('M') => text += &mode::long(stat),
                Some('u') => text += &owner_names(process, stat).0,
                Some('g') => text += &owner_names(process, stat).1,
                Some('U') => text += &stat.uid.to_string(),
                Some('G') => text += &stat.gid.to_string(),
                Some('n') => text += &stat.links.to_string(),
                Some('i') => text += &stat.inode.to_string(),
                Some('y') => text.push(type_letter(stat.kind)),
                Some('Y') => text += described(stat.kind, stat.size),
                Some('l') => {
                    let at = process.at(path);
                    text += &process.system.files().read_link(&at).unwrap_or_default();
                }
                Some('t') => text += &time::full(stat.mtime),
                Some('T') => {
                    text += &match letters.next() {
                        Some('@') | None => stat.mtime.seconds().to_string(),
                        Some('+') => stat.mtime.in_utc("%Y-%m-%d+%H:%M:%S"),
                        Some(letter) if "YmdHMSjTDF".contains(letter) => stat.mtime.in_utc(&format!("%{letter}")),
                        Some(letter) => letter.to_string(),
                    };
                }
                Some('%') | None => text.push('%'),
                Some(other) => {
                    text.push('%');
                    text.push(other);
                }
            },
            letter => text.push(letter),
        }
    }
    text
}
