//! `layercake classroom check`: a class's folder is proved: its roster and its exercises as such, and its key by students who
//! do not exist: whoever does everything right must get all points, whoever does nothing must not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use layercake::words::{
    check_class, check_free, check_missed, check_no_exercise, check_no_roster, check_students, check_taken, visible,
};
use layercake::{
    Assigned, Class, Halt, HandIn, Manner, Setup, Submitted, Timestamp, exercise_seed, grade_receipt, sample_receipt,
};

use super::folder;
use crate::proofs::{Job, proved, told};

/// Names that are tried until each row of an exercise's values was met.
const NAMES: usize = 2000;

/// Proves it; the exit status is 1 if something is wrong.
pub(super) fn check(folder: &Path) -> Result<ExitCode> {
    let course = folder::handout(folder)?;
    let class = folder::class(folder)?;
    let setup = Setup { keeps_shell: true, ..Setup::new(course.hub.clone()) };
    let jobs: Vec<Job<'_>> =
        course.exercises.iter().map(|(file, text)| Job::Exercise((file.as_str(), text.as_str()))).collect();
    let mut errors = Vec::new();
    for (job, found) in jobs.iter().zip(proved(&jobs, &setup)) {
        job.report(found, &mut errors);
    }
    let mut right = told(&errors);
    let mut wrong = |text: String| {
        right = false;
        eprintln!("{}", visible(&text));
    };
    for name in strange_keys(folder, &class)? {
        wrong(check_no_exercise(name));
    }
    for exercise in class.exercises.iter().filter(|_| errors.is_empty()) {
        for trouble in trial(exercise, &class)? {
            wrong(trouble);
        }
    }
    match &class.roster {
        Some(roster) => println!("{}", check_students(roster.students.len())),
        None => println!("{}", check_no_roster()),
    }
    if right {
        println!("{}", check_class(folder.display()));
    }
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Keys to exercises that are not there.
fn strange_keys(folder: &Path, class: &Class) -> Result<Vec<String>> {
    let key = folder.join(folder::KEY);
    if !key.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(&key).with_context(|| key.display().to_string())?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let keys = names.filter_map(|name| name.strip_suffix(".toml").map(String::from));
    Ok(keys.filter(|slug| class.exercise(slug).is_none()).collect())
}

/// One student for each row of values who does everything right, and one who does nothing.
fn trial(exercise: &Assigned, class: &Class) -> Result<Vec<String>> {
    let mut met = BTreeSet::new();
    let mut troubles = Vec::new();
    for number in 0..NAMES {
        let student = format!("student {number}");
        let seed = exercise_seed(&exercise.slug, &student, &class.secret);
        let (lesson, _) = exercise.variant(seed);
        if met.len() == exercise.variants() || !met.insert(std::sync::Arc::as_ptr(lesson)) {
            continue;
        }
        let alone = Class { exercises: vec![exercise.clone()], secret: class.secret.clone(), roster: None };
        let marks = |manner| -> Result<_> {
            let now = Timestamp::from_seconds(0);
            let program = env!("CARGO_PKG_VERSION");
            let with = Submitted { student: &student, seed, words: "", program, now };
            let HandIn { receipt, .. } = sample_receipt(exercise, manner, &with)?;
            Ok(grade_receipt(&exercise.slug, receipt.to_text().as_bytes(), &alone, &Halt::default()))
        };
        let right = marks(Manner::Right)?;
        for mark in right.marks.iter().filter(|mark| !mark.is_full()) {
            troubles.push(check_missed(&exercise.slug, &mark.title, mark.missing.join("; ")));
        }
        if !right.findings.is_empty() {
            let says: Vec<String> = right.findings.iter().map(layercake::Finding::says).collect();
            troubles.push(check_missed(&exercise.slug, &exercise.title, says.join(" ")));
        }
        if marks(Manner::Lost)?.is_full() {
            troubles.push(check_free(&exercise.slug));
        }
    }
    println!("{}", check_taken(&exercise.slug, met.len()));
    troubles.dedup();
    Ok(troubles)
}
