//! `docker buildx bake`: builds that stand in files, HCL or JSON (docker/buildx `commands/bake.go`, `bake`). Files become blocks and
//! expressions (`parse`, `json`), these become targets (`evaluate`, `definition`), and each target a command line of
//! `docker build`.
//!
//! What it does not know of HCL says so: most functions, `for`, `validation`, functions of one's own.

mod definition;
mod entry;
mod evaluate;
mod functions;
mod json;
mod overrides;
mod parse;
mod rights;
mod syntax;
mod target;
mod value;
mod words;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use self::definition::{Chosen, Definition};
use self::evaluate::{Listed, Scope};
use self::syntax::{Body, Trouble};
use super::Client;
use super::argument::Argument;
use super::arguments::Matches;
use super::build::parts::{Part, Parts};
use super::build::{fields, flags};
use super::command::{COMMAND, Command, Count};
use super::failure::{Failure, Outcome};
use super::flag::{Flags, List, Switch, Text};
use super::invocation::go_words;
use super::template::escaped_indented;
use crate::engine::api::SourceExcerpt;
use crate::oci::Platform;
use crate::text::{align_with_tabs, parse_bool, quote};

/// The files that are read where none is named; compose files come before them.
const FILES: &[&str] =
    &["docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"];
const COMPOSE_FILES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// Bytes that a bake file may have.
const FILE_LIMIT: u64 = 1 << 20;

const FILE: List = List::new("file", "Build definition file").named("stringArray").short('f').takes(Argument::Path);
const LIST: Text = Text::new("list", "List targets or variables").takes(Argument::Like(&["targets", "variables"]));
const PRINT: Switch = Switch::new("print", "Print what would be built");
const SET: List = List::new("set", "Set a key of a target (\"TARGET.KEY=VALUE\")").named("stringArray");
const VAR: List = List::new("var", "Set a variable (\"NAME=VALUE\")").named("stringArray");
const CALL: Text = Text::new("call", "What to do (\"check\", \"outline\", \"targets\")")
    .default("build")
    .takes(Argument::OneOf(&["build", "check", "outline", "targets"]));
const BAKE_FLAGS: Flags = &[
    &flags::ALLOW,
    &flags::BUILDER,
    &CALL,
    &flags::CHECK,
    &flags::DEBUG,
    &FILE,
    &LIST,
    &flags::LOAD,
    &flags::METADATA_FILE,
    &flags::NO_CACHE,
    &flags::POLICY,
    &PRINT,
    &flags::PROGRESS,
    &flags::PROVENANCE,
    &flags::PULL,
    &flags::PUSH,
    &flags::SBOM,
    &SET,
    &VAR,
];

pub static BAKE: Command = Command {
    about: "Build from a file",
    synopsis: "[OPTIONS] [TARGET...]",
    aliases: "docker bake, docker buildx f",
    count: Count::Any,
    flags: &[BAKE_FLAGS],
    run,
    ..COMMAND
};

/// A file that was read.
struct File {
    name: String,
    text: String,
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    bake(docker, given).map_err(|failure| match failure {
        Failure::Status { code, message } if !message.is_empty() && !message.contains("ERROR: ") => {
            Failure::Status { code, message: format!("ERROR: {message}") }
        }
        other => other,
    })
}

fn bake(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    refuse(given)?;
    let listing = given.text(&LIST);
    let only_shows = given.on(&PRINT) || !listing.is_empty();
    if given.on(&PRINT) && !listing.is_empty() {
        return Err(Failure::new("--print and --list are mutually exclusive"));
    }
    let (progress, changed) = (given.text(&flags::PROGRESS), given.changed(&flags::PROGRESS));
    let mut shown = Parts::new(docker, progress, changed, !only_shows)?;
    let (files, plan) = planned(docker, given, &mut shown)?;
    let plan = match plan {
        Ok(plan) => plan,
        Err(wrong) => {
            shown.finish(docker)?;
            return Err(match wrong {
                Wrong::Files(trouble) => {
                    excerpt(&trouble, &files).map_or(Ok(()), |excerpt| docker.err(&excerpt.to_string()))?;
                    Failure::new(trouble.to_string())
                }
                Wrong::Asked(failure) => failure,
            });
        }
    };
    match plan {
        Plan::Show(text) => {
            shown.finish(docker)?;
            docker.out(&text)
        }
        Plan::Build(parts, rights) => {
            if let Some(rights) = rights {
                shown.finish(docker)?;
                rights.ask(docker)?;
                shown = Parts::new(docker, progress, changed, true)?;
            }
            shown.build(docker, &parts)?;
            let file = given.text(&flags::METADATA_FILE);
            if file.is_empty() { Ok(()) } else { shown.save_metadata(docker, file) }
        }
    }
}

/// What is left to do when the files have been read.
enum Plan {
    Show(String),
    Build(Vec<Part>, Option<rights::Asked>),
}

/// Why there is nothing to do.
enum Wrong {
    /// What stands in the files, with its place.
    Files(Trouble),
    Asked(Failure),
}

impl From<Trouble> for Wrong {
    fn from(trouble: Trouble) -> Self {
        Wrong::Files(trouble)
    }
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Self {
        Wrong::Asked(failure)
    }
}

/// Reads the files, and finds out what is to be done with them.
fn planned(docker: &mut Client<'_>, given: &Matches, shown: &mut Parts) -> Outcome<(Vec<File>, Result<Plan, Wrong>)> {
    let (files, unread) = read_files(docker, given.list(&FILE), shown)?;
    let plan = match unread {
        Some(failure) => Err(failure.into()),
        None if files.is_empty() => Err(Failure::new("couldn't find a bake definition").into()),
        None => plan(docker, given, &files),
    };
    match plan {
        Err(Wrong::Asked(Failure::Stop(stop))) => Err(stop.into()),
        plan => Ok((files, plan)),
    }
}

fn plan(docker: &Client<'_>, given: &Matches, files: &[File]) -> Result<Plan, Wrong> {
    let variables = variables(given.list(&VAR))?;
    let overrides = |name: &str| variables.get(name).or_else(|| docker.environment.get(name)).cloned();
    let bodies: Vec<Body> = files.iter().map(parsed).collect::<Result<_, _>>()?;
    let built_in = BTreeMap::from([
        ("BAKE_CMD_CONTEXT".to_string(), "cwd://".to_string()),
        ("BAKE_LOCAL_PLATFORM".to_string(), Platform::host().to_string()),
    ]);
    let mut scope = Scope::new(&bodies, built_in, &overrides);
    let listed = scope.variables()?;
    let definition = Definition::read(&mut scope)?;
    let listing = given.text(&LIST);
    if !listing.is_empty() {
        return Ok(Plan::Show(list(listing, &definition, &listed)?));
    }
    let words: Vec<String> = match given.arguments.as_slice() {
        [] => vec!["default".into()],
        words => words.to_vec(),
    };
    let environment = |name: &str| docker.environment.get(name).cloned();
    let overrides = overrides::read(&sets(given), |pattern| definition.overridden(pattern), environment)?;
    let mut chosen = definition.choose(&words, &overrides)?;
    let parts = chosen.targets.values_mut().map(words::part).collect::<Outcome<Vec<Part>>>()?;
    if given.on(&PRINT) {
        return Ok(Plan::Show(escaped_indented(&printed(&chosen), "  ") + "\n"));
    }
    let asked = rights::missing(docker, given, &chosen);
    Ok(Plan::Build(parts, asked))
}

/// What `--var` says.
fn variables(given: &[String]) -> Outcome<BTreeMap<String, String>> {
    let mut variables = BTreeMap::new();
    for text in given.iter().filter(|text| !text.is_empty()) {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Failure::new(format!("invalid variable {}, expected key=value", quote(text))));
        };
        if name.is_empty() {
            return Err(Failure::new(format!("invalid variable {}, key is empty", quote(text))));
        }
        variables.insert(name.to_string(), value.to_string());
    }
    Ok(variables)
}

/// What is not simulated, and another builder than the one that there is.
fn refuse(given: &Matches) -> Outcome<()> {
    let builder = given.text(&flags::BUILDER);
    if !matches!(builder, "" | "default") {
        return Err(Failure::new(format!("no builder {} found", quote(builder))));
    }
    if given.on(&flags::CHECK) || given.text(&CALL) != "build" {
        let instead = "use docker build --call, or --check, for each target";
        return Err(Failure::unsimulated("--call of docker buildx bake", instead));
    }
    if given.has(&flags::POLICY) {
        return Err(Failure::unsimulated("--policy of docker buildx bake", "leave it out"));
    }
    if given.arguments.iter().any(|word| word.contains("://")) {
        return Err(Failure::unsimulated("a remote bake definition", "there is no network; use a file"));
    }
    Ok(())
}

/// Short flags as what they are short for.
fn sets(given: &Matches) -> Vec<String> {
    let mut sets = given.list(&SET).to_vec();
    let mut also = |text: String| sets.push(text);
    if given.on(&flags::PUSH) {
        also("*.push=true".into());
    }
    if given.on(&flags::LOAD) {
        also("*.load=true".into());
    }
    for flag in [&flags::NO_CACHE, &flags::PULL] {
        if given.changed(flag) {
            also(format!("*.{}={}", flag.name(), given.on(flag)));
        }
    }
    for flag in [&flags::SBOM, &flags::PROVENANCE] {
        let value = given.text(flag);
        match parse_bool(value) {
            _ if value.is_empty() => {}
            Ok(true) => also(format!("*.attest=type={}", flag.name())),
            Ok(false) => also(format!("*.attest=type={},disabled=true", flag.name())),
            Err(_) => also(format!("*.attest=type={},{value}", flag.name())),
        }
    }
    sets
}

/// The files that are named, or those that are there; and which of them cannot be read.
fn read_files(docker: &mut Client<'_>, named: &[String], shown: &mut Parts) -> Outcome<(Vec<File>, Option<Failure>)> {
    let by_default = named.is_empty();
    let named: Vec<String> = match by_default {
        false => named.iter().map(|name| name.strip_prefix("cwd://").unwrap_or(name).to_string()).collect(),
        true => COMPOSE_FILES.iter().chain(FILES).map(|name| name.to_string()).collect(),
    };
    let (mut files, mut told, mut failed) = (Vec::new(), Vec::new(), None);
    for name in named {
        let content = match name.as_str() {
            "-" => Ok(docker.read_input()),
            name => docker.files.read(&docker.path(name)),
        };
        match content {
            Err(crate::vfs::Errno::NoEntry) if by_default => {}
            Err(error) => {
                told.push((name.clone(), None));
                failed = Some(Failure::new(format!("open {name}: {}", go_words(error))));
                break;
            }
            Ok(content) if content.len() > FILE_LIMIT => {
                return Err(Failure::new(format!("{name}: more than {FILE_LIMIT} bytes")));
            }
            Ok(content) => {
                told.push((name.clone(), Some(content.len())));
                files.push(File { name, text: String::from_utf8_lossy(&content.to_bytes()).into_owned() });
            }
        }
    }
    shown.tell_read(docker, &told)?;
    Ok((files, failed))
}

fn parsed(file: &File) -> Result<Body, Trouble> {
    let name = file.name.as_str();
    if name.ends_with(".yml") || name.ends_with(".yaml") {
        let what = format!("{name}: a compose file as a bake file");
        return Err(Trouble::plain(Failure::unsimulated(&what, "name an HCL or JSON file with -f").to_string()));
    }
    if name.ends_with(".json") {
        return json::parse(name, &file.text);
    }
    match parse::parse(name, &file.text) {
        Err(trouble) if !name.ends_with(".hcl") => json::parse(name, &file.text).map_err(|_| trouble),
        parsed => parsed,
    }
}

/// The marked lines that a mistake is about.
fn excerpt(trouble: &Trouble, files: &[File]) -> Option<SourceExcerpt> {
    let Trouble::At { place, .. } = trouble else { return None };
    let file = files.iter().find(|file| *file.name == *place.file)?;
    let lines = vec![(place.start.0, place.end.0)];
    Some(SourceExcerpt { filename: file.name.clone(), text: file.text.as_str().into(), lines })
}

/// `--print`
fn printed(chosen: &Chosen) -> Json {
    let mut groups = Map::new();
    for (name, group) in &chosen.groups {
        let mut object = Map::new();
        if !group.description.is_empty() {
            object.insert("description".into(), group.description.clone().into());
        }
        object.insert("targets".into(), group.targets.clone().into());
        groups.insert(name.clone(), object.into());
    }
    let targets: Map<String, Json> =
        chosen.targets.iter().map(|(name, target)| (name.clone(), target.json())).collect();
    json!({ "group": groups, "target": targets })
}

/// `--list`
fn list(given: &str, definition: &Definition, variables: &[Listed]) -> Outcome<String> {
    let (mut kind, mut format) = (String::new(), "table".to_string());
    for field in fields::split(given)? {
        match field.split_once('=') {
            Some(("type", value)) => kind = value.into(),
            Some(("format", value)) => format = value.into(),
            Some((key, _)) => return Err(Failure::new(format!("unexpected key '{key}' in '{field}'"))),
            None if field == given => kind = field,
            None => return Err(Failure::new(format!("invalid value {field}"))),
        }
    }
    if !matches!(kind.as_str(), "targets" | "variables") {
        return Err(Failure::new(format!("invalid list type {}", quote(&kind))));
    }
    if !matches!(format.as_str(), "table" | "json") {
        return Err(Failure::new(format!("invalid list format {}", quote(&format))));
    }
    let (mut table, mut objects) = (String::new(), Vec::new());
    if kind == "variables" {
        table.push_str("VARIABLE\tTYPE\tVALUE\tDESCRIPTION\n");
        for Listed { name, description, kind, value } in variables {
            let shown = value.as_deref().unwrap_or("<null>");
            table.push_str(&format!("{name}\t{kind}\t{shown}\t{description}\n"));
            let mut object = Map::from_iter([("name".to_string(), Json::from(name.as_str()))]);
            for (key, text) in [("description", Some(description)), ("type", Some(kind)), ("value", value.as_ref())] {
                if let Some(text) = text.filter(|text| key == "value" || !text.is_empty()) {
                    object.insert(key.into(), text.as_str().into());
                }
            }
            objects.push(Json::Object(object));
        }
    } else {
        table.push_str("TARGET\tDESCRIPTION\n");
        let targets = definition.targets.iter().map(|target| (&target.name, target.description.clone(), false));
        let groups = definition.groups.iter().map(|group| {
            let mut names = group.targets.clone();
            names.sort();
            let names = names.join(", ");
            let words = match group.description.as_str() {
                "" => names,
                words if names.is_empty() => words.to_string(),
                words => format!("{words} ({names})"),
            };
            (&group.name, words, true)
        });
        let mut rows: Vec<(&String, String, bool)> = targets.chain(groups).collect();
        rows.sort_by_key(|(name, ..)| *name);
        for (name, words, is_group) in rows.into_iter().filter(|(name, ..)| !name.starts_with('_')) {
            table.push_str(&format!("{name}\t{words}\n"));
            let mut object = Map::from_iter([("name".to_string(), Json::from(name.as_str()))]);
            if !words.is_empty() {
                object.insert("description".into(), words.into());
            }
            if is_group {
                object.insert("group".into(), true.into());
            }
            objects.push(Json::Object(object));
        }
    }
    Ok(match format.as_str() {
        "json" if objects.is_empty() => "null\n".into(),
        "json" => escaped_indented(&Json::Array(objects), "  ") + "\n",
        _ => align_with_tabs(&table),
    })
}
