//! `docker buildx history` (buildx `commands/history`): the builds that were made.

mod attachment;
mod inspect;
mod list;
mod logs;
mod remove;

use super::GROUP_FLAGS;
use crate::client::Client;
use crate::client::command::{Command, Count, leaf};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::clock::SECOND;
use crate::engine::api::BuildRecord;
use crate::text::quote;

pub use attachment::ATTACHMENT;
pub use inspect::INSPECT;
pub use list::LS;
pub use logs::LOGS;
pub use remove::RM;

const NO_FILES: &str = "records stay in the sandbox; use docker buildx history inspect and logs";
const NO_PAGES: &str = "there is no Docker Desktop here; use docker buildx history inspect";

const EXPORT_FLAGS: Flags = &[
    &Switch::new("all", "All records"),
    &Switch::new("finalize", "Finish the records first"),
    &Text::new("output", "The file to write").short('o'),
];
pub static EXPORT: Command =
    leaf("Write records into a file", "[OPTIONS] [REF...]", Count::Any, &[EXPORT_FLAGS, GROUP_FLAGS], NO_FILES);

const IMPORT_FLAGS: Flags = &[&List::new("file", "A file of records").named("stringArray").short('f')];
pub static IMPORT: Command =
    leaf("Read records from a file", "[OPTIONS] -", Count::Any, &[IMPORT_FLAGS, GROUP_FLAGS], NO_FILES);

pub static OPEN: Command =
    leaf("Open a record in Docker Desktop", "[OPTIONS] [REF]", Count::Plainly(1), &[GROUP_FLAGS], NO_PAGES);

const TRACE_FLAGS: Flags = &[
    &Text::new("addr", "The address of the page").default("127.0.0.1:0"),
    &Text::new("compare", "Another record to compare with"),
];
pub static TRACE: Command = leaf(
    "Show what a build spent its time on",
    "[OPTIONS] [REF]",
    Count::Plainly(1),
    &[TRACE_FLAGS, GROUP_FLAGS],
    NO_PAGES,
);

impl Client<'_> {
    /// The record that a reference means: its beginning, `^N` for the Nth before the last, or the last.
    fn build_record(&mut self, reference: &str) -> Outcome<BuildRecord> {
        let records = self.engine().build_records()?;
        let found = match reference.strip_prefix('^').map(|number| number.parse::<i64>()) {
            Some(Ok(number)) => {
                let number = usize::try_from(number).unwrap_or(0);
                let left = number.saturating_sub(records.len());
                if left > 0 {
                    return Err(Failure::new(format!("ERROR: no completed build found with offset {left}")));
                }
                records.get(number)
            }
            Some(Err(_)) => {
                let number = quote(reference.trim_start_matches('^'));
                let why = format!("strconv.Atoi: parsing {number}: invalid syntax");
                return Err(Failure::new(format!("ERROR: invalid offset {}: {why}", quote(reference))));
            }
            _ if reference.is_empty() => records.first(),
            _ => {
                let id = reference.rsplit('/').next().unwrap_or(reference);
                records.iter().find(|record| record.reference.starts_with(id))
            }
        };
        found.cloned().ok_or_else(|| match reference {
            "" => Failure::new("ERROR: no records found"),
            reference => Failure::new(format!("ERROR: no record found for ref {}", quote(reference))),
        })
    }
}

/// How long a build took (`formatDuration`): `0.3s`, `1m 5s`.
fn duration(nanos: i64) -> String {
    let nanos = nanos.max(0);
    if nanos < 60 * SECOND {
        return format!("{:.1}s", nanos as f64 / SECOND as f64);
    }
    let seconds = nanos / SECOND;
    format!("{}m {:>2}s", seconds / 60, seconds % 60)
}
