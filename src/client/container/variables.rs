//! Environment variables and labels from flags and files (docker/cli `opts/parse.go`, `opts/env.go`,
//! `pkg/kvfile`).

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};

/// Refuses a variable without name.
pub(super) fn check_variable(text: &str) -> Result<(), String> {
    match text.split('=').next() {
        None | Some("") => Err(format!("invalid environment variable: {text}")),
        Some(_) => Ok(()),
    }
}

/// Refuses a label without name.
pub fn check_label(text: &str) -> Result<(), String> {
    const BLANKS: [char; 2] = [' ', '\t'];
    match text.split('=').next().map(|key| key.trim_start_matches(BLANKS)) {
        None | Some("") => Err(format!("invalid label '{text}': empty name")),
        Some(key) if key.contains(BLANKS) => Err(format!("label '{key}' contains whitespaces")),
        Some(_) => Ok(()),
    }
}

/// Adds the proxies of the settings in both spellings, where nothing else was given (docker/cli `cli/config/configfile`,
/// `ParseProxyConfig`).
pub(super) fn add_proxies(variables: &mut Vec<String>, proxies: &[(&str, &str)]) {
    for (name, value) in proxies {
        for name in [name.to_string(), name.to_lowercase()] {
            let given = variables.iter().any(|variable| variable.split('=').next() == Some(&name));
            if !given {
                variables.push(format!("{name}={value}"));
            }
        }
    }
}

/// The lines of `files` and then `given`. Variables without value take it from the environment, labels do not.
pub(super) fn read_variables(
    docker: &mut Client<'_>,
    files: &[String],
    given: &[String],
    environment: bool,
) -> Outcome<Vec<String>> {
    let mut all = Vec::new();
    for file in files {
        let text = docker.open_text(file)?;
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.trim_start();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fail = |words: &str| Err(Failure::new(format!("invalid env file ({file}): {words}")));
            let (name, value) = match line.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (line.trim_end(), None),
            };
            if name.is_empty() {
                return fail(&format!("no variable name on line '{line}'"));
            }
            if name.contains([' ', '\t']) {
                return fail(&format!("variable '{name}' contains whitespaces"));
            }
            match (value, environment) {
                (Some(_), _) => all.push(line.to_string()),
                (None, false) => all.push(name.to_string()),
                (None, true) => {
                    all.extend(docker.environment.get(name).map(|value| format!("{name}={value}")));
                }
            }
        }
    }
    for text in given {
        let value = if environment && !text.contains('=') { docker.environment.get(text) } else { None };
        all.push(value.map_or_else(|| text.clone(), |value| format!("{text}={value}")));
    }
    Ok(all)
}
