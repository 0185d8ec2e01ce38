//! `layercake hub-lock`: makes or checks the file of digests that take time to compute.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::proofs::{in_parallel, processors};
use layercake::lock::{self, Job, Line};
use layercake::{Catalogue, HubFiles};

/// Packs every layer of the catalogue in `directory`, and writes or compares.
pub(super) fn run(directory: &Path, check: bool) -> Result<ExitCode> {
    let shelf: std::sync::Arc<dyn HubFiles> = std::sync::Arc::new(super::hub::Folder::of(directory)?);
    let catalogue = Catalogue::open(shelf).with_context(|| directory.display().to_string())?;
    if check {
        let wrong = lock::verify(&catalogue, pack_all);
        for line in &wrong {
            eprintln!("{line}");
        }
        println!("the lock of {} has {} mistakes", directory.display(), wrong.len());
        return Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let text = lock::generate(&catalogue, pack_all);
    let path = directory.join(lock::FILE);
    super::disk::write_whole(&path, text.as_bytes())?;
    println!("{}: {} lines", path.display(), text.lines().count());
    Ok(ExitCode::SUCCESS)
}

/// Packs layers on all processors, largest first.
fn pack_all(mut jobs: Vec<Job>) -> Vec<Line> {
    jobs.sort_by_key(|job| std::cmp::Reverse(job.bytes()));
    in_parallel(&jobs, processors(), Job::run)
}
