//! Manifests as registries have them, and as docker prints them (docker/cli `cli/manifest/types`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Switch;
use crate::client::{Client, NoAnswer, RegistryManifest};
use crate::oci::Reference;

/// Also talk to registries without TLS, as those on this machine are.
pub(super) const INSECURE: Switch = Switch::new("insecure", "Talk to registries without TLS");

/// A name as it was given, in full (`normalizeReference`).
pub(super) fn normalized(name: &str) -> Outcome<Reference> {
    let reference = Reference::parse(name)?;
    Ok(if reference.digest.is_some() { reference } else { reference.or_latest() })
}

/// A manifest as the registry has it. The command asks registries itself: without `insecure` it passes over those that
/// speak plain HTTP, as those on this machine do (`internal/registryclient`).
pub fn fetch(docker: &mut Client<'_>, reference: &Reference, insecure: bool) -> Outcome<RegistryManifest> {
    let credentials = docker.credentials(reference)?;
    let fetched = docker.registries().registry_manifest(reference, &credentials);
    let host = reference.name.host();
    let plain = host.starts_with("localhost") || host.starts_with("127.");
    let NoAnswer { status, message } = match fetched {
        Ok(manifest) if insecure || !plain => return Ok(manifest),
        Ok(_) => NoAnswer { status: 404, message: String::new() },
        Err(error) => error,
    };
    Err(Failure::new(if let Some(at) = message.find("dial tcp") {
        let why = message.get(at..).unwrap_or("");
        format!("failed to configure transport: error pinging v2 registry: Get \"https://{host}/v2/\": {why}")
    } else if plain && !insecure || status == 404 {
        format!("no such manifest: {reference}")
    } else if message.contains("no basic auth credentials") {
        let path = reference.name.path();
        let which = match (&reference.tag, &reference.digest) {
            (Some(tag), _) => tag.as_str().to_string(),
            (None, digest) => digest.map_or(String::new(), |digest| digest.to_string()),
        };
        format!("Get \"http://{host}/v2/{path}/manifests/{which}\": no basic auth credentials")
    } else if status == 429 {
        // Of the registry's answer, its own words.
        message.split_once('\n').map_or(message.clone(), |(_, words)| words.to_string())
    } else if matches!(status, 401 | 403) {
        "errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n".into()
    } else {
        message
    }))
}

/// A document of JSON.
pub fn parse(body: &[u8]) -> Outcome<Value> {
    serde_json::from_slice(body).map_err(|error| Failure::new(error.to_string()))
}

/// Whether it lists manifests.
pub fn is_index(document: &Value) -> bool {
    document.get("manifests").is_some()
}

/// The fields that docker prints, in its order.
pub fn pick(from: &Value, keys: &[&str]) -> Map<String, Value> {
    keys.iter().filter_map(|key| from.get(*key).map(|value| (key.to_string(), value.clone()))).collect()
}

/// A descriptor, as docker prints it.
pub fn descriptor(value: &Value) -> Value {
    const KEYS: [&str; 8] = ["mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType"];
    Value::Object(pick(value, &KEYS))
}

/// An index, as docker prints it.
pub(super) fn index(document: &Value) -> Value {
    let mut out = pick(document, &["schemaVersion", "mediaType"]);
    let children = document.get("manifests").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let child = |value: &Value| {
        let mut child = pick(value, &["mediaType", "size", "digest"]);
        let platform = value.get("platform").cloned().unwrap_or_else(|| json!({"architecture": "", "os": ""}));
        let keys = ["architecture", "os", "os.version", "os.features", "variant", "features"];
        child.insert("platform".into(), Value::Object(pick(&platform, &keys)));
        Value::Object(child)
    };
    out.insert("manifests".into(), children.iter().map(child).collect());
    Value::Object(out)
}

/// A manifest, as docker prints it.
pub(super) fn tidy(document: &Value) -> Value {
    let mut out = pick(document, &["schemaVersion", "mediaType", "artifactType"]);
    if let Some(config) = document.get("config") {
        out.insert("config".into(), descriptor(config));
    }
    if let Some(layers) = document.get("layers").and_then(Value::as_array) {
        out.insert("layers".into(), layers.iter().map(descriptor).collect());
    }
    if let Some(subject) = document.get("subject") {
        out.insert("subject".into(), descriptor(subject));
    }
    if let Some(annotations) = document.get("annotations") {
        out.insert("annotations".into(), annotations.clone());
    }
    Value::Object(out)
}

/// A manifest with its descriptor (`--verbose`).
pub(super) fn entry(name: &str, manifest: &RegistryManifest, document: &Value, platform: Option<Value>) -> Value {
    let mut of = json!({
        "mediaType": manifest.media_type,
        "digest": manifest.digest,
        "size": manifest.body.len(),
    });
    if let Some(platform) = platform {
        of["platform"] = platform;
    }
    let kind = if manifest.media_type.contains("docker") { "SchemaV2Manifest" } else { "OCIManifest" };
    json!({
        "Ref": name,
        "Descriptor": of,
        "Raw": STANDARD.encode(&manifest.body),
        kind: tidy(document),
    })
}

/// The platform that a single image's config names.
pub fn platform_of(docker: &mut Client<'_>, reference: &Reference, document: &Value) -> Outcome<Option<Value>> {
    let digest = document.pointer("/config/digest").and_then(Value::as_str).and_then(|digest| digest.parse().ok());
    let Some(digest) = digest else { return Ok(None) };
    let credentials = docker.credentials(reference)?;
    let blob = docker.registries().registry_blob(reference, &digest, &credentials)?;
    let config = parse(&blob)?;
    Ok(Some(Value::Object(pick(&config, &["architecture", "os", "os.version", "variant"]))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::template::indented;

    #[test]
    fn an_index_is_printed_with_size_before_digest() {
        let document = json!({"manifests": [{"digest": "sha256:a", "mediaType": "m", "size": 7,
            "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}}], "mediaType": "i", "schemaVersion": 2});
        insta::assert_snapshot!(indented(&index(&document), "   "), @r#"
        {
           "schemaVersion": 2,
           "mediaType": "i",
           "manifests": [
              {
                 "mediaType": "m",
                 "size": 7,
                 "digest": "sha256:a",
                 "platform": {
                    "architecture": "arm64",
                    "os": "linux",
                    "variant": "v8"
                 }
              }
           ]
        }
        "#);
    }
}
