//! Values: what can be computed from a World and asked of the learner. One row of a table a kind, as with checks.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::answers::{alike, choice, plain, quantity};
use super::view::fits;
use super::{Arguments, Form, Key, View, key, values};

/// What is true.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// It cannot be said yet; the reason is for the learner.
    NotYet(String),
    /// A number, and how far off an answer may be.
    Number { number: f64, tolerance: f64 },
    /// Bytes; answers come in any unit, and may be off by a part of it (0.05: five in a hundred).
    Bytes { bytes: f64, part: f64 },
    /// One of these texts; the first is the one that is shown.
    Text(Vec<String>),
    /// A digest, of which so many digits are enough.
    Digits(Vec<String>),
    /// One of several words, each with synonyms: which one.
    Choice { words: &'static [&'static [&'static str]], right: usize },
}

/// Digits of a digest that an answer needs at least.
const DIGITS: usize = 8;

/// One kind of value.
pub struct ValueKind {
    /// The key that names it, and what stands after it.
    pub subject: Key,
    /// The other keys it takes, besides [`COMMON`].
    pub parameters: &'static [Key],
    /// What it computes, for authors.
    pub about: &'static str,
    /// What the types of the keys do not say.
    pub valid: fn(&Arguments) -> Result<(), String>,
    /// Computes it.
    pub truth: fn(&Arguments, &View<'_>) -> Truth,
}

/// Keys that all values take: they tell which option of a prediction is right, and how exact an answer must be.
pub const COMMON: &[Key] = &[
    key("options", Form::Texts, "prediction: what the value is if the first, second, … option is right"),
    key("nearest", Form::Numbers, "prediction: the option whose number is nearest is right"),
    key("tolerance", Form::Number, "how far off a number may be (bytes: per cent)"),
];

/// All kinds.
pub fn value_kinds() -> impl Iterator<Item = &'static ValueKind> {
    values::KINDS.iter().copied().flatten()
}

/// A value of a script.
#[derive(Clone)]
pub struct Value {
    kind: &'static ValueKind,
    arguments: Arguments,
}

impl Value {
    /// Reads one; the error says which key is wrong.
    pub fn of(table: toml::Table) -> Result<Value, String> {
        let Some(kind) = value_kinds().find(|kind| table.contains_key(kind.subject.name)) else {
            let found: Vec<&str> = table.keys().map(String::as_str).collect();
            let known: Vec<&str> = value_kinds().map(|kind| kind.subject.name).collect();
            return Err(format!("no value among the keys `{}`; there are {}", found.join("`, `"), known.join(", ")));
        };
        let arguments = Arguments::new(table, &kind.subject, &[kind.parameters, COMMON])?;
        (kind.valid)(&arguments)?;
        Ok(Value { kind, arguments })
    }

    /// What is true in what `view` shows.
    #[allow(clippy::cast_precision_loss)]
    pub fn truth(&self, view: &View<'_>) -> Truth {
        let truth = (self.kind.truth)(&self.arguments, view);
        match (truth, self.arguments.number("tolerance")) {
            (Truth::Number { number, .. }, Some(off)) => Truth::Number { number, tolerance: off as f64 },
            (Truth::Bytes { bytes, .. }, Some(off)) => Truth::Bytes { bytes, part: off as f64 / 100.0 },
            (truth, _) => truth,
        }
    }

    /// Which option of a prediction is right, from 1.
    pub fn option(&self, view: &View<'_>) -> Result<usize, String> {
        let truth = self.truth(view);
        if let Truth::NotYet(reason) = truth {
            return Err(reason);
        }
        let texts = self.arguments.list("options");
        if let Some(found) = texts.iter().position(|text| truth.accepts(text)) {
            return Ok(found + 1);
        }
        let numbers = self.arguments.numbers("nearest");
        let (Truth::Number { number, .. } | Truth::Bytes { bytes: number, .. }) = truth else {
            return Err(format!("the value is {}, and none of the options says so", truth.shown()));
        };
        // The nearest by ratio: 11 is nearer to 10 than to 2, and 40 is nearer to 100 than to 10.
        let far = |other: f64| ((number + 0.01) / (other + 0.01)).ln().abs();
        let nearest = numbers.iter().enumerate().min_by(|one, other| far(*one.1).total_cmp(&far(*other.1)));
        nearest.map(|(index, _)| index + 1).ok_or_else(|| "neither `options` nor `nearest` says which option".into())
    }
}

impl Truth {
    /// Whether an answer says it. Spelling is forgiven.
    pub fn accepts(&self, given: &str) -> bool {
        match self {
            Truth::NotYet(_) => false,
            Truth::Number { number, tolerance } => quantity(given)
                .is_some_and(|given| given.scale.is_none() && (given.number - number).abs() <= tolerance + 1e-9),
            Truth::Bytes { bytes, part } => quantity(given).is_some_and(|given| {
                let given = given.number * given.scale.unwrap_or(1e6);
                (given - bytes).abs() <= (bytes * part).max(0.5e6_f64.min(bytes / 2.0))
            }),
            Truth::Text(texts) => texts.iter().any(|text| alike(text, given)),
            Truth::Digits(digests) => {
                let plain = plain(given);
                let digits = plain.rsplit(':').next().unwrap_or_default().trim_end_matches('…').trim();
                digits.len() >= DIGITS && digests.iter().any(|digest| digest.starts_with(digits))
            }
            Truth::Choice { words, right } => {
                let words: Vec<Vec<&str>> = words.iter().map(|names| names.to_vec()).collect();
                choice(given, &words) == Some(*right)
            }
        }
    }

    /// An answer that says it.
    pub fn shown(&self) -> String {
        match self {
            Truth::NotYet(_) => String::new(),
            Truth::Number { number, .. } => format!("{}", number.round()),
            Truth::Bytes { bytes, .. } => format!("{:.1} MB", bytes / 1e6),
            Truth::Text(texts) => texts.first().cloned().unwrap_or_default(),
            Truth::Digits(digests) => {
                digests.first().map(|digest| digest.chars().take(12).collect()).unwrap_or_default()
            }
            Truth::Choice { words, right } => {
                words.get(*right).and_then(|names| names.first()).copied().unwrap_or_default().into()
            }
        }
    }
}

/// Whether an answer is of a known wrong kind: `*` stands for any text, `>50` for a number above, `<5` for one below; a
/// number or a text for itself, with spelling forgiven.
pub fn answer_matches(pattern: &str, given: &str) -> bool {
    let number = || quantity(given).map(|given| given.number * given.scale.unwrap_or(1.0));
    let limit = |text: &str| text.trim().parse::<f64>().ok();
    if let Some(limit) = pattern.strip_prefix('>').and_then(limit) {
        return number().is_some_and(|number| number > limit);
    }
    if let Some(limit) = pattern.strip_prefix('<').and_then(limit) {
        return number().is_some_and(|number| number < limit);
    }
    if let Some(exactly) = limit(pattern) {
        return number() == Some(exactly);
    }
    if pattern.contains(['*', '[']) { fits(&pattern.to_lowercase(), &plain(given)) } else { alike(pattern, given) }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} = {:?})", self.kind.subject.name, self.arguments.subjects())
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::of(toml::Table::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
