//! The command line of `apk` (apk-tools 3, `src/apk.c` and `src/app_*.c`; apk-tools 2 has these, too, where it matters).

use super::release::Release;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stream};

/// An option: the command that has it (empty: all; `commit`: those that change what is installed; `query`: those that
/// ask), its long name, its letters, and what it takes.
type Row = (&'static str, &'static str, &'static str, Takes);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    /// A word, or what follows `=`.
    Word,
    /// It can be said with `no-` before it.
    Switch,
}

use Takes::{Nothing, Switch, Word};

const ROWS: &[Row] = &[
    ("", "allow-untrusted", "", Nothing),
    ("", "arch", "", Word),
    ("", "cache", "", Switch),
    ("", "cache-dir", "", Word),
    ("", "cache-max-age", "", Word),
    ("", "cache-packages", "", Switch),
    ("", "cache-predownload", "", Switch),
    ("", "check-certificate", "", Switch),
    ("", "force", "f", Nothing),
    ("", "force-binary-stdout", "", Nothing),
    ("", "force-broken-world", "", Nothing),
    ("", "force-missing-repositories", "", Nothing),
    ("", "force-no-chroot", "", Nothing),
    ("", "force-non-repository", "", Nothing),
    ("", "force-old-apk", "", Nothing),
    ("", "force-overwrite", "", Nothing),
    ("", "force-refresh", "", Nothing),
    ("", "help", "h", Nothing),
    ("", "interactive", "i", Switch),
    ("", "keys-dir", "", Word),
    ("", "legacy-info", "", Switch),
    ("", "logfile", "", Switch),
    ("", "network", "", Switch),
    ("", "preserve-env", "", Switch),
    ("", "pretty-print", "", Switch),
    ("", "preupgrade-depends", "", Word),
    ("", "print-arch", "", Nothing),
    ("", "progress", "", Switch),
    ("", "progress-fd", "", Word),
    ("", "purge", "", Switch),
    ("", "quiet", "q", Nothing),
    ("", "repositories-file", "", Word),
    ("", "repository", "X", Word),
    ("", "repository-config", "", Word),
    ("", "root", "p", Word),
    ("", "root-tmpfs", "", Switch),
    ("", "sync", "", Switch),
    ("", "timeout", "", Word),
    ("", "update-cache", "U", Nothing),
    ("", "verbose", "v", Nothing),
    ("", "version", "V", Nothing),
    ("", "wait", "", Word),
    ("commit", "clean-protected", "", Switch),
    ("commit", "commit-hooks", "", Switch),
    ("commit", "initramfs-diskless-boot", "", Nothing),
    ("commit", "overlay-from-stdin", "", Nothing),
    ("commit", "scripts", "", Switch),
    ("commit", "simulate", "s", Switch),
    ("query", "all-matches", "", Nothing),
    ("query", "available", "", Nothing),
    ("query", "fields", "F", Word),
    ("query", "format", "", Word),
    ("query", "from", "", Word),
    ("query", "installed", "", Nothing),
    ("query", "match", "", Word),
    ("query", "orphaned", "", Nothing),
    ("query", "recursive", "", Nothing),
    ("query", "summarize", "", Word),
    ("query", "upgradable", "", Nothing),
    ("query", "world", "", Nothing),
    ("add", "initdb", "", Nothing),
    ("add", "latest", "l", Nothing),
    ("add", "no-chown", "", Nothing),
    ("add", "upgrade", "u", Nothing),
    ("add", "usermode", "", Nothing),
    ("add", "virtual", "t", Word),
    ("del", "rdepends", "r", Nothing),
    ("fix", "depends", "d", Nothing),
    ("fix", "directory-permissions", "", Nothing),
    ("fix", "reinstall", "r", Nothing),
    ("fix", "upgrade", "u", Nothing),
    ("fix", "xattr", "x", Nothing),
    ("upgrade", "available", "a", Nothing),
    ("upgrade", "ignore", "", Nothing),
    ("upgrade", "latest", "l", Nothing),
    ("upgrade", "preupgrade", "", Switch),
    ("upgrade", "preupgrade-only", "", Nothing),
    ("upgrade", "prune", "", Nothing),
    ("upgrade", "self-upgrade", "", Switch),
    ("upgrade", "self-upgrade-only", "", Nothing),
    ("cache", "add-dependencies", "", Nothing),
    ("cache", "available", "a", Nothing),
    ("cache", "ignore-conflict", "", Nothing),
    ("cache", "latest", "l", Nothing),
    ("cache", "upgrade", "u", Nothing),
    ("cache", "simulate", "s", Switch),
    ("info", "all", "a", Nothing),
    ("info", "contents", "L", Nothing),
    ("info", "depends", "R", Nothing),
    ("info", "description", "d", Nothing),
    ("info", "exists", "e", Nothing),
    ("info", "install-if", "", Nothing),
    ("info", "license", "", Nothing),
    ("info", "provides", "P", Nothing),
    ("info", "rdepends", "r", Nothing),
    ("info", "replaces", "", Nothing),
    ("info", "rinstall-if", "", Nothing),
    ("info", "size", "s", Nothing),
    ("info", "triggers", "t", Nothing),
    ("info", "webpage", "w", Nothing),
    ("info", "who-owns", "W", Nothing),
    ("search", "all", "a", Nothing),
    ("search", "description", "d", Nothing),
    ("search", "exact", "ex", Nothing),
    ("search", "has-origin", "", Nothing),
    ("search", "origin", "o", Nothing),
    ("search", "rdepends", "r", Nothing),
    ("list", "", "a", Nothing),
    ("list", "depends", "d", Nothing),
    ("list", "installed", "I", Nothing),
    ("list", "manifest", "", Nothing),
    ("list", "origin", "o", Nothing),
    ("list", "orphaned", "O", Nothing),
    ("list", "providers", "P", Nothing),
    ("list", "upgradeable", "u", Nothing),
];

/// Commands, of which the first word that is one is meant.
const VERBS: &[&str] = &["add", "del", "fix", "update", "upgrade", "cache", "info", "list", "search", "policy"];

/// Options that show in what is done here.
const SEEN: &[&str] = &["cache", "quiet", "simulate", "virtual", "help", "version"];

/// The options and words of a command line.
#[derive(Default)]
pub(super) struct Line {
    pub(super) verb: String,
    pub(super) names: Vec<String>,
    pub(super) no_cache: bool,
    pub(super) quiet: bool,
    pub(super) simulate: bool,
    /// `-t NAME`: the packages become needs of a virtual one.
    pub(super) bundle: Option<String>,
    /// The letters of options that belong to one verb (`info -L`).
    pub(super) letters: String,
    /// `--version`
    pub(super) version: bool,
}

impl Line {
    pub(super) fn read(process: &mut Process<'_>, release: &Release) -> Result<Line, Bail> {
        let words = process.arguments.get(1..).unwrap_or_default().to_vec();
        let verb = words.iter().find(|word| VERBS.contains(&word.as_str()));
        let mut line = Line::default();
        let of_verb = verb.cloned().unwrap_or_default();
        let is_group = |group: &str| match group {
            "" => true,
            "commit" => matches!(of_verb.as_str(), "add" | "del" | "fix" | "upgrade"),
            "query" => matches!(of_verb.as_str(), "info" | "list" | "search" | "policy"),
            group => group == of_verb,
        };
        let rows: Vec<&Row> = ROWS.iter().filter(|(group, ..)| is_group(group)).collect();
        let mut words = words.into_iter();
        let mut plain = false;
        while let Some(word) = words.next() {
            if plain || !word.starts_with('-') || word == "-" {
                match line.verb.is_empty() {
                    true => line.verb = word,
                    false => line.names.push(word),
                }
            } else if word == "--" {
                plain = true;
            } else if let Some(long) = word.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_string())),
                    None => (long, None),
                };
                let bare = name.strip_prefix("no-").unwrap_or(name);
                let is_it = |row: &&&Row| row.1 == name || (row.3 == Switch && row.1 == bare);
                let Some(row) = rows.iter().find(is_it).copied() else { return unknown(process, release, name) };
                let value = if row.3 == Word { value.or_else(|| words.next()) } else { value };
                line.take(row, value, name != row.1);
            } else {
                let mut letters = word.chars().skip(1);
                while let Some(letter) = letters.next() {
                    let Some(row) = rows.iter().find(|row| row.2.contains(letter)).copied() else {
                        return unknown(process, release, &letter.to_string());
                    };
                    let rest = if row.3 == Word { letters.by_ref().collect() } else { String::new() };
                    let value = match row.3 {
                        Word if rest.is_empty() => words.next(),
                        Word => Some(rest),
                        _ => None,
                    };
                    line.take(row, value, false);
                }
            }
        }
        Ok(line)
    }

    fn take(&mut self, row: &Row, value: Option<String>, is_off: bool) {
        match row.1 {
            "cache" => self.no_cache = is_off,
            "quiet" => self.quiet = true,
            "simulate" => self.simulate = !is_off,
            "virtual" => self.bundle = value,
            "version" => self.version = true,
            // `info --installed` asks what `-e` does.
            "installed" if row.0 == "query" => self.letters.push('e'),
            _ => {}
        }
        if !SEEN.contains(&row.1) {
            self.letters.push_str(row.2.get(..1).unwrap_or_default());
        }
    }
}

/// Says that there is no such option: in apk's own words, or in those of musl's `getopt_long`.
fn unknown<T>(process: &mut Process<'_>, release: &Release, name: &str) -> Result<T, Bail> {
    let text = match release.tools.starts_with('2') {
        true => format!("apk: unrecognized option: {name}\napk-tools {}, compiled for x86_64.\n", release.tools),
        false => format!("ERROR: command line: unrecognized option '{name}'\n"),
    };
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(1))
}
