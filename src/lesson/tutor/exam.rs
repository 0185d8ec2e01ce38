//! An exam: questions one by one, `show me`, a mark, a second try with other questions.

use super::super::exam::{Exam, Question};
use super::super::script::Block;
use super::choice::{chosen, how_to_choose};
use super::place::Outcome;
use super::place::Sitting;
use super::{Reply, Say, Tutor};
use crate::clock::mix;
use crate::lesson::check::Happened;
use crate::tell;

impl Tutor {
    fn exam(&self) -> Option<&Exam> {
        match self.block() {
            Some(Block::Exam(_, exam)) => Some(exam),
            _ => None,
        }
    }

    pub fn question(&self) -> Option<&Question> {
        let sitting = self.place.exam.as_ref()?;
        self.exam()?.questions.get(*sitting.drawn.get(sitting.at)?)
    }

    /// Somebody comes to the exam, or comes back to it: a try that is under way goes on, one that was not passed is followed
    /// by another, and what was passed stays so.
    pub(super) fn come_to_exam(&mut self) {
        let passed = self.place.outcome(self.place.step, self.place.block) == Some(Outcome::Solved);
        match &self.place.exam {
            Some(sitting) if passed && sitting.is_over() => self.place.solved = true,
            Some(sitting) if !sitting.is_over() => {}
            _ => self.begin_exam(),
        }
    }

    /// What is said to somebody who comes back to an exam that was passed.
    pub(super) fn exam_passed_before(&self) -> Vec<Say> {
        let (Some(exam), Some(sitting)) = (self.exam(), &self.place.exam) else { return Vec::new() };
        let score = tell::exam_score(sitting.right, sitting.drawn.len());
        if exam.pass == 0 {
            return vec![Say::Text(score), self.what_is_next()];
        }
        vec![Say::Praise(tell::exam_passed(score)), Say::Next(tell::exam_practical())]
    }

    /// Draws the questions of the next try.
    pub fn begin_exam(&mut self) {
        let earlier = self.place.exam.take().unwrap_or_default();
        let Some(exam) = self.exam() else { return };
        let (tries, best) = (earlier.tries + 1, earlier.best());
        let drawn = exam.drawn(mix(self.seed.wrapping_add(u64::from(tries))), &earlier.drawn);
        self.place.exam = Some(Sitting { tries, drawn, before: best, ..Sitting::default() });
    }

    /// The question that waits.
    pub(super) fn ask(&self) -> Option<Say> {
        let (sitting, question) = (self.place.exam.as_ref()?, self.question()?);
        let ask = tell::exam_question(sitting.at + 1, sitting.drawn.len(), &question.ask);
        Some(Say::Choice { prediction: false, ask, options: question.options.clone() })
    }

    /// What there is to try at the question that waits.
    pub(super) fn look(&self) -> Option<String> {
        self.question().map(|question| question.look.clone())
    }

    /// An answer to the question that waits.
    pub(super) fn answer_exam(&mut self, given: &str) -> Vec<Say> {
        let Some(question) = self.question().cloned() else { return self.exam_result() };
        let Some(option) = chosen(given, &question.options) else { return vec![how_to_choose(&question.options)] };
        let right = option == question.answer;
        self.settle_question(question, right)
    }

    /// `skip` at a question: it counts as missed, and the next one comes. `None`: no question waits.
    pub(super) fn skip_question(&mut self) -> Option<Vec<Say>> {
        let question = self.question().cloned()?;
        Some(self.settle_question(question, false))
    }

    fn settle_question(&mut self, question: Question, right: bool) -> Vec<Say> {
        if let Some(sitting) = &mut self.place.exam {
            sitting.at += 1;
            sitting.right += usize::from(right);
            if !right {
                sitting.missed.extend(sitting.drawn.get(sitting.at - 1));
            }
        }
        let mut says = vec![if right {
            Say::Praise(question.because)
        } else {
            let text = question.options.get(question.answer - 1).cloned().unwrap_or_default();
            Say::Correction(tell::exam_right_is(text, question.because))
        }];
        match self.ask() {
            Some(next) => says.push(next),
            None => says.extend(self.exam_result()),
        }
        says
    }

    /// After the last question: how it went.
    fn exam_result(&mut self) -> Vec<Say> {
        let (Some(exam), Some(sitting)) = (self.exam().cloned(), self.place.exam.clone()) else { return Vec::new() };
        let (pass, of) = (exam.pass, sitting.drawn.len());
        let passed = sitting.right >= pass;
        if sitting.showed {
            self.session.reset();
            self.before = self.session.world_part().clone();
            self.place.past.clear();
        }
        let score = tell::exam_score(sitting.right, of);
        if pass == 0 {
            self.place.solve();
            return vec![
                if sitting.right > 0 { Say::Praise(score) } else { Say::Text(tell::review_none()) },
                Say::Next(if self.can_advance() { tell::review_goes_on() } else { tell::review_ends() }),
            ];
        }
        if passed {
            self.place.solve();
            return vec![Say::Praise(tell::exam_passed(score)), Say::Next(tell::exam_practical())];
        }
        let mut lessons: Vec<u32> =
            sitting.missed.iter().filter_map(|&index| Some(exam.questions.get(index)?.lesson)).collect();
        lessons.sort_unstable();
        lessons.dedup();
        let lessons: Vec<String> = lessons.iter().map(ToString::to_string).collect();
        vec![
            Say::Correction(tell::exam_failed(score, pass, crate::lesson::canvas::listed(&lessons))),
            Say::Next(tell::exam_again()),
        ]
    }

    /// What has been answered in a review, and whether rightly; a task counts as answered when it was dealt with, and
    /// rightly if one hint was enough.
    pub fn review_answers(&self) -> Vec<(String, bool)> {
        let mut answers = self.exam_answers();
        for (at, step) in self.lesson.steps.iter().enumerate() {
            let Some(anew) = &step.anew else { continue };
            let done = self.place.records.iter().find(|record| record.step == at && record.outcome.is_some());
            answers.extend(done.map(|record| {
                let right = record.outcome == Some(Outcome::Solved) && record.hints < 2;
                (anew.id.clone(), right)
            }));
        }
        answers
    }

    /// The questions that have been answered in this try, and whether rightly.
    fn exam_answers(&self) -> Vec<(String, bool)> {
        let exam = self.lesson.steps.iter().flat_map(|step| &step.blocks).find_map(|block| match block {
            Block::Exam(_, exam) => Some(exam),
            _ => None,
        });
        let (Some(exam), Some(sitting)) = (exam, &self.place.exam) else { return Vec::new() };
        let answered = sitting.drawn.iter().take(sitting.at);
        answered
            .filter_map(|index| Some((exam.questions.get(*index)?.id.clone(), !sitting.missed.contains(index))))
            .collect()
    }

    /// `next` at an exam: another try, if this one is over.
    pub(super) fn next_try(&mut self) -> Vec<Say> {
        if self.place.exam.as_ref().is_some_and(Sitting::is_over) {
            self.begin_exam();
            return self.ask().into_iter().collect();
        }
        self.question().map(|question| how_to_choose(&question.options)).into_iter().collect()
    }

    /// `show me`: the sandbox becomes as the question supposes.
    pub(super) fn show_me(&mut self) -> Reply {
        let Some(question) = self.question().cloned() else {
            return self.reply(vec![Say::Note(tell::show_me_where())]);
        };
        self.prepare(&question);
        let look = tell::show_me_done(ended(&question.look));
        self.reply(vec![Say::Text(look)])
    }

    /// Brings the sandbox into the state of a question. Says which command failed, if one did.
    pub fn prepare(&mut self, question: &Question) -> Option<String> {
        self.session.reset();
        let mut failed = None;
        for line in &question.show {
            let reaction = self.session.feed(line);
            let Some(happened) = Happened::of(&reaction) else {
                failed.get_or_insert(line.clone());
                continue;
            };
            if happened.exit != 0 {
                failed.get_or_insert(line.clone());
            }
            self.place.happened(happened);
        }
        if let Some(sitting) = &mut self.place.exam {
            sitting.showed = true;
        }
        failed
    }
}

/// With a full stop at its end.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.into() } else { format!("{text}.") }
}
