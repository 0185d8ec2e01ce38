//! What each of the tutor's words does.

use super::super::script::Block;
use super::{After, Say, Told, Tutor, help};
use crate::lesson::{draw_map, draw_stack, explain};

impl Tutor {
    /// Handles a line that begins with one of the tutor's words; `None` if it does not.
    pub(super) fn word(&mut self, line: &str) -> Option<Told> {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let choosing = matches!(self.block(), Some(Block::Quiz(..) | Block::Predict(..))) && !self.place.solved;
        let Some(word) = help::find(first) else {
            // At a question a bare number or letter is an answer.
            let short = line.len() == 1 && line.chars().all(|c| c.is_ascii_alphanumeric());
            return (choosing && short).then(|| self.answer(line));
        };
        let takes_more = help::WORDS.iter().any(|known| known.name == word && !known.usage.is_empty());
        if !rest.is_empty() && !takes_more {
            return None; // `check` with arguments is somebody's command, not ours
        }
        Some(match word {
            "answer" => self.answer(rest),
            "task" => {
                let says = self.again();
                self.told(says)
            }
            "check" => self.told(vec![match self.goals() {
                goals if goals.is_empty() => Say::Note("No task waits here.".into()),
                goals => Say::Goals(goals),
            }]),
            "hint" => self.hint(),
            "solution" => self.solution(),
            "next" => self.next(),
            "skip" => self.skip(),
            "back" => self.back(),
            "undo" => self.undo(),
            "redo" => self.redo(),
            "reset" if rest.is_empty() => self.reset(),
            "reset" if rest == "step" => self.reset_step(),
            "reset" => return None,
            "quiz" => self.quiz(),
            "explain" => {
                let text = match &self.place.last {
                    Some(happened) => explain::sentences(happened, self.session.world()),
                    None => "No command yet.".into(),
                };
                self.told(vec![Say::Text(text)])
            }
            "map" => {
                let drawing = draw_map(self.session.world(), self.canvas);
                self.told(vec![Say::Drawing(drawing)])
            }
            "layers" if rest.is_empty() => {
                self.told(vec![Say::Note("Of which image or container? `layers NAME`".into())])
            }
            "layers" => {
                let say = match draw_stack(self.session.world(), rest, self.canvas) {
                    Ok(drawing) => Say::Drawing(drawing),
                    Err(reason) => Say::Correction(reason),
                };
                self.told(vec![say])
            }
            "help" => self.told(vec![Say::Text(help::text())]),
            "edit" if rest.is_empty() => self.told(vec![Say::Note("Which file? `edit FILE`".into())]),
            "edit" => self.leave(After::Edit(rest.into())),
            "lessons" | "menu" => self.leave(After::Menu),
            "progress" => self.leave(After::Progress),
            _ => self.leave(After::Quit),
        })
    }

    fn leave(&self, next: After) -> Told {
        Told { says: Vec::new(), next }
    }

    fn hint(&mut self) -> Told {
        let Some(Block::Task(_, task)) = self.block().cloned() else {
            return self.told(vec![Say::Note("There is nothing to hint at here.".into())]);
        };
        let of = task.hints.len();
        if self.place.hints > 0 && self.place.attempts == 0 && self.place.hints < of {
            return self.told(vec![Say::Note("Try something first; then the next hint is yours.".into())]);
        }
        let number = (self.place.hints + 1).min(of);
        self.place.hints = number;
        self.place.attempts = 0;
        self.place.misses = 0;
        let text = task.hints.get(number - 1).cloned().unwrap_or_default();
        self.told(vec![Say::Hint { number, of, text }])
    }

    fn solution(&mut self) -> Told {
        let say = match self.block() {
            Some(Block::Task(_, task)) => Say::Solution(self.filled(task.solutions.first().map_or("", String::as_str))),
            Some(Block::Quiz(_, quiz)) => Say::Solution(format!("answer {}", quiz.answer)),
            Some(Block::Predict(..)) => Say::Note("A prediction has no solution; guess, and see.".into()),
            _ => Say::Note("Nothing is asked here.".into()),
        };
        self.told(vec![say])
    }

    fn skip(&mut self) -> Told {
        let what = match self.block() {
            Some(Block::Task(..) | Block::Quiz(..) | Block::Predict(..)) if !self.place.solved => Some("Skipped."),
            _ => None,
        };
        let mut told = self.advance();
        if let Some(what) = what {
            told.says.insert(0, Say::Note(what.into()));
        }
        told
    }

    fn quiz(&mut self) -> Told {
        let has_quiz = |step: &crate::lesson::Step| step.blocks.iter().any(|block| matches!(block, Block::Quiz(..)));
        match self.lesson.steps.iter().position(has_quiz) {
            Some(step) => {
                let says = self.enter_step(step);
                self.told(says)
            }
            None => self.told(vec![Say::Note("This lesson has no questions at its end.".into())]),
        }
    }

    fn next(&mut self) -> Told {
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
            Some(Block::Quiz(_, quiz)) => super::judge::how_to_choose(&quiz.options),
            Some(Block::Predict(_, predict)) => super::judge::how_to_choose(&predict.options),
            _ => return self.advance(),
        };
        self.told(vec![say])
    }

    fn back(&mut self) -> Told {
        if self.place.step == 0 {
            return self.told(vec![Say::Note("This is the first step.".into())]);
        }
        let says = self.enter_step(self.place.step - 1);
        self.told(says)
    }

    fn undo(&mut self) -> Told {
        let say = if self.session.undo() {
            self.place.undo();
            Say::Note("Undone.".into())
        } else {
            Say::Note("There is nothing to undo.".into())
        };
        self.after_travel(say)
    }

    fn redo(&mut self) -> Told {
        let say = if self.session.redo() {
            self.place.redo();
            Say::Note("Done again.".into())
        } else {
            Say::Note("There is nothing to redo.".into())
        };
        self.after_travel(say)
    }

    fn reset(&mut self) -> Told {
        self.session.reset();
        self.place.done.clear();
        let note = "The sandbox is as it was when the lesson began. (`undo` takes that back.)";
        let mut says = vec![Say::Note(note.into())];
        says.extend(self.enter_step(0));
        self.told(says)
    }

    /// Takes back everything since the step began.
    fn reset_step(&mut self) -> Told {
        let start = self.before.clone();
        let at_start = |tutor: &Tutor| !tutor.session.world().differs_from(start.get());
        if at_start(self) {
            return self.told(vec![Say::Note("Nothing has been changed since this step began.".into())]);
        }
        let mut copy = self.clone();
        while !at_start(&copy) {
            if !copy.session.undo() {
                return self
                    .told(vec![Say::Note("The beginning of this step is too far back; `reset` starts over.".into())]);
            }
            copy.place.undo();
        }
        *self = copy;
        self.after_travel(Say::Note(
            "The sandbox is as it was when this step began. (`redo` brings things back.)".into(),
        ))
    }

    /// After the World was replaced: does the task still hold?
    fn after_travel(&mut self, say: Say) -> Told {
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
        self.told(says)
    }
}
