//! The kinds of checks: one file and one row each.

mod any;
mod build_cache;
mod bytes_in;
mod command;
mod config_of;
mod container;
mod container_from;
mod containers;
mod event;
mod file;
mod files_of;
mod history_of;
mod hub_clock_moved;
mod image;
mod immutable;
mod last_build;
mod layer_of;
mod layers_of;
mod logged_in;
mod only_images;
mod remote;
mod revoked;
mod seen_in;
mod size_of;
mod untagged;
mod writes_of;

use super::{Kind, kind};

/// The keys of `event` that name a field of an event.
pub use event::fields as event_fields;

/// See [`super::kinds()`]. The order is that of the authors' page.
pub(super) const KINDS: &[Kind] = &[
    kind::<image::Image>(),
    kind::<untagged::Untagged>(),
    kind::<only_images::OnlyImages>(),
    kind::<layers_of::LayersOf>(),
    kind::<layer_of::LayerOf>(),
    kind::<size_of::SizeOf>(),
    kind::<files_of::FilesOf>(),
    kind::<config_of::ConfigOf>(),
    kind::<history_of::HistoryOf>(),
    kind::<bytes_in::BytesIn>(),
    kind::<container::IsThere>(),
    kind::<container_from::ContainerFrom>(),
    kind::<writes_of::WritesOf>(),
    kind::<seen_in::SeenIn>(),
    kind::<containers::Containers>(),
    kind::<remote::Remote>(),
    kind::<immutable::Immutable>(),
    kind::<logged_in::LoggedIn>(),
    kind::<revoked::Revoked>(),
    kind::<hub_clock_moved::HubClockMoved>(),
    kind::<file::File>(),
    kind::<last_build::LastBuild>(),
    kind::<build_cache::BuildCache>(),
    kind::<event::Happening>(),
    kind::<command::Command>(),
    kind::<any::Any>(),
];
