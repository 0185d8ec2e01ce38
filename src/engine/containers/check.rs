//! What may be asked of a container (moby `daemon/container.go` `verifyContainerSettings`, `daemon/daemon_unix.go`,
//! `daemon/internal/runconfig`).

use super::mode::lender_in;
use crate::clock::SECOND;
use crate::shell::PROCESSORS;
use crate::text::{duration, parse_bool, parse_memory, quote};
use crate::vfs::Path;

use super::super::api::models::{self, ContainerCreateBody, HostConfig, RestartPolicyNameEnum};
use super::super::api::{ApiError, ApiResult, CAPABILITIES};
use super::signal::signal_number;

/// The least that a time of a health check may be, nanoseconds (moby `container.MinimumDuration`).
const SHORTEST_CHECK: i64 = SECOND / 1000;
/// The least memory that a limit may leave, bytes.
const LEAST_MEMORY: i64 = 6 << 20;
/// Bytes of the longest host name.
const LONGEST_NAME: usize = 64;
/// Billionths of a processor.
const PROCESSOR: i64 = 1_000_000_000;

/// What is taken, with warnings; or why it is refused.
pub fn check(body: &ContainerCreateBody, host: &mut HostConfig) -> ApiResult<Vec<String>> {
    conflicts(body, host)?;
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
    health(body.healthcheck.as_ref())?;
    restart(host)?;
    logs(host)?;
    for (kind, names) in [("CapAdd", &mut host.cap_add), ("CapDrop", &mut host.cap_drop)] {
        for name in names.iter_mut().flatten() {
            *name = capability(name).map_err(|unknown| {
                ApiError::new(400, format!("invalid {kind}: unknown capability: {}", quote(&unknown)))
            })?;
        }
    }
    if body.hostname.as_ref().is_some_and(|name| name.len() > LONGEST_NAME) {
        let name = quote(body.hostname.as_deref().unwrap_or(""));
        return invalid(format!("hostname {name} is too long (maximum {LONGEST_NAME} bytes)"));
    }
    if host.annotations.iter().flatten().any(|(key, _)| key.is_empty()) {
        return invalid("invalid Annotations: the empty string is not permitted as an annotation key".into());
    }
    let mut warnings = resources(host, false)?;
    // moby `daemon/internal/runconfig/hostconfig_unix.go`, `validateResources`
    if host.cpu_realtime_period.unwrap_or(0) != 0 || host.cpu_realtime_runtime.unwrap_or(0) != 0 {
        return invalid("kernel does not support CPU real-time scheduler".into());
    }
    if let Some(shares) = host.cpu_shares.filter(|shares| *shares < 0) {
        return invalid(format!("invalid CPU shares ({shares}): value must be a positive integer"));
    }
    namespaces(host)?;
    if host.network_mode.as_deref() == Some("host")
        && host.port_bindings.as_ref().is_some_and(|ports| !ports.is_empty())
    {
        warnings.push("Published ports are discarded when using host network mode".into());
    }
    // moby `daemon/daemon_unix.go` `verifyPlatformContainerSettings`, for the systemd driver
    if host
        .cgroup_parent
        .as_deref()
        .is_some_and(|parent| !parent.is_empty() && (parent.len() <= ".slice".len() || !parent.ends_with(".slice")))
    {
        let words = "cgroup-parent for systemd cgroup should be a valid slice named as \"xxx.slice\"";
        return invalid(words.into());
    }
    if let Some(runtime) =
        host.runtime.as_deref().filter(|name| !matches!(*name, "" | "runc" | "io.containerd.runc.v2"))
    {
        return invalid(format!("unknown or invalid runtime name: {runtime}"));
    }
    for path in host.tmpfs.iter().flatten().map(|(path, _)| path) {
        if !path.starts_with('/') {
            return invalid(format!("invalid mount path: '{path}' mount path must be absolute"));
        }
        if Path::new(path).is_root() {
            return invalid("invalid specification: destination can't be '/'".into());
        }
    }
    security(host)?;
    Ok(warnings)
}

fn invalid<T>(message: String) -> ApiResult<T> {
    Err(ApiError::new(400, message))
}

/// Options that exclude each other.
fn conflicts(body: &ContainerCreateBody, host: &HostConfig) -> ApiResult<()> {
    let named = body.hostname.as_deref().is_some_and(|name| !name.is_empty());
    if named && host.uts_mode.as_deref() == Some("host") {
        return invalid("conflicting options: hostname and the UTS mode".into());
    }
    let network = host.network_mode.as_deref().unwrap_or("");
    let links = host.links.as_ref().is_some_and(|links| !links.is_empty());
    if network == "container" || lender_in(network).is_some() {
        lent(body, host, named)?;
    }
    if network == "host" && links {
        let words = "conflicting options: host type networking can't be used with links. This would result in undefined \
                     behavior";
        return invalid(words.into());
    }
    Ok(())
}

/// What a container in another's network cannot have of its own (moby `validateNetContainerMode`).
fn lent(body: &ContainerCreateBody, host: &HostConfig, named: bool) -> ApiResult<()> {
    let some = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let mode = host.network_mode.as_deref().unwrap_or_default();
    if lender_in(mode).is_none_or(str::is_empty) {
        return invalid("invalid network mode: invalid container format container:<name|id>".into());
    }
    let publishes = host.port_bindings.as_ref().is_some_and(|ports| !ports.is_empty());
    let exposes = body.exposed_ports.as_ref().is_some_and(|ports| !ports.is_empty());
    let conflicts = [
        (named, "hostname and the network mode"),
        (some(&host.links), "container type network can't be used with links. This would result in undefined behavior"),
        (some(&host.dns), "dns and the network mode"),
        (some(&host.extra_hosts), "custom host-to-IP mapping and the network mode"),
        (publishes || host.publish_all_ports.unwrap_or(false), "port publishing and the container type network mode"),
        (exposes, "port exposing and the container type network mode"),
    ];
    match conflicts.into_iter().find(|(wrong, _)| *wrong) {
        Some((_, words)) => invalid(format!("conflicting options: {words}")),
        None => Ok(()),
    }
}

/// The name of a right of root as Docker keeps it: in capitals, with `CAP_`; or what it was taken for.
fn capability(given: &str) -> Result<String, String> {
    let name = given.to_uppercase();
    if name == "ALL" {
        return Ok(name);
    }
    let name = name.strip_prefix("CAP_").unwrap_or(&name).to_string();
    if CAPABILITIES.contains(&name.as_str()) { Ok(format!("CAP_{name}")) } else { Err(format!("CAP_{name}")) }
}

/// Options that the drivers of logs take (moby `daemon/logger`).
fn logs(host: &HostConfig) -> ApiResult<()> {
    const COMMON: [&str; 2] = ["mode", "max-buffer-size"];
    const FILE: [&str; 8] = ["max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag"];
    let Some(log) = &host.log_config else { return Ok(()) };
    let driver = log.typ.as_deref().unwrap_or("");
    let known: &[&str] = match driver {
        "" | "json-file" => &FILE,
        "local" => FILE.get(..3).unwrap_or(&[]),
        "none" => return Ok(()),
        other => return invalid(format!("logger: no log driver named '{other}' is registered")),
    };
    let name = if driver.is_empty() { "json-file" } else { driver };
    let option =
        |name: &str| log.config.iter().flatten().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    let mode = option("mode").unwrap_or("");
    if !matches!(mode, "" | "blocking" | "non-blocking") {
        return invalid(format!("logger: logging mode not supported: {mode}"));
    }
    if let Some(size) = option("max-buffer-size") {
        if mode != "non-blocking" {
            return invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'".into());
        }
        if let Err(error) = parse_memory(size) {
            return invalid(format!("error parsing option max-buffer-size: {error}"));
        }
    }
    let mut keys: Vec<&String> = log.config.iter().flatten().map(|(key, _)| key).collect();
    keys.sort();
    match keys.into_iter().find(|key| !known.contains(&key.as_str()) && !COMMON.contains(&key.as_str())) {
        Some(key) => invalid(format!("unknown log opt '{key}' for {name} log driver")),
        None => Ok(()),
    }
}

/// `ValidateRestartPolicy`
pub fn restart(host: &HostConfig) -> ApiResult<()> {
    use RestartPolicyNameEnum::{ALWAYS, NO, ON_FAILURE, UNLESS_STOPPED};
    let Some(policy) = &host.restart_policy else { return Ok(()) };
    let count = policy.maximum_retry_count.unwrap_or(0);
    let again = matches!(policy.name, Some(ALWAYS | UNLESS_STOPPED | ON_FAILURE));
    if host.auto_remove == Some(true) && again {
        return invalid("can't create 'AutoRemove' container with restart policy".into());
    }
    match policy.name {
        Some(ALWAYS | UNLESS_STOPPED | NO) if count != 0 => {
            let negative = if count < 0 { " and cannot be negative" } else { "" };
            invalid(format!("invalid restart policy: maximum retry count can only be used with 'on-failure'{negative}"))
        }
        Some(ON_FAILURE) if count < 0 => {
            invalid("invalid restart policy: maximum retry count cannot be negative".into())
        }
        _ => Ok(()),
    }
}

/// Limits of memory and processors; what this kernel does not know is dropped with a warning. `update`: of a container
/// that exists.
pub fn resources(host: &mut HostConfig, update: bool) -> ApiResult<Vec<String>> {
    let mut warnings = Vec::new();
    let refuse = |words: &str| Err(ApiError::new(400, words));
    let (memory, swap) = (host.memory.unwrap_or(0), host.memory_swap.unwrap_or(0));
    let reservation = host.memory_reservation.unwrap_or(0);
    if memory != 0 && memory < LEAST_MEMORY {
        return refuse("Minimum memory limit allowed is 6MB");
    }
    if memory > 0 && swap > 0 && swap < memory {
        return refuse("Minimum memoryswap limit should be larger than memory limit, see usage");
    }
    if memory == 0 && swap > 0 && !update {
        return refuse("You should always set the Memory limit when using Memoryswap limit, see usage");
    }
    let lacking = |what: &str, gone: &str| {
        format!("Your kernel does not support {what} or the cgroup is not mounted. {gone} discarded.")
    };
    if host.memory_swappiness.take().is_some_and(|value| value != -1) {
        warnings.push(lacking("memory swappiness capabilities", "Memory swappiness"));
    }
    if reservation > 0 && reservation < LEAST_MEMORY {
        return refuse("Minimum memory reservation allowed is 6MB");
    }
    if memory > 0 && reservation > 0 && memory < reservation {
        return refuse("Minimum memory limit can not be less than memory reservation limit, see usage");
    }
    if host.oom_kill_disable.take() == Some(true) {
        warnings.push("Your kernel does not support OomKillDisable. OomKillDisable discarded.".into());
    }
    let (period, quota) = (host.cpu_period.unwrap_or(0), host.cpu_quota.unwrap_or(0));
    let cpus = host.nano_cpus.unwrap_or(0);
    if cpus > 0 && period > 0 {
        return refuse("Conflicting options: Nano CPUs and CPU Period cannot both be set");
    }
    if cpus > 0 && quota > 0 {
        return refuse("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
    }
    if cpus < 0 || cpus > i64::from(PROCESSORS) * PROCESSOR {
        return invalid(format!(
            "range of CPUs is from 0.01 to {PROCESSORS}.00, as there are only {PROCESSORS} CPUs available"
        ));
    }
    if period != 0 && !(1000..=1_000_000).contains(&period) {
        return refuse("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
    }
    if quota > 0 && quota < 1000 {
        return refuse("CPU cfs quota can not be less than 1ms (i.e. 1000)");
    }
    let processors = format!("0-{}", PROCESSORS - 1);
    let sets = [
        ("cpuset cpus", "CPUs", &host.cpuset_cpus, PROCESSORS, processors.as_str()),
        ("cpuset mems", "memory nodes", &host.cpuset_mems, 1, "0"),
    ];
    for (name, what, wanted, count, available) in sets {
        let wanted = wanted.as_deref().unwrap_or("");
        let highest =
            highest(wanted).map_err(|why| ApiError::new(400, format!("Invalid value {wanted} for {name}: {why}")))?;
        if highest.is_some_and(|highest| highest >= i64::from(count)) {
            return invalid(format!("Requested {what} are not available - requested {wanted}, available: {available}"));
        }
    }
    if host.blkio_weight.is_some_and(|weight| weight > 0 && !(10..=1000).contains(&weight)) {
        return refuse("Range of blkio weight is from 10 to 1000");
    }
    Ok(warnings)
}

/// The highest number in a list such as `0-2,7` (moby `pkg/parsers` `ParseUintList`).
fn highest(list: &str) -> Result<Option<i64>, String> {
    let mut highest = None;
    let number = |text: &str| text.parse::<u32>().map(i64::from).map_err(|_| format!("invalid format: {list}"));
    for part in list.split(',').filter(|_| !list.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        if to < from {
            return Err(format!("invalid format: {list}"));
        }
        highest = highest.max(Some(to));
    }
    Ok(highest)
}

/// Whose namespaces it is in.
fn namespaces(host: &HostConfig) -> ApiResult<()> {
    let ipc = host.ipc_mode.as_deref().unwrap_or("");
    let other = |mode: &str| lender_in(mode).is_some_and(|name| !name.is_empty());
    if !matches!(ipc, "" | "none" | "private" | "shareable" | "host") && !other(ipc) {
        return invalid(format!("invalid IPC mode: {ipc}"));
    }
    if host.shm_size.is_some_and(|size| size < 0) {
        return invalid("SHM size can not be less than 0".into());
    }
    let adjustment = host.oom_score_adj.unwrap_or(0);
    if !(-1000..=1000).contains(&adjustment) {
        return invalid(format!("Invalid value {adjustment}, range for oom score adj is [-1000, 1000]"));
    }
    Ok(())
}

/// `parseSecurityOpt`
fn security(host: &HostConfig) -> ApiResult<()> {
    for option in host.security_opt.iter().flatten() {
        let (key, value) = option.split_once('=').or_else(|| option.split_once(':')).unwrap_or((option, ""));
        let truth = parse_bool(value).is_ok();
        let known = match key {
            "no-new-privileges" | "writable-cgroups" => truth || option == key,
            "label" | "apparmor" | "seccomp" => true,
            "disable" => option == key,
            _ => false,
        };
        if !known {
            return invalid(format!("invalid --security-opt 2: {}", quote(option)));
        }
    }
    Ok(())
}

/// moby `daemon/container.go`, `validateHealthCheck`.
fn health(health: Option<&models::HealthConfig>) -> ApiResult<()> {
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
        return invalid(format!("{name} in Healthcheck cannot be less than {least}"));
    }
    if health.retries.is_some_and(|retries| retries < 0) {
        return invalid("Retries in Healthcheck cannot be negative".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(change: impl FnOnce(&mut ContainerCreateBody, &mut HostConfig)) -> String {
        let (mut body, mut host) = (ContainerCreateBody::default(), HostConfig::default());
        change(&mut body, &mut host);
        match check(&body, &mut host) {
            Ok(warnings) => warnings.join("\n"),
            Err(ApiError::Status { message, .. }) => message,
            Err(ApiError::Stop(stop)) => format!("{stop:?}"),
        }
    }

    #[test]
    fn what_cannot_be_is_refused_in_mobys_words() {
        let cases: [(String, &str); 12] = [
            (refusal(|_, host| host.memory = Some(1 << 20)), "Minimum memory limit allowed is 6MB"),
            (
                refusal(|_, host| host.nano_cpus = Some(999 * PROCESSOR)),
                "range of CPUs is from 0.01 to 4.00, as there are only 4 CPUs available",
            ),
            (
                refusal(|_, host| host.cpuset_cpus = Some("0-99".into())),
                "Requested CPUs are not available - requested 0-99, available: 0-3",
            ),
            (
                refusal(|_, host| host.cpuset_cpus = Some("abc".into())),
                "Invalid value abc for cpuset cpus: invalid format: abc",
            ),
            (
                refusal(|_, host| host.cap_add = Some(vec!["net_foo".into()])),
                "invalid CapAdd: unknown capability: \"CAP_NET_FOO\"",
            ),
            (refusal(|_, host| host.ipc_mode = Some("x".into())), "invalid IPC mode: x"),
            (refusal(|_, host| host.runtime = Some("no".into())), "unknown or invalid runtime name: no"),
            (
                refusal(|body, host| {
                    body.hostname = Some("h".into());
                    host.uts_mode = Some("host".into());
                }),
                "conflicting options: hostname and the UTS mode",
            ),
            (refusal(|_, host| host.security_opt = Some(vec!["x=y".into()])), "invalid --security-opt 2: \"x=y\""),
            (
                refusal(|_, host| host.oom_kill_disable = Some(true)),
                "Your kernel does not support OomKillDisable. OomKillDisable discarded.",
            ),
            (
                refusal(|body, _| body.working_dir = Some("rel".into())),
                "the working directory 'rel' is invalid, it needs to be an absolute path",
            ),
            (refusal(|_, host| host.security_opt = Some(vec!["no-new-privileges".into()])), ""),
        ];
        for (words, expected) in cases {
            assert_eq!(words, expected);
        }
    }

    #[test]
    fn rights_are_kept_in_capitals_with_their_prefix() {
        let (body, mut host) = (ContainerCreateBody::default(), HostConfig::default());
        host.cap_add = Some(vec!["net_admin".into(), "CAP_SYS_TIME".into(), "all".into()]);
        check(&body, &mut host).unwrap();
        assert_eq!(host.cap_add.unwrap(), ["CAP_NET_ADMIN", "CAP_SYS_TIME", "ALL"]);
    }
}
