//! Tables with commas (RFC 4180): for a spreadsheet, and as Moodle and Canvas import grades.

use super::{Assignment, Report};
use crate::classroom::finding::Finding;
use crate::classroom::grade::Graded;
use crate::classroom::names::folded;
use crate::classroom::roster::{Roster, Student};
use crate::tell;

/// What Canvas' import of grades wants before the grades.
const CANVAS: [&str; 5] = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"];

/// One line for each receipt.
pub(super) fn csv(report: &Report) -> String {
    let head = "student,exercise,points,of,counts,attempts,hints,seconds,lines,finished,handed,file,findings,feedback";
    let rows = report.receipts.iter().map(|graded| {
        let findings: Vec<String> = graded.findings.iter().map(Finding::says).collect();
        let outdone = graded.findings.iter().any(|finding| matches!(finding, Finding::Outdone { .. }));
        let counts = if graded.is_held() || outdone { "no" } else { "yes" };
        line(&[
            graded.student.clone(),
            graded.exercise.clone(),
            graded.points.to_string(),
            graded.of.to_string(),
            counts.into(),
            graded.attempts.to_string(),
            graded.hints.to_string(),
            graded.seconds.to_string(),
            graded.lines.to_string(),
            if graded.finished { "yes".into() } else { "no".into() },
            graded.handed.clone(),
            graded.file.clone(),
            findings.join(" "),
            feedback(graded),
        ])
    });
    format!("{head}\r\n{}", rows.collect::<String>())
}

/// The roster's own columns, and two for each exercise: points, and feedback in words. Points that are kept back stay empty.
pub(super) fn moodle(report: &Report) -> String {
    let (head, students) = students(report, &["Username"]);
    let mut columns = head;
    for exercise in &report.exercises {
        columns.extend([exercise.title.clone(), format!("{} (feedback)", exercise.title)]);
    }
    let rows = students.iter().map(|(student, own)| {
        let cells = report.exercises.iter().flat_map(|exercise| {
            let graded = of(report, exercise, student);
            [points(graded), graded.map(feedback).unwrap_or_default()]
        });
        line(&own.iter().cloned().chain(cells).collect::<Vec<_>>())
    });
    line(&columns) + &rows.collect::<String>()
}

/// Canvas' five columns, and one for each exercise. Points that are kept back stay empty.
pub(super) fn canvas(report: &Report) -> String {
    let is_canvas = |roster: &Roster| CANVAS.iter().all(|name| roster.header.iter().any(|column| column == name));
    let whole = report.roster.as_ref().filter(|roster| is_canvas(roster));
    let at = |name: &str| whole.and_then(|roster| roster.header.iter().position(|column| column == name));
    let (_, students) = students(report, &["Student"]);
    let titles = report.exercises.iter().map(|exercise| exercise.title.clone());
    let head: Vec<String> = CANVAS.iter().map(|name| name.to_string()).chain(titles).collect();
    let possible = ["    Points Possible", "", "", "", ""].map(String::from).into_iter();
    let possible: Vec<String> =
        possible.chain(report.exercises.iter().map(|exercise| exercise.of.to_string())).collect();
    let rows = students.iter().map(|(student, own)| {
        let mut cells: Vec<String> =
            CANVAS.iter().map(|name| at(name).and_then(|at| own.get(at).cloned()).unwrap_or_default()).collect();
        if whole.is_none() {
            cells[0].clone_from(student);
            cells[3] = login(report, student);
        }
        cells.extend(report.exercises.iter().map(|exercise| points(of(report, exercise, student))));
        line(&cells)
    });
    line(&head) + &line(&possible) + &rows.collect::<String>()
}

/// What a student logs in with, if the roster says.
fn login(report: &Report, student: &str) -> String {
    let logins = ["username", "login", "sis login id", "id"];
    let Some(roster) = &report.roster else { return student.into() };
    let at = logins.iter().find_map(|name| roster.header.iter().position(|column| folded(column) == *name));
    let own = roster.find(student).and_then(|student| student.row.get(at?));
    own.cloned().unwrap_or_default()
}

/// The columns that say who a student is, and the students: of the roster, or those who handed something in.
fn students(report: &Report, otherwise: &[&str]) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    if let Some(roster) = &report.roster {
        let own = |student: &Student| (student.name.clone(), student.row.clone());
        return (roster.header.clone(), roster.students.iter().map(own).collect());
    }
    let mut names: Vec<String> = Vec::new();
    for graded in report.receipts.iter().filter(|graded| !graded.student.is_empty()) {
        if !names.iter().any(|name| folded(name) == folded(&graded.student)) {
            names.push(graded.student.clone());
        }
    }
    let students = names.into_iter().map(|name| (name.clone(), vec![name])).collect();
    (otherwise.iter().map(|name| name.to_string()).collect(), students)
}

/// The receipt of a student that counts.
fn of<'a>(report: &'a Report, exercise: &'a Assignment, student: &str) -> Option<&'a Graded> {
    report.counting(exercise).find(|graded| folded(&graded.student) == folded(student))
}

fn points(graded: Option<&Graded>) -> String {
    graded.filter(|graded| !graded.is_held()).map_or_else(String::new, |graded| graded.points.to_string())
}

/// What is missing, in words; or why the points are kept back.
fn feedback(graded: &Graded) -> String {
    if graded.is_held() {
        return tell::report_kept_back();
    }
    let missing = graded.marks.iter().filter(|mark| !mark.missing.is_empty());
    let parts: Vec<String> = missing.map(|mark| format!("{}: {}", mark.title, mark.missing.join("; "))).collect();
    if parts.is_empty() { tell::report_all_done() } else { parts.join(". ") }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// A line of the table.
fn line(fields: &[String]) -> String {
    let quoted = |field: &String| {
        let field = harmless(field.clone());
        match field.contains(['"', ',', '\n', '\r', ';']) || field.starts_with(' ') {
            true => format!("\"{}\"", field.replace('"', "\"\"")),
            false => field,
        }
    };
    fields.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
