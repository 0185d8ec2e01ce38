//! Finding a way through the course: which lesson somebody means, and which comes next.

use std::sync::Arc;

use super::progress::Progress;
use crate::lesson::Lesson;

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
