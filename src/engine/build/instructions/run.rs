//! `RUN [--mount=…] [--network=…] [--security=…] [--device=…] command`

use super::command_line::{self, CommandLine, with_shell};
use super::device;
use super::flags::Flags;
use super::mount::{self, Mount};
use super::{Evaluation, Expander, Fault, Meaning, Outcome, Request, Source, StageState, Written};
use crate::dockerfile::{Heredoc, without_leading_tabs};
use crate::engine::build::convert::{EMPTY_IMAGE, names};
use crate::engine::build::graph::{
    Exec, ExecMount, FileAction, MakeDirectory, MakeFile, MountKind, Network, Node, NodeId, Op,
};
use crate::engine::build::path;
use crate::text::quote;

const FLAGS: &[Flags] = &[Flags::List("mount"), Flags::Text("network"), Flags::Text("security"), Flags::List("device")];

/// Where a script in a heredoc is mounted.
const PIPES: &str = "/dev/pipes/";

#[derive(Debug)]
struct Run {
    line: CommandLine,
    /// As written.
    mount_texts: Vec<String>,
    /// With variables put in.
    mounts: Vec<Mount>,
    /// What each mount takes files from, as written.
    froms: Vec<String>,
    network: Option<Network>,
    insecure: bool,
    /// Whether it asks for devices.
    devices: bool,
}

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    let given = request.flags(FLAGS)?;
    let mount_texts = given.list("mount");
    let froms = mount_texts.iter().map(|text| mount::source(text)).collect::<Outcome<_>>()?;
    let network = match given.text("network").as_str() {
        "" | "default" => None,
        "none" => Some(Network::None),
        "host" => Some(Network::Host),
        other => return Err(Fault::new(format!("invalid network mode {}", quote(other)))),
    };
    let insecure = match given.text("security").as_str() {
        "" | "sandbox" => false,
        "insecure" => true,
        other => return Err(Fault::new(format!("security {} is not valid", quote(other)))),
    };
    let devices = given.list("device");
    devices.iter().try_for_each(|text| device::check(text))?;
    let line = command_line::read(request);
    let devices = !devices.is_empty();
    Ok(Box::new(Run { line, mount_texts, mounts: Vec::new(), froms, network, insecure, devices }))
}

/// What the process is given as arguments, and how heredocs reach it.
struct Script {
    arguments: Vec<String>,
    /// The node that has a script with a `#!` line.
    mounted: Option<NodeId>,
    /// What is said of the heredoc behind the step's name.
    summary: String,
}

impl Run {
    fn script(&self, stage: &StageState, work: &mut Evaluation<'_>) -> Outcome<Script> {
        let words = self.line.words.clone();
        let Some(first) = self.line.heredocs.first() else {
            return Ok(Script { arguments: self.in_shell(stage, words), mounted: None, summary: String::new() });
        };
        let [word] = words.as_slice() else {
            return Err(Fault::new(format!("parsing produced an invalid run command: [{}]", words.join(" "))));
        };
        if Heredoc::mark(word).ok().flatten().is_none() {
            // Several, or not alone: the shell reads them itself.
            let whole = self
                .line
                .heredocs
                .iter()
                .fold(word.clone(), |text, heredoc| format!("{text}\n{}{}", heredoc.content, heredoc.name));
            let arguments = self.in_shell(stage, vec![whole]);
            return Ok(Script { arguments, mounted: None, summary: String::new() });
        }
        let content = match first.strips_tabs {
            true => without_leading_tabs(&first.content),
            false => first.content.clone(),
        };
        let summary = format!(" ({})", summary(&first.content));
        if !content.starts_with("#!") {
            return Ok(Script { arguments: self.in_shell(stage, vec![content]), mounted: None, summary });
        }
        let file = MakeFile { path: path::clean(&first.name), mode: 0o755, content };
        let node = work.graph.add(Node {
            op: Op::File(vec![FileAction::MakeFile(file)]),
            inputs: vec![None],
            name: "[internal] preparing inline document".into(),
            span: None,
            ignore_cache: false,
            group: None,
            site: None,
        });
        let program = format!("{PIPES}{}", first.name);
        let arguments = self.in_shell(stage, vec![program]);
        Ok(Script { arguments, mounted: Some(node), summary })
    }

    fn in_shell(&self, stage: &StageState, words: Vec<String>) -> Vec<String> {
        if self.line.needs_shell { with_shell(&stage.image, &words) } else { words }
    }

    fn exec_mounts(
        &self,
        stage: &mut StageState,
        work: &mut Evaluation<'_>,
        inputs: &mut Vec<Option<NodeId>>,
        span: crate::dockerfile::Span,
    ) -> Outcome<Vec<ExecMount>> {
        let mut mounts = Vec::new();
        for (index, mount) in self.mounts.iter().enumerate() {
            let mut made = ExecMount {
                kind: mount.kind,
                input: None,
                source: path::clean(&mount.source),
                target: None,
                read_only: mount.read_only,
                id: mount.id.clone(),
                sharing: mount.sharing.unwrap_or_default(),
                required: mount.required,
                variable: mount.variable.clone(),
                mode: mount.mode,
                uid: mount.uid,
                gid: mount.gid,
                size: mount.size,
            };
            match mount.kind {
                MountKind::Secret => {
                    let id = [&mount.source, &mount.id].into_iter().find(|id| !id.is_empty()).cloned();
                    made.id = id.unwrap_or_else(|| path::base(&mount.target).to_string());
                    let given = Some(mount.target.clone()).filter(|target| !target.is_empty());
                    let usual = || format!("/run/secrets/{}", path::base(&made.id));
                    made.target = if made.variable.is_some() { given } else { Some(given.unwrap_or_else(usual)) };
                    made.target = made.target.map(|target| path::normalised(&stage.directory(), &target));
                    stage.outline.secret(&made.id, made.required, span);
                }
                MountKind::Ssh => {
                    if !mount.source.is_empty() {
                        return Err(Fault::new("ssh does not support source"));
                    }
                    if made.id.is_empty() {
                        made.id = "default".into();
                    }
                    made.target = Some(mount.target.clone()).filter(|target| !target.is_empty());
                    stage.outline.agent(&made.id, made.required, span);
                }
                MountKind::Bind | MountKind::Cache | MountKind::Tmpfs => {
                    let from = match mount.kind {
                        MountKind::Tmpfs => None,
                        MountKind::Cache if mount.from.is_empty() => None,
                        _ if mount.from.is_empty() => Some(work.context),
                        _ => {
                            let source = work.sources.get(index);
                            if source.is_none_or(|source| !source.dispatched) {
                                let (from, target) = (quote(&mount.from), quote(&mount.target));
                                let text = format!(
                                    "cannot mount from stage {from} to {target}, stage needs to be defined before current command"
                                );
                                return Err(Fault::new(text));
                            }
                            source.and_then(|source| source.root)
                        }
                    };
                    let target = path::normalised(&stage.directory(), &mount.target);
                    if target == "/" {
                        return Err(Fault::new(format!("invalid mount target {}", quote(&target))));
                    }
                    if mount.kind == MountKind::Cache && made.id.is_empty() {
                        // `path.Clean`, which leaves a relative path relative.
                        let clean = path::clean(&mount.target);
                        let absolute = mount.target.starts_with('/');
                        made.id = if absolute { clean } else { clean.trim_start_matches('/').to_string() };
                    }
                    if mount.kind == MountKind::Cache {
                        made.id = format!("{}/{}", work.options.cache_namespace, made.id);
                    }
                    made.target = Some(target);
                    let owned = mount.uid.is_some() || mount.gid.is_some() || mount.mode.is_some();
                    let from = if mount.kind != MountKind::Tmpfs && made.source == "/" && owned {
                        made.source = OWNED.into();
                        Some(work.graph.add(owned_directory(mount, from)))
                    } else {
                        from
                    };
                    made.input = from.map(|from| {
                        inputs.push(Some(from));
                        inputs.len() - 1
                    });
                    let used = work.sources.get(index).map(|source| source.stage);
                    let used = if mount.from.is_empty() { None } else { used };
                    if mount.kind != MountKind::Tmpfs && (mount.kind == MountKind::Bind || !mount.from.is_empty()) {
                        work.use_path(stage, used, &mount.source);
                    }
                }
            }
            mounts.push(made);
        }
        Ok(mounts)
    }
}

impl Meaning for Run {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        self.mounts = self.mount_texts.iter().map(|text| mount::mount(text, word)).collect::<Outcome<_>>()?;
        Ok(())
    }

    fn sources(&self) -> Vec<Source> {
        // A mount without a source counts as one of an empty image: BuildKit's numbers of stages depend on it.
        let from = |from: &String| if from.is_empty() { EMPTY_IMAGE.to_string() } else { from.clone() };
        self.froms.iter().map(|source| Source::Mounted(from(source))).collect()
    }

    fn is_step(&self) -> bool {
        true
    }

    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        if self.devices {
            return Err(device::refused());
        }
        work.use_all(stage);
        let script = self.script(stage, work)?;
        let mut inputs = vec![stage.root];
        let mut mounts = Vec::new();
        if let Some(node) = script.mounted {
            inputs.push(Some(node));
            mounts.push(ExecMount {
                kind: MountKind::Bind,
                input: Some(1),
                source: "/".into(),
                target: Some(PIPES.trim_end_matches('/').into()),
                read_only: true,
                id: String::new(),
                sharing: Default::default(),
                required: false,
                variable: None,
                mode: None,
                uid: None,
                gid: None,
                size: 0,
            });
        }
        mounts.extend(self.exec_mounts(stage, work, &mut inputs, written.span)?);
        let hidden: Vec<&str> = self.mounts.iter().filter_map(|mount| mount.variable.as_deref()).collect();
        let code = work.shown_run(&format!("{}{}", written.code, script.summary), stage, &hidden);
        let name = names::step(stage, &code, work.multi_platform);
        let exec = Exec {
            arguments: script.arguments.clone(),
            environment: stage.environment.pairs(),
            directory: stage.directory(),
            user: stage.image.config.user.clone(),
            network: self.network.unwrap_or(work.options.network),
            insecure: self.insecure,
            extra_hosts: work.options.extra_hosts.clone(),
            ulimits: work.options.ulimits.clone(),
            hostname: work.options.hostname.clone(),
            cgroup_parent: work.options.cgroup_parent.clone(),
            shm_size: work.options.shm_size,
            mounts,
            proxies: work.options.proxies(),
        };
        stage.root = Some(work.graph.add(Node {
            op: Op::Exec(Box::new(exec)),
            inputs,
            name,
            span: Some(written.span),
            ignore_cache: stage.ignore_cache,
            group: None,
            site: stage.site(written),
        }));
        stage.history(format!("RUN {} # buildkit", stage.with_arguments(&script.arguments)), true);
        Ok(())
    }
}

/// The directory that a mount with an owner or a mode of its own is.
const OWNED: &str = "/cache";

/// Makes that directory on what the mount takes (`setCacheUIDGID` in `dockerfile2llb/convert_runmount.go`).
fn owned_directory(mount: &Mount, from: Option<NodeId>) -> Node {
    let made = MakeDirectory {
        path: OWNED.into(),
        mode: mount.mode.unwrap_or(0o755),
        parents: false,
        owner: format!("{}:{}", mount.uid.unwrap_or(0), mount.gid.unwrap_or(0)),
        created: None,
    };
    Node {
        op: Op::File(vec![FileAction::MakeDirectory(made)]),
        inputs: vec![from],
        name: "[internal] setting cache mount permissions".into(),
        span: None,
        ignore_cache: false,
        group: None,
        site: None,
    }
}

/// A heredoc's first line, and dots if there are more (`summarizeHeredoc`).
fn summary(content: &str) -> String {
    let content = content.trim().replace("\r\n", "\n");
    match content.split_once('\n') {
        Some((first, _)) => format!("{first}..."),
        None => content,
    }
}
