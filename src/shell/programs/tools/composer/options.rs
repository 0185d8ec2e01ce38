//! The options of `composer` (its `Command/*.php`): which of them work, change nothing here, or are not simulated.

use super::{fail, say};
use crate::shell::Process;
use crate::shell::programs::Bail;

/// Options of every command that change nothing which can be seen here.
const OF_ALL: &[&str] = &[
    "--ansi",
    "--no-ansi",
    "--no-interaction",
    "-n",
    "--no-plugins",
    "--no-scripts",
    "--no-cache",
    "--verbose",
    "-v",
    "-vv",
    "-vvv",
    "--no-progress",
];
/// Those of a command, with the names that it goes by.
const UNSEEN: &[(&[&str], &[&str])] = &[
    (
        &["install", "i", "update", "u", "upgrade", "require", "req"],
        &[
            "--prefer-dist",
            "--no-suggest",
            "--dev",
            "--optimize-autoloader",
            "-o",
            "--classmap-authoritative",
            "-a",
            "--apcu-autoloader",
            "--ignore-platform-req",
            "--ignore-platform-reqs",
            "--no-audit",
            "--prefer-stable",
            "--sort-packages",
            "--with-all-dependencies",
            "-W",
            "--with-dependencies",
            "-w",
        ],
    ),
    (
        &["dump-autoload", "dumpautoload"],
        &[
            "--optimize",
            "-o",
            "--classmap-authoritative",
            "-a",
            "--apcu",
            "--no-dev",
            "--dev",
            "--ignore-platform-reqs",
        ],
    ),
    (&["validate"], &["--no-check-all", "--no-check-lock", "--no-check-publish", "--no-check-version"]),
    (&["self-update"], &["--stable", "--2", "--no-backup"]),
];
/// Real ones that are not simulated.
const UNSIMULATED: &[&str] = &[
    "--apcu-autoloader-prefix",
    "--audit",
    "--audit-format",
    "--bump-after-update",
    "--check-lock",
    "--clean-backups",
    "--download-only",
    "--dry-run",
    "--fixed",
    "--format",
    "--help",
    "-h",
    "--interactive",
    "-i",
    "--lock",
    "--minimal-changes",
    "-m",
    "--patch-only",
    "--preview",
    "--prefer-install",
    "--prefer-lowest",
    "--prefer-source",
    "--profile",
    "--rollback",
    "-r",
    "--root-reqs",
    "--set-channel-only",
    "--snapshot",
    "--strict",
    "--strict-ambiguous",
    "--strict-psr",
    "--update-keys",
    "--update-no-dev",
    "--update-with-all-dependencies",
    "--update-with-dependencies",
    "--with",
    "--with-dependencies",
    "-A",
    "--1",
    "--gc",
];

/// What a command line asks for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The command's name and its operands.
    pub words: Vec<String>,
    pub folder: String,
    pub no_dev: bool,
    /// What is required is for development.
    pub for_dev: bool,
    pub no_autoloader: bool,
    pub no_install: bool,
    pub no_update: bool,
    pub no_scripts: bool,
    pub quiet: bool,
    pub version: bool,
}

pub(super) fn read(process: &mut Process<'_>) -> Result<Asked, Bail> {
    let mut asked = Asked { folder: process.directory.clone(), ..Asked::default() };
    let given = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut options = Vec::new();
    let mut given = given.into_iter();
    while let Some(word) = given.next() {
        if word == "--" {
            asked.words.extend(given.by_ref());
        } else if !word.starts_with('-') || word == "-" {
            asked.words.push(word);
        } else if let Some(path) = word.strip_prefix("--working-dir=") {
            asked.folder = process.absolute(path);
        } else if matches!(word.as_str(), "-d" | "--working-dir") {
            let path = given.next().unwrap_or_default();
            asked.folder = process.absolute(&path);
        } else {
            options.push(word);
        }
    }
    let command = asked.words.first().cloned().unwrap_or_default();
    for word in options {
        let name = word.split('=').next().unwrap_or_default();
        let adds = matches!(command.as_str(), "require" | "req");
        let installs = adds || matches!(command.as_str(), "install" | "i" | "update" | "u" | "upgrade");
        match name {
            "--quiet" | "-q" | "--silent" => asked.quiet = true,
            "--version" | "-V" => asked.version = true,
            "--no-dev" if installs && !adds => asked.no_dev = true,
            "--no-autoloader" if installs && !adds => asked.no_autoloader = true,
            "--no-install" if installs => asked.no_install = true,
            "--no-update" if adds => asked.no_update = true,
            "--dev" if adds => asked.for_dev = true,
            name if OF_ALL.contains(&name) => asked.no_scripts |= name == "--no-scripts",
            name if UNSEEN.iter().any(|(of, names)| of.contains(&command.as_str()) && names.contains(&name)) => {}
            name if UNSIMULATED.contains(&name) => {
                return fail(process, &format!("layercake: composer: the option {name} is not simulated"), 1);
            }
            name => return unknown(process, name),
        }
    }
    Ok(asked)
}

/// What Symfony's console says of an option that there is not (`Input/ArgvInput.php`).
fn unknown<T>(process: &mut Process<'_>, name: &str) -> Result<T, Bail> {
    let shown = if name.starts_with("--") { name.to_string() } else { name.chars().take(2).collect() };
    let words = format!("  The \"{shown}\" option does not exist.  ");
    let blank = " ".repeat(words.len());
    say(process, &format!("\n{blank}\n{words}\n{blank}\n"))?;
    Err(Bail::Status(1))
}
