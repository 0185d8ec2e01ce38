//! Configuration files as trees of directives (nginx `src/core/ngx_conf_file.c`), in nginx's own words where they are wrong.

use super::directive::{Directive, Place, Wrong};
use super::known::{self, Context};
use crate::shell::Process;
use crate::shell::programs::Bail;
use crate::shell::programs::servers::text_of;
use crate::vfs::Path;

/// Files that a configuration may be made of.
const MOST_FILES: usize = 100;
/// Blocks that may stand inside each other.
const DEEPEST: usize = 24;
/// Directives that it may have.
const MOST_DIRECTIVES: usize = 10_000;

/// A configuration that was read: its directives, and its files in the order in which they were opened.
#[derive(Debug, Default)]
pub struct Read {
    pub directives: Vec<Directive>,
    pub files: Vec<(String, String)>,
}

/// Why nothing was read.
pub enum Failure {
    Wrong(Wrong),
    Bail(Bail),
}

impl From<Wrong> for Failure {
    fn from(wrong: Wrong) -> Self {
        Failure::Wrong(wrong)
    }
}

impl From<Bail> for Failure {
    fn from(bail: Bail) -> Self {
        Failure::Bail(bail)
    }
}

/// Reads a configuration file and all that it includes.
pub fn read(process: &mut Process<'_>, path: &str) -> Result<Read, Failure> {
    let source = Source::Named { path: path.to_string(), from: None };
    let mut reader = Reader { process, read: Read::default(), count: 0, sources: vec![source], open: Vec::new() };
    let directives = reader.all()?;
    reader.read.directives = directives;
    Ok(reader.read)
}

/// Reads what stands after `-g`.
pub fn read_words(process: &mut Process<'_>, text: &str) -> Result<Vec<Directive>, Failure> {
    let tokens = Tokens { text: text.to_string(), at: 0, line: 1, file: "command line".into(), is_file: false };
    let sources = vec![Source::Read(tokens, 0)];
    Reader { process, read: Read::default(), count: 0, sources, open: Vec::new() }.all()
}

/// A text that is read, or will be.
enum Source {
    /// A file, and where it is named.
    Named { path: String, from: Option<Place> },
    /// With the number of blocks that were open when it began.
    Read(Tokens, usize),
}

/// A block that is open: what it belongs to, what may stand in it, and what does.
struct Open {
    directive: Directive,
    context: Context,
    directives: Vec<Directive>,
}

/// Files and blocks that are open stand in lists, not on the stack.
struct Reader<'r, 'p> {
    process: &'r mut Process<'p>,
    read: Read,
    count: usize,
    sources: Vec<Source>,
    open: Vec<Open>,
}

impl Reader<'_, '_> {
    fn all(&mut self) -> Result<Vec<Directive>, Failure> {
        let mut top = Vec::new();
        while let Some(source) = self.sources.pop() {
            let (mut tokens, levels) = match source {
                Source::Read(tokens, levels) => (tokens, levels),
                Source::Named { path, from } => (self.file(&path, from)?, self.open.len()),
            };
            let (words, end) = tokens.directive()?;
            let inner = self.open.len() > levels;
            match end {
                End::File if inner => return Err(tokens.wrong("unexpected end of file, expecting \"}\"").into()),
                End::File => continue,
                End::Close if !inner => return Err(tokens.wrong("unexpected \"}\"").into()),
                End::Close => {
                    if let Some(Open { mut directive, directives, .. }) = self.open.pop() {
                        directive.block = Some(directives);
                        self.open.last_mut().map_or(&mut top, |open| &mut open.directives).push(directive);
                    }
                    self.sources.push(Source::Read(tokens, levels));
                    continue;
                }
                End::Semicolon | End::Open => {}
            }
            let mut words = words.into_iter();
            let name = words.next().unwrap_or_default();
            let directive = Directive { name, words: words.collect(), place: tokens.place(), block: None };
            let full = self.counted().map(|words| tokens.wrong(words));
            self.sources.push(Source::Read(tokens, levels));
            self.process.system.step().map_err(Bail::Stop)?;
            if let Some(wrong) = full {
                return Err(wrong.into());
            }
            self.take(directive, end == End::Open, &mut top)?;
        }
        Ok(top)
    }

    /// One more directive; what is said when there are too many, or too many files or blocks inside each other.
    fn counted(&mut self) -> Option<String> {
        self.count += 1;
        let limits = [
            (self.count, MOST_DIRECTIVES, "directives"),
            (self.open.len(), DEEPEST, "blocks inside each other"),
            (self.sources.len(), MOST_FILES, "configuration files inside each other"),
        ];
        let over = limits.into_iter().find(|(count, most, _)| count > most);
        over.map(|(_, most, what)| format!("layercake: more than {most} {what}"))
    }

    /// A directive: checked, and put where it belongs.
    fn take(&mut self, directive: Directive, opens: bool, top: &mut Vec<Directive>) -> Result<(), Failure> {
        let context = self.open.last().map_or(Context::Main, |open| open.context);
        // In `types`, `map` and their like any word may stand at the beginning.
        let inside = match context {
            Context::Free => opens.then_some(Context::Free),
            context => known::check(&directive, context, opens)?,
        };
        if directive.name == "include" {
            self.include(&directive);
        } else if let Some(context) = inside {
            self.open.push(Open { directive, context, directives: Vec::new() });
        } else {
            self.open.last_mut().map_or(top, |open| &mut open.directives).push(directive);
        }
        Ok(())
    }

    fn file(&mut self, path: &str, from: Option<Place>) -> Result<Tokens, Failure> {
        let Some(text) = text_of(self.process, path) else {
            let words = format!("open() \"{path}\" failed (2: No such file or directory)");
            return Err(Wrong { words, place: from }.into());
        };
        if !self.read.files.iter().any(|(own, _)| own == path) {
            self.read.files.push((path.to_string(), text.clone()));
        }
        Ok(Tokens { text, at: 0, line: 1, file: path.to_string(), is_file: true })
    }

    /// The files that a pattern names come next; a name without stars must be there.
    fn include(&mut self, directive: &Directive) {
        let named = directive.words.first().cloned().unwrap_or_default();
        let path = if named.starts_with('/') { named } else { format!("/etc/nginx/{named}") };
        let from = Some(directive.place.clone());
        if !path.contains(['*', '?', '[']) {
            self.sources.push(Source::Named { path, from });
            return;
        }
        let (folder, pattern) = path.rsplit_once('/').unwrap_or(("", &path));
        let entries = self.process.system.files().read_dir(folder).unwrap_or_default();
        let mut names: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
        names.retain(|name| !name.starts_with('.') && matches(pattern, name));
        names.sort();
        let file = |name: &String| Source::Named { path: Path::new(folder).child(name).into(), from: from.clone() };
        self.sources.extend(names.iter().rev().map(file));
    }
}

/// Whether a name fits a pattern with `*` and `?`.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let mut fits = vec![false; name.len() + 1];
    fits[0] = true;
    for wanted in pattern {
        let before = fits.clone();
        for at in 0..=name.len() {
            fits[at] = match wanted {
                '*' => before[at] || at > 0 && fits[at - 1],
                '?' => at > 0 && before[at - 1],
                own => at > 0 && before[at - 1] && name[at - 1] == own,
            };
        }
    }
    fits.last().copied().unwrap_or(false)
}

/// What ends a directive's words.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Semicolon,
    Open,
    Close,
    File,
}

struct Tokens {
    text: String,
    at: usize,
    line: usize,
    file: String,
    is_file: bool,
}

impl Tokens {
    fn place(&self) -> Place {
        Place { file: self.file.clone(), line: self.line }
    }

    fn wrong(&self, words: impl Into<String>) -> Wrong {
        Wrong { words: words.into(), place: self.is_file.then(|| self.place()) }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        if next == '\n' {
            self.line += 1;
        }
        Some(next)
    }

    /// The words up to `;`, `{`, `}` or the end.
    fn directive(&mut self) -> Result<(Vec<String>, End), Wrong> {
        let mut words = Vec::new();
        loop {
            let Some(next) = self.next() else {
                if words.is_empty() {
                    return Ok((words, End::File));
                }
                let words = match self.is_file {
                    true => "unexpected end of file, expecting \";\" or \"}\"",
                    false => "unexpected end of parameter, expecting \";\"",
                };
                return Err(self.wrong(words));
            };
            match next {
                next if next.is_ascii_whitespace() => {}
                '#' => {
                    while self.peek().is_some_and(|next| next != '\n') {
                        self.next();
                    }
                }
                ';' | '{' if words.is_empty() => return Err(self.wrong(format!("unexpected \"{next}\""))),
                ';' => return Ok((words, End::Semicolon)),
                '{' => return Ok((words, End::Open)),
                '}' if words.is_empty() => return Ok((words, End::Close)),
                '}' => return Err(self.wrong("unexpected \"}\"")),
                '"' | '\'' => words.push(self.quoted(next)?),
                first => words.push(self.plain(first)?),
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, Wrong> {
        let mut word = String::new();
        loop {
            match self.next() {
                None => return Err(self.wrong("unexpected end of file, expecting \";\" or \"}\"")),
                Some('\\') => match self.next() {
                    Some('n') => word.push('\n'),
                    Some('t') => word.push('\t'),
                    Some('r') => word.push('\r'),
                    Some(other @ ('"' | '\'' | '\\')) => word.push(other),
                    Some(other) => word.extend(['\\', other]),
                    None => {}
                },
                Some(next) if next == quote => break,
                Some(next) => word.push(next),
            }
        }
        match self.peek() {
            Some(next) if !next.is_ascii_whitespace() && !matches!(next, ';' | '{' | ')') => {
                Err(self.wrong(format!("unexpected \"{next}\"")))
            }
            _ => Ok(word),
        }
    }

    fn plain(&mut self, first: char) -> Result<String, Wrong> {
        let mut word = String::from(first);
        if first == '\\' {
            word.clear();
            word.extend(self.escaped());
        }
        loop {
            match self.peek() {
                None => return Err(self.wrong("unexpected end of file, expecting \";\" or \"}\"")),
                Some(next) if next.is_ascii_whitespace() || next == ';' => return Ok(word),
                // A variable's name may be in braces.
                Some('{') if !word.ends_with('$') => return Ok(word),
                Some('\\') => {
                    self.next();
                    word.extend(self.escaped());
                }
                Some(next) => {
                    self.next();
                    word.push(next);
                }
            }
        }
    }

    /// What stands after a backslash outside quotes.
    fn escaped(&mut self) -> Vec<char> {
        match self.next() {
            Some('n') => vec!['\n'],
            Some('t') => vec!['\t'],
            Some('r') => vec!['\r'],
            Some(other @ ('"' | '\'' | '\\')) => vec![other],
            Some(other) => vec!['\\', other],
            None => Vec::new(),
        }
    }
}
