//! A class's folder, as it is served: with a roster.

use std::path::Path;

use anyhow::Result;
use layercake::Class;

use crate::classroom::folder;
use crate::exercises::secret;

/// The roster's file.
pub(super) const ROSTER: &str = folder::STUDENTS;

/// Reads a class; `seed_from`: what it has in common, if its key does not say.
pub(super) fn open(folder: &Path, roster: &Path, seed_from: Option<&Path>) -> Result<Class> {
    let class = folder::class(folder)?;
    let roster = Some(folder::read_roster(roster)?);
    let secret = if seed_from.is_some() { secret(seed_from)? } else { class.secret };
    Ok(Class { secret, roster, ..class })
}
