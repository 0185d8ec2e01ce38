//! Moments as the daemon reads them in filters: a duration before now, a date, or seconds (moby
//! `daemon/internal/timestamp`).

use crate::clock::{SECOND, Timestamp};

/// Why a text is no moment; the words are the daemon's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::engine) enum BadMoment {
    /// Nothing there.
    #[error("failed to parse value as time or duration: value is empty")]
    Empty,
    /// Not a date, and not a number.
    #[error("failed to parse value as time or duration: invalid seconds {0:?}: invalid syntax")]
    Seconds(String),
    /// Something with a `-` that is no date.
    #[error("parsing time {0:?} as {1:?}: cannot parse {0:?} as {1:?}")]
    Date(String, &'static str),
}

/// Reads a moment; a duration counts back from `now`.
pub(in crate::engine) fn parse(text: &str, now: Timestamp) -> Result<Timestamp, BadMoment> {
    if text.trim().is_empty() {
        return Err(BadMoment::Empty);
    }
    if text != "0"
        && let Ok(nanos) = crate::text::parse_duration(text)
    {
        return Ok(now.plus(nanos.saturating_neg()));
    }
    if let Some(moment) = date(text) {
        return Ok(moment);
    }
    if text.contains('-') {
        let layout = if text.contains('T') { "2006-01-02T15:04:05Z07:00" } else { "2006-01-02" };
        return Err(BadMoment::Date(text.into(), layout));
    }
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let bad = || BadMoment::Seconds(seconds.into());
    let whole: i64 = seconds.parse().map_err(|_| bad())?;
    let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let nanos: i64 = digits.parse().map_err(|_| bad())?;
    Ok(Timestamp(whole.saturating_mul(SECOND).saturating_add(nanos)))
}

/// A date with as much of the time as was given; without zone in UTC.
fn date(text: &str) -> Option<Timestamp> {
    if let Some(moment) = Timestamp::parse(text) {
        return Some(moment);
    }
    let zoned = |time: &str| Timestamp::parse(&format!("{time}Z"));
    match text.strip_suffix('Z') {
        Some(bare) => zoned(&format!("{bare}T00:00:00")),
        None => None,
    }
    .or_else(|| zoned(text))
    .or_else(|| zoned(&format!("{text}:00")))
    .or_else(|| zoned(&format!("{text}:00:00")))
    .or_else(|| zoned(&format!("{text}T00:00:00")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_count_back_from_now() {
        let now = Timestamp::from_seconds(100_000);
        assert_eq!(parse("1h", now), Ok(Timestamp::from_seconds(96_400)));
        assert_eq!(parse("1h30m", now), Ok(Timestamp::from_seconds(94_600)));
        assert_eq!(parse("-1.5s", now), Ok(now.plus(1_500_000_000)));
    }

    #[test]
    fn dates_and_seconds_are_themselves() {
        let now = Timestamp(0);
        let day = Timestamp::parse("2020-01-01T00:00:00Z").unwrap();
        for text in ["2020-01-01", "2020-01-01T00", "2020-01-01T00:00", "2020-01-01Z", "1577836800", "1577836800.0"] {
            assert_eq!(parse(text, now), Ok(day), "{text}");
        }
        let error = parse("yesterday", now).unwrap_err().to_string();
        assert_eq!(error, r#"failed to parse value as time or duration: invalid seconds "yesterday": invalid syntax"#);
    }
}
