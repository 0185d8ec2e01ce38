//! The menu: the lessons, how far each of them is, and where to go.

use std::fmt::Write;
use std::sync::Arc;

use anyhow::Result;
use unicode_width::UnicodeWidthStr;

use super::desk::{Desk, Room};
use super::editor::Ask;
use super::learn;
use super::style::{Look, Palette};
use crate::host::state::Progress;
use crate::lesson::Lesson;
use crate::sandbox::Typed;

/// Columns of a title in the list.
const TITLE: usize = 44;

/// Shows the menu until something is chosen from it.
pub(super) fn visit(desk: &mut Desk) -> Result<Room> {
    let progress = desk.state.progress().load();
    let next = learn::next(&progress, &desk.course);
    show(desk, &progress, next);
    loop {
        desk.screen.fresh_line();
        let Desk { screen, keyboard, .. } = desk;
        let typed = match keyboard.read("menu> ", Look::Head, Ask::Line, screen) {
            Typed::Line(line) => line,
            Typed::Interrupt => continue,
            Typed::End => return Ok(Room::Out),
        };
        let typed = typed.trim().to_lowercase();
        let name = typed.strip_prefix("learn ").or_else(|| typed.strip_prefix("layercake learn ")).unwrap_or(&typed);
        match name {
            "" | "next" | "n" | "learn" => return Ok(Room::Lesson(next)),
            "play" | "p" | "layercake play" => return Ok(Room::Play),
            "quit" | "q" | "exit" | "bye" => return Ok(Room::Out),
            "menu" | "lessons" | "help" | "?" => show(desk, &progress, next),
            "progress" => desk.screen.markdown(&progress_table(&progress, &desk.course)),
            name => match learn::named(&desk.course, name) {
                Some(index) => return Ok(Room::Lesson(index)),
                None => desk.screen.markdown(
                    "Choose from the list: the number of a lesson, `play` or `quit`; Enter alone goes on with the next \
                     lesson. Commands are for the prompt inside.",
                ),
            },
        }
    }
}

fn show(desk: &mut Desk, progress: &Progress, next: usize) {
    let palette = desk.screen.palette();
    let columns = usize::from(desk.screen.size().columns);
    let mut text = format!("\n{}: learn container images by doing\n\n", palette.paint(Look::Head, "layercake"));
    let title_columns = columns.saturating_sub(26).clamp(16, TITLE);
    for (index, lesson) in desk.course.iter().enumerate() {
        let (look, state) = state(progress, lesson);
        let mark = if index == next { palette.paint(Look::Todo, ">") } else { " ".into() };
        let title = cut(&lesson.front.title, title_columns, palette);
        let space = " ".repeat(title_columns.saturating_sub(title.width()));
        let state = palette.paint(look, &state);
        let _ = writeln!(text, "{mark}{:>3}  {title}{space}  {:>2} min  {state}", index + 1, lesson.front.minutes);
    }
    let what = match desk.course.get(next).map(|lesson| progress.lessons.contains_key(&lesson.slug)) {
        Some(true) => "go on with",
        _ => "begin",
    };
    let _ = write!(text, "\n  Enter   {what} lesson {}\n  1, 2 …  that lesson\n", next + 1);
    let _ = write!(text, "  play    a sandbox without a lesson\n  quit    leave (you come back to the same place)\n\n");
    if palette == Palette::Plain {
        text = text.replace('…', "..");
    }
    desk.screen.text(&text);
}

fn state(progress: &Progress, lesson: &Arc<Lesson>) -> (Look, String) {
    match progress.lessons.get(&lesson.slug) {
        None => (Look::Dim, "new".into()),
        Some(at) if at.finished => (Look::Good, "done".into()),
        Some(at) => (Look::Todo, format!("step {} of {}", at.step, lesson.steps.len())),
    }
}

fn cut(title: &str, columns: usize, palette: Palette) -> String {
    if title.width() <= columns {
        return title.to_string();
    }
    let end = if palette == Palette::Plain { "..." } else { "…" };
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
pub(in crate::host) fn progress_table(progress: &Progress, course: &[Arc<Lesson>]) -> String {
    let mut table = String::from("| lesson | progress | questions |\n|---|---|--:|\n");
    for lesson in course {
        let (_, state) = state(progress, lesson);
        let asked = progress.lessons.get(&lesson.slug).filter(|at| at.asked > 0);
        let asked = asked.map_or_else(String::new, |at| format!("{} of {}", at.right, at.asked));
        let _ = writeln!(table, "| {} | {state} | {asked} |", lesson.front.title.replace('|', "\\|"));
    }
    table
}
