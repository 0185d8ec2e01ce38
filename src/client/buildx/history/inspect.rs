//! `docker buildx history inspect` (buildx `commands/history/inspect.go`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::super::GROUP_FLAGS;
use super::duration;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Text};
use crate::client::template::{Missing, Template, escaped_indented, from_json};
use crate::engine::api::{BuildRecord, CANCELED};
use crate::text::align_with_tabs;

const PRETTY: &str = "pretty";
const FORMAT: Text = Text::new("format", "How to show the record").default(PRETTY);
const FLAGS: Flags = &[&FORMAT];

pub static INSPECT: Command = Command {
    about: "Show a build",
    synopsis: "[OPTIONS] [REF]",
    count: Count::Plainly(1),
    flags: &[FLAGS, GROUP_FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let reference = given.argument(0);
    let record = docker.build_record(reference)?;
    let paths = Paths::of(&record, docker.directory);
    match given.text(&FORMAT) {
        PRETTY => docker.out(&pretty(&record, reference.is_empty(), &paths)),
        "json" => docker.out_line(&escaped_indented(&as_json(&record, &paths), "  ")),
        own => {
            let failed = |words| Failure::new(format!("ERROR: failed to parse format template: {words}"));
            let template = Template::parse(own).map_err(failed)?;
            let text = template.execute(&from_json(&as_json(&record, &paths)), Missing::Default).map_err(failed)?;
            docker.out_line(&text)
        }
    }
}

/// The attributes of one kind, `build-arg:NAME` and so on.
fn named(record: &BuildRecord, prefix: &str) -> Vec<(String, String)> {
    let found = record.attributes.iter().filter_map(|(key, value)| Some((key.strip_prefix(prefix)?, value)));
    found.map(|(key, value)| (key.to_string(), value.clone())).collect()
}

fn attribute<'r>(record: &'r BuildRecord, key: &str) -> &'r str {
    record.attributes.get(key).map_or("", String::as_str)
}

/// Where the build's files were, seen from here (Go's `filepath.Rel`, unless that leads up).
struct Paths {
    context: String,
    file: String,
}

impl Paths {
    fn of(record: &BuildRecord, here: &str) -> Self {
        let below = |base: &str, path: &str| match path.strip_prefix(base.trim_end_matches('/')) {
            Some("") => ".".to_string(),
            Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/').to_string(),
            _ => path.to_string(),
        };
        let context = match record.context.as_str() {
            "" => attribute(record, "context").to_string(),
            context => below(here, context),
        };
        let file = match record.file.as_str() {
            "" => attribute(record, "filename").to_string(),
            file if record.context.is_empty() => file.to_string(),
            file => below(&record.context, file),
        };
        Paths { context, file }
    }
}

/// The code that stands for `Unknown` in errors of gRPC: what steps fail with.
const UNKNOWN: i32 = 2;
/// So many lines of a failed step's output are shown.
const LINES: usize = 16;

/// The step that failed, and the last lines that it wrote (`loadVertexLogs`).
fn failed_step(record: &BuildRecord) -> Option<(String, Vec<String>)> {
    let mut failed = record.log.iter().flat_map(|status| &status.vertexes);
    let vertex = failed.rfind(|vertex| !vertex.error.is_empty() && vertex.error != CANCELED)?;
    let logs = record.log.iter().flat_map(|status| &status.logs).filter(|log| log.vertex == vertex.digest);
    let text: Vec<u8> = logs.flat_map(|log| log.data.iter().copied()).collect();
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.is_empty()).collect();
    let last = lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default();
    Some((vertex.name.clone(), last.iter().map(ToString::to_string).collect()))
}

/// Attributes that the page shows under names of their own.
const SHOWN: [(&str, &str); 6] = [
    ("force-network-mode", "Network"),
    ("add-hosts", "Extra Hosts"),
    ("cgroup-parent", "Cgroup Parent"),
    ("image-resolve-mode", "Image Resolve Mode"),
    ("shm-size", "Shm Size"),
    ("ulimit", "Resource Limits"),
];

fn pretty(record: &BuildRecord, with_reference: bool, paths: &Paths) -> String {
    let mut head = String::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            head.push_str(&format!("{name}:\t{value}\n"));
        }
    };
    line("Name", &record.name);
    line("Ref", if with_reference { &record.reference } else { "" });
    line("Context", &paths.context);
    line("Dockerfile", &paths.file);
    line("Target", attribute(record, "target"));
    line("Platforms", attribute(record, "platform"));
    let mut out = align_with_tabs(&head) + "\n";
    out.push_str(&table("Named Context", &named(record, "context:")));
    let mut times = format!("Started:\t{}\n", record.created.in_utc("%Y-%m-%d %H:%M:%S"));
    let took = record.completed.map_or(0, |completed| completed.since(record.created));
    times.push_str(&format!("Duration:\t{}\n", duration(took)));
    match (record.canceled, record.error.is_empty()) {
        (true, _) => times.push_str("Status:\tCanceled\n"),
        (false, false) => times.push_str(&format!("Error:\tUnknown {}\n", record.error)),
        (false, true) => {}
    }
    let cached = 100.0 * f64::from(record.cached_steps) / f64::from(record.steps.max(1));
    times.push_str(&format!("Build Steps:\t{}/{} ({cached:.0}% cached)\n", record.completed_steps, record.steps));
    out.push_str(&align_with_tabs(&times));
    out.push('\n');
    let mut config = String::new();
    for (key, name) in SHOWN {
        if !attribute(record, key).is_empty() {
            config.push_str(&format!("{name}:\t{}\n", attribute(record, key)));
        }
    }
    match record.attributes.get("no-cache").map(String::as_str) {
        Some("") => config.push_str("No Cache:\ttrue\n"),
        Some(stages) => config.push_str(&format!("No Cache Filter:\t{}\n", stages.replace(',', ", "))),
        None => {}
    }
    out.push_str(&align_with_tabs(&config));
    out.push('\n');
    out.push_str(&table("Build Arg", &named(record, "build-arg:")));
    out.push_str(&table("Label", &named(record, "label:")));
    if !record.materials.is_empty() {
        let rows: String = record.materials.iter().map(|(uri, digest)| format!("{uri}\t{digest}\n")).collect();
        out.push_str(&format!("Materials:\n{}\n", align_with_tabs(&format!("URI\tDIGEST\n{rows}"))));
    }
    if !record.attachments.is_empty() {
        let rows = record.attachments.iter().map(|it| format!("{}\t{}\t{}\n", it.digest, it.platform, it.kind));
        let rows = format!("DIGEST\tPLATFORM\tTYPE\n{}", rows.collect::<String>());
        out.push_str(&format!("Attachments:\n{}\n", align_with_tabs(&rows)));
    }
    for excerpt in &record.excerpts {
        out.push_str(&format!("{excerpt}\n"));
    }
    if let Some((name, lines)) = failed_step(record).filter(|(_, lines)| !lines.is_empty()) {
        let lines: String = lines.iter().map(|line| format!("> {line}\n")).collect();
        out.push_str(&format!("Logs:\n> => {name}:\n{lines}\n"));
    }
    if !record.error.is_empty() {
        out.push_str("Enable --debug to see stack traces for error\n");
    }
    let reference = &record.reference;
    out.push_str(&format!("Print build logs: docker buildx history logs {reference}\n"));
    out + &format!("View build in Docker Desktop: docker-desktop://dashboard/build/default/default/{reference}\n")
}

/// A table of names and values; nothing where there are none.
fn table(head: &str, rows: &[(String, String)]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: String = rows.iter().map(|(name, value)| format!("{name}\t{value}\n")).collect();
    align_with_tabs(&format!("{}\tVALUE\n{rows}", head.to_uppercase())) + "\n"
}

fn as_json(record: &BuildRecord, paths: &Paths) -> Value {
    let mut object = Map::new();
    let mut text = |key: &str, value: &str| {
        if !value.is_empty() {
            object.insert(key.into(), value.into());
        }
    };
    text("Name", &record.name);
    text("Ref", &record.reference);
    text("Context", &paths.context);
    text("Dockerfile", &paths.file);
    text("Target", attribute(record, "target"));
    text("StartedAt", &record.created.rfc3339());
    if let Some(completed) = record.completed {
        text("CompletedAt", &completed.rfc3339());
        object.insert("Duration".into(), completed.since(record.created).into());
    }
    let status = match (record.completed, record.canceled, record.error.is_empty()) {
        (None, ..) => "running",
        (_, true, _) => "canceled",
        (_, _, true) => "completed",
        (_, _, false) => "failed",
    };
    object.insert("Status".into(), status.into());
    if !record.error.is_empty() {
        let mut error = Map::new();
        error.insert("Code".into(), UNKNOWN.into());
        error.insert("Message".into(), record.error.clone().into());
        if let Some((name, lines)) = failed_step(record) {
            error.insert("Name".into(), name.into());
            if !lines.is_empty() {
                error.insert("Logs".into(), lines.into());
            }
        }
        let sources: String = record.excerpts.iter().map(|excerpt| format!("{excerpt}\n")).collect();
        if !sources.is_empty() {
            error.insert("Sources".into(), STANDARD.encode(sources).into());
        }
        object.insert("Error".into(), error.into());
    }
    for (key, count) in [
        ("NumCompletedSteps", record.completed_steps),
        ("NumTotalSteps", record.steps),
        ("NumCachedSteps", record.cached_steps),
    ] {
        object.insert(key.into(), count.into());
    }
    for (key, prefix) in [("BuildArgs", "build-arg:"), ("Labels", "label:"), ("NamedContexts", "context:")] {
        let pairs: Vec<Value> =
            named(record, prefix).into_iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
        if !pairs.is_empty() {
            object.insert(key.into(), pairs.into());
        }
    }
    let mut config = Map::new();
    for (key, name) in SHOWN {
        if !attribute(record, key).is_empty() {
            config.insert(name.replace(' ', ""), attribute(record, key).into());
        }
    }
    object.insert("Config".into(), config.into());
    let materials = record.materials.iter().map(|(uri, digest)| json!({ "URI": uri, "Digests": [digest] }));
    let materials: Vec<Value> = materials.collect();
    if !materials.is_empty() {
        object.insert("Materials".into(), materials.into());
    }
    let attachments = record.attachments.iter().map(|attachment| {
        let mut row = Map::new();
        row.insert("Digest".into(), attachment.digest.to_string().into());
        if !attachment.platform.is_empty() {
            row.insert("Platform".into(), attachment.platform.clone().into());
        }
        row.insert("Type".into(), attachment.kind.clone().into());
        Value::from(row)
    });
    let attachments: Vec<Value> = attachments.collect();
    if !attachments.is_empty() {
        object.insert("Attachments".into(), attachments.into());
    }
    Value::Object(object)
}
