//! [`Quiet`]: while something runs, the terminal does not show keys. They would break lines that are redrawn; the next
//! prompt takes and shows them.

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
        let stdin = rustix::stdio::stdin();
        let before = tcgetattr(stdin).ok();
        if let Some(mut modes) = before.clone() {
            modes.local_modes -= LocalModes::ECHO;
            let _ = tcsetattr(stdin, OptionalActions::Now, &modes);
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
}
