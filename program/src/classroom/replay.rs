//! `layercake classroom replay`: what a student did, line by line, with a drawing of the store whenever it changes.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use layercake::words::{replay_end, replay_head, replay_odd, visible};
use layercake::{Graded, Halt, Receipt, Say, Tutor, Typed, grade_receipt};

use super::folder;
use crate::terminal::{self, Options};

/// Which receipt, and how much of it.
#[derive(Debug, clap::Args)]
pub struct ReplayArguments {
    /// The receipt
    receipt: PathBuf,
    /// Only this line of it, from 1, with what it led to
    #[arg(long, value_name = "N")]
    step: Option<usize>,
    /// The class's folder, if the exercise is its own
    #[arg(long, value_name = "DIR")]
    class: Option<PathBuf>,
}

/// Shows it. At a terminal, each line waits for Enter.
pub(super) fn replay(options: &Options, arguments: &ReplayArguments) -> Result<ExitCode> {
    let ReplayArguments { receipt: path, step, class } = arguments;
    let shown = || path.display().to_string();
    let class = match class {
        Some(folder) => folder::class(folder)?,
        None => folder::classless(options, None)?,
    };
    let bytes = folder::bytes(path).with_context(shown)?;
    let (receipt, _) = Receipt::read(&bytes).with_context(shown)?;
    let Some(exercise) = class.exercise(&receipt.exercise) else {
        bail!("{}: there is no exercise {:?} here; `--class DIR` or `--course` says where", shown(), receipt.exercise)
    };
    let count = receipt.acts.len();
    if step.is_some_and(|step| !(1..=count).contains(&step)) {
        bail!("{}: --step is a number from 1 to {count}", shown());
    }
    println!("{}", replay_head(visible(&receipt.student), visible(&exercise.title), count));
    let waits = step.is_none() && terminal::is_there();
    let (lesson, _) = exercise.variant(receipt.seed);
    let mut tutor = receipt.beginning(lesson.clone(), exercise.hub.clone(), &Halt::default())?;
    let mut drawn = drawing(&tutor);
    let (mut number, mut seconds, mut left) = (0, 0_u64, false);
    receipt.replay(&mut tutor, &mut |place, act, tutor, reply| {
        number += 1;
        seconds = act.seconds.saturating_add(seconds);
        let now = drawing(tutor);
        let changed = now != drawn;
        drawn.clone_from(&now);
        if left || step.is_some_and(|step| step != number) {
            return;
        }
        println!("\n[{number}/{count}  {}:{:02}  step {}]", seconds / 60, seconds % 60, place.0 + 1);
        println!("{}", visible(&act.shown()));
        terminal::show(options, &reply.says);
        if changed || step.is_some() {
            terminal::show(options, &now);
        }
        left = waits && !goes_on();
    })?;
    let graded = grade_receipt(&shown(), &bytes, &class, &Halt::default());
    println!("\n{}", replay_end(graded.points, graded.of));
    for finding in &graded.findings {
        println!("{}", replay_odd(visible(&finding.says())));
    }
    Ok(if Graded::is_held(&graded) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Tags, images and layers, drawn.
fn drawing(tutor: &Tutor) -> Vec<Say> {
    let mut copy = tutor.clone();
    copy.session_mut().give_up();
    copy.take(Typed::Line("map".into())).says
}

/// Whether somebody presses Enter; `q`, Ctrl-D: no.
fn goes_on() -> bool {
    if !std::io::stdin().is_terminal() {
        return true;
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).is_ok_and(|bytes| bytes > 0) && line.trim().is_empty()
}
