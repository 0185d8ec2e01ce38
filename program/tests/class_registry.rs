//! The class registry over real HTTP: with requests as the specification has them, and with skopeo where it is
//! installed.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use layercake::{Digest, gzip};
use serde_json::json;
use support::{Answer, Server};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A class with a registry.
struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Room {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("handout/exercises")).unwrap();
        fs::write(folder.path().join("handout/course.toml"), support::COURSE).unwrap();
        let exercise = include_str!("../../lessons/exercises/e1-shelf-check.md");
        fs::write(folder.path().join("handout/exercises/e1-shelf-check.md"), exercise).unwrap();
        fs::write(folder.path().join("students.csv"), "name\nAda\n").unwrap();
        Room(folder)
    }

    fn start(&self) -> Server {
        Server::start(&["classroom", "serve", self.0.path().to_str().unwrap()])
    }

    /// Files of the registry whose path ends like this.
    fn files(&self, ending: &str) -> Vec<PathBuf> {
        let (mut todo, mut found) = (vec![self.0.path().join("registry")], Vec::new());
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => todo.push(path),
                    false if path.to_string_lossy().ends_with(ending) => found.push(path),
                    false => {}
                }
            }
        }
        found
    }
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 202, "{answer:?}");
    answer.header("location").unwrap().to_string()
}

/// Uploads in so many chunks.
fn upload(server: &Server, name: &str, bytes: &[u8], chunks: usize) -> Answer {
    let mut at = location(&server.ask("POST", &format!("/v2/{name}/blobs/uploads/"), &[], b""));
    for chunk in bytes.chunks(bytes.len().div_ceil(chunks)) {
        at = location(&server.ask("PATCH", &at, &["Content-Type: application/octet-stream"], chunk));
    }
    server.ask("PUT", &format!("{at}?digest={}", Digest::of(bytes)), &[], b"")
}

#[test]
fn an_image_is_pushed_pulled_and_kept() {
    let room = Room::new();
    let server = room.start();
    assert_eq!(server.get("/v2/").status, 200);
    let config = b"{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
    let layer: Vec<u8> = (0..1_000_000_u32).map(|number| (number.wrapping_mul(number) >> 7) as u8).collect();
    assert_eq!(upload(&server, "team/app", config, 1).status, 201);
    assert_eq!(upload(&server, "team/app", &layer, 3).status, 201, "in chunks");
    let describe =
        |kind: &str, bytes: &[u8]| json!({ "mediaType": kind, "size": bytes.len(), "digest": Digest::of(bytes) });
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": describe("application/vnd.oci.image.config.v1+json", config),
        "layers": [describe("application/vnd.oci.image.layer.v1.tar", &layer)],
    })
    .to_string();
    let kind = format!("Content-Type: {MANIFEST}");
    assert_eq!(server.ask("PUT", "/v2/team/app/manifests/1", &[&kind], manifest.as_bytes()).status, 201);

    // A new process knows what the first acknowledged, and throws away what a kill left behind.
    server.kill();
    let leftover = room.files("tags/1/current/link")[0].with_file_name(".tmpAbCdEf");
    fs::write(&leftover, "half a link").unwrap();
    let server = room.start();
    assert!(!leftover.exists());
    let accept = format!("Accept: {MANIFEST}");
    let pulled = server.ask("GET", "/v2/team/app/manifests/1", &[&accept], b"");
    assert_eq!((pulled.status, pulled.text()), (200, manifest.as_str()));
    let blob = format!("/v2/team/app/blobs/{}", Digest::of(&layer));
    let whole = server.get(&blob);
    assert!(whole.status == 200 && whole.body == layer);
    let part = server.ask("GET", &blob, &["Range: bytes=999990-"], b"");
    assert!(part.status == 206 && part.body == layer[999_990..], "{}", part.head);
    let head = server.ask("HEAD", &blob, &[], b"");
    assert!(head.head.contains("content-length: 1000000") && head.body.is_empty(), "{}", head.head);
    assert_eq!(server.get("/v2/_catalog").text(), "{\"repositories\":[\"team/app\"]}\n");
    assert_eq!(server.get("/v2/team/app/tags/list").text(), "{\"name\":\"team/app\",\"tags\":[\"1\"]}\n");
    assert_eq!(room.files("tags/1/current/link").len(), 1, "as distribution lays it out");
    assert!(fs::read_dir(room.0.path().join("registry/incoming")).unwrap().next().is_none(), "nothing is left over");

    let digest = Digest::of(manifest.as_bytes());
    assert_eq!(server.ask("DELETE", &format!("/v2/team/app/manifests/{digest}"), &[], b"").status, 202);
    assert_eq!(server.get("/v2/team/app/manifests/1").status, 404);
    assert_eq!(room.files("tags/1/current/link").len(), 0);
}

#[test]
fn what_is_wrong_is_refused_in_the_registrys_words() {
    let room = Room::new();
    let server = room.start();
    let refused = |answer: Answer, status: u16, code: &str| {
        assert!(answer.status == status && answer.text().contains(code), "{answer:?}");
    };
    refused(server.get("/v2/team/app/manifests/1"), 404, "\"MANIFEST_UNKNOWN\"");
    refused(server.get("/v2/UPPER/tags/list"), 400, "\"NAME_INVALID\"");
    refused(server.ask("PUT", "/v2/a/manifests/1", &[], b"nonsense"), 400, "\"MANIFEST_INVALID\"");
    let at = location(&server.ask("POST", "/v2/a/blobs/uploads/", &[], b""));
    let wrong = Digest::of(b"other");
    refused(server.ask("PUT", &format!("{at}?digest={wrong}"), &[], b"these"), 400, "\"DIGEST_INVALID\"");
    let huge = server.ask("PUT", "/v2/a/manifests/1", &[&format!("Content-Type: {MANIFEST}")], &vec![b' '; 8 << 20]);
    refused(huge, 413, "\"SIZE_INVALID\"");
    assert_eq!(room.files("data").len(), 0);
    // A body that breaks off is no blob.
    let at = location(&server.ask("POST", "/v2/a/blobs/uploads/", &[], b""));
    let mut stream = server.connect();
    let head = format!("PUT {at}?digest={wrong} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nother");
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    drop(stream);
    assert_eq!(server.get(&format!("/v2/a/blobs/{wrong}")).status, 404);
    assert_eq!(room.files("data").len(), 0);
}

#[test]
fn a_layer_that_is_too_large_and_a_registry_that_is_full_are_refused() {
    let room = Room::new();
    let server = room.start();
    let at = location(&server.ask("POST", "/v2/a/blobs/uploads/", &[], b""));
    let mut stream = server.connect();
    let head =
        format!("PATCH {at} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", 5_u64 << 30);
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let large = support::answer(stream).unwrap();
    assert!(
        large.status == 413 && large.text().contains("\"SIZE_INVALID\"") && large.text().contains("4 GiB"),
        "{large:?}"
    );
    assert_eq!(upload(&server, "a", b"small", 1).status, 201);

    // A blob of the registry's size but for a hundred bytes; most of it is a hole in its file.
    server.kill();
    let hex = "ab".repeat(32);
    let folder = room.0.path().join(format!("registry/docker/registry/v2/blobs/sha256/ab/{hex}"));
    fs::create_dir_all(&folder).unwrap();
    fs::File::create(folder.join("data")).unwrap().set_len((32 << 30) - 105).unwrap();
    let server = room.start();
    let at = location(&server.ask("POST", "/v2/a/blobs/uploads/", &[], b""));
    let full = server.ask("PATCH", &at, &[], &[b'x'; 101]);
    assert!(full.status == 507 && full.text().contains("\"DENIED\"") && full.text().contains("full"), "{full:?}");
    assert_eq!(upload(&server, "a", &[b'y'; 50], 1).status, 201, "what fits is taken");
    assert_eq!(server.get(&format!("/v2/a/blobs/{}", Digest::of(b"small"))).text(), "small");
    assert_eq!(room.files("data").len(), 3, "nothing of what was refused is left");
}

/// An image layout with one image of one layer; its manifest's digest.
fn layout(folder: &Path) -> Digest {
    let put = |bytes: &[u8]| {
        let digest = Digest::of(bytes);
        fs::create_dir_all(folder.join("blobs/sha256")).unwrap();
        fs::write(folder.join("blobs/sha256").join(digest.hex()), bytes).unwrap();
        digest
    };
    let tar = vec![0; 10_240];
    let layer = gzip::compress(&tar.clone().into()).to_bytes();
    let diff_ids = [Digest::of(&tar)];
    let config =
        json!({ "architecture": "amd64", "os": "linux", "rootfs": { "type": "layers", "diff_ids": diff_ids } });
    let config = config.to_string();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "size": config.len(), "digest": put(config.as_bytes()) },
        "layers": [{ "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": layer.len(), "digest": put(&layer) }],
    })
    .to_string();
    let digest = put(manifest.as_bytes());
    let entry = json!({ "mediaType": MANIFEST, "size": manifest.len(), "digest": digest });
    let index = json!({ "schemaVersion": 2, "manifests": [entry] }).to_string();
    fs::write(folder.join("index.json"), index).unwrap();
    fs::write(folder.join("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}").unwrap();
    digest
}

fn skopeo(arguments: &[&str]) -> Option<String> {
    let output = Command::new("skopeo").args(["--insecure-policy"]).args(arguments).output().ok()?;
    assert!(output.status.success(), "skopeo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn skopeo_pushes_and_pulls() {
    let room = Room::new();
    let server = room.start();
    let folder = tempfile::tempdir().unwrap();
    let digest = layout(folder.path());
    let from = format!("oci:{}", folder.path().display());
    let there = format!("docker://{}/team/app:1", server.address);
    let Some(_) = skopeo(&["copy", "--dest-tls-verify=false", &from, &there]) else {
        println!("skopeo is not installed: skipped");
        return;
    };
    server.kill();
    let server = room.start();
    let there = format!("docker://{}/team/app:1", server.address);
    let said = skopeo(&["inspect", "--tls-verify=false", "--format", "{{.Digest}}", &there]).unwrap();
    assert_eq!(said.trim(), digest.to_string());
    let back = tempfile::tempdir().unwrap();
    skopeo(&["copy", "--src-tls-verify=false", &there, &format!("oci:{}:1", back.path().display())]).unwrap();
    assert!(back.path().join("blobs/sha256").join(digest.hex()).exists());
    skopeo(&["delete", "--tls-verify=false", &there]).unwrap();
    assert_eq!(server.get("/v2/team/app/manifests/1").status, 404);
}
