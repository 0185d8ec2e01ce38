//! `--platform`.

use super::Client;
use super::failure::Outcome;
use crate::oci::Platform;

/// The variable that stands in for `--platform` of some commands.
const VARIABLE: &str = "DOCKER_DEFAULT_PLATFORM";

/// Parses what was given; nothing for an empty text.
pub fn parse(text: &str) -> Outcome<Option<Platform>> {
    if text.is_empty() { Ok(None) } else { Ok(Some(text.parse()?)) }
}

/// Parses several.
pub fn parse_all(texts: &[String]) -> Outcome<Vec<Platform>> {
    texts
        .iter()
        .map(|text| {
            text.parse().map_err(|error: crate::oci::BadPlatform| {
                super::failure::Failure::new(format!("invalid platform: {error}"))
            })
        })
        .collect()
}

/// The flag's text, or the variable's.
pub fn or_default<'t>(docker: &'t Client<'_>, text: &'t str) -> &'t str {
    if text.is_empty() { docker.variable(VARIABLE) } else { text }
}
