//! `explain docker …`: a docker command line, word by word, without running it. What a word is comes from the command
//! table.

use crate::client::outline::{self, Argument, OutlineCommand, OutlineFlag};
use crate::oci::Reference;
use crate::tell;
use crate::text::closest;

/// A line as Markdown: a table of its words, and what they mean.
pub fn explained(line: &str) -> String {
    let words = words(line);
    let Some(rest) = words.split_first().filter(|(first, _)| *first == "docker").map(|(_, rest)| rest) else {
        return tell::explain_usage();
    };
    let mut rows = Vec::new();
    let globals = rest.iter().take_while(|word| word.starts_with('-')).count();
    let (before, rest) = rest.split_at(globals);
    let Some((command, used)) = outline::command(rest).filter(|(command, _)| !command.path.is_empty()) else {
        return unknown("docker", rest.first(), outline::names("").iter().map(|(name, _)| *name));
    };
    rows.extend(flags(before, &outline::global_flags(), &mut |_| None).rows);
    rows.push((format!("docker {}", rest[..used].join(" ")), sentence(command.about)));
    let rest = &rest[used..];
    if command.group {
        let next = rest.first();
        if next.is_some() {
            let names: Vec<&str> = outline::names(command.path).iter().map(|(name, _)| *name).collect();
            return unknown(&format!("docker {}", command.path), next, names.into_iter());
        }
        rows.push(("…".into(), tell::explain_group()));
    }
    let mut place = 0;
    let mut argument = |word: &str| {
        let takes = outline::argument(command.path, place);
        place += 1;
        takes.map(|takes| (takes, argument_text(takes, word, &command)))
    };
    let found = flags(rest, &command.flags, &mut argument);
    rows.extend(found.rows);
    let note = match (found.odd.is_empty(), command.unsimulated) {
        (false, _) => found.odd.join(" "),
        (true, true) => tell::explain_unsimulated(),
        (true, false) => tell::explain_not_run(),
    };
    let rows: Vec<String> = rows.iter().map(|(word, text)| format!("| `{}` | {} |", cell(word), cell(text))).collect();
    tell::explain_table(rows.join("\n"), note)
}

/// What became of the words after a command's name.
#[derive(Default)]
struct Found {
    rows: Vec<(String, String)>,
    /// What is wrong with them.
    odd: Vec<String>,
}

type Argued<'a> = dyn FnMut(&str) -> Option<(Argument, String)> + 'a;

fn flags(words: &[String], known: &[OutlineFlag], argument: &mut Argued<'_>) -> Found {
    let mut found = Found::default();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        if word == "--" {
            found.rows.push((word.clone(), tell::explain_dashes()));
            continue;
        }
        if !word.starts_with('-') || word == "-" {
            match argument(word) {
                Some((Argument::Command, text)) => {
                    found.rows.push((words[at - 1..].join(" "), text));
                    return found;
                }
                Some((_, text)) => found.rows.push((word.clone(), text)),
                None => found.odd.push(tell::explain_too_many(cell(word))),
            }
            continue;
        }
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        let taken = match name.strip_prefix("--") {
            Some(long) => known.iter().find(|flag| flag.long == long).map(|flag| vec![*flag]),
            None => letters(&name[1..], known),
        };
        let Some(taken) = taken else {
            let names = known.iter().map(|flag| flag.long);
            let meant = closest(name.trim_start_matches('-'), names).map(tell::explain_meant_flag);
            found.odd.push(tell::explain_no_flag(cell(name), meant.unwrap_or_default()));
            continue;
        };
        let last = taken.last().copied().filter(|flag| !flag.value.is_empty());
        let joined = name.len() > 1 + taken.len() && !name.starts_with("--");
        let given = match (last, value) {
            (Some(_), Some(value)) => Some(value.to_string()),
            (Some(_), None) if joined => Some(name[1 + taken.len()..].into()),
            (Some(_), None) => {
                at += 1;
                words.get(at - 1).cloned()
            }
            (None, _) => None,
        };
        let shown = match &given {
            Some(given) if !joined && value.is_none() => format!("{word} {given}"),
            _ => word.clone(),
        };
        if last.is_some() && given.is_none() {
            found.odd.push(tell::explain_needs_value(cell(word)));
        }
        let texts: Vec<String> = taken
            .iter()
            .map(|flag| {
                let about = sentence(flag.about);
                if taken.len() > 1 { format!("-{}: {about}", flag.short.unwrap_or('?')) } else { about }
            })
            .collect();
        found.rows.push((shown, texts.join(" ")));
    }
    found
}

/// The flags that letters after one dash mean; the last may take what follows as its value.
fn letters(letters: &str, known: &[OutlineFlag]) -> Option<Vec<OutlineFlag>> {
    let mut taken = Vec::new();
    for letter in letters.chars() {
        let flag = known.iter().find(|flag| flag.short == Some(letter))?;
        taken.push(*flag);
        if !flag.value.is_empty() {
            break;
        }
    }
    (!taken.is_empty()).then_some(taken)
}

fn argument_text(takes: Argument, word: &str, command: &OutlineCommand) -> String {
    match takes {
        Argument::Image | Argument::Pullable | Argument::ImageOrPullable => image(word),
        Argument::Command => tell::explain_command(),
        Argument::Container | Argument::RunningContainer => tell::explain_container(),
        Argument::ImageOrContainer => tell::explain_image_or_container(),
        Argument::Path if command.path.ends_with("build") => tell::explain_context(),
        Argument::Path => tell::explain_file(),
        Argument::PathOrContainer if word.contains(':') => tell::explain_container_path(),
        Argument::PathOrContainer => tell::explain_path(),
        Argument::Registry => tell::explain_registry(),
        Argument::Repository => tell::explain_repository(),
        Argument::Context => tell::explain_daemon(),
        Argument::Volume => tell::explain_volume(),
        Argument::Network => tell::explain_network(),
        Argument::Filter(keys) => tell::explain_filter(keys.join(", ")),
        Argument::Format(_) => tell::explain_format(),
        Argument::Variable => tell::explain_variable(),
        Argument::OneOf(words) => tell::explain_one_of(words.join(", ")),
        Argument::Like(words) => tell::explain_like(words.join(", ")),
        Argument::Word if command.path.ends_with("tag") => image(word),
        Argument::Word => tell::explain_argument(command.synopsis),
    }
}

/// A name of an image, in full.
fn image(word: &str) -> String {
    match Reference::parse(word) {
        Ok(reference) => {
            let full = reference.or_latest();
            let full = full.to_string();
            if full == word { tell::explain_image() } else { tell::explain_full_image(full) }
        }
        Err(error) => tell::explain_no_image(error),
    }
}

fn unknown<'n>(after: &str, word: Option<&String>, names: impl Iterator<Item = &'n str>) -> String {
    let Some(word) = word else { return tell::explain_prints_help(after) };
    let meant = closest(word, names).map(|meant| tell::explain_meant_command(after, meant));
    tell::explain_no_command(after, cell(word), meant.unwrap_or_default())
}

/// With a full stop at its end.
fn sentence(text: &str) -> String {
    format!("{}.", text.trim_end_matches('.'))
}

/// Fit for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The words of a line as a shell splits them; variables and the like stay as they are.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, ' ' | '\t') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_explained() {
        let page = explained("docker run -it --rm -v a:/b alpine sh -c 'echo hi'");
        for part in [
            "`docker run`",
            "`-it`",
            "-i: ",
            "-t: ",
            "`--rm`",
            "`-v a:/b`",
            "docker.io/library/alpine:latest",
            "`sh -c echo hi`",
        ] {
            assert!(page.contains(part), "{part} is not in:\n{page}");
        }
        assert!(page.ends_with("Nothing was run."));
    }

    #[test]
    fn values_are_joined_in_every_spelling() {
        let page = explained("docker build -tsite:1 --file=x --build-arg A=1 .");
        for part in ["`-tsite:1`", "`--file=x`", "`--build-arg A=1`", "| `.` | The context"] {
            assert!(page.contains(part), "{part} is not in:\n{page}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(explained("docker pul x").contains("Did you mean `docker pull`?"));
        assert!(explained("docker image lst").contains("`docker image` has no command `lst`"));
        assert!(explained("docker pull --qiet x").contains("Did you mean `--quiet`?"));
        assert!(explained("docker pull a b").contains("too many"));
        assert!(explained("docker tag a").contains("docker.io/library/a:latest"));
        assert!(explained("docker run --name").contains("needs a value"));
        assert!(explained("ls").contains("takes a docker command line"));
        assert!(explained("docker").contains("only prints its help"));
    }
}
