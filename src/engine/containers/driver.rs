//! What a driver of volumes is asked for: `local` is the only one (moby `volume/service/store.go`, `volume/local`).

use std::collections::BTreeMap;

use super::super::api::{ApiError, ApiResult};
use super::names;
use crate::text::{parse_memory, quote};

/// The only driver.
pub const LOCAL: &str = "local";

/// What the local driver lets one ask for, and what each needs beside it (`validateOpts`).
const OPTIONS: [(&str, &[&str]); 4] =
    [("device", &["type"]), ("o", &["device", "type"]), ("size", &[]), ("type", &["device"])];

/// Refuses a driver that is not there: `create NAME: error looking up volume plugin …`, 404.
pub fn check_driver(volume: &str, driver: &str) -> ApiResult<()> {
    if matches!(driver, "" | LOCAL) {
        return Ok(());
    }
    let why = format!("error looking up volume plugin {driver}: plugin \"{driver}\" not found");
    Err(ApiError::new(404, format!("create {volume}: {why}")))
}

/// Refuses what the local driver cannot make: a name that is no file's, options that it does not know; 400.
pub fn check_new(volume: &str, options: &BTreeMap<String, String>) -> ApiResult<()> {
    let refuse = |why: String| Err(ApiError::new(400, format!("create {volume}: {why}")));
    if volume.chars().count() == 1 {
        return refuse("volume name is too short, names should be at least two alphanumeric characters".into());
    }
    if !names::is_valid(volume) {
        return refuse(format!(
            "{} includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If \
             you intended to pass a host directory, use absolute path",
            quote(volume)
        ));
    }
    check_options(options).or_else(refuse)
}

fn check_options(options: &BTreeMap<String, String>) -> Result<(), String> {
    if let Some(unknown) = options.keys().find(|key| OPTIONS.iter().all(|(known, _)| known != key)) {
        return Err(format!("invalid option: {}", quote(unknown)));
    }
    if let Some(size) = options.get("size")
        && parse_memory(size).map_err(|bad| bad.to_string())? > 0
    {
        return Err("quota size requested but no quota support".into());
    }
    for (_, needed) in OPTIONS.iter().filter(|(option, _)| options.contains_key(*option)) {
        if let Some(missing) = needed.iter().find(|needed| !options.contains_key(**needed)) {
            return Err(format!("missing required option: {}", quote(missing)));
        }
    }
    Ok(())
}
