//! The lessons that come with the program, in their order.

use std::sync::Arc;

use super::parse::parse;
use super::reader::LessonError;
use super::script::Lesson;
use super::translate::translate;

/// A lesson file's name and its text: all of the folder `lessons`, listed by the build script.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/lesson_files.rs"));

/// Files of lessons in other languages: `lessons/de/01-….md`, and its text.
const TRANSLATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/translation_files.rs"));

/// The corpus of natural wrong inputs, and what was accepted of what lessons say to them.
const TRIALS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/trial_files.rs"));

/// Natural wrong inputs, one a line.
pub fn corpus() -> &'static str {
    TRIALS.iter().find(|(name, _)| *name == "corpus.txt").map_or("", |(_, text)| text)
}

/// What was reviewed and accepted of what a lesson says to the corpus, one finding a line.
pub fn accepted(slug: &str) -> &'static str {
    let name = format!("{slug}.accepted");
    TRIALS.iter().find(|(of, _)| *of == name).map_or("", |(_, text)| text)
}

/// Names and texts of the lesson files, in their order.
pub fn course_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// Whether a text is that of one of these files.
pub fn is_of_course(text: &str) -> bool {
    FILES.iter().any(|(_, ours)| *ours == text)
}

/// Names and texts of the files of lessons in other languages.
pub fn translation_files() -> &'static [(&'static str, &'static str)] {
    TRANSLATIONS
}

/// All lessons, in their order, in a language as far as they are translated.
pub fn course_in(language: &str) -> Result<Vec<Arc<Lesson>>, LessonError> {
    let in_words = |lesson: Arc<Lesson>| {
        let file = format!("lessons/{language}/{}.md", lesson.slug);
        match TRANSLATIONS.iter().find(|(name, _)| *name == file) {
            Some((file, text)) => translate(&lesson, file, text).map(|translated| Arc::new(translated.lesson)),
            None => Ok(lesson),
        }
    };
    course()?.into_iter().map(in_words).collect()
}

/// All lessons, in their order.
pub fn course() -> Result<Vec<Arc<Lesson>>, LessonError> {
    FILES.iter().map(|(name, text)| parse(name, text).map(Arc::new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lessons_are_in_the_order_of_their_numbers() {
        let numbers: Vec<u32> = FILES
            .iter()
            .map(|(name, _)| name.strip_prefix("lessons/").unwrap().split('-').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(numbers, (1..).take(FILES.len()).collect::<Vec<u32>>());
    }

    #[test]
    fn every_lesson_can_be_read() {
        let course = course().unwrap();
        assert_eq!(course.len(), FILES.len());
    }
}
