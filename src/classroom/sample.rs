//! [`sample`]: students who do not exist, for trying out a class before it begins, and for tests.

use super::assigned::{Assigned, places};
use super::replay::{begun, setup_of};
use super::submit::{HandIn, SubmitError, Submitted, submit};
use crate::clock::mix;
use crate::lesson::{Block, Tutor};
use crate::sandbox::{Halt, TerminalSize, Typed};

/// The terminal that they sit at.
const TERMINAL: TerminalSize = TerminalSize { columns: 80, rows: 24 };
/// Things that one of them does at most.
const PATIENCE: usize = 500;

/// How somebody goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// Everything at the first try.
    Right,
    /// Everything, after wrong turns, hints and wrong answers.
    Slow,
    /// The first half of the tasks and questions.
    Partly,
    /// Commands that lead nowhere.
    Lost,
    /// Looks at each solution, and types it.
    Shown,
}

/// What such a student hands in.
pub fn sample(exercise: &Assigned, manner: Manner, with: &Submitted<'_>) -> Result<HandIn, SubmitError> {
    let (lesson, _) = exercise.variant(with.seed);
    let setup = setup_of(exercise.hub.clone(), with.seed, TERMINAL, Halt::default());
    let mut tutor = begun(lesson.clone(), setup)?;
    tutor.leave_trail(TERMINAL);
    let mut student = Actor { tutor, pace: with.seed };
    student.work(manner);
    submit(&student.tutor, exercise, with)
}

struct Actor {
    tutor: Tutor,
    pace: u64,
}

impl Actor {
    fn types(&mut self, line: &str) {
        self.pace = mix(self.pace);
        self.tutor.spent(3 + self.pace % 40);
        self.tutor.take(Typed::Line(line.into()));
    }

    fn work(&mut self, manner: Manner) {
        let half = places(self.tutor.lesson()).count().div_ceil(2);
        for _ in 0..PATIENCE {
            let enough = manner == Manner::Partly && self.tutor.score().solved >= half;
            if self.tutor.place().finished || enough {
                return;
            }
            match self.tutor.block().cloned() {
                _ if manner == Manner::Lost => {
                    for line in ["docker ps -a", "docker pull nothing-of-this-name", "ls /", "docker images"] {
                        self.types(line);
                    }
                    return;
                }
                _ if self.tutor.place().solved => self.types("next"),
                Some(Block::Task(_, task)) => self.task(&task, manner),
                Some(Block::Quiz(_, quiz)) => {
                    if manner == Manner::Slow {
                        self.types(&format!("answer {}", quiz.answer % quiz.options.len() + 1));
                    }
                    self.types(&format!("answer {}", quiz.answer));
                }
                Some(Block::Predict(_, predict)) => {
                    let option = self.tutor.prediction(&predict).unwrap_or(1);
                    self.types(&format!("answer {option}"));
                }
                Some(Block::Exam(_, exam)) => {
                    let sitting = self.tutor.place().exam.as_ref().filter(|sitting| !sitting.is_over());
                    let asked = sitting.and_then(|sitting| exam.questions.get(*sitting.drawn.get(sitting.at)?));
                    match asked.map(|question| question.answer) {
                        Some(answer) => self.types(&format!("answer {answer}")),
                        None => self.types("skip"),
                    }
                }
                Some(Block::Prose(_) | Block::Console(..)) | None => self.types("next"),
            }
        }
    }

    /// Whether the step has no task and no question before the one that waits.
    fn is_first_of_step(&self) -> bool {
        let here = self.tutor.place();
        let first = places(self.tutor.lesson()).find(|(step, ..)| *step == here.step);
        first.is_some_and(|(_, block, _)| block == here.block)
    }

    fn task(&mut self, task: &crate::lesson::Task, manner: Manner) {
        match manner {
            Manner::Slow => {
                self.types("hint");
                // A wrong turn, which is taken back where nothing right would be taken back with it.
                if let Some(turn) = task.feedback.iter().find(|feedback| feedback.answer.is_none()) {
                    let lines: Vec<String> = turn.attempt.lines().map(String::from).collect();
                    lines.iter().for_each(|line| self.types(line));
                    if self.is_first_of_step() {
                        self.types("reset step");
                    }
                }
            }
            Manner::Shown => self.types("solution"),
            Manner::Right | Manner::Partly | Manner::Lost => {}
        }
        let script = self.tutor.filled(task.solutions.first().map_or("", String::as_str));
        script.lines().for_each(|line| self.types(line));
        if !self.tutor.place().solved {
            self.types("skip");
        }
    }
}
