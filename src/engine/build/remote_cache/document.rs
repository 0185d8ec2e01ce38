//! The document of a cache (BuildKit's `cache/remotecache/v1/types`).

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::oci::Digest;

/// Its media type.
pub const MEDIA_TYPE: &str = "application/vnd.buildkit.cacheconfig.v0";
/// What marks a link between two keys of one result.
pub const SAME: &str = "same";

/// Results by key, and their layers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheConfig {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<CacheLayer>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<CacheRecord>,
}

/// A layer on another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheLayer {
    pub blob: Digest,
    /// The place of the layer below; -1: none. (Go leaves 0 out.)
    #[serde(default, skip_serializing_if = "is_zero")]
    pub parent: i64,
}

/// A key, with its result if that has layers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheRecord {
    #[serde(default, rename = "layers", skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<CacheResult>,
    pub digest: Digest,
    /// By input: the records that it may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Vec<CacheInput>>,
}

/// A stack of layers, by its top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheResult {
    pub layer: usize,
    #[serde(with = "moment")]
    pub created_at: Timestamp,
}

/// A link to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheInput {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub selector: String,
    pub link: usize,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Times as Go writes them.
mod moment {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::clock::Timestamp;

    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&at.rfc3339())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(deserializer)?;
        Timestamp::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text} is no time")))
    }
}

impl CacheConfig {
    /// The same in one order, whatever order it was gathered in (`sortConfig`).
    pub fn sorted(mut self) -> CacheConfig {
        let mut layers: Vec<usize> = (0..self.layers.len()).collect();
        layers.sort_by_key(|place| self.layers.get(*place).map(|layer| (layer.blob, layer.parent)));
        let mut records: Vec<usize> = (0..self.records.len()).collect();
        records.sort_by_key(|place| self.records.get(*place).map(|record| record.digest));
        let layer_places = places(&layers);
        let record_places = places(&records);
        let new = |places: &[usize], old: usize| places.get(old).copied().unwrap_or(old);
        for layer in &mut self.layers {
            if let Ok(parent) = usize::try_from(layer.parent) {
                layer.parent = i64::try_from(new(&layer_places, parent)).unwrap_or(-1);
            }
        }
        for record in &mut self.records {
            record.results.iter_mut().for_each(|result| result.layer = new(&layer_places, result.layer));
            for inputs in &mut record.inputs {
                inputs.iter_mut().for_each(|input| input.link = new(&record_places, input.link));
                inputs.sort_by_key(|input| input.link);
            }
        }
        CacheConfig {
            layers: layers.iter().filter_map(|place| self.layers.get(*place).cloned()).collect(),
            records: records.iter().filter_map(|place| self.records.get(*place).cloned()).collect(),
        }
    }
}

/// By old place the new one.
fn places(order: &[usize]) -> Vec<usize> {
    let mut places = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*old) {
            *slot = new;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_order_and_go_leaves_zero_out() {
        let [a, b] = ["a", "b"].map(|text| Digest::of(text.as_bytes()));
        let (first, second) = if a < b { (a, b) } else { (b, a) };
        let record = |digest, layer, link: Option<usize>| CacheRecord {
            results: vec![CacheResult { layer, created_at: Timestamp(0) }],
            digest,
            inputs: link.map(|link| vec![CacheInput { selector: String::new(), link }]).into_iter().collect(),
        };
        let config = CacheConfig {
            layers: vec![CacheLayer { blob: second, parent: -1 }, CacheLayer { blob: first, parent: 0 }],
            records: vec![record(second, 0, None), record(first, 1, Some(0))],
        };
        let sorted = config.sorted();
        assert_eq!(sorted.layers[0], CacheLayer { blob: first, parent: 1 });
        assert_eq!(sorted.records[0], record(first, 0, Some(1)));
        let text = serde_json::to_string(&sorted.layers[1]).unwrap();
        assert_eq!(text, format!("{{\"blob\":\"{second}\",\"parent\":-1}}"));
        let zero = serde_json::to_string(&CacheLayer { blob: first, parent: 0 }).unwrap();
        assert_eq!(zero, format!("{{\"blob\":\"{first}\"}}"));
        let again: CacheConfig = serde_json::from_str(&serde_json::to_string(&sorted).unwrap()).unwrap();
        assert_eq!(again, sorted);
    }
}
