//! Which lessons a learner has begun and finished, as a document.
//!
//! ```json
//! {
//!   "version": 1,
//!   "last": "02-docker-hub",
//!   "lessons": {
//!     "01-what-an-image-is": { "step": 9, "steps": 9, "finished": true, "right": 4, "asked": 5 },
//!     "02-docker-hub": { "step": 3, "steps": 12, "finished": false, "right": 1, "asked": 1 }
//!   }
//! }
//! ```
//!
//! `step` counts from 1. Unknown keys are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::lesson::{Grade, Lesson, Outcome, Record, Round, Schedule, Tutor};

/// The version of the document that this program writes.
pub const PROGRESS_VERSION: u32 = 1;

/// The document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    version: u32,
    /// The lesson that was open last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// A number that is the learner's own: by it the questions of a final review are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// By slug.
    #[serde(default)]
    pub lessons: BTreeMap<String, LessonProgress>,
    /// When which question is due for a review.
    #[serde(default, skip_serializing_if = "Schedule::is_empty")]
    pub review: Schedule,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// How far a learner is in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LessonProgress {
    /// The step that they are at, from 1.
    #[serde(default)]
    pub step: usize,
    /// Steps in the lesson.
    #[serde(default)]
    pub steps: usize,
    /// Whether they were at the end once.
    #[serde(default)]
    pub finished: bool,
    /// Questions answered right at the first try.
    #[serde(default)]
    pub right: usize,
    /// Questions of the lesson.
    #[serde(default)]
    pub asked: usize,
    /// The day on which it was finished first: `2026-11-26`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<String>,
    /// Tasks and questions of the lesson.
    #[serde(default)]
    pub all: usize,
    /// Each task and question that was met.
    #[serde(default)]
    pub tasks: Vec<TaskProgress>,
    /// How the final review went, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The best results of games of golf.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub golf: Vec<Round>,
    /// Keys that this program does not know.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// What became of one task or question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskProgress {
    /// The step's title.
    pub step: String,
    /// Which of the step's blocks it is, from 1.
    pub block: usize,
    /// `None`: open.
    pub outcome: Option<Outcome>,
    /// What was tried.
    pub attempts: usize,
    /// Hints that were asked for.
    pub hints: usize,
    /// Time spent on it, seconds.
    pub seconds: u64,
}

impl TaskProgress {
    fn of(record: &Record, lesson: &Lesson) -> Self {
        let step = lesson.steps.get(record.step).map(|step| step.title.replace('`', "")).unwrap_or_default();
        let Record { block, outcome, attempts, hints, seconds, .. } = *record;
        TaskProgress { step, block: block + 1, outcome, attempts, hints, seconds }
    }
}

/// Why a document is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableProgress {
    #[error("it has version {0}, and this program knows versions up to {PROGRESS_VERSION}")]
    Newer(u64),
    #[error("{0}")]
    Damaged(String),
}

impl Default for Progress {
    fn default() -> Self {
        Progress {
            version: PROGRESS_VERSION,
            last: None,
            seed: None,
            lessons: BTreeMap::new(),
            review: Schedule::default(),
            others: Map::new(),
        }
    }
}

impl LessonProgress {
    /// How far a tutor's learner is.
    pub(super) fn of(tutor: &Tutor) -> Self {
        let (place, lesson, score) = (tutor.place(), tutor.lesson(), tutor.score());
        LessonProgress {
            step: place.step + 1,
            steps: lesson.steps.len(),
            finished: place.finished,
            right: score.right,
            asked: score.questions,
            all: score.solved + score.shown + score.skipped + score.open,
            tasks: place.records.iter().map(|record| TaskProgress::of(record, lesson)).collect(),
            finished_on: None,
            grade: tutor.grade(),
            golf: tutor.rounds(),
            others: Map::new(),
        }
    }

    /// How many of its tasks and questions have this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.tasks.iter().filter(|task| task.outcome == Some(outcome)).count()
    }

    /// How many of them are neither solved nor shown.
    pub fn left(&self) -> usize {
        self.all.saturating_sub(self.count(Outcome::Solved) + self.count(Outcome::Shown))
    }

    /// Takes what is further: a finished lesson stays finished, and what became of a task stays.
    pub(super) fn take(&mut self, mut other: LessonProgress) {
        let finished = self.finished || other.finished;
        for task in std::mem::take(&mut self.tasks) {
            match other.tasks.iter_mut().find(|new| (&new.step, new.block) == (&task.step, task.block)) {
                Some(new) if new.outcome < task.outcome => *new = task,
                Some(_) => {}
                None => other.tasks.push(task),
            }
        }
        other.right = other.right.max(self.right);
        other.grade = other.grade.max(self.grade);
        for round in std::mem::take(&mut self.golf) {
            match other.golf.iter_mut().find(|new| new.step == round.step) {
                Some(new) if new.best > round.best => *new = round,
                Some(_) => {}
                None => other.golf.push(round),
            }
        }
        let mut others = std::mem::take(&mut self.others);
        others.extend(other.others);
        let finished_on = self.finished_on.take().or(other.finished_on.clone());
        *self = LessonProgress { finished, finished_on, others, ..other };
    }
}

impl Progress {
    /// Reads a document.
    pub fn read(bytes: &[u8]) -> Result<Progress, UnreadableProgress> {
        let damaged = |error: serde_json::Error| UnreadableProgress::Damaged(error.to_string());
        let value: Value = serde_json::from_slice(bytes).map_err(damaged)?;
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version > u64::from(PROGRESS_VERSION) => Err(UnreadableProgress::Newer(version)),
            Some(_) => serde_json::from_value(value).map_err(damaged),
            None => Err(UnreadableProgress::Damaged("it does not say which version it has".into())),
        }
    }

    /// The document as it is written.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Records where the learner is in a lesson.
    pub fn record(&mut self, slug: &str, lesson: LessonProgress) {
        self.last = Some(slug.to_string());
        self.lessons.entry(slug.to_string()).or_default().take(lesson);
    }

    /// A lesson that is finished, and was not before, was finished on this day, counted from 1970-01-01.
    pub fn date(&mut self, slug: &str, day: i64) {
        if let Some(lesson) = self.lessons.get_mut(slug).filter(|lesson| lesson.finished) {
            lesson.finished_on.get_or_insert_with(|| date(day));
        }
    }

    /// Takes what another document says; lessons that are finished here stay finished.
    pub fn merge(&mut self, other: Progress) {
        for (slug, lesson) in other.lessons {
            self.lessons.entry(slug).or_default().take(lesson);
        }
        self.last = other.last.or(self.last.take());
    }

    /// Whether a lesson was gone through to its end.
    pub fn is_finished(&self, slug: &str) -> bool {
        self.lessons.get(slug).is_some_and(|lesson| lesson.finished)
    }
}

/// A day, counted from 1970-01-01, as a date: `2026-11-26`; empty where the calendar ends.
fn date(day: i64) -> String {
    let moment = day.checked_mul(24 * 60 * 60).and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map(|moment| moment.strftime("%Y-%m-%d").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(step: usize, finished: bool) -> LessonProgress {
        LessonProgress { step, steps: 9, finished, ..LessonProgress::default() }
    }

    #[test]
    fn a_finished_lesson_stays_finished_and_unknown_keys_stay() {
        let text = r#"{"version": 1, "mine": 2, "lessons": {"01-a": {"finished": true, "note": "mine"}}}"#;
        let mut progress = Progress::read(text.as_bytes()).unwrap();
        progress.record("01-a", at(1, false));
        assert!(progress.is_finished("01-a") && !progress.is_finished("02-b"));
        assert_eq!(progress.last.as_deref(), Some("01-a"));
        let again: Value = serde_json::from_str(&progress.text()).unwrap();
        assert_eq!((again["mine"].as_u64(), again["lessons"]["01-a"]["note"].as_str()), (Some(2), Some("mine")));
    }

    #[test]
    fn merging_keeps_what_is_finished_on_either_side() {
        let mut mine = Progress::default();
        mine.record("01-a", at(9, true));
        let mut theirs = Progress::default();
        theirs.record("02-b", at(2, false));
        theirs.merge(mine);
        assert_eq!(theirs.lessons.len(), 2);
        assert!(theirs.is_finished("01-a"));
    }

    #[test]
    fn what_is_newer_or_damaged_is_said() {
        assert_eq!(Progress::read(br#"{"version": 99}"#), Err(UnreadableProgress::Newer(99)));
        assert!(matches!(Progress::read(b"{}"), Err(UnreadableProgress::Damaged(_))));
        assert!(matches!(Progress::read(b"{"), Err(UnreadableProgress::Damaged(_))));
    }
}
