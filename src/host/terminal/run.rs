//! [`Terminal`]: the loop around a [`Tutorial`]. It waits for what is wanted, keeps what came of it, and shows it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use anyhow::Result;

use super::Options;
use super::edit;
use super::keyboard::Keyboard;
use super::screen::{Displayed, Screen};
use super::signals::Interrupts;
use crate::host::guard::{Bug, guarded, note_panics};
use crate::host::state::{KeptSandbox, StateDirectory};
use crate::lesson::Lesson;
use crate::prompt::{LessonProgress, Look, Opened, Progress, Room, Shown, Start, StyledLine, Tutorial, Wanted};

/// A learner at a terminal.
pub(super) struct Terminal {
    screen: Screen,
    keyboard: Keyboard,
    state: StateDirectory,
    tutorial: Tutorial,
    /// The sandbox that is open.
    kept: Option<KeptSandbox>,
    /// The progress that was recorded last.
    recorded: Option<(String, LessonProgress)>,
    /// Whether it was said that nothing can be kept.
    complained: bool,
}

impl Terminal {
    /// Everything at hand, nothing opened yet.
    pub fn open(options: &Options, course: Vec<Arc<Lesson>>) -> Result<Terminal> {
        note_panics();
        let state = StateDirectory::find(options.state.as_deref())?;
        let mut screen = Screen::new(options.manner, Interrupts::watch());
        if let Some(note) = state.progress().clear_the_way() {
            screen.markdown(&note);
        }
        let keyboard = Keyboard::new(&screen, &state.history());
        let tutorial = Tutorial::new(Start {
            course,
            hub: crate::hub::builtin(),
            surface: screen.surface(),
            progress: state.progress().load(),
            again: options.again,
        });
        Ok(Terminal { screen, keyboard, state, tutorial, kept: None, recorded: None, complained: false })
    }

    /// What was done so far.
    pub fn progress(&self) -> Progress {
        self.state.progress().load()
    }

    /// Begins in a room, and goes on until the learner leaves.
    pub fn run(mut self, room: Room) -> Result<()> {
        let mut shown = self.tutorial.begin(room);
        loop {
            self.screen.show(&shown.pieces);
            shown = match shown.wanted {
                Wanted::Nothing => return Ok(()),
                wanted => self.step(wanted)?,
            };
        }
    }

    /// Does what is wanted, and keeps what came of it. What is shown of it may be interrupted: then it was not done.
    fn step(&mut self, wanted: Wanted) -> Result<Shown> {
        let before = self.tutorial.clone();
        let result = match &wanted {
            Wanted::Line(prompt) => {
                let completer = self.tutorial.completer();
                let typed = self.keyboard.read(prompt, completer, &mut self.screen);
                self.refresh();
                self.guarded(|tutorial| tutorial.take(typed))
            }
            Wanted::Open(name) => return self.opened(name),
            Wanted::Edit(file) => {
                let edited = edit::edit(file, &self.state);
                self.refresh();
                self.guarded(|tutorial| tutorial.edited(file, edited))
            }
            Wanted::Close => {
                self.close();
                self.refresh();
                return Ok(self.tutorial.closed());
            }
            Wanted::Nothing => return Ok(Shown { pieces: vec![], wanted }),
        };
        let shown = match result {
            Ok(shown) => shown,
            Err(bug) => {
                self.tutorial = before;
                return Ok(self.tutorial.told(Look::Plain, &bug.to_string()));
            }
        };
        self.keep();
        if self.screen.show(&shown.pieces) == Displayed::Interrupted {
            self.tutorial = before;
            self.keep();
            return Ok(self.tutorial.told(Look::Dim, "Interrupted: it is as if you had not typed it."));
        }
        Ok(Shown { pieces: vec![], ..shown })
    }

    /// Opens a sandbox. What was kept must not keep anybody from beginning afresh.
    fn opened(&mut self, name: &str) -> Result<Shown> {
        let setup = self.tutorial.setup();
        let (kept, opened) = KeptSandbox::open(&self.state, name, &setup);
        self.kept = Some(kept);
        let afresh = Opened { found: None, ..opened.clone() };
        let before = self.tutorial.clone();
        let shown = match self.guarded(|tutorial| tutorial.opened(opened)) {
            Ok(shown) => shown,
            Err(_) => {
                self.tutorial = before;
                self.guarded(|tutorial| tutorial.opened(afresh))?
            }
        };
        self.keep();
        Ok(shown)
    }

    fn guarded<T>(&mut self, act: impl FnOnce(&mut Tutorial) -> T) -> Result<T, Bug> {
        let tutorial = &mut self.tutorial;
        guarded(AssertUnwindSafe(|| act(tutorial)))
    }

    /// Tells the tutorial what may have changed meanwhile.
    fn refresh(&mut self) {
        self.tutorial.set_surface(self.screen.surface());
        self.tutorial.set_progress(self.state.progress().load());
    }

    /// Saves everything; says once if that is not possible.
    fn keep(&mut self) {
        let (Some(kept), Some((session, bookmark))) = (&mut self.kept, self.tutorial.sandbox()) else { return };
        let saved = kept.save(session, bookmark.as_ref()).map_err(anyhow::Error::from);
        let progress = self.tutorial.lesson_progress();
        let recorded = match &progress {
            Some((slug, lesson)) if self.recorded != progress => self.state.progress().record(slug, lesson.clone()),
            _ => Ok(()),
        };
        self.recorded = progress;
        if let Err(error) = saved.and(recorded)
            && !self.complained
        {
            self.complained = true;
            let text = format!("What you do cannot be kept: {error:#}");
            self.screen.lines(&[StyledLine::new(Look::Plain, &text)]);
        }
    }

    /// Removes what nothing needs any more, and closes the sandbox. (If removing fails, it stays for the next time.)
    fn close(&mut self) {
        if let (Some(kept), Some((session, bookmark))) = (&mut self.kept, self.tutorial.sandbox()) {
            let _ = kept.sweep(session, bookmark.as_ref());
        }
        self.kept = None;
        self.recorded = None;
    }
}
