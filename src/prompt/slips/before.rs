//! Reading a line before it runs.

use super::{names, other_shells, question};
use crate::client::outline;
use crate::lesson::{Setting, Word};
use crate::oci::Reference;
use crate::sandbox::Session;
use crate::tell;

/// How a line is meant.
pub(super) enum Meant {
    Typed,
    /// As this line, and what is different about it.
    Line(String, String),
    /// Not as a command: this helps.
    Told(String),
    /// A list.
    Listed(String),
    /// As a file for the editor.
    Edit(String),
}

const EDITORS: [&str; 12] =
    ["vi", "vim", "nvim", "nano", "emacs", "pico", "joe", "micro", "code", "gedit", "notepad", "edit"];
/// Lines of `history`.
const HISTORY: usize = 50;

/// Reads a line.
pub(super) fn heard(line: &str, session: &Session, setting: Setting, options: Option<usize>, asks: bool) -> Meant {
    let line = line.trim();
    if let Some(command) = remark(line) {
        return Meant::Told(tell::remark_line(command.replace('`', "'")));
    }
    if let Some(rest) = without_prompt(line) {
        let about = tell::prompt_typed();
        return Meant::Line(rest.to_string(), about);
    }
    if let Some(rest) = line.strip_prefix("> ").map(str::trim).filter(|rest| rest.starts_with("docker ")) {
        return Meant::Line(rest.to_string(), tell::prompt_goes_on());
    }
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    match tell::heard(first).as_str() {
        "sudo" if rest.starts_with('-') || matches!(rest, "su" | "bash" | "sh") => {
            return Meant::Told(tell::no_sudo(first));
        }
        "sudo" | "doas" if !rest.is_empty() => {
            let about = tell::no_sudo(first);
            return Meant::Line(rest.to_string(), about);
        }
        "man" if !rest.is_empty() => return manual(rest),
        "help" if !rest.is_empty() => return help(rest, setting),
        "done" | "ok" | "finished" | "continue" | "go" | "start" | "restart" | "ready" if !rest.contains(' ') => {
            return Meant::Told(tell::which_next());
        }
        // The program of this name takes no words.
        "reset" if !rest.is_empty() && !rest.starts_with('-') => {
            return Meant::Told(match setting {
                Setting::Lesson => tell::reset_what_in_lesson(),
                Setting::Play => tell::reset_what_at_play(),
            });
        }
        "previous" | "prev" if rest.is_empty() => {
            return Meant::Told(match setting {
                Setting::Lesson => tell::did_you_mean(Word::Back.name()),
                Setting::Play => tell::word_of_lessons(Word::Back.name()),
            });
        }
        "history" if rest.is_empty() => return Meant::Listed(history(session)),
        editor if EDITORS.contains(&editor) => {
            let file = rest.split_whitespace().find(|word| !word.starts_with('-'));
            if let Some(file) = file {
                return Meant::Edit(file.trim_matches(['\'', '"']).to_string());
            }
        }
        _ => {}
    }
    if let Some(plain) = typewritten(line) {
        let about = tell::typographic(&plain);
        return Meant::Line(plain, about);
    }
    // While a question is open, whatever is no command is taken for an answer.
    if let Some(meant) = lacks_docker(line, session).filter(|_| asks) {
        return Meant::Told(tell::did_you_mean(meant));
    }
    let word = || own_language(line, setting).map(|word| tell::did_you_mean(word.name()));
    match question::answer(line, setting, options).or_else(word) {
        Some(answer) => Meant::Told(answer),
        None => Meant::Typed,
    }
}

/// The word of the tutor's that somebody typed in their own language: `weiter`.
fn own_language(line: &str, setting: Setting) -> Option<Word> {
    let meant = tell::heard(line);
    let word = Word::find(&meant.to_lowercase()).filter(|word| word.works_in(setting))?;
    (!meant.eq_ignore_ascii_case(line)).then_some(word)
}

/// The docker command that a line of two words only lacks `docker` for: `search nginx`.
fn lacks_docker(line: &str, session: &Session) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, name] = words.as_slice() else { return None };
    let path = Reference::parse(name).ok()?.name.path().to_string();
    let known = session.setup().hub.repository(&path).is_some();
    names::docker_command(&words).filter(|_| known)
}

/// The rest of a line that begins with a prompt: `$ docker …`, our own, `anna@host:~$ docker …`, `[root@host ~]# docker …`,
/// `PS C:\> docker …`.
fn without_prompt(line: &str) -> Option<&str> {
    let own = line.strip_prefix("layercake:").and_then(|rest| rest.split_once(" $ ")).map(|(_, rest)| rest);
    let path = line.strip_prefix('~').and_then(|rest| rest.split_once(" $ ")).map(|(_, rest)| rest);
    let dollar = line.strip_prefix("$ ").or_else(|| line.strip_prefix("% "));
    let rest = own.or(path).or(dollar).or_else(|| after_host(line)).or_else(|| after_drive(line))?.trim();
    (!rest.is_empty()).then_some(rest)
}

/// What comes after `user@host:folder$ ` or `[user@host folder]# `.
fn after_host(line: &str) -> Option<&str> {
    let end = ["$ ", "# "].iter().filter_map(|end| line.find(end)).min()?;
    let (prompt, rest) = line.split_at_checked(end)?;
    let bare = prompt.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(prompt);
    let (user, place) = bare.split_once('@')?;
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let (host, folder) = place.split_once([':', ' ']).unwrap_or((place, ""));
    (is_name(user) && is_name(host) && !folder.contains(' ')).then(|| rest.get(2..)).flatten()
}

/// What comes after `C:\> ` or `PS C:\folder> `.
fn after_drive(line: &str) -> Option<&str> {
    let line = line.strip_prefix("PS ").unwrap_or(line);
    let (prompt, rest) = line.split_once('>')?;
    other_shells::is_on_a_drive(prompt).then_some(rest)
}

/// The command that stands in a remark: to a shell it is none, and who copied it may have meant the example's prompt.
fn remark(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("# ")?.trim();
    let first = rest.split_whitespace().next()?;
    names::is_command(first).then_some(rest)
}

/// The line with quotes and dashes as a keyboard has them, if it has others. What stands in real quotes stays.
fn typewritten(line: &str) -> Option<String> {
    let mut plain = String::with_capacity(line.len());
    let mut quote: Option<char> = None;
    let mut letters = line.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => {
                quote = None;
                plain.push(letter);
            }
            (Some(_), letter) => plain.push(letter),
            (None, '\'' | '"') => {
                quote = Some(letter);
                plain.push(letter);
            }
            (None, '“' | '”' | '„' | '«' | '»') => plain.push('"'),
            (None, '‘' | '’' | '‚') => plain.push('\''),
            (None, '—' | '–' | '−') if before == ' ' => {
                // A word processor makes one dash of two.
                let rest: String = letters.clone().take_while(|c| !c.is_whitespace() && *c != '=').collect();
                plain.push_str(if rest.chars().count() > 1 { "--" } else { "-" });
            }
            (None, '–' | '—' | '−' | '‑') => plain.push('-'),
            (None, '\u{a0}') => plain.push(' '),
            (None, letter) => plain.push(letter),
        }
        before = letter;
    }
    (plain != line).then_some(plain)
}

/// `man …`
fn manual(rest: &str) -> Meant {
    let topic = rest.split_whitespace().last().unwrap_or_default().to_string();
    let words: Vec<String> = rest.split([' ', '-']).filter(|word| !word.is_empty()).map(String::from).collect();
    match words.split_first() {
        Some((first, words)) if first == "docker" => docker_help(words, &tell::no_man()),
        _ => Meant::Told(tell::no_man_page(topic)),
    }
}

/// `docker … --help`, if there is such a command.
fn docker_help(words: &[String], about: &str) -> Meant {
    let known = words.is_empty() || outline::command(words).is_some();
    let call = if known { format!("docker {}", words.join(" ")) } else { "docker".into() };
    Meant::Line(format!("{} --help", call.trim_end()), about.into())
}

/// `help …`
fn help(rest: &str, setting: Setting) -> Meant {
    let words: Vec<String> = rest.split_whitespace().map(String::from).collect();
    let first = words.first().map(String::as_str).unwrap_or_default();
    if let (Some(word), [_]) = (Word::find(first), words.as_slice()) {
        let call = format!("{} {}", word.name(), word.usage(setting));
        let place = if word.works_in(setting) { "" } else { &tell::in_a_lesson() };
        return Meant::Told(tell::word_is(call.trim_end(), word.about(setting), place));
    }
    let about = tell::docker_explains();
    if first == "docker" {
        return docker_help(words.get(1..).unwrap_or_default(), &about);
    }
    if outline::command(&words).is_some() {
        return docker_help(&words, &about);
    }
    if names::is_command(first) {
        return Meant::Line(format!("{first} --help"), tell::help_after());
    }
    Meant::Told(tell::help_alone())
}

/// The commands of this sandbox, numbered.
fn history(session: &Session) -> String {
    let lines: Vec<&str> = session.lines().map(|(line, _)| line).collect();
    let first = lines.len().saturating_sub(HISTORY);
    let shown = lines.iter().enumerate().skip(first);
    shown.map(|(index, line)| format!("{:>5}  {}\n", index + 1, line.replace('\n', "\n       "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_of_examples_are_left_out() {
        assert_eq!(without_prompt("$ docker ps"), Some("docker ps"));
        assert_eq!(
            (without_prompt("# docker rm -f web"), remark("# docker rm -f web")),
            (None, Some("docker rm -f web"))
        );
        assert_eq!((without_prompt("# what I tried"), remark("# what I tried")), (None, None));
        assert_eq!(without_prompt("anna@host:~/x$ docker ps"), Some("docker ps"));
        assert_eq!(without_prompt("[root@host ~]# docker ps -a"), Some("docker ps -a"));
        assert_eq!(without_prompt("PS C:\\> docker ps"), Some("docker ps"));
        assert_eq!(without_prompt("echo a@b:c$ d"), None);
        assert_eq!(without_prompt("layercake:~/work $ ls"), Some("ls"));
        assert_eq!(without_prompt("$HOME/x"), None);
    }

    #[test]
    fn what_a_word_processor_made_is_undone() {
        let plain = |line: &str| typewritten(line);
        assert_eq!(plain("docker run —rm alpine"), Some("docker run --rm alpine".into()));
        assert_eq!(plain("docker run –rm alpine"), Some("docker run --rm alpine".into()));
        assert_eq!(plain("docker images –q"), Some("docker images -q".into()));
        assert_eq!(plain("echo “a b”"), Some("echo \"a b\"".into()));
        assert_eq!(plain("echo 'a — b'"), None);
        assert_eq!(plain("docker ps"), None);
    }
}
