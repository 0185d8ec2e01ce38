//! Values that are not of one kind of thing.

use super::{Arguments, Form, Truth, ValueKind, View, always_valid, key, yes_no};
use crate::lesson::check::view::text_in;

/// See [`super::super::value_kinds`].
pub(super) const KINDS: &[ValueKind] = &[
    ValueKind {
        subject: key("holds", Form::Checks, "checks"),
        parameters: &[],
        about: "whether all of these checks hold: yes or no",
        valid: always_valid,
        truth: |arguments, view| yes_no(arguments.checks().iter().all(|check| check.holds(view))),
    },
    ValueKind {
        subject: key("text", Form::Texts, "the answer, or several that are right; the first is shown"),
        parameters: &[],
        about: "what does not depend on the state",
        valid: always_valid,
        truth: |arguments, _| Truth::Text(arguments.subjects().into_iter().map(String::from).collect()),
    },
    ValueKind {
        subject: key("number", Form::Number, "the answer"),
        parameters: &[],
        about: "a number that does not depend on the state",
        valid: always_valid,
        truth: |arguments, _| {
            #[allow(clippy::cast_precision_loss)]
            let number = arguments.number("number").unwrap_or_default() as f64;
            Truth::Number { number, tolerance: 0.0 }
        },
    },
    ValueKind {
        subject: key("file_text", Form::Text, "a path"),
        parameters: &[
            key("image", Form::Text, "in this image instead of the working directory"),
            key("layer", Form::Number, "… in this layer of it, from 1 at the bottom, even if it is hidden above"),
        ],
        about: "what stands in a file",
        valid: always_valid,
        truth: file_text,
    },
];

fn file_text(arguments: &Arguments, view: &View<'_>) -> Truth {
    let path = arguments.subject();
    let text = match (arguments.text("image"), arguments.number("layer")) {
        (None, _) => view.text_at(&view.path(path)),
        (Some(image), None) => view.snapshot(image).and_then(|snapshot| text_in(&snapshot.merged, path)),
        (Some(image), Some(layer)) => view.snapshot(image).and_then(|snapshot| {
            let index = usize::try_from(layer.saturating_sub(1)).ok()?;
            let changes = snapshot.lowers.get(index)?;
            text_in(&crate::vfs::Tree::new().apply(changes), path)
        }),
    };
    match text {
        Some(text) => Truth::Text(vec![text.trim().to_string()]),
        None => Truth::NotYet(format!("There is no `{path}` yet.")),
    }
}
