//! [`Containers`]: all containers and the volumes that they use, as a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::allowance::insist;
use crate::content::{Part, Table, parts};
use crate::oci::{Digest, ImageId};
use crate::vfs::Tree;

use super::super::api::{ApiError, ApiResult, EMPTY_CONTAINER};
use super::network::{BRIDGE_SUBNET, Network};
use super::record::{Container, MountKind, Status, Volume};

/// Work for a container whose name is looked at.
const NAME_WORK: u64 = 32;

/// All containers, and the volumes that they use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Containers {
    #[serde(deserialize_with = "by_id")]
    by_id: Table<Part<Container>>,
    volumes: BTreeMap<String, Part<Volume>>,
    /// Networks of one's own by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    networks: BTreeMap<String, Network>,
    /// The learner's own files, as containers that have some of them mounted know them; nothing between commands, unless
    /// such a container runs.
    #[serde(default)]
    host: Tree,
}

parts!(Containers { by_id, volumes, host } besides { networks });

/// Containers by their IDs; saved by an older program, they are all in one document.
fn by_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Table<Part<Container>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Saved {
        Table(Table<Part<Container>>),
        Map(BTreeMap<String, Part<Container>>),
    }
    Ok(match Saved::deserialize(deserializer)? {
        Saved::Table(table) => table,
        Saved::Map(map) => map.into_iter().collect(),
    })
}

/// A container that uses an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The container's ID, 64 hexadecimal digits.
    pub container: String,
    /// Digest of the index or manifest that it was made from.
    pub image: ImageId,
    /// Digest of the platform's manifest.
    pub manifest: Digest,
    /// Whether it runs (or is paused).
    pub running: bool,
    /// Whether it is paused.
    pub paused: bool,
    /// The image's name as it was given when the container was made.
    pub image_name: String,
}

impl Containers {
    /// All containers, in the order of their IDs.
    pub fn iter(&self) -> impl Iterator<Item = &Container> {
        self.by_id.sorted().into_values().map(Part::get)
    }

    /// All containers in any order, for who asks something of each.
    pub fn each(&self) -> impl Iterator<Item = &Container> {
        self.by_id.iter().map(|(_, container)| container.get())
    }

    /// The container with this name.
    pub fn named(&self, name: &str) -> Option<&Container> {
        // A line may name very many.
        insist(NAME_WORK.saturating_mul(self.by_id.len() as u64));
        self.each().find(|container| container.name == name)
    }

    /// All containers, the newest first.
    pub fn newest_first(&self) -> Vec<&Container> {
        let mut all: Vec<&Container> = self.iter().collect();
        all.sort_by_key(|container| std::cmp::Reverse(container.created));
        all
    }

    /// The container with this full ID.
    pub fn get(&self, id: &str) -> Option<&Container> {
        self.by_id.get(id).map(Part::get)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Container> {
        self.by_id.get_mut(id).map(Part::get_mut)
    }

    /// Finds a container by full ID, name, or a prefix of its ID that no other has (moby `GetContainer`).
    pub fn find(&self, given: &str) -> ApiResult<&Container> {
        let given = given.trim();
        if given.is_empty() {
            return Err(ApiError::new(400, EMPTY_CONTAINER));
        }
        if let Some(container) = self.get(given) {
            return Ok(container);
        }
        let name = given.strip_prefix('/').unwrap_or(given);
        if let Some(container) = self.named(name) {
            return Ok(container);
        }
        let mut with_prefix = self.each().filter(|container| container.id.starts_with(given));
        match (with_prefix.next(), with_prefix.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => Err(ApiError::new(400, format!("Multiple IDs found with provided prefix: {given}"))),
            (None, _) => Err(ApiError::new(404, format!("No such container: {given}"))),
        }
    }

    pub fn insert(&mut self, container: Container) {
        self.by_id.insert(&container.id.clone(), Part::new(container));
    }

    pub fn take(&mut self, id: &str) -> Option<Part<Container>> {
        self.by_id.remove(id)
    }

    /// All containers with their images, in the order of their IDs.
    pub fn uses(&self) -> Vec<Use> {
        self.iter().map(Use::of).collect()
    }

    /// The containers made from an image, or with its files mounted, in the order of their IDs.
    pub fn using(&self, image: &ImageId) -> Vec<Use> {
        let mounted = |kind: &MountKind| matches!(kind, MountKind::Image { image: Some(of), .. } if of == image);
        let uses = |container: &&Container| {
            container.image == *image || container.mounts.iter().any(|mount| mounted(&mount.kind))
        };
        self.iter().filter(uses).map(Use::of).collect()
    }

    /// All volumes by name.
    pub fn volumes(&self) -> impl Iterator<Item = (&str, &Volume)> {
        self.volumes.iter().map(|(name, volume)| (name.as_str(), volume.get()))
    }

    pub fn volume(&self, name: &str) -> Option<&Volume> {
        self.volumes.get(name).map(Part::get)
    }

    pub fn add_volume(&mut self, name: String, volume: Volume) {
        self.volumes.insert(name, Part::new(volume));
    }

    pub fn remove_volume(&mut self, name: &str) {
        self.volumes.remove(name);
    }

    /// All networks of one's own by name.
    pub fn networks(&self) -> impl Iterator<Item = (&str, &Network)> {
        self.networks.iter().map(|(name, network)| (name.as_str(), network))
    }

    /// Whether an address is in one of the networks of containers.
    pub fn is_near(&self, address: &str) -> bool {
        let subnets = self.networks.values().map(|network| network.subnet).chain([BRIDGE_SUBNET]);
        address.parse().is_ok_and(|address| subnets.into_iter().any(|subnet| subnet.contains(address)))
    }

    pub fn network(&self, name: &str) -> Option<&Network> {
        self.networks.get(name)
    }

    pub fn add_network(&mut self, name: String, network: Network) {
        self.networks.insert(name, network);
    }

    pub fn remove_network(&mut self, name: &str) {
        self.networks.remove(name);
    }

    /// The learner's own files.
    pub fn host(&self) -> &Tree {
        &self.host
    }

    pub fn set_host(&mut self, files: Tree) {
        self.host = files;
    }

    pub fn set_volume_files(&mut self, name: &str, files: Tree) {
        if let Some(volume) = self.volumes.get_mut(name) {
            volume.get_mut().files = files;
        }
    }
}

impl Use {
    fn of(container: &Container) -> Use {
        Use {
            container: container.id.clone(),
            image: container.image,
            manifest: container.manifest.digest,
            running: container.state.is_running(),
            paused: container.state.status == Status::Paused,
            image_name: container.config.image.clone(),
        }
    }
}
