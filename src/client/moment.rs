//! Times on the command line: moments, and how long ago (moby `client/internal/timestamp`).

use super::failure::{Failure, Outcome};
use crate::clock::Timestamp;

/// A time as the API takes it, `seconds[.nanoseconds]` since the epoch; how long ago becomes a moment.
pub fn moment(text: &str, now: Timestamp) -> Outcome<String> {
    if text.is_empty() || text.parse::<f64>().is_ok() {
        return Ok(text.into());
    }
    if let Ok(nanos) = crate::text::parse_duration(text) {
        return Ok(now.plus(nanos.saturating_neg()).seconds().to_string());
    }
    // Dates without zone are in the local one, which is UTC here.
    for ending in ["", "Z", ":00Z", ":00:00Z", "T00:00:00Z"] {
        if let Some(at) = Timestamp::parse(&format!("{text}{ending}")) {
            return Ok(format!("{}.{:09}", at.seconds(), at.subsecond_nanos()));
        }
    }
    Err(Failure::new(format!("failed to parse value as time or duration: {}", crate::text::quote(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_times_become_absolute() {
        let now = Timestamp::from_seconds(1_000_000);
        assert_eq!(moment("10m", now).unwrap(), "999400");
        assert_eq!(moment("1970-01-02", now).unwrap(), "86400.000000000");
        assert_eq!(moment("1970-01-02T00:00:00.25Z", now).unwrap(), "86400.250000000");
        assert!(moment("soon", now).unwrap_err().to_string().starts_with("failed to parse value"));
    }
}
