//! `POST /volumes/create` (moby `volume/service/store.go`, `volume/local`).

use serde_json::Value;

use super::describe::describe;
use super::{ANONYMOUS, DRIVER};
use crate::engine::Daemon;
use crate::engine::api::{ApiResult, EventType, VolumeCreate};
use crate::engine::containers::{Volume, check_driver, check_new, empty_directory};

/// See [`crate::engine::api::Volumes::volume_create`].
pub(super) fn create(daemon: &mut Daemon<'_>, wanted: &VolumeCreate) -> ApiResult<Value> {
    let anonymous = wanted.name.is_empty();
    let name = match anonymous {
        true => crate::content::hex(&daemon.clock.random_bytes::<32>()),
        false => wanted.name.clone(),
    };
    check_driver(&name, &wanted.driver)?;
    if let Some(volume) = daemon.state.containers.volume(&name) {
        return Ok(describe(&name, volume));
    }
    check_new(&name, &wanted.options)?;
    let mut labels = wanted.labels.clone();
    if anonymous {
        labels.insert(ANONYMOUS.into(), String::new());
    }
    let created = daemon.clock.now();
    let volume =
        Volume { created, anonymous, labels, options: wanted.options.clone(), files: empty_directory(created) };
    let described = describe(&name, &volume);
    daemon.tell(EventType::Volume, "create", &name, [("driver", DRIVER.to_string())]);
    daemon.state.containers.add_volume(name, volume);
    Ok(described)
}
