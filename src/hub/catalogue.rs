//! [`Catalogue`]: a Hub described by text files, one a repository. A file is read when its repository is asked for,
//! an image is made when its tag is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::fileset::FileSet;
use super::form::{self, FormError, HubForm, ImageForm, RepositoryForm};
use super::image::{Built, LayerOf, Plan, Row, StackedImage};
use super::lock::{self, Line, Lock};
use super::locked_blob;
use super::older::{Older, Rewording};
use super::recipe::LayerSpec;
use super::{Hub, HubFiles};
use crate::clock::Timestamp;
use crate::content::Source;
use crate::oci::{Blob, Digest, Platform, Tag};
use crate::registry::{Account, Badge, Happening, Library, Listing, PullLimits, Stock, StockManifest};

/// The Hub's own file.
pub(super) const HUB_FILE: &str = "hub.toml";
/// How many images may be built one on the other.
const TALLEST: usize = 16;
/// The platforms of an image that names none.
const USUAL_PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64/v8"];

/// A Hub described by text files. Clones are the same Hub.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

/// What a catalogue and the recipes that come from it share.
pub struct Inner {
    files: Arc<dyn HubFiles>,
    hub: HubForm,
    lock: OnceLock<Lock>,
    /// By full path (`library/nginx`).
    repositories: BTreeMap<String, Repository>,
}

/// An image's file, repository and description; for an old one, how its file sets are changed.
type Found<'a> = (&'a str, &'a RepositoryForm, Cow<'a, ImageForm>, Option<Rewording>);

/// A repository's file, as far as it has been read.
struct Repository {
    file: String,
    head: OnceLock<RepositoryForm>,
    form: OnceLock<Result<RepositoryForm, FormError>>,
    images: OnceLock<BTreeMap<String, OnceLock<Option<Built>>>>,
    older: OnceLock<Result<Older, FormError>>,
    /// Old images that were asked for.
    old_images: OnceLock<BTreeMap<String, OnceLock<Option<Built>>>>,
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Catalogue({} repositories)", self.repositories.len())
    }
}

impl Deref for Catalogue {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl Catalogue {
    /// Opens a folder of files; reads only `hub.toml`. The other files are read when they are needed, and a
    /// repository whose file is wrong is not there: see [`crate::hub::open`].
    pub fn open(files: Arc<dyn HubFiles>) -> Result<Catalogue, FormError> {
        let hub = match files.read(HUB_FILE) {
            Some(text) => form::read(HUB_FILE, &text)?,
            None => HubForm::default(),
        };
        Ok(Inner { hub, ..Inner::empty(files) }.into())
    }

    /// The same without `hub.toml`.
    pub(super) fn empty(files: Arc<dyn HubFiles>) -> Catalogue {
        Inner::empty(files).into()
    }

    /// The same with another lock, nothing made yet.
    pub(super) fn with_lock(&self, lock: Lock) -> Catalogue {
        Inner { hub: self.hub.clone(), lock: lock.into(), ..Inner::empty(self.files.clone()) }.into()
    }
}

impl From<Inner> for Catalogue {
    fn from(inner: Inner) -> Self {
        Catalogue { inner: Arc::new(inner) }
    }
}

impl Inner {
    fn empty(files: Arc<dyn HubFiles>) -> Inner {
        let mut repositories = BTreeMap::new();
        for file in files.files() {
            let Some(name) = file.strip_suffix(".toml").filter(|_| file != HUB_FILE) else { continue };
            let path = full_path(name);
            let (head, form, images, older, old_images) = Default::default();
            repositories.insert(path, Repository { file, head, form, images, older, old_images });
        }
        Inner { files, hub: HubForm::default(), lock: OnceLock::new(), repositories }
    }

    pub(super) fn lock(&self) -> &Lock {
        self.lock.get_or_init(|| self.files.read(lock::FILE).map(Lock::read).unwrap_or_default())
    }

    /// Reads the files that are `wanted` and says all that is wrong with them; makes no image.
    pub fn check(&self, wanted: impl Fn(&str) -> bool) -> Vec<FormError> {
        let mut errors = Vec::new();
        for (path, repository) in self.repositories.iter().filter(|(_, repository)| wanted(&repository.file)) {
            let form = match self.form_of(repository) {
                Ok(form) => form,
                Err(error) => {
                    errors.push(error.clone());
                    continue;
                }
            };
            let mut tags = BTreeSet::new();
            let mut wrong = |reason: String| errors.push(FormError::of(&repository.file, reason));
            for (key, image) in &form.images {
                for tag in &image.tags {
                    if Tag::new(tag).is_err() {
                        wrong(format!("images.{key}: `{tag}` is no tag"));
                    }
                    if !tags.insert(tag) {
                        wrong(format!("images.{key}: two images have the tag `{tag}`"));
                    }
                }
            }
            for event in &form.events {
                if !form.images.contains_key(&event.image) {
                    wrong(format!("events: there is no image `{}`", event.image));
                }
            }
            let plans = form.images.keys().map(|key| self.plan(path, key));
            errors.extend(plans.filter_map(Result::err));
            match self.older_of(repository) {
                Ok(older) => errors.extend(older.samples().filter_map(|name| self.plan(path, name).err())),
                Err(error) => errors.push(error.clone()),
            }
        }
        errors
    }

    fn form_of<'a>(&self, repository: &'a Repository) -> Result<&'a RepositoryForm, &'a FormError> {
        let read = || {
            let text = self.files.read(&repository.file);
            let text = text.ok_or_else(|| FormError::of(&repository.file, "cannot be read"))?;
            form::read(&repository.file, &text)
        };
        repository.form.get_or_init(read).as_ref()
    }

    /// Its old images.
    fn older_of<'a>(&self, repository: &'a Repository) -> Result<&'a Older, &'a FormError> {
        let form = self.form_of(repository)?;
        repository.older.get_or_init(|| Older::read(&repository.file, form, &self.hub)).as_ref()
    }

    /// The keys before the first table: in TOML, all that belong to the repository itself.
    fn head_of<'a>(&self, repository: &'a Repository) -> &'a RepositoryForm {
        if let Some(Ok(form)) = repository.form.get() {
            return form;
        }
        repository.head.get_or_init(|| {
            let text = self.files.read(&repository.file).unwrap_or_default();
            let end = text.windows(2).position(|pair| pair == b"\n[").map_or(text.len(), |at| at + 1);
            let head = text.get(..end).unwrap_or_default();
            form::read(&repository.file, head)
                .ok()
                .or_else(|| self.form_of(repository).ok().cloned())
                .unwrap_or_default()
        })
    }

    fn thousandths(&self, platform: &str) -> u64 {
        let factor = self.hub.platforms.get(platform).copied().unwrap_or(1.0);
        (factor.clamp(0.0, 1000.0) * 1000.0).round() as u64
    }

    /// All that the image `key` of a repository is made from.
    fn plan(&self, path: &str, key: &str) -> Result<Plan, FormError> {
        let (file, form, mut image, _) = self.image_form(path, key)?;
        let wrong = |reason: String| FormError::of(file, format!("images.{key}: {reason}"));
        let version = image.tags.first().map_or(key, |tag| tag).to_string();
        let mut added = Vec::new();
        let mut real = key.to_string();
        if let Some(other) = image.same_as.clone() {
            added = image.adds_platforms.clone();
            let found = form.images.get(&other).ok_or_else(|| wrong(format!("there is no image `{other}`")))?;
            image = Cow::Borrowed(found);
            real = other;
        }
        let platforms = match &image.platforms {
            Some(names) => names.iter().map(String::as_str).collect(),
            None => USUAL_PLATFORMS.to_vec(),
        };
        let mut parsed = Vec::new();
        for name in platforms.into_iter().chain(added.iter().map(String::as_str)) {
            let platform = platform(name).ok_or_else(|| wrong(format!("`{name}` is no platform (linux/amd64)")))?;
            parsed.push((platform, self.thousandths(name)));
        }
        let name = path.strip_prefix("library/").unwrap_or(path);
        Ok(Plan {
            name: name.into(),
            official: path.starts_with("library/"),
            version,
            stack: self.stack(path, &real)?,
            platforms: parsed,
            config: image.config.clone(),
            attestation_bytes: image.attestation_bytes,
        })
    }

    fn image_form(&self, path: &str, key: &str) -> Result<Found<'_>, FormError> {
        let repository = self.repositories.get(path);
        let repository = repository.ok_or_else(|| FormError::of(path, "there is no such repository"))?;
        let form = self.form_of(repository).map_err(FormError::clone)?;
        if let Some(image) = form.images.get(key) {
            return Ok((&repository.file, form, Cow::Borrowed(image), None));
        }
        let old = self.older_of(repository).map_err(FormError::clone)?.image(form, key);
        let (image, words) =
            old.ok_or_else(|| FormError::of(&repository.file, format!("there is no image `{key}`")))?;
        Ok((&repository.file, form, Cow::Owned(image), Some(words)))
    }

    /// The image and those that it is built on, bottom first.
    fn stack(&self, path: &str, key: &str) -> Result<Vec<StackedImage>, FormError> {
        let mut stack = Vec::new();
        let mut next = Some((path.to_string(), key.to_string()));
        while let Some((path, key)) = next {
            let (file, _, image, _) = self.image_form(&path, &key)?;
            let wrong = |reason: String| FormError::of(file, format!("images.{key}: {reason}"));
            if stack.len() == TALLEST {
                return Err(wrong(format!("more than {TALLEST} images are built one on the other")));
            }
            next = match &image.base {
                None => None,
                Some(base) => {
                    let (name, key) = base
                        .split_once('#')
                        .ok_or_else(|| wrong(format!("base `{base}` is not REPOSITORY#IMAGE (debian#trixie)")))?;
                    let path = full_path(name);
                    self.image_form(&path, key).map_err(|error| wrong(format!("base `{base}`: {}", error.reason)))?;
                    Some((path, key.to_string()))
                }
            };
            stack.push((path, key));
        }
        let forms = |name: &str| {
            let repository = self.repositories.get(&full_path(name));
            repository.and_then(|repository| self.form_of(repository).ok())
        };
        let mut known = BTreeSet::from(["/".to_string()]);
        let mut stacked = Vec::new();
        for (path, key) in stack.into_iter().rev() {
            let (file, form, image, old) = self.image_form(&path, &key)?;
            let wrong = |reason: String| FormError::of(file, format!("images.{key}: {reason}"));
            let created = image.created.ok_or_else(|| wrong("`created` is missing".into()))?;
            let mut rows = Vec::new();
            for row in &image.history {
                if row.unchanged && row.files.is_some() {
                    return Err(wrong(format!("`{}` has `files` and is `unchanged`", row.by)));
                }
                let files = match &row.files {
                    None => None,
                    Some(name) => {
                        let mut set = FileSet::read(&forms, form, file, format!("{path}/{name}"), name, &mut known)?;
                        if let Some(words) = &old {
                            words.files(&mut set);
                        }
                        let fingerprint = set.fingerprint();
                        Some((Arc::new(set), fingerprint))
                    }
                };
                rows.push(Row { history: row.clone(), files });
            }
            stacked.push(StackedImage { label: format!("{path}#{key}"), created: created.0, rows, old: old.is_some() });
        }
        // An old image was built on what there was on its day.
        if let Some(day) = stacked.last().filter(|top| top.old).map(|top| top.created) {
            stacked.iter_mut().for_each(|below| below.created = below.created.min(day));
        }
        Ok(stacked)
    }

    pub(super) fn built(&self, path: &str, key: &str) -> Option<&Built> {
        let image = self.images(path)?.get(key).or_else(|| self.old_images(path)?.get(key))?;
        image.get_or_init(|| self.plan(path, key).ok().map(|plan| plan.build(self.lock()))).as_ref()
    }

    fn images(&self, path: &str) -> Option<&BTreeMap<String, OnceLock<Option<Built>>>> {
        let repository = self.repositories.get(path)?;
        let form = self.form_of(repository).ok()?;
        let empty = || form.images.keys().map(|key| (key.clone(), OnceLock::new())).collect();
        Some(repository.images.get_or_init(empty))
    }

    fn old_images(&self, path: &str) -> Option<&BTreeMap<String, OnceLock<Option<Built>>>> {
        let repository = self.repositories.get(path)?;
        let older = self.older_of(repository).ok()?;
        let empty = || older.names().map(|name| (name.to_string(), OnceLock::new())).collect();
        Some(repository.old_images.get_or_init(empty))
    }

    /// What `find` finds in the images of a repository: first in those that are made already. Old images that nobody asked
    /// for by tag are not made for this.
    fn find<T>(&self, path: &str, find: impl Fn(&Built) -> Option<T>) -> Option<T> {
        let images = self.images(path)?;
        let old = self.repositories.get(path).and_then(|repository| repository.old_images.get());
        let made = images.values().chain(old.into_iter().flat_map(BTreeMap::values));
        let made = made.filter_map(|image| image.get()?.as_ref()).find_map(&find);
        made.or_else(|| images.keys().filter_map(|key| self.built(path, key)).find_map(&find))
    }

    /// Tag and image of a repository at a moment.
    fn tag_map(&self, path: &str, at: Timestamp) -> BTreeMap<String, String> {
        let form = self.repositories.get(path).and_then(|repository| self.form_of(repository).ok());
        let Some(form) = form else { return BTreeMap::new() };
        let images = form.images.iter();
        let mut tags: BTreeMap<String, String> =
            images.flat_map(|(key, image)| image.tags.iter().map(|tag| (tag.clone(), key.clone()))).collect();
        let mut events: Vec<_> = form.events.iter().filter(|event| event.at.0 <= at).collect();
        events.sort_by_key(|event| event.at);
        for event in events {
            for tag in event.moves.iter().chain(&event.adds) {
                tags.insert(tag.clone(), event.image.clone());
            }
        }
        tags
    }

    /// Every layer of every image for every platform, with its label.
    pub(super) fn specs(&self) -> Vec<(String, LayerSpec)> {
        let mut specs = Vec::new();
        for (path, key) in self.keys() {
            let Ok(plan) = self.plan(&path, &key) else { continue };
            for (platform, thousandths) in &plan.platforms {
                specs.extend(plan.layers(platform, *thousandths).into_iter().filter_map(|layer| match layer {
                    LayerOf::Unchanged => None,
                    LayerOf::Spec(label, spec) => Some((label, *spec)),
                }));
            }
        }
        specs
    }

    /// The layer that a label of the lock names.
    pub(super) fn spec(&self, path: &str, key: &str, label: &str) -> Option<LayerSpec> {
        let plan = self.plan(path, key).ok()?;
        let named = label.rsplit_once(' ').and_then(|(_, name)| Some((platform(name)?, self.thousandths(name))));
        let platforms = named.map_or(plan.platforms.clone(), |named| vec![named]);
        let mut layers = platforms.iter().flat_map(|(platform, thousandths)| plan.layers(platform, *thousandths));
        layers.find_map(|layer| match layer {
            LayerOf::Spec(other, spec) if other == label => Some(*spec),
            _ => None,
        })
    }

    /// What the lock should say of all statements.
    pub(super) fn statements(&self) -> Vec<Line> {
        let keys = self.keys();
        let built = keys.iter().filter_map(|(path, key)| self.built(path, key));
        built.flat_map(|built| built.statements.iter().cloned()).collect()
    }

    fn keys(&self) -> Vec<(String, String)> {
        let mut keys = Vec::new();
        for (path, repository) in &self.repositories {
            if let Ok(form) = self.form_of(repository) {
                keys.extend(form.images.keys().map(|key| (path.clone(), key.clone())));
            }
        }
        keys
    }
}

impl Library for Catalogue {
    fn as_of(&self) -> Timestamp {
        self.hub.as_of.map_or(super::USUAL_DAY, |day| day.0)
    }

    fn repositories(&self) -> Vec<String> {
        let there = self.repositories.iter().filter(|(_, repository)| !self.head_of(repository).reserved);
        there.map(|(path, _)| path.clone()).collect()
    }

    fn repository(&self, path: &str) -> Option<Stock> {
        let head = self.head_of(self.repositories.get(path)?);
        if head.reserved {
            return None;
        }
        Some(Stock { private: head.private, listing: Some(listing(path, head)) })
    }

    fn tags(&self, path: &str, at: Timestamp) -> Vec<String> {
        let older = self.repositories.get(path).and_then(|repository| self.older_of(repository).ok());
        let old = older.into_iter().flat_map(Older::tags).map(|(tag, _)| tag.to_string());
        let all: BTreeSet<String> = self.tag_map(path, at).into_keys().chain(old).collect();
        all.into_iter().collect()
    }

    fn is_old(&self, path: &str, tag: &str) -> bool {
        let older = self.repositories.get(path).and_then(|repository| self.older_of(repository).ok());
        older.is_some_and(|older| older.tagged(tag).is_some())
    }

    fn tagged(&self, path: &str, tag: &str, at: Timestamp) -> Option<StockManifest> {
        if let Some(key) = self.tag_map(path, at).remove(tag) {
            return self.built(path, &key)?.top.clone();
        }
        let name = self.older_of(self.repositories.get(path)?).ok()?.tagged(tag)?;
        self.built(path, name)?.top.clone()
    }

    fn manifest(&self, path: &str, digest: &Digest) -> Option<StockManifest> {
        self.find(path, |built| built.manifests.get(digest).cloned())
    }

    fn blob(&self, path: &str, digest: &Digest) -> Option<Blob> {
        self.find(path, |built| built.blobs.get(digest).cloned())
    }

    fn has_blob(&self, path: &str, digest: &Digest) -> bool {
        self.find(path, |built| built.blobs.contains_key(digest).then_some(())).is_some()
    }

    fn listings(&self) -> Vec<Listing> {
        let heads = self.repositories.iter().map(|(path, repository)| (path, self.head_of(repository)));
        heads.filter(|(_, head)| !head.private).map(|(path, head)| listing(path, head)).collect()
    }

    fn timeline(&self) -> Vec<Happening> {
        let mut happenings = Vec::new();
        for (path, repository) in &self.repositories {
            let Ok(form) = self.form_of(repository) else { continue };
            happenings.extend(form.events.iter().map(|event| Happening {
                at: event.at.0,
                repository: path.clone(),
                event: event.event.clone(),
                moves: event.moves.clone(),
                adds: event.adds.clone(),
                note: event.note.clone(),
            }));
        }
        happenings.sort_by_key(|happening| happening.at);
        happenings
    }

    fn accounts(&self) -> Vec<Account> {
        let mut accounts = Account::usual();
        accounts.retain(|usual| self.hub.accounts.iter().all(|own| own.name != usual.name));
        accounts.extend(self.hub.accounts.iter().cloned());
        accounts
    }

    fn limits(&self) -> PullLimits {
        let (own, usual) = (&self.hub.limits, PullLimits::default());
        PullLimits {
            anonymous: own.anonymous.unwrap_or(usual.anonymous),
            account: own.account.unwrap_or(usual.account),
            window: own.window.unwrap_or(usual.window),
            message: own.message.clone().unwrap_or(usual.message),
        }
    }
}

impl Hub for Catalogue {
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        let digest: Digest = format!("sha256:{sha256}").parse().ok()?;
        if let Some(line) = recipe {
            let line = Line::read(line).filter(|line| line.digest == digest)?;
            return locked_blob::source(self.inner.clone(), line, true);
        }
        let locked = self.lock().with_digest(sha256);
        if let Some(source) = locked.and_then(|line| locked_blob::source(self.inner.clone(), line, false)) {
            return Some(source);
        }
        let source = |built: &Built| built.blobs.get(&digest)?.content().source().cloned();
        self.repositories.keys().find_map(|path| self.find(path, source))
    }
}

fn full_path(name: &str) -> String {
    if name.contains('/') { name.to_string() } else { format!("library/{name}") }
}

fn listing(path: &str, head: &RepositoryForm) -> Listing {
    let official = path.starts_with("library/");
    Listing {
        name: path.strip_prefix("library/").unwrap_or(path).into(),
        description: head.description.clone(),
        stars: head.stars,
        pulls: head.pulls,
        official,
        automated: false,
        badge: head.badge.unwrap_or(if official { Badge::Official } else { Badge::Community }),
    }
}

fn platform(text: &str) -> Option<Platform> {
    let mut parts = text.splitn(3, '/').map(str::to_string);
    let (os, architecture) = (parts.next()?, parts.next()?);
    if os.is_empty() || architecture.is_empty() {
        return None;
    }
    Some(Platform { os, architecture, variant: parts.next().unwrap_or_default(), ..Platform::default() })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::hub::builtin_catalogue;
    use crate::hub::form::Moment;

    fn refused(text: &'static str) -> String {
        let files = BTreeMap::from([("own.toml".to_string(), Bytes::from(text))]);
        let errors = Catalogue::open(Arc::new(files)).unwrap().check(|_| true);
        errors.iter().map(|error| format!("{error}\n")).collect()
    }

    #[test]
    fn the_builtin_files_are_right() {
        assert_eq!(builtin_catalogue().check(|_| true), []);
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        insta::assert_snapshot!(refused("[images.a]\ncreated = \"2026-01-01\"\nbase = \"debian#x\""), @"own.toml: images.a: base `debian#x`: there is no such repository");
        insta::assert_snapshot!(refused("[images.a]\ncreated = \"2026-01-01\"\nbase = \"own#a\""), @"own.toml: images.a: more than 16 images are built one on the other");
        insta::assert_snapshot!(refused("[images.a]\nhistory = [{ by = \"RUN x\", files = \"x\" }]"), @"own.toml: images.a: `created` is missing");
        insta::assert_snapshot!(refused("[images.a]\ncreated = \"2026-01-01\"\nhistory = [{ by = \"RUN x\", files = \"x\" }]"), @"own.toml: there is no file set `x`");
        insta::assert_snapshot!(refused("[images.a]\ncreated = \"2026-01-01\"\nplatforms = [\"amd64\"]"), @"own.toml: images.a: `amd64` is no platform (linux/amd64)");
        insta::assert_snapshot!(refused("[images.a]\ntags = [\"-x\"]\ncreated = \"2026-01-01\"\n[images.b]\ntags = [\"-x\"]\nsame_as = \"a\"\n[[events]]\nat = \"2026-01-01\"\nevent = \"publish\"\nimage = \"c\""), @"
        own.toml: images.a: `-x` is no tag
        own.toml: images.b: `-x` is no tag
        own.toml: images.b: two images have the tag `-x`
        own.toml: events: there is no image `c`
        ");
    }

    #[test]
    fn search_and_repositories_need_only_the_heads_of_files() {
        let catalogue = builtin_catalogue();
        let nginx = catalogue.listings().into_iter().find(|listing| listing.name == "nginx").unwrap();
        assert_eq!((nginx.stars, nginx.official, nginx.badge), (21_394, true, Badge::Official));
        assert!(catalogue.repositories().contains(&"library/nginx".to_string()));
        assert!(!catalogue.repositories().contains(&"library/scratch".to_string()));
        assert!(catalogue.repository("acme-training/webapp").unwrap().private);
        assert!(catalogue.listings().iter().all(|listing| listing.name != "acme-training/webapp"));
    }

    #[test]
    fn tags_move_when_their_day_comes() {
        let catalogue = builtin_catalogue();
        let names = |day: &str, tag: &str| {
            let at = Moment::try_from(day.to_string()).unwrap().0;
            catalogue.tag_map("library/nginx", at).get(tag).cloned().unwrap_or_default()
        };
        assert_eq!(names("2026-07-20", "latest"), "1.31.3");
        assert_eq!(names("2026-08-21", "latest"), "1.31.4");
        assert_eq!(names("2026-08-26", "1.31.4"), "1.31.4-rebuild");
        assert_eq!(names("2026-09-22", "latest"), "1.31.6");
        assert_eq!((names("2026-08-21", "1.31.6"), names("2026-09-23", "1.31.6")), ("".into(), "1.31.6".into()));
        let days: Vec<_> = catalogue.timeline().iter().map(|happening| happening.at).collect();
        assert!(days.is_sorted() && days.len() == 7);
    }
}
