//! [`Tutorial`]: from the menu into lessons and play and back, over what is typed.

mod activity;
mod asking;
mod doors;
mod exercise;
mod typed;

use std::sync::Arc;

use super::ask::Prompt;
use super::completion::Completer;
use super::course::{Course, Room};
use super::edit::{Edited, FileToEdit};
use super::pages;
use super::progress::{LessonProgress, Progress};
use super::sheet::{Piece, Sheet, Surface};
use super::slips::Slips;
use super::style::Look;
use crate::content::Rope;
use crate::hub::Hub;
use crate::lesson::{Lesson, REVIEW, Tutor};
use crate::sandbox::{Bookmark, Halt, Kept, Session, Setup, Typed};

use crate::tell;
use activity::Activity;

/// What a tutorial begins with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The courses to choose from; the first is open. There is at least one.
    pub courses: Vec<Course>,
    /// What the tutor speaks: `en`, `de`.
    pub language: String,
    pub surface: Surface,
    pub progress: Progress,
    /// A number that is the learner's own: by it the questions of a final review are drawn.
    pub seed: u64,
    /// Whether the first sandbox that is opened begins afresh, whatever was kept.
    pub again: bool,
    /// What somebody types in their own shell to come back.
    pub comeback: String,
}

/// A learner at a prompt.
#[derive(Clone, Debug)]
pub struct Tutorial {
    courses: Vec<Course>,
    language: String,
    /// Which of them is open.
    open: usize,
    /// Its lessons.
    course: Vec<Arc<Lesson>>,
    /// What its sandboxes pull from.
    hub: Arc<dyn Hub>,
    progress: Progress,
    seed: u64,
    again: bool,
    comeback: String,
    /// The day, counted from 1970-01-01.
    today: i64,
    /// The questions that were due last.
    review: Option<Arc<Lesson>>,
    sheet: Sheet,
    activity: Activity,
    slips: Slips,
    /// What stops the command that runs.
    halt: Halt,
    /// Pages that are still to be shown, and what is wanted after them.
    more: Option<(Vec<Piece>, Box<Wanted>)>,
    /// Whether what is done is kept in the sandbox that is open.
    kept: bool,
    /// Why something that was done is lost.
    lost: Option<String>,
    /// Whether it was said that a program waits.
    explained: bool,
}

/// What is shown, and what is wanted after that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub pieces: Vec<Piece>,
    pub wanted: Wanted,
}

/// What a tutorial waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// What is typed at this prompt: [`Tutorial::take`].
    Line(Prompt),
    /// The sandbox that was kept under this name: [`Tutorial::opened`].
    Open(String),
    /// What becomes of a file in an editor: [`Tutorial::edited`].
    Edit(FileToEdit),
    /// That the sandbox is closed which is open: [`Tutorial::closed`].
    Close,
    /// The progress in the course of this name, which is open from now on: [`Tutorial::chosen`].
    Course(String),
    /// Nothing: the learner is gone.
    Nothing,
}

/// A sandbox that was opened.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// What was left in it.
    pub found: Option<Kept>,
    /// What there is to say about it.
    pub notes: Vec<String>,
    /// Whether what is done from now on is kept.
    pub kept: bool,
    /// The step of a lesson, from 1, that somebody begins with who has nothing there yet; its state is what a solution
    /// of each task before it leaves.
    pub step: Option<usize>,
    /// Lines that made the state which somebody begins to play with who has nothing there yet. What they print is not
    /// shown.
    pub lines: Vec<String>,
}

impl Tutorial {
    /// A learner who is nowhere yet.
    pub fn new(start: Start) -> Self {
        let Start { courses, language, surface, progress, seed, again, comeback } = start;
        let open = courses.first().cloned().unwrap_or_else(|| Course::only(Vec::new()));
        Tutorial {
            courses,
            language,
            open: 0,
            course: open.lessons,
            hub: open.hub,
            progress,
            seed,
            again,
            comeback,
            today: 0,
            review: None,
            sheet: Sheet::new(surface),
            activity: Activity::Gone,
            slips: Slips::default(),
            halt: Halt::default(),
            more: None,
            kept: false,
            lost: None,
            explained: false,
        }
    }

    /// From now on this course is all there is.
    pub fn only(&mut self, course: Course) {
        self.open = 0;
        (self.course, self.hub) = (course.lessons.clone(), course.hub.clone());
        self.courses = vec![course];
        self.review = None;
    }

    /// Begins in a room.
    pub fn begin(&mut self, room: Room) -> Shown {
        tell::speak(&self.language);
        let wanted = self.enter(room);
        self.shown(wanted)
    }

    /// From now on there is another width, or other colours.
    pub fn set_surface(&mut self, surface: Surface) {
        self.sheet.surface = surface;
    }

    /// What the learner has done in all lessons, as it is kept now.
    pub fn set_progress(&mut self, progress: Progress) {
        self.progress = progress;
    }

    /// Another course is open, in which this was done so far.
    pub fn chosen(&mut self, progress: Progress) -> Shown {
        tell::speak(&self.language);
        self.progress = progress;
        self.review = None;
        let wanted = self.enter(Room::Menu);
        self.shown(wanted)
    }

    /// Which day it is, counted from 1970-01-01: on it depends what is due for a review.
    pub fn set_today(&mut self, today: i64) {
        self.today = today;
    }

    /// The questions of a review that have been answered, and whether rightly.
    pub fn reviewed(&self) -> Vec<(String, bool)> {
        match self.activity.open() {
            Activity::Lesson(tutor) if tutor.lesson().slug == REVIEW => tutor.review_answers(),
            _ => Vec::new(),
        }
    }

    /// Something that was done could not be kept, and why: whoever leaves is told.
    pub fn set_lost(&mut self, why: Option<String>) {
        self.lost = why;
    }

    /// From now on this stops a command that runs.
    pub fn set_halt(&mut self, halt: Halt) {
        self.halt = halt;
    }

    /// What chance follows from, if the lessons are somebody's assignment.
    fn assigned(&self) -> Option<u64> {
        self.courses.get(self.open)?.assigned
    }

    /// How sandboxes are set up here.
    pub fn setup(&self) -> Setup {
        let setup =
            Setup { terminal: Some(self.sheet.surface.size), keeps_shell: true, ..Setup::new(self.hub.clone()) };
        Setup { seed: self.assigned().unwrap_or(setup.seed), ..setup }
    }

    /// The sandbox that is open, and the place in the lesson, as they are to be kept.
    pub fn sandbox(&self) -> Option<(&Session, Option<Bookmark>)> {
        let activity = self.activity.open();
        Some((activity.session()?, activity.bookmark()))
    }

    /// How far the learner is in the lesson that is open, if that counts.
    pub fn lesson_progress(&self) -> Option<(String, LessonProgress)> {
        let Activity::Lesson(tutor) = self.activity.open() else { return None };
        let counts = self.kept && tutor.lesson().slug != REVIEW;
        counts.then(|| (tutor.lesson().slug.clone(), LessonProgress::of(tutor)))
    }

    /// The tutor of the lesson that is open.
    pub fn tutor(&self) -> Option<&Tutor> {
        match &self.activity {
            Activity::Lesson(tutor) => Some(tutor),
            _ => None,
        }
    }

    /// What completes a command that is typed now.
    pub fn completer(&self) -> Option<Completer> {
        tell::speak(&self.language);
        let setting = self.activity.setting()?;
        let session = self.activity.session()?;
        Some(Completer::new(session, self.hub.clone(), setting))
    }

    /// Whether a line that is about to be taken is worth typing again: answers are not.
    pub fn remembers(&self, line: &str) -> bool {
        match &self.activity {
            Activity::Lesson(tutor) => !tutor.is_answer(line),
            _ => true,
        }
    }

    /// Whether the last command worked.
    pub fn worked(&self) -> bool {
        self.activity.last().is_none_or(|last| last.exit == 0)
    }

    /// The learner took so long for what they type now.
    pub fn spent(&mut self, seconds: u64) {
        if let Activity::Lesson(tutor) = &mut self.activity {
            tutor.spent(seconds);
        }
    }

    /// Takes what was typed at the prompt.
    pub fn take(&mut self, typed: Typed) -> Shown {
        tell::speak(&self.language);
        self.sheet.typed();
        let mut first = Vec::new();
        if let Some((rest, wanted)) = self.more.take() {
            match &typed {
                Typed::Line(line) if line.trim().is_empty() => return self.page(rest, *wanted),
                // As in a pager.
                Typed::Line(line) if line.trim() == "q" => return Shown { pieces: vec![], wanted: *wanted },
                Typed::Interrupt => return Shown { pieces: rest, wanted: *wanted },
                // Whoever types on has seen enough: the rest comes at once, and what was typed counts.
                Typed::Line(_) | Typed::Secret(_) | Typed::End => first = rest,
            }
        }
        let wanted = match &self.activity {
            Activity::Menu => self.take_at_menu(typed),
            Activity::Lesson(_) | Activity::Play(_) => self.take_in_sandbox(typed),
            Activity::Entering(_) | Activity::Leaving(..) | Activity::Gone => self.wait(),
        };
        let mut shown = self.shown(wanted);
        if !first.is_empty() {
            first.append(&mut shown.pieces);
            shown.pieces = first;
        }
        shown
    }

    /// The editor was left.
    pub fn edited(&mut self, file: &FileToEdit, edited: Edited) -> Shown {
        tell::speak(&self.language);
        let wanted = match edited {
            Edited::Content(content) if content == file.content => {
                self.sheet.text(Look::Dim, &tell::nothing_changed());
                self.wait()
            }
            Edited::Content(content) => match self.activity.edit(&file.path, Rope::from(content)) {
                Ok(reply) => self.follow(reply),
                Err(errno) => {
                    self.sheet.text(Look::Plain, &format!("edit: {}: {errno}", file.path));
                    self.wait()
                }
            },
            Edited::Failed(why) => {
                self.sheet.text(Look::Plain, &format!("edit: {why}"));
                self.wait()
            }
        };
        self.shown(wanted)
    }

    /// What was typed last came to nothing (it was interrupted, or met a bug): this is the tutorial as it was before,
    /// and the learner is told.
    pub fn told(&mut self, look: Look, text: &str) -> Shown {
        self.more = None;
        self.sheet.typed();
        self.sheet.text(look, text);
        let wanted = self.wait();
        self.shown(wanted)
    }

    fn shown(&mut self, wanted: Wanted) -> Shown {
        let pieces = self.sheet.take();
        self.page(pieces, wanted)
    }

    /// As much as fits the screen; the rest waits for Enter.
    fn page(&mut self, pieces: Vec<Piece>, wanted: Wanted) -> Shown {
        if !matches!(wanted, Wanted::Line(_)) {
            return Shown { pieces, wanted };
        }
        let (page, rest) = pages::split(pieces, usize::from(self.sheet.surface.size.rows));
        if rest.is_empty() {
            return Shown { pieces: page, wanted };
        }
        self.more = Some((rest, Box::new(wanted)));
        Shown { pieces: page, wanted: Wanted::Line(Prompt::more()) }
    }
}
