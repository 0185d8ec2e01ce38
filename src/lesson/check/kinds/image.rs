//! An image by name: is it here, is it the same as another.

use crate::lesson::check::forms::{ImageName, OnPlatform, RemoteName};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// An image of this name is here.
    pub(super) struct Image {
        /// a name (`latest` is filled in), or a pattern with `*`, `?`, `[…]`
        image: ImageName,
        /// it has the same ID as this local image
        same_as: Option<ImageName>,
        /// it has another ID than this local image
        differs_from: Option<ImageName>,
        /// its ID is what this tag names on its registry now
        same_as_remote: Option<RemoteName>,
        /// its content for this platform is here, e.g. `linux/arm64`
        platform: Option<OnPlatform>,
        /// it has so many names with a tag (the list needs `says` for that)
        names: Option<usize>,
    }
}

impl Ask for Image {
    fn holds(&self, view: &View<'_>) -> bool {
        let images = &view.now.engine.images;
        view.names(&self.image).iter().any(|name| {
            let is_id_of = |other: &ImageName| view.id(other) == Some(name.id);
            self.same_as.as_ref().is_none_or(is_id_of)
                && self.differs_from.as_ref().is_none_or(|other| view.id(other).is_some_and(|id| id != name.id))
                && self.same_as_remote.as_ref().is_none_or(|other| view.remote(other) == Some(name.id.0))
                && self.names.is_none_or(|wanted| {
                    let tagged = |text: &str| !text.contains('@');
                    let all = images.stored_names().into_iter().filter(|other| other.id == name.id);
                    all.filter(|other| other.familiar.as_deref().is_some_and(tagged)).count() == wanted
                })
                && self.platform.as_ref().is_none_or(|platform| {
                    let manifests = images.stored_manifests(&name.id);
                    manifests.iter().any(|manifest| manifest.here && platform.matches(&manifest.platform))
                })
        })
    }

    fn image_wanted(&self) -> Option<&str> {
        let full = self.image.full();
        (!full.is_special()).then(|| full.text())
    }

    fn says(&self, not: bool) -> String {
        let name = shown(&self.image);
        let text = if let Some(other) = &self.differs_from {
            tell::goal_other_image(name, is(not), shown(other))
        } else if let Some(other) = &self.same_as_remote {
            tell::goal_registry_image(name, is(not), other)
        } else if let Some(other) = &self.same_as {
            tell::goal_same_image(name, is(not), shown(other))
        } else {
            tell::goal_image(name, is(not))
        };
        match &self.platform {
            Some(platform) => tell::goal_platform(text, platform),
            None => text,
        }
    }
}

/// A name or pattern as a learner reads it.
fn shown(name: &ImageName) -> String {
    let text = name.text();
    match (text.strip_suffix("@*"), text.strip_suffix(":*")) {
        (Some(repository), _) => format!("{repository}@sha256:…"),
        (_, Some(repository)) => tell::goal_a_tag(repository),
        _ if name.full().is_special() => tell::goal_name_like(text.replace("[0-9]", "N").replace('*', "…")),
        _ => name.full().text().into(),
    }
}
