//! The authors' page: `lessons/README.md`, of which the lists of keys are generated from the checks and values
//! themselves.

use std::fmt::Write as _;

use super::check::{Common, Key, Keys, ValueCommon, event_fields, kinds, value_kinds};
use crate::engine::{Event, Reason};

/// The page as Markdown.
pub fn authors_page() -> String {
    let mut page = String::from(include_str!("authors.md"));
    page += "\nAll of them take:\n\n";
    Common::KEYS.iter().for_each(|key| row(&mut page, key));
    kinds().iter().for_each(|kind| section(&mut page, kind.about, kind.keys));
    events(&mut page);
    page += "\n## Values\n\nFor a task's `answer`, and for the `answer` of a prediction. Spelling is forgiven: case, quotes, brackets, \
             blanks, number\nwords, units of size.\n\nAll of them take:\n\n";
    ValueCommon::KEYS.iter().for_each(|key| row(&mut page, key));
    value_kinds().iter().for_each(|kind| section(&mut page, kind.about, kind.keys));
    page
}

fn section(page: &mut String, about: &str, keys: &[Key]) {
    let name = keys.first().map_or("", |key| key.name);
    let _ = write!(page, "\n### `{name}`\n\n{}\n\n", about.trim());
    keys.iter().for_each(|key| row(page, key));
}

fn row(page: &mut String, key: &Key) {
    let _ = writeln!(page, "- `{}` ({}): {}", key.name, key.form, key.about.trim());
}

/// What the check `event` can name, with the keys that each event knows; and the reasons.
fn events(page: &mut String) {
    *page += "\n## Events\n\nWhat the check `event` can name, and which of its keys go with it.\n\n";
    for kind in Event::KINDS {
        let fields: Vec<String> =
            event_fields().filter(|name| kind.fields.contains(name)).map(|name| format!("`{name}`")).collect();
        let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
        let _ = writeln!(page, "- `{}`{fields}: {}", kind.name, kind.about.trim());
    }
    *page += "\nReasons:\n\n";
    for (name, about) in Reason::NAMES {
        let _ = writeln!(page, "- `{name}`: {}", about.trim());
    }
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
