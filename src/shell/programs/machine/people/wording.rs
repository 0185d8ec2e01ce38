//! What Debian's `adduser` and its kin say, which each edition words anew (adduser 3.118, 3.134 and 3.137, in Debian 11 and
//! Ubuntu 22.04, in Debian 12, and since; `AdduserCommon.pm`, `AdduserLogging.pm`, `AdduserRetvalues.pm`).

use super::super::{Bail, accounts};
use crate::shell::{Process, Stream};

/// Which of them it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edition {
    /// Up to 3.118: nobody is put into `users`.
    Early,
    Plain,
    /// From 3.135 on: each line has its level, and each error a code of its own.
    Logged,
}

impl Edition {
    /// Its package's; without one, the distribution's.
    pub fn of(process: &mut Process<'_>) -> Self {
        if let Some(version) = &process.version {
            let number = version.split('.').nth(1).unwrap_or_default();
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            return match digits.parse::<u32>().unwrap_or(u32::MAX) {
                0..=118 => Edition::Early,
                119..=134 => Edition::Plain,
                _ => Edition::Logged,
            };
        }
        let release = accounts::text(process.system, "/etc/os-release");
        match () {
            () if ["buster", "bullseye", "focal", "jammy"].iter().any(|name| release.contains(name)) => Edition::Early,
            () if release.contains("bookworm") => Edition::Plain,
            () => Edition::Logged,
        }
    }
}

/// One that tells what it does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Teller {
    pub edition: Edition,
    quiet: bool,
}

impl Teller {
    pub fn of(process: &mut Process<'_>, quiet: bool) -> Self {
        Teller { edition: Edition::of(process), quiet }
    }

    /// What it does.
    pub fn info(self, process: &mut Process<'_>, text: &str) -> Result<(), Bail> {
        let level = if self.edition == Edition::Logged { "info: " } else { "" };
        Ok(process.print(&if self.quiet { String::new() } else { format!("{level}{text}\n") })?)
    }

    /// That it is done: the later ones do not say so.
    pub fn done(self, process: &mut Process<'_>) -> Result<(), Bail> {
        if self.edition == Edition::Logged { Ok(()) } else { self.info(process, "Done.") }
    }

    /// What the later ones tell before they look for a number.
    pub fn selecting(self, process: &mut Process<'_>, what: &str, system: bool) -> Result<(), Bail> {
        let (first, last) = if system { (100, 999) } else { (1000, 59_999) };
        match self.edition {
            Edition::Logged => self.info(process, &format!("Selecting {what} from range {first} to {last} ...")),
            _ => Ok(()),
        }
    }

    /// What may be wrong.
    pub fn warn(self, process: &mut Process<'_>, text: &str) -> Result<(), Bail> {
        match self.edition {
            Edition::Logged => Ok(process.output.write(Stream::Err, format!("warn: {text}\n").as_bytes())?),
            _ => Ok(process.complain(text)?),
        }
    }

    /// Why it ends, with the code of the earlier ones, and of those since.
    pub fn fail<T>(self, process: &mut Process<'_>, (before, since): (i32, i32), text: &str) -> Result<T, Bail> {
        if self.edition < Edition::Logged {
            return process.fail(before, text);
        }
        process.output.write(Stream::Err, format!("fatal: {text}\n").as_bytes())?;
        Err(Bail::Status(since))
    }
}

/// Exit codes: those of the earlier ones, and of those since (`AdduserRetvalues.pm`).
pub(super) const EXISTS: (i32, i32) = (1, 11);
pub(super) const MISSING: (i32, i32) = (1, 12);
pub(super) const WRONG_KIND: (i32, i32) = (1, 13);
pub(super) const TAKEN: (i32, i32) = (1, 21);
pub(super) const WRONG_CALL: (i32, i32) = (1, 51);
pub(super) const NOT_ROOT: (i32, i32) = (1, 54);

/// How many names may stand on the command line.
pub(super) const NAMES: &str = "Only one or two names allowed.";
