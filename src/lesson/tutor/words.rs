//! What each of the tutor's words does.

use super::super::script::Block;
use super::choice::how_to_choose;
use super::judge::right_answer;
use super::place::Outcome;
use super::word::{Setting, Word, words_page};
use super::{After, Reply, Say, Tutor, views};
use crate::tell;

impl Tutor {
    /// Handles a line that begins with one of the tutor's words; `None` if it does not.
    pub(super) fn word(&mut self, line: &str) -> Option<Reply> {
        let Some((word, rest)) = Word::read(line).filter(|(word, _)| *word == Word::Answer || !self.is_answer(line))
        else {
            return self.is_answer(line).then(|| self.answer(line));
        };
        Some(match word {
            Word::Answer => self.answer(rest),
            Word::Task => {
                let says = self.again();
                self.reply(says)
            }
            Word::Check => self.reply(vec![self.check()]),
            Word::Hint => self.hint(),
            Word::Solution => self.solution(),
            Word::Order => self.order(rest),
            Word::Show => self.show_me(),
            Word::Next => self.next(),
            Word::Skip => match self.skip_question() {
                Some(says) => self.reply(says),
                None => self.skip(),
            },
            Word::Back => self.back(),
            Word::Undo => self.undo(),
            Word::Redo => self.redo(),
            Word::Reset if rest == "step" => self.reset_step(),
            Word::Reset => self.reset(),
            Word::Quiz => self.quiz(),
            Word::Steps => self.reply(vec![self.step_list()]),
            Word::Goto => self.goto(rest),
            Word::Explain => self.reply(vec![views::say_what_happened(self.place.last.as_ref(), self.session.world())]),
            Word::Map => self.reply(vec![views::say_map(self.session.world(), self.canvas)]),
            Word::Layers => self.reply(vec![views::say_layers(self.session.world(), rest, self.canvas)]),
            Word::Fork | Word::Switch => {
                let say = views::go_to_copy(&mut self.session, word, rest);
                self.after_travel(say)
            }
            Word::Forks => self.reply(vec![views::say_copies(&self.session)]),
            Word::Draw => {
                let last = self.place.last.as_ref();
                self.reply(vec![views::say_drawing(rest, self.session.world(), last, self.canvas)])
            }
            Word::Review => self.leave(After::Lesson(crate::lesson::REVIEW.into())),
            Word::Help => self.reply(vec![Say::Text(words_page(Setting::Lesson))]),
            Word::Edit => views::edit_file(rest),
            Word::Lessons | Word::Menu => self.leave(After::Menu),
            Word::Exercises => self.leave(After::Exercises),
            Word::Progress => self.leave(After::Progress),
            Word::Learn => self.leave(After::Lesson(rest.into())),
            Word::Play => self.leave(After::Play),
            Word::Quit => self.leave(After::Quit),
        })
    }

    /// What holds of the task that waits; at a question, that it is open.
    fn check(&self) -> Say {
        match (self.goals(), self.options()) {
            (goals, _) if !goals.is_empty() => Say::Goals(goals),
            (_, Some(options)) => how_to_choose(options),
            _ if matches!(self.block(), Some(Block::Exam(..))) && !self.place.solved => Say::Next(tell::exam_again()),
            _ => Say::Note(tell::no_task_waits()),
        }
    }

    fn leave(&self, next: After) -> Reply {
        Reply::new(Vec::new(), next)
    }

    fn hint(&mut self) -> Reply {
        if let Some(text) = self.look() {
            return self.reply(vec![Say::Hint { number: 1, of: 1, text: tell::hint_show_me(text) }]);
        }
        let task = match self.block().cloned() {
            Some(Block::Task(_, task)) => task,
            Some(Block::Quiz(..)) => return self.reply(vec![Say::Note(tell::hint_quiz())]),
            Some(Block::Predict(..)) => return self.reply(vec![Say::Note(tell::hint_predict())]),
            _ => return self.reply(vec![Say::Note(tell::hint_none())]),
        };
        if self.place.solved {
            return self.reply(vec![self.what_is_next()]);
        }
        let of = task.hints.len();
        if self.place.hints > 0 && self.place.attempts == 0 && self.place.hints < of {
            return self.reply(vec![Say::Note(tell::hint_try_first())]);
        }
        let number = (self.place.hints + 1).min(of);
        self.place.hints = number;
        self.place.record().hints += 1;
        self.place.attempts = 0;
        self.place.misses = 0;
        let text = task.hints.get(number - 1).cloned().unwrap_or_default();
        self.reply(vec![Say::Hint { number, of, text }])
    }

    fn solution(&mut self) -> Reply {
        let asks = matches!(self.block(), Some(Block::Task(..) | Block::Quiz(..)));
        if asks && !self.place.solved {
            self.place.settle(Outcome::Shown);
        }
        let say = match self.block() {
            Some(Block::Task(_, task)) => Say::Solution(self.filled(task.solutions.first().map_or("", String::as_str))),
            Some(Block::Quiz(_, quiz)) => Say::Solution(format!("answer {}", quiz.answer)),
            Some(Block::Exam(..)) => Say::Note(tell::solution_exam()),
            Some(Block::Predict(..)) => Say::Note(tell::solution_predict()),
            _ => Say::Note(tell::nothing_asked()),
        };
        self.reply(vec![say])
    }

    /// Leaves out what waits (all of an exam), and goes on.
    pub fn skip(&mut self) -> Reply {
        let mut says = Vec::new();
        let mut lacks = false;
        if !self.place.solved
            && let Some(block) = self.block().filter(|block| super::waits(block)).cloned()
        {
            self.place.settle(Outcome::Skipped);
            says.push(Say::Note(tell::left_out()));
            match &block {
                Block::Quiz(_, quiz) => says.push(right_answer(quiz)),
                Block::Task(_, task) => lacks = !task.done.is_empty(),
                _ => {}
            }
        }
        let mut reply = self.advance();
        says.append(&mut reply.says);
        // What the task was to make is not there, and what follows may need it.
        if lacks && !self.place.finished && self.block().is_some_and(super::waits) {
            self.place.jumped = true;
            says.push(Say::Note(tell::skipped()));
        }
        Reply { says, ..reply }
    }

    fn quiz(&mut self) -> Reply {
        let has_quiz = |step: &crate::lesson::Step| step.blocks.iter().any(|block| matches!(block, Block::Quiz(..)));
        match self.lesson.steps.iter().position(has_quiz) {
            Some(step) => {
                let says = self.enter_step(step);
                self.reply(says)
            }
            None => self.reply(vec![Say::Note(tell::no_quiz())]),
        }
    }

    fn next(&mut self) -> Reply {
        let met = self.place.outcome(self.place.step, self.place.block).is_some();
        let dealt_with = self.place.solved || met && !self.place.repeats;
        if dealt_with || self.place.finished {
            return self.advance();
        }
        let say = match self.block() {
            Some(Block::Task(..)) => Say::Note(tell::not_done_yet()),
            Some(Block::Quiz(_, quiz)) => how_to_choose(&quiz.options),
            Some(Block::Predict(_, predict)) => how_to_choose(&predict.options),
            Some(Block::Exam(..)) => {
                let says = self.next_try();
                return self.reply(says);
            }
            _ => return self.advance(),
        };
        self.reply(vec![say])
    }
}
