//! [`HostConfig`]: what a container asks of its host, typed, and written the same way every time.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::super::api::models;

/// `HostConfig` as it was given. The model keeps maps without an order; written, its keys are sorted.
#[derive(Clone, Debug, Default)]
pub struct HostConfig(models::HostConfig);

impl HostConfig {
    /// What was given.
    pub fn new(given: models::HostConfig) -> Self {
        HostConfig(given)
    }

    /// Replaces it.
    pub fn set(&mut self, given: models::HostConfig) {
        self.0 = given;
    }

    /// As JSON, keys sorted, however deep.
    pub fn document(&self) -> Value {
        sorted(serde_json::to_value(&self.0).unwrap_or_default())
    }
}

impl Deref for HostConfig {
    type Target = models::HostConfig;

    fn deref(&self) -> &models::HostConfig {
        &self.0
    }
}

impl Serialize for HostConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for HostConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        models::HostConfig::deserialize(deserializer).map(HostConfig)
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut fields: Vec<(String, Value)> = object.into_iter().collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(fields.into_iter().map(|(key, inner)| (key, sorted(inner))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
