//! The report as JSON: everything, for other programs.

use serde::Serialize;

use super::Report;

/// The form that is written.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    layercake_classroom: u32,
    #[serde(flatten)]
    report: &'a Report,
}

pub(super) fn document(report: &Report) -> String {
    let text = serde_json::to_string_pretty(&Document { layercake_classroom: VERSION, report });
    text.expect("a report has names and numbers only") + "\n"
}
