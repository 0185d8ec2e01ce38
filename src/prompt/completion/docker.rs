//! What may follow `docker …`, from the docker command's own table.

use std::borrow::Cow;

use super::{Candidate, CandidateKind, Completer, Cost, names, paths, pick};
use crate::client::outline::{self, Argument, OutlineFlag};

/// Registries that there are, besides those that somebody may name.
const REGISTRIES: [(&str, &str); 3] = [("docker.io", "Docker Hub"), ("localhost:5000", ""), ("localhost:5001", "")];

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
    let takes = match arguments.last().and_then(|last| waits_for_value(&command.flags, last)) {
        Some(flag) => Some(flag.takes),
        None => outline::argument(command.path, positional(&command.flags, arguments)),
    };
    takes.map_or(vec![], |takes| argument(completer, takes, word, cost))
}

/// The flag whose value comes next, if the last word was one that takes a value.
fn waits_for_value<'a>(flags: &'a [OutlineFlag], last: &str) -> Option<&'a OutlineFlag> {
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
    (!flag.value.is_empty()).then_some(flag)
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

/// What an argument may be that begins with `word`.
fn argument(completer: &Completer, argument: Argument, word: &str, cost: Cost) -> Vec<Candidate> {
    let Completer { world, hub, .. } = completer;
    let local = || names::images(world, word);
    let containers = |all| names::containers(world, word, all);
    let pullable = || names::pullable(&**hub, world, word);
    match argument {
        Argument::Word | Argument::Command => vec![],
        Argument::OneOf(words) | Argument::Like(words) => {
            pick(CandidateKind::Value, words.iter().map(|word| (*word, "")), word)
        }
        Argument::Filter(keys) => {
            let keys = keys.iter().map(|key| format!("{key}=")).filter(|key| key.starts_with(word));
            keys.map(|key| Candidate::open(CandidateKind::Value, &key)).collect()
        }
        Argument::Format(fields) => format(fields, word),
        Argument::Variable => {
            let variables = world.get().shell.variables.iter().filter(|(_, variable)| variable.exported);
            let names = variables.map(|(name, _)| name.as_str()).filter(|name| name.starts_with(word));
            names.map(|name| Candidate::open(CandidateKind::Value, name)).collect()
        }
        Argument::Context => pick(CandidateKind::Value, [("default", "")], word),
        Argument::Path => paths::all(world.get(), word),
        Argument::Registry => pick(CandidateKind::Host, REGISTRIES, word),
        Argument::PathOrContainer => {
            let mut candidates = paths::all(world.get(), word);
            if cost == Cost::Any && !word.contains(':') {
                let open = |name: Candidate| Candidate::open(CandidateKind::Container, &(name.shown + ":"));
                candidates.extend(containers(true).into_iter().map(open));
            }
            candidates
        }
        _ if cost == Cost::Little => vec![],
        Argument::Image => local(),
        Argument::Pullable => pullable(),
        Argument::ImageOrPullable => names::merge(local(), pullable()),
        Argument::Repository => names::repositories(&**hub, word),
        Argument::Container => containers(true),
        Argument::RunningContainer => containers(false),
        Argument::Volume => names::volumes(world, word),
        Argument::Network => names::networks(world, word),
        Argument::ImageOrContainer => names::merge(local(), containers(true)),
    }
}

/// How a list may be printed: `table`, `json`, or a template, whose last field goes on.
fn format(fields: &[(&'static str, &'static str)], word: &str) -> Vec<Candidate> {
    let Some((before, begun)) = word.rsplit_once('.').filter(|(before, _)| before.ends_with("{{")) else {
        let mut candidates = pick(CandidateKind::Value, [("json", ""), ("table", "")], word);
        candidates.extend("{{.".starts_with(word).then(|| Candidate::open(CandidateKind::Value, "'{{.")));
        return candidates;
    };
    let fitting = fields.iter().filter(|(field, _)| field.starts_with(begun));
    let candidate = |(field, head): &(&'static str, &'static str)| {
        let text = format!("'{before}.{field}}}}}");
        Candidate { shown: (*field).to_string(), text, kind: CandidateKind::Value, about: Cow::Borrowed(head) }
    };
    fitting.map(candidate).collect()
}
