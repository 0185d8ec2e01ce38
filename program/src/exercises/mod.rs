//! `layercake exercise`: assignments for a class. Each learner's seed fills in other images and numbers; the grade is read
//! from the state of the sandbox.

mod submit;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::courses::courses;
use super::reading::read_file;
use super::state::{KeptSandbox, StateDirectory};
use super::terminal::{self, Options};
use layercake::words::visible;
use layercake::{Block, Course, Exercise, Lesson, Outcome, Place, Setup, Tutor, exercise_seed, is_called};

/// What to do with exercises.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// List the exercises
    List,
    /// Open an exercise where you left it
    Start {
        /// Its name, or the beginning of it: e1
        name: String,
        #[command(flatten)]
        whose: Whose,
        /// Begin afresh
        #[arg(long)]
        again: bool,
    },
    /// Say which tasks of an exercise are solved; fails if one is not
    Check {
        /// Its name, or the beginning of it: e1
        name: String,
        #[command(flatten)]
        whose: Whose,
    },
    /// Write what you did into a file that you hand in: a receipt
    Submit {
        /// Its name, or the beginning of it: e1
        name: String,
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        how: submit::How,
    },
}

/// Whose exercise it is.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Whose {
    /// Your name, as your teacher has it: each name leads to other names and figures
    #[arg(long, alias = "seed", value_name = "NAME", default_value = "")]
    student: String,
    /// A file that your teacher gave to the class: it leads to other names and figures, too
    #[arg(long, value_name = "FILE")]
    seed_from: Option<PathBuf>,
}

impl Whose {
    /// The number that fills an exercise for this student.
    fn seed(&self, slug: &str) -> Result<u64> {
        Ok(exercise_seed(slug, &self.student, &secret(self.seed_from.as_deref())?))
    }

    /// What is typed to say so.
    fn words(&self) -> String {
        let student = Some(&self.student).filter(|student| !student.is_empty());
        let student = student.map(|student| format!(" --student {}", layercake::words::quote(student)));
        let from = self.seed_from.as_ref().map(|path| format!(" --seed-from {}", path.display()));
        [student, from].into_iter().flatten().collect()
    }
}

/// Bytes that a class secret may have.
const SECRET_BYTES: u64 = 1 << 20;

/// What a class has in common; nothing if there is no file.
pub(super) fn secret(file: Option<&Path>) -> Result<Vec<u8>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    read_file(file, SECRET_BYTES).context("the class secret")
}

/// Does it.
pub(super) fn run(options: &Options, action: &Action) -> Result<ExitCode> {
    let state = StateDirectory::find(options.state.as_deref())?;
    let courses = courses(&state, options.course.as_deref(), &options.language)?;
    let Some((course, others)) = courses.split_first() else { return Ok(ExitCode::SUCCESS) };
    match action {
        Action::List => list(course, others)?,
        Action::Start { name, whose, again } => {
            let words = format!(" exercise start {name}{}", whose.words());
            let options = Options { again: *again, words, ..options.clone() };
            let Filled { lesson, seed, .. } = named(course, name, whose)?;
            return terminal::open_only(
                &options,
                Course { lessons: vec![lesson], assigned: Some(seed), ..course.clone() },
            );
        }
        Action::Check { name, whose } => {
            let tutor = tutor(&state, course, &named(course, name, whose)?)?;
            return check(&tutor);
        }
        Action::Submit { name, whose, how } => {
            let filled = named(course, name, whose)?;
            submit::submit(options, &tutor(&state, course, &filled)?, course, &filled, &whose.student, how)?;
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

/// An exercise, filled for its learner.
struct Filled<'a> {
    file: &'a str,
    text: &'a str,
    seed: u64,
    lesson: Arc<Lesson>,
}

/// The exercise that is meant, filled for its learner.
fn named<'a>(course: &'a Course, name: &str, whose: &Whose) -> Result<Filled<'a>> {
    for (file, text) in &course.exercises {
        let exercise = Exercise::read(file, text)?;
        if is_called(exercise.slug, name) {
            let seed = whose.seed(exercise.slug)?;
            return Ok(Filled { file, text, seed, lesson: Arc::new(exercise.lesson(seed)?) });
        }
    }
    bail!("there is no exercise \"{name}\"; `layercake exercise list` lists them")
}

/// The learner where they are in an exercise.
fn tutor(state: &StateDirectory, course: &Course, Filled { lesson, seed, .. }: &Filled<'_>) -> Result<Tutor> {
    let setup = Setup { keeps_shell: true, seed: *seed, ..Setup::new(course.hub.clone()) };
    let (_, opened) = KeptSandbox::open(&state.of_course(&course.name), &lesson.slug, &setup);
    let bookmark = opened.found.and_then(|found| Some((found.session, found.bookmark?)));
    let Some((session, bookmark)) = bookmark else {
        bail!("this exercise was not begun: `layercake exercise start` opens it")
    };
    let place: Place = serde_json::from_value(bookmark.place)?;
    Ok(Tutor::resume(lesson.clone(), session, place, bookmark.before).0)
}

fn check(tutor: &Tutor) -> Result<ExitCode> {
    let lesson = tutor.lesson();
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
