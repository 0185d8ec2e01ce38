//! Image references with Docker's grammar and errors (distribution/reference `regexp.go`, `normalize.go`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{BadDigest, Digest};

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
    /// Nothing at all, where nothing is filled in.
    #[error("repository name must have at least one component")]
    Empty,
    /// Capital letters, where nothing is filled in.
    #[error("repository name must be lowercase")]
    Capitals,
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
    /// A name from its host and path, which must be of the grammar.
    pub fn new(host: &str, path: &str) -> Result<Named, ReferenceError> {
        Named::try_from(format!("{host}/{path}"))
    }
    /// As people write it: without `docker.io/` and `library/`.
    pub fn familiar(&self) -> String {
        if self.host != DEFAULT_HOST {
            return self.to_string();
        }
        match self.path.strip_prefix("library/") {
            Some(short) if !short.contains('/') => short.into(),
            _ => self.path.clone(),
        }
    }
}

impl Tag {
    /// Checks the grammar.
    pub fn new(text: &str) -> Result<Tag, ReferenceError> {
        if is_tag(text) { Ok(Tag(text.into())) } else { Err(ReferenceError::Format) }
    }
    /// `latest`.
    pub fn latest() -> Tag {
        Tag(DEFAULT_TAG.into())
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Reference {
    /// Parses what a person types (`ParseNormalizedNamed`): host and `library/` are filled in, the tag is not.
    pub fn parse(text: &str) -> Result<Reference, ReferenceError> {
        if text.len() == 64 && text.bytes().all(is_lower_hex) {
            return Err(ReferenceError::Hexadecimal(text.into()));
        }
        let (host, rest) = split_host(text);
        // Docker looks for capitals in what stands before the first colon, whatever that is.
        let path_part = rest.split(':').next().unwrap_or_default();
        if path_part.chars().any(char::is_uppercase) {
            return Err(ReferenceError::Uppercase(path_part.into()));
        }
        let (rest, digest) = match rest.split_once('@') {
            Some((before, digest)) => (before, Some(parse_digest(digest)?)),
            None => (rest.as_str(), None),
        };
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(Tag::new(tag)?)),
            None => (rest, None),
        };
        if !is_host(&host) || !path.split('/').all(is_component) {
            return Err(ReferenceError::Format);
        }
        if path.len() > PATH_LIMIT {
            return Err(ReferenceError::TooLong);
        }
        Ok(Reference { name: Named { host, path: path.into() }, tag, digest })
    }
    /// Whether a text is of the grammar as it stands, with nothing filled in (`reference.Parse`).
    pub fn check(text: &str) -> Result<(), ReferenceError> {
        match check_grammar(text) {
            Err(_) if text.is_empty() => Err(ReferenceError::Empty),
            Err(ReferenceError::Format) if check_grammar(&text.to_lowercase()) != Err(ReferenceError::Format) => {
                Err(ReferenceError::Capitals)
            }
            outcome => outcome,
        }
    }
    /// With `latest` where there is neither tag nor digest (`TagNameOnly`).
    pub fn or_latest(mut self) -> Reference {
        if self.is_name_only() {
            self.tag = Some(Tag::latest());
        }
        self
    }
    /// Whether there is neither tag nor digest.
    pub fn is_name_only(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }
    /// As people write it (`FamiliarString`).
    pub fn familiar(&self) -> String {
        self.written(self.name.familiar())
    }
    fn written(&self, mut text: String) -> String {
        if let Some(tag) = &self.tag {
            text = format!("{text}:{tag}");
        }
        if let Some(digest) = &self.digest {
            text = format!("{text}@{digest}");
        }
        text
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
        f.write_str(&self.written(self.name.to_string()))
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

/// Characters that a repository's path may have (`RepositoryNameTotalLengthMax`).
const PATH_LIMIT: usize = 255;

/// Host and the rest (`splitDockerDomain`): the first part is a host only if it has a dot or a colon, is `localhost`,
/// or has capital letters.
fn split_host(text: &str) -> (String, String) {
    let (host, rest) = match text.split_once('/') {
        Some((first, rest))
            if first == "localhost" || first.contains(['.', ':']) || first.chars().any(char::is_uppercase) =>
        {
            (first, rest.to_string())
        }
        _ => (DEFAULT_HOST, text.to_string()),
    };
    let host = if host == "index.docker.io" { DEFAULT_HOST } else { host };
    if host == DEFAULT_HOST && !rest.contains('/') {
        return (host.into(), format!("library/{rest}"));
    }
    (host.into(), rest)
}

/// A host may stand before the first slash, whatever it looks like.
fn check_grammar(text: &str) -> Result<(), ReferenceError> {
    let (text, digest) = match text.split_once('@') {
        Some((before, digest)) => (before, Some(digest)),
        None => (text, None),
    };
    let components = |path: &str| path.split('/').all(is_component);
    let named = |name: &str| components(name).then_some(name.len());
    let hosted = |name: &str| {
        let (host, path) = name.split_once('/')?;
        (is_host(host) && components(path)).then_some(path.len())
    };
    let of = |name: &str| hosted(name).or_else(|| named(name));
    let length = match text.rsplit_once(':') {
        Some((name, tag)) if is_tag(tag) => of(name).or_else(|| of(text)),
        _ => of(text),
    };
    if length.ok_or(ReferenceError::Format)? > PATH_LIMIT {
        return Err(ReferenceError::TooLong);
    }
    digest.map_or(Ok(()), |digest| parse_digest(digest).map(drop))
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_tag(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (1..=128).contains(&text.len()) && text.chars().all(|c| word(c) || c == '.' || c == '-') && text.starts_with(word)
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_component(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = text.split(plain).filter(|between| !between.is_empty());
    text.starts_with(plain)
        && text.ends_with(plain)
        && separators.into_iter().all(|s| matches!(s, "." | "_" | "__") || s.chars().all(|c| c == '-'))
}

/// Domain name, IPv4 or `[IPv6]`, with an optional port.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, after)) => {
            if address.is_empty() || !address.chars().all(|c| c.is_ascii_hexdigit() || c == ':') {
                return false;
            }
            match after.strip_prefix(':') {
                Some(port) => ("ip", Some(port)),
                None if after.is_empty() => ("ip", None),
                None => return false,
            }
        }
        None => match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        },
    };
    let label = |part: &str| {
        let ends = |c: char| c.is_ascii_alphanumeric();
        part.starts_with(ends) && part.ends_with(ends) && part.chars().all(|c| ends(c) || c == '-')
    };
    name.split('.').all(label) && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

/// The digest of a reference: any algorithm is of the grammar, only SHA-256 of 64 digits is known.
fn parse_digest(text: &str) -> Result<Digest, ReferenceError> {
    let (algorithm, hex) = text.split_once(':').ok_or(ReferenceError::Format)?;
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    if !algorithm.split(['+', '.', '_', '-']).all(word) || hex.len() < 32 || !hex.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return Err(ReferenceError::Format);
    }
    text.parse().map_err(|bad| match bad {
        BadDigest::Format => ReferenceError::Format,
        BadDigest::Length => ReferenceError::DigestLength,
        BadDigest::Algorithm => ReferenceError::Algorithm,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        match Reference::parse(text) {
            Ok(reference) => reference.to_string(),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn names_are_completed_as_docker_does() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (text, full) in [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:1.31", "docker.io/library/nginx:1.31"),
            ("docker.io/nginx", "docker.io/library/nginx"),
            ("index.docker.io/library/nginx", "docker.io/library/nginx"),
            ("ubuntu/nginx", "docker.io/ubuntu/nginx"),
            ("localhost/app", "localhost/app"),
            ("localhost:5000/a/b:1", "localhost:5000/a/b:1"),
            ("ghcr.io/x/y", "ghcr.io/x/y"),
            ("[::1]:5000/x", "[::1]:5000/x"),
            ("a__b/c--d", "docker.io/a__b/c--d"),
            (&format!("nginx:1@{digest}"), &format!("docker.io/library/nginx:1@{digest}")),
        ] {
            assert_eq!(read(text), full);
        }
    }

    #[test]
    fn what_is_no_name_is_refused_in_dockers_words() {
        let hexadecimal = "0".repeat(64);
        let long = format!("a/{}", "b".repeat(254));
        for (text, error) in [
            ("", "invalid reference format"),
            ("Nginx", "invalid reference format: repository name (library/Nginx) must be lowercase"),
            ("a/B:1", "invalid reference format: repository name (a/B) must be lowercase"),
            ("nginx:", "invalid reference format"),
            (":1", "invalid reference format"),
            ("nginx:.1", "invalid reference format"),
            ("A@sha256:1", "invalid reference format: repository name (library/A@sha256) must be lowercase"),
            ("a..b", "invalid reference format"),
            ("a___b", "invalid reference format"),
            ("-a", "invalid reference format"),
            ("a//b", "invalid reference format"),
            ("nginx@sha256:12", "invalid reference format"),
            ("nginx@sha256:0123456789abcdef0123456789abcdef", "invalid checksum digest length"),
            (&format!("nginx@sha512:{hexadecimal}"), "invalid checksum digest length"),
            (&format!("nginx@md5:{hexadecimal}"), "unsupported digest algorithm"),
            (
                &hexadecimal,
                &format!("invalid repository name ({hexadecimal}), cannot specify 64-byte hexadecimal strings"),
            ),
            (&long, "repository name must not be more than 255 characters"),
        ] {
            assert_eq!(read(text), format!("error: {error}"), "{text}");
        }
    }

    #[test]
    fn a_text_that_nothing_is_filled_into_has_words_of_its_own() {
        let of = |text: &str| Reference::check(text).err().map(|error| error.to_string()).unwrap_or_default();
        for right in ["a", "UPPER/x", "localhost:5000/a:B", "a/b_c:1", &"0".repeat(64)] {
            assert_eq!(of(right), "", "{right}");
        }
        assert_eq!(of(""), "repository name must have at least one component");
        assert_eq!(of("App:1"), "repository name must be lowercase");
        assert_eq!(of("a/B"), "repository name must be lowercase");
        assert_eq!(of("A b"), "invalid reference format");
        assert_eq!(of("a:"), "invalid reference format");
        assert_eq!(of(&"a".repeat(256)), "repository name must not be more than 255 characters");
    }

    #[test]
    fn familiar_names_leave_out_what_is_usual() {
        for text in ["nginx", "ubuntu/nginx:1", "localhost:5000/library/x", "library/a/b"] {
            assert_eq!(Reference::parse(text).unwrap().familiar(), text);
        }
        assert_eq!(Reference::parse("docker.io/library/nginx").unwrap().or_latest().familiar(), "nginx:latest");
    }

    proptest! {
        #[test]
        fn a_reference_is_displayed_as_it_parses_back(text in "[a-z0-9./:@A-Z_-]{0,40}") {
            if let Ok(reference) = Reference::parse(&text) {
                prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference.clone()));
                prop_assert_eq!(Reference::parse(&reference.familiar()), Ok(reference));
            }
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Reference::parse(&text);
        }
    }
}
