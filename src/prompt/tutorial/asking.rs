//! What is wanted when everything is shown: the prompt that fits the place.

use super::activity::Activity;
use super::{Tutorial, Wanted};
use crate::lesson::REVIEW;
use crate::prompt::ask::{Ask, Prompt};
use crate::prompt::course::Room;
use crate::prompt::settled;
use crate::prompt::style::Look;
use crate::sandbox::Next;
use crate::shell::Interrupt;
use crate::tell;

/// The name under which the sandbox without a lesson is kept.
const PLAY: &str = "play";

impl Tutorial {
    /// What is wanted when everything is shown.
    pub(super) fn wait(&mut self) -> Wanted {
        let next = match &self.activity {
            Activity::Menu => {
                self.sheet.fresh_line();
                return Wanted::Line(Prompt::new("menu> ", Look::Head, Ask::Line));
            }
            Activity::Entering(room) => return Wanted::Open(self.name(*room)),
            Activity::Leaving(..) => return Wanted::Close,
            Activity::Gone => return Wanted::Nothing,
            Activity::Lesson(tutor) => tutor.session().next(),
            Activity::Play(playground) => playground.session.next(),
        };
        Wanted::Line(self.prompt(next))
    }

    fn name(&self, room: Room) -> String {
        match room {
            Room::Lesson(index) => self.course.get(index).map(|lesson| lesson.slug.clone()).unwrap_or_default(),
            Room::Review => REVIEW.into(),
            Room::Play | Room::Menu => PLAY.into(),
        }
    }

    fn prompt(&mut self, next: Next) -> Prompt {
        let asked = match next {
            Next::Input(prompt) => prompt,
            Next::More => {
                self.sheet.fresh_line();
                return Prompt::new("> ", Look::Dim, Ask::Line);
            }
            Next::Command | Next::Left => {
                self.explained = false;
                self.sheet.fresh_line();
                let session = self.activity.session();
                return Prompt::command(session.map_or("", |session| session.world().shell.directory.as_str()));
            }
        };
        let silent = asked.text.is_empty() && self.sheet.at_line_start();
        if silent && asked.interrupt == Interrupt::Ends && !self.explained {
            self.explained = true;
            let text = tell::foreground();
            self.sheet.text(Look::Dim, &text);
        }
        // What a program printed before it asked stands on the same line.
        let mut standing = self.sheet.take_tail();
        let (above, line) = match asked.text.rsplit_once('\n') {
            Some((above, line)) => (Some(above), line),
            None => (None, asked.text.as_str()),
        };
        if let Some(above) = above
            && !(above.is_empty() && standing.is_empty())
        {
            self.sheet.output(format!("{above}\n").as_bytes());
            standing.clear();
        }
        let ask = if asked.echo { Ask::Line } else { Ask::Secret };
        Prompt { standing, ..Prompt::new(&settled(line.as_bytes()), Look::Plain, ask) }
    }
}
