//! The filters of `docker image ls` and `docker image prune` (moby `setupFilters`, `setupLabelFilter`).

use crate::clock::Timestamp;
use crate::oci::{ImageConfig, Reference};

use super::find::Found;
use super::platforms::Wanted;
use super::store::Images;
use super::until;
use crate::engine::api::{ApiError, ApiResult, Filters};
use crate::text::path_fits;

/// What a list takes.
pub(super) const LIST_FILTERS: &[&str] = &["dangling", "label", "label!", "before", "since", "reference", "until"];
/// What a prune takes.
pub(super) const PRUNE_FILTERS: &[&str] = &["dangling", "label", "label!", "until"];

/// 400 where a filter is not one of those known (moby `filters.Validate`).
pub(in crate::engine) fn validate(filters: &Filters, known: &[&str]) -> ApiResult<()> {
    match filters.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(ApiError::new(400, format!("invalid filter '{key}'"))),
        None => Ok(()),
    }
}

/// A filter that is yes or no (moby `filters.GetBoolOrDefault`).
pub(in crate::engine) fn boolean(filters: &Filters, key: &str, default: bool) -> ApiResult<bool> {
    let Some(values) = filters.get(key).filter(|values| !values.is_empty()) else { return Ok(default) };
    let is = |yes: [&str; 2]| values.iter().any(|value| yes.contains(&value.as_str()));
    match (is(["1", "true"]), is(["0", "false"])) {
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        _ => Err(ApiError::new(400, format!("invalid filter '{key}=[{}]'", values.join(" ")))),
    }
}

struct Label {
    key: String,
    /// `None`: it is enough that the label exists.
    value: Option<String>,
    negate: bool,
}

/// All filters of one request.
pub(super) struct Check {
    /// Images must be older than all of these.
    before: Vec<Timestamp>,
    /// And newer than all of these.
    since: Vec<Timestamp>,
    until: Vec<Timestamp>,
    labels: Vec<Label>,
    dangling: Option<bool>,
    references: Vec<String>,
}

impl Check {
    /// Reads the filters; errors are the daemon's.
    pub fn new(images: &Images, filters: &Filters, known: &[&str], now: Timestamp) -> ApiResult<Check> {
        validate(filters, known)?;
        let values = |key: &str| filters.get(key).cloned().unwrap_or_default();
        let created = |text: &String| -> ApiResult<Option<Timestamp>> {
            let found = images.find(text)?;
            let manifest = images.best_present(&found, &Wanted::Any)?;
            Ok(images.config_of(&manifest.digest).and_then(|config| config.created_at()))
        };
        let moments = |key: &str| -> ApiResult<Vec<Timestamp>> {
            Ok(values(key).iter().map(created).collect::<ApiResult<Vec<_>>>()?.into_iter().flatten().collect())
        };
        let (before, since) = (moments("before")?, moments("since")?);
        let until = values("until")
            .iter()
            .map(|value| {
                until::parse(value, now)
                    .map_err(|error| ApiError::new(400, format!("invalid value for 'until' filter: {error}")))
            })
            .collect::<ApiResult<_>>()?;
        let mut labels = Vec::new();
        for (filter, negated) in [("label", false), ("label!", true)] {
            for text in values(filter) {
                let (key, value) = match text.split_once('=') {
                    Some((key, value)) => (key, Some(value.to_string())),
                    None => (text.as_str(), None),
                };
                let (key, flipped) = key.strip_suffix('!').map_or((key, false), |key| (key, true));
                labels.push(Label { key: key.into(), value, negate: negated != flipped });
            }
        }
        let dangling = if values("dangling").is_empty() { None } else { Some(boolean(filters, "dangling", false)?) };
        Ok(Check { before, since, until, labels, dangling, references: values("reference") })
    }

    /// Whether the image passes.
    pub fn keeps(&self, images: &Images, found: &Found) -> bool {
        self.dangling.is_none_or(|dangling| dangling == found.is_dangling())
            && self.until.iter().all(|until| found.name.created < *until)
            && self.in_time(images, found)
            && self.is_named(found)
            && self.is_labelled(images, found)
    }

    fn in_time(&self, images: &Images, found: &Found) -> bool {
        if self.before.is_empty() && self.since.is_empty() {
            return true;
        }
        let manifest = images.best_present(found, &Wanted::Any).ok();
        let config = manifest.and_then(|manifest| images.config_of(&manifest.digest));
        let Some(created) = config.and_then(|config| config.created_at()) else { return false };
        self.before.iter().all(|moment| created < *moment) && self.since.iter().all(|moment| created > *moment)
    }

    fn is_named(&self, found: &Found) -> bool {
        if self.references.is_empty() {
            return true;
        }
        let Ok(reference) = Reference::parse(&found.full) else { return false };
        let names = [
            reference.familiar(),
            reference.name.familiar(),
            reference.clone().or_latest().to_string(),
            reference.name.to_string(),
        ];
        self.references.iter().any(|wanted| names.iter().any(|name| path_fits(wanted, name)))
    }

    fn is_labelled(&self, images: &Images, found: &Found) -> bool {
        if self.labels.is_empty() {
            return true;
        }
        let manifests = images.manifests(&found.name.target);
        let images_only = manifests.iter().filter(|manifest| !manifest.is_attestation());
        images_only.filter_map(|manifest| images.config_of(&manifest.digest)).any(|config| self.fits(&config))
    }

    fn fits(&self, config: &ImageConfig) -> bool {
        self.labels.iter().all(|check| {
            let value = config.config.labels.as_ref().and_then(|labels| labels.get(&check.key));
            match (&check.value, value) {
                (None, value) => value.is_some() != check.negate,
                (Some(_), None) => check.negate,
                (Some(wanted), Some(value)) => (wanted == value) != check.negate,
            }
        })
    }
}
