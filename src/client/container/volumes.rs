//! What `-v`, `--tmpfs` and `--mount` ask for (docker/cli `internal/volumespec`, `opts/mount.go`).
//!
//! Volumes, directories in memory, and directories and files of the learner's own.

use crate::client::argument::Argument;
use std::collections::BTreeMap;

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::build::fields;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::List;
use crate::engine::api::models::{Mount, MountBindOptions, MountBindOptionsPropagationEnum, MountType};
use crate::text::parse_memory;

pub(super) const MOUNT: List =
    List::new("mount", "A file system to mount in the container").named("mount").checked(check_mount);
pub(super) const TMPFS: List = List::new("tmpfs", "A directory that is kept in memory");
pub(super) const VOLUME: List =
    List::new("volume", "A directory of the host, or a volume, in the container").short('v').takes(Argument::Volume);

/// Fields of `--mount` that may stand without a value.
const SWITCHES: [&str; 5] = ["readonly", "ro", "volume-nocopy", "bind-nonrecursive", "bind-create-src"];
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
pub(super) fn volumes(docker: &Client<'_>, given: &Matches) -> Outcome<Volumes> {
    let mut wanted = Volumes::default();
    for spec in given.list(&VOLUME) {
        match source(spec).map_err(|why| Failure::new(format!("invalid spec: {spec}: {why}")))? {
            None if spec.is_empty() => return Err(Failure::new("invalid empty volume spec")),
            None => wanted.anonymous.push(spec.clone()),
            Some(source) if source.starts_with('.') => {
                let rest = spec.get(source.len()..).unwrap_or("");
                wanted.binds.push(format!("{}{rest}", docker.path(source)));
            }
            // The same text twice is one (a set, in docker/cli).
            Some(_) if wanted.binds.contains(spec) => {}
            Some(_) => wanted.binds.push(spec.clone()),
        }
    }
    for text in given.list(&TMPFS) {
        let (path, options) = text.split_once(':').unwrap_or((text, ""));
        wanted.tmpfs.insert(path.into(), options.into());
    }
    for text in given.list(&MOUNT) {
        let mut mount = parse_mount(text).map_err(Failure::new)?;
        if mount.typ.is_none() {
            let kind = last_value(text, "type").unwrap_or_default();
            let message = format!("invalid mount config for type \"{kind}\": mount type unknown");
            return Err(Failure::Daemon { status: 400, message });
        }
        let propagation = last_value(text, "bind-propagation");
        let none = mount.bind_options.as_ref().is_some_and(|options| options.propagation.is_none());
        if let Some(propagation) = propagation.filter(|_| none) {
            let message = format!("invalid mount config for type \"bind\": invalid propagation mode: {propagation}");
            return Err(Failure::Daemon { status: 400, message });
        }
        if let Some(source) = mount.source.as_mut().filter(|source| source.starts_with('.')) {
            *source = docker.path(source);
        }
        wanted.mounts.push(mount);
    }
    Ok(wanted)
}

/// What the last field of this name says.
fn last_value(text: &str, name: &str) -> Option<String> {
    let mut pairs = text.split(',').filter_map(|field| field.split_once('='));
    pairs.rfind(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_lowercase())
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

fn parse_mount(text: &str) -> Result<Mount, String> {
    let mut mount = Mount { typ: Some(MountType::VOLUME), ..Mount::default() };
    if text.trim().is_empty() {
        return Err("value is empty".into());
    }
    for field in fields::split(text.trim()).map_err(|failure| failure.to_string())? {
        let field = field.as_str();
        let (key, value) = field.split_once('=').map_or((field, None), |(key, value)| (key, Some(value)));
        if key.trim() != key {
            return Err(format!("invalid option '{}' in '{field}': option should not have whitespace", key.trim()));
        }
        match value {
            Some(value) if !value.trim().is_empty() && value.trim() != value => {
                return Err(format!("invalid value for '{key}' in '{field}': value should not have whitespace"));
            }
            Some(value) if value.trim().is_empty() => {
                return Err(format!("invalid value for '{key}': value is empty"));
            }
            _ => {}
        }
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
                    "bind" => MountType::BIND,
                    "image" => MountType::IMAGE,
                    "npipe" => MountType::NPIPE,
                    "cluster" => MountType::CLUSTER,
                    // The engine says that it is unknown.
                    _ => {
                        mount.typ = None;
                        continue;
                    }
                });
            }
            "source" | "src" => mount.source = Some(value.into()),
            "target" | "dst" | "destination" => mount.target = Some(value.into()),
            "readonly" | "ro" => mount.read_only = Some(truth(&key, value)?),
            "bind-create-src" => {
                let makes = truth(&key, value)?;
                mount.bind_options.get_or_insert_default().create_mountpoint = Some(makes);
            }
            "consistency" => {}
            "bind-propagation" => {
                // The engine says where it is none.
                let propagation = serde_json::from_value(value.to_lowercase().into()).ok();
                mount.bind_options.get_or_insert_default().propagation = propagation;
            }
            "bind-nonrecursive" => {
                return Err("bind-nonrecursive is deprecated, use bind-recursive=disabled instead".into());
            }
            "bind-recursive" => recursive(value, mount.bind_options.get_or_insert_default())?,
            "volume-nocopy" => {
                let no_copy = truth(&key, value)?;
                mount.volume_options.get_or_insert_default().no_copy = Some(no_copy);
            }
            "volume-subpath" => mount.volume_options.get_or_insert_default().subpath = Some(value.into()),
            "volume-label" => {
                let (name, value) = value.split_once('=').unwrap_or((value, ""));
                let labels = &mut mount.volume_options.get_or_insert_default().labels;
                labels.get_or_insert_default().insert(name.into(), value.into());
            }
            "volume-driver" => {
                let driver = &mut mount.volume_options.get_or_insert_default().driver_config;
                driver.get_or_insert_default().name = Some(value.into());
            }
            "volume-opt" => {
                let (name, value) = value.split_once('=').unwrap_or((value, ""));
                let driver = mount.volume_options.get_or_insert_default().driver_config.get_or_insert_default();
                driver.options.get_or_insert_default().insert(name.into(), value.into());
            }
            "image-subpath" => mount.image_options.get_or_insert_default().subpath = Some(value.into()),
            "tmpfs-size" => {
                let size = parse_memory(value).map_err(|_| format!("invalid value for {key}: {value}"))?;
                mount.tmpfs_options.get_or_insert_default().size_bytes = Some(size);
            }
            "tmpfs-mode" => {
                let mode = i64::from_str_radix(value, 8).map_err(|_| format!("invalid value for {key}: {value}"))?;
                mount.tmpfs_options.get_or_insert_default().mode = Some(mode);
            }
            _ => return Err(format!("unknown option '{key}' in '{field}'")),
        }
    }
    unmixed(&mount)?;
    recursion(&mount)?;
    Ok(mount)
}

/// `bind-recursive=…`
fn recursive(value: &str, options: &mut MountBindOptions) -> Result<(), String> {
    let option = match value {
        "enabled" => return Ok(()),
        "disabled" => &mut options.non_recursive,
        "writable" => &mut options.read_only_non_recursive,
        "readonly" => &mut options.read_only_force_recursive,
        _ => {
            return Err(format!(
                "invalid value for bind-recursive: {value} (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")"
            ));
        }
    };
    *option = Some(true);
    Ok(())
}

/// Options of one type of mount do not go with another (docker/cli `validateExclusiveOptions`).
fn unmixed(mount: &Mount) -> Result<(), String> {
    let Some(kind) = mount.typ else { return Ok(()) };
    let given = [
        ("bind", MountType::BIND, mount.bind_options.is_some()),
        ("volume", MountType::VOLUME, mount.volume_options.is_some()),
        ("image", MountType::IMAGE, mount.image_options.is_some()),
        ("tmpfs", MountType::TMPFS, mount.tmpfs_options.is_some()),
    ];
    match given.iter().find(|(_, of, given)| *given && *of != kind) {
        Some((options, ..)) => Err(format!("cannot mix '{options}-*' options with mount type '{kind}'")),
        None => Ok(()),
    }
}

/// What `bind-recursive` goes with (docker/cli `validateMountOptions`).
fn recursion(mount: &Mount) -> Result<(), String> {
    let Some(options) = &mount.bind_options else { return Ok(()) };
    let need = |how: &str, other: &str| {
        Err(format!("option 'bind-recursive={how}' requires '{other}' to be specified in conjunction"))
    };
    let written = mount.read_only != Some(true);
    let private = options.propagation == Some(MountBindOptionsPropagationEnum::RPRIVATE);
    match () {
        () if options.read_only_non_recursive == Some(true) && written => need("writable", "readonly"),
        () if options.read_only_force_recursive != Some(true) => Ok(()),
        () if written => need("readonly", "readonly"),
        () if !private => need("readonly", "bind-propagation=rprivate"),
        () => Ok(()),
    }
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
        let mixed = |kind: &str| Err(format!("cannot mix 'tmpfs-*' options with mount type '{kind}'"));
        assert_eq!(check_mount("type=bind,src=/a,dst=/b,tmpfs-size=1m"), mixed("bind"));
        assert_eq!(check_mount("dst=/b,tmpfs-mode=700"), mixed("volume"));
        assert_eq!(check_mount("type=tmpfs,dst=/b,tmpfs-size=x"), Err("invalid value for tmpfs-size: x".into()));
        assert_eq!(check_mount(" "), Err("value is empty".into()));
        assert_eq!(check_mount("type=volume,\"src=a,b\",dst=/b"), Ok(()));
        let need = |how, other| {
            Err(format!("option 'bind-recursive={how}' requires '{other}' to be specified in conjunction"))
        };
        assert_eq!(check_mount("type=bind,src=/a,dst=/b,bind-recursive=writable"), need("writable", "readonly"));
        let private = "bind-propagation=rprivate";
        assert_eq!(check_mount("type=bind,src=/a,dst=/b,ro,bind-recursive=readonly"), need("readonly", private));
        assert_eq!(check_mount("type=bind,src=/a,dst=/b,ro,bind-propagation=rprivate,bind-recursive=readonly"), Ok(()));
        assert_eq!(check_mount("type=volume,src"), Err("invalid field 'src' must be a key=value pair".into()));
    }
}
