//! Review: questions and small tasks of finished lessons come back after a day, three days, a week … and sooner if they
//! were missed.
//!
//! The rule is Leitner's (Sebastian Leitner, *So lernt man lernen*, 1972): a card that was answered rightly goes one
//! box further, a missed one goes back to the first, and each box is looked at less often than the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::exam::{Exam, Question};
use super::script::{Anew, Block, Front, Lesson, Step};
use super::tutor::Tutor;
use crate::sandbox::{Session, Setup};
use crate::tell;

/// The slug of the lesson that a review is.
pub const REVIEW: &str = "review";
/// Days after which the cards of each box are due.
const BOXES: [i64; 6] = [1, 3, 7, 14, 30, 60];
/// Questions of one review, and tasks: two minutes.
const QUESTIONS: usize = 5;
const TASKS: usize = 1;
/// Lines that solve a small task.
const LINES: usize = 2;

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

    /// Of these cards those that are due, the most urgent first; new ones come last.
    fn due<'c, C>(&self, cards: &'c [C], id: impl Fn(&C) -> &str, today: i64) -> Vec<&'c C> {
        let rank = |card: &C| match self.0.get(id(card)) {
            Some(card) => (false, card.due),
            None => (true, 0),
        };
        let mut due: Vec<&C> = cards.iter().filter(|card| rank(card).1 <= today).collect();
        due.sort_by_key(|card| rank(card));
        due
    }
}

/// What can be asked in a review: questions and small tasks of finished lessons.
#[derive(Clone, Debug)]
pub struct Deck {
    questions: Vec<Question>,
    tasks: Vec<SmallTask>,
}

/// A task of a lesson that can come back by itself.
#[derive(Clone, Debug)]
struct SmallTask {
    id: String,
    lesson: Arc<Lesson>,
    step: usize,
    block: usize,
}

impl Deck {
    /// That of the finished lessons.
    pub fn of(course: &[Arc<Lesson>], is_finished: impl Fn(&str) -> bool) -> Deck {
        let questions = questions(course, &is_finished);
        let finished = course.iter().filter(|lesson| is_finished(&lesson.slug));
        Deck { questions, tasks: finished.flat_map(small_tasks).collect() }
    }

    /// The lesson that asks what is due: questions, then a task, whose sandbox is as the task's lesson leads to it.
    /// `None`: nothing is due.
    pub fn due(&self, course: &[Arc<Lesson>], schedule: &Schedule, today: i64, setup: &Setup) -> Option<Lesson> {
        let due = schedule.due(&self.questions, |question| &question.id, today);
        let questions: Vec<Question> = due.into_iter().take(QUESTIONS).cloned().collect();
        let mut steps = Vec::new();
        if !questions.is_empty() {
            let exam = Exam { draw: questions.len(), pass: 0, questions };
            steps.push(Step { title: tell::review_step(), blocks: vec![Block::Exam(1, exam)], anew: None });
        }
        let due = schedule.due(&self.tasks, |task| &task.id, today);
        steps.extend(due.into_iter().filter_map(|task| task.step(setup)).take(TASKS));
        if steps.is_empty() {
            return None;
        }
        // The states of the final review's questions begin in its sandbox.
        let has_exam = |lesson: &&Arc<Lesson>| lesson.steps.iter().flat_map(|step| &step.blocks).any(Block::is_exam);
        let files = course.iter().find(has_exam).map(|lesson| lesson.front.files.clone()).unwrap_or_default();
        let front = Front { title: tell::review_title(), minutes: 2, files, ..Front::default() };
        Some(Lesson { slug: REVIEW.into(), front, intro: tell::review_intro(), steps })
    }
}

/// The tasks of a lesson that can stand alone: a line or two solve them, nothing is to be ordered or bettered, and no
/// other task comes before them in their step.
fn small_tasks(lesson: &Arc<Lesson>) -> Vec<SmallTask> {
    let first_task = |step: &Step| step.blocks.iter().position(|block| matches!(block, Block::Task(..)));
    let small = |(at, step): (usize, &Step)| {
        let block = first_task(step)?;
        let Block::Task(_, task) = &step.blocks[block] else { return None };
        let short = task.solutions.first().is_some_and(|solution| solution.lines().count() <= LINES);
        let alone = task.arrange.is_none() && task.golf.is_none();
        let id = format!("{}#{}", lesson.slug, at + 1);
        (short && alone).then(|| SmallTask { id, lesson: lesson.clone(), step: at, block })
    };
    lesson.steps.iter().enumerate().filter_map(small).collect()
}

impl SmallTask {
    /// The step that asks it, from the state that its lesson leads to; `None`: the lesson does not lead there.
    fn step(&self, setup: &Setup) -> Option<Step> {
        let session = Tutor::starting_session(&self.lesson, Session::new(setup.clone())).ok()?;
        let guide = Tutor::guided(self.lesson.clone(), session, self.step);
        let step = &self.lesson.steps[self.step];
        let is_there = guide.place().step == self.step;
        let blocks = step.blocks.iter().take(self.block + 1);
        let blocks = blocks
            .filter(|block| matches!(block, Block::Prose(_) | Block::Console(..) | Block::Task(..)))
            .cloned()
            .collect();
        let anew = Some(Anew { id: self.id.clone(), world: guide.session().world_part().clone() });
        is_there.then(|| Step { title: step.title.clone(), blocks, anew })
    }
}

/// All questions of finished lessons: those at their ends, and those of the final review that are about them.
fn questions(course: &[Arc<Lesson>], is_finished: impl Fn(&str) -> bool) -> Vec<Question> {
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

    fn setup() -> Setup {
        Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) }
    }

    #[test]
    fn only_finished_lessons_are_asked_about_and_the_urgent_first() {
        let course = course().unwrap();
        let deck = Deck::of(&course, |slug| slug.starts_with("03"));
        assert!(deck.questions.len() >= 6, "{}", deck.questions.len());
        assert!(deck.questions.iter().all(|question| question.lesson == 3));
        assert!(Deck::of(&course, |_| false).due(&course, &Schedule::default(), 10, &setup()).is_none());
        let mut schedule = Schedule::default();
        let ids: Vec<String> = deck.questions.iter().map(|question| question.id.clone()).collect();
        let tasks: Vec<String> = deck.tasks.iter().map(|task| task.id.clone()).collect();
        let asked = |schedule: &Schedule, today| {
            let mut ids = Vec::new();
            for step in deck.due(&course, schedule, today, &setup())?.steps {
                match &step.blocks[0] {
                    Block::Exam(_, exam) => ids.extend(exam.questions.iter().map(|question| question.id.clone())),
                    _ => ids.extend(step.anew.map(|anew| anew.id)),
                }
            }
            Some(ids)
        };
        assert_eq!(asked(&schedule, 10).map(|ids| ids.len()), Some(QUESTIONS + TASKS));
        ids.iter().chain(&tasks).for_each(|id| schedule.answered(id, true, 10));
        assert_eq!(asked(&schedule, 10), None);
        ids.iter().chain(&tasks).for_each(|id| schedule.answered(id, *id != ids[3] && *id != tasks[1], 11));
        assert_eq!(asked(&schedule, 12), Some(vec![ids[3].clone(), tasks[1].clone()]));
        assert_eq!(
            asked(&schedule, 14).map(|all| (all.len(), all[0].clone())),
            Some((QUESTIONS + TASKS, ids[3].clone()))
        );
    }

    #[test]
    fn each_small_task_can_be_solved_in_the_state_in_which_it_comes_back() {
        let course = course().unwrap();
        let deck = Deck::of(&course, |_| true);
        assert!(deck.tasks.len() > 30, "{}", deck.tasks.len());
        for task in &deck.tasks {
            let step = task.step(&setup()).unwrap_or_else(|| panic!("{}: its lesson does not lead to it", task.id));
            let lesson =
                Lesson { slug: REVIEW.into(), front: Front::default(), intro: String::new(), steps: vec![step] };
            let (mut tutor, _) = Tutor::begin(Arc::new(lesson), Session::new(setup()));
            assert!(!tutor.place().solved, "{} is solved at once", task.id);
            let Some(Block::Task(_, asked)) = tutor.block().cloned() else { panic!("{}", task.id) };
            for line in tutor.filled(&asked.solutions[0]).lines() {
                tutor.take(crate::sandbox::Typed::Line(line.into()));
            }
            assert!(tutor.place().solved, "{} is not solved by its solution", task.id);
            assert_eq!(tutor.review_answers(), [(task.id.clone(), true)]);
        }
    }
}
