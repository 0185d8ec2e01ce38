//! `layercake classroom replay`: what a student did, line by line, with a drawing of the store whenever it changes.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use layercake::words::{replay_end, replay_head, replay_odd, visible};
use layercake::{Assigned, Finding, Halt, Receipt, Say, Tutor, Typed};

use super::folder;
use super::timed::{self, TIME_LIMIT};
use crate::guard::note_panics;
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
    let bytes = folder::bytes(path)?;
    let (receipt, _) = Receipt::read(&bytes).with_context(shown)?;
    let Some(exercise) = class.exercise(&receipt.exercise) else {
        bail!("{}: there is no exercise {:?} here; `--class DIR` or `--course` says where", shown(), receipt.exercise)
    };
    let count = receipt.deeds();
    if step.is_some_and(|step| !(1..=count).contains(&step)) {
        bail!("{}: --step is a number from 1 to {count}", shown());
    }
    println!("{}", replay_head(visible(&receipt.student), visible(&exercise.title), count));
    // Whoever waits for Enter has no limit, but what is done again was done within one before.
    note_panics();
    let graded = timed::graded(&shown(), &bytes, &class, Duration::from_secs(TIME_LIMIT));
    let is_endless = graded
        .findings
        .iter()
        .any(|finding| matches!(finding, Finding::TooLong | Finding::TooLarge | Finding::Bug { .. }));
    if !is_endless {
        show(options, &receipt, exercise, *step)?;
    }
    println!("\n{}", replay_end(graded.points, graded.of));
    for finding in &graded.findings {
        println!("{}", replay_odd(visible(&finding.says())));
    }
    Ok(if graded.is_held() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What was done, one after the other, or one of it; the rest is not done again.
fn show(options: &Options, receipt: &Receipt, exercise: &Assigned, step: Option<usize>) -> Result<()> {
    let count = receipt.deeds();
    let waits = step.is_none() && terminal::is_there();
    let (lesson, _) = exercise.variant(receipt.seed);
    let enough = Halt::default();
    let mut tutor = receipt.beginning(lesson.clone(), exercise.hub.clone(), &enough)?;
    let mut drawn = drawing(&tutor);
    let (mut number, mut seconds) = (0, 0_u64);
    let end = receipt.replay(&mut tutor, &mut |place, act, tutor, reply| {
        number += 1;
        seconds = act.seconds.saturating_add(seconds);
        if enough.is_halted() || step.is_some_and(|step| step != number) {
            return;
        }
        println!("\n[{number}/{count}  {}:{:02}  step {}]", seconds / 60, seconds % 60, place.0 + 1);
        println!("{}", visible(&act.shown()));
        terminal::show_settled(options, &reply.says);
        let now = drawing(tutor);
        if now != drawn || step.is_some() {
            terminal::show_settled(options, &now);
        }
        drawn = now;
        if step.is_some() || waits && !goes_on() {
            enough.halt();
        }
    });
    match end {
        Err(_) if enough.is_halted() => Ok(()),
        end => Ok(end?),
    }
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
