//! The files in which images are described: their keys, and what is said when a key is wrong.
//!
//! `fixtures/hub/README.md` explains them to whoever adds an image.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::clock::Timestamp;
use crate::registry::{Account, Badge};
use crate::vfs::MAX_DEPTH;

/// A file of a Hub is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {reason}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct FormError {
    /// Which file.
    pub file: String,
    /// Which line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong; names the key.
    pub reason: String,
}

impl FormError {
    /// An error of a file as a whole.
    pub(super) fn of(file: &str, reason: impl Into<String>) -> Self {
        FormError { file: file.into(), line: None, reason: reason.into() }
    }
}

/// Reads one file's text.
pub(super) fn read<T: serde::de::DeserializeOwned>(file: &str, text: &[u8]) -> Result<T, FormError> {
    let text = std::str::from_utf8(text).map_err(|error| FormError::of(file, error.to_string()))?;
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        FormError { file: file.into(), line, reason: error.message().trim().replace('\n', ", ") }
    })
}

/// `hub.toml`: the Hub as a whole.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HubForm {
    /// The day that the Hub shows, RFC 3339 or `YYYY-MM-DD`.
    pub as_of: Option<Moment>,
    /// Size of an image for a platform, against linux/amd64.
    pub platforms: BTreeMap<String, f64>,
    /// Pull limits.
    pub limits: LimitsForm,
    /// Accounts besides the usual ones.
    pub accounts: Vec<Account>,
    /// What images were built on at which time, oldest first, by the series' name.
    pub series: BTreeMap<String, Vec<SeriesForm>>,
}

/// From a day on, images were built on this.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesForm {
    /// How tags name it: `bookworm`, `alpine3.19`.
    pub name: String,
    /// Since when.
    pub from: Moment,
    /// `REPOSITORY#IMAGE`.
    pub image: String,
}

/// Pull limits; what is absent is as on Docker Hub.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsForm {
    /// Pulls without login in a window.
    pub anonymous: Option<u64>,
    /// Pulls of an account in a window.
    pub account: Option<u64>,
    /// Seconds.
    pub window: Option<u64>,
    /// What is said when there are none left.
    pub message: Option<String>,
}

/// `NAME.toml` or `NAMESPACE/NAME.toml`: one repository.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RepositoryForm {
    /// One line.
    pub description: String,
    /// What stands beside the name.
    pub badge: Option<Badge>,
    /// How many people starred it.
    pub stars: u64,
    /// How often it was pulled.
    pub pulls: u64,
    /// Only its owner may see it.
    pub private: bool,
    /// It does not exist outside layercake.
    pub fictional: bool,
    /// A name that cannot be pulled (`scratch`).
    pub reserved: bool,
    /// A remark for people.
    pub note: Option<String>,
    /// Versions that were published before those of `images`.
    pub versions: Vec<Versions>,
    /// Which images the old versions are like.
    pub older: Vec<OlderForm>,
    /// Other words for versions: `lts = "24"` says that `lts-slim` is what `24-slim` is.
    pub aliases: BTreeMap<String, String>,
    /// Whether what stands behind a version is a tag without it, too (`bookworm-slim`): of the newest that has it.
    pub bare: bool,
    /// Dated events.
    pub events: Vec<EventForm>,
    /// Images by a name of their own, to which tags point.
    pub images: BTreeMap<String, ImageForm>,
    /// Sets of files: what layers add.
    pub files: BTreeMap<String, Vec<EntryForm>>,
}

/// Old images that are like one of today's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OlderForm {
    /// The image of today.
    pub like: String,
    /// Its version, as it stands in its texts; absent: the number that its name begins with.
    #[serde(default)]
    pub version: Option<String>,
    /// What tags look like: `{version}-slim-{base}`.
    pub tags: Vec<String>,
    /// What the images' names in this file look like; absent: the longest tag.
    #[serde(default)]
    pub name: Option<String>,
    /// What they were built on: `REPOSITORY#IMAGE` with `{version}` and `{base}`; absent: what the series says.
    #[serde(default)]
    pub base: Option<String>,
    /// More that is changed in texts: what stands there today → what stood there, with `{version}`, `{line}` (its first two
    /// numbers) and `{major}`.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// The series of `hub.toml` that they were built on; absent: the same base as today's.
    #[serde(default)]
    pub series: Option<String>,
    /// Other versions than the repository's.
    #[serde(default)]
    pub versions: Option<Vec<Versions>>,
    /// Absent: `linux/amd64` and `linux/arm64/v8`.
    #[serde(default)]
    pub platforms: Option<Vec<String>>,
}

/// A run of versions with the days of the first and the last: `3.12.0-12 2023-10-02 2025-10-09`, or one version with its
/// day. What stands after the last number and begins with a letter, `_`, `+` or `-` and a letter, all of them have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Versions {
    /// `3.12`; empty: there is one number only.
    pub start: String,
    pub first: u32,
    pub last: u32,
    /// What follows the last number: `_7`.
    pub rest: String,
    pub since: Moment,
    pub until: Moment,
}

/// Versions that one line may stand for.
const MOST_VERSIONS: u32 = 200;

impl TryFrom<String> for Versions {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let read = || {
            let mut fields = text.split_whitespace();
            let (version, since) = (fields.next()?, Moment::try_from(fields.next()?.to_string()).ok()?);
            let until = fields.next().map_or(Some(since), |day| Moment::try_from(day.to_string()).ok())?;
            let end = version.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(version.len());
            let end = version.get(..end)?.trim_end_matches('-').len();
            let (numbers, rest) = version.split_at(end);
            let (start, run) = numbers.rsplit_once('.').unwrap_or(("", numbers));
            let (first, last) = run.split_once('-').unwrap_or((run, run));
            let (first, last) = (first.parse::<u32>().ok()?, last.parse::<u32>().ok()?);
            let sound = first <= last && last - first < MOST_VERSIONS && since <= until && fields.next().is_none();
            let (start, rest) = (start.to_string(), rest.to_string());
            sound.then_some(Versions { start, first, last, rest, since, until })
        };
        read().ok_or_else(|| format!("`{text}` is no line of versions (3.12.0-12 2023-10-02 2025-10-09)"))
    }
}

/// At a moment, tags move to an image.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventForm {
    /// When: RFC 3339 or `YYYY-MM-DD`.
    pub at: Moment,
    /// `publish` or `rebuild`.
    pub event: String,
    /// The image that the tags name from then on.
    pub image: String,
    /// Tags that exist.
    #[serde(default, deserialize_with = "names")]
    pub moves: Vec<String>,
    /// Tags that appear.
    #[serde(default, deserialize_with = "names")]
    pub adds: Vec<String>,
    /// A remark for people.
    #[serde(default)]
    pub note: Option<String>,
}

/// An image for some platforms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImageForm {
    /// The tags that name it at `as_of`.
    #[serde(deserialize_with = "names")]
    pub tags: Vec<String>,
    /// The manifests of this other image of the repository, in an index with more platforms.
    pub same_as: Option<String>,
    /// The platforms that `same_as` is widened by.
    pub adds_platforms: Vec<String>,
    /// The image that it is built on: `REPOSITORY#IMAGE`.
    pub base: Option<String>,
    /// When it was made, and the time of all its files.
    pub created: Option<Moment>,
    /// `linux/amd64`, `linux/arm64/v8`, …; absent: these two.
    pub platforms: Option<Vec<String>>,
    /// Size of the attestation beside each platform's image; absent: no attestation.
    #[serde(deserialize_with = "attestation_bytes")]
    pub attestation_bytes: Option<u64>,
    /// What it adds to the base, oldest first.
    pub history: Vec<HistoryForm>,
    /// How a container starts.
    pub config: ConfigForm,
}

/// A row of the history, and the layer that it made, if it made one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistoryForm {
    /// The instruction, as `docker history` shows it.
    pub by: String,
    /// A remark; absent: BuildKit's.
    pub comment: Option<String>,
    /// The file set that its layer adds; absent: no layer.
    pub files: Option<String>,
    /// Bytes of the layer's blob for linux/amd64; the bulk of the files is made to fit. Absent: as it comes.
    #[serde(deserialize_with = "compressed")]
    pub compressed: Option<u64>,
    /// A layer in which nothing changed (a `WORKDIR` that existed).
    pub unchanged: bool,
}

/// How a container starts, in the words of `docker inspect`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub struct ConfigForm {
    pub user: String,
    pub env: Vec<String>,
    pub entrypoint: Option<Vec<String>>,
    pub cmd: Option<Vec<String>>,
    pub working_dir: String,
    pub exposed_ports: Vec<String>,
    pub volumes: Vec<String>,
    pub labels: BTreeMap<String, String>,
    pub stop_signal: String,
    pub healthcheck: Option<crate::oci::Healthcheck>,
    pub on_build: Vec<String>,
    pub shell: Vec<String>,
}

/// One entry of a file set: exactly one of the keys that say what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EntryForm {
    /// A directory's path.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "path")]
    pub dir: Option<String>,
    /// A file's path; with `text`, `writes` or `size`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "path")]
    pub file: Option<String>,
    /// A symbolic link's path; with `to`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "path")]
    pub symlink: Option<String>,
    /// Names of many symbolic links; with `in` and `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "names")]
    pub symlinks: Vec<String>,
    /// Further names of the file `to`; with `in`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "names")]
    pub hardlinks: Vec<String>,
    /// Names of programs that are files of their own; with `in`, and `size` of each.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "names")]
    pub programs: Vec<String>,
    /// Files without meaning: a path with `{n}`; with `count` and the `size` of all together.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "path")]
    pub bulk: Option<String>,
    /// A directory for the files of the world's time zones.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "path")]
    pub zones: Option<String>,
    /// All entries of another file set of this file, or `REPOSITORY#SET`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
    /// A link's target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The directory of `symlinks`, `hardlinks`, `programs`.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Permission bits, octal; absent: 0755 for directories and programs, 0644 for other files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Owner; absent: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// Group; absent: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gid: Option<u32>,
    /// A file's content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file set whose file of this path stands before `text`, in this file or `REPOSITORY#SET`: what a base's
    /// `/etc/passwd` has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What a program of a few instructions writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writes: Option<String>,
    /// The program of layercake's userland that this file stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// A text that stands in the program, and that it may look up: BusyBox's own version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// Bytes for linux/amd64.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "size")]
    pub size: Option<u64>,
    /// `text` is filled up with newlines to so many bytes.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "pad_to")]
    pub pad_to: Option<u64>,
    /// Number of `bulk` files; absent: 1.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "count")]
    pub count: Option<u32>,
}

/// Names in one list.
const MOST_NAMES: usize = 5_000;
/// Bytes of a path.
const LONGEST_PATH: usize = 4_096;

/// Numbers that must not be too big: the error names the key, and has the line.
macro_rules! at_most {
    ($($key:ident: $number:ty, $limit:expr;)*) => {$(
        fn $key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<$number>, D::Error> {
            const LIMIT: $number = $limit;
            let number = <$number>::deserialize(deserializer)?;
            if number > LIMIT {
                let key = stringify!($key);
                return Err(D::Error::custom(format!("`{key}` is {number}, and {LIMIT} is the most")));
            }
            Ok(Some(number))
        }
    )*};
}
at_most! {
    size: u64, 4 << 30;
    pad_to: u64, 16 << 20;
    count: u32, 20_000;
    compressed: u64, 4 << 30;
    attestation_bytes: u64, 64 << 20;
}

fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    match names.len() > MOST_NAMES {
        true => Err(D::Error::custom(format!("{} names in a list, and {MOST_NAMES} are the most", names.len()))),
        false => Ok(names),
    }
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let path = String::deserialize(deserializer)?;
    if path.len() > LONGEST_PATH || path.matches('/').count() > MAX_DEPTH {
        let most = format!("{LONGEST_PATH} bytes and {MAX_DEPTH} names are the most");
        return Err(D::Error::custom(format!("a path of {} bytes, and {most}", path.len())));
    }
    Ok(Some(path))
}

/// A moment: RFC 3339, or a day (its first moment).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment(pub Timestamp);

impl TryFrom<String> for Moment {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.clone() };
        Timestamp::parse(&whole)
            .map(Moment)
            .ok_or_else(|| format!("`{text}` is no moment (2026-08-21, 2026-08-21T10:00:00Z)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        read::<RepositoryForm>("own.toml", text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn unknown_keys_are_refused_with_file_line_and_key() {
        let error = refused("description = \"x\"\n\n[images.a]\ntagz = []\n");
        assert!(error.starts_with("own.toml:4: unknown field `tagz`, expected one of `tags`"), "{error}");
        let error = refused("[files]\na = [\n  { dir = \"/a\" },\n  { file = \"/b\", tekst = \"\" },\n]\n");
        assert!(error.starts_with("own.toml:4: unknown field `tekst`"), "{error}");
        let error = refused("[images.a.config]\nCommand = []\n");
        assert!(error.starts_with("own.toml:2: unknown field `Command`"), "{error}");
    }

    #[test]
    fn what_is_too_big_is_refused_with_its_line() {
        let deep = "/d".repeat(50_000);
        for (entry, why) in [
            ("file = \"/a\", size = 64_000_000_000", "`size` is 64000000000, and 4294967296 is the most"),
            (
                "file = \"/a\", text = \"\", pad_to = 16_000_000_000",
                "`pad_to` is 16000000000, and 16777216 is the most",
            ),
            ("bulk = \"/a{n}\", count = 2_000_000, size = 1", "`count` is 2000000, and 20000 is the most"),
            (&format!("dir = \"{deep}\""), "a path of 100000 bytes, and 4096 bytes and 200 names are the most"),
        ] {
            let error = refused(&format!("[files]\na = [\n  {{ {entry} }},\n]\n"));
            assert!(error.starts_with("own.toml:3: ") && error.contains(why), "{error}");
        }
        let tags = vec!["\"t\""; 6000].join(",");
        assert!(refused(&format!("[images.a]\ntags = [{tags}]\n")).contains("6000 names in a list"));
    }

    #[test]
    fn a_wrong_day_says_what_a_day_looks_like() {
        let error = refused("[images.a]\ncreated = \"yesterday\"\n");
        assert_eq!(error, "own.toml:2: `yesterday` is no moment (2026-08-21, 2026-08-21T10:00:00Z)");
    }
}
