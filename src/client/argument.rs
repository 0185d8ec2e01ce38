//! What an argument of a command, or the value of a flag, is: said by the row, read by completion.

/// What may stand at a place of a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A text of one's own: a new name, a pattern, a message.
    Word,
    /// One of these words.
    OneOf(&'static [&'static str]),
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
}
