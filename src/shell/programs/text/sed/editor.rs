//! Running a sed script over lines.

use super::super::regex::{Groups, Regex, TooHard};
use super::{Action, Address, Bail, Command, Lines, MAX_JUMPS, MAX_SPACE, Piece};
use crate::allowance::{insist, work};
use crate::content::Rope;
use crate::shell::programs::open_file;
use crate::shell::{Process, Stop, Stream};

/// The spaces, and where in the input one is.
pub(super) struct Editor<'c> {
    commands: &'c [Command],
    quiet: bool,
    in_place: bool,
    busybox: bool,
    /// For each command, whether its range is open, and until which line at most.
    ranges: Vec<Option<u64>>,
    /// What goes into the file that is edited in place.
    pub out: String,
    /// Whether a file could not be read.
    pub failed: bool,
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
    /// An editor before the first line.
    pub fn new(commands: &'c [Command], quiet: bool, in_place: bool, busybox: bool) -> Self {
        Editor {
            commands,
            quiet,
            in_place,
            busybox,
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
    pub fn run(&mut self, process: &mut Process<'_>, files: &[String]) -> Result<(i32, bool), Bail> {
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

    fn matches(&mut self, address: &Address, space: &str) -> Result<bool, TooHard> {
        Ok(match address {
            Address::Line(line) => self.line == *line,
            Address::Last => self.ahead.is_none(),
            Address::Step(first, 0) => self.line == *first,
            Address::Step(first, step) => self.line >= *first && (self.line - first).is_multiple_of(*step),
            Address::Plus(_) => false,
            Address::Match(Some(regex)) => {
                self.last_regex = Some(regex.clone());
                regex.is_match(space)?
            }
            Address::Match(None) => match &self.last_regex {
                Some(regex) => regex.is_match(space)?,
                None => false,
            },
        })
    }

    fn selected(&mut self, index: usize, space: &str) -> Result<bool, TooHard> {
        let commands = self.commands;
        let Some(command) = commands.get(index) else { return Ok(false) };
        let Some(from) = &command.from else { return Ok(!command.negated) };
        let inside = match &command.to {
            None => self.matches(from, space)?,
            Some(to) => match self.ranges.get(index).copied().flatten() {
                Some(until) => {
                    let ends = match to {
                        Address::Line(_) | Address::Plus(_) => self.line >= until,
                        other => self.matches(other, space)?,
                    };
                    if ends {
                        self.ranges[index] = None;
                    }
                    // A range to a line already past has ended before this line.
                    !(matches!(to, Address::Line(_) | Address::Plus(_)) && self.line > until)
                        || self.matches(from, space)?
                }
                None => {
                    let zero = matches!(from, Address::Line(0)) && self.line == 1 && !self.busybox;
                    let begins = zero || self.matches(from, space)?;
                    if begins {
                        let until = match to {
                            Address::Line(line) => (*line > self.line).then_some(*line),
                            Address::Plus(more) => (*more > 0).then_some(self.line.saturating_add(*more)),
                            Address::Last if self.ahead.is_none() => None,
                            Address::Match(_) if zero && self.matches(to, space)? => None,
                            _ => Some(u64::MAX),
                        };
                        self.ranges[index] = until;
                    }
                    begins
                }
            },
        };
        Ok(inside != command.negated)
    }

    /// Runs the script on one line.
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
            insist(1);
            if jumps > MAX_JUMPS || space.len() + self.hold.len() > MAX_SPACE {
                let words = format!("sed ran more than {MAX_JUMPS} commands on a line, or it grew too long");
                return Err(Stop::Limit(words).into());
            }
            if !self.selected(at, space)? {
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
                        at = self.label(process, name)?;
                    }
                }
                Action::Substitute { .. } => replaced |= self.substitute(process, &command.action, space)?,
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
                Action::Read(file) => read_after(process, file, after)?,
                Action::Quit(kind, code) => {
                    if *kind == 'q' && !self.quiet {
                        self.print_line(process, space, *newline)?;
                    }
                    return Ok(Turn::Quit(*code));
                }
                Action::Plain(letter) => {
                    if let Some(turn) = self.plain(process, *letter, space, newline)? {
                        return Ok(turn);
                    }
                }
            }
        }
        if !self.quiet {
            self.print_line(process, space, *newline)?;
        }
        Ok(Turn::Next)
    }

    /// Where a jump leads: a label, or the script's end.
    fn label(&self, process: &mut Process<'_>, name: &str) -> Result<usize, Bail> {
        let is = |command: &Command| matches!(&command.action, Action::Branch(':', label) if label == name);
        if name.is_empty() {
            return Ok(self.commands.len());
        }
        insist(self.commands.len() as u64);
        match self.commands.iter().position(is) {
            Some(target) => Ok(target),
            None => {
                let gnu = format!("-e expression #1, char 0: can't find label for jump to `{name}'");
                process.complain_as(&gnu, &format!("can't find label for jump to '{name}'"))?;
                Err(Bail::Status(1))
            }
        }
    }

    /// `s`: whether anything was replaced.
    fn substitute(&mut self, process: &mut Process<'_>, action: &Action, space: &mut String) -> Result<bool, Bail> {
        let Action::Substitute { regex, with, all, nth, print, file } = action else { return Ok(false) };
        let Some(regex) = regex.clone().or_else(|| self.last_regex.clone()) else {
            process.complain_as("no previous regular expression", "no previous regexp")?;
            return Err(Bail::Status(1));
        };
        self.last_regex = Some(regex.clone());
        let Some(text) = substituted(&regex, space, with, *all, *nth)? else { return Ok(false) };
        *space = text;
        if *print {
            self.print_line(process, space, true)?;
        }
        if let Some(file) = file {
            self.write(process, file, space)?;
        }
        Ok(true)
    }

    /// The commands of one letter; what ends the cycle says how.
    fn plain(
        &mut self,
        process: &mut Process<'_>,
        letter: char,
        space: &mut String,
        newline: &mut bool,
    ) -> Result<Option<Turn>, Bail> {
        match letter {
            'd' => return Ok(Some(Turn::Next)),
            'D' => {
                let Some((_, rest)) = space.split_once('\n') else { return Ok(Some(Turn::Next)) };
                *space = rest.to_string();
                return Ok(Some(Turn::Again));
            }
            'p' => self.print_line(process, space, true)?,
            'P' => {
                let first = space.split('\n').next().unwrap_or("").to_string();
                self.print_line(process, &first, true)?;
            }
            'n' | 'N' => return self.next_line(process, letter, space, newline),
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
        }
        Ok(None)
    }

    /// `n` and `N`: the next line replaces this one, or is added to it.
    fn next_line(
        &mut self,
        process: &mut Process<'_>,
        letter: char,
        space: &mut String,
        newline: &mut bool,
    ) -> Result<Option<Turn>, Bail> {
        if self.ahead.is_none() {
            if !self.quiet {
                self.print_line(process, space, *newline)?;
            }
            return Ok(Some(Turn::Next));
        }
        if letter == 'n' && !self.quiet {
            self.print_line(process, space, *newline)?;
        }
        if let Some((line, ended)) = self.advance(process)? {
            *newline = ended;
            if letter == 'N' {
                space.push('\n');
                space.push_str(&line);
            } else {
                *space = line;
            }
        }
        Ok(None)
    }

    fn write(&mut self, process: &mut Process<'_>, file: &str, text: &str) -> Result<(), Bail> {
        match file {
            "/dev/stdout" => self.print(process, &format!("{text}\n")),
            "/dev/stderr" => Ok(process.output.write(Stream::Err, format!("{text}\n").as_bytes())?),
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

fn substituted(regex: &Regex, space: &str, with: &[Piece], all: bool, nth: usize) -> Result<Option<String>, TooHard> {
    let mut out = String::new();
    let mut last = 0;
    let mut done = false;
    let only_first = !all && nth <= 1;
    let found = if only_first { regex.captures(space, 0)?.into_iter().collect() } else { regex.all(space)? };
    let part = |groups: &Groups, number: usize| {
        groups.get(number).cloned().flatten().and_then(|range| space.get(range)).unwrap_or("").to_string()
    };
    for (index, found) in found.into_iter().enumerate() {
        let Some(whole) = found.first().cloned().flatten() else { continue };
        if index + 1 < nth.max(1) {
            continue;
        }
        out.push_str(space.get(last..whole.start).unwrap_or(""));
        let (mut lasting, mut once) = ('E', 'E');
        for piece in with {
            let text = match piece {
                Piece::Text(text) => text.clone(),
                Piece::Group(group) => part(&found, *group),
                Piece::Case(case @ ('u' | 'l')) => {
                    once = *case;
                    continue;
                }
                Piece::Case(case) => {
                    lasting = *case;
                    continue;
                }
            };
            work(text.len() as u64).map_err(|_| TooHard)?;
            for letter in text.chars() {
                match if once != 'E' { once } else { lasting } {
                    'u' | 'U' => out.extend(letter.to_uppercase()),
                    'l' | 'L' => out.extend(letter.to_lowercase()),
                    _ => out.push(letter),
                }
                once = 'E';
            }
        }
        last = whole.end;
        done = true;
        if !all {
            break;
        }
    }
    out.push_str(space.get(last..).unwrap_or(""));
    Ok(done.then_some(out))
}

/// `r`: a file's text goes out after the line; one that is not there is nothing.
fn read_after(process: &mut Process<'_>, file: &str, after: &mut String) -> Result<(), Bail> {
    let path = process.absolute(file);
    if let Ok(content) = open_file(process.system, &path) {
        after.push_str(&String::from_utf8_lossy(&process.take_in(&content)?));
        if !after.ends_with('\n') {
            after.push('\n');
        }
    }
    Ok(())
}
