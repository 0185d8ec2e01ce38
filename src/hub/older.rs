//! Old tags: a repository keeps what it once published. `python:3.8-slim` is an older image of the same recipe as
//! today's `python:slim`: other versions in its texts, another base, other sizes, so other digests.
//!
//! A repository's file says which versions there were and when (`versions`), and which of its images they are like
//! (`[[older]]`); `hub.toml` says what images were built on at which time (`[series]`). The images are made when somebody
//! asks for them. `fixtures/hub/README.md` has the keys.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::clock::{SECOND, Timestamp, mix};

use super::fileset::FileSet;
use super::form::{ConfigForm, FormError, HubForm, ImageForm, Moment, OlderForm, RepositoryForm, SeriesForm, Versions};

/// Seconds of a year.
const YEAR: i64 = 31_556_952;
/// How many bases a version was published on at a time: the newest and the one before it.
const BASES: usize = 2;
/// What an old image had when it was made, if its rule says nothing: what was usual then.
const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64/v8"];

/// The old images of a repository.
#[derive(Debug, Default)]
pub(super) struct Older {
    /// By name: its longest tag.
    images: BTreeMap<String, OldImage>,
    /// Tag → name.
    tags: BTreeMap<String, String>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OldImage {
    /// Which `[[older]]` it follows.
    rule: usize,
    version: String,
    day: Timestamp,
    /// `REPOSITORY#IMAGE`; empty: as the image that it is like.
    base: String,
}

impl Older {
    /// The old images that a repository's file tells of, with their tags. Tags of today's images stay theirs.
    pub(super) fn read(file: &str, form: &RepositoryForm, hub: &HubForm) -> Result<Older, FormError> {
        let mut older = Older::default();
        for (rule, old) in form.older.iter().enumerate() {
            let wrong = |reason: String| FormError::of(file, format!("older.{rule}: {reason}"));
            if !form.images.contains_key(&old.like) {
                return Err(wrong(format!("there is no image `{}`", old.like)));
            }
            if old.tags.is_empty() && old.name.is_none() {
                return Err(wrong("without `tags`, `name` is missing".into()));
            }
            let series = match &old.series {
                None => &[][..],
                Some(name) => {
                    hub.series.get(name).ok_or_else(|| wrong(format!("hub.toml has no series `{name}`")))?.as_slice()
                }
            };
            for versions in old.versions.as_ref().unwrap_or(&form.versions) {
                for (version, day) in versions.each() {
                    older.add(old, rule, &version, day, series);
                }
            }
        }
        older.add_bare(form);
        let today = form.images.values().flat_map(|image| &image.tags);
        let events = form.events.iter().flat_map(|event| &event.adds);
        today.chain(events).for_each(|tag| {
            older.tags.remove(tag);
        });
        Ok(older)
    }

    fn add(&mut self, old: &OlderForm, rule: usize, version: &str, day: Timestamp, series: &[SeriesForm]) {
        let there: Vec<&SeriesForm> = series.iter().filter(|base| base.from.0 <= day).rev().take(BASES).collect();
        if !series.is_empty() && there.is_empty() {
            return;
        }
        let none = SeriesForm::default();
        let bases = if series.is_empty() { vec![&none] } else { there };
        for (nth, base) in bases.into_iter().enumerate() {
            let fill = |text: &str, version: &str| text.replace("{version}", version).replace("{base}", &base.name);
            let filled = |version: &str| -> Vec<String> {
                let own = old.tags.iter().filter(|tag| nth == 0 || tag.contains("{base}"));
                own.map(|tag| fill(tag, version)).collect()
            };
            let longest = || filled(version).into_iter().max_by_key(String::len);
            let Some(name) = old.name.as_ref().map(|name| fill(name, version)).or_else(longest) else { continue };
            for start in starts(version) {
                for tag in filled(start) {
                    self.tags.insert(tag, name.clone());
                }
            }
            let base = old.base.as_ref().map_or_else(|| base.image.clone(), |base| fill(base, version));
            let image = OldImage { rule, version: version.into(), day, base };
            self.images.insert(name, image);
        }
    }

    /// What stands behind a version is a tag of its own: it names the newest image that is called so.
    fn add_bare(&mut self, form: &RepositoryForm) {
        if !form.bare {
            return;
        }
        let mut newest: BTreeMap<String, (Vec<u32>, String)> = BTreeMap::new();
        for (tag, name) in &self.tags {
            let Some((version, rest)) = tag.split_once('-').filter(|(version, _)| is_version(version)) else {
                continue;
            };
            let numbers: Vec<u32> = version.split('.').filter_map(|number| number.parse().ok()).collect();
            let known = newest.get(rest);
            if known.is_none_or(|(known, _)| *known < numbers) {
                newest.insert(rest.to_string(), (numbers, name.clone()));
            }
        }
        for (rest, (_, name)) in newest {
            self.tags.entry(rest).or_insert(name);
        }
    }

    /// The name of the image that a tag names.
    pub(super) fn tagged(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(String::as_str)
    }

    /// All old tags with the names of their images.
    pub(super) fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tags.iter().map(|(tag, name)| (tag.as_str(), name.as_str()))
    }

    /// One image of each rule and base, for checking: the others differ in their version only.
    pub(super) fn samples(&self) -> impl Iterator<Item = &str> {
        let samples: BTreeMap<_, _> =
            self.images.iter().map(|(name, image)| ((image.rule, &image.base), name.as_str())).collect();
        samples.into_values()
    }

    /// The names of all old images.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.images.keys().map(String::as_str)
    }

    /// An image by its name, and how the texts of the file sets that it uses are changed.
    pub(super) fn image(&self, form: &RepositoryForm, name: &str) -> Option<(ImageForm, Rewording)> {
        let old = self.images.get(name)?;
        let rule = form.older.get(old.rule)?;
        let like = form.images.get(&rule.like)?;
        let words = Rewording::of(rule, old, like, name);
        let mut image = ImageForm {
            tags: vec![name.to_string()],
            created: Some(Moment(old.day)),
            platforms: Some(rule.platforms.clone().unwrap_or_else(|| PLATFORMS.map(String::from).into())),
            attestation_bytes: None,
            ..like.clone()
        };
        if !old.base.is_empty() {
            image.base = Some(old.base.clone());
        }
        for row in &mut image.history {
            row.by = words.text(&row.by).into_owned();
            row.compressed = row.compressed.map(|size| words.size(size));
        }
        words.config(&mut image.config);
        Some((image, words))
    }
}

/// A version and what is left of it without its last numbers: `3.8.20`, `3.8`, `3`.
fn starts(version: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(version), |version| version.rsplit_once('.').map(|(start, _)| start))
}

/// The tag that one with another word for its version stands for.
pub(super) fn meant(form: &RepositoryForm, tag: &str) -> Option<String> {
    let all = form.aliases.iter().filter_map(|(word, version)| Some((word.len(), replaced(tag, word, version)?)));
    // `lts-iron` is more than `lts`.
    all.max().map(|(_, meant)| meant)
}

/// The tags with other words for its version that stand for a tag.
pub(super) fn other_names(form: &RepositoryForm, tag: &str) -> Vec<String> {
    form.aliases.iter().filter_map(|(word, version)| replaced(tag, version, word)).collect()
}

/// A tag with another beginning.
fn replaced(tag: &str, start: &str, other: &str) -> Option<String> {
    let rest = tag.strip_prefix(start).filter(|rest| rest.is_empty() || rest.starts_with('-'))?;
    Some(format!("{other}{rest}"))
}

/// Whether a word is numbers with points between them.
fn is_version(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// The first two numbers of a version.
fn line(version: &str) -> &str {
    version.match_indices('.').nth(1).and_then(|(at, _)| version.get(..at)).unwrap_or(version)
}

/// How an old image's texts and sizes differ from those of the image that it is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rewording {
    /// Its name, on which its bytes depend.
    name: String,
    /// What stands there today, and what stood there then.
    words: Vec<(String, String)>,
    /// Its size against today's image, in thousandths.
    thousandths: u64,
}

impl Rewording {
    fn of(rule: &OlderForm, old: &OldImage, like: &ImageForm, name: &str) -> Rewording {
        let today = rule.version.clone().unwrap_or_else(|| {
            let end = rule.like.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rule.like.len());
            rule.like.get(..end).unwrap_or_default().trim_end_matches('.').to_string()
        });
        let (from, to) = (today.as_str(), old.version.as_str());
        let major = to.split('.').next().unwrap_or(to);
        let fill = |text: &str| text.replace("{version}", to).replace("{line}", line(to)).replace("{major}", major);
        let own = rule.words.iter().map(|(from, to)| (from.clone(), fill(to)));
        let pairs = [(from, to), (line(from), line(to))];
        let words = pairs.into_iter().filter(|(from, to)| from.contains('.') && from != to);
        let words = own.chain(words.map(|(from, to)| (from.to_string(), to.to_string())));
        let years = like.created.map_or(0, |created| created.0.since(old.day)) / (YEAR * SECOND);
        let hash = name.bytes().fold(0, |hash: u64, byte| mix(hash ^ u64::from(byte)));
        let age = u64::try_from(years).unwrap_or(0).saturating_mul(12).min(300);
        Rewording { name: name.to_string(), words: words.collect(), thousandths: 1000 - age - hash % 25 }
    }

    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for (from, to) in &self.words {
            if text.contains(from) {
                text = Cow::Owned(text.replace(from, to));
            }
        }
        text
    }

    fn size(&self, size: u64) -> u64 {
        size / 1000 * self.thousandths + size % 1000
    }

    fn config(&self, config: &mut ConfigForm) {
        let lists = [&mut config.env, &mut config.exposed_ports, &mut config.volumes, &mut config.on_build];
        let commands = [&mut config.entrypoint, &mut config.cmd].into_iter().flatten();
        let texts = lists.into_iter().chain(commands).flatten().chain(config.labels.values_mut());
        for text in texts.chain([&mut config.working_dir]) {
            *text = self.text(text).into_owned();
        }
    }

    /// Makes of a file set the one that the old image had.
    pub(super) fn files(&self, set: &mut FileSet) {
        set.seed = format!("{} of {}", set.seed, self.name);
        for entry in &mut set.entries {
            let paths = [&mut entry.dir, &mut entry.file, &mut entry.symlink, &mut entry.bulk, &mut entry.to];
            let rest = [&mut entry.folder, &mut entry.text, &mut entry.writes, &mut entry.holds];
            for text in paths.into_iter().chain(rest).flatten() {
                *text = self.text(text).into_owned();
            }
            if entry.bulk.is_some() {
                entry.size = entry.size.map(|size| self.size(size));
            }
        }
        for parent in &mut set.parents {
            *parent = self.text(parent).into_owned();
        }
    }
}

impl Versions {
    /// Each version with its day, oldest first.
    fn each(&self) -> impl Iterator<Item = (String, Timestamp)> + '_ {
        let steps = self.last.saturating_sub(self.first);
        (self.first..=self.last).map(move |number| {
            let step = self.until.0.since(self.since.0) / SECOND / i64::from(steps.max(1));
            let share = i64::from(number - self.first).saturating_mul(step).saturating_mul(SECOND);
            let version = if self.start.is_empty() { number.to_string() } else { format!("{}.{number}", self.start) };
            (format!("{version}{}", self.rest), self.since.0.plus(share))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::form;
    use super::*;

    const HUB: &str = r#"
        [[series.debian]]
        name = "buster"
        from = "2019-07-06"
        image = "debian#buster"
        [[series.debian]]
        name = "bullseye"
        from = "2021-08-14"
        image = "debian#bullseye"
    "#;
    const FILE: &str = r#"
        versions = ["3.8.0-2 2019-10-14 2022-10-14", "3.9.0 2020-10-05"]
        [[older]]
        like = "3.14.7-slim"
        tags = ["{version}-slim", "{version}-slim-{base}"]
        series = "debian"
        [images."3.14.7-slim"]
        tags = ["3.14.7-slim", "3.14-slim", "3-slim", "slim"]
        created = "2026-08-21"
        history = [{ by = "RUN build Python 3.14.7 # buildkit", files = "build", compressed = 1000000 }]
        [images."3.14.7-slim".config]
        Env = ["PYTHON_VERSION=3.14.7"]
        [files]
        build = [{ file = "/usr/local/bin/python3.14", text = "3.14.7" }]
    "#;

    fn read(file: &str) -> (RepositoryForm, Result<Older, FormError>) {
        let form: RepositoryForm = form::read("own.toml", file.as_bytes()).unwrap();
        let hub = form::read("hub.toml", HUB.as_bytes()).unwrap();
        let older = Older::read("own.toml", &form, &hub);
        (form, older)
    }

    #[test]
    fn tags_follow_versions_and_what_they_were_built_on() {
        let (_, older) = read(FILE);
        let tags: Vec<String> = older.unwrap().tags().map(|(tag, name)| format!("{tag} {name}")).collect();
        insta::assert_snapshot!(tags.join("\n"), @r"
        3-slim-bullseye 3.8.2-slim-bullseye
        3-slim-buster 3.9.0-slim-buster
        3.8-slim 3.8.2-slim-bullseye
        3.8-slim-bullseye 3.8.2-slim-bullseye
        3.8-slim-buster 3.8.2-slim-buster
        3.8.0-slim 3.8.0-slim-buster
        3.8.0-slim-buster 3.8.0-slim-buster
        3.8.1-slim 3.8.1-slim-buster
        3.8.1-slim-buster 3.8.1-slim-buster
        3.8.2-slim 3.8.2-slim-bullseye
        3.8.2-slim-bullseye 3.8.2-slim-bullseye
        3.8.2-slim-buster 3.8.2-slim-buster
        3.9-slim 3.9.0-slim-buster
        3.9-slim-buster 3.9.0-slim-buster
        3.9.0-slim 3.9.0-slim-buster
        3.9.0-slim-buster 3.9.0-slim-buster
        ");
    }

    #[test]
    fn words_for_versions_and_variants_without_one_are_tags() {
        let (form, older) =
            read(&FILE.replace("versions =", "bare = true\naliases = { lts = \"3.8\", current = \"3\" }\nversions ="));
        let older = older.unwrap();
        assert_eq!(meant(&form, "lts-slim").as_deref(), Some("3.8-slim"));
        assert_eq!(meant(&form, "current").as_deref(), Some("3"));
        assert_eq!(meant(&form, "ltsslim"), None);
        assert_eq!(other_names(&form, "3-slim"), ["current-slim"]);
        assert_eq!(older.tagged("slim-bullseye"), Some("3.8.2-slim-bullseye"));
        assert_eq!(older.tagged("slim-buster"), Some("3.9.0-slim-buster"));
        // That is today's.
        assert_eq!(older.tagged("slim"), None);
    }

    #[test]
    fn an_old_image_says_its_own_version() {
        let (form, older) = read(FILE);
        let (image, words) = older.unwrap().image(&form, "3.8.2-slim-buster").unwrap();
        assert_eq!(image.base.as_deref(), Some("debian#buster"));
        assert_eq!(image.config.env, ["PYTHON_VERSION=3.8.2"]);
        assert_eq!(image.history[0].by, "RUN build Python 3.8.2 # buildkit");
        assert!(image.history[0].compressed < Some(1_000_000));
        let mut set = FileSet { entries: form.files["build"].clone(), ..FileSet::default() };
        words.files(&mut set);
        assert_eq!(set.entries[0].file.as_deref(), Some("/usr/local/bin/python3.8"));
        assert_eq!(set.entries[0].text.as_deref(), Some("3.8.2"));
    }

    #[test]
    fn a_wrong_rule_says_what_is_wrong() {
        let wrong = |rule: &str| read(rule).1.unwrap_err().to_string();
        assert_eq!(wrong("[[older]]\nlike = \"x\"\ntags = [\"a\"]"), "own.toml: older.0: there is no image `x`");
        let file = "[[older]]\nlike = \"x\"\ntags = [\"a\"]\nseries = \"nix\"\n[images.x]\n";
        assert_eq!(wrong(file), "own.toml: older.0: hub.toml has no series `nix`");
        let bad = form::read::<RepositoryForm>("own.toml", b"versions = [\"3.8.x 2020-01-01\"]").unwrap_err();
        assert_eq!(
            bad.to_string(),
            "own.toml:1: `3.8.x 2020-01-01` is no line of versions (3.12.0-12 2023-10-02 2025-10-09)"
        );
    }
}
