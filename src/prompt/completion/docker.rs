//! What may follow `docker …`, from the docker command's own table.

use super::{Candidate, CandidateKind, Completer, Cost, names, paths, pick};
use crate::client::outline::{self, OutlineFlag};

/// Registries that there are, besides those that somebody may name.
const REGISTRIES: [(&str, &str); 3] = [("docker.io", "Docker Hub"), ("localhost:5000", ""), ("localhost:5001", "")];

/// What an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Argument {
    Anything,
    Path,
    /// A path here, or in a container.
    PathOrContainer,
    Registry,
    Image,
    Pullable,
    ImageOrPullable,
    Repository,
    Container,
    ImageOrContainer,
}

pub(super) fn candidates(completer: &Completer, before: &[String], word: &str, cost: Cost) -> Vec<Candidate> {
    // `docker help pull` and `docker pull` take the same names.
    let before =
        if before.first().is_some_and(|first| first == "help") { before.get(1..).unwrap_or_default() } else { before };
    let skip = before.iter().take_while(|word| word.starts_with('-')).count();
    let before = before.get(skip..).unwrap_or_default();
    let Some((command, used)) = outline::command(before) else {
        return match before {
            [] if word.starts_with('-') => flags(&outline::global_flags(), word),
            [] => pick(CandidateKind::Command, outline::names(""), word),
            _ => vec![],
        };
    };
    if word.starts_with('-') {
        return flags(&command.flags, word);
    }
    if command.group {
        return match used == before.len() {
            true => pick(CandidateKind::Command, outline::names(command.path), word),
            false => vec![],
        };
    }
    let arguments = before.get(used..).unwrap_or_default();
    if let Some(flag) = arguments.last().and_then(|last| waits_for_value(&command.flags, last)) {
        return match flag {
            "file" | "output" | "input" | "env-file" | "iidfile" => paths::all(completer.world.get(), word),
            _ => vec![],
        };
    }
    let (first, others) = arguments_of(command.path);
    let place = positional(&command.flags, arguments);
    argument(completer, if place == 0 { first } else { others }, word, cost)
}

/// The flag whose value comes next, if the last word was one that takes a value.
fn waits_for_value<'a>(flags: &'a [OutlineFlag], last: &str) -> Option<&'a str> {
    if last.contains('=') {
        return None;
    }
    let flag = match last.strip_prefix("--") {
        Some(long) => flags.iter().find(|flag| flag.long == long)?,
        None => {
            let short = last.strip_prefix('-')?.chars().last()?;
            flags.iter().find(|flag| flag.short == Some(short))?
        }
    };
    (!flag.value.is_empty()).then_some(flag.long)
}

/// How many arguments there are besides flags and their values.
fn positional(flags: &[OutlineFlag], arguments: &[String]) -> usize {
    let mut count = 0;
    let mut value = false;
    for word in arguments {
        match value {
            true => value = false,
            false if word.starts_with('-') => value = waits_for_value(flags, word).is_some(),
            false => count += 1,
        }
    }
    count
}

fn flags(flags: &[OutlineFlag], word: &str) -> Vec<Candidate> {
    let long = flags.iter().map(|flag| (format!("--{}", flag.long), flag.about));
    let fitting = long.filter(|(flag, _)| flag.starts_with(word));
    fitting.map(|(flag, about)| Candidate::word(CandidateKind::Flag, &flag).about(about)).collect()
}

/// What the first argument of a command is, and what the others are.
fn arguments_of(path: &str) -> (Argument, Argument) {
    let all = |argument| (argument, argument);
    let only_first = |argument| (argument, Argument::Anything);
    let name = path.rsplit(' ').next().unwrap_or(path);
    let about_images = ["image ", "manifest ", "buildx imagetools"].iter().any(|group| path.starts_with(group));
    match name {
        "build" | "load" => all(Argument::Path),
        "cp" => all(Argument::PathOrContainer),
        "import" => only_first(Argument::Path),
        "login" | "logout" => all(Argument::Registry),
        "pull" => all(Argument::Pullable),
        "run" | "create" => only_first(Argument::ImageOrPullable),
        "search" => all(Argument::Repository),
        "rmi" | "push" | "history" | "save" | "images" | "tag" => all(Argument::Image),
        "rm" | "inspect" | "ls" if about_images => all(Argument::Image),
        "inspect" if path == "inspect" => all(Argument::ImageOrContainer),
        "start" | "stop" | "rm" | "logs" | "attach" | "commit" | "diff" | "kill" | "pause" | "unpause" | "port"
        | "rename" | "restart" | "top" | "wait" | "export" | "inspect" => all(Argument::Container),
        "exec" => only_first(Argument::Container),
        _ => all(Argument::Anything),
    }
}

/// What an argument may be that begins with `word`.
fn argument(completer: &Completer, argument: Argument, word: &str, cost: Cost) -> Vec<Candidate> {
    let Completer { world, hub, .. } = completer;
    let local = || names::images(world, word);
    let containers = || names::containers(world, word);
    let pullable = || names::pullable(&**hub, world, word);
    match argument {
        Argument::Anything => vec![],
        Argument::Path => paths::all(world.get(), word),
        Argument::Registry => pick(CandidateKind::Host, REGISTRIES, word),
        Argument::PathOrContainer => {
            let mut candidates = paths::all(world.get(), word);
            if cost == Cost::Any && !word.contains(':') {
                let open = |name: Candidate| Candidate::open(CandidateKind::Container, &(name.shown + ":"));
                candidates.extend(containers().into_iter().map(open));
            }
            candidates
        }
        _ if cost == Cost::Little => vec![],
        Argument::Image => local(),
        Argument::Pullable => pullable(),
        Argument::ImageOrPullable => names::merge(local(), pullable()),
        Argument::Repository => names::repositories(&**hub, word),
        Argument::Container => containers(),
        Argument::ImageOrContainer => names::merge(local(), containers()),
    }
}
