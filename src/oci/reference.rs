//! Image references with Docker's grammar and errors (distribution/reference `regexp.go`, `normalize.go`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Digest;

/// The registry that a name without a host means.
pub const DEFAULT_HOST: &str = "docker.io";
/// The tag that a name without a tag means.
pub const DEFAULT_TAG: &str = "latest";

/// Why a text is no reference; the words are Docker's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Not of the grammar.
    #[error("invalid reference format")]
    Format,
    /// Capital letters in the repository's path.
    #[error("invalid reference format: repository name ({0}) must be lowercase")]
    Uppercase(String),
    /// The path is longer than 255 characters.
    #[error("repository name must not be more than 255 characters")]
    TooLong,
    /// 64 hexadecimal digits would be taken for an ID.
    #[error("invalid repository name ({0}), cannot specify 64-byte hexadecimal strings")]
    Hexadecimal(String),
    /// The digest part has an algorithm that nobody supports here.
    #[error("unsupported digest algorithm")]
    Algorithm,
    /// The digest part has the wrong length.
    #[error("invalid checksum digest length")]
    DigestLength,
}

/// A repository's full name: host and path, e.g. `docker.io` and `library/nginx`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Named {
    host: String,
    path: String,
}

/// A tag: 1 to 128 of `[A-Za-z0-9_.-]`, not starting with `.` or `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

/// A name with an optional tag and an optional digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// Host and path.
    pub name: Named,
    /// The tag, if one was given.
    pub tag: Option<Tag>,
    /// The digest, if one was given.
    pub digest: Option<Digest>,
}

impl Named {
    /// Host, e.g. `docker.io` or `localhost:5000`.
    pub fn host(&self) -> &str {
        &self.host
    }
    /// Path within the host, e.g. `library/nginx`.
    pub fn path(&self) -> &str {
        &self.path
    }
    /// As people write it: without `docker.io/` and `library/`.
    pub fn familiar(&self) -> String {
        todo!()
    }
}

impl Tag {
    /// Checks the grammar.
    pub fn new(_text: &str) -> Result<Tag, ReferenceError> {
        todo!()
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Reference {
    /// Parses what a person types (`ParseNormalizedNamed`): host and `library/` are filled in, the tag is not.
    pub fn parse(_text: &str) -> Result<Reference, ReferenceError> {
        todo!()
    }
    /// With `latest` where there is neither tag nor digest (`TagNameOnly`).
    pub fn or_latest(self) -> Reference {
        todo!()
    }
    /// Whether there is neither tag nor digest.
    pub fn is_name_only(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }
    /// As people write it (`FamiliarString`).
    pub fn familiar(&self) -> String {
        todo!()
    }
    /// With this tag and no digest.
    pub fn with_tag(&self, tag: Tag) -> Reference {
        Reference { name: self.name.clone(), tag: Some(tag), digest: None }
    }
    /// With this digest and no tag (`nginx@sha256:…`).
    pub fn with_digest(&self, digest: Digest) -> Reference {
        Reference { name: self.name.clone(), tag: None, digest: Some(digest) }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host, self.path)
    }
}
impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
/// In full: `docker.io/library/nginx:latest@sha256:…`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}
impl TryFrom<String> for Named {
    type Error = ReferenceError;
    fn try_from(text: String) -> Result<Self, ReferenceError> {
        Reference::parse(&text).map(|reference| reference.name)
    }
}
impl From<Named> for String {
    fn from(name: Named) -> String {
        name.to_string()
    }
}
