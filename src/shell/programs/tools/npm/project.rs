//! `npm init`, `ls`, `outdated`, `view`, `pkg`, `version`, `cache`, `config`.

use serde_json::{Map, Value, json};

use super::line::Line;
use super::manifest::{Broken, Manifest};
use super::{OFFER, Place, files};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};

/// `npm init -y`
pub fn init(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    if let Some(starter) = line.words.first() {
        let text = format!("npm init {starter}: the sandbox fetches no starters; npm init -y is simulated\n");
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let folder = place.folder.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let mut value = Manifest::read(process.system.files(), &place.folder).unwrap_or_default().value;
    let name = if folder.is_empty() { "package".to_string() } else { folder };
    let rows = [
        ("name", json!(name)),
        ("version", json!("1.0.0")),
        ("description", json!("")),
        ("main", json!("index.js")),
        ("scripts", json!({ "test": "echo \"Error: no test specified\" && exit 1" })),
        ("keywords", json!([])),
        ("author", json!("")),
        ("license", json!("ISC")),
        ("type", json!("commonjs")),
    ];
    for (key, usual) in rows {
        value.entry(key).or_insert(usual);
    }
    let manifest = Manifest { value };
    let path = format!("{}/package.json", place.folder.trim_end_matches('/'));
    if let Err(errno) = manifest.write(process.system.files(), &place.folder) {
        return place.refused(process, "open", &path, errno);
    }
    process.print(&format!("Wrote to {path}:\n\n{}\n\n\n", manifest.text()))?;
    Ok(0)
}

/// `npm ls`
pub fn list(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let folder = if line.has("global") { format!("{}/lib", place.prefix) } else { place.folder.clone() };
    let mut all = files::installed(process.system.files(), folder.trim_end_matches('/'));
    let manifest = Manifest::read(process.system.files(), &folder).unwrap_or_default();
    if line.has("global") {
        if !all.iter().any(|(name, _)| name == "npm") {
            all.push(("npm".into(), place.npm.clone()));
        }
    } else {
        let asked: Vec<String> = ["dependencies", "devDependencies"]
            .iter()
            .flat_map(|table| manifest.table(table))
            .map(|(name, _)| name)
            .collect();
        all.retain(|(name, _)| asked.contains(name));
    }
    all.retain(|(name, _)| line.words.is_empty() || line.words.contains(name));
    all.sort();
    let title = manifest.title();
    let gap = if title.is_empty() { "" } else { " " };
    process.print(&format!("{title}{gap}{folder}\n"))?;
    for (index, (name, version)) in all.iter().enumerate() {
        let branch = if index + 1 == all.len() { "`--" } else { "+--" };
        process.print(&format!("{branch} {name}@{version}\n"))?;
    }
    if all.is_empty() {
        process.print("`-- (empty)\n")?;
    }
    process.print("\n")?;
    Ok(i32::from(all.is_empty() && !line.words.is_empty()))
}

/// `npm outdated`
pub fn outdated(process: &mut Process<'_>, place: &Place) -> Ended {
    let all = files::installed(process.system.files(), place.folder.trim_end_matches('/'));
    let manifest = Manifest::read(process.system.files(), &place.folder).unwrap_or_default();
    let mut text = String::new();
    for (name, range) in manifest.table("dependencies") {
        let own = all.iter().find(|(own, _)| *own == name).map_or("MISSING", |(_, version)| version.as_str());
        let Some((_, form)) = OFFER.find(&name) else { continue };
        if own != form.version {
            let wanted = super::super::packages::version::choose(
                &form.version,
                &form.versions,
                &range,
                super::super::packages::version::satisfies_npm,
            );
            let wanted = wanted.unwrap_or_else(|| own.to_string());
            text += &format!("{name}  {own}  {wanted}  {}  node_modules/{name}\n", form.version);
        }
    }
    if text.is_empty() {
        return Ok(0);
    }
    process.print(&format!("Package  Current  Wanted  Latest  Location\n{text}"))?;
    Ok(1)
}

/// `npm view NAME [FIELD]`
pub fn view(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let name = line.words.first().cloned().unwrap_or_default();
    let Some((name, form)) = OFFER.find(&name) else {
        let failure = super::tree::Failure::Unknown(name, "*".into());
        return place.fail(process, 1, &super::error::of_tree(&failure));
    };
    match line.words.get(1).map(String::as_str) {
        Some("version") => process.print(&format!("{}\n", form.version))?,
        Some("versions") => {
            let all: Vec<String> =
                form.versions.iter().chain([&form.version]).map(|version| format!("'{version}'")).collect();
            process.print(&format!("[ {} ]\n", all.join(", ")))?;
        }
        _ => {
            let count = if form.needs.is_empty() { "none".into() } else { form.needs.len().to_string() };
            process.print(&format!(
                "\n{name}@{} | MIT | deps: {count} | versions: {}\n{}\n",
                form.version,
                form.versions.len() + 1,
                form.about
            ))?;
        }
    }
    Ok(0)
}

/// `npm pkg set|get|delete`
pub fn pkg(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let mut manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(Broken::Missing) => return place.no_manifest(process),
        Err(Broken::Json(words)) => return place.broken_manifest(process, &words),
    };
    let rest = line.words.get(1..).unwrap_or_default();
    match line.words.first().map(String::as_str) {
        Some("get") => {
            let value = match rest {
                [] => Value::Object(manifest.value.clone()),
                [one] => at(&manifest.value, one).cloned().unwrap_or_else(|| json!({})),
                many => Value::Object(
                    many.iter().filter_map(|key| Some((key.clone(), at(&manifest.value, key)?.clone()))).collect(),
                ),
            };
            process.print(&format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default()))?;
            return Ok(0);
        }
        Some("set") => {
            for (key, value) in rest.iter().filter_map(|word| word.split_once('=')) {
                let value = if line.has("json") {
                    serde_json::from_str(value).unwrap_or_else(|_| json!(value))
                } else {
                    json!(value)
                };
                set(&mut manifest.value, key, value);
            }
        }
        Some("delete") => rest.iter().for_each(|key| {
            manifest.value.shift_remove(key);
        }),
        _ => return place.fail(process, 1, &["code EUSAGE".into()]),
    }
    match manifest.write(process.system.files(), &place.folder) {
        Ok(()) => Ok(0),
        Err(errno) => place.refused(process, "open", &format!("{}/package.json", place.folder), errno),
    }
}

fn at<'a>(value: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    let mut parts = key.split('.');
    let mut found = value.get(parts.next()?)?;
    for part in parts {
        found = found.get(part)?;
    }
    Some(found)
}

fn set(value: &mut Map<String, Value>, key: &str, new: Value) {
    match key.split_once('.') {
        None => {
            value.insert(key.into(), new);
        }
        Some((first, rest)) => {
            let inner = value.entry(first).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            if let Value::Object(inner) = inner {
                set(inner, rest, new);
            }
        }
    }
}

/// `npm cache clean|verify|ls`
pub fn cache(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    match line.words.first().map(String::as_str) {
        Some("clean" | "clear" | "rm") if line.has("force") => {
            place.warn(process, "using --force Recommended protections disabled.")?;
            let path = format!("{}/_cacache", place.cache);
            match files::remove_all(process.system.files(), &path) {
                Ok(()) => Ok(0),
                Err(errno) => place.refused(process, "rmdir", &path, errno),
            }
        }
        Some("clean" | "clear" | "rm") => {
            let lines = [
                "As of npm@5, the npm cache self-heals from corruption issues",
                "by treating integrity mismatches as cache misses.  As a result,",
                "data extracted from the cache is guaranteed to be valid.  If you",
                "want to make sure everything is consistent, use `npm cache verify`",
                "instead.  Deleting the cache can only make npm go slower, and is",
                "not likely to correct any problems you may be encountering!",
                "",
                "On the other hand, if you're debugging an issue with the installer,",
                "or race conditions that depend on the timing of writing to an empty",
                "cache, you can use `npm install --cache /tmp/empty-cache` to use a",
                "temporary cache instead of nuking the actual one.",
                "",
                "If you're sure you want to delete the entire cache, rerun this command",
                "with --force.",
            ];
            place.fail(process, 1, &lines.map(str::to_string))
        }
        Some("verify") => {
            process.print(&format!("Cache verified and compressed ({}/_cacache)\nFinished in 0.2s\n", place.cache))?;
            Ok(0)
        }
        _ => Ok(0),
    }
}

/// `npm config get|set|list`
pub fn config(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let home = process.environment.get("HOME").cloned().unwrap_or_default();
    let path = format!("{}/.npmrc", home.trim_end_matches('/'));
    match line.words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["get", "registry"] => process.print(&format!("{}/\n", super::REGISTRY))?,
        ["get", "cache"] => process.print(&format!("{}\n", place.cache))?,
        ["get", "prefix"] => process.print(&format!("{}\n", place.prefix))?,
        ["get", _] => process.print("undefined\n")?,
        ["set", rest @ ..] => {
            let text = match rest {
                [key, value] => format!("{key}={value}\n"),
                pairs => pairs.iter().map(|pair| format!("{pair}\n")).collect(),
            };
            if let Err(errno) = process.system.files().append(&path, text.into(), 0o600) {
                return place.refused(process, "open", &path, errno);
            }
        }
        _ => process.print(&format!(
            "; node bin location = {}/bin/node\n; cwd = {}\n; HOME = {home}\n",
            place.prefix, place.folder
        ))?,
    }
    Ok(0)
}
