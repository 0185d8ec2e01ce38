//! Several names, or several commands, where one was wanted: joined by commas, by `and`, by nothing at all.

use super::call::Call;
use super::{Around, names};
use crate::client::outline;
use crate::lesson::explain::wants_other_count;
use crate::oci::Reference;
use crate::tell;

/// Commands that take as many names as one likes, with blanks between them.
const TAKE_MANY: [&str; 13] =
    ["rmi", "rm", "inspect", "save", "start", "stop", "restart", "kill", "wait", "pause", "unpause", "stats", "update"];
/// Commands that take one name.
const TAKE_ONE: [&str; 5] = ["pull", "push", "history", "run", "create"];
/// Words and signs between two names.
const BETWEEN: [&str; 8] = ["and", "und", "plus", "also", "then", "+", ",", "&"];

/// After a docker command that failed.
pub(super) fn about(line: &str, printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    commands(line, printed).or_else(|| with_commas(call, around))
}

/// What was given behind a command, without words that only join names.
pub(super) fn names_of<'a>(call: &Call<'a>) -> Vec<&'a str> {
    call.arguments.iter().copied().filter(|word| !BETWEEN.contains(word)).collect()
}

/// `docker pull alpine,ubuntu`, `docker rmi alpine, ubuntu`, `docker pull {alpine,ubuntu}`
fn with_commas(call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    if !call.arguments.iter().any(|word| word.contains([',', '+'])) {
        return None;
    }
    let parts = names_of(call).into_iter().flat_map(|word| word.split([',', '+']));
    let parts: Vec<&str> =
        parts.map(|part| part.trim_matches(['{', '}', '[', ']'])).filter(|part| !part.is_empty()).collect();
    let (first, second) = (parts.first()?, parts.get(1)?);
    if !parts.iter().all(|part| is_known(part, around)) {
        return None;
    }
    let command = format!("docker {}", call.path);
    match call.verb() {
        verb if TAKE_MANY.contains(&verb) => Some(tell::names_with_blanks(format!("{command} {}", parts.join(" ")))),
        verb if TAKE_ONE.contains(&verb) => Some(tell::one_name_each(command, first, second)),
        _ => None,
    }
}

/// Whether something has this name: an image, a container, a repository of the Hub.
fn is_known(name: &str, around: &Around<'_>) -> bool {
    let whole =
        || Reference::parse(name).is_ok_and(|name| names::local_images(around).contains(&name.or_latest().familiar()));
    let repository = || {
        let parsed = Reference::parse(name);
        parsed.is_ok_and(|parsed| names::is_repository(&parsed.name.familiar(), around))
    };
    names::is_container(name, around) || whole() || repository()
}

/// Two commands in one line, with nothing between them.
fn commands(line: &str, printed: &str) -> Option<String> {
    if !wants_other_count(printed) || line.contains(['\'', '"', '$', '`', '\n', '&', '|', ';']) {
        return None;
    }
    let (first, second) = line.trim().strip_prefix("docker ")?.split_once(" docker ")?;
    let is_command = |words: &str| {
        let words: Vec<String> = words.split_whitespace().map(String::from).collect();
        outline::command(&words).is_some_and(|(command, _)| !command.path.is_empty())
    };
    (is_command(first) && is_command(second)).then(|| tell::two_commands(format!("docker {first} && docker {second}")))
}
