//! Names that exist, for "did you mean".

use std::collections::BTreeSet;

use super::Around;
use crate::client::outline;
use crate::lesson::Word;
use crate::oci::Reference;
use crate::sandbox::HELPERS;
use crate::shell::{builtin_names, programs};
use crate::text::closest;

/// Names that are listed at most.
const LISTED: usize = 4;
/// Words with which compound commands begin.
const KEYWORDS: [&str; 8] = ["for", "while", "until", "if", "case", "{", "(", "!"];
/// Commands of docker that have a plugin or a page of their own and may be typed without `docker`, too.
const NOT_DOCKER: [&str; 3] = ["help", "version", "search"];

/// Whether a line that begins with this word is a command.
pub(super) fn is_command(word: &str) -> bool {
    word == "docker"
        || HELPERS.iter().any(|helper| helper.name == word)
        || programs::find(word).is_some()
        || builtin_names().any(|name| name == word)
        || KEYWORDS.contains(&word)
        || word.split_once('=').is_some_and(|(name, _)| is_variable(name.trim_end_matches('+')))
}

/// Whether a variable may be called so.
pub(super) fn is_variable(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The whole docker command that words lack only `docker` for.
pub(super) fn docker_command(words: &[&str]) -> Option<String> {
    let first = words.first()?;
    let known = outline::names("").iter().any(|(name, _)| name == first) || NOT_DOCKER.contains(first);
    known.then(|| format!("docker {}", words.join(" ")))
}

/// A program, a command of the shell or a word of the tutor's that is spelt almost so.
pub(super) fn command_like(word: &str, around: &Around<'_>) -> Option<&'static str> {
    let words = Word::all_in(around.setting).map(|word| word.name());
    let helpers = HELPERS.iter().map(|helper| helper.name);
    let programs = programs::all().iter().flat_map(|program| program.names().iter().copied());
    let long = word.chars().count() > 2;
    // Of names that are as near, ours come first.
    let near = closest(word, ["docker"].into_iter().chain(words).chain(helpers));
    near.filter(|_| long).or_else(|| {
        let near = closest(word, programs.filter(|name| name.len() > 1))?;
        let slip = strsim::damerau_levenshtein(word, near) <= 1;
        (slip && near.len() >= word.len().min(3)).then_some(near)
    })
}

/// The command of docker (in the group `path`) that is spelt almost so.
pub(super) fn subcommand_like(path: &str, word: &str) -> Option<&'static str> {
    closest(word, outline::names(path).into_iter().map(|(name, _)| name))
}

/// The flag of a command that is spelt almost so.
pub(super) fn flag_like(words: &[String], flag: &str) -> Option<&'static str> {
    let (command, _) = outline::command(words)?;
    closest(flag, command.flags.iter().map(|flag| flag.long).chain(["help"]))
}

/// The repository of the Hub that is spelt almost like this familiar name.
pub(super) fn repository_like(name: &str, around: &Around<'_>) -> Option<String> {
    let familiar = |path: &str| path.strip_prefix("library/").unwrap_or(path).to_string();
    let names: Vec<String> = around.hub.repositories().iter().map(|path| familiar(path)).collect();
    // `hello_world`, `helloworld` and `Hello-World` are one slip each, however many letters that is.
    let bare = |name: &str| name.to_lowercase().replace(['-', '_', '.', ' '], "");
    let same = names.iter().find(|other| bare(other) == bare(name) && *other != name);
    same.cloned().or_else(|| closest(name, names.iter().map(String::as_str)).map(String::from))
}

/// Whether the Hub has a repository of this familiar name.
pub(super) fn is_repository(name: &str, around: &Around<'_>) -> bool {
    Reference::parse(name).is_ok_and(|reference| {
        reference.name.host() == "docker.io" && around.hub.repository(reference.name.path()).is_some()
    })
}

/// The tags of a repository of the Hub.
pub(super) fn tags(path: &str, around: &Around<'_>) -> Vec<String> {
    around.hub.tags(path, around.world.clock.now())
}

/// Familiar names of the images that are here.
pub(super) fn local_images(around: &Around<'_>) -> BTreeSet<String> {
    around.world.engine.images.stored_names().into_iter().filter_map(|name| name.familiar).collect()
}

/// Names of the containers that are here.
pub(super) fn containers(around: &Around<'_>) -> Vec<String> {
    around.world.engine.containers.iter().map(|container| container.name.clone()).collect()
}

/// The names of the images here that are of a repository.
pub(super) fn here(repository: &str, around: &Around<'_>) -> Vec<String> {
    let of_it = |image: &String| Reference::parse(image).is_ok_and(|reference| reference.name.familiar() == repository);
    local_images(around).into_iter().filter(of_it).collect()
}

/// Whether a container has this name.
pub(super) fn is_container(name: &str, around: &Around<'_>) -> bool {
    containers(around).iter().any(|container| container == name)
}

/// Some names in a row.
pub(super) fn listed(names: &[String]) -> String {
    let more = if names.len() > LISTED { " …" } else { "" };
    let names: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    names.join(", ") + more
}
