//! The instructions of a Dockerfile: what each means (BuildKit's `frontend/dockerfile/instructions` and the `dispatch…`
//! functions of `dockerfile2llb/convert.go`).
//!
//! One file each: it reads the words of an [`crate::dockerfile::Instruction`] into a typed value, and evaluates it on a
//! [`StageState`]: its config, its environment, its files as vertices of the graph. [`TABLE`] is the only list of them.
//! FROM opens a stage and is read by [`from`].

mod add;
mod arg;
mod cmd;
mod command_line;
mod copy;
mod device;
mod entrypoint;
mod env;
mod expose;
mod flags;
mod from;
mod healthcheck;
mod label;
mod maintainer;
mod mount;
mod onbuild;
mod pairs;
mod port;
mod run;
mod shell;
mod sources;
mod stop_signal;
mod user;
mod volume;
mod workdir;
mod written;

use crate::dockerfile::{self, Dockerfile};

use super::convert::{Evaluation, StageState};
use super::fault::{Fault, Outcome};
use super::lint::Lint;
use flags::{Flags, Given};
use written::description;

pub use arg::{Arg, Setting};
pub use from::{Head, head};
pub use port::parts as port_parts;
pub use sources::Sources;
pub use written::Written;

/// An instruction of a stage.
#[derive(Debug)]
pub struct Step {
    pub written: Written,
    pub meaning: Box<dyn Meaning>,
    /// Whether the base's ONBUILD brought it.
    pub triggered: bool,
}

/// A stage or an image that an instruction takes files from, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `COPY --from`: a stage's name or number, or an image.
    Copied(String),
    /// `RUN --mount=from=…`: a stage's name, or an image.
    Mounted(String),
}

/// Puts variables into a word.
pub type Expander<'a> = &'a mut dyn FnMut(&str) -> Outcome<String>;

/// What an instruction means.
pub trait Meaning: std::fmt::Debug {
    /// Puts variables into the words that take them (`SupportsSingleWordExpansion`).
    fn expand(&mut self, _word: Expander<'_>) -> Outcome<()> {
        Ok(())
    }
    /// Puts variables into the bodies of heredocs (`SupportsSingleWordExpansionRaw`).
    fn expand_raw(&mut self, _text: Expander<'_>) -> Outcome<()> {
        Ok(())
    }
    /// The stages or images that it takes files from; one for each mount of RUN.
    fn sources(&self) -> Vec<Source> {
        Vec::new()
    }
    /// Whether it is a numbered step.
    fn is_step(&self) -> bool {
        false
    }
    /// What ONBUILD keeps for later.
    fn trigger(&self) -> Option<&str> {
        None
    }
    /// What ARG declares.
    fn settings(&self) -> &[Setting] {
        &[]
    }
    /// What ADD adds.
    fn added(&self) -> Option<&Sources> {
        None
    }
    /// Evaluates it on a stage.
    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()>;
}

/// What an instruction is read from.
pub struct Request<'a> {
    node: &'a dockerfile::Instruction,
    words: Vec<String>,
}

/// An instruction's row: its name, and how it is read.
type Row = (&'static str, fn(&Request<'_>) -> Outcome<Box<dyn Meaning>>);

/// All instructions but FROM.
const TABLE: &[Row] = &[
    ("ADD", add::read),
    ("ARG", arg::read),
    ("CMD", cmd::read),
    ("COPY", copy::read),
    ("ENTRYPOINT", entrypoint::read),
    ("ENV", env::read),
    ("EXPOSE", expose::read),
    ("HEALTHCHECK", healthcheck::read),
    ("LABEL", label::read),
    ("MAINTAINER", maintainer::read),
    ("ONBUILD", onbuild::read),
    ("RUN", run::read),
    ("SHELL", shell::read),
    ("STOPSIGNAL", stop_signal::read),
    ("USER", user::read),
    ("VOLUME", volume::read),
    ("WORKDIR", workdir::read),
];

impl<'a> Request<'a> {
    fn of(node: &'a dockerfile::Instruction) -> Self {
        Request { node, words: node.arguments.words() }
    }

    fn flags(&self, known: &'static [Flags]) -> Outcome<Given> {
        Given::read(&self.node.flags, known)
    }

    fn is_json(&self) -> bool {
        self.node.arguments.is_json()
    }

    /// The only word.
    fn only(&self, name: &str) -> Outcome<String> {
        match self.words.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(Fault::new(format!("{name} requires exactly one argument"))),
        }
    }

    fn at_least_one(&self, name: &str) -> Outcome<()> {
        if self.words.is_empty() {
            return Err(Fault::new(format!("{name} requires at least one argument")));
        }
        Ok(())
    }
}

/// Reads one instruction that is not FROM (`ParseCommand`).
pub fn step(node: &dockerfile::Instruction) -> Outcome<Step> {
    let Some((_, read)) = TABLE.iter().find(|(name, _)| node.name.eq_ignore_ascii_case(name)) else {
        let nearest = dockerfile::nearest(&node.name, dockerfile::instruction_names());
        return Err(Fault::new(format!("unknown instruction: {}", node.name)).or_rather(nearest));
    };
    Ok(Step { written: Written::of(node), meaning: read(&Request::of(node))?, triggered: false })
}

/// Stages with their steps, and the ARGs before the first one.
pub type Stages = (Vec<(Head, Vec<Step>)>, Vec<(Written, Arg)>);

/// A Dockerfile's stages (`instructions.Parse`).
pub fn stages(file: &Dockerfile, lint: &mut Lint) -> Outcome<Stages> {
    let mut stages: Vec<(Head, Vec<Step>)> = Vec::new();
    let mut global = Vec::new();
    for node in &file.instructions {
        let located = |fault: Fault| {
            fault.within(format_args!("dockerfile parse error on line {}", node.span.first)).at(node.span)
        };
        let written = Written::of(node);
        lint.instruction(&written, &node.arguments.words());
        if node.name.eq_ignore_ascii_case("FROM") {
            let head = head(node).map_err(located)?;
            if !head.name.is_empty() {
                lint.description("FROM", &[&head.name], &written);
            }
            stages.push((head, Vec::new()));
            continue;
        }
        if node.name.eq_ignore_ascii_case("ARG") {
            let arg = arg::parse(&Request::of(node)).map_err(located)?;
            let names: Vec<&str> = arg.0.iter().map(|setting| setting.name.as_str()).collect();
            lint.description("ARG", &names, &written);
            if stages.is_empty() {
                global.push((written, arg));
                continue;
            }
        }
        let step = step(node).map_err(located)?;
        match stages.last_mut() {
            Some((_, steps)) => steps.push(step),
            None => return Err(Fault::new("no build stage in current context").at(node.span)),
        }
    }
    Ok((stages, global))
}
