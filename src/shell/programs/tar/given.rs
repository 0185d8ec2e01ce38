//! What the command line says of every file that is packed, instead of what the file says itself (GNU tar, "Overriding File
//! Metadata").

use super::{accounts, misused};
use crate::clock::Timestamp;
use crate::shell::Process;
use crate::shell::absolute::absolute;
use crate::shell::programs::Bail;
use crate::shell::programs::moment::moment;
use crate::text::{parse_octal_mode, symbolic_mode};
use crate::vfs::{FileType, Stat};

/// What is taken from a mode that does not say whose it is.
const UMASK: u32 = 0o022;

#[derive(Default)]
pub(super) struct Given {
    owner: Owned,
    group: Owned,
    mtime: Option<Timestamp>,
    mode: Option<String>,
}

/// `NAME`, `NUMBER` or `NAME:NUMBER`.
#[derive(Default)]
struct Owned {
    name: Option<String>,
    number: Option<u32>,
}

impl Owned {
    /// `Err`: what is no number.
    fn read(text: &str) -> Result<Owned, &str> {
        let number = |text: &str| text.parse().map(Some);
        match text.split_once(':') {
            Some((name, rest)) => {
                let name = Some(name).filter(|name| !name.is_empty()).map(str::to_string);
                Ok(Owned { name, number: number(rest).map_err(|_| rest)? })
            }
            None if text.starts_with(|c: char| c.is_ascii_digit()) => match number(text) {
                Ok(number) => Ok(Owned { name: None, number }),
                Err(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => Err(text),
                Err(_) => Ok(Owned { name: Some(text.to_string()), number: None }),
            },
            None => Ok(Owned { name: Some(text.to_string()), number: None }),
        }
    }
}

impl Given {
    /// Whether the option says something of every file.
    pub fn knows(option: &str) -> bool {
        matches!(option, "owner" | "group" | "mtime" | "mode")
    }

    /// Takes one of these options; `directory`: from where files are seen.
    pub fn take(&mut self, process: &mut Process<'_>, directory: &str, option: &str, value: &str) -> Result<(), Bail> {
        match option {
            "owner" | "group" => {
                let mut owned = match Owned::read(value) {
                    Ok(owned) => owned,
                    Err(wrong) => return fatal(process, &format!("{wrong}: Invalid owner or group ID")),
                };
                if let (Some(name), None) = (&owned.name, owned.number) {
                    owned.number = match option {
                        "owner" => accounts::user(process.system, name).map(|(uid, _)| uid),
                        _ => accounts::group(process.system, name),
                    };
                }
                *(if option == "owner" { &mut self.owner } else { &mut self.group }) = owned;
            }
            "mtime" if value.starts_with(['/', '.']) => {
                match process.system.files().stat(&absolute(directory, value), true) {
                    Ok(stat) => self.mtime = Some(stat.mtime),
                    Err(errno) => {
                        process.complain(&format!("{value}: Cannot stat: {errno}"))?;
                        return misused(process, 2, "Date sample file not found");
                    }
                }
            }
            "mtime" => {
                let now = process.system.files().identity().now;
                let Some(time) = moment(value, now) else {
                    return process.fail(2, &format!("layercake does not read the date \u{2018}{value}\u{2019}"));
                };
                self.mtime = Some(time);
            }
            _ => {
                if parse_octal_mode(value).is_none() && symbolic_mode(value, 0, false, UMASK).is_none() {
                    return fatal(process, "Invalid mode given on option");
                }
                self.mode = Some(value.to_string());
            }
        }
        Ok(())
    }

    /// Changes what a file says.
    pub fn apply(&self, stat: &mut Stat) {
        stat.uid = self.owner.number.unwrap_or(stat.uid);
        stat.gid = self.group.number.unwrap_or(stat.gid);
        stat.mtime = self.mtime.unwrap_or(stat.mtime);
        if let Some(mode) = &self.mode {
            let directory = stat.kind == FileType::Directory;
            let changed = parse_octal_mode(mode).or_else(|| symbolic_mode(mode, stat.mode, directory, UMASK));
            stat.mode = changed.unwrap_or(stat.mode);
        }
    }

    /// The name of every file's owner.
    pub fn owner_name(&self) -> Option<String> {
        self.owner.name.clone()
    }

    /// The name of every file's group.
    pub fn group_name(&self) -> Option<String> {
        self.group.name.clone()
    }
}

fn fatal<T>(process: &mut Process<'_>, words: &str) -> Result<T, Bail> {
    process.complain(words)?;
    process.fail(2, "Error is not recoverable: exiting now")
}
