//! Doing one thing to each of several containers: what works is named, what fails is told at the end.

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::engine::api::{ApiResult, Engine};

/// Runs `call` for each name and prints the name where it worked.
pub(super) fn each(
    docker: &mut Client<'_>,
    names: &[String],
    call: impl Fn(&mut dyn Engine, &str) -> ApiResult<()>,
) -> Outcome<()> {
    let mut failures = Vec::new();
    for name in names {
        match call(docker.engine(), name).map_err(Failure::from) {
            Ok(()) => docker.out_line(name)?,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::join(failures)
}
