//! `--change` of `docker commit` and `docker import`: instructions that change a config and nothing else (moby
//! `daemon/builder/dockerfile` `BuildFromConfig`, the builder before BuildKit).

use std::collections::BTreeMap;

use super::convert::{Environment, Evaluation, Options, StageState};
use super::fault::{Fault, Outcome};
use super::graph::Graph;
use super::ignore::Ignore;
use super::instructions::{Head, Step, Written, step};
use super::lint::Lint;
use crate::dockerfile::{Dockerfile, Lexer, Span};
use crate::engine::api::{ApiError, ApiResult};
use crate::oci::Config;

/// The instructions that may stand there (`validCommitCommands`).
const ALLOWED: [&str; 11] = [
    "CMD",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "ONBUILD",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The config with the instructions applied, one after the other. 400 where one is wrong.
pub fn change(config: Config, changes: &[String]) -> ApiResult<Config> {
    if changes.is_empty() {
        return Ok(config);
    }
    changed(config, &changes.join("\n")).map_err(|fault| match fault {
        Fault::Failed { message, .. } => ApiError::new(400, message),
        Fault::Stopped(stop) => ApiError::Stop(stop),
    })
}

fn changed(config: Config, text: &str) -> Outcome<Config> {
    let file = Dockerfile::parse(text.as_bytes())?;
    let read = |node: &crate::dockerfile::Instruction| {
        if !ALLOWED.iter().any(|name| node.name.eq_ignore_ascii_case(name)) {
            return Err(Fault::new(format!("{} is not a valid change command", node.name)));
        }
        step(node)
    };
    let steps: Vec<Step> = file.instructions.iter().map(read).collect::<Outcome<_>>()?;
    let mut stage = stage(config);
    let options = Options { classic: true, ..Options::default() };
    let (global, lexer, ignore) = (Environment::default(), Lexer::new(file.escape), Ignore::default());
    let (mut graph, mut lint, mut paths) = (Graph::default(), Lint::silent(), BTreeMap::new());
    for Step { written, mut meaning, .. } in steps {
        let mut work = Evaluation {
            options: &options,
            global: &global,
            lexer: &lexer,
            graph: &mut graph,
            lint: &mut lint,
            context: 0,
            sources: Vec::new(),
            paths: &mut paths,
            ignore: &ignore,
            multi_platform: false,
        };
        meaning.expand(&mut |word| work.word(&written, &stage, word))?;
        meaning.evaluate(&written, &mut stage, &mut work)?;
    }
    Ok(stage.image.config)
}

/// A stage that begins with a config.
fn stage(config: Config) -> StageState {
    let nothing = String::new;
    let written = Written { name: nothing(), code: nothing(), span: Span::line(0), comments: Vec::new() };
    let head = Head { written, base: nothing(), name: nothing(), platform: nothing(), description: nothing() };
    let mut stage = StageState::new(head);
    stage.image.config = config;
    stage.know_environment();
    stage
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(env: &[&str], lines: &[&str]) -> String {
        let config = Config { env: env.iter().map(ToString::to_string).collect(), ..Config::default() };
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        match change(config, &lines) {
            Ok(config) => serde_json::to_string(&config).unwrap(),
            Err(ApiError::Status { message, .. }) => message,
            Err(stop) => format!("{stop:?}"),
        }
    }

    #[test]
    fn instructions_change_the_config() {
        insta::assert_snapshot!(
            with(&[], &["CMD [\"/x\"]", "ENV A=1 B=\"two words\"", "ENV A 2", "EXPOSE 80 53/udp", "WORKDIR a/../b", "LABEL k=v"]),
            @r#"{"ExposedPorts":{"53/udp":{},"80/tcp":{}},"Env":["A=2","B=two words"],"Cmd":["/x"],"WorkingDir":"/b","Labels":{"k":"v"}}"#
        );
        insta::assert_snapshot!(with(&[], &["cmd echo hi"]), @r#"{"Cmd":["/bin/sh","-c","echo hi"]}"#);
        insta::assert_snapshot!(with(&[], &["CMD"]), @r#"{"Cmd":["/bin/sh","-c"]}"#);
        insta::assert_snapshot!(with(&[], &["CMD [\"a\"]", "ENTRYPOINT [\"b\"]"]), @r#"{"Entrypoint":["b"],"Cmd":["a"]}"#);
    }

    #[test]
    fn variables_of_the_image_are_put_in() {
        insta::assert_snapshot!(
            with(&["P=80 90", "D=/d"], &["EXPOSE $P", "WORKDIR $D/x", "USER ${U:-u}", "VOLUME $D", "LABEL l=$D", "ENV D=$D:/e"]),
            @r#"{"User":"u","ExposedPorts":{"80/tcp":{},"90/tcp":{}},"Env":["P=80 90","D=/d:/e"],"Volumes":{"/d":{}},"WorkingDir":"/d/x","Labels":{"l":"/d"}}"#
        );
    }

    #[test]
    fn what_is_wrong_is_said_as_by_the_older_builder() {
        for (line, words) in [
            ("RUN ls", "RUN is not a valid change command"),
            ("", "file with no instructions"),
            ("# comment", "file with no instructions"),
            ("WORKDIR", "WORKDIR requires exactly one argument"),
            ("ENV A", "ENV must have two arguments"),
            ("EXPOSE 80/xyz", "invalid proto: xyz"),
            ("EXPOSE /tcp", "no port specified: /tcp<empty>"),
            ("EXPOSE 99999", "invalid containerPort: 99999"),
            ("STOPSIGNAL NOPE", "invalid signal: NOPE"),
            ("HEALTHCHECK --foo=1 CMD x", "unknown flag: --foo"),
            ("ONBUILD FROM x", "FROM isn't allowed as an ONBUILD trigger"),
            ("WORKDIR $NOTHING", "cannot normalize nothing"),
        ] {
            assert_eq!(with(&[], &[line]), words, "{line}");
        }
    }
}
