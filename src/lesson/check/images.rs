//! Checks of images by name: is it here, is it the same as another.

use super::view::full_name;
use super::{Arguments, Form, Kind, View, always_valid, is, key};
use crate::oci::ImageId;

/// See [`super::kinds`].
pub(super) const KINDS: &[Kind] = &[
    Kind {
        subject: key("image", Form::Text, "a name (`latest` is filled in), or a pattern with `*`, `?`, `[…]`"),
        parameters: &[
            key("same_as", Form::Text, "it has the same ID as this local image"),
            key("differs_from", Form::Text, "it has another ID than this local image"),
            key("same_as_remote", Form::Text, "its ID is what this tag names on its registry now"),
            key("platform", Form::Text, "its content for this platform is here, e.g. `linux/arm64`"),
        ],
        about: "an image of this name is here",
        valid: always_valid,
        holds: image,
        says: says_image,
    },
    Kind {
        subject: key("untagged", Form::Flag, "`true`"),
        parameters: &[],
        about: "an image without a name (dangling) is here",
        valid: always_valid,
        holds: |_, view| view.now.engine.images.stored_names().iter().any(|name| name.familiar.is_none()),
        says: |_, not| format!("an image without a name {} here", is(not)),
    },
    Kind {
        subject: key("only_images", Form::Texts, "names"),
        parameters: &[],
        about: "these images are here, under whatever further names, and no others",
        valid: always_valid,
        holds: only_images,
        says: |arguments, not| {
            let names = arguments.subjects().join(", ");
            if not {
                format!("other images than {names} are here")
            } else {
                format!("only {names} and no other image is here")
            }
        },
    },
];

fn image(arguments: &Arguments, view: &View<'_>) -> bool {
    let images = &view.now.engine.images;
    let same = |name: &str, id: &ImageId| view.id(name) == Some(*id);
    view.names(arguments.subject()).iter().any(|name| {
        let id = &name.id;
        arguments.text("same_as").is_none_or(|other| same(other, id))
            && arguments.text("differs_from").is_none_or(|other| !same(other, id))
            && arguments.text("same_as_remote").is_none_or(|other| view.remote(other) == Some(id.0))
            && arguments.text("platform").is_none_or(|platform| {
                let manifests = images.stored_manifests(id);
                manifests.iter().any(|manifest| {
                    manifest.here
                        && platform.parse().is_ok_and(|wanted: crate::oci::Platform| wanted.matches(&manifest.platform))
                })
            })
    })
}

fn says_image(arguments: &Arguments, not: bool) -> String {
    let subject = arguments.subject();
    let name = match subject.strip_suffix("@*") {
        Some(repository) => format!("{repository}@sha256:…"),
        None => match subject.strip_suffix(":*") {
            Some(repository) => format!("a tag of {repository}"),
            None if subject.contains(['*', '?', '[']) => {
                format!("a name like {}", subject.replace("[0-9]", "N").replace('*', "…"))
            }
            None => full_name(subject),
        },
    };
    let mut text = format!("{name} {} here", is(not));
    for (key, word) in [
        ("same_as", "the same image as"),
        ("same_as_remote", "what the registry calls"),
        ("differs_from", "another image than"),
    ] {
        if let Some(other) = arguments.text(key) {
            text = format!("{name} {} {word} {}", is(not), full_name(other));
        }
    }
    match arguments.text("platform") {
        Some(platform) => format!("{text}, for {platform}"),
        None => text,
    }
}

fn only_images(arguments: &Arguments, view: &View<'_>) -> bool {
    let wanted: Vec<Option<ImageId>> = arguments.subjects().iter().map(|name| view.id(name)).collect();
    let names = view.now.engine.images.stored_names();
    wanted.iter().all(Option::is_some) && names.iter().all(|name| wanted.contains(&Some(name.id)))
}
