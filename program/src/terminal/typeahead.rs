//! What was typed ahead: keys that came before somebody could know who would read them.

use std::io;

/// Throws away what was typed and is still coming, until nothing comes; `false`: it does not end.
#[cfg(unix)]
pub(super) fn forget() -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::termios::{
        LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, tcflush, tcgetattr, tcsetattr,
    };

    /// How long nothing may come: longer than the pieces of a paste are apart.
    const SILENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 150_000_000 };
    /// Pieces that are thrown away.
    const PIECES: usize = 64;

    let stdin = rustix::stdio::stdin();
    let before = tcgetattr(stdin)?;
    // Each key counts, not only whole lines.
    let mut modes = before.clone();
    modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
    modes.special_codes[SpecialCodeIndex::VMIN] = 1;
    modes.special_codes[SpecialCodeIndex::VTIME] = 0;
    tcsetattr(stdin, OptionalActions::Now, &modes)?;
    let silent = (|| {
        for _ in 0..PIECES {
            tcflush(stdin, QueueSelector::IFlush)?;
            match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&SILENCE)) {
                Ok(0) => return Ok(true),
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(false)
    })();
    tcsetattr(stdin, OptionalActions::Flush, &before)?;
    silent
}

/// Elsewhere there is no terminal of this kind.
#[cfg(not(unix))]
pub(super) fn forget() -> io::Result<bool> {
    Ok(true)
}
