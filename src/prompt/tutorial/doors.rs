//! Into a room and out of it: sandboxes are opened and closed on the way.

use std::sync::Arc;

use super::activity::{Activity, Exit};
use super::{Opened, Shown, Tutorial, Wanted};
use crate::lesson::{Deck, Lesson, Place, REVIEW, Say, Tutor};
use crate::prompt::course::{self, Room};
use crate::prompt::play::Playground;
use crate::prompt::style::Look;
use crate::sandbox::{Bookmark, Kept, Session};
use crate::tell;

impl Tutorial {
    pub(super) fn enter(&mut self, room: Room) -> Wanted {
        self.activity = match room {
            Room::Menu => Activity::Menu,
            room => Activity::Entering(room),
        };
        if room == Room::Menu {
            self.show_menu();
        }
        self.wait()
    }

    pub(super) fn leave(&mut self, exit: Exit) -> Wanted {
        let here = std::mem::replace(&mut self.activity, Activity::Gone);
        self.activity = Activity::Leaving(Box::new(here), exit);
        Wanted::Close
    }

    /// Out of the program, with a word on how to come back.
    pub(super) fn goodbye(&mut self) {
        let place = match &self.lost {
            Some(why) => tell::not_kept(why) + " ",
            None if self.kept => tell::place_kept() + " ",
            None => String::new(),
        };
        let text = tell::goodbye(place, &self.comeback);
        self.sheet.wrapped(Look::Dim, &text);
    }

    /// The sandbox is open that was asked for.
    pub fn opened(&mut self, opened: Opened) -> Shown {
        tell::speak(&self.language);
        let Activity::Entering(room) = self.activity else {
            let wanted = self.wait();
            return self.shown(wanted);
        };
        for note in &opened.notes {
            self.sheet.text(Look::Plain, note);
        }
        self.sheet.says(&[Say::Note(tell::where_am_i())]);
        self.kept = opened.kept;
        self.explained = false;
        let again = std::mem::take(&mut self.again);
        let found = opened.found.filter(|_| !again);
        let wanted = match room {
            Room::Lesson(index) => self.open_lesson(self.course.get(index).cloned(), found, opened.step),
            Room::Review => self.open_lesson(self.review.clone(), None, None),
            Room::Play => {
                let session = found.map_or_else(|| self.prepared(&opened.lines), |found| found.session);
                self.activity = Activity::Play(Box::new(Playground::new(session)));
                self.sheet.says(&[Say::Note(tell::play_welcome())]);
                self.wait()
            }
            Room::Menu => self.enter(Room::Menu),
        };
        self.shown(wanted)
    }

    /// The sandbox is closed that was open.
    pub fn closed(&mut self) -> Shown {
        tell::speak(&self.language);
        let wanted = match std::mem::replace(&mut self.activity, Activity::Gone) {
            Activity::Leaving(_, Exit::To(room)) => self.enter(room),
            Activity::Leaving(_, Exit::Out) => {
                self.goodbye();
                Wanted::Nothing
            }
            other => {
                self.activity = other;
                self.wait()
            }
        };
        self.shown(wanted)
    }

    /// A sandbox in which lines were run.
    fn prepared(&self, lines: &[String]) -> Session {
        let mut session = Session::new(self.setup());
        lines.iter().for_each(|line| drop(session.feed(line)));
        session
    }

    fn open_lesson(&mut self, lesson: Option<Arc<Lesson>>, found: Option<Kept>, step: Option<usize>) -> Wanted {
        let Some(lesson) = lesson else { return self.enter(Room::Menu) };
        let (tutor, mut says) = match found.and_then(|found| resumed(&lesson, found)) {
            Some((mut tutor, mut says)) => {
                tutor.set_seed(self.assigned().unwrap_or(self.seed));
                says.insert(0, Say::Note(tell::welcome_back(&lesson.front.title)));
                (tutor, says)
            }
            None => match Tutor::starting_session(&lesson, Session::new(self.setup())) {
                Ok(session) => match step.and_then(|step| step.checked_sub(1)) {
                    Some(step) => Tutor::begin_at(lesson, session, step),
                    None => {
                        let seed = self.assigned().unwrap_or(self.seed);
                        let (mut tutor, says) = Tutor::begin_drawn(lesson, session, seed);
                        if self.assigned().is_some() {
                            tutor.leave_trail(self.sheet.surface.size);
                        }
                        (tutor, says)
                    }
                },
                Err(why) => {
                    self.sheet.text(Look::Plain, &tell::cannot_begin(&lesson.slug, why));
                    return self.leave(Exit::To(Room::Menu));
                }
            },
        };
        self.activity = Activity::Lesson(Box::new(tutor));
        self.end_of_course(&mut says);
        self.sheet.says(&says);
        self.wait()
    }

    /// What is said when no question is due.
    pub fn nothing_due(&self) -> String {
        let when = match self.progress.review.next_day() {
            Some(day) if day == self.today + 1 => tell::due_tomorrow(),
            Some(day) if day > self.today => tell::due_in(day - self.today),
            _ => tell::due_after_lesson(),
        };
        tell::nothing_due(when)
    }

    /// The room with the questions that are due; `None`: there are none.
    pub fn review_room(&mut self) -> Option<Room> {
        self.room(REVIEW)
    }

    /// The room that a name means: of a lesson, or empty for the one to go on with.
    pub(super) fn room(&mut self, name: &str) -> Option<Room> {
        match name {
            REVIEW => {
                let is_finished = |slug: &str| self.progress.is_finished(slug);
                let deck = Deck::of(&self.course, is_finished);
                let lesson = deck.due(&self.course, &self.progress.review, self.today, &self.setup())?;
                self.review = Some(Arc::new(lesson));
                Some(Room::Review)
            }
            "" => Some(Room::Lesson(course::next(&self.progress, &self.course))),
            name => course::named(&self.course, name).map(Room::Lesson),
        }
    }
}

/// Goes on, unless the lesson has changed beyond recognition: then it begins afresh.
fn resumed(lesson: &Arc<Lesson>, found: Kept) -> Option<(Tutor, Vec<Say>)> {
    let Bookmark { place, before } = found.bookmark?;
    let place: Place = serde_json::from_value(place).ok()?;
    if place.lesson != lesson.slug {
        return None;
    }
    Some(Tutor::resume(lesson.clone(), found.session, place, before))
}
