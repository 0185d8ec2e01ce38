//! What an argument of a command, or the value of a flag, is: said by the row, read by completion.

use crate::engine::api::CAPABILITIES;

/// What may stand at a place of a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A text of one's own: a new name, a pattern, a message.
    Word,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A text such as one of these.
    Like(&'static [&'static str]),
    /// A command and its arguments, for a container.
    Command,
    /// A path of one's own machine.
    Path,
    /// The same, or `CONTAINER:PATH`.
    PathOrContainer,
    /// A registry's host.
    Registry,
    /// A repository of Docker Hub.
    Repository,
    /// An image that is here.
    Image,
    /// An image of a registry.
    Pullable,
    /// An image, here or in a registry.
    ImageOrPullable,
    Container,
    RunningContainer,
    ImageOrContainer,
    Context,
    Volume,
    Network,
    /// An environment variable of one's own shell, by name.
    Variable,
    /// `KEY=VALUE`: one of these keys.
    Filter(&'static [&'static str]),
    /// How a list is printed: `table`, `json`, or a Go template with some of these fields (and what their columns are
    /// called).
    Format(&'static [(&'static str, &'static str)]),
}

/// A platform.
pub const PLATFORM: Argument = Argument::Like(&[
    "linux/amd64",
    "linux/arm64",
    "linux/arm/v7",
    "linux/arm/v6",
    "linux/386",
    "linux/ppc64le",
    "linux/riscv64",
    "linux/s390x",
]);
/// A signal that containers are sent.
pub const SIGNAL: Argument =
    Argument::Like(&["SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH"]);
/// A moment: so long ago, a time or a date.
pub const MOMENT: Argument = Argument::Like(&["5m", "1h", "24h"]);
/// A policy of starting a container again.
pub const RESTART: Argument = Argument::OneOf(&["no", "always", "on-failure", "unless-stopped"]);
/// A part of root's rights; `ALL` may stand there, too.
pub const CAPABILITY: Argument = Argument::Like(&CAPABILITIES);
/// What of a process may be limited (docker/go-units `ulimitNameMapping`).
pub const LIMITED: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];
/// One of them, with its value behind.
pub const ULIMIT: Argument = Argument::Filter(&LIMITED);
/// The format of an inspection: JSON, or a template.
pub const INSPECTION: Argument = Argument::Like(&["json"]);
/// What a prune may be limited by.
pub const PRUNE_FILTER: Argument = Argument::Filter(&["label", "label!", "until"]);
