//! The wall as a page: numbers for everybody; names and marks for the teacher, who can hide the names.

use super::html::{escape, live_page};
use super::student_page::count;
use super::wall::{Best, Cell, Progress, Row, Wall};

/// What everybody may see: how many are where.
pub(super) fn public_wall(wall: &Wall) -> String {
    let before = "<p class=\"quiet\">Nobody is named here. <a href=\"/me\">Your own page</a> says what was received \
                  of you; typed there, the teacher's code opens the wall with names.</p>\n";
    live_page("The class", before, &exercises(wall, steps))
}

/// What the teacher sees.
pub(super) fn teachers_wall(wall: &Wall, names: bool) -> String {
    let toggle = match names {
        true => "<a href=\"/wall?names=no\">Hide the names</a>",
        false => "<a href=\"/wall\">Show the names</a>",
    };
    let before = format!(
        "<form class=\"inline\" action=\"/leave\" method=\"post\"><span>{toggle}</span> <button>Leave</button></form>\n"
    );
    live_page("The class", &before, &exercises(wall, table))
}

/// The exercises of which something was handed in, and the names of the others.
fn exercises(wall: &Wall, show: fn(&Progress) -> String) -> String {
    let (begun, others): (Vec<&Progress>, Vec<&Progress>) =
        wall.exercises.iter().partition(|progress| !progress.rows.is_empty());
    let mut html: String = begun.iter().map(|progress| heading(wall, progress) + &show(progress)).collect();
    if !others.is_empty() {
        let titles: Vec<String> = others.iter().map(|progress| escape(&progress.title)).collect();
        html += &format!("<h2>Nothing was handed in yet</h2>\n<p>{}</p>\n", titles.join(" · "));
    }
    html
}

fn heading(wall: &Wall, progress: &Progress) -> String {
    let waiting: usize = progress.rows.iter().map(|row| row.waiting).sum();
    let being = match waiting {
        0 => String::new(),
        waiting => format!(" {} to be looked at.", count(waiting, "receipt")),
    };
    format!(
        "<h2>{}</h2>\n<p>{} of {} handed in.{being}</p>\n",
        escape(&progress.title),
        progress.rows.len(),
        count(wall.students, "student"),
    )
}

/// How many are done with each step, and how many are at it.
fn steps(progress: &Progress) -> String {
    if progress.steps.is_empty() {
        return String::new();
    }
    let handed = progress.rows.len();
    let mut html = "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\" class=\"number\">Step</th>\
                    <th scope=\"col\">Task</th><th scope=\"col\">Done</th><th scope=\"col\" class=\"number\">At it now</th>\
                    </tr></thead>\n<tbody>\n"
        .to_string();
    for (at, title) in progress.steps.iter().enumerate() {
        let (done, here) = progress.step(at + 1);
        html += &format!(
            "<tr><td class=\"number\">{}</td><td>{}</td><td><meter min=\"0\" max=\"{handed}\" value=\"{done}\">{done}</meter> \
             {done} of {handed}</td><td class=\"number\">{here}</td></tr>\n",
            at + 1,
            escape(title),
        );
    }
    html + "</tbody>\n</table></div>\n"
}

/// Students and steps.
fn table(progress: &Progress) -> String {
    let mut html = "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Student</th>".to_string();
    for (at, title) in progress.steps.iter().enumerate() {
        let title = escape(title);
        html += &format!("<th scope=\"col\" title=\"{title}\">{}</th>", at + 1);
    }
    html += "<th scope=\"col\" class=\"number\">Points</th><th scope=\"col\" class=\"number\">Receipts</th></tr></thead>\n<tbody>\n";
    progress.rows.iter().for_each(|row| html += &line(row, progress.steps.len()));
    html += "</tbody>\n<tfoot><tr><th scope=\"row\">Done</th>";
    for number in 1..=progress.steps.len() {
        html += &format!("<td class=\"step\">{}</td>", progress.step(number).0);
    }
    html += "<td></td><td></td></tr></tfoot>\n</table></div>\n<p class=\"quiet\">✓ done, ◐ a part of it, · open</p>\n<ol class=\"quiet\">\n";
    progress.steps.iter().for_each(|title| html += &format!("<li>{}</li>\n", escape(title)));
    html + "</ol>\n"
}

fn line(row: &Row, steps: usize) -> String {
    let mut html = format!("<tr><th scope=\"row\">{}</th>", escape(&row.student));
    let cell = |best: Option<&Best>, at: usize| best.and_then(|best| best.cells.get(at).copied());
    for at in 0..steps {
        let (class, sign, word) = match cell(row.best.as_ref(), at) {
            Some(Cell::Done) => ("done", "✓", "done"),
            Some(Cell::Part) => ("part", "◐", "a part"),
            Some(Cell::Open) | None => ("open", "·", "open"),
        };
        html += &format!("<td class=\"step {class}\"><span role=\"img\" aria-label=\"{word}\">{sign}</span></td>");
    }
    let points = match &row.best {
        Some(best) if best.held => "<span class=\"bad\">look at it</span>".into(),
        Some(best) => format!("{} of {}", best.points, best.of),
        None => "…".into(),
    };
    html + &format!("<td class=\"number\">{points}</td><td class=\"number\">{}</td></tr>\n", row.receipts)
}
