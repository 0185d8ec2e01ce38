//! `POST /volumes/create` (moby `volume/service/store.go`, `volume/local`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::describe::describe;
use super::{ANONYMOUS, DRIVER};
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, EventType, VolumeCreate};
use crate::engine::containers::{Volume, empty_directory, is_valid_name};

/// See [`crate::engine::api::Volumes::volume_create`].
pub(super) fn create(daemon: &mut Daemon<'_>, wanted: &VolumeCreate) -> ApiResult<Value> {
    let anonymous = wanted.name.is_empty();
    let name = match anonymous {
        true => crate::content::hex(&daemon.clock.random_bytes::<32>()),
        false => wanted.name.clone(),
    };
    let refuse = |status: u16, why: String| Err(ApiError::new(status, format!("create {name}: {why}")));
    if !matches!(wanted.driver.as_str(), "" | DRIVER) {
        let driver = &wanted.driver;
        return refuse(404, format!("error looking up volume plugin {driver}: plugin \"{driver}\" not found"));
    }
    if let Some(volume) = daemon.state.containers.volume(&name) {
        return Ok(describe(&name, volume));
    }
    if name.chars().count() == 1 {
        return refuse(400, "volume name is too short, names should be at least two alphanumeric characters".into());
    }
    if !is_valid_name(&name) {
        return refuse(
            400,
            format!(
                "{} includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. \
                 If you intended to pass a host directory, use absolute path",
                crate::text::quote(&name)
            ),
        );
    }
    if let Err(why) = check(&wanted.options) {
        return refuse(400, why);
    }
    let mut labels = wanted.labels.clone();
    if anonymous {
        labels.insert(ANONYMOUS.into(), String::new());
    }
    let created = daemon.clock.now();
    let volume =
        Volume { created, anonymous, labels, options: wanted.options.clone(), files: empty_directory(created) };
    let described = describe(&name, &volume);
    daemon.tell(EventType::Volume, "create", &name, [("driver", DRIVER.to_string())]);
    daemon.state.containers.add_volume(name, volume);
    Ok(described)
}

/// What the local driver lets one ask for, and what each needs beside it (`validateOpts`).
const OPTIONS: [(&str, &[&str]); 4] =
    [("device", &["type"]), ("o", &["device", "type"]), ("size", &[]), ("type", &["device"])];

fn check(options: &BTreeMap<String, String>) -> Result<(), String> {
    if let Some(unknown) = options.keys().find(|key| OPTIONS.iter().all(|(known, _)| known != key)) {
        return Err(format!("invalid option: {}", crate::text::quote(unknown)));
    }
    if let Some(size) = options.get("size")
        && crate::text::parse_memory(size).map_err(|bad| bad.to_string())? > 0
    {
        return Err("quota size requested but no quota support".into());
    }
    for (_, needed) in OPTIONS.iter().filter(|(option, _)| options.contains_key(*option)) {
        if let Some(missing) = needed.iter().find(|needed| !options.contains_key(**needed)) {
            return Err(format!("missing required option: {}", crate::text::quote(missing)));
        }
    }
    Ok(())
}
