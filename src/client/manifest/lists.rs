//! `docker manifest create`, `annotate`, `push` and `rm` (docker/cli `cli/command/manifest`): lists of manifests that are
//! kept below `~/.docker/manifests` until they are pushed (`cli/manifest/store`).

use serde_json::{Value, json};

use super::document::{
    INSECURE, entry as manifest_entry, fetch, index, is_index, normalized, parse, pick, platform_of,
};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::client::registries::BlobCopy;
use crate::client::template::indented;
use crate::content::Rope;
use crate::oci::{Digest, Reference, media_type};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const AMEND: Switch = Switch::new("amend", "Add to a manifest list that is there").short('a');
const ARCH: Text = Text::new("arch", "The processor architecture")
    .takes(Argument::Like(&["386", "amd64", "arm", "arm64", "ppc64le", "riscv64", "s390x"]));
const OS: Text = Text::new("os", "The operating system").takes(Argument::Like(&["linux", "windows"]));
const OS_FEATURES: List = List::strings("os-features", "Features of the operating system");
const OS_VERSION: Text = Text::new("os-version", "The operating system's version");
const VARIANT: Text = Text::new("variant", "The architecture's variant").takes(Argument::Like(&["v6", "v7", "v8"]));
const PURGE: Switch = Switch::new("purge", "Remove it here after the push").short('p');

const CREATE_FLAGS: Flags = &[&AMEND, &INSECURE];
const ANNOTATE_FLAGS: Flags = &[&ARCH, &OS, &OS_FEATURES, &OS_VERSION, &VARIANT];
const PUSH_FLAGS: Flags = &[&INSECURE, &PURGE];

pub static CREATE: Command = Command {
    about: "Make a manifest list here, to annotate and push it",
    synopsis: "MANIFEST_LIST MANIFEST [MANIFEST...]",
    count: Count::AtLeast(2),
    arguments: &[Argument::Pullable],
    flags: &[CREATE_FLAGS],
    run: create,
    ..COMMAND
};

pub static ANNOTATE: Command = Command {
    about: "Say more of a manifest in a manifest list",
    synopsis: "[OPTIONS] MANIFEST_LIST MANIFEST",
    count: Count::Exactly(2),
    arguments: &[Argument::Pullable],
    flags: &[ANNOTATE_FLAGS],
    run: annotate,
    ..COMMAND
};

pub static PUSH: Command = Command {
    about: "Push a manifest list",
    synopsis: "[OPTIONS] MANIFEST_LIST",
    count: Count::Exactly(1),
    arguments: &[Argument::Pullable],
    flags: &[PUSH_FLAGS],
    run: push,
    ..COMMAND
};

pub static RM: Command = Command {
    about: "Remove manifest lists that were made here",
    synopsis: "MANIFEST_LIST [MANIFEST_LIST...]",
    count: Count::AtLeast(1),
    arguments: &[Argument::Pullable],
    run: remove,
    ..COMMAND
};

/// Operating systems and the processors that they run on, as far as Docker takes them (`validOSArches`).
const MACHINES: [(&str, &[&str]); 9] = [
    ("darwin", &["386", "amd64", "arm", "arm64"]),
    ("dragonfly", &["amd64"]),
    ("freebsd", &["386", "amd64", "arm"]),
    ("linux", &["386", "amd64", "arm", "arm64", "ppc64le", "mips64", "mips64le", "riscv64", "s390x"]),
    ("netbsd", &["386", "amd64", "arm"]),
    ("openbsd", &["386", "amd64", "arm"]),
    ("plan9", &["386", "amd64"]),
    ("solaris", &["amd64"]),
    ("windows", &["386", "amd64"]),
];

/// A name as it is in the store.
fn file_name(reference: &Reference) -> String {
    reference.to_string().replace(':', "-").replace('/', "_")
}

fn list_path(docker: &Client<'_>, list: &Reference) -> String {
    format!("{}/manifests/{}", docker.settings_directory(), file_name(list))
}

fn missing(reference: &Reference) -> Failure {
    Failure::new(format!("No such manifest: {reference}"))
}

/// One manifest of a list.
pub(super) fn entry(docker: &mut Client<'_>, list: &Reference, name: &Reference) -> Outcome<Value> {
    let path = format!("{}/{}", list_path(docker, list), file_name(name));
    if docker.files.stat(&path, true).is_err() {
        return Err(missing(name));
    }
    parse(docker.open_text(&path)?.as_bytes())
}

/// The manifests of a list, in the order of their names.
pub(super) fn entries(docker: &mut Client<'_>, list: &Reference) -> Outcome<Vec<Value>> {
    let directory = list_path(docker, list);
    let Ok(names) = docker.files.read_dir(&directory) else { return Err(missing(list)) };
    let mut found = Vec::new();
    for name in names {
        let text = docker.open_text(&format!("{directory}/{}", name.name))?;
        found.push(parse(text.as_bytes())?);
    }
    Ok(found)
}

fn save(docker: &mut Client<'_>, list: &Reference, name: &Reference, entry: &Value) -> Outcome<()> {
    let directory = list_path(docker, list);
    let path = format!("{directory}/{}", file_name(name));
    let failed =
        |errno: crate::vfs::Errno| Failure::new(format!("open {path}: {}", crate::client::invocation::go_words(errno)));
    docker.files.make_dirs(&directory, 0o755).map_err(failed)?;
    docker.files.write(&path, Rope::from(entry.to_string()), 0o644).map_err(failed)
}

fn create(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let list = normalized(given.argument(0))
        .map_err(|why| why.context(&format!("error parsing name for manifest list {}", given.argument(0))))?;
    if entries(docker, &list).is_ok() && !given.on(&AMEND) {
        return Err(Failure::new("refusing to amend an existing manifest list with no --amend flag"));
    }
    for name in given.arguments.iter().skip(1) {
        let name = normalized(name)?;
        let made = match entry(docker, &list, &name) {
            Ok(known) => known,
            Err(_) => remote_entry(docker, &name, given.on(&INSECURE))?,
        };
        save(docker, &list, &name, &made)?;
    }
    docker.out_line(&format!("Created manifest list {list}"))
}

/// What a registry has under a name, as a list keeps it.
fn remote_entry(docker: &mut Client<'_>, name: &Reference, insecure: bool) -> Outcome<Value> {
    let manifest = fetch(docker, name, insecure)?;
    let document = parse(&manifest.body)?;
    if is_index(&document) {
        return Err(Failure::new(format!("{name} is a manifest list")));
    }
    let platform = platform_of(docker, name, &document)?;
    Ok(manifest_entry(&name.to_string(), &manifest, &document, platform))
}

fn annotate(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let (list, name) = (given.argument(0), given.argument(1));
    let named = |what: &str, text: &str| {
        normalized(text).map_err(|why| why.context(&format!("annotate: error parsing name for {what} {text}")))
    };
    let (list_name, image) = (named("manifest list", list)?, named("manifest", name)?);
    let Ok(mut found) = entry(docker, &list_name, &image) else {
        return Err(Failure::new(format!("manifest for image {name} does not exist in {list}")));
    };
    let mut platform = found.pointer("/Descriptor/platform").cloned().unwrap_or_else(|| json!({}));
    for (flag, key) in [(&ARCH, "architecture"), (&OS, "os"), (&VARIANT, "variant"), (&OS_VERSION, "os.version")] {
        if !given.text(flag).is_empty() {
            platform[key] = json!(given.text(flag));
        }
    }
    for feature in given.list(&OS_FEATURES) {
        let features = platform.get("os.features").and_then(Value::as_array).cloned().unwrap_or_default();
        if !features.contains(&json!(feature)) {
            platform["os.features"] = Value::Array([features, vec![json!(feature)]].concat());
        }
    }
    let text = |key: &str| platform.get(key).and_then(Value::as_str).unwrap_or("");
    let known = MACHINES.iter().any(|(os, machines)| *os == text("os") && machines.contains(&text("architecture")));
    if !known {
        let (os, machine) = (given.text(&OS), given.text(&ARCH));
        return Err(Failure::new(format!(
            "manifest entry for image has unsupported os/arch combination: {os}/{machine}"
        )));
    }
    found["Descriptor"]["platform"] =
        Value::Object(pick(&platform, &["architecture", "os", "os.version", "os.features", "variant"]));
    save(docker, &list_name, &image, &found)
}

/// The document of a list that is to be called `target`.
pub(super) fn document(entries: &[Value], target: &Reference) -> Outcome<Value> {
    let mut manifests = Vec::new();
    for entry in entries {
        let of = name_of(entry)?;
        if of.name.host() != target.name.host() {
            return Err(Failure::new(format!(
                "cannot use source images from a different registry than the target image: {} != {}",
                of.name.host(),
                target.name.host()
            )));
        }
        manifests.push(entry.get("Descriptor").cloned().unwrap_or_default());
    }
    let first = manifests.first().and_then(|first| first.get("mediaType")).and_then(Value::as_str);
    let kind = if first == Some(media_type::MANIFEST) { media_type::INDEX } else { media_type::DOCKER_LIST };
    Ok(index(&json!({ "schemaVersion": 2, "mediaType": kind, "manifests": manifests })))
}

fn name_of(entry: &Value) -> Outcome<Reference> {
    Ok(Reference::parse(entry.get("Ref").and_then(Value::as_str).unwrap_or(""))?)
}

fn push(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let target = normalized(given.argument(0))?;
    let found = entries(docker, &target)?;
    if found.is_empty() {
        return Err(Failure::new(format!("{target} not found")));
    }
    for entry in &found {
        let text = |key: &str| entry.pointer(&format!("/Descriptor/platform/{key}")).and_then(Value::as_str);
        if text("os").is_none_or(str::is_empty) || text("architecture").is_none_or(str::is_empty) {
            let name = name_of(entry)?;
            return Err(Failure::new(format!(
                "manifest {name} must have an OS and Architecture to be pushed to a registry"
            )));
        }
    }
    let list = document(&found, &target)?;
    let host = target.name.host();
    if !given.on(&INSECURE) && (host.starts_with("localhost") || host.starts_with("127.")) {
        return Err(Failure::new(format!(
            "failed to configure transport: error pinging v2 registry: Get \"https://{host}/v2/\": http: server gave HTTP \
             response to HTTPS client"
        )));
    }
    for entry in &found {
        if name_of(entry)?.name != target.name {
            copy(docker, entry, &target)?;
        }
    }
    let kind = list.get("mediaType").and_then(Value::as_str).unwrap_or(media_type::INDEX).to_string();
    let auth = docker.credentials(&target)?;
    let body = indented(&list, "   ").into_bytes();
    let digest = docker.registries().registry_put_manifest(&target, &kind, body.into(), &auth)?;
    docker.out_line(&digest.to_string())?;
    if given.on(&PURGE) { forget(docker, &target) } else { Ok(()) }
}

/// Takes over a manifest of another repository, with its blobs.
fn copy(docker: &mut Client<'_>, entry: &Value, target: &Reference) -> Outcome<()> {
    let from = name_of(entry)?;
    let (from_auth, to_auth) = (docker.credentials(&from)?, docker.credentials(target)?);
    let raw = entry.get("Raw").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    let manifest = parse(&raw)?;
    let layers = manifest.get("layers").and_then(Value::as_array).into_iter().flatten();
    for blob in manifest.get("config").into_iter().chain(layers) {
        let text = |key: &str| blob.get(key).and_then(Value::as_str).unwrap_or("");
        let Ok(digest) = text("digest").parse::<Digest>() else { continue };
        let (media_type, from_auth, to_auth) = (text("mediaType"), &from_auth, &to_auth);
        let copy = BlobCopy { digest, media_type, from: &from, from_auth, to: target, to_auth };
        docker.registries().registry_copy_blob(&copy)?;
    }
    let kind = entry.pointer("/Descriptor/mediaType").and_then(Value::as_str).unwrap_or(media_type::MANIFEST);
    let mount = target.with_digest(Digest::of(&raw));
    let digest = docker.registries().registry_put_manifest(&mount, kind, raw.into(), &to_auth)?;
    docker.out_line(&format!("Pushed ref {mount} with digest: {digest}"))
}

fn remove(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut failures = Vec::new();
    for name in &given.arguments {
        let removed = normalized(name).and_then(|list| {
            entries(docker, &list)?;
            forget(docker, &list)
        });
        failures.extend(removed.err());
    }
    Failure::join(failures)
}

fn forget(docker: &mut Client<'_>, list: &Reference) -> Outcome<()> {
    let directory = list_path(docker, list);
    let failed = |errno: crate::vfs::Errno| {
        Failure::new(format!("unlinkat {directory}: {}", crate::client::invocation::go_words(errno)))
    };
    for entry in docker.files.read_dir(&directory).map_err(failed)? {
        docker.files.remove_file(&format!("{directory}/{}", entry.name)).map_err(failed)?;
    }
    docker.files.remove_dir(&directory).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_one_registry_becomes_an_index() {
        let entry = |name: &str| {
            json!({"Ref": name, "Descriptor": {"mediaType": media_type::MANIFEST, "digest": "sha256:a", "size": 7,
                "platform": {"architecture": "arm64", "os": "linux", "variant": "v8"}}})
        };
        let target = Reference::parse("localhost:5000/list:1").unwrap();
        let list = document(&[entry("localhost:5000/a:1")], &target).unwrap();
        assert_eq!(list["mediaType"], media_type::INDEX);
        assert_eq!(list["manifests"][0]["platform"]["variant"], "v8");
        let other = document(&[entry("docker.io/library/a:1")], &target).unwrap_err();
        assert_eq!(
            other.to_string(),
            "cannot use source images from a different registry than the target image: docker.io != localhost:5000"
        );
        assert_eq!(file_name(&target), "localhost-5000_list-1");
    }
}
