//! Reading a sed script.

use super::{Action, Address, Command, MAX_COMMANDS, Piece, Regex, Style, compile};

type Read<T> = Result<T, (usize, String)>;

/// Reads a script; the error has the place and the words of GNU sed, or of BusyBox's (`editors/sed.c`), which also knows
/// fewer commands.
pub(super) fn parse(script: &str, style: Style, busybox: bool) -> Read<Vec<Command>> {
    Reader { letters: script.chars().collect(), at: 0, style, busybox }.script()
}

struct Reader {
    letters: Vec<char>,
    at: usize,
    style: Style,
    busybox: bool,
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
    fn error<T>(&self, gnu: &str, busybox: &str) -> Read<T> {
        Err((self.at, if self.busybox { busybox } else { gnu }.into()))
    }
    fn unsupported<T>(&self, letter: char) -> Read<T> {
        self.error(&format!("unknown command: `{letter}'"), &format!("unsupported command {letter}"))
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
                    let Some(start) = open.pop() else {
                        // BusyBox does not look whether braces match.
                        if self.busybox {
                            continue;
                        }
                        return self.error("unexpected `}'", "");
                    };
                    let end = commands.len();
                    if let Some(Command { action: Action::Open(to), .. }) = commands.get_mut(start) {
                        *to = end;
                    }
                }
                _ => {}
            }
            commands.push(command);
            if commands.len() > MAX_COMMANDS {
                return self.error("too many commands", "too many commands");
            }
        }
        let end = commands.len();
        for start in open {
            if !self.busybox {
                return Err((0, "unmatched `{'".into()));
            }
            if let Some(Command { action: Action::Open(to), .. }) = commands.get_mut(start) {
                *to = end;
            }
        }
        Ok(commands)
    }

    fn address(&mut self) -> Read<Option<Address>> {
        Ok(match self.peek() {
            Some(c) if c.is_ascii_digit() => {
                let first = self.number().unwrap_or(0);
                if self.peek() == Some('~') && !self.busybox {
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
                if self.peek() == Some('I') && !self.busybox {
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
                None => return self.open(mark, words),
                Some('\\') => match self.next() {
                    Some(c) if c == mark && !bracket => text.push(c),
                    Some(c) => {
                        text.push('\\');
                        text.push(c);
                    }
                    None => return self.open(mark, words),
                },
                Some('\n') if mark != '\n' && words.contains("address") => return self.open(mark, words),
                Some(c) if c == mark && !bracket => return Ok(text),
                Some(c) => {
                    if c == '[' {
                        let closes = self.letters.get(self.at..).is_some_and(|rest| {
                            let line = rest.iter().take_while(|c| **c != '\n');
                            line.skip(1).any(|c| *c == ']')
                        });
                        bracket = (closes || self.busybox) && !bracket && mark != '[';
                    } else if c == ']' && !text.ends_with('[') && !text.ends_with("[^") {
                        bracket = false;
                    }
                    text.push(c);
                }
            }
        }
    }

    fn open<T>(&self, mark: char, gnu: &str) -> Read<T> {
        self.error(gnu, &format!("unmatched '{mark}'"))
    }

    fn regex(&self, text: &str, style: Style) -> Read<Option<Regex>> {
        if text.is_empty() {
            return Ok(None);
        }
        let words = |error: String| if self.busybox { format!("bad regex '{text}': {error}") } else { error };
        compile(text, style).map(Some).map_err(|error| (self.at, words(error.to_string())))
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
                return self.error("unexpected `,'", "no address after comma");
            }
        }
        self.skip(" \t");
        let mut negated = false;
        while self.peek() == Some('!') {
            negated = true;
            self.at += 1;
            self.skip(" \t");
        }
        let Some(letter) = self.next() else { return self.error("missing command", "missing command") };
        if self.busybox && "QFezW".contains(letter) {
            return self.unsupported(letter);
        }
        if self.busybox && to.is_some() && "aiqr".contains(letter) {
            return self.error("", &format!("command '{letter}' uses only one address"));
        }
        let action = match letter {
            '{' => Action::Open(0),
            '}' => {
                if from.is_some() && !self.busybox {
                    return self.error("} doesn't want any addresses", "");
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
                if from.len() != to.len() && !self.busybox {
                    return self.error("strings for `y' command are different lengths", "");
                }
                Action::Translate(from.into_iter().zip(to).collect())
            }
            'a' | 'i' | 'c' => self.text(letter)?,
            ':' => {
                let action = Action::Branch(':', self.word("\n;"));
                return Ok(Command { from: None, to: None, negated: false, action });
            }
            'b' | 't' | 'T' => Action::Branch(letter, self.word("\n;}")),
            'w' | 'r' => {
                let file = self.word("\n");
                match letter {
                    _ if file.is_empty() => {
                        return self.error("missing filename in r/R/w/W commands", "empty filename");
                    }
                    'w' => Action::Write(file),
                    _ => Action::Read(file),
                }
            }
            'q' | 'Q' => {
                self.skip(" \t");
                if self.busybox && self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    return self.error("", "missing command");
                }
                Action::Quit(letter, self.number().map_or(0, |code| (code & 0xff) as i32))
            }
            'd' | 'D' | 'p' | 'P' | 'n' | 'N' | 'h' | 'H' | 'g' | 'G' | 'x' | '=' | 'l' => Action::Plain(letter),
            other => return self.unsupported(other),
        };
        self.skip(" \t");
        if !matches!(action, Action::Open(_) | Action::Text(..))
            && !matches!(self.peek(), None | Some('\n' | ';' | '}' | '#'))
        {
            if self.busybox {
                self.word("\n;}");
                return Ok(Command { from, to, negated, action });
            }
            return self.error("extra characters after command", "");
        }
        Ok(Command { from, to, negated, action })
    }

    /// What `a`, `i` and `c` print.
    fn text(&mut self, letter: char) -> Read<Action> {
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
        if text.is_empty() && !self.busybox {
            return self.error("expected \\ after `a', `c' or `i'", "");
        }
        Ok(Action::Text(letter, text + "\n"))
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
        let Some(mark) = self.next().filter(|mark| *mark != '\n' && *mark != '\\') else {
            return self.error(OPEN, "bad format in substitution expression");
        };
        let pattern = self.until(mark, OPEN)?;
        let mut with = Vec::new();
        let mut text = String::new();
        loop {
            match self.next() {
                None => return self.open(mark, OPEN),
                Some(c) if c == mark => break,
                Some('&') => {
                    with.push(Piece::Text(std::mem::take(&mut text)));
                    with.push(Piece::Group(0));
                }
                Some('\\') => match self.next() {
                    None => return self.open(mark, OPEN),
                    Some(c) if c.is_ascii_digit() => {
                        with.push(Piece::Text(std::mem::take(&mut text)));
                        with.push(Piece::Group(c.to_digit(10).unwrap_or(0) as usize));
                    }
                    Some(c @ ('U' | 'L' | 'u' | 'l' | 'E')) if !self.busybox => {
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
                Some('m' | 'M') if !self.busybox => style.lines = true,
                Some('e') if !self.busybox => {}
                Some('w') => {
                    self.at += 1;
                    file = Some(self.word("\n"));
                    break;
                }
                Some(c) if c.is_ascii_digit() => {
                    nth = self.number().unwrap_or(0) as usize;
                    if nth == 0 && !self.busybox {
                        return self.error("number option to `s' command may not be zero", "");
                    }
                    continue;
                }
                Some(c) if !" \t\n;}#".contains(c) => {
                    return self.error("unknown option to `s'", "bad option in substitution expression");
                }
                _ => break,
            }
            self.at += 1;
        }
        let regex = self.regex(&pattern, style)?;
        let groups = regex.as_ref().map_or(9, |regex| regex.groups());
        let asked =
            with.iter().map(|piece| if let Piece::Group(group) = piece { *group } else { 0 }).max().unwrap_or(0);
        if asked > groups && !self.busybox {
            return self.error(&format!("invalid reference \\{asked} on `s' command's RHS"), "");
        }
        Ok(Action::Substitute { regex, with, all, nth, print, file })
    }
}
