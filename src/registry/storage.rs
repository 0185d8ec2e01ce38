//! A registry's storage directory, laid out as distribution's filesystem driver does it (distribution
//! `registry/storage/paths.go`): what a registry in a container keeps under `/var/lib/registry`.
//!
//! ```text
//! docker/registry/v2/blobs/sha256/ab/abc…/data                         the bytes, each once
//! docker/registry/v2/repositories/NAME/_layers/sha256/abc…/link        a blob of the repository
//! docker/registry/v2/repositories/NAME/_manifests/revisions/sha256/abc…/link
//! docker/registry/v2/repositories/NAME/_manifests/tags/TAG/current/link
//! docker/registry/v2/repositories/NAME/_manifests/tags/TAG/index/sha256/abc…/link
//! docker/registry/v2/repositories/NAME/_uploads/ID/{data,startedat}    an upload under way
//! ```
//!
//! The files are the truth: a registry is read from them before each request, and what the request changed is written.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::clock::Timestamp;
use crate::content::Rope;
use crate::oci::{Digest, MANIFEST_LIMIT, media_type};

use super::accounts::Accounts;
use super::library::{Account, EmptyLibrary};
use super::message::{Request, Response};
use super::policy::Policy;
use super::service::{Service, Site};
use super::state::{Repository, State, TagState, Upload};

/// Where everything is below the storage's root.
const ROOT: &str = "docker/registry/v2";

/// The files of a storage directory: path below its root, without leading slash → content.
pub type Storage = BTreeMap<String, Rope>;

/// Answers a request to a registry that keeps its state in `files`, and changes them as the request wants.
pub fn answer_from(
    files: &mut Storage,
    policy: &Policy,
    accounts: &[Account],
    now: Timestamp,
    request: &Request,
) -> Response {
    let mut state = State::from_storage(files, now);
    *state.accounts_mut() = Accounts::new(accounts);
    let before = state.clone();
    let mut service = Service { state: &mut state, policy, library: &EmptyLibrary, now, site: Site::Registry };
    let response = service.handle(request.clone());
    if state != before {
        let (before, after) = (before.to_storage(), state.to_storage());
        files.retain(|path, _| after.contains_key(path) || !before.contains_key(path));
        files.extend(after);
    }
    response
}

impl State {
    /// The registry that these files are. What is no part of the layout, or broken, is as if it were not there.
    pub(super) fn from_storage(files: &Storage, now: Timestamp) -> State {
        // Identifiers of uploads follow from the moment: there is no file that counts them.
        let mut state = State { serial: now.since(Timestamp::default()).unsigned_abs(), ..State::default() };
        let inside = |path: &'_ str| path.strip_prefix(ROOT).and_then(|rest| rest.strip_prefix('/')).map(String::from);
        let (mut blobs, mut entries) = (Vec::new(), Vec::new());
        for (path, content) in files.iter().filter_map(|(path, content)| Some((inside(path)?, content))) {
            match path.strip_prefix("blobs/") {
                Some(blob) => blobs.extend(blob_at(blob).map(|digest| (digest, content.clone()))),
                None => entries.extend(entry_at(&path, content)),
            }
        }
        for (digest, content) in blobs {
            state.keep_content(&digest, content);
        }
        for (repository, entry) in entries {
            state.enter(&repository, entry, now);
        }
        state
    }

    fn enter(&mut self, repository: &str, entry: Entry, now: Timestamp) {
        match entry {
            Entry::Layer(digest) => {
                self.repository_mut(repository, now, "").blobs.insert(digest);
            }
            Entry::Revision(digest) => {
                let document = self.content(&digest).and_then(|content| content.bytes_up_to(MANIFEST_LIMIT).ok());
                let Some(document) = document.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()) else {
                    return;
                };
                let subject = document["subject"]["digest"].as_str().and_then(|text| text.parse::<Digest>().ok());
                let repository = self.repository_mut(repository, now, "");
                repository.manifests.insert(digest, media_type_of(&document));
                if let Some(subject) = subject {
                    repository.referrers.entry(subject).or_default().insert(digest);
                }
            }
            Entry::Tag(tag, digest) => {
                let tagged = TagState { digest: Some(digest), at: now, by: String::new() };
                self.repository_mut(repository, now, "").tags.insert(tag, tagged);
            }
            Entry::Upload(id, content) => {
                let upload = Upload { repository: repository.to_string(), started: now, content };
                self.uploads.insert(&id, upload);
            }
        }
    }

    /// The files that keep what the registry has.
    pub(super) fn to_storage(&self) -> Storage {
        let mut files = Storage::new();
        files.extend(self.blobs.sorted().into_iter().map(|(hex, content)| (blob_path(hex), content.clone())));
        for (name, repository) in self.repositories.sorted() {
            files.extend(repository.get().links(name));
        }
        for (id, upload) in self.uploads.sorted() {
            let below = format!("{ROOT}/repositories/{}/_uploads/{id}", upload.repository);
            files.insert(format!("{below}/data"), upload.content.clone());
            files.insert(format!("{below}/startedat"), Rope::from(upload.started.rfc3339()));
        }
        files
    }
}

impl Repository {
    /// The files that say what a repository of this path has.
    pub(super) fn links(&self, path: &str) -> Storage {
        let mut files = Storage::new();
        let link = |digest: &Digest| Rope::from(digest.to_string());
        let below = format!("{ROOT}/repositories/{path}");
        for digest in &self.blobs {
            files.insert(format!("{below}/_layers/sha256/{}/link", digest.hex()), link(digest));
        }
        for digest in self.manifests.keys() {
            files.insert(format!("{below}/_manifests/revisions/sha256/{}/link", digest.hex()), link(digest));
        }
        for (tag, digest) in self.tags.iter().filter_map(|(tag, state)| Some((tag, state.digest?))) {
            let tag = format!("{below}/_manifests/tags/{tag}");
            files.insert(format!("{tag}/current/link"), link(&digest));
            files.insert(format!("{tag}/index/sha256/{}/link", digest.hex()), link(&digest));
        }
        files
    }
}

/// Where the bytes with this SHA-256 (hex) are.
pub(super) fn blob_path(hex: &str) -> String {
    format!("{ROOT}/blobs/sha256/{}/{hex}/data", hex.get(..2).unwrap_or_default())
}

/// What one file says of a repository.
enum Entry {
    Layer(Digest),
    Revision(Digest),
    Tag(String, Digest),
    Upload(String, Rope),
}

/// The digest of the bytes at `sha256/ab/abc…/data`.
fn blob_at(path: &str) -> Option<Digest> {
    let (algorithm, rest) = path.split_once('/')?;
    let hex = rest.split_once('/')?.1.strip_suffix("/data")?;
    format!("{algorithm}:{hex}").parse().ok()
}

/// What the file at `repositories/NAME/…` says.
fn entry_at(path: &str, content: &Rope) -> Option<(String, Entry)> {
    let path = path.strip_prefix("repositories/")?;
    let (name, rest) = ["/_layers/", "/_manifests/revisions/", "/_manifests/tags/", "/_uploads/"]
        .iter()
        .find_map(|folder| path.split_once(folder).map(|(name, rest)| ((name, *folder), rest)))?;
    let (name, folder) = name;
    let linked = || {
        let bytes = content.bytes_up_to(LINK_LIMIT).ok()?;
        std::str::from_utf8(&bytes).ok()?.trim().parse::<Digest>().ok()
    };
    let entry = match folder {
        "/_layers/" => Entry::Layer(linked().filter(|_| rest.ends_with("/link"))?),
        "/_manifests/revisions/" => Entry::Revision(linked().filter(|_| rest.ends_with("/link"))?),
        "/_manifests/tags/" => Entry::Tag(rest.strip_suffix("/current/link")?.to_string(), linked()?),
        _ => Entry::Upload(rest.strip_suffix("/data")?.to_string(), content.clone()),
    };
    Some((name.to_string(), entry))
}

/// Bytes of a link file that are read.
const LINK_LIMIT: u64 = 1 << 10;

/// The document's own media type, or what its form says.
fn media_type_of(document: &Value) -> String {
    let guess = if document["manifests"].is_array() { media_type::INDEX } else { media_type::MANIFEST };
    document["mediaType"].as_str().unwrap_or(guess).to_string()
}

#[cfg(test)]
mod tests {
    use http::{Method, StatusCode};

    use super::*;

    fn ask(files: &mut Storage, method: Method, path: &str, body: &str) -> Response {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut request =
            Request::new(method, path).with_header("accept", media_type::MANIFEST).with_body(body.to_string());
        request.query = query.into();
        answer_from(files, &Policy::open(), &[], Timestamp::default(), &request)
    }

    fn text(response: &Response) -> String {
        String::from_utf8(response.body.bytes_up_to(1 << 16).unwrap().to_vec()).unwrap()
    }

    /// Pushes an image of one config and no layer.
    fn push(files: &mut Storage, tag: &str, config: &str) -> String {
        let digest = Digest::of(config.as_bytes());
        let started = ask(files, Method::POST, "/v2/app/blobs/uploads/", "");
        let location = started.header("location").unwrap().to_string();
        let put = ask(files, Method::PUT, &format!("{location}?digest={digest}"), config);
        assert_eq!(put.status, StatusCode::CREATED);
        let manifest = format!(
            "{{\"schemaVersion\":2,\"mediaType\":\"{}\",\"config\":{{\"mediaType\":\"x\",\"size\":{},\"digest\":\"{digest}\"}},\"layers\":[]}}",
            media_type::MANIFEST,
            config.len()
        );
        assert_eq!(ask(files, Method::PUT, &format!("/v2/app/manifests/{tag}"), &manifest).status, StatusCode::CREATED);
        manifest
    }

    #[test]
    fn what_is_pushed_lies_where_distribution_puts_it() {
        let mut files = Storage::new();
        push(&mut files, "1", "{}");
        let paths: Vec<String> = files.keys().map(|path| path.replace(ROOT, "R")).collect();
        let short: Vec<String> = paths.iter().map(|path| shortened(path)).collect();
        assert_eq!(
            short,
            [
                "R/blobs/sha256/##/#/data",
                "R/blobs/sha256/##/#/data",
                "R/repositories/app/_layers/sha256/#/link",
                "R/repositories/app/_manifests/revisions/sha256/#/link",
                "R/repositories/app/_manifests/tags/1/current/link",
                "R/repositories/app/_manifests/tags/1/index/sha256/#/link",
            ]
        );
    }

    /// Digests as `#`, their first two digits as `##`.
    fn shortened(path: &str) -> String {
        let short = |part: &str| match part.len() {
            64 => "#".to_string(),
            2 if part.bytes().all(|byte| byte.is_ascii_hexdigit()) => "##".to_string(),
            _ => part.to_string(),
        };
        path.split('/').map(short).collect::<Vec<_>>().join("/")
    }

    #[test]
    fn another_process_reads_what_the_first_wrote() {
        let mut files = Storage::new();
        let manifest = push(&mut files, "1", "{}");
        let mut copy = files.clone();
        assert_eq!(text(&ask(&mut copy, Method::GET, "/v2/_catalog", "")), "{\"repositories\":[\"app\"]}\n");
        assert_eq!(
            text(&ask(&mut copy, Method::GET, "/v2/app/tags/list", "")),
            "{\"name\":\"app\",\"tags\":[\"1\"]}\n"
        );
        assert_eq!(text(&ask(&mut copy, Method::GET, "/v2/app/manifests/1", "")), manifest);
        assert_eq!(copy, files);
    }

    #[test]
    fn what_is_deleted_is_gone_and_strange_files_stay() {
        let mut files = Storage::new();
        push(&mut files, "1", "{}");
        files.insert("docker/registry/v2/notes.txt".into(), Rope::from("mine".to_string()));
        files.insert("other".into(), Rope::from("mine, too".to_string()));
        let deleted = ask(&mut files, Method::DELETE, "/v2/app/manifests/1", "");
        assert_eq!(deleted.status, StatusCode::ACCEPTED);
        assert_eq!(ask(&mut files, Method::GET, "/v2/app/manifests/1", "").status, StatusCode::NOT_FOUND);
        assert!(files.keys().all(|path| !path.contains("/tags/")));
        assert!(files.contains_key("other") && files.contains_key("docker/registry/v2/notes.txt"));
    }

    #[test]
    fn uploads_are_told_apart() {
        let mut files = Storage::new();
        let locations: Vec<String> = (0..3)
            .map(|_| {
                let started = ask(&mut files, Method::POST, "/v2/app/blobs/uploads/", "");
                started.header("location").unwrap().to_string()
            })
            .collect();
        assert_eq!(files.len(), 6);
        assert!(locations[0] != locations[1] && locations[1] != locations[2]);
    }
}
