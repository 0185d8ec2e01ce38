//! A volume as the daemon describes it (moby `api/types/volume/volume.go`), its users, and what it takes.

use serde_json::{Value, json};

use super::DRIVER;
use crate::clock::Timestamp;
use crate::engine::State;
use crate::engine::containers::{MountKind, Volume, mount_point};
use crate::vfs::NodeKind;

/// The fields in the daemon's order; without labels there is `null`.
pub(super) fn describe(name: &str, volume: &Volume) -> Value {
    let labels = if volume.labels.is_empty() { Value::Null } else { json!(volume.labels) };
    let options = if volume.options.is_empty() { Value::Null } else { json!(volume.options) };
    json!({
        "CreatedAt": Timestamp::from_seconds(volume.created.seconds()).rfc3339(),
        "Driver": DRIVER,
        "Labels": labels,
        "Mountpoint": mount_point(name),
        "Name": name,
        "Options": options,
        "Scope": "local",
    })
}

/// All volumes with what they take and how many containers use them: name, users, bytes, description.
pub(in crate::engine) fn with_usage(state: &State) -> Vec<(usize, u64, Value)> {
    let usage = |(name, volume): (&str, &Volume)| {
        let (users, size) = (users(state, name).len(), size(volume));
        let mut described = describe(name, volume);
        if let Some(fields) = described.as_object_mut() {
            fields.insert("UsageData".into(), json!({ "RefCount": users, "Size": size }));
        }
        (users, size, described)
    };
    state.containers.volumes().map(usage).collect()
}

/// The IDs of the containers that use a volume, running or not.
pub(super) fn users<'s>(state: &'s State, name: &str) -> Vec<&'s str> {
    let uses = |kind: &MountKind| matches!(kind, MountKind::Volume(volume) if volume == name);
    let containers = state.containers.iter();
    containers.filter(|it| it.mounts.iter().any(|mount| uses(&mount.kind))).map(|it| it.id.as_str()).collect()
}

/// Bytes of its files (moby `pkg/directory`: directories count nothing).
pub(super) fn size(volume: &Volume) -> u64 {
    let bytes = |node: &NodeKind| match node {
        NodeKind::File(content) => content.len(),
        NodeKind::Symlink(target) => target.len() as u64,
        _ => 0,
    };
    volume.files.walk().map(|(_, node)| bytes(&node.kind)).sum()
}
