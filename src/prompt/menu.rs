//! The menu: the lessons, how far each of them is, and what can be chosen.

use std::fmt::Write;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr;

use super::course::{Course, Room, named};
use super::line::StyledLine;
use super::markdown;
use super::progress::Progress;
use super::style::{Look, Palette};
use crate::lesson::{Exercise, Lesson, Outcome};
use crate::tell;

/// Columns of a line in the list besides title, unit and state; and besides the title, where the states are short.
const BESIDE: usize = 13;
const USUAL: usize = 26;
/// Columns of a title in the list.
const TITLE: usize = 44;

/// What somebody typed at the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Go(Room),
    Leave,
    List,
    Progress,
    Exercises,
    /// The course of this name.
    Course(String),
    Unknown,
}

/// The courses that there are, and which of them is open.
pub(super) struct Shelf<'a> {
    pub courses: &'a [Course],
    pub open: usize,
}

/// Reads a choice; `next` is the lesson to go on with.
pub(super) fn choose(line: &str, course: &[Arc<Lesson>], next: usize) -> Choice {
    let typed = line.trim().to_lowercase();
    let name =
        ["learn ", "lesson ", "layercake learn "].iter().find_map(|word| typed.strip_prefix(word)).unwrap_or(&typed);
    match name {
        "" | "next" | "n" | "learn" | "start" | "begin" => Choice::Go(Room::Lesson(next)),
        "play" | "p" | "layercake play" => Choice::Go(Room::Play),
        "quit" | "q" | "exit" | "bye" => Choice::Leave,
        "menu" | "lessons" | "help" | "?" => Choice::List,
        "progress" => Choice::Progress,
        "exercises" | "exercise" => Choice::Exercises,
        name if name == "course" || name.starts_with("course ") => {
            Choice::Course(name.trim_start_matches("course").trim().into())
        }
        name => named(course, name).map_or(Choice::Unknown, |lesson| Choice::Go(Room::Lesson(lesson))),
    }
}

/// The list of lessons, and what can be typed.
pub(super) fn list(
    shelf: &Shelf<'_>,
    progress: &Progress,
    next: usize,
    columns: usize,
    palette: Palette,
) -> Vec<StyledLine> {
    let here = shelf.courses.get(shelf.open);
    let course = here.map_or(&[][..], |course| &course.lessons);
    let mut head = StyledLine::new(Look::Head, "layercake");
    head.push(Look::Plain, ": ");
    match here.filter(|course| !course.title.is_empty()) {
        Some(course) => head.push(Look::Plain, &course.title),
        None => head.push(Look::Plain, &tell::menu_head()),
    }
    let mut lines = vec![StyledLine::default(), head, StyledLine::default()];
    let states = course.iter().map(|lesson| state(progress, lesson).1.width()).max().unwrap_or(0);
    let title_columns =
        columns.saturating_sub((BESIDE + tell::minutes_short().width() + states).max(USUAL)).clamp(16, TITLE);
    for (index, lesson) in course.iter().enumerate() {
        let (look, state) = state(progress, lesson);
        let title = cut(&lesson.front.title, title_columns, palette);
        let space = " ".repeat(title_columns.saturating_sub(title.width()));
        let mut line = match index == next {
            true => StyledLine::new(Look::Todo, ">"),
            false => StyledLine::new(Look::Plain, " "),
        };
        line.push(
            Look::Plain,
            &format!("{:>3}  {title}{space}  {:>2} {}  ", index + 1, lesson.front.minutes, tell::minutes_short()),
        );
        line.push(look, &state);
        lines.push(line);
    }
    let begun = course.get(next).is_some_and(|lesson| progress.lessons.contains_key(&lesson.slug));
    let numbers = palette.sign("1, 2 …", "1, 2 ..");
    if all_done(progress, course) {
        lines.push(StyledLine::default());
        lines.extend(markdown::lines(&tell::farewell_menu(), columns, palette));
    }
    let choices = [
        String::new(),
        if begun { tell::menu_go_on(next + 1) } else { tell::menu_begin(next + 1) },
        format!("  {numbers:<6}  {}", tell::menu_number()),
        tell::menu_play(),
    ];
    let exercises = here.filter(|course| !course.exercises.is_empty()).map(|_| tell::menu_exercises());
    let choices = choices.into_iter().chain(exercises).chain([tell::menu_quit(), String::new()]);
    lines.extend(choices.map(|choice| StyledLine::new(Look::Plain, &choice)));
    lines.extend(others(shelf, columns, palette));
    lines
}

/// The courses that are not open, and what opens them.
fn others(shelf: &Shelf<'_>, columns: usize, palette: Palette) -> Vec<StyledLine> {
    let others = shelf.courses.iter().enumerate().filter(|(at, _)| *at != shelf.open);
    let mut lines: Vec<StyledLine> = others
        .map(|(_, course)| {
            let title = if course.title.is_empty() { tell::course_builtin() } else { course.title.clone() };
            let line = format!("  course {:<10}  {title}", course.word());
            StyledLine::new(Look::Plain, &cut(&line, columns, palette))
        })
        .collect();
    if !lines.is_empty() {
        lines.insert(0, StyledLine::new(Look::Head, &tell::courses_other()));
        lines.push(StyledLine::default());
    }
    lines
}

fn state(progress: &Progress, lesson: &Arc<Lesson>) -> (Look, String) {
    match progress.lessons.get(&lesson.slug) {
        None => (Look::Dim, tell::state_new()),
        Some(at) if at.finished && at.left() == 0 => (Look::Good, tell::state_done()),
        Some(at) if at.finished => (Look::Todo, tell::state_left(at.left())),
        Some(at) => (Look::Todo, tell::state_step(at.step, lesson.steps.len())),
    }
}

fn cut(title: &str, columns: usize, palette: Palette) -> String {
    if title.width() <= columns {
        return title.to_string();
    }
    let end = palette.sign("…", "...");
    let mut kept = String::new();
    for character in title.chars() {
        if kept.width() + character.to_string().width() + end.width() > columns {
            break;
        }
        kept.push(character);
    }
    kept + end
}

/// The progress of all lessons as a Markdown table.
pub fn progress_table(progress: &Progress, course: &[Arc<Lesson>]) -> String {
    let mut table = format!("{}\n|---|---|--:|--:|--:|--:|--:|--:|\n", tell::progress_head());
    for lesson in course {
        let (_, state) = state(progress, lesson);
        let title = lesson.front.title.replace('|', "\\|");
        let _ = match progress.lessons.get(&lesson.slug) {
            None => writeln!(table, "| {title} | {state} | | | | | | |"),
            Some(at) => {
                let hints: usize = at.tasks.iter().map(|task| task.hints).sum();
                let minutes = at.tasks.iter().map(|task| task.seconds).sum::<u64>().div_ceil(60);
                let (solved, shown) = (at.count(Outcome::Solved), at.count(Outcome::Shown));
                let questions = tell::score_of(at.right, at.asked);
                writeln!(
                    table,
                    "| {title} | {state} | {solved} | {shown} | {} | {hints} | {minutes} | {questions} |",
                    at.left()
                )
            }
        };
    }
    table
}

/// The exercises of a course, as Markdown, and how one is begun.
pub fn exercise_list(course: &Course) -> String {
    let read = |(file, text): &(String, String)| {
        let exercise = Exercise::read(file, text).ok()?;
        let front = exercise.lesson(0).ok()?.front;
        let title = front.title.replace('|', "\\|");
        Some(format!("| `{}` | {title} | {} {} |\n", exercise.slug, front.minutes, tell::minutes_short()))
    };
    let rows: String = course.exercises.iter().filter_map(read).collect();
    if rows.is_empty() {
        return tell::no_exercises();
    }
    let called = if course.name.is_empty() { String::new() } else { format!("--course {} ", course.name) };
    format!("{}\n|---|---|--:|\n{rows}\n{}", tell::exercises_head(), tell::exercises_begin(called))
}

/// Whether every lesson is done.
pub(super) fn all_done(progress: &Progress, course: &[Arc<Lesson>]) -> bool {
    course.iter().all(|lesson| progress.is_finished(&lesson.slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_a_number_a_name_or_a_word() {
        let course = crate::lesson::course().unwrap();
        let chosen = |line: &str| choose(line, &course, 1);
        assert_eq!(chosen(""), Choice::Go(Room::Lesson(1)));
        assert_eq!(chosen("learn 1"), Choice::Go(Room::Lesson(0)));
        assert_eq!(chosen("Hub"), Choice::Go(Room::Lesson(1)));
        assert_eq!(chosen("play"), Choice::Go(Room::Play));
        assert_eq!(chosen("exit"), Choice::Leave);
        assert_eq!(chosen("docker pull nginx"), Choice::Unknown);
        assert_eq!(chosen("exercises"), Choice::Exercises);
        assert_eq!(chosen("99"), Choice::Unknown);
    }

    #[test]
    fn exercises_are_listed_with_what_begins_one() {
        let file = |(file, text): &(&str, &str)| ((*file).to_string(), (*text).to_string());
        let exercises: Vec<(String, String)> = crate::lesson::exercise_files().iter().map(file).collect();
        let course = Course { exercises, ..Course::only(Vec::new()) };
        let page = exercise_list(&course);
        assert!(page.contains("| `e5-cache-doctor` | Cache doctor | 15 min |"), "{page}");
        assert!(page.contains("`layercake exercise start NAME`"), "{page}");
        assert_eq!(exercise_list(&Course::only(Vec::new())), tell::no_exercises());
    }

    #[test]
    fn a_title_that_is_too_long_is_cut() {
        assert_eq!(cut("What an image is", 10, Palette::Colours), "What an i…");
        assert_eq!(cut("What an image is", 10, Palette::Plain), "What an...");
        assert_eq!(cut("Short", 10, Palette::Plain), "Short");
    }
}
