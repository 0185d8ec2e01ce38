//! The report for a terminal.

use super::{Assignment, Report, clock};
use crate::classroom::finding::Finding;
use crate::classroom::grade::Graded;
use crate::tell;
use crate::text::{Columns, ellipsis, visible};

/// How the columns are set.
const COLUMNS: Columns = Columns { minimum: 4, padding: 2 };
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
    text += &COLUMNS.align(&rows);
    let told: String = report.receipts.iter().filter(|graded| graded.exercise == *slug).map(findings).collect();
    if !told.is_empty() {
        text += &format!("\n{}\n{told}", tell::report_findings());
    }
    if !missing.is_empty() {
        text += &format!("\n{}\n", tell::report_missing(missing.len(), visible(&missing.join(", "))));
    }
    text += &format!(
        "\n{}\n\n",
        tell::report_summary(
            statistics.handed_in,
            statistics.full,
            statistics.held,
            statistics.median_points,
            clock(statistics.median_seconds)
        )
    );
    text
}

/// What is odd about a receipt, in lines.
fn findings(graded: &Graded) -> String {
    let who = if graded.student.is_empty() { &graded.file } else { &graded.student };
    let line = |finding: &Finding| {
        let sign = if finding.holds() { "!" } else { "-" };
        format!("  {sign} {} ({}): {}\n", visible(who), visible(&graded.file), visible(&finding.says()))
    };
    graded.findings.iter().map(line).collect()
}
