//! [`Grade`]: how a final review went, its questions and its practical part; and what came of games of golf.

use serde::{Deserialize, Serialize};

use super::super::script::Block;
use super::place::Outcome;
use super::{Tutor, golf};

/// How a final review went: a lesson that has an exam, and tasks after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grade {
    /// Questions answered rightly in the best try.
    pub right: usize,
    /// … of so many.
    pub asked: usize,
    /// So many pass.
    pub pass: usize,
    /// Which try it was, from 1.
    pub tries: u32,
    /// Tasks of the practical part that were solved without being shown a way.
    pub solved: usize,
    /// … of so many.
    pub tasks: usize,
    /// Of those solved, with a hint.
    pub hinted: usize,
}

impl Grade {
    /// Whether enough questions were answered rightly.
    pub fn passed_questions(&self) -> bool {
        self.asked > 0 && self.right >= self.pass
    }

    /// Whether three of four tasks were solved.
    pub fn passed_practice(&self) -> bool {
        self.tasks > 0 && self.solved * 4 >= self.tasks * 3
    }
}

/// The best result of a game of golf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The step's title.
    pub step: String,
    pub best: u64,
    pub par: u64,
    /// Whether these are bytes.
    pub bytes: bool,
}

impl Round {
    /// A result as it is shown.
    pub fn shown(&self, number: u64) -> String {
        golf::shown(number, self.bytes)
    }
}

impl Tutor {
    /// How this final review goes; `None`: it is none.
    pub fn grade(&self) -> Option<Grade> {
        let blocks = || {
            let steps = self.lesson.steps.iter().enumerate();
            steps.flat_map(|(step, at)| at.blocks.iter().enumerate().map(move |(block, it)| ((step, block), it)))
        };
        let exam = blocks().find_map(|(_, block)| if let Block::Exam(_, exam) = block { Some(exam) } else { None })?;
        let mut grade = Grade { pass: exam.pass, ..Grade::default() };
        if let Some(sitting) = &self.place.exam {
            (grade.right, grade.asked, grade.tries) = (sitting.best(), sitting.drawn.len(), sitting.tries);
        }
        for ((step, block), _) in blocks().filter(|(_, block)| matches!(block, Block::Task(..))) {
            grade.tasks += 1;
            let record = self.place.recorded(step, block);
            if let Some(record) = record.filter(|record| record.outcome == Some(Outcome::Solved)) {
                grade.solved += 1;
                grade.hinted += usize::from(record.hints > 0);
            }
        }
        Some(grade)
    }

    /// The games of golf that were played.
    pub fn rounds(&self) -> Vec<Round> {
        let round = |best: &super::place::Best| {
            let step = self.lesson.steps.get(best.step)?.title.replace('`', "");
            Some(Round { step, best: best.number, par: best.par?, bytes: best.bytes })
        };
        self.place.best.iter().filter_map(round).collect()
    }
}
