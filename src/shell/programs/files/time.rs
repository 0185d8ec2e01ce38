//! Times as `touch -t` and `stat` write them; all in UTC.

use crate::clock::Timestamp;

/// `2026-08-21 10:11:12.000000000 +0000`
pub(super) fn full(time: Timestamp) -> String {
    format!("{}.{:09} +0000", time.in_utc("%Y-%m-%d %H:%M:%S"), time.subsecond_nanos())
}

/// What `touch -t` takes: `[[CC]YY]MMDDhhmm[.ss]`.
pub(super) fn parse_stamp(text: &str, now: Timestamp) -> Option<Timestamp> {
    let (digits, seconds) = text.split_once('.').unwrap_or((text, "00"));
    if !digits.chars().chain(seconds.chars()).all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match digits.len() {
        8 => (now.in_utc("%Y"), digits),
        10 => {
            let (year, rest) = digits.split_at(2);
            (format!("{}{year}", if year < "69" { "20" } else { "19" }), rest)
        }
        12 => (digits.get(..4)?.to_string(), digits.get(4..)?),
        _ => return None,
    };
    let part = |range: std::ops::Range<usize>| rest.get(range);
    let text = format!("{year}-{}-{}T{}:{}:{seconds}Z", part(0..2)?, part(2..4)?, part(4..6)?, part(6..8)?);
    Timestamp::parse(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        let now = Timestamp::parse("2026-08-21T10:11:12Z").unwrap();
        let stamp = |text| parse_stamp(text, now).map(Timestamp::rfc3339);
        assert_eq!(stamp("02030405").as_deref(), Some("2026-02-03T04:05:00Z"));
        assert_eq!(stamp("200102030405.06").as_deref(), Some("2001-02-03T04:05:06Z"));
        assert_eq!(stamp("1x"), None);
    }
}
