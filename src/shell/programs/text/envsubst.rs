//! `envsubst`: puts the environment's variables into a text (GNU gettext's manual, "Invoking the envsubst program").

use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["envsubst"], about: "puts variables into a text", usage: "[OPTION] [SHELL-FORMAT]", run };

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let lists = words.iter().any(|word| word == "-v" || word == "--variables");
    let mut operands = words.iter().filter(|word| !word.starts_with('-'));
    let (format, second) = (operands.next().cloned(), operands.next());
    if second.is_some() {
        return process.fail(1, "too many arguments");
    }
    let named: Option<Vec<String>> = format.as_ref().map(|format| {
        let names = pieces(format).into_iter();
        names
            .filter_map(|piece| if let Piece::Variable { name, .. } = piece { Some(name.to_string()) } else { None })
            .collect()
    });
    if lists {
        let names = named.unwrap_or_default().join("\n");
        process.print(&if names.is_empty() { names } else { names + "\n" })?;
        return Ok(0);
    }
    let content = process.rest_of_stdin()?;
    let text = String::from_utf8_lossy(&process.take_in(&content)?).into_owned();
    for piece in pieces(&text) {
        process.system.step()?;
        match piece {
            Piece::Text(text) => process.print(text)?,
            Piece::Variable { name, whole } => {
                let wanted = named.as_ref().is_none_or(|named| named.iter().any(|own| own == name));
                let value = process.environment.get(name).cloned().unwrap_or_default();
                process.print(if wanted { &value } else { whole })?;
            }
        }
    }
    Ok(0)
}

/// A part of a text.
enum Piece<'t> {
    Text(&'t str),
    /// `$name` or `${name}`.
    Variable {
        name: &'t str,
        whole: &'t str,
    },
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        let behind = from.get(1..).unwrap_or_default();
        let (start, end) = if behind.starts_with('{') { (2, "}") } else { (1, "") };
        let word = from.get(start..).unwrap_or_default();
        let is_start = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let length = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
        let closed = word.get(length..).is_some_and(|tail| tail.starts_with(end));
        let stop = if is_start && closed { start + length + end.len() } else { 1 };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let (whole, after) = from.split_at(stop);
        pieces.push(match is_start && closed {
            true => Piece::Variable { name: word.get(..length).unwrap_or_default(), whole },
            false => Piece::Text(whole),
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}
