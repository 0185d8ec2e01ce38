//! Plain questions at a prompt: the nearest help.

use super::{Says, glossary, names};
use crate::lesson::{Setting, Word};
use crate::tell;

/// Words that a question or a remark begins with.
const STARTS: [&str; 30] = [
    "how", "what", "whats", "what's", "why", "where", "where's", "when", "who's", "can", "could", "should", "is",
    "are", "does", "do", "did", "i", "i'm", "im", "please", "show", "tell", "give", "explain", "my", "it", "this",
    "hello", "hi",
];
/// Words of a question, and the help that they are nearest to.
const TOPICS: &[(&[&str], Says)] = &[
    (&["leave", "quit", "exit", "stop", "close"], tell::about_quit),
    (&["undo", "back", "revert", "mistake"], tell::about_undo),
    (
        &["stuck", "lost", "help", "hint", "know", "idea", "understand", "now", "next", "supposed", "task"],
        tell::about_task,
    ),
    (&["work", "works", "working", "wrong", "fail", "failed", "fails", "error", "broken"], tell::about_failure),
    (&["search", "find", "look"], tell::about_search),
    (&["pull", "download", "fetch", "get", "install"], tell::about_pull),
    (&["run", "start", "execute", "launch"], tell::about_run),
    (&["delete", "remove", "clean", "rid", "erase"], tell::about_remove),
    (&["save", "export", "archive"], tell::about_save),
    (&["push", "upload", "publish"], tell::about_push),
    (&["build", "make", "create"], tell::about_build),
    (&["inspect", "config", "metadata", "command"], tell::about_inspect),
    (&["layer", "layers", "history"], tell::about_history),
    (&["tag", "tags", "version", "versions"], tell::about_tag),
    (&["list", "see", "show", "images", "image", "size"], tell::about_list),
    (&["container", "containers"], tell::about_containers),
    (&["edit", "write", "file"], tell::about_edit),
];

/// The nearest help to a question; `None`: it is none. `options`: so many has a question of the tutor's that is open.
pub(super) fn answer(line: &str, setting: Setting, options: Option<usize>) -> Option<String> {
    let lower = tell::heard(line).to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    let first = *words.first()?;
    let shell = line.contains(['|', '>', '<', ';', '&', '$', '=', '/', '*']);
    let typed = line.split_whitespace().next()?;
    if shell || names::is_command(typed) || Word::find(typed).is_some() && !line.ends_with('?') {
        return None;
    }
    if let Some(meaning) = glossary::answer(&words) {
        return Some(meaning);
    }
    let asks = line.ends_with('?') && words.len() > 1;
    let stuck = matches!(words.as_slice(), ["i'm" | "im" | "i", "stuck" | "lost"] | ["stuck" | "lost"]);
    if matches!(first, "don't" | "dont" | "idk" | "dunno") && words.len() < 4 {
        return Some(match (options, setting) {
            (Some(options), _) => tell::how_to_choose(options),
            (None, Setting::Lesson) => tell::about_task(),
            (None, Setting::Play) => tell::help_at_play(),
        });
    }
    if stuck && options.is_none() && setting == Setting::Lesson {
        return Some(tell::about_task());
    }
    if !(asks || STARTS.contains(&first) && words.len() > 2) {
        return None;
    }
    let known = TOPICS.iter().find(|(topics, _)| topics.iter().any(|topic| words.contains(topic)));
    let known = known
        .map(|(_, help)| help())
        .filter(|help| setting == Setting::Lesson || *help != tell::about_task() && *help != tell::about_failure());
    if let Some(options) = options.filter(|_| known.as_ref().is_none_or(|help| *help == tell::about_task())) {
        return Some(tell::how_to_choose(options));
    }
    let usual = match setting {
        Setting::Lesson => tell::help_in_lesson(),
        Setting::Play => tell::help_at_play(),
    };
    // Who is stuck knows that a prompt takes commands.
    match known {
        Some(help) if help == tell::about_task() || help == tell::about_failure() => Some(help),
        known => Some(tell::takes_commands(known.unwrap_or(usual))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_gets_the_nearest_help_and_a_command_none() {
        let choosing = |line: &str| super::answer(line, Setting::Lesson, Some(2)).unwrap_or_default();
        assert!(choosing("I don't know").contains("from 1 to 2") && choosing("how do i exit").contains("quit"));
        let answer = |line: &str| answer(line, Setting::Lesson, None).unwrap_or_default();
        assert!(answer("how do I download an image?").contains("docker pull"));
        assert!(answer("I don't know").contains("hint") && answer("i am stuck").contains("hint"));
        assert!(answer("why does it not work?").contains("hint") && answer("what is a tag?").contains("latest"));
        assert!(choosing("what's a digest").contains("SHA-256"));
        assert!(answer("what should I do now").contains("task"));
        assert!(answer("how can i get out of here").contains("hint") || answer("how do i exit").contains("quit"));
        for line in ["docker ps", "find / -name x", "ls a?", "which ls", "echo what is this?", "hello-world"] {
            assert_eq!(answer(line), "", "{line}");
        }
    }
}
