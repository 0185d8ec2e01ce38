//! `yes`

use super::{Applet, Ended};
use crate::shell::Process;

pub(super) static PROGRAM: Applet =
    Applet { names: &["yes"], about: "prints a line without end", usage: "[STRING]...", run };

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default();
    let line = if words.is_empty() { "y\n".to_string() } else { words.join(" ") + "\n" };
    let block = line.repeat((1 << 16) / line.len() + 1);
    loop {
        process.system.step()?;
        // It ends when nothing takes its output any more.
        process.put(block.as_bytes())?;
    }
}
