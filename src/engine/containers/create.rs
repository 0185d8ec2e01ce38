//! `POST /containers/create` (moby `daemon/create.go`).

use super::mode::lender_in;
use crate::oci::Platform;
use crate::shell::HOST_NAME;
use crate::vfs::Changes;

use super::super::api::models::{self, ContainerCreateBody, ContainerCreateResponse};
use super::super::api::{ApiError, ApiResult};
use super::super::images::descriptor::Descriptor;
use super::super::{Daemon, Event};
use super::check::check;
use super::host::HostConfig;
use super::log::Log;
use super::moment::MOMENT;
use super::record::{Container, ContainerConfig, State, Status};
use super::shared;
use super::{announce, connect, init_layer, links, merge, mounts, names, ports};

/// See [`super::super::api::Containers::container_create`].
pub fn create(
    daemon: &mut Daemon<'_>,
    name: &str,
    platform: Option<&Platform>,
    body: &ContainerCreateBody,
) -> ApiResult<ContainerCreateResponse> {
    let mut host = body.host_config.clone().unwrap_or_default();
    let mut warnings = check(body, &mut host)?;
    let (ends, asked_hardware) = connect::ends(daemon, body, &host)?;
    adapt(&mut host);
    let image_name = body.image.clone().unwrap_or_default();
    let resolved = daemon.state.images.resolve(&image_name, platform)?;
    shared::check_lenders(daemon, &host)?;
    shared::adapt(daemon, &mut host);
    links::check_links(daemon, &host)?;
    links::adapt_links(daemon, &mut host);
    let machine = Platform::host();
    if platform.is_none() && !runs_here(&machine, &resolved.config.platform) {
        warnings.push(format!(
            "The requested image's platform ({}) does not match the detected host platform ({machine}) and no specific \
             platform was requested",
            resolved.config.platform
        ));
    }
    let config = merge::merged(body, &resolved.config)?;
    let id = new_id(daemon);
    let name = reserve_name(daemon, name, &id)?;
    let mut container = Container {
        config: ContainerConfig { image: image_name.clone(), ..config },
        host: HostConfig::new(host.clone()),
        image: resolved.id,
        manifest: Descriptor::from_oci(&resolved.manifest),
        platform: resolved.config.platform.clone(),
        created: daemon.clock.now(),
        restarts: Default::default(),
        state: State { status: Status::Created, ..State::default() },
        upper: Changes::new(),
        run: None,
        awaited: false,
        log: Log::default(),
        mounts: Vec::new(),
        memory: Default::default(),
        ports: if has_ports(&host) { ports::ports(&host, &resolved.config, body)? } else { Vec::new() },
        address: 0,
        execs: Vec::new(),
        ended_execs: Vec::new(),
        chain_id: resolved.snapshot.chain_id,
        asked_hardware,
        ends,
        id,
        name,
    };
    if container.config.hostname.is_empty() {
        let own = container.short_id().to_string();
        container.config.hostname = if container.network_mode() == "host" { HOST_NAME.into() } else { own };
    }
    let merged_view = resolved.snapshot.merged.apply(&init_layer::changes(&resolved.snapshot, container.created));
    container.mounts = mounts::mounts(daemon, &container, &host, &merged_view)?;
    for chain_id in container.stacks() {
        daemon.state.images.hold(chain_id);
    }
    let own = container.config.command() == resolved.config.config.command_line();
    let event =
        Event::ContainerCreated { id: container.id.clone(), name: container.name.clone(), image: container.image, own };
    let id = container.id.clone();
    daemon.state.containers.insert(container);
    announce::tell(daemon, &id, "create", []);
    daemon.events.push(event);
    daemon.clock.advance(MOMENT);
    Ok(ContainerCreateResponse { id, warnings })
}

/// What follows from what was given (moby `adaptContainerSettings`): as much swap again as memory.
fn adapt(host: &mut models::HostConfig) {
    if let Some(memory) = host.memory.filter(|memory| *memory > 0 && host.memory_swap.unwrap_or(0) == 0) {
        host.memory_swap = Some(memory.saturating_mul(2));
    }
}

/// Whether the network of a container is one whose ports are published.
fn has_ports(host: &models::HostConfig) -> bool {
    let mode = host.network_mode.as_deref().unwrap_or_default();
    !matches!(mode, "host" | "none") && lender_in(mode).is_none()
}

/// Whether an image for `offered` runs on `machine` (amd64 runs 386 as well).
fn runs_here(machine: &Platform, offered: &Platform) -> bool {
    machine.matches(offered) || offered.os == machine.os && offered.architecture == "386" || offered.os.is_empty()
}

fn new_id(daemon: &mut Daemon<'_>) -> String {
    loop {
        let id = crate::content::hex(&daemon.clock.random_bytes::<32>());
        let numeric = id.get(..12).is_some_and(|short| short.bytes().all(|digit| digit.is_ascii_digit()));
        if !numeric && daemon.state.containers.get(&id).is_none() {
            return id;
        }
    }
}

fn reserve_name(daemon: &mut Daemon<'_>, wanted: &str, id: &str) -> ApiResult<String> {
    if wanted.is_empty() {
        let containers = &daemon.state.containers;
        let taken = |name: &str| containers.named(name).is_some();
        return Ok(names::random(daemon.clock, taken).unwrap_or_else(|| id.get(..12).unwrap_or(id).to_string()));
    }
    check_name(daemon, wanted)
}

/// A name that a person gave, without its slash, if it is valid and free.
pub fn check_name(daemon: &Daemon<'_>, wanted: &str) -> ApiResult<String> {
    let name = wanted.strip_prefix('/').unwrap_or(wanted);
    if !names::is_valid(name) {
        let message = format!("Invalid container name ({wanted}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        return Err(ApiError::new(400, message));
    }
    match daemon.state.containers.named(name) {
        Some(other) => Err(ApiError::new(
            409,
            format!(
                "Conflict. The container name \"/{name}\" is already in use by container \"{}\". You have to remove (or \
                 rename) that container to be able to reuse that name.",
                other.id
            ),
        )),
        None => Ok(name.to_string()),
    }
}
