//! `GET /images/{name}/json` (moby `daemon/containerd/image_inspect.go`, `api/types/image/image_inspect.go`).

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::oci::{Digest, ImageConfig, Platform, Reference};

use super::find::{familiar, is_dangling, no_platform};
use super::platforms::Wanted;
use super::store::{Images, Name};
use crate::clock::Timestamp;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult};

/// See [`crate::engine::api::Images::image_inspect`].
pub(in crate::engine) fn inspect(
    daemon: &mut Daemon<'_>,
    name: &str,
    platform: Option<&Platform>,
    manifests: bool,
) -> ApiResult<Value> {
    if manifests && platform.is_some() {
        let text = "conflicting options: manifests and platform options cannot both be set";
        return Err(ApiError::new(400, text));
    }
    let images = &daemon.state.images;
    let found = images.find(name)?;
    let wanted = Wanted::exactly(platform);
    let summary = images.summary(&found.name.target, &wanted, &daemon.state.containers.uses());
    let best = summary.best();
    if best.is_none() && platform.is_some() {
        return Err(no_platform(name, &wanted));
    }
    let names = images.names_of(&found.name.target.digest);
    let updated = names.iter().map(|(_, name)| name.updated).max().unwrap_or(Timestamp(0));
    let (tags, digests) = tags_and_digests(&names);
    let config = best.and_then(|best| best.config().cloned()).unwrap_or_default();
    let target = match best {
        Some(best) if platform.is_some() => &best.descriptor,
        _ => &found.name.target,
    };
    let mut fields = Fields::default();
    fields.put("Id", target.digest.to_string());
    fields.put("RepoTags", tags);
    fields.put("RepoDigests", digests);
    let comment = config.history.last().map(|last| last.comment.as_str()).unwrap_or_default();
    fields.filled("Comment", comment);
    let created = config.created_at().map(Timestamp::rfc3339).unwrap_or_default();
    fields.filled("Created", &created);
    fields.filled("Author", &config.author);
    fields.put("Config", &config.config);
    fields.put("Architecture", &config.platform.architecture);
    fields.filled("Variant", &config.platform.variant);
    fields.put("Os", &config.platform.os);
    fields.filled("OsVersion", &config.platform.os_version);
    fields.put("Size", best.map_or(summary.total, |best| best.total));
    fields.put("RootFS", root_fs(&config));
    fields.put("Metadata", json!({ "LastTagTime": updated.rfc3339() }));
    fields.put("Descriptor", target);
    if manifests {
        let all: Vec<_> = summary.manifests.iter().map(|manifest| manifest.to_model()).collect();
        fields.put("Manifests", all);
    }
    let identity = identity(images, &found.name.target.digest);
    if !identity.is_empty() {
        fields.put("Identity", identity);
    }
    if let Some(parent) = names.iter().find_map(|(_, name)| name.parent) {
        fields.put("Parent", parent.to_string());
    }
    let mut inspected = Value::Object(fields.0);
    if inspected.get("Parent").is_some() {
        // What moby adds to the response it adds by way of a map (`compat.Wrap`).
        inspected.sort_all_objects();
    }
    Ok(inspected)
}

/// Where an image came from (`imageIdentityFromLabels`).
fn identity(images: &Images, target: &Digest) -> Map<String, Value> {
    let pulled = images.all_sources(target).into_iter().map(|(host, path)| format!("{host}/{path}"));
    let pulls: Vec<Value> = pulled.map(|repository| json!({ "Repository": repository })).collect();
    let built = images.builds(target).into_iter();
    let builds: Vec<Value> =
        built.map(|(reference, at)| json!({ "Ref": reference, "CreatedAt": at.rfc3339() })).collect();
    let kinds = [("Pull", pulls), ("Build", builds)].into_iter().filter(|(_, list)| !list.is_empty());
    kinds.map(|(name, list)| (name.to_string(), list.into())).collect()
}

fn root_fs(config: &ImageConfig) -> Value {
    let layers = &config.rootfs.diff_ids;
    let mut fields = Fields::default();
    fields.filled("Type", if layers.is_empty() && config.platform.os.is_empty() { "" } else { &config.rootfs.kind });
    if !layers.is_empty() {
        fields.put("Layers", layers);
    }
    Value::Object(fields.0)
}

/// An object whose fields keep their order.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, key: &str, value: impl Serialize) {
        self.0.insert(key.into(), serde_json::to_value(value).unwrap_or_default());
    }
    /// Go's `omitempty`.
    fn filled(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.put(key, value);
        }
    }
}

/// The names of an image, and the names with its digest, each once (`collectRepoTagsAndDigests`).
fn tags_and_digests(names: &[(String, Name)]) -> (Vec<String>, Vec<String>) {
    let (mut tags, mut digests) = (Vec::new(), Vec::new());
    let add = |list: &mut Vec<String>, text: String| {
        if !list.contains(&text) {
            list.push(text);
        }
    };
    for (full, name) in names {
        if is_dangling(full, name) {
            continue;
        }
        add(&mut tags, familiar(full));
        if let Ok(reference) = Reference::parse(full) {
            let digested =
                if reference.digest.is_some() { reference } else { reference.with_digest(name.target.digest) };
            add(&mut digests, digested.familiar());
        }
    }
    (tags, digests)
}
