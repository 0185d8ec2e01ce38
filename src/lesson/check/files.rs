//! Checks of files on the learner's machine.

use regex_lite::Regex;

use super::contents::valid_expression;
use super::view::fits;
use super::{Arguments, Form, Kind, View, is, key};
use crate::image::{Limits, gzip, tar};
use crate::vfs::{FileType, Files};

/// Bytes and entries of an archive that a check looks into.
const ARCHIVE_LIMITS: Limits = Limits { bytes: 4 << 30, entries: 100_000 };

/// See [`super::kinds`].
pub(super) const KINDS: &[Kind] = &[Kind {
    subject: key("file", Form::Text, "a path in the working directory, absolute, or beginning with `~/`"),
    parameters: &[
        key("archive_has", Form::Texts, "it is a tar archive with these entries (names or patterns)"),
        key("matches", Form::Text, "a regular expression found in it"),
        key("directory", Form::Flag, "whether it is a directory"),
    ],
    about: "a file is there",
    valid: |arguments| valid_expression(arguments, "matches"),
    holds: file,
    says: |arguments, not| {
        let path = arguments.subject();
        if arguments.has("archive_has") {
            return format!("{path} {} an archive with {}", is(not), arguments.list("archive_has").join(", "));
        }
        if arguments.has("matches") {
            return format!("{path} {} as asked", is(not));
        }
        format!("{path} {} there", is(not))
    },
}];

fn file(arguments: &Arguments, view: &View<'_>) -> bool {
    let path = view.path(arguments.subject());
    let Ok(stat) = view.now.files.stat(&path, true) else { return false };
    let wanted = arguments.list("archive_has");
    arguments.flag("directory").is_none_or(|directory| (stat.kind == FileType::Directory) == directory)
        && (wanted.is_empty() || {
            let names = entries(view, &path).unwrap_or_default();
            wanted.iter().all(|wanted| names.iter().any(|name| fits(wanted, name)))
        })
        && arguments.text("matches").is_none_or(|expression| {
            let text = view.text_at(&path).unwrap_or_default();
            Regex::new(expression).is_ok_and(|expression| expression.is_match(&text))
        })
}

/// The names in an archive.
fn entries(view: &View<'_>, path: &str) -> Option<Vec<String>> {
    let content = view.now.files.read(path).ok()?;
    let archive = gzip::decompress(&content, ARCHIVE_LIMITS).ok()?;
    let entries = tar::read(&archive, ARCHIVE_LIMITS).ok()?;
    let plain = |path: &str| path.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/').to_string();
    Some(entries.iter().map(|entry| plain(&entry.path)).collect())
}
