//! Spans of time in words (docker/go-units `duration.go`).

use crate::clock::SECOND;

/// `nanos` in words: `Less than a second`, `About an hour`, `3 weeks`.
pub fn human_duration(nanos: i64) -> String {
    let seconds = nanos / SECOND;
    let minutes = seconds / 60;
    // Rounded to the nearest hour.
    let hours = (seconds + 1800) / 3600;
    match seconds {
        i64::MIN..=0 => return "Less than a second".into(),
        1 => return "1 second".into(),
        2..=59 => return format!("{seconds} seconds"),
        _ => {}
    }
    match minutes {
        1 => return "About a minute".into(),
        2..=59 => return format!("{minutes} minutes"),
        _ => {}
    }
    match hours {
        ..=1 => "About an hour".into(),
        2..=47 => format!("{hours} hours"),
        48..=335 => format!("{} days", hours / 24),
        336..=1439 => format!("{} weeks", hours / 24 / 7),
        1440..=17519 => format!("{} months", hours / 24 / 30),
        _ => format!("{} years", seconds / 3600 / 24 / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_as_docker_writes_them() {
        let hour = 3600;
        for (seconds, words) in [
            (0, "Less than a second"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "About a minute"),
            (119, "About a minute"),
            (120, "2 minutes"),
            (3599, "59 minutes"),
            (hour, "About an hour"),
            (90 * 60, "2 hours"),
            (47 * hour, "47 hours"),
            (48 * hour, "2 days"),
            (14 * 24 * hour, "2 weeks"),
            (60 * 24 * hour, "2 months"),
            (2 * 365 * 24 * hour, "2 years"),
        ] {
            assert_eq!(human_duration(seconds * SECOND), words, "{seconds}");
        }
    }
}
