//! What the flags of `docker run` and `docker create` say of the container (docker/cli `cli/command/container/opts.go`).

use std::collections::BTreeMap;

use super::attached::Streams;
use super::ports;
use super::variables::{check_label, check_variable, read_variables};
use super::volumes::{check_mount, volumes};
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flag, Kind, flag, parse_cpus, parse_duration, switch};
use crate::engine::api::models::{
    ContainerCreateBody, HealthConfig, HostConfig, HostConfigCgroupnsModeEnum, HostConfigLogConfig, PortBinding,
    ResourcesUlimits, RestartPolicy, RestartPolicyNameEnum,
};
use crate::shell::Stream;
use crate::text::parse_memory;

const NO_DEVICES: &str = "containers here have no devices of the host; leave the flag out";
const NO_NETWORKS: &str = "containers here have no networks of their own; leave the flag out";
const NO_VOLUMES: &str = "name the volume with --volume";
const NO_STORAGE: &str = "the storage cannot be chosen; leave the flag out";

/// The flags that say how the container is.
pub(super) const FLAGS: &[Flag] = &[
    flag("add-host", Kind::List, "One more name for an address in the host table (host:ip)").checked(check_host),
    flag("annotation", Kind::NamedList("map"), "An annotation for the runtime, passed on as it is").default("map[]"),
    flag("attach", Kind::List, "Attach to STDIN, STDOUT or STDERR").short('a').checked(check_stream),
    flag("blkio-weight", Kind::Uint16, "Weight of its disk access, 10 to 1000, or 0 for none (default 0)"),
    flag("blkio-weight-device", Kind::List, "The same for a device").default("[]").unsimulated(NO_DEVICES),
    flag("cap-add", Kind::List, "A right of root to add"),
    flag("cap-drop", Kind::List, "A right of root to drop"),
    flag("cgroup-parent", Kind::Text, "The cgroup to be in"),
    flag("cgroupns", Kind::Text, "Whose cgroups it sees (host|private)").checked(check_cgroupns),
    flag("cidfile", Kind::Text, "The file to write its ID to"),
    flag("cpu-count", Kind::Int, "Number of processors (Windows only)").hidden().unsimulated("use --cpus"),
    flag("cpu-percent", Kind::Int, "Share of the processors (Windows only)").hidden().unsimulated("use --cpus"),
    flag("cpu-period", Kind::Int, "Period of the processor limit in microseconds"),
    flag("cpu-quota", Kind::Int, "Time in each period in microseconds"),
    flag("cpu-rt-period", Kind::Int, "Period of the real-time limit in microseconds"),
    flag("cpu-rt-runtime", Kind::Int, "Real time in each period in microseconds"),
    flag("cpu-shares", Kind::Int, "Weight of its processor time").short('c'),
    flag("cpus", Kind::Decimal, "How many processors it may use"),
    flag("cpuset-cpus", Kind::Text, "Which processors it may use (0-3, 0,1)"),
    flag("cpuset-mems", Kind::Text, "Which memory nodes it may use (0-3, 0,1)"),
    flag("device", Kind::List, "A device of the host for the container").unsimulated(NO_DEVICES),
    flag("device-cgroup-rule", Kind::List, "A rule on which devices it may use").unsimulated(NO_DEVICES),
    flag("device-read-bps", Kind::List, "Limit of reading from a device").default("[]").unsimulated(NO_DEVICES),
    flag("device-read-iops", Kind::List, "Limit of reads from a device").default("[]").unsimulated(NO_DEVICES),
    flag("device-write-bps", Kind::List, "Limit of writing to a device").default("[]").unsimulated(NO_DEVICES),
    flag("device-write-iops", Kind::List, "Limit of writes to a device").default("[]").unsimulated(NO_DEVICES),
    flag("dns", Kind::List, "A name server").unsimulated(NO_NETWORKS),
    flag("dns-opt", Kind::List, "An option of name look-up").hidden().unsimulated(NO_NETWORKS),
    flag("dns-option", Kind::List, "An option of name look-up").unsimulated(NO_NETWORKS),
    flag("dns-search", Kind::List, "A domain to search names in").unsimulated(NO_NETWORKS),
    flag("domainname", Kind::Text, "The container's NIS domain"),
    flag("entrypoint", Kind::Text, "What to run instead of the image's ENTRYPOINT"),
    flag("env", Kind::List, "An environment variable").short('e').checked(check_variable),
    flag("env-file", Kind::List, "A file of environment variables"),
    flag("expose", Kind::List, "A port, or ports, to expose"),
    flag("gpus", Kind::Named("gpu-request"), "GPUs for the container ('all': each)").unsimulated(NO_DEVICES),
    flag("group-add", Kind::List, "One more group to be in"),
    flag("health-cmd", Kind::Text, "The command that tells whether it is well"),
    flag("health-interval", Kind::Duration, "Time between two checks (ms|s|m|h) (default 0s)"),
    flag("health-retries", Kind::Int, "Failures in a row that make it unhealthy"),
    flag("health-start-interval", Kind::Duration, "Time between two checks while it starts (ms|s|m|h) (default 0s)"),
    flag("health-start-period", Kind::Duration, "Time it has to start before failures count (ms|s|m|h) (default 0s)"),
    flag("health-timeout", Kind::Duration, "Time a check may take (ms|s|m|h) (default 0s)"),
    flag("hostname", Kind::Text, "The container's host name").short('h'),
    switch("init", "Put a small init before the process, which hands on signals and reaps children"),
    switch("interactive", "Connect standard input and keep it open").short('i'),
    flag("io-maxbandwidth", Kind::Bytes, "Limit of the system drive (Windows only)").hidden().unsimulated(NO_DEVICES),
    flag("io-maxiops", Kind::Int, "Limit of the system drive (Windows only)").hidden().unsimulated(NO_DEVICES),
    flag("ip", Kind::Named("ip"), "Its IPv4 address").unsimulated(NO_NETWORKS),
    flag("ip6", Kind::Named("ip"), "Its IPv6 address").unsimulated(NO_NETWORKS),
    flag("ipc", Kind::Text, "Whose shared memory it sees"),
    flag("isolation", Kind::Text, "The way of isolation (Windows)").unsimulated("leave the flag out"),
    flag("kernel-memory", Kind::Bytes, "Limit of kernel memory").deprecated("and no longer supported by the kernel"),
    flag("label", Kind::List, "A label of the container").short('l').checked(check_label),
    flag("label-file", Kind::List, "A file of labels, a line each"),
    flag("link", Kind::List, "A link to another container").unsimulated(NO_NETWORKS),
    flag("link-local-ip", Kind::List, "A link-local address").unsimulated(NO_NETWORKS),
    flag("log-driver", Kind::Text, "Where its output is kept"),
    flag("log-opt", Kind::List, "An option of keeping its output"),
    flag("mac-address", Kind::Text, "Its MAC address").unsimulated(NO_NETWORKS),
    flag("memory", Kind::Bytes, "How much memory it may use").short('m'),
    flag("memory-reservation", Kind::Bytes, "How much memory it may use when memory is scarce"),
    flag("memory-swap", Kind::Named("bytes"), "Memory and swap together: '-1' for no limit").checked(check_swap),
    flag("memory-swappiness", Kind::Int, "How readily it is swapped (0 to 100)").default("-1"),
    flag("mount", Kind::NamedList("mount"), "A file system to mount in the container").checked(check_mount),
    flag("net", Kind::NamedList("network"), "The network to be in").hidden(),
    flag("net-alias", Kind::List, "One more name in the network").hidden().unsimulated(NO_NETWORKS),
    flag("network", Kind::NamedList("network"), "The network to be in"),
    flag("network-alias", Kind::List, "One more name in the network").unsimulated(NO_NETWORKS),
    switch("no-healthcheck", "Don't check whether it is well, whatever the image says"),
    switch("oom-kill-disable", "Never kill it for want of memory"),
    flag("oom-score-adj", Kind::Int, "How readily it is killed for want of memory (-1000 to 1000)"),
    flag("pid", Kind::Text, "Whose processes it sees").checked(check_pid),
    flag("pids-limit", Kind::Int, "How many processes it may have (-1: any number)"),
    switch("privileged", "Give it all rights of the host's root"),
    flag("publish", Kind::List, "Let a port of the host lead to a port of the container").short('p'),
    switch("publish-all", "Let some port of the host lead to each port that is exposed").short('P'),
    switch("read-only", "Nothing in its file system can be changed"),
    flag("restart", Kind::Text, "When to start it again").default("no"),
    switch("rm", "Remove the container and its anonymous volumes when it ends"),
    flag("runtime", Kind::Text, "What starts the container"),
    flag("security-opt", Kind::List, "An option of its confinement"),
    flag("shm-size", Kind::Bytes, "Size of /dev/shm"),
    flag("stop-signal", Kind::Text, "The signal that asks it to end"),
    flag("stop-timeout", Kind::Int, "Seconds it has to end when asked"),
    flag("storage-opt", Kind::List, "An option of the storage driver").unsimulated(NO_STORAGE),
    flag("sysctl", Kind::NamedList("map"), "A kernel parameter of the container").default("map[]"),
    flag("tmpfs", Kind::List, "A directory that is kept in memory"),
    switch("tty", "Give it a terminal").short('t'),
    flag("ulimit", Kind::NamedList("ulimit"), "A limit of its processes").default("[]").checked(check_ulimit),
    flag("user", Kind::Text, "Who runs it: name or ID (format: <name|uid>[:<group|gid>])").short('u'),
    flag("userns", Kind::Text, "Whose users it has").checked(check_host_or_nothing_user),
    flag("uts", Kind::Text, "Whose host name it has").checked(check_host_or_nothing_uts),
    flag("volume", Kind::List, "A directory of the host, or a volume, in the container").short('v'),
    flag("volume-driver", Kind::Text, "What keeps its volumes").unsimulated(NO_VOLUMES),
    flag("volumes-from", Kind::List, "Another container's volumes").unsimulated(NO_VOLUMES),
    flag("workdir", Kind::Text, "The directory to start in").short('w'),
];

/// What is wanted of a container.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) body: ContainerCreateBody,
    pub(super) streams: Streams,
}

impl Wanted {
    /// Attaches nothing.
    pub(super) fn detach(&mut self) {
        self.streams = Streams { stdin: false, stdout: false, stderr: false, ..self.streams };
        self.body.attach_stdin = Some(false);
        self.body.attach_stdout = Some(false);
        self.body.attach_stderr = Some(false);
        self.body.stdin_once = Some(false);
    }
}

fn check_stream(text: &str) -> Result<(), String> {
    match text.to_lowercase().as_str() {
        "stdin" | "stdout" | "stderr" => Ok(()),
        _ => Err("valid streams are STDIN, STDOUT and STDERR".into()),
    }
}
fn check_host(text: &str) -> Result<(), String> {
    match text.split_once(['=', ':']) {
        Some((name, address)) if !name.is_empty() && !address.is_empty() => {
            let plain = address.trim_start_matches('[').trim_end_matches(']');
            match plain.parse::<core::net::IpAddr>().is_ok() || address == "host-gateway" {
                true => Ok(()),
                false => Err(format!("invalid IP address in add-host: {}", crate::text::quote(address))),
            }
        }
        _ => Err(format!("bad format for add-host: {}", crate::text::quote(text))),
    }
}
fn check_swap(text: &str) -> Result<(), String> {
    if text == "-1" { Ok(()) } else { parse_memory(text).map(|_| ()).map_err(|error| error.to_string()) }
}
fn check_cgroupns(text: &str) -> Result<(), String> {
    matches!(text, "" | "host" | "private").then_some(()).ok_or_else(|| "--cgroupns: invalid CGROUP mode".into())
}
fn check_pid(text: &str) -> Result<(), String> {
    let valid = matches!(text, "" | "host") || text.strip_prefix("container:").is_some_and(|name| !name.is_empty());
    valid.then_some(()).ok_or_else(|| "--pid: invalid PID mode".into())
}
fn check_host_or_nothing_user(text: &str) -> Result<(), String> {
    matches!(text, "" | "host").then_some(()).ok_or_else(|| "--userns: invalid USER mode".into())
}
fn check_host_or_nothing_uts(text: &str) -> Result<(), String> {
    matches!(text, "" | "host").then_some(()).ok_or_else(|| "--uts: invalid UTS mode".into())
}
fn check_ulimit(text: &str) -> Result<(), String> {
    ulimit(text).map(|_| ())
}

/// `name=soft[:hard]`
fn ulimit(text: &str) -> Result<ResourcesUlimits, String> {
    let bad = || format!("invalid ulimit argument: {text}");
    let (name, limits) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(bad)?;
    let (soft, hard) = limits.split_once(':').unwrap_or((limits, limits));
    let number = |text: &str| text.parse::<i64>().map_err(|_| bad());
    let (soft, hard) = (number(soft)?, number(hard)?);
    if hard != -1 && (soft > hard || soft == -1) {
        return Err(format!("ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}"));
    }
    Ok(ResourcesUlimits { name: Some(name.into()), soft: Some(soft), hard: Some(hard) })
}

fn restart_policy(text: &str) -> Outcome<RestartPolicy> {
    let (name, count) = text.split_once(':').unwrap_or((text, ""));
    let fail = |words: &str| Err(Failure::new(format!("invalid restart policy format: {words}")));
    if text.starts_with(':') {
        return fail("no policy provided before colon");
    }
    let count = match count {
        "" => 0,
        count => match count.parse::<i64>() {
            Ok(count) => count,
            Err(_) => return fail("maximum retry count must be an integer"),
        },
    };
    let name = match name {
        "" => RestartPolicyNameEnum::EMPTY,
        "no" => RestartPolicyNameEnum::NO,
        "always" => RestartPolicyNameEnum::ALWAYS,
        "unless-stopped" => RestartPolicyNameEnum::UNLESS_STOPPED,
        "on-failure" => RestartPolicyNameEnum::ON_FAILURE,
        other => {
            return Err(Failure::Daemon {
                status: 400,
                message: format!(
                    "invalid restart policy: unknown policy '{other}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"
                ),
            });
        }
    };
    Ok(RestartPolicy { name: Some(name), maximum_retry_count: Some(count) })
}

fn pairs(texts: &[String]) -> BTreeMap<String, String> {
    let pair = |text: &String| {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        (key.to_string(), value.to_string())
    };
    texts.iter().map(pair).collect()
}

fn health(given: &Matches) -> Outcome<Option<HealthConfig>> {
    const TIMES: [&str; 4] = ["health-interval", "health-timeout", "health-start-period", "health-start-interval"];
    let nanos = |name: &str| parse_duration(given.text(name)).unwrap_or(0);
    let (command, retries) = (given.text("health-cmd"), given.int("health-retries"));
    let some = !command.is_empty() || retries != 0 || TIMES.iter().any(|name| nanos(name) != 0);
    if given.on("no-healthcheck") {
        return match some {
            true => Err(Failure::new("--no-healthcheck conflicts with --health-* options")),
            false => Ok(Some(HealthConfig { test: Some(vec!["NONE".into()]), ..HealthConfig::default() })),
        };
    }
    if !some {
        return Ok(None);
    }
    if let Some(name) = TIMES.iter().find(|name| nanos(name) < 0) {
        return Err(Failure::new(format!("--{name} cannot be negative")));
    }
    if retries < 0 {
        return Err(Failure::new("--health-retries cannot be negative"));
    }
    let number = |value: i64| Some(value).filter(|value| *value != 0);
    Ok(Some(HealthConfig {
        test: (!command.is_empty()).then(|| vec!["CMD-SHELL".into(), command.into()]),
        interval: number(nanos("health-interval")),
        timeout: number(nanos("health-timeout")),
        retries: number(retries),
        start_period: number(nanos("health-start-period")),
        start_interval: number(nanos("health-start-interval")),
    }))
}

/// The network that is asked for; those that would need a network are refused.
fn network(given: &Matches) -> Outcome<Option<String>> {
    let names: Vec<&String> = given.list("network").iter().chain(given.list("net")).collect();
    match names.as_slice() {
        [] => Ok(None),
        [one] if matches!(one.as_str(), "default" | "bridge" | "host" | "none") => Ok(Some(one.to_string())),
        _ => Err(Failure::unsimulated("docker run --network with a network of one's own", NO_NETWORKS)),
    }
}

/// Reads what the flags want.
pub(super) fn wanted(docker: &mut Client<'_>, given: &Matches) -> Outcome<Wanted> {
    let attach: Vec<String> = given.list("attach").iter().map(|stream| stream.to_lowercase()).collect();
    let attaches = |stream: &str| attach.iter().any(|attached| attached == stream);
    let streams = Streams {
        stdin: attaches("stdin") || given.on("interactive"),
        stdout: attach.is_empty() || attaches("stdout"),
        stderr: attach.is_empty() || attaches("stderr"),
        tty: given.on("tty"),
    };
    let text = |name: &str| Some(given.text(name).to_string()).filter(|text| !text.is_empty());
    let number = |name: &str| given.changed(name).then(|| given.int(name)).filter(|number| *number != 0);
    let texts = |name: &str| Some(given.list(name).to_vec()).filter(|texts| !texts.is_empty());
    let entrypoint = given.changed("entrypoint").then(|| vec![given.text("entrypoint").to_string()]);
    let swappiness = given.int("memory-swappiness");
    if !(-1..=100).contains(&swappiness) {
        return Err(Failure::new(format!("invalid value: {swappiness}. Valid memory swappiness range is 0-100")));
    }
    let env = read_variables(docker, given.list("env-file"), given.list("env"), true)
        .map_err(|failure| failure.context("--env-file"))?;
    let labels = read_variables(docker, given.list("label-file"), given.list("label"), false)
        .map_err(|failure| failure.context("--label-file"))?;
    let open_stdin = given.on("interactive");
    let volumes = volumes(given)?;
    let (exposed, host_config) = host_config(docker, given)?;
    let body = ContainerCreateBody {
        hostname: text("hostname"),
        domainname: text("domainname"),
        user: text("user"),
        attach_stdin: Some(streams.stdin),
        attach_stdout: Some(streams.stdout),
        attach_stderr: Some(streams.stderr),
        exposed_ports: Some(exposed).filter(|ports| !ports.is_empty()),
        volumes: Some(volumes.anonymous).filter(|volumes| !volumes.is_empty()),
        tty: Some(streams.tty),
        open_stdin: Some(open_stdin),
        stdin_once: Some(open_stdin && streams.stdin),
        env: Some(env).filter(|env| !env.is_empty()),
        cmd: given.arguments.get(1..).filter(|rest| !rest.is_empty()).map(<[String]>::to_vec),
        healthcheck: health(given)?,
        image: Some(given.argument(0).to_string()),
        working_dir: text("workdir"),
        entrypoint,
        labels: Some(pairs(&labels).into_iter().collect()),
        stop_signal: text("stop-signal"),
        stop_timeout: given.changed("stop-timeout").then(|| given.int("stop-timeout")),
        host_config: Some(HostConfig {
            network_mode: network(given)?,
            binds: Some(volumes.binds).filter(|binds| !binds.is_empty()),
            mounts: Some(volumes.mounts).filter(|mounts| !mounts.is_empty()),
            tmpfs: Some(volumes.tmpfs).filter(|tmpfs| !tmpfs.is_empty()).map(|tmpfs| tmpfs.into_iter().collect()),
            cgroup_parent: text("cgroup-parent"),
            cpu_period: number("cpu-period"),
            cpu_quota: number("cpu-quota"),
            cpu_realtime_period: number("cpu-rt-period"),
            cpu_realtime_runtime: number("cpu-rt-runtime"),
            cpu_shares: number("cpu-shares"),
            cpuset_cpus: text("cpuset-cpus"),
            cpuset_mems: text("cpuset-mems"),
            oom_score_adj: number("oom-score-adj"),
            pids_limit: number("pids-limit"),
            container_id_file: text("cidfile"),
            cap_add: texts("cap-add"),
            cap_drop: texts("cap-drop"),
            extra_hosts: texts("add-host"),
            group_add: texts("group-add"),
            security_opt: texts("security-opt"),
            ipc_mode: text("ipc"),
            pid_mode: text("pid"),
            uts_mode: text("uts"),
            userns_mode: text("userns"),
            runtime: text("runtime"),
            memory_swappiness: Some(swappiness).filter(|value| *value != -1),
            ..host_config
        }),
        ..ContainerCreateBody::default()
    };
    if !matches!(given.text("runtime"), "" | "runc" | "io.containerd.runc.v2") {
        return Err(Failure::Daemon {
            status: 400,
            message: format!("unknown or invalid runtime name: {}", given.text("runtime")),
        });
    }
    Ok(Wanted { body, streams })
}

/// Exposed ports, and the part of the host config that has to be worked out.
fn host_config(docker: &mut Client<'_>, given: &Matches) -> Outcome<(Vec<String>, HostConfig)> {
    let bytes =
        |name: &str| Some(given.text(name)).filter(|text| !text.is_empty()).and_then(|text| parse_memory(text).ok());
    let mut exposed = Vec::new();
    let mut bindings: BTreeMap<String, Vec<PortBinding>> = BTreeMap::new();
    for text in given.list("publish") {
        for port in ports::publish(text)? {
            exposed.push(port.container.clone());
            bindings
                .entry(port.container)
                .or_default()
                .push(PortBinding { host_ip: Some(port.host_ip), host_port: Some(port.host_port) });
        }
    }
    for text in given.list("expose") {
        exposed.extend(ports::expose(text)?);
    }
    exposed.sort();
    exposed.dedup();
    let restart = restart_policy(given.text("restart"))?;
    let remove = given.on("rm");
    let again = !matches!(restart.name, None | Some(RestartPolicyNameEnum::NO | RestartPolicyNameEnum::EMPTY));
    if remove && again {
        return Err(Failure::new("conflicting options: cannot specify both --restart and --rm"));
    }
    if given.text("log-driver") == "none" && !given.list("log-opt").is_empty() {
        return Err(Failure::new("invalid logging opts for driver none"));
    }
    if !matches!(given.text("log-driver"), "" | "json-file") {
        return Err(Failure::unsimulated("docker run --log-driver", "output is kept as json-file; leave the flag out"));
    }
    for option in given.list("security-opt") {
        let (key, value) = option.split_once('=').or_else(|| option.split_once(':')).unwrap_or((option, ""));
        if value.is_empty() && key != "no-new-privileges" {
            return Err(Failure::new(format!("invalid --security-opt: {}", crate::text::quote(option))));
        }
    }
    let ulimits = given.list("ulimit").iter().map(|text| ulimit(text)).collect::<Result<Vec<_>, _>>();
    let size = docker.output.terminal(Stream::Out);
    let config = HostConfig {
        auto_remove: Some(remove),
        restart_policy: Some(restart),
        port_bindings: Some(bindings.into_iter().map(|(port, ends)| (port, Some(ends))).collect()),
        publish_all_ports: Some(given.on("publish-all")),
        privileged: Some(given.on("privileged")),
        readonly_rootfs: Some(given.on("read-only")),
        oom_kill_disable: given.changed("oom-kill-disable").then(|| given.on("oom-kill-disable")),
        init: given.changed("init").then(|| given.on("init")),
        memory: bytes("memory"),
        memory_reservation: bytes("memory-reservation"),
        memory_swap: if given.text("memory-swap") == "-1" { Some(-1) } else { bytes("memory-swap") },
        nano_cpus: Some(given.text("cpus")).filter(|text| !text.is_empty()).and_then(|text| parse_cpus(text).ok()),
        shm_size: bytes("shm-size"),
        blkio_weight: given.text("blkio-weight").parse().ok(),
        ulimits: Some(ulimits.map_err(Failure::new)?).filter(|limits| !limits.is_empty()),
        annotations: Some(pairs(given.list("annotation")))
            .filter(|map| !map.is_empty())
            .map(|map| map.into_iter().collect()),
        sysctls: Some(pairs(given.list("sysctl"))).filter(|map| !map.is_empty()).map(|map| map.into_iter().collect()),
        log_config: Some(HostConfigLogConfig {
            typ: Some(given.text("log-driver").to_string()),
            config: Some(pairs(given.list("log-opt")).into_iter().collect()),
        }),
        cgroupns_mode: match given.text("cgroupns") {
            "host" => Some(HostConfigCgroupnsModeEnum::HOST),
            "private" => Some(HostConfigCgroupnsModeEnum::PRIVATE),
            _ => None,
        },
        console_size: Some(size.map_or(vec![0, 0], |size| vec![usize::from(size.rows), usize::from(size.columns)])),
        ..HostConfig::default()
    };
    Ok((exposed, config))
}
