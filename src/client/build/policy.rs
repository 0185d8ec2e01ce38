//! `--policy filename=…,reset=…`: rules for what a build may be made of (buildx `util/buildflags/policy.go`). They are
//! written in a language of their own, which is not simulated.

use super::fields;
use crate::client::failure::{Failure, Outcome};
use crate::text::{parse_bool, quote};

/// The levels of a log (sirupsen/logrus `ParseLevel`).
const LEVELS: [&str; 8] = ["panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"];

/// Checks the policies; one that is to be followed is refused.
pub(super) fn check(given: &[String]) -> Outcome<()> {
    for text in given {
        for field in fields::split(text)? {
            check_field(&field)?;
        }
    }
    match given.iter().any(|text| text.to_lowercase().contains("filename=")) {
        true => Err(Failure::unsimulated("docker build --policy with a file", "leave it out: all sources are allowed")),
        false => Ok(()),
    }
}

fn check_field(field: &str) -> Outcome<()> {
    let invalid = || Failure::new(format!("invalid value {field}"));
    let (key, value) = field.split_once('=').ok_or_else(invalid)?;
    match key.trim().to_lowercase().as_str() {
        "filename" if !value.is_empty() => Ok(()),
        "reset" | "disabled" | "strict" => {
            parse_bool(value).map(drop).map_err(|why| Failure::new(format!("invalid value {field}: {why}")))
        }
        "log-level" if LEVELS.contains(&value.to_lowercase().as_str()) => Ok(()),
        "log-level" => {
            let level = quote(value);
            Err(Failure::new(format!("invalid value {field}: not a valid logrus Level: {level}")))
        }
        _ => Err(invalid()),
    }
}
