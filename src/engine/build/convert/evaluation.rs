//! What an instruction is evaluated with, besides its stage (BuildKit's `dispatchOpt`).

use std::collections::BTreeMap;

use super::names;
use super::{Environment, Options, StageState};
use crate::dockerfile::{Lexer, Quotes, Unset, Variables};
use crate::engine::build::fault::Outcome;
use crate::engine::build::graph::{Graph, NodeId};
use crate::engine::build::ignore::Ignore;
use crate::engine::build::instructions::Written;
use crate::engine::build::lint::Lint;
use crate::engine::build::path;

/// ARGs that say what a scanner of the result looks at; they are no part of the environment.
const FOR_SCANNERS: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

/// What an instruction is evaluated with.
pub struct Evaluation<'a> {
    pub options: &'a Options,
    /// The ARGs before the first FROM, and the platforms.
    pub global: &'a Environment,
    pub lexer: &'a Lexer,
    pub graph: &'a mut Graph,
    pub lint: &'a mut Lint,
    /// The main context's node.
    pub context: NodeId,
    /// The stages that the instruction takes files from.
    pub sources: Vec<SourceStage>,
    /// Paths of each stage that others use.
    pub paths: &'a mut BTreeMap<usize, std::collections::BTreeSet<String>>,
    pub ignore: &'a Ignore,
    pub multi_platform: bool,
}

/// A stage that files are taken from.
#[derive(Clone, Copy, Debug)]
pub struct SourceStage {
    pub stage: usize,
    pub root: Option<NodeId>,
    pub dispatched: bool,
    /// Whose set of used paths counts.
    pub paths_of: usize,
}

/// Variables with some of them hidden.
struct Masked<'a> {
    environment: &'a Environment,
    hidden: &'a [&'a str],
}

impl Variables for Masked<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        if self.hidden.contains(&name) { Some("****") } else { self.environment.get(name) }
    }
}

impl Evaluation<'_> {
    /// A word with the stage's variables put in; what is not set is a warning.
    pub fn word(&mut self, written: &Written, stage: &StageState, word: &str) -> Outcome<String> {
        let expansion = self.lexer.expand(word, &stage.environment)?;
        self.lint.undefined(written, stage, &expansion.undefined);
        Ok(expansion.text)
    }

    /// The same without touching quotes and escapes: the contents of heredocs.
    pub fn raw(&mut self, written: &Written, stage: &StageState, text: &str) -> Outcome<String> {
        let lexer = Lexer::new('\\').with_quotes(Quotes::Ordinary);
        let expansion = lexer.expand(text, &stage.environment)?;
        self.lint.undefined(written, stage, &expansion.undefined);
        Ok(expansion.text)
    }

    /// A text, expanded and split into words.
    pub fn words(&self, stage: &StageState, text: &str) -> Outcome<Vec<String>> {
        Ok(self.lexer.words(text, &stage.environment)?)
    }

    /// An instruction as a step's name shows it: with variables, or as it is if that fails.
    pub fn expanded_code(&self, code: &str, stage: &StageState) -> String {
        let text = self.lexer.word(code, &stage.environment).unwrap_or_else(|_| code.to_string());
        names::with_capitals(&text)
    }

    /// The same of RUN: quotes stay, so do variables that are not set, and secrets are hidden.
    pub fn shown_run(&self, code: &str, stage: &StageState, hidden: &[&str]) -> String {
        let lexer = self.lexer.clone().with_quotes(Quotes::Keep).with_unset(Unset::Keep);
        let variables = Masked { environment: &stage.environment, hidden };
        let text = lexer.word(code, &variables).unwrap_or_else(|_| code.to_string());
        names::with_capitals(&text)
    }

    /// Whether an ARG only tells scanners something.
    pub fn is_for_scanner(&self, name: &str) -> bool {
        FOR_SCANNERS.contains(&name)
    }

    /// Notes that a path is used: of the main context, or of another stage's files.
    pub fn use_path(&mut self, stage: &mut StageState, of: Option<usize>, used: &str) {
        let used = path::clean(used);
        match of {
            None => {
                stage.context_paths.insert(used);
            }
            Some(of) => {
                let of = self.sources.iter().find(|source| source.stage == of).map_or(of, |source| source.paths_of);
                self.paths.entry(of).or_default().insert(used);
            }
        }
    }

    /// Notes that all of the stage's own files are used.
    pub fn use_all(&mut self, stage: &StageState) {
        self.paths.entry(stage.paths_of).or_default().insert("/".into());
    }
}
