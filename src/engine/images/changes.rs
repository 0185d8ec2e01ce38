//! `--change` of `docker commit` and `docker import`: single Dockerfile instructions applied to a config (moby
//! `builder/dockerfile.BuildFromConfig`).

use std::collections::BTreeMap;

use crate::engine::api::{ApiError, ApiResult};
use crate::oci::Config;
use crate::vfs::Path;

/// The instructions that may stand in `--change`.
const ALLOWED: &[&str] = &[
    "CMD",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "ONBUILD",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// Applies the instructions in their order. 400 where one is none.
pub(in crate::engine) fn apply(config: &mut Config, changes: &[String]) -> ApiResult<()> {
    changes.iter().flat_map(|change| change.lines()).try_for_each(|line| apply_one(config, line.trim()))
}

fn bad(text: String) -> ApiError {
    ApiError::new(400, text)
}

fn apply_one(config: &mut Config, line: &str) -> ApiResult<()> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    let (typed, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (name, rest) = (typed.to_ascii_uppercase(), rest.trim());
    if !ALLOWED.contains(&name.as_str()) {
        return Err(bad(format!("{typed} is not a valid change command")));
    }
    if rest.is_empty() {
        return Err(bad(format!("{name} requires at least one argument")));
    }
    match name.as_str() {
        "CMD" => config.cmd = Some(command(rest)),
        "ENTRYPOINT" => config.entrypoint = Some(command(rest)),
        "ENV" => pairs("ENV", rest)?.into_iter().for_each(|(key, value)| set_env(config, &key, &value)),
        "LABEL" => config.labels.get_or_insert_default().extend(pairs("LABEL", rest)?),
        "EXPOSE" => {
            for port in words(rest) {
                let port = if port.contains('/') { port } else { format!("{port}/tcp") };
                config.exposed_ports.get_or_insert_default().insert(port, BTreeMap::new());
            }
        }
        "VOLUME" => {
            let volumes = serde_json::from_str(rest).unwrap_or_else(|_| words(rest));
            config.volumes.get_or_insert_default().extend(volumes.into_iter().map(|path| (path, BTreeMap::new())));
        }
        "USER" => config.user = rest.into(),
        "STOPSIGNAL" => config.stop_signal = rest.into(),
        "WORKDIR" => {
            config.working_dir = Path::new(&config.working_dir).join(rest).into();
        }
        "ONBUILD" => config.on_build.push(rest.into()),
        _ => {
            let test = match rest.split_once(char::is_whitespace) {
                _ if rest.eq_ignore_ascii_case("none") => vec!["NONE".into()],
                Some((word, test)) if word.eq_ignore_ascii_case("cmd") => {
                    match serde_json::from_str::<Vec<String>>(test) {
                        Ok(list) => [vec!["CMD".into()], list].concat(),
                        Err(_) => vec!["CMD-SHELL".into(), test.trim().into()],
                    }
                }
                _ => return Err(bad(format!("Unknown type {rest:?} in HEALTHCHECK (try CMD)"))),
            };
            config.healthcheck = Some(crate::oci::Healthcheck { test, ..Default::default() });
        }
    }
    Ok(())
}

/// The exec form as it is, the shell form behind `/bin/sh -c`.
fn command(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_else(|_| vec!["/bin/sh".into(), "-c".into(), text.into()])
}

fn set_env(config: &mut Config, key: &str, value: &str) {
    let (line, prefix) = (format!("{key}={value}"), format!("{key}="));
    match config.env.iter_mut().find(|old| old.starts_with(&prefix)) {
        Some(old) => *old = line,
        None => config.env.push(line),
    }
}

/// `KEY=value …`, or the old form `KEY value`.
fn pairs(name: &str, text: &str) -> ApiResult<Vec<(String, String)>> {
    let words = words(text);
    if !words.first().is_some_and(|word| word.contains('=')) {
        let two = text.split_once(char::is_whitespace);
        let (key, value) = two.ok_or_else(|| bad(format!("{name} must have two arguments")))?;
        return Ok(vec![(key.into(), value.trim().into())]);
    }
    let pair = |word: &String| {
        let (key, value) = word.split_once('=')?;
        (!key.is_empty()).then(|| (key.to_string(), value.to_string()))
    };
    let wrong =
        |word: &String| bad(format!("Syntax error - can't find = in {word:?}. Must be of the form: name=value"));
    words.iter().map(|word| pair(word).ok_or_else(|| wrong(word))).collect()
}

/// Words with their quotes and backslashes resolved.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(lines: &[&str]) -> String {
        let mut config = Config::default();
        let lines: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
        match apply(&mut config, &lines) {
            Ok(()) => serde_json::to_string(&config).unwrap(),
            Err(ApiError::Status { message, .. }) => message,
            Err(stop) => format!("{stop:?}"),
        }
    }

    #[test]
    fn instructions_change_the_config() {
        insta::assert_snapshot!(
            changed(&["CMD [\"/x\"]", "ENV A=1 B=\"two words\"", "ENV A 2", "EXPOSE 80 53/udp", "WORKDIR /a/../b", "LABEL k=v"]),
            @r#"{"ExposedPorts":{"53/udp":{},"80/tcp":{}},"Env":["A=2","B=two words"],"Cmd":["/x"],"WorkingDir":"/b","Labels":{"k":"v"}}"#
        );
        insta::assert_snapshot!(changed(&["cmd echo hi"]), @r#"{"Cmd":["/bin/sh","-c","echo hi"]}"#);
    }

    #[test]
    fn other_instructions_are_refused() {
        insta::assert_snapshot!(changed(&["RUN ls"]), @"RUN is not a valid change command");
        insta::assert_snapshot!(changed(&["CMD"]), @"CMD requires at least one argument");
    }
}
