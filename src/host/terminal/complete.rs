//! Completion: what the word under the cursor may become.
//!
//! Everything derives from tables and from the World: the docker command's own table, the programs, the tutor's words,
//! names of images and containers, repositories and tags of the Hub, paths of the sandbox.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names;
use crate::client::outline;
use crate::content::Part;
use crate::hub::Hub;
use crate::sandbox::{HELPERS, HOME, World};
use crate::shell::programs;
use crate::vfs::{FileType, Files};

/// Candidates that are offered at most.
const LIMIT: usize = 400;
/// Commands of the shell that are no programs, and those that this program adds.
const BUILTINS: [&str; 9] = ["docker", "cd", "exit", "export", "history", "source", "type", "unset", "alias"];

/// What completion may look at.
#[derive(Clone)]
pub(super) struct Knows {
    pub world: Part<World>,
    pub hub: Arc<dyn Hub>,
    /// Words beside the commands (the tutor's), and what may follow them.
    pub words: Vec<(&'static str, &'static str)>,
}

/// What a word may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// As it is listed.
    pub shown: String,
    /// What takes the word's place.
    pub text: String,
}

impl Candidate {
    /// A word after which the next one begins.
    pub fn word(text: &str) -> Self {
        Candidate { shown: text.to_string(), text: format!("{text} ") }
    }
    /// A word that may go on.
    pub fn open(text: &str) -> Self {
        Candidate { shown: text.to_string(), text: text.to_string() }
    }
}

/// Where the word under the cursor begins, and what it may become.
pub(super) fn complete(knows: &Knows, line: &str, position: usize) -> (usize, Vec<Candidate>) {
    let line = line.get(..position).unwrap_or(line);
    let (words, start) = split(line);
    let mut candidates = candidates(knows, &words, true);
    candidates.truncate(LIMIT);
    (start, candidates)
}

/// The rest of the last word, if there is only one way to go on, and finding out costs little.
pub(super) fn rest(knows: &Knows, line: &str) -> Option<String> {
    let (words, _) = split(line);
    let word = words.last().filter(|word| !word.is_empty())?;
    match candidates(knows, &words, false).as_slice() {
        [only] => {
            only.text.strip_prefix(word.as_str()).map(str::trim_end).filter(|rest| !rest.is_empty()).map(Into::into)
        }
        _ => None,
    }
}

/// What may follow a whole command, as its usage says.
pub(super) fn usage(knows: &Knows, line: &str) -> Option<String> {
    let (words, _) = split(line);
    let gap = if line.ends_with(' ') { "" } else { " " };
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let synopsis = match words.split_first()? {
        (first, []) => knows.words.iter().find(|(name, _)| name == first).map(|(_, usage)| *usage)?,
        (first, rest) if first == "docker" => {
            let (command, used) = outline::command(rest)?;
            (used == rest.len() && !command.group).then_some(command.synopsis)?
        }
        _ => return None,
    };
    (!synopsis.is_empty()).then(|| format!("{gap}{synopsis}"))
}

/// The words of the command that the cursor is in, the last one (maybe empty) under the cursor, and where that begins.
fn split(line: &str) -> (Vec<String>, usize) {
    let mut words = vec![];
    let mut word = String::new();
    let mut start = 0;
    let mut quote: Option<char> = None;
    for (at, character) in line.char_indices() {
        let after = at + character.len_utf8();
        match (quote, character) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c),
            (None, '\'' | '"') => quote = Some(character),
            (None, ' ' | '\t' | '\n') => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                start = after;
            }
            (None, '|' | ';' | '&' | '(' | '`') => {
                words.clear();
                word.clear();
                start = after;
            }
            (None, '<' | '>') => {
                words.push(character.to_string());
                word.clear();
                start = after;
            }
            (None, c) => word.push(c),
        }
    }
    words.push(word);
    (words, start)
}

fn candidates(knows: &Knows, words: &[String], thorough: bool) -> Vec<Candidate> {
    let Some((word, before)) = words.split_last() else { return vec![] };
    let Some(first) = before.first() else { return commands(knows, word) };
    if before.last().is_some_and(|last| matches!(last.as_str(), "<" | ">")) {
        return paths(knows, word, false);
    }
    match first.as_str() {
        "docker" => docker(knows, before.get(1..).unwrap_or_default(), word, thorough),
        "layers" if thorough => {
            let mut candidates = names::images(&knows.world, word);
            candidates.extend(names::containers(&knows.world, word));
            candidates
        }
        "layers" => vec![],
        "cd" => paths(knows, word, true),
        "edit" => paths(knows, word, false),
        name if HELPERS.iter().any(|helper| helper.name == name) => helper(knows, before, word, thorough),
        _ if knows.words.iter().any(|(name, _)| name == first) => vec![],
        _ => paths(knows, word, false),
    }
}

/// Names of commands and the tutor's words.
fn commands(knows: &Knows, word: &str) -> Vec<Candidate> {
    if word.contains('/') {
        return paths(knows, word, false);
    }
    let programs = programs::all().iter().flat_map(|program| program.names().iter().copied());
    let words = knows.words.iter().map(|(name, _)| *name);
    let helpers = HELPERS.iter().map(|helper| helper.name);
    let all: BTreeSet<&str> = words.chain(BUILTINS).chain(helpers).chain(programs).collect();
    pick(all, word)
}

fn pick<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> Vec<Candidate> {
    names.into_iter().filter(|name| name.starts_with(word)).map(Candidate::word).collect()
}

/// What may follow one of the sandbox's own commands, as its usage says.
fn helper(knows: &Knows, before: &[String], word: &str, thorough: bool) -> Vec<Candidate> {
    let Some((name, arguments)) = before.split_first() else { return vec![] };
    let usages = HELPERS.iter().filter(|helper| helper.name == name).flat_map(|helper| helper.usage);
    let calls: Vec<Vec<&str>> = usages.map(|(call, _)| call.split(' ').skip(1).collect()).collect();
    let Some(first) = arguments.first() else {
        let names: BTreeSet<&str> = calls.iter().filter_map(|call| call.first().copied()).collect();
        return pick(names, word);
    };
    let call = calls.iter().find(|call| call.first() == Some(&first.as_str()));
    match call.and_then(|call| call.get(arguments.len())).copied() {
        Some("NAME") if thorough => names::repositories(&*knows.hub, word),
        Some("IMAGE") if thorough => names::images(&knows.world, word),
        Some(choices) if choices.contains('|') => pick(choices.trim_matches(['[', ']']).split('|'), word),
        _ => vec![],
    }
}

/// What may follow `docker …`.
fn docker(knows: &Knows, before: &[String], word: &str, thorough: bool) -> Vec<Candidate> {
    // `docker help pull` and `docker pull` take the same names.
    let before =
        if before.first().is_some_and(|first| first == "help") { before.get(1..).unwrap_or_default() } else { before };
    let skip = before.iter().take_while(|word| word.starts_with('-')).count();
    let before = before.get(skip..).unwrap_or_default();
    let Some((command, used)) = outline::command(before) else {
        return match before {
            [] if word.starts_with('-') => flags(&outline::global_flags(), word),
            [] => pick(outline::names("").into_iter().map(|(name, _)| name), word),
            _ => vec![],
        };
    };
    if word.starts_with('-') {
        return flags(&command.flags, word);
    }
    if command.group {
        return match used == before.len() {
            true => pick(outline::names(command.path).into_iter().map(|(name, _)| name), word),
            false => vec![],
        };
    }
    let arguments = before.get(used..).unwrap_or_default();
    if let Some(flag) = arguments.last().and_then(|last| waits_for_value(&command.flags, last)) {
        return if matches!(flag, "file" | "output" | "input" | "env-file" | "iidfile") {
            paths(knows, word, false)
        } else {
            vec![]
        };
    }
    let count = positional(&command.flags, arguments);
    argument(knows, command.path, count, word, thorough)
}

/// The flag whose value comes next, if the last word was one that takes a value.
fn waits_for_value<'a>(flags: &'a [outline::OutlineFlag], last: &str) -> Option<&'a str> {
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
    (!flag.value.is_empty()).then_some(flag.long)
}

/// How many arguments there are besides flags and their values.
fn positional(flags: &[outline::OutlineFlag], arguments: &[String]) -> usize {
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

fn flags(flags: &[outline::OutlineFlag], word: &str) -> Vec<Candidate> {
    let long = flags.iter().map(|flag| format!("--{}", flag.long));
    long.filter(|flag| flag.starts_with(word)).map(|flag| Candidate::word(&flag)).collect()
}

/// What the argument at this place (from 0) may be.
fn argument(knows: &Knows, path: &str, place: usize, word: &str, thorough: bool) -> Vec<Candidate> {
    let name = path.rsplit(' ').next().unwrap_or(path);
    let about_images =
        path.starts_with("image ") || path.starts_with("manifest ") || path.starts_with("buildx imagetools");
    match name {
        "build" | "load" => return paths(knows, word, false),
        "cp" => {
            let mut candidates = paths(knows, word, false);
            if thorough && !word.contains(':') {
                candidates.extend(
                    names::containers(&knows.world, word).into_iter().map(|c| Candidate::open(&(c.shown + ":"))),
                );
            }
            return candidates;
        }
        "import" if place == 0 => return paths(knows, word, false),
        "login" | "logout" => return pick(["docker.io", "localhost:5000", "localhost:5001"], word),
        _ if !thorough => return vec![],
        _ => {}
    }
    let local = || names::images(&knows.world, word);
    let containers = || names::containers(&knows.world, word);
    match name {
        "pull" => names::pullable(&*knows.hub, &knows.world, word),
        "run" | "create" if place == 0 => names::merge(local(), names::pullable(&*knows.hub, &knows.world, word)),
        "run" | "create" => vec![],
        "search" => names::repositories(&*knows.hub, word),
        "rmi" | "push" | "history" | "save" | "images" => local(),
        "tag" => local(),
        "rm" | "inspect" | "ls" if about_images => local(),
        "inspect" if path == "inspect" => names::merge(local(), containers()),
        "start" | "stop" | "rm" | "logs" | "attach" | "commit" | "diff" | "kill" | "pause" | "unpause" | "port"
        | "rename" | "restart" | "top" | "wait" | "export" | "inspect" => containers(),
        "exec" if place == 0 => containers(),
        _ => vec![],
    }
}

/// Paths in the sandbox that begin with `word`.
fn paths(knows: &Knows, word: &str, directories: bool) -> Vec<Candidate> {
    let world = knows.world.get();
    let (above, name) =
        word.rsplit_once('/').map_or(("", word), |(above, name)| (word.get(..=above.len()).unwrap_or(above), name));
    let directory = match above {
        _ if above.starts_with('/') => above.to_string(),
        _ if above.starts_with("~/") => format!("{HOME}{}", above.get(1..).unwrap_or_default()),
        _ => format!("{}/{above}", world.shell.directory),
    };
    let Ok(entries) = world.files.read_dir(&directory) else { return vec![] };
    let visible = |entry: &str| entry.starts_with(name) && (!entry.starts_with('.') || name.starts_with('.'));
    entries
        .into_iter()
        .filter(|entry| visible(&entry.name))
        .filter_map(|entry| {
            let inside = world.files.stat(&format!("{directory}/{}", entry.name), true);
            let is_directory = inside.is_ok_and(|stat| stat.kind == FileType::Directory);
            let text = format!("{above}{}", quoted(&entry.name));
            match is_directory {
                true => Some(Candidate { shown: entry.name + "/", text: text + "/" }),
                false if directories => None,
                false => Some(Candidate { shown: entry.name, text: text + " " }),
            }
        })
        .collect()
}

/// A file name as the shell takes it.
fn quoted(name: &str) -> String {
    let special = |c: char| " \t\n'\"\\$`&|;<>()*?[]#~!{}".contains(c);
    name.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Session, Setup};

    fn knows(lines: &[&str]) -> Knows {
        let hub = crate::hub::builtin();
        let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(hub.clone()) });
        for line in lines {
            session.feed(line);
        }
        Knows { world: session.world_part().clone(), hub, words: vec![("hint", ""), ("edit", "FILE")] }
    }

    fn shown(knows: &Knows, line: &str) -> Vec<String> {
        complete(knows, line, line.len()).1.into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn commands_words_and_flags_are_completed() {
        let knows = knows(&[]);
        assert_eq!(shown(&knows, "hi"), ["hint ", "history "]);
        assert_eq!(shown(&knows, "ls | dock"), ["docker "]);
        assert_eq!(shown(&knows, "docker pu"), ["pull ", "push "]);
        assert_eq!(shown(&knows, "docker image pru"), ["prune "]);
        assert_eq!(shown(&knows, "docker pull --q"), ["--quiet "]);
        assert_eq!(shown(&knows, "docker login localhost:5001"), ["localhost:5001 "]);
        assert_eq!(shown(&knows, "hub lim"), ["limits "]);
        assert!(shown(&knows, "hub tags hello").contains(&"hello-world ".to_string()));
    }

    #[test]
    fn repositories_tags_images_and_containers_are_completed() {
        let knows = knows(&["docker pull hello-world", "docker create --name mine hello-world"]);
        assert!(shown(&knows, "docker pull hello").contains(&"hello-world ".to_string()));
        assert!(shown(&knows, "docker pull hello-world:la").contains(&"hello-world:latest ".to_string()));
        assert_eq!(shown(&knows, "docker rmi hel"), ["hello-world:latest "]);
        assert_eq!(shown(&knows, "docker start m"), ["mine "]);
        assert_eq!(shown(&knows, "docker cp m"), ["mine:"]);
        assert_eq!(shown(&knows, "docker inspect -f x mi"), ["mine "]);
    }

    #[test]
    fn paths_of_the_sandbox_are_completed() {
        let knows = knows(&["mkdir app", "touch app/a.txt 'two words' .hidden"]);
        assert_eq!(shown(&knows, "cat a"), ["app/"]);
        assert_eq!(shown(&knows, "cat app/"), ["app/a.txt "]);
        assert_eq!(shown(&knows, "cat tw"), ["two\\ words "]);
        assert_eq!(shown(&knows, "cd "), ["app/"]);
        assert_eq!(shown(&knows, "edit app/a"), ["app/a.txt "]);
        assert_eq!(shown(&knows, "cat /etc/hostn"), ["/etc/hostname "]);
        assert_eq!(shown(&knows, "cat ~/wo"), ["~/work/"]);
        assert_eq!(shown(&knows, "echo x >ap"), ["app/"]);
    }

    #[test]
    fn the_rest_of_a_line_is_hinted_at() {
        let knows = knows(&[]);
        assert_eq!(rest(&knows, "docker pul").as_deref(), Some("l"));
        assert_eq!(rest(&knows, "docker pu"), None);
        assert_eq!(usage(&knows, "edit").as_deref(), Some(" FILE"));
        assert!(usage(&knows, "docker pull ").unwrap().starts_with("[OPTIONS] NAME"));
        assert_eq!(usage(&knows, "docker pull nginx"), None);
    }
}
