//! Completion: what the word under the cursor may become.
//!
//! Everything derives from tables and from the World: the docker command's own table, the programs, the tutor's words,
//! names of images and containers, repositories and tags of the Hub, paths of the sandbox.

mod docker;
mod names;
mod paths;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::client::outline;
use crate::content::Part;
use crate::hub::Hub;
use crate::lesson::{Setting, Word};
use crate::sandbox::{HELPERS, Session, World};
use crate::shell::programs;
use crate::text::visible;

/// Lines that worked and are suggested again.
const REMEMBERED: usize = 200;
/// Candidates that are offered at most.
const LIMIT: usize = 400;
/// Commands of the shell that are no programs, and those that this program adds.
const BUILTINS: [&str; 9] = ["docker", "cd", "exit", "export", "history", "source", "type", "unset", "alias"];

/// What completes a line: what it may look at.
#[derive(Clone, Debug)]
pub struct Completer {
    world: Part<World>,
    hub: Arc<dyn Hub>,
    /// Whose words there are beside the commands.
    setting: Setting,
    /// Lines that worked, the last first.
    worked: Vec<String>,
}

/// What a word may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it is listed.
    pub shown: String,
    /// What takes the word's place.
    pub text: String,
    pub kind: CandidateKind,
    /// One line on what it is, if there is one.
    pub about: Cow<'static, str>,
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateKind {
    /// A program, a command of the shell or of docker.
    Command,
    /// A word of the tutor's.
    Word,
    Flag,
    Image,
    Container,
    Volume,
    /// A repository, a tag or a digest on the Hub.
    Repository,
    /// A registry.
    Host,
    File,
    Directory,
    /// One of a few values.
    Value,
}

/// The rest of a line that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// What was meant, probably: it can be taken over.
    Rest(String),
    /// What may follow, in the words of a usage line.
    Usage(String),
}

/// How much a search may cost: while somebody types, each key asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cost {
    Little,
    Any,
}

impl Candidate {
    /// A word after which the next one begins.
    fn word(kind: CandidateKind, text: &str) -> Self {
        Candidate { shown: text.to_string(), text: format!("{text} "), kind, about: "".into() }
    }
    /// A word that may go on.
    fn open(kind: CandidateKind, text: &str) -> Self {
        Candidate { shown: text.to_string(), text: text.to_string(), kind, about: "".into() }
    }
    fn about(self, about: impl Into<Cow<'static, str>>) -> Self {
        Candidate { about: about.into(), ..self }
    }
}

impl Completer {
    /// The one for a sandbox as it is.
    pub fn new(session: &Session, hub: Arc<dyn Hub>, setting: Setting) -> Self {
        let lines = session.lines().rev().filter(|(line, exit)| *exit == 0 && !line.contains('\n'));
        let worked = lines.take(REMEMBERED).map(|(line, _)| line.trim().to_string()).collect();
        Completer { world: session.world_part().clone(), hub, setting, worked }
    }

    /// Where the word under the cursor (a byte offset) begins, and what it may become.
    pub fn complete(&self, line: &str, cursor: usize) -> (usize, Vec<Candidate>) {
        let line = line.get(..cursor).unwrap_or(line);
        let (words, start) = split(line);
        let mut candidates = self.candidates(&words, Cost::Any);
        // What a terminal would obey is not typed for anybody.
        candidates.retain(|candidate| visible(&candidate.text) == candidate.text);
        candidates.truncate(LIMIT);
        (start, candidates)
    }

    /// How a line may go on, as far as finding out costs little.
    pub fn suggest(&self, line: &str) -> Option<Suggestion> {
        self.earlier(line)
            .or_else(|| self.rest(line))
            .map(Suggestion::Rest)
            .or_else(|| self.usage(line).map(Suggestion::Usage))
    }

    /// The rest of the last line that began so and worked.
    fn earlier(&self, line: &str) -> Option<String> {
        let rests = self.worked.iter().filter_map(|worked| worked.strip_prefix(line.trim_start()));
        rests.filter(|rest| !rest.is_empty()).map(String::from).next()
    }

    /// The rest of the last word, if there is only one way to go on.
    fn rest(&self, line: &str) -> Option<String> {
        let (words, _) = split(line);
        let word = words.last().filter(|word| !word.is_empty())?;
        let mut candidates = self.candidates(&words, Cost::Little);
        candidates.retain(|candidate| visible(&candidate.text) == candidate.text);
        let [only] = candidates.as_slice() else { return None };
        let rest = only.text.strip_prefix(word.as_str())?.trim_end();
        (!rest.is_empty()).then(|| rest.to_string())
    }

    /// What may follow a whole command, as its usage says.
    fn usage(&self, line: &str) -> Option<String> {
        let (words, _) = split(line);
        let gap = if line.ends_with(' ') { "" } else { " " };
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let synopsis = match words.split_first()? {
            (first, []) => Word::all_in(self.setting).find(|word| word.name() == first)?.usage(self.setting),
            (first, rest) if first == "docker" => {
                let (command, used) = outline::command(rest)?;
                (used == rest.len() && !command.group).then_some(command.synopsis)?
            }
            _ => return None,
        };
        (!synopsis.is_empty()).then(|| format!("{gap}{synopsis}"))
    }

    fn candidates(&self, words: &[String], cost: Cost) -> Vec<Candidate> {
        let Some((word, before)) = words.split_last() else { return vec![] };
        let Some(first) = before.first() else { return self.commands(word) };
        if before.last().is_some_and(|last| matches!(last.as_str(), "<" | ">")) {
            return paths::all(self.world.get(), word);
        }
        if let Some(known) = Word::all_in(self.setting).find(|known| known.name() == first) {
            return self.after_word(known, word, cost);
        }
        match first.as_str() {
            "docker" => docker::candidates(self, before.get(1..).unwrap_or_default(), word, cost),
            "cd" => paths::directories(self.world.get(), word),
            name if HELPERS.iter().any(|helper| helper.name == name) => self.helper(before, word, cost),
            _ => paths::all(self.world.get(), word),
        }
    }

    /// What may follow one of the tutor's words.
    fn after_word(&self, first: Word, word: &str, cost: Cost) -> Vec<Candidate> {
        match first {
            Word::Layers if cost == Cost::Any => {
                let mut candidates = names::images(&self.world, word);
                candidates.extend(names::containers(&self.world, word, true));
                candidates
            }
            Word::Edit => paths::all(self.world.get(), word),
            Word::Reset if self.setting == Setting::Lesson => {
                pick(CandidateKind::Value, [("lesson", ""), ("step", "")], word)
            }
            _ => vec![],
        }
    }

    /// Names of commands and the tutor's words.
    fn commands(&self, word: &str) -> Vec<Candidate> {
        if word.contains('/') {
            return paths::all(self.world.get(), word);
        }
        let mut all: BTreeMap<&str, (CandidateKind, Cow<'static, str>)> = BTreeMap::new();
        let programs = programs::all().iter().flat_map(|program| program.names().iter().copied());
        all.extend(programs.chain(BUILTINS).map(|name| (name, (CandidateKind::Command, "".into()))));
        all.extend(HELPERS.iter().map(|helper| (helper.name, (CandidateKind::Command, helper.about.into()))));
        let words = Word::all_in(self.setting);
        all.extend(words.map(|word| (word.name(), (CandidateKind::Word, word.about(self.setting).into()))));
        let fitting = all.into_iter().filter(|(name, _)| name.starts_with(word));
        fitting.map(|(name, (kind, about))| Candidate::word(kind, name).about(about)).collect()
    }

    /// What may follow one of the sandbox's own commands, as its usage says.
    fn helper(&self, before: &[String], word: &str, cost: Cost) -> Vec<Candidate> {
        let Some((name, arguments)) = before.split_first() else { return vec![] };
        let usages = HELPERS.iter().filter(|helper| helper.name == name).flat_map(|helper| helper.usage);
        let calls: Vec<(Vec<&str>, &'static str)> =
            usages.map(|(call, about)| (call.split(' ').skip(1).collect(), *about)).collect();
        let Some(first) = arguments.first() else {
            let mut names: BTreeMap<&str, &'static str> = BTreeMap::new();
            for (call, about) in &calls {
                if let Some(name) = call.first() {
                    names.entry(*name).or_insert(*about);
                }
            }
            return pick(CandidateKind::Command, names, word);
        };
        let call = calls.iter().map(|(call, _)| call).find(|call| call.first() == Some(&first.as_str()));
        match call.and_then(|call| call.get(arguments.len())).copied() {
            Some("NAME") if cost == Cost::Any => names::repositories(&*self.hub, word),
            Some("IMAGE") if cost == Cost::Any => names::images(&self.world, word),
            Some(choices) if choices.contains('|') => {
                let choices = choices.trim_matches(['[', ']']).split('|').map(|choice| (choice, ""));
                pick(CandidateKind::Value, choices, word)
            }
            _ => vec![],
        }
    }
}

/// Those of the names (each with a line about it) that begin with `word`.
fn pick<'a>(
    kind: CandidateKind,
    names: impl IntoIterator<Item = (&'a str, &'static str)>,
    word: &str,
) -> Vec<Candidate> {
    let fitting = names.into_iter().filter(|(name, _)| name.starts_with(word));
    fitting.map(|(name, about)| Candidate::word(kind, name).about(about)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Setup;

    fn completer(lines: &[&str]) -> Completer {
        let hub = crate::hub::builtin();
        let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(hub.clone()) });
        for line in lines {
            session.feed(line);
        }
        Completer::new(&session, hub, Setting::Lesson)
    }

    fn shown(completer: &Completer, line: &str) -> Vec<String> {
        completer.complete(line, line.len()).1.into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn commands_words_and_flags_are_completed() {
        let completer = completer(&[]);
        assert_eq!(shown(&completer, "hi"), ["hint ", "history "]);
        assert_eq!(shown(&completer, "ls | dock"), ["docker ", "docker-compose "]);
        assert_eq!(shown(&completer, "docker pu"), ["pull ", "push "]);
        assert_eq!(shown(&completer, "docker image pru"), ["prune "]);
        assert_eq!(shown(&completer, "docker pull --q"), ["--quiet "]);
        assert_eq!(shown(&completer, "docker login localhost:5001"), ["localhost:5001 "]);
        assert_eq!(shown(&completer, "hub lim"), ["limits "]);
        assert!(shown(&completer, "hub tags hello").contains(&"hello-world ".to_string()));
    }

    #[test]
    fn the_row_of_a_command_says_what_the_values_of_its_flags_are() {
        let completer = completer(&["export GREETING=hello; quiet=1"]);
        assert_eq!(shown(&completer, "docker run --cgroupns "), ["host ", "private "]);
        assert_eq!(shown(&completer, "docker run --cap-drop SETU"), ["SETUID "]);
        assert_eq!(shown(&completer, "docker create --ulimit no"), ["nofile="]);
        assert_eq!(shown(&completer, "docker exec -e GREE"), ["GREETING"]);
        assert!(shown(&completer, "docker run -e qui").is_empty(), "no other program sees it");
        assert_eq!(shown(&completer, "docker events --since 1"), ["1h "]);
        assert_eq!(shown(&completer, "docker logs --tail a"), ["all "]);
        assert!(shown(&completer, "docker run --hostname ").is_empty(), "a name of one's own");
    }

    #[test]
    fn repositories_tags_images_and_containers_are_completed() {
        let completer = completer(&[
            "docker pull hello-world",
            "docker create --name mine hello-world",
            "docker volume create data",
        ]);
        assert!(shown(&completer, "docker pull hello").contains(&"hello-world ".to_string()));
        assert!(shown(&completer, "docker pull hello-world:la").contains(&"hello-world:latest ".to_string()));
        assert_eq!(shown(&completer, "docker rmi hel"), ["hello-world:latest "]);
        assert_eq!(shown(&completer, "docker start m"), ["mine "]);
        assert_eq!(shown(&completer, "docker cp m"), ["mine:"]);
        assert!(shown(&completer, "docker stop m").is_empty(), "it does not run");
        assert_eq!(shown(&completer, "docker volume rm d"), ["data "]);
        assert_eq!(shown(&completer, "docker run --pull n"), ["never "]);
        assert_eq!(shown(&completer, "docker inspect -f x mi"), ["mine "]);
    }

    #[test]
    fn paths_of_the_sandbox_are_completed() {
        let completer = completer(&["mkdir app", "touch app/a.txt 'two words' .hidden"]);
        assert_eq!(shown(&completer, "cat a"), ["app/"]);
        assert_eq!(shown(&completer, "cat app/"), ["app/a.txt "]);
        assert_eq!(shown(&completer, "cat tw"), ["two\\ words "]);
        assert_eq!(shown(&completer, "cd "), ["app/"]);
        assert_eq!(shown(&completer, "edit app/a"), ["app/a.txt "]);
        assert_eq!(shown(&completer, "cat /etc/hostn"), ["/etc/hostname "]);
        assert_eq!(shown(&completer, "cat ~/wo"), ["~/work/"]);
        assert_eq!(shown(&completer, "echo x >ap"), ["app/"]);
    }

    #[test]
    fn the_rest_of_a_line_is_hinted_at() {
        let completer = completer(&[]);
        assert_eq!(completer.rest("docker pul").as_deref(), Some("l"));
        assert_eq!(completer.rest("docker pu"), None);
        assert_eq!(completer.usage("edit").as_deref(), Some(" FILE"));
        assert!(completer.usage("docker pull ").unwrap().starts_with("[OPTIONS] NAME"));
        assert_eq!(completer.usage("docker pull nginx"), None);
    }

    #[test]
    fn candidates_say_what_they_are() {
        let completer = completer(&["mkdir app"]);
        let first = |line: &str| completer.complete(line, line.len()).1.remove(0);
        let hint = first("hin");
        assert_eq!((hint.kind, &*hint.about), (CandidateKind::Word, "help a little; again: help more"));
        let pull = first("docker pul");
        assert_eq!((pull.kind, pull.about.is_empty()), (CandidateKind::Command, false));
        assert_eq!(first("docker pull --qui").kind, CandidateKind::Flag);
        assert_eq!(first("cd a").kind, CandidateKind::Directory);
        assert_eq!(shown(&completer, "reset "), ["lesson ", "step "]);
        let play = Completer { setting: Setting::Play, ..completer.clone() };
        assert_eq!(shown(&play, "hin"), [""; 0]);
    }
}
