//! Flags of commands: how they are named, what values they take, how help shows them.

use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

use super::argument::Argument;
use crate::text;

/// What values a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// None, or `=true`/`=false`.
    Bool,
    /// One text; the last one counts.
    Text,
    /// A whole number.
    Int,
    /// A whole number from 0 to 65535.
    Uint16,
    /// A text each time.
    List,
    /// Several texts, comma between, or a text each time.
    Strings,
    /// `name=value` each time.
    Filter,
    /// A size in bytes with a binary unit.
    Bytes,
    /// A span of time as Go writes it.
    Duration,
    /// A decimal number.
    Decimal,
    /// A text with a value name of its own on help pages; the last one counts.
    Named(&'static str),
    /// The same, a text each time.
    NamedList(&'static str),
}

impl Kind {
    /// How help pages name the value.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Bool => "",
            Kind::Text => "string",
            Kind::Int => "int",
            Kind::Uint16 => "uint16",
            Kind::List => "list",
            Kind::Strings => "strings",
            Kind::Filter => "filter",
            Kind::Bytes => "bytes",
            Kind::Duration => "duration",
            Kind::Decimal => "decimal",
            Kind::Named(name) | Kind::NamedList(name) => name,
        }
    }
}

/// Refuses a value, in Docker's words.
pub type Check = fn(&str) -> Result<(), String>;

/// One flag of a command.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Long name, without dashes.
    pub long: &'static str,
    /// Short name.
    pub short: Option<char>,
    pub kind: Kind,
    /// One line on what it does, for help.
    pub about: &'static str,
    /// The value without the flag; help shows it if it is not empty.
    pub default: &'static str,
    /// Not on help pages.
    pub hidden: bool,
    /// Why it should not be used any more.
    pub deprecated: Option<&'static str>,
    /// What to do instead, where the sandbox does not simulate it.
    pub unsimulated: Option<&'static str>,
    pub check: Option<Check>,
    /// What its value is.
    pub takes: Argument,
}

/// The flags of a command, as its row lists them.
pub type Flags = &'static [&'static dyn Listed];

/// What a row can list: a flag, whatever its values are.
pub trait Listed: Debug + Sync {
    fn flag(&self) -> &Flag;
}

/// A flag whose values are read as `T`. It is a constant that a row lists and the code reads, so that a misspelt or
/// mistaken one does not compile.
pub struct Typed<T> {
    flag: Flag,
    read: PhantomData<fn() -> T>,
}

/// On or off.
pub type Switch = Typed<bool>;
/// One text; the last one counts.
pub type Text = Typed<String>;
/// A text each time.
pub type List = Typed<Vec<String>>;
/// A number: whole, bytes, nanoseconds or billionths, as the flag's kind has it.
pub type Number = Typed<i64>;

impl<T> Debug for Typed<T> {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        self.flag.fmt(to)
    }
}

impl<T> Listed for Typed<T> {
    fn flag(&self) -> &Flag {
        &self.flag
    }
}

impl Typed<bool> {
    /// A switch.
    pub const fn new(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Bool, about)
    }
}

impl Typed<String> {
    /// A text.
    pub const fn new(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Text, about)
    }
    /// With a value name of its own on help pages.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.flag.kind = Kind::Named(name);
        self
    }
}

impl Typed<Vec<String>> {
    /// Texts, one each time.
    pub const fn new(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::List, about)
    }
    /// Texts, comma between, or one each time.
    pub const fn strings(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Strings, about)
    }
    /// `name=value` each time.
    pub const fn filter(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Filter, about)
    }
    /// With a value name of its own on help pages.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.flag.kind = Kind::NamedList(name);
        self
    }
}

impl Typed<i64> {
    /// A whole number.
    pub const fn int(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Int, about)
    }
    /// A whole number from 0 to 65535.
    pub const fn uint16(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Uint16, about)
    }
    /// A size, read in bytes.
    pub const fn bytes(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Bytes, about)
    }
    /// A span of time, read in nanoseconds.
    pub const fn duration(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Duration, about)
    }
    /// A decimal number, read in billionths.
    pub const fn decimal(long: &'static str, about: &'static str) -> Self {
        Typed::of(long, Kind::Decimal, about)
    }
}

impl<T> Typed<T> {
    /// A flag with a long name only.
    const fn of(long: &'static str, kind: Kind, about: &'static str) -> Self {
        let flag = Flag {
            long,
            short: None,
            kind,
            about,
            default: "",
            hidden: false,
            deprecated: None,
            unsimulated: None,
            check: None,
            takes: Argument::Word,
        };
        Typed { flag, read: PhantomData }
    }

    /// Without dashes.
    pub const fn name(&self) -> &'static str {
        self.flag.long
    }
    /// With a short name too.
    pub const fn short(mut self, short: char) -> Self {
        self.flag.short = Some(short);
        self
    }
    /// With this value where the flag is not given.
    pub const fn default(mut self, value: &'static str) -> Self {
        self.flag.default = value;
        self
    }
    /// Not on help pages.
    pub const fn hidden(mut self) -> Self {
        self.flag.hidden = true;
        self
    }
    /// Accepted with a warning, and not on help pages.
    pub const fn deprecated(mut self, why: &'static str) -> Self {
        self.flag.deprecated = Some(why);
        self.flag.hidden = true;
        self
    }
    /// Refused: the sandbox does not simulate it.
    pub const fn unsimulated(mut self, instead: &'static str) -> Self {
        self.flag.unsimulated = Some(instead);
        self
    }
    /// With values of this kind.
    pub const fn takes(mut self, argument: Argument) -> Self {
        self.flag.takes = argument;
        self
    }
    /// With a check of each value.
    pub const fn checked(mut self, check: Check) -> Self {
        self.flag.check = Some(check);
        self
    }
}

/// All flags of these lists, sorted by long name.
pub fn sorted(lists: &[Flags]) -> Vec<&'static Flag> {
    let mut flags: Vec<&Flag> = lists.iter().flat_map(|list| list.iter().map(|listed| listed.flag())).collect();
    flags.sort_by_key(|flag| flag.long);
    flags
}

impl Flag {
    /// How error messages name it: `-f, --filter`.
    pub fn shown(&self) -> String {
        match self.short {
            Some(short) => format!("-{short}, --{}", self.long),
            None => format!("--{}", self.long),
        }
    }

    /// Whether each use adds a value.
    pub fn repeats(&self) -> bool {
        matches!(self.kind, Kind::List | Kind::Strings | Kind::Filter | Kind::NamedList(_))
    }

    /// Refuses a value that the flag cannot take; the words are those of Go and docker/cli `opts`.
    pub fn accepts(&self, value: &str) -> Result<(), String> {
        match self.kind {
            Kind::Bool => text::parse_bool(value).map(|_| ()).map_err(|error| error.to_string()),
            Kind::Int => text::parse_int(value).map(|_| ()).map_err(|error| error.to_string()),
            Kind::Uint16 => text::parse_uint16(value).map(|_| ()).map_err(|error| error.to_string()),
            Kind::Filter if !value.is_empty() && !value.contains('=') => {
                Err("bad format of filter (expected name=value)".into())
            }
            Kind::Bytes => text::parse_memory(value).map(|_| ()).map_err(|error| error.to_string()),
            Kind::Duration => text::parse_duration(value).map(|_| ()).map_err(|error| error.to_string()),
            Kind::Decimal => parse_cpus(value).map(|_| ()),
            _ => Ok(()),
        }?;
        self.check.map_or(Ok(()), |check| check(value))
    }

    /// The number that an accepted value stands for.
    pub fn number(&self, value: &str) -> Option<i64> {
        match self.kind {
            Kind::Bytes => text::parse_memory(value).ok(),
            Kind::Duration => text::parse_duration(value).ok(),
            Kind::Decimal => parse_cpus(value).ok(),
            _ => text::parse_int(value).ok(),
        }
    }
}

/// Billionths of a processor (`--cpus`, docker/cli `opts.ParseCPUs`).
pub fn parse_cpus(value: &str) -> Result<i64, String> {
    let number: f64 = value.parse().map_err(|_| format!("failed to parse {value} as a rational number"))?;
    let nano = number * 1e9;
    if nano.fract() != 0.0 || !nano.is_finite() {
        return Err("value is too precise".into());
    }
    Ok(nano as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_as_go_checks_them() {
        let refused = |kind, value| Typed::<()>::of("x", kind, "").flag.accepts(value).unwrap_err();
        assert_eq!(refused(Kind::Int, "ten"), r#"strconv.ParseInt: parsing "ten": invalid syntax"#);
        assert_eq!(refused(Kind::Bool, "maybe"), r#"strconv.ParseBool: parsing "maybe": invalid syntax"#);
        assert_eq!(refused(Kind::Uint16, "70000"), r#"strconv.ParseUint: parsing "70000": value out of range"#);
        assert_eq!(refused(Kind::Filter, "official"), "bad format of filter (expected name=value)");
        assert_eq!(refused(Kind::Bytes, "lots"), "invalid size: 'lots'");
        assert_eq!(refused(Kind::Duration, "5"), r#"time: missing unit in duration "5""#);
        assert_eq!(parse_cpus("1.5"), Ok(1_500_000_000));
    }
}
