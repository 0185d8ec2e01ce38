//! [`Assigned`]: an exercise as a class has it, with the teacher's key to it.

use std::sync::Arc;

use super::key::{Key, KeyError};
use crate::hub::Hub;
use crate::lesson::{Block, Exercise, Lesson, LessonError, variant_of};
use crate::oci::Digest;

/// What the course that comes with the program is called in receipts.
pub const BUILTIN: &str = "layercake";

/// An exercise of a class.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// The pack that it is of; `layercake`: it comes with the program.
    pub course: String,
    pub slug: String,
    pub title: String,
    /// Of its file.
    pub text: Digest,
    pub hub: Arc<dyn Hub>,
    /// One lesson and one key for each row of values.
    variants: Vec<(Arc<Lesson>, Key)>,
}

/// Why an exercise cannot be given to a class.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssignedError {
    #[error(transparent)]
    Lesson(#[from] LessonError),
    #[error("the key of {exercise}: {error}")]
    Key { exercise: String, error: KeyError },
}

impl Assigned {
    /// The exercise in a file, and the teacher's key to it, if there is one. Both are read with every row of values.
    pub fn new(
        course: &str,
        file: &str,
        text: &str,
        hub: Arc<dyn Hub>,
        key: Option<&str>,
    ) -> Result<Assigned, AssignedError> {
        let exercise = Exercise::read(file, text)?;
        let mut variants = Vec::new();
        for variant in 0..exercise.variants() {
            let lesson = Arc::new(exercise.lesson_of(variant)?);
            let key = Key::read(&exercise.fill(key.unwrap_or_default(), variant), places(&lesson).count())
                .map_err(|error| AssignedError::Key { exercise: exercise.slug.into(), error })?;
            variants.push((lesson, key));
        }
        let course = if course.is_empty() { BUILTIN } else { course };
        let title = variants.first().map_or_else(String::new, |(lesson, _)| lesson.front.title.clone());
        Ok(Assigned { course: course.into(), slug: exercise.slug.into(), title, text: digest_of(text), hub, variants })
    }

    /// How many rows of values it has.
    pub fn variants(&self) -> usize {
        self.variants.len()
    }

    /// The steps that ask for something, by their numbers from 1, and what they are called.
    pub fn steps(&self) -> Vec<(usize, String)> {
        let (lesson, _) = self.variant(0);
        let mut steps: Vec<usize> = places(lesson)
            .filter(|(_, _, block)| !matches!(block, Block::Predict(..)))
            .map(|(step, _, _)| step)
            .collect();
        steps.dedup();
        let title = |step: usize| lesson.steps[step].title.replace('`', "");
        steps.into_iter().map(|step| (step + 1, title(step))).collect()
    }

    /// The exercise with the values of a seed, and the key to it.
    pub fn variant(&self, seed: u64) -> (&Arc<Lesson>, &Key) {
        let (lesson, key) = &self.variants[variant_of(seed, self.variants.len())];
        (lesson, key)
    }
}

/// The digest by which a receipt names an exercise's text; line ends do not count.
pub fn digest_of(text: &str) -> Digest {
    Digest::of(text.replace("\r\n", "\n").as_bytes())
}

/// The tasks and questions of an exercise, with their step and block.
pub fn places(lesson: &Lesson) -> impl Iterator<Item = (usize, usize, &Block)> {
    lesson.steps.iter().enumerate().flat_map(|(step, at)| {
        let blocks = at.blocks.iter().enumerate().map(move |(block, it)| (step, block, it));
        blocks.filter(|(_, _, block)| !matches!(block, Block::Prose(_) | Block::Console(..)))
    })
}
