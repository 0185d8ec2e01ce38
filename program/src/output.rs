//! Standard output and standard error. Whoever stops reading (`layercake lessons show 1 | head`) ends the program
//! without a word, as SIGPIPE would.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};

/// Exit status of what a closed pipe ended: 128 and SIGPIPE.
pub(super) const CLOSED: u8 = 141;
/// Exit status if something could not be written: standard output, or what is to be kept (`EX_IOERR` of sysexits).
pub(super) const CANNOT_WRITE: u8 = 74;

/// In this room, what is printed goes through [`say`].
macro_rules! print {
    ($($words:tt)*) => { $crate::output::say(format_args!($($words)*)) };
}
macro_rules! println {
    ($($words:tt)*) => { $crate::output::say(format_args!("{}\n", format_args!($($words)*))) };
}
macro_rules! eprintln {
    ($($words:tt)*) => { $crate::output::complain(format_args!($($words)*)) };
}

/// Writes to standard output.
pub(super) fn say(words: Arguments<'_>) {
    let mut out = io::stdout().lock();
    if let Err(error) = out.write_fmt(words).and_then(|()| out.flush()) {
        leave(&error);
    }
}

/// Writes a line to standard error, if somebody takes it.
pub(super) fn complain(words: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Standard output takes no more: the program is over.
pub(super) fn leave(error: &io::Error) -> ! {
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(i32::from(CLOSED));
    }
    complain(format_args!("layercake: standard output: {error}"));
    std::process::exit(i32::from(CANNOT_WRITE))
}

/// Whether an error only says that nobody reads any more.
pub(super) fn is_closed(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == ErrorKind::BrokenPipe)
}
