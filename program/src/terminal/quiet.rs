//! [`Quiet`]: while something runs, the terminal does not show keys. They would break lines that are redrawn; the next
//! prompt takes and shows them. And from just before keys are read, Ctrl-C is one of them.

#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// Keys are not shown until this is dropped.
pub(super) struct Quiet {
    #[cfg(unix)]
    before: Option<Termios>,
}

#[cfg(unix)]
impl Quiet {
    /// From now on. (Where that is not possible, they are shown.)
    pub fn begin() -> Self {
        Self::without(LocalModes::ECHO)
    }

    /// From now on, and no key sends a signal: what came before this came as a signal, what comes after it is read.
    pub fn keys() -> Self {
        Self::without(LocalModes::ECHO | LocalModes::ISIG)
    }

    fn without(these: LocalModes) -> Self {
        let stdin = rustix::stdio::stdin();
        let before = tcgetattr(stdin).ok();
        if let Some(mut modes) = before.clone() {
            modes.local_modes -= these;
            let _ = tcsetattr(stdin, OptionalActions::Now, &modes);
            // Linux sends the signal of a key that came just before after it has let go of the terminal's modes: to ask
            // for them waits until it is sent.
            let _ = tcgetattr(stdin);
        }
        Quiet { before }
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, before);
        }
    }
}

#[cfg(not(unix))]
impl Quiet {
    /// There the console shows keys only while they are read.
    pub fn begin() -> Self {
        Quiet {}
    }

    /// There the editor sees Ctrl-C by itself.
    pub fn keys() -> Self {
        Quiet {}
    }
}
