//! Going elsewhere: to another step, and back in the sandbox's time.

use std::sync::Arc;

use super::super::script::{Block, Lesson};
use super::{Reply, Say, Tutor};
use crate::content::Part;
use crate::sandbox::{Kind, Session, Typed, World};
use crate::tell;

/// Lines that one solution has at most when a step's state is made.
const LINES: usize = 500;
/// Resets whose places are known, so that each can be taken back with its own.
const RESETS: usize = 16;

impl Tutor {
    pub(super) fn back(&mut self) -> Reply {
        if self.place.step == 0 {
            return self.reply(vec![Say::Note(tell::first_step())]);
        }
        self.go_to(self.place.step - 1)
    }

    /// `goto N`
    pub(super) fn goto(&mut self, given: &str) -> Reply {
        let count = self.lesson.steps.len();
        match given.parse::<usize>() {
            Ok(number) if (1..=count).contains(&number) => self.go_to(number - 1),
            _ => self.reply(vec![Say::Note(tell::which_step(count))]),
        }
    }

    /// Shows a step, without touching the sandbox.
    fn go_to(&mut self, step: usize) -> Reply {
        let mut says = self.enter_step(step);
        self.place.jumped = true;
        let text = tell::jumped();
        says.push(Say::Note(text));
        self.reply(says)
    }

    pub(super) fn undo(&mut self) -> Reply {
        let Some(kind) = self.session.undoes().cloned() else {
            return self.reply(vec![Say::Note(tell::nothing_to_undo())]);
        };
        if !self.session.undo() {
            return self.reply(vec![Say::Note(tell::unreadable_step())]);
        }
        let note = Say::Note(tell::undone(kind.shown().replace('`', "'")));
        if kind == Kind::Reset
            && let Some(left) = self.place.left.take()
        {
            let before = self.left_before.pop().unwrap_or_else(|| self.session.world_part().clone());
            return self.return_to(*left, before, note);
        }
        self.place.undo();
        self.after_travel(note)
    }

    /// Back to where the learner was before the lesson was reset.
    fn return_to(&mut self, left: super::Place, before: Part<World>, note: Say) -> Reply {
        let super::Place { records, trail, .. } = std::mem::take(&mut self.place);
        self.place = super::Place { records, trail, ..left };
        self.before = before;
        let mut says = vec![note];
        says.extend(self.again());
        self.reply(says)
    }

    pub(super) fn redo(&mut self) -> Reply {
        let Some(kind) = self.session.redoes().cloned() else {
            return self.reply(vec![Say::Note(tell::nothing_to_redo())]);
        };
        if kind == Kind::Reset {
            return self.reset();
        }
        if !self.session.redo() {
            return self.reply(vec![Say::Note(tell::unreadable_step())]);
        }
        self.place.redo();
        self.after_travel(Say::Note(tell::redone(kind.shown().replace('`', "'"))))
    }

    /// The lesson from its beginning. What was solved stays solved in the record.
    pub(super) fn reset(&mut self) -> Reply {
        let (left, before) = (self.place.clone(), self.before.clone());
        let was = self.session.world_part().clone();
        self.session.reset();
        let changed = self.session.world().differs_from(was.get());
        let mut says = vec![Say::Note(tell::reset_done())];
        says.extend(self.enter_step(0));
        if changed {
            self.remember(left, before);
        }
        self.reply(says)
    }

    /// The sandbox was reset: whoever takes that back is where the learner was, in a step that began so.
    fn remember(&mut self, mut left: super::Place, before: Part<World>) {
        left.trail = None;
        left.forget_beyond(RESETS);
        self.place.left = Some(Box::new(left));
        self.left_before.push(before);
    }

    /// Takes back everything since the step began; after a jump, or if nothing was done since, makes the state that the step
    /// begins with.
    pub(super) fn reset_step(&mut self) -> Reply {
        if self.place.jumped {
            return self.prepare_step();
        }
        let start = self.before.clone();
        let at_start = |tutor: &Tutor| !tutor.session.world().differs_from(start.get());
        // What the step needs may have been lacking when it began.
        if at_start(self) {
            return self.prepare_step();
        }
        let mut copy = self.clone();
        while !at_start(&copy) {
            if !copy.session.undo() {
                return self.reply(vec![Say::Note(tell::reset_step_too_far())]);
            }
            copy.place.undo();
        }
        *self = copy;
        self.after_travel(Say::Note(tell::reset_step_done()))
    }

    /// The sandbox as this step expects it: the lesson's start, and a solution of each task before.
    fn prepare_step(&mut self) -> Reply {
        let step = self.place.step;
        let (left, before) = (self.place.clone(), self.before.clone());
        let mut session = self.session.clone();
        session.reset();
        let changed = session.world().differs_from(self.session.world());
        self.session = Tutor::guided(self.lesson.clone(), session, step).session;
        let mut says = vec![Say::Note(tell::reset_step_made())];
        says.extend(self.enter_step(step));
        if changed {
            self.remember(left, before);
        }
        self.reply(says)
    }

    /// Begins a lesson at a step (the last one, if there are not so many), whose state is made. The session is in the
    /// lesson's starting World.
    pub fn begin_at(lesson: Arc<Lesson>, session: Session, step: usize) -> (Tutor, Vec<Say>) {
        let step = step.min(lesson.steps.len().saturating_sub(1));
        let made = Tutor::guided(lesson.clone(), session.clone(), step).session;
        let (mut tutor, _) = Tutor::begin(lesson, session);
        tutor.session = made;
        let says = tutor.enter_step(step);
        (tutor, says)
    }

    /// A tutor at the beginning of a step, after a solution of each task before it. The session is in the lesson's
    /// starting World.
    pub fn guided(lesson: Arc<Lesson>, session: Session, step: usize) -> Tutor {
        let (mut guide, _) = Tutor::begin(lesson, session);
        while guide.place.step < step {
            let at = (guide.place.step, guide.place.block);
            if let Some(Block::Task(_, task)) = guide.block().cloned()
                && !guide.place.solved
                && let Some(solution) = task.solutions.first()
            {
                for line in guide.filled(solution).lines().take(LINES) {
                    guide.take(Typed::Line(line.to_string()));
                }
            }
            guide.skip();
            if at == (guide.place.step, guide.place.block) {
                break;
            }
        }
        guide
    }

    /// After the World was replaced: does the task still hold?
    pub(super) fn after_travel(&mut self, say: Say) -> Reply {
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
