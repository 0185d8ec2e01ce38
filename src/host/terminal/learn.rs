//! A lesson at the prompt.

use std::sync::Arc;

use anyhow::{Result, bail};
use serde_json::Value;

use super::desk::{Desk, Room};
use super::repl::{Partner, Talk};
use crate::content::{Part, Rope};
use crate::host::guard::guarded;
use crate::host::state::{Drawer, LessonProgress, Progress, Resumed};
use crate::lesson::{Canvas, Lesson, Place, Say, Told, Tutor, WORDS};
use crate::sandbox::{Session, Typed, World};
use crate::vfs::Errno;

/// The index of a lesson: by number, by slug or a part of it; without a name, of the one to go on with.
pub(super) fn find(desk: &Desk, name: Option<&str>) -> Result<usize> {
    let Some(name) = name else { return Ok(next(&desk.state.progress().load(), &desk.course)) };
    if let Some(index) = named(&desk.course, name) {
        return Ok(index);
    }
    let slugs: Vec<&str> = desk.course.iter().map(|lesson| lesson.slug.as_str()).collect();
    bail!("there is no lesson \"{name}\". Lessons: {}", slugs.join(", "));
}

/// The lesson that somebody means.
pub(super) fn named(course: &[Arc<Lesson>], name: &str) -> Option<usize> {
    let number = |lesson: &Lesson| lesson.slug.split('-').next().and_then(|number| number.parse::<usize>().ok());
    if let Ok(wanted) = name.parse::<usize>() {
        return course.iter().position(|lesson| number(lesson) == Some(wanted));
    }
    let name = name.trim_end_matches(".md").to_lowercase();
    let by = |fits: &dyn Fn(&str) -> bool| course.iter().position(|lesson| fits(&lesson.slug));
    by(&|slug| slug == name).or_else(|| by(&|slug| slug.contains(&name)))
}

/// The lesson to go on with: the last one, unless it is finished; then the first after it that is not.
pub(super) fn next(progress: &Progress, course: &[Arc<Lesson>]) -> usize {
    let finished = |lesson: &Arc<Lesson>| progress.lessons.get(&lesson.slug).is_some_and(|lesson| lesson.finished);
    let last =
        progress.last.as_ref().and_then(|last| course.iter().position(|lesson| lesson.slug == *last)).unwrap_or(0);
    let rest = course.iter().enumerate().skip(last);
    let open = rest.chain(course.iter().enumerate()).find(|(_, lesson)| !finished(lesson));
    open.map_or(last, |(index, _)| index)
}

/// Opens a lesson where it was left.
pub(super) fn visit(desk: &mut Desk, index: usize) -> Result<Room> {
    let Some(lesson) = desk.course.get(index).cloned() else { return Ok(Room::Menu) };
    let (drawer, resumed, notes) = Drawer::open(&desk.state, &lesson.slug, &desk.setup());
    for note in notes {
        desk.screen.text(&format!("{note}\n"));
    }
    let again = std::mem::take(&mut desk.again);
    let resumed = resumed.filter(|_| !again).and_then(|resumed| resume(&lesson, resumed));
    let (tutor, opening) = match resumed {
        Some((tutor, mut opening)) => {
            opening.insert(0, Say::Note(format!("Welcome back to *{}*.", lesson.front.title)));
            (tutor, opening)
        }
        None => begin(desk, &lesson)?,
    };
    Talk::new(Student(tutor), drawer).run(desk, &opening)
}

/// Goes on, unless the lesson was finished or has changed beyond recognition: then it begins afresh.
fn resume(lesson: &Arc<Lesson>, resumed: Resumed) -> Option<(Tutor, Vec<Say>)> {
    let (place, before) = resumed.lesson?;
    let place: Place = serde_json::from_value(place).ok()?;
    if place.finished || place.lesson != lesson.slug {
        return None;
    }
    guarded(|| Tutor::resume(lesson.clone(), resumed.session, place, before)).ok()
}

fn begin(desk: &Desk, lesson: &Arc<Lesson>) -> Result<(Tutor, Vec<Say>)> {
    let session = guarded(|| Tutor::starting_session(lesson, Session::new(desk.setup())))?;
    match session {
        Ok(session) => Ok(Tutor::begin(lesson.clone(), session)),
        Err(why) => bail!("lesson {} cannot begin: {why}", lesson.slug),
    }
}

/// A tutor as the partner at the prompt.
#[derive(Clone)]
struct Student(Tutor);

impl Partner for Student {
    fn session(&self) -> &Session {
        self.0.session()
    }
    fn session_mut(&mut self) -> &mut Session {
        self.0.session_mut()
    }
    fn set_canvas(&mut self, canvas: Canvas) {
        self.0.set_canvas(canvas);
    }
    fn take(&mut self, typed: Typed) -> Told {
        self.0.take(typed)
    }
    fn edit(&mut self, path: &str, content: Rope) -> Result<Told, Errno> {
        self.0.edit(path, content)
    }
    fn place(&self) -> Option<(Value, &Part<World>)> {
        Some((serde_json::to_value(self.0.place()).ok()?, self.0.before()))
    }
    fn progress(&self) -> Option<(String, LessonProgress)> {
        let (place, lesson) = (self.0.place(), self.0.lesson());
        let progress = LessonProgress {
            step: place.step + 1,
            steps: lesson.steps.len(),
            finished: place.finished,
            right: place.right,
            asked: place.asked,
            ..LessonProgress::default()
        };
        Some((lesson.slug.clone(), progress))
    }
    fn words(&self) -> Vec<(&'static str, &'static str)> {
        WORDS.iter().map(|word| (word.name, word.usage)).collect()
    }
}
