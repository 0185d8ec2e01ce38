//! `docker buildx imagetools inspect` (docker/buildx `util/imagetools/printers.go`).

use serde_json::Value;

use super::GROUP_FLAGS;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count, unsimulated};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flag, Kind, flag, switch};
use crate::client::manifest::{is_index, parse};
use crate::client::template::{Datum, Field, Missing, Object, Template, from_json, indented};
use crate::engine::api::RegistryManifest;
use crate::oci::{Platform, Reference};
use crate::shell::Stream;
use crate::text::Columns;

const COLUMNS: Columns = Columns { minimum: 0, padding: 1 };

const FLAGS: &[Flag] = &[
    flag("format", Kind::Text, "A Go template for the output").default("{{.Manifest}}"),
    switch("raw", "The manifest as it is"),
];

pub(crate) static INSPECT: Command = Command {
    about: "Show what a registry has under a name",
    synopsis: "[OPTIONS] NAME",
    count: Count::Exactly(1),
    flags: &[FLAGS, &GROUP_FLAGS],
    run,
    ..COMMAND
};

pub(crate) static CREATE: Command =
    unsimulated("Make an image of others in a registry", "tag an image and push it under the new name");

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let reference =
        Reference::parse(given.argument(0)).map_err(|error| Failure::new(format!("ERROR: {error}")))?.or_latest();
    let credentials = docker.credentials(&reference)?;
    let fetched = docker.engine().registry_manifest(&reference.to_string(), &credentials);
    let manifest = fetched.map_err(|error| match Failure::from(error) {
        Failure::Daemon { status: 404, .. } => Failure::new(format!("ERROR: {reference}: not found")),
        Failure::Daemon { message, .. } => Failure::new(format!("ERROR: {message}")),
        other => other,
    })?;
    if given.on("raw") {
        return Ok(docker.output.write(Stream::Out, &manifest.body)?);
    }
    let document = parse(&manifest.body)?;
    if !given.changed("format") || given.text("format") == "{{.Manifest}}" {
        return docker.out(&page(&reference, &manifest, &document));
    }
    let template = Template::parse(given.text("format")).map_err(|words| Failure::new(format!("ERROR: {words}")))?;
    let executed = template.execute(&data(&reference, &manifest, &document), Missing::Default);
    docker.out(&executed.map_err(|words| Failure::new(format!("ERROR: {words}")))?)
}

/// What a template sees.
fn data(reference: &Reference, manifest: &RegistryManifest, document: &Value) -> Datum {
    let mut json = serde_json::Map::new();
    json.insert("mediaType".into(), manifest.media_type.clone().into());
    json.insert("digest".into(), manifest.digest.to_string().into());
    json.insert("size".into(), manifest.body.len().into());
    let mut fields = vec![
        ("MediaType".to_string(), Field::Value(Datum::text(&manifest.media_type))),
        ("Digest".to_string(), Field::Value(Datum::text(&manifest.digest.to_string()))),
        ("Size".to_string(), Field::Value(Datum::Int(manifest.body.len() as i64))),
    ];
    for (name, key) in [("SchemaVersion", "schemaVersion"), ("Manifests", "manifests"), ("Annotations", "annotations")]
    {
        if let Some(value) = document.get(key) {
            json.insert(key.into(), value.clone());
            fields.push((name.into(), Field::Value(from_json(value))));
        }
    }
    let inner =
        Object { type_name: "*imagetools.manifestList", fields, json: Some(Value::Object(json)), escaped: false };
    let fields = vec![
        ("Name".to_string(), Field::Value(Datum::text(&reference.to_string()))),
        ("Manifest".to_string(), Field::Value(inner.into())),
    ];
    Object { type_name: "imagetools.tplInputs", fields, json: None, escaped: false }.into()
}

fn page(reference: &Reference, manifest: &RegistryManifest, document: &Value) -> String {
    let mut block = format!("Name:\t{reference}\nMediaType:\t{}\nDigest:\t{}\n", manifest.media_type, manifest.digest);
    if !is_index(document) {
        return COLUMNS.align(&block);
    }
    block.push_str("\t\nManifests:\t\n");
    let mut out = COLUMNS.align(&block);
    let mut block = String::new();
    let children = document.get("manifests").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (index, child) in children.iter().enumerate() {
        let text = |key: &str| child.get(key).and_then(Value::as_str).unwrap_or("");
        if index > 0 {
            block.push_str("\t\n");
        }
        let name = format!("{}@{}", reference.clone(), text("digest"));
        block.push_str(&format!("  Name:\t{name}\n  MediaType:\t{}\n", text("mediaType")));
        if let Some(platform) = child.get("platform") {
            let platform: Platform = serde_json::from_value(platform.clone()).unwrap_or_default();
            block.push_str(&format!("  Platform:\t{platform}\n"));
        }
        let annotations = child.get("annotations").and_then(Value::as_object).filter(|items| !items.is_empty());
        if let Some(annotations) = annotations {
            block.push_str("  Annotations:\t\n");
            out.push_str(&COLUMNS.align(&block));
            let mut lines: Vec<String> = annotations
                .iter()
                .map(|(key, value)| {
                    format!("    {key}:\t{}\n", value.as_str().map_or_else(|| indented(value, ""), String::from))
                })
                .collect();
            lines.sort();
            out.push_str(&COLUMNS.align(&lines.concat()));
            block.clear();
        }
    }
    out + &COLUMNS.align(&block)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oci::Digest;

    #[test]
    fn a_template_sees_the_digest() {
        let manifest =
            RegistryManifest { body: vec![1, 2, 3].into(), media_type: "m".into(), digest: Digest::of(b"x") };
        let name = "x".to_string();
        let data = |source: &str| {
            let fields = vec![("Name".to_string(), Field::Value(Datum::text(&name)))];
            let _ = Object { type_name: "x", fields, json: None, escaped: false };
            let reference = Reference::parse("nginx").map(Reference::or_latest);
            let Ok(reference) = reference else { return String::new() };
            let datum = data(&reference, &manifest, &json!({"schemaVersion": 2, "manifests": []}));
            Template::parse(source).unwrap().execute(&datum, Missing::Default).unwrap()
        };
        assert_eq!(data("{{.Manifest.Digest}}"), Digest::of(b"x").to_string());
    }
}
