//! [`StageState`]: a stage of the build as far as it has been evaluated (BuildKit's `dispatchState`).

use std::collections::{BTreeMap, BTreeSet};

use super::environment::Environment;
use super::outline::Outline;
use crate::clock::Timestamp;
use crate::dockerfile::Span;
use crate::engine::build::graph::{NodeId, Site};
use crate::engine::build::instructions::{Head, Written};
use crate::oci::{History, ImageConfig, Platform};

/// What history says of a step's maker.
pub const COMMENT: &str = "buildkit.dockerfile.v0";

/// A stage of the build.
#[derive(Debug)]
pub struct StageState {
    pub head: Head,
    /// The stage that it is FROM, if it is one.
    pub base: Option<usize>,
    /// Stages that it takes files from, with the lines that do.
    pub dependencies: Vec<(usize, Span)>,
    /// The image that it becomes.
    pub image: ImageConfig,
    /// The image that it is FROM, as it was.
    pub base_image: Option<ImageConfig>,
    pub environment: Environment,
    pub platform: Option<Platform>,
    /// Its files; `None`: none.
    pub root: Option<NodeId>,
    pub build_args: Vec<BuildArg>,
    /// As it is shown: its name or `stage-0`; empty if it is the only one.
    pub name: String,
    pub step_index: usize,
    pub step_total: usize,
    /// Whether an ONBUILD of the base is being evaluated.
    pub triggered: bool,
    pub dispatched: bool,
    pub resolved: bool,
    /// Whether it stands for an image that `--from` names.
    pub unregistered: bool,
    pub triggers_read: bool,
    pub ignore_cache: bool,
    pub workdir_set: bool,
    /// Where CMD, ENTRYPOINT and HEALTHCHECK were last.
    pub command: Option<Span>,
    pub entrypoint: Option<Span>,
    pub healthcheck: Option<Span>,
    pub outline: Outline,
    /// SOURCE_DATE_EPOCH
    pub epoch: Option<Timestamp>,
    /// Paths of the main context that it uses.
    pub context_paths: BTreeSet<String>,
    /// Whose set of used paths it adds to: its own or its base's.
    pub paths_of: usize,
    /// The named context that it is, by name.
    pub named_context: Option<String>,
}

/// An ARG of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildArg {
    pub name: String,
    pub value: Option<String>,
}

impl StageState {
    /// A stage of which only the head is known.
    pub fn new(head: Head) -> Self {
        StageState {
            name: head.name.clone(),
            head,
            base: None,
            dependencies: Vec::new(),
            image: ImageConfig::default(),
            base_image: None,
            environment: Environment::default(),
            platform: None,
            root: None,
            build_args: Vec::new(),
            step_index: 0,
            step_total: 0,
            triggered: false,
            dispatched: false,
            resolved: false,
            unregistered: false,
            triggers_read: false,
            ignore_cache: false,
            workdir_set: false,
            command: None,
            entrypoint: None,
            healthcheck: None,
            outline: Outline::default(),
            epoch: None,
            context_paths: BTreeSet::new(),
            paths_of: 0,
            named_context: None,
        }
    }

    /// Takes over what the stage has that it is FROM (`init`).
    pub fn inherit(&mut self, base: &StageState) {
        self.root = base.root;
        self.environment = base.environment.clone();
        self.platform = base.platform.clone();
        self.image = base.image.clone();
        self.image.config.on_build.clear();
        self.base_image = base.base_image.clone();
        self.paths_of = base.paths_of;
        self.workdir_set = base.workdir_set;
        self.build_args = base.build_args.clone();
    }

    /// Puts the variables of the image's config into the environment.
    pub fn know_environment(&mut self) {
        for variable in &self.image.config.env {
            let (name, value) = variable.split_once('=').unwrap_or((variable, ""));
            self.environment.set(name, value);
        }
    }

    /// The working directory.
    pub fn directory(&self) -> String {
        if self.image.config.working_dir.is_empty() { "/".into() } else { self.image.config.working_dir.clone() }
    }

    /// Adds a row to the image's history.
    pub fn history(&mut self, created_by: String, with_layer: bool) {
        self.image.history.push(History {
            created: self.epoch.map(Timestamp::rfc3339),
            created_by,
            comment: COMMENT.into(),
            empty_layer: !with_layer,
            ..History::default()
        });
    }

    /// A command line as history has it: behind the arguments that are in scope (`runCommandString`).
    pub fn with_arguments(&self, words: &[String]) -> String {
        let mut said: Vec<(String, String)> = Vec::new();
        for argument in &self.build_args {
            let value = self.environment.get(&argument.name).or(argument.value.as_deref()).unwrap_or_default();
            match said.iter_mut().find(|(name, _)| *name == argument.name) {
                Some((_, known)) => *known = value.into(),
                None => said.push((argument.name.clone(), value.into())),
            }
        }
        let count = (!said.is_empty()).then(|| format!("|{}", said.len()));
        let arguments = said.into_iter().map(|(name, value)| format!("{name}={value}"));
        let all: Vec<String> = count.into_iter().chain(arguments).chain(words.iter().cloned()).collect();
        all.join(" ")
    }

    /// Where the step stands that is evaluated now.
    pub fn site(&self, written: &Written) -> Option<Site> {
        let value = |argument: &BuildArg| {
            let value = self.environment.get(&argument.name).or(argument.value.as_deref()).unwrap_or_default();
            (argument.name.clone(), value.to_string())
        };
        let arguments: BTreeMap<String, String> = self.build_args.iter().map(value).collect();
        Some(Site {
            stage: self.name.clone(),
            index: self.step_index,
            instruction: written.name.to_uppercase(),
            code: written.code.clone(),
            arguments,
        })
    }
}
