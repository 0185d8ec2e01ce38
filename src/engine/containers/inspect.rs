//! `GET /containers/{id}/json`: the daemon's document, its keys in the order of Go's structs (moby `api/types/container`).

use super::mode::lender_in;
use serde_json::{Map, Value, json};

use crate::clock::Timestamp;
use crate::shell::GATEWAY;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::ends::End;
use super::files::sizes;
use super::links;
use super::list::{mount_point, shows_ports};
use super::network::{BRIDGE_SUBNET, is_predefined};
use super::networks::find;
use super::record::{Container, Mount, MountKind, Status};
use super::settle::settle;
use super::table::Containers;

/// Go's zero time.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// See [`super::super::api::Containers::container_inspect`].
pub fn inspect(daemon: &mut Daemon<'_>, id: &str, size: bool) -> ApiResult<Value> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let command = container.config.command();
    let (path, arguments) =
        command.split_first().map_or((String::new(), Vec::new()), |(path, rest)| (path.clone(), rest.to_vec()));
    let was_started = container.state.started.is_some();
    let file = |name: &str| {
        if was_started { format!("/var/lib/docker/containers/{}/{name}", container.id) } else { String::new() }
    };
    let mut document = Map::new();
    let mut add = |key: &str, value: Value| document.insert(key.to_string(), value);
    add("Id", json!(container.id));
    add("Created", json!(container.created.rfc3339()));
    add("Path", json!(path));
    add("Args", json!(arguments));
    add("State", state(container));
    add("Image", json!(container.image.to_string()));
    add("ResolvConfPath", json!(file("resolv.conf")));
    add("HostnamePath", json!(file("hostname")));
    add("HostsPath", json!(file("hosts")));
    add("LogPath", json!(file(&format!("{}-json.log", container.id))));
    add("Name", json!(format!("/{}", container.name)));
    add("RestartCount", json!(container.restarts.count));
    add("Driver", json!("overlayfs"));
    add("Platform", json!(container.platform.os));
    add("MountLabel", json!(""));
    add("ProcessLabel", json!(""));
    add("AppArmorProfile", json!(if was_started { "docker-default" } else { "" }));
    let execs: Vec<&str> = container.execs.iter().map(|exec| exec.id.as_str()).collect();
    add("ExecIDs", if execs.is_empty() { Value::Null } else { json!(execs) });
    let mut host = host_config(container);
    if container.host.links.is_some() {
        host["Links"] = json!(links::shown_links(&daemon.state.containers, container));
    }
    add("HostConfig", host);
    add("Storage", json!({ "RootFS": { "Snapshot": { "Name": "overlayfs" } } }));
    if size {
        let (writable, all) = sizes(daemon, container);
        add("SizeRw", json!(writable));
        add("SizeRootFs", json!(all));
    }
    add("Mounts", mounts(container));
    add("Config", config(container));
    add("NetworkSettings", network_settings(&daemon.state.containers, container));
    let mut descriptor = container.manifest.clone();
    descriptor.platform.get_or_insert_with(|| container.platform.clone());
    add("ImageManifestDescriptor", json!(descriptor));
    Ok(Value::Object(document))
}

fn state(container: &Container) -> Value {
    let state = &container.state;
    let moment = |at: Option<Timestamp>| at.map_or_else(|| NEVER.to_string(), Timestamp::rfc3339);
    let mut document = json!({
        "Status": state.status.word(),
        "Running": state.is_active(),
        "Paused": state.status == Status::Paused,
        "Restarting": state.status == Status::Restarting,
        "OOMKilled": container.state.oom_killed,
        "Dead": false,
        "Pid": state.pid,
        "ExitCode": state.exit_code,
        "Error": state.error,
        "StartedAt": moment(state.started),
        "FinishedAt": moment(state.finished),
    });
    if let Some(health) = &state.health {
        document["Health"] = health.document();
    }
    document
}

fn mounts(container: &Container) -> Value {
    // A `--tmpfs` is in `HostConfig.Tmpfs` alone (`GetMountPoints`).
    let own = |mount: &&Mount| {
        let of_flag = container.host.tmpfs.as_ref().is_some_and(|tmpfs| tmpfs.contains_key(&mount.destination));
        !(of_flag && matches!(mount.kind, MountKind::Tmpfs))
    };
    let points = container.mounts.iter().filter(own).map(|mount| {
        let point = mount_point(mount);
        let mut fields = Map::new();
        let kind = point.typ.map(|kind| kind.to_string()).unwrap_or_default();
        let text = |value: Option<String>| json!(value.unwrap_or_default());
        fields.insert("Type".into(), json!(kind));
        if let Some(name) = point.name {
            fields.insert("Name".into(), json!(name));
        }
        fields.insert("Source".into(), text(point.source));
        fields.insert("Destination".into(), text(point.destination));
        if let Some(driver) = point.driver {
            fields.insert("Driver".into(), json!(driver));
        }
        fields.insert("Mode".into(), text(point.mode));
        fields.insert("RW".into(), json!(mount.writable));
        fields.insert("Propagation".into(), text(point.propagation));
        Value::Object(fields)
    });
    Value::Array(points.collect())
}

fn config(container: &Container) -> Value {
    let config = &container.config;
    let oci = &config.oci;
    let list = |words: &[String]| if words.is_empty() { Value::Null } else { json!(words) };
    let mut document = Map::new();
    let mut add = |key: &str, value: Value| document.insert(key.to_string(), value);
    add("Hostname", json!(config.hostname));
    add("Domainname", json!(config.domainname));
    add("User", json!(oci.user));
    add("AttachStdin", json!(config.attach_stdin));
    add("AttachStdout", json!(config.attach_stdout));
    add("AttachStderr", json!(config.attach_stderr));
    if let Some(ports) = oci.exposed_ports.as_ref().filter(|ports| !ports.is_empty()) {
        add("ExposedPorts", json!(ports));
    }
    add("Tty", json!(config.tty));
    add("OpenStdin", json!(config.open_stdin));
    add("StdinOnce", json!(config.stdin_once));
    add("Env", list(&oci.env));
    add("Cmd", json!(oci.cmd));
    if let Some(check) = &oci.healthcheck {
        add("Healthcheck", json!(check));
    }
    if oci.args_escaped {
        add("ArgsEscaped", json!(true));
    }
    add("Image", json!(config.image));
    add("Volumes", json!(oci.volumes));
    add("WorkingDir", json!(oci.working_dir));
    add("Entrypoint", json!(oci.entrypoint));
    if config.network_disabled {
        add("NetworkDisabled", json!(true));
    }
    if !oci.on_build.is_empty() {
        add("OnBuild", json!(oci.on_build));
    }
    add("Labels", json!(container.labels()));
    if !oci.stop_signal.is_empty() {
        add("StopSignal", json!(oci.stop_signal));
    }
    if let Some(seconds) = config.stop_timeout {
        add("StopTimeout", json!(seconds));
    }
    if !oci.shell.is_empty() {
        add("Shell", json!(oci.shell));
    }
    Value::Object(document)
}

/// Keys that are left out where nothing was given (`omitempty`).
const OPTIONAL: [&str; 7] = ["Annotations", "StorageOpt", "Tmpfs", "Sysctls", "Runtime", "Mounts", "Init"];

/// The keys of what lists hold, in the order of Go's structs (`mount.Mount`, `container.DeviceMapping`, `units.Ulimit`).
const ORDERS: [(&str, &[&str]); 3] = [
    (
        "Mounts",
        &[
            "Type",
            "Source",
            "Target",
            "ReadOnly",
            "Consistency",
            "BindOptions",
            "VolumeOptions",
            "ImageOptions",
            "TmpfsOptions",
        ],
    ),
    ("Devices", &["PathOnHost", "PathInContainer", "CgroupPermissions"]),
    ("Ulimits", &["Name", "Hard", "Soft"]),
];

fn put_in_order(entry: &mut Value, order: &[&str]) {
    let Value::Object(fields) = entry else { return };
    let mut sorted = Map::new();
    for key in order {
        if let Some((key, value)) = fields.remove_entry(*key) {
            sorted.insert(key, value);
        }
    }
    sorted.extend(std::mem::take(fields));
    *fields = sorted;
}

fn host_config(container: &Container) -> Value {
    let mut document = json!({
        "Binds": null, "ContainerIDFile": "", "LogConfig": { "Type": "json-file", "Config": {} },
        "NetworkMode": "bridge", "PortBindings": {}, "RestartPolicy": { "Name": "no", "MaximumRetryCount": 0 },
        "AutoRemove": false, "VolumeDriver": "", "VolumesFrom": null, "ConsoleSize": [0, 0], "Annotations": null,
        "CapAdd": null, "CapDrop": null, "CgroupnsMode": "private", "Dns": [], "DnsOptions": [], "DnsSearch": [],
        "ExtraHosts": null, "GroupAdd": null, "IpcMode": "private", "Cgroup": "", "Links": null, "OomScoreAdj": 0,
        "PidMode": "", "Privileged": false, "PublishAllPorts": false, "ReadonlyRootfs": false, "SecurityOpt": null,
    });
    let middle = json!({
        "StorageOpt": null, "Tmpfs": null, "UTSMode": "", "UsernsMode": "", "ShmSize": 67108864, "Sysctls": null,
        "Runtime": "runc", "Isolation": "", "CpuShares": 0, "Memory": 0, "NanoCpus": 0, "CgroupParent": "",
        "BlkioWeight": 0, "BlkioWeightDevice": [], "BlkioDeviceReadBps": [], "BlkioDeviceWriteBps": [],
        "BlkioDeviceReadIOps": [], "BlkioDeviceWriteIOps": [], "CpuPeriod": 0, "CpuQuota": 0, "CpuRealtimePeriod": 0,
        "CpuRealtimeRuntime": 0, "CpusetCpus": "", "CpusetMems": "", "Devices": [], "DeviceCgroupRules": null,
        "DeviceRequests": null, "MemoryReservation": 0, "MemorySwap": 0, "MemorySwappiness": null,
        "OomKillDisable": null, "PidsLimit": null, "Ulimits": [], "CpuCount": 0, "CpuPercent": 0,
    });
    let rest = json!({
        "IOMaximumIOps": 0, "IOMaximumBandwidth": 0, "Mounts": null,
        "MaskedPaths": [
            "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
            "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
            "/sys/devices/virtual/powercap", "/sys/firmware",
        ],
        "ReadonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
        "Init": null,
    });
    let Value::Object(fields) = &mut document else { return document };
    fields.extend(
        [middle, rest].iter().filter_map(Value::as_object).flatten().map(|(key, value)| (key.clone(), value.clone())),
    );
    if container.host.privileged == Some(true) {
        for key in ["MaskedPaths", "ReadonlyPaths"] {
            fields.insert(key.into(), Value::Null);
        }
    }
    for (key, value) in container.host.document().as_object().into_iter().flatten() {
        if let Some(field) = fields.get_mut(key) {
            overlay(field, value);
        }
    }
    for (key, order) in ORDERS {
        for entry in fields.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            put_in_order(entry, order);
        }
    }
    fields.insert("NetworkMode".into(), json!(container.network_mode()));
    let unset = |key: &&str| fields.get(*key).is_none_or(Value::is_null);
    let gone: Vec<&str> = OPTIONAL.into_iter().filter(|key| unset(key)).collect();
    for key in gone {
        fields.shift_remove(key);
    }
    document
}

/// Puts what was given in the place of a default; a struct's fields keep the default's order.
fn overlay(default: &mut Value, given: &Value) {
    match (default, given) {
        (_, Value::Null) => {}
        (_, Value::String(text)) if text.is_empty() => {}
        (Value::Object(fields), Value::Object(given)) if !fields.is_empty() => {
            for (key, field) in fields.iter_mut() {
                overlay(field, given.get(key).unwrap_or(&Value::Null));
            }
        }
        (default, given) => *default = given.clone(),
    }
}

/// The ID of a running container's end of a network.
pub fn endpoint_id(container: &Container, network: &str) -> String {
    let of = if is_predefined(network) { String::new() } else { format!(" {network}") };
    crate::oci::Digest::of(format!("endpoint {}{of}", container.id).as_bytes()).hex()
}

fn network_settings(containers: &Containers, container: &Container) -> Value {
    let running = container.state.is_running();
    let sandbox = if running {
        crate::oci::Digest::of(format!("sandbox {}", container.id).as_bytes()).hex()
    } else {
        String::new()
    };
    let key = sandbox.get(..12).map(|short| format!("/var/run/docker/netns/{short}")).unwrap_or_default();
    let mode = container.network_mode();
    if lender_in(&mode).is_some() {
        // The network is the other container's.
        return json!({ "SandboxID": "", "SandboxKey": "", "Ports": {}, "Networks": {} });
    }
    let key = if running && mode == "host" { "/var/run/docker/netns/default".to_string() } else { key };
    let ends = container.ends().into_iter();
    let networks: Map<String, Value> = ends
        .map(|(name, shown)| {
            let settings = end(containers, container, &name, shown);
            (name, settings)
        })
        .collect();
    json!({ "SandboxID": sandbox, "SandboxKey": key, "Ports": ports(containers, container), "Networks": networks })
}

/// `EndpointSettings` (moby `api/types/network`).
fn end(containers: &Containers, container: &Container, name: &str, end: End) -> Value {
    let running = container.state.is_running();
    let found = find(containers, name).ok();
    let own = found.as_ref().and_then(|found| found.own);
    let (length, gateway) = match own {
        Some(own) => (own.subnet.length(), Some(own.gateway).filter(|_| !own.internal).map(|it| it.to_string())),
        None => (BRIDGE_SUBNET.length(), Some(GATEWAY.to_string())),
    };
    let address = container.address_in(name);
    // It stays known when the container has ended.
    let was_connected = container.state.started.is_some() && is_predefined(name);
    let network = match found.filter(|_| was_connected) {
        Some(found) => found.id,
        None => end.network,
    };
    let names = if end.named { json!(container.names_in(name)) } else { Value::Null };
    let wanted = end.wanted.map(|wanted| match wanted.ipv4 {
        Some(address) => json!({ "IPv4Address": address.to_string() }),
        None => json!({}),
    });
    json!({
        "IPAMConfig": wanted,
        "Links": end.links,
        "Aliases": end.aliases,
        "DriverOpts": end.options,
        "GwPriority": end.priority,
        "NetworkID": network,
        "EndpointID": if running { endpoint_id(container, name) } else { String::new() },
        "Gateway": gateway.filter(|_| address.is_some()).unwrap_or_default(),
        "IPAddress": address.map(|address| address.to_string()).unwrap_or_default(),
        "MacAddress": container.hardware_in(name),
        "IPPrefixLen": if address.is_some() { length } else { 0 },
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "DNSNames": names,
    })
}

fn ports(containers: &Containers, container: &Container) -> Value {
    let mut ports = Map::new();
    if !shows_ports(containers, container) {
        return Value::Object(ports);
    }
    for (exposed, _) in container.config.oci.exposed_ports.iter().flatten() {
        ports.insert(exposed.clone(), Value::Null);
    }
    for port in &container.ports {
        let addresses: &[&str] = if port.host_ip.is_empty() { &["0.0.0.0", "::"] } else { &[&port.host_ip] };
        let bindings = addresses.iter().map(|ip| json!({ "HostIp": ip, "HostPort": port.host.to_string() }));
        match ports.entry(format!("{}/{}", port.container, port.protocol)).or_insert(Value::Null) {
            Value::Array(all) => all.extend(bindings),
            none => *none = bindings.collect(),
        }
    }
    ports.sort_keys();
    Value::Object(ports)
}
