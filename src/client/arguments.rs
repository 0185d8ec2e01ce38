//! Reading a command line as spf13/pflag does: flags in any order, clusters of short ones, `--` ends them.

use std::collections::BTreeMap;

use super::flag::{Flag, Kind, List, Listed, Number, Switch, Text, Typed};
use crate::text::{parse_bool, quote_char};

/// What is wrong with a command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    #[error("unknown flag: --{0}")]
    UnknownLong(String),
    #[error("unknown shorthand flag: {} in -{cluster}", quote_char(*.name))]
    UnknownShort { name: char, cluster: String },
    #[error("bad flag syntax: {0}")]
    Syntax(String),
    #[error("flag needs an argument: --{0}")]
    NoValueLong(String),
    #[error("flag needs an argument: {} in -{cluster}", quote_char(*.name))]
    NoValueShort { name: char, cluster: String },
    #[error("invalid argument {} for {} flag: {why}", crate::text::quote(.value), crate::text::quote(.flag))]
    Value { value: String, flag: String, why: String },
}

/// What a command line says.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    flags: Vec<&'static Flag>,
    values: BTreeMap<&'static str, Vec<String>>,
    /// The path of the command that was called, e.g. `image ls`.
    pub path: &'static str,
    /// What is no flag.
    pub arguments: Vec<String>,
    /// Warnings about flags, for standard error.
    pub warnings: Vec<String>,
    /// Whether help was asked for; what else is wrong with the line counts more.
    pub help: bool,
}

impl Matches {
    /// Reads `line`. Without `interspersed` the first argument that is no flag ends the flags.
    pub fn read(flags: Vec<&'static Flag>, line: &[String], interspersed: bool) -> Result<Matches, BadLine> {
        let mut matches = Matches { flags, ..Matches::default() };
        let mut rest = line.iter();
        while let Some(word) = rest.next() {
            if word == "--" {
                matches.arguments.extend(rest.cloned());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                matches.long(long, word, &mut rest)?;
            } else if word.len() > 1 && word.starts_with('-') {
                matches.short(word.get(1..).unwrap_or(""), &mut rest)?;
            } else {
                matches.arguments.push(word.clone());
                if !interspersed {
                    matches.arguments.extend(rest.cloned());
                    break;
                }
            }
        }
        Ok(matches)
    }

    fn long<'l>(&mut self, text: &str, word: &str, rest: &mut impl Iterator<Item = &'l String>) -> Result<(), BadLine> {
        let (name, given) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_string())),
            None => (text, None),
        };
        if name.is_empty() || name.starts_with('-') {
            return Err(BadLine::Syntax(word.into()));
        }
        let Some(flag) = self.flags.iter().find(|flag| flag.long == name).copied() else {
            if name != "help" {
                return Err(BadLine::UnknownLong(name.into()));
            }
            let value = given.unwrap_or_else(|| "true".into());
            self.help = parse_bool(&value).map_err(|why| BadLine::Value {
                value,
                flag: "-h, --help".into(),
                why: why.to_string(),
            })?;
            return Ok(());
        };
        let value = match given {
            Some(value) => value,
            None if flag.kind == Kind::Bool => "true".into(),
            None => rest.next().cloned().ok_or_else(|| BadLine::NoValueLong(name.into()))?,
        };
        self.set(flag, value)
    }

    fn short<'l>(&mut self, cluster: &str, rest: &mut impl Iterator<Item = &'l String>) -> Result<(), BadLine> {
        let mut left = cluster;
        while let Some(name) = left.chars().next() {
            let after = left.get(name.len_utf8()..).unwrap_or("");
            let Some(flag) = self.flags.iter().find(|flag| flag.short == Some(name)).copied() else {
                if name == 'h' {
                    self.warnings.push("Flag shorthand -h has been deprecated, use --help".into());
                    self.help = true;
                    left = after;
                    continue;
                }
                return Err(BadLine::UnknownShort { name, cluster: left.into() });
            };
            if let Some(value) = after.strip_prefix('=').filter(|value| !value.is_empty()) {
                return self.set(flag, value.into());
            }
            if flag.kind == Kind::Bool {
                self.set(flag, "true".into())?;
                left = after;
                continue;
            }
            let value = match after {
                "" => rest.next().cloned().ok_or_else(|| BadLine::NoValueShort { name, cluster: left.into() })?,
                value => value.into(),
            };
            return self.set(flag, value);
        }
        Ok(())
    }

    fn set(&mut self, flag: &Flag, value: String) -> Result<(), BadLine> {
        if flag.long == "help" {
            self.help = parse_bool(&value) == Ok(true);
        }
        let pieces: Vec<String> = match flag.kind {
            Kind::Strings => value.split(',').map(str::to_string).collect(),
            _ => vec![value.clone()],
        };
        for piece in &pieces {
            flag.accepts(piece).map_err(|why| BadLine::Value { value: value.clone(), flag: flag.shown(), why })?;
        }
        if let Some(why) = flag.deprecated {
            self.warnings.push(format!("Flag --{} has been deprecated, {why}", flag.long));
        }
        let values = self.values.entry(flag.long).or_default();
        if !flag.repeats() {
            values.clear();
        }
        values.extend(pieces);
        Ok(())
    }

    /// The flags that were given.
    pub fn given(&self) -> impl Iterator<Item = &Flag> {
        self.flags.iter().copied().filter(|flag| self.values.contains_key(flag.long))
    }

    /// Whether the flag was given.
    pub fn changed<T>(&self, flag: &Typed<T>) -> bool {
        self.has(flag)
    }

    /// The same, whatever its values are.
    pub fn has(&self, flag: &dyn Listed) -> bool {
        self.values.contains_key(self.listed(flag).long)
    }

    /// A text: the last value, or the flag's default.
    pub fn text<'m>(&'m self, flag: &'m Text) -> &'m str {
        self.last(self.listed(flag))
    }

    /// A switch.
    pub fn on(&self, flag: &Switch) -> bool {
        parse_bool(self.last(self.listed(flag))) == Ok(true)
    }

    /// A number; 0 without default.
    pub fn number(&self, flag: &Number) -> i64 {
        let flag = self.listed(flag);
        flag.number(self.last(flag)).unwrap_or(0)
    }

    /// All values of a flag that repeats.
    pub fn list(&self, flag: &List) -> &[String] {
        self.values.get(self.listed(flag).long).map_or(&[], Vec::as_slice)
    }

    /// The flag as read; it must be one of the command that was called.
    fn listed<'f>(&self, flag: &'f dyn Listed) -> &'f Flag {
        let flag = flag.flag();
        debug_assert!(
            self.flags.iter().any(|listed| listed.long == flag.long && listed.kind == flag.kind),
            "docker {} does not list --{}",
            self.path,
            flag.long
        );
        flag
    }

    fn last<'m>(&'m self, flag: &'m Flag) -> &'m str {
        self.values.get(flag.long).and_then(|values| values.last()).map_or(flag.default, String::as_str)
    }

    /// The argument at `index`; empty if there is none.
    pub fn argument(&self, index: usize) -> &str {
        self.arguments.get(index).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::super::flag::{Flags, sorted};
    use super::*;

    const ALL: Switch = Switch::new("all", "").short('a');
    const QUIET: Switch = Switch::new("quiet", "").short('q');
    const FILTER: List = List::filter("filter", "").short('f');
    const LIMIT: Number = Number::int("limit", "").default("25");
    const PLATFORM: List = List::strings("platform", "");
    const FLAGS: Flags = &[&ALL, &QUIET, &FILTER, &LIMIT, &PLATFORM];

    fn read(line: &str, interspersed: bool) -> Result<Matches, String> {
        let words: Vec<String> = line.split_whitespace().map(String::from).collect();
        Matches::read(sorted(&[FLAGS]), &words, interspersed).map_err(|error| error.to_string())
    }

    #[test]
    fn flags_come_in_any_form_and_order() {
        let matches = read("x -aq y -fa=b --filter c=d --limit=3 -- -z", true).unwrap();
        assert_eq!(matches.arguments, ["x", "y", "-z"]);
        assert!(matches.on(&ALL) && matches.on(&QUIET));
        assert_eq!(matches.list(&FILTER), ["a=b", "c=d"]);
        assert_eq!(matches.number(&LIMIT), 3);
        assert_eq!(read("", true).unwrap().number(&LIMIT), 25);
        assert!(!read("-a=false", true).unwrap().on(&ALL));
        assert_eq!(read("--platform a,b --platform c", true).unwrap().list(&PLATFORM), ["a", "b", "c"]);
    }

    #[test]
    fn a_command_that_runs_another_leaves_its_flags_alone() {
        let matches = read("-a image sh -c x --all", false).unwrap();
        assert_eq!(matches.arguments, ["image", "sh", "-c", "x", "--all"]);
    }

    #[test]
    fn mistakes_are_worded_as_pflag_words_them() {
        for (line, words) in [
            ("--nope", "unknown flag: --nope"),
            ("-ax", "unknown shorthand flag: 'x' in -x"),
            ("-xa", "unknown shorthand flag: 'x' in -xa"),
            ("--limit", "flag needs an argument: --limit"),
            ("-af", "flag needs an argument: 'f' in -f"),
            ("--=x", "bad flag syntax: --=x"),
            ("---x", "bad flag syntax: ---x"),
            (
                "--limit ten",
                r#"invalid argument "ten" for "--limit" flag: strconv.ParseInt: parsing "ten": invalid syntax"#,
            ),
            ("-f x", r#"invalid argument "x" for "-f, --filter" flag: bad format of filter (expected name=value)"#),
            (
                "--help=x",
                r#"invalid argument "x" for "-h, --help" flag: strconv.ParseBool: parsing "x": invalid syntax"#,
            ),
            ("--help --nope", "unknown flag: --nope"),
        ] {
            assert_eq!(read(line, true).unwrap_err(), words, "{line}");
        }
    }

    #[test]
    fn help_is_asked_for_in_several_ways() {
        for (line, help, warnings) in [
            ("--help", true, 0),
            ("x y --help", true, 0),
            ("-ah", true, 1),
            ("--help=false", false, 0),
            ("-a", false, 0),
        ] {
            let matches = read(line, true).unwrap();
            assert_eq!((matches.help, matches.warnings.len()), (help, warnings), "{line}");
        }
    }
}
