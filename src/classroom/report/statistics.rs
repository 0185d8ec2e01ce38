//! [`Statistics`]: where a class is stuck.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::classroom::grade::{Graded, Turn};
use crate::classroom::mark::{Mark, Sort};
use crate::classroom::points::Points;

/// Wrong turns and questions that are told.
const MOST: usize = 10;

/// What a teacher asks first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statistics {
    pub handed_in: usize,
    /// With all points.
    pub full: usize,
    /// Whose points are kept back.
    pub held: usize,
    pub median_points: Points,
    pub median_seconds: u64,
    /// The wrong turns that most students took.
    pub turns: Vec<TurnCount>,
    /// The questions that most students missed at the first try.
    pub missed: Vec<Missed>,
}

/// A wrong turn, and how often it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TurnCount {
    /// The step's number, from 1.
    pub step: usize,
    pub said: String,
    pub students: usize,
    pub times: usize,
    /// What one of them typed.
    pub line: String,
}

/// A question, and how many missed it at the first try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missed {
    pub step: usize,
    pub question: String,
    pub missed: usize,
    /// Of so many who met it.
    pub of: usize,
}

impl Statistics {
    /// Of the receipts that count.
    pub fn of(graded: &[&Graded]) -> Statistics {
        let valid: Vec<&Graded> = graded.iter().copied().filter(|graded| !graded.is_held()).collect();
        Statistics {
            handed_in: graded.len(),
            full: valid.iter().filter(|graded| graded.is_full()).count(),
            held: graded.len() - valid.len(),
            median_points: median(valid.iter().map(|graded| graded.points)),
            median_seconds: median(valid.iter().map(|graded| graded.seconds)),
            turns: turns(&valid),
            missed: missed(&valid),
        }
    }
}

/// The middle one; of two in the middle the lower.
fn median<T: Ord + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort();
    let middle = values.len().saturating_sub(1) / 2;
    values.into_iter().nth(middle).unwrap_or_default()
}

fn turns(graded: &[&Graded]) -> Vec<TurnCount> {
    // A turn that the task knows is one, whatever names and figures stand in it.
    let mut found: BTreeMap<_, (&Turn, Vec<usize>)> = BTreeMap::new();
    for (student, graded) in graded.iter().enumerate() {
        for turn in &graded.turns {
            let key = (turn.step, turn.known.ok_or(turn.said.as_str()));
            found.entry(key).or_insert((turn, Vec::new())).1.push(student);
        }
    }
    let counted = |(turn, times): (&Turn, Vec<usize>)| TurnCount {
        step: turn.step,
        said: turn.said.clone(),
        students: times.iter().collect::<BTreeSet<_>>().len(),
        times: times.len(),
        line: turn.line.clone(),
    };
    let mut turns: Vec<TurnCount> = found.into_values().map(counted).collect();
    turns.sort_by_key(|turn| (std::cmp::Reverse((turn.students, turn.times)), turn.step));
    turns.truncate(MOST);
    turns
}

fn missed(graded: &[&Graded]) -> Vec<Missed> {
    let mut found: BTreeMap<usize, (&Mark, usize, usize)> = BTreeMap::new();
    let marks = graded.iter().flat_map(|graded| &graded.marks);
    for mark in marks.filter(|mark| mark.sort == Sort::Question && mark.outcome.is_some()) {
        let (_, missed, of) = found.entry(mark.number).or_insert((mark, 0, 0));
        *missed += usize::from(!mark.is_full());
        *of += 1;
    }
    let questions = found.into_values().filter(|(_, missed, _)| *missed > 0);
    let mut questions: Vec<Missed> = questions
        .map(|(mark, missed, of)| Missed { step: mark.step, question: mark.title.clone(), missed, of })
        .collect();
    questions.sort_by_key(|question| (std::cmp::Reverse(question.missed), question.step));
    questions.truncate(MOST);
    questions
}
