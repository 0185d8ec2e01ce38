//! What is looked at before a graph is solved: whether its steps may do what they want to, and cache mounts that are to be
//! filled anew (`loadResult` in BuildKit's `solver/llbsolver/bridge.go`).

use super::cache;
use super::fault::{Fault, Outcome};
use super::graph::{Definition, Exec, MountKind, Network, Op};
use super::solve::Solver;
use crate::engine::api::BuildRequest;

/// The rights that a step may need and `--allow` gives.
const HOST_NETWORK: &str = "network.host";
const INSECURE: &str = "security.insecure";

fn is_allowed(request: &BuildRequest, right: &str) -> bool {
    request.allow.iter().any(|given| given.split('=').next() == Some(right))
}

/// Whether the engine gives the rights that were asked for: all but one (moby's `getEntitlements`).
pub fn check(request: &BuildRequest) -> Outcome<()> {
    if is_allowed(request, INSECURE) {
        let text = format!("granting entitlement {INSECURE} is not allowed by build daemon configuration");
        return Err(Fault::new(text));
    }
    Ok(())
}

/// Admits a graph.
pub fn admit(solver: &mut Solver<'_, '_>, definition: &Definition) -> Outcome<()> {
    let request = solver.request;
    let mut emptied = Vec::new();
    for vertex in &definition.vertices {
        let Op::Exec(exec) = &vertex.node.op else { continue };
        has_rights(exec, request)?;
        if vertex.node.ignore_cache {
            let caches = exec.mounts.iter().filter(|mount| mount.kind == MountKind::Cache);
            emptied.extend(caches.map(|mount| (mount.id.clone(), mount.input.is_some())));
        }
    }
    for (id, nested) in emptied {
        let state = &mut *solver.daemon.state;
        let of_it =
            |name: &str| name == id || nested && name.strip_prefix(&id).is_some_and(|rest| rest.starts_with(':'));
        let mounts = state.builder.mounts.iter().filter(|(name, _)| of_it(name));
        let records: Vec<String> = mounts.map(|(_, mount)| mount.record.clone()).collect();
        for record in records {
            cache::remove(&mut state.builder, &mut state.images, &record);
        }
    }
    Ok(())
}

fn has_rights(exec: &Exec, request: &BuildRequest) -> Outcome<()> {
    // `--network=host` of the whole build brings its right along.
    let host = exec.network == Network::Host && request.network != "host" && !is_allowed(request, HOST_NETWORK);
    let missing = [(host, HOST_NETWORK), (exec.insecure && !is_allowed(request, INSECURE), INSECURE)];
    match missing.iter().find(|(missing, _)| *missing) {
        Some((_, right)) => Err(Fault::new(format!("failed to load LLB: {right} is not allowed"))),
        None => Ok(()),
    }
}
