//! Replaying: a history done again, from the setup that it began with.

use crate::content::Part;
use crate::registry::Place;
use crate::shell::Typed;

use super::logins;
use super::operation::{Before, Kind, Operation};
use super::reaction::Next;
use super::session::Session;
use super::start::Setup;
use super::world::World;

/// Why a history cannot be done again. The number is that of the operation, from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// Operations before this one are not in the history any more.
    #[error("operation {0} does not follow from the one before it")]
    Gap(usize),
    /// It does not begin where sandboxes begin.
    #[error("operation {0} is out of its place")]
    Place(usize),
    /// It was done, and led to another World.
    #[error("operation {0} leads to another World now")]
    Differs(usize),
}

impl Session {
    /// A session in which all of this was done: the same setup and the same operations give the same Worlds, to the byte.
    pub fn replay(setup: Setup, history: &[Part<Operation>]) -> Result<Session, ReplayError> {
        let mut session = Session::new(setup);
        let mut before: Option<&str> = None;
        for (number, operation) in history.iter().enumerate() {
            let Operation { kind, parent, world, .. } = operation.get();
            if parent.as_ref().map(Before::digest) != before {
                return Err(ReplayError::Gap(number));
            }
            before = Some(operation.digest());
            session.redo_operation(number, kind, world.get())?;
            if session.world_part() != world {
                return Err(ReplayError::Differs(number));
            }
        }
        Ok(session)
    }

    /// Texts that may be typed without echo here: passwords that the registries know, or that are stored in plain sight.
    pub fn secrets(&self) -> Vec<String> {
        self.known_secrets(self.world())
    }

    /// Texts that may have been typed without echo: passwords that the registries know now, or that were stored in plain
    /// sight afterwards. Which one it was, its seal says; a wrong one may be anything.
    fn known_secrets(&self, after: &World) -> Vec<String> {
        let mut known = logins::stored_secrets(&after.files);
        for place in [Place::Hub, Place::Locked] {
            known.extend(self.world().network.state(place).accounts().secrets().map(String::from));
        }
        known
    }

    fn redo_operation(&mut self, number: usize, kind: &Kind, after: &World) -> Result<(), ReplayError> {
        let done = match kind {
            Kind::Start => number == 0,
            _ if number == 0 => false,
            Kind::Command { line, inputs, .. } => {
                self.feed(line);
                if self.next() == Next::More {
                    self.take(Typed::End);
                }
                let known = self.known_secrets(after);
                for typed in inputs {
                    self.take(match typed {
                        Typed::Secret(secret) => Typed::Secret(secret.clone().known_among(&known)),
                        typed => typed.clone(),
                    });
                }
                matches!(self.next(), Next::Command | Next::Left)
            }
            Kind::Undo => self.undo(),
            Kind::Redo => self.redo(),
            Kind::Reset => {
                self.reset();
                true
            }
            Kind::Lesson { slug, files } => self.begin_lesson(slug, files.clone()).is_ok(),
            Kind::Fork { name } => self.fork(name).is_ok(),
            Kind::Switch { name } => self.switch(name).is_ok(),
            Kind::Edit { path, content } => self.edit(path, content.clone()).is_ok(),
        };
        if done { Ok(()) } else { Err(ReplayError::Place(number)) }
    }
}
