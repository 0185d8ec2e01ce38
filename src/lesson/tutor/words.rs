//! What each of the tutor's words does.

use super::super::script::Block;
use super::choice::how_to_choose;
use super::word::{Setting, Word, words_page};
use super::{After, Reply, Say, Tutor, views};

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
            Word::Check => self.reply(vec![match self.goals() {
                goals if goals.is_empty() => Say::Note("No task waits here.".into()),
                goals => Say::Goals(goals),
            }]),
            Word::Hint => self.hint(),
            Word::Solution => self.solution(),
            Word::Order => self.order(rest),
            Word::Show => self.show_me(),
            Word::Next => self.next(),
            Word::Skip => self.skip(),
            Word::Back => self.back(),
            Word::Undo => self.undo(),
            Word::Redo => self.redo(),
            Word::Reset if rest.is_empty() => self.reset(),
            Word::Reset => self.reset_step(),
            Word::Quiz => self.quiz(),
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
            Word::Progress => self.leave(After::Progress),
            Word::Learn => self.leave(After::Lesson(rest.into())),
            Word::Play => self.leave(After::Play),
            Word::Quit => self.leave(After::Quit),
        })
    }

    fn leave(&self, next: After) -> Reply {
        Reply::new(Vec::new(), next)
    }

    fn hint(&mut self) -> Reply {
        if let Some(text) = self.look() {
            return self.reply(vec![Say::Hint { number: 1, of: 1, text: format!("`show me`, and then: {text}") }]);
        }
        let Some(Block::Task(_, task)) = self.block().cloned() else {
            return self.reply(vec![Say::Note("There is nothing to hint at here.".into())]);
        };
        let of = task.hints.len();
        if self.place.hints > 0 && self.place.attempts == 0 && self.place.hints < of {
            return self.reply(vec![Say::Note("Try something first; then the next hint is yours.".into())]);
        }
        let number = (self.place.hints + 1).min(of);
        self.place.hints = number;
        self.place.attempts = 0;
        self.place.misses = 0;
        let text = task.hints.get(number - 1).cloned().unwrap_or_default();
        self.reply(vec![Say::Hint { number, of, text }])
    }

    fn solution(&mut self) -> Reply {
        let say = match self.block() {
            Some(Block::Task(_, task)) => Say::Solution(self.filled(task.solutions.first().map_or("", String::as_str))),
            Some(Block::Quiz(_, quiz)) => Say::Solution(format!("answer {}", quiz.answer)),
            Some(Block::Exam(..)) => Say::Note("A question of the review has none; `show me` lets you look.".into()),
            Some(Block::Predict(..)) => Say::Note("A prediction has no solution; guess, and see.".into()),
            _ => Say::Note("Nothing is asked here.".into()),
        };
        self.reply(vec![say])
    }

    fn skip(&mut self) -> Reply {
        let what = match self.block() {
            Some(block) if super::waits(block) && !self.place.solved => Some("Skipped."),
            _ => None,
        };
        let mut reply = self.advance();
        if let Some(what) = what {
            reply.says.insert(0, Say::Note(what.into()));
        }
        reply
    }

    fn quiz(&mut self) -> Reply {
        let has_quiz = |step: &crate::lesson::Step| step.blocks.iter().any(|block| matches!(block, Block::Quiz(..)));
        match self.lesson.steps.iter().position(has_quiz) {
            Some(step) => {
                let says = self.enter_step(step);
                self.reply(says)
            }
            None => self.reply(vec![Say::Note("This lesson has no questions at its end.".into())]),
        }
    }

    fn next(&mut self) -> Reply {
        let steps = &self.lesson.steps;
        let at_the_end = self.place.step + 1 >= steps.len()
            && steps.get(self.place.step).is_none_or(|step| self.place.block + 1 >= step.blocks.len());
        let dealt_with = self.place.solved || self.place.done.contains(&(self.place.step, self.place.block));
        // Whoever has come to the end, be it by skipping, goes on to the next lesson.
        if dealt_with || self.place.finished && at_the_end {
            return self.advance();
        }
        let say = match self.block() {
            Some(Block::Task(..)) => {
                Say::Note("This task is not done yet. `check` shows what is missing; `skip` leaves it out.".into())
            }
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

    fn back(&mut self) -> Reply {
        if self.place.step == 0 {
            return self.reply(vec![Say::Note("This is the first step.".into())]);
        }
        let says = self.enter_step(self.place.step - 1);
        self.reply(says)
    }

    fn undo(&mut self) -> Reply {
        let say = if self.session.undo() {
            self.place.undo();
            Say::Note("Undone.".into())
        } else {
            Say::Note("There is nothing to undo.".into())
        };
        self.after_travel(say)
    }

    fn redo(&mut self) -> Reply {
        let say = if self.session.redo() {
            self.place.redo();
            Say::Note("Done again.".into())
        } else {
            Say::Note("There is nothing to redo.".into())
        };
        self.after_travel(say)
    }

    fn reset(&mut self) -> Reply {
        self.session.reset();
        self.place.done.clear();
        let note = "The sandbox is as it was when the lesson began. (`undo` takes that back.)";
        let mut says = vec![Say::Note(note.into())];
        says.extend(self.enter_step(0));
        self.reply(says)
    }

    /// Takes back everything since the step began.
    fn reset_step(&mut self) -> Reply {
        let start = self.before.clone();
        let at_start = |tutor: &Tutor| !tutor.session.world().differs_from(start.get());
        if at_start(self) {
            return self.reply(vec![Say::Note("Nothing has been changed since this step began.".into())]);
        }
        let mut copy = self.clone();
        while !at_start(&copy) {
            if !copy.session.undo() {
                return self
                    .reply(vec![Say::Note("The beginning of this step is too far back; `reset` starts over.".into())]);
            }
            copy.place.undo();
        }
        *self = copy;
        self.after_travel(Say::Note(
            "The sandbox is as it was when this step began. (`redo` brings things back.)".into(),
        ))
    }

    /// After the World was replaced: does the task still hold?
    fn after_travel(&mut self, say: Say) -> Reply {
        let mut says = vec![say];
        if let Some(Block::Task(..)) = self.block() {
            let holds = self.task_holds();
            if self.place.solved && !holds {
                self.place.solved = false;
                says.push(Say::Goals(self.goals()));
            } else if !self.place.solved && holds {
                self.place.solved = true;
                says.push(Say::Goals(self.goals()));
                says.push(self.what_is_next());
            }
        }
        self.reply(says)
    }
}
