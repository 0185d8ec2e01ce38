//! `docker info` (docker/cli `cli/command/system/info.go`).

use serde_json::{Value, json};

use super::version;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Flags;
use crate::client::inspector::FORMAT;
use crate::client::settings::HUB;
use crate::client::target;
use crate::client::template::{Missing, Template, bare};
use crate::client::versions;
use crate::text::memory_size;

const FLAGS: Flags = &[&FORMAT];

pub static INFO: Command = Command {
    about: "Show what the engine is and what it holds",
    synopsis: "[OPTIONS]",
    aliases: "docker system info, docker info",
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let template = match given.text(&FORMAT) {
        "" => None,
        "json" => Some("{{json .}}"),
        own => Some(own),
    };
    let template = template
        .map(|source| {
            Template::parse(source)
                .map_err(|words| Failure::Status { code: 64, message: format!("template parsing error: {words}") })
        })
        .transpose()?;
    if let Err(failure) = target::answers(docker) {
        return unanswered(docker, failure, template.is_none());
    }
    let mut info = docker.engine().info()?;
    let Some(template) = template else {
        let settings = docker.load_settings()?;
        let user = docker.account(&settings, HUB).map(|account| account.username).unwrap_or_default();
        let text = page(&info, &user, docker.debug);
        docker.out(&text)?;
        for warning in texts(&info, "/Warnings") {
            docker.err_line(&warning)?;
        }
        return Ok(());
    };
    if let Some(fields) = info.as_object_mut() {
        let mut client = version::client(&Value::Null, versions::API_VERSION);
        client["Debug"] = docker.debug.into();
        client["Plugins"] = json!([]);
        client["Warnings"] = Value::Null;
        fields.insert("ClientInfo".into(), client);
    }
    let executed = template.execute(&bare("system.dockerInfo", &info), Missing::Default);
    docker.out_line(executed.as_deref().unwrap_or(""))?;
    executed.map(|_| ()).map_err(Failure::new)
}

/// What is said when no engine answers: on the page only the client. What the engine itself refuses is one of its errors.
fn unanswered(docker: &mut Client<'_>, failure: Failure, page: bool) -> Outcome<()> {
    if !page {
        return Err(failure);
    }
    let version = versions::VERSION;
    docker.out(&format!(
        "Client:\n Version:    {version}\n Context:    default\n Debug Mode: {}\n\nServer:\n",
        docker.debug
    ))?;
    match failure {
        Failure::Daemon { .. } => {
            docker.err_line(&format!("ERROR: {failure}"))?;
            Err(Failure::new("errors pretty printing info"))
        }
        other => Err(other),
    }
}

fn texts(info: &Value, pointer: &str) -> Vec<String> {
    let items = info.pointer(pointer).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    items.iter().map(plain).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The page for people.
fn page(info: &Value, user: &str, debug: bool) -> String {
    let mut out =
        format!("Client:\n Version:    {}\n Context:    default\n Debug Mode: {debug}\n\nServer:\n", versions::VERSION);
    let get = |pointer: &str| info.pointer(pointer).map(plain).unwrap_or_default();
    let mut line = |label: &str, value: String| out.push_str(&format!(" {label} {value}\n"));
    let number = |pointer: &str| info.pointer(pointer).and_then(Value::as_i64).unwrap_or(0).to_string();
    let yes = |pointer: &str| info.pointer(pointer).and_then(Value::as_bool).unwrap_or(false).to_string();
    line("Containers:", number("/Containers"));
    line(" Running:", number("/ContainersRunning"));
    line(" Paused:", number("/ContainersPaused"));
    line(" Stopped:", number("/ContainersStopped"));
    line("Images:", number("/Images"));
    let mut known = |label: &str, value: String| {
        if !value.is_empty() {
            line(label, value);
        }
    };
    known("Server Version:", get("/ServerVersion"));
    known("Storage Driver:", get("/Driver"));
    for pair in info.pointer("/DriverStatus").and_then(Value::as_array).into_iter().flatten() {
        let part = |index: usize| pair.get(index).map(plain).unwrap_or_default();
        known(&format!(" {}:", part(0)), part(1));
    }
    known("Logging Driver:", get("/LoggingDriver"));
    known("Cgroup Driver:", get("/CgroupDriver"));
    known("Cgroup Version:", get("/CgroupVersion"));
    if info.get("Plugins").is_some() {
        line("Plugins:", String::new());
        for kind in ["Volume", "Network", "Log"] {
            line(&format!(" {kind}:"), texts(info, &format!("/Plugins/{kind}")).join(" "));
        }
    }
    if let Some(state) = info.pointer("/Swarm/LocalNodeState") {
        line("Swarm:", plain(state));
    }
    if let Some(runtimes) = info.pointer("/Runtimes").and_then(Value::as_object) {
        line("Runtimes:", runtimes.keys().cloned().collect::<Vec<_>>().join(" "));
        line("Default Runtime:", get("/DefaultRuntime"));
    }
    let mut known = |label: &str, value: String| {
        if !value.is_empty() {
            line(label, value);
        }
    };
    known("Init Binary:", get("/InitBinary"));
    known("containerd version:", get("/ContainerdCommit/ID"));
    known("runc version:", get("/RuncCommit/ID"));
    known("init version:", get("/InitCommit/ID"));
    known("Kernel Version:", get("/KernelVersion"));
    known("Operating System:", get("/OperatingSystem"));
    known("OSType:", get("/OSType"));
    known("Architecture:", get("/Architecture"));
    line("CPUs:", number("/NCPU"));
    line("Total Memory:", memory_size(info.pointer("/MemTotal").and_then(Value::as_f64).unwrap_or(0.0)));
    let mut known = |label: &str, value: String| {
        if !value.is_empty() {
            line(label, value);
        }
    };
    known("Name:", get("/Name"));
    known("ID:", get("/ID"));
    known("Docker Root Dir:", get("/DockerRootDir"));
    line("Debug Mode:", yes("/Debug"));
    if !user.is_empty() {
        line("Username:", user.to_string());
    }
    line("Experimental:", yes("/ExperimentalBuild"));
    let insecure: Vec<String> = info
        .pointer("/RegistryConfig/IndexConfigs")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, config)| config.get("Secure").and_then(Value::as_bool) == Some(false))
        .map(|(name, _)| name.clone())
        .chain(texts(info, "/RegistryConfig/InsecureRegistryCIDRs"))
        .collect();
    if !insecure.is_empty() {
        line("Insecure Registries:", String::new());
        for name in insecure {
            line(&format!(" {name}"), String::new());
        }
    }
    line("Live Restore Enabled:", yes("/LiveRestoreEnabled"));
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_what_the_engine_tells() {
        let info = json!({"Containers": 2, "Images": 1, "Driver": "overlayfs", "NCPU": 2, "MemTotal": 8_226_000_000_u64,
            "DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]]});
        let text = page(&info, "student", false);
        assert!(text.contains(" Storage Driver: overlayfs\n  driver-type: io.containerd.snapshotter.v1\n"), "{text}");
        assert!(text.contains(" Total Memory: 7.661GiB\n"), "{text}");
        assert!(text.contains(" Username: student\n"), "{text}");
    }
}
