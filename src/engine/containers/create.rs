//! `POST /containers/create` (moby `daemon/create.go`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::content::Part;
use crate::oci::{Config, Healthcheck, ImageConfig, Platform};
use crate::vfs::{Changes, FileType, Files, Tree};

use super::super::api::models::{ContainerCreateBody, ContainerCreateResponse, HealthConfig, HostConfig, MountType};
use super::super::api::{ApiError, ApiResult};
use super::super::images::descriptor::Descriptor;
use super::super::{Daemon, Event};
use super::log::Log;
use super::record::{Container, ContainerConfig, Mount, MountKind, Port, State, Volume};
use super::{Status, init_layer, names, stop};

/// See [`super::super::api::Engine::container_create`].
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
    let config = merged(body, &resolved.config)?;
    let id = new_id(daemon);
    let name = reserve_name(daemon, name, &id)?;
    let mut container = Container {
        config: ContainerConfig { image: image_name.clone(), ..config },
        host: sorted(serde_json::to_value(&host).unwrap_or_default()),
        image: resolved.id,
        manifest: Descriptor::from_oci(&resolved.manifest),
        platform: resolved.config.platform.clone(),
        created: daemon.clock.now(),
        state: State { status: Status::Created, ..State::default() },
        upper: Changes::new(),
        run: None,
        log: Log::default(),
        mounts: Vec::new(),
        ports: ports(&host, &resolved.config, body)?,
        address: 0,
        detached: Vec::new(),
        chain_id: resolved.snapshot.chain_id,
        id,
        name,
    };
    if container.config.hostname.is_empty() {
        container.config.hostname = container.short_id().to_string();
    }
    let merged_view = resolved.snapshot.merged.apply(&init_layer::changes(&resolved.snapshot, container.created));
    container.mounts = mounts(daemon, &container, &host, &merged_view)?;
    daemon.state.images.hold(&container.chain_id);
    let event =
        Event::ContainerCreated { id: container.id.clone(), name: container.name.clone(), image: container.image };
    let id = container.id.clone();
    daemon.state.containers.insert(container);
    daemon.events.push(event);
    daemon.clock.advance(super::MOMENT);
    Ok(ContainerCreateResponse { id, warnings })
}

/// Whether an image for `offered` runs on `machine` (amd64 runs 386 as well).
fn runs_here(machine: &Platform, offered: &Platform) -> bool {
    machine.matches(offered) || offered.os == machine.os && offered.architecture == "386" || offered.os.is_empty()
}

fn check(body: &ContainerCreateBody, host: &HostConfig) -> ApiResult<()> {
    let invalid = |message: String| Err(ApiError::new(400, message));
    if let Some(directory) = body.working_dir.as_deref().filter(|directory| !directory.is_empty())
        && !directory.starts_with('/')
    {
        return invalid(format!("the working directory '{directory}' is invalid, it needs to be an absolute path"));
    }
    if let Some(signal) = body.stop_signal.as_deref().filter(|signal| !signal.is_empty()) {
        stop::signal_number(signal)?;
    }
    for variable in body.env.iter().flatten() {
        if variable.split('=').next().is_none_or(str::is_empty) {
            return invalid(format!("invalid environment variable: {variable}"));
        }
    }
    let policy = host.restart_policy.as_ref().and_then(|policy| policy.name).map(|name| name.to_string());
    if host.auto_remove == Some(true) && policy.is_some_and(|name| !name.is_empty() && name != "no") {
        return invalid("can't create 'AutoRemove' container with restart policy".into());
    }
    if host.memory.is_some_and(|memory| memory != 0 && memory < 6 << 20) {
        return invalid("Minimum memory limit allowed is 6MB".into());
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

/// What was asked for, completed from the image's config (moby `daemon/commit.go` `merge`).
fn merged(body: &ContainerCreateBody, image: &ImageConfig) -> ApiResult<ContainerConfig> {
    let given = Config {
        user: body.user.clone().unwrap_or_default(),
        exposed_ports: set(body.exposed_ports.as_deref()),
        env: body.env.clone().unwrap_or_default(),
        entrypoint: body.entrypoint.clone(),
        cmd: body.cmd.clone(),
        volumes: set(body.volumes.as_deref()),
        working_dir: clean(body.working_dir.as_deref().unwrap_or_default()),
        labels: Some(body.labels.iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()),
        stop_signal: body.stop_signal.clone().unwrap_or_default(),
        healthcheck: body.healthcheck.as_ref().map(healthcheck),
        on_build: body.on_build.clone().unwrap_or_default(),
        shell: body.shell.clone().unwrap_or_default(),
        ..Config::default()
    };
    let mut oci = merge(given, &image.config);
    if oci.entrypoint.as_deref() == Some(&[String::new()]) {
        oci.entrypoint = None;
    }
    let config = ContainerConfig {
        hostname: body.hostname.clone().unwrap_or_default(),
        domainname: body.domainname.clone().unwrap_or_default(),
        attach_stdin: body.attach_stdin.unwrap_or(false),
        attach_stdout: body.attach_stdout.unwrap_or(false),
        attach_stderr: body.attach_stderr.unwrap_or(false),
        tty: body.tty.unwrap_or(false),
        open_stdin: body.open_stdin.unwrap_or(false),
        stdin_once: body.stdin_once.unwrap_or(false),
        network_disabled: body.network_disabled.unwrap_or(false),
        stop_timeout: body.stop_timeout,
        image: String::new(),
        oci,
    };
    if config.command().is_empty() {
        return Err(ApiError::new(400, "no command specified"));
    }
    Ok(config)
}

/// Completes `given` from `image`, where it says nothing.
pub fn merge(mut given: Config, image: &Config) -> Config {
    if given.user.is_empty() {
        given.user = image.user.clone();
    }
    given.exposed_ports = union(given.exposed_ports, &image.exposed_ports);
    given.volumes = union(given.volumes, &image.volumes);
    let key = |variable: &str| variable.split('=').next().unwrap_or_default().to_string();
    let set: Vec<String> = given.env.iter().map(|variable| key(variable)).collect();
    given.env.extend(image.env.iter().filter(|variable| !set.contains(&key(variable))).cloned());
    let labels = given.labels.get_or_insert_default();
    for (name, value) in image.labels.iter().flatten() {
        labels.entry(name.clone()).or_insert_with(|| value.clone());
    }
    if given.entrypoint.as_ref().is_none_or(Vec::is_empty) {
        if given.cmd.as_ref().is_none_or(Vec::is_empty) {
            given.cmd = image.cmd.clone();
        }
        if given.entrypoint.is_none() {
            given.entrypoint = image.entrypoint.clone();
        }
    }
    given.healthcheck = match (given.healthcheck, &image.healthcheck) {
        (Some(mut check), Some(below)) => {
            if check.test.is_empty() {
                check.test = below.test.clone();
            }
            let numbers = [
                (&mut check.interval, below.interval),
                (&mut check.timeout, below.timeout),
                (&mut check.start_period, below.start_period),
                (&mut check.start_interval, below.start_interval),
                (&mut check.retries, below.retries),
            ];
            for (number, below) in numbers {
                if *number == 0 {
                    *number = below;
                }
            }
            Some(check)
        }
        (given, below) => given.or_else(|| below.clone()),
    };
    if given.working_dir.is_empty() {
        given.working_dir = image.working_dir.clone();
    }
    if given.stop_signal.is_empty() {
        given.stop_signal = image.stop_signal.clone();
    }
    given
}

type Empty = BTreeMap<String, BTreeMap<String, String>>;

fn set(names: Option<&[String]>) -> Option<Empty> {
    let names: Empty = names?.iter().map(|name| (name.clone(), BTreeMap::new())).collect();
    (!names.is_empty()).then_some(names)
}

fn union(given: Option<Empty>, image: &Option<Empty>) -> Option<Empty> {
    match (given, image) {
        (Some(mut given), Some(image)) => {
            given.extend(image.clone());
            Some(given)
        }
        (given, image) => given.or_else(|| image.clone()),
    }
}

fn healthcheck(given: &HealthConfig) -> Healthcheck {
    Healthcheck {
        test: given.test.clone().unwrap_or_default(),
        interval: given.interval.unwrap_or(0),
        timeout: given.timeout.unwrap_or(0),
        start_period: given.start_period.unwrap_or(0),
        start_interval: given.start_interval.unwrap_or(0),
        retries: given.retries.unwrap_or(0),
    }
}

/// `filepath.Clean` of an absolute path.
pub fn clean(path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Objects with their keys sorted, however deep; the order of struct fields is that of the model anyway.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut fields: Vec<(String, Value)> = object.into_iter().collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(fields.into_iter().map(|(key, inner)| (key, sorted(inner))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn ports(host: &HostConfig, image: &ImageConfig, body: &ContainerCreateBody) -> ApiResult<Vec<Port>> {
    let mut ports = Vec::new();
    let split = |text: &str| {
        let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        number.parse::<u16>().ok().filter(|&number| number != 0).map(|number| (number, protocol.to_string()))
    };
    let mut published = Vec::new();
    for (port, bindings) in host.port_bindings.iter().flatten() {
        let invalid = || ApiError::new(400, format!("invalid port specification: {port:?}"));
        let (container, protocol) = split(port).ok_or_else(invalid)?;
        published.push((container, protocol.clone()));
        for binding in bindings.iter().flatten() {
            let given = binding.host_port.clone().unwrap_or_default();
            let number = if given.is_empty() { Ok(0) } else { given.split('-').next().unwrap_or_default().parse() };
            let number = number.map_err(|_| ApiError::new(400, format!("invalid port specification: {given:?}")))?;
            let host_ip = binding.host_ip.clone().unwrap_or_default();
            ports.push(Port { container, protocol: protocol.clone(), host_ip, host: number });
        }
    }
    if host.publish_all_ports == Some(true) {
        let exposed = image.config.exposed_ports.iter().flatten().map(|(port, _)| port);
        for port in exposed.chain(body.exposed_ports.iter().flatten()) {
            if let Some((container, protocol)) = split(port)
                && !published.contains(&(container, protocol.clone()))
            {
                published.push((container, protocol.clone()));
                ports.push(Port { container, protocol, host_ip: String::new(), host: 0 });
            }
        }
    }
    ports.sort_by(|a, b| (a.container, &a.protocol, a.host).cmp(&(b.container, &b.protocol, b.host)));
    Ok(ports)
}

fn mounts(daemon: &mut Daemon<'_>, container: &Container, host: &HostConfig, view: &Tree) -> ApiResult<Vec<Mount>> {
    let mut mounts: Vec<Mount> = Vec::new();
    let mut wanted: Vec<(String, String, bool, String)> = Vec::new();
    for bind in host.binds.iter().flatten() {
        let mut parts = bind.split(':');
        let (source, destination) = match (parts.next(), parts.next()) {
            (Some(source), Some(destination)) => (source, destination),
            _ => return Err(ApiError::new(400, format!("invalid volume specification: '{bind}'"))),
        };
        let mode = parts.next().unwrap_or_default();
        if source.starts_with('/') {
            return Err(no_bind(source));
        }
        if !destination.starts_with('/') {
            let why = format!("invalid mount path: '{destination}' mount path must be absolute");
            return Err(ApiError::new(400, format!("invalid volume specification: '{bind}': {why}")));
        }
        let writable = !mode.split(',').any(|option| option == "ro");
        wanted.push((
            clean(destination),
            source.to_string(),
            writable,
            if mode.is_empty() { "z".into() } else { mode.into() },
        ));
    }
    for mount in host.mounts.iter().flatten() {
        let destination = clean(mount.target.as_deref().unwrap_or_default());
        let writable = !mount.read_only.unwrap_or(false);
        let source = mount.source.clone().unwrap_or_default();
        match mount.typ {
            Some(MountType::VOLUME) | None => wanted.push((destination, source, writable, "z".into())),
            Some(MountType::TMPFS) => {
                let kind = MountKind::Tmpfs;
                mounts.push(Mount { destination, kind, writable, anonymous: false, mode: String::new() });
            }
            Some(_) => return Err(no_bind(&source)),
        }
    }
    for (destination, _) in host.tmpfs.iter().flatten() {
        let (destination, kind) = (clean(destination), MountKind::Tmpfs);
        mounts.push(Mount { destination, kind, writable: true, anonymous: false, mode: String::new() });
    }
    for destination in container.config.oci.volumes.iter().flatten().map(|(path, _)| clean(path)) {
        let known = wanted.iter().any(|(other, ..)| *other == destination)
            || mounts.iter().any(|mount| mount.destination == destination);
        if !known {
            wanted.push((destination, String::new(), true, String::new()));
        }
    }
    for (destination, name, writable, mode) in wanted {
        if mounts.iter().any(|mount| mount.destination == destination) {
            return Err(ApiError::new(400, format!("Duplicate mount point: {destination}")));
        }
        let anonymous = name.is_empty();
        let name = if anonymous { crate::content::hex(&daemon.clock.random_bytes::<32>()) } else { name };
        if !anonymous && !names::is_valid(&name) {
            let message = format!(
                "create {name}: \"{name}\" includes invalid characters for a local volume name, only \
                 \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
            );
            return Err(ApiError::new(400, message));
        }
        make_volume(daemon, container, &name, &destination, anonymous, view);
        mounts.push(Mount { destination, kind: MountKind::Volume(name), writable, anonymous, mode });
    }
    mounts.sort_by(|a, b| a.destination.cmp(&b.destination));
    Ok(mounts)
}

fn no_bind(source: &str) -> ApiError {
    let message = format!(
        "invalid mount config for type \"bind\": the sandbox's engine cannot see {source}: use a volume, docker cp or COPY"
    );
    ApiError::new(400, message)
}

/// Makes the volume unless it is there; an empty one gets what the image has at its mount point.
fn make_volume(daemon: &mut Daemon<'_>, container: &Container, name: &str, path: &str, anonymous: bool, view: &Tree) {
    let created = container.created;
    let empty = daemon
        .state
        .containers
        .volume(name)
        .is_none_or(|volume| volume.files.read_dir("/").is_ok_and(|names| names.is_empty()));
    let files = if empty { subtree(view, path) } else { Tree::new() };
    let volumes = &mut daemon.state.containers.volumes;
    match volumes.get_mut(name) {
        Some(volume) if empty => volume.get_mut().files = files,
        Some(_) => {}
        None => {
            let labels = if anonymous {
                [("com.docker.volume.anonymous".to_string(), String::new())].into()
            } else {
                BTreeMap::new()
            };
            volumes.insert(name.to_string(), Part::new(Volume { created, anonymous, labels, files }));
        }
    }
}

fn subtree(view: &Tree, path: &str) -> Tree {
    let mut copy = Tree::new();
    if view.stat(path, true).is_ok_and(|stat| stat.kind == FileType::Directory) {
        let real = view.real_path(path).unwrap_or_else(|_| path.to_string());
        let prefix = format!("{}/", real.trim_end_matches('/'));
        for (inner, node) in view.walk() {
            if let Some(rest) = inner.strip_prefix(&prefix) {
                let _ = copy.put(&format!("/{rest}"), node);
            }
        }
    }
    copy
}
