//! From a Dockerfile to a graph of steps and the config of the image that they make (BuildKit's `dockerfile2llb`).

mod arguments;
mod base;
mod environment;
mod epoch;
mod evaluation;
pub mod names;
mod options;
mod outline;
mod stage;
mod stages;

use std::collections::{BTreeMap, BTreeSet};

pub use base::{Gateway, NamedContext, ResolvedImage};
pub use environment::Environment;
pub use evaluation::{Evaluation, SourceStage};
pub use options::Options;
pub use outline::{Argument, Mounted};
pub use stage::{BuildArg, StageState};
pub use stages::{EMPTY_IMAGE, Stages};

use super::fault::{Fault, Outcome};
use super::graph::{Graph, LocalSource, Node, NodeId, Op};
use super::ignore::Ignore;
use super::instructions::{self, Head, Step};
use super::limits;
use super::lint::Lint;
use crate::clock::Timestamp;
use crate::dockerfile::{Dockerfile, Lexer, nearest_exact};
use crate::oci::{ImageConfig, Platform};
use epoch::Epoch;
use stages::Planned;

/// The search path of an image that has none.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What a Dockerfile becomes.
#[derive(Debug)]
pub struct Converted {
    pub graph: Graph,
    /// The target's files; `None`: none.
    pub root: Option<NodeId>,
    /// The target's config. Layers and times that the steps will have are not in it.
    pub image: ImageConfig,
    /// The config of the image that it is FROM.
    pub base_image: Option<ImageConfig>,
    pub platform: Platform,
    /// SOURCE_DATE_EPOCH
    pub epoch: Option<Timestamp>,
    pub stages: Stages,
    pub target: usize,
}

/// Converts a Dockerfile for the target of the options.
pub fn convert(text: &[u8], mut options: Options, gateway: &mut dyn Gateway, lint: &mut Lint) -> Outcome<Converted> {
    if text.is_empty() {
        return Err(Fault::new("the Dockerfile cannot be empty"));
    }
    let file = Dockerfile::parse(text)?;
    file.empty_continuations.iter().for_each(|empty| lint.empty_continuation(empty.span));
    let (written, global) = instructions::stages(&file, lint)?;
    if written.is_empty() {
        return Err(Fault::new("dockerfile contains no stages to build"));
    }
    lint.written(&written);
    let last = written.last().map_or("", |(head, _)| head.name.as_str());
    let target_name = if options.target.is_empty() { last } else { &options.target };
    let predefined = arguments::predefined(&options, target_name);
    let lexer = Lexer::new(file.escape);
    check_default_bases(&written, &predefined, &lexer, &global, lint);
    let (mut environment, all) = arguments::global(predefined, &lexer, &global, &options.build_args)?;
    let given = options.build_args.get(epoch::NAME).cloned();
    if let Some(value) = given.or_else(|| environment.get(epoch::NAME).map(str::to_string)) {
        options.epoch = match epoch::read(&value) {
            Epoch::Moment(moment) => moment,
            // A context of the client's says nothing of a moment.
            Epoch::Of(name) if gateway.has_context(name, None) => None,
            Epoch::Of(name) => {
                return Err(epoch::of_stage(name, &written, &environment, &options.build_args, &lexer));
            }
        };
        if options.epoch.is_none() {
            options.build_args.remove(epoch::NAME);
            environment.remove(epoch::NAME);
        }
    }
    let mut graph = Graph::default();
    let context = LocalSource { name: "context".into(), include: Vec::new(), exclude: Vec::new() };
    let context = graph.add(Node::source(Op::Local(context), "[internal] load build context"));
    let mut conversion = Conversion {
        options,
        global: environment,
        arguments: all,
        lexer,
        graph,
        context,
        stages: Stages::default(),
        steps: BTreeMap::new(),
        paths: BTreeMap::new(),
        gateway,
        lint,
    };
    conversion.heads(written)?;
    let target = conversion.stages.target(&conversion.options.target.clone())?;
    conversion.plan()?;
    let needed = conversion.resolve(target)?;
    let ignore = conversion.gateway.ignore()?;
    conversion.evaluate(&needed, &ignore)?;
    conversion.paths.entry(conversion.paths_of(target)).or_default().insert("/".into());
    conversion.finish(target, &needed, &ignore)
}

/// The base of each stage if no argument is given: only a warning (`validateBaseImagesWithDefaultArgs`).
fn check_default_bases(
    written: &[(Head, Vec<Step>)],
    predefined: &Environment,
    lexer: &Lexer,
    global: &[(instructions::Written, instructions::Arg)],
    lint: &mut Lint,
) {
    let Ok((environment, _)) = arguments::global(predefined.clone(), lexer, global, &BTreeMap::new()) else { return };
    for (head, _) in written {
        let Ok(base) = lexer.word(&head.base, &environment) else { return };
        lint.default_base(head, &base);
    }
}

/// A conversion on its way.
struct Conversion<'a> {
    options: Options,
    global: Environment,
    arguments: BTreeMap<String, Argument>,
    lexer: Lexer,
    graph: Graph,
    context: NodeId,
    stages: Stages,
    /// The instructions of each stage, those of its base's ONBUILD first.
    steps: BTreeMap<usize, Vec<Planned>>,
    /// Paths of stages that others use.
    paths: BTreeMap<usize, BTreeSet<String>>,
    gateway: &'a mut dyn Gateway,
    lint: &'a mut Lint,
}

impl Conversion<'_> {
    fn stage(&mut self, place: usize) -> Outcome<&mut StageState> {
        self.stages.all.get_mut(place).ok_or_else(|| Fault::new(format!("invalid stage index {place}")))
    }

    fn paths_of(&self, place: usize) -> usize {
        self.stages.all.get(place).map_or(place, |stage| stage.paths_of)
    }

    /// The heads of the stages: bases and platforms with arguments put in (`buildDispatchStates`).
    fn heads(&mut self, written: Vec<(Head, Vec<Step>)>) -> Outcome<()> {
        let known: BTreeSet<String> =
            self.arguments.keys().cloned().chain(self.global.names().map(str::to_string)).collect();
        for (index, (mut head, steps)) in written.into_iter().enumerate() {
            let span = head.written.span;
            let base = self.lexer.expand(&head.base, &self.global);
            let undefined = match &base {
                Ok(base) => &base.undefined,
                Err(error) => &error.undefined,
            };
            self.lint.undeclared(&head, undefined, &known);
            let base = base.map_err(|error| Fault::from(error).at(span))?;
            if base.text.is_empty() {
                return Err(Fault::new(format!("base name ({}) should not be blank", head.base)).at(span));
            }
            let mut used = base.used.clone();
            let platform = self.platform(&head, &known, &mut used)?;
            head.base = base.text;
            let mut stage = StageState::new(head);
            stage.platform = platform;
            stage.epoch = self.options.epoch;
            stage.outline.arguments = self.arguments.clone();
            let name = stage.head.name.clone();
            if !name.is_empty() && self.gateway.has_context(&name, stage.platform.as_ref()) {
                stage.named_context = Some(name);
                let place = self.stages.add(stage)?;
                self.stage(place)?.base = None;
                continue;
            }
            if name.is_empty() {
                stage.name = format!("stage-{index}");
            }
            stage.ignore_cache = self.options.ignores_cache(&name);
            let place = self.stages.add(stage)?;
            let stage = self.stage(place)?;
            stage.outline.used.extend(used);
            let from_image = stage.head.base != EMPTY_IMAGE && stage.base.is_none();
            let numbered = steps.iter().filter(|step| step.meaning.is_step()).count();
            stage.step_total = usize::from(from_image) + numbered;
            let unplanned = |step| Planned { step, sources: Vec::new() };
            self.steps.insert(place, steps.into_iter().map(unplanned).collect());
        }
        Ok(())
    }

    fn platform(
        &mut self,
        head: &Head,
        known: &BTreeSet<String>,
        used: &mut BTreeSet<String>,
    ) -> Outcome<Option<Platform>> {
        if head.platform.is_empty() {
            return Ok(None);
        }
        let span = head.written.span;
        let failed = |error| Fault::from(error).within("failed to process arguments for platform ").at(span);
        let expansion = self.lexer.expand(&head.platform, &self.global);
        let undefined = match &expansion {
            Ok(expansion) => &expansion.undefined,
            Err(error) => &error.undefined,
        };
        self.lint.undeclared(head, undefined, known);
        let expansion = expansion.map_err(failed)?;
        self.lint.platform(head, &expansion, &self.global);
        let near = || {
            let names: Vec<&str> = self.global.names().collect();
            expansion.undefined.iter().find_map(|name| nearest_exact(name, names.iter().copied()))
        };
        if expansion.text.is_empty() {
            let text = format!("empty platform value from expression {}", head.platform);
            return Err(Fault::new(text).at(span).or_rather(near()));
        }
        let platform: Platform = expansion.text.parse().map_err(|error: crate::oci::BadPlatform| {
            let fault = Fault::new(error.to_string()).at(span).or_rather(near());
            fault.within(format_args!("failed to parse platform {}", head.platform)).at(span)
        })?;
        used.extend(expansion.used);
        Ok(Some(platform))
    }

    /// What each stage takes files from (`buildStageDependencyGraph`).
    fn plan(&mut self) -> Outcome<()> {
        // Stages that stand for images come behind; they have no instructions.
        for place in 0..self.stages.all.len() {
            let steps = self.steps.remove(&place).unwrap_or_default();
            let steps = steps.into_iter().map(|planned| planned.step).collect();
            self.steps.insert(place, self.stages.plan(place, steps)?);
        }
        self.stages.check_circles()?;
        if let [only] = self.stages.all.as_mut_slice() {
            only.name.clear();
        }
        let steps: usize = self.steps.values().map(Vec::len).sum();
        if steps > limits::STEPS {
            return Err(Fault::new(format!("dockerfile has more than {} steps", limits::STEPS)));
        }
        Ok(())
    }

    /// Resolves the bases of the stages that are needed, and takes in what their ONBUILD brings (`resolveStages`).
    fn resolve(&mut self, target: usize) -> Outcome<BTreeSet<usize>> {
        loop {
            let needed = self.resolve_bases(target)?;
            let mut grown = false;
            for place in needed.iter().copied() {
                self.inherit(place)?;
                let stage = self.stage(place)?;
                let mut triggers = std::mem::take(&mut stage.image.config.on_build);
                let base = stage.base.filter(|_| !stage.triggers_read);
                if base.is_some() {
                    stage.triggers_read = true;
                }
                if let Some(steps) = base.and_then(|base| self.steps.get(&base)) {
                    let kept = steps.iter().filter_map(|planned| planned.step.meaning.trigger());
                    triggers.extend(kept.map(str::to_string));
                }
                if !triggers.is_empty() {
                    let span = self.stage(place)?.head.written.span;
                    grown |= self.trigger(place, &triggers).map_err(|fault| match fault {
                        Fault::Failed { message, .. } => Fault::new(message).at(span),
                        stopped => stopped,
                    })?;
                }
            }
            if !grown {
                return Ok(needed);
            }
        }
    }

    fn inherit(&mut self, place: usize) -> Outcome<()> {
        let Some(base) = self.stages.all.get(place).and_then(|stage| stage.base) else { return Ok(()) };
        let [base, stage] = self
            .stages
            .all
            .get_disjoint_mut([base, place])
            .map_err(|_| Fault::new(format!("invalid stage index {base}")))?;
        stage.inherit(base);
        Ok(())
    }

    /// Puts triggers in front of a stage's instructions; says whether they need more stages (`initOnBuildTriggers`).
    fn trigger(&mut self, place: usize, triggers: &[String]) -> Outcome<bool> {
        if triggers.len() > limits::TRIGGERS {
            return Err(Fault::new(format!("base has more than {} ONBUILD instructions", limits::TRIGGERS)));
        }
        let span = self.stage(place)?.head.written.span;
        let mut steps = Vec::new();
        for trigger in triggers {
            let file = Dockerfile::parse(trigger.as_bytes())?;
            let [node] = file.instructions.as_slice() else {
                return Err(Fault::new("onbuild trigger should be a single expression"));
            };
            let node = crate::dockerfile::Instruction { span, ..node.clone() };
            let step = instructions::step(&node)?;
            steps.push(Step { triggered: true, ..step });
        }
        let count = steps.len();
        let planned = self.stages.plan(place, steps)?;
        let grown = planned.iter().any(|planned| !planned.sources.is_empty());
        self.steps.entry(place).or_default().splice(0..0, planned);
        self.stage(place)?.step_total += count;
        Ok(grown)
    }

    /// Evaluates the instructions of the stages that are needed (`dispatchStages`).
    fn evaluate(&mut self, needed: &BTreeSet<usize>, ignore: &Ignore) -> Outcome<()> {
        for place in 0..self.stages.all.len() {
            let skipped = !needed.contains(&place) || self.stage(place)?.dispatched;
            if !self.options.all_stages && skipped {
                continue;
            }
            self.inherit(place)?;
            let wanted = self.options.target_platform();
            let stage = self.stage(place)?;
            stage.dispatched = true;
            let platform = stage.platform.get_or_insert(wanted).clone();
            let has_path = stage.image.config.env.iter().any(|variable| variable.starts_with("PATH="));
            if !has_path && platform.os != "windows" {
                stage.image.config.env.push(format!("PATH={DEFAULT_PATH}"));
            }
            stage.know_environment();
            if !stage.image.config.working_dir.is_empty() {
                stage.image.config.working_dir = super::path::clean(&stage.image.config.working_dir);
            }
            self.evaluate_steps(place, ignore)?;
        }
        Ok(())
    }

    fn evaluate_steps(&mut self, place: usize, ignore: &Ignore) -> Outcome<()> {
        let mut steps = self.steps.remove(&place).unwrap_or_default();
        let mut outcome = Ok(());
        for planned in &mut steps {
            outcome = self.evaluate_step(place, planned, ignore);
            if outcome.is_err() {
                break;
            }
        }
        self.steps.insert(place, steps);
        outcome
    }

    fn evaluate_step(&mut self, place: usize, planned: &mut Planned, ignore: &Ignore) -> Outcome<()> {
        let sources = planned.sources.iter().filter_map(|of| {
            let stage = self.stages.all.get(*of)?;
            let (root, dispatched, paths_of) = (stage.root, stage.dispatched, stage.paths_of);
            Some(SourceStage { stage: *of, root, dispatched, paths_of })
        });
        let sources = sources.collect();
        let Some(stage) = self.stages.all.get_mut(place) else { return Ok(()) };
        let Step { written, meaning, triggered } = &mut planned.step;
        stage.triggered = *triggered;
        let mut work = Evaluation {
            options: &self.options,
            global: &self.global,
            lexer: &self.lexer,
            graph: &mut self.graph,
            lint: self.lint,
            context: self.context,
            sources,
            paths: &mut self.paths,
            ignore,
            multi_platform: self.options.multi_platform,
        };
        let mut run = || {
            meaning.expand(&mut |word| work.word(written, stage, word))?;
            meaning.expand_raw(&mut |text| work.raw(written, stage, text))?;
            meaning.evaluate(written, stage, &mut work)
        };
        run().map_err(|fault| fault.at(written.span))
    }

    /// Labels, lint's verdict, the context's filter, and the target's platform (`finalizeResultImage`).
    fn finish(mut self, target: usize, needed: &BTreeSet<usize>, ignore: &Ignore) -> Outcome<Converted> {
        if let Some(failure) = self.lint.failure() {
            return Err(failure);
        }
        let used: BTreeSet<String> = needed
            .iter()
            .filter_map(|place| self.stages.all.get(*place))
            .flat_map(|stage| stage.context_paths.iter().cloned())
            .collect();
        if let Some(Node { op: Op::Local(context), .. }) = self.graph.nodes.get_mut(self.context) {
            context.include = only(&used);
            context.exclude = ignore.patterns().to_vec();
        }
        self.limit_contexts();
        let (labels, platform, wanted) =
            (self.options.labels.clone(), self.options.platform.clone(), self.options.target_platform());
        let stage = self.stage(target)?;
        if !labels.is_empty() {
            stage.image.config.labels.get_or_insert_default().extend(labels);
        }
        let image = &mut stage.image;
        if let Some(wanted) = &platform {
            let same = (&wanted.os, &wanted.architecture) == (&image.platform.os, &image.platform.architecture);
            image.platform.os = wanted.os.clone();
            image.platform.architecture = wanted.architecture.clone();
            if !wanted.variant.is_empty() || !same {
                image.platform.variant = wanted.variant.clone();
            }
            if !wanted.os_version.is_empty() || !same {
                image.platform.os_version = wanted.os_version.clone();
            }
        }
        image.platform = image.platform.normalised();
        let (root, image, base_image) = (stage.root, image.clone(), stage.base_image.clone());
        Ok(Converted {
            graph: self.graph,
            root,
            image,
            base_image,
            platform: wanted,
            epoch: self.options.epoch,
            stages: self.stages,
            target,
        })
    }

    /// Named contexts only send what is used of them.
    fn limit_contexts(&mut self) {
        for (place, stage) in self.stages.all.iter().enumerate() {
            let Some(node) = stage.root.and_then(|root| self.graph.nodes.get_mut(root)) else { continue };
            let is_source = stage.unregistered || stage.named_context.is_some();
            if let (true, Op::Local(local)) = (is_source, &mut node.op) {
                local.include = self.paths.get(&place).map(only).unwrap_or_default();
            }
        }
    }
}

/// The paths that a context is limited to; empty: all of it is used (`normalizeContextPaths`).
fn only(used: &BTreeSet<String>) -> Vec<String> {
    if used.contains("/") {
        return Vec::new();
    }
    used.iter().map(|path| path.trim_start_matches('/').to_string()).collect()
}
