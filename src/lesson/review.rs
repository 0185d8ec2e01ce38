//! Review: questions of finished lessons come back after a day, three days, a week … and sooner if they were missed.
//!
//! The rule is Leitner's (Sebastian Leitner, *So lernt man lernen*, 1972): a card that was answered rightly goes one box
//! further, a missed one goes back to the first, and each box is looked at less often than the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::exam::{Exam, Question};
use super::script::{Block, Front, Lesson, Step};
use crate::tell;

/// The slug of the lesson that a review is.
pub const REVIEW: &str = "review";
/// Days after which the cards of each box are due.
const BOXES: [i64; 6] = [1, 3, 7, 14, 30, 60];
/// Questions of one review: two minutes.
const QUESTIONS: usize = 6;

/// When which question is due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schedule(BTreeMap<String, Card>);

/// A question that was asked before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Card {
    /// From 1.
    #[serde(rename = "box")]
    level: usize,
    /// The day on which it is due, counted from 1970-01-01.
    due: i64,
}

impl Schedule {
    /// Whether nothing was asked yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A question was answered.
    pub fn answered(&mut self, id: &str, right: bool, today: i64) {
        let before = self.0.get(id).map_or(0, |card| card.level);
        let level = if right { (before + 1).min(BOXES.len()) } else { 1 };
        self.0.insert(id.into(), Card { level, due: today.saturating_add(BOXES[level - 1]) });
    }

    /// The day on which the next question is due that was asked before.
    pub fn next_day(&self) -> Option<i64> {
        self.0.values().map(|card| card.due).min()
    }

    /// Of these questions those that are due, the most urgent first; new ones come last.
    fn due<'q>(&self, questions: &'q [Question], today: i64) -> Vec<&'q Question> {
        let rank = |question: &Question| match self.0.get(&question.id) {
            Some(card) => (false, card.due),
            None => (true, 0),
        };
        let mut due: Vec<&Question> = questions.iter().filter(|question| rank(question).1 <= today).collect();
        due.sort_by_key(|question| rank(question));
        due
    }
}

/// All questions of finished lessons: those at their ends, and those of the final review that are about them.
pub fn review_questions(course: &[Arc<Lesson>], is_finished: impl Fn(&str) -> bool) -> Vec<Question> {
    let number = |lesson: &Lesson| lesson.slug.split('-').next().and_then(|number| number.parse::<u32>().ok());
    let finished: Vec<u32> =
        course.iter().filter(|lesson| is_finished(&lesson.slug)).filter_map(|lesson| number(lesson)).collect();
    let mut questions = Vec::new();
    for lesson in course {
        let here = number(lesson).unwrap_or(0);
        let blocks = lesson.steps.iter().flat_map(|step| &step.blocks);
        let mut count = 0;
        for block in blocks {
            match block {
                Block::Quiz(_, quiz) => {
                    count += 1;
                    questions.push(Question {
                        id: format!("{}/{count}", lesson.slug),
                        lesson: here,
                        ask: quiz.ask.clone(),
                        options: quiz.options.clone(),
                        answer: quiz.answer,
                        because: quiz.because(quiz.answer).into(),
                        show: Vec::new(),
                        look: tell::review_look(),
                        expect: Vec::new(),
                    });
                }
                Block::Exam(_, exam) => {
                    let of = |question: &Question| Question {
                        id: format!("{}/{}", lesson.slug, question.id),
                        ..question.clone()
                    };
                    questions.extend(exam.questions.iter().map(of));
                }
                _ => {}
            }
        }
    }
    questions.retain(|question| finished.contains(&question.lesson));
    questions
}

/// The lesson that asks what is due; `None`: nothing is. `files` are what the questions' sandboxes need.
pub fn review_lesson(
    course: &[Arc<Lesson>],
    questions: &[Question],
    schedule: &Schedule,
    today: i64,
) -> Option<Lesson> {
    let due: Vec<Question> = schedule.due(questions, today).into_iter().take(QUESTIONS).cloned().collect();
    if due.is_empty() {
        return None;
    }
    // The states of the final review's questions begin in its sandbox.
    let has_exam = |lesson: &&Arc<Lesson>| lesson.steps.iter().flat_map(|step| &step.blocks).any(Block::is_exam);
    let files = course.iter().find(has_exam).map(|lesson| lesson.front.files.clone()).unwrap_or_default();
    let exam = Exam { draw: due.len(), pass: 0, questions: due };
    Some(Lesson {
        slug: REVIEW.into(),
        front: Front { title: tell::review_title(), minutes: 2, files, ..Front::default() },
        intro: tell::review_intro(),
        steps: vec![Step { title: tell::review_step(), blocks: vec![Block::Exam(1, exam)] }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::course;

    #[test]
    fn a_right_answer_comes_back_later_and_a_wrong_one_tomorrow() {
        let mut schedule = Schedule::default();
        let mut day = 100;
        let mut gaps = Vec::new();
        for _ in 0..7 {
            schedule.answered("a", true, day);
            let next = schedule.next_day().unwrap();
            gaps.push(next - day);
            day = next;
        }
        assert_eq!(gaps, [1, 3, 7, 14, 30, 60, 60]);
        schedule.answered("a", false, day);
        assert_eq!(schedule.next_day(), Some(day + 1));
    }

    #[test]
    fn only_finished_lessons_are_asked_about_and_the_urgent_first() {
        let course = course().unwrap();
        let finished = |slug: &str| slug.starts_with("03");
        let questions = review_questions(&course, finished);
        assert!(questions.len() >= 6, "{}", questions.len());
        assert!(questions.iter().all(|question| question.lesson == 3));
        assert!(review_questions(&course, |_| false).is_empty());
        let mut schedule = Schedule::default();
        let all: Vec<String> = questions.iter().map(|question| question.id.clone()).collect();
        let asked = |schedule: &Schedule, today| {
            let lesson = review_lesson(&course, &questions, schedule, today)?;
            let Block::Exam(_, exam) = &lesson.steps[0].blocks[0] else { panic!() };
            Some(exam.questions.iter().map(|question| question.id.clone()).collect::<Vec<_>>())
        };
        assert_eq!(asked(&schedule, 10).map(|ids| ids.len()), Some(QUESTIONS));
        all.iter().for_each(|id| schedule.answered(id, true, 10));
        assert_eq!(asked(&schedule, 10), None);
        all.iter().for_each(|id| schedule.answered(id, *id != all[3], 11));
        assert_eq!(asked(&schedule, 12), Some(vec![all[3].clone()]));
        assert_eq!(asked(&schedule, 14).map(|ids| (ids.len(), ids[0].clone())), Some((QUESTIONS, all[3].clone())));
    }
}
