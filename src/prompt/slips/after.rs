//! After a command failed: what was meant, from the names that exist.

use super::call::Call;
use super::{
    Around, Says, building, credentials, elsewhere, folders, forms, names, objects, other_shells, packages, several,
    transfer,
};
use crate::client::outline;
use crate::engine::{Event, Status};
use crate::lesson::check::Happened;
use crate::lesson::{Setting, Word};
use crate::oci::Reference;
use crate::sandbox::HOME;
use crate::shell::{self, programs};
use crate::tell;

/// Exit code of a command that is not there.
const NOT_FOUND: i32 = 127;

/// Words that people try, and docker's own for what they mean.
const OTHER_WORDS: [(&[&str], Says); 9] = [
    (&["download", "get", "fetch", "install", "clone"], tell::use_pull),
    (&["delete", "remove", "del", "uninstall"], tell::use_rmi),
    (&["list", "ls", "show"], tell::use_lists),
    (&["find", "look"], tell::use_search),
    (&["layers", "layer"], tell::use_history),
    (&["up", "launch", "execute"], tell::use_run),
    (&["upload", "publish"], tell::use_push),
    (&["prune", "clean", "cleanup"], tell::use_prune),
    (&["untag"], tell::use_untag),
];
/// Words that people try, and what is no command of docker's.
const NOT_DOCKERS: [(&[&str], Says); 2] =
    [(&["limits", "limit"], tell::use_limits), (&["tags", "versions"], tell::use_tags)];
/// Words in which somebody answers, and no command.
const ANSWERS: [&str; 8] = ["none", "all", "both", "nothing", "same", "different", "neither", "either"];

/// One helpful line, if anything is known that helps.
pub(super) fn about(happened: &Happened, printed: &str, around: &Around<'_>) -> Option<String> {
    if happened.stopped {
        return Some(tell::stopped_by_limit());
    }
    let words: Vec<&str> = happened.line.split_whitespace().collect();
    let call = Call::of(&happened.line).unwrap_or_default();
    if let Some(about) = folder_is_gone(happened, printed, &call, around) {
        return Some(about);
    }
    if let Some(about) = placeholder(happened, printed) {
        return Some(about);
    }
    if let Some(about) = back_ticks(happened, printed) {
        return Some(about);
    }
    if let Some(about) =
        other_shells::typed(printed, happened.line.trim(), &call, around).filter(|_| happened.exit != 0)
    {
        return Some(about);
    }
    if let Some(about) = events(happened, &words, &call, around) {
        return about;
    }
    if call.builds() && happened.exit != 0 {
        if credentials::refused_build(printed) {
            return Some(credentials::stored("docker.io", around));
        }
        return forms::count(printed, &call, around)
            .or_else(|| building::about(happened, printed, &call, around))
            .or_else(|| packages::about(printed))
            .or_else(|| forms::name(printed, &words, around));
    }
    if happened.exit != 0
        && let Some(about) = objects::flags_behind(&call)
            .or_else(|| several::about(&happened.line, printed, &call, around))
            .or_else(|| credentials::given(&happened.line, printed, &call, around))
    {
        return Some(about);
    }
    if let Some(word) = exec_form(printed).filter(|_| happened.exit != 0) {
        return Some(if word == "[[" { tell::brackets_are_bashs() } else { tell::exec_form_needs_quotes(word) });
    }
    if happened.exit == NOT_FOUND
        && let Some(word) = shell::not_found(printed)
    {
        return no_command(word, &words, &happened.line, around);
    }
    if let Some(about) = help_page(&words) {
        return Some(about);
    }
    if let Some(about) = packages::about(printed).filter(|_| happened.exit != 0) {
        return Some(about);
    }
    if happened.exit == 0 && !printed.contains("No images found") {
        return None;
    }
    unknown_command(printed, &words, around)
        .or_else(|| unknown_flag(printed, &words))
        .or_else(|| no_redirected_file(printed, &words, around))
        .or_else(|| forms::name(printed, &words, around))
        .or_else(|| objects::container(printed, happened, &call))
        .or_else(|| objects::no_container(printed, &call, around))
        .or_else(|| objects::no_image(printed, &call, around))
        .or_else(|| forms::count(printed, &call, around))
        .or_else(|| forms::order(printed, &call))
        .or_else(|| objects::unknown_host(printed, &call, around))
        .or_else(|| refused(printed, &words, &call))
        .or_else(|| nobody_listens(printed, &words, around))
        .or_else(|| misused(printed, &words, around))
        .or_else(|| no_file(printed, &words))
}

/// What events say of a failure; the inner `None`: they say it, and nothing helps.
fn events(happened: &Happened, words: &[&str], call: &Call<'_>, around: &Around<'_>) -> Option<Option<String>> {
    let last = |is: fn(&&Event) -> bool| happened.events.iter().rev().find(is);
    if let Some(event) = last(|event| matches!(event, Event::PullFailed { .. })) {
        return Some(transfer::pull(event, call, around));
    }
    if let Some(event) = last(|event| matches!(event, Event::ContainerStartFailed { .. })) {
        return Some(objects::not_started(event, words, call, around));
    }
    if let Some(event) = last(|event| matches!(event, Event::RemoveRefused { .. })) {
        return objects::not_removed(event, around).map(Some);
    }
    let event = last(|event| matches!(event, Event::PushFailed { .. }))?;
    transfer::push(event, around).map(Some)
}

/// The folder in which the shell is was removed.
fn folder_is_gone(happened: &Happened, printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let of_it = happened.exit == 0 || printed.contains("No such file or directory") || call.builds();
    (of_it && !folders::is_folder(around.world, ".")).then(tell::folder_is_gone)
}

/// A word in the angle brackets that an instruction has around what one puts in: to the shell they are files.
fn placeholder(happened: &Happened, printed: &str) -> Option<String> {
    let is_name = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:".contains(c))
    };
    let words = happened.line.split_whitespace();
    let meant: Vec<&str> = words
        .map(|word| word.strip_prefix('<').and_then(|word| word.strip_suffix('>')).filter(is_name).unwrap_or(word))
        .collect();
    let meant = meant.join(" ");
    let of_shell = printed.starts_with("bash: ") && happened.exit != 0;
    (of_shell && meant.len() < happened.line.trim().len() && !happened.line.contains("  "))
        .then(|| tell::angle_brackets(meant.replace('`', "'")))
}

/// A command copied with the signs that mark it as one on a page: the shell runs what stands between them.
fn back_ticks(happened: &Happened, printed: &str) -> Option<String> {
    let inner = building::between(&happened.line, "`", "`")?.split_whitespace().next()?;
    let meant = || happened.line.replace('`', "");
    (happened.exit != 0 && shell::not_found(printed) == Some(inner)).then(|| tell::no_back_ticks(meant()))
}

/// The word with a bracket that a shell took for a program's name.
fn exec_form(printed: &str) -> Option<String> {
    let word = |line: &str| line.strip_suffix(": not found")?.rsplit(": ").next().map(String::from);
    printed.lines().filter_map(word).find(|word| word.starts_with('[') && word.len() > 1)
}

/// A file that was to be standard input and is not there.
fn no_redirected_file(printed: &str, words: &[&str], around: &Around<'_>) -> Option<String> {
    let in_container = words.contains(&"docker");
    // A shell in a container says it in the same words.
    if in_container && !words.iter().any(|word| word.contains(['<', '>'])) {
        return None;
    }
    let behind = |line: &str| {
        let rest = line.strip_prefix("bash: ").or_else(|| line.strip_prefix("cat: ").filter(|_| !in_container))?;
        rest.strip_suffix(": No such file or directory").map(String::from)
    };
    let name = printed.lines().find_map(behind).filter(|name| !name.contains(' '))?;
    let written = words.iter().enumerate().find_map(|(at, word)| {
        let target = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '&').strip_prefix('>')?;
        let target = target.trim_start_matches('>');
        Some(if target.is_empty() { words.get(at + 1).copied().unwrap_or_default() } else { target })
    });
    if let (Some(target), Some((folder, _))) = (written, name.rsplit_once('/'))
        && target == name
    {
        let folder = folder.replace('`', "'");
        let outside = name.starts_with('/') && !name.starts_with(HOME);
        return Some(match (outside, in_container) {
            (true, true) => tell::redirect_is_yours(folder),
            (true, false) => tell::no_folder_outside(folder),
            (false, _) => tell::no_folder_to_write(folder),
        });
    }
    let near = folders::entry_like(around.world, ".", &name).map(tell::meant_word).unwrap_or_default();
    Some(tell::no_such_file(name.replace('`', "'"), near))
}

/// After a page that lists commands: which of them are only listed.
fn help_page(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let asks = |word: &&&str| matches!(**word, "help" | "--help" | "-h");
    let group: Vec<&str> = rest.iter().filter(|word| !asks(word)).copied().collect();
    let unsimulated = outline::unsimulated(&group.join(" "));
    (*first == "docker" && !unsimulated.is_empty()).then(|| tell::listed_only(unsimulated.join(", ")))
}

fn no_command(word: &str, words: &[&str], line: &str, around: &Around<'_>) -> Option<String> {
    // Within quotes it is no word of this line.
    let at = words.iter().position(|other| *other == word);
    let rest = at.and_then(|at| words.get(at + 1..)).unwrap_or_default();
    let behind = rest.join(" ");
    let foreign = || other_shells::about(word, at.map(|_| &*behind), line);
    if let Some(about) = elsewhere::about(word, &behind, line).or_else(foreign) {
        return Some(about);
    }
    // At the learner's own prompt there is one: a container's shell said so.
    if word == "docker" {
        let quote_left_open = line.contains('\n');
        return Some(if quote_left_open { tell::no_docker_in_quote() } else { tell::no_docker_inside() });
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) && !around.asks {
        return Some(tell::number_is_a_lesson(word));
    }
    if ANSWERS.contains(&tell::heard(word).to_lowercase().as_str())
        && words.len() == 1
        && !around.asks
        && around.setting == Setting::Lesson
    {
        return Some(tell::nothing_asked_next());
    }
    let with = |name: &str| [&[name], rest].concat().join(" ");
    let lower = word.to_lowercase();
    if lower != word && (names::is_command(&lower) || Word::find(&lower).is_some()) {
        // Behind `DOCKER` its command is in capitals, too; what follows may have to be.
        let meant = match rest.split_first().filter(|_| lower == "docker") {
            Some((command, rest)) => [&[&*lower, &*command.to_lowercase()], rest].concat().join(" "),
            None => with(&lower),
        };
        return Some(tell::small_letters(meant));
    }
    if let Some(meant) = at.and_then(|at| names::docker_command(words.get(at..)?)) {
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
        let pulls = ["docker pull ", "docker image pull "].into_iter().find(|pull| line.contains(pull));
        return Some(match pulls.filter(|_| rest.is_empty()) {
            Some(pull) => tell::image_pulled_alone(format!("{pull}{word}")),
            None => tell::image_no_command(word),
        });
    }
    if let Some(near) = names::command_like(word, around).filter(|near| *near != word) {
        return Some(tell::did_you_mean(with(near)));
    }
    if let Some(near) = names::subcommand_like("", word) {
        return Some(tell::did_you_mean_docker(with(near)));
    }
    match around.setting {
        Setting::Lesson if around.asks => Some(tell::no_command_in_lesson(word)),
        Setting::Lesson => Some(tell::no_command_unasked(word)),
        Setting::Play => Some(tell::no_command_at_play(word)),
    }
}

fn unknown_command(printed: &str, words: &[&str], around: &Around<'_>) -> Option<String> {
    let line = printed.lines().find_map(|line| {
        let typed = line.strip_prefix("docker: unknown command: docker ");
        typed.or_else(|| line.strip_prefix("unknown help topic: "))
    })?;
    let (path, word) = line.rsplit_once(' ').unwrap_or(("", line));
    let lower = tell::heard(word).to_lowercase();
    if let Some((_, meant)) = OTHER_WORDS.iter().find(|(others, _)| others.contains(&lower.as_str())) {
        return Some(tell::dockers_word(meant()));
    }
    if let Some((_, meant)) = NOT_DOCKERS.iter().find(|(others, _)| others.contains(&lower.as_str())) {
        return Some(meant());
    }
    let next = words.iter().position(|other| *other == word).and_then(|at| words.get(at + 1));
    if let Some(joined) = next.map(|next| format!("{lower}{next}")).filter(|joined| !is_no_command(joined)) {
        return Some(tell::did_you_mean(format!("docker {joined}")));
    }
    if path.is_empty() && names::is_repository(word, around) {
        return Some(tell::image_or_command(word));
    }
    let near = names::subcommand_like(path, &lower)
        .map(|near| format!("docker {path} {near}"))
        .or_else(|| names::subcommand_like("", &lower).map(|near| format!("docker {near}")))?;
    Some(tell::did_you_mean(near.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// Whether docker has no command of this name.
fn is_no_command(word: &str) -> bool {
    outline::command(&[word.to_string()]).is_none_or(|(command, _)| command.path.is_empty())
}

fn unknown_flag(printed: &str, words: &[&str]) -> Option<String> {
    let line =
        printed.lines().find(|line| line.starts_with("unknown flag: --") || line.starts_with("unknown shorthand"))?;
    let at = words.iter().position(|word| *word == "docker")?;
    let call: Vec<String> = words.iter().skip(at + 1).map(|word| (*word).to_string()).collect();
    // Docker reads its own flags, if no command stands before them.
    if let Some(word) = call.first().filter(|word| !word.starts_with('-') && is_no_command(word)) {
        let near = names::subcommand_like("", word);
        let rest = call.get(1..).unwrap_or_default().join(" ");
        return near.map(|near| tell::no_such_docker_command(word, format!("docker {near} {rest}")));
    }
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

/// What docker refused for other reasons.
fn refused(printed: &str, words: &[&str], call: &Call<'_>) -> Option<String> {
    let has = |text: &str| printed.contains(text);
    let inside = matches!(call.verb(), "run" | "exec" | "start" | "attach" | "logs");
    Some(match () {
        () if call.verb() == "push" && (has("insufficient_scope") || has("push access denied")) => {
            tell::push_own_only()
        }
        () if has("invalid filter") && call.verb() == "search" => tell::search_filters(),
        () if has("bad format of filter") => {
            let filter = building::between(printed, "invalid argument \"", "\"").unwrap_or_default();
            let yes = matches!(filter, "dangling" | "is-official");
            tell::filter_has_value(format!("--filter {filter}={}", if yes { "true" } else { "…" }))
        }
        () if has("No such volume") || has("no such volume") => tell::volumes_listed(),
        () if has("bad address") || has("Could not resolve host") => tell::no_network(),
        () if words.contains(&"manifest") && has("unauthorized: authentication required") => {
            tell::registry_shows_none()
        }
        () if has("not simulated in this sandbox") => return None,
        () if matches!(call.verb(), "load" | "import") => tell::load_needs_file(),
        () if call.verb() == "save" && (has("invalid output path") || has("requires at least")) => tell::save_called(),
        () if inside && has("No such file or directory") => tell::said_inside(),
        () => return None,
    })
}

/// A page was asked for at a port of this machine at which nobody listens, and containers run.
fn nobody_listens(printed: &str, words: &[&str], around: &Around<'_>) -> Option<String> {
    let at_home = words.iter().any(|word| word.contains("localhost") || word.contains("127.0.0.1"));
    let asks = matches!(words.first(), Some(&("curl" | "wget")));
    let refused = printed.contains("Failed to connect") || printed.contains("Connection refused");
    let mut containers = around.world.engine.containers.iter();
    (asks && at_home && refused && containers.any(|container| container.state.status == Status::Running))
        .then(tell::port_is_published)
}

/// A program that was called in a way it does not know.
fn misused(printed: &str, words: &[&str], around: &Around<'_>) -> Option<String> {
    let program = *words.first()?;
    // Old tar takes letters without a dash, so a file's name looks like them.
    if let ("tar", Some(file)) = (program, words.get(1).filter(|file| folders::is_file(around.world, file))) {
        return Some(tell::tar_wants_letters(file));
    }
    let complains =
        ["Usage: ", "usage: ", "--help", "unknown predicate", "invalid option", "unrecognized option", "expression #"];
    (programs::find(program).is_some() && complains.iter().any(|mark| printed.contains(mark)))
        .then(|| tell::program_help(program))
}

fn no_file(printed: &str, words: &[&str]) -> Option<String> {
    let looks = printed.contains("No such file or directory") || printed.contains("can't cd to");
    (looks && !words.contains(&"docker")).then(tell::files_listed)
}
