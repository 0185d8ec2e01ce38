//! An expression, as it is typed.

use std::iter::Peekable;

use super::expression::{Compare, Test};
use super::search::Search;
use crate::shell::Process;
use crate::shell::pattern::Pattern;
use crate::shell::programs::files::mode;
use crate::shell::programs::real::Asked;
use crate::shell::programs::{Bail, accounts};

/// Parentheses and `!` inside each other, at most.
const MAX_NESTING: usize = 40;

/// The words of an expression.
pub struct Parser<'a, 'b> {
    pub process: &'a mut Process<'b>,
    pub words: Peekable<std::vec::IntoIter<String>>,
    pub search: &'a mut Search,
}

impl Parser<'_, '_> {
    pub fn either(&mut self, nesting: usize) -> Result<Test, Bail> {
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
                    Err(errno) => {
                        return self.unknown(&format!("'{value}': {errno}"), &format!("can't stat '{value}': {errno}"));
                    }
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
            _ => {
                if self.process.has_option(Asked::Term(word.trim_start_matches('-'))) {
                    self.process.unless_real(Asked::Term(word.trim_start_matches('-')), 1)?;
                }
                return self.unknown(&format!("unknown predicate `{word}'"), &format!("unrecognized: {word}"));
            }
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
