//! Values: what can be computed from a World and asked of the learner. One row of a table a kind, as with checks.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::answers::{alike, plain, quantity};
use super::forms::{Many, Wildcard};
use super::keys::{Keys, keys, known, take};
use super::truth::{Tell, Truth, ValueKind};
use super::{View, named, values};

keys! {
    /// Keys that all values take: they tell which option of a prediction is right, and how exact an answer must be.
    pub struct ValueCommon {
        /// prediction: what the value is if the first, second, … option is right
        #[serde(default)]
        options: Many<String>,
        /// prediction: the option whose number is nearest is right
        #[serde(default)]
        nearest: Vec<f64>,
        /// how far off a number may be (bytes: per cent)
        tolerance: Option<f64>,
    }
}

/// All kinds.
pub fn value_kinds() -> &'static [ValueKind] {
    values::KINDS
}

/// A value of a script.
#[derive(Clone, Debug)]
pub struct Value {
    told: Arc<dyn Tell>,
    common: ValueCommon,
}

impl Value {
    /// Reads one; the error says which key is wrong.
    pub fn of(mut table: toml::Table) -> Result<Value, String> {
        let common: ValueCommon = take(&mut table)?;
        let kind = named(value_kinds(), |kind| kind.keys, &table, "value")?;
        known(&table, [kind.keys, ValueCommon::KEYS])?;
        Ok(Value { told: (kind.read)(table)?, common })
    }

    /// What is true in what `view` shows.
    pub fn truth(&self, view: &View<'_>) -> Truth {
        match (self.told.truth(view), self.common.tolerance) {
            (Truth::Number { number, .. }, Some(off)) => Truth::Number { number, tolerance: off },
            (Truth::Bytes { bytes, .. }, Some(off)) => Truth::Bytes { bytes, part: off / 100.0 },
            (truth, _) => truth,
        }
    }

    /// Which option of a prediction is right, from 1.
    pub fn option(&self, view: &View<'_>) -> Result<usize, String> {
        let truth = self.truth(view);
        if let Truth::NotYet(reason) = truth {
            return Err(reason);
        }
        if let Some(found) = self.common.options.iter().position(|text| truth.accepts(text)) {
            return Ok(found + 1);
        }
        let (Truth::Number { number, .. } | Truth::Bytes { bytes: number, .. }) = truth else {
            return Err(format!("the value is {}, and none of the options says so", truth.shown()));
        };
        // The nearest by ratio: 11 is nearer to 10 than to 2, and 40 is nearer to 100 than to 10.
        let far = |other: f64| ((number + 0.01) / (other + 0.01)).ln().abs();
        let numbers = self.common.nearest.iter().enumerate();
        let nearest = numbers.min_by(|one, other| far(*one.1).total_cmp(&far(*other.1)));
        nearest.map(|(index, _)| index + 1).ok_or_else(|| "neither `options` nor `nearest` says which option".into())
    }
}

/// Answers of a known wrong kind.
#[derive(Clone, Debug)]
pub enum AnswerPattern {
    /// `>50`: a number above.
    Above(f64),
    /// `<5`: a number below.
    Below(f64),
    /// `7`: this number.
    Number(f64),
    /// `*/nginx`: what matches.
    Like(Wildcard),
    /// This text, with spelling forgiven.
    Text(String),
}

impl AnswerPattern {
    /// Reads one.
    pub fn new(text: &str) -> Result<AnswerPattern, String> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let limit = |rest: &str| number(rest).ok_or_else(|| format!("`{text}`: after `<` or `>` comes a number"));
        if let Some(rest) = text.strip_prefix('>') {
            return limit(rest).map(AnswerPattern::Above);
        }
        if let Some(rest) = text.strip_prefix('<') {
            return limit(rest).map(AnswerPattern::Below);
        }
        if let Some(number) = number(text) {
            return Ok(AnswerPattern::Number(number));
        }
        let pattern = Wildcard::new(&text.to_lowercase())?;
        Ok(if pattern.is_special() { AnswerPattern::Like(pattern) } else { AnswerPattern::Text(text.into()) })
    }

    /// Whether an answer is of this kind.
    pub fn matches(&self, given: &str) -> bool {
        let number = || quantity(given).map(|given| given.number * given.scale.unwrap_or(1.0));
        match self {
            AnswerPattern::Above(limit) => number().is_some_and(|number| number > *limit),
            AnswerPattern::Below(limit) => number().is_some_and(|number| number < *limit),
            AnswerPattern::Number(exactly) => number() == Some(*exactly),
            AnswerPattern::Like(pattern) => pattern.fits(&plain(given)),
            AnswerPattern::Text(text) => alike(text, given),
        }
    }
}

impl<'de> Deserialize<'de> for AnswerPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AnswerPattern::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::of(toml::Table::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
