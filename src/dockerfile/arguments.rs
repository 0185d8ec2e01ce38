//! How each instruction's arguments are taken apart (the dispatch table of BuildKit's `parser.go`).

use super::flags::{self, BLANKS};
use super::json;
use super::words::words;
use super::{Arguments, Fault, Instruction, Pair, Separator, Span, limits};

/// A form of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JSON, or the line as it stands.
    Command,
    /// JSON, or words between blanks.
    Paths,
    /// Words between blanks.
    List,
    /// Words with quotes: `name` or `name=value`.
    Settings,
    /// `name=value …`, or `name value`.
    Pairs,
    /// The line as it stands.
    Line,
    /// A word, then a command.
    Check,
    /// Another instruction.
    Inner,
}

/// The instructions, in order, and their forms.
pub const FORMS: &[(&str, Form)] = &[
    ("ADD", Form::Paths),
    ("ARG", Form::Settings),
    ("CMD", Form::Command),
    ("COPY", Form::Paths),
    ("ENTRYPOINT", Form::Command),
    ("ENV", Form::Pairs),
    ("EXPOSE", Form::List),
    ("FROM", Form::List),
    ("HEALTHCHECK", Form::Check),
    ("LABEL", Form::Pairs),
    ("MAINTAINER", Form::Line),
    ("ONBUILD", Form::Inner),
    ("RUN", Form::Command),
    ("SHELL", Form::Command),
    ("STOPSIGNAL", Form::Line),
    ("USER", Form::Line),
    ("VOLUME", Form::Paths),
    ("WORKDIR", Form::Line),
];

/// The instruction on a line whose continuations are joined.
pub fn instruction(line: &str, escape: char, span: Span, depth: usize) -> Result<Instruction, Fault> {
    let parts = flags::split(line, escape);
    let row = FORMS.iter().find(|(name, _)| parts.name.eq_ignore_ascii_case(name));
    let arguments = match row {
        Some((name, form)) => arguments(name, *form, &parts.rest, escape, span, depth)?,
        None => Arguments::Unread,
    };
    Ok(Instruction {
        name: parts.name,
        original: line.to_string(),
        flags: parts.flags,
        arguments,
        heredocs: Vec::new(),
        comments: Vec::new(),
        span,
    })
}

fn arguments(
    name: &'static str,
    form: Form,
    rest: &str,
    escape: char,
    span: Span,
    depth: usize,
) -> Result<Arguments, Fault> {
    if rest.is_empty() {
        return Ok(Arguments::None);
    }
    Ok(match form {
        Form::Command => command(rest)?,
        Form::Paths => match json::form(rest) {
            json::Form::Strings(strings) => Arguments::Json(strings),
            json::Form::Mixed => return Err(Fault::NotStrings),
            json::Form::Other => list(rest),
        },
        Form::List => list(rest),
        Form::Settings => Arguments::Words(words(rest, escape)),
        Form::Pairs => Arguments::Pairs(pairs(name, rest, escape)?),
        Form::Line => Arguments::Line(rest.to_string()),
        Form::Check => {
            let (kind, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            Arguments::Check { kind: kind.to_string(), command: Box::new(command(after.trim_start())?) }
        }
        Form::Inner if depth >= limits::ONBUILD_DEPTH => Arguments::Unread,
        Form::Inner => Arguments::Inner(Box::new(instruction(rest, escape, span, depth + 1)?)),
    })
}

fn command(rest: &str) -> Result<Arguments, Fault> {
    if rest.is_empty() {
        return Ok(Arguments::None);
    }
    match json::form(rest) {
        json::Form::Strings(strings) => Ok(Arguments::Json(strings)),
        json::Form::Mixed => Err(Fault::NotStrings),
        json::Form::Other => Ok(Arguments::Line(rest.to_string())),
    }
}

fn list(rest: &str) -> Arguments {
    Arguments::Words(rest.split(BLANKS).filter(|word| !word.is_empty()).map(str::to_string).collect())
}

fn pairs(instruction: &'static str, rest: &str, escape: char) -> Result<Vec<Pair>, Fault> {
    let words = words(rest, escape);
    if words.first().is_some_and(|word| !word.contains('=')) {
        let (name, value) = rest.split_once(BLANKS).ok_or(Fault::NoValue(instruction))?;
        let value = value.trim_start_matches(BLANKS);
        return Ok(vec![Pair { name: name.to_string(), value: value.to_string(), separator: Separator::Space }]);
    }
    let pair = |word: String| match word.split_once('=') {
        Some((name, value)) => {
            Ok(Pair { name: name.to_string(), value: value.to_string(), separator: Separator::Equals })
        }
        None => Err(Fault::NoEquals(word)),
    };
    words.into_iter().map(pair).collect()
}
