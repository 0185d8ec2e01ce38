//! From flags to a [`BuildRequest`] (`toOptions` in buildx `commands/build.go`, `toSolveOpt` in `build/opt.go`).

use std::collections::BTreeMap;

use bytes::Bytes;

use super::inputs::Inputs;
use super::outputs::{self, LOCAL_DELETE, Output, Wanted};
use super::ssh::Agent;
use super::{annotations, caches, export, fields, flags, policy, resources};
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::List;
use crate::client::invocation::go_words;
use crate::engine::api::{BuildRequest, Call, NoCache, Provenance, ProvenanceVersion, Sbom};
use crate::oci::{Platform, Reference};
use crate::shell::GATEWAY;
use crate::text::{parse_bool, quote};

/// The argument by which a build's times are fixed.
const EPOCH: &str = "SOURCE_DATE_EPOCH";
/// The argument that names a frontend.
const FRONTEND: &str = "BUILDKIT_SYNTAX";
/// Bytes that a secret may have (buildkit `session/secrets`).
const SECRET_LIMIT: u64 = 500 * 1024;

/// What a command line asks for, before anything is read.
pub(super) struct Options {
    pub(super) request: BuildRequest,
    pub(super) call: Option<CallOptions>,
    pub(super) outputs: Vec<Output>,
    secrets: Vec<Secret>,
    agents: Vec<Agent>,
    /// Name and source.
    contexts: Vec<(String, String)>,
}

/// `--call`, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CallOptions {
    pub(super) name: String,
    pub(super) json: bool,
    pub(super) ignore_status: bool,
}

impl Client<'_> {
    /// What the flags say that needs no files; mistakes in them are found here.
    pub(super) fn build_options(&mut self, given: &Matches) -> Outcome<Options> {
        let mut request = BuildRequest::default();
        for argument in given.list(&flags::BUILD_ARG) {
            let (name, value) = fields::key_value(argument)?;
            let value = value.or_else(|| self.environment.get(&name).cloned());
            if let Some(value) = value {
                request.build_args.insert(name, value);
            }
        }
        for label in given.list(&flags::LABEL) {
            let (name, value) = fields::key_value(label)?;
            request.labels.insert(name, value.unwrap_or_default());
        }
        // docker/buildx `util/dockerutil`, `GetProxyConfig`: without ALL_PROXY.
        for (name, value) in self.load_settings()?.proxies().into_iter().filter(|(name, _)| *name != "ALL_PROXY") {
            request.build_args.entry(name.into()).or_insert_with(|| value.into());
        }
        let epoch = self.variable(EPOCH);
        if !epoch.is_empty() {
            let epoch = epoch.to_string();
            request.build_args.entry(EPOCH.into()).or_insert(epoch);
        }
        policy::check(given.list(&flags::POLICY))?;
        self.attestations(given, &mut request)?;
        let some = |flag: &List| given.list(flag).iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>();
        let contexts =
            some(&flags::BUILD_CONTEXT).iter().map(|text| context_name(text)).collect::<Outcome<Vec<_>>>()?;
        let outputs = some(&flags::OUTPUT).iter().map(|text| Output::parse(text)).collect::<Outcome<Vec<_>>>()?;
        request.cache_from = caches::parse(given.list(&flags::CACHE_FROM))?;
        request.cache_to = caches::parse(given.list(&flags::CACHE_TO))?;
        let secrets = some(&flags::SECRET).iter().map(|text| Secret::parse(text)).collect::<Outcome<Vec<_>>>()?;
        let agents = some(&flags::SSH).iter().map(|text| Agent::parse(text)).collect();
        let call = match () {
            () if given.on(&flags::CHECK) => "check",
            () if given.has(&flags::PRINT) => given.text(&flags::PRINT),
            () => given.text(&flags::CALL),
        };
        let call = parse_call(call)?;
        request.call = match call.as_ref().map(|call| call.name.as_str()) {
            None => Call::Build,
            Some("lint") => Call::Check,
            Some("outline") => Call::Outline,
            Some("targets") => Call::Targets,
            Some("subrequests.describe") => Call::Describe,
            Some(other) => Call::Other(other.into()),
        };
        request.target = given.text(&flags::TARGET).into();
        request.cgroup_parent = given.text(&flags::CGROUP_PARENT).into();
        request.pull = given.on(&flags::PULL);
        request.ulimits = given.list(&flags::ULIMIT).to_vec();
        request.shm_size = u64::try_from(given.number(&flags::SHM_SIZE)).unwrap_or(0);
        Ok(Options { request, call, outputs, secrets, agents, contexts })
    }

    /// The rest of the request: what is checked when the build begins, and what is read from files.
    pub(super) fn complete_request(
        &mut self,
        options: Options,
        given: &Matches,
        context: &str,
    ) -> Outcome<(BuildRequest, Vec<Wanted>, String)> {
        let Options { mut request, call, outputs, secrets, agents, contexts } = options;
        let stages = given.list(&flags::NO_CACHE_FILTER);
        request.no_cache = match (given.on(&flags::NO_CACHE), stages.is_empty()) {
            (true, false) => {
                let words = "--no-cache and --no-cache-filter cannot currently be used together";
                return Err(Failure::new(words));
            }
            (true, true) => NoCache::Everything,
            (false, true) => NoCache::Nothing,
            (false, false) => match stages.join(",").as_str() {
                "" => NoCache::Everything,
                all => NoCache::Stages(all.split(',').map(String::from).collect()),
            },
        };
        resources::check(given)?;
        request.platforms = self.build_platforms(given.list(&flags::PLATFORM))?;
        request.secrets = self.secrets(secrets)?;
        request.ssh = self.agents(&agents)?;
        let mut wanted = outputs::wanted(self, outputs, given.on(&flags::LOAD), given.on(&flags::PUSH))?;
        request.allow = entitlements(given.list(&flags::ALLOW))?;
        if !given.list(&flags::ALLOW).iter().any(|right| right == LOCAL_DELETE) {
            outputs::check_deletions(self, &wanted)?;
        }
        let annotations = annotations::parse(given.list(&flags::ANNOTATION))
            .map_err(|failure| failure.context("parse annotations"))?;
        if request.build_args.get(FRONTEND).is_some_and(|name| name.trim().is_empty()) {
            return Err(Failure::new(format!(
                "empty {FRONTEND} build-arg is invalid, use --build-arg {FRONTEND} without '=' for optional behavior"
            )));
        }
        if wanted.is_empty() && call.is_none() {
            wanted.push(outputs::usual());
        }
        let mut names = Vec::new();
        for tag in given.list(&flags::TAG) {
            Reference::check(tag).map_err(|error| Failure::new(format!("invalid tag {}: {error}", quote(tag))))?;
            let name = Reference::parse(tag).map_err(|error| Failure::new(format!("failed to solve: {error}")))?;
            names.push(name.or_latest());
        }
        let about = export::About {
            names: &names,
            annotations: &annotations,
            platforms: request.platforms.len(),
            attested: attested(given),
        };
        request.exports = export::exports(self, &wanted, &about)?;
        let Inputs { context, dockerfile, filename, shown } = self.build_inputs(context, given.text(&flags::FILE))?;
        (request.context, request.dockerfile, request.filename) = (context, dockerfile, filename);
        for (name, source) in contexts {
            let context = self.named_context(&name, &source)?;
            request.named_contexts.insert(name, context);
        }
        request.network = match given.text(&flags::NETWORK) {
            network @ ("" | "default" | "host" | "none") => network.into(),
            other => {
                return Err(Failure::new(format!(
                    "network mode {} not supported by buildkit - you can define a custom network for your builder using the \
                     network driver-opt in buildx create",
                    quote(other)
                )));
            }
        };
        request.extra_hosts = extra_hosts(given.list(&flags::ADD_HOST))?;
        self.complete_caches(&mut request)?;
        for host in self.hosts_with_login()? {
            let credentials = self.credentials_for(&host)?;
            request.credentials.insert(host, credentials);
        }
        Ok((request, wanted, shown))
    }

    fn attestations(&self, given: &Matches, request: &mut BuildRequest) -> Outcome<()> {
        let mut all = given.list(&flags::ATTEST).to_vec();
        for flag in [&flags::PROVENANCE, &flags::SBOM] {
            let (kind, value) = (flag.name(), given.text(flag));
            match parse_bool(value) {
                _ if value.is_empty() => {}
                Ok(on) => all.push(format!("type={kind},disabled={}", !on)),
                Err(_) => all.push(format!("type={kind},{value}")),
            }
        }
        request.provenance = Some(Provenance::default());
        if parse_bool(self.variable("BUILDX_NO_DEFAULT_ATTESTATIONS")) == Ok(true) {
            request.provenance = None;
        }
        for text in &all {
            let (mut kind, mut disabled, mut attributes) = (String::new(), false, BTreeMap::new());
            for field in fields::split(text)? {
                let (key, value) = fields::pair(&field)?;
                match key.as_str() {
                    "type" => kind = value,
                    "disabled" => {
                        let wrong = |why| Failure::new(format!("invalid value {field}: {why}"));
                        disabled = parse_bool(&value).map_err(wrong)?;
                    }
                    _ => _ = attributes.insert(key, value),
                }
            }
            match kind.as_str() {
                "" => return Err(Failure::new("attestation type not specified")),
                "provenance" if disabled => request.provenance = None,
                "provenance" => request.provenance = Some(provenance(&attributes)?),
                "sbom" if disabled => request.sbom = None,
                "sbom" => {
                    let generator = attributes.get("generator").cloned().unwrap_or_default();
                    if generator.is_empty() && attributes.contains_key("generator") {
                        let words = "failed to build: failed to solve: sbom generator cannot be empty";
                        return Err(Failure::new(words));
                    }
                    request.sbom = Some(Sbom { generator });
                }
                other => {
                    return Err(Failure::new(format!(
                        "failed to build: failed to solve: unknown attestation type {}",
                        quote(other)
                    )));
                }
            }
        }
        Ok(())
    }

    fn build_platforms(&self, given: &[String]) -> Outcome<Vec<Platform>> {
        let default = self.variable("DOCKER_DEFAULT_PLATFORM").to_string();
        let given = if given.is_empty() && !default.is_empty() { vec![default] } else { given.to_vec() };
        let mut platforms: Vec<Platform> = Vec::new();
        // Nothing is trimmed (buildx `util/platformutil/parse.go`).
        for text in given.iter().flat_map(|text| text.split(',')) {
            let platform = if text.eq_ignore_ascii_case("local") { Platform::host() } else { text.parse()? };
            if !platforms.contains(&platform) {
                platforms.push(platform);
            }
        }
        Ok(platforms)
    }

    /// The contents of secrets.
    fn secrets(&mut self, given: Vec<Secret>) -> Outcome<BTreeMap<String, Bytes>> {
        let mut secrets = BTreeMap::new();
        for Secret { id, mut file, env } in given {
            let id = match id.is_empty() {
                false => id,
                true => file.clone().or_else(|| env.clone()).unwrap_or_default(),
            };
            if id.is_empty() {
                return Err(Failure::new("secret missing ID"));
            }
            // A variable of that name, or a file of that name.
            let env = env.or_else(|| (file.is_none() && self.environment.get(&id).is_some()).then(|| id.clone()));
            let content = match env {
                Some(env) => Bytes::from(self.variable(&env).to_string()),
                None => {
                    let path = file.take().unwrap_or_else(|| id.clone());
                    let absolute = self.path(&path);
                    let content = self.files.read(&absolute).map_err(|error| {
                        Failure::new(format!("failed to stat {path}: stat {path}: {}", go_words(error)))
                    })?;
                    if content.len() > SECRET_LIMIT {
                        return Err(Failure::new(format!("secret {id} too big. max size {SECRET_LIMIT} bytes")));
                    }
                    Bytes::from(content.to_bytes().to_vec())
                }
            };
            secrets.insert(id, content);
        }
        Ok(secrets)
    }
}

/// Whether attestations were asked for, beyond what a build has without a flag.
fn attested(given: &Matches) -> bool {
    let off = |text: &str| parse_bool(text) == Ok(false);
    let flags = [&flags::PROVENANCE, &flags::SBOM].map(|flag| given.text(flag));
    let listed = given.list(&flags::ATTEST).iter().any(|text| !text.contains("disabled=true"));
    listed || flags.iter().any(|text| !text.is_empty() && !off(text))
}

/// One `--secret id=…[,src=…|,env=…]`.
#[derive(Default)]
struct Secret {
    id: String,
    file: Option<String>,
    env: Option<String>,
}

impl Secret {
    fn parse(text: &str) -> Outcome<Secret> {
        let mut secret = Secret::default();
        let mut kind = String::new();
        for field in fields::split(text).map_err(|failure| failure.context("failed to parse csv secret"))? {
            let Some((key, value)) = field.split_once('=') else {
                return Err(Failure::new(format!("invalid field '{field}' must be a key=value pair")));
            };
            match key.to_lowercase().as_str() {
                "type" if matches!(value, "file" | "env") => kind = value.into(),
                "type" => return Err(Failure::new(format!("unsupported secret type {}", quote(value)))),
                "id" => secret.id = value.into(),
                "source" | "src" => secret.file = Some(value.into()),
                "env" => secret.env = Some(value.into()),
                other => return Err(Failure::new(format!("unexpected key '{other}' in '{field}'"))),
            }
        }
        if kind == "env" && secret.env.is_none() {
            secret.env = secret.file.take();
        }
        Ok(secret)
    }
}

/// One `--build-context NAME=SOURCE`.
fn context_name(text: &str) -> Outcome<(String, String)> {
    let Some((name, source)) = text.split_once('=') else {
        return Err(Failure::new(format!("invalid context value: {text}, expected key=value")));
    };
    let reference =
        Reference::parse(name).map_err(|error| Failure::new(format!("invalid context name {name}: {error}")))?;
    let familiar = reference.familiar();
    Ok((familiar.strip_suffix(":latest").unwrap_or(&familiar).to_string(), source.to_string()))
}

fn provenance(attributes: &BTreeMap<String, String>) -> Outcome<Provenance> {
    let max = match attributes.get("mode").map(String::as_str) {
        Some("min") => false,
        None | Some("max" | "full") => true,
        Some(other) => {
            return Err(Failure::new(format!("failed to build: failed to solve: invalid mode {}", quote(other))));
        }
    };
    let version = match attributes.get("version").map(String::as_str) {
        Some("v0.2") => ProvenanceVersion::V02,
        None | Some("v1") => ProvenanceVersion::V1,
        Some(other) => {
            let words = format!("failed to build: failed to solve: invalid provenance SLSA version: {other}");
            return Err(Failure::new(words));
        }
    };
    let inline_only = attributes.get("inline-only").is_some_and(|value| parse_bool(value) == Ok(true));
    Ok(Provenance { max, version, inline_only })
}

fn parse_call(text: &str) -> Outcome<Option<CallOptions>> {
    let mut call = CallOptions::default();
    for field in fields::split(text)? {
        match field.split_once('=') {
            Some(("format", value)) => call.json = value == "json",
            Some(("ignorestatus", value)) => {
                let wrong = |why| Failure::new(format!("invalid ignorestatus print value: {value}: {why}"));
                call.ignore_status = parse_bool(value).map_err(wrong)?;
            }
            Some(_) => return Err(Failure::new(format!("invalid print field: {field}"))),
            None if !call.name.is_empty() => return Err(Failure::new(format!("invalid print value: {text}"))),
            None => call.name = field,
        }
    }
    if call.name == "check" {
        call.name = "lint".into();
    }
    Ok(Some(call).filter(|call| !matches!(call.name.as_str(), "" | "build")))
}

fn entitlements(given: &[String]) -> Outcome<Vec<String>> {
    let mut all = Vec::new();
    for text in given.iter().filter(|text| !text.is_empty()) {
        match text.split_once('=').map_or(text.as_str(), |(name, _)| name) {
            "network.host" | "security.insecure" | "device" => all.push(text.clone()),
            LOCAL_DELETE if text == LOCAL_DELETE => {}
            LOCAL_DELETE => return Err(Failure::new(format!("{LOCAL_DELETE} does not accept a value"))),
            _ => return Err(Failure::new(format!("unknown entitlement {text}"))),
        }
    }
    Ok(all)
}

/// `--add-host NAME:ADDRESS` (`toBuildkitExtraHosts` in buildx `build/utils.go`).
fn extra_hosts(given: &[String]) -> Outcome<Vec<(String, String)>> {
    let mut hosts = Vec::new();
    for text in given {
        let bad = || Failure::new(format!("invalid host {text}"));
        let (name, addresses) = text.split_once('=').or_else(|| text.split_once(':')).ok_or_else(bad)?;
        if name.is_empty() || addresses.is_empty() {
            return Err(bad());
        }
        for address in addresses.split(',') {
            let address = match address {
                "host-gateway" => GATEWAY,
                address => address.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(address),
            };
            address.parse::<std::net::IpAddr>().map_err(|_| bad())?;
            hosts.push((name.to_string(), address.to_string()));
        }
    }
    Ok(hosts)
}
