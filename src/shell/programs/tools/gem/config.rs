//! `bundle config`: what is set for a project, or for all of a person's (`bundler/settings.rb`, bundle-config(1)).

use super::super::packages::{put, read_text};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

/// Settings that change nothing which can be seen here; one that ends with a dot has more behind it.
const UNSEEN: &[&str] =
    &["build.", "disable_version_check", "ignore_messages", "jobs", "retry", "silence_root_warning", "timeout"];
/// Settings that work.
const WORKING: &[&str] = &["frozen", "without"];

/// A setting's name in a file and in the environment.
fn key(name: &str) -> String {
    format!("BUNDLE_{}", name.replace('.', "__").replace('-', "___").to_uppercase())
}

/// The file of the project's settings, and of the person's.
fn places(process: &Process<'_>) -> [String; 2] {
    let variable = |name: &str| process.environment.get(name).cloned();
    let local = variable("BUNDLE_APP_CONFIG").unwrap_or_else(|| process.absolute(".bundle"));
    let global = variable("BUNDLE_USER_CONFIG")
        .unwrap_or_else(|| format!("{}/.bundle/config", variable("HOME").unwrap_or_else(|| "/root".into())));
    [format!("{local}/config"), global]
}

/// The settings of a file: keys and values.
fn read(process: &mut Process<'_>, path: &str) -> Vec<(String, String)> {
    let text = read_text(process.system.files(), path);
    let rows = text.lines().filter_map(|line| line.split_once(": "));
    rows.map(|(key, value)| (key.to_string(), value.trim().trim_matches('"').to_string())).collect()
}

/// What a setting says: the project's file comes first, the environment next.
pub(super) fn value(process: &mut Process<'_>, name: &str) -> Option<String> {
    let key = key(name);
    let [local, global] = places(process);
    let of = |rows: Vec<(String, String)>| rows.into_iter().find(|(own, _)| *own == key).map(|(_, value)| value);
    if let Some(own) = of(read(process, &local)) {
        return Some(own);
    }
    let own = process.environment.get(&key).cloned();
    own.or_else(|| of(read(process, &global)))
}

/// The groups that are left out.
pub(super) fn without(process: &mut Process<'_>) -> Vec<String> {
    let value = value(process, "without").unwrap_or_default();
    value.split([':', ' ']).filter(|name| !name.is_empty()).map(str::to_string).collect()
}

/// Whether a lock file has to be there, and what says so.
pub(super) fn frozen(process: &mut Process<'_>) -> Option<&'static str> {
    let mut is_set = |name| value(process, name).is_some_and(|value| matches!(value.as_str(), "1" | "true"));
    if is_set("deployment") {
        return Some("deployment setting");
    }
    is_set("frozen").then_some("frozen setting")
}

fn fail(process: &mut Process<'_>, what: &str) -> Ended {
    process.output.write(Stream::Err, format!("layercake: bundle config {what} is not simulated\n").as_bytes())?;
    Err(Bail::Status(1))
}

pub(super) fn run(process: &mut Process<'_>, words: &[String]) -> Ended {
    let mut plain = Vec::new();
    let mut scope = None;
    for word in words {
        match word.as_str() {
            "--local" => scope = Some(0),
            "--global" => scope = Some(1),
            option if option.starts_with('-') => return fail(process, option),
            word => plain.push(word),
        }
    }
    let has_project = super::project_file(process, "Gemfile").is_some();
    let place = scope.unwrap_or(usize::from(!has_project));
    match plain.as_slice() {
        [] | ["list"] => list(process),
        ["set", name, value @ ..] if !value.is_empty() => set(process, place, name, value),
        ["unset", name] => change(process, place, name, None),
        ["get" | "set" | "unset", ..] => fail(process, &plain.join(" ")),
        [name, value @ ..] if !value.is_empty() => set(process, place, name, value),
        [name, ..] => fail(process, name),
    }
}

fn set(process: &mut Process<'_>, place: usize, name: &str, value: &[&str]) -> Ended {
    let is_unseen = UNSEEN.iter().any(|known| *known == name || known.ends_with('.') && name.starts_with(known));
    if !is_unseen && !WORKING.contains(&name) {
        return fail(process, &format!("set {name}"));
    }
    let value = value.join(" ");
    let value = if name == "without" { value.split_whitespace().collect::<Vec<_>>().join(":") } else { value };
    change(process, place, name, Some(value))
}

fn change(process: &mut Process<'_>, place: usize, name: &str, value: Option<String>) -> Ended {
    let Some(path) = places(process).get(place).cloned() else { return Ok(0) };
    let key = key(name);
    let mut rows = read(process, &path);
    rows.retain(|(own, _)| *own != key);
    rows.extend(value.map(|value| (key, value)));
    let text: String = rows.iter().map(|(key, value)| format!("{key}: \"{value}\"\n")).collect();
    match put(process.system.files(), &path, format!("---\n{text}").into(), 0o644) {
        Ok(()) => Ok(0),
        Err(_) => {
            let text = format!(
                "There was an error while trying to write to `{path}`. It is likely that you need to grant write permissions for that path.\n"
            );
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(23)
        }
    }
}

fn list(process: &mut Process<'_>) -> Ended {
    process.print("Settings are listed in order of priority. The top value will be used.\n")?;
    for (path, whose) in places(process).into_iter().zip(["your local app", "the current user"]) {
        for (key, value) in read(process, &path) {
            let name = key.trim_start_matches("BUNDLE_").to_lowercase().replace("___", "-").replace("__", ".");
            let shown = match name.as_str() {
                "without" => format!("[:{}]", value.replace(':', ", :")),
                "frozen" => value,
                _ => format!("\"{value}\""),
            };
            process.print(&format!("{name}\nSet for {whose} ({path}): {shown}\n\n"))?;
        }
    }
    Ok(0)
}
