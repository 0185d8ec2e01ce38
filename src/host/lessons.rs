//! `layercake lessons`: list, show, and prove lessons.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::hub;
use crate::lesson::{
    Block, LessonError, PROVED_SEEDS, Proof, authors_page, course, course_files, exercise_files, parse, prove,
    prove_exercise, prove_order,
};
use crate::sandbox::Setup;

/// What to do with lessons.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// List the lessons
    List,
    /// Print a lesson as it is written
    Show {
        /// Its number or its name
        lesson: String,
    },
    /// Prove that lessons are right: tasks start unsolved, solutions solve, wrong turns are told
    Check {
        /// Lesson files; without any, the lessons that come with the program
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print the authors' page: the form of a lesson, all checks and values
    Keys,
}

/// Does it.
pub(super) fn run(action: &Action) -> Result<ExitCode> {
    match action {
        Action::List => list()?,
        Action::Show { lesson } => show(lesson)?,
        Action::Check { files } => return check(files),
        Action::Keys => print!("{}", authors_page()),
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> Result<()> {
    for lesson in course()? {
        let tasks = lesson.steps.iter().flat_map(|step| &step.blocks).filter(|block| matches!(block, Block::Task(..)));
        let (front, tasks) = (&lesson.front, tasks.count());
        let tasks = format!("{tasks} {}", crate::text::plural("task", tasks));
        println!("{:<24} {:<40} {:>3} min  {tasks}", lesson.slug, front.title, front.minutes);
    }
    Ok(())
}

fn show(wanted: &str) -> Result<()> {
    for (file, text) in course_files() {
        let slug = parse(file, text)?.slug;
        let number = slug.split('-').next().unwrap_or_default();
        if slug == wanted || number.trim_start_matches('0') == wanted.trim_start_matches('0') {
            print!("{text}");
            return Ok(());
        }
    }
    bail!("there is no lesson {wanted}; `layercake lessons list` lists them")
}

fn check(files: &[PathBuf]) -> Result<ExitCode> {
    let mut own = Vec::new();
    for path in files {
        own.push((path.display().to_string(), fs::read_to_string(path).with_context(|| path.display().to_string())?));
    }
    let given: Vec<(&str, &str)> = own.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    let checked = if files.is_empty() { course_files() } else { given.as_slice() };
    let setup = Setup { keeps_shell: true, ..Setup::new(hub::builtin()) };
    // A file of one's own may need lessons that come with the program.
    let known = course_files().iter().filter(|(file, _)| !checked.iter().any(|(other, _)| ends_alike(file, other)));
    let together: Vec<(&str, &str)> = checked.iter().chain(known).copied().collect();
    let mut errors: Vec<LessonError> = prove_order(&together);
    errors.retain(|error| checked.iter().any(|(file, _)| *file == error.file));
    let own_exercises = checked.iter().filter(|(_, text)| text.contains("[[vary]]"));
    let exercises: Vec<(&str, &str)> = match files.is_empty() {
        true => exercise_files().to_vec(),
        false => own_exercises.copied().collect(),
    };
    for (file, text) in exercises {
        match prove_exercise(file, text, &setup) {
            Ok(proof) => println!("{file}: proved for {PROVED_SEEDS} seeds ({})", counted(&proof)),
            Err(found) => errors.extend(found),
        }
    }
    for (file, text) in checked.iter().filter(|(_, text)| !text.contains("[[vary]]")) {
        match prove(file, text, &setup) {
            Ok(proof) => println!("{file}: proved ({})", counted(&proof)),
            Err(found) => errors.extend(found),
        }
    }
    errors.iter().for_each(|error| eprintln!("{error}"));
    Ok(if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn ends_alike(one: &str, other: &str) -> bool {
    let name = |path: &str| path.rsplit(['/', '\\']).next().map(String::from);
    name(one) == name(other)
}

fn counted(proof: &Proof) -> String {
    let parts = [
        (proof.tasks, "task"),
        (proof.failures, "failure"),
        (proof.solutions, "solution"),
        (proof.wrong_turns, "wrong turn"),
        (proof.predictions, "prediction"),
        (proof.questions, "question"),
        (proof.transcripts, "transcript"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> =
        parts.map(|(count, noun)| format!("{count} {}", crate::text::plural(noun, *count))).collect();
    parts.join(", ")
}
