//! `docker buildx imagetools inspect` (docker/buildx `util/imagetools/printers.go`).

use serde_json::{Value, json};

use super::{GROUP_FLAGS, check_builder};
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::manifest::{is_index, parse};
use crate::client::shape::{DESCRIPTOR, OCI_IMAGE, typed};
use crate::client::template::{Datum, Field, Missing, Object, Template, Zero, from_json, indented, json_text};
use crate::client::{Client, NoAnswer, RegistryManifest};
use crate::oci::{Digest, Platform, Reference};
use crate::shell::Stream;
use crate::text::Columns;

const COLUMNS: Columns = Columns { minimum: 0, padding: 1 };

const FORMAT: Text = Text::new("format", "A Go template for the output").default("{{.Manifest}}");
const RAW: Switch = Switch::new("raw", "The manifest as it is");

const FLAGS: Flags = &[&FORMAT, &RAW];

pub static INSPECT: Command = Command {
    about: "Show what a registry has under a name",
    synopsis: "[OPTIONS] NAME",
    count: Count::Exactly(1),
    arguments: &[Argument::Pullable],
    flags: &[FLAGS, GROUP_FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let format = given.changed(&FORMAT).then(|| given.text(&FORMAT)).filter(|format| !format.is_empty());
    if format.is_some() && given.on(&RAW) {
        return Err(Failure::new("ERROR: format and raw cannot be used together"));
    }
    let reference =
        Reference::parse(given.argument(0)).map_err(|error| Failure::new(format!("ERROR: {error}")))?.or_latest();
    check_builder(docker, given)?;
    let manifest = fetch(docker, &reference)?;
    if given.on(&RAW) {
        return Ok(docker.output.write(Stream::Out, &manifest.body)?);
    }
    let document = parse(&manifest.body)?;
    let source = match format {
        Some(format) if !is_whole(format) => format,
        _ => return docker.out(&page(&reference, &manifest, &document)),
    };
    let loaded = load(docker, &reference, &document, source)?;
    let marked = |words: String| Failure::new(format!("ERROR: {words}"));
    let template = Template::parse(source).map_err(marked)?.indenting();
    let executed = template.execute(&data(given.argument(0), &manifest, &document, loaded), Missing::Default);
    docker.out(&executed.map_err(marked)?)
}

/// Whether the format is the usual page.
fn is_whole(format: &str) -> bool {
    let inner = format.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    inner.is_some_and(|inner| inner.trim() == ".Manifest")
}

pub(super) fn fetch(docker: &mut Client<'_>, reference: &Reference) -> Outcome<RegistryManifest> {
    let credentials = docker.credentials(reference)?;
    let fetched = docker.registries().registry_manifest(reference, &credentials);
    fetched.map_err(|NoAnswer { status, message }| match status {
        404 => Failure::new(format!("ERROR: {reference}: not found")),
        429 => Failure::new(format!("ERROR: httpReadSeeker: failed open: {message}")),
        _ => {
            // The plugin asks the registry itself, a registry on this machine by plain HTTP.
            let resolving = format!("failed to resolve reference \"{reference}\": ");
            let host = reference.name.host();
            let (tls, plain) = (format!("\"https://{host}/"), format!("\"http://{host}/"));
            let message = message.strip_prefix(&resolving).unwrap_or(&message);
            let local = host.starts_with("localhost") || host.starts_with("127.");
            let message = if local { message.replacen(&tls, &plain, 1) } else { message.to_string() };
            Failure::new(format!("ERROR: {message}"))
        }
    })
}

/// An image of one platform.
struct Asset {
    platform: String,
    config: Value,
    provenance: Option<Value>,
    sbom: Option<Value>,
}

/// What stands behind the manifest, as far as the template asks for it (docker/buildx `util/imagetools/loader.go`).
fn load(docker: &mut Client<'_>, reference: &Reference, document: &Value, source: &str) -> Outcome<Vec<Asset>> {
    const REFERENCE: &str = "vnd.docker.reference.digest";
    let mut images = Vec::new();
    let mut attestations = Vec::new();
    if is_index(document) {
        for child in document.get("manifests").and_then(Value::as_array).into_iter().flatten() {
            let Some(digest) = digest_of(child) else { continue };
            let of = child.get("annotations").and_then(|notes| notes.get(REFERENCE)).and_then(Value::as_str);
            match of {
                Some(of) => attestations.push((of.to_string(), digest)),
                None => {
                    let manifest = fetch(docker, &reference.with_digest(digest))?;
                    images.push((Some(digest), child.get("platform").cloned(), parse(&manifest.body)?));
                }
            }
        }
    } else {
        images.push((None, None, document.clone()));
    }
    let wanted = |field: &str| source.contains(field);
    let mut assets = Vec::new();
    for (digest, platform, manifest) in images {
        let config = match manifest.get("config").and_then(digest_of) {
            Some(config) => blob(docker, reference, &config)?,
            None => Value::Null,
        };
        let mut asset = Asset {
            platform: platform_key(platform.as_ref().unwrap_or(&config)),
            config: OCI_IMAGE.pick(&config),
            provenance: None,
            sbom: None,
        };
        for (of, attestation) in &attestations {
            if digest.map(|digest| digest.to_string()).as_deref() != Some(of)
                || !(wanted("Provenance") || wanted("SBOM"))
            {
                continue;
            }
            let manifest = parse(&fetch(docker, &reference.with_digest(*attestation))?.body)?;
            for layer in manifest.get("layers").and_then(Value::as_array).into_iter().flatten() {
                let predicate = layer.pointer("/annotations/in-toto.io~1predicate-type").and_then(Value::as_str);
                let Some(layer) = digest_of(layer) else { continue };
                match predicate {
                    Some(kind) if kind.starts_with("https://slsa.dev/provenance/") && wanted("Provenance") => {
                        let statement = blob(docker, reference, &layer)?;
                        asset.provenance = Some(statement.get("predicate").cloned().unwrap_or_default());
                    }
                    Some("https://spdx.dev/Document") if wanted("SBOM") => {
                        let statement = blob(docker, reference, &layer)?;
                        asset.sbom = Some(statement.get("predicate").cloned().unwrap_or_default());
                    }
                    _ => {}
                }
            }
        }
        assets.push(asset);
    }
    Ok(assets)
}

fn digest_of(descriptor: &Value) -> Option<Digest> {
    descriptor.get("digest").and_then(Value::as_str).and_then(|digest| digest.parse().ok())
}

fn blob(docker: &mut Client<'_>, reference: &Reference, digest: &Digest) -> Outcome<Value> {
    let credentials = docker.credentials(reference)?;
    parse(&docker.registries().registry_blob(reference, digest, &credentials)?)
}

/// `linux/arm64`: the usual variant is not named.
fn platform_key(of: &Value) -> String {
    let platform: Platform = serde_json::from_value(of.clone()).unwrap_or_default();
    let mut platform = platform.normalised();
    if platform.architecture == "arm64" && platform.variant == "v8" {
        platform.variant.clear();
    }
    platform.to_string()
}

/// What a template sees.
fn data(name: &str, manifest: &RegistryManifest, document: &Value, assets: Vec<Asset>) -> Datum {
    let whole = manifest_data(manifest, document);
    let several = assets.len() > 1;
    let line = |datum: &Datum| serde_json::from_str::<Value>(&json_text(datum)).unwrap_or_default();
    let stub = |key: &'static str, value: &Option<Value>| {
        let fields = vec![(key.to_string(), Field::Value(value.as_ref().map_or(Datum::Nothing, from_json)))];
        let json = value.as_ref().map_or_else(|| json!({}), |value| json!({ key: line(&from_json(value)) }));
        Datum::from(Object { type_name: "imagetools.stub", fields, json: Some(json), escaped: false })
    };
    let by_platform = |of: &dyn Fn(&Asset) -> Option<Datum>| {
        let items = assets.iter().filter_map(|asset| Some((asset.platform.clone(), of(asset)?)));
        Datum::map(items.collect(), Zero::Text)
    };
    let provenance = |asset: &Asset| stub("SLSA", &asset.provenance);
    let sbom = |asset: &Asset| stub("SPDX", &asset.sbom);
    let image = |asset: &Asset| typed(&OCI_IMAGE, &asset.config);
    let (type_name, image, provenance, sbom) = match assets.first() {
        Some(asset) if !several => ("imagetools.tplInput", image(asset), provenance(asset), sbom(asset)),
        _ => (
            "imagetools.tplInputs",
            by_platform(&|asset| Some(image(asset))),
            by_platform(&|asset| asset.provenance.as_ref().map(|_| provenance(asset))),
            by_platform(&|asset| asset.sbom.as_ref().map(|_| sbom(asset))),
        ),
    };
    let json = json!({ "name": name, "manifest": line(&whole), "image": line(&image) });
    let fields = [
        ("Name", Datum::text(name)),
        ("Manifest", whole),
        ("Image", image),
        ("Provenance", provenance),
        ("SBOM", sbom),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_string(), Field::Value(value))).collect();
    Object { type_name, fields, json: Some(json), escaped: false }.into()
}

/// `.Manifest`: a descriptor, and of an index what it holds.
fn manifest_data(manifest: &RegistryManifest, document: &Value) -> Datum {
    let mut json = serde_json::Map::new();
    let mut fields = Vec::new();
    let mut add = |name: &str, key: &str, value: Option<Value>| {
        let Some(value) = value else { return };
        let datum = match &value {
            Value::Number(number) => Datum::Int(number.as_i64().unwrap_or(0)),
            Value::Array(items) => Datum::list(items.iter().map(|item| typed(&DESCRIPTOR, item)).collect()),
            value => from_json(value),
        };
        json.insert(key.into(), value);
        fields.push((name.to_string(), Field::Value(datum)));
    };
    let index = is_index(document);
    let own = |key: &str| document.get(key).filter(|_| index).cloned();
    add("SchemaVersion", "schemaVersion", own("schemaVersion"));
    add("MediaType", "mediaType", Some(manifest.media_type.clone().into()));
    add("Digest", "digest", Some(manifest.digest.to_string().into()));
    add("Size", "size", Some(manifest.body.len().into()));
    add("Manifests", "manifests", own("manifests"));
    add("Annotations", "annotations", own("annotations"));
    Object { type_name: "v1.Descriptor", fields, json: Some(Value::Object(json)), escaped: false }.into()
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
        let name = match text("digest").parse() {
            Ok(digest) => Reference { digest: Some(digest), ..reference.clone() }.to_string(),
            Err(_) => reference.to_string(),
        };
        block.push_str(&format!("  Name:\t{name}\n  MediaType:\t{}\n", text("mediaType")));
        let Some(platform) = child.get("platform") else { continue };
        let platform: Platform = serde_json::from_value(platform.clone()).unwrap_or_default();
        block.push_str(&format!("  Platform:\t{platform}\n"));
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
    use super::*;

    fn manifest(document: &Value) -> RegistryManifest {
        let body = document.to_string().into_bytes();
        RegistryManifest { digest: Digest::of(&body), body: body.into(), media_type: "m".into() }
    }

    fn asset(architecture: &str) -> Asset {
        let config = json!({"os": "linux", "architecture": architecture, "config": {"Cmd": ["sh"]}, "x": 1});
        Asset {
            platform: platform_key(&config),
            config: OCI_IMAGE.pick(&config),
            provenance: Some(json!({"b": 1, "a": "<"})),
            sbom: None,
        }
    }

    fn run(source: &str, document: &Value, assets: Vec<Asset>) -> String {
        let template = Template::parse(source).unwrap().indenting();
        template
            .execute(&data("nginx", &manifest(document), document, assets), Missing::Default)
            .unwrap_or_else(|words| words)
    }

    #[test]
    fn a_template_sees_the_one_image_or_each_by_its_platform() {
        let index = json!({"schemaVersion": 2, "manifests": []});
        let one = |source: &str| run(source, &index, vec![asset("amd64")]);
        assert_eq!(one("{{.Name}} {{.Image.Architecture}} {{.Image.Config.Cmd}}"), "nginx amd64 [sh]");
        assert_eq!(one("{{json .SBOM}}"), "{}");
        assert_eq!(one("{{json .Provenance.SLSA}}"), "{\n  \"a\": \"\\u003c\",\n  \"b\": 1\n}");
        assert!(one("{{.Nope}}").ends_with("can't evaluate field Nope in type imagetools.tplInput"));
        let several = |source: &str| run(source, &index, vec![asset("amd64"), asset("arm64")]);
        assert_eq!(one("{{range .Manifest.Manifests}}{{.Digest}} {{.Platform.OS}}{{end}}"), "");
        assert_eq!(several(r#"{{(index .Image "linux/arm64").OS}} {{len .Provenance}} {{len .SBOM}}"#), "linux 2 0");
    }

    #[test]
    fn a_manifest_alone_is_its_descriptor() {
        let document = json!({"schemaVersion": 2, "config": {}});
        let digest = manifest(&document).digest;
        assert_eq!(
            run("{{json .Manifest}}", &document, vec![asset("amd64")]),
            format!("{{\n  \"mediaType\": \"m\",\n  \"digest\": \"{digest}\",\n  \"size\": 31\n}}")
        );
    }

    #[test]
    fn the_usual_page_is_known_with_any_blanks() {
        assert!(is_whole(" {{ .Manifest }} ") && !is_whole("{{.Manifest.Digest}}"));
    }
}
