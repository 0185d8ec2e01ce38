//! The flags before a command's name (docker/cli `cli/flags/options.go`).

use super::argument::Argument;
use super::flag::{Flags, Switch, Text};

const ONE_DAEMON: &str = "there is one engine here; leave the flag out";

pub const CONFIG: Text = Text::new("config", "Directory of the client's own settings")
    .takes(Argument::Path)
    .default("/home/student/.docker")
    .takes(Argument::Path);
pub const CONTEXT: Text =
    Text::new("context", "Which of the known engines to talk to (DOCKER_HOST and \"docker context use\" count less)")
        .takes(Argument::Context)
        .short('c')
        .takes(Argument::Context);
pub const HOST: Text = Text::new("host", "The engine's socket").short('H');
pub const LOG_LEVEL: Text =
    Text::new("log-level", "How much is logged (\"debug\", \"info\", \"warn\", \"error\", \"fatal\")")
        .short('l')
        .default("info")
        .takes(Argument::OneOf(&["debug", "info", "warn", "error", "fatal"]));
pub const DEBUG: Switch = Switch::new("debug", "Say more").short('D');
pub const VERSION: Switch = Switch::new("version", "Print the version and stop").short('v');

pub const FLAGS: Flags = &[
    &CONFIG,
    &CONTEXT,
    &DEBUG,
    &HOST,
    &LOG_LEVEL,
    &Switch::new("tls", "Talk TLS to the engine").unsimulated(ONE_DAEMON),
    &Text::new("tlscacert", "The only authority to trust")
        .default("/home/student/.docker/ca.pem")
        .unsimulated(ONE_DAEMON),
    &Text::new("tlscert", "The client's certificate").default("/home/student/.docker/cert.pem").unsimulated(ONE_DAEMON),
    &Text::new("tlskey", "The client's key").default("/home/student/.docker/key.pem").unsimulated(ONE_DAEMON),
    &Switch::new("tlsverify", "Talk TLS to the engine and check who it is").unsimulated(ONE_DAEMON),
    &VERSION,
];
