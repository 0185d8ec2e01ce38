//! From a repository's file to what one of its images is made from.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Inner, full_path};
use crate::hub::fileset::FileSet;
use crate::hub::form::{FormError, ImageForm, RepositoryForm};
use crate::hub::image::{Plan, Row, StackedImage};
use crate::hub::older::Rewording;
use crate::oci::Platform;

/// How many images may be built one on the other.
const TALLEST: usize = 16;
/// Files, folders and links that all layers of an image may have.
const MOST_ENTRIES: usize = 60_000;
/// The platforms of an image that names none.
const USUAL_PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64/v8"];

/// An image's file, repository and description; for an old one, how its file sets are changed.
type Found<'a> = (&'a str, &'a RepositoryForm, Cow<'a, ImageForm>, Option<Rewording>);

impl Inner {
    pub(super) fn thousandths(&self, platform: &str) -> u64 {
        let factor = self.hub.platforms.get(platform).copied().unwrap_or(1.0);
        (factor.clamp(0.0, 1000.0) * 1000.0).round() as u64
    }

    /// All that the image `key` of a repository is made from.
    pub(super) fn plan(&self, path: &str, key: &str) -> Result<Plan, FormError> {
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
        let mut entries = 0;
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
                        entries += set.count();
                        if entries > MOST_ENTRIES {
                            return Err(wrong(format!("more than {MOST_ENTRIES} files and folders in all its layers")));
                        }
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
}

/// `OS/ARCHITECTURE[/VARIANT]`.
pub(super) fn platform(text: &str) -> Option<Platform> {
    let mut parts = text.splitn(3, '/').map(str::to_string);
    let (os, architecture) = (parts.next()?, parts.next()?);
    if os.is_empty() || architecture.is_empty() {
        return None;
    }
    Some(Platform { os, architecture, variant: parts.next().unwrap_or_default(), ..Platform::default() })
}
