//! Why a command failed, in plain words.

use crate::engine::{Event, Reason};
use crate::lesson::canvas::listed;
use crate::lesson::check::Happened;
use crate::oci::{ImageId, Reference};
use crate::sandbox::World;
use crate::vfs::NodeKind;

/// Files of an image that are listed.
const FEW: usize = 4;

/// Why a pull failed.
pub(super) fn pull(reference: &str, reason: Reason, message: &str) -> String {
    let parsed = Reference::parse(reference).ok();
    let name = parsed.as_ref().map_or_else(|| reference.to_string(), |parsed| parsed.name.familiar());
    let host = parsed.as_ref().map_or_else(String::new, |parsed| parsed.name.host().to_string());
    let why = match (reason, parsed.as_ref()) {
        (Reason::NoSuchTag, Some(parsed)) if parsed.digest.is_some() => {
            format!("the registry has the repository `{name}`, but nothing in it has this digest")
        }
        (Reason::NoSuchTag, Some(parsed)) => {
            let tag = parsed.tag.as_ref().map_or("latest", |tag| tag.as_str());
            let list = if host == "docker.io" { format!("; `hub tags {name}` lists them") } else { String::new() };
            format!("`{name}` is there, but has no tag `{tag}`{list}")
        }
        (Reason::Denied, _) => format!(
            "{host} has no repository `{name}`, or it is a private one: a registry does not say which, lest strangers learn \
             what is there"
        ),
        (Reason::NoRoute, _) => {
            format!("nothing answers under the name {host} (here only Docker Hub and localhost:5000 and 5001 exist)")
        }
        (Reason::RateLimited, _) => {
            "this address has pulled as often as the Hub allows; `hub limits` shows when there is more".into()
        }
        (Reason::LoginNeeded, _) => format!("{host} wants to know who asks: `docker login {host}`"),
        (Reason::NoSuchPlatform, _) => "the image exists, but not for this machine's processor".into(),
        _ => message.trim().trim_end_matches('.').to_string(),
    };
    format!("The pull of `{reference}` failed, and nothing was kept: {why}.")
}

/// Why a container did not start.
pub(super) fn start(program: &str, reason: Reason, image: &ImageId, now: &World) -> String {
    let what = match reason {
        Reason::NoSuchProgram => format!("there is no `{program}` in its image"),
        _ => format!("its image has `{program}`, but it cannot be run"),
    };
    let files = files_of(image, now);
    let few = match files.as_slice() {
        [] => ", which has no file at all".into(),
        [only] => format!(", which has one file, `{only}`"),
        some if some.len() <= FEW => {
            format!(": it has {}", listed(&some.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>()))
        }
        _ => String::new(),
    };
    format!("The container was made, but its process did not start: {what}{few}.")
}

/// The first files of an image: one more than are listed, if there are more.
fn files_of(image: &ImageId, now: &World) -> Vec<String> {
    let stored = now.engine.images.stored_image(image).and_then(|stored| stored.chain_id());
    let Some(snapshot) = stored.and_then(|chain| now.engine.images.snapshot(&chain)) else { return Vec::new() };
    let files = snapshot.merged.walk().filter(|(_, node)| matches!(node.kind, NodeKind::File { .. }));
    files.map(|(path, _)| path).take(FEW + 1).collect()
}

/// Whether an event says why.
pub(super) fn says_why(event: &Event) -> bool {
    matches!(
        event,
        Event::PullFailed { .. }
            | Event::PushFailed { .. }
            | Event::RemoveRefused { .. }
            | Event::ContainerStartFailed { .. }
            | Event::BuildFailed { .. }
            | Event::BuildStepFailed { .. }
    )
}

/// Why a command failed of which no event tells, from what it printed.
pub(super) fn words(happened: &Happened) -> String {
    let errors = happened.errors.as_str();
    let behind = |mark: &str| {
        let rest = errors.split_once(mark).map(|(_, rest)| rest)?;
        rest.split_whitespace().next().map(|word| word.trim_end_matches([',', '.']).replace('`', "'"))
    };
    if let Some(line) = errors.lines().find(|line| line.starts_with("sh: ") && line.ends_with(": not found")) {
        let word = line.trim_end_matches(": not found").rsplit(": ").next().unwrap_or_default();
        return format!("The shell found no command `{word}`, so nothing ran.");
    }
    if errors.contains("unknown command: docker") {
        return "Docker knows no such command, so nothing ran. `docker --help` lists those that it knows.".into();
    }
    if errors.contains("unknown flag") || errors.contains("unknown shorthand flag") {
        return "The command knows no such flag, so nothing ran. `--help` after it lists its flags.".into();
    }
    if errors.contains(" argument") && errors.contains(" requires ") {
        return "The command was called with too few or too many words after it, so nothing ran.".into();
    }
    if let Some(name) = behind("No such container: ") {
        return format!("There is no container called `{name}`. `docker ps -a` lists them all, ended ones too.");
    }
    if let Some(name) = behind("No such image: ") {
        return format!("There is no image `{name}` on this machine. `docker images` lists those that are here.");
    }
    if let Some(name) = behind("no such object: ") {
        return format!("Neither an image nor a container here is called `{name}`.");
    }
    if errors.contains("invalid reference format") {
        return "What should name an image cannot be such a name, so nobody was even asked for it.".into();
    }
    if errors.contains("port is already allocated") {
        return "The container's port could not be opened: another container has that port of this machine.".into();
    }
    let first = errors.lines().map(str::trim).find(|line| !line.is_empty());
    match (first, happened.exit) {
        (Some(line), _) => format!("In its own words: {}", line.replace('`', "'")),
        (None, 130) => "It was interrupted.".into(),
        (None, 137) => "It was killed.".into(),
        (None, _) => "It printed no error; only its exit code says that it did not succeed.".into(),
    }
}
