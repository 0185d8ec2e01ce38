//! The image config that a build writes: history filled in, layers listed, times no later than the build's epoch (BuildKit's
//! `exporter/containerimage/writer.go`, `normalizeLayersAndHistory` and `patchImageConfig`).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::go_json;
use super::layers::ResultLayer;
use crate::clock::Timestamp;
use crate::oci::{Config, History, ImageConfig, canonical};

/// What history says of a layer that no instruction accounts for.
const COMMENT: &str = "buildkit.exporter.image.v0";

/// The bytes of the config.
pub fn write(
    image: &ImageConfig,
    base: Option<&ImageConfig>,
    layers: &[ResultLayer],
    epoch: Option<Timestamp>,
    inline_cache: Option<Value>,
) -> Vec<u8> {
    let mut history = with_times(with_layers(image.history.clone(), layers), layers);
    if let Some(epoch) = epoch {
        clamp(&mut history, base, epoch);
    }
    let mut fields: BTreeMap<String, Value> = BTreeMap::new();
    let platform = serde_json::to_value(&image.platform).unwrap_or_default();
    if let Value::Object(platform) = platform {
        fields.extend(platform);
    }
    if !image.author.is_empty() {
        fields.insert("author".into(), image.author.clone().into());
    }
    fields.insert("config".into(), config(&image.config));
    let created = match (&image.created, epoch) {
        (Some(created), Some(epoch)) if Timestamp::parse(created).is_none_or(|at| at > epoch) => Some(epoch.rfc3339()),
        (Some(created), _) => Some(created.clone()),
        (None, _) => history.iter().filter_map(|row| row.created.clone()).next_back(),
    };
    fields.insert("created".into(), created.into());
    let diff_ids: Vec<String> = layers.iter().map(|layer| layer.diff_id.to_string()).collect();
    let diff_ids = if diff_ids.is_empty() { Value::Null } else { diff_ids.into() };
    fields.insert("rootfs".into(), json!({ "type": "layers", "diff_ids": diff_ids }));
    let rows = if history.is_empty() { Value::Null } else { serde_json::to_value(&history).unwrap_or_default() };
    fields.insert("history".into(), rows);
    if let Some(cache) = inline_cache {
        fields.insert("moby.buildkit.cache.v0".into(), cache);
    }
    go_json::compact(&fields)
}

/// The container's part without what Go leaves out, its maps sorted.
fn config(config: &Config) -> Value {
    let mut config = config.clone();
    config.entrypoint = config.entrypoint.filter(|words| !words.is_empty());
    config.cmd = config.cmd.filter(|words| !words.is_empty());
    config.exposed_ports = config.exposed_ports.filter(|ports| !ports.is_empty());
    config.volumes = config.volumes.filter(|volumes| !volumes.is_empty());
    config.labels = config.labels.filter(|labels| !labels.is_empty());
    serde_json::from_slice(&canonical::to_vec(&config)).unwrap_or_default()
}

/// One row with a layer for each layer: rows are added at the end, or made rows without one.
fn with_layers(mut history: Vec<History>, layers: &[ResultLayer]) -> Vec<History> {
    let mut count = 0;
    for row in &mut history {
        row.empty_layer |= count >= layers.len();
        count += usize::from(!row.empty_layer);
    }
    for layer in layers.iter().skip(count) {
        history.push(History {
            created: layer.created.map(Timestamp::rfc3339),
            created_by: layer.description.clone(),
            comment: COMMENT.into(),
            ..History::default()
        });
    }
    history
}

/// Every row gets a time: that of its layer, or of the first new layer, or of what stands before it.
fn with_times(mut history: Vec<History>, layers: &[ResultLayer]) -> Vec<History> {
    let mut layers = layers.iter();
    for row in history.iter_mut().filter(|row| !row.empty_layer) {
        let layer = layers.next();
        if row.created.is_none() {
            row.created = layer.and_then(|layer| layer.created).map(Timestamp::rfc3339);
        }
    }
    let first_without = history.iter().position(|row| row.created.is_none()).unwrap_or(history.len());
    let (before, after) = history.split_at(first_without);
    let next = after.iter().find_map(|row| row.created.clone());
    let mut created = next.or_else(|| before.iter().filter_map(|row| row.created.clone()).next_back());
    for row in history.iter_mut().skip(first_without) {
        match &row.created {
            Some(own) => created = Some(own.clone()),
            None => row.created = created.clone(),
        }
    }
    history
}

/// Rows that are not the base's are no younger than the epoch.
fn clamp(history: &mut [History], base: Option<&ImageConfig>, epoch: Timestamp) {
    let inherited = base.map_or(&[][..], |base| &base.history);
    let same = history.iter().zip(inherited).take_while(|(row, inherited)| row == inherited).count();
    for row in history.iter_mut().skip(same) {
        if row.created.as_deref().and_then(Timestamp::parse).is_none_or(|at| at > epoch) {
            row.created = Some(epoch.rfc3339());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(created: Option<&str>, empty_layer: bool) -> History {
        History { created: created.map(Into::into), empty_layer, ..History::default() }
    }

    fn times(history: Vec<History>) -> Vec<String> {
        history.into_iter().map(|row| row.created.unwrap_or_default()).collect()
    }

    #[test]
    fn a_row_without_a_layer_has_the_time_of_the_next_new_layer() {
        let history = vec![row(Some("1"), false), row(None, true), row(Some("3"), false), row(None, true)];
        assert_eq!(times(with_times(history, &[])), ["1", "3", "3", "3"]);
        let history = vec![row(Some("1"), false), row(Some("2"), true), row(None, true)];
        assert_eq!(times(with_times(history, &[])), ["1", "2", "2"]);
    }

    #[test]
    fn rows_of_the_base_keep_their_times() {
        let base = ImageConfig { history: vec![row(Some("2020-01-01T00:00:00Z"), false)], ..ImageConfig::default() };
        let mut history = vec![base.history[0].clone(), row(Some("2020-01-02T00:00:00Z"), true)];
        clamp(&mut history, Some(&base), Timestamp(0));
        assert_eq!(times(history), ["2020-01-01T00:00:00Z", "1970-01-01T00:00:00Z"]);
    }

    #[test]
    fn an_image_without_layers_and_history_says_null() {
        let written = write(&ImageConfig::default(), None, &[], None, None);
        let text = String::from_utf8(written).unwrap();
        let expected = r#"{"architecture":"","config":{},"created":null,"history":null,"os":"","#;
        assert_eq!(text, format!("{expected}{}", r#""rootfs":{"type":"layers","diff_ids":null}}"#));
    }
}
