//! The lessons that come with the program, in their order.

use std::sync::Arc;

use super::parse::{LessonError, parse};
use super::script::Lesson;

/// A lesson file's name and its text.
const FILES: &[(&str, &str)] = &[
    ("lessons/01-what-an-image-is.md", include_str!("../../lessons/01-what-an-image-is.md")),
    ("lessons/02-docker-hub.md", include_str!("../../lessons/02-docker-hub.md")),
];

/// Names and texts of the lesson files, in their order.
pub fn course_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// All lessons, in their order.
pub fn course() -> Result<Vec<Arc<Lesson>>, LessonError> {
    FILES.iter().map(|(name, text)| parse(name, text).map(Arc::new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_equals_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("lessons/{}", entry.unwrap().file_name().to_str().unwrap()))
            .filter(|name| name.ends_with(".md") && !name.ends_with("README.md"))
            .collect();
        found.sort();
        let listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn every_lesson_can_be_read() {
        let course = course().unwrap();
        assert_eq!(course.len(), FILES.len());
    }
}
