//! [`Folder`]: a folder of files that is served as a site, and nothing outside of it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};

use super::answer::{self, Answer};
use super::body::Body;
use super::content_type::content_type;
use super::validator;

/// The file that stands for its folder.
const INDEX: &str = "index.html";

/// A folder that is served.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// Without links and `..`.
    root: PathBuf,
}

/// What a path leads to.
#[derive(Debug)]
enum Found {
    File(File, fs::Metadata),
    /// A folder, asked for without the slash at its end.
    Folder,
    Nothing,
}

impl Folder {
    /// Serves this folder.
    pub fn new(path: &Path) -> io::Result<Folder> {
        let root = path.canonicalize()?;
        if root.is_dir() { Ok(Folder { root }) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Whether it has a page to begin with.
    pub fn has_index(&self) -> bool {
        self.root.join(INDEX).is_file()
    }

    /// The file at these parts of a path (see `path`). `sent` is the path as it was sent.
    pub fn get(&self, parts: &[String], sent: &str, headers: &HeaderMap) -> Answer {
        match self.find(parts) {
            Ok(Found::File(file, metadata)) => respond(file, &metadata, parts, headers),
            Ok(Found::Folder) => answer::elsewhere(StatusCode::MOVED_PERMANENTLY, &format!("{sent}/")),
            Ok(Found::Nothing) => answer::text(StatusCode::NOT_FOUND, "there is no such page\n"),
            Err(_) => answer::text(StatusCode::FORBIDDEN, "this file cannot be read\n"),
        }
    }

    /// Looks a path up; links that lead out of the folder lead nowhere.
    fn find(&self, parts: &[String]) -> io::Result<Found> {
        let missing = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidInput => Ok(Found::Nothing),
            io::ErrorKind::InvalidFilename => Ok(Found::Nothing),
            _ => Err(error),
        };
        let (last, folders) = parts.split_last().map_or(("", parts), |(last, folders)| (last.as_str(), folders));
        let name = if last.is_empty() { INDEX } else { last };
        let path = folders.iter().fold(self.root.clone(), |path, part| path.join(part)).join(name);
        let path = match path.canonicalize() {
            Ok(path) if path.starts_with(&self.root) => path,
            Ok(_) => return Ok(Found::Nothing),
            Err(error) => return missing(error),
        };
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => return missing(error),
        };
        if metadata.is_dir() {
            return Ok(if last.is_empty() { Found::Nothing } else { Found::Folder });
        }
        // A pipe or a device would keep its reader waiting.
        if !metadata.is_file() {
            return Ok(Found::Nothing);
        }
        let file = File::open(&path)?;
        let metadata = file.metadata()?;
        Ok(Found::File(file, metadata))
    }
}

fn respond(file: File, metadata: &fs::Metadata, parts: &[String], headers: &HeaderMap) -> Answer {
    let tag = metadata.modified().ok().map(|modified| validator::tag(metadata.len(), modified));
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut answer = match (&tag, known) {
        (Some(tag), Some(known)) if validator::is_known(known, tag) => answer::empty(StatusCode::NOT_MODIFIED),
        _ => {
            let name = parts.last().filter(|name| !name.is_empty()).map_or(INDEX, String::as_str);
            let body = Body::file(file, metadata.len());
            answer::content(StatusCode::OK, content_type(name), body)
        }
    };
    if let Some(tag) = tag {
        answer::set(&mut answer, ETAG, &tag);
    }
    // A site is rebuilt under the same names: what is kept is asked for again.
    answer::set(&mut answer, CACHE_CONTROL, "no-cache");
    answer
}
