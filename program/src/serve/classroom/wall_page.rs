//! The wall as a page: numbers for everybody; names and marks for the teacher, who can hide the names.

use layercake::words::markup;
use layercake::{Stand, State};

use super::html::{count, live_page};
use super::wall::{Progress, Row, Wall};

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
        let titles: Vec<String> = others.iter().map(|progress| markup(&progress.title)).collect();
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
        markup(&progress.title),
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
                    <th scope=\"col\">What it is called</th><th scope=\"col\">Done</th><th scope=\"col\" class=\"number\">At it now</th>\
                    </tr></thead>\n<tbody>\n"
        .to_string();
    for (at, (number, title)) in progress.steps.iter().enumerate() {
        let (done, here) = progress.step(at);
        html += &format!(
            "<tr><td class=\"number\">{}</td><td>{}</td><td><meter min=\"0\" max=\"{handed}\" value=\"{done}\">{done}</meter> \
             {done} of {handed}</td><td class=\"number\">{here}</td></tr>\n",
            number,
            markup(title),
        );
    }
    html + "</tbody>\n</table></div>\n"
}

/// Students and steps.
fn table(progress: &Progress) -> String {
    let mut html = "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Student</th>".to_string();
    for (number, title) in &progress.steps {
        html += &format!("<th scope=\"col\" title=\"{}\">{number}</th>", markup(title));
    }
    html += "<th scope=\"col\">Where</th><th scope=\"col\" class=\"number\">Points</th><th scope=\"col\" class=\"number\">Receipts</th></tr></thead>\n<tbody>\n";
    progress.rows.iter().for_each(|row| html += &line(row, progress.steps.len()));
    html += "</tbody>\n<tfoot><tr><th scope=\"row\">Done</th>";
    for at in 0..progress.steps.len() {
        html += &format!("<td class=\"step\">{}</td>", progress.step(at).0);
    }
    html += "<td></td><td></td><td></td></tr></tfoot>\n</table></div>\n\
             <p class=\"quiet\">✓ all points, ◐ a part of them, – over without points, · open</p>\n<ol class=\"quiet\">\n";
    for (number, title) in &progress.steps {
        html += &format!("<li value=\"{number}\">{}</li>\n", markup(title));
    }
    html + "</ol>\n"
}

fn line(row: &Row, steps: usize) -> String {
    let mut html = format!("<tr><th scope=\"row\">{}</th>", markup(&row.student));
    for at in 0..steps {
        let state = row.best.as_ref().and_then(|best| best.steps.get(at).copied()).unwrap_or(State::Open);
        let Sign { class, sign, word } = sign(state);
        html += &format!("<td class=\"step {class}\"><span role=\"img\" aria-label=\"{word}\">{sign}</span></td>");
    }
    let stand = row.best.as_ref().map_or("…".into(), |best| stands(best.stand));
    let points = match &row.best {
        Some(best) if best.held => "<span class=\"bad\">look at it</span>".into(),
        Some(best) => format!("{} of {}", best.points, best.of),
        None => "…".into(),
    };
    html + &format!(
        "<td>{stand}</td><td class=\"number\">{points}</td><td class=\"number\">{}</td></tr>\n",
        row.receipts
    )
}

/// Where somebody is, in words.
fn stands(stand: Stand) -> String {
    match stand {
        Stand::NotBegun => "not begun".into(),
        Stand::At(step) => format!("at step {step}"),
        Stand::Done => "done".into(),
        Stand::Ended => "handed in".into(),
    }
}

/// How a state looks.
pub(super) struct Sign {
    /// Of the style sheet.
    pub class: &'static str,
    pub sign: &'static str,
    pub word: &'static str,
}

/// The sign of a state.
pub(super) fn sign(state: State) -> Sign {
    let (class, sign, word) = match state {
        State::Done => ("done", "✓", "all points"),
        State::Part | State::Begun => ("part", "◐", "a part"),
        State::Missed => ("open", "–", "no points"),
        State::Open => ("open", "·", "open"),
    };
    Sign { class, sign, word }
}
