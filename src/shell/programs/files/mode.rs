//! File modes: as `chmod` takes them (POSIX XCU chmod, "Extended description"), and as `ls -l` shows them.

use crate::text::{parse_octal_mode, permissions, symbolic_mode};
use crate::vfs::{FileType, Stat};

/// The mode after `text` was applied to `old`; `None` if it is no mode.
pub(super) fn apply(text: &str, old: u32, directory: bool, umask: u32) -> Option<u32> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let mode = parse_octal_mode(text)?;
        // A directory keeps its special bits unless five digits are given.
        let kept = if directory && text.len() < 5 { old & 0o6000 } else { 0 };
        return Some(mode | kept);
    }
    symbolic_mode(text, old, directory, umask)
}

/// `-rw-r--r--`, with the letter of the file's type.
pub(super) fn long(stat: &Stat) -> String {
    let letter = match stat.kind {
        FileType::File => '-',
        FileType::Directory => 'd',
        FileType::Symlink => 'l',
        FileType::CharDevice => 'c',
        FileType::BlockDevice => 'b',
        FileType::Fifo => 'p',
    };
    format!("{letter}{}", permissions(stat.mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_applied() {
        let cases = [
            ("755", 0, false, Some(0o755)),
            ("u+x", 0o644, false, Some(0o744)),
            ("+x", 0o644, false, Some(0o755)),
            ("+w", 0o444, false, Some(0o644)),
            ("go-rwx", 0o777, false, Some(0o700)),
            ("a=rX", 0o600, false, Some(0o444)),
            ("a=rX", 0o600, true, Some(0o555)),
            ("u=rwx,g=u,o=", 0o644, false, Some(0o770)),
            ("u+s", 0o755, false, Some(0o4755)),
            ("+t", 0o777, true, Some(0o1777)),
            ("755", 0o2700, true, Some(0o2755)),
            ("u-x+w", 0o500, false, Some(0o600)),
            ("99", 0, false, None),
            ("77777", 0, false, None),
            ("z+x", 0, false, None),
            ("u", 0, false, None),
            ("", 0, false, None),
        ];
        for (text, old, directory, expected) in cases {
            assert_eq!(apply(text, old, directory, 0o022), expected, "{text}");
        }
    }
}
