//! SOURCE_DATE_EPOCH as an argument of a build (BuildKit's `epoch.go`).

use std::collections::BTreeMap;

use super::Environment;
use crate::clock::Timestamp;
use crate::dockerfile::Lexer;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::instructions::{Head, Sources, Step};
use crate::engine::build::remote;
use crate::text::quote;

/// The argument's name.
pub const NAME: &str = "SOURCE_DATE_EPOCH";

/// What the argument says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Epoch<'a> {
    /// Seconds since 1970; none, if it is empty or `context`, as a context here is no git repository.
    Moment(Option<Timestamp>),
    /// A named context, or a stage, that has a moment.
    Of(&'a str),
}

/// Reads the argument's value.
pub fn read(value: &str) -> Epoch<'_> {
    if value.is_empty() || value == "context" {
        return Epoch::Moment(None);
    }
    match value.parse::<i64>() {
        Ok(seconds) => Epoch::Moment(Some(Timestamp(seconds.saturating_mul(crate::clock::SECOND)))),
        Err(_) => Epoch::Of(value),
    }
}

/// Why a stage gives no moment: only one that does nothing but take a remote source has one, and that of the source is
/// behind a network (`sourceDateEpochStageSource`).
pub fn of_stage(
    name: &str,
    stages: &[(Head, Vec<Step>)],
    global: &Environment,
    given: &BTreeMap<String, String>,
    lexer: &Lexer,
) -> Fault {
    let Some((head, steps)) = stages.iter().find(|(head, _)| head.name.to_lowercase() == name.to_lowercase()) else {
        return Fault::new(format!("invalid {NAME}: {name}"));
    };
    let mut environment = global.clone();
    environment.remove(NAME);
    let source = source(head, steps, environment, given, lexer);
    let fault = source.map_or_else(|fault| fault, |(kind, source)| remote::unreachable_source(kind, &source));
    fault.at(head.written.span)
}

/// The one remote source of a stage.
fn source(
    head: &Head,
    steps: &[Step],
    mut environment: Environment,
    given: &BTreeMap<String, String>,
    lexer: &Lexer,
) -> Outcome<(remote::Kind, String)> {
    let base = lexer.word(&head.base, &environment).map_err(|error| {
        Fault::from(error).within(format_args!("failed to process source stage base name {}", quote(&head.base)))
    })?;
    if base != super::stages::EMPTY_IMAGE {
        return Err(Fault::new(format!("{NAME} stage must use FROM scratch")));
    }
    let one = || Fault::new(format!("{NAME} stage must contain exactly one remote ADD"));
    let mut found: Option<(remote::Kind, String)> = None;
    for step in steps {
        for setting in step.meaning.settings() {
            let value = match (given.get(&setting.name), &setting.default) {
                (Some(given), _) => given.clone(),
                (None, Some(default)) => lexer.word(default, &environment)?,
                (None, None) => continue,
            };
            environment.set(&setting.name, &value);
        }
        match step.meaning.added() {
            Some(_) if found.is_some() => return Err(one()),
            Some(sources) => found = Some(added(sources, &environment, lexer)?),
            None if step.written.name.eq_ignore_ascii_case("ARG") => {}
            None => {
                let text = format!("unsupported {} instruction", step.written.name);
                return Err(Fault::new(format!("{NAME} stage does not meet source-only requirements: {text}")));
            }
        }
    }
    found.ok_or_else(one)
}

fn added(sources: &Sources, environment: &Environment, lexer: &Lexer) -> Outcome<(remote::Kind, String)> {
    let ([path], []) = (sources.paths.as_slice(), sources.inline.as_slice()) else {
        return Err(Fault::new(format!("{NAME} stage must contain exactly one remote ADD source")));
    };
    let path = lexer.word(path, environment)?;
    match remote::kind(&path)? {
        Some(kind) => Ok((kind, path)),
        None => Err(Fault::new(format!("{NAME} stage source must be a single HTTP(S) or Git ADD"))),
    }
}
