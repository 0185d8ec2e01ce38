//! `GET /version` (moby `daemon/info.go` `SystemVersion`).

use serde_json::{Value, json};

use super::{API_VERSION, ENGINE_VERSION, MIN_API_VERSION};
use crate::engine::Daemon;
use crate::engine::api::ApiResult;
use crate::shell::KERNEL_RELEASE;

/// What stands where the real engine names a commit or a compiler.
const SANDBOX: &str = "layercake";

/// See [`crate::engine::api::System::version`].
pub fn version(_daemon: &mut Daemon<'_>) -> ApiResult<Value> {
    Ok(json!({
        "Platform": { "Name": "Docker Engine - Community" },
        "Version": ENGINE_VERSION,
        "ApiVersion": API_VERSION,
        "MinAPIVersion": MIN_API_VERSION,
        "Os": "linux",
        "Arch": "amd64",
        "Components": [
            {
                "Name": "Engine",
                "Version": ENGINE_VERSION,
                "Details": {
                    "ApiVersion": API_VERSION,
                    "Arch": "amd64",
                    "BuildTime": "2026-11-01T00:00:00.000000000+00:00",
                    "Experimental": "false",
                    "GitCommit": SANDBOX,
                    "GoVersion": SANDBOX,
                    "KernelVersion": KERNEL_RELEASE,
                    "MinAPIVersion": MIN_API_VERSION,
                    "Os": "linux",
                },
            },
            { "Name": "containerd", "Version": SANDBOX, "Details": { "GitCommit": SANDBOX } },
            { "Name": "runc", "Version": SANDBOX, "Details": { "GitCommit": SANDBOX } },
            { "Name": "docker-init", "Version": SANDBOX, "Details": { "GitCommit": SANDBOX } },
        ],
        "GitCommit": SANDBOX,
        "GoVersion": SANDBOX,
        "KernelVersion": KERNEL_RELEASE,
        "BuildTime": "2026-11-01T00:00:00.000000000+00:00",
    }))
}
