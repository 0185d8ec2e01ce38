//! The docker command in a line, word by word: which it is, its arguments, its flags.

use crate::client::outline::{self, Argument, OutlineFlag};

/// Signs at which a command ends.
const ENDS: [&str; 5] = ["&&", "||", "|", ";", "&"];

/// A docker command as it was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Call<'a> {
    /// The words after `docker` that name it (`image pull`); empty: none does.
    pub path: &'static str,
    /// What is no flag and no value of one.
    pub arguments: Vec<&'a str>,
    /// Whether one of them is the beginning of several words in quotes.
    pub quoted: bool,
    /// Whether the shell put something in that it ran or knew: `$(…)`, `$NAME`.
    pub substituted: bool,
    flags: Vec<(&'static str, &'a str)>,
}

impl<'a> Call<'a> {
    /// The last docker command of a line.
    pub fn of(line: &'a str) -> Option<Call<'a>> {
        let all: Vec<&str> = line.split_whitespace().collect();
        let at = all.iter().rposition(|word| *word == "docker")?;
        let typed: Vec<&str> = all
            .into_iter()
            .skip(at + 1)
            .take_while(|word| !ENDS.contains(word) && !word.starts_with(['>', '<']) && !word.starts_with("2>"))
            .collect();
        let opens = |word: &&str| {
            word.starts_with(['\'', '"']) && !word.get(1..).is_some_and(|rest| rest.contains(['\'', '"']))
        };
        let quoted = typed.iter().any(opens);
        let words: Vec<&str> =
            typed.into_iter().map(|word| word.trim_end_matches(';').trim_matches(['"', '\''])).collect();
        let owned: Vec<String> = words.iter().map(|word| (*word).to_string()).collect();
        let Some((command, used)) = outline::command(&owned) else { return Some(Call::default()) };
        // A command in `$( … )` is the last of the line, but not the one that failed.
        let substituted = line.contains("$(") || line.contains('`') || words.iter().any(|word| word.starts_with('$'));
        let mut call = Call { path: command.path, quoted, substituted, ..Call::default() };
        let mut rest = words.into_iter().skip(used);
        while let Some(word) = rest.next() {
            let ended = || outline::argument(call.path, call.arguments.len()) == Some(Argument::Command);
            if !word.starts_with('-') || word == "-" || ended() {
                call.arguments.push(word);
            } else if let Some((flag, value)) = flag(word, &command.flags) {
                let value = if flag.value.is_empty() { Some("") } else { value.or_else(|| rest.next()) };
                call.flags.push((flag.long, value.unwrap_or_default()));
            }
        }
        Some(call)
    }

    /// What it does: `pull` of `docker pull` and of `docker image pull`.
    pub fn verb(&self) -> &'static str {
        self.path.rsplit(' ').next().unwrap_or_default()
    }

    /// The value of a flag that was given.
    pub fn flag(&self, long: &str) -> Option<&'a str> {
        self.flags.iter().find(|(name, _)| *name == long).map(|(_, value)| *value)
    }

    /// Whether it builds an image.
    pub fn builds(&self) -> bool {
        matches!(self.path, "build" | "buildx build" | "image build" | "builder build")
    }
}

/// The flag that a word is, with its value if that stands in the same word.
fn flag<'a>(word: &'a str, known: &[OutlineFlag]) -> Option<(OutlineFlag, Option<&'a str>)> {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        return known.iter().find(|flag| flag.long == name).map(|flag| (*flag, value));
    }
    let letters = word.strip_prefix('-')?;
    letters.char_indices().find_map(|(at, letter)| {
        let flag = known.iter().find(|flag| flag.short == Some(letter))?;
        let rest = letters.get(at + letter.len_utf8()..).filter(|rest| !rest.is_empty());
        (!flag.value.is_empty() || rest.is_none()).then_some((*flag, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_taken_apart() {
        let call = Call::of("cd x; docker build -t a:1 --no-cache . 2>/dev/null").unwrap();
        assert!(call.builds());
        assert_eq!((call.arguments.as_slice(), call.flag("tag")), (["."].as_slice(), Some("a:1")));
        let call = Call::of("docker run -it --name web alpine ls -l").unwrap();
        assert_eq!((call.verb(), call.arguments), ("run", vec!["alpine", "ls", "-l"]));
        let call = Call::of("docker image pull 'a' && ls b").unwrap();
        assert_eq!((call.verb(), call.arguments), ("pull", vec!["a"]));
        assert_eq!(Call::of("docker biuld .").unwrap().path, "");
        assert!(Call::of("ls").is_none());
    }
}
