//! [`StandingRegistry`]: a registry that answers one request after the other from memory, and says after each what its
//! storage directory (see `storage`) must hold from now on.
//!
//! It is a value: a request maps one to the next. Whoever holds the directory makes the changes, and only then goes on
//! with the next value and sends the response; where the disk refuses, the registry is as it was.

use http::StatusCode;

use crate::clock::Timestamp;
use crate::content::{Part, Rope};
use crate::oci::Digest;

use super::error::{ErrorCode, Refusal};
use super::library::EmptyLibrary;
use super::message::{Request, Response};
use super::policy::Policy;
use super::service::{Service, Site};
use super::state::State;
use super::storage::{self, Storage};

/// A registry without accounts and library. Uploads under way are not kept in files: a client begins them again.
#[derive(Clone, Debug)]
pub struct StandingRegistry {
    state: State,
    policy: Policy,
}

/// One file of the storage directory that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Below the storage's root, without leading slash.
    pub path: String,
    /// What it holds; `None`: it is no longer there.
    pub content: Option<Rope>,
    /// The digest of the bytes, where the file holds a blob and not a link.
    pub blob: Option<Digest>,
}

/// What became of a request.
#[derive(Clone, Debug)]
pub struct Answered {
    /// For whoever asked.
    pub response: Response,
    /// In the order in which they are to be made: at each moment, what a file names is there.
    pub changes: Vec<FileChange>,
    /// The registry afterwards.
    pub next: StandingRegistry,
}

impl StandingRegistry {
    /// The registry that these files are; everybody may do everything.
    pub fn open(files: &Storage, now: Timestamp) -> StandingRegistry {
        StandingRegistry { state: State::from_storage(files, now), policy: Policy::open() }
    }

    /// Answers one request.
    pub fn answer(&self, now: Timestamp, request: Request) -> Answered {
        let mut next = self.clone();
        let (state, policy) = (&mut next.state, &next.policy);
        let mut service = Service { state, policy, library: &EmptyLibrary, now, site: Site::Registry };
        let response = service.handle(request);
        Answered { response, changes: changes(&self.state, &next.state), next }
    }

    /// How many bytes the blobs have together, and what came of uploads under way.
    pub fn size(&self) -> u64 {
        let blobs = self.state.blobs.iter().map(|(_, content)| content.len());
        blobs.chain(self.state.uploads.iter().map(|(_, upload)| upload.content.len())).sum()
    }

    /// From now on the bytes of this blob are read from here: they are the same, at another place.
    pub fn moved(&mut self, digest: &Digest, content: Rope) {
        if let Some(held) = self.state.blobs.get_mut(&digest.hex()) {
            *held = content;
        }
    }

    /// Gives up the uploads that began before this moment; how many there were.
    pub fn give_up_uploads(&mut self, before: Timestamp) -> usize {
        let old = self.state.uploads.iter().filter(|(_, upload)| upload.started < before);
        let old: Vec<String> = old.map(|(id, _)| id.to_string()).collect();
        old.iter().for_each(|id| drop(self.state.uploads.remove(id)));
        old.len()
    }
}

impl Response {
    /// A refusal from outside of the service, with words of its own.
    pub fn refused(code: ErrorCode, status: StatusCode, message: &str) -> Response {
        Response::from(Refusal::new(code).with_status(status).saying(message)).of_registry()
    }
}

/// From one state to the next: bytes, then what names them; then what is gone, the other way round.
fn changes(before: &State, after: &State) -> Vec<FileChange> {
    let (mut put, mut gone) = (Vec::new(), Vec::new());
    let differ = |a: Option<&Part<_>>, b: &Part<_>| !a.is_some_and(|a: &Part<_>| a.is_same(b));
    let changed = after.repositories.iter().filter(|(name, now)| differ(before.repositories.get(name), now));
    for (name, now) in changed {
        let old = before.repositories.get(name).map(|part| part.get().links(name)).unwrap_or_default();
        let new = now.get().links(name);
        let change = |path: &String, content| FileChange { path: path.clone(), content, blob: None };
        let is_new = |(path, content): &(&String, &Rope)| old.get(*path) != Some(*content);
        put.extend(new.iter().filter(is_new).map(|(path, content)| change(path, Some(content.clone()))));
        gone.extend(old.keys().filter(|path| !new.contains_key(*path)).map(|path| change(path, None)));
    }
    put.sort_by_key(|change| rank(&change.path));
    gone.sort_by_key(|change| std::cmp::Reverse(rank(&change.path)));
    let blob = |hex: &str, content| {
        let digest = format!("sha256:{hex}").parse().ok();
        FileChange { path: storage::blob_path(hex), content, blob: digest }
    };
    let new = after.blobs.iter().filter(|(hex, _)| before.blobs.get(hex).is_none());
    let old = before.blobs.iter().filter(|(hex, _)| after.blobs.get(hex).is_none());
    let new = new.map(|(hex, content)| blob(hex, Some(content.clone())));
    new.chain(put).chain(gone).chain(old.map(|(hex, _)| blob(hex, None))).collect()
}

/// Links to layers come before manifests, manifests before tags.
fn rank(path: &str) -> usize {
    let kinds = ["/_layers/", "/_manifests/revisions/", "/index/", "/current/"];
    kinds.iter().position(|kind| path.contains(kind)).unwrap_or(kinds.len())
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::oci::media_type;

    /// Asks, makes the changes, and goes on; what changed, in short.
    fn ask(held: &mut (StandingRegistry, Storage), method: Method, path: &str, body: &str) -> (Response, Vec<String>) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut request =
            Request::new(method, path).with_header("accept", media_type::MANIFEST).with_body(body.to_string());
        request.query = query.into();
        let answered = held.0.answer(Timestamp::default(), request);
        held.0 = answered.next;
        let mut said = Vec::new();
        for change in answered.changes {
            let sign = if change.content.is_some() { '+' } else { '-' };
            let parts =
                change.path.split('/').filter(|part| part.len() < 64 && !["docker", "registry", "v2"].contains(part));
            said.push(format!("{sign}{}", parts.collect::<Vec<_>>().join("/")));
            match change.content {
                Some(content) => held.1.insert(change.path, content),
                None => held.1.remove(&change.path),
            };
        }
        (answered.response, said)
    }

    #[test]
    fn what_a_file_names_is_written_before_it_and_removed_after_it() {
        let mut held = (StandingRegistry::open(&Storage::new(), Timestamp::default()), Storage::new());
        let config = Digest::of(b"{}");
        let (started, nothing) = ask(&mut held, Method::POST, "/v2/app/blobs/uploads/", "");
        let location = started.header("location").unwrap().to_string();
        let (_, still_nothing) = ask(&mut held, Method::PATCH, &location, "{}");
        assert_eq!((nothing, still_nothing), (vec![], vec![]), "an upload under way is not kept");
        let (_, blob) = ask(&mut held, Method::PUT, &format!("{location}?digest={config}"), "");
        assert_eq!(blob, ["+blobs/sha256/44/data", "+repositories/app/_layers/sha256/link"]);
        let manifest = format!(
            "{{\"schemaVersion\":2,\"mediaType\":\"{}\",\"config\":{{\"mediaType\":\"x\",\"size\":2,\"digest\":\"{config}\"}},\"layers\":[]}}",
            media_type::MANIFEST
        );
        let (put, tag) = ask(&mut held, Method::PUT, "/v2/app/manifests/1", &manifest);
        assert_eq!(put.status, StatusCode::CREATED);
        let files = [
            "_manifests/revisions/sha256/link",
            "_manifests/tags/1/index/sha256/link",
            "_manifests/tags/1/current/link",
        ];
        let named: Vec<String> = files.iter().map(|file| format!("+repositories/app/{file}")).collect();
        assert!(tag[0].starts_with("+blobs/sha256/") && tag[1..] == named[..], "{tag:?}");
        assert_eq!(StandingRegistry::open(&held.1, Timestamp::default()).state.to_storage(), held.0.state.to_storage());

        let digest = Digest::of(manifest.as_bytes());
        let (_, gone) = ask(&mut held, Method::DELETE, &format!("/v2/app/manifests/{digest}"), "");
        let named: Vec<String> = files.iter().rev().map(|file| format!("-repositories/app/{file}")).collect();
        assert!(gone[..3] == named[..] && gone[3].starts_with("-blobs/"), "{gone:?}");
    }

    #[test]
    fn an_upload_that_nobody_ends_is_given_up() {
        let mut held = (StandingRegistry::open(&Storage::new(), Timestamp::default()), Storage::new());
        let (started, _) = ask(&mut held, Method::POST, "/v2/app/blobs/uploads/", "");
        let location = started.header("location").unwrap().to_string();
        ask(&mut held, Method::PATCH, &location, "some bytes");
        assert_eq!((held.0.give_up_uploads(Timestamp::default()), held.0.size()), (0, 10));
        assert_eq!((held.0.give_up_uploads(Timestamp(1)), held.0.size()), (1, 0));
        assert_eq!(ask(&mut held, Method::PATCH, &location, "more").0.status, StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_refusal_has_the_registrys_form() {
        let response = Response::refused(ErrorCode::SizeInvalid, StatusCode::PAYLOAD_TOO_LARGE, "too large");
        let text = response.body.to_bytes();
        assert_eq!(text, "{\"errors\":[{\"code\":\"SIZE_INVALID\",\"message\":\"too large\"}]}\n");
        assert_eq!(response.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(response.header("docker-distribution-api-version"), Some("registry/2.0"));
    }
}
