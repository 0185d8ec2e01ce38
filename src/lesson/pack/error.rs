//! [`PackError`]: why a pack is not taken, and which of its files is to blame.

use super::super::reader::LessonError;
use super::{PACK_DEPTH, PACK_PATH};
use crate::image::LayerError;
use crate::text::visible;

/// Why a pack is not taken. Its words can be shown: what the pack itself says is in them as [`visible`] text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// A file of it is wrong, or does not belong there.
    #[error("{}: {fault}", visible(file))]
    File { file: String, fault: Fault },
    /// A lesson cannot be read.
    #[error("{}", visible(&.0.to_string()))]
    Lesson(#[from] LessonError),
    /// A repository of its Hub is not described rightly.
    #[error("hub/{}", visible(.0))]
    Hub(String),
    /// The archive is none, or is too large.
    #[error("no archive of a pack: {}", visible(&.0.to_string()))]
    Archive(#[from] LayerError),
}

impl PackError {
    pub(super) fn of(file: &str, fault: Fault) -> Self {
        PackError::File { file: file.into(), fault }
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("is missing")]
    Missing,
    #[error("has more than {limit} {what}")]
    TooMany { what: &'static str, limit: usize },
    #[error("has more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("a path in a pack may have {PACK_PATH} bytes")]
    LongPath,
    #[error("a file in a pack may lie {PACK_DEPTH} folders deep")]
    Deep,
    #[error("a path in a pack is of letters, digits, `-`, `_`, `.`, `+`, and no part of it begins with a dot")]
    OddPath,
    #[error("is there twice")]
    Twice,
    #[error("is a link; a pack has plain files only")]
    Link,
    #[error("is a device or a pipe; a pack has plain files only")]
    Device,
    #[error(
        "does not belong into a pack: there are course.toml, lessons/NAME.md, exercises/NAME.md, hub/…, README.md, LICENSE"
    )]
    Stranger,
    #[error("is the translation of no lesson")]
    OfNoLesson,
    #[error("is no text (UTF-8)")]
    NoText,
    #[error("{}", visible(.0))]
    Front(String),
}
