//! `ARG name[=default] …`: what `--build-arg` may set.

use std::collections::BTreeSet;

use super::{Evaluation, Expander, Fault, Meaning, Outcome, Request, StageState, Written, description};
use crate::engine::build::convert::{Argument, BuildArg};

/// `ARG`
#[derive(Clone, Debug)]
pub struct Arg(pub Vec<Setting>);

/// One name of an ARG.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: String,
    pub default: Option<String>,
    /// What the comment above says of it.
    pub description: String,
}

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    Ok(Box::new(parse(request)?))
}

/// Reads an ARG, of a stage or before the first one.
pub fn parse(request: &Request<'_>) -> Outcome<Arg> {
    request.at_least_one("ARG")?;
    let setting = |word: &String| {
        let (name, default) = match word.split_once('=') {
            Some(("", _)) => return Err(Fault::new("ARG names can not be blank")),
            Some((name, value)) => (name.to_string(), Some(value.to_string())),
            None => (word.clone(), None),
        };
        let description = description(&request.node.comments, &name);
        Ok(Setting { name, default, description })
    };
    request.words.iter().map(setting).collect::<Outcome<_>>().map(Arg)
}

impl Meaning for Arg {
    /// Names and defaults: an error in a default that is not used is none (`dispatch`), so nothing is done here.
    fn expand(&mut self, _word: Expander<'_>) -> Outcome<()> {
        Ok(())
    }

    fn settings(&self) -> &[Setting] {
        &self.0
    }

    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        let mut said = Vec::new();
        for setting in &self.0 {
            work.lint.secret(written, "ARG", &setting.name);
            let given = work.options.build_args.get(&setting.name).cloned();
            let inherited = match (&given, &setting.default) {
                (None, None) => work.global.get(&setting.name).map(str::to_string),
                _ => None,
            };
            let value = match (given, &setting.default) {
                (Some(given), _) => Some(given),
                (None, Some(default)) => Some(work.word(written, stage, default)?),
                (None, None) => inherited.clone(),
            };
            if let Some(value) = &value
                && !work.is_for_scanner(&setting.name)
            {
                stage.environment.set(&setting.name, value);
            }
            let argument = Argument {
                name: setting.name.clone(),
                description: setting.description.clone(),
                value: value.clone().unwrap_or_default(),
                needs: BTreeSet::new(),
                span: written.span,
            };
            stage.outline.define(argument, inherited.is_some());
            said.push(match &value {
                Some(value) => format!("{}={value}", setting.name),
                None => setting.name.clone(),
            });
            stage.build_args.push(BuildArg { name: setting.name.clone(), value });
        }
        stage.history(format!("ARG {}", said.join(" ")), false);
        Ok(())
    }
}
