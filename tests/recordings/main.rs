//! Plays recorded sessions of the real Docker Engine 29 through the sandbox, in process, and compares.
//!
//! `sessions/` are the recordings, `bases/` the images that were loaded before the first command, `hub/` what Docker Hub
//! held. What may differ between two correct engines is evened out by `normalise.rs`. `known.toml` lists the commands
//! that differ, each with its reason: any other mismatch fails, and so does a listed one that has vanished.

mod normalise;
mod play;
mod progress;

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Recording {
    pub name: String,
    #[serde(default)]
    pub bases: Vec<String>,
    #[serde(default)]
    pub files: std::collections::BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    pub hub: bool,
    pub hub_pulls: Option<u64>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Deserialize)]
pub struct Step {
    pub command: String,
    pub stdout: String,
    pub stderr: String,
    pub exit: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(default)]
    difference: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    session: String,
    command: String,
    reason: String,
}

fn known(session: &str) -> Vec<Difference> {
    let text = include_str!("known.toml");
    let known: Known = toml::from_str(text).expect("known.toml is of its form");
    known.difference.into_iter().filter(|difference| difference.session == session).collect()
}

fn plays_as_recorded(path: &Path) -> datatest_stable::Result<()> {
    let recording: Recording = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let known = known(&recording.name);
    let answers = play::play(&recording);
    assert_eq!(recording.steps.len(), answers.len(), "an answer a command");
    let mut pair = normalise::Pair::default();
    let mut wrong = Vec::new();
    let mut differing = BTreeSet::new();
    for (step, answer) in recording.steps.iter().zip(&answers) {
        let (same, recorded, ours) = pair.step(step, answer);
        if same {
            continue;
        }
        differing.insert(step.command.as_str());
        if !known.iter().any(|difference| difference.command == step.command) {
            wrong.push(format!("$ {}\n--- recorded\n{recorded}\n+++ layercake\n{ours}", step.command));
        }
    }
    for Difference { command, reason, .. } in &known {
        if !differing.contains(command.as_str()) {
            wrong.push(format!("$ {command}\n  is listed in known.toml ({reason}) and does not differ"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n\n").into()) }
}

datatest_stable::harness! {
    { test = plays_as_recorded, root = "tests/recordings/sessions", pattern = r"\.json$" },
}
