//! A moment in words, as `date -d`, `touch -d` and `tar --mtime` take it (GNU coreutils, "Date input formats"); without a zone in
//! UTC, which is the sandbox's.

use crate::clock::{SECOND, Timestamp};

/// A date, a date and a time, RFC 3339, `@SECONDS`, `now`, `yesterday`, `N days ago`.
pub(super) fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        let seconds: i64 = seconds.parse().ok()?;
        return seconds.checked_mul(SECOND).map(Timestamp);
    }
    relative(text, now).or_else(|| absolute(text))
}

fn relative(text: &str, now: Timestamp) -> Option<Timestamp> {
    let day = 86_400 * SECOND;
    match text {
        "now" | "today" | "" => return Some(now),
        "yesterday" => return Some(now.plus(-day)),
        "tomorrow" => return Some(now.plus(day)),
        _ => {}
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let [count, unit, rest @ ..] = words.as_slice() else { return None };
    let unit = match unit.trim_end_matches('s') {
        "second" | "sec" => SECOND,
        "minute" | "min" => 60 * SECOND,
        "hour" => 3600 * SECOND,
        "day" => day,
        "week" => 7 * day,
        "month" => 30 * day,
        "year" => 365 * day,
        _ => return None,
    };
    let sign = if rest == ["ago"] { -1 } else { 1 };
    Some(now.plus(count.parse::<i64>().ok()?.checked_mul(unit)?.checked_mul(sign)?))
}

fn absolute(text: &str) -> Option<Timestamp> {
    let text = [" UTC", " GMT", "Z"].iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(text);
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let (time, zone) = match time.find(['+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "+00:00"),
    };
    let time = time.trim_end();
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    let (hours, minutes) = zone.split_at_checked(3)?;
    let minutes = minutes.trim_start_matches(':');
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    Timestamp::parse(&format!("{date}T{time}{seconds}{hours}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        let now = Timestamp::parse("2026-08-21T10:11:12Z").unwrap();
        let read = |text| moment(text, now).map(Timestamp::rfc3339);
        for (text, expected) in [
            ("2001-02-03", Some("2001-02-03T00:00:00Z")),
            ("2001-02-03 04:05", Some("2001-02-03T04:05:00Z")),
            ("2001-02-03 04:05Z", Some("2001-02-03T04:05:00Z")),
            ("2001-02-03 04:05:06 UTC", Some("2001-02-03T04:05:06Z")),
            ("2001-02-03T04:05:06Z", Some("2001-02-03T04:05:06Z")),
            ("2001-02-03T04:05:06+02:00", Some("2001-02-03T02:05:06Z")),
            ("2001-02-03 04:05:06 -0130", Some("2001-02-03T05:35:06Z")),
            ("@60", Some("1970-01-01T00:01:00Z")),
            ("now", Some("2026-08-21T10:11:12Z")),
            ("2 days ago", Some("2026-08-19T10:11:12Z")),
            ("1 hour", Some("2026-08-21T11:11:12Z")),
            ("soon", None),
            ("2001-13-03", None),
            ("2001-02-03 é", None),
            ("1 +é", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
