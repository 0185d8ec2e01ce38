//! After a command on a container or an image that is not there, or whose program is not.

use super::building::between;
use super::call::Call;
use super::{Around, lately, names};
use crate::client::outline::{self, OutlineFlag};
use crate::engine::{Event, Reason};
use crate::lesson::check::{Happened, RUNTIME};
use crate::lesson::explain::program_in;
use crate::oci::Reference;
use crate::shell::programs;
use crate::tell;
use crate::text::closest;
use crate::vfs::Files;

/// Exit code of a command that is not there.
const NOT_FOUND: i32 = 127;
/// Editors that images have not.
const EDITORS: [&str; 6] = ["vi", "vim", "nano", "emacs", "code", "edit"];

/// Words that only a shell knows.
const SHELL_WORDS: [&str; 7] = ["cd", "export", "source", "alias", "set", "exit", "history"];

/// The name that an error is about, behind these words.
fn named<'a>(printed: &'a str, marks: &[&str]) -> Option<&'a str> {
    let rest = marks.iter().find_map(|mark| printed.split_once(mark)).map(|(_, rest)| rest)?;
    rest.split_whitespace().next()
}

/// There is no container of this name.
pub(super) fn no_container(printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let name = named(printed, &["No such container: ", "no such container: "])?;
    let containers = names::containers(around);
    if let Some(about) = lately::container(name, around.session) {
        return Some(about);
    }
    if let Some(about) = group_behind(name, call) {
        return Some(about);
    }
    if call.verb() == "rm" && !names::here(name.split(':').next().unwrap_or_default(), around).is_empty() {
        return Some(tell::image_goes_by_rmi(name));
    }
    if call.verb() == "commit"
        && let Some(second) = call.arguments.get(1).filter(|second| names::is_container(second, around))
    {
        return Some(tell::other_way_round(format!("docker commit {second} {name}")));
    }
    if let Some(near) = closest(name, containers.iter().map(String::as_str)) {
        return Some(tell::did_you_mean_container(near));
    }
    if names::local_images(around).iter().any(|image| image == name || image.strip_suffix(":latest") == Some(name))
        || names::is_repository(name, around)
    {
        return Some(tell::image_no_container(name));
    }
    let is_program = call.verb() == "exec" && programs::find(name).is_some();
    Some(match containers.as_slice() {
        [] => tell::no_container_yet(),
        [only] if is_program => tell::did_you_mean(format!("docker exec {only} {}", call.arguments.join(" "))),
        _ if is_program => tell::exec_lacks_container(name),
        some => tell::containers_are(names::listed(some)),
    })
}

/// `docker rm image alpine`: the words in another order.
fn group_behind(name: &str, call: &Call<'_>) -> Option<String> {
    let [first, rest @ ..] = call.arguments.as_slice() else { return None };
    let group = first.strip_suffix('s').unwrap_or(first);
    let meant = [&[group, call.path], rest].concat();
    let owned: Vec<String> = meant.iter().map(|word| (*word).to_string()).collect();
    let is_command = outline::command(&owned).is_some_and(|(command, _)| command.path.contains(' '));
    let fits = *first == name && !call.path.contains(' ') && !rest.is_empty() && is_command;
    fits.then(|| tell::did_you_mean(format!("docker {}", meant.join(" "))))
}

/// There is no image of this name.
pub(super) fn no_image(printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let marks = [
        "No such image: ",
        "no such object: ",
        "No such object: ",
        "tag does not exist: ",
        "does not exist locally with the tag: ",
    ];
    let name = named(printed, &marks)?.trim_end_matches('.');
    let bare = name.strip_suffix(":latest").unwrap_or(name);
    let repository = bare.split([':', '@']).next().unwrap_or(bare);
    if let Some(about) = group_behind(name, call) {
        return Some(about);
    }
    let whole = Reference::parse(bare).map(|reference| reference.or_latest().familiar());
    if let Some(about) = whole.ok().and_then(|whole| lately::image(&whole, around.session)) {
        return Some(about);
    }
    let of_it = names::here(repository, around);
    if !of_it.is_empty() {
        return Some(tell::tags_here(repository, names::listed(&of_it)));
    }
    if names::is_container(bare, around) {
        return Some(tell::container_no_image(bare));
    }
    let local = names::local_images(around);
    let shown = |image: &str| image.strip_suffix(":latest").unwrap_or(image).to_string();
    let shorter: Vec<String> = local.iter().map(|image| shown(image)).collect();
    let inside = format!("/{bare}");
    let longer = shorter.iter().find(|name| name.ends_with(&inside));
    if let Some(near) = longer.map(String::as_str).or_else(|| closest(bare, shorter.iter().map(String::as_str))) {
        return Some(tell::did_you_mean(near));
    }
    if matches!(call.path, "rmi" | "image rm" | "image remove") {
        return Some(tell::nothing_to_remove(bare));
    }
    if names::is_repository(repository, around) {
        return Some(tell::pull_it_first(bare));
    }
    Some(tell::images_listed())
}

/// A container whose process could not start.
pub(super) fn not_started(event: &Event, words: &[&str], call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let call = Some(call).filter(|call| matches!(call.verb(), "run" | "create"));
    let Event::ContainerStartFailed { image, program, reason, .. } = event else { return None };
    let at = words.iter().position(|word| *word == program);
    let name = at.and_then(|at| at.checked_sub(1)).and_then(|at| words.get(at)).copied().unwrap_or("IMAGE");
    if program.is_empty() {
        return Some(tell::empty_program());
    }
    if program == "-c" {
        return Some(tell::shell_is_missing(name));
    }
    if program.starts_with('-') {
        let value = at.and_then(|at| words.get(at + 1)).copied().unwrap_or_default();
        return Some(tell::flags_before_image(with_value(program, value), name));
    }
    if program.contains(' ') {
        return Some(tell::quoted_command());
    }
    if SHELL_WORDS.contains(&program.as_str()) {
        return Some(tell::word_of_a_shell(program));
    }
    if *reason != Reason::NoSuchProgram {
        return None;
    }
    // One word behind the image, with a digit at its end, is hardly a program.
    if let (Some(call), true) = (call.filter(|call| call.arguments.len() == 2), is_name(program)) {
        return Some(tell::program_or_name(program, call.path, name));
    }
    let images = &around.world.engine.images;
    let chain = images.stored_image(image).and_then(|stored| stored.chain_id());
    let snapshot = chain.and_then(|chain| images.snapshot(&chain));
    if let Some(why) = snapshot.as_ref().and_then(|snapshot| program_in(&snapshot.merged, program)) {
        return Some(tell::start_failed(why, ""));
    }
    let has_shell = snapshot
        .is_some_and(|snapshot| ["/bin/sh", "/usr/bin/sh"].iter().any(|path| snapshot.merged.stat(path, true).is_ok()));
    Some(if has_shell { tell::no_program(program) } else { tell::no_program_no_shell(program) })
}

/// Whether a word looks like a container's name (`c1`, `web-2`) rather than a program's.
fn is_name(word: &str) -> bool {
    let ends = word.ends_with(|c: char| c.is_ascii_digit());
    ends && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) && programs::find(word).is_none()
}

/// Why an image was not removed, and what is to be done.
pub(super) fn not_removed(event: &Event, around: &Around<'_>) -> Option<String> {
    let Event::RemoveRefused { reference, reason, .. } = event else { return None };
    let engine = &around.world.engine;
    let id = engine.images.stored_id(reference)?;
    let of_it = |running: bool| {
        let mut users = engine.containers.iter().filter(|container| container.image == id);
        users.find(|container| container.state.is_running() == running).map(|container| container.name.clone())
    };
    match reason {
        Reason::RunningContainer => of_it(true).map(tell::image_runs),
        Reason::StoppedContainer => of_it(false).map(tell::image_used),
        _ => None,
    }
}

/// A flag with its value, if it takes one that does not stand in the same word.
fn with_value(flag: &str, value: &str) -> String {
    let call = ["run".to_string()];
    let name = flag.trim_start_matches('-');
    let is_it = |known: &&OutlineFlag| known.long == name || flag.len() == 2 && known.short == name.chars().next();
    let takes = outline::command(&call)
        .is_some_and(|(command, _)| command.flags.iter().find(is_it).is_some_and(|known| !known.value.is_empty()));
    if takes && !value.is_empty() && !value.contains(['\'', '"']) {
        format!("{flag} {value}")
    } else {
        flag.to_string()
    }
}

/// Flags of `docker run` that stand behind the image, where its own program got them.
pub(super) fn flags_behind(call: &Call<'_>) -> Option<String> {
    let [image, flag, rest @ ..] = call.arguments.as_slice() else { return None };
    let value = rest.first().copied().unwrap_or_default();
    let is_known = match *flag {
        "-p" | "-d" | "-it" | "--name" | "--rm" | "--publish" | "--detach" => true,
        // Many programs have such flags of their own (`node -e`, `python -v`): the value tells whose it is.
        "-e" => {
            value.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        }
        "-v" => value.contains(':'),
        _ => false,
    };
    let of_run = matches!(call.path, "run" | "create" | "container run" | "container create");
    (of_run && is_known).then(|| tell::flags_before_image(with_value(flag, value), image))
}

/// What a container's name, or a program in it, came to.
pub(super) fn container(printed: &str, happened: &Happened, call: &Call<'_>) -> Option<String> {
    if let Some(folder) = between(&happened.errors, "chdir to cwd (\"", "\")") {
        return Some(tell::no_such_directory_inside(folder.replace('`', "'")));
    }
    if let Some(name) = between(printed, "The container name \"/", "\" is already in use") {
        return Some(tell::name_is_taken(name));
    }
    if printed.contains("Invalid container name (") {
        return Some(tell::container_name_long());
    }
    // What the runtime says stands in the output of what was to run. A shell that did start ends with the same number,
    // if the last command typed in it is not there.
    let refused = happened.exit == NOT_FOUND && happened.errors.starts_with(RUNTIME) && call.verb() == "exec";
    let program = call.arguments.get(1).filter(|_| refused)?;
    if call.quoted {
        return Some(tell::quoted_command());
    }
    if SHELL_WORDS.contains(program) {
        return Some(tell::word_of_a_shell(program));
    }
    Some(match EDITORS.contains(program) {
        true => tell::no_editor_in_image(program),
        false => tell::no_program_to_exec(program),
    })
}

/// The name of a container for which no address was found: on the network that all are in, nobody answers for names.
pub(super) fn unknown_host(printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    const SAID: [&str; 5] =
        ["bad address '", "Could not resolve host: ", "can't find ", "can't resolve '", "cannot resolve "];
    let name = SAID.iter().find_map(|said| printed.split_once(said)?.1.split(|c: char| !is_of_name(c)).next())?;
    let runs = around.world.engine.containers.find(name).is_ok_and(|container| container.state.is_running());
    let inside = matches!(call.verb(), "run" | "exec");
    (inside && runs && names::is_container(name, around)).then(|| tell::names_in_networks(name))
}

/// Whether a letter may stand in a container's name.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.-".contains(c)
}
