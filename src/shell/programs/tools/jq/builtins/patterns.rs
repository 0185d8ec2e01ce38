//! Regular expressions: what `match`, `test`, `capture`, `scan`, `splits`, `sub` and `gsub` are made of.

use std::rc::Rc;

use regex_lite::{Captures, Regex, RegexBuilder};

use super::{argument, native, wrong};
use crate::allowance::insist;
use crate::shell::programs::tools::jq::syntax::{Made, Native};
use crate::shell::programs::tools::jq::value::{List, Value};

pub(super) static NATIVES: &[Native] = &[native("_match", 3, |value, arguments| {
    found(&value, argument(arguments, 0), argument(arguments, 1), argument(arguments, 2).holds())
})];

/// What the letters of the flags say.
#[derive(Default)]
struct Flags {
    global: bool,
    ignore_case: bool,
    spaced: bool,
    dot_all: bool,
    not_empty: bool,
}

fn flags(value: &Value) -> Result<Flags, Value> {
    let mut flags = Flags::default();
    let Value::Text(text) = value else {
        return match value {
            Value::Null => Ok(flags),
            other => Err(wrong(other, "is not a string").err().unwrap_or_default()),
        };
    };
    for letter in text.chars() {
        match letter {
            'g' => flags.global = true,
            'i' => flags.ignore_case = true,
            'x' => flags.spaced = true,
            'm' | 'p' => flags.dot_all = true,
            'n' => flags.not_empty = true,
            // Only one line is the rule.
            's' => {}
            'l' => return Err("layercake does not simulate the longest of all matches (the flag l)".into()),
            _ => return Err(format!("{text} is not a valid modifier string").into()),
        }
    }
    Ok(flags)
}

/// What Oniguruma has, and this engine does not.
const UNSIMULATED: &[(&str, &str)] = &[
    ("(?=", "looking ahead"),
    ("(?!", "looking ahead"),
    ("(?<=", "looking behind"),
    ("(?<!", "looking behind"),
    ("(?>", "groups that do not give back"),
    ("\\k<", "references to groups"),
    ("\\g<", "calls of groups"),
    ("\\p{", "classes by their names"),
    ("\\X", "clusters"),
];

/// Compiles a pattern; the words of what is wrong are Oniguruma's.
fn compiled(pattern: &str, flags: &Flags) -> Result<Regex, Value> {
    let back = pattern.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && (b'1'..=b'9').contains(&pair[1]));
    let named = UNSIMULATED.iter().find(|(sign, _)| pattern.contains(sign)).map(|(_, what)| *what);
    if let Some(what) = named.or(back.then_some("references to groups")) {
        return Err(format!("layercake does not simulate {what} in the pattern {pattern:?}").into());
    }
    let text = pattern.replace("\\h", "[0-9a-fA-F]").replace("\\Z", "\\z");
    let mut builder = RegexBuilder::new(&text);
    builder.case_insensitive(flags.ignore_case).ignore_whitespace(flags.spaced).dot_matches_new_line(flags.dot_all);
    builder.build().map_err(|error| {
        let words = error.to_string();
        let words = match () {
            () if pattern.ends_with('\\') => "end pattern at escape",
            () if words.contains("open group") => "end pattern with unmatched parenthesis",
            () if words.contains("found closing") => "unmatched close parenthesis",
            () if words.contains("class") => "premature end of char-class",
            () if words.contains("repetition") => "target of repeat operator is not specified",
            () => &words,
        };
        Value::from(format!("Regex failure: {words}"))
    })
}

/// Counts letters up to a byte, never from the beginning again.
struct Places<'a> {
    text: &'a str,
    byte: usize,
    letters: usize,
}

impl Places<'_> {
    fn of(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.letters) = (0, 0);
        }
        self.letters += self.text.get(self.byte..byte).map_or(0, |piece| piece.chars().count());
        self.byte = byte;
        self.letters
    }
}

fn found(value: &Value, pattern: &Value, modifiers: &Value, test: bool) -> Made {
    let Value::Text(text) = value else { return wrong(value, "cannot be matched, as it is not a string") };
    let Value::Text(pattern) = pattern else { return wrong(pattern, "is not a string") };
    let flags = flags(modifiers)?;
    let regex = compiled(pattern, &flags)?;
    let names: Vec<Option<&str>> = regex.capture_names().collect();
    let mut places = Places { text, byte: 0, letters: 0 };
    let (mut all, mut start) = (List::default(), 0);
    while start <= text.len() {
        insist((text.len() - start) as u64 * pattern.len().max(1) as u64);
        let Some(captures) = regex.captures_at(text, start) else { break };
        let Some(whole) = captures.get(0) else { break };
        let empty = whole.is_empty();
        start = whole.end();
        if empty {
            start += text.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        }
        if empty && flags.not_empty {
            continue;
        }
        if test {
            return Ok(true.into());
        }
        all.push(matched(&captures, &names, &mut places)?)?;
        if !flags.global {
            break;
        }
    }
    Ok(if test { false.into() } else { Value::List(Rc::new(all)) })
}

fn matched(captures: &Captures<'_>, names: &[Option<&str>], places: &mut Places<'_>) -> Made {
    let whole = captures.get(0).map_or(0..0, |whole| whole.range());
    let offset = places.of(whole.start);
    let length = places.text.get(whole.clone()).map_or(0, |text| text.chars().count());
    let mut groups = List::default();
    for (at, name) in names.iter().enumerate().skip(1) {
        let name = name.map_or(Value::Null, Value::from);
        groups.push(match captures.get(at) {
            None => Value::object([
                ("offset", Value::from(-1.0)),
                ("string", Value::Null),
                ("length", Value::count(0)),
                ("name", name),
            ])?,
            Some(group) if group.is_empty() => Value::object([
                ("offset", Value::count(places.of(group.start()))),
                ("string", "".into()),
                ("length", Value::count(0)),
                ("name", name),
            ])?,
            Some(group) => Value::object([
                ("offset", Value::count(places.of(group.start()))),
                ("length", Value::count(group.as_str().chars().count())),
                ("string", group.as_str().into()),
                ("name", name),
            ])?,
        })?;
    }
    Value::object([
        ("offset", Value::count(offset)),
        ("length", Value::count(length)),
        ("string", places.text.get(whole).unwrap_or_default().into()),
        ("captures", Value::List(Rc::new(groups))),
    ])
}
