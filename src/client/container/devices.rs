//! `--device` and `--gpus` (docker/cli `cli/command/container/opts.go`, `opts/gpus.go`).

use super::flags::{DEVICE, GPUS};
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::engine::api::models::{DeviceMapping, DeviceRequest};

/// The devices that are asked for.
pub(super) fn devices(given: &Matches) -> Outcome<Vec<DeviceMapping>> {
    given.list(&DEVICE).iter().map(|text| device(text)).collect()
}

fn device(text: &str) -> Outcome<DeviceMapping> {
    let is_mode = |mode: &str| !mode.is_empty() && mode.chars().all(|c| "rwm".contains(c));
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, mode) = match *parts.as_slice() {
        [source] => (source, source, "rwm"),
        [source, mode] if is_mode(mode) => (source, source, mode),
        [source, target] => (source, target, "rwm"),
        [source, target, mode] if is_mode(mode) => (source, target, mode),
        [_, _, mode] => return Err(Failure::new(format!("bad mode specified: {mode}"))),
        _ => return Err(Failure::new(format!("bad format for path: {text}"))),
    };
    if !target.starts_with('/') {
        return Err(Failure::new(format!("{target} is not an absolute path")));
    }
    Ok(DeviceMapping {
        path_on_host: Some(source.into()),
        path_in_container: Some(target.into()),
        cgroup_permissions: Some(mode.into()),
    })
}

/// The graphics processors that are asked for.
pub(super) fn graphics(given: &Matches) -> Option<Vec<DeviceRequest>> {
    let wanted = given.text(&GPUS);
    let count = match wanted {
        "" => return None,
        "all" => -1,
        number => number.parse().unwrap_or(0),
    };
    let request = DeviceRequest {
        driver: Some(String::new()),
        count: Some(count),
        capabilities: Some(vec![vec!["gpu".into()]]),
        ..DeviceRequest::default()
    };
    Some(vec![request])
}
