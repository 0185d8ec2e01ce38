//! The report as JUnit's XML, which systems for continuous integration show: a suite for each exercise, a case for each task of
//! each student. What is missing is a failure; what keeps the points back is an error.

use super::Report;
use crate::classroom::finding::Finding;
use crate::classroom::grade::Graded;
use crate::text::markup;

pub(super) fn junit(report: &Report) -> String {
    let mut suites = String::new();
    let mut slugs: Vec<&str> = report.receipts.iter().map(|graded| graded.exercise.as_str()).collect();
    slugs.dedup();
    for slug in slugs {
        let receipts = report.receipts.iter().filter(|graded| graded.exercise == slug);
        suites += &suite(slug, &receipts.collect::<Vec<_>>());
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"layercake\">\n{suites}</testsuites>\n")
}

fn suite(slug: &str, receipts: &[&Graded]) -> String {
    let (mut cases, mut count, mut failures, mut errors) = (String::new(), 0, 0, 0);
    for graded in receipts {
        let held = graded.findings.iter().find(|finding| finding.holds());
        count += 1;
        errors += usize::from(held.is_some());
        cases += &receipt_case(graded, held);
        for (number, mark) in graded.marks.iter().enumerate() {
            count += 1;
            failures += usize::from(!mark.is_full());
            let name = format!("{}: {}. {}", graded.student, number + 1, mark.title);
            let inside = match mark.is_full() {
                true => String::new(),
                false => {
                    let missing = mark.missing.join("\n");
                    let message = format!("{} of {} points", mark.points, mark.of);
                    format!("<failure message=\"{}\">{}</failure>", markup(&message), markup(&missing))
                }
            };
            cases += &case(&graded.exercise, &name, mark.seconds, &inside);
        }
    }
    format!(
        "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"{failures}\" errors=\"{errors}\">\n{cases}  </testsuite>\n",
        markup(slug)
    )
}

/// The receipt itself.
fn receipt_case(graded: &Graded, held: Option<&Finding>) -> String {
    let who = if graded.student.is_empty() { &graded.file } else { &graded.student };
    let error = held.map(|finding| format!("<error message=\"{}\"/>", markup(&finding.says())));
    let notes: Vec<String> = graded.findings.iter().map(Finding::says).collect();
    let points = format!("{} of {} points ({})", graded.points, graded.of, graded.file);
    let out = format!("<system-out>{}</system-out>", markup(&[vec![points], notes].concat().join("\n")));
    case(&graded.exercise, &format!("{who}: the receipt"), graded.seconds, &(error.unwrap_or_default() + &out))
}

fn case(class: &str, name: &str, seconds: u64, inside: &str) -> String {
    let (class, name) = (markup(class), markup(name));
    format!("    <testcase classname=\"{class}\" name=\"{name}\" time=\"{seconds}\">{inside}</testcase>\n")
}
