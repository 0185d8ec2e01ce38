//! A terminal for a [`Tutorial`](layercake::Tutorial): keys, colours, signals, the pace at which progress is redrawn.
//!
//! What is shown and what a line means is the business of the core.

mod cooked;
mod edit;
mod keyboard;
mod pace;
mod paint;
mod quiet;
mod run;
mod screen;
mod signals;
mod typeahead;
mod work;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::courses::courses;
use crate::own_lessons::{is_file, read};
use crate::state::StateDirectory;
use layercake::words::visible;
use layercake::{Course, Palette, Piece, Room, Say, Surface, named, next_lesson, said};

pub(super) use pace::Speed;
pub(super) use screen::Manner;

use run::Terminal;
use screen::Screen;
use signals::Interrupts;

/// What is asked for on the command line.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub manner: Manner,
    /// Where things are kept, if not where the machine has a place for it.
    pub state: Option<PathBuf>,
    /// Another course than the one that comes with the program: a pack, or a folder with lessons.
    pub course: Option<PathBuf>,
    /// A file with the only lesson.
    pub file: Option<PathBuf>,
    /// What somebody types after the program's name to come back, if it is more than options.
    pub words: String,
    /// Begin the lesson afresh.
    pub again: bool,
    /// What the tutor speaks: `en`, `de`.
    pub language: String,
}

/// Whether a person sits there.
pub(super) fn is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Shows the menu, and whatever is chosen from it, until the learner leaves.
pub(super) fn menu(options: &Options) -> Result<ExitCode> {
    Terminal::open(options, all(options)?)?.run(Room::Menu)
}

/// The courses to choose from; the first is the one that is open.
fn all(options: &Options) -> Result<Vec<Course>> {
    courses(&StateDirectory::find(options.state.as_deref())?, options.course.as_deref(), &options.language)
}

/// Opens a lesson: the one that is named, or the next.
pub(super) fn learn(options: &Options, lesson: Option<&str>) -> Result<ExitCode> {
    if let Some(file) = lesson.filter(|name| is_file(name)) {
        let options = Options { file: Some(file.into()), ..options.clone() };
        return open_only(&options, Course::only(vec![read(Path::new(file))?]));
    }
    let courses = all(options)?;
    let course = courses.first().map(|course| course.lessons.clone()).unwrap_or_default();
    let terminal = Terminal::open(options, courses)?;
    let index = match lesson {
        None => next_lesson(&terminal.progress(), &course),
        Some(name) => match named(&course, name) {
            Some(index) => index,
            None => {
                let slugs: Vec<&str> = course.iter().map(|lesson| lesson.slug.as_str()).collect();
                bail!("there is no lesson \"{name}\". Lessons: {}", slugs.join(", "));
            }
        },
    };
    terminal.run(Room::Lesson(index))
}

/// Opens the first lesson of a course that is all there is.
pub(super) fn open_only(options: &Options, course: Course) -> Result<ExitCode> {
    Terminal::open(options, vec![course])?.run(Room::Lesson(0))
}

/// Asks what is due for a review.
pub(super) fn review(options: &Options) -> Result<ExitCode> {
    Terminal::open(options, all(options)?)?.review()
}

/// Opens the free sandbox.
pub(super) fn play(options: &Options) -> Result<ExitCode> {
    Terminal::open(options, all(options)?)?.run(Room::Play)
}

/// Shows what a tutor says.
pub(super) fn show(options: &Options, says: &[Say]) {
    let mut screen = Screen::new(options.manner, Interrupts::default());
    let pieces = said(says, screen.surface());
    screen.show(&pieces);
}

/// Shows what a tutor said to somebody else: what programs printed as it stood in the end, and nothing in it moves the cursor here.
pub(super) fn show_settled(options: &Options, says: &[Say]) {
    let mut screen = Screen::new(options.manner, Interrupts::default());
    let is_output = |say: &Say| matches!(say, Say::Output(_));
    for says in says.chunk_by(|one, other| is_output(one) == is_output(other)) {
        let plain = Surface { palette: Palette::Plain, ..screen.surface() };
        let surface = if says.iter().all(is_output) { plain } else { screen.surface() };
        for piece in said(says, surface) {
            match piece {
                Piece::Output(bytes) => screen.text(&visible(&String::from_utf8_lossy(&bytes))),
                lines => drop(screen.show(&[lines])),
            }
        }
    }
}

/// Prints a Markdown text.
pub(super) fn print(options: &Options, markdown: &str) {
    Screen::new(options.manner, Interrupts::default()).markdown(markdown);
}
