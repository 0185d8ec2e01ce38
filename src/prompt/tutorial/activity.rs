//! What a learner is at, and the sandbox that belongs to it.

use crate::content::Rope;
use crate::lesson::check::Happened;
use crate::lesson::{Reply, Setting, Tutor};
use crate::prompt::course::Room;
use crate::prompt::play::Playground;
use crate::sandbox::{Bookmark, Session};
use crate::vfs::Errno;

/// What the learner is at.
#[derive(Clone, Debug)]
pub(super) enum Activity {
    Menu,
    /// On the way into a room whose sandbox is not open yet.
    Entering(Room),
    Lesson(Box<Tutor>),
    Play(Box<Playground>),
    /// On the way out of a room, whose sandbox is still open.
    Leaving(Box<Activity>, Exit),
    Gone,
}

/// Where somebody goes who leaves a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    To(Room),
    Out,
}

impl Activity {
    /// What is still open while somebody leaves.
    pub fn open(&self) -> &Activity {
        match self {
            Activity::Leaving(activity, _) => activity,
            activity => activity,
        }
    }

    pub fn session(&self) -> Option<&Session> {
        match self {
            Activity::Lesson(tutor) => Some(tutor.session()),
            Activity::Play(playground) => Some(&playground.session),
            Activity::Menu | Activity::Entering(_) | Activity::Leaving(..) | Activity::Gone => None,
        }
    }

    pub fn session_mut(&mut self) -> Option<&mut Session> {
        match self {
            Activity::Lesson(tutor) => Some(tutor.session_mut()),
            Activity::Play(playground) => Some(&mut playground.session),
            Activity::Menu | Activity::Entering(_) | Activity::Leaving(..) | Activity::Gone => None,
        }
    }

    /// Whose words there are beside the commands.
    pub fn setting(&self) -> Option<Setting> {
        match self {
            Activity::Lesson(_) => Some(Setting::Lesson),
            Activity::Play(_) => Some(Setting::Play),
            _ => None,
        }
    }

    /// The last command.
    pub fn last(&self) -> Option<&Happened> {
        match self {
            Activity::Lesson(tutor) => tutor.place().last.as_ref(),
            Activity::Play(playground) => playground.last.as_ref(),
            _ => None,
        }
    }

    pub fn bookmark(&self) -> Option<Bookmark> {
        let Activity::Lesson(tutor) = self else { return None };
        let place = serde_json::to_value(tutor.place()).ok()?;
        Some(Bookmark { place, before: tutor.before().clone() })
    }

    pub fn edit(&mut self, path: &str, content: Rope) -> Result<Reply, Errno> {
        match self {
            Activity::Lesson(tutor) => tutor.edit(path, content),
            Activity::Play(playground) => playground.edit(path, content),
            _ => Err(Errno::NoEntry),
        }
    }
}
