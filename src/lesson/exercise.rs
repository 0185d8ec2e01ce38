//! [`Exercise`]: a lesson script with names in braces that a seed fills: the same assignment, with other images and
//! numbers for each learner.
//!
//! The front matter ends with tables `[[vary]]`; each is a row of values, and the seed chooses one. `{name}` stands for
//! the value everywhere in the script, also within its TOML. What comes of it is a [`Lesson`], and is proved like one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::parse::parse;
use super::prove::{Proof, prove};
use super::reader::{LessonError, SCRIPT_LIMIT};
use super::script::Lesson;
use crate::clock::mix;
use crate::sandbox::Setup;

/// An exercise file's name and its text: all of the folder `lessons/exercises`, listed by the build script.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/exercise_files.rs"));

/// Names and texts of the exercise files, in their order.
pub fn exercise_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// Seeds that the proof of an exercise tries.
pub const PROVED_SEEDS: u64 = 20;

/// Rows of values that an exercise may have.
const ROWS_LIMIT: usize = 500;

/// What an exercise is called that lies in this file.
pub fn slug_of(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Whether somebody means this exercise: `e1-shelf-check`, or `e1`.
pub fn is_called(slug: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    slug == name || slug.split('-').next() == Some(name.as_str())
}

/// An assignment that a seed fills.
#[derive(Clone, Debug)]
pub struct Exercise<'a> {
    /// The file's name without `.md`: `e1-shelf-check`.
    pub slug: &'a str,
    file: &'a str,
    /// The script with empty lines where the rows stand.
    text: String,
    rows: Vec<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    vary: Vec<BTreeMap<String, String>>,
}

impl<'a> Exercise<'a> {
    /// Reads the rows of a script; the script itself is read when it is filled.
    pub fn read(file: &'a str, text: &'a str) -> Result<Exercise<'a>, LessonError> {
        let lines: Vec<&str> = text.lines().collect();
        let is_end = |line: &&str| line.trim_end() == "+++";
        let end = lines.iter().skip(1).position(is_end).map_or(lines.len(), |end| end + 1);
        let first = lines[..end].iter().position(|line| line.trim() == "[[vary]]");
        let error = |line: usize, reason: String| LessonError { file: file.into(), line, reason };
        let Some(first) = first else {
            return Err(error(
                1,
                "an exercise has at least one table `[[vary]]` at the end of its front matter".into(),
            ));
        };
        let rows: Rows = toml::from_str(&lines[first..end].join("\n"))
            .map_err(|wrong| error(first + 1, format!("vary: {}", wrong.message())))?;
        if rows.vary.len() > ROWS_LIMIT {
            return Err(error(first + 1, format!("vary: an exercise may have {ROWS_LIMIT} rows")));
        }
        let names: BTreeSet<&String> = rows.vary[0].keys().collect();
        if let Some(index) = rows.vary.iter().position(|row| row.keys().collect::<BTreeSet<_>>() != names) {
            return Err(error(first + 1, format!("vary: row {} has other names than the first", index + 1)));
        }
        let without_rows =
            |(at, line): (usize, &&str)| if (first..end).contains(&at) { String::new() } else { (*line).into() };
        let text: Vec<String> = lines.iter().enumerate().map(without_rows).collect();
        Ok(Exercise { slug: slug_of(file), file, text: text.join("\n") + "\n", rows: rows.vary })
    }

    /// How many rows of values there are.
    pub fn variants(&self) -> usize {
        self.rows.len()
    }

    /// The script with the values of a seed.
    pub fn filled(&self, seed: u64) -> String {
        self.fill(&self.text, variant_of(seed, self.rows.len()))
    }

    /// A text with the values of a row. (Values that stand in values end where a script would be too long to read.)
    pub fn fill(&self, text: &str, variant: usize) -> String {
        let mut text = text.to_string();
        for (name, value) in &self.rows[variant] {
            if text.len() > SCRIPT_LIMIT {
                break;
            }
            let mark = format!("{{{name}}}");
            let grown = text.len().saturating_add(text.matches(&mark).count().saturating_mul(value.len()));
            text = if grown > SCRIPT_LIMIT { " ".repeat(SCRIPT_LIMIT + 1) } else { text.replace(&mark, value) };
        }
        text
    }

    /// The lesson with the values of a row.
    pub fn lesson_of(&self, variant: usize) -> Result<Lesson, LessonError> {
        parse(self.file, &self.fill(&self.text, variant))
    }

    /// The lesson of a seed; its slug ends with the seed.
    pub fn lesson(&self, seed: u64) -> Result<Lesson, LessonError> {
        let mut lesson = parse(self.file, &self.filled(seed))?;
        lesson.slug = format!("{}-{seed:x}", self.slug);
        Ok(lesson)
    }
}

/// Which of so many rows a seed chooses, from 0; there is at least one.
pub fn variant_of(seed: u64, rows: usize) -> usize {
    usize::try_from(mix(seed) % rows.max(1) as u64).unwrap_or(0)
}

/// Proves an exercise for `PROVED_SEEDS` seeds; seeds that lead to one script are proved once.
pub fn prove_exercise(file: &str, text: &str, setup: &Setup) -> Result<Proof, Vec<LessonError>> {
    let exercise = Exercise::read(file, text).map_err(|error| vec![error])?;
    let scripts: BTreeSet<String> = (0..PROVED_SEEDS).map(|seed| exercise.filled(seed)).collect();
    let mut proof = Proof::default();
    for script in &scripts {
        proof += prove(file, script, setup)?;
    }
    Ok(proof)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "+++\ntitle = \"Of {a}\"\nminutes = {n}\n\n[[vary]]\na = \"x\"\nn = \"1\"\n\n[[vary]]\na = \"y\"\nn = \"2\"\n+++\n## Step {a}\n\n{b}\n";

    #[test]
    fn a_seed_fills_the_braces_that_have_a_name() {
        let exercise = Exercise::read("lessons/exercises/e0-of.md", TEXT).unwrap();
        let lessons: Vec<Lesson> = (0..20).map(|seed| exercise.lesson(seed).unwrap()).collect();
        assert!(lessons.iter().any(|lesson| lesson.front.title == "Of x" && lesson.front.minutes == 1));
        assert!(lessons.iter().any(|lesson| lesson.front.title == "Of y" && lesson.front.minutes == 2));
        assert!(exercise.filled(3).ends_with("{b}\n"));
        assert_eq!(lessons[10].slug, "e0-of-a");
    }

    #[test]
    fn rows_have_the_same_names() {
        let wrong = TEXT.replace("a = \"y\"\n", "");
        let error = Exercise::read("e0.md", &wrong).unwrap_err();
        assert_eq!(error.to_string(), "e0.md:5: vary: row 2 has other names than the first");
        assert!(Exercise::read("e0.md", "+++\n+++\n").is_err());
    }
}
