//! `docker exec` (docker/cli `cli/command/container/exec.go`).

use super::attach::DETACH_KEYS;
use super::attached::Streams;
use super::variables::{check_variable, read_variables};
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flag, Kind, flag, switch};
use crate::engine::api::models::ExecConfig;
use crate::shell::Stream;

const FLAGS: &[Flag] = &[
    switch("detach", "Don't wait for the command").short('d'),
    DETACH_KEYS,
    flag("env", Kind::List, "An environment variable").short('e').checked(check_variable),
    flag("env-file", Kind::List, "A file of environment variables"),
    switch("interactive", "Connect standard input").short('i'),
    switch("privileged", "With all rights of the host's root"),
    switch("tty", "With a terminal").short('t'),
    flag("user", Kind::Text, "Who runs it: name or ID (format: \"<name|uid>[:<group|gid>]\")").short('u'),
    flag("workdir", Kind::Text, "The directory to run it in").short('w'),
];

pub(crate) static EXEC: Command = Command {
    about: "Run one more command in a running container",
    synopsis: "[OPTIONS] CONTAINER COMMAND [ARG...]",
    aliases: "docker container exec, docker exec",
    count: Count::AtLeast(2),
    interspersed: false,
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let name = given.argument(0);
    let variables = read_variables(docker, given.list("env-file"), given.list("env"), true)?;
    let (detach, tty) = (given.on("detach"), given.on("tty"));
    let stdin = given.on("interactive") && !detach;
    docker.engine().container_inspect(name, false)?;
    if !detach {
        docker.check_tty(stdin, tty)?;
    }
    let text = |flag: &str| Some(given.text(flag).to_string()).filter(|text| !text.is_empty());
    let size = docker.output.terminal(Stream::Out).filter(|_| tty);
    let config = ExecConfig {
        attach_stdin: Some(stdin),
        attach_stdout: Some(!detach),
        attach_stderr: Some(!detach),
        console_size: size.map(|size| vec![usize::from(size.rows), usize::from(size.columns)]),
        tty: Some(tty),
        env: Some(variables).filter(|variables| !variables.is_empty()),
        cmd: Some(given.arguments.get(1..).unwrap_or(&[]).to_vec()),
        privileged: Some(given.on("privileged")),
        user: text("user"),
        working_dir: text("workdir"),
        ..ExecConfig::default()
    };
    if detach {
        docker.engine().container_exec(name, &config, None)?;
        return Ok(());
    }
    let streams = Streams { stdin, stdout: true, stderr: true, tty };
    match docker.attached(streams, |engine, attached| engine.container_exec(name, &config, Some(attached)))? {
        None | Some(0) => Ok(()),
        Some(code) => Err(Failure::code_only(code)),
    }
}
