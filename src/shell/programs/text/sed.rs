//! `sed`: the commands `s y d p q Q n N D P a i c = { } b t : h H g G x w`, addresses, `-n -E -i -e -f -s`.

use regex_lite::Regex;

use super::options::Accepted;
use super::regex::{Style, compile};
use super::{Applet, Bail, Ended, Lines};
use crate::content::Rope;
use crate::shell::{Process, Stop};

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
    letters: "nrEe:f:sizu",
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
    let style = Style { extended: options.has('E') || options.has('r'), ignore_case: false };
    let mut quiet = options.has('n');
    if script.starts_with("#n\n") {
        quiet = true;
    }
    let commands = match (Reader { letters: script.chars().collect(), at: 0, style }).script() {
        Ok(commands) => commands,
        Err((at, words)) => {
            let text = if process.busybox() { words } else { format!("-e expression #1, char {at}: {words}") };
            return process.fail(1, &text);
        }
    };
    let in_place = options.has('i');
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
        let mut editor = Editor::new(&commands, quiet, in_place);
        let code = editor.run(process, &group)?;
        status = status.max(code.0);
        if in_place && !editor.failed {
            let path = process.absolute(group.first().map_or("", String::as_str));
            let files = process.system.files();
            let mode = files.stat(&path, true).map_or(0o644, |stat| stat.mode);
            if let Some(suffix) = &suffix {
                let before = files.read(&path).unwrap_or_default();
                let _ = files.write(&format!("{path}{suffix}"), before, mode);
            }
            if let Err(errno) = files.write(&path, Rope::from(std::mem::take(&mut editor.out)), mode) {
                let name = group.first().cloned().unwrap_or_default();
                return process.fail(4, &format!("couldn't open file {name}: {errno}"));
            }
        }
        if code.1 {
            break;
        }
    }
    Ok(status)
}

type Read<T> = Result<T, (usize, String)>;

struct Reader {
    letters: Vec<char>,
    at: usize,
    style: Style,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }
    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }
    fn skip(&mut self, blanks: &str) {
        while self.peek().is_some_and(|c| blanks.contains(c)) {
            self.at += 1;
        }
    }
    fn error<T>(&self, words: &str) -> Read<T> {
        Err((self.at, words.into()))
    }
    fn number(&mut self) -> Option<u64> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.letters.get(start..self.at)?.iter().collect::<String>().parse().ok()
    }

    fn script(mut self) -> Read<Vec<Command>> {
        let mut commands: Vec<Command> = Vec::new();
        let mut open = Vec::new();
        loop {
            self.skip(" \t\n;");
            let Some(letter) = self.peek() else { break };
            if letter == '#' {
                while self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
                continue;
            }
            let command = self.command()?;
            match &command.action {
                Action::Open(_) => open.push(commands.len()),
                Action::Close => {
                    let Some(start) = open.pop() else { return self.error("unexpected `}'") };
                    let end = commands.len();
                    if let Some(Command { action: Action::Open(to), .. }) = commands.get_mut(start) {
                        *to = end;
                    }
                }
                _ => {}
            }
            commands.push(command);
            if commands.len() > MAX_COMMANDS {
                return self.error("too many commands");
            }
        }
        if open.is_empty() { Ok(commands) } else { Err((0, "unmatched `{'".into())) }
    }

    fn address(&mut self) -> Read<Option<Address>> {
        Ok(match self.peek() {
            Some(c) if c.is_ascii_digit() => {
                let first = self.number().unwrap_or(0);
                if self.peek() == Some('~') {
                    self.at += 1;
                    Some(Address::Step(first, self.number().unwrap_or(0)))
                } else {
                    Some(Address::Line(first))
                }
            }
            Some('$') => {
                self.at += 1;
                Some(Address::Last)
            }
            Some('+') => {
                self.at += 1;
                Some(Address::Plus(self.number().unwrap_or(0)))
            }
            Some(mark @ ('/' | '\\')) => {
                self.at += 1;
                let mark = if mark == '\\' { self.next().unwrap_or('/') } else { '/' };
                let text = self.until(mark, "unterminated address regex")?;
                let mut style = self.style;
                if self.peek() == Some('I') {
                    self.at += 1;
                    style.ignore_case = true;
                }
                Some(Address::Match(self.regex(&text, style)?))
            }
            _ => None,
        })
    }

    /// The text up to `mark`; `\mark` stands for it, `\n` for a newline.
    fn until(&mut self, mark: char, words: &str) -> Read<String> {
        let mut text = String::new();
        let mut bracket = false;
        loop {
            match self.next() {
                None => return self.error(words),
                Some('\\') => match self.next() {
                    Some(c) if c == mark && !bracket => text.push(c),
                    Some(c) => {
                        text.push('\\');
                        text.push(c);
                    }
                    None => return self.error(words),
                },
                Some('\n') if mark != '\n' && words.contains("address") => return self.error(words),
                Some(c) if c == mark && !bracket => return Ok(text),
                Some(c) => {
                    if c == '[' {
                        bracket = self.letters.get(self.at..).is_some_and(|rest| {
                            let line = rest.iter().take_while(|c| **c != '\n');
                            line.skip(1).any(|c| *c == ']')
                        }) && !bracket
                            && mark != '[';
                    } else if c == ']' && !text.ends_with('[') && !text.ends_with("[^") {
                        bracket = false;
                    }
                    text.push(c);
                }
            }
        }
    }

    fn regex(&self, text: &str, style: Style) -> Read<Option<Regex>> {
        if text.is_empty() {
            return Ok(None);
        }
        compile(text, style).map(Some).map_err(|error| (self.at, error.to_string()))
    }

    fn command(&mut self) -> Read<Command> {
        let from = self.address()?;
        let mut to = None;
        self.skip(" \t");
        if from.is_some() && self.peek() == Some(',') {
            self.at += 1;
            self.skip(" \t");
            to = self.address()?;
            if to.is_none() {
                return self.error("unexpected `,'");
            }
        }
        self.skip(" \t");
        let mut negated = false;
        while self.peek() == Some('!') {
            negated = true;
            self.at += 1;
            self.skip(" \t");
        }
        let Some(letter) = self.next() else { return self.error("missing command") };
        let action = match letter {
            '{' => Action::Open(0),
            '}' => {
                if from.is_some() {
                    return self.error("} doesn't want any addresses");
                }
                Action::Close
            }
            's' => self.substitute()?,
            'y' => {
                let mark = self.next().unwrap_or('/');
                let from: Vec<char> =
                    self.until(mark, "unterminated `y' command")?.replace("\\n", "\n").chars().collect();
                let to: Vec<char> =
                    self.until(mark, "unterminated `y' command")?.replace("\\n", "\n").chars().collect();
                if from.len() != to.len() {
                    return self.error("strings for `y' command are different lengths");
                }
                Action::Translate(from.into_iter().zip(to).collect())
            }
            'a' | 'i' | 'c' => {
                self.skip(" \t");
                if self.peek() == Some('\\') {
                    self.at += 1;
                    self.skip(" \t");
                    if self.peek() == Some('\n') {
                        self.at += 1;
                    }
                }
                let mut text = String::new();
                while let Some(letter) = self.next() {
                    match letter {
                        '\n' => break,
                        '\\' => text.extend(self.next()),
                        other => text.push(other),
                    }
                }
                if text.is_empty() {
                    return self.error("expected \\ after `a', `c' or `i'");
                }
                Action::Text(letter, text + "\n")
            }
            ':' => {
                let action = Action::Branch(':', self.word("\n;"));
                return Ok(Command { from: None, to: None, negated: false, action });
            }
            'b' | 't' | 'T' => Action::Branch(letter, self.word("\n;}")),
            'w' => Action::Write(self.word("\n")),
            'r' => Action::Read(self.word("\n")),
            'q' | 'Q' => {
                self.skip(" \t");
                Action::Quit(letter, self.number().map_or(0, |code| (code & 0xff) as i32))
            }
            'd' | 'D' | 'p' | 'P' | 'n' | 'N' | 'h' | 'H' | 'g' | 'G' | 'x' | '=' | 'l' => Action::Plain(letter),
            other => return self.error(&format!("unknown command: `{other}'")),
        };
        self.skip(" \t");
        if !matches!(action, Action::Open(_) | Action::Text(..))
            && !matches!(self.peek(), None | Some('\n' | ';' | '}' | '#'))
        {
            return self.error("extra characters after command");
        }
        Ok(Command { from, to, negated, action })
    }

    fn word(&mut self, ends: &str) -> String {
        self.skip(" \t");
        let mut word = String::new();
        while let Some(letter) = self.peek().filter(|c| !ends.contains(*c)) {
            word.push(letter);
            self.at += 1;
        }
        word.trim_end().to_string()
    }

    fn substitute(&mut self) -> Read<Action> {
        const OPEN: &str = "unterminated `s' command";
        let Some(mark) = self.next().filter(|mark| *mark != '\n' && *mark != '\\') else { return self.error(OPEN) };
        let pattern = self.until(mark, OPEN)?;
        let mut with = Vec::new();
        let mut text = String::new();
        loop {
            match self.next() {
                None => return self.error(OPEN),
                Some(c) if c == mark => break,
                Some('&') => {
                    with.push(Piece::Text(std::mem::take(&mut text)));
                    with.push(Piece::Group(0));
                }
                Some('\\') => match self.next() {
                    None => return self.error(OPEN),
                    Some(c) if c.is_ascii_digit() => {
                        with.push(Piece::Text(std::mem::take(&mut text)));
                        with.push(Piece::Group(c.to_digit(10).unwrap_or(0) as usize));
                    }
                    Some(c @ ('U' | 'L' | 'u' | 'l' | 'E')) => {
                        with.push(Piece::Text(std::mem::take(&mut text)));
                        with.push(Piece::Case(c));
                    }
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some(c) => text.push(c),
                },
                Some(c) => text.push(c),
            }
        }
        with.push(Piece::Text(text));
        let (mut all, mut nth, mut print, mut file) = (false, 0, false, None);
        let mut style = self.style;
        loop {
            match self.peek() {
                Some('g') => all = true,
                Some('p') => print = true,
                Some('i' | 'I') => style.ignore_case = true,
                Some('m' | 'M' | 'e') => {}
                Some('w') => {
                    self.at += 1;
                    file = Some(self.word("\n"));
                    break;
                }
                Some(c) if c.is_ascii_digit() => {
                    nth = self.number().unwrap_or(0) as usize;
                    if nth == 0 {
                        return self.error("number option to `s' command may not be zero");
                    }
                    continue;
                }
                Some(c) if !" \t\n;}#".contains(c) => return self.error("unknown option to `s'"),
                _ => break,
            }
            self.at += 1;
        }
        let regex = self.regex(&pattern, style)?;
        let groups = regex.as_ref().map_or(9, |regex| regex.captures_len().saturating_sub(1));
        let asked =
            with.iter().map(|piece| if let Piece::Group(group) = piece { *group } else { 0 }).max().unwrap_or(0);
        if asked > groups {
            return self.error(&format!("invalid reference \\{asked} on `s' command's RHS"));
        }
        Ok(Action::Substitute { regex, with, all, nth, print, file })
    }
}

struct Editor<'c> {
    commands: &'c [Command],
    quiet: bool,
    in_place: bool,
    /// For each command, whether its range is open, and until which line at most.
    ranges: Vec<Option<u64>>,
    out: String,
    failed: bool,
    hold: String,
    line: u64,
    last_regex: Option<Regex>,
    queue: std::collections::VecDeque<String>,
    reader: Option<Lines>,
    ahead: Option<(String, bool)>,
}

enum Turn {
    Next,
    Again,
    Quit(i32),
}

impl<'c> Editor<'c> {
    fn new(commands: &'c [Command], quiet: bool, in_place: bool) -> Self {
        Editor {
            commands,
            quiet,
            in_place,
            ranges: commands.iter().map(|_| None).collect(),
            out: String::new(),
            failed: false,
            hold: String::new(),
            line: 0,
            last_regex: None,
            queue: Default::default(),
            reader: None,
            ahead: None,
        }
    }

    /// Edits the files as one; returns the exit code, and whether `q` ended it.
    fn run(&mut self, process: &mut Process<'_>, files: &[String]) -> Result<(i32, bool), Bail> {
        self.queue = files.iter().cloned().collect();
        self.ahead = self.read(process)?;
        let mut space = String::new();
        let mut newline = true;
        let mut again = false;
        loop {
            if !again {
                match self.advance(process)? {
                    Some((line, ended)) => (space, newline) = (line, ended),
                    None => break,
                }
            }
            let mut after = String::new();
            let turn = self.cycle(process, &mut space, &mut newline, &mut after)?;
            again = matches!(turn, Turn::Again);
            if !after.is_empty() {
                self.print(process, &after)?;
            }
            if let Turn::Quit(code) = turn {
                if self.in_place {
                    while let Some((line, ended)) = self.advance(process)? {
                        self.print_line(process, &line, ended)?;
                    }
                }
                return Ok((code, true));
            }
        }
        Ok((if self.failed { if process.busybox() { 1 } else { 2 } } else { 0 }, false))
    }

    fn read(&mut self, process: &mut Process<'_>) -> Result<Option<(String, bool)>, Bail> {
        loop {
            if let Some(reader) = &mut self.reader {
                if let Some(line) = reader.next_text(process)? {
                    return Ok(Some(line));
                }
                self.reader = None;
            }
            let Some(file) = self.queue.pop_front() else { return Ok(None) };
            match process.lines(&file) {
                Ok(lines) => self.reader = Some(lines),
                Err(errno) => {
                    let words = match (process.busybox(), errno) {
                        (true, _) => format!("{file}: {errno}"),
                        (_, crate::vfs::Errno::IsDirectory) => format!("couldn't edit {file}: not a regular file"),
                        _ => format!("can't read {file}: {errno}"),
                    };
                    process.complain(&words)?;
                    self.failed = true;
                }
            }
        }
    }

    fn advance(&mut self, process: &mut Process<'_>) -> Result<Option<(String, bool)>, Bail> {
        let Some(line) = self.ahead.take() else { return Ok(None) };
        self.ahead = self.read(process)?;
        self.line += 1;
        Ok(Some(line))
    }

    fn print(&mut self, process: &mut Process<'_>, text: &str) -> Result<(), Bail> {
        if self.in_place {
            self.out.push_str(text);
        } else {
            process.print(text)?;
        }
        Ok(())
    }

    fn print_line(&mut self, process: &mut Process<'_>, text: &str, newline: bool) -> Result<(), Bail> {
        let end = if newline || self.ahead.is_some() { "\n" } else { "" };
        self.print(process, &format!("{text}{end}"))
    }

    fn matches(&mut self, address: &Address, space: &str) -> bool {
        match address {
            Address::Line(line) => self.line == *line,
            Address::Last => self.ahead.is_none(),
            Address::Step(first, 0) => self.line == *first,
            Address::Step(first, step) => self.line >= *first && (self.line - first).is_multiple_of(*step),
            Address::Plus(_) => false,
            Address::Match(Some(regex)) => {
                self.last_regex = Some(regex.clone());
                regex.is_match(space)
            }
            Address::Match(None) => self.last_regex.as_ref().is_some_and(|regex| regex.is_match(space)),
        }
    }

    fn selected(&mut self, index: usize, space: &str) -> bool {
        let commands = self.commands;
        let Some(command) = commands.get(index) else { return false };
        let Some(from) = &command.from else { return !command.negated };
        let inside = match &command.to {
            None => self.matches(from, space),
            Some(to) => match self.ranges.get(index).copied().flatten() {
                Some(until) => {
                    let ends = match to {
                        Address::Line(_) | Address::Plus(_) => self.line >= until,
                        other => self.matches(other, space),
                    };
                    if ends {
                        self.ranges[index] = None;
                    }
                    // A range to a line already past has ended before this line.
                    !(matches!(to, Address::Line(_) | Address::Plus(_)) && self.line > until)
                        || self.matches(from, space)
                }
                None => {
                    let zero = matches!(from, Address::Line(0)) && self.line == 1;
                    let begins = zero || self.matches(from, space);
                    if begins {
                        let until = match to {
                            Address::Line(line) => (*line > self.line).then_some(*line),
                            Address::Plus(more) => (*more > 0).then_some(self.line.saturating_add(*more)),
                            Address::Last if self.ahead.is_none() => None,
                            Address::Match(_) if zero && self.matches(to, space) => None,
                            _ => Some(u64::MAX),
                        };
                        self.ranges[index] = until;
                    }
                    begins
                }
            },
        };
        inside != command.negated
    }

    fn cycle(
        &mut self,
        process: &mut Process<'_>,
        space: &mut String,
        newline: &mut bool,
        after: &mut String,
    ) -> Result<Turn, Bail> {
        let commands = self.commands;
        let mut at = 0;
        let mut replaced = false;
        let mut jumps = 0;
        while let Some(command) = commands.get(at) {
            jumps += 1;
            if jumps > MAX_JUMPS || space.len() + self.hold.len() > MAX_SPACE {
                return Err(Stop::Limit(format!(
                    "sed ran more than {MAX_JUMPS} commands on a line, or it grew too long"
                ))
                .into());
            }
            if !self.selected(at, space) {
                at = match command.action {
                    Action::Open(end) => end + 1,
                    _ => at + 1,
                };
                continue;
            }
            at += 1;
            match &command.action {
                Action::Open(_) | Action::Close | Action::Branch(':', _) => {}
                Action::Branch(kind, name) => {
                    let jump = match kind {
                        't' => std::mem::take(&mut replaced),
                        'T' => !std::mem::take(&mut replaced),
                        _ => true,
                    };
                    if jump {
                        let is =
                            |command: &Command| matches!(&command.action, Action::Branch(':', label) if label == name);
                        at = if name.is_empty() {
                            commands.len()
                        } else {
                            match commands.iter().position(is) {
                                Some(target) => target,
                                None => {
                                    return process.fail(
                                        1,
                                        &format!("-e expression #1, char 0: can't find label for jump to `{name}'"),
                                    );
                                }
                            }
                        };
                    }
                }
                Action::Substitute { regex, with, all, nth, print, file } => {
                    let Some(regex) = regex.clone().or_else(|| self.last_regex.clone()) else {
                        return process.fail(1, "no previous regular expression");
                    };
                    self.last_regex = Some(regex.clone());
                    if let Some(text) = substituted(&regex, space, with, *all, *nth) {
                        *space = text;
                        replaced = true;
                        if *print {
                            self.print_line(process, space, true)?;
                        }
                        if let Some(file) = file {
                            self.write(process, file, space)?;
                        }
                    }
                }
                Action::Translate(pairs) => {
                    let map = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
                    *space = space.chars().map(map).collect();
                }
                Action::Text('a', text) => after.push_str(text),
                Action::Text('i', text) => self.print(process, text)?,
                Action::Text(_, text) => {
                    let more = command.to.is_some() && self.ranges.get(at - 1).copied().flatten().is_some();
                    if !more || command.negated {
                        self.print(process, text)?;
                    }
                    return Ok(Turn::Next);
                }
                Action::Write(file) => self.write(process, file, space)?,
                Action::Read(file) => {
                    let path = process.absolute(file);
                    if let Ok(content) = super::open_file(process.system, &path) {
                        after.push_str(&String::from_utf8_lossy(&process.take_in(&content)?));
                        if !after.ends_with('\n') {
                            after.push('\n');
                        }
                    }
                }
                Action::Quit(kind, code) => {
                    if *kind == 'q' && !self.quiet {
                        self.print_line(process, space, *newline)?;
                    }
                    return Ok(Turn::Quit(*code));
                }
                Action::Plain(letter) => match letter {
                    'd' => return Ok(Turn::Next),
                    'D' => match space.split_once('\n') {
                        Some((_, rest)) => {
                            *space = rest.to_string();
                            return Ok(Turn::Again);
                        }
                        None => return Ok(Turn::Next),
                    },
                    'p' => self.print_line(process, space, true)?,
                    'P' => {
                        let first = space.split('\n').next().unwrap_or("").to_string();
                        self.print_line(process, &first, true)?;
                    }
                    'n' | 'N' => {
                        if self.ahead.is_none() {
                            if *letter == 'N' && process.busybox() {
                                return Ok(Turn::Next);
                            }
                            if !self.quiet {
                                self.print_line(process, space, *newline)?;
                            }
                            return Ok(Turn::Next);
                        }
                        if *letter == 'n' && !self.quiet {
                            self.print_line(process, space, *newline)?;
                        }
                        if let Some((line, ended)) = self.advance(process)? {
                            *newline = ended;
                            if *letter == 'N' {
                                space.push('\n');
                                space.push_str(&line);
                            } else {
                                *space = line;
                            }
                        }
                    }
                    'h' => self.hold = space.clone(),
                    'H' => {
                        self.hold.push('\n');
                        self.hold.push_str(space);
                    }
                    'g' => *space = self.hold.clone(),
                    'G' => {
                        space.push('\n');
                        space.push_str(&self.hold);
                    }
                    'x' => std::mem::swap(space, &mut self.hold),
                    '=' => {
                        let line = format!("{}\n", self.line);
                        self.print(process, &line)?;
                    }
                    _ => {
                        let line = space.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n") + "$\n";
                        self.print(process, &line)?;
                    }
                },
            }
        }
        if !self.quiet {
            self.print_line(process, space, *newline)?;
        }
        Ok(Turn::Next)
    }

    fn write(&mut self, process: &mut Process<'_>, file: &str, text: &str) -> Result<(), Bail> {
        match file {
            "/dev/stdout" => self.print(process, &format!("{text}\n")),
            "/dev/stderr" => Ok(process.output.write(crate::shell::Stream::Err, format!("{text}\n").as_bytes())?),
            file => {
                let path = process.absolute(file);
                match process.system.files().append(&path, Rope::from(format!("{text}\n")), 0o666) {
                    Ok(()) => Ok(()),
                    Err(errno) => process.fail(4, &format!("couldn't open file {file}: {errno}")),
                }
            }
        }
    }
}

fn substituted(regex: &Regex, space: &str, with: &[Piece], all: bool, nth: usize) -> Option<String> {
    let mut out = String::new();
    let mut last = 0;
    let mut done = false;
    for (index, found) in regex.captures_iter(space).enumerate() {
        let Some(whole) = found.get(0) else { continue };
        if index + 1 < nth.max(1) {
            continue;
        }
        out.push_str(space.get(last..whole.start()).unwrap_or(""));
        let (mut lasting, mut once) = ('E', 'E');
        for piece in with {
            let text = match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Group(group) => found.get(*group).map_or("", |group| group.as_str()),
                Piece::Case(case @ ('u' | 'l')) => {
                    once = *case;
                    continue;
                }
                Piece::Case(case) => {
                    lasting = *case;
                    continue;
                }
            };
            for letter in text.chars() {
                match if once != 'E' { once } else { lasting } {
                    'u' | 'U' => out.extend(letter.to_uppercase()),
                    'l' | 'L' => out.extend(letter.to_lowercase()),
                    _ => out.push(letter),
                }
                once = 'E';
            }
        }
        last = whole.end();
        done = true;
        if !all {
            break;
        }
    }
    out.push_str(space.get(last..).unwrap_or(""));
    done.then_some(out)
}
