//! `sed`: the commands `s y d p q Q n N D P a i c = { } b t : h H g G x w`, addresses, `-n -E -i -e -f -s`.

mod editor;
mod reader;

use super::options::Accepted;
use super::regex::{Dialect, Regex, Style, compile};
use super::{Applet, Bail, Ended, Lines};
use crate::content::Rope;
use crate::shell::Process;
use crate::vfs::Errno;

pub(super) static PROGRAM: Applet = Applet {
    names: &["sed"],
    about: "edits lines by a script",
    usage: "[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...",
    run,
};

/// Commands that a script may have.
const MAX_COMMANDS: usize = 10_000;
/// Commands that one line may take.
const MAX_JUMPS: usize = 100_000;
/// Bytes that the spaces may have.
const MAX_SPACE: usize = 16 << 20;

const ACCEPTED: Accepted = Accepted {
    letters: "nrEe:f:siu",
    long: &[
        ("quiet", 'n'),
        ("silent", 'n'),
        ("regexp-extended", 'E'),
        ("expression", 'e'),
        ("file", 'f'),
        ("in-place", 'i'),
        ("separate", 's'),
    ],
    misuse: 1,
};

enum Address {
    Line(u64),
    Last,
    Match(Option<Regex>),
    Step(u64, u64),
    /// `addr,+N`
    Plus(u64),
}

struct Command {
    from: Option<Address>,
    to: Option<Address>,
    negated: bool,
    action: Action,
}

enum Action {
    /// `{`, with the index after its `}`.
    Open(usize),
    Close,
    Substitute {
        regex: Option<Regex>,
        with: Vec<Piece>,
        all: bool,
        nth: usize,
        print: bool,
        file: Option<String>,
    },
    Translate(Vec<(char, char)>),
    Text(char, String),
    /// `b`, `t`, `T`: where to, the end without; `:` is the place itself.
    Branch(char, String),
    Write(String),
    Read(String),
    /// `q`, `Q` with an exit code.
    Quit(char, i32),
    Plain(char),
}

enum Piece {
    Text(String),
    Group(usize),
    /// `\U`, `\L`, `\u`, `\l`, `\E`
    Case(char),
}

fn run(process: &mut Process<'_>) -> Ended {
    if process.busybox() && process.arguments.get(1).is_some_and(|word| word == "--version") {
        process.print("This is not GNU sed version 4.0\n")?;
        return Ok(0);
    }
    // `-i` may have a suffix in the same word.
    let mut suffix = None;
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    for word in &mut words {
        if word == "--" {
            break;
        }
        if let Some(text) = word.strip_prefix("-i").filter(|text| !text.is_empty() && !text.contains(['n', 'E', 'r'])) {
            suffix = Some(text.to_string());
            *word = "-i".into();
        }
    }
    let options = ACCEPTED.parse_words(process, words)?;
    let mut operands = options.operands.clone();
    let mut script = String::new();
    for text in options.values('e') {
        script += text;
        script.push('\n');
    }
    for file in options.values('f') {
        match process.open(file)? {
            Ok(content) => script += &String::from_utf8_lossy(&process.take_in(&content)?),
            Err(errno) if process.busybox() => return process.fail(1, &format!("{file}: {errno}")),
            Err(errno) => return process.fail(1, &format!("couldn't open file {file}: {errno}")),
        }
    }
    if options.value('e').is_none() && options.value('f').is_none() {
        if operands.is_empty() {
            return if process.busybox() {
                process.missing_operand()
            } else {
                process.output.write(
                    crate::shell::Stream::Err,
                    b"Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n",
                )?;
                Ok(1)
            };
        }
        script = operands.remove(0);
    }
    let extended = options.has('E') || options.has('r');
    let style = Style { extended, dialect: Dialect::Sed, ..Style::default() };
    let mut quiet = options.has('n');
    if script.starts_with("#n\n") {
        quiet = true;
    }
    let commands = match reader::parse(&script, style, process.busybox()) {
        Ok(commands) => commands,
        Err((at, words)) => {
            let text = if process.busybox() { words } else { format!("-e expression #1, char {at}: {words}") };
            return process.fail(1, &text);
        }
    };
    let in_place = options.has('i');
    if in_place && operands.is_empty() {
        let (gnu, busybox) = ("no input files", "-i requires an argument");
        process.complain_as(gnu, busybox)?;
        return Ok(if process.busybox() { 1 } else { 4 });
    }
    if operands.is_empty() {
        operands.push("-".into());
    }
    let groups: Vec<Vec<String>> = if in_place || options.has('s') {
        operands.into_iter().map(|file| vec![file]).collect()
    } else {
        vec![operands]
    };
    let mut status = 0;
    for group in groups {
        let mut editor = editor::Editor::new(&commands, quiet, in_place, process.busybox());
        let code = editor.run(process, &group)?;
        status = status.max(code.0);
        if in_place && !editor.failed {
            let text = Rope::from(std::mem::take(&mut editor.out));
            replace(process, group.first().map_or("", String::as_str), text, suffix.as_deref())?;
        }
        if code.1 {
            break;
        }
    }
    Ok(status)
}

/// Puts a file's new text, a copy, in its place (`-i`).
fn replace(process: &mut Process<'_>, name: &str, text: Rope, suffix: Option<&str>) -> Result<(), Bail> {
    let path = process.absolute(name);
    let files = process.system.files();
    let mode = files.stat(&path, true).map_or(0o644, |stat| stat.mode);
    if let Some(suffix) = suffix {
        let before = files.read(&path).unwrap_or_default();
        let (folder, base) = path.rsplit_once('/').unwrap_or(("", &path));
        // A star stands for the name, and a slash leads elsewhere (GNU's `get_backup_file_name`).
        let named = if suffix.contains('*') { suffix.replace('*', base) } else { format!("{base}{suffix}") };
        let backup = if named.contains('/') { process.absolute(&named) } else { format!("{folder}/{named}") };
        let files = process.system.files();
        if let Err(errno) = files.write(&backup, before, mode) {
            return match process.busybox() {
                true => process.fail(1, &format!("can't move '{name}' to '{name}{suffix}': {errno}")),
                false => process.fail(4, &format!("cannot rename {name}: {errno}")),
            };
        }
    }
    let files = process.system.files();
    if let Err(Errno::Busy) = files.rename(&path, &path) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let random = process.system.clock().random();
        let letters: String = (0..6).map(|at| char::from(b'a' + (random >> (at * 5)) as u8 % 26)).collect();
        return match process.busybox() {
            true => process.fail(1, &format!("can't move '{name}{letters}' to '{name}': {}", Errno::Busy)),
            false => process.fail(4, &format!("cannot rename {folder}/sed{letters}: {}", Errno::Busy)),
        };
    }
    match process.system.files().write(&path, text, mode) {
        Ok(()) => Ok(()),
        Err(errno) => process.fail(4, &format!("couldn't open file {name}: {errno}")),
    }
}
