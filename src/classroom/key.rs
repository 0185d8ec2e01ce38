//! [`Key`]: what only the teacher has of an exercise: what its tasks are worth, and checks that no student sees.
//!
//! ```toml
//! points = [2, 1]      # of the tasks, questions and predictions in their order; others are worth 1 (a prediction: nothing)
//! hint = 0.25          # the share that each hint takes from a task's points
//! shown = 0.5          # the share that is left if the solution was shown
//!
//! [[hidden]]           # holds in the end, or not
//! says = "no container is left"
//! points = 1
//! done = [{ container = "*", not = true }]
//! ```

use serde::Deserialize;

use super::points::Points;
use crate::lesson::check::Check;

/// Hidden checks that a key may have.
const HIDDEN_LIMIT: usize = 100;

/// How an exercise is marked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// What the tasks and questions are worth, in their order.
    #[serde(default)]
    points: Vec<f64>,
    /// The share that each hint takes away.
    #[serde(default)]
    hint: f64,
    /// The share that is left if the solution was shown.
    #[serde(default)]
    shown: f64,
    /// Checks of the last state that students do not see.
    #[serde(default)]
    pub hidden: Vec<Hidden>,
}

/// A check that students do not see.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    /// What it asks, in words.
    pub says: String,
    #[serde(default = "one")]
    points: f64,
    /// All must hold in the end.
    pub done: Vec<Check>,
}

fn one() -> f64 {
    1.0
}

/// Why a key is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("line {line}: {reason}")]
    Form { line: usize, reason: String },
    #[error("`{0}` is a share, from 0 to 1")]
    Share(&'static str),
    #[error("points are numbers from 0 to {most}", most = super::points::MOST_POINTS)]
    Points,
    #[error("it lists points of {listed} tasks and questions, and the exercise has {has}")]
    TooMany { listed: usize, has: usize },
    #[error("a key may have {HIDDEN_LIMIT} hidden checks")]
    TooManyHidden,
    #[error("a hidden check needs words and something that is done")]
    Empty,
}

impl Key {
    /// Reads a key of an exercise that has so many tasks and questions.
    pub fn read(text: &str, places: usize) -> Result<Key, KeyError> {
        let key: Key = toml::from_str(text).map_err(|wrong| {
            let before = wrong.span().map_or("", |span| &text[..span.start.min(text.len())]);
            KeyError::Form { line: 1 + before.matches('\n').count(), reason: wrong.message().into() }
        })?;
        for (name, share) in [("hint", key.hint), ("shown", key.shown)] {
            if !(0.0..=1.0).contains(&share) {
                return Err(KeyError::Share(name));
            }
        }
        if key.points.len() > places {
            return Err(KeyError::TooMany { listed: key.points.len(), has: places });
        }
        if key.hidden.len() > HIDDEN_LIMIT {
            return Err(KeyError::TooManyHidden);
        }
        let all = key.points.iter().chain(key.hidden.iter().map(|hidden| &hidden.points));
        if all.into_iter().any(|points| Points::of(*points).is_none()) {
            return Err(KeyError::Points);
        }
        if key.hidden.iter().any(|hidden| hidden.says.trim().is_empty() || hidden.done.is_empty()) {
            return Err(KeyError::Empty);
        }
        Ok(key)
    }

    /// What a task or question (from 0, in the exercise's order) is worth.
    pub fn worth(&self, number: usize, otherwise: Points) -> Points {
        self.points.get(number).and_then(|points| Points::of(*points)).unwrap_or(otherwise)
    }

    /// What is left of a task's points after so many hints.
    pub fn after_hints(&self, points: Points, hints: usize) -> Points {
        scaled(points, 1.0 - self.hint * hints as f64)
    }

    /// What is left of a task's points whose solution was shown.
    pub fn after_shown(&self, points: Points) -> Points {
        scaled(points, self.shown)
    }
}

impl Hidden {
    /// What it is worth.
    pub fn worth(&self) -> Points {
        Points::of(self.points).unwrap_or_default()
    }
}

fn scaled(points: Points, share: f64) -> Points {
    Points((f64::from(points.0) * share.clamp(0.0, 1.0)).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_things_are_worth() {
        let key =
            Key::read("points = [2]\nhint = 0.25\n[[hidden]]\nsays = \"a\"\ndone = [{ file = \"a\" }]\n", 2).unwrap();
        assert_eq!((key.worth(0, Points::ONE), key.worth(1, Points::ONE)), (Points(200), Points::ONE));
        assert_eq!(key.after_hints(Points(200), 1), Points(150));
        assert_eq!(key.after_hints(Points(200), 9), Points(0));
        assert_eq!(key.after_shown(Points(200)), Points(0));
        assert_eq!(key.hidden[0].worth(), Points::ONE);
    }

    #[test]
    fn a_broken_key_says_what_is_wrong() {
        let wrong = |text: &str| Key::read(text, 1).unwrap_err().to_string();
        assert_eq!(wrong("hint = 2"), "`hint` is a share, from 0 to 1");
        assert_eq!(wrong("points = [1, 2]"), "it lists points of 2 tasks and questions, and the exercise has 1");
        assert_eq!(wrong("points = [-1]"), "points are numbers from 0 to 1000");
        assert!(wrong("\nhints = 1").starts_with("line 2: unknown field `hints`"), "{}", wrong("\nhints = 1"));
        assert!(wrong("[[hidden]]\nsays = \"a\"\ndone = [{ fil = \"a\" }]").starts_with("line 3: "));
        assert_eq!(
            wrong("[[hidden]]\nsays = \" \"\ndone = []"),
            "a hidden check needs words and something that is done"
        );
    }
}
