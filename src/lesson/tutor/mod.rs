//! [`Tutor`]: walks a learner through a lesson, over a sandbox session.
//!
//! A line in, things to show out. What is shown depends on the World and on the [`Place`], both of which are saved, so
//! a tutor that is started again goes on where it was.

mod bare;
mod choice;
mod exam;
mod golf;
mod grade;
mod judge;
mod naming;
mod order;
mod place;
mod say;
mod steps;
#[cfg(test)]
mod tests;
mod trail;
mod travel;
mod views;
mod word;
mod words;

use std::sync::Arc;

use super::script::{Block, Lesson};
use crate::content::{Part, Rope};
use crate::sandbox::{Next, PlacedFile, Reaction, Session, Typed, World};
use crate::tell;
use crate::vfs::Errno;

pub(super) use choice::chosen;
pub use grade::{Grade, Round};
pub use place::{Outcome, Place, Record, Score};
pub use say::{Goal, Say};
pub use trail::{Act, Deed, TRAIL_ACTS, TRAIL_BYTES};
pub use views::{edit_file, go_to_copy, say_copies, say_drawing, say_layers, say_map, say_what_happened};
pub use word::{Setting, Word, words_page};

use self::judge::Earlier;
use super::canvas::Canvas;
use super::check::{Happened, View};

/// A learner in a lesson.
#[derive(Clone, Debug)]
pub struct Tutor {
    lesson: Arc<Lesson>,
    session: Session,
    place: Place,
    /// The World when the step began.
    before: Part<World>,
    /// The Worlds when the steps began that resets left, the last reset's last.
    left_before: Vec<Part<World>>,
    /// What drawings are made for.
    canvas: Canvas,
    /// What an exam's questions are drawn by.
    seed: u64,
}

/// Seconds after which somebody is taken to be away.
pub const LONGEST: u64 = 300;

/// What one line led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub says: Vec<Say>,
    pub next: After,
    /// The command that has ended with it, if one has.
    pub ended: Option<Happened>,
}

impl Reply {
    /// Nothing has run.
    pub fn new(says: Vec<Say>, next: After) -> Self {
        Reply { says, next, ended: None }
    }
}

/// What the prompt does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// It waits as the session says.
    Prompt(Next),
    /// The learner wants to leave the program.
    Quit,
    /// … to see the menu.
    Menu,
    /// … the next lesson.
    NextLesson,
    /// … the lesson of this name; empty: the one to go on with.
    Lesson(String),
    /// … the sandbox without a lesson.
    Play,
    /// … to see the progress of all lessons.
    Progress,
    /// … to see which exercises there are.
    Exercises,
    /// … to edit a file of the sandbox in their own editor.
    Edit(String),
}

impl Tutor {
    /// Begins a lesson in a session whose World is the lesson's starting World.
    pub fn begin(lesson: Arc<Lesson>, session: Session) -> (Tutor, Vec<Say>) {
        Tutor::begin_drawn(lesson, session, 0)
    }

    /// The same; an exam's questions are drawn by a number that is the learner's own.
    pub fn begin_drawn(lesson: Arc<Lesson>, session: Session, seed: u64) -> (Tutor, Vec<Say>) {
        let place = Place::start(&lesson.slug);
        let before = session.world_part().clone();
        let mut tutor =
            Tutor { lesson, session, place, before, left_before: Vec::new(), canvas: Canvas::default(), seed };
        let says = tutor.opening();
        (tutor, says)
    }

    /// Goes on where a learner was. `before` is the World when the step began.
    pub fn resume(lesson: Arc<Lesson>, session: Session, place: Place, before: Part<World>) -> (Tutor, Vec<Say>) {
        let mut tutor =
            Tutor { lesson, session, place, before, left_before: Vec::new(), canvas: Canvas::default(), seed: 0 };
        tutor.place.step = tutor.place.step.min(tutor.lesson.steps.len().saturating_sub(1));
        tutor.came_back();
        let says = tutor.again();
        (tutor, says)
    }

    /// The lesson's starting World: its files put there and its commands run, in a fresh sandbox. The error names the
    /// command that failed.
    pub fn starting_session(lesson: &Lesson, mut session: Session) -> Result<Session, String> {
        let files = lesson.front.files.iter();
        let files = files.map(|file| PlacedFile { path: file.path.clone(), content: file.content() });
        let failed = |(path, error)| format!("{path}: {error}");
        session.begin_lesson(&lesson.slug, files.collect()).map_err(failed)?;
        for line in &lesson.front.start {
            let reaction = session.feed(line);
            if reaction.ended.as_ref().is_none_or(|(_, exit)| *exit != 0) {
                return Err(format!("`{line}`: {}", reaction.text(crate::shell::Stream::Err)));
            }
        }
        session.begin_lesson(&lesson.slug, Vec::new()).map_err(failed)?;
        Ok(session)
    }

    /// The lesson.
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }
    /// The sandbox.
    pub fn session(&self) -> &Session {
        &self.session
    }
    /// The sandbox, for an editor's result or another terminal size.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }
    /// Says how wide drawings may be, and of which signs.
    pub fn set_canvas(&mut self, canvas: Canvas) {
        self.canvas = canvas;
    }
    /// From now on an exam's questions are drawn by this number.
    pub fn set_seed(&mut self, seed: u64) {
        self.seed = seed;
    }
    /// The learner took so long for what was typed.
    pub fn spent(&mut self, seconds: u64) {
        if let Some(trail) = &mut self.place.trail {
            trail.waited(seconds);
        }
        let seconds = seconds.min(LONGEST);
        if self.block().is_some_and(waits) && !self.place.solved {
            self.place.record().seconds += seconds;
        }
    }
    /// Where the learner is.
    pub fn place(&self) -> &Place {
        &self.place
    }
    /// The World when the step began.
    pub fn before(&self) -> &Part<World> {
        &self.before
    }

    /// Takes what was typed.
    pub fn take(&mut self, typed: Typed) -> Reply {
        let deed = self.place.trail.is_some().then(|| Deed::of(&typed, &self.session.next()));
        let reply = self.take_typed(typed);
        self.did(deed);
        reply
    }

    fn take_typed(&mut self, typed: Typed) -> Reply {
        if self.session.next() == Next::Command
            && let Typed::Line(line) = &typed
        {
            if line.trim().is_empty() {
                return self.enter();
            }
            if let Some(reply) = self.word(line.trim()) {
                return reply;
            }
        }
        self.run_or_answer(typed)
    }

    /// Enter alone: on, if nothing is left to do here; at a question, how it is answered.
    fn enter(&mut self) -> Reply {
        let solved = self.place.outcome(self.place.step, self.place.block) == Some(Outcome::Solved);
        let waits = self.block().is_some_and(waits) && !self.place.solved && (self.place.repeats || !solved);
        if waits && let Some(options) = self.options() {
            return self.reply(vec![choice::how_to_choose(options)]);
        }
        if waits || self.place.finished && !self.can_advance() { self.reply(Vec::new()) } else { self.advance() }
    }

    /// Runs a line.
    fn run(&mut self, typed: Typed) -> Reply {
        let earlier = self.earlier();
        let reaction = self.session.take(typed);
        self.reacted(reaction, &earlier)
    }

    /// Takes a file (absolute path) as the learner left it in an editor. It counts as a command.
    pub fn edit(&mut self, path: &str, content: Rope) -> Result<Reply, Errno> {
        let earlier = self.earlier();
        let deed = self.place.trail.is_some().then(|| Deed::edit(path, &content));
        self.session.edit(path, content)?;
        self.did(deed);
        let ended = Some((format!("edit {path}"), 0));
        let reaction = Reaction { ended, changed: true, ..Reaction::waiting(Next::Command) };
        Ok(self.reacted(reaction, &earlier))
    }

    fn reply(&self, says: Vec<Say>) -> Reply {
        Reply::new(says, After::Prompt(self.session.next()))
    }

    /// What a command did, and what that means for the task.
    fn reacted(&mut self, reaction: Reaction, earlier: &Earlier) -> Reply {
        let ended = Happened::of(&reaction);
        if let (true, Some(trail)) = (reaction.stopped, &mut self.place.trail) {
            trail.stopped(&reaction);
        }
        let mut says: Vec<Say> = reaction.output.into_iter().map(Say::Output).collect();
        let next = reaction.next;
        if let Some(happened) = &ended {
            self.place.happened(happened.clone());
            says.extend(self.judge_command(happened.exit, earlier));
            says.extend(self.keep_score());
        }
        let next = if next == Next::Left { After::Quit } else { After::Prompt(next) };
        Reply { says, next, ended }
    }

    /// What a check can look at.
    pub fn view(&self) -> View<'_> {
        self.view_of(self.session.world(), &self.place.past)
    }

    /// The same of another World, with only a part of what happened.
    fn view_of<'a>(&'a self, now: &'a World, past: &'a [Happened]) -> View<'a> {
        View { now, before: self.before.get(), past, library: self.session.setup().hub.as_ref() }
    }

    /// The block that waits.
    pub fn block(&self) -> Option<&Block> {
        self.lesson.steps.get(self.place.step)?.blocks.get(self.place.block)
    }

    /// The title, the introduction and the first step.
    fn opening(&mut self) -> Vec<Say> {
        let front = &self.lesson.front;
        let mut says =
            vec![Say::Title { title: front.title.clone(), minutes: front.minutes, goals: front.goals.clone() }];
        if !self.lesson.intro.is_empty() {
            says.push(Say::Text(self.lesson.intro.clone()));
        }
        says.extend(self.enter_step(0));
        says
    }

    /// Begins a step.
    fn enter_step(&mut self, step: usize) -> Vec<Say> {
        self.place.step = step;
        self.place.jumped = false;
        self.place.repeats = false;
        self.place.past.clear();
        self.place.undone.clear();
        if let Some(anew) = &self.lesson.steps[step].anew {
            self.session = Session::at(self.session.setup().clone(), anew.world.clone());
        }
        self.before = self.session.world_part().clone();
        let mut says = vec![self.step_head()];
        says.extend(self.go_on_from(0));
        says
    }

    fn step_head(&self) -> Say {
        let step = &self.lesson.steps[self.place.step];
        Say::Step { number: self.place.step + 1, of: self.lesson.steps.len(), title: step.title.clone() }
    }

    /// Shows the step's blocks from one on, up to and with the next that waits for the learner.
    fn go_on_from(&mut self, first: usize) -> Vec<Say> {
        let mut says = Vec::new();
        let lesson = self.lesson.clone();
        let blocks = &lesson.steps[self.place.step].blocks;
        for (index, block) in blocks.iter().enumerate().skip(first) {
            self.place.fresh_block(index);
            if let Block::Exam(..) = block {
                self.come_to_exam();
            }
            says.extend(self.show(block));
            if self.place.solved {
                says.extend(self.exam_passed_before());
                return says;
            }
            if waits(block) {
                if let Block::Task(..) = block
                    && self.task_holds()
                {
                    says.extend(self.solved_already());
                }
                return says;
            }
        }
        self.place.fresh_block(blocks.len());
        self.place.solved = true;
        says.push(self.what_is_next());
        says
    }

    fn show(&self, block: &Block) -> Option<Say> {
        match block {
            Block::Prose(text) => Some(Say::Text(text.clone())),
            Block::Console(_, text) => Some(Say::Text(format!("```console\n{text}\n```"))),
            Block::Task(_, task) => {
                Some(Say::Task { instruction: task.asked(), goals: self.goals(), wants_answer: task.answer.is_some() })
            }
            Block::Quiz(_, quiz) => {
                Some(Say::Choice { prediction: false, ask: quiz.ask.clone(), options: quiz.options.clone() })
            }
            Block::Exam(..) => self.ask(),
            Block::Predict(_, predict) => {
                Some(Say::Choice { prediction: true, ask: predict.ask.clone(), options: predict.options.clone() })
            }
        }
    }

    /// The step once more: what waits, without what has been dealt with.
    fn again(&mut self) -> Vec<Say> {
        let mut says = vec![self.step_head()];
        let lesson = self.lesson.clone();
        let blocks = &lesson.steps[self.place.step].blocks;
        let last = self.place.block.min(blocks.len());
        // The prose that belongs to the waiting block: what stands before it, back to the one before that waits.
        let first = blocks[..last].iter().rposition(waits).map_or(0, |before| before + 1);
        for block in blocks.iter().take(last + 1).skip(first) {
            says.extend(self.show(block));
        }
        if self.place.solved {
            says.push(self.what_is_next());
        }
        says
    }

    /// One line on what to type when nothing waits.
    fn what_is_next(&self) -> Say {
        Say::Next(if self.place.finished && !self.can_advance() {
            tell::lesson_done_next()
        } else if self.place.step + 1 < self.lesson.steps.len() {
            tell::enter_goes_on()
        } else {
            tell::last_step_next()
        })
    }

    /// Whether something of the lesson comes after the waiting block.
    fn can_advance(&self) -> bool {
        let steps = &self.lesson.steps;
        self.place.block + 1 < steps[self.place.step].blocks.len() || self.place.step + 1 < steps.len()
    }

    /// Goes to what comes after the waiting block.
    fn advance(&mut self) -> Reply {
        if self.place.repeats {
            return self.finish();
        }
        let count = self.lesson.steps[self.place.step].blocks.len();
        let says = if self.place.block + 1 < count {
            self.go_on_from(self.place.block + 1)
        } else if self.place.step + 1 < self.lesson.steps.len() {
            self.enter_step(self.place.step + 1)
        } else if self.place.finished {
            return Reply::new(Vec::new(), After::NextLesson);
        } else {
            return self.finish();
        };
        self.reply(says)
    }

    /// The end of the lesson; but first the questions that were missed come again.
    fn finish(&mut self) -> Reply {
        self.place.repeats = false;
        let mut says = Vec::new();
        if let Some((step, block)) = self.missed() {
            self.place.step = step;
            self.place.fresh_block(block);
            self.place.record().again = true;
            self.place.repeats = true;
            says.push(Say::Note(tell::missed_again()));
            says.extend(self.block().and_then(|block| self.show(block)));
            return self.reply(says);
        }
        let last = self.lesson.steps.len() - 1;
        self.place.step = last;
        self.place.fresh_block(self.lesson.steps[last].blocks.len());
        self.place.finished = true;
        self.place.solved = true;
        says.push(Say::Finished { title: self.lesson.front.title.clone(), score: self.score() });
        says.push(Say::Next(tell::finished_next()));
        self.reply(says)
    }
}

/// Whether a block waits for the learner.
fn waits(block: &Block) -> bool {
    matches!(block, Block::Task(..) | Block::Quiz(..) | Block::Predict(..) | Block::Exam(..))
}
