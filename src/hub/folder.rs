//! [`Folder`]: a Hub of one's own as an OCI image layout, with `content.json` beside it for what a layout cannot say.
//!
//! `index.json` (here or in `layout/`) names each tag with the annotation `org.opencontainers.image.ref.name`
//! (`library/nginx:latest`). Everything in `content.json` may be absent, and so may the file: then all repositories are
//! public, accounts and limits are the usual ones, and a search finds the repositories by name.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::form::{FormError, Moment};
use super::total::{self, Total};
use super::{Hub, HubFiles};
use crate::clock::Timestamp;
use crate::content::Source;
use crate::oci::{Blob, Content, DescriptorExt, Digest, Walk, media_type};
use crate::registry::{Account, Badge, Library, Listing, PullLimits, Stock, StockManifest};

const CONTENT: &str = "content.json";

/// A Hub that is an OCI image layout.
#[derive(Debug)]
pub struct Folder {
    files: Arc<dyn HubFiles>,
    /// `` or `layout/`
    layout: &'static str,
    content: ContentForm,
    repositories: BTreeMap<String, Repository>,
}

#[derive(Debug, Default)]
struct Repository {
    tags: BTreeMap<String, (Digest, String)>,
    members: OnceLock<BTreeMap<Digest, String>>,
}

/// `content.json`; keys that say what the layout says anyway are not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ContentForm {
    as_of: Option<Moment>,
    users: BTreeMap<String, UserForm>,
    limits: LimitsForm,
    search: Option<Vec<SearchForm>>,
    repositories: BTreeMap<String, RepositoryForm>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct UserForm {
    password: String,
    tokens: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LimitsForm {
    anonymous: Option<u64>,
    user: Option<u64>,
    window: Option<u64>,
    message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SearchForm {
    name: String,
    description: String,
    star_count: u64,
    pull_count: u64,
    is_official: bool,
    is_automated: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RepositoryForm {
    private: bool,
}

#[derive(Deserialize)]
struct IndexForm {
    manifests: Vec<EntryForm>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntryForm {
    #[serde(default)]
    media_type: Option<String>,
    digest: Digest,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

fn json<T: serde::de::DeserializeOwned>(file: &str, text: &[u8]) -> Result<T, FormError> {
    let place = |error: serde_json::Error| FormError {
        file: file.into(),
        line: Some(error.line()).filter(|&line| line > 0),
        reason: error.to_string(),
    };
    serde_json::from_slice(text).map_err(place)
}

impl Folder {
    /// Whether the files are such a Hub.
    pub fn is_one(files: &dyn HubFiles) -> bool {
        layout(files).is_some()
    }

    /// Opens it: reads `content.json` and `index.json`, no blob.
    pub fn open(files: Arc<dyn HubFiles>) -> Result<Folder, FormError> {
        let layout = layout(&*files).ok_or_else(|| FormError::of("index.json", "is not there"))?;
        total::list(CONTENT, files.size(CONTENT).unwrap_or(0))?;
        let content = match files.read(CONTENT) {
            Some(text) => json(CONTENT, &text)?,
            None => ContentForm::default(),
        };
        let file = format!("{layout}index.json");
        total::list(&file, files.size(&file).unwrap_or(0))?;
        let index: IndexForm = json(&file, &files.read(&file).unwrap_or_default())?;
        let mut repositories: BTreeMap<String, Repository> = BTreeMap::new();
        for path in content.repositories.keys() {
            repositories.entry(path.clone()).or_default();
        }
        Total::default().tags(index.manifests.len(), &file)?;
        for entry in index.manifests {
            let named = ["org.opencontainers.image.ref.name", "io.containerd.image.name"];
            let name = named.iter().filter_map(|key| entry.annotations.get(*key)).find(|name| name.contains(':'));
            let Some((path, tag)) = name.and_then(|name| name.rsplit_once(':')) else { continue };
            let path = path.strip_prefix("docker.io/").unwrap_or(path);
            let path = if path.contains('/') { path.to_string() } else { format!("library/{path}") };
            let media_type = entry.media_type.unwrap_or_else(|| media_type::INDEX.into());
            repositories.entry(path).or_default().tags.insert(tag.into(), (entry.digest, media_type));
        }
        Ok(Folder { files, layout, content, repositories })
    }

    fn read(&self, digest: &Digest) -> Option<Blob> {
        let bytes = self.files.read(&format!("{}blobs/sha256/{}", self.layout, digest.hex()))?;
        Blob::verified(bytes, *digest).ok()
    }

    /// Everything that the tags of a repository reach, with media types.
    fn members(&self, path: &str) -> Option<&BTreeMap<Digest, String>> {
        let repository = self.repositories.get(path)?;
        Some(repository.members.get_or_init(|| {
            let mut members = BTreeMap::new();
            let tags = repository.tags.values().map(|(digest, media_type)| (*digest, media_type.clone()));
            let mut walk = Walk::from(tags);
            while let Some((digest, media_type)) = walk.step() {
                if members.insert(digest, media_type.clone()).is_some() || !is_manifest(&media_type) {
                    continue;
                }
                let content = self.read(&digest).and_then(|blob| Content::read(&blob, &media_type).ok());
                let below = content.into_iter().flat_map(|content| content.children());
                walk.follow(below.map(|child| (child.sha256(), child.media_type().to_string())));
            }
            members
        }))
    }

    fn stock(&self, digest: &Digest, media_type: &str) -> Option<StockManifest> {
        Some(StockManifest { media_type: media_type.into(), blob: self.read(digest)? })
    }

    fn listing(&self, path: &str) -> Listing {
        let name = path.strip_prefix("library/").unwrap_or(path);
        let row = self.content.search.iter().flatten().find(|row| row.name == name);
        let official = path.starts_with("library/");
        row.map(SearchForm::listing).unwrap_or_else(|| Listing {
            name: name.into(),
            official,
            badge: if official { Badge::Official } else { Badge::Community },
            ..Listing::default()
        })
    }
}

impl SearchForm {
    fn listing(&self) -> Listing {
        Listing {
            name: self.name.clone(),
            description: self.description.clone(),
            stars: self.star_count,
            pulls: self.pull_count,
            official: self.is_official,
            automated: self.is_automated,
            badge: if self.is_official { Badge::Official } else { Badge::Community },
        }
    }
}

fn layout(files: &dyn HubFiles) -> Option<&'static str> {
    ["layout/", ""].into_iter().find(|layout| files.size(&format!("{layout}index.json")).is_some())
}

fn is_manifest(media_type: &str) -> bool {
    media_type::is_manifest(media_type) || media_type::is_index(media_type)
}

impl Library for Folder {
    fn as_of(&self) -> Timestamp {
        self.content.as_of.map_or(super::USUAL_DAY, |day| day.0)
    }

    fn repositories(&self) -> Vec<String> {
        self.repositories.keys().cloned().collect()
    }

    fn repository(&self, path: &str) -> Option<Stock> {
        self.repositories.get(path)?;
        let private = self.content.repositories.get(path).is_some_and(|form| form.private);
        Some(Stock { private, listing: Some(self.listing(path)) })
    }

    fn tags(&self, path: &str, _at: Timestamp) -> Vec<String> {
        self.repositories.get(path).map(|repository| repository.tags.keys().cloned().collect()).unwrap_or_default()
    }

    fn tagged(&self, path: &str, tag: &str, _at: Timestamp) -> Option<StockManifest> {
        let (digest, media_type) = self.repositories.get(path)?.tags.get(tag)?;
        self.stock(digest, media_type)
    }

    fn manifest(&self, path: &str, digest: &Digest) -> Option<StockManifest> {
        let media_type = self.members(path)?.get(digest).filter(|media_type| is_manifest(media_type))?;
        self.stock(digest, media_type)
    }

    fn blob(&self, path: &str, digest: &Digest) -> Option<Blob> {
        self.has_blob(path, digest).then(|| self.read(digest))?
    }

    fn has_blob(&self, path: &str, digest: &Digest) -> bool {
        let member = self.members(path).and_then(|members| members.get(digest));
        member.is_some_and(|media_type| !is_manifest(media_type))
    }

    fn listings(&self) -> Vec<Listing> {
        match &self.content.search {
            Some(rows) => rows.iter().map(SearchForm::listing).collect(),
            None => {
                let public =
                    self.repositories.keys().filter(|path| self.repository(path).is_some_and(|it| !it.private));
                public.map(|path| self.listing(path)).collect()
            }
        }
    }

    fn accounts(&self) -> Vec<Account> {
        if self.content.users.is_empty() {
            return Account::usual();
        }
        let users = self.content.users.iter();
        users
            .map(|(name, user)| Account {
                name: name.clone(),
                password: user.password.clone(),
                tokens: user.tokens.clone(),
            })
            .collect()
    }

    fn limits(&self) -> PullLimits {
        let (own, usual) = (&self.content.limits, PullLimits::default());
        PullLimits {
            anonymous: own.anonymous.unwrap_or(usual.anonymous),
            account: own.user.unwrap_or(usual.account),
            window: own.window.unwrap_or(usual.window),
            message: own.message.clone().unwrap_or(usual.message),
        }
    }
}

impl Hub for Folder {
    /// Its blobs are plain bytes.
    fn made(&self, _sha256: &str, _recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn folder(content: Option<&str>) -> Result<Folder, FormError> {
        let mut files = BTreeMap::new();
        let mut blob = |text: String| {
            let digest = Digest::of(text.as_bytes());
            let described = format!("\"digest\":\"{digest}\",\"size\":{}", text.len());
            files.insert(format!("layout/blobs/sha256/{}", digest.hex()), Bytes::from(text));
            described
        };
        let (config, layer) = (blob("{}".into()), blob("bytes".into()));
        let manifest = blob(format!(
            "{{\"schemaVersion\":2,\"mediaType\":\"{}\",\"config\":{{\"mediaType\":\"{}\",{config}}},\
             \"layers\":[{{\"mediaType\":\"{}\",{layer}}}]}}",
            media_type::MANIFEST,
            media_type::CONFIG,
            media_type::LAYER_GZIP,
        ));
        let index = format!(
            "{{\"schemaVersion\":2,\"manifests\":[{{\"mediaType\":\"{}\",{manifest},\
             \"annotations\":{{\"org.opencontainers.image.ref.name\":\"teacher/box:1\"}}}}]}}",
            media_type::MANIFEST,
        );
        files.insert("layout/index.json".into(), index.into());
        if let Some(content) = content {
            files.insert(CONTENT.into(), Bytes::copy_from_slice(content.as_bytes()));
        }
        Folder::open(Arc::new(files))
    }

    #[test]
    fn tags_lead_to_manifests_and_blobs() {
        let folder = folder(None).unwrap();
        assert_eq!(folder.repositories(), ["teacher/box"]);
        let manifest = folder.tagged("teacher/box", "1", Timestamp::default()).unwrap();
        assert_eq!(folder.manifest("teacher/box", &manifest.blob.digest()), Some(manifest.clone()));
        let layer = Digest::of(b"bytes");
        assert_eq!(folder.blob("teacher/box", &layer).unwrap().size(), 5);
        assert!(!folder.has_blob("teacher/box", &manifest.blob.digest()));
        assert!(folder.blob("other/box", &layer).is_none());
        assert_eq!(folder.accounts(), Account::usual());
        assert_eq!(folder.listings()[0].name, "teacher/box");
    }

    #[test]
    fn content_json_says_who_may_see_and_pull() {
        let content = r#"{"repositories": {"teacher/box": {"private": true}}, "limits": {"anonymous": 3},
            "users": {"anna": {"password": "p"}}, "search": [{"name": "nginx", "is_official": true}]}"#;
        let folder = folder(Some(content)).unwrap();
        assert!(folder.repository("teacher/box").unwrap().private);
        assert_eq!((folder.limits().anonymous, folder.limits().account), (3, 200));
        assert_eq!(folder.accounts()[0].name, "anna");
        assert_eq!(folder.listings()[0].badge, Badge::Official);
    }

    #[test]
    fn a_broken_content_json_is_refused_with_its_line() {
        let error = folder(Some("{\n\"users\": 3\n}")).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("content.json", Some(2)));
    }
}
