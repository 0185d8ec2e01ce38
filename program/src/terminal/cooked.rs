//! Lines from a terminal without an editor, where nothing may be redrawn.
//!
//! The terminal itself edits the line (backspace, Ctrl-U). Ctrl-C must end the line, not the program, so signals are
//! off meanwhile and Ctrl-C is made an end-of-line character.

use std::io;

use super::signals::Interrupts;
use layercake::{COMMAND_BYTES, Typed};

/// Reads a line; `echo`: whether it is shown while it is typed. Ctrl-C that came before, as a signal, counts.
#[cfg(unix)]
pub(super) fn read_line(echo: bool, interrupts: &Interrupts) -> io::Result<Typed> {
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

    const CTRL_C: u8 = 3;
    let stdin = rustix::stdio::stdin();
    let before = tcgetattr(stdin).ok();
    if let Some(before) = &before {
        let mut modes = before.clone();
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
        modes.local_modes -= LocalModes::ISIG;
        if !echo {
            modes.local_modes -= LocalModes::ECHO;
        }
        modes.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
        tcsetattr(stdin, OptionalActions::Now, &modes)?;
        // The signal of a key that came just before is sent by the time that this is answered (see `Quiet`).
        let _ = tcgetattr(stdin);
    }
    let line = match interrupts.came() {
        true => Ok(Typed::Interrupt),
        false => read_bytes(|byte| before.is_some() && byte == CTRL_C),
    };
    if let Some(before) = &before {
        tcsetattr(stdin, OptionalActions::Now, before)?;
    }
    line
}

#[cfg(not(unix))]
pub(super) fn read_line(_echo: bool, interrupts: &Interrupts) -> io::Result<Typed> {
    if interrupts.came() { Ok(Typed::Interrupt) } else { read_bytes(|_| false) }
}

/// Reads byte by byte: what comes after the line belongs to whoever reads next. Of a line that is too long so much is kept that
/// the sandbox refuses it.
fn read_bytes(interrupts: impl Fn(u8) -> bool) -> io::Result<Typed> {
    let mut line = Vec::new();
    loop {
        match next_byte()? {
            None if line.is_empty() => return Ok(Typed::End),
            Some(byte) if interrupts(byte) => return Ok(Typed::Interrupt),
            None | Some(b'\n') => break,
            Some(byte) if line.len() <= COMMAND_BYTES => line.push(byte),
            Some(_) => {}
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Typed::Line(String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(unix)]
fn next_byte() -> io::Result<Option<u8>> {
    let mut byte = [0];
    loop {
        match rustix::io::read(rustix::stdio::stdin(), &mut byte) {
            Ok(0) => return Ok(None),
            Ok(_) => return Ok(Some(byte[0])),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(not(unix))]
fn next_byte() -> io::Result<Option<u8>> {
    use std::io::Read;
    io::stdin().lock().bytes().next().transpose()
}
