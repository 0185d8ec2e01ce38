//! The report as one page without outside resources: for a projector, for a screen in the dark, and for print. A switch hides
//! the names on the page; [`Report::nameless`] leaves them out of it.

use super::{Assignment, Report, clock};
use crate::classroom::finding::Finding;
use crate::classroom::grade::Graded;
use crate::classroom::mark::State;
use crate::classroom::names::folded;
use crate::classroom::standing::StepMark;
use crate::lesson::Outcome;
use crate::tell;
use crate::text::markup;

const STYLE: &str = include_str!("page.css");

pub(super) fn page(report: &Report) -> String {
    let title = markup(&tell::page_title());
    let switch = match report.nameless {
        true => String::new(),
        false => format!(
            "<label class=\"switch\"><input type=\"checkbox\" id=\"nameless\"> {}</label>\n",
            markup(&tell::page_hide_names())
        ),
    };
    let sections: String = report.exercises.iter().map(|exercise| section(report, exercise)).collect();
    let lost: Vec<&Graded> = report.receipts.iter().filter(|graded| graded.exercise.is_empty()).collect();
    let lost = match lost.is_empty() {
        true => String::new(),
        false => format!("<h2>{}</h2>\n{}", markup(&tell::report_lost()), findings(&lost)),
    };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<body>\n<h1>{title}</h1>\n{switch}{sections}{lost}</body>\n</html>\n",
        tell::page_language()
    )
}

fn section(report: &Report, exercise: &Assignment) -> String {
    let all: Vec<&Graded> = report.receipts.iter().filter(|graded| graded.exercise == exercise.slug).collect();
    let missing = match exercise.missing.len() {
        0 => String::new(),
        count => {
            let names = exercise.missing.join(", ");
            let text = tell::report_missing(count, "");
            format!("<p class=\"dim\">{} <span class=\"name\">{}</span></p>\n", markup(text.trim_end()), markup(&names))
        }
    };
    format!(
        "<h2>{} <span class=\"dim\">{}</span></h2>\n{}{missing}{}{}{}{}",
        markup(&exercise.title),
        markup(&exercise.slug),
        figures(exercise),
        heat_map(report, exercise),
        turns(exercise),
        missed(exercise),
        findings(&all),
    )
}

fn figures(exercise: &Assignment) -> String {
    let statistics = &exercise.statistics;
    let all = [
        (statistics.handed_in.to_string(), tell::page_handed_in()),
        (statistics.full.to_string(), tell::page_full()),
        (format!("{} / {}", statistics.median_points, exercise.of), tell::page_median_points()),
        (clock(statistics.median_seconds), tell::page_median_time()),
        (statistics.held.to_string(), tell::page_held()),
    ];
    let items: String =
        all.iter().map(|(figure, what)| format!("<li><b>{}</b>{}</li>", markup(figure), markup(what))).collect();
    format!("<ul class=\"figures\">{items}</ul>\n")
}

/// Students by steps, with their marks.
fn heat_map(report: &Report, exercise: &Assignment) -> String {
    let counting: Vec<&Graded> = report.counting(exercise).collect();
    let steps: Vec<usize> =
        (1..=exercise.steps.len()).filter(|step| counting.iter().any(|graded| graded.step(*step).is_some())).collect();
    let hidden = counting.iter().any(|graded| graded.step(0).is_some());
    let shown: Vec<usize> = steps.iter().copied().chain(hidden.then_some(0)).collect();
    let title = |step: usize| match step {
        0 => tell::page_hidden(),
        step => exercise.steps.get(step - 1).cloned().unwrap_or_default(),
    };
    let mut head = format!("<th>{}</th>", markup(&tell::page_student()));
    for step in &shown {
        let number = if *step == 0 { "*".into() } else { step.to_string() };
        head += &format!("<th title=\"{}\">{number}</th>", markup(&title(*step)));
    }
    for word in [tell::page_points(), tell::page_attempts(), tell::page_hints(), tell::page_time()] {
        head += &format!("<th>{}</th>", markup(&word));
    }
    let numbers = report.numbers();
    let number = |graded: &Graded| numbers.get(&folded(&graded.student)).copied().unwrap_or_default();
    let rows: String = counting.iter().map(|graded| row(number(graded), graded, &shown)).collect();
    let names: String =
        steps.iter().map(|step| format!("<li value=\"{step}\">{}</li>", markup(&title(*step)))).collect();
    let legend = [
        ("full", tell::page_cell_full()),
        ("most", tell::page_cell_most()),
        ("some", tell::page_cell_some()),
        ("none", tell::page_cell_none()),
        ("open", tell::page_cell_open()),
    ];
    let legend: String =
        legend.iter().map(|(class, word)| format!("<span class=\"{class}\">{}</span>", markup(word))).collect();
    format!(
        "<h3>{}</h3>\n<div class=\"scroll\"><table>\n<tr>{head}</tr>\n{rows}{}</table></div>\n\
         <p class=\"legend\">{legend}</p>\n<p>{}</p>\n<ol>{names}</ol>\n",
        markup(&tell::page_marks()),
        mean(&counting, &shown),
        markup(&tell::page_signs()),
    )
}

fn row(number: usize, graded: &Graded, steps: &[usize]) -> String {
    let cells: String = steps.iter().map(|step| cell(graded, *step)).collect();
    let points = match graded.is_held() {
        true => format!("<td class=\"number held\">{}</td>", markup(&tell::report_held())),
        false => format!("<td class=\"number\">{} / {}</td>", graded.points, graded.of),
    };
    format!(
        "<tr><td><span class=\"name\">{}</span><span class=\"alias\">{number}</span></td>{cells}{points}\
         <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        markup(&graded.student),
        graded.attempts,
        graded.hints,
        clock(graded.seconds)
    )
}

fn cell(graded: &Graded, step: usize) -> String {
    let Some(StepMark { points, of, state, outcome }) = graded.step(step) else {
        return "<td class=\"step open\"></td>".into();
    };
    let marks = || graded.marks.iter().filter(|mark| mark.step == step);
    let hints: usize = marks().map(|mark| mark.hints).sum();
    let mut missing: Vec<&str> = marks().flat_map(|mark| &mark.missing).map(String::as_str).collect();
    missing.dedup();
    let missing = match missing.is_empty() {
        true => String::new(),
        false => format!(" title=\"{}\"", markup(&missing.join("; "))),
    };
    let class = match points.percent_of(of) {
        _ if state == State::Open => "open",
        100.. => "full",
        50..100 => "most",
        1..50 => "some",
        0 => "none",
    };
    let sign = match (class, outcome) {
        ("full", _) => "✓".to_string(),
        ("open", _) => "·".to_string(),
        (_, Some(Outcome::Shown)) => "s".to_string(),
        (_, Some(Outcome::Skipped)) => "–".to_string(),
        _ => format!("{}&nbsp;%", points.percent_of(of)),
    };
    let hints = if hints > 0 { format!(" <small>{hints}h</small>") } else { String::new() };
    format!("<td class=\"step {class}\"{missing}>{sign}{hints}</td>")
}

/// How much of each step the class has.
fn mean(counting: &[&Graded], steps: &[usize]) -> String {
    let cells: String = steps
        .iter()
        .map(|step| {
            let marks = counting.iter().filter(|graded| !graded.is_held()).filter_map(|graded| graded.step(*step));
            let (points, of) = marks.fold((0_u64, 0_u64), |(points, of), mark| {
                (points + u64::from(mark.points.0), of + u64::from(mark.of.0))
            });
            let percent = (points * 100).checked_div(of).unwrap_or(0);
            format!("<td class=\"step\">{percent}&nbsp;%</td>")
        })
        .collect();
    format!("<tr class=\"mean\"><th>{}</th>{cells}</tr>\n", markup(&tell::page_class()))
}

fn turns(exercise: &Assignment) -> String {
    let turns = &exercise.statistics.turns;
    if turns.is_empty() {
        return String::new();
    }
    let most = turns.iter().map(|turn| turn.students).max().unwrap_or(1);
    let items: String = turns
        .iter()
        .map(|turn| {
            let typed = tell::page_turn(turn.students, turn.times, turn.step);
            format!(
                "<li><span class=\"bar\" style=\"width:{}rem\"></span> {} <code>{}</code><br>{}</li>\n",
                (turn.students * 8).div_ceil(most),
                markup(&typed),
                markup(&turn.line),
                marked(&turn.said)
            )
        })
        .collect();
    format!("<h3>{}</h3>\n<ol>{items}</ol>\n", markup(&tell::page_turns()))
}

fn missed(exercise: &Assignment) -> String {
    let missed = &exercise.statistics.missed;
    if missed.is_empty() {
        return String::new();
    }
    let items: String = missed
        .iter()
        .map(|question| {
            let count = tell::page_missed_by(question.missed, question.of, question.step);
            format!("<li>{} <span class=\"dim\">{}</span></li>\n", markup(&question.question), markup(&count))
        })
        .collect();
    format!("<h3>{}</h3>\n<ol>{items}</ol>\n", markup(&tell::page_missed()))
}

fn findings(graded: &[&Graded]) -> String {
    let line = |graded: &Graded, finding: &Finding| {
        let who = if graded.student.is_empty() { &graded.file } else { &graded.student };
        let class = if finding.holds() { "held" } else { "dim" };
        format!(
            "<li><span class=\"name\">{} </span><span class=\"{class}\">{}</span></li>\n",
            markup(who),
            markup(&finding.says())
        )
    };
    let items: String =
        graded.iter().flat_map(|graded| graded.findings.iter().map(move |finding| line(graded, finding))).collect();
    if items.is_empty() { items } else { format!("<h3>{}</h3>\n<ul>{items}</ul>\n", markup(&tell::page_findings())) }
}

/// A text in which something stands between backticks.
fn marked(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("<code>{}</code>", markup(part)) } else { markup(part) }).collect()
}
