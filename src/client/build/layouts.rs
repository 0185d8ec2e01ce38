//! Image layouts on the client's disk: images and caches are put in and found under their names (buildkit
//! `client/ociindex`).

use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::invocation::go_words;
use crate::content::Rope;
use crate::engine::api::{LayoutName, OutputLayout};
use crate::oci::Digest;
use crate::text::quote;
use crate::vfs::NodeKind;

/// An image's name among the annotations of `index.json`.
const IMAGE_NAME: &str = "io.containerd.image.name";
const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// Bytes that are read of `index.json`.
const INDEX_LIMIT: u64 = 4 << 20;

/// What a layout lists.
pub(super) struct Found {
    /// Under the name that was asked for.
    pub(super) named: Option<Digest>,
    /// If it lists nothing else.
    pub(super) only: Option<Digest>,
}

impl Client<'_> {
    /// Puts an image or a cache into a layout (`StoreIndex.Put`): what has its names there has them no more.
    pub(super) fn write_layout(&mut self, path: &str, layout: &OutputLayout) -> Outcome<()> {
        let root = self.path(path);
        for directory in ["ingest", "blobs/sha256"] {
            self.make_directories(&format!("{root}/{directory}"))?;
        }
        for (place, node) in layout.files.walk() {
            let absolute = format!("{root}{place}");
            if let NodeKind::File(content) = node.kind
                && self.files.stat(&absolute, true).is_err()
            {
                let failed = |error| Failure::new(format!("open {absolute}: {}", go_words(error)));
                self.files.write(&absolute, content, node.meta.mode).map_err(failed)?;
            }
        }
        let index = format!("{path}/index.json");
        let before = match self.files.read(&self.path(&index)) {
            Ok(content) => read_index(&index, &content)?,
            Err(_) => Value::Null,
        };
        self.write_file(&index, Rope::from(indexed(before, layout).to_string()))
    }

    /// The descriptor that a layout has under a name or tag (`StoreIndex.Get`).
    pub(super) fn find_in_layout(&self, path: &str, tag: &str) -> Outcome<Found> {
        let index = format!("{path}/index.json");
        if let Err(error) = self.files.stat(&self.path(path), true) {
            let lock = format!("{index}.lock");
            return Err(Failure::new(format!("could not lock {lock}: open {lock}: {}", go_words(error))));
        }
        let content = self
            .files
            .read(&self.path(&index))
            .map_err(|error| Failure::new(format!("could not read {index}: open {index}: {}", go_words(error))))?;
        let index = read_index(&index, &content)?;
        let manifests = index.get("manifests").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let digest = |manifest: &Value| manifest.get("digest")?.as_str()?.parse::<Digest>().ok();
        let called = |key: &str| manifests.iter().find(|manifest| annotation(manifest, key).as_deref() == Some(tag));
        let only = match manifests {
            [only] => digest(only),
            _ => None,
        };
        Ok(Found { named: called(IMAGE_NAME).or_else(|| called(REF_NAME)).and_then(digest), only })
    }
}

/// `index.json` with the target under its names.
fn indexed(before: Value, layout: &OutputLayout) -> Value {
    let mut manifests = match before.get("manifests") {
        Some(Value::Array(manifests)) => manifests.clone(),
        _ => Vec::new(),
    };
    for name in &layout.names {
        let (image, tag) = match name {
            LayoutName::Tag(tag) => (None, tag.clone()),
            LayoutName::Image(image) => {
                let tag = image.tag.as_ref().map_or_else(|| image.to_string(), ToString::to_string);
                (Some(image.to_string()), tag)
            }
        };
        manifests.retain(|manifest| {
            annotation(manifest, REF_NAME).as_ref() != Some(&tag) || annotation(manifest, IMAGE_NAME) != image
        });
        manifests.push(named(&layout.target, image, tag));
    }
    json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": manifests,
    })
}

fn annotation(manifest: &Value, key: &str) -> Option<String> {
    manifest.get("annotations")?.get(key)?.as_str().map(str::to_string)
}

fn read_index(name: &str, content: &Rope) -> Outcome<Value> {
    let text = String::from_utf8_lossy(&content.slice(0..content.len().min(INDEX_LIMIT)).to_bytes()).into_owned();
    serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("could not unmarshal {name} ({}): {error}", quote(&text))))
}

/// A descriptor with a name, its fields in the order of Go's struct.
fn named(target: &Value, image: Option<String>, tag: String) -> Value {
    let mut annotations = match target.get("annotations") {
        Some(Value::Object(annotations)) => annotations.clone(),
        _ => Map::new(),
    };
    annotations.extend(image.map(|image| (IMAGE_NAME.to_string(), Value::from(image))));
    annotations.insert(REF_NAME.into(), tag.into());
    annotations.sort_keys();
    let mut described = Map::new();
    for key in ["mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType"] {
        match key {
            "annotations" => drop(described.insert(key.into(), Value::Object(std::mem::take(&mut annotations)))),
            key => described.extend(target.get(key).map(|value| (key.to_string(), value.clone()))),
        }
    }
    Value::Object(described)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Reference;
    use crate::vfs::Tree;

    fn layout(names: Vec<LayoutName>) -> OutputLayout {
        let target = json!({ "mediaType": "m", "digest": "sha256:1", "size": 1, "platform": { "os": "linux" } });
        OutputLayout { files: Tree::new(), target, names }
    }

    #[test]
    fn a_name_in_a_layout_moves_and_others_stay() {
        let one = LayoutName::Image(Reference::parse("one:v1").unwrap());
        let first = indexed(Value::Null, &layout(vec![one.clone(), LayoutName::Tag("latest".into())]));
        assert_eq!(
            first["manifests"][0].to_string(),
            r#"{"mediaType":"m","digest":"sha256:1","size":1,"annotations":{"io.containerd.image.name":"docker.io/library/one:v1","org.opencontainers.image.ref.name":"v1"},"platform":{"os":"linux"}}"#
        );
        let second = indexed(first.clone(), &layout(vec![one]));
        let names: Vec<&str> = second["manifests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|manifest| manifest["annotations"][REF_NAME].as_str().unwrap())
            .collect();
        assert_eq!(names, ["latest", "v1"]);
    }
}
