//! SOURCE_DATE_EPOCH as an argument of a build (BuildKit's `epoch.go`).

use crate::clock::Timestamp;
use crate::engine::build::fault::{Fault, Outcome};
use crate::text::quote;

/// The argument's name.
pub const NAME: &str = "SOURCE_DATE_EPOCH";

/// The moment that the argument names: seconds since 1970. `context` has none here, as it is no git repository.
pub fn parse(value: &str) -> Outcome<Option<Timestamp>> {
    if value.is_empty() || value == "context" {
        return Ok(None);
    }
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::new(format!("invalid {NAME}: {value}")));
    }
    let seconds: i64 = value.parse().map_err(|_| {
        let why = format!("strconv.ParseInt: parsing {}: value out of range", quote(value));
        Fault::new(format!("invalid {NAME}: {value}: {why}"))
    })?;
    Ok(Some(Timestamp(seconds.saturating_mul(crate::clock::SECOND))))
}
