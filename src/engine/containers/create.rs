//! `POST /containers/create` (moby `daemon/create.go`).

use crate::clock::SECOND;
use crate::oci::Platform;
use crate::text::duration;
use crate::vfs::Changes;

use super::super::api::models::{self, ContainerCreateBody, ContainerCreateResponse};
use super::super::api::{ApiError, ApiResult};
use super::super::images::descriptor::Descriptor;
use super::super::{Daemon, Event};
use super::host::HostConfig;
use super::log::Log;
use super::moment::MOMENT;
use super::record::{Container, ContainerConfig, State, Status};
use super::signal::signal_number;
use super::{announce, init_layer, merge, mounts, names, ports};

/// The least that a time of a health check may be, nanoseconds (moby `container.MinimumDuration`).
const SHORTEST_CHECK: i64 = SECOND / 1000;

/// See [`super::super::api::Containers::container_create`].
pub fn create(
    daemon: &mut Daemon<'_>,
    name: &str,
    platform: Option<&Platform>,
    body: &ContainerCreateBody,
) -> ApiResult<ContainerCreateResponse> {
    let host = body.host_config.clone().unwrap_or_default();
    check(body, &host)?;
    let image_name = body.image.clone().unwrap_or_default();
    let resolved = daemon.state.images.resolve(&image_name, platform)?;
    let mut warnings = Vec::new();
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
        state: State { status: Status::Created, ..State::default() },
        upper: Changes::new(),
        run: None,
        awaited: false,
        log: Log::default(),
        mounts: Vec::new(),
        ports: ports::ports(&host, &resolved.config, body)?,
        address: 0,
        execs: Vec::new(),
        ended_execs: Vec::new(),
        chain_id: resolved.snapshot.chain_id,
        id,
        name,
    };
    if container.config.hostname.is_empty() {
        container.config.hostname = container.short_id().to_string();
    }
    let merged_view = resolved.snapshot.merged.apply(&init_layer::changes(&resolved.snapshot, container.created));
    container.mounts = mounts::mounts(daemon, &container, &host, &merged_view)?;
    daemon.state.images.hold(&container.chain_id);
    let event =
        Event::ContainerCreated { id: container.id.clone(), name: container.name.clone(), image: container.image };
    let id = container.id.clone();
    daemon.state.containers.insert(container);
    announce::tell(daemon, &id, "create", []);
    daemon.events.push(event);
    daemon.clock.advance(MOMENT);
    Ok(ContainerCreateResponse { id, warnings })
}

/// Whether an image for `offered` runs on `machine` (amd64 runs 386 as well).
fn runs_here(machine: &Platform, offered: &Platform) -> bool {
    machine.matches(offered) || offered.os == machine.os && offered.architecture == "386" || offered.os.is_empty()
}

fn check(body: &ContainerCreateBody, host: &models::HostConfig) -> ApiResult<()> {
    let invalid = |message: String| Err(ApiError::new(400, message));
    if let Some(directory) = body.working_dir.as_deref().filter(|directory| !directory.is_empty())
        && !directory.starts_with('/')
    {
        return invalid(format!("the working directory '{directory}' is invalid, it needs to be an absolute path"));
    }
    if let Some(signal) = body.stop_signal.as_deref().filter(|signal| !signal.is_empty()) {
        signal_number(signal)?;
    }
    for variable in body.env.iter().flatten() {
        if variable.split('=').next().is_none_or(str::is_empty) {
            return invalid(format!("invalid environment variable: {variable}"));
        }
    }
    check_health(body.healthcheck.as_ref())?;
    let policy = host.restart_policy.as_ref().and_then(|policy| policy.name).map(|name| name.to_string());
    if host.auto_remove == Some(true) && policy.is_some_and(|name| !name.is_empty() && name != "no") {
        return invalid("can't create 'AutoRemove' container with restart policy".into());
    }
    if host.memory.is_some_and(|memory| memory != 0 && memory < 6 << 20) {
        return invalid("Minimum memory limit allowed is 6MB".into());
    }
    Ok(())
}

/// moby `daemon/container.go`, `validateHealthCheck`.
fn check_health(health: Option<&models::HealthConfig>) -> ApiResult<()> {
    let Some(health) = health else { return Ok(()) };
    let times = [
        ("Interval", health.interval),
        ("Timeout", health.timeout),
        ("StartPeriod", health.start_period),
        ("StartInterval", health.start_interval),
    ];
    if let Some((name, _)) = times.iter().find(|(_, time)| time.is_some_and(|time| time != 0 && time < SHORTEST_CHECK))
    {
        let least = duration(SHORTEST_CHECK);
        return Err(ApiError::new(400, format!("{name} in Healthcheck cannot be less than {least}")));
    }
    if health.retries.is_some_and(|retries| retries < 0) {
        return Err(ApiError::new(400, "Retries in Healthcheck cannot be negative"));
    }
    Ok(())
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
        let taken = |name: &str| containers.iter().any(|container| container.name == name);
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
    match daemon.state.containers.iter().find(|container| container.name == name) {
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
