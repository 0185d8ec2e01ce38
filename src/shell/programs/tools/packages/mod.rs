//! What every package manager shares: the packages that are on offer (`fixtures/packages`), the order in which
//! dependencies come, versions and what is asked of them, and the files that a package writes.
//!
//! Not here: what a manager prints, and its own database. Those are the managers', a folder or file each.

mod contents;
mod form;
mod offer;
mod place;
mod plan;
mod settings;
pub(super) mod version;

pub(super) use contents::{Layout, remove_recorded, seed, write};
pub(super) use form::PackageForm;
pub(super) use offer::{Offer, loose};
pub(super) use place::{make_dirs, parent, put, read_text};
pub(super) use plan::{Planned, closure};

use crate::shell::{Process, Stop};

/// Bytes of a second's download: what a good line at home gives.
const DOWNLOAD_SPEED: u64 = 12_000_000;
/// Bytes that are unpacked in a second.
const UNPACK_SPEED: u64 = 90_000_000;
/// Nanoseconds that asking a server takes.
const ROUND_TRIP: i64 = 60_000_000;

/// Lets the time pass that a download takes.
pub(super) fn download(process: &mut Process<'_>, bytes: u64) -> Result<(), Stop> {
    let nanos = bytes.saturating_mul(1_000_000_000) / DOWNLOAD_SPEED;
    process.system.sleep(ROUND_TRIP.saturating_add(i64::try_from(nanos).unwrap_or(i64::MAX / 2)))
}

/// Lets the time pass that unpacking takes.
pub(super) fn unpack(process: &mut Process<'_>, bytes: u64) -> Result<(), Stop> {
    let nanos = bytes.saturating_mul(1_000_000_000) / UNPACK_SPEED;
    process.system.sleep(i64::try_from(nanos).unwrap_or(i64::MAX / 2))
}
