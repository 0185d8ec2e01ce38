//! What was typed: at the menu, or at the prompt of a sandbox.

use super::activity::{Activity, Exit};
use super::exercise::asks_to_hand_in;
use super::{Tutorial, Wanted};
use crate::allowance::INTERRUPTED;
use crate::lesson::explain;
use crate::lesson::{After, Canvas, REVIEW, Reply, Say, Style, Word};
use crate::prompt::certificate::Certificate;
use crate::prompt::command_line;
use crate::prompt::course::{self, Room};
use crate::prompt::edit::{FileToEdit, NoFile};
use crate::prompt::menu::{self, Choice, Shelf, progress_table};
use crate::prompt::progress::LessonProgress;
use crate::prompt::sheet::Surface;
use crate::prompt::slips::{Around, Heard, Slips, at_prompt, takes_words};
use crate::prompt::style::{Look, Palette};
use crate::sandbox::{Next, Typed};
use crate::shell::{Interrupt, Stream};
use crate::tell;

impl Tutorial {
    pub(super) fn show_menu(&mut self) {
        let next = course::next(&self.progress, &self.course);
        let (columns, palette) = (self.sheet.columns(), self.sheet.palette());
        let shelf = Shelf { courses: &self.courses, open: self.open };
        self.sheet.lines(menu::list(&shelf, &self.progress, next, columns, palette));
    }

    /// Opens another course.
    fn choose_course(&mut self, name: &str) -> Wanted {
        let Some(at) = self.courses.iter().position(|course| course.word() == name) else {
            let names: Vec<String> = self.courses.iter().map(|course| format!("`course {}`", course.word())).collect();
            self.sheet.markdown(&tell::no_course(names.join(", ")));
            return self.wait();
        };
        self.open = at;
        let course = &self.courses[at];
        (self.course, self.hub) = (course.lessons.clone(), course.hub.clone());
        Wanted::Course(course.name.clone())
    }

    fn show_progress(&mut self) {
        let table = progress_table(&self.progress, &self.course);
        self.sheet.markdown(&format!("{table}\n{}", tell::progress_unit()));
    }

    fn show_exercises(&mut self) {
        let page = menu::exercise_list(&self.courses[self.open]);
        self.sheet.markdown(&page);
    }

    pub(super) fn take_at_menu(&mut self, typed: Typed) -> Wanted {
        let line = match typed {
            Typed::Line(line) => line,
            Typed::Interrupt | Typed::Secret(_) => return self.wait(),
            Typed::End => "quit".into(),
        };
        let next = course::next(&self.progress, &self.course);
        match menu::choose(&line, &self.course, next) {
            Choice::Go(room) => return self.enter(room),
            Choice::Leave => {
                self.goodbye();
                self.activity = Activity::Gone;
            }
            Choice::Course(name) => return self.choose_course(&name),
            Choice::List => self.show_menu(),
            Choice::Progress => self.show_progress(),
            Choice::Exercises => self.show_exercises(),
            Choice::Unknown => self.sheet.markdown(&tell::menu_choose()),
        }
        self.wait()
    }

    pub(super) fn take_in_sandbox(&mut self, typed: Typed) -> Wanted {
        let next = self.activity.session().map(|session| session.next());
        match typed {
            Typed::Interrupt if next == Some(Next::Command) => self.wait(),
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

    /// What was said about slips may be said again.
    pub(in crate::prompt) fn forget_slips(&mut self) {
        self.slips = Slips::default();
    }

    /// What a line leads to, read as people mean it, and with a helpful line if it failed.
    pub(in crate::prompt) fn reply_to(&mut self, typed: Typed) -> Reply {
        let next = self.activity.session().map(|session| session.next());
        let mut aside = None;
        let typed = match (next.clone(), typed) {
            (Some(Next::Command), Typed::Line(line)) => match self.heard(&line) {
                Heard::AsTyped => Typed::Line(line),
                Heard::As(meant, about) => {
                    aside = about;
                    Typed::Line(meant)
                }
                Heard::Said(say) => return Reply::new(vec![say], After::Prompt(Next::Command)),
                Heard::Going(after) => return Reply::new(Vec::new(), after),
            },
            (Some(Next::More), Typed::Line(line)) if self.leaves_the_line(&line) => {
                self.act(Typed::Interrupt);
                Typed::Line(line)
            }
            (_, typed) => typed,
        };
        let asked = match (&next, &typed) {
            (Some(Next::Input(prompt)), Typed::Line(line)) if prompt.interrupt == Interrupt::NewLine => {
                Some((prompt.text.clone(), line.clone()))
            }
            _ => None,
        };
        let explains = matches!(&typed, Typed::Line(line) if matches!(Word::read(line), Some((Word::Explain, ""))));
        let mut reply = self.act(typed);
        if explains && next == Some(Next::Command) {
            reply.says.extend(self.explained());
        }
        self.bid_farewell(&mut reply);
        self.end_of_course(&mut reply.says);
        reply.says.extend(aside);
        if let Some((prompt, line)) = asked.filter(|_| matches!(reply.next, After::Prompt(Next::Input(_)))) {
            let failed = errors(&reply.says).contains("Error");
            reply.says.extend(at_prompt(&prompt, &line, failed).map(Say::Next));
        }
        self.help_after(&mut reply);
        let opened = self.activity.session().and_then(|session| session.unfinished());
        if let Some(open) = opened.filter(|_| next == Some(Next::Command)) {
            reply.says.push(self.slips.open(&open));
        }
        reply
    }

    /// At the end of the final review: what was shown, with dates. At the end of the last lesson that was open: what is
    /// different on a real Docker.
    fn bid_farewell(&self, reply: &mut Reply) {
        let Activity::Lesson(tutor) = &self.activity else { return };
        let Some(at) = reply.says.iter().position(|say| matches!(say, Say::Finished { .. })) else { return };
        let here = &tutor.lesson().slug;
        let others_done =
            self.course.iter().all(|lesson| lesson.slug == *here || self.progress.is_finished(&lesson.slug));
        if others_done {
            reply.says.insert(at + 1, Say::Text(tell::farewell()));
        }
        if tutor.grade().is_some() {
            let mut progress = self.progress.clone();
            progress.record(here, LessonProgress::of(tutor));
            progress.date(here, self.today);
            let page = Certificate::of(&progress, &self.course).markdown();
            reply.says.insert(at + 1, Say::Text(format!("{}\n\n{page}", tell::summary_head())));
        }
    }

    /// After the last lesson there is no next one.
    pub(super) fn end_of_course(&self, says: &mut [Say]) {
        let Activity::Lesson(tutor) = &self.activity else { return };
        if self.course.last().is_none_or(|last| last.slug != tutor.lesson().slug) {
            return;
        }
        let next = match self.assigned() {
            Some(_) => tell::exercise_done_next(self.hand_in()),
            None => tell::course_done_next(),
        };
        for say in says {
            if let Say::Next(text) = say
                && (*text == tell::finished_next() || *text == tell::lesson_done_next())
            {
                text.clone_from(&next);
            }
        }
    }

    /// How a line at the prompt is meant. The tutor's words and answers are meant as they are.
    fn heard(&mut self, line: &str) -> Heard {
        let answers = matches!(&self.activity, Activity::Lesson(tutor) if tutor.is_answer(line));
        let (Some(session), Some(setting)) = (self.activity.session(), self.activity.setting()) else {
            return Heard::AsTyped;
        };
        if answers || Word::read(line).is_some() {
            return Heard::AsTyped;
        }
        if let Some(asked) = line.trim().strip_prefix("explain ") {
            return Heard::Said(Say::Text(command_line::explained(asked)));
        }
        if self.assigned().is_some() && asks_to_hand_in(line) {
            return Heard::Said(Say::Note(self.hand_in()));
        }
        let (options, asks) = match &self.activity {
            Activity::Lesson(tutor) => (tutor.options().map(<[String]>::len), tutor.asks()),
            _ => (None, false),
        };
        self.slips.before(line, session, setting, options, asks)
    }

    /// Whether a line in the middle of a command is one of the tutor's words (or `exit`), which nobody would put there.
    fn leaves_the_line(&self, line: &str) -> bool {
        let open = self.activity.session().and_then(|session| session.unfinished());
        let word = line.trim();
        open.is_some_and(|open| takes_words(&open)) && (word == "exit" || Word::find(word).is_some() && word.len() > 1)
    }

    /// What `explain` adds to what the last command did: what helps, if it failed.
    fn explained(&self) -> Option<Say> {
        Slips::explained(self.activity.last()?, &self.around()?)
    }

    /// What can be looked at.
    fn around(&self) -> Option<Around<'_>> {
        let (session, setting) = (self.activity.session()?, self.activity.setting()?);
        let asks = matches!(&self.activity, Activity::Lesson(tutor) if tutor.asks());
        Some(Around { world: session.world(), hub: &self.hub, setting, session, asks })
    }

    /// After a command that failed: one line that helps, unless the lesson has said something to it.
    fn help_after(&mut self, reply: &mut Reply) {
        let Some(ended) = &reply.ended else { return };
        // A failure by which a goal is reached was what the task asked for.
        let told = reply.says.iter().any(|say| match say {
            Say::Correction(_) | Say::Aside(_) | Say::Praise(_) => true,
            Say::Goals(goals) => goals.iter().any(|goal| goal.holds),
            _ => false,
        });
        if told {
            return;
        }
        let printed = errors(&reply.says);
        let mut slips = std::mem::take(&mut self.slips);
        let around = self.around();
        let about = around.as_ref().and_then(|around| slips.after(ended, &printed, around));
        // What was said once is what `explain` says again.
        let known =
            || explain::adds(ended) || around.as_ref().is_some_and(|around| Slips::explained(ended, around).is_some());
        let at = reply.says.iter().rposition(|say| matches!(say, Say::Output(_))).map_or(0, |at| at + 1);
        // Who gave it up knows why it ended.
        let offers = ended.exit != 0 && ended.exit != INTERRUPTED && ended.line.contains("docker");
        let offer = || (offers && known()).then(|| Say::Aside(tell::explain_offer()));
        let about = about.or_else(offer);
        self.slips = slips;
        if let Some(about) = about {
            reply.says.insert(at, about);
        }
    }

    /// Lets the tutor, or the sandbox without one, take what was typed.
    fn act(&mut self, typed: Typed) -> Reply {
        let Surface { size, palette } = self.sheet.surface;
        let style = if palette == Palette::Plain { Style::Ascii } else { Style::Lines };
        let canvas = Canvas { columns: usize::from(size.columns), style };
        if let Some(session) = self.activity.session_mut() {
            session.set_halt(self.halt.clone());
        }
        match &mut self.activity {
            Activity::Lesson(tutor) => {
                tutor.resize(size);
                tutor.set_canvas(canvas);
                tutor.take(typed)
            }
            Activity::Play(playground) => {
                playground.canvas = canvas;
                playground.session.resize(size);
                playground.take(typed)
            }
            _ => Reply::new(Vec::new(), After::Prompt(Next::Left)),
        }
    }

    /// Shows what was said, and goes where it leads.
    pub(super) fn follow(&mut self, reply: Reply) -> Wanted {
        self.sheet.says(&reply.says);
        match reply.next {
            After::Prompt(_) => self.wait(),
            After::Progress => {
                self.show_progress();
                self.wait()
            }
            After::Exercises => {
                self.show_exercises();
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
            After::Lesson(name) => match self.room(&name) {
                Some(room) => self.leave(Exit::To(room)),
                None => {
                    let text = match name.as_str() {
                        name if self.assigned().is_some() => self.outside(name),
                        REVIEW => self.nothing_due(),
                        name => tell::no_lesson(name.replace('`', "'")),
                    };
                    self.sheet.markdown(&text);
                    self.wait()
                }
            },
            After::Play => self.leave(Exit::To(Room::Play)),
            After::Quit => self.leave(Exit::Out),
        }
    }

    fn edit(&mut self, path: &str) -> Wanted {
        let found = self.activity.session().map(|session| FileToEdit::find(session.world(), path));
        match found {
            Some(Ok(file)) => return Wanted::Edit(file),
            Some(Err(NoFile::Error(why))) => self.sheet.text(Look::Plain, &format!("edit: {why}")),
            Some(Err(NoFile::Told(about))) => self.sheet.says(&[Say::Note(about)]),
            None => {}
        }
        self.wait()
    }
}

/// What was printed as errors.
fn errors(says: &[Say]) -> String {
    let mut printed = Vec::new();
    for say in says {
        if let Say::Output(chunk) = say
            && chunk.stream == Stream::Err
        {
            printed.extend_from_slice(&chunk.bytes);
        }
    }
    String::from_utf8_lossy(&printed).into_owned()
}
