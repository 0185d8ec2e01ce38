//! `GET /info`: what is true of this sandbox, in the daemon's fields and their order (moby `api/types/system/info.go`).

use serde_json::{Map, Value, json};

use super::ENGINE_VERSION;
use crate::engine::Daemon;
use crate::engine::api::ApiResult;
use crate::shell::{HOST_NAME, KERNEL_RELEASE, MEMORY, PROCESSORS};

/// See [`crate::engine::api::System::info`].
pub fn info(daemon: &mut Daemon<'_>) -> ApiResult<Value> {
    let parts = [store(daemon), abilities(daemon), machine(), service(), below()];
    let fields = parts.into_iter().flat_map(|part| match part {
        Value::Object(fields) => fields,
        _ => Map::new(),
    });
    Ok(Value::Object(fields.collect()))
}

/// What it holds, and how.
fn store(daemon: &Daemon<'_>) -> Value {
    let uses = daemon.state.containers.uses();
    let paused = uses.iter().filter(|using| using.paused).count();
    let running = uses.iter().filter(|using| using.running).count().saturating_sub(paused);
    let images = daemon.state.images.count();
    json!({
        "ID": "1a7e5ca0-0000-4000-8000-000000000000",
        "Containers": uses.len(),
        "ContainersRunning": running,
        "ContainersPaused": paused,
        "ContainersStopped": uses.len().saturating_sub(running).saturating_sub(paused),
        "Images": images,
        "Driver": "overlayfs",
        "DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]],
        "Plugins": {
            "Volume": ["local"],
            "Network": ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"],
            "Authorization": null,
            "Log": ["awslogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "splunk", "syslog"],
        },
    })
}

/// What it can limit and count.
fn abilities(daemon: &Daemon<'_>) -> Value {
    json!({
        "MemoryLimit": true,
        "SwapLimit": true,
        "CpuCfsPeriod": true,
        "CpuCfsQuota": true,
        "CPUShares": true,
        "CPUSet": true,
        "PidsLimit": true,
        "IPv4Forwarding": true,
        "Debug": false,
        "NFd": 0,
        "OomKillDisable": false,
        "NGoroutines": 0,
        "SystemTime": daemon.clock.now().rfc3339(),
        "LoggingDriver": "json-file",
        "CgroupDriver": "systemd",
        "CgroupVersion": "2",
        "NEventsListener": 0,
    })
}

/// Where it runs, and the registries that it knows.
fn machine() -> Value {
    json!({
        "KernelVersion": KERNEL_RELEASE,
        "OperatingSystem": "layercake sandbox",
        "OSVersion": "",
        "OSType": "linux",
        "Architecture": "x86_64",
        "IndexServerAddress": "https://index.docker.io/v1/",
        "RegistryConfig": {
            "IndexConfigs": {
                "docker.io": { "Mirrors": [], "Name": "docker.io", "Official": true, "Secure": true },
            },
            "InsecureRegistryCIDRs": ["::1/128", "127.0.0.0/8"],
            "Mirrors": [],
        },
    })
}

/// What it offers.
fn service() -> Value {
    json!({
        "NCPU": PROCESSORS,
        "MemTotal": MEMORY,
        "GenericResources": null,
        "DockerRootDir": "/var/lib/docker",
        "HttpProxy": "",
        "HttpsProxy": "",
        "NoProxy": "",
        "Name": HOST_NAME,
        "Labels": [],
        "ExperimentalBuild": false,
        "ServerVersion": ENGINE_VERSION,
        "Runtimes": { "io.containerd.runc.v2": { "path": "runc" }, "runc": { "path": "runc" } },
        "DefaultRuntime": "runc",
        "Swarm": {
            "NodeID": "",
            "NodeAddr": "",
            "LocalNodeState": "inactive",
            "ControlAvailable": false,
            "Error": "",
            "RemoteManagers": null,
        },
    })
}

/// What it is built on.
fn below() -> Value {
    let commit = json!({ "ID": "layercake" });
    json!({
        "LiveRestoreEnabled": false,
        "Isolation": "",
        "InitBinary": "docker-init",
        "ContainerdCommit": commit,
        "RuncCommit": commit,
        "InitCommit": commit,
        "SecurityOptions": ["name=seccomp,profile=builtin", "name=cgroupns"],
        "FirewallBackend": { "Driver": "iptables" },
        "CDISpecDirs": ["/etc/cdi", "/var/run/cdi"],
        "Containerd": {
            "Address": "/run/containerd/containerd.sock",
            "Namespaces": { "Containers": "moby", "Plugins": "plugins.moby" },
        },
        "Warnings": null,
    })
}
