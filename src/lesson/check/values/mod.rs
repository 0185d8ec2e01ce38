//! The kinds of values, by what they look at: one struct and one row each.

mod containers;
mod disk;
mod general;
mod hub;
mod images;
mod layers;
mod past;

use super::Truth;
use super::truth::{ValueKind, value};
use crate::tell;

/// See [`super::value_kinds`]. The order is that of the authors' page.
pub(super) const KINDS: &[ValueKind] = &[
    value::<images::CommandOf>(),
    value::<layers::LayersOf>(),
    value::<layers::HistoryOf>(),
    value::<images::SizeOf>(),
    value::<images::ContentRatio>(),
    value::<images::FilesIn>(),
    value::<images::SameKernel>(),
    value::<images::IdOf>(),
    value::<layers::SharedLayer>(),
    value::<layers::NewLayersOf>(),
    value::<layers::LayersShared>(),
    value::<layers::ChainsPart>(),
    value::<images::SameImage>(),
    value::<layers::MarkersIn>(),
    value::<images::AttestationsOf>(),
    value::<images::ManifestsOf>(),
    value::<containers::ChangeIn>(),
    value::<containers::WritesOf>(),
    value::<disk::LargestImage>(),
    value::<disk::UnusedSize>(),
    value::<disk::UsedImages>(),
    value::<past::DownloadsOfLastPull>(),
    value::<past::Downloaded>(),
    value::<past::UploadsOfLastPush>(),
    value::<past::StepsOfLastBuild>(),
    value::<past::LastPull>(),
    value::<past::LastPush>(),
    value::<hub::Official>(),
    value::<hub::Lookalike>(),
    value::<hub::TagOf>(),
    value::<images::DefaultTag>(),
    value::<hub::PullsLeft>(),
    value::<hub::CredentialsFor>(),
    value::<hub::TokenWorks>(),
    value::<general::Holds>(),
    value::<general::Text>(),
    value::<general::Number>(),
    value::<general::FileText>(),
];

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
fn whole(number: usize) -> Truth {
    Truth::Number { number: number as f64, tolerance: 0.0 }
}

/// Bytes, give or take five in a hundred.
fn bytes(bytes: u64) -> Truth {
    Truth::Bytes { bytes: bytes as f64, part: 0.05 }
}

/// The image is not here.
fn missing(name: impl std::fmt::Display) -> Truth {
    Truth::NotYet(tell::not_yet_here(name))
}
