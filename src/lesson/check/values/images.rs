//! What images and containers say.

use super::{Arguments, Form, Truth, ValueKind, View, always_valid, bytes, key, missing, same, whole, yes_no};
use crate::engine::StoredManifest;
use crate::lesson::check::contents::{command_line, measured};
use crate::lesson::check::view::{fits, hidden};
use crate::vfs::ChangeKind;

const IMAGE: &str = "an image's name or ID";

/// See [`super::super::value_kinds`].
pub(super) const KINDS: &[ValueKind] = &[
    ValueKind {
        subject: key("command_of", Form::Text, IMAGE),
        parameters: &[],
        about: "what a container of it runs: entrypoint and command",
        valid: always_valid,
        truth: |arguments, view| {
            of_image(arguments, view, |image| {
                let command = image.config.map(|config| command_line(&config.config)).unwrap_or_default();
                Truth::Text(vec![command.join(" ")])
            })
        },
    },
    ValueKind {
        subject: key("layers_of", Form::Text, IMAGE),
        parameters: &[],
        about: "how many layers it has",
        valid: always_valid,
        truth: |arguments, view| of_image(arguments, view, |image| whole(image.layers.len())),
    },
    ValueKind {
        subject: key("history_of", Form::Text, IMAGE),
        parameters: &[key("metadata", Form::Flag, "`true`: only rows without a layer; `false`: only those with one")],
        about: "how many rows its history has",
        valid: always_valid,
        truth: |arguments, view| {
            of_image(arguments, view, |image| {
                let wanted = arguments.flag("metadata");
                let history = image.config.map(|config| config.history).unwrap_or_default();
                whole(history.iter().filter(|step| wanted.is_none_or(|metadata| step.empty_layer == metadata)).count())
            })
        },
    },
    ValueKind {
        subject: key("size_of", Form::Text, IMAGE),
        parameters: &[key("measure", Form::Text, "`content` (on the wire, the default), `disk` (both), or `unpacked`")],
        about: "its size",
        valid: always_valid,
        truth: |arguments, view| {
            let name = arguments.subject();
            measured(view, name, arguments.text("measure")).map_or_else(|| missing(name), bytes)
        },
    },
    ValueKind {
        subject: key("content_ratio", Form::Texts, "two images"),
        parameters: &[],
        about: "how many times as large the content of the first is as that of the second",
        valid: two,
        truth: content_ratio,
    },
    ValueKind {
        subject: key("files_in", Form::Text, IMAGE),
        parameters: &[key("named", Form::Text, "a pattern for the last part of the path")],
        about: "how many files one sees in it",
        valid: always_valid,
        truth: |arguments, view| match view.snapshot(arguments.subject()) {
            None => missing(arguments.subject()),
            Some(snapshot) => whole(named(&snapshot.merged, arguments.text("named").unwrap_or("*"))),
        },
    },
    ValueKind {
        subject: key("same_kernel", Form::Texts, "images"),
        parameters: &[],
        about: "whether a container of each would run on the machine's own kernel: it does if the image brings none",
        valid: always_valid,
        truth: |arguments, view| {
            for name in arguments.subjects() {
                match view.snapshot(name) {
                    None => return missing(name),
                    Some(snapshot) if named(&snapshot.merged, "vmlinu*") > 0 => return same(false),
                    Some(_) => {}
                }
            }
            same(true)
        },
    },
    ValueKind {
        subject: key("id_of", Form::Text, IMAGE),
        parameters: &[],
        about: "its ID (eight digits are enough)",
        valid: always_valid,
        truth: |arguments, view| match view.id(arguments.subject()) {
            Some(id) => Truth::Digits(vec![id.hex()]),
            None => missing(arguments.subject()),
        },
    },
    ValueKind {
        subject: key("shared_layer", Form::Texts, "two images"),
        parameters: &[],
        about: "the diff ID of a layer that both have (eight digits are enough)",
        valid: two,
        truth: |arguments, view| {
            of_two(arguments, view, |one, other| {
                let of_other =
                    |layer: &&crate::engine::StoredLayer| other.layers.iter().any(|o| o.diff_id == layer.diff_id);
                let shared = one.layers.iter().filter(of_other).filter_map(|layer| layer.diff_id);
                Truth::Digits(shared.map(|diff_id| diff_id.hex()).collect())
            })
        },
    },
    ValueKind {
        subject: key("new_layers_of", Form::Text, IMAGE),
        parameters: &[key("known", Form::Flag, "`true`: count those that were there instead")],
        about: "how many of its layers were not in the store when the step began",
        valid: always_valid,
        truth: |arguments, view| {
            of_image(arguments, view, |image| {
                let known = arguments.flag("known").unwrap_or(false);
                let was_there = |layer: &&crate::engine::StoredLayer| view.before.engine.images.has(&layer.digest);
                whole(image.layers.iter().filter(|layer| was_there(layer) == known).count())
            })
        },
    },
    ValueKind {
        subject: key("same_chain", Form::Texts, "two images"),
        parameters: &[key("at", Form::Number, "the layer, from 1 at the bottom")],
        about: "whether the chain IDs of both are the same at this layer: yes or no",
        valid: two,
        truth: |arguments, view| {
            of_two(arguments, view, |one, other| {
                let at = usize::try_from(arguments.number("at").unwrap_or(1).saturating_sub(1)).unwrap_or(usize::MAX);
                let chain = |image: &StoredManifest| image.layers.get(at).and_then(|layer| layer.chain_id);
                yes_no(chain(&one).is_some() && chain(&one) == chain(&other))
            })
        },
    },
    ValueKind {
        subject: key("same_image", Form::Texts, "two names"),
        parameters: &[],
        about: "whether both names point to one image: yes or no",
        valid: two,
        truth: |arguments, view| {
            let ids: Vec<_> = arguments.subjects().into_iter().map(|name| view.id(name)).collect();
            if ids.iter().any(Option::is_none) {
                return missing(arguments.subjects().first().copied().unwrap_or_default());
            }
            yes_no(ids.first() == ids.last())
        },
    },
    ValueKind {
        subject: key("markers_in", Form::Text, IMAGE),
        parameters: &[],
        about: "the name of a whiteout (`.wh.NAME`) in one of its layers",
        valid: always_valid,
        truth: |arguments, view| match view.snapshot(arguments.subject()) {
            None => missing(arguments.subject()),
            Some(snapshot) => {
                let name = |path: &str| format!(".wh.{}", path.rsplit('/').next().unwrap_or_default());
                Truth::Text(snapshot.lowers.iter().flat_map(hidden).map(name).collect())
            }
        },
    },
    ValueKind {
        subject: key("attestations_of", Form::Text, IMAGE),
        parameters: &[],
        about: "how many entries of its index are attestations (unknown/unknown)",
        valid: always_valid,
        truth: |arguments, view| match view.id(arguments.subject()) {
            None => missing(arguments.subject()),
            Some(id) => {
                let manifests = view.now.engine.images.stored_manifests(&id);
                whole(manifests.iter().filter(|manifest| manifest.attestation).count())
            }
        },
    },
    ValueKind {
        subject: key("manifests_of", Form::Text, IMAGE),
        parameters: &[],
        about: "how many entries its index has",
        valid: always_valid,
        truth: |arguments, view| match view.id(arguments.subject()) {
            None => missing(arguments.subject()),
            Some(id) => whole(view.now.engine.images.stored_manifests(&id).len()),
        },
    },
    ValueKind {
        subject: key("change_in", Form::Text, "a container's name"),
        parameters: &[key("path", Form::Text, "the path")],
        about: "the letter that `docker diff` shows for a path: A, C or D",
        valid: always_valid,
        truth: |arguments, view| {
            let union = view.container(arguments.subject()).and_then(|container| view.now.engine.union(container));
            let changes = union.map(|union| union.diff()).unwrap_or_default();
            let path = arguments.text("path").unwrap_or_default();
            match changes.into_iter().find(|(_, changed)| changed == path) {
                Some((ChangeKind::Modified, _)) => Truth::Text(vec!["C".into(), "changed".into()]),
                Some((ChangeKind::Added, _)) => Truth::Text(vec!["A".into(), "added".into()]),
                Some((ChangeKind::Deleted, _)) => Truth::Text(vec!["D".into(), "deleted".into()]),
                None => Truth::NotYet(format!("`{path}` has not been changed in `{}` yet.", arguments.subject())),
            }
        },
    },
    ValueKind {
        subject: key("writes_of", Form::Text, "a container's name"),
        parameters: &[],
        about: "what its writable layer takes on disk",
        valid: always_valid,
        truth: |arguments, view| match view.container(arguments.subject()) {
            None => Truth::NotYet(format!("There is no container `{}` yet.", arguments.subject())),
            Some(container) => bytes(container.upper.disk_usage()),
        },
    },
    ValueKind {
        subject: key("largest_image", Form::Flag, "`true`"),
        parameters: &[],
        about: "a name of the image whose layers, counted only where no other image has them, take most on disk",
        valid: always_valid,
        truth: |_, view| largest_image(view),
    },
    ValueKind {
        subject: key("unused_size", Form::Flag, "`true`"),
        parameters: &[],
        about: "what images that no container uses take on disk by themselves (`docker system df`: reclaimable)",
        valid: always_valid,
        truth: |_, view| {
            let used = view.now.engine.containers.uses();
            let unused = alone(view).into_iter().filter(|(id, ..)| used.iter().all(|using| using.image != *id));
            bytes(unused.map(|(_, _, size)| size).fold(0, u64::saturating_add))
        },
    },
];

fn two(arguments: &Arguments) -> Result<(), String> {
    if arguments.subjects().len() == 2 { Ok(()) } else { Err("two names are needed".into()) }
}

fn of_image(arguments: &Arguments, view: &View<'_>, truth: impl FnOnce(StoredManifest) -> Truth) -> Truth {
    match view.image(arguments.subject()) {
        Some(image) => truth(image),
        None => missing(arguments.subject()),
    }
}

fn of_two(
    arguments: &Arguments,
    view: &View<'_>,
    truth: impl FnOnce(StoredManifest, StoredManifest) -> Truth,
) -> Truth {
    let names = arguments.subjects();
    let name = |index: usize| names.get(index).copied().unwrap_or_default();
    match (view.image(name(0)), view.image(name(1))) {
        (Some(one), Some(other)) => truth(one, other),
        (None, _) => missing(name(0)),
        (_, None) => missing(name(1)),
    }
}

#[allow(clippy::cast_precision_loss)]
fn content_ratio(arguments: &Arguments, view: &View<'_>) -> Truth {
    let names = arguments.subjects();
    let content = |index: usize| {
        let name = names.get(index).copied().unwrap_or_default();
        view.sizes(name).map(|sizes| sizes.content as f64).ok_or(name)
    };
    match (content(0), content(1)) {
        (Ok(one), Ok(other)) => Truth::Number { number: one / other.max(1.0), tolerance: 0.5 },
        (Err(name), _) | (_, Err(name)) => missing(name),
    }
}

fn named(tree: &crate::vfs::Tree, pattern: &str) -> usize {
    tree.walk().filter(|(path, _)| fits(pattern, path.rsplit('/').next().unwrap_or_default())).count()
}

/// Each image with a name, and the bytes of unpacked layers and blobs that it alone has.
fn alone(view: &View<'_>) -> Vec<(crate::oci::ImageId, Vec<String>, u64)> {
    let mut images: Vec<(crate::oci::ImageId, Vec<String>, StoredManifest)> = Vec::new();
    for name in view.now.engine.images.stored_names() {
        if let Some((_, names, _)) = images.iter_mut().find(|(id, ..)| *id == name.id) {
            names.extend(name.familiar);
        } else if let Some(image) = view.now.engine.images.stored_image(&name.id) {
            images.push((name.id, name.familiar.into_iter().collect(), image));
        }
    }
    let shared = |at: usize, layer: &crate::engine::StoredLayer| {
        images.iter().enumerate().any(|(other, (_, _, image))| {
            other != at && image.layers.iter().any(|other| other.chain_id == layer.chain_id)
        })
    };
    let of = |at: usize, image: &StoredManifest| {
        let own = image.layers.iter().filter(|layer| !shared(at, layer));
        let layers: u64 = image.layers.iter().map(|layer| layer.size).fold(0, u64::saturating_add);
        own.map(|layer| layer.usage.unwrap_or(0).saturating_add(layer.size))
            .fold(image.content.saturating_sub(layers), u64::saturating_add)
    };
    images.iter().enumerate().map(|(at, (id, names, image))| (*id, names.clone(), of(at, image))).collect()
}

fn largest_image(view: &View<'_>) -> Truth {
    match alone(view).into_iter().max_by_key(|(_, _, size)| *size) {
        None => Truth::NotYet("There is no image yet.".into()),
        Some((id, names, _)) => {
            let short = names.iter().filter_map(|name| name.strip_suffix(":latest")).map(String::from);
            Truth::Text(names.iter().cloned().chain(short).chain([id.short()]).collect())
        }
    }
}
