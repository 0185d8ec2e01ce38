//! What Go's types of the Engine API look like, as far as templates can tell (moby `api/types`).
//!
//! `inspect --format` first runs on the typed value, where a field that the daemon left out has its zero value; only if
//! that fails it runs on the JSON as it came.

mod host;

use serde_json::Value;

use super::template::{Datum, Field, Nil, Object, Zero, bare, from_json};
use crate::clock::Timestamp;

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Text,
    Int,
    Bool,
    /// `*int64` and the like.
    MaybeInt,
    /// `time.Time`.
    Time,
    /// A list of texts, or of whatever it holds.
    List,
    /// A map of texts.
    Map,
    /// A map of `struct{}`: a set.
    Set,
    /// `time.Duration`.
    Duration,
    /// A struct whose fields are also those of the one that it is in.
    Embedded(&'static Struct),
    Struct(&'static Struct),
    /// A pointer to a struct.
    Pointer(&'static Struct),
    /// A list of structs.
    Structs(&'static Struct),
    /// A map of structs.
    StructMap(&'static Struct),
    /// A map of lists of structs.
    StructsMap(&'static Struct),
    /// `netip.Addr`.
    Address,
    /// `*bool`.
    MaybeBool,
    /// A pointer to a struct of these fields and no others.
    Bare(&'static str),
}

/// A Go struct.
#[derive(Debug)]
pub struct Struct {
    pub name: &'static str,
    /// Go's name, the JSON key, the type.
    pub fields: &'static [(&'static str, &'static str, Shape)],
}

use Shape::{Bare, Bool, Duration, Embedded, Int, List, Map, MaybeInt, Pointer, Set, StructMap, Structs, Text, Time};

/// A JSON document seen as a struct.
pub fn typed(shape: &'static Struct, value: &Value) -> Datum {
    let fields = shape
        .fields
        .iter()
        .map(|(name, key, shape)| {
            let field = match shape {
                Shape::Embedded(inner) => Field::Embedded(typed(inner, value)),
                shape => Field::Value(of_shape(*shape, value.get(*key))),
            };
            (name.to_string(), field)
        })
        .collect();
    Object { type_name: shape.name, fields, json: Some(in_order(shape, value)), escaped: false }.into()
}

/// The keys of a struct with those of what is embedded in it.
fn flatten(shape: &Struct, keys: &mut Vec<(&'static str, Shape)>) {
    for (_, key, shape) in shape.fields {
        match shape {
            Shape::Embedded(inner) => flatten(inner, keys),
            shape => keys.push((key, *shape)),
        }
    }
}

/// A document with its keys in the order of the struct's fields, whatever order they came in.
fn in_order(shape: &Struct, value: &Value) -> Value {
    let Value::Object(items) = value else { return value.clone() };
    let mut keys = Vec::new();
    flatten(shape, &mut keys);
    let place = |key: &str| keys.iter().position(|(known, _)| *known == key).unwrap_or(keys.len());
    let inner = |key: &str, item: &Value| match keys.get(place(key)) {
        Some((_, Shape::Struct(inner) | Shape::Pointer(inner))) => in_order(inner, item),
        _ => item.clone(),
    };
    let mut ordered: Vec<_> = items.iter().collect();
    ordered.sort_by_key(|(key, _)| place(key));
    Value::Object(ordered.into_iter().map(|(key, item)| (key.clone(), inner(key, item))).collect())
}

fn of_shape(shape: Shape, value: Option<&Value>) -> Datum {
    let value = value.filter(|value| !value.is_null());
    match (shape, value) {
        (Shape::Text, Some(value)) => Datum::text(value.as_str().unwrap_or("")),
        (Shape::Text, None) => Datum::text(""),
        (Shape::Int | Shape::MaybeInt, Some(value)) => Datum::Int(value.as_i64().unwrap_or(0)),
        (Shape::Int, None) => Datum::Int(0),
        (Shape::Bool, Some(value)) => Datum::Bool(value.as_bool().unwrap_or(false)),
        (Shape::Bool, None) => Datum::Bool(false),
        (Shape::MaybeBool, Some(value)) => Datum::Bool(value.as_bool().unwrap_or(false)),
        (Shape::MaybeBool, None) => Datum::Nil(Nil::Pointer("bool")),
        (Shape::Address, value) => Datum::Address(value.and_then(Value::as_str).unwrap_or("").into()),
        (Shape::MaybeInt, None) => Datum::Nil(Nil::Pointer("int64")),
        (Shape::Time, value) => {
            let text = value.and_then(Value::as_str).unwrap_or("");
            Timestamp::parse(text).map_or_else(|| Datum::text(text), Datum::Time)
        }
        (Shape::List, Some(value)) => plain(value, Zero::Nothing),
        (Shape::List | Shape::Structs(_), None) => Datum::Nil(Nil::List),
        (Shape::Map, Some(value)) => plain(value, Zero::Text),
        (Shape::Set, Some(value)) => plain(value, Zero::Empty),
        (Shape::Map, None) => Datum::Nil(Nil::Map(Zero::Text)),
        (Shape::Set, None) => Datum::Nil(Nil::Map(Zero::Empty)),
        (Shape::StructMap(_) | Shape::StructsMap(_), None) => Datum::Nil(Nil::Map(Zero::Nothing)),
        (Shape::Duration, value) => Datum::Duration(value.and_then(Value::as_i64).unwrap_or(0)),
        (Shape::Embedded(inner), value) => typed(inner, value.unwrap_or(&Value::Null)),
        (Shape::Struct(inner), value) => typed(inner, value.unwrap_or(&Value::Null)),
        (Shape::Pointer(inner), Some(value)) => typed(inner, value),
        (Shape::Pointer(inner), None) => Datum::Nil(Nil::Pointer(inner.name)),
        (Shape::Structs(inner), Some(value)) => {
            Datum::list(value.as_array().map_or(&[][..], Vec::as_slice).iter().map(|item| typed(inner, item)).collect())
        }
        (Shape::StructsMap(inner), Some(value)) => {
            let items = value.as_object().into_iter().flatten();
            let list = |item| of_shape(Shape::Structs(inner), Some(item));
            Datum::map(items.map(|(key, item)| (key.clone(), list(item))).collect(), Zero::Nothing)
        }
        (Shape::StructMap(inner), Some(value)) => {
            let items = value.as_object().into_iter().flatten();
            Datum::map(items.map(|(key, item)| (key.clone(), typed(inner, item))).collect(), Zero::Nothing)
        }
        (Shape::Bare(name), Some(value)) => bare(name, value),
        (Shape::Bare(name), None) => Datum::Nil(Nil::Pointer(name)),
    }
}

/// Lists and maps of texts and numbers; `{}` is an empty struct.
fn plain(value: &Value, zero: Zero) -> Datum {
    match value {
        Value::Object(items) => {
            let item = |(key, item): (&String, &Value)| match item {
                Value::Object(fields) if fields.is_empty() => (key.clone(), Zero::Empty.value()),
                item => (key.clone(), bare("struct", item)),
            };
            Datum::map(items.iter().map(item).collect(), zero)
        }
        Value::Array(items) => Datum::list(items.iter().map(|item| bare("struct", item)).collect()),
        other => from_json(other),
    }
}

/// What `docker image inspect` sees.
pub static IMAGE: Struct = Struct {
    name: "image.InspectResponse",
    fields: &[
        ("ID", "Id", Text),
        ("RepoTags", "RepoTags", List),
        ("RepoDigests", "RepoDigests", List),
        ("Comment", "Comment", Text),
        ("Created", "Created", Text),
        ("Author", "Author", Text),
        ("Config", "Config", Pointer(&IMAGE_CONFIG)),
        ("Architecture", "Architecture", Text),
        ("Variant", "Variant", Text),
        ("Os", "Os", Text),
        ("OsVersion", "OsVersion", Text),
        ("Size", "Size", Int),
        ("GraphDriver", "GraphDriver", Bare("storage.DriverData")),
        ("RootFS", "RootFS", Shape::Struct(&ROOT_FS)),
        ("Metadata", "Metadata", Shape::Struct(&METADATA)),
        ("Descriptor", "Descriptor", Pointer(&DESCRIPTOR)),
        ("Manifests", "Manifests", List),
        ("Identity", "Identity", Bare("image.Identity")),
    ],
};

static IMAGE_CONFIG: Struct = Struct {
    name: "v1.DockerOCIImageConfig",
    fields: &[("ImageConfig", "", Embedded(&OCI_CONFIG)), ("DockerOCIImageConfigExt", "", Embedded(&DOCKER_CONFIG))],
};

static OCI_CONFIG: Struct = Struct {
    name: "v1.ImageConfig",
    fields: &[
        ("User", "User", Text),
        ("ExposedPorts", "ExposedPorts", Set),
        ("Env", "Env", List),
        ("Entrypoint", "Entrypoint", List),
        ("Cmd", "Cmd", List),
        ("Volumes", "Volumes", Set),
        ("WorkingDir", "WorkingDir", Text),
        ("Labels", "Labels", Map),
        ("StopSignal", "StopSignal", Text),
        ("ArgsEscaped", "ArgsEscaped", Bool),
    ],
};

static DOCKER_CONFIG: Struct = Struct {
    name: "v1.DockerOCIImageConfigExt",
    fields: &[
        ("Healthcheck", "Healthcheck", Pointer(&HEALTHCHECK)),
        ("OnBuild", "OnBuild", List),
        ("Shell", "Shell", List),
    ],
};

static HEALTHCHECK: Struct = Struct {
    name: "v1.HealthcheckConfig",
    fields: &[
        ("Test", "Test", List),
        ("Interval", "Interval", Duration),
        ("Timeout", "Timeout", Duration),
        ("StartPeriod", "StartPeriod", Duration),
        ("StartInterval", "StartInterval", Duration),
        ("Retries", "Retries", Int),
    ],
};

static ROOT_FS: Struct = Struct { name: "image.RootFS", fields: &[("Type", "Type", Text), ("Layers", "Layers", List)] };

static METADATA: Struct = Struct { name: "image.Metadata", fields: &[("LastTagTime", "LastTagTime", Time)] };

/// A descriptor of the OCI image format.
pub static DESCRIPTOR: Struct = Struct {
    name: "v1.Descriptor",
    fields: &[
        ("MediaType", "mediaType", Text),
        ("Digest", "digest", Text),
        ("Size", "size", Int),
        ("URLs", "urls", List),
        ("Annotations", "annotations", Map),
        ("Data", "data", List),
        ("Platform", "platform", Pointer(&PLATFORM)),
        ("ArtifactType", "artifactType", Text),
    ],
};

static PLATFORM: Struct = Struct {
    name: "v1.Platform",
    fields: &[
        ("Architecture", "architecture", Text),
        ("OS", "os", Text),
        ("OSVersion", "os.version", Text),
        ("OSFeatures", "os.features", List),
        ("Variant", "variant", Text),
    ],
};

/// A message of `docker events`.
pub static EVENT: Struct = Struct {
    name: "*events.Message",
    fields: &[
        ("Type", "Type", Text),
        ("Action", "Action", Text),
        ("Actor", "Actor", Shape::Struct(&EVENT_ACTOR)),
        ("Scope", "scope", Text),
        ("Time", "time", Int),
        ("TimeNano", "timeNano", Int),
    ],
};

static EVENT_ACTOR: Struct =
    Struct { name: "events.Actor", fields: &[("ID", "ID", Text), ("Attributes", "Attributes", Map)] };

/// What `docker volume inspect` sees.
pub static VOLUME: Struct = Struct {
    name: "volume.Volume",
    fields: &[
        ("ClusterVolume", "ClusterVolume", Bare("volume.ClusterVolume")),
        ("CreatedAt", "CreatedAt", Text),
        ("Driver", "Driver", Text),
        ("Labels", "Labels", Map),
        ("Mountpoint", "Mountpoint", Text),
        ("Name", "Name", Text),
        ("Options", "Options", Map),
        ("Scope", "Scope", Text),
        ("Status", "Status", Map),
        ("UsageData", "UsageData", Bare("volume.UsageData")),
    ],
};

/// What `docker container inspect` sees.
pub static CONTAINER: Struct = Struct {
    name: "container.InspectResponse",
    fields: &[
        ("ID", "Id", Text),
        ("Created", "Created", Text),
        ("Path", "Path", Text),
        ("Args", "Args", List),
        ("State", "State", Pointer(&STATE)),
        ("Image", "Image", Text),
        ("ResolvConfPath", "ResolvConfPath", Text),
        ("HostnamePath", "HostnamePath", Text),
        ("HostsPath", "HostsPath", Text),
        ("LogPath", "LogPath", Text),
        ("Name", "Name", Text),
        ("RestartCount", "RestartCount", Int),
        ("Driver", "Driver", Text),
        ("Platform", "Platform", Text),
        ("MountLabel", "MountLabel", Text),
        ("ProcessLabel", "ProcessLabel", Text),
        ("AppArmorProfile", "AppArmorProfile", Text),
        ("ExecIDs", "ExecIDs", List),
        ("HostConfig", "HostConfig", Pointer(&host::HOST_CONFIG)),
        ("GraphDriver", "GraphDriver", Bare("storage.DriverData")),
        ("Storage", "Storage", Bare("storage.Storage")),
        ("SizeRw", "SizeRw", MaybeInt),
        ("SizeRootFs", "SizeRootFs", MaybeInt),
        ("Mounts", "Mounts", Structs(&MOUNT)),
        ("Config", "Config", Pointer(&CONTAINER_CONFIG)),
        ("NetworkSettings", "NetworkSettings", Pointer(&NETWORK_SETTINGS)),
        ("ImageManifestDescriptor", "ImageManifestDescriptor", Pointer(&DESCRIPTOR)),
    ],
};

static STATE: Struct = Struct {
    name: "container.State",
    fields: &[
        ("Status", "Status", Text),
        ("Running", "Running", Bool),
        ("Paused", "Paused", Bool),
        ("Restarting", "Restarting", Bool),
        ("OOMKilled", "OOMKilled", Bool),
        ("Dead", "Dead", Bool),
        ("Pid", "Pid", Int),
        ("ExitCode", "ExitCode", Int),
        ("Error", "Error", Text),
        ("StartedAt", "StartedAt", Text),
        ("FinishedAt", "FinishedAt", Text),
        ("Health", "Health", Bare("container.Health")),
    ],
};

static CONTAINER_CONFIG: Struct = Struct {
    name: "container.Config",
    fields: &[
        ("Hostname", "Hostname", Text),
        ("Domainname", "Domainname", Text),
        ("User", "User", Text),
        ("AttachStdin", "AttachStdin", Bool),
        ("AttachStdout", "AttachStdout", Bool),
        ("AttachStderr", "AttachStderr", Bool),
        ("ExposedPorts", "ExposedPorts", Set),
        ("Tty", "Tty", Bool),
        ("OpenStdin", "OpenStdin", Bool),
        ("StdinOnce", "StdinOnce", Bool),
        ("Env", "Env", List),
        ("Cmd", "Cmd", List),
        ("Healthcheck", "Healthcheck", Pointer(&HEALTHCHECK)),
        ("ArgsEscaped", "ArgsEscaped", Bool),
        ("Image", "Image", Text),
        ("Volumes", "Volumes", Set),
        ("WorkingDir", "WorkingDir", Text),
        ("Entrypoint", "Entrypoint", List),
        ("NetworkDisabled", "NetworkDisabled", Bool),
        ("OnBuild", "OnBuild", List),
        ("Labels", "Labels", Map),
        ("StopSignal", "StopSignal", Text),
        ("StopTimeout", "StopTimeout", MaybeInt),
        ("Shell", "Shell", List),
    ],
};

static MOUNT: Struct = Struct {
    name: "container.MountPoint",
    fields: &[
        ("Type", "Type", Text),
        ("Name", "Name", Text),
        ("Source", "Source", Text),
        ("Destination", "Destination", Text),
        ("Driver", "Driver", Text),
        ("Mode", "Mode", Text),
        ("RW", "RW", Bool),
        ("Propagation", "Propagation", Text),
    ],
};

static NETWORK_SETTINGS: Struct = Struct {
    name: "container.NetworkSettings",
    fields: &[
        ("SandboxID", "SandboxID", Text),
        ("SandboxKey", "SandboxKey", Text),
        ("Ports", "Ports", Shape::StructsMap(&host::BINDING)),
        ("Networks", "Networks", StructMap(&ENDPOINT)),
    ],
};

static ENDPOINT: Struct = Struct {
    name: "network.EndpointSettings",
    fields: &[
        ("IPAMConfig", "IPAMConfig", Bare("network.EndpointIPAMConfig")),
        ("Links", "Links", List),
        ("Aliases", "Aliases", List),
        ("DriverOpts", "DriverOpts", Map),
        ("GwPriority", "GwPriority", Int),
        ("NetworkID", "NetworkID", Text),
        ("EndpointID", "EndpointID", Text),
        ("Gateway", "Gateway", Shape::Address),
        ("IPAddress", "IPAddress", Shape::Address),
        ("MacAddress", "MacAddress", Text),
        ("IPPrefixLen", "IPPrefixLen", Int),
        ("IPv6Gateway", "IPv6Gateway", Shape::Address),
        ("GlobalIPv6Address", "GlobalIPv6Address", Shape::Address),
        ("GlobalIPv6PrefixLen", "GlobalIPv6PrefixLen", Int),
        ("DNSNames", "DNSNames", List),
    ],
};

/// What `docker context inspect` sees.
pub static CONTEXT: Struct = Struct {
    name: "context.contextWithTLSListing",
    fields: &[
        ("Name", "Name", Text),
        ("Metadata", "Metadata", Map),
        ("Endpoints", "Endpoints", Map),
        ("TLSMaterial", "TLSMaterial", Map),
        ("Storage", "Storage", Bare("store.StorageInfo")),
    ],
};

/// A config of the OCI image format, as `docker buildx imagetools inspect` sees it.
pub static OCI_IMAGE: Struct = Struct {
    name: "*v1.Image",
    fields: &[
        ("Created", "created", Time),
        ("Author", "author", Text),
        ("Architecture", "architecture", Text),
        ("OS", "os", Text),
        ("OSVersion", "os.version", Text),
        ("OSFeatures", "os.features", List),
        ("Variant", "variant", Text),
        ("Config", "config", Shape::Struct(&OCI_IMAGE_CONFIG)),
        ("RootFS", "rootfs", Shape::Struct(&OCI_ROOT_FS)),
        ("History", "history", Structs(&OCI_HISTORY)),
    ],
};

static OCI_IMAGE_CONFIG: Struct = Struct {
    name: "v1.ImageConfig",
    fields: &[
        ("User", "User", Text),
        ("ExposedPorts", "ExposedPorts", Set),
        ("Env", "Env", List),
        ("Entrypoint", "Entrypoint", List),
        ("Cmd", "Cmd", List),
        ("Volumes", "Volumes", Set),
        ("WorkingDir", "WorkingDir", Text),
        ("Labels", "Labels", Map),
        ("StopSignal", "StopSignal", Text),
        ("ArgsEscaped", "ArgsEscaped", Bool),
    ],
};

static OCI_ROOT_FS: Struct =
    Struct { name: "v1.RootFS", fields: &[("Type", "type", Text), ("DiffIDs", "diff_ids", List)] };

static OCI_HISTORY: Struct = Struct {
    name: "v1.History",
    fields: &[
        ("Created", "created", Time),
        ("CreatedBy", "created_by", Text),
        ("Author", "author", Text),
        ("Comment", "comment", Text),
        ("EmptyLayer", "empty_layer", Bool),
    ],
};

/// What `docker version` sees.
pub static VERSIONS: Struct = Struct {
    name: "system.versionInfo",
    fields: &[("Client", "Client", Shape::Struct(&CLIENT_VERSION)), ("Server", "Server", Pointer(&SERVER_VERSION))],
};

static CLIENT_VERSION: Struct = Struct {
    name: "system.clientVersion",
    fields: &[
        ("Platform", "Platform", Pointer(&VERSION_PLATFORM)),
        ("Version", "Version", Text),
        ("APIVersion", "ApiVersion", Text),
        ("DefaultAPIVersion", "DefaultAPIVersion", Text),
        ("GitCommit", "GitCommit", Text),
        ("GoVersion", "GoVersion", Text),
        ("Os", "Os", Text),
        ("Arch", "Arch", Text),
        ("BuildTime", "BuildTime", Text),
        ("Context", "Context", Text),
    ],
};

/// The engine's side of `docker version`.
pub static SERVER_VERSION: Struct = Struct {
    name: "system.serverVersion",
    fields: &[
        ("Platform", "Platform", Shape::Struct(&VERSION_PLATFORM)),
        ("Version", "Version", Text),
        ("APIVersion", "ApiVersion", Text),
        ("MinAPIVersion", "MinAPIVersion", Text),
        ("Os", "Os", Text),
        ("Arch", "Arch", Text),
        ("Components", "Components", Structs(&COMPONENT_VERSION)),
        ("GitCommit", "GitCommit", Text),
        ("GoVersion", "GoVersion", Text),
        ("KernelVersion", "KernelVersion", Text),
        ("Experimental", "Experimental", Bool),
        ("BuildTime", "BuildTime", Text),
    ],
};

static VERSION_PLATFORM: Struct = Struct { name: "client.PlatformInfo", fields: &[("Name", "Name", Text)] };

static COMPONENT_VERSION: Struct = Struct {
    name: "system.ComponentVersion",
    fields: &[("Name", "Name", Text), ("Version", "Version", Text), ("Details", "Details", Map)],
};

impl Struct {
    /// The fields of a JSON object that the struct has, in its order.
    pub fn pick(&self, value: &Value) -> Value {
        let fields = self.fields.iter().filter_map(|(_, key, shape)| {
            let field = value.get(*key).filter(|field| !field.is_null());
            let picked = match (shape, field) {
                (Shape::Struct(inner), field) => inner.pick(field.unwrap_or(&Value::Null)),
                (Shape::Structs(inner), Some(Value::Array(items))) => {
                    items.iter().map(|item| inner.pick(item)).collect()
                }
                (_, Some(field)) => field.clone(),
                (_, None) => return None,
            };
            Some((key.to_string(), picked))
        });
        Value::Object(fields.collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::template::{Missing, Template};
    use super::*;

    fn image(source: &str) -> String {
        let value = json!({"Id": "sha256:x", "RepoTags": ["a:1"], "Config": {"Env": ["A=b"]}, "Size": 7,
            "Metadata": {"LastTagTime": "2026-11-23T14:42:03.604547205Z"}});
        let data = typed(&IMAGE, &value);
        Template::parse(source)
            .and_then(|template| template.execute(&data, Missing::Default))
            .unwrap_or_else(|error| error)
    }

    #[test]
    fn what_the_daemon_left_out_is_there_with_its_zero_value() {
        for (source, printed) in [
            ("{{.Config.Labels.x}}", "<no value>"),
            ("{{json .GraphDriver}}", "null"),
            ("{{json .Config.Labels}}", "null"),
            ("{{json .Config}}", r#"{"Env":["A=b"]}"#),
            ("{{.Metadata.LastTagTime}}", "2026-11-23 14:42:03.604547205 +0000 UTC"),
            ("{{.Config.Cmd}} {{len .Config.Env}}", "[] 1"),
            ("{{.Config.Healthcheck}}", "<nil>"),
            ("{{.Size}}", "7"),
        ] {
            assert_eq!(image(source), printed, "{source}");
        }
        assert!(image("{{.Config.Nope}}").contains("can't evaluate field Nope"));
    }
}
