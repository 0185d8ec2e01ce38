//! [`Catalogue`]: a Hub described by text files, one a repository. A file is read when its repository is asked for,
//! an image is made when its tag is.

mod locked_blob;
mod making;
mod offered;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::HubFiles;
use super::form::{self, FormError, HubForm, RepositoryForm};
use super::image::{Built, LayerOf};
use super::lock::line::{FILE, Line, Lock};
use super::older::Older;
use super::recipe::LayerSpec;
use super::total::{self, Total};
use crate::clock::Timestamp;
use crate::oci::Tag;

/// The Hub's own file.
pub(super) const HUB_FILE: &str = "hub.toml";

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
        total::one(HUB_FILE, files.size(HUB_FILE).unwrap_or(0))?;
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
        self.lock.get_or_init(|| self.files.read(FILE).map(Lock::read).unwrap_or_default())
    }

    /// Reads the files that are `wanted` and says all that is wrong with them; makes no image. Where all together are
    /// too much, nothing after that is read.
    pub fn check(&self, wanted: impl Fn(&str) -> bool) -> Vec<FormError> {
        let mut errors = Vec::new();
        let read = self.read_all(wanted, &mut Total::default(), &mut errors);
        errors.extend(read.err());
        errors
    }

    /// What all files come to.
    #[cfg(test)]
    pub(super) fn total(&self) -> Total {
        let mut total = Total::default();
        let _ = self.read_all(|_| true, &mut total, &mut Vec::new());
        total
    }

    fn read_all(
        &self,
        wanted: impl Fn(&str) -> bool,
        total: &mut Total,
        errors: &mut Vec<FormError>,
    ) -> Result<(), FormError> {
        total::list(FILE, self.files.size(FILE).unwrap_or(0))?;
        for (path, repository) in self.repositories.iter().filter(|(_, repository)| wanted(&repository.file)) {
            total.file(&repository.file, self.files.size(&repository.file).unwrap_or(0))?;
            let form = match self.form_of(repository) {
                Ok(form) => form,
                Err(error) => {
                    errors.push(error.clone());
                    continue;
                }
            };
            total.form(form, &repository.file)?;
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
            for key in form.images.keys() {
                match self.plan(path, key) {
                    Ok(plan) => total.planned(plan.entries(), &repository.file)?,
                    Err(error) => errors.push(error),
                }
            }
            match self.older_of(repository) {
                Ok(older) => errors.extend(older.samples().filter_map(|name| self.plan(path, name).err())),
                Err(error) => errors.push(error.clone()),
            }
        }
        Ok(())
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
        let named =
            label.rsplit_once(' ').and_then(|(_, name)| Some((making::platform(name)?, self.thousandths(name))));
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

fn full_path(name: &str) -> String {
    if name.contains('/') { name.to_string() } else { format!("library/{name}") }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::hub::builtin_catalogue;
    use crate::hub::form::Moment;
    use crate::registry::{Badge, Library};

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
        insta::assert_snapshot!(refused("[images.a]\ncreated = \"2026-01-01\"\nhistory = [{ by = \"1\", files = \"x\" }, { by = \"2\", files = \"x\" }, { by = \"3\", files = \"x\" }, { by = \"4\", files = \"x\" }]\n[files]\nx = [{ bulk = \"/a{n}\", count = 20000, size = 1 }]"), @"own.toml: images.a: more than 60000 files and folders in all its layers");
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
