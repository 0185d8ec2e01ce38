//! Filters of a list or prune endpoint.

use std::collections::BTreeMap;

/// Key → values, in the order given.
pub type Filters = BTreeMap<String, Vec<String>>;
