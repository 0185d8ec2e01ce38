//! Checks of what is in an image: layers, sizes, files, config, history.

use regex_lite::Regex;

use super::view::{full_name, text_in};
use super::{Arguments, Form, Kind, View, always_valid, is, key};
use crate::content::{Rope, Segment};
use crate::engine::StoredManifest;
use crate::oci::{Config, MANIFEST_LIMIT};
use crate::vfs::{Files, NodeKind};

const IMAGE: &str = "an image's name or ID";

/// See [`super::kinds`].
pub(super) const KINDS: &[Kind] = &[
    Kind {
        subject: key("layers_of", Form::Text, IMAGE),
        parameters: &[
            key("count", Form::Number, "it has so many layers"),
            key("on", Form::Text, "its lowest layers are all the layers of this image"),
            key("more", Form::Number, "… and it has so many on top of them"),
            key("shares_with", Form::Text, "at least one layer is also one of this image"),
            key("shares_nothing_with", Form::Text, "no layer is one of this image"),
        ],
        about: "the layers of an image",
        valid: always_valid,
        holds: layers_of,
        says: says_layers,
    },
    Kind {
        subject: key("size_of", Form::Text, IMAGE),
        parameters: &[
            key("measure", Form::Text, "`content` (on the wire, the default), `disk` (both), or `unpacked`"),
            key("below", Form::Number, "less than so many bytes"),
            key("above", Form::Number, "more than so many bytes"),
            key("smaller_than", Form::Text, "smaller than this image"),
            key("by", Form::Number, "… by at least so many bytes"),
        ],
        about: "the size of an image",
        valid: |arguments| match arguments.text("measure") {
            None | Some("content" | "disk" | "unpacked") => Ok(()),
            Some(other) => Err(format!("`measure` is `content`, `disk` or `unpacked`, not `{other}`")),
        },
        holds: size_of,
        says: |arguments, not| {
            let name = full_name(arguments.subject());
            match (arguments.text("smaller_than"), arguments.count("below"), arguments.count("above")) {
                (Some(other), ..) => format!("{name} {} smaller than {other}", is(not)),
                (_, Some(bytes), _) => format!("{name} {} below {bytes} bytes", is(not)),
                (_, _, Some(bytes)) => format!("{name} {} above {bytes} bytes", is(not)),
                _ => format!("{name} has a size"),
            }
        },
    },
    Kind {
        subject: key("files_of", Form::Text, IMAGE),
        parameters: &[
            key("has", Form::Texts, "paths that one sees"),
            key("lacks", Form::Texts, "paths that one does not see"),
            key("file", Form::Text, "one path, for `matches` and `same_as`"),
            key("matches", Form::Text, "a regular expression found in `file`"),
            key("same_as", Form::Text, "a file of the working directory with the same content as `file`"),
            key("same_as_image", Form::Text, "an image in which one sees the same files with the same content"),
        ],
        about: "the files that one sees in an image",
        valid: valid_files,
        holds: files_of,
        says: |arguments, not| {
            let paths = [arguments.list("has"), arguments.list("file")].concat().join(", ");
            let name = full_name(arguments.subject());
            match (paths.is_empty(), arguments.list("lacks")) {
                (true, lacks) if !lacks.is_empty() => format!("{name} {} without {}", is(not), lacks.join(", ")),
                (true, _) => format!("{name} {} the right files", if not { "does not have" } else { "has" }),
                (false, _) => format!("{name} {} {paths}", if not { "does not have" } else { "has" }),
            }
        },
    },
    Kind {
        subject: key("config_of", Form::Text, IMAGE),
        parameters: &[
            key("user", Form::Text, "the user it runs as; empty: root"),
            key("env", Form::Texts, "`NAME` or `NAME=value`, each set"),
            key("label", Form::Texts, "`NAME` or `NAME=value`, each set"),
            key("command", Form::Text, "a regular expression found in entrypoint and command, joined by spaces"),
            key("directory", Form::Text, "the working directory"),
            key("port", Form::Text, "an exposed port, e.g. `80/tcp`"),
        ],
        about: "what the config of an image says",
        valid: |arguments| valid_expression(arguments, "command"),
        holds: config_of,
        says: |arguments, not| format!("the config of {} {} as asked", full_name(arguments.subject()), is(not)),
    },
    Kind {
        subject: key("history_of", Form::Text, IMAGE),
        parameters: &[key("matches", Form::Text, "a regular expression found in one of its instructions")],
        about: "what the history of an image says",
        valid: |arguments| valid_expression(arguments, "matches"),
        holds: |arguments, view| {
            let expression = arguments.text("matches").and_then(|text| Regex::new(text).ok());
            view.image(arguments.subject()).and_then(|image| image.config).is_some_and(|config| {
                config.history.iter().any(|step| expression.as_ref().is_none_or(|e| e.is_match(&step.created_by)))
            })
        },
        says: |arguments, not| format!("the history of {} {} as asked", full_name(arguments.subject()), is(not)),
    },
    Kind {
        subject: key("bytes_in", Form::Text, IMAGE),
        parameters: &[
            key("text", Form::Text, "the bytes"),
            key("file", Form::Text, "or: a file of the working directory whose content (trimmed) they are"),
        ],
        about: "bytes stand somewhere in an image: config, history, or a file of any layer, hidden or not",
        valid: always_valid,
        holds: bytes_in,
        says: |arguments, not| format!("the secret {} in {}", is(not), full_name(arguments.subject())),
    },
];

/// Refuses what is no regular expression.
pub(super) fn valid_expression(arguments: &Arguments, name: &str) -> Result<(), String> {
    match arguments.text(name).map(Regex::new) {
        Some(Err(error)) => Err(format!("`{name}` is no regular expression: {error}")),
        _ => Ok(()),
    }
}

fn layers_of(arguments: &Arguments, view: &View<'_>) -> bool {
    let Some(image) = view.image(arguments.subject()) else { return false };
    let other = |name: &str| arguments.text(name).map(|name| view.image(name));
    let shares = |other: &StoredManifest| {
        image.layers.iter().any(|layer| other.layers.iter().any(|o| o.diff_id == layer.diff_id))
    };
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    arguments.count("count").is_none_or(|count| number(image.layers.len()) == count)
        && other("on").is_none_or(|on| {
            on.is_some_and(|on| {
                let begins = image.layers.iter().zip(&on.layers).all(|(layer, below)| layer.diff_id == below.diff_id);
                let more = image.layers.len().checked_sub(on.layers.len());
                begins && more.is_some_and(|more| arguments.count("more").is_none_or(|wanted| number(more) == wanted))
            })
        })
        && other("shares_with").is_none_or(|other| other.is_some_and(|other| shares(&other)))
        && other("shares_nothing_with").is_none_or(|other| other.is_some_and(|other| !shares(&other)))
}

fn says_layers(arguments: &Arguments, not: bool) -> String {
    let name = full_name(arguments.subject());
    match (arguments.text("on"), arguments.count("count")) {
        (Some(on), _) => format!("{name} {} made on {}", is(not), full_name(on)),
        (None, Some(count)) => format!("{name} {} an image of {count} layers", is(not)),
        _ => match (arguments.text("shares_with"), arguments.text("shares_nothing_with")) {
            (Some(other), _) => format!("{name} {} sharing layers with {}", is(not), full_name(other)),
            (_, Some(other)) => format!("{name} {} without a common layer with {}", is(not), full_name(other)),
            _ => format!("{name} {} here, with its layers", is(not)),
        },
    }
}

/// The size of an image in bytes, by `measure`.
pub(super) fn measured(view: &View<'_>, name: &str, measure: Option<&str>) -> Option<u64> {
    let sizes = view.sizes(name)?;
    Some(match measure {
        Some("disk") => sizes.disk,
        Some("unpacked") => sizes.disk.saturating_sub(sizes.content),
        _ => sizes.content,
    })
}

fn size_of(arguments: &Arguments, view: &View<'_>) -> bool {
    let measure = arguments.text("measure");
    let Some(size) = measured(view, arguments.subject(), measure) else { return false };
    arguments.count("below").is_none_or(|limit| size < limit)
        && arguments.count("above").is_none_or(|limit| size > limit)
        && arguments.text("smaller_than").is_none_or(|other| {
            measured(view, other, measure)
                .is_some_and(|other| size.saturating_add(arguments.count("by").unwrap_or(1)) <= other)
        })
}

fn valid_files(arguments: &Arguments) -> Result<(), String> {
    valid_expression(arguments, "matches")?;
    match ["matches", "same_as"].iter().find(|key| arguments.has(key) && !arguments.has("file")) {
        Some(key) => Err(format!("`{key}` needs `file`")),
        None => Ok(()),
    }
}

fn files_of(arguments: &Arguments, view: &View<'_>) -> bool {
    let Some(snapshot) = view.snapshot(arguments.subject()) else { return false };
    let tree = &snapshot.merged;
    let seen = |path: &str| tree.stat(path, false).is_ok();
    let content = arguments.text("file").map(|path| tree.read(path).ok());
    arguments.list("has").into_iter().all(seen)
        && !arguments.list("lacks").into_iter().any(seen)
        && content.as_ref().is_none_or(Option::is_some)
        && arguments.text("matches").is_none_or(|text| {
            let text_there = arguments.text("file").and_then(|path| text_in(tree, path));
            text_there.is_some_and(|there| Regex::new(text).is_ok_and(|expression| expression.is_match(&there)))
        })
        && arguments.text("same_as").is_none_or(|path| {
            let mine = view.now.files.read(&view.path(path)).ok();
            mine.is_some() && mine.map(|rope| rope.sha256()) == content.flatten().map(|rope| rope.sha256())
        })
        && arguments.text("same_as_image").is_none_or(|other| {
            let files = |tree: &crate::vfs::Tree| -> Vec<(String, NodeKind)> {
                tree.walk().filter(|(path, _)| path != "/").map(|(path, node)| (path, node.kind)).collect()
            };
            view.snapshot(other).is_some_and(|other| files(&other.merged) == files(tree))
        })
}

fn config_of(arguments: &Arguments, view: &View<'_>) -> bool {
    let Some(config) = view.image(arguments.subject()).and_then(|image| image.config) else { return false };
    let config = config.config;
    let labels: Vec<String> = config.labels.iter().flatten().map(|(name, value)| format!("{name}={value}")).collect();
    let set = |all: &[String], wanted: &str| {
        all.iter().any(|entry| entry == wanted || entry.split('=').next() == Some(wanted))
    };
    arguments.text("user").is_none_or(|user| config.user == user)
        && arguments.list("env").into_iter().all(|wanted| set(&config.env, wanted))
        && arguments.list("label").into_iter().all(|wanted| set(&labels, wanted))
        && arguments.text("directory").is_none_or(|directory| config.working_dir == directory)
        && arguments.text("port").is_none_or(|port| config.exposed_ports.iter().flatten().any(|(p, _)| p == port))
        && arguments.text("command").is_none_or(|text| {
            Regex::new(text).is_ok_and(|expression| expression.is_match(&command_line(&config).join(" ")))
        })
}

/// Entrypoint and command.
pub(super) fn command_line(config: &Config) -> Vec<String> {
    config.entrypoint.iter().flatten().chain(config.cmd.iter().flatten()).cloned().collect()
}

fn bytes_in(arguments: &Arguments, view: &View<'_>) -> bool {
    let from_file = || arguments.text("file").and_then(|path| view.text_at(&view.path(path)));
    let Some(needle) = arguments.text("text").map(String::from).or_else(from_file) else { return false };
    let needle = needle.trim();
    let Some(image) = view.image(arguments.subject()) else { return false };
    if needle.is_empty() {
        return false;
    }
    let config = image.config_digest.and_then(|digest| view.now.engine.images.blob(&digest));
    let in_config = config.and_then(|blob| blob.content().bytes_up_to(MANIFEST_LIMIT).ok());
    if in_config.is_some_and(|bytes| contains(&bytes, needle.as_bytes())) {
        return true;
    }
    let Some(snapshot) = view.snapshot(arguments.subject()) else { return false };
    let files = snapshot.lowers.iter().flat_map(|layer| layer.iter()).filter_map(|(_, change)| change.node());
    let mut contents = files.filter_map(|node| match &node.kind {
        NodeKind::File(content) => Some(content),
        _ => None,
    });
    contents.any(|content| rope_contains(content, needle.as_bytes()))
}

/// Whether literal bytes of a rope contain the needle. Generated content has no secrets in it, and is not generated.
fn rope_contains(rope: &Rope, needle: &[u8]) -> bool {
    let mut run: Vec<u8> = Vec::new();
    for segment in rope.segments() {
        match segment {
            Segment::Bytes(bytes) => {
                // What stands across two segments counts, too.
                let keep = run.len().saturating_sub(needle.len());
                run.drain(..keep);
                run.extend_from_slice(bytes);
                if contains(&run, needle) {
                    return true;
                }
            }
            _ => run.clear(),
        }
    }
    false
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
