//! `# check=skip=…;error=true;experimental=…` (`ParseLintOptions`).

use std::collections::BTreeSet;

use super::Rule;
use crate::text::{parse_bool, quote};

/// Which rules matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    skip_all: bool,
    skipped: BTreeSet<String>,
    experimental_all: bool,
    experimental: BTreeSet<String>,
    /// Whether a broken rule fails the build.
    pub error: bool,
}

impl Config {
    /// Reads the options of a directive.
    pub fn parse(text: &str) -> Result<Config, String> {
        let text = text.trim();
        let mut config = Config::default();
        if text.is_empty() {
            return Ok(config);
        }
        for option in text.splitn(3, ';') {
            let (key, value) =
                option.split_once('=').ok_or_else(|| format!("invalid check option {}", quote(option)))?;
            let (key, value) = (key.trim(), value.trim());
            let list = || value.split(',').map(|name| name.trim().to_string()).collect();
            match key {
                "skip" if value == "all" => config.skip_all = true,
                "skip" => config.skipped = list(),
                "experimental" if value == "all" => config.experimental_all = true,
                "experimental" => config.experimental = list(),
                "error" => {
                    config.error = parse_bool(value)
                        .map_err(|why| format!("failed to parse check option {}: {why}", quote(option)))?;
                }
                _ => return Err(format!("invalid check option {}", quote(key))),
            }
        }
        Ok(config)
    }

    /// With the options of a comment `# check=…` above an instruction.
    pub fn with_comments(&self, comments: &[String]) -> Config {
        let option = |comment: &String| {
            let (key, value) = comment.split_once('=')?;
            let value = value.trim();
            key.trim().eq_ignore_ascii_case("check").then(|| value.split(' ').next().unwrap_or_default().to_string())
        };
        let mut merged = self.clone();
        if let Some(Ok(other)) = comments.iter().find_map(option).map(|options| Config::parse(&options)) {
            merged.skip_all |= other.skip_all;
            merged.experimental_all |= other.experimental_all;
            merged.skipped.extend(other.skipped);
            merged.experimental.extend(other.experimental);
        }
        merged
    }

    /// Whether a broken rule is told.
    pub fn wants(&self, rule: &Rule) -> bool {
        match rule.experimental {
            true => self.experimental_all || self.experimental.contains(rule.name),
            false => !self.skip_all && !self.skipped.contains(rule.name),
        }
    }
}
