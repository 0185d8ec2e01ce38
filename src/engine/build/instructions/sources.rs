//! What COPY and ADD have in common: sources, destination, and the files that a stage gets of them (BuildKit's
//! `convert_copy.go`).

use super::{Evaluation, Expander, Fault, Outcome, Request, StageState, Written};
use crate::dockerfile::{Heredoc, without_leading_tabs};
use crate::engine::api::ProgressGroup;
use crate::engine::build::convert::names;
use crate::engine::build::graph::{CopyFiles, FileAction, MakeFile, ModeChange, Node, NodeId, Op, RemoteSource};
use crate::engine::build::{path, random, remote};
use crate::oci::{BadDigest, Digest};
use crate::text::{parse_octal_mode, symbolic_mode};

/// What is copied where.
#[derive(Clone, Debug)]
pub struct Sources {
    pub paths: Vec<String>,
    pub inline: Vec<Heredoc>,
    pub destination: String,
}

/// COPY or ADD with everything said.
pub struct Copying<'a> {
    pub sources: &'a Sources,
    /// The node that the files come from; `None`: an empty file system.
    pub from: Option<NodeId>,
    pub is_add: bool,
    /// Whether the files are those of the main context.
    pub from_context: bool,
    pub owner: &'a str,
    pub mode: &'a str,
    pub link: bool,
    pub parents: bool,
    pub exclude: &'a [String],
    pub checksum: &'a str,
    pub unpack: Option<bool>,
}

/// Reads sources and destination.
pub fn read(request: &Request<'_>, name: &str) -> Outcome<Sources> {
    let [words @ .., destination] = request.words.as_slice() else { return Err(one_argument(name)) };
    if words.is_empty() {
        return Err(one_argument(name));
    }
    if Heredoc::mark(destination).map_err(fault)?.is_some() {
        return Err(Fault::new(format!("{name} cannot accept a heredoc as a destination")));
    }
    let mut sources = Sources { paths: Vec::new(), inline: Vec::new(), destination: destination.clone() };
    for word in words {
        match Heredoc::mark(word).map_err(fault)? {
            Some(mark) => {
                let body = request.node.heredocs.iter().rev().find(|heredoc| heredoc.name == mark.name);
                let content = body.map_or("", |heredoc| heredoc.content.as_str());
                let content = if mark.strips_tabs { without_leading_tabs(content) } else { content.to_string() };
                sources.inline.push(Heredoc { content, ..mark });
            }
            None => sources.paths.push(word.clone()),
        }
    }
    Ok(sources)
}

fn fault(error: crate::dockerfile::Fault) -> Fault {
    Fault::new(error.to_string())
}

/// Too few words for COPY or ADD.
pub fn one_argument(name: &str) -> Fault {
    let text = "requires at least two arguments, but only one was provided. Destination could not be determined";
    Fault::new(format!("{name} {text}"))
}

impl Sources {
    /// Puts variables into paths.
    pub fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        for path in self.paths.iter_mut().chain([&mut self.destination]) {
            *path = word(path)?;
        }
        Ok(())
    }

    /// Puts variables into the contents of heredocs whose mark is not quoted.
    pub fn expand_raw(&mut self, text: Expander<'_>) -> Outcome<()> {
        for heredoc in self.inline.iter_mut().filter(|heredoc| heredoc.expands) {
            heredoc.content = text(&heredoc.content)?;
        }
        Ok(())
    }
}

/// Copies on a stage.
pub fn copy(
    copying: &Copying<'_>,
    written: &Written,
    stage: &mut StageState,
    work: &mut Evaluation<'_>,
) -> Outcome<()> {
    let instruction = if copying.is_add { "ADD" } else { "COPY" };
    let destination = path::with_slash(&stage.directory(), &dotted(&copying.sources.destination));
    let mode = mode_change(copying.mode)?;
    check_sum(copying)?;
    let mut said = instruction.to_string();
    for (flag, value) in [("--chown=", copying.owner), ("--chmod=", copying.mode)] {
        if flag == "--chown=" && copying.parents {
            said += " --parents";
        }
        if !value.is_empty() {
            said += &format!(" {flag}{value}");
        }
    }
    let code = work.expanded_code(&written.code, stage);
    let name = names::step(stage, &code, work.multi_platform);
    // A copy of one thing as it is; sources of the context say more.
    let plain = CopyFiles {
        input: None,
        source: "/".into(),
        destination,
        owner: copying.owner.into(),
        mode,
        follow: false,
        contents_only: false,
        include: Vec::new(),
        exclude: copying.exclude.to_vec(),
        required: Vec::new(),
        unpack: false,
        wildcards: false,
    };
    let mut actions = Vec::new();
    let mut inputs = vec![stage.root];
    for source in &copying.sources.paths {
        said += &format!(" {source}");
        if let Some(kind) = remote::kind(source)? {
            if !copying.is_add {
                let what = if kind == remote::Kind::Git { "a git ref" } else { "a URL" };
                return Err(Fault::new(format!("source can't be {what} for COPY")));
            }
            if kind == remote::Kind::Http && !copying.checksum.is_empty() {
                check_digest(copying.checksum)?;
            }
            let op = Op::Remote(RemoteSource { kind, url: source.clone() });
            let remote = Some(work.graph.add(Node::source(op, name.clone())));
            let (input, unpack) = (input(&mut inputs, remote), copying.unpack.unwrap_or(false));
            actions.push(FileAction::Copy(CopyFiles { input, unpack, ..plain.clone() }));
            continue;
        }
        work.lint.ignored_source(written, copying.is_add, copying.from_context, source, work.ignore);
        let input = input(&mut inputs, copying.from);
        let (source, include, required) = selection(source, copying.parents);
        actions.push(FileAction::Copy(CopyFiles {
            input,
            source,
            follow: true,
            contents_only: true,
            include,
            required,
            unpack: copying.unpack.unwrap_or(copying.is_add),
            wildcards: true,
            ..plain.clone()
        }));
    }
    for heredoc in &copying.sources.inline {
        said += &format!(" <<{}", heredoc.name);
        let file = MakeFile { path: path::clean(&heredoc.name), mode: 0o644, content: heredoc.content.clone() };
        let make = Op::File(vec![FileAction::MakeFile(file)]);
        let shown = "[internal] preparing inline document";
        let node = work.graph.add(Node { inputs: vec![None], ..Node::source(make, shown) });
        let input = input(&mut inputs, Some(node));
        let source = path::clean(&heredoc.name);
        actions.push(FileAction::Copy(CopyFiles { input, source, ..plain.clone() }));
    }
    said += &format!(" {}", copying.sources.destination);
    let node = Node {
        op: Op::File(actions),
        inputs,
        name,
        span: Some(written.span),
        ignore_cache: stage.ignore_cache,
        group: None,
        site: stage.site(written),
    };
    stage.root = Some(match copying.link && copying.mode.is_empty() {
        true => linked(node, &code, written, stage, work),
        false => work.graph.add(node),
    });
    stage.history(said + " # buildkit", true);
    Ok(())
}

/// Copies into a layer of its own, laid over the stage's: it is the same on whatever base.
fn linked(mut copy: Node, code: &str, written: &Written, stage: &StageState, work: &mut Evaluation<'_>) -> NodeId {
    let shown = copy.name.clone();
    // Two copies that read the same are two steps all the same.
    let id = random::derived(&format!("{} {} {}", work.graph.nodes.len(), shown, written.code));
    let group = |weak| Some(ProgressGroup { id: id.clone(), name: shown.clone(), weak });
    if let Some(first) = copy.inputs.first_mut() {
        *first = None;
    }
    copy.group = group(true);
    let name = names::again(stage, &format!("LINK {code}"), work.multi_platform);
    let copy = work.graph.add(copy);
    // Nothing is below: there is nothing to lay it over, and so nothing that shows (`llb.Merge`).
    let Some(root) = stage.root else { return copy };
    work.graph.add(Node {
        op: Op::Merge,
        inputs: vec![Some(root), Some(copy)],
        name,
        span: Some(written.span),
        ignore_cache: stage.ignore_cache,
        group: group(false),
        site: None,
    })
}

/// The place of a node among the inputs; it is added if it is not there.
fn input(inputs: &mut Vec<Option<NodeId>>, from: Option<NodeId>) -> Option<usize> {
    from?;
    let found = inputs.iter().skip(1).position(|input| *input == from);
    Some(found.map_or_else(
        || {
            inputs.push(from);
            inputs.len() - 1
        },
        |at| at + 1,
    ))
}

/// `.` and nothing are the working directory, and a directory.
fn dotted(path: &str) -> String {
    if path == "." || path.is_empty() { "./".into() } else { path.into() }
}

/// Source, patterns and required paths: `--parents` keeps the directories after a pivot `/./`.
fn selection(source: &str, parents: bool) -> (String, Vec<String>, Vec<String>) {
    if !parents {
        return (path::clean(source), Vec::new(), Vec::new());
    }
    let (root, pattern) = source.split_once("/./").unwrap_or(("/", source));
    let pattern = path::clean(pattern);
    let certain = !path::has_wildcards(root) && !path::has_wildcards(&pattern);
    let required = if certain { vec![path::clean(&format!("{root}/{pattern}"))] } else { Vec::new() };
    (path::clean(root), vec![pattern.trim_start_matches('/').to_string()], required)
}

fn mode_change(mode: &str) -> Outcome<Option<ModeChange>> {
    if mode.is_empty() {
        return Ok(None);
    }
    let octal =
        || Fault::new(format!("invalid chmod parameter: '{mode}'. it should be octal string and between 0 and 07777"));
    if mode.starts_with(|first: char| first.is_ascii_digit()) {
        return parse_octal_mode(mode).map(ModeChange::Octal).ok_or_else(octal).map(Some);
    }
    // The words are those of the library that reads the symbols (`dchapes-mode`).
    symbolic_mode(mode, 0, false, 0).ok_or_else(|| Fault::new("invalid syntax"))?;
    Ok(Some(ModeChange::Symbolic(mode.into())))
}

/// Refuses what is no digest. Nothing comes over that it could be compared with.
fn check_digest(text: &str) -> Outcome<()> {
    match text.parse::<Digest>() {
        Ok(_) => Ok(()),
        Err(BadDigest::Algorithm) if text.starts_with("sha") => Ok(()),
        Err(bad) => Err(Fault::new(bad.to_string())),
    }
}

fn check_sum(copying: &Copying<'_>) -> Outcome<()> {
    if copying.checksum.is_empty() {
        return Ok(());
    }
    match copying.sources.paths.as_slice() {
        [source] => match remote::kind(source)? {
            Some(_) => Ok(()),
            None => Err(Fault::new("checksum requires HTTP(S) or Git sources")),
        },
        _ => Err(Fault::new("checksum can't be specified for multiple sources")),
    }
}
