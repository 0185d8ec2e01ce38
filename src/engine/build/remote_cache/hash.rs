//! What BuildKit calls an importer that has no reference: a hash of its fields (`cmKey` in `solver/llbsolver/bridge.go`,
//! which uses mitchellh/hashstructure with FNV-1).

use std::collections::BTreeMap;

use crate::engine::api::CacheOptions;

/// The importer's name in `importing cache manifest from …`.
pub fn import_name(options: &CacheOptions) -> String {
    match options.attributes.get("ref").filter(|name| options.kind == "registry" && !name.is_empty()) {
        Some(name) => name.clone(),
        None => format!("{}:{}", options.kind, entry(&options.kind, &options.attributes)),
    }
}

/// The hash of Go's struct `CacheOptionsEntry { Type, Attrs }`.
fn entry(kind: &str, attributes: &BTreeMap<String, String>) -> u64 {
    let fields = attributes.iter().fold(0, |hash, (key, value)| hash ^ pair(text(key), text(value)));
    text("CacheOptionsEntry") ^ pair(text("Type"), text(kind)) ^ pair(text("Attrs"), fields)
}

fn text(text: &str) -> u64 {
    fnv(text.as_bytes())
}

fn pair(one: u64, other: u64) -> u64 {
    fnv(&[one.to_le_bytes(), other.to_le_bytes()].concat())
}

/// FNV-1, 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| hash.wrapping_mul(0x0000_0100_0000_01b3) ^ u64::from(*byte);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_importer_is_called_after_its_reference_or_its_fields() {
        let options = |kind: &str, key: &str, value: &str| CacheOptions {
            kind: kind.into(),
            attributes: [(key.to_string(), value.to_string())].into(),
            files: None,
        };
        assert_eq!(import_name(&options("registry", "ref", "localhost:5000/a")), "localhost:5000/a");
        assert!(import_name(&options("local", "src", "cache")).starts_with("local:"));
        assert_ne!(import_name(&options("local", "src", "a")), import_name(&options("local", "src", "b")));
        assert_eq!(fnv(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(b"a"), 0xaf63_bd4c_8601_b7be);
    }
}
