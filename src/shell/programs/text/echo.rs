//! `echo` as coreutils, BusyBox and bash have it: backslashes count with `-e` only. (dash's own is a builtin.)

use super::{Applet, Ended, escape};
use crate::shell::Process;

pub(super) static PROGRAM: Applet =
    Applet { names: &["echo"], about: "prints its arguments", usage: "[-neE] [ARG]...", run };

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default();
    let (mut newline, mut escapes) = (true, false);
    while let Some(letters) = words.first().and_then(|word| word.strip_prefix('-')) {
        if letters.is_empty() || !letters.chars().all(|letter| "neE".contains(letter)) {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        words = words.get(1..).unwrap_or_default();
    }
    let mut bytes = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            bytes.push(b' ');
        }
        if !escapes {
            bytes.extend_from_slice(word.as_bytes());
        } else if escape::expand(word, true, &mut bytes) {
            newline = false;
            break;
        }
    }
    if newline {
        bytes.push(b'\n');
    }
    process.put(&bytes)?;
    Ok(0)
}
