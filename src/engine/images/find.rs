//! Finding an image by what a person typed: a name, a name with a digest, an ID or the beginning of one
//! (moby `daemon/containerd/image.go`).

use std::sync::Arc;

use crate::oci::{Digest, ImageConfig, Platform, Reference};

use super::descriptor::{Descriptor, Manifest};
use super::platforms::Wanted;
use super::store::{Images, Name};
use crate::engine::api::{ApiError, ApiResult};

/// Begins the name of an image that has none.
pub(super) const DANGLING: &str = "moby-dangling@";

/// The name under which an image without a name is kept.
pub(super) fn dangling_name(target: &Digest) -> String {
    format!("{DANGLING}{target}")
}

/// A name as the store has it, with what it names.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Found {
    pub full: String,
    pub name: Name,
}

impl Found {
    /// Whether the image has no name.
    pub fn is_dangling(&self) -> bool {
        is_dangling(&self.full, &self.name)
    }
    /// The name as people write it; of an image without name its ID.
    pub fn familiar(&self) -> String {
        if self.is_dangling() {
            return self.name.target.digest.to_string();
        }
        familiar(&self.full)
    }
}

/// Whether this name says that the image has none.
pub(super) fn is_dangling(full: &str, name: &Name) -> bool {
    full.strip_prefix(DANGLING).is_some_and(|digest| digest == name.target.digest.to_string())
}

/// A full name as people write it.
pub(super) fn familiar(full: &str) -> String {
    Reference::parse(full).map_or_else(|_| full.to_string(), |reference| reference.familiar())
}

/// What a person may type for an image (`ParseAnyReference`).
#[derive(Clone, Debug)]
pub(super) enum Typed {
    Id(Digest),
    Named(Reference),
}

impl Typed {
    /// Reads it; the error is the daemon's (400).
    pub fn parse(text: &str) -> ApiResult<Typed> {
        let bare = format!("sha256:{text}");
        if text.len() == 64
            && let Ok(digest) = bare.parse()
        {
            return Ok(Typed::Id(digest));
        }
        if let Ok(digest) = text.parse() {
            return Ok(Typed::Id(digest));
        }
        let reference = Reference::parse(text).map_err(|error| ApiError::new(400, error.to_string()))?;
        Ok(Typed::Named(reference))
    }

    /// The digest in it.
    pub fn digest(&self) -> Option<Digest> {
        match self {
            Typed::Id(digest) => Some(*digest),
            Typed::Named(reference) => reference.digest,
        }
    }

    /// 404: there is none.
    pub fn missing(&self) -> ApiError {
        let written = match self {
            Typed::Id(digest) => digest.to_string(),
            Typed::Named(reference) => reference.clone().or_latest().familiar(),
        };
        ApiError::new(404, format!("No such image: {written}"))
    }
}

/// The hexadecimal digits, if the text can be the beginning of an ID (`checkTruncatedID`).
pub(super) fn truncated_id(text: &str) -> Option<&str> {
    let id = text.strip_prefix("sha256:").unwrap_or(text);
    let hexadecimal = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    ((4..=64).contains(&id.len()) && id.chars().all(hexadecimal)).then_some(id)
}

fn ambiguous() -> ApiError {
    ApiError::new(404, "ambiguous reference")
}

impl Images {
    fn found(&self, keep: impl Fn(&str, &Name) -> bool) -> Vec<Found> {
        let mut names: Vec<(&str, &Name)> = self.each_name().filter(|(full, name)| keep(full, name)).collect();
        names.sort_unstable_by_key(|(full, _)| *full);
        names.into_iter().map(|(full, name)| Found { full: full.into(), name: name.clone() }).collect()
    }

    /// The first of those that [`Images::found`] finds. An image may have thousands of names.
    fn first_found(&self, keep: impl Fn(&str, &Name) -> bool) -> Option<Found> {
        let names = self.each_name().filter(|(full, name)| keep(full, name));
        let first = names.min_by_key(|(full, _)| *full);
        first.map(|(full, name)| Found { full: full.into(), name: name.clone() })
    }

    fn of_digest(&self, digest: &Digest) -> Vec<Found> {
        self.found(|_, name| name.target.digest == *digest)
    }

    /// The image that a person means (`resolveImage`).
    pub(in crate::engine) fn find(&self, text: &str) -> ApiResult<Found> {
        let typed = Typed::parse(text)?;
        if let Some(digest) = typed.digest() {
            let same_repository = |full: &str| match &typed {
                Typed::Id(_) => true,
                Typed::Named(asked) => Reference::parse(full).is_ok_and(|found| found.name == asked.name),
            };
            let fits = |full: &str, name: &Name| name.target.digest == digest && same_repository(full);
            return self.first_found(fits).ok_or_else(|| typed.missing());
        }
        let Typed::Named(reference) = &typed else { return Err(typed.missing()) };
        let full = reference.clone().or_latest().to_string();
        if let Some(name) = self.name(&full) {
            return Ok(Found { full, name: name.clone() });
        }
        let Some(prefix) = truncated_id(text) else { return Err(typed.missing()) };
        let mut found = self.found(|_, name| name.target.digest.hex().starts_with(prefix));
        if found.iter().any(|other| other.name.target.digest != found[0].name.target.digest) {
            return Err(ambiguous());
        }
        if found.is_empty() { Err(typed.missing()) } else { Ok(found.swap_remove(0)) }
    }

    /// The image that a person means and all names of the same image (`resolveAllReferences`). The first is `None` if
    /// it was not a name of the image that was typed.
    pub(super) fn find_all(&self, text: &str) -> ApiResult<(Option<Found>, Vec<Found>)> {
        let typed = Typed::parse(text)?;
        let by_name = |full: &str| self.name(full).map(|name| Found { full: full.into(), name: name.clone() });
        let exact = match (&typed, truncated_id(text)) {
            (Typed::Id(digest), _) => {
                let all = self.of_digest(digest);
                return if all.is_empty() { Err(typed.missing()) } else { Ok((None, all)) };
            }
            (Typed::Named(reference), Some(prefix)) => {
                let full = reference.clone().or_latest().to_string();
                let fits = |other: &str, name: &Name| other == full || name.target.digest.hex().starts_with(prefix);
                let found = self.found(fits);
                let first = found.first().ok_or_else(|| typed.missing())?.name.target.digest;
                if found.iter().any(|other| other.name.target.digest != first) {
                    return Err(ambiguous());
                }
                let exact = found.iter().find(|found| found.full == full).cloned();
                if exact.is_none() || found.len() > 1 {
                    return Ok((exact, found));
                }
                exact
            }
            (Typed::Named(reference), None) => by_name(&reference.clone().or_latest().to_string()),
        };
        let digest = exact.as_ref().map(|found| found.name.target.digest).or(typed.digest());
        let all = digest.map(|digest| self.of_digest(&digest)).unwrap_or_default();
        if all.is_empty() { Err(typed.missing()) } else { Ok((exact, all)) }
    }

    /// The manifest for the wanted platform that is here (`getBestPresentImageManifest`).
    pub(in crate::engine) fn best_present(&self, found: &Found, wanted: &Wanted) -> ApiResult<Descriptor> {
        // An attestation is no platform, though its index entry has one.
        let usable = |manifest: &Descriptor| self.has(&manifest.digest) && !manifest.is_attestation();
        let present = self.manifests(&found.name.target).into_iter().filter(usable);
        let ranked = present.filter_map(|manifest| {
            let platform = self.platform_of(&manifest)?;
            Some((wanted.rank(&platform)?, manifest))
        });
        ranked
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, manifest)| manifest)
            .ok_or_else(|| no_platform(&found.familiar(), wanted))
    }

    /// The platform of a manifest: its descriptor's, or else its config's.
    pub(super) fn platform_of(&self, manifest: &Descriptor) -> Option<Platform> {
        manifest.platform.clone().or_else(|| Some(self.config_of(&manifest.digest)?.platform.clone()))
    }

    /// The config of a manifest, if both are here.
    pub(in crate::engine) fn config_of(&self, manifest: &Digest) -> Option<Arc<ImageConfig>> {
        self.read(&self.read::<Manifest>(manifest)?.config.digest)
    }
}

/// 404: the image is here, but not for the platform.
pub(super) fn no_platform(reference: &str, wanted: &Wanted) -> ApiError {
    let what = match wanted.asked() {
        Some(platform) => format!("the specified platform ({platform})"),
        None => "any platform".into(),
    };
    ApiError::new(404, format!("image with reference {reference} was found but does not provide {what}"))
}
