//! The report for a terminal.

use super::{Assignment, Report, clock};
use crate::classroom::finding::Finding;
use crate::classroom::grade::Graded;
use crate::tell;
use crate::text::{Columns, ellipsis, visible, width};

/// How the columns are set.
const COLUMNS: Columns = Columns { minimum: 4, padding: 2 };
/// Columns of the screen.
const SCREEN: usize = 80;
/// Columns of the screen that a name may take.
const NAME: usize = 28;

pub(super) fn table(report: &Report) -> String {
    let mut text = String::new();
    for exercise in &report.exercises {
        text += &section(report, exercise);
    }
    let lost: Vec<&Graded> = report.receipts.iter().filter(|graded| graded.exercise.is_empty()).collect();
    if !lost.is_empty() {
        text += &format!("{}\n", tell::report_lost());
        lost.iter().for_each(|graded| text += &findings(graded));
    }
    if text.is_empty() { format!("{}\n", tell::report_nothing()) } else { text }
}

fn section(report: &Report, exercise: &Assignment) -> String {
    let Assignment { title, slug, missing, statistics, .. } = exercise;
    let mut text = format!("{} ({})\n\n", visible(title), visible(slug));
    let mut rows = tell::report_columns().replace(" | ", "\t") + "\n";
    let counting: Vec<&Graded> = report.counting(exercise).collect();
    for graded in &counting {
        let points = match graded.is_held() {
            true => tell::report_held(),
            false => format!("{} / {}", graded.points, graded.of),
        };
        let name = ellipsis(&visible(&graded.student).replace(['\t', '\n'], " "), NAME);
        let note = match (graded.is_held(), graded.findings.is_empty()) {
            (true, _) => "!",
            (false, false) => "-",
            (false, true) => "",
        };
        let (attempts, hints, time) = (graded.attempts, graded.hints, clock(graded.seconds));
        rows += &format!("{name}\t{points}\t{attempts}\t{hints}\t{time}\t{note}\n");
    }
    text.extend(COLUMNS.align(&rows).lines().map(|line| line.trim_end().to_string() + "\n"));
    let told: String = report.receipts.iter().filter(|graded| graded.exercise == *slug).map(findings).collect();
    if !told.is_empty() {
        text += &format!("\n{}\n{told}", tell::report_findings());
    }
    if !missing.is_empty() {
        let told = tell::report_missing(missing.len(), visible(&missing.join(", ")));
        text += &format!("\n{}", wrapped(&told, "", "  "));
    }
    let summary = tell::report_summary(
        statistics.handed_in,
        statistics.full,
        statistics.held,
        statistics.median_points,
        clock(statistics.median_seconds),
    );
    text + &format!("\n{}\n", wrapped(&summary, "", ""))
}

/// What is odd about a receipt, in lines.
fn findings(graded: &Graded) -> String {
    let who = if graded.student.is_empty() { &graded.file } else { &graded.student };
    let line = |finding: &Finding| {
        let sign = if finding.holds() { "!" } else { "-" };
        let told = format!("{} ({}): {}", visible(who), visible(&graded.file), visible(&finding.says()));
        wrapped(&told, &format!("  {sign} "), "    ")
    };
    graded.findings.iter().map(line).collect()
}

/// A text in lines that fit the screen as far as its words do: the first begins with `first`, the others with `rest`.
fn wrapped(text: &str, first: &str, rest: &str) -> String {
    let (mut lines, mut line) = (String::new(), first.to_string());
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && width(&line) + 1 + width(word) > SCREEN {
            lines += &format!("{line}\n");
            (line, is_empty) = (rest.to_string(), true);
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    lines + &line + "\n"
}
