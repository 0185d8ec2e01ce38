//! After a command on a container or an image that is not there, or whose program is not.

use super::building::between;
use super::call::Call;
use super::{Around, lately, names};
use crate::engine::{Event, Reason};
use crate::lesson::explain::program_in;
use crate::oci::Reference;
use crate::tell;
use crate::text::closest;
use crate::vfs::Files;

/// Exit code of a command that is not there.
const NOT_FOUND: i32 = 127;
/// Editors that images have not.
const EDITORS: [&str; 6] = ["vi", "vim", "nano", "emacs", "code", "edit"];

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
    if call.verb() == "rm" && !names::here(name.split(':').next().unwrap_or_default(), around).is_empty() {
        return Some(tell::image_goes_by_rmi(name));
    }
    if let Some(near) = closest(name, containers.iter().map(String::as_str)) {
        return Some(tell::did_you_mean_container(near));
    }
    if names::local_images(around).iter().any(|image| image == name || image.strip_suffix(":latest") == Some(name))
        || names::is_repository(name, around)
    {
        return Some(tell::image_no_container(name));
    }
    Some(match containers.as_slice() {
        [] => tell::no_container_yet(),
        some => tell::containers_are(names::listed(some)),
    })
}

/// There is no image of this name.
pub(super) fn no_image(printed: &str, around: &Around<'_>) -> Option<String> {
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
    if names::is_repository(repository, around) {
        return Some(tell::pull_it_first(bare));
    }
    Some(tell::images_listed())
}

/// A container whose process could not start.
pub(super) fn not_started(event: &Event, words: &[&str], around: &Around<'_>) -> Option<String> {
    let Event::ContainerStartFailed { image, program, reason, .. } = event else { return None };
    let at = words.iter().position(|word| *word == program);
    let name = at.and_then(|at| at.checked_sub(1)).and_then(|at| words.get(at)).copied().unwrap_or("IMAGE");
    if program.starts_with('-') {
        return Some(tell::flags_before_image(program, name));
    }
    if *reason != Reason::NoSuchProgram {
        return None;
    }
    let images = &around.world.engine.images;
    let chain = images.stored_image(image).and_then(|stored| stored.chain_id());
    let snapshot = chain.and_then(|chain| images.snapshot(&chain));
    if let Some(path) = snapshot.as_ref().and_then(|snapshot| program_in(&snapshot.merged, program)) {
        return Some(tell::start_failed(tell::not_on_the_path(program, path), ""));
    }
    let has_shell = snapshot
        .is_some_and(|snapshot| ["/bin/sh", "/usr/bin/sh"].iter().any(|path| snapshot.merged.stat(path, true).is_ok()));
    Some(if has_shell { tell::no_program(program) } else { tell::no_program_no_shell(program) })
}

/// What a container's name, or a program in it, came to.
pub(super) fn container(printed: &str, exit: i32, call: &Call<'_>) -> Option<String> {
    if let Some(name) = between(printed, "The container name \"/", "\" is already in use") {
        return Some(tell::name_is_taken(name));
    }
    // What the runtime says stands in the output of what was to run.
    let silent = exit == NOT_FOUND && printed.trim().is_empty() && call.verb() == "exec";
    let program = call.arguments.get(1).filter(|_| silent)?;
    Some(match EDITORS.contains(program) {
        true => tell::no_editor_in_image(program),
        false => tell::no_program_to_exec(program),
    })
}
