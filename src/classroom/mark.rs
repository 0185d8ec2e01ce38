//! [`Mark`]: what one task or question of an exercise came to.

use serde::Serialize;

use super::key::Key;
use super::points::Points;
use crate::lesson::{Block, Goal, Outcome, Tutor};
use crate::tell;

/// What a mark is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    Task,
    Question,
    /// A guess before something is tried: it is worth nothing, and cannot be wrong.
    Prediction,
    /// Questions of which some are drawn.
    Exam,
    /// A check of the teacher's that the student does not see.
    Hidden,
}

/// How a task, a question or a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing of it was reached.
    Open,
    /// Something of it was reached, and it is not over.
    Begun,
    /// It is over, with all points.
    Done,
    /// It is over, with some of the points.
    Part,
    /// It is over, with none of them: its solution was shown, it was left out, the answer was wrong.
    Missed,
}

/// What one task or question came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// Its place among the tasks and questions, from 1; 0: a hidden check.
    pub number: usize,
    /// The step's number, from 1; 0: a hidden check.
    pub step: usize,
    /// What it is called: the step's title, a question, a hidden check.
    pub title: String,
    pub sort: Sort,
    /// `None`: open.
    pub outcome: Option<Outcome>,
    pub points: Points,
    /// What it is worth.
    pub of: Points,
    pub attempts: usize,
    pub hints: usize,
    /// Time spent on it.
    pub seconds: u64,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

/// What was ever reached of a task's checklist, and what did not hold when it was seen last.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Which goals held when the task was met: they are no merit.
    first: Option<Vec<bool>>,
    held: usize,
    of: usize,
    missing: Vec<String>,
}

impl Seen {
    /// The checklist is this now.
    pub fn note(&mut self, goals: &[Goal]) {
        let first = self.first.get_or_insert_with(|| goals.iter().map(|goal| goal.holds).collect());
        let open = || goals.iter().zip(first.iter().chain(std::iter::repeat(&false))).filter(|(_, held)| !**held);
        self.held = self.held.max(open().filter(|(goal, _)| goal.holds).count());
        self.of = open().count();
        self.missing = goals.iter().filter(|goal| !goal.holds).map(|goal| goal.text.clone()).collect();
    }
}

impl Mark {
    /// What a task or question came to; `number`: its place among them, from 0.
    pub fn of(
        tutor: &Tutor,
        (step, block, it): (usize, usize, &Block),
        number: usize,
        key: &Key,
        seen: Option<&Seen>,
    ) -> Mark {
        let record = tutor.place().recorded(step, block).cloned().unwrap_or_default();
        let (sort, title, otherwise) = match it {
            Block::Quiz(_, quiz) => (Sort::Question, &quiz.ask, Points::ONE),
            Block::Predict(_, predict) => (Sort::Prediction, &predict.ask, Points::default()),
            Block::Exam(..) => (Sort::Exam, &tutor.lesson().steps[step].title, Points::ONE),
            Block::Task(..) | Block::Prose(_) | Block::Console(..) => {
                (Sort::Task, &tutor.lesson().steps[step].title, Points::ONE)
            }
        };
        let of = key.worth(number, otherwise);
        let mut mark = Mark {
            number: number + 1,
            step: step + 1,
            title: title.replace('`', ""),
            sort,
            outcome: record.outcome,
            points: Points::default(),
            of,
            attempts: record.attempts,
            hints: record.hints,
            seconds: record.seconds,
            missing: Vec::new(),
        };
        match sort {
            Sort::Exam => mark.exam(tutor),
            Sort::Question => mark.question(),
            Sort::Task | Sort::Prediction | Sort::Hidden => mark.task(key, seen),
        }
        mark
    }

    fn task(&mut self, key: &Key, seen: Option<&Seen>) {
        let seen = seen.cloned().unwrap_or_default();
        let met = seen.first.is_some();
        let part = if seen.of == 0 { Points::default() } else { self.of.share(seen.held, seen.of) };
        let points = match self.outcome {
            Some(Outcome::Solved) => self.of,
            // Whatever was reached before.
            Some(Outcome::Shown) => key.after_shown(self.of),
            Some(Outcome::Skipped) | None => part,
        };
        self.points = key.after_hints(points, self.hints);
        if self.outcome == Some(Outcome::Shown) {
            self.missing.push(tell::mark_shown());
        } else if self.outcome != Some(Outcome::Solved) {
            self.missing = if met { seen.missing } else { vec![tell::mark_not_reached()] };
        }
    }

    /// A question counts whole at the first try, half at a later one.
    fn question(&mut self) {
        (self.points, self.missing) = match self.outcome {
            Some(Outcome::Solved) if self.attempts <= 1 => (self.of, Vec::new()),
            Some(Outcome::Solved) => (self.of.share(1, 2), vec![tell::mark_later_try()]),
            Some(Outcome::Shown) => (Points::default(), vec![tell::mark_shown()]),
            Some(Outcome::Skipped) => (Points::default(), vec![tell::mark_skipped()]),
            None => (Points::default(), vec![tell::mark_not_reached()]),
        };
    }

    fn exam(&mut self, tutor: &Tutor) {
        match &tutor.place().exam {
            Some(sitting) if !sitting.drawn.is_empty() => {
                self.points = self.of.share(sitting.right, sitting.drawn.len());
                if sitting.right < sitting.drawn.len() {
                    self.missing.push(tell::mark_exam(sitting.right, sitting.drawn.len()));
                }
            }
            _ => self.missing.push(tell::mark_not_reached()),
        }
    }

    /// A hidden check.
    pub fn hidden(says: &str, of: Points, holds: bool) -> Mark {
        Mark {
            number: 0,
            step: 0,
            title: says.into(),
            sort: Sort::Hidden,
            outcome: holds.then_some(Outcome::Solved),
            points: if holds { of } else { Points::default() },
            of,
            attempts: 0,
            hints: 0,
            seconds: 0,
            missing: if holds { Vec::new() } else { vec![says.into()] },
        }
    }

    /// How it stands.
    pub fn state(&self) -> State {
        match self.outcome {
            None if self.points == Points::default() => State::Open,
            None => State::Begun,
            Some(_) if self.is_full() => State::Done,
            Some(_) if self.points > Points::default() => State::Part,
            Some(_) => State::Missed,
        }
    }

    /// Whether nothing is missing.
    pub fn is_full(&self) -> bool {
        self.points >= self.of
    }
}
