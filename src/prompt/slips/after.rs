//! After a command failed: what was meant, from the names that exist.

use super::{Around, names};
use crate::client::outline;
use crate::engine::{Event, Reason};
use crate::lesson::check::Happened;
use crate::lesson::{Setting, Word};
use crate::oci::Reference;
use crate::shell::programs;
use crate::text::closest;
use crate::vfs::Files;

/// Exit code of a command that is not there.
const NOT_FOUND: i32 = 127;
/// Names that are listed at most.
const LISTED: usize = 4;

/// Words that people try, and docker's own for what they mean.
const OTHER_WORDS: [(&[&str], &str); 7] = [
    (&["download", "get", "fetch", "install", "clone"], "`docker pull NAME`."),
    (&["delete", "remove", "del", "uninstall"], "`docker rmi IMAGE`, or `docker rm CONTAINER`."),
    (&["list", "ls", "show"], "`docker images` lists images, `docker ps -a` containers."),
    (&["find", "look"], "`docker search WORD`."),
    (&["layers", "layer"], "`docker history IMAGE`; the tutor's `layers IMAGE` draws them."),
    (&["up", "launch", "execute"], "`docker run IMAGE`."),
    (&["upload", "publish"], "`docker push NAME`."),
];

/// One helpful line, if anything is known that helps.
pub(super) fn about(happened: &Happened, printed: &str, around: &Around<'_>) -> Option<String> {
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
        && let Some(word) = not_found(printed)
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
    (*first == "docker" && !unsimulated.is_empty()).then(|| {
        format!("Listed, as Docker lists them, but not simulated here: {}. Tab offers what is.", unsimulated.join(", "))
    })
}

/// The word of which a shell says that it is not found.
fn not_found(printed: &str) -> Option<&str> {
    let line = printed.lines().find(|line| line.starts_with("sh: ") && line.ends_with(": not found"))?;
    line.strip_suffix(": not found")?.splitn(3, ": ").nth(2)
}

fn no_command(word: &str, words: &[&str], around: &Around<'_>) -> Option<String> {
    let at = words.iter().position(|other| *other == word).unwrap_or(0);
    let rest = words.get(at + 1..).unwrap_or_default();
    let with = |name: &str| [&[name], rest].concat().join(" ");
    let lower = word.to_lowercase();
    if lower != word && (names::is_command(&lower) || Word::find(&lower).is_some()) {
        return Some(format!("Commands are spelt in small letters: `{}`.", with(&lower)));
    }
    if let Some(meant) = names::docker_command(words.get(at..).unwrap_or_default()) {
        return Some(format!("Did you mean `{meant}`?"));
    }
    if let Some(word) = Word::find(word) {
        let told = match (word.works_in(around.setting), word.usage(around.setting)) {
            (false, _) => format!("`{}` belongs to lessons; there is none here.", word.name()),
            (true, "") => format!("`{}` stands alone: nothing follows it.", word.name()),
            (true, usage) => format!("It is `{} {usage}`.", word.name()),
        };
        return Some(told);
    }
    if let Some(run_together) =
        word.strip_prefix("docker").filter(|rest| outline::command(&[(*rest).to_string()]).is_some())
    {
        return Some(format!("Did you mean `{}`?", with(&format!("docker {run_together}"))));
    }
    let name = Reference::parse(word).map(|reference| reference.name.familiar()).unwrap_or_default();
    if names::is_repository(&name, around) {
        return Some(format!("`{word}` is an image, not a command. To start it: `docker run {word}`."));
    }
    if let Some(near) = names::command_like(word, around) {
        return Some(format!("Did you mean `{}`?", with(near)));
    }
    if let Some(near) = names::subcommand_like("", word) {
        return Some(format!("Did you mean `docker {}`?", with(near)));
    }
    match around.setting {
        Setting::Lesson => Some(format!(
            "`{word}` is no command here. `hint` helps with the task; an answer begins with the word `answer`."
        )),
        Setting::Play => Some(format!("`{word}` is no command here. `help` lists the tutor's words.")),
    }
}

fn unknown_command(printed: &str, around: &Around<'_>) -> Option<String> {
    let line = printed.lines().find_map(|line| {
        let typed = line.strip_prefix("docker: unknown command: docker ");
        typed.or_else(|| line.strip_prefix("unknown help topic: "))
    })?;
    let (path, word) = line.rsplit_once(' ').unwrap_or(("", line));
    let lower = word.to_lowercase();
    if let Some((_, meant)) = OTHER_WORDS.iter().find(|(others, _)| others.contains(&lower.as_str())) {
        return Some(format!("Docker's word for that: {meant}"));
    }
    if path.is_empty() && names::is_repository(word, around) {
        return Some(format!(
            "`{word}` is an image, not a command: `docker pull {word}` fetches it, `docker run {word}` starts it."
        ));
    }
    let near = names::subcommand_like(path, &lower)
        .map(|near| format!("docker {path} {near}"))
        .or_else(|| names::subcommand_like("", &lower).map(|near| format!("docker {near}")))?;
    Some(format!("Did you mean `{}`?", near.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn unknown_flag(printed: &str, words: &[&str]) -> Option<String> {
    let line =
        printed.lines().find(|line| line.starts_with("unknown flag: --") || line.starts_with("unknown shorthand"))?;
    let at = words.iter().position(|word| *word == "docker")?;
    let call: Vec<String> = words.iter().skip(at + 1).map(|word| (*word).to_string()).collect();
    let (command, used) = outline::command(&call)?;
    if let Some(flag) = line.strip_prefix("unknown flag: --") {
        if let Some(near) = names::flag_like(&call, flag) {
            return Some(format!("Did you mean `--{near}`?"));
        }
        // A short flag's letters behind two dashes.
        if let [letter] = flag.chars().collect::<Vec<_>>().as_slice()
            && command.flags.iter().any(|known| known.short == Some(*letter))
        {
            return Some(format!("A flag of one letter has one dash: `-{letter}`."));
        }
    } else if let Some(long) = call.iter().skip(used).find_map(|word| {
        let name = word.strip_prefix('-')?;
        command.flags.iter().find(|flag| flag.long == name)
    }) {
        return Some(format!("A flag that is a word has two dashes: `--{}`.", long.long));
    }
    Some(format!("`docker {} --help` lists the flags that it knows.", command.path))
}

fn pull(event: &Event, around: &Around<'_>) -> Option<String> {
    let Event::PullFailed { reference, reason, .. } = event else { return None };
    let parsed = Reference::parse(reference).ok()?;
    let host = parsed.name.host();
    let name = parsed.name.familiar();
    match reason {
        Reason::NoRoute if host.ends_with("docker.com") => {
            Some("In names, Docker Hub is called `docker.io`, and it may be left out: `docker pull nginx`.".into())
        }
        Reason::NoRoute => Some(format!(
            "In this sandbox only Docker Hub and the registries on localhost:5000 and localhost:5001 exist; {host} is not reached."
        )),
        Reason::NoSuchTag | Reason::Denied if host == "docker.io" && names::is_repository(&name, around) => {
            let tags = names::tags(parsed.name.path(), around);
            let tag = parsed.tag.as_ref().map(|tag| tag.as_str().to_string()).unwrap_or_default();
            if parsed.digest.is_some() {
                return Some(format!(
                    "`{name}` exists, but holds nothing with this digest. `hub tags {name}` lists what it holds."
                ));
            }
            let near =
                closest(&tag, tags.iter().map(String::as_str)).filter(|near| !tag.is_empty() && tag_like(&tag, near));
            let near = near.map(|near| format!(" Did you mean `{name}:{near}`?")).unwrap_or_default();
            Some(format!("`{name}` exists, but has no tag `{tag}`.{near} `hub tags {name}` lists the tags."))
        }
        Reason::Denied | Reason::NoSuchTag if host == "docker.io" => match names::repository_like(&name, around) {
            Some(near) => Some(format!("The Hub has no repository `{name}`. Did you mean `{near}`?")),
            None => {
                Some(format!("The Hub of this sandbox has no repository `{name}`. `docker search WORD` looks for one."))
            }
        },
        Reason::Denied | Reason::NoSuchTag => Some(format!(
            "The registry on {host} has nothing under this name; it holds what somebody has pushed to it."
        )),
        Reason::NoSuchPlatform => {
            Some(format!("`docker manifest inspect {reference}` lists the platforms that there are."))
        }
        Reason::RateLimited => Some("`hub limits` shows how many pulls are left, and when there are more.".into()),
        _ => None,
    }
}

fn push(event: &Event) -> Option<String> {
    let Event::PushFailed { reference, reason, .. } = event else { return None };
    let name = Reference::parse(reference).ok()?.name;
    let (host, path) = (name.host(), name.path());
    match reason {
        Reason::LoginNeeded | Reason::Denied if host == "docker.io" && !path.starts_with("library/") => Some(format!(
            "The Hub lets only those push to `{}` who are logged in and own it: `docker login`, with the account before the slash.",
            name.familiar()
        )),
        Reason::LoginNeeded => Some(format!("Nobody is logged in to {host} here: `docker login {host}`.")),
        Reason::Denied if path.starts_with("library/") => Some(format!(
            "Without an account before it, `{0}` means the official images. Give yours a name with your account: \
             `docker tag {0} student/{0}`, and push that.",
            name.familiar()
        )),
        Reason::NoRoute => Some(format!(
            "In this sandbox only Docker Hub and the registries on localhost:5000 and localhost:5001 exist; {host} is not reached."
        )),
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
        return Some(format!(
            "Flags stand before the image: `docker run {program} {name}`. What follows the image is run in it."
        ));
    }
    if *reason != Reason::NoSuchProgram {
        return None;
    }
    let images = &around.world.engine.images;
    let chain = images.stored_image(image).and_then(|stored| stored.chain_id());
    let has_shell = chain
        .and_then(|chain| images.snapshot(&chain))
        .is_some_and(|snapshot| ["/bin/sh", "/usr/bin/sh"].iter().any(|path| snapshot.merged.stat(path, true).is_ok()));
    Some(if has_shell {
        format!("There is no `{program}` in this image. What it has, `ls /bin` in it lists; its shell is `sh`.")
    } else {
        format!(
            "There is no `{program}` in this image, not even a shell. Without a word after its name it runs its own program."
        )
    })
}

/// What docker refused for other reasons.
fn refused(printed: &str, words: &[&str]) -> Option<String> {
    let has = |text: &str| printed.contains(text);
    let docker = words.contains(&"docker");
    Some(match () {
        () if has("insufficient_scope") || has("push access denied") => {
            "You may push to repositories of your own account only: `docker login`, then `docker tag NAME student/NAME`, and push that."
        }
        () if has("invalid filter") => "`docker search` knows the filters `is-official=true` and `stars=NUMBER`.",
        () if has("owardly refusing") || has("refusing to save") => "`-o FILE` names the file to write, before the image's name.",
        () if has("No such volume") || has("no such volume") => "`docker volume ls` lists the volumes that there are.",
        () if has("failed to read dockerfile") => "A build reads a file called Dockerfile: `ls` shows whether it is here, `edit Dockerfile` writes one.",
        () if has("bad address") || has("Could not resolve host") => {
            "No network leads out of this sandbox. Images come by `docker pull`; `edit FILE` writes a file."
        }
        () if words.contains(&"manifest") && has("unauthorized: authentication required") => {
            "The registry shows no repository of this name: there is none, or it is private. `docker search WORD` looks for one."
        }
        () if words.contains(&"load") || words.contains(&"import") => {
            "It reads an archive from a file: `ls` lists the files that are here, and `docker load -i FILE` reads one."
        }
        () if docker && words.contains(&"save") => "It is called like this: `docker save -o FILE IMAGE`; a folder in FILE has to be there.",
        () if docker && has("No such file or directory") => "That was said inside the container: there, `ls /` lists what is at the top.",
        () => return None,
    }
    .into())
}

fn reference_form(printed: &str, words: &[&str]) -> Option<String> {
    if printed.contains("must be lowercase") {
        let name = words.iter().find(|word| word.contains(|c: char| c.is_uppercase()) && !word.starts_with('-'))?;
        return Some(format!("Names of images are spelt in small letters: `{}`.", name.to_lowercase()));
    }
    let form = printed.contains("invalid reference format") || printed.contains("invalid tag format");
    form.then(|| {
        let digest = words.iter().find(|word| word.contains('@'));
        match digest {
            Some(word) => format!(
                "`{word}` is no name of an image: after an `@` comes a whole digest, `sha256:` and 64 digits; a version follows a colon."
            ),
            None => "A name of an image is `NAME`, `NAME:TAG` or `NAME@sha256:…`, in small letters, without blanks.".into(),
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
        return Some(format!("Did you mean the container `{near}`?"));
    }
    if names::local_images(around).iter().any(|image| image == name || image.strip_suffix(":latest") == Some(name))
        || names::is_repository(name, around)
    {
        return Some(format!(
            "`{name}` is the name of an image. `docker run {name}` makes a container of it; `docker ps -a` lists the containers there are."
        ));
    }
    Some(match containers.as_slice() {
        [] => "There is no container yet. `docker run IMAGE` makes one.".into(),
        some => format!("The containers there are: {}. `docker ps -a` lists them.", listed(some)),
    })
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
    let local = names::local_images(around);
    let of_it: Vec<String> =
        local.iter().filter(|image| image.split([':', '@']).next() == Some(repository)).cloned().collect();
    if !of_it.is_empty() {
        return Some(format!("Of `{repository}` there is here: {}.", listed(&of_it)));
    }
    let shown = |image: &str| image.strip_suffix(":latest").unwrap_or(image).to_string();
    let names: Vec<String> = local.iter().map(|image| shown(image)).collect();
    let inside = format!("/{bare}");
    let longer = names.iter().find(|name| name.ends_with(&inside));
    if let Some(near) = longer.map(String::as_str).or_else(|| closest(bare, names.iter().map(String::as_str))) {
        return Some(format!("Did you mean `{near}`?"));
    }
    if names::is_repository(repository, around) {
        return Some(format!("`{bare}` is not here yet: `docker pull {bare}` fetches it."));
    }
    Some("`docker images` lists the images that are here.".into())
}

/// Docker wants another number of arguments: its usage line is the help.
fn arguments(printed: &str) -> Option<String> {
    let usage = printed.lines().find_map(|line| line.strip_prefix("Usage:  "))?;
    let wants = printed.contains(" requires ") && printed.contains(" argument");
    wants.then(|| format!("It is called like this: `{}`.", usage.trim()))
}

/// A program that was called in a way it does not know.
fn misused(printed: &str, words: &[&str]) -> Option<String> {
    let program = *words.first()?;
    let complains =
        ["Usage: ", "usage: ", "--help", "unknown predicate", "invalid option", "unrecognized option", "expression #"];
    (programs::find(program).is_some() && complains.iter().any(|mark| printed.contains(mark)))
        .then(|| format!("`{program} --help` says how `{program}` is called."))
}

fn no_file(printed: &str, words: &[&str]) -> Option<String> {
    let looks = printed.contains("No such file or directory") || printed.contains("can't cd to");
    (looks && !words.contains(&"docker"))
        .then(|| "`ls` lists the files that are here, `pwd` says where you are.".into())
}

fn listed(names: &[String]) -> String {
    let more = if names.len() > LISTED { " …" } else { "" };
    let names: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    names.join(", ") + more
}
