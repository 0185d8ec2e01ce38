//! `find`

use std::iter::Peekable;

use super::operand::{join, last_name};
use super::removing::{Removal, described};
use super::{mode, time};
use crate::allowance::{self, Nesting};
use crate::clock::Timestamp;
use crate::shell::launch::{Launch, LaunchError, launch};
use crate::shell::pattern::Pattern;
use crate::shell::programs::{Applet, Bail, Ended, accounts};
use crate::shell::{Input, Process, Stop};
use crate::vfs::{BLOCK, FileType, MAX_DEPTH, Stat};

pub(super) static PROGRAM: Applet =
    Applet { names: &["find"], about: "finds files", usage: "[-HL] [PATH]... [OPTIONS] [ACTIONS]", run };

/// Parentheses and `!` inside each other, at most.
const MAX_NESTING: usize = 40;
/// Units of work in one test of one path.
const TEST_WORK: u64 = 64;
/// Paths that one `-exec … +` is run with, at most.
const MAX_BATCH: usize = 1000;

/// An expression.
enum Test {
    Always(bool),
    Name(Pattern, bool),
    Path(Pattern, bool),
    Type(Vec<char>),
    /// Compared with a number of so many bytes, rounded up.
    Size(Compare, u64),
    Permissions(u32, char),
    Owner(u32),
    Group(u32),
    Links(Compare),
    /// Age in units of so many seconds.
    Age(Compare, i64),
    Newer(Timestamp),
    Empty,
    Print(char),
    Printf(String),
    List,
    Delete,
    Prune,
    Quit,
    /// The command; with `true` for many paths at once, which are in the batch of this number.
    Execute(Vec<String>, Option<usize>),
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
}

enum Compare {
    Less(i64),
    Equal(i64),
    More(i64),
}

impl Compare {
    fn parse(text: &str) -> Option<Compare> {
        match text.split_at_checked(1)? {
            ("+", rest) => rest.parse().ok().map(Compare::More),
            ("-", rest) => rest.parse().ok().map(Compare::Less),
            _ => text.parse().ok().map(Compare::Equal),
        }
    }
    fn holds(&self, value: i64) -> bool {
        match self {
            Compare::Less(limit) => value < *limit,
            Compare::Equal(limit) => value == *limit,
            Compare::More(limit) => value > *limit,
        }
    }
}

#[derive(Default)]
struct Search {
    shallowest: usize,
    deepest: Option<usize>,
    depth_first: bool,
    follow: bool,
    /// Whether the expression has an action; otherwise what it holds for is printed.
    acts: bool,
    batches: Vec<(Vec<String>, Vec<String>)>,
    quit: bool,
    prune: bool,
    failed: bool,
}

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut words = words.into_iter().peekable();
    let mut search = Search::default();
    while let Some(option) = words.next_if(|word| matches!(word.as_str(), "-H" | "-L" | "-P")) {
        search.follow = option == "-L";
    }
    let is_expression = |word: &str| word.len() > 1 && word.starts_with('-') || matches!(word, "(" | ")" | "!" | ",");
    let mut starts = Vec::new();
    while let Some(word) = words.next_if(|word| !is_expression(word)) {
        starts.push(word);
    }
    if starts.is_empty() {
        starts.push(".".into());
    }
    let mut parser = Parser { process, words, search: &mut search };
    let test = match parser.words.peek() {
        None => Test::Always(true),
        Some(_) => parser.either(0)?,
    };
    if let Some(word) = parser.words.next() {
        let text = format!("paths must precede expression: `{word}'");
        return process.fail(1, &text);
    }
    for start in starts {
        search.visit(process, &test, &start, 0)?;
        if search.quit {
            break;
        }
    }
    for number in 0..search.batches.len() {
        search.run_batch(process, number)?;
    }
    Ok(i32::from(search.failed))
}

struct Parser<'a, 'b> {
    process: &'a mut Process<'b>,
    words: Peekable<std::vec::IntoIter<String>>,
    search: &'a mut Search,
}

impl Parser<'_, '_> {
    fn either(&mut self, nesting: usize) -> Result<Test, Bail> {
        let mut tests = vec![self.both(nesting)?];
        while self.words.next_if(|word| matches!(word.as_str(), "-o" | "-or" | ",")).is_some() {
            tests.push(self.both(nesting)?);
        }
        Ok(Test::Or(tests))
    }

    fn both(&mut self, nesting: usize) -> Result<Test, Bail> {
        let mut tests = vec![self.one(nesting)?];
        loop {
            let and = self.words.next_if(|word| matches!(word.as_str(), "-a" | "-and")).is_some();
            match self.words.peek().map(String::as_str) {
                None | Some("-o" | "-or" | ")" | ",") if !and => return Ok(Test::And(tests)),
                _ => tests.push(self.one(nesting)?),
            }
        }
    }

    fn one(&mut self, nesting: usize) -> Result<Test, Bail> {
        if nesting > MAX_NESTING {
            return self.process.fail(1, "the expression is nested too deeply");
        }
        let Some(word) = self.words.next() else {
            return self.process.fail(1, "expected an expression at the end");
        };
        match word.as_str() {
            "!" | "-not" => Ok(Test::Not(Box::new(self.one(nesting + 1)?))),
            "(" => {
                let test = self.either(nesting + 1)?;
                match self.words.next().as_deref() {
                    Some(")") => Ok(test),
                    _ => self
                        .process
                        .fail(1, "invalid expression; I was expecting to find a ')' somewhere but did not see one."),
                }
            }
            _ => self.primary(&word),
        }
    }

    fn value(&mut self, word: &str) -> Result<String, Bail> {
        match self.words.next() {
            Some(value) => Ok(value),
            None => {
                let gnu = format!("missing argument to `{word}'");
                self.process.complain_as(&gnu, &format!("{word} requires an argument"))?;
                Err(Bail::Status(1))
            }
        }
    }

    fn invalid<T>(&mut self, word: &str, value: &str) -> Result<T, Bail> {
        let words = format!("invalid argument `{value}' to `{word}'");
        self.process.fail(1, &words)
    }

    fn compare(&mut self, word: &str) -> Result<Compare, Bail> {
        let value = self.value(word)?;
        match Compare::parse(&value) {
            Some(compare) => Ok(compare),
            None => self.invalid(word, &value),
        }
    }

    fn primary(&mut self, word: &str) -> Result<Test, Bail> {
        Ok(match word {
            "-name" => Test::Name(Pattern::new(&self.value(word)?), false),
            "-iname" => Test::Name(Pattern::new(&self.value(word)?.to_lowercase()), true),
            "-path" | "-wholename" => Test::Path(Pattern::new(&self.value(word)?), false),
            "-ipath" => Test::Path(Pattern::new(&self.value(word)?.to_lowercase()), true),
            "-type" | "-size" | "-perm" | "-user" | "-group" => self.attribute(word)?,
            "-links" => Test::Links(self.compare(word)?),
            "-mtime" | "-atime" | "-ctime" => Test::Age(self.compare(word)?, 86_400),
            "-mmin" | "-amin" | "-cmin" => Test::Age(self.compare(word)?, 60),
            "-newer" => {
                let value = self.value(word)?;
                match self.process.look(&value, true) {
                    Ok(stat) => Test::Newer(stat.mtime),
                    Err(errno) => return self.unknown(&format!("'{value}': {errno}"), &format!("{value}: {errno}")),
                }
            }
            "-empty" => Test::Empty,
            "-true" => Test::Always(true),
            "-false" => Test::Always(false),
            "-maxdepth" | "-mindepth" => {
                let value = self.value(word)?;
                let Ok(depth) = value.parse() else { return self.invalid(word, &value) };
                if word == "-maxdepth" {
                    self.search.deepest = Some(depth)
                } else {
                    self.search.shallowest = depth
                }
                Test::Always(true)
            }
            "-depth" => {
                self.search.depth_first = true;
                Test::Always(true)
            }
            "-xdev" | "-mount" | "-noleaf" | "-daystart" | "-follow" => Test::Always(true),
            "-prune" => Test::Prune,
            "-quit" => Test::Quit,
            "-print" => self.action(Test::Print('\n')),
            "-print0" => self.action(Test::Print('\0')),
            "-ls" => self.action(Test::List),
            "-printf" => {
                let format = self.value(word)?;
                self.action(Test::Printf(format))
            }
            "-delete" => {
                self.search.depth_first = true;
                self.action(Test::Delete)
            }
            "-exec" | "-execdir" | "-ok" => self.execute(word)?,
            _ => return self.unknown(&format!("unknown predicate `{word}'"), &format!("unrecognized: {word}")),
        })
    }

    /// A test of what `stat` says.
    fn attribute(&mut self, word: &str) -> Result<Test, Bail> {
        Ok(match word {
            "-type" => {
                let value = self.value(word)?;
                let letters: Vec<char> = value.chars().filter(|letter| *letter != ',').collect();
                match letters.iter().find(|letter| !"bcdfpls".contains(**letter)) {
                    None => Test::Type(letters),
                    Some(letter) => {
                        let words = match self.process.busybox() {
                            true => format!("invalid argument '{letter}' to '-type'"),
                            false => format!("Unknown argument to -type: {letter}"),
                        };
                        return self.process.fail(1, &words);
                    }
                }
            }
            "-size" => {
                let value = self.value(word)?;
                let number = value.trim_end_matches(['c', 'w', 'b', 'k', 'M', 'G']);
                let unit = match value.chars().last() {
                    Some('c') => 1,
                    Some('w') => 2,
                    Some('k') => 1 << 10,
                    Some('M') => 1 << 20,
                    Some('G') => 1 << 30,
                    _ => 512,
                };
                match Compare::parse(number) {
                    Some(compare) => Test::Size(compare, unit),
                    None => return self.invalid(word, &value),
                }
            }
            "-perm" => {
                let value = self.value(word)?;
                let how = value.chars().next().filter(|first| matches!(first, '-' | '/')).unwrap_or('=');
                match mode::apply(value.trim_start_matches(['-', '/']), 0, false, 0) {
                    Some(mode) => Test::Permissions(mode, how),
                    None => {
                        let words = format!("invalid mode '{value}'");
                        return self.process.fail(1, &words);
                    }
                }
            }
            "-user" => {
                let value = self.value(word)?;
                match accounts::user(self.process.system, &value) {
                    Some((uid, _)) => Test::Owner(uid),
                    None => {
                        return self.unknown(
                            &format!("'{value}' is not the name of a known user"),
                            &format!("unknown user {value}"),
                        );
                    }
                }
            }
            _ => {
                let value = self.value(word)?;
                match accounts::group(self.process.system, &value) {
                    Some(gid) => Test::Group(gid),
                    None => {
                        return self.unknown(
                            &format!("'{value}' is not the name of an existing group"),
                            &format!("unknown group {value}"),
                        );
                    }
                }
            }
        })
    }

    fn unknown<T>(&mut self, gnu: &str, busybox: &str) -> Result<T, Bail> {
        self.process.complain_as(gnu, busybox)?;
        Err(Bail::Status(1))
    }

    fn action(&mut self, test: Test) -> Test {
        self.search.acts = true;
        test
    }

    fn execute(&mut self, word: &str) -> Result<Test, Bail> {
        self.search.acts = true;
        let mut command = Vec::new();
        loop {
            let next = self.value(word)?;
            match next.as_str() {
                ";" => return Ok(Test::Execute(command, None)),
                "+" if command.last().is_some_and(|last| last == "{}") => {
                    command.pop();
                    self.search.batches.push((command.clone(), Vec::new()));
                    return Ok(Test::Execute(command, Some(self.search.batches.len() - 1)));
                }
                _ => command.push(next),
            }
        }
    }
}

impl Search {
    fn visit(&mut self, process: &mut Process<'_>, test: &Test, path: &str, depth: usize) -> Result<(), Bail> {
        let _nesting = Nesting::within(MAX_DEPTH).map_err(Stop::from)?;
        process.system.step()?;
        let stat = match process.look(path, self.follow).or_else(|_| process.look(path, false)) {
            Ok(stat) => stat,
            Err(errno) => return self.failure(process, path, &errno.to_string()),
        };
        let tested = depth >= self.shallowest;
        self.prune = false;
        if tested && !self.depth_first {
            self.evaluate(process, test, path, &stat)?;
        }
        let inside =
            stat.kind == FileType::Directory && !self.prune && self.deepest.is_none_or(|deepest| depth < deepest);
        if inside && !self.quit {
            match process.names_in(path) {
                Err(errno) => self.failure(process, path, &errno.to_string())?,
                Ok(names) => {
                    for name in names {
                        self.visit(process, test, &join(path, &name), depth + 1)?;
                        if self.quit {
                            return Ok(());
                        }
                    }
                }
            }
        }
        if tested && self.depth_first {
            self.evaluate(process, test, path, &stat)?;
        }
        Ok(())
    }

    fn failure(&mut self, process: &mut Process<'_>, path: &str, words: &str) -> Result<(), Bail> {
        self.failed = true;
        process.complain_as(&format!("'{path}': {words}"), &format!("{path}: {words}"))?;
        Ok(())
    }

    fn evaluate(&mut self, process: &mut Process<'_>, test: &Test, path: &str, stat: &Stat) -> Result<(), Bail> {
        if self.holds(process, test, path, stat)? && !self.acts {
            process.print(&format!("{path}\n"))?;
        }
        Ok(())
    }

    fn holds(&mut self, process: &mut Process<'_>, test: &Test, path: &str, stat: &Stat) -> Result<bool, Bail> {
        let folded = |text: &str, fold: &bool| if *fold { text.to_lowercase() } else { text.to_string() };
        Ok(match test {
            Test::Always(value) => *value,
            Test::Name(pattern, fold) => pattern.matches(&folded(last_name(path), fold)),
            Test::Path(pattern, fold) => pattern.matches(&folded(path, fold)),
            Test::Type(letters) => letters.contains(&type_letter(stat.kind)),
            Test::Size(compare, unit) => compare.holds(i64::try_from(stat.size.div_ceil(*unit)).unwrap_or(i64::MAX)),
            Test::Permissions(mode, '-') => stat.mode & mode == *mode,
            Test::Permissions(mode, '/') => *mode == 0 || stat.mode & mode != 0,
            Test::Permissions(mode, _) => stat.mode == *mode,
            Test::Owner(uid) => stat.uid == *uid,
            Test::Group(gid) => stat.gid == *gid,
            Test::Links(compare) => compare.holds(i64::from(stat.links)),
            Test::Age(compare, unit) => {
                let age = process.system.clock().now().since(stat.mtime) / crate::clock::SECOND;
                compare.holds(age.div_euclid(*unit))
            }
            Test::Newer(than) => stat.mtime > *than,
            Test::Empty => match stat.kind {
                FileType::Directory => process.names_in(path).is_ok_and(|names| names.is_empty()),
                FileType::File => stat.size == 0,
                _ => false,
            },
            Test::Print(end) => {
                process.print(&format!("{path}{end}"))?;
                true
            }
            Test::Printf(format) => {
                let text = printed(process, format, path, stat);
                process.print(&text)?;
                true
            }
            Test::List => {
                let line = listed(process, path, stat);
                process.print(&line)?;
                true
            }
            Test::Delete => {
                let removal = Removal { empty_directories: true, ..Removal::default() };
                // What one started from is not removed under its name `.`.
                let gone = path == "." || removal.remove(process, path)?;
                self.failed |= !gone;
                gone
            }
            Test::Prune => {
                self.prune = true;
                true
            }
            Test::Quit => {
                self.quit = true;
                true
            }
            Test::Execute(_, Some(number)) => {
                if let Some((_, paths)) = self.batches.get_mut(*number) {
                    paths.push(path.to_string());
                    if paths.len() >= MAX_BATCH {
                        self.run_batch(process, *number)?;
                    }
                }
                true
            }
            Test::Execute(command, None) => {
                let command = command.iter().map(|word| word.replace("{}", path)).collect();
                execute(process, command)? == 0
            }
            Test::Not(test) => !self.holds(process, test, path, stat)?,
            Test::And(tests) => self.are_all(false, process, tests, path, stat)?,
            Test::Or(tests) => !self.are_all(true, process, tests, path, stat)?,
        })
    }

    /// Whether none of the tests comes out as `stop`, tried until one does.
    fn are_all(
        &mut self,
        stop: bool,
        process: &mut Process<'_>,
        tests: &[Test],
        path: &str,
        stat: &Stat,
    ) -> Result<bool, Bail> {
        for test in tests {
            allowance::work(TEST_WORK).map_err(Stop::from)?;
            if self.holds(process, test, path, stat)? == stop {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn run_batch(&mut self, process: &mut Process<'_>, number: usize) -> Result<(), Bail> {
        let Some((command, paths)) = self.batches.get_mut(number) else { return Ok(()) };
        if paths.is_empty() {
            return Ok(());
        }
        let words = command.iter().cloned().chain(std::mem::take(paths)).collect();
        if execute(process, words)? != 0 {
            self.failed = true;
        }
        Ok(())
    }
}

fn execute(process: &mut Process<'_>, arguments: Vec<String>) -> Result<i32, Bail> {
    let name = arguments.first().cloned().unwrap_or_default();
    let mut stdin = Input::Empty;
    let result = launch(Launch {
        arguments,
        environment: process.environment.clone(),
        directory: process.directory.clone(),
        stdin: &mut stdin,
        output: &mut *process.output,
        system: &mut *process.system,
        pid: process.pid.saturating_add(1),
    });
    match result {
        Ok(status) => Ok(status),
        Err(LaunchError::Stop(stop)) => Err(stop.into()),
        Err(error) => {
            process.complain_as(&format!("'{name}': {}", error), &format!("{name}: {}", error))?;
            Ok(error.status())
        }
    }
}

fn type_letter(kind: FileType) -> char {
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

fn listed(process: &mut Process<'_>, path: &str, stat: &Stat) -> String {
    let (user, group) = owner_names(process, stat);
    let blocks = if stat.kind == FileType::Symlink { 0 } else { stat.size.div_ceil(BLOCK) * (BLOCK / 1024) };
    let (date, mode) = (stat.mtime.in_utc("%b %e %H:%M"), mode::long(stat));
    let (inode, links, size) = (stat.inode, stat.links, stat.size);
    format!("{inode:>9} {blocks:>6} {mode} {links:>3} {user:<8} {group:<8} {size:>8} {date} {path}\n")
}

/// `-printf`
fn printed(process: &mut Process<'_>, format: &str, path: &str, stat: &Stat) -> String {
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
                Some('f') => text += last_name(path),
                Some('h') => text += super::operand::directory_name(path),
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

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn files_are_found() {
        let make = "mkdir -p d/e; printf 12345 > d/e/f.txt; touch d/g.TXT d/h; ln -s g d/l; ";
        for (rest, expected) in [
            ("find d", "d\nd/e\nd/e/f.txt\nd/g.TXT\nd/h\nd/l\n"),
            ("find d -name '*.txt'", "d/e/f.txt\n"),
            ("find d -iname '*.txt' -type f", "d/e/f.txt\nd/g.TXT\n"),
            ("find d -maxdepth 1 -type d", "d\nd/e\n"),
            ("find d -mindepth 1 ! -type f", "d/e\nd/l\n"),
            ("find d \\( -name h -o -type l \\) -print", "d/h\nd/l\n"),
            ("find d -empty", "d/g.TXT\nd/h\n"),
            ("find d -size +1c -type f", "d/e/f.txt\n"),
            ("find d -path '*e/*'", "d/e/f.txt\n"),
            ("find d -name e -prune -o -print", "d\nd/g.TXT\nd/h\nd/l\n"),
            ("find d -type f -exec echo [{}] \\;", "[d/e/f.txt]\n[d/g.TXT]\n[d/h]\n"),
            ("find d -type f -exec echo {} +", "d/e/f.txt d/g.TXT d/h\n"),
            ("find d -type f -delete; find d", "d\nd/e\nd/l\n"),
            ("find d -name f.txt -printf '%f %s %m %y\\n'", "f.txt 5 644 f\n"),
            (
                "touch -d 2001-01-01 d/h; find d -type f -newer d/h -name 'g*'; find d -mtime +30 -type f",
                "d/g.TXT\nd/h\n",
            ),
            ("chmod 4755 d/h; find d -perm -4000; find d -perm 644 -name 'f*'", "d/h\nd/e/f.txt\n"),
        ] {
            check(&[(&format!("{make}{rest}"), expected)]);
        }
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("find x", "", "find: 'x': No such file or directory\n", 1),
                ("find . -frob", "", "find: unknown predicate `-frob'\n", 1),
                ("find . -name", "", "find: missing argument to `-name'\n", 1),
                ("find . -exec nope \\;", "", "find: 'nope': No such file or directory\n", 0),
            ],
        );
        check_all(
            Flavour::Busybox,
            &[
                ("find x", "", "find: x: No such file or directory\n", 1),
                ("find . -frob", "", "find: unrecognized: -frob\n", 1),
            ],
        );
    }
}
