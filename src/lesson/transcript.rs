//! [`play`]: a transcript, run: what stands after a prompt is typed, and what the sandbox prints is held against the
//! lines below it.

use super::check::Happened;
use crate::sandbox::{Chunk, Next, Session};

/// One line that is typed in a transcript, and what comes of it.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The line of the transcript that it stands in, from 0.
    pub at: usize,
    /// The prompt and what is typed after it.
    pub typed: String,
    /// What is typed.
    pub line: String,
    /// The lines below it, as they are written.
    pub shown: Vec<String>,
    /// The lines that are printed, without what is redrawn and without blanks at their ends.
    pub printed: Vec<String>,
    /// Where the two differ.
    pub differs: Option<Difference>,
    /// What the command did, if one ended with this line.
    pub happened: Option<Happened>,
}

/// Where a transcript departs from what is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line below the typed one, from 0.
    pub at: usize,
    /// What is printed there instead.
    pub printed: String,
}

/// Plays a transcript: after `$ ` stands a command, after `> ` more of it, and after the prompt of a program that asks
/// (a container's `/ # `) what it is told. A line `…` or `...` stands for any lines. `settle` makes lines of what is
/// printed.
///
/// # Errors
///
/// The line, from 0, and what is wrong with it: something else than a prompt at the start, or a shell that was left.
pub fn play(session: &mut Session, text: &str, settle: &dyn Fn(&[u8]) -> String) -> Result<Vec<Turn>, (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut turns = Vec::new();
    let mut at = 0;
    let mut next = session.next();
    while let Some(line) = lines.get(at) {
        let prompt = prompt(&next);
        let Some(typed) = prompt.as_deref().and_then(|prompt| after(line, prompt)) else {
            return Err((
                at,
                match prompt {
                    Some(prompt) => format!("output stands before the first `{prompt}` command"),
                    None => "the shell was left with `exit`, so nothing more can be typed".into(),
                },
            ));
        };
        let reaction = session.feed(typed);
        next = reaction.next.clone();
        let below = lines.iter().skip(at + 1);
        let shown: Vec<String> = below
            .take_while(|line| after(line, self::prompt(&next).as_deref().unwrap_or("$ ")).is_none())
            .map(ToString::to_string)
            .collect();
        let printed = lines_of(&reaction.output, settle);
        turns.push(Turn {
            at,
            typed: line.to_string(),
            line: typed.to_string(),
            differs: compare(&shown, &printed),
            happened: Happened::of(&reaction),
            printed,
            shown,
        });
        at += 1 + turns.last().map_or(0, |turn| turn.shown.len());
    }
    Ok(turns)
}

/// What stands before what is typed; `None`: nothing can be typed.
fn prompt(next: &Next) -> Option<String> {
    match next {
        Next::Command => Some("$ ".into()),
        Next::More => Some("> ".into()),
        Next::Input(prompt) => Some(prompt.text.clone()),
        Next::Left => None,
    }
}

/// What is typed in a line after a prompt; nothing, if only the prompt stands there.
fn after<'a>(line: &'a str, prompt: &str) -> Option<&'a str> {
    line.strip_prefix(prompt).or_else(|| (!prompt.trim().is_empty() && line == prompt.trim_end()).then_some(""))
}

fn lines_of(output: &[Chunk], settle: &dyn Fn(&[u8]) -> String) -> Vec<String> {
    let bytes: Vec<u8> = output.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect();
    settle(&bytes).lines().map(|line| line.trim_end().to_string()).collect()
}

/// The first place where the lines written are not those printed.
fn compare(shown: &[String], printed: &[String]) -> Option<Difference> {
    let (mut here, mut skipping) = (0, false);
    for (at, line) in shown.iter().enumerate() {
        if line.trim() == "…" || line.trim() == "..." {
            skipping = true;
            continue;
        }
        let found = match skipping {
            true => printed.iter().skip(here).position(|other| *other == line.trim_end()).map(|skip| here + skip),
            false => printed.get(here).filter(|other| **other == line.trim_end()).map(|_| here),
        };
        match found {
            Some(found) => here = found + 1,
            None => {
                let printed = printed.get(here).map_or("nothing more", String::as_str).into();
                return Some(Difference { at, printed });
            }
        }
        skipping = false;
    }
    match printed.get(here) {
        Some(more) if !skipping => Some(Difference { at: shown.len(), printed: more.clone() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Setup;
    use crate::shell::TerminalSize;

    fn played(text: &str) -> Result<Vec<Turn>, (usize, String)> {
        let terminal = Some(TerminalSize { columns: 80, rows: 24 });
        let setup = Setup { keeps_shell: true, terminal, ..Setup::new(crate::hub::builtin()) };
        play(&mut Session::new(setup), text, &|bytes| String::from_utf8_lossy(bytes).replace('\r', ""))
    }

    #[test]
    fn a_transcript_is_held_against_what_is_printed() {
        let turns = played("$ echo one; echo two\none\ntwo\n$ echo three\nfour\n").unwrap();
        assert_eq!(turns.iter().map(|turn| turn.at).collect::<Vec<_>>(), [0, 3]);
        assert_eq!(turns[0].differs, None);
        assert_eq!(turns[1].differs, Some(Difference { at: 0, printed: "three".into() }));
        assert_eq!(turns[1].happened.as_ref().unwrap().exit, 0);
    }

    #[test]
    fn dots_stand_for_any_lines_and_a_missing_line_is_noticed() {
        for (shown, right) in [
            ("1\n…\n9", true),
            ("…", true),
            ("...\n9", true),
            ("1\n2\n3\n4\n5\n6\n7\n8\n9", true),
            ("1\n…\n8", false),
            ("1\n2", false),
            ("", false),
        ] {
            let turns = played(&format!("$ seq 9\n{shown}")).unwrap();
            assert_eq!(turns[0].differs.is_none(), right, "{shown}");
        }
    }

    #[test]
    fn more_of_a_command_and_programs_that_ask_are_typed_to() {
        let text = "$ docker run -it --rm alpine sh -c 'read x; echo got $x' 2>/dev/null <<END\n> hi\n> END\n";
        assert!(played(text).unwrap().last().unwrap().happened.is_some());
        let text = "$ docker run -q -it --rm alpine\n…\n/ # echo hi\nhi\n/ # exit\n$ echo out\nout\n";
        let turns = played(text).unwrap();
        assert_eq!(
            turns.iter().map(|turn| turn.typed.as_str()).collect::<Vec<_>>()[1..],
            ["/ # echo hi", "/ # exit", "$ echo out"]
        );
        assert!(turns.iter().all(|turn| turn.differs.is_none()), "{turns:?}");
    }

    #[test]
    fn what_cannot_be_typed_is_said() {
        assert_eq!(played("hello\n$ ls").unwrap_err(), (0, "output stands before the first `$ ` command".into()));
        assert_eq!(played("$ exit\n$ ls").unwrap_err().0, 1);
    }
}
