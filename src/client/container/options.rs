//! What the flags of `docker run` and `docker create` say of the container (docker/cli `cli/command/container/opts.go`).

use std::collections::BTreeMap;

use super::connection::Streams;
use super::devices::{devices, graphics};
use super::flags::*;
use super::networks;
use super::ports;
use super::variables::{add_proxies, read_variables};
use super::volumes::volumes;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{List, Number, Text};
use crate::engine::api::models::{
    ContainerCreateBody, HealthConfig, HostConfig, HostConfigCgroupnsModeEnum, HostConfigLogConfig, PortBinding,
    RestartPolicy, RestartPolicyNameEnum,
};
use crate::shell::Stream;
use crate::text::parse_memory;

/// Drivers of logs that send them to somebody else.
const ELSEWHERE: [&str; 7] = ["awslogs", "fluentd", "gcplogs", "gelf", "journald", "splunk", "syslog"];

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

pub(super) fn restart_policy(text: &str) -> Outcome<RestartPolicy> {
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
    const TIMES: [&Number; 4] = [&HEALTH_INTERVAL, &HEALTH_TIMEOUT, &HEALTH_START_PERIOD, &HEALTH_START_INTERVAL];
    let (command, retries) = (given.text(&HEALTH_CMD), given.number(&HEALTH_RETRIES));
    let some = !command.is_empty() || retries != 0 || TIMES.iter().any(|time| given.number(time) != 0);
    if given.on(&NO_HEALTHCHECK) {
        return match some {
            true => Err(Failure::new("--no-healthcheck conflicts with --health-* options")),
            false => Ok(Some(HealthConfig { test: Some(vec!["NONE".into()]), ..HealthConfig::default() })),
        };
    }
    if !some {
        return Ok(None);
    }
    if let Some(time) = TIMES.iter().find(|time| given.number(time) < 0) {
        return Err(Failure::new(format!("--{} cannot be negative", time.name())));
    }
    if retries < 0 {
        return Err(Failure::new("--health-retries cannot be negative"));
    }
    let number = |value: i64| Some(value).filter(|value| *value != 0);
    Ok(Some(HealthConfig {
        test: (!command.is_empty()).then(|| vec!["CMD-SHELL".into(), command.into()]),
        interval: number(given.number(&HEALTH_INTERVAL)),
        timeout: number(given.number(&HEALTH_TIMEOUT)),
        retries: number(retries),
        start_period: number(given.number(&HEALTH_START_PERIOD)),
        start_interval: number(given.number(&HEALTH_START_INTERVAL)),
    }))
}

/// The security options; a profile of seccomp is sent as its text (docker/cli `parseSecurityOpts`).
fn security(docker: &mut Client<'_>, given: &Matches) -> Outcome<Vec<String>> {
    let mut options = Vec::new();
    for option in given.list(&SECURITY_OPT) {
        match option.strip_prefix("seccomp=").or_else(|| option.strip_prefix("seccomp:")) {
            // This one is the client's own (docker/cli `parseSystemPaths`).
            None if option == "systempaths=unconfined" => {}
            None | Some("" | "builtin" | "unconfined") => options.push(option.clone()),
            Some(file) => {
                let text = docker.open_text(file);
                let text = text.map_err(|error| error.context(&format!("opening seccomp profile ({file}) failed")))?;
                if let Some(why) = crate::client::json_syntax::fault(&text) {
                    let what = format!("compacting json for seccomp profile ({file}) failed");
                    return Err(Failure::new(format!("{what}: {why}")));
                }
                let instead = "system calls are kept by Docker's own rules, or with seccomp=unconfined by none";
                return Err(Failure::unsimulated("docker run --security-opt seccomp=FILE", instead));
            }
        }
    }
    Ok(options)
}

/// Reads what the flags want.
pub(super) fn wanted(docker: &mut Client<'_>, given: &Matches) -> Outcome<Wanted> {
    let attach: Vec<String> = given.list(&ATTACH).iter().map(|stream| stream.to_lowercase()).collect();
    let attaches = |stream: &str| attach.iter().any(|attached| attached == stream);
    let streams = Streams {
        stdin: attaches("stdin") || given.on(&INTERACTIVE),
        stdout: attach.is_empty() || attaches("stdout"),
        stderr: attach.is_empty() || attaches("stderr"),
        tty: given.on(&TTY),
    };
    let text = |flag: &Text| Some(given.text(flag).to_string()).filter(|text| !text.is_empty());
    let number = |flag: &Number| given.changed(flag).then(|| given.number(flag)).filter(|number| *number != 0);
    let texts = |flag: &List| Some(given.list(flag).to_vec()).filter(|texts| !texts.is_empty());
    let entrypoint = given.changed(&ENTRYPOINT).then(|| vec![given.text(&ENTRYPOINT).to_string()]);
    let swappiness = given.number(&MEMORY_SWAPPINESS);
    if !(-1..=100).contains(&swappiness) {
        return Err(Failure::new(format!("invalid value: {swappiness}. Valid memory swappiness range is 0-100")));
    }
    let mut env = read_variables(docker, given.list(&ENV_FILE), given.list(&ENV), true)
        .map_err(|failure| failure.context("--env-file"))?;
    add_proxies(&mut env, &docker.load_settings()?.proxies());
    let labels = read_variables(docker, given.list(&LABEL_FILE), given.list(&LABEL), false)
        .map_err(|failure| failure.context("--label-file"))?;
    let open_stdin = given.on(&INTERACTIVE);
    let unconfined = given.list(&SECURITY_OPT).iter().any(|option| option == "systempaths=unconfined");
    let hosts = given.list(&ADD_HOST).iter().filter_map(|text| named_address(text));
    let hosts: Vec<String> = hosts.map(|(name, address)| format!("{name}:{address}")).collect();
    let volumes = volumes(docker, given)?;
    let (exposed, host_config) = host_config(docker, given)?;
    let (network, networking_config) = networks::wanted(given)?;
    let body = ContainerCreateBody {
        hostname: text(&HOSTNAME),
        domainname: text(&DOMAINNAME),
        user: text(&USER),
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
        working_dir: text(&WORKDIR),
        entrypoint,
        labels: Some(pairs(&labels).into_iter().collect()),
        stop_signal: text(&STOP_SIGNAL),
        stop_timeout: given.changed(&STOP_TIMEOUT).then(|| given.number(&STOP_TIMEOUT)),
        host_config: Some(HostConfig {
            dns: texts(&DNS),
            dns_options: Some([given.list(&DNS_OPTION), given.list(&DNS_OPT)].concat()).filter(|all| !all.is_empty()),
            dns_search: texts(&DNS_SEARCH),
            devices: Some(devices(given.list(&DEVICE))?).filter(|devices| !devices.is_empty()),
            device_requests: graphics(given.text(&GPUS)),
            network_mode: network,
            links: texts(&LINK),
            binds: Some(volumes.binds).filter(|binds| !binds.is_empty()),
            mounts: Some(volumes.mounts).filter(|mounts| !mounts.is_empty()),
            tmpfs: Some(volumes.tmpfs).filter(|tmpfs| !tmpfs.is_empty()).map(|tmpfs| tmpfs.into_iter().collect()),
            cgroup_parent: text(&CGROUP_PARENT),
            cpu_period: number(&CPU_PERIOD),
            cpu_quota: number(&CPU_QUOTA),
            cpu_realtime_period: number(&CPU_RT_PERIOD),
            cpu_realtime_runtime: number(&CPU_RT_RUNTIME),
            cpu_shares: number(&CPU_SHARES),
            cpuset_cpus: text(&CPUSET_CPUS),
            cpuset_mems: text(&CPUSET_MEMS),
            oom_score_adj: number(&OOM_SCORE_ADJ),
            pids_limit: number(&PIDS_LIMIT),
            container_id_file: text(&CIDFILE),
            cap_add: texts(&CAP_ADD),
            cap_drop: texts(&CAP_DROP),
            extra_hosts: Some(hosts).filter(|hosts| !hosts.is_empty()),
            group_add: texts(&GROUP_ADD),
            masked_paths: unconfined.then(Vec::new),
            readonly_paths: unconfined.then(Vec::new),
            security_opt: Some(security(docker, given)?).filter(|options| !options.is_empty()),
            volume_driver: text(&VOLUME_DRIVER),
            volumes_from: texts(&VOLUMES_FROM),
            ipc_mode: text(&IPC),
            pid_mode: text(&PID),
            uts_mode: text(&UTS),
            userns_mode: text(&USERNS),
            runtime: text(&RUNTIME),
            memory_swappiness: Some(swappiness).filter(|value| *value != -1),
            ..host_config
        }),
        networking_config,
        ..ContainerCreateBody::default()
    };
    Ok(Wanted { body, streams })
}

/// Exposed ports, and the part of the host config that has to be worked out.
fn host_config(docker: &mut Client<'_>, given: &Matches) -> Outcome<(Vec<String>, HostConfig)> {
    let size = |flag: &Number| given.changed(flag).then(|| given.number(flag));
    let mut exposed = Vec::new();
    let mut bindings: BTreeMap<String, Vec<PortBinding>> = BTreeMap::new();
    for text in given.list(&PUBLISH) {
        for port in ports::publish(text)? {
            exposed.push(port.container.clone());
            bindings
                .entry(port.container)
                .or_default()
                .push(PortBinding { host_ip: Some(port.host_ip), host_port: Some(port.host_port) });
        }
    }
    for text in given.list(&EXPOSE) {
        exposed.extend(ports::expose(text)?);
    }
    exposed.sort();
    exposed.dedup();
    let restart = restart_policy(given.text(&RESTART))?;
    let remove = given.on(&RM);
    let again = !matches!(restart.name, None | Some(RestartPolicyNameEnum::NO | RestartPolicyNameEnum::EMPTY));
    if remove && again {
        return Err(Failure::new("conflicting options: cannot specify both --restart and --rm"));
    }
    if given.text(&LOG_DRIVER) == "none" && !given.list(&LOG_OPT).is_empty() {
        return Err(Failure::new("invalid logging opts for driver none"));
    }
    if ELSEWHERE.contains(&given.text(&LOG_DRIVER)) {
        let what = format!("docker run --log-driver {}", given.text(&LOG_DRIVER));
        return Err(Failure::unsimulated(&what, "output is kept here: json-file, local or none"));
    }
    for option in given.list(&SECURITY_OPT) {
        let (key, value) = option.split_once('=').or_else(|| option.split_once(':')).unwrap_or((option, ""));
        if value.is_empty() && key != "no-new-privileges" {
            return Err(Failure::new(format!("invalid --security-opt: {}", crate::text::quote(option))));
        }
    }
    let ulimits = given.list(&ULIMIT).iter().map(|text| ulimit(text)).collect::<Result<Vec<_>, _>>();
    let terminal = docker.output.terminal(Stream::Out);
    let config = HostConfig {
        auto_remove: Some(remove),
        restart_policy: Some(restart),
        port_bindings: Some(bindings.into_iter().map(|(port, ends)| (port, Some(ends))).collect()),
        publish_all_ports: Some(given.on(&PUBLISH_ALL)),
        privileged: Some(given.on(&PRIVILEGED)),
        readonly_rootfs: Some(given.on(&READ_ONLY)),
        oom_kill_disable: given.changed(&OOM_KILL_DISABLE).then(|| given.on(&OOM_KILL_DISABLE)),
        init: given.changed(&INIT).then(|| given.on(&INIT)),
        memory: size(&MEMORY),
        memory_reservation: size(&MEMORY_RESERVATION),
        memory_swap: match given.text(&MEMORY_SWAP) {
            "-1" => Some(-1),
            text => parse_memory(text).ok(),
        },
        nano_cpus: size(&CPUS),
        shm_size: size(&SHM_SIZE),
        blkio_weight: given
            .changed(&BLKIO_WEIGHT)
            .then(|| given.number(&BLKIO_WEIGHT))
            .and_then(|weight| u16::try_from(weight).ok()),
        ulimits: Some(ulimits.map_err(Failure::new)?).filter(|limits| !limits.is_empty()),
        annotations: Some(pairs(given.list(&ANNOTATION)))
            .filter(|map| !map.is_empty())
            .map(|map| map.into_iter().collect()),
        sysctls: Some(pairs(given.list(&SYSCTL))).filter(|map| !map.is_empty()).map(|map| map.into_iter().collect()),
        log_config: Some(HostConfigLogConfig {
            typ: Some(given.text(&LOG_DRIVER).to_string()),
            config: Some(pairs(given.list(&LOG_OPT)).into_iter().collect()),
        }),
        cgroupns_mode: match given.text(&CGROUPNS) {
            "host" => Some(HostConfigCgroupnsModeEnum::HOST),
            "private" => Some(HostConfigCgroupnsModeEnum::PRIVATE),
            _ => None,
        },
        console_size: Some(terminal.map_or(vec![0, 0], |size| vec![usize::from(size.rows), usize::from(size.columns)])),
        ..HostConfig::default()
    };
    Ok((exposed, config))
}
