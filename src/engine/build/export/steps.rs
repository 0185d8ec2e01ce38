//! The steps of a build as `mode=max` lists them (BuildKit's `solver/llbsolver/provenance/buildconfig.go`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Built;
use crate::engine::build::graph::{DefinedVertex, FileAction, Op};

/// `buildConfig`
pub fn steps(built: &Built) -> Value {
    let vertices = &built.definition.vertices;
    let mut definition: Vec<Value> = vertices
        .iter()
        .enumerate()
        .map(|(place, vertex)| step(place, inputs(vertex), operation(&vertex.node.op)))
        .collect();
    if let Some(root) = built.root {
        definition.push(step(vertices.len(), vec![format!("step{root}:0")], json!({ "Op": null })));
    }
    let digests = vertices.iter().enumerate();
    let mapping: BTreeMap<String, Value> =
        digests.map(|(place, vertex)| (vertex.digest.to_string(), format!("step{place}").into())).collect();
    json!({ "llbDefinition": definition, "digestMapping": mapping })
}

fn step(place: usize, inputs: Vec<String>, op: Value) -> Value {
    let mut step = Map::new();
    step.insert("id".into(), format!("step{place}").into());
    step.insert("op".into(), op);
    if !inputs.is_empty() {
        step.insert("inputs".into(), inputs.into());
    }
    step.into()
}

fn inputs(vertex: &DefinedVertex) -> Vec<String> {
    vertex.inputs.iter().flatten().map(|input| format!("step{input}:0")).collect()
}

fn operation(op: &Op) -> Value {
    match op {
        Op::Image(image) => json!({
            "Op": { "source": { "identifier": format!("docker-image://{}", image.reference) } },
            "platform": { "Architecture": image.platform.architecture, "OS": image.platform.os },
        }),
        Op::Local(local) => json!({ "Op": { "source": { "identifier": format!("local://{}", local.name) } } }),
        Op::Remote(remote) => json!({ "Op": { "source": { "identifier": remote.url } } }),
        Op::Exec(exec) => {
            let environment: Vec<String> =
                exec.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
            json!({ "Op": { "exec": { "meta": {
                "args": exec.arguments,
                "env": environment,
                "cwd": exec.directory,
                "user": exec.user,
            } } } })
        }
        Op::File(actions) => json!({ "Op": { "file": { "actions": actions.iter().map(action).collect::<Vec<_>>() } } }),
        Op::Merge => json!({ "Op": { "merge": {} } }),
    }
}

fn action(action: &FileAction) -> Value {
    match action {
        FileAction::MakeDirectory(made) => {
            json!({ "Action": { "mkdir": { "path": made.path, "mode": made.mode, "makeParents": made.parents } } })
        }
        FileAction::MakeFile(made) => json!({ "Action": { "mkfile": { "path": made.path, "mode": made.mode } } }),
        FileAction::Copy(copy) => json!({ "Action": { "copy": {
            "src": copy.source,
            "dest": copy.destination,
            "followSymlink": copy.follow,
            "dirCopyContents": copy.contents_only,
            "attemptUnpackDockerCompatibility": copy.unpack,
            "createDestPath": true,
            "allowWildcard": copy.wildcards,
            "allowEmptyWildcard": copy.wildcards,
        } } }),
    }
}
