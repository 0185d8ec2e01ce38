//! What a conversion asks for: configs of bases, named contexts, the ignore file (BuildKit's `frontend/dockerui`,
//! `util/imageutil`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::board::{Bytes, Shown};
use super::context;
use super::convert::{EMPTY_IMAGE, Gateway, NamedContext, ResolvedImage};
use super::fault::{Fault, Outcome};
use super::graph::RemoteSource;
use super::ignore::Ignore;
use super::limits;
use super::remote::{self, Kind, context_step};
use super::solve::{MILLISECOND, Solver};
use crate::clock::Timestamp;
use crate::engine::Event;
use crate::engine::api::{Context, LocalFiles};
use crate::engine::images::Wanted;
use crate::engine::images::descriptor::{Descriptor, Manifest, manifest_type};
use crate::oci::{Blob, Digest, ImageConfig, Named, Platform, Reference};
use crate::registry::client::{Remote, RemoteError};
use crate::vfs::{Files, Tree};

/// An image of a registry or of the store, for one platform.
#[derive(Clone, Debug)]
pub struct FoundImage {
    /// What the name stands for: an index or a manifest.
    pub target: Digest,
    pub manifest: Digest,
    pub config: ImageConfig,
}

/// Indexes inside indexes that are followed.
const MAX_DEPTH: usize = 8;
/// What asking a registry takes.
const REMOTE: i64 = 250 * MILLISECOND;
/// What looking into the store takes.
const NEAR: i64 = 15 * MILLISECOND;

/// The gateway of one conversion.
pub struct BuildGateway<'s, 'a, 'd> {
    pub solver: &'s mut Solver<'a, 'd>,
    /// When what is asked for now begins, and when all that has been asked for has been answered.
    pub now: Timestamp,
    pub end: Timestamp,
    /// The file of patterns beside the Dockerfile, if there is one: its name and its text.
    pub own_ignore: Option<(String, String)>,
    /// Images that have been asked for.
    pub known: BTreeMap<(String, String), FoundImage>,
    pub ignore: Option<Ignore>,
}

impl BuildGateway<'_, '_, '_> {
    fn took(&mut self, took: i64) -> Timestamp {
        let end = self.now.plus(took);
        self.end = self.end.max(end);
        end
    }

    /// What came before is done when the next begins.
    fn after(&mut self) {
        self.now = self.end.max(self.now);
    }

    fn find(&mut self, name: &str, platform: &Platform, shown: &str) -> Outcome<FoundImage> {
        let key = (name.to_string(), platform.to_string());
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let step = Shown::internal(shown, &format!("{:?} {}", self.now, self.solver.place));
        let near = if self.solver.request.pull { None } else { self.stored(name, platform).transpose() };
        let took = if near.is_some() { NEAR } else { REMOTE };
        let started = self.now;
        if near.is_none() {
            self.authorised(name);
        }
        let found = near.unwrap_or_else(|| self.fetched(name, platform));
        let end = self.took(took);
        self.solver.board.start(&step, started);
        match found {
            Ok(found) => {
                self.solver.board.complete(&step, started, end);
                self.known.insert(key, found.clone());
                Ok(found)
            }
            Err(fault) => {
                if let Fault::Failed { message, .. } = &fault {
                    self.solver.board.fail(&step, started, end, message);
                }
                Err(fault.within(format_args!("failed to resolve source metadata for {name}")))
            }
        }
    }

    /// An image of the store: the name counts, whatever the registry has by now.
    fn stored(&mut self, name: &str, platform: &Platform) -> Outcome<Option<FoundImage>> {
        let images = &self.solver.daemon.state.images;
        let target = match Reference::parse(name) {
            Ok(Reference { digest: Some(digest), .. }) => {
                images.names_of(&digest).into_iter().next().map(|(_, name)| name.target)
            }
            _ => images.name(name).map(|name| name.target.clone()),
        };
        let Some(target) = target else { return Ok(None) };
        let manifest = match self.choose(&target, platform, None)? {
            Some(manifest) => manifest,
            None => return Err(no_match()),
        };
        let images = &self.solver.daemon.state.images;
        match images.config_of(&manifest.digest) {
            Some(config) => {
                let config = Arc::unwrap_or_clone(config);
                Ok(Some(FoundImage { target: target.digest, manifest: manifest.digest, config }))
            }
            None => Ok(None),
        }
    }

    /// The manifest for a platform: the target itself, whatever it is for, or the best one of its index.
    fn choose(
        &mut self,
        target: &Descriptor,
        platform: &Platform,
        remote: Option<&Named>,
    ) -> Outcome<Option<Descriptor>> {
        let wanted = Wanted::Runs(platform.clone());
        let mut index = target.clone();
        for _ in 0..MAX_DEPTH {
            if !index.is_index() {
                return Ok(index.is_manifest().then_some(index));
            }
            let Some(best) = wanted.best(self.solver.daemon.state.images.children(&index)) else { return Ok(None) };
            if let Some(remote) = remote {
                self.fetch(remote, &best)?;
            }
            index = best;
        }
        Ok(None)
    }

    /// An image of a registry.
    fn fetched(&mut self, name: &str, platform: &Platform) -> Outcome<FoundImage> {
        let reference = Reference::parse(name).map_err(|error| Fault::new(error.to_string()))?;
        let auth = self.solver.request.login(&reference.name);
        let mut wire = self.solver.daemon.wire();
        let mut remote = Remote::new(&mut wire, &reference.name, auth.clone());
        let found = remote.resolve(&reference).map_err(|error| told(&error))?;
        let target = Descriptor::new(&found.media_type, found.digest, found.size);
        self.fetch(&reference.name, &target)?;
        let manifest = self.choose(&target, platform, Some(&reference.name))?.ok_or_else(no_match)?;
        self.fetch(&reference.name, &manifest)?;
        let missing = || Fault::new(format!("content digest {}: not found", manifest.digest));
        let document: Arc<Manifest> = self.solver.images().read(&manifest.digest).ok_or_else(missing)?;
        self.fetch(&reference.name, &document.config)?;
        let config: Arc<ImageConfig> = self.solver.images().read(&document.config.digest).ok_or_else(missing)?;
        let config = Arc::unwrap_or_clone(config);
        Ok(FoundImage { target: target.digest, manifest: manifest.digest, config })
    }

    fn fetch(&mut self, name: &Named, descriptor: &Descriptor) -> Outcome<()> {
        if self.solver.images().has(&descriptor.digest) {
            return Ok(());
        }
        let auth = self.solver.request.login(name);
        let mut wire = self.solver.daemon.wire();
        let mut remote = Remote::new(&mut wire, name, auth.clone());
        let document = descriptor.is_manifest() || descriptor.is_index();
        let blob = match document {
            true => remote.manifest(&descriptor.digest, &descriptor.media_type).map(|fetched| fetched.blob),
            false => remote.blob(&descriptor.digest, &descriptor.media_type),
        };
        let blob = blob.map_err(|error| told(&error))?;
        self.solver.images().put(descriptor, &blob);
        self.solver.images().add_source(&descriptor.digest, name.host(), name.path());
        self.solver.swept.push(descriptor.digest);
        if document {
            let (host, digest) = (name.host().to_string(), descriptor.digest);
            let reference = name.familiar();
            self.solver.daemon.events.push(Event::ManifestFetched { host, reference, digest });
        }
        Ok(())
    }

    /// The step that gets a token for who is logged in.
    fn authorised(&mut self, name: &str) {
        let Ok(reference) = Reference::parse(name) else { return };
        let host = reference.name.host();
        let has_login = self
            .solver
            .request
            .credentials
            .get(host)
            .is_some_and(|credentials| !credentials.username.is_empty() || !credentials.identity_token.is_empty());
        if host != "docker.io" || !has_login {
            return;
        }
        let text = format!("[auth] {}:pull token for registry-1.docker.io", reference.name.path());
        let step = Shown::internal(text, &format!("{:?}", self.now));
        let end = self.now.plus(REMOTE / 2);
        self.solver.board.start(&step, self.now);
        self.solver.board.complete(&step, self.now, end);
    }

    fn resolved(&self, name: &str, found: FoundImage) -> ResolvedImage {
        let reference = match Reference::parse(name) {
            Ok(reference) if reference.digest.is_none() => format!("{name}@{}", found.target),
            _ => name.to_string(),
        };
        let FoundImage { target, manifest, config } = found;
        ResolvedImage { reference, name: name.into(), target, manifest, config }
    }

    /// The name under which a context was given, if it was.
    fn context_name(&self, name: &str, platform: Option<&Platform>) -> Option<String> {
        if name.eq_ignore_ascii_case("scratch") || name.eq_ignore_ascii_case("context") {
            return None;
        }
        let reference = Reference::parse(name).ok()?;
        let familiar = reference.familiar();
        let familiar = familiar.strip_suffix(":latest").unwrap_or(&familiar).to_string();
        let platform = platform.cloned().unwrap_or_else(Platform::host).normalised();
        let contexts = &self.solver.request.named_contexts;
        let with_platform = format!("{familiar}::{platform}");
        [with_platform, familiar].into_iter().find(|name| contexts.contains_key(name))
    }

    /// Brings the ignore file of a context over; gives its patterns.
    fn load_ignore(&mut self, files: &LocalFiles, shown: String, name: &str) -> Outcome<Ignore> {
        let text = read_text(&files.files, ".dockerignore");
        self.solver.ignored.insert(name.to_string());
        let mut only = Tree::new();
        if let Some(node) = files.files.get("/.dockerignore") {
            let _ = only.put("/.dockerignore", node);
        }
        let received = context::received(only, None);
        let step = Shown::internal(shown, &format!("{:?} {}", self.now, self.solver.place));
        let started = self.now;
        let end = self.took(NEAR);
        self.solver.board.start(&step, started);
        let bytes = Bytes { total: 0, current: received.bytes };
        self.solver.board.sub(&step, format!("transferring {name}:"), started.plus(MILLISECOND), end, bytes);
        self.solver.board.complete(&step, started, end);
        match text {
            Some(text) => Ignore::file(&text).map_err(|fault| fault.within("failed parsing .dockerignore")),
            None => Ok(Ignore::default()),
        }
    }
}

impl Gateway for BuildGateway<'_, '_, '_> {
    fn image(&mut self, name: &str, platform: &Platform, shown: &str) -> Outcome<ResolvedImage> {
        let found = self.find(name, platform, shown)?;
        Ok(self.resolved(name, found))
    }

    fn has_context(&mut self, name: &str, platform: Option<&Platform>) -> bool {
        self.context_name(name, platform).is_some()
    }

    fn context(&mut self, name: &str, platform: &Platform) -> Outcome<NamedContext> {
        let Some(name) = self.context_name(name, Some(platform)) else { return Ok(NamedContext::Empty) };
        let Some(context) = self.solver.request.named_contexts.get(&name).cloned() else {
            return Ok(NamedContext::Empty);
        };
        match context {
            Context::Image(text) if text == EMPTY_IMAGE => Ok(NamedContext::Empty),
            Context::Image(text) => {
                let reference = Reference::parse(&text).map_err(|error| Fault::new(error.to_string()))?;
                let full = reference.or_latest().to_string();
                let found = self.find(&full, platform, &format!("[context {name}] load metadata for {text}"))?;
                // It is asked for by its name alone.
                let image = Box::new(ResolvedImage { reference: full.clone(), ..self.resolved(&full, found) });
                Ok(NamedContext::Image { image, shown: format!("[context {name}] {text}") })
            }
            Context::Layout { files, digest } => {
                let found = self.layout(&files, digest, platform, &name)?;
                let image = Box::new(self.resolved(&format!("docker.io/library/{name}"), found));
                Ok(NamedContext::Image { image, shown: format!("[context {name}] OCI load from client") })
            }
            Context::Remote(text) => match remote::kind(&text)? {
                Some(kind) => {
                    let shown = match kind {
                        Kind::Git => context_step(kind, &text),
                        Kind::Http => format!("[context {name}] {text}"),
                    };
                    Ok(NamedContext::Remote { source: RemoteSource { kind, url: text }, shown })
                }
                None => Err(Fault::new(format!("unsupported context source {text} for {name}"))),
            },
            Context::Archive(_) => Err(Fault::new(format!("unsupported context source - for {name}"))),
            Context::Local(files) => {
                let ignore = self.load_ignore(&files, format!("[context {name}] load .dockerignore"), &name)?;
                let shown = format!("[context {name}] load from client");
                Ok(NamedContext::Local { exclude: ignore.patterns().to_vec(), shown, name })
            }
        }
    }

    fn ignore(&mut self) -> Outcome<Ignore> {
        if let Some(ignore) = &self.ignore {
            return Ok(ignore.clone());
        }
        self.after();
        let ignore = match (self.own_ignore.clone(), &self.solver.request.context) {
            (Some((name, text)), _) => {
                Ignore::file(&text).map_err(|fault| fault.within(format_args!("failed parsing {name}")))?
            }
            (None, Context::Local(files)) => {
                let files = files.clone();
                self.load_ignore(&files, "[internal] load .dockerignore".into(), "context")?
            }
            (None, _) => Ignore::default(),
        };
        self.ignore = Some(ignore.clone());
        Ok(ignore)
    }
}

impl BuildGateway<'_, '_, '_> {
    /// An image of a layout on the client's side: its blobs come into the store.
    fn layout(&mut self, files: &Tree, digest: Digest, platform: &Platform, name: &str) -> Outcome<FoundImage> {
        let missing = |digest: &Digest| Fault::new(format!("content digest {digest}: not found"));
        let place = |digest: &Digest| format!("/blobs/sha256/{}", digest.hex());
        let document = files.read(&place(&digest)).map_err(|_| missing(&digest))?;
        let document = Blob::verified(document, digest).map_err(|error| Fault::new(error.to_string()))?;
        let kind = manifest_type(&document).ok_or_else(|| missing(&digest))?;
        let target = Descriptor::new(&kind, digest, document.size());
        let mut todo = vec![target.clone()];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(descriptor) = todo.pop() {
            if !seen.insert(descriptor.digest) || seen.len() > limits::STEPS {
                continue;
            }
            let Ok(content) = files.read(&place(&descriptor.digest)) else { continue };
            let blob = Blob::verified(content, descriptor.digest);
            let blob = blob.map_err(|error| Fault::new(error.to_string()))?;
            self.solver.images().put(&descriptor, &blob);
            self.solver.swept.push(descriptor.digest);
            todo.extend(self.solver.images().children(&descriptor));
        }
        let manifest = self.choose(&target, platform, None)?.ok_or_else(no_match)?;
        let config = self.solver.images().config_of(&manifest.digest).ok_or_else(|| missing(&manifest.digest))?;
        let step = Shown::internal(
            format!("[context {name}] load metadata for docker.io/library/{name}@{}", target.digest),
            &format!("{:?}", self.now),
        );
        let started = self.now;
        let end = self.took(NEAR);
        self.solver.board.start(&step, started);
        self.solver.board.complete(&step, started, end);
        let config = Arc::unwrap_or_clone(config);
        Ok(FoundImage { target: target.digest, manifest: manifest.digest, config })
    }
}

/// A small text file of a tree.
pub fn read_text(tree: &Tree, name: &str) -> Option<String> {
    let content = tree.read(&format!("/{name}")).ok()?;
    let bytes = content.bytes_up_to(limits::IGNORE_FILE).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn no_match() -> Fault {
    Fault::new("no match for platform in manifest: not found")
}

/// A registry's refusal as BuildKit tells it.
fn told(error: &RemoteError) -> Fault {
    let denied = "pull access denied, repository does not exist or may require authorization";
    Fault::new(match error.root() {
        RemoteError::Unauthorized(denial) => format!("{denied}: {denial}"),
        root => root.to_string(),
    })
}
