//! The authors' page: `lessons/README.md`, of which the tables of keys are generated.

use std::fmt::Write as _;

use super::check::{COMMON, Key, kinds, value_kinds};

/// The page as Markdown.
pub fn authors_page() -> String {
    let mut page = String::from(include_str!("authors.md"));
    for kind in kinds() {
        section(&mut page, kind.about, &kind.subject, kind.parameters);
    }
    page += "\n## Values\n\nFor a task's `answer`, and for the `answer` of a prediction. Spelling is forgiven: case, quotes, brackets, \
             blanks, number\nwords, units of size.\n\nAll of them take:\n\n";
    COMMON.iter().for_each(|key| row(&mut page, key));
    for kind in value_kinds() {
        section(&mut page, kind.about, &kind.subject, kind.parameters);
    }
    page
}

fn section(page: &mut String, about: &str, subject: &Key, parameters: &[Key]) {
    let _ = write!(page, "\n### `{}`\n\n{}.\n\n", subject.name, capital(about));
    row(page, subject);
    parameters.iter().for_each(|key| row(page, key));
}

fn row(page: &mut String, key: &Key) {
    let _ = writeln!(page, "- `{}` ({}): {}", key.name, key.form.name(), key.about);
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_the_folder_is_this_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/README.md");
        let there = std::fs::read_to_string(path).unwrap();
        assert!(there == authors_page(), "lessons/README.md is not what `layercake lessons keys` prints");
    }

    #[test]
    fn the_example_can_be_read() {
        let page = authors_page();
        let example = page.split("````markdown\n").nth(1).unwrap().split("````").next().unwrap();
        let lesson = crate::lesson::parse("lessons/03-layers.md", example).unwrap();
        assert_eq!((lesson.steps.len(), lesson.front.minutes), (1, 15));
    }
}
