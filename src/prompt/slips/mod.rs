//! [`Slips`]: what people type at a prompt beside commands, and one helpful line about it.
//!
//! Before a line runs it is read as it was meant ([`Heard`]): a copied `$ `, `sudo`, typographic dashes, a plain
//! question. After it failed, names that do not exist are compared with those that do. What Docker and the shell say
//! stays first and as it is; what is said here is marked as the tutor's. What is not about a failure is said once.

mod after;
mod before;
mod building;
mod call;
mod credentials;
mod elsewhere;
mod folders;
mod forms;
mod glossary;
mod lately;
mod names;
mod objects;
mod open;
mod other_shells;
mod packages;
mod question;
mod several;
mod transfer;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::hub::Hub;
use crate::lesson::check::Happened;
use crate::lesson::{After, Say, Setting};
use crate::sandbox::{Session, World};
use crate::shell::language::Unfinished;

/// What is said, in the language that is spoken.
type Says = fn() -> String;

/// Lines that are remembered as said.
const SAID: usize = 500;

/// What was said about slips so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Slips {
    said: BTreeSet<String>,
}

/// How a line is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// As it was typed.
    AsTyped,
    /// As this line; and what is said about the difference.
    As(String, Option<Say>),
    /// It is no command: this is said.
    Said(Say),
    /// Somebody wants to go elsewhere.
    Going(After),
}

/// What can be looked at.
pub(super) struct Around<'a> {
    pub world: &'a World,
    pub hub: &'a Arc<dyn Hub>,
    pub setting: Setting,
    /// What was done so far.
    pub session: &'a Session,
    /// Whether the tutor waits for an answer.
    pub asks: bool,
}

impl Slips {
    /// Reads a line that is about to run. `options`: so many has a question of the tutor's that is open; `asks`: the tutor
    /// waits for an answer of any kind.
    pub fn before(
        &mut self,
        line: &str,
        session: &Session,
        setting: Setting,
        options: Option<usize>,
        asks: bool,
    ) -> Heard {
        match before::heard(line, session, setting, options, asks) {
            before::Meant::Typed => Heard::AsTyped,
            before::Meant::Line(meant, about) => Heard::As(meant, self.once(about)),
            before::Meant::Told(about) => Heard::Said(Say::Aside(about)),
            before::Meant::Listed(text) => Heard::Said(Say::Drawing(text)),
            before::Meant::Edit(path) => Heard::Going(After::Edit(path)),
        }
    }

    /// What helps after a command that failed (`printed`: its errors), if anything is known that does.
    pub fn after(&mut self, happened: &Happened, printed: &str, around: &Around<'_>) -> Option<Say> {
        let about = after::about(happened, printed, around)?;
        // Whoever makes a mistake again needs the help again.
        if happened.exit != 0 {
            self.said.insert(about.clone());
            return Some(Say::Aside(about));
        }
        self.once(about)
    }

    /// The same for somebody who asks for it, whether or not it was said before.
    pub fn explained(happened: &Happened, around: &Around<'_>) -> Option<Say> {
        let failed = happened.exit != 0 || happened.stopped;
        let about = failed.then(|| after::about(happened, &happened.errors, around))?;
        about.map(Say::Aside)
    }

    /// What is said when a line goes on because something in it is open.
    pub fn open(&self, what: &Unfinished) -> Say {
        Say::Aside(open::about(what))
    }

    /// Says a thing, if it was not said before.
    fn once(&mut self, text: String) -> Option<Say> {
        if self.said.len() >= SAID {
            self.said.clear();
        }
        self.said.insert(text.clone()).then_some(Say::Aside(text))
    }
}

pub(super) use elsewhere::at_prompt;
pub(super) use open::takes_words;
