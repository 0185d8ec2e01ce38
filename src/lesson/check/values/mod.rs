//! The kinds of values, by what they look at.

mod general;
mod hub;
mod images;
mod past;

use super::{Arguments, Form, Truth, ValueKind, View, always_valid, key};

/// See [`super::value_kinds`].
pub(super) const KINDS: &[&[ValueKind]] = &[images::KINDS, past::KINDS, hub::KINDS, general::KINDS];

/// Yes or no.
fn yes_no(yes: bool) -> Truth {
    Truth::Choice { words: &[&["yes", "true", "y"], &["no", "false", "not", "n"]], right: usize::from(!yes) }
}

/// Same or different.
fn same(same: bool) -> Truth {
    let words: &[&[&str]] =
        &[&["same", "equal", "identical", "alike"], &["different", "differ", "differs", "unequal", "other"]];
    Truth::Choice { words, right: usize::from(!same) }
}

/// A whole number, exactly.
#[allow(clippy::cast_precision_loss)]
fn whole(number: usize) -> Truth {
    Truth::Number { number: number as f64, tolerance: 0.0 }
}

/// Bytes, give or take five in a hundred.
#[allow(clippy::cast_precision_loss)]
fn bytes(bytes: u64) -> Truth {
    Truth::Bytes { bytes: bytes as f64, part: 0.05 }
}

/// The image is not here.
fn missing(name: &str) -> Truth {
    Truth::NotYet(format!("I cannot judge that yet: the image `{name}` is not here. Pull it first."))
}
