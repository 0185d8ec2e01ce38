//! `--device` and `--gpus` (docker/cli `cli/command/container/opts.go`, `opts/gpus.go`).

use crate::client::build::fields;
use crate::client::failure::{Failure, Outcome};
use crate::engine::api::models::{DeviceMapping, DeviceRequest};
use crate::text::parse_memory;

/// The devices that are asked for.
pub(super) fn devices(texts: &[String]) -> Outcome<Vec<DeviceMapping>> {
    texts.iter().map(|text| device(text)).collect()
}

fn device(text: &str) -> Outcome<DeviceMapping> {
    let is_mode = |mode: &str| {
        let once = |letter: char| mode.matches(letter).count() <= 1;
        !mode.is_empty() && mode.chars().all(|c| "rwm".contains(c) && once(c))
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, mode) = match *parts.as_slice() {
        ["", ..] => return Err(Failure::new(format!("bad format for path: {text}"))),
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
pub(super) fn graphics(wanted: &str) -> Option<Vec<DeviceRequest>> {
    if wanted.is_empty() { None } else { request(wanted).ok().map(|request| vec![request]) }
}

/// Refuses what asks for no graphics processors.
pub(super) fn check_graphics(text: &str) -> Result<(), String> {
    request(text).map(|_| ())
}

fn request(text: &str) -> Result<DeviceRequest, String> {
    let mut request = DeviceRequest { driver: Some(String::new()), ..DeviceRequest::default() };
    let mut seen: Vec<String> = Vec::new();
    let list = |text: &str| text.split(',').map(String::from).collect::<Vec<_>>();
    for field in fields::split(text).map_err(|failure| failure.to_string())? {
        let (key, value) = field.split_once('=').map_or((field.as_str(), None), |(key, value)| (key, Some(value)));
        if seen.iter().any(|before| before == key) {
            return Err(format!("gpu request key '{key}' can be specified only once"));
        }
        seen.push(key.into());
        match (key, value) {
            (number, None) => {
                seen.push("count".into());
                request.count = Some(count(number)?);
            }
            ("count", Some(value)) => request.count = Some(count(value)?),
            ("driver", Some(value)) => request.driver = Some(value.into()),
            ("device", Some(value)) => request.device_ids = Some(list(value)),
            ("capabilities", Some(value)) => {
                request.capabilities = Some(vec![[list(value), vec!["gpu".into()]].concat()])
            }
            ("options", Some(value)) => {
                let options =
                    fields::split(value).map_err(|failure| format!("failed to read gpu options: {failure}"))?;
                let pair = |option: &String| {
                    let (key, value) = option.split_once('=').unwrap_or((option, ""));
                    (key.to_string(), value.to_string())
                };
                request.options = Some(options.iter().map(pair).collect());
            }
            _ => return Err(format!("unexpected key '{key}' in '{field}'")),
        }
    }
    if request.count.is_none() && request.device_ids.is_none() {
        request.count = Some(1);
    }
    request.capabilities.get_or_insert_with(|| vec![vec!["gpu".into()]]);
    Ok(request)
}

/// How many.
fn count(text: &str) -> Result<i64, String> {
    if text == "all" {
        return Ok(-1);
    }
    let words = || format!("invalid count ({text}): value must be either \"all\" or an integer: invalid syntax");
    text.parse().map_err(|_| words())
}

/// `/dev/NAME:VALUE` (docker/cli `opts/throttledevice.go`, `opts/weightdevice.go`).
fn of_device(text: &str) -> Result<&str, String> {
    match text.split_once(':') {
        Some((path, _)) if !path.is_empty() && !path.starts_with("/dev/") => {
            Err(format!("bad format for device path: {text}"))
        }
        Some((path, value)) if !path.is_empty() => Ok(value),
        _ => Err(format!("bad format: {text}")),
    }
}

/// So many bytes a second.
pub(super) fn check_bytes_rate(text: &str) -> Result<(), String> {
    let valid = parse_memory(of_device(text)?).is_ok_and(|rate| rate >= 0);
    let form =
        "<device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb";
    valid.then_some(()).ok_or_else(|| format!("invalid rate for device: {text}. The correct format is {form}"))
}

/// So many times a second.
pub(super) fn check_rate(text: &str) -> Result<(), String> {
    let valid = of_device(text)?.parse::<u64>().is_ok();
    let form = "<device-path>:<number>. Number must be a positive integer";
    valid.then_some(()).ok_or_else(|| format!("invalid rate for device: {text}. The correct format is {form}"))
}

/// A weight among others.
pub(super) fn check_weight(text: &str) -> Result<(), String> {
    let valid = of_device(text)?.parse::<u16>().is_ok_and(|weight| matches!(weight, 0 | 10..=1000));
    valid.then_some(()).ok_or_else(|| format!("invalid weight for device: {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_a_path_here_a_path_there_and_a_mode() {
        let said = |text: &str| device(text).err().map(|failure| failure.to_string()).unwrap_or_default();
        assert_eq!(said("/dev/fuse:/dev/f:rm"), "");
        assert_eq!(said(":/dev/f"), "bad format for path: :/dev/f");
        assert_eq!(said("/dev/fuse:/dev/f:rr"), "bad mode specified: rr");
        assert_eq!(said("fuse"), "fuse is not an absolute path");
    }

    #[test]
    fn rates_are_of_devices() {
        assert_eq!(check_bytes_rate("/dev/sda:1mb"), Ok(()));
        assert_eq!(
            check_rate("/dev/sda:1mb").unwrap_err().split('.').next(),
            Some("invalid rate for device: /dev/sda:1mb")
        );
        assert_eq!(check_rate("/sda:1"), Err("bad format for device path: /sda:1".into()));
        assert_eq!(check_weight(":1"), Err("bad format: :1".into()));
        assert_eq!(check_weight("/dev/sda:9"), Err("invalid weight for device: /dev/sda:9".into()));
    }

    #[test]
    fn graphics_are_counted_or_named() {
        assert_eq!(request("all").unwrap().count, Some(-1));
        assert_eq!(request("driver=a,\"capabilities=b,c\"").unwrap().count, Some(1));
        assert_eq!(request("device=0").unwrap().count, None);
        assert_eq!(check_graphics("x=1"), Err("unexpected key 'x' in 'x=1'".into()));
        assert_eq!(check_graphics("2,count=3"), Err("gpu request key 'count' can be specified only once".into()));
    }
}
