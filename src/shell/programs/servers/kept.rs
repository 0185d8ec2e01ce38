//! [`Kept`]: what a server holds, as a file of its data directory.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::shell::Process;
use crate::vfs::{Errno, Files, Identity};

/// Bytes that a server's data may have.
pub const DATA_LIMIT: u64 = 32 << 20;

/// Why a server's data is not there, or cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The file cannot be read or written.
    #[error("could not access file \"{path}\": {errno}")]
    File {
        /// The file.
        path: String,
        /// Why.
        errno: Errno,
    },
    /// The file holds something else.
    #[error("file \"{path}\" holds no data of this server")]
    Damaged {
        /// The file.
        path: String,
    },
    /// There is more than [`DATA_LIMIT`].
    #[error("more than {DATA_LIMIT} bytes of data")]
    TooMuch,
}

/// Something that a server holds.
pub trait Kept: Serialize + DeserializeOwned {
    /// What lies at `path`; `None`: there is nothing yet.
    fn read(process: &mut Process<'_>, path: &str) -> Result<Option<Self>, Lost> {
        let file = |errno| Lost::File { path: path.into(), errno };
        let content = match by_server(process, path, |files| files.read(path)) {
            Ok(content) => content,
            Err(Errno::NoEntry | Errno::NotDirectory) => return Ok(None),
            Err(errno) => return Err(file(errno)),
        };
        let bytes = content.bytes_up_to(DATA_LIMIT).map_err(|_| Lost::TooMuch)?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| Lost::Damaged { path: path.into() })
    }

    /// Keeps it at `path`.
    fn write(&self, process: &mut Process<'_>, path: &str) -> Result<(), Lost> {
        let text = serde_json::to_string(self).map_err(|_| Lost::Damaged { path: path.into() })?;
        if text.len() as u64 > DATA_LIMIT {
            return Err(Lost::TooMuch);
        }
        let written = by_server(process, path, |files| files.write(path, text.into(), 0o600));
        written.map_err(|errno| Lost::File { path: path.into(), errno })
    }
}

/// What is there already is the server's: it reads and writes it, whoever asks it to.
fn by_server<T>(process: &mut Process<'_>, path: &str, run: impl FnOnce(&mut dyn Files) -> T) -> T {
    let files = process.system.files();
    let own = files.identity().clone();
    let server = Identity { uid: 0, gid: 0, ..own.clone() };
    files.set_identity(server);
    if files.stat(path, true).is_err() {
        files.set_identity(own.clone());
    }
    let done = run(files);
    files.set_identity(own);
    done
}
