//! What a lesson script says, as values. `lessons/README.md` describes the form for authors.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::check::{AnswerPattern, Check, Value};
use super::exam::Exam;
use crate::content::{Filler, Part, Rope};
use crate::sandbox::World;

/// A whole lesson.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The file's name without `.md`: `01-what-an-image-is`.
    pub slug: String,
    pub front: Front,
    /// Markdown before the first heading.
    pub intro: String,
    pub steps: Vec<Step>,
}

/// The front matter between `+++` lines.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    pub title: String,
    /// How long it takes, minutes.
    pub minutes: u32,
    /// Slugs of lessons that come before.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What the learner can do at the end.
    #[serde(default)]
    pub goals: Vec<String>,
    /// Commands that make the starting state, silently.
    #[serde(default)]
    pub start: Vec<String>,
    /// Files in the working directory at the start.
    #[serde(default)]
    pub files: Vec<StartFile>,
}

/// A file in the working directory at the start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartFile {
    /// Relative to the working directory.
    pub path: String,
    #[serde(default)]
    pub text: String,
    /// Makes a file of this many bytes instead.
    #[serde(default)]
    pub size: Option<u64>,
}

impl StartFile {
    /// What it holds.
    pub fn content(&self) -> Rope {
        match self.size {
            Some(size) => Rope::filler(Filler { seed: 20, dense: 1000 }, size),
            None => Rope::from(self.text.as_bytes().to_vec()),
        }
    }
}

/// One `##` section.
#[derive(Clone, Debug)]
pub struct Step {
    pub title: String,
    pub blocks: Vec<Block>,
    /// In a review: the sandbox begins anew here.
    pub anew: Option<Anew>,
}

/// A step that comes from another lesson, and the World as it was there.
#[derive(Clone, Debug)]
pub struct Anew {
    /// The task, as the review's schedule calls it.
    pub id: String,
    pub world: Part<World>,
}

/// A piece of a step, in the order written. The number is the line in the file where it begins, from 1.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a lesson has few of them")]
pub enum Block {
    Prose(String),
    Predict(usize, Predict),
    Task(usize, Task),
    Quiz(usize, Choice),
    Exam(usize, Exam),
    /// Commands (after `$ `) with their output, which `lessons check` runs and compares.
    Console(usize, String),
}

impl Block {
    /// Whether questions are drawn here.
    pub fn is_exam(&self) -> bool {
        matches!(self, Block::Exam(..))
    }
}

/// Something to do, or to find out, or both.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    #[serde(rename = "do")]
    pub instruction: String,
    /// All of them must hold.
    #[serde(default)]
    pub done: Vec<Check>,
    /// What `answer …` must say; computed from the state.
    #[serde(default)]
    pub answer: Option<Value>,
    /// From the direction to the command.
    pub hints: Vec<String>,
    /// Scripts that solve it, one command a line.
    pub solutions: Vec<String>,
    /// Said when it is solved.
    #[serde(default)]
    pub after: String,
    /// A failure to understand: what is broken or refused, in a few words.
    #[serde(default)]
    pub failure: Option<String>,
    /// Lines that the learner puts in order.
    #[serde(default)]
    pub arrange: Option<Arrange>,
    /// Makes a game of it: as little as possible.
    #[serde(default)]
    pub golf: Option<Golf>,
    #[serde(default)]
    pub feedback: Vec<Feedback>,
}

/// Lines of a file in a wrong order: `order 3 1 2` writes the file from them, and then `run` shows what it is worth.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrange {
    /// Relative to the working directory.
    pub file: String,
    /// As they are shown; not all of them need be wanted.
    pub lines: Vec<String>,
    /// Commands that are run then, until one fails.
    #[serde(default)]
    pub run: Vec<String>,
}

/// A result that should be small, and that gets smaller with skill.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golf {
    /// What counts; a number or bytes.
    pub value: Value,
    /// A script that is run from the state in which the step began: what it comes to is par.
    pub par: String,
}

impl Task {
    /// What is asked, with the lines that are to be put in order.
    pub fn asked(&self) -> String {
        let Some(arrange) = &self.arrange else { return self.instruction.clone() };
        let lines = arrange.lines.iter().enumerate();
        let lines: Vec<String> = lines.map(|(index, line)| format!("{:>2}  {line}", index + 1)).collect();
        format!(
            "{}\n\n```text\n{}\n```\n\nType `order` and the numbers of the lines, from first to last.",
            self.instruction,
            lines.join("\n")
        )
    }
}

/// A known wrong turn, and what to say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// All must hold, and hold newly because of the last command.
    #[serde(default)]
    pub when: Vec<Check>,
    /// Or: the answer that was given, as a pattern (`*` any text, `>50` a number above, `<5` one below).
    #[serde(default)]
    pub answer: Option<AnswerPattern>,
    /// A script that takes this turn, for the proof.
    #[serde(rename = "try")]
    pub attempt: String,
    pub say: String,
}

/// A question with options, about what was learnt.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub ask: String,
    pub options: Vec<String>,
    /// Which option is right, from 1.
    pub answer: usize,
    /// Why: of the right option, or of each option in their order.
    pub because: Because,
}

/// Why an option is right or wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Because {
    /// Why the right one is.
    Right(String),
    /// One reason for each option.
    Each(Vec<String>),
}

impl Choice {
    /// Whether each option has a reason of its own.
    pub fn has_reasons(&self) -> bool {
        matches!(self.because, Because::Each(_))
    }

    /// Why an option (from 1) is right or wrong.
    pub fn because(&self, option: usize) -> &str {
        match &self.because {
            Because::Right(reason) => reason,
            Because::Each(reasons) => reasons.get(option.saturating_sub(1)).map_or("", String::as_str),
        }
    }
}

/// A question with options, before something is tried.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predict {
    pub ask: String,
    pub options: Vec<String>,
    /// Commands that are run in a copy of the sandbox to find out what is right.
    #[serde(default)]
    pub run: Vec<String>,
    pub answer: Answer,
    pub because: String,
}

/// Which option of a prediction is right.
#[derive(Clone, Debug)]
pub enum Answer {
    /// This one, from 1.
    Option(usize),
    /// The one that the state says.
    Computed(Value),
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrValue;
        impl<'de> Visitor<'de> for NumberOrValue {
            type Value = Answer;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of an option, or a value")
            }
            fn visit_i64<E: Error>(self, option: i64) -> Result<Answer, E> {
                usize::try_from(option).map(Answer::Option).map_err(|_| E::custom("options are counted from 1"))
            }
            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Answer, A::Error> {
                Value::deserialize(MapAccessDeserializer::new(table)).map(Answer::Computed)
            }
        }
        deserializer.deserialize_any(NumberOrValue)
    }
}
