//! [`Report`]: what came of a whole class: what stands out only side by side, who is missing, and what a teacher asks first.

mod csv;
mod document;
mod html;
mod junit;
mod statistics;
mod table;

use std::collections::BTreeMap;

use serde::Serialize;

use super::class::Class;
use super::finding::Finding;
use super::grade::Graded;
use super::names::folded;
use super::points::Points;
use super::roster::Roster;
use crate::oci::Digest;
use crate::tell;

pub use statistics::Statistics;

/// Lines from which on two equal receipts are told: shorter ones are equal by chance.
const TWIN_LINES: usize = 6;

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For a terminal.
    Table,
    /// One line for each receipt.
    Csv,
    /// Everything.
    Json,
    /// For continuous integration.
    Junit,
    /// One page.
    Html,
    /// What Moodle's import of grades takes.
    Moodle,
    /// What Canvas' import of grades takes.
    Canvas,
}

/// What came of a class.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// In the order of the class.
    pub exercises: Vec<Assignment>,
    /// All receipts, by exercise, student and file.
    pub receipts: Vec<Graded>,
    #[serde(skip)]
    roster: Option<Roster>,
    /// Whether students are numbers.
    #[serde(skip)]
    nameless: bool,
}

/// What came of an exercise.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Assignment {
    pub slug: String,
    pub title: String,
    pub of: Points,
    /// Titles of its steps.
    pub steps: Vec<String>,
    /// Students of the roster who have handed in nothing.
    pub missing: Vec<String>,
    pub statistics: Statistics,
    /// The receipts that count, by their places in the report's list.
    #[serde(skip)]
    pub counting: Vec<usize>,
}

impl Report {
    /// Puts receipts side by side.
    pub fn of(mut receipts: Vec<Graded>, class: &Class) -> Report {
        receipts.sort_by(|one, other| key(one).cmp(&key(other)));
        find_twins(&mut receipts);
        find_outdone(&mut receipts);
        let mut slugs: Vec<(String, String)> =
            class.exercises.iter().map(|exercise| (exercise.slug.clone(), exercise.title.clone())).collect();
        for graded in &receipts {
            if !graded.exercise.is_empty() && !slugs.iter().any(|(slug, _)| *slug == graded.exercise) {
                slugs.push((graded.exercise.clone(), graded.exercise.clone()));
            }
        }
        let handed_in = |slug: &str| receipts.iter().any(|graded| graded.exercise == slug);
        // A class has more exercises than were set, perhaps: what nobody handed in was not.
        let exercises = slugs.iter().filter(|(slug, _)| handed_in(slug) || slugs.len() == 1);
        let exercises = exercises.map(|(slug, title)| assignment(slug, title, &receipts, class)).collect();
        Report { exercises, receipts, roster: class.roster.clone(), nameless: false }
    }

    /// The same with numbers for the students: nobody's name, file or words are in it.
    #[must_use]
    pub fn nameless(mut self) -> Report {
        let numbers = self.numbers();
        let number =
            |name: &str| numbers.get(&folded(name)).map_or_else(tell::report_somebody, tell::report_student_number);
        for (at, graded) in self.receipts.iter_mut().enumerate() {
            graded.student = number(&graded.student);
            graded.file = format!("{}.receipt", at + 1);
            graded.words.clear();
            for finding in &mut graded.findings {
                match finding {
                    Finding::Twin { student, file, .. } => (*student, *file) = (number(student), String::new()),
                    Finding::OtherSeed { of: Some(student) } => *student = number(student),
                    Finding::Outdone { file } => *file = tell::report_another(),
                    _ => {}
                }
            }
        }
        self.exercises.iter_mut().for_each(|exercise| exercise.missing.fill(tell::report_somebody()));
        self.roster = None;
        self.nameless = true;
        self
    }

    /// The numbers that stand for the students, by their folded names: one for each, in all exercises.
    fn numbers(&self) -> BTreeMap<String, usize> {
        let mut numbers = BTreeMap::new();
        for graded in &self.receipts {
            let next = numbers.len() + 1;
            numbers.entry(folded(&graded.student)).or_insert(next);
        }
        numbers
    }

    /// The report in a form.
    pub fn written(&self, form: Form) -> String {
        match form {
            Form::Table => table::table(self),
            Form::Csv => csv::csv(self),
            Form::Json => document::document(self),
            Form::Junit => junit::junit(self),
            Form::Html => html::page(self),
            Form::Moodle => csv::moodle(self),
            Form::Canvas => csv::canvas(self),
        }
    }

    /// The receipts of an exercise that count.
    fn counting<'a>(&'a self, exercise: &'a Assignment) -> impl Iterator<Item = &'a Graded> {
        exercise.counting.iter().filter_map(|at| self.receipts.get(*at))
    }

    /// Whether every receipt that counts has all its points.
    pub fn is_full(&self) -> bool {
        self.exercises.iter().flat_map(|exercise| self.counting(exercise)).all(Graded::is_full)
    }

    /// Receipts whose points are kept back until the teacher has looked.
    pub fn held(&self) -> usize {
        self.receipts.iter().filter(|graded| graded.is_held()).count()
    }
}

fn key(graded: &Graded) -> (&str, String, &str) {
    (&graded.exercise, folded(&graded.student), &graded.file)
}

/// Those who typed the same, line by line, are told of each other.
fn find_twins(receipts: &mut [Graded]) {
    let mut same: BTreeMap<(String, Digest), Vec<usize>> = BTreeMap::new();
    for (at, graded) in receipts.iter().enumerate() {
        if let Some(typed) = graded.typed.filter(|typed| typed.lines >= TWIN_LINES) {
            same.entry((graded.exercise.clone(), typed.text)).or_default().push(at);
        }
    }
    for group in same.values() {
        for at in group {
            let is_other = |other: &&usize| folded(&receipts[**other].student) != folded(&receipts[*at].student);
            let times = |other: usize| receipts[other].typed.map(|typed| typed.times);
            // Of many, one with the same times says most.
            let others = || group.iter().filter(is_other);
            let other = others().find(|other| times(**other) == times(*at)).or_else(|| others().next());
            let Some(&other) = other else { continue };
            let Graded { student, file, .. } = &receipts[other];
            let (student, file) = (student.clone(), file.clone());
            let times = times(other) == times(*at);
            receipts[*at].findings.push(Finding::Twin { student, file, times });
        }
    }
}

/// Of several receipts of a student, one counts: one that can count, with the most points, and of these the first.
fn find_outdone(receipts: &mut [Graded]) {
    let mut best: BTreeMap<(String, String), usize> = BTreeMap::new();
    let of = |graded: &Graded| (graded.exercise.clone(), folded(&graded.student));
    for (at, graded) in receipts.iter().enumerate().filter(|(_, graded)| !graded.student.is_empty()) {
        let known = best.entry(of(graded)).or_insert(at);
        if graded.outdoes(&receipts[*known]) {
            *known = at;
        }
    }
    for at in 0..receipts.len() {
        if let Some(better) = best.get(&of(&receipts[at])).filter(|better| **better != at) {
            let file = receipts[*better].file.clone();
            receipts[at].findings.push(Finding::Outdone { file });
        }
    }
}

fn assignment(slug: &str, title: &str, receipts: &[Graded], class: &Class) -> Assignment {
    let outdone = |graded: &Graded| graded.findings.iter().any(|finding| matches!(finding, Finding::Outdone { .. }));
    let of_this = receipts.iter().enumerate().filter(|(_, graded)| graded.exercise == slug && !outdone(graded));
    let counting: Vec<usize> = of_this.map(|(at, _)| at).collect();
    let mut steps: Vec<String> = Vec::new();
    if let Some(exercise) = class.exercise(slug) {
        let (lesson, _) = exercise.variant(0);
        steps = lesson.steps.iter().map(|step| step.title.replace('`', "")).collect();
    }
    let graded: Vec<&Graded> = counting.iter().map(|at| &receipts[*at]).collect();
    let has = |name: &str| graded.iter().any(|graded| folded(&graded.student) == folded(name));
    let students = class.roster.iter().flat_map(|roster| &roster.students);
    Assignment {
        slug: slug.into(),
        title: title.into(),
        of: graded.iter().map(|graded| graded.of).max().unwrap_or_default(),
        missing: students.map(|student| student.name.clone()).filter(|name| !has(name)).collect(),
        statistics: Statistics::of(&graded),
        steps,
        counting,
    }
}

/// A time as one reads it: `4:07`, `1:04:07`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests;
