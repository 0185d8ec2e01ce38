//! What `-v`, `--tmpfs` and `--mount` ask for (docker/cli `internal/volumespec`, `opts/mount.go`).
//!
//! Volumes and directories in memory; a directory of the learner's machine is refused, as the engine cannot see it.

use std::collections::BTreeMap;

use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::List;
use crate::engine::api::models::{Mount, MountType};

const INSTEAD: &str = "its engine cannot see your directories; use a named volume, docker cp or COPY";
pub(super) const MOUNT: List =
    List::new("mount", "A file system to mount in the container").named("mount").checked(check_mount);
pub(super) const TMPFS: List = List::new("tmpfs", "A directory that is kept in memory");
pub(super) const VOLUME: List =
    List::new("volume", "A directory of the host, or a volume, in the container").short('v');

/// Fields of `--mount` that may stand without a value.
const SWITCHES: [&str; 4] = ["readonly", "ro", "volume-nocopy", "bind-create-src"];
/// Fields of `--mount` that make no difference here.
const OTHERS: [&str; 10] = [
    "bind-propagation",
    "bind-recursive",
    "consistency",
    "image-subpath",
    "tmpfs-mode",
    "tmpfs-size",
    "volume-driver",
    "volume-label",
    "volume-opt",
    "volume-subpath",
];

/// What is to be mounted.
#[derive(Clone, Debug, Default)]
pub(super) struct Volumes {
    /// Paths in the container that get a volume without a name.
    pub(super) anonymous: Vec<String>,
    /// `NAME:PATH[:MODE]`
    pub(super) binds: Vec<String>,
    /// What `--mount` says.
    pub(super) mounts: Vec<Mount>,
    /// Directories in memory, with their options.
    pub(super) tmpfs: BTreeMap<String, String>,
}

/// Reads the flags.
pub(super) fn volumes(given: &Matches) -> Outcome<Volumes> {
    let mut wanted = Volumes::default();
    for spec in given.list(&VOLUME) {
        match source(spec).map_err(|why| Failure::new(format!("invalid spec: {spec}: {why}")))? {
            None if spec.is_empty() => return Err(Failure::new("invalid empty volume spec")),
            None => wanted.anonymous.push(spec.clone()),
            Some(source) if source.starts_with(['.', '/', '~']) => {
                return Err(Failure::unsimulated("docker run --volume with a directory of the host", INSTEAD));
            }
            Some(_) => wanted.binds.push(spec.clone()),
        }
    }
    for text in given.list(&TMPFS) {
        let (path, options) = text.split_once(':').unwrap_or((text, ""));
        wanted.tmpfs.insert(path.into(), options.into());
    }
    for text in given.list(&MOUNT) {
        wanted.mounts.push(mount(text)?);
    }
    Ok(wanted)
}

/// What stands before the first colon; `None` where there is only a path in the container.
fn source(spec: &str) -> Result<Option<&str>, &'static str> {
    let parts: Vec<&str> = spec.split(':').collect();
    match parts.as_slice() {
        [_] => Ok(None),
        parts if parts.iter().take(4).any(|part| part.is_empty()) => Err("empty section between colons"),
        [_, _, _, _, ..] => Err("too many colons"),
        parts => Ok(parts.first().copied()),
    }
}

/// Checks a value of `--mount` as its flag is read.
fn check_mount(text: &str) -> Result<(), String> {
    parse_mount(text).map(|_| ())
}

fn mount(text: &str) -> Outcome<Mount> {
    let mount = parse_mount(text).map_err(Failure::new)?;
    match mount.typ {
        Some(MountType::VOLUME | MountType::TMPFS) => Ok(mount),
        _ => Err(Failure::unsimulated("docker run --mount with a directory of the host", INSTEAD)),
    }
}

fn parse_mount(text: &str) -> Result<Mount, String> {
    let mut mount = Mount { typ: Some(MountType::VOLUME), ..Mount::default() };
    for field in text.split(',') {
        let (key, value) = field.split_once('=').map_or((field, None), |(key, value)| (key, Some(value)));
        let key = key.to_lowercase();
        match value {
            Some("") => return Err(format!("invalid value for '{key}': value is empty")),
            None if !SWITCHES.contains(&key.as_str()) => {
                return Err(format!("invalid field '{field}' must be a key=value pair"));
            }
            _ => {}
        }
        let value = value.unwrap_or("true");
        match key.as_str() {
            "type" => {
                mount.typ = Some(match value.to_lowercase().as_str() {
                    "volume" => MountType::VOLUME,
                    "tmpfs" => MountType::TMPFS,
                    _ => MountType::BIND,
                });
            }
            "source" | "src" => mount.source = Some(value.into()),
            "target" | "dst" | "destination" => mount.target = Some(value.into()),
            "readonly" | "ro" => mount.read_only = Some(truth(&key, value)?),
            key if SWITCHES.contains(&key) || OTHERS.contains(&key) => {}
            _ => return Err(format!("unknown option '{key}' in '{field}'")),
        }
    }
    Ok(mount)
}

fn truth(key: &str, value: &str) -> Result<bool, String> {
    match value {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(format!(
            "invalid value for '{key}': invalid boolean value ({}): must be one of \"true\", \"1\", \"false\", or \"0\" \
             (default \"true\")",
            crate::text::quote(value)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_a_path_or_a_name_and_a_path() {
        assert_eq!(source("/data"), Ok(None));
        assert_eq!(source("data:/data:ro"), Ok(Some("data")));
        assert_eq!(source("data:"), Err("empty section between colons"));
        assert_eq!(source("a:/b:ro:c"), Err("too many colons"));
    }

    #[test]
    fn a_mount_is_fields_with_values() {
        assert_eq!(check_mount("type=volume,src=data,dst=/data,ro"), Ok(()));
        assert_eq!(check_mount("type=volume,src"), Err("invalid field 'src' must be a key=value pair".into()));
    }
}
