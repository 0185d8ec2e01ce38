//! Names for completion: of images and containers in a World, of repositories, tags and digests on the Hub.

use std::collections::BTreeSet;

use super::{Candidate, CandidateKind};
use crate::content::Part;
use crate::engine::Daemon;
use crate::engine::api::{ContainerList, Engine, Filters, ImageList};
use crate::hub::Hub;
use crate::oci::Reference;
use crate::sandbox::World;

/// Names of images that begin with `word`; with an `@` in it, names by digest.
pub(super) fn images(world: &Part<World>, word: &str) -> Vec<Candidate> {
    let list = engine(world, |engine| engine.image_list(&ImageList::default()).unwrap_or_default());
    let names: BTreeSet<String> = list
        .into_iter()
        .flat_map(|image| if word.contains('@') { image.repo_digests } else { image.repo_tags })
        .filter(|name| name.starts_with(word) && !name.contains("<none>"))
        .collect();
    names.iter().map(|name| Candidate::word(CandidateKind::Image, name)).collect()
}

/// Names of containers that begin with `word`: of all, or of those that run.
pub(super) fn containers(world: &Part<World>, word: &str, all: bool) -> Vec<Candidate> {
    let options = ContainerList { all, ..ContainerList::default() };
    let list = engine(world, |engine| engine.container_list(&options).unwrap_or_default());
    let names = list.into_iter().flat_map(|container| container.names.unwrap_or_default());
    let names: BTreeSet<String> = names.map(|name| name.trim_start_matches('/').to_string()).collect();
    let fitting = names.iter().filter(|name| name.starts_with(word));
    fitting.map(|name| Candidate::word(CandidateKind::Container, name)).collect()
}

/// Names of volumes that begin with `word`.
pub(super) fn volumes(world: &Part<World>, word: &str) -> Vec<Candidate> {
    let list = engine(world, |engine| engine.volume_list(&Filters::new()).unwrap_or_default());
    let names = list.iter().filter_map(|volume| volume.get("Name")?.as_str());
    names.filter(|name| name.starts_with(word)).map(|name| Candidate::word(CandidateKind::Volume, name)).collect()
}

/// Names of networks that begin with `word`.
pub(super) fn networks(world: &Part<World>, word: &str) -> Vec<Candidate> {
    let list = engine(world, |engine| engine.network_list(&Filters::new()).unwrap_or_default());
    let names: BTreeSet<String> = list.into_iter().map(|network| network.name).collect();
    let fitting = names.iter().filter(|name| name.starts_with(word));
    fitting.map(|name| Candidate::word(CandidateKind::Value, name)).collect()
}

/// Repositories of the Hub whose familiar names begin with `word`.
pub(super) fn repositories(hub: &dyn Hub, word: &str) -> Vec<Candidate> {
    let familiar = |path: &str| path.strip_prefix("library/").unwrap_or(path).to_string();
    let names: BTreeSet<String> = hub.repositories().iter().map(|path| familiar(path)).collect();
    let fitting = names.iter().filter(|name| name.starts_with(word));
    fitting.map(|name| Candidate::word(CandidateKind::Repository, name)).collect()
}

/// What can be pulled: repositories; after a colon their tags, after an `@` their digests.
pub(super) fn pullable(hub: &dyn Hub, world: &Part<World>, word: &str) -> Vec<Candidate> {
    let Some(at) = word.find(['@', ':']) else { return repositories(hub, word) };
    let (name, rest) = word.split_at(at);
    let Ok(reference) = Reference::parse(name) else { return vec![] };
    let path = reference.name.path().to_string();
    let now = world.get().clock.now();
    let found = |name: &String| Candidate::word(CandidateKind::Repository, name);
    if rest.starts_with('@') {
        let tagged = hub.tagged(&path, "latest", now).map(|manifest| manifest.blob.digest());
        let latest = tagged.map(|digest| format!("{name}@{digest}")).filter(|text| text.starts_with(word));
        return merge(images(world, word), latest.iter().map(found).collect());
    }
    let names = hub.tags(&path, now).into_iter().map(|tag| format!("{name}:{tag}"));
    names.filter(|name| name.starts_with(word)).map(|name| found(&name)).collect()
}

/// Both lists, each name once.
pub(super) fn merge(mut one: Vec<Candidate>, other: Vec<Candidate>) -> Vec<Candidate> {
    one.extend(other);
    one.sort_by(|a, b| a.text.cmp(&b.text));
    one.dedup_by(|a, b| a.text == b.text);
    one
}

/// Asks the engine of a copy of the World.
fn engine<T>(world: &Part<World>, ask: impl FnOnce(&mut dyn Engine) -> T) -> T {
    let mut world = world.get().clone();
    let mut events = Vec::new();
    let World { engine, network, clock, .. } = &mut world;
    let network = &mut network.at(clock.now());
    ask(&mut Daemon { state: engine, network, clock, events: &mut events })
}
