//! What a step is called: `[build 2/3] RUN make` (BuildKit's `prefixCommand`).

use super::StageState;
use crate::oci::Platform;

/// The name of a stage's next step.
pub fn step(stage: &mut StageState, code: &str, with_platform: bool) -> String {
    if stage.step_total == 0 {
        return code.to_string();
    }
    stage.step_index += 1;
    named(stage, code, with_platform)
}

/// The name of another vertex of the same step.
pub fn again(stage: &StageState, code: &str, with_platform: bool) -> String {
    if stage.step_total == 0 { code.to_string() } else { named(stage, code, with_platform) }
}

fn named(stage: &StageState, code: &str, with_platform: bool) -> String {
    let mut name = String::from("[");
    if let (true, Some(platform)) = (with_platform, &stage.platform) {
        name += &format!("{}{} ", platform, cross(platform, stage));
    }
    if !stage.name.is_empty() {
        name += &format!("{} ", stage.name);
    }
    let width = stage.step_total.to_string().len();
    name += &format!("{:width$}/{}] ", stage.step_index, stage.step_total);
    if stage.triggered {
        name += "ONBUILD ";
    }
    name + code
}

/// `->arm64` where a stage of one platform builds for another (`formatTargetPlatform`).
fn cross(base: &Platform, stage: &StageState) -> String {
    let Some(target) = target(stage) else { return String::new() };
    let os = if target.os.is_empty() { base.os.clone() } else { target.os.clone() };
    let architecture =
        if target.architecture.is_empty() { base.architecture.clone() } else { target.architecture.clone() };
    let target = Platform { os, architecture, ..target }.normalised();
    if target.os != base.os {
        return format!("->{target}");
    }
    if target.architecture == base.architecture {
        return String::new();
    }
    match target.variant.as_str() {
        "" => format!("->{}", target.architecture),
        variant => format!("->{}/{variant}", target.architecture),
    }
}

/// The platform that the variables `TARGET…` of a stage's environment name (`platformFromEnv`).
fn target(stage: &StageState) -> Option<Platform> {
    let value = |name: &str| stage.environment.get(name);
    if let Some(platform) = value("TARGETPLATFORM").and_then(|text| text.parse().ok()) {
        return Some(platform);
    }
    let parts = [value("TARGETOS"), value("TARGETARCH"), value("TARGETVARIANT")];
    parts.iter().any(Option::is_some).then(|| {
        let [os, architecture, variant] = parts.map(|part| part.unwrap_or_default().to_string());
        Platform { os, architecture, variant, ..Platform::default() }
    })
}

/// An instruction with its name in capitals (`uppercaseCmd`).
pub fn with_capitals(code: &str) -> String {
    match code.split_once(' ') {
        Some((name, rest)) => format!("{} {rest}", name.to_uppercase()),
        None => code.to_uppercase(),
    }
}
