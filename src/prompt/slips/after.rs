//! After a command failed: what was meant, from the names that exist.

use super::{Around, Says, names};
use crate::client::outline;
use crate::engine::{Event, Reason};
use crate::lesson::check::Happened;
use crate::lesson::{Setting, Word};
use crate::oci::Reference;
use crate::shell::{self, programs};
use crate::tell;
use crate::text::closest;
use crate::vfs::Files;

/// Exit code of a command that is not there.
const NOT_FOUND: i32 = 127;
/// Names that are listed at most.
const LISTED: usize = 4;

/// Words that people try, and docker's own for what they mean.
const OTHER_WORDS: [(&[&str], Says); 7] = [
    (&["download", "get", "fetch", "install", "clone"], tell::use_pull),
    (&["delete", "remove", "del", "uninstall"], tell::use_rmi),
    (&["list", "ls", "show"], tell::use_lists),
    (&["find", "look"], tell::use_search),
    (&["layers", "layer"], tell::use_history),
    (&["up", "launch", "execute"], tell::use_run),
    (&["upload", "publish"], tell::use_push),
];

/// One helpful line, if anything is known that helps.
pub(super) fn about(happened: &Happened, printed: &str, around: &Around<'_>) -> Option<String> {
    if happened.stopped {
        return Some(tell::stopped_by_limit());
    }
    let words: Vec<&str> = happened.line.split_whitespace().collect();
    if let Some(event) = happened.events.iter().rev().find(|event| matches!(event, Event::PullFailed { .. })) {
        return pull(event, around);
    }
    if let Some(event) = happened.events.iter().rev().find(|event| matches!(event, Event::ContainerStartFailed { .. }))
    {
        return not_started(event, &words, around);
    }
    if let Some(event) = happened.events.iter().rev().find(|event| matches!(event, Event::PushFailed { .. }))
        && let Some(about) = push(event)
    {
        return Some(about);
    }
    if happened.exit == NOT_FOUND
        && let Some(word) = shell::not_found(printed)
    {
        return no_command(word, &words, around);
    }
    if let Some(about) = help_page(&words) {
        return Some(about);
    }
    if happened.exit == 0 && !printed.contains("No images found") {
        return None;
    }
    unknown_command(printed, around)
        .or_else(|| unknown_flag(printed, &words))
        .or_else(|| reference_form(printed, &words))
        .or_else(|| no_container(printed, around))
        .or_else(|| no_image(printed, around))
        .or_else(|| arguments(printed))
        .or_else(|| refused(printed, &words))
        .or_else(|| misused(printed, &words))
        .or_else(|| no_file(printed, &words))
}

/// After a page that lists commands: which of them are only listed.
fn help_page(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let asks = |word: &&&str| matches!(**word, "help" | "--help" | "-h");
    let group: Vec<&str> = rest.iter().filter(|word| !asks(word)).copied().collect();
    let unsimulated = outline::unsimulated(&group.join(" "));
    (*first == "docker" && !unsimulated.is_empty()).then(|| tell::listed_only(unsimulated.join(", ")))
}

fn no_command(word: &str, words: &[&str], around: &Around<'_>) -> Option<String> {
    let at = words.iter().position(|other| *other == word).unwrap_or(0);
    let rest = words.get(at + 1..).unwrap_or_default();
    let with = |name: &str| [&[name], rest].concat().join(" ");
    let lower = word.to_lowercase();
    if lower != word && (names::is_command(&lower) || Word::find(&lower).is_some()) {
        return Some(tell::small_letters(with(&lower)));
    }
    if let Some(meant) = names::docker_command(words.get(at..).unwrap_or_default()) {
        return Some(tell::did_you_mean(meant));
    }
    if let Some(word) = Word::find(word) {
        let told = match (word.works_in(around.setting), word.usage(around.setting)) {
            (false, _) => tell::word_of_lessons(word.name()),
            (true, "") => tell::word_alone(word.name()),
            (true, usage) => tell::word_usage(word.name(), usage),
        };
        return Some(told);
    }
    if let Some(run_together) =
        word.strip_prefix("docker").filter(|rest| outline::command(&[(*rest).to_string()]).is_some())
    {
        return Some(tell::did_you_mean(with(&format!("docker {run_together}"))));
    }
    let name = Reference::parse(word).map(|reference| reference.name.familiar()).unwrap_or_default();
    if names::is_repository(&name, around) {
        return Some(tell::image_no_command(word));
    }
    if let Some(near) = names::command_like(word, around) {
        return Some(tell::did_you_mean(with(near)));
    }
    if let Some(near) = names::subcommand_like("", word) {
        return Some(tell::did_you_mean_docker(with(near)));
    }
    match around.setting {
        Setting::Lesson => Some(tell::no_command_in_lesson(word)),
        Setting::Play => Some(tell::no_command_at_play(word)),
    }
}

fn unknown_command(printed: &str, around: &Around<'_>) -> Option<String> {
    let line = printed.lines().find_map(|line| {
        let typed = line.strip_prefix("docker: unknown command: docker ");
        typed.or_else(|| line.strip_prefix("unknown help topic: "))
    })?;
    let (path, word) = line.rsplit_once(' ').unwrap_or(("", line));
    let lower = tell::heard(word).to_lowercase();
    if let Some((_, meant)) = OTHER_WORDS.iter().find(|(others, _)| others.contains(&lower.as_str())) {
        return Some(tell::dockers_word(meant()));
    }
    if path.is_empty() && names::is_repository(word, around) {
        return Some(tell::image_or_command(word));
    }
    let near = names::subcommand_like(path, &lower)
        .map(|near| format!("docker {path} {near}"))
        .or_else(|| names::subcommand_like("", &lower).map(|near| format!("docker {near}")))?;
    Some(tell::did_you_mean(near.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn unknown_flag(printed: &str, words: &[&str]) -> Option<String> {
    let line =
        printed.lines().find(|line| line.starts_with("unknown flag: --") || line.starts_with("unknown shorthand"))?;
    let at = words.iter().position(|word| *word == "docker")?;
    let call: Vec<String> = words.iter().skip(at + 1).map(|word| (*word).to_string()).collect();
    let (command, used) = outline::command(&call)?;
    if let Some(flag) = line.strip_prefix("unknown flag: --") {
        if let Some(near) = names::flag_like(&call, flag) {
            return Some(tell::did_you_mean_flag(near));
        }
        // A short flag's letters behind two dashes.
        if let [letter] = flag.chars().collect::<Vec<_>>().as_slice()
            && command.flags.iter().any(|known| known.short == Some(*letter))
        {
            return Some(tell::flag_one_dash(letter));
        }
    } else if let Some(long) = call.iter().skip(used).find_map(|word| {
        let name = word.strip_prefix('-')?;
        command.flags.iter().find(|flag| flag.long == name)
    }) {
        return Some(tell::flag_two_dashes(long.long));
    }
    Some(tell::flags_listed(command.path))
}

fn pull(event: &Event, around: &Around<'_>) -> Option<String> {
    let Event::PullFailed { reference, reason, .. } = event else { return None };
    let parsed = Reference::parse(reference).ok()?;
    let host = parsed.name.host();
    let name = parsed.name.familiar();
    match reason {
        Reason::NoRoute if host.ends_with("docker.com") => Some(tell::hub_is_called()),
        Reason::NoRoute => Some(tell::no_other_hosts(host)),
        Reason::NoSuchTag | Reason::Denied if host == "docker.io" && names::is_repository(&name, around) => {
            let tags = names::tags(parsed.name.path(), around);
            let tag = parsed.tag.as_ref().map(|tag| tag.as_str().to_string()).unwrap_or_default();
            if parsed.digest.is_some() {
                return Some(tell::no_such_digest(name));
            }
            let near =
                closest(&tag, tags.iter().map(String::as_str)).filter(|near| !tag.is_empty() && tag_like(&tag, near));
            let near = near.map(|near| tell::did_you_mean_tag(&name, near)).unwrap_or_default();
            Some(tell::no_such_tag(name, tag, near))
        }
        Reason::Denied | Reason::NoSuchTag if !here(&name, around).is_empty() => {
            Some(tell::tags_here(&name, listed(&here(&name, around))))
        }
        Reason::Denied | Reason::NoSuchTag if host == "docker.io" => match names::repository_like(&name, around) {
            _ if is_container(&name, around) => Some(tell::container_no_image(name)),
            Some(near) => Some(tell::no_repository_near(name, near)),
            None => Some(tell::no_repository(name)),
        },
        Reason::Denied | Reason::NoSuchTag => Some(tell::nothing_on_registry(host)),
        Reason::NoSuchPlatform => Some(tell::platforms_listed(reference)),
        Reason::RateLimited => Some(tell::limits_listed()),
        _ => None,
    }
}

fn push(event: &Event) -> Option<String> {
    let Event::PushFailed { reference, reason, .. } = event else { return None };
    let name = Reference::parse(reference).ok()?.name;
    let (host, path) = (name.host(), name.path());
    match reason {
        Reason::LoginNeeded | Reason::Denied if host == "docker.io" && !path.starts_with("library/") => {
            Some(tell::push_owner(name.familiar()))
        }
        Reason::LoginNeeded => Some(tell::nobody_logged_in(host)),
        Reason::Denied if path.starts_with("library/") => Some(tell::push_official(name.familiar())),
        Reason::NoRoute => Some(tell::no_other_hosts(host)),
        _ => None,
    }
}

/// Whether one tag may be a slip for another: of two versions each is meant.
fn tag_like(tag: &str, near: &str) -> bool {
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    !has_digit(tag) && !has_digit(near) || near.starts_with(tag) || tag.starts_with(near)
}

/// A container whose process could not start.
fn not_started(event: &Event, words: &[&str], around: &Around<'_>) -> Option<String> {
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
    let has_shell = chain
        .and_then(|chain| images.snapshot(&chain))
        .is_some_and(|snapshot| ["/bin/sh", "/usr/bin/sh"].iter().any(|path| snapshot.merged.stat(path, true).is_ok()));
    Some(if has_shell { tell::no_program(program) } else { tell::no_program_no_shell(program) })
}

/// What docker refused for other reasons.
fn refused(printed: &str, words: &[&str]) -> Option<String> {
    let has = |text: &str| printed.contains(text);
    let docker = words.contains(&"docker");
    Some(match () {
        () if has("insufficient_scope") || has("push access denied") => tell::push_own_only(),
        () if has("invalid filter") => tell::search_filters(),
        () if has("owardly refusing") || has("refusing to save") => tell::save_needs_file(),
        () if has("No such volume") || has("no such volume") => tell::volumes_listed(),
        () if has("failed to read dockerfile") => tell::build_needs_file(),
        () if has("bad address") || has("Could not resolve host") => tell::no_network(),
        () if words.contains(&"manifest") && has("unauthorized: authentication required") => {
            tell::registry_shows_none()
        }
        () if words.contains(&"load") || words.contains(&"import") => tell::load_needs_file(),
        () if docker && words.contains(&"save") => tell::save_called(),
        () if docker && has("No such file or directory") => tell::said_inside(),
        () => return None,
    })
}

fn reference_form(printed: &str, words: &[&str]) -> Option<String> {
    if printed.contains("must be lowercase") {
        let name = words.iter().find(|word| word.contains(|c: char| c.is_uppercase()) && !word.starts_with('-'))?;
        return Some(tell::names_small(name.to_lowercase()));
    }
    let form = printed.contains("invalid reference format") || printed.contains("invalid tag format");
    form.then(|| {
        let digest = words.iter().find(|word| word.contains('@'));
        match digest {
            Some(word) => tell::no_digest_name(word),
            None => tell::what_a_name_is(),
        }
    })
}

/// The name that an error is about, behind these words.
fn named<'a>(printed: &'a str, marks: &[&str]) -> Option<&'a str> {
    let rest = marks.iter().find_map(|mark| printed.split_once(mark)).map(|(_, rest)| rest)?;
    rest.split_whitespace().next()
}

fn no_container(printed: &str, around: &Around<'_>) -> Option<String> {
    let name = named(printed, &["No such container: ", "no such container: "])?;
    let containers = names::containers(around);
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
        some => tell::containers_are(listed(some)),
    })
}

/// The names of the images here that are of a repository.
fn here(repository: &str, around: &Around<'_>) -> Vec<String> {
    let of_it = |image: &String| Reference::parse(image).is_ok_and(|reference| reference.name.familiar() == repository);
    names::local_images(around).into_iter().filter(of_it).collect()
}

/// Whether a container has this name.
fn is_container(name: &str, around: &Around<'_>) -> bool {
    names::containers(around).iter().any(|container| container == name)
}

fn no_image(printed: &str, around: &Around<'_>) -> Option<String> {
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
    let of_it = here(repository, around);
    if !of_it.is_empty() {
        return Some(tell::tags_here(repository, listed(&of_it)));
    }
    if is_container(bare, around) {
        return Some(tell::container_no_image(bare));
    }
    let local = names::local_images(around);
    let shown = |image: &str| image.strip_suffix(":latest").unwrap_or(image).to_string();
    let names: Vec<String> = local.iter().map(|image| shown(image)).collect();
    let inside = format!("/{bare}");
    let longer = names.iter().find(|name| name.ends_with(&inside));
    if let Some(near) = longer.map(String::as_str).or_else(|| closest(bare, names.iter().map(String::as_str))) {
        return Some(tell::did_you_mean(near));
    }
    if names::is_repository(repository, around) {
        return Some(tell::pull_it_first(bare));
    }
    Some(tell::images_listed())
}

/// Docker wants another number of arguments: its usage line is the help.
fn arguments(printed: &str) -> Option<String> {
    let usage = printed.lines().find_map(|line| line.strip_prefix("Usage:  "))?;
    let wants = printed.contains(" requires ") && printed.contains(" argument");
    wants.then(|| tell::called_like_this(usage.trim()))
}

/// A program that was called in a way it does not know.
fn misused(printed: &str, words: &[&str]) -> Option<String> {
    let program = *words.first()?;
    let complains =
        ["Usage: ", "usage: ", "--help", "unknown predicate", "invalid option", "unrecognized option", "expression #"];
    (programs::find(program).is_some() && complains.iter().any(|mark| printed.contains(mark)))
        .then(|| tell::program_help(program))
}

fn no_file(printed: &str, words: &[&str]) -> Option<String> {
    let looks = printed.contains("No such file or directory") || printed.contains("can't cd to");
    (looks && !words.contains(&"docker")).then(tell::files_listed)
}

fn listed(names: &[String]) -> String {
    let more = if names.len() > LISTED { " …" } else { "" };
    let names: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    names.join(", ") + more
}
