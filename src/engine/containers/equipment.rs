//! What a container asks of the machine that the machine may not have: found out when it starts.

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::super::execution::is_device;
use super::files::devices;
use super::record::Container;
use crate::text::{parse_memory, quote};

/// Refuses a container whose devices are not there, or whose log cannot be kept as it says.
pub fn check(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let container = daemon.state.containers.find(id)?;
    // moby `daemon/pkg/oci/devices_linux.go`
    if let Some((source, _)) = devices(container).iter().find(|(source, _)| !is_device(source)) {
        let device = quote(source);
        let why = "no such file or directory";
        let words = format!("error gathering device information while adding custom device {device}: {why}");
        return Err(ApiError::new(500, words));
    }
    if container.host.device_requests.iter().flatten().next().is_some() {
        return Err(ApiError::new(500, "could not select device driver \"\" with capabilities: [[gpu]]"));
    }
    log(container).map_err(|why| {
        ApiError::new(500, format!("failed to create task for container: failed to initialize logging driver: {why}"))
    })
}

/// moby `daemon/logger/jsonfilelog`, `New`.
fn log(container: &Container) -> Result<(), String> {
    let options = container.host.log_config.as_ref().and_then(|log| log.config.as_ref());
    let option = |name: &str| options.and_then(|options| options.get(name));
    if let Some(size) = option("max-size") {
        match parse_memory(size).map_err(|bad| bad.to_string())? {
            1.. => {}
            _ => return Err("max-size must be a positive number".into()),
        }
    }
    if let Some(count) = option("max-file") {
        let bad = |_| format!("strconv.Atoi: parsing {}: invalid syntax", quote(count));
        if count.parse::<i64>().map_err(bad)? < 1 {
            return Err("max-file cannot be less than 1".into());
        }
    }
    Ok(())
}
