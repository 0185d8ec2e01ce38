//! [`Exam`]: questions of which some are drawn, as a lesson script holds them.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::check::Check;
use crate::clock::mix;

/// A set of questions of which `draw` are asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exam {
    /// How many are asked.
    pub draw: usize,
    /// How many right answers pass.
    pub pass: usize,
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// A question that can be looked into.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A letter for its topic, and a number: of each topic at least one is drawn.
    pub id: String,
    /// The lesson that it is about.
    pub lesson: u32,
    pub ask: String,
    pub options: Vec<String>,
    /// Which option is right, from 1.
    pub answer: usize,
    pub because: String,
    /// Commands that lead from the lesson's starting state to that of the question.
    #[serde(default)]
    pub show: Vec<String>,
    /// What to try there.
    pub look: String,
    /// What holds there.
    #[serde(default)]
    pub expect: Vec<Check>,
}

impl Question {
    fn topic(&self) -> Option<char> {
        self.id.chars().next()
    }
}

impl Exam {
    /// Indices of the questions of one try, in their order: at least one of each topic, and rather others than
    /// `earlier`.
    pub fn drawn(&self, seed: u64, earlier: &[usize]) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.questions.len()).collect();
        all.sort_by_key(|&index| (earlier.contains(&index), mix(seed.wrapping_add(index as u64 + 1))));
        let mut topics = BTreeSet::new();
        let (mut first, rest): (Vec<usize>, Vec<usize>) =
            all.into_iter().partition(|&index| topics.insert(self.questions[index].topic()));
        first.extend(rest);
        first.truncate(self.draw);
        first.sort_unstable();
        first
    }

    /// What can be said of it without asking.
    pub(super) fn shape(&self) -> Result<(), String> {
        let topics: BTreeSet<Option<char>> = self.questions.iter().map(Question::topic).collect();
        if self.draw > self.questions.len() || topics.len() > self.draw || self.pass > self.draw {
            return Err(format!(
                "exam: `draw` is {}, of {} questions on {} topics, and `pass` is {}",
                self.draw,
                self.questions.len(),
                topics.len(),
                self.pass
            ));
        }
        let mut ids = BTreeSet::new();
        match self.questions.iter().find(|question| !ids.insert(question.id.as_str())) {
            Some(twice) => Err(format!("exam: two questions have the id `{}`", twice.id)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exam() -> Exam {
        let question = |id: &str| Question {
            id: id.into(),
            lesson: 1,
            ask: id.into(),
            options: vec!["a".into(), "b".into()],
            answer: 1,
            because: String::new(),
            show: Vec::new(),
            look: String::new(),
            expect: Vec::new(),
        };
        let ids = ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2"];
        Exam { draw: 4, pass: 3, questions: ids.map(question).to_vec() }
    }

    #[test]
    fn each_topic_is_drawn_and_a_second_try_draws_others() {
        let exam = exam();
        for seed in 0..50 {
            let first = exam.drawn(seed, &[]);
            assert_eq!(first.len(), 4);
            let topics: BTreeSet<_> = first.iter().map(|&index| exam.questions[index].topic()).collect();
            assert_eq!(topics.len(), 3, "{first:?}");
            let second = exam.drawn(seed, &first);
            let again = second.iter().filter(|index| first.contains(index)).count();
            assert!(again <= 1, "{first:?} {second:?}: only a topic of which all were drawn is asked again");
        }
        assert_ne!(exam.drawn(1, &[]), exam.drawn(2, &[]));
    }

    #[test]
    fn a_mark_that_cannot_be_reached_is_refused() {
        assert_eq!(exam().shape(), Ok(()));
        assert!(Exam { pass: 5, ..exam() }.shape().is_err());
        assert!(Exam { draw: 2, pass: 2, ..exam() }.shape().is_err());
        assert!(Exam { draw: 9, ..exam() }.shape().is_err());
    }
}
