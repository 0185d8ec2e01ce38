//! `layercake exercise`: assignments for a class. Each learner's seed fills in other images and numbers; the grade is read
//! from the state of the sandbox.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};

use super::courses::courses;
use super::state::{KeptSandbox, StateDirectory};
use super::terminal::{self, Options};
use layercake::words::visible;
use layercake::{Block, Course, Digest, Exercise, Lesson, Outcome, Place, Setup, Tutor};

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
    let state = StateDirectory::find(options.state.as_deref())?;
    let courses = courses(&state, options.course.as_deref(), &options.language)?;
    let Some((course, others)) = courses.split_first() else { return Ok(ExitCode::SUCCESS) };
    match action {
        Action::List => list(course, others)?,
        Action::Start { name, seed, again } => {
            let words = match seed.as_str() {
                "" => format!(" exercise start {name}"),
                seed => format!(" exercise start {name} --seed {}", layercake::words::quote(seed)),
            };
            let options = Options { again: *again, words, ..options.clone() };
            let lessons = vec![named(course, name, seed)?];
            return terminal::open_only(&options, Course { lessons, ..course.clone() });
        }
        Action::Check { name, seed } => {
            return check(&state.of_course(&course.name), course, &named(course, name, seed)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(course: &Course, others: &[Course]) -> Result<()> {
    for (file, text) in &course.exercises {
        let exercise = Exercise::read(file, text)?;
        let front = exercise.lesson(0)?.front;
        println!(
            "{:<24} {:<24} {:>3} min{}{}",
            exercise.slug,
            visible(&front.title),
            front.minutes,
            if front.needs.is_empty() { "" } else { "  after " },
            visible(&front.needs.join(", "))
        );
    }
    for other in others.iter().filter(|other| !other.exercises.is_empty() && !other.name.is_empty()) {
        println!("`--course {} exercise list` lists {} more.", other.name, other.exercises.len());
    }
    Ok(())
}

/// The exercise that is meant, filled for its learner.
fn named(course: &Course, name: &str, seed: &str) -> Result<Arc<Lesson>> {
    let wanted = name.to_lowercase();
    for (file, text) in &course.exercises {
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

fn check(state: &StateDirectory, course: &Course, lesson: &Arc<Lesson>) -> Result<ExitCode> {
    let setup = Setup { keeps_shell: true, ..Setup::new(course.hub.clone()) };
    let (_, opened) = KeptSandbox::open(state, &lesson.slug, &setup);
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
            println!("[{}] {}", if solved { "x" } else { " " }, visible(&task.instruction));
            if waits && !solved {
                for goal in tutor.goals() {
                    println!("    [{}] {}", if goal.holds { "x" } else { " " }, visible(&goal.text));
                }
            }
        }
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
