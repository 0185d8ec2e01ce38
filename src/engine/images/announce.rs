//! Telling who listens what became of images (moby `daemon/containerd/image_events.go`).

use std::collections::BTreeMap;

use super::find::Found;
use super::platforms::Wanted;
use crate::engine::api::EventType;
use crate::engine::{Daemon, Event};
use crate::oci::Reference;

/// Tells of what happened since `mark`, a number of events, as far as it is wanted.
pub(in crate::engine) fn announce(daemon: &mut Daemon<'_>, mark: usize, wanted: impl Fn(&Event) -> bool) {
    let news = daemon.events.get(mark..).unwrap_or_default().iter().filter(|event| wanted(event)).cloned();
    for event in news.collect::<Vec<_>>() {
        match event {
            Event::Tagged { reference, id, .. } => tell(daemon, "tag", &id.to_string(), &reference),
            Event::Untagged { reference, id } => {
                // Without labels (`logImageEvent`).
                daemon.tell(EventType::Image, "untag", &id.to_string(), [("name", reference)]);
            }
            Event::ImageDeleted { id } => tell(daemon, "delete", &id.to_string(), &id.to_string()),
            Event::Pulled { reference, .. } => tell(daemon, "pull", &reference, &repository(&reference)),
            Event::Pushed { reference, .. } => tell(daemon, "push", &reference, &repository(&reference)),
            _ => {}
        }
    }
}

/// Tells of one thing that happened to an image: with its labels, if it is here.
pub(in crate::engine) fn tell(daemon: &mut Daemon<'_>, action: &str, id: &str, name: &str) {
    let images = &daemon.state.images;
    // An image may have thousands of names: the one that is told of leads to it at once.
    let named = images.find(name).ok().filter(|found| found.name.target.digest.to_string() == id);
    let found = named.or_else(|| images.find(id).ok());
    told(daemon, action, id, name, found.as_ref());
}

/// [`tell`] of an image that was found already.
pub(super) fn told(daemon: &mut Daemon<'_>, action: &str, id: &str, name: &str, found: Option<&Found>) {
    let images = &daemon.state.images;
    let found = found.and_then(|found| images.best_present(found, &Wanted::Any).ok());
    let config = found.and_then(|manifest| images.config_of(&manifest.digest));
    let mut attributes: BTreeMap<String, String> =
        config.and_then(|config| config.config.labels.clone()).unwrap_or_default().into_iter().collect();
    attributes.insert("name".into(), name.to_string());
    daemon.tell_at(daemon.clock.now(), EventType::Image, action, id, attributes);
}

fn repository(reference: &str) -> String {
    Reference::parse(reference).map_or_else(|_| reference.to_string(), |reference| reference.name.familiar())
}
