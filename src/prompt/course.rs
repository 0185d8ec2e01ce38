//! Finding a way through the course: which lesson somebody means, and which comes next.

use std::sync::Arc;

use super::progress::Progress;
use crate::hub::{self, Hub};
use crate::lesson::Lesson;

/// A course that can be chosen at the menu.
#[derive(Clone, Debug)]
pub struct Course {
    /// By which it is chosen, and under which its progress is kept; empty: the one that comes with the program.
    pub name: String,
    pub title: String,
    pub lessons: Vec<Arc<Lesson>>,
    /// Names and texts of its exercises' files.
    pub exercises: Vec<(String, String)>,
    /// What its sandboxes pull from.
    pub hub: Arc<dyn Hub>,
    /// Its lessons are somebody's assignment: chance follows from this number, and what is done is remembered to be
    /// handed in.
    pub assigned: Option<u64>,
}

/// What the course that comes with the program is called where another one is open.
pub(super) const BUILTIN: &str = "layercake";

impl Course {
    /// Lessons that are all there is.
    pub fn only(lessons: Vec<Arc<Lesson>>) -> Course {
        Course {
            name: String::new(),
            title: String::new(),
            lessons,
            exercises: Vec::new(),
            hub: hub::builtin(),
            assigned: None,
        }
    }

    /// What is typed to choose it.
    pub(super) fn word(&self) -> &str {
        if self.name.is_empty() { BUILTIN } else { &self.name }
    }
}

/// Where a learner can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Menu,
    /// The lesson with this index in the course.
    Lesson(usize),
    /// The questions that are due.
    Review,
    /// The sandbox without a lesson.
    Play,
}

/// The lesson that somebody means, by its number, its slug or a part of that.
pub fn named(course: &[Arc<Lesson>], name: &str) -> Option<usize> {
    let number = |lesson: &Lesson| lesson.slug.split('-').next().and_then(|number| number.parse::<usize>().ok());
    if let Ok(wanted) = name.parse::<usize>() {
        let numbered = course.iter().position(|lesson| number(lesson) == Some(wanted));
        // Files of one's own may have other numbers than the menu, or none.
        return numbered.or_else(|| wanted.checked_sub(1).filter(|at| *at < course.len()));
    }
    let name = name.trim_end_matches(".md").to_lowercase();
    let by = |fits: &dyn Fn(&str) -> bool| course.iter().position(|lesson| fits(&lesson.slug));
    by(&|slug| slug == name).or_else(|| by(&|slug| slug.contains(&name)))
}

/// The lesson to go on with: the last one, unless it is finished; then the first after it that is not.
pub fn next(progress: &Progress, course: &[Arc<Lesson>]) -> usize {
    let place = |slug: &String| course.iter().position(|lesson| lesson.slug == *slug);
    let last = progress.last.as_ref().and_then(place).unwrap_or(0);
    let mut around = course.iter().enumerate().skip(last).chain(course.iter().enumerate());
    let open = around.find(|(_, lesson)| !progress.is_finished(&lesson.slug));
    open.map_or(last, |(index, _)| index)
}

/// The room after a lesson.
pub(super) fn after(course: &[Arc<Lesson>], slug: &str) -> Room {
    let here = course.iter().position(|lesson| lesson.slug == slug);
    here.map(|here| here + 1).filter(|next| *next < course.len()).map_or(Room::Menu, Room::Lesson)
}
