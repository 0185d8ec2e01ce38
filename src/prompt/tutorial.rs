//! [`Tutorial`]: from the menu into lessons and play and back, over what is typed.

use std::sync::Arc;

use super::ask::{Ask, Prompt};
use super::completion::Completer;
use super::course::{self, Room};
use super::edit::{Edited, FileToEdit};
use super::menu::{self, Choice, progress_table};
use super::play::{self, Playground};
use super::progress::{LessonProgress, Progress};
use super::settled;
use super::sheet::{Piece, Sheet, Surface};
use super::style::{Look, Palette};
use crate::content::Rope;
use crate::hub::Hub;
use crate::lesson::{After, Canvas, Lesson, Place, Reply, Say, Setting, Style, Tutor};
use crate::sandbox::{Bookmark, Kept, Next, Session, Setup, Typed};
use crate::shell::Interrupt;
use crate::vfs::Errno;

/// The name under which the sandbox without a lesson is kept.
const PLAY: &str = "play";

/// What a tutorial begins with.
#[derive(Clone, Debug)]
pub struct Start {
    pub course: Vec<Arc<Lesson>>,
    pub hub: Arc<dyn Hub>,
    pub surface: Surface,
    pub progress: Progress,
    /// Whether the first sandbox that is opened begins afresh, whatever was kept.
    pub again: bool,
}

/// A learner at a prompt.
#[derive(Clone, Debug)]
pub struct Tutorial {
    course: Vec<Arc<Lesson>>,
    hub: Arc<dyn Hub>,
    progress: Progress,
    again: bool,
    sheet: Sheet,
    activity: Activity,
    /// Whether the host keeps what is done in the sandbox that is open.
    kept: bool,
    /// Whether it was said that a program waits.
    explained: bool,
}

/// What the learner is at.
#[derive(Clone, Debug)]
enum Activity {
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
enum Exit {
    To(Room),
    Out,
}

/// What is shown, and what is wanted after that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub pieces: Vec<Piece>,
    pub wanted: Wanted,
}

/// What a tutorial waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// What is typed at this prompt: [`Tutorial::take`].
    Line(Prompt),
    /// The sandbox that was kept under this name: [`Tutorial::opened`].
    Open(String),
    /// What becomes of a file in an editor: [`Tutorial::edited`].
    Edit(FileToEdit),
    /// That the sandbox is closed which is open: [`Tutorial::closed`].
    Close,
    /// Nothing: the learner is gone.
    Nothing,
}

/// A sandbox that was opened.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// What was left in it.
    pub found: Option<Kept>,
    /// What there is to say about it.
    pub notes: Vec<String>,
    /// Whether what is done from now on is kept.
    pub kept: bool,
}

impl Tutorial {
    /// A learner who is nowhere yet.
    pub fn new(start: Start) -> Self {
        let Start { course, hub, surface, progress, again } = start;
        Tutorial {
            course,
            hub,
            progress,
            again,
            sheet: Sheet::new(surface),
            activity: Activity::Gone,
            kept: false,
            explained: false,
        }
    }

    /// Begins in a room.
    pub fn begin(&mut self, room: Room) -> Shown {
        let wanted = self.enter(room);
        self.shown(wanted)
    }

    /// From now on there is another width, or other colours.
    pub fn set_surface(&mut self, surface: Surface) {
        self.sheet.surface = surface;
    }

    /// What the learner has done in all lessons, as it is kept now.
    pub fn set_progress(&mut self, progress: Progress) {
        self.progress = progress;
    }

    /// How sandboxes are set up here.
    pub fn setup(&self) -> Setup {
        Setup { terminal: Some(self.sheet.surface.size), keeps_shell: true, ..Setup::new(self.hub.clone()) }
    }

    /// The sandbox that is open, and the place in the lesson, as they are to be kept.
    pub fn sandbox(&self) -> Option<(&Session, Option<Bookmark>)> {
        let activity = self.activity.open();
        Some((activity.session()?, activity.bookmark()))
    }

    /// How far the learner is in the lesson that is open, if that counts.
    pub fn lesson_progress(&self) -> Option<(String, LessonProgress)> {
        let Activity::Lesson(tutor) = self.activity.open() else { return None };
        let (place, lesson) = (tutor.place(), tutor.lesson());
        let progress = LessonProgress {
            step: place.step + 1,
            steps: lesson.steps.len(),
            finished: place.finished,
            right: place.right,
            asked: place.asked,
            ..LessonProgress::default()
        };
        self.kept.then(|| (lesson.slug.clone(), progress))
    }

    /// What completes a command that is typed now.
    pub fn completer(&self) -> Option<Completer> {
        let setting = match &self.activity {
            Activity::Lesson(_) => Setting::Lesson,
            Activity::Play(_) => Setting::Play,
            _ => return None,
        };
        let world = self.activity.session()?.world_part().clone();
        Some(Completer { world, hub: self.hub.clone(), setting })
    }

    /// Takes what was typed at the prompt.
    pub fn take(&mut self, typed: Typed) -> Shown {
        self.sheet.typed();
        let wanted = match &self.activity {
            Activity::Menu => self.take_at_menu(typed),
            Activity::Lesson(_) | Activity::Play(_) => self.take_in_sandbox(typed),
            Activity::Entering(_) | Activity::Leaving(..) | Activity::Gone => self.wait(),
        };
        self.shown(wanted)
    }

    /// The sandbox is open that was asked for.
    pub fn opened(&mut self, opened: Opened) -> Shown {
        let Activity::Entering(room) = self.activity else {
            let wanted = self.wait();
            return self.shown(wanted);
        };
        for note in &opened.notes {
            self.sheet.text(Look::Plain, note);
        }
        self.kept = opened.kept;
        self.explained = false;
        let again = std::mem::take(&mut self.again);
        let found = opened.found.filter(|_| !again);
        let wanted = match room {
            Room::Lesson(index) => self.open_lesson(index, found),
            Room::Play => {
                let session = found.map_or_else(|| Session::new(self.setup()), |found| found.session);
                self.activity = Activity::Play(Box::new(Playground::new(session)));
                self.sheet.says(&[Say::Note(play::WELCOME.into())]);
                self.wait()
            }
            Room::Menu => self.enter(Room::Menu),
        };
        self.shown(wanted)
    }

    /// The editor was left.
    pub fn edited(&mut self, file: &FileToEdit, edited: Edited) -> Shown {
        let wanted = match edited {
            Edited::Content(content) if content == file.content => {
                self.sheet.text(Look::Dim, "Nothing was changed.");
                self.wait()
            }
            Edited::Content(content) => match self.activity.edit(&file.path, Rope::from(content)) {
                Ok(reply) => self.follow(reply),
                Err(errno) => {
                    self.sheet.text(Look::Plain, &format!("edit: {}: {errno}", file.path));
                    self.wait()
                }
            },
            Edited::Failed(why) => {
                self.sheet.text(Look::Plain, &format!("edit: {why}"));
                self.wait()
            }
        };
        self.shown(wanted)
    }

    /// The sandbox is closed that was open.
    pub fn closed(&mut self) -> Shown {
        let wanted = match std::mem::replace(&mut self.activity, Activity::Gone) {
            Activity::Leaving(_, Exit::To(room)) => self.enter(room),
            Activity::Leaving(_, Exit::Out) => Wanted::Nothing,
            other => {
                self.activity = other;
                self.wait()
            }
        };
        self.shown(wanted)
    }

    /// What was typed last came to nothing (it was interrupted, or met a bug): this is the tutorial as it was before, and
    /// the learner is told.
    pub fn told(&mut self, look: Look, text: &str) -> Shown {
        self.sheet.typed();
        self.sheet.text(look, text);
        let wanted = self.wait();
        self.shown(wanted)
    }

    fn shown(&mut self, wanted: Wanted) -> Shown {
        Shown { pieces: self.sheet.take(), wanted }
    }

    fn enter(&mut self, room: Room) -> Wanted {
        self.activity = match room {
            Room::Menu => Activity::Menu,
            room => Activity::Entering(room),
        };
        if room == Room::Menu {
            self.show_menu();
        }
        self.wait()
    }

    fn show_menu(&mut self) {
        let next = course::next(&self.progress, &self.course);
        let (columns, palette) = (self.sheet.columns(), self.sheet.palette());
        self.sheet.lines(menu::list(&self.course, &self.progress, next, columns, palette));
    }

    fn show_progress(&mut self) {
        let table = progress_table(&self.progress, &self.course);
        self.sheet.markdown(&table);
    }

    fn take_at_menu(&mut self, typed: Typed) -> Wanted {
        let line = match typed {
            Typed::Line(line) => line,
            Typed::Interrupt => return self.wait(),
            Typed::End => {
                self.activity = Activity::Gone;
                return Wanted::Nothing;
            }
        };
        let next = course::next(&self.progress, &self.course);
        match menu::choose(&line, &self.course, next) {
            Choice::Go(room) => return self.enter(room),
            Choice::Leave => self.activity = Activity::Gone,
            Choice::List => self.show_menu(),
            Choice::Progress => self.show_progress(),
            Choice::Unknown => self.sheet.markdown(
                "Choose from the list: the number of a lesson, `play` or `quit`; Enter alone goes on with the next \
                 lesson. Commands are for the prompt inside.",
            ),
        }
        self.wait()
    }

    fn take_in_sandbox(&mut self, typed: Typed) -> Wanted {
        let at_prompt = self.activity.session().is_some_and(|session| session.next() == Next::Command);
        match typed {
            Typed::Interrupt if at_prompt => self.wait(),
            // A paste of several lines is several lines.
            Typed::Line(lines) if lines.contains('\n') => {
                let mut wanted = None;
                for line in lines.split('\n') {
                    let reply = self.reply_to(Typed::Line(line.into()));
                    let stays = matches!(reply.next, After::Prompt(_));
                    wanted = Some(self.follow(reply));
                    if !stays {
                        break;
                    }
                }
                wanted.unwrap_or_else(|| self.wait())
            }
            typed => {
                let reply = self.reply_to(typed);
                self.follow(reply)
            }
        }
    }

    fn reply_to(&mut self, typed: Typed) -> Reply {
        let Surface { size, palette } = self.sheet.surface;
        let style = if palette == Palette::Plain { Style::Ascii } else { Style::Lines };
        let canvas = Canvas { columns: usize::from(size.columns), style };
        match &mut self.activity {
            Activity::Lesson(tutor) => {
                tutor.session_mut().resize(size);
                tutor.set_canvas(canvas);
                tutor.take(typed)
            }
            Activity::Play(playground) => {
                playground.session.resize(size);
                playground.canvas = canvas;
                playground.take(typed)
            }
            _ => Reply { says: Vec::new(), next: After::Prompt(Next::Left) },
        }
    }

    /// Shows what was said, and goes where it leads.
    fn follow(&mut self, reply: Reply) -> Wanted {
        self.sheet.says(&reply.says);
        match reply.next {
            After::Prompt(_) => self.wait(),
            After::Progress => {
                self.show_progress();
                self.wait()
            }
            After::Edit(path) => self.edit(&path),
            After::Menu => self.leave(Exit::To(Room::Menu)),
            After::NextLesson => {
                let slug = match &self.activity {
                    Activity::Lesson(tutor) => tutor.lesson().slug.clone(),
                    _ => String::new(),
                };
                self.leave(Exit::To(course::after(&self.course, &slug)))
            }
            After::Quit => {
                if self.kept {
                    self.sheet.text(Look::Dim, "Your place is kept. Come back with: layercake");
                }
                self.leave(Exit::Out)
            }
        }
    }

    fn edit(&mut self, path: &str) -> Wanted {
        let found = self.activity.session().map(|session| FileToEdit::find(session.world(), path));
        match found {
            Some(Ok(file)) => Wanted::Edit(file),
            Some(Err(why)) => {
                self.sheet.text(Look::Plain, &format!("edit: {why}"));
                self.wait()
            }
            None => self.wait(),
        }
    }

    fn leave(&mut self, exit: Exit) -> Wanted {
        let here = std::mem::replace(&mut self.activity, Activity::Gone);
        self.activity = Activity::Leaving(Box::new(here), exit);
        Wanted::Close
    }

    fn open_lesson(&mut self, index: usize, found: Option<Kept>) -> Wanted {
        let Some(lesson) = self.course.get(index).cloned() else { return self.enter(Room::Menu) };
        let (tutor, says) = match found.and_then(|found| resumed(&lesson, found)) {
            Some((tutor, mut says)) => {
                says.insert(0, Say::Note(format!("Welcome back to *{}*.", lesson.front.title)));
                (tutor, says)
            }
            None => match Tutor::starting_session(&lesson, Session::new(self.setup())) {
                Ok(session) => Tutor::begin(lesson, session),
                Err(why) => {
                    self.sheet.text(Look::Plain, &format!("lesson {} cannot begin: {why}", lesson.slug));
                    return self.leave(Exit::To(Room::Menu));
                }
            },
        };
        self.activity = Activity::Lesson(Box::new(tutor));
        self.sheet.says(&says);
        self.wait()
    }

    /// What is wanted when everything is shown.
    fn wait(&mut self) -> Wanted {
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
            let text = "(It runs in the foreground and reads what you type. Ctrl-C ends it.)";
            self.sheet.text(Look::Dim, text);
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

impl Activity {
    /// What is still open while somebody leaves.
    fn open(&self) -> &Activity {
        match self {
            Activity::Leaving(activity, _) => activity,
            activity => activity,
        }
    }

    fn session(&self) -> Option<&Session> {
        match self {
            Activity::Lesson(tutor) => Some(tutor.session()),
            Activity::Play(playground) => Some(&playground.session),
            Activity::Menu | Activity::Entering(_) | Activity::Leaving(..) | Activity::Gone => None,
        }
    }

    fn bookmark(&self) -> Option<Bookmark> {
        let Activity::Lesson(tutor) = self else { return None };
        let place = serde_json::to_value(tutor.place()).ok()?;
        Some(Bookmark { place, before: tutor.before().clone() })
    }

    fn edit(&mut self, path: &str, content: Rope) -> Result<Reply, Errno> {
        match self {
            Activity::Lesson(tutor) => tutor.edit(path, content),
            Activity::Play(playground) => playground.edit(path, content),
            _ => Err(Errno::NoEntry),
        }
    }
}

/// Goes on, unless the lesson was finished or has changed beyond recognition: then it begins afresh.
fn resumed(lesson: &Arc<Lesson>, found: Kept) -> Option<(Tutor, Vec<Say>)> {
    let Bookmark { place, before } = found.bookmark?;
    let place: Place = serde_json::from_value(place).ok()?;
    if place.finished || place.lesson != lesson.slug {
        return None;
    }
    Some(Tutor::resume(lesson.clone(), found.session, place, before))
}
