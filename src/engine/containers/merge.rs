//! A container's config: what was asked for, completed from the image's config (moby `daemon/commit.go` `merge`).

use std::collections::BTreeMap;

use crate::oci::{Config, Healthcheck, ImageConfig};
use crate::vfs::Path;

use super::super::api::models::{ContainerCreateBody, HealthConfig};
use super::super::api::{ApiError, ApiResult};
use super::record::ContainerConfig;

/// What was asked for, completed from the image's config.
pub fn merged(body: &ContainerCreateBody, image: &ImageConfig) -> ApiResult<ContainerConfig> {
    let given = Config {
        user: body.user.clone().unwrap_or_default(),
        exposed_ports: set(body.exposed_ports.as_deref()),
        env: body.env.clone().unwrap_or_default(),
        entrypoint: body.entrypoint.clone(),
        cmd: body.cmd.clone(),
        volumes: set(body.volumes.as_deref()),
        working_dir: body
            .working_dir
            .as_deref()
            .filter(|path| !path.is_empty())
            .map(Path::new)
            .map(String::from)
            .unwrap_or_default(),
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
