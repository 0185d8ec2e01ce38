//! Rules about the file as a whole and about FROM.

use std::collections::BTreeSet;

use super::Lint;
use super::rules::*;
use crate::dockerfile::{Expansion, Span, nearest_exact};
use crate::engine::build::convert::{Environment, StageState};
use crate::engine::build::instructions::{Head, Step, Written};
use crate::oci::{Platform, Reference};
use crate::text::quote;

/// ARGs that only scanners read.
pub const FOR_SCANNERS: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

const SECRETS: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
const NO_SECRETS: [&str; 3] = ["public", "file", "version"];

/// Whether a name sounds like that of a secret: one of its words at least does, and none says otherwise.
pub fn is_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    let has = |words: &[&str]| lower.split('_').any(|word| words.contains(&word));
    has(&SECRETS) && !has(&NO_SECRETS)
}

impl Lint {
    /// The file as a whole, before anything is evaluated: names and casing.
    pub fn written(&mut self, stages: &[(Head, Vec<Step>)]) {
        self.names(stages);
        self.casing(stages);
    }

    /// One instruction, before it is read (`ParseInstructionWithLinter`): MAINTAINER, and the casing of FROM.
    pub fn instruction(&mut self, written: &Written, words: &[String]) {
        let from = written.name.as_str();
        if from.eq_ignore_ascii_case("MAINTAINER") {
            let detail = "Maintainer instruction is deprecated in favor of using label";
            self.of(MAINTAINER_DEPRECATED, written, detail.into());
        }
        let [_, word, rest @ ..] = words else { return };
        if rest.is_empty() || !from.eq_ignore_ascii_case("FROM") {
            return;
        }
        if let [name] = rest
            && *name != name.to_lowercase()
        {
            self.of(STAGE_NAME_CASING, written, format!("Stage name '{name}' should be lowercase"));
        }
        let (lower, upper) = (from == from.to_lowercase(), from == from.to_uppercase());
        let fits = if lower { *word == word.to_lowercase() } else { !upper || *word == word.to_uppercase() };
        if !fits {
            let detail = format!("'{word}' and '{from}' keywords' casing do not match");
            self.of(FROM_AS_CASING, written, detail);
        }
    }

    /// The comment above a FROM or an ARG with these names.
    pub fn description(&mut self, instruction: &str, names: &[&str], written: &Written) {
        let (Some(comment), Some(first)) = (written.comments.last(), names.first()) else { return };
        let word = comment.split(' ').next().unwrap_or_default();
        if names.contains(&word) {
            return;
        }
        let name = if names.len() > 1 { "<arg_key>" } else { first };
        let detail = format!("Comment for {instruction} should follow the format: `# {name} <description>`");
        self.of(INVALID_DEFINITION_DESCRIPTION, written, detail);
    }

    fn names(&mut self, stages: &[(Head, Vec<Step>)]) {
        let mut seen = BTreeSet::new();
        for (head, _) in stages.iter().filter(|(head, _)| !head.name.is_empty()) {
            let name = quote(&head.name);
            if matches!(head.name.as_str(), "context" | "scratch") {
                let detail = format!("Stage name should not use the same name as reserved stage {name}");
                self.note(RESERVED_STAGE_NAME, &[], head.written.span, detail);
            }
            if !seen.insert(&head.name) {
                let detail = format!("Duplicate stage name {name}, stage names should be unique");
                self.note(DUPLICATE_STAGE_NAME, &[], head.written.span, detail);
            }
        }
    }

    /// All instructions in capitals, or none: the majority counts.
    fn casing(&mut self, stages: &[(Head, Vec<Step>)]) {
        let all: Vec<(&str, Span)> = stages
            .iter()
            .flat_map(|(head, steps)| std::iter::once(&head.written).chain(steps.iter().map(|step| &step.written)))
            .map(|written| (written.name.as_str(), written.span))
            .collect();
        let lower = all.iter().filter(|(name, _)| *name == name.to_lowercase()).count();
        let upper = all.iter().filter(|(name, _)| *name != name.to_lowercase() && *name == name.to_uppercase()).count();
        let wants_lower = lower > upper;
        for (name, span) in all {
            let (right, casing) =
                if wants_lower { (name.to_lowercase(), "lowercase") } else { (name.to_uppercase(), "uppercase") };
            if name != right {
                let detail = format!("Command '{name}' should match the case of the command majority ({casing})");
                self.note(CONSISTENT_INSTRUCTION_CASING, &[], span, detail);
            }
        }
    }

    /// The base of a stage if no argument is given.
    pub fn default_base(&mut self, head: &Head, base: &str) {
        if Reference::parse(base).is_err() {
            let detail = format!("Default value for ARG {} results in empty or invalid base image name", head.base);
            self.note(INVALID_DEFAULT_ARG_IN_FROM, &[], head.written.span, detail);
        }
    }

    /// Variables of FROM that no ARG declares.
    pub fn undeclared(&mut self, head: &Head, undefined: &BTreeSet<String>, known: &BTreeSet<String>) {
        for name in undefined.iter().filter(|name| !known.contains(*name)) {
            let mut detail = format!("FROM argument '{name}' is not declared");
            if let Some(nearest) = nearest_exact(name, known.iter().map(String::as_str)) {
                detail += &format!(" (did you mean {nearest}?)");
            }
            self.of(UNDEFINED_ARG_IN_FROM, &head.written, detail);
        }
    }

    /// `FROM --platform`
    pub fn platform(&mut self, head: &Head, expansion: &Expansion, global: &Environment) {
        let only_target =
            expansion.used.len() == 1 && expansion.used.contains("TARGETPLATFORM") && expansion.undefined.is_empty();
        if only_target && global.get("TARGETPLATFORM") == Some(expansion.text.as_str()) {
            let detail = format!(
                "Setting platform to predefined {} in FROM is redundant as this is the default behavior",
                head.platform
            );
            self.of(REDUNDANT_TARGET_PLATFORM, &head.written, detail);
        }
        if expansion.used.is_empty() && expansion.undefined.is_empty() {
            let Ok(platform) = expansion.text.parse::<Platform>() else { return };
            if !head.name.contains(&platform.os) && !head.name.contains(&platform.architecture) {
                let detail = format!("FROM --platform flag should not use constant value {}", quote(&expansion.text));
                self.of(FROM_PLATFORM_FLAG_CONST_DISALLOWED, &head.written, detail);
            }
        }
    }

    /// A base for another platform than the stage's.
    pub fn base_platform(&mut self, stage: &StageState, name: &str, expected: &Platform, found: &Platform) {
        if (&expected.os, &expected.architecture) != (&found.os, &found.architecture) {
            let (expected, found) = (expected.normalised().to_string(), found.normalised().to_string());
            let detail = format!(
                "Base image {name} was pulled with platform {}, expected {} for current build",
                quote(&found),
                quote(&expected)
            );
            self.note(INVALID_BASE_IMAGE_PLATFORM, &[], stage.head.written.span, detail);
        }
    }
}
