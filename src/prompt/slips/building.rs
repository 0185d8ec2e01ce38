//! After a build that failed: the folder, the Dockerfile, the instruction that was meant.

use super::call::Call;
use super::{Around, folders, names};
use crate::engine::{Event, instruction_names};
use crate::lesson::check::Happened;
use crate::oci::Reference;
use crate::sandbox::World;
use crate::shell::programs;
use crate::tell;
use crate::text::closest;

/// What a Dockerfile is called if no flag says otherwise.
const DOCKERFILE: &str = "Dockerfile";
/// Programs of images that this machine has not.
const OF_IMAGES: [&str; 12] =
    ["apt-get", "apt", "apk", "pip", "npm", "python", "python3", "node", "go", "make", "dnf", "yum"];

/// One helpful line, if anything is known that helps.
pub(super) fn about(happened: &Happened, printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let reason = happened.events.iter().rev().find_map(|event| match event {
        Event::BuildFailed { reason } => Some(reason.as_str()),
        _ => None,
    });
    let reason = reason.unwrap_or(printed);
    let context = call.arguments.first().copied().unwrap_or(".");
    context_missing(reason, around.world)
        .or_else(|| dockerfile_missing(reason, context, call, around.world))
        .or_else(|| instruction(reason))
        .or_else(|| base(reason, around))
        .or_else(|| copied(reason, context, around.world))
        .or_else(|| step(reason))
}

/// What stands between two marks.
pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The folder that was named is not there.
fn context_missing(reason: &str, world: &World) -> Option<String> {
    let path = between(reason, "path \"", "\" not found")?;
    if folders::is_file(world, path) {
        let folder = path.trim_end_matches('/').rsplit_once('/').map_or(".", |(folder, _)| folder);
        return Some(tell::build_wants_folder(path, folder));
    }
    let name = last(path);
    if last(&world.shell.directory) == name {
        return Some(tell::build_you_are_in(name));
    }
    let above = format!("../{path}");
    if folders::is_folder(world, &above) {
        return Some(tell::build_folder_is(above));
    }
    let inside = folders::folders(world, ".").into_iter().map(|folder| folders::below(&folder, name));
    if let Some(found) = inside.into_iter().find(|path| folders::is_folder(world, path)) {
        return Some(tell::build_folder_is(found));
    }
    let here = folders::folders(world, ".");
    match closest(path, here.iter().map(String::as_str)) {
        Some(near) => Some(tell::did_you_mean(near)),
        None => Some(tell::build_no_folder(path.replace('`', "'"))),
    }
}

/// There is no Dockerfile in the folder.
fn dockerfile_missing(reason: &str, context: &str, call: &Call<'_>, world: &World) -> Option<String> {
    if !reason.contains("failed to read dockerfile") {
        return None;
    }
    if let Some(file) = call.flag("file") {
        return Some(tell::build_no_file(file.replace('`', "'")));
    }
    let like = |name: &String| {
        let lower = name.to_lowercase();
        name != DOCKERFILE && (lower.starts_with("dockerfile") || lower == "docker-file")
            || closest(name, [DOCKERFILE]).is_some()
    };
    if let Some(found) = folders::entries(world, context).into_iter().find(like) {
        return Some(tell::dockerfile_is_called(folders::below(context, &found), folders::below(context, DOCKERFILE)));
    }
    let with_one = |folder: &String| folders::is_file(world, &format!("{folder}/{DOCKERFILE}"));
    let inside = folders::folders(world, context).into_iter().map(|folder| folders::below(context, &folder));
    let inside: Vec<String> = inside.filter(with_one).collect();
    match inside.as_slice() {
        [only] => Some(tell::dockerfile_is_in(only)),
        [first, ..] => Some(tell::dockerfiles_are_in(names::listed(&inside), first)),
        [] if folders::is_file(world, DOCKERFILE) => Some(tell::dockerfile_is_here(context.replace('`', "'"))),
        [] => Some(tell::build_needs_file(folders::below(context, DOCKERFILE))),
    }
}

/// A line of the Dockerfile that is none.
fn instruction(reason: &str) -> Option<String> {
    if reason.contains("no build stage in current context") {
        return Some(tell::from_comes_first());
    }
    if reason.contains("cannot be empty") {
        return Some(tell::dockerfile_is_empty());
    }
    if let (Some(line), false) =
        (between(reason, "parse error on line ", ":"), reason.contains("unknown instruction: "))
    {
        return Some(tell::dockerfile_line_wrong(line));
    }
    let (before, word) = reason.split_once("unknown instruction: ")?;
    let word = word.split_whitespace().next()?.replace('`', "'");
    let line = between(before, "on line ", ":").unwrap_or("?");
    let program = |word: &str| programs::find(word).is_some() || OF_IMAGES.contains(&word);
    if word.starts_with(['&', '|', '-']) || program(&word) {
        return Some(tell::line_goes_on(line, word));
    }
    let near = closest(&word.to_uppercase(), instruction_names()).map(tell::meant_word).unwrap_or_default();
    Some(tell::no_instruction(line, word, near))
}

/// The image in FROM is none that there is.
fn base(reason: &str, around: &Around<'_>) -> Option<String> {
    let (_, rest) = reason.split_once("failed to resolve source metadata for ")?;
    let (name, _) = rest.split_once(": ")?;
    let parsed = Reference::parse(name).ok()?;
    let (familiar, host) = (parsed.name.familiar(), parsed.name.host());
    if host != "docker.io" {
        return Some(tell::nothing_on_registry(host));
    }
    if !rest.contains("denied") && !rest.contains("not found") {
        return None;
    }
    if names::is_repository(&familiar, around) {
        let tag = parsed.tag.as_ref().map(|tag| tag.as_str().to_string()).unwrap_or_default();
        let tags = names::tags(parsed.name.path(), around);
        let near = closest(&tag, tags.iter().map(String::as_str));
        let near = near.map(|near| tell::did_you_mean_tag(&familiar, near)).unwrap_or_default();
        return Some(tell::from_no_tag(familiar, tag, near));
    }
    let near = names::repository_like(&familiar, around);
    let near = near.map(tell::meant_word).unwrap_or_default();
    Some(tell::from_no_repository(familiar, near))
}

/// What COPY or ADD wants is not in the context.
fn copied(reason: &str, context: &str, world: &World) -> Option<String> {
    let (before, _) = reason.rsplit_once("\": not found").filter(|_| reason.contains("calculate checksum"))?;
    let path = before.rsplit_once("\"/").map(|(_, path)| path)?;
    let shown = path.replace('`', "'");
    if path.contains(':') || path.contains('\\') {
        return Some(tell::copy_no_windows(shown));
    }
    if folders::is_file(world, &folders::below(context, path)) {
        return Some(tell::copy_ignored(shown));
    }
    let inner = path.split_once('/').filter(|(first, _)| *first == last(context)).map(|(_, inner)| inner);
    if let Some(inner) = inner.filter(|inner| folders::is_file(world, &folders::below(context, inner))) {
        return Some(tell::copy_is_called(shown, inner));
    }
    if let Some(found) = folders::file_in(world, context, last(path)) {
        return Some(tell::copy_is_called(shown, found));
    }
    if let Some(near) = folders::entry_like(world, context, path) {
        return Some(tell::copy_is_called(shown, near));
    }
    let here = folders::is_file(world, path) || folders::is_file(world, last(path));
    Some(if here { tell::copy_outside(shown, context) } else { tell::copy_not_there(shown, context) })
}

/// A RUN step that failed, from what it was to do.
fn step(reason: &str) -> Option<String> {
    let (command, code) = between(reason, "process \"", "\" did not complete").zip(reason.rsplit(' ').next())?;
    let has = |words: &[&str]| words.iter().any(|word| command.contains(word));
    let installs = has(&["apt-get install", "apt install"]);
    let updates = has(&["apt-get update", "apt update"]);
    let agrees = has(&[" -y", " --yes", " -qy", " -qqy", "assume-yes"]);
    Some(match () {
        () if installs && !updates && code == "100" => tell::apt_needs_lists(),
        () if installs && !agrees => tell::apt_needs_yes(),
        () if code == "127" => tell::run_no_program(),
        () => return None,
    })
}
