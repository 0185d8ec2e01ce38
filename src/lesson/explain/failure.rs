//! Why a command failed, in plain words.

use crate::allowance::{INTERRUPTED, STOPPED};
use crate::engine::{Event, Reason};
use crate::lesson::canvas::listed;
use crate::lesson::check::{Happened, RUNTIME};
use crate::oci::{ImageId, Reference};
use crate::sandbox::World;
use crate::shell;
use crate::tell;
use crate::vfs::{Node, NodeKind, Tree};

/// Files of an image that are listed.
const FEW: usize = 4;

/// Why a pull failed.
pub(super) fn pull(reference: &str, reason: Reason, message: &str) -> String {
    let parsed = Reference::parse(reference).ok();
    let name = parsed.as_ref().map_or_else(|| reference.to_string(), |parsed| parsed.name.familiar());
    let host = parsed.as_ref().map_or_else(String::new, |parsed| parsed.name.host().to_string());
    let why = match (reason, parsed.as_ref()) {
        (Reason::NoSuchTag, Some(parsed)) if parsed.digest.is_some() => tell::why_no_digest(name),
        (Reason::NoSuchTag, Some(parsed)) => {
            let tag = parsed.tag.as_ref().map_or("latest", |tag| tag.as_str());
            let list = if host == "docker.io" { tell::why_list_tags(&name) } else { String::new() };
            tell::why_no_tag(name, tag, list)
        }
        (Reason::Denied, _) => tell::why_no_repository(host, name),
        (Reason::NoRoute, _) => tell::why_no_host(host),
        (Reason::RateLimited, _) => tell::why_limit(),
        (Reason::LoginNeeded, _) => tell::why_login(host),
        (Reason::CredentialsRefused, _) => tell::why_credentials(host),
        (Reason::NoSuchPlatform, _) => tell::why_platform(),
        _ => bare(message),
    };
    tell::pull_failed(reference, why)
}

/// Why an image was not removed.
pub(super) fn remove(reference: &str, reason: Reason, message: &str) -> String {
    let why = match reason {
        Reason::SeveralNames => tell::why_several_names(),
        Reason::RunningContainer => tell::why_running(),
        Reason::StoppedContainer => tell::why_stopped(),
        _ => bare(message),
    };
    tell::did_refuse(reference, why)
}

/// Why a push failed.
pub(super) fn push(reference: &str, reason: Reason, message: &str) -> String {
    let host = Reference::parse(reference).map_or_else(|_| String::new(), |parsed| parsed.name.host().to_string());
    let why = match reason {
        Reason::LoginNeeded | Reason::Denied if host == "docker.io" => tell::why_not_yours(),
        Reason::LoginNeeded => tell::why_login(host),
        Reason::CredentialsRefused => tell::why_credentials(host),
        Reason::Denied => tell::why_denied(),
        Reason::ImmutableTag => tell::why_immutable(),
        Reason::NoSuchImage => tell::why_no_local_image(),
        Reason::NoRoute => tell::why_no_host(host),
        _ => bare(message),
    };
    tell::did_push_fail(reference, why)
}

/// A message as a part of a sentence.
fn bare(message: &str) -> String {
    message.trim().trim_end_matches('.').to_string()
}

/// Why a container did not start.
pub(super) fn start(program: &str, reason: Reason, image: &ImageId, now: &World) -> String {
    let stored = now.engine.images.stored_image(image).and_then(|stored| stored.chain_id());
    let snapshot = stored.and_then(|chain| now.engine.images.snapshot(&chain));
    let elsewhere = snapshot.and_then(|snapshot| program_in(&snapshot.merged, program));
    let what = match (reason, elsewhere) {
        (Reason::NoSuchProgram, Some(why)) => return tell::start_failed(why, ""),
        (Reason::NoSuchProgram, None) => tell::why_no_program(program),
        _ => tell::why_not_executable(program),
    };
    let files = files_of(image, now);
    let few = match files.as_slice() {
        _ if reason != Reason::NoSuchProgram => String::new(),
        [] => tell::why_no_file(),
        [only] => tell::why_one_file(only),
        some if some.len() <= FEW => {
            tell::why_few_files(listed(&some.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>()))
        }
        _ => String::new(),
    };
    tell::start_failed(what, few)
}

/// The first files of an image: one more than are listed, if there are more.
fn files_of(image: &ImageId, now: &World) -> Vec<String> {
    let stored = now.engine.images.stored_image(image).and_then(|stored| stored.chain_id());
    let Some(snapshot) = stored.and_then(|chain| now.engine.images.snapshot(&chain)) else { return Vec::new() };
    let files = snapshot.merged.walk().filter(|(_, node)| matches!(node.kind, NodeKind::File { .. }));
    files.map(|(path, _)| path).take(FEW + 1).collect()
}

/// Why a program that an image has is not found when it is called by its name alone: it is in no folder of `$PATH`, or it
/// may not be executed.
pub fn program_in(files: &Tree, program: &str) -> Option<String> {
    if program.is_empty() || program.contains('/') {
        return None;
    }
    let inside = format!("/{program}");
    let is_it = |(path, node): &(String, _)| {
        path.ends_with(&inside) && matches!(node, Node { kind: NodeKind::File { .. }, .. })
    };
    let (path, node) = files.walk().find(is_it)?;
    Some(match node.meta.mode & 0o111 {
        0 => tell::lacks_the_mode(program, path),
        _ => tell::not_on_the_path(program, path),
    })
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

/// Whether `explain` knows more of a failure than what was printed.
pub(super) fn adds(happened: &Happened) -> bool {
    let known = |event: &Event| match event {
        Event::PullFailed { reason, .. } | Event::PushFailed { reason, .. } | Event::RemoveRefused { reason, .. } => {
            *reason != Reason::Other
        }
        Event::ContainerStartFailed { .. } => true,
        _ => false,
    };
    let told = happened.events.iter().any(says_why);
    happened.exit != 0 && if told { happened.events.iter().any(known) } else { known_words(happened).is_some() }
}

/// Why a command failed of which no event tells, from what it printed.
pub(super) fn words(happened: &Happened) -> String {
    if let Some(known) = known_words(happened) {
        return known;
    }
    let first = happened.errors.lines().map(str::trim).find(|line| !line.is_empty());
    match (first, happened.exit) {
        (Some(line), _) => tell::failed_words(line.replace('`', "'")),
        (None, INTERRUPTED) => tell::failed_interrupted(),
        (None, STOPPED) => tell::failed_killed(),
        (None, _) => tell::failed_silent(),
    }
}

/// Whether docker itself says that it wants another number of words: a program in a container may say it, too.
pub fn wants_other_count(errors: &str) -> bool {
    let says = |line: &str| {
        let line = line.strip_prefix("ERROR: ").unwrap_or(line);
        line.starts_with("docker: '") && line.contains("' requires ")
    };
    errors.lines().any(says)
}

/// The word after `docker`, if docker took it for none of its commands and read its own flags behind it.
fn no_docker_word(happened: &Happened) -> Option<&str> {
    let of_docker = happened.errors.lines().any(|line| line.starts_with("Usage:  docker [OPTIONS] COMMAND"));
    let mut words = happened.line.split_whitespace().skip_while(|word| *word != "docker").skip(1);
    words.next().filter(|word| of_docker && !word.starts_with('-'))
}

/// The same, where there is more to say than what was printed.
fn known_words(happened: &Happened) -> Option<String> {
    if happened.stopped {
        return Some(tell::stopped_by_limit());
    }
    let errors = happened.errors.as_str();
    let behind = |mark: &str| {
        let rest = errors.split_once(mark).map(|(_, rest)| rest)?;
        rest.split_whitespace().next().map(|word| word.trim_end_matches([',', '.']).replace('`', "'"))
    };
    let any = |marks: &[&str]| marks.iter().any(|mark| errors.contains(mark));
    if let Some(word) = shell::not_found(errors) {
        return Some(tell::failed_no_command(word));
    }
    let named = [
        ("No such container: ", tell::failed_container as fn(_) -> _),
        ("No such image: ", tell::failed_image),
        ("no such object: ", tell::failed_object),
    ];
    if let Some((name, says)) = named.iter().find_map(|(mark, says)| Some((behind(mark)?, says))) {
        return Some(says(name));
    }
    let no_reader =
        || errors.lines().any(|line| line.starts_with("exec ") && line.ends_with(": no such file or directory"));
    Some(match () {
        () if any(&["unknown command: docker"]) => tell::failed_docker_command(),
        () if any(&["unknown flag", "unknown shorthand flag"]) => match no_docker_word(happened) {
            Some(word) => tell::failed_no_docker_word(word.replace('`', "'")),
            None => tell::failed_flag(),
        },
        () if wants_other_count(errors) => tell::failed_count(),
        () if any(&["chdir to cwd"]) => tell::failed_directory(),
        () if any(&[RUNTIME]) && any(&["executable file not found"]) => tell::failed_no_program(),
        () if any(&["invalid reference format"]) => tell::failed_reference(),
        () if any(&["port is already allocated"]) => tell::failed_port(),
        () if no_reader() => tell::failed_reader(),
        () if any(&["exec format error"]) => tell::failed_format(),
        () => return None,
    })
}
