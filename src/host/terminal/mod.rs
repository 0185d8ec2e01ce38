//! The program that a learner sees: a menu, lessons and a free sandbox at a prompt.
//!
//! Here is what a terminal is: lines, colours, a width, a pace. What a line means is the tutor's and the sandbox's business.

mod complete;
mod cooked;
mod desk;
mod edit;
mod editor;
mod learn;
mod markdown;
mod menu;
mod names;
mod pace;
mod play;
mod repl;
mod screen;
mod show;
mod signals;
mod style;
mod table;
mod wrap;

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Result;

use desk::Desk;
pub(super) use desk::Room;
pub(super) use menu::progress_table;
pub(super) use pace::Speed;
pub(super) use screen::Manner;

/// What is asked for on the command line.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub manner: Manner,
    /// Where things are kept, if not where the machine has a place for it.
    pub state: Option<PathBuf>,
    /// Begin the lesson afresh.
    pub again: bool,
}

/// Whether a person sits there.
pub(super) fn is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Shows the menu, and whatever is chosen from it, until the learner leaves.
pub(super) fn menu(options: &Options) -> Result<()> {
    Desk::open(options)?.walk(Room::Menu)
}

/// Opens a lesson: the one that is named, or the next.
pub(super) fn learn(options: &Options, lesson: Option<&str>) -> Result<()> {
    let desk = Desk::open(options)?;
    let room = Room::Lesson(learn::find(&desk, lesson)?);
    desk.walk(room)
}

/// Opens the free sandbox.
pub(super) fn play(options: &Options) -> Result<()> {
    Desk::open(options)?.walk(Room::Play)
}

/// Prints a Markdown text.
pub(super) fn print(options: &Options, markdown: &str) {
    screen::Screen::new(options.manner, signals::Interrupts::default()).markdown(markdown);
}
