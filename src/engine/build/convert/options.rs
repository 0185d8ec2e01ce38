//! What holds for all stages of a build, from the request (BuildKit's `dockerui.Config`).

use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::engine::api::{BuildRequest, NoCache};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::Network;
use crate::oci::Platform;

/// What holds for all stages.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub build_args: BTreeMap<String, String>,
    pub labels: BTreeMap<String, String>,
    pub target: String,
    /// The platform that is built for, if one was asked for.
    pub platform: Option<Platform>,
    /// Whether steps are named with their platform.
    pub multi_platform: bool,
    pub network: Network,
    pub extra_hosts: Vec<(String, String)>,
    pub ulimits: Vec<String>,
    pub hostname: String,
    pub cgroup_parent: String,
    /// Bytes of `/dev/shm`, if it was asked for.
    pub shm_size: Option<u64>,
    pub no_cache: NoCache,
    /// What the names of cache mounts begin with (BUILDKIT_CACHE_MOUNT_NS).
    pub cache_namespace: String,
    /// SOURCE_DATE_EPOCH
    pub epoch: Option<Timestamp>,
    /// Every stage is looked at, not only those that the target needs.
    pub all_stages: bool,
    /// Instructions mean what they meant to the builder before BuildKit, where that differs.
    pub classic: bool,
}

/// Arguments that are proxies: they are in the environment of RUN, and no part of the cache's key.
const PROXIES: [&str; 5] = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];

impl Options {
    /// The options of a request, for one of its platforms.
    pub fn of(request: &BuildRequest, platform: Option<&Platform>) -> Outcome<Options> {
        let network = match request.network.as_str() {
            "" | "default" => Network::Default,
            "none" => Network::None,
            "host" => Network::Host,
            other => return Err(Fault::new(format!("invalid netmode {other:?}"))),
        };
        let hostname = request.build_args.get("BUILDKIT_SANDBOX_HOSTNAME").cloned().unwrap_or_default();
        let multi = match request.build_args.get("BUILDKIT_MULTI_PLATFORM").map(String::as_str) {
            Some("1" | "true") => true,
            Some("0" | "false") if request.platforms.len() > 1 => {
                let text = "conflicting config: returning multiple target platforms is not allowed";
                return Err(Fault::new(text));
            }
            _ => request.platforms.len() > 1,
        };
        Ok(Options {
            build_args: request.build_args.clone(),
            labels: request.labels.clone(),
            target: request.target.clone(),
            platform: platform.map(Platform::normalised),
            multi_platform: multi,
            network,
            extra_hosts: request.extra_hosts.clone(),
            ulimits: request.ulimits.clone(),
            hostname,
            cgroup_parent: request.cgroup_parent.clone(),
            shm_size: Some(request.shm_size).filter(|size| *size > 0),
            no_cache: request.no_cache.clone(),
            cache_namespace: request.build_args.get("BUILDKIT_CACHE_MOUNT_NS").cloned().unwrap_or_default(),
            epoch: None,
            all_stages: false,
            classic: false,
        })
    }

    /// The platform that is built for.
    pub fn target_platform(&self) -> Platform {
        self.platform.clone().unwrap_or_else(Platform::host)
    }

    /// Proxies of the build's arguments, in both spellings; of two values, that of the small one counts
    /// (`proxyEnvFromBuildArgs`).
    pub fn proxies(&self) -> Vec<(String, String)> {
        let asked = |proxy: &str| self.build_args.iter().rfind(|(name, _)| name.eq_ignore_ascii_case(proxy));
        let both = |proxy: &'static str| {
            let (_, value) = asked(proxy)?;
            Some([(proxy.to_uppercase(), value.clone()), (proxy.to_string(), value.clone())])
        };
        PROXIES.into_iter().filter_map(both).flatten().collect()
    }

    /// Whether a stage is done anew.
    pub fn ignores_cache(&self, stage: &str) -> bool {
        match &self.no_cache {
            NoCache::Nothing => false,
            NoCache::Everything => true,
            NoCache::Stages(stages) => stages.iter().any(|name| name.eq_ignore_ascii_case(stage)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_has_one_value_in_both_spellings() {
        let build_args = [("ALL_PROXY", "large"), ("all_proxy", "small"), ("NO_PROXY", "none"), ("x", "y")];
        let build_args = build_args.map(|(name, value)| (name.to_string(), value.to_string())).into();
        let proxies = Options { build_args, ..Options::default() }.proxies();
        let said: Vec<String> = proxies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(said, ["NO_PROXY=none", "no_proxy=none", "ALL_PROXY=small", "all_proxy=small"]);
    }
}
