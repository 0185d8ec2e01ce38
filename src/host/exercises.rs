//! `layercake exercise`: assignments for a class. Each learner's seed fills in other images and numbers; the grade is read
//! from the state of the sandbox.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};

use super::state::{KeptSandbox, StateDirectory};
use super::terminal::{self, Options};
use crate::lesson::{Block, Exercise, Lesson, Outcome, Place, Tutor, exercise_files};
use crate::oci::Digest;
use crate::sandbox::Setup;

/// What to do with exercises.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// List the exercises
    List,
    /// Open an exercise where you left it
    Start {
        /// Its name, or the beginning of it: e1
        name: String,
        /// Whose exercise it is: each text leads to other values
        #[arg(long, value_name = "TEXT", default_value = "")]
        seed: String,
        /// Begin afresh
        #[arg(long)]
        again: bool,
    },
    /// Say which tasks of an exercise are solved; fails if one is not
    Check {
        /// Its name, or the beginning of it: e1
        name: String,
        /// As with `start`
        #[arg(long, value_name = "TEXT", default_value = "")]
        seed: String,
    },
}

/// Does it.
pub(super) fn run(options: &Options, action: &Action) -> Result<ExitCode> {
    match action {
        Action::List => list()?,
        Action::Start { name, seed, again } => {
            let words = match seed.as_str() {
                "" => format!(" exercise start {name}"),
                seed => format!(" exercise start {name} --seed {}", crate::text::quote(seed)),
            };
            let options = Options { again: *again, words, ..options.clone() };
            terminal::open_only(&options, named(name, seed)?)?;
        }
        Action::Check { name, seed } => return check(options, &named(name, seed)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> Result<()> {
    for (file, text) in exercise_files() {
        let exercise = Exercise::read(file, text)?;
        let front = exercise.lesson(0)?.front;
        println!(
            "{:<24} {:<24} {:>3} min  after {}",
            exercise.slug,
            front.title,
            front.minutes,
            front.needs.join(", ")
        );
    }
    Ok(())
}

/// The exercise that is meant, filled for its learner.
fn named(name: &str, seed: &str) -> Result<Arc<Lesson>> {
    let wanted = name.to_lowercase();
    for (file, text) in exercise_files() {
        let exercise = Exercise::read(file, text)?;
        if exercise.slug == wanted || exercise.slug.split('-').next() == Some(wanted.as_str()) {
            return Ok(Arc::new(exercise.lesson(number(exercise.slug, seed))?));
        }
    }
    bail!("there is no exercise \"{name}\"; `layercake exercise list` lists them")
}

/// A number for a learner and an exercise.
fn number(slug: &str, seed: &str) -> u64 {
    let hex = Digest::of(format!("{slug} {seed}").as_bytes()).hex();
    u64::from_str_radix(&hex[..8], 16).unwrap_or(0)
}

fn check(options: &Options, lesson: &Arc<Lesson>) -> Result<ExitCode> {
    let state = StateDirectory::find(options.state.as_deref())?;
    let setup = Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) };
    let (_, opened) = KeptSandbox::open(&state, &lesson.slug, &setup);
    let bookmark = opened.found.and_then(|found| Some((found.session, found.bookmark?)));
    let Some((session, bookmark)) = bookmark else {
        bail!("this exercise was not begun: `layercake exercise start` opens it")
    };
    let place: Place = serde_json::from_value(bookmark.place)?;
    let (tutor, _) = Tutor::resume(lesson.clone(), session, place, bookmark.before);
    let mut all = true;
    for (at, step) in lesson.steps.iter().enumerate() {
        for (index, block) in step.blocks.iter().enumerate() {
            let Block::Task(_, task) = block else { continue };
            let waits = (tutor.place().step, tutor.place().block) == (at, index);
            let solved =
                if waits { tutor.place().solved } else { tutor.place().outcome(at, index) == Some(Outcome::Solved) };
            all &= solved;
            println!("[{}] {}", if solved { "x" } else { " " }, task.instruction);
            if waits && !solved {
                for goal in tutor.goals() {
                    println!("    [{}] {}", if goal.holds { "x" } else { " " }, goal.text);
                }
            }
        }
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
