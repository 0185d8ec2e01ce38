//! [`Terminal`]: the loop around a [`Tutorial`]. It waits for what is wanted, keeps what came of it, and shows it.

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use super::Options;
use super::edit;
use super::keyboard::Keyboard;
use super::screen::{Displayed, Screen};
use super::signals::Interrupts;
use super::work::{Worked, work};
use crate::guard::{Bug, guarded, note_panics};
use crate::output::CANNOT_WRITE;
use crate::state::{KeptSandbox, StateDirectory, today};
use layercake::{
    Course, Entries, Look, News, Opened, Progress, Prompt, Room, Shown, Start, StyledLine, Tutorial, Typed, Unrecorded,
    Wanted, words,
};

/// How often a program may ask at the end of the input until it is interrupted, and until the visit is over.
const ENDS: usize = 64;
const FINAL_ENDS: usize = 128;

/// A learner at a terminal.
pub(super) struct Terminal {
    screen: Screen,
    keyboard: Keyboard,
    /// Of all courses.
    base: StateDirectory,
    /// Of the course that is open.
    state: StateDirectory,
    tutorial: Tutorial,
    /// The sandbox that is open.
    kept: Option<KeptSandbox>,
    /// What is not on the disk yet.
    unrecorded: Unrecorded,
    /// How often the end of the input was read, one after the other.
    ends: usize,
}

impl Terminal {
    /// Everything at hand, nothing opened yet.
    pub fn open(options: &Options, courses: Vec<Course>) -> Result<Terminal> {
        note_panics();
        let base = StateDirectory::find(options.state.as_deref())?;
        let state = base.of_course(courses.first().map_or("", |course| &course.name));
        let mut screen = Screen::new(options.manner, Interrupts::watch());
        if let Some(note) = state.progress().clear_the_way() {
            screen.markdown(&note);
        }
        let keyboard = Keyboard::new(&screen, &base.history());
        let mut tutorial = Tutorial::new(Start {
            courses,
            language: options.language.clone(),
            surface: screen.surface(),
            progress: state.progress().load(),
            seed: base.progress().seed(),
            again: options.again,
            comeback: comeback(options),
        });
        tutorial.set_today(today());
        Ok(Terminal { screen, keyboard, base, state, tutorial, kept: None, unrecorded: Unrecorded::default(), ends: 0 })
    }

    /// What was done so far.
    pub fn progress(&self) -> Progress {
        self.state.progress().load()
    }

    /// Asks what is due for a review, and goes on until the learner leaves.
    pub fn review(mut self) -> Result<ExitCode> {
        match self.tutorial.review_room() {
            Some(room) => self.run(room),
            None => {
                let text = self.tutorial.nothing_due();
                self.screen.markdown(&text);
                Ok(ExitCode::SUCCESS)
            }
        }
    }

    /// Begins in a room, and goes on until the learner leaves. The exit status says whether everything is kept.
    pub fn run(mut self, room: Room) -> Result<ExitCode> {
        let mut shown = self.tutorial.begin(room);
        loop {
            self.screen.show(&shown.pieces);
            shown = match shown.wanted {
                Wanted::Nothing => {
                    let all_kept = self.unrecorded.lost().is_none();
                    return Ok(if all_kept { ExitCode::SUCCESS } else { ExitCode::from(CANNOT_WRITE) });
                }
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
                let tutorial = &self.tutorial;
                let began = Instant::now();
                let mark = self.unrecorded.why().map(|_| words::not_saved_mark() + " ").unwrap_or_default();
                let prompt = Prompt { text: format!("{mark}{}", prompt.text), ..prompt.clone() };
                let remembers = |line: &str| tutorial.remembers(line);
                let typed = self.keyboard.read(&prompt, completer, remembers, &mut self.screen);
                if self.unrecorded.why().is_some() && self.kept.is_none() {
                    self.keep(); // whoever leaves from here is told what became of it
                }
                self.refresh();
                self.tutorial.spent(began.elapsed().as_secs());
                self.ends = if typed == Typed::End { self.ends + 1 } else { 0 };
                return match self.ends {
                    0..ENDS => self.take(typed),
                    // Who asks on at the end of the input will do so for ever.
                    ENDS..FINAL_ENDS => self.take(Typed::Interrupt),
                    _ => {
                        self.close();
                        Ok(Shown { pieces: vec![], wanted: Wanted::Nothing })
                    }
                };
            }
            Wanted::Open(name) => return self.opened(name),
            Wanted::Course(name) => {
                self.unrecorded.leave_document();
                self.state = self.base.of_course(name);
                return Ok(self.tutorial.chosen(self.state.progress().load()));
            }
            Wanted::Edit(file) => {
                let edited = edit::edit(file, &self.state, &mut self.screen);
                self.screen.interrupts().forget();
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
        Ok(self.show(shown, before))
    }

    /// Lets the tutorial take what was typed. Ctrl-C gives it up, while it runs or while what it printed is shown.
    fn take(&mut self, typed: Typed) -> Result<Shown> {
        let _quiet = self.keyboard.hush();
        let before = self.tutorial.clone();
        let mut tutorial = before.clone();
        let line = if let Typed::Line(line) = &typed { line.clone() } else { String::new() };
        let worked = work(self.screen.interrupts(), move |halt| {
            tutorial.set_halt(halt);
            let shown = tutorial.take(typed);
            (tutorial, shown)
        });
        match worked {
            Worked::Done((tutorial, shown)) => {
                self.tutorial = tutorial;
                if self.tutorial.worked() {
                    self.keyboard.keep(&line);
                }
                Ok(self.show(shown, before))
            }
            Worked::Interrupted => {
                self.screen.text("\n");
                Ok(self.tutorial.told(Look::Dim, &words::given_up()))
            }
            Worked::Failed(bug) => Ok(self.tutorial.told(Look::Plain, &bug.to_string())),
        }
    }

    /// Keeps what was done, and shows what came of it.
    fn show(&mut self, shown: Shown, before: Tutorial) -> Shown {
        // What is seen is kept already: a kill at any moment loses nothing that was shown.
        self.keep();
        if self.screen.show(&shown.pieces) == Displayed::Interrupted {
            self.tutorial = before;
            self.keep();
            return self.tutorial.told(Look::Dim, &words::given_up());
        }
        Shown { pieces: vec![], ..shown }
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
        self.tutorial.set_lost(self.unrecorded.lost().map(String::from));
    }

    /// Saves everything; says so if that is not possible any more, or possible again.
    fn keep(&mut self) {
        let saved = match (&mut self.kept, self.tutorial.sandbox()) {
            (Some(kept), Some((session, bookmark))) => kept.save(session, bookmark.as_ref()),
            _ => Ok(()),
        };
        self.unrecorded.note(self.tutorial.lesson_progress(), &self.tutorial.reviewed());
        let document = self.state.progress();
        let write = |entries: &Entries| document.write(entries).map_err(|error| format!("{error:#}"));
        match self.unrecorded.keep(saved.map_err(|error| error.to_string()), write) {
            Some(News::NotKept(why)) => self.say(&words::cannot_be_kept(why)),
            Some(News::KeptAgain) => self.say(&words::saved_again()),
            None => {}
        }
    }

    fn say(&mut self, text: &str) {
        self.screen.lines(&[StyledLine::new(Look::Plain, text)]);
    }

    /// Removes what nothing needs any more, and closes the sandbox. (If removing fails, it stays for the next time.)
    fn close(&mut self) {
        self.keep();
        if let (Some(kept), Some((session, bookmark)), None) =
            (&mut self.kept, self.tutorial.sandbox(), self.unrecorded.why())
        {
            let _ = kept.leave(session, bookmark.as_ref());
        }
        self.kept = None;
        self.unrecorded.close();
    }
}

/// What somebody types in their own shell to come back: as the program was started, if that can be told.
fn comeback(options: &Options) -> String {
    let program = std::env::current_exe().unwrap_or_default();
    let built_here =
        program.parent().and_then(|folder| folder.parent()).is_some_and(|folder| folder.ends_with("target"));
    let mut arguments = options.words.clone();
    if let Some(file) = &options.file {
        arguments += &format!(" learn {}", file.display());
    }
    for (flag, path) in [("--course", &options.course), ("--state", &options.state)] {
        if let Some(path) = path {
            arguments += &format!(" {flag} {}", path.display());
        }
    }
    match (built_here, arguments.is_empty()) {
        (true, true) => "cargo run --release".into(),
        (true, false) => format!("cargo run --release --{arguments}"),
        (false, _) => format!("layercake{arguments}"),
    }
}
