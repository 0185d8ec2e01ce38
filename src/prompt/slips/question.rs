//! Plain questions at a prompt: the nearest help.

use super::names;
use crate::lesson::{Setting, Word};

/// Words that a question or a remark begins with.
const STARTS: [&str; 30] = [
    "how", "what", "whats", "what's", "why", "where", "where's", "when", "who's", "can", "could", "should", "is",
    "are", "does", "do", "did", "i", "i'm", "im", "please", "show", "tell", "give", "explain", "my", "it", "this",
    "hello", "hi",
];
/// Words of a question, and the help that they are nearest to.
const TOPICS: &[(&[&str], &str)] = &[
    (&["leave", "quit", "exit", "stop", "close"], "`quit` leaves (your place is kept); Ctrl-C stops what runs."),
    (&["undo", "back", "revert", "mistake"], "`undo` takes back the last command that changed something."),
    (
        &["stuck", "lost", "help", "hint", "know", "idea", "understand", "now", "next", "supposed", "task"],
        "`task` shows the task again, `hint` helps a little, `solution` shows a way.",
    ),
    (&["search", "find", "look"], "`docker search WORD` looks on the Hub; `docker search --help` says more."),
    (
        &["pull", "download", "fetch", "get", "install"],
        "`docker pull NAME` fetches an image; `docker pull --help` says more.",
    ),
    (&["run", "start", "execute", "launch"], "`docker run IMAGE` starts a container; `docker run --help` says more."),
    (
        &["delete", "remove", "clean", "rid", "erase"],
        "`docker rmi IMAGE` removes an image, `docker rm CONTAINER` a container.",
    ),
    (&["save", "export", "archive"], "`docker save -o FILE IMAGE` writes an image into a file."),
    (&["push", "upload", "publish"], "`docker push NAME` uploads an image; `docker push --help` says more."),
    (&["build", "make", "create"], "`docker build -t NAME .` makes an image from a Dockerfile."),
    (
        &["inspect", "config", "metadata", "command"],
        "`docker image inspect IMAGE` prints what an image says of itself.",
    ),
    (&["layer", "layers", "history"], "`docker history IMAGE` lists the steps; `layers IMAGE` draws the layers."),
    (
        &["tag", "tags", "version", "versions"],
        "`hub tags NAME` lists the tags of a repository; `docker tag` makes a name.",
    ),
    (
        &["list", "see", "show", "images", "image", "size"],
        "`docker images` lists images, `docker ps -a` containers; `map` draws them.",
    ),
    (&["container", "containers"], "`docker ps -a` lists containers."),
    (&["edit", "write", "file"], "`edit FILE` opens a file of the sandbox in your own editor."),
];

/// The nearest help to a question; `None`: it is none.
pub(super) fn answer(line: &str, setting: Setting) -> Option<String> {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    let first = *words.first()?;
    let shell = line.contains(['|', '>', '<', ';', '&', '$', '=', '/', '*']);
    let typed = line.split_whitespace().next()?;
    if shell || names::is_command(typed) || Word::find(typed).is_some() && !line.ends_with('?') {
        return None;
    }
    let asks = line.ends_with('?') && words.len() > 1;
    if !(asks || STARTS.contains(&first) && words.len() > 2) {
        return None;
    }
    let known = TOPICS.iter().find(|(topics, _)| topics.iter().any(|topic| words.contains(topic)));
    let known = known.map(|(_, help)| *help).filter(|help| setting == Setting::Lesson || !help.starts_with("`task`"));
    let usual = match setting {
        Setting::Lesson => "`hint` helps with the task, `help` lists the tutor's words, `docker --help` Docker's.",
        Setting::Play => "`help` lists the tutor's words, `docker --help` Docker's commands.",
    };
    Some(format!("This prompt takes commands. {}", known.unwrap_or(usual)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_gets_the_nearest_help_and_a_command_none() {
        let answer = |line: &str| answer(line, Setting::Lesson).unwrap_or_default();
        assert!(answer("how do I download an image?").contains("docker pull"));
        assert!(answer("I don't know").contains("hint"));
        assert!(answer("what should I do now").contains("task"));
        assert!(answer("how can i get out of here").contains("hint") || answer("how do i exit").contains("quit"));
        for line in ["docker ps", "find / -name x", "ls a?", "which ls", "echo what is this?", "hello-world"] {
            assert_eq!(answer(line), "", "{line}");
        }
    }
}
