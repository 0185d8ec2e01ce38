//! ` ```console,layercake `: a transcript that is run.

use super::options::Options;
use super::sandboxes::Sandbox;
use crate::lesson::{Turn, play_transcript};
use crate::prompt::settled;

/// What came of a transcript.
pub(super) struct Played {
    /// The transcript as it prints: what was written where that is right, else what is printed.
    pub text: String,
    /// Lines of the block, from 0, and what is wrong there.
    pub wrong: Vec<(usize, String)>,
}

/// Runs it. In a hidden one only what is written must be right, and every command must succeed.
pub(super) fn play(sandbox: &mut Sandbox, body: &str, options: &Options<'_>) -> Played {
    let settle = |bytes: &[u8]| settled(bytes);
    let turns = match play_transcript(&mut sandbox.session, body, &settle) {
        Ok(turns) => turns,
        Err(wrong) => return Played { text: body.into(), wrong: vec![wrong] },
    };
    let mut played = Played { text: String::new(), wrong: Vec::new() };
    for turn in turns {
        sandbox.lines.push(turn.line.clone());
        let silent = options.hidden && turn.shown.is_empty();
        if let Some(happened) = &turn.happened {
            sandbox.last = Some(happened.clone());
            if silent && happened.exit != 0 {
                let what = format!("`{}` ended with exit code {}", turn.typed, happened.exit);
                played.wrong.push((turn.at, format!("{what}: {}", turn.printed.join(" "))));
            }
        }
        played.text += &turn.typed;
        played.text.push('\n');
        let keeps = silent || turn.differs.is_none();
        for line in if keeps { &turn.shown } else { &turn.printed } {
            played.text += line;
            played.text.push('\n');
        }
        if let Some(differs) = turn.differs.as_ref().filter(|_| !silent) {
            let what = format!("`{}` prints something else (-: written here, +: printed)", turn.typed);
            played.wrong.push((turn.at + 1 + differs.at, format!("{what}\n{}", diff(&turn))));
        }
    }
    played
}

/// Lines that both have, before and after a difference.
const AROUND: usize = 2;
/// Lines of a difference.
const LINES: usize = 40;

/// What is written and what is printed, where they differ.
fn diff(turn: &Turn) -> String {
    let (written, printed) = (&turn.shown, &turn.printed);
    let same = written.iter().zip(printed).take_while(|(one, other)| one.trim_end() == other.as_str()).count();
    let rest = (written.len().min(printed.len())) - same;
    let ends = written.iter().rev().zip(printed.iter().rev()).take(rest);
    let same_end = ends.take_while(|(one, other)| one.trim_end() == other.as_str()).count();
    let mut lines: Vec<String> = Vec::new();
    let before = same.saturating_sub(AROUND);
    lines.extend(printed.iter().take(same).skip(before).map(|line| format!("   {line}")));
    lines.extend(written.iter().take(written.len() - same_end).skip(same).map(|line| format!("  -{line}")));
    lines.extend(printed.iter().take(printed.len() - same_end).skip(same).map(|line| format!("  +{line}")));
    lines.extend(printed.iter().skip(printed.len() - same_end).take(AROUND).map(|line| format!("   {line}")));
    if lines.len() > LINES {
        let more = lines.len() - LINES;
        lines.truncate(LINES);
        lines.push(format!("   … {more} more lines"));
    }
    lines.join("\n")
}
