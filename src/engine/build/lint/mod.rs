//! Lint: the rules that an evaluated Dockerfile breaks (BuildKit's `linter/linter.go`, `dockerfile2llb/validations.go`).

mod config;
mod rules;
mod validate;

use std::collections::BTreeSet;

pub use config::Config;
pub use rules::Rule;
use rules::*;

use super::convert::StageState;
use super::fault::Fault;
use super::ignore::Ignore;
use super::instructions::Written;
use crate::dockerfile::{Directive, Key, Span, nearest_exact};
use crate::text::quote;

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub rule: Rule,
    pub detail: String,
    pub span: Span,
}

impl Violation {
    /// `Rule: what is wrong (line 3)`
    pub fn short(&self) -> String {
        let text = format!("{}: {}", self.rule.name, self.detail);
        if self.span.first > 0 { format!("{text} (line {})", self.span.first) } else { text }
    }
}

/// Collects what is wrong.
#[derive(Clone, Debug, Default)]
pub struct Lint {
    config: Config,
    /// Whether anybody wants to know.
    silent: bool,
    pub violations: Vec<Violation>,
}

impl Lint {
    /// A linter with the options of the file's `# check=` directive, or those given (`BUILDKIT_DOCKERFILE_CHECK`).
    pub fn new(text: &str, given: Option<&str>) -> Result<Lint, Fault> {
        let (options, what) = match given {
            Some(given) => (given.to_string(), "BUILDKIT_DOCKERFILE_CHECK"),
            None => {
                let directive = Directive::find(text, Key::Check);
                (directive.map(|directive| directive.word().to_string()).unwrap_or_default(), "check options")
            }
        };
        let config = Config::parse(&options).map_err(|error| Fault::new(format!("failed to parse {what}: {error}")))?;
        Ok(Lint { config, silent: false, violations: Vec::new() })
    }

    /// A linter that says nothing: for all platforms of a build but the first.
    pub fn silent() -> Lint {
        Lint { silent: true, ..Lint::default() }
    }

    /// The failure that broken rules are, if the file wants that.
    pub fn failure(&self) -> Option<Fault> {
        if !self.config.error || self.violations.is_empty() {
            return None;
        }
        let names: BTreeSet<&str> = self.violations.iter().map(|violation| violation.rule.name).collect();
        let names: Vec<&str> = names.into_iter().collect();
        Some(Fault::new(format!("lint violation found for rules: {}", names.join(", "))))
    }

    /// Notes a broken rule, unless comments above the instruction or the file's options say that it does not matter.
    fn note(&mut self, rule: Rule, comments: &[String], span: Span, detail: String) {
        if !self.silent && self.config.with_comments(comments).wants(&rule) {
            self.violations.push(Violation { rule, detail, span });
        }
    }

    fn of(&mut self, rule: Rule, written: &Written, detail: String) {
        self.note(rule, &written.comments, written.span, detail);
    }

    /// An empty line in a continued instruction.
    pub fn empty_continuation(&mut self, span: Span) {
        self.note(NO_EMPTY_CONTINUATION, &[], span, "Empty continuation line".into());
    }

    /// A pair in the old form.
    pub fn pair(&mut self, written: &Written, old_form: bool) {
        if old_form {
            let name = &written.name;
            let detail = format!("\"{name} key=value\" should be used instead of legacy \"{name} key value\" format");
            self.of(LEGACY_KEY_VALUE_FORMAT, written, detail);
        }
    }

    /// A name that sounds like a secret.
    pub fn secret(&mut self, written: &Written, instruction: &str, name: &str) {
        if validate::is_secret(name) {
            let detail =
                format!("Do not use ARG or ENV instructions for sensitive data ({instruction} {})", quote(name));
            self.of(SECRETS_USED_IN_ARG_OR_ENV, written, detail);
        }
    }

    /// An instruction of which only the last counts.
    pub fn used_once(&mut self, written: &Written, before: &mut Option<Span>) {
        if let Some(before) = *before {
            let name = &written.name;
            let detail = format!(
                "Multiple {name} instructions should not be used in the same stage because only the last one will be used"
            );
            self.note(MULTIPLE_INSTRUCTIONS_DISALLOWED, &written.comments, before, detail);
        }
        *before = Some(written.span);
    }

    /// CMD or ENTRYPOINT in shell form.
    pub fn json_recommended(&mut self, written: &Written) {
        let name = &written.name;
        let detail =
            format!("JSON arguments recommended for {name} to prevent unintended behavior related to OS signals");
        self.of(JSON_ARGS_RECOMMENDED, written, detail);
    }

    /// A WORKDIR that depends on the base's.
    pub fn relative_workdir(&mut self, written: &Written, path: &str) {
        let detail = format!("Relative workdir {} can have unexpected results if the base image changes", quote(path));
        self.of(WORKDIR_RELATIVE_PATH, written, detail);
    }

    /// The form of a port.
    pub fn port(&mut self, written: &Written, port: &str) {
        let (address, host, container) = super::instructions::port_parts(port);
        if container.split_once('/').is_some_and(|(_, protocol)| protocol != protocol.to_lowercase()) {
            let detail = format!("Defined protocol '{port}' in EXPOSE instruction should be lowercase");
            self.of(EXPOSE_PROTO_CASING, written, detail);
        }
        if !address.is_empty() || !host.is_empty() {
            let detail =
                format!("EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'");
            self.of(EXPOSE_INVALID_FORMAT, written, detail);
        }
    }

    /// A source that `.dockerignore` leaves out.
    pub fn ignored_source(
        &mut self,
        written: &Written,
        is_add: bool,
        from_context: bool,
        source: &str,
        ignore: &Ignore,
    ) {
        // A slash at the head stays: such a path is matched by hardly any pattern.
        let path = crate::text::clean(source);
        let is_root = path == "." || path == "/";
        if !from_context || ignore.has_exceptions() || (is_root && !ignore.ignores_everything()) {
            return;
        }
        if ignore.matches(&path).unwrap_or(false) {
            let instruction = if is_add { "Add" } else { "Copy" };
            let detail = format!("Attempting to {instruction} file {} that is excluded by .dockerignore", quote(&path));
            self.of(COPY_IGNORED_FILE, written, detail);
        }
    }

    /// Variables that are not set.
    pub fn undefined(&mut self, written: &Written, stage: &StageState, names: &BTreeSet<String>) {
        for name in names {
            let is_argument = stage.build_args.iter().any(|argument| argument.name == *name);
            if is_argument || validate::FOR_SCANNERS.contains(&name.as_str()) {
                continue;
            }
            let mut detail = format!("Usage of undefined variable '${name}'");
            if let Some(nearest) = nearest_exact(name, stage.environment.names()) {
                detail += &format!(" (did you mean ${nearest}?)");
            }
            self.of(UNDEFINED_VAR, written, detail);
        }
    }
}
