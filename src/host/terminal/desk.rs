//! [`Desk`]: what all rooms of the program share, and the way from one room to the next.

use std::sync::Arc;

use anyhow::Result;

use super::editor::Keyboard;
use super::screen::Screen;
use super::signals::Interrupts;
use super::{Options, learn, menu, play};
use crate::host::guard;
use crate::host::state::StateDirectory;
use crate::hub::Hub;
use crate::lesson::{Lesson, course};
use crate::sandbox::Setup;

/// Where the learner is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) enum Room {
    Menu,
    /// The lesson with this index in the course.
    Lesson(usize),
    Play,
    Out,
}

/// What all rooms share.
pub(super) struct Desk {
    pub screen: Screen,
    pub keyboard: Keyboard,
    pub state: StateDirectory,
    pub course: Vec<Arc<Lesson>>,
    pub hub: Arc<dyn Hub>,
    /// Whether the first lesson that is opened begins afresh.
    pub again: bool,
}

impl Desk {
    /// Everything at hand, nothing opened yet.
    pub fn open(options: &Options) -> Result<Desk> {
        guard::note_panics();
        let state = StateDirectory::find(options.state.as_deref())?;
        let mut screen = Screen::new(options.manner, Interrupts::watch());
        if let Some(note) = state.progress().clear_the_way() {
            screen.markdown(&note);
        }
        let keyboard = Keyboard::new(&screen, &state.history());
        let hub = crate::hub::builtin();
        Ok(Desk { screen, keyboard, state, course: course()?, hub, again: options.again })
    }

    /// Goes from room to room until the learner is out.
    pub fn walk(mut self, mut room: Room) -> Result<()> {
        loop {
            room = match room {
                Room::Menu => menu::visit(&mut self)?,
                Room::Lesson(index) => learn::visit(&mut self, index)?,
                Room::Play => play::visit(&mut self)?,
                Room::Out => return Ok(()),
            };
        }
    }

    /// How sandboxes are set up here.
    pub fn setup(&self) -> Setup {
        Setup { terminal: Some(self.screen.size()), keeps_shell: true, ..Setup::new(self.hub.clone()) }
    }
}
