//! The loop at a prompt: read a line, let the partner take it, keep what came of it, show it.

use std::panic::AssertUnwindSafe;

use anyhow::Result;
use serde_json::Value;

use super::complete::Knows;
use super::desk::{Desk, Room};
use super::edit;
use super::editor::Ask;
use super::screen::Shown;
use super::style::{Look, Palette};
use crate::content::{Part, Rope};
use crate::host::guard::guarded;
use crate::host::state::{Drawer, LessonProgress};
use crate::lesson::{After, Canvas, Say, Style, Told};
use crate::sandbox::{HOME, Next, Session, Typed, World};
use crate::shell::Interrupt;
use crate::vfs::Errno;

/// Columns of the working directory in the prompt.
const DIRECTORY_COLUMNS: usize = 28;

/// Who takes the lines: the tutor of a lesson, or the free sandbox.
pub(super) trait Partner: Clone {
    fn session(&self) -> &Session;
    fn session_mut(&mut self) -> &mut Session;
    /// How wide drawings may be.
    fn set_canvas(&mut self, canvas: Canvas);
    fn take(&mut self, typed: Typed) -> Told;
    /// Takes a file (absolute path) as it was left in an editor.
    fn edit(&mut self, path: &str, content: Rope) -> Result<Told, Errno>;
    /// The place in a lesson, as it is kept, and the World when its step began.
    fn place(&self) -> Option<(Value, &Part<World>)>;
    /// How far the learner is, if this counts as progress: the lesson's slug, and where.
    fn progress(&self) -> Option<(String, LessonProgress)>;
    /// The words that are not commands, and what follows them.
    fn words(&self) -> Vec<(&'static str, &'static str)>;
}

/// A partner at work, and where its state is kept.
pub(super) struct Talk<P> {
    partner: P,
    drawer: Drawer,
    recorded: Option<(String, LessonProgress)>,
    /// Whether it was said that nothing can be kept.
    complained: bool,
    /// Whether it was said that a program waits.
    explained: bool,
}

impl<P: Partner> Talk<P> {
    pub fn new(partner: P, drawer: Drawer) -> Self {
        Talk { partner, drawer, recorded: None, complained: false, explained: false }
    }

    /// Shows how it begins, and talks until the learner wants to be elsewhere.
    pub fn run(mut self, desk: &mut Desk, opening: &[Say]) -> Result<Room> {
        desk.screen.say(opening);
        self.keep(desk);
        loop {
            match self.turn(desk) {
                Some(After::Prompt(_)) => {}
                Some(After::Progress) => {
                    let table = super::progress_table(&desk.state.progress().load(), &desk.course);
                    desk.screen.markdown(&table);
                }
                Some(After::Edit(path)) => self.edit(desk, &path),
                Some(After::Menu) => return Ok(self.leave(Room::Menu)),
                Some(After::NextLesson) => return Ok(self.leave(self.next_lesson(desk))),
                Some(After::Quit) | None => {
                    if self.drawer.is_kept() {
                        desk.screen.aside("Your place is kept. Come back with: layercake");
                    }
                    return Ok(self.leave(Room::Out));
                }
            }
        }
    }

    /// Reads what is typed and lets the partner take it; `None`: nobody is there any more.
    fn turn(&mut self, desk: &mut Desk) -> Option<After> {
        let size = desk.screen.size();
        self.partner.session_mut().resize(size);
        let style = if desk.screen.palette() == Palette::Plain { Style::Ascii } else { Style::Lines };
        self.partner.set_canvas(Canvas { columns: usize::from(size.columns), style });
        let at_prompt = self.partner.session().next() == Next::Command;
        let typed = self.read(desk);
        let mut after = After::Prompt(self.partner.session().next());
        match typed {
            Typed::Interrupt if at_prompt => {}
            // A paste of several lines is several lines.
            Typed::Line(lines) if lines.contains('\n') => {
                for line in lines.split('\n') {
                    after = self.take(desk, Typed::Line(line.into()));
                    if !matches!(after, After::Prompt(_)) {
                        break;
                    }
                }
            }
            typed => after = self.take(desk, typed),
        }
        Some(after)
    }

    fn take(&mut self, desk: &mut Desk, typed: Typed) -> After {
        let before = self.partner.clone();
        let partner = &mut self.partner;
        let told = match guarded(AssertUnwindSafe(|| partner.take(typed))) {
            Ok(told) => told,
            Err(bug) => {
                self.partner = before;
                desk.screen.fresh_line();
                desk.screen.text(&format!("{bug}\n"));
                return After::Prompt(self.partner.session().next());
            }
        };
        self.keep(desk);
        if desk.screen.say(&told.says) == Shown::Interrupted {
            self.partner = before;
            self.keep(desk);
            desk.screen.aside("Interrupted: it is as if you had not typed it.");
            return After::Prompt(self.partner.session().next());
        }
        told.next
    }

    fn read(&mut self, desk: &mut Desk) -> Typed {
        let next = self.partner.session().next();
        let Desk { screen, keyboard, hub, .. } = desk;
        let prompt = match next {
            Next::Input(prompt) => prompt,
            Next::More => {
                screen.fresh_line();
                return keyboard.read("> ", Look::Dim, Ask::Line, screen);
            }
            Next::Command | Next::Left => {
                self.explained = false;
                screen.fresh_line();
                let world = self.partner.session().world_part().clone();
                let prompt = format!("{} $ ", shortened(&world.get().shell.directory));
                let knows = Knows { world, hub: hub.clone(), words: self.partner.words() };
                return keyboard.read(&prompt, Look::Head, Ask::Command(knows), screen);
            }
        };
        if prompt.text.is_empty() && prompt.interrupt == Interrupt::Ends && !self.explained {
            self.explained = true;
            screen.fresh_line();
            screen.aside("(It runs in the foreground and reads what you type. Ctrl-C ends it.)");
        }
        // What a program printed before it asked stands on the same line.
        let text = screen.take_tail() + &prompt.text;
        let (above, line) = text.rsplit_once('\n').map_or(("", text.as_str()), |(above, line)| (above, line));
        if !above.is_empty() {
            screen.text(&format!("{above}\n"));
        }
        let ask = if prompt.echo { Ask::Line } else { Ask::Secret };
        let line = super::pace::settled(line.as_bytes());
        keyboard.read(&line, Look::Plain, ask, screen)
    }

    /// Saves everything; says once if that is not possible.
    fn keep(&mut self, desk: &mut Desk) {
        let saved = self.drawer.save(self.partner.session(), self.partner.place()).map_err(anyhow::Error::from);
        let progress = self.partner.progress().filter(|_| self.drawer.is_kept());
        let recorded = match &progress {
            Some((slug, lesson)) if self.recorded != progress => desk.state.progress().record(slug, lesson.clone()),
            _ => Ok(()),
        };
        self.recorded = progress;
        if let Err(error) = saved.and(recorded)
            && !self.complained
        {
            self.complained = true;
            desk.screen.text(&format!("What you do cannot be kept: {error:#}\n"));
        }
    }

    fn edit(&mut self, desk: &mut Desk, path: &str) {
        let (path, content) = match edit::edit(self.partner.session().world(), path, &desk.state) {
            Ok(Some(edited)) => edited,
            Ok(None) => return desk.screen.aside("Nothing was changed."),
            Err(why) => return desk.screen.text(&format!("edit: {why:#}\n")),
        };
        let before = self.partner.clone();
        let partner = &mut self.partner;
        match guarded(AssertUnwindSafe(|| partner.edit(&path, Rope::from(content)))) {
            Ok(Ok(told)) => {
                self.keep(desk);
                desk.screen.say(&told.says);
            }
            Ok(Err(errno)) => desk.screen.text(&format!("edit: {path}: {errno}\n")),
            Err(bug) => {
                self.partner = before;
                desk.screen.text(&format!("{bug}\n"));
            }
        }
    }

    fn next_lesson(&self, desk: &Desk) -> Room {
        let slug = self.partner.progress().map(|(slug, _)| slug).unwrap_or_default();
        let here = desk.course.iter().position(|lesson| lesson.slug == slug);
        here.map(|here| here + 1).filter(|next| *next < desk.course.len()).map_or(Room::Menu, Room::Lesson)
    }

    /// Removes what nothing needs any more. (If that fails, it stays for the next time.)
    fn leave(&mut self, room: Room) -> Room {
        let before = self.partner.place().map(|(_, before)| before.clone());
        let _ = self.drawer.sweep(self.partner.session(), before.as_ref());
        room
    }
}

/// A working directory for the prompt.
fn shortened(directory: &str) -> String {
    let path = match directory.strip_prefix(HOME) {
        Some("") => "~".to_string(),
        Some(rest) if rest.starts_with('/') => format!("~{rest}"),
        _ => directory.to_string(),
    };
    let path: String = path.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    if path.chars().count() <= DIRECTORY_COLUMNS {
        return path;
    }
    let last: String = path.rsplit('/').next().unwrap_or("").chars().take(DIRECTORY_COLUMNS - 2).collect();
    format!(".../{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_shows_a_short_directory() {
        assert_eq!(shortened("/home/student/work"), "~/work");
        assert_eq!(shortened("/home/student"), "~");
        assert_eq!(shortened("/home/students"), "/home/students");
        assert_eq!(shortened("/a-long-directory/and-another-long-one/end"), ".../end");
    }
}
