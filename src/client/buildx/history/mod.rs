//! `docker buildx history` (buildx `commands/history`): the builds that were made.

mod inspect;
mod list;
mod logs;
mod remove;

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::clock::SECOND;
use crate::engine::api::BuildRecord;
use crate::text::quote;

pub use inspect::INSPECT;
pub use list::LS;
pub use logs::LOGS;
pub use remove::RM;

impl Client<'_> {
    /// The record that a reference means: its beginning, `^N` for the Nth before the last, or the last.
    fn build_record(&mut self, reference: &str) -> Outcome<BuildRecord> {
        let records = self.engine().build_records()?;
        let found = match reference.strip_prefix('^').map(|number| number.parse::<usize>()) {
            Some(Ok(number)) => records.get(number),
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
