//! Spans of time in words (docker/go-units `duration.go`) and as Go prints `time.Duration`.

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

/// `nanos` as Go's `time.Duration.String()`: `1m30s`, `250ms`, `0s`.
pub fn duration(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let total = nanos.unsigned_abs();
    let fraction = |value: u64, unit: u64, name: &str| {
        let whole = value / unit;
        let digits = unit.ilog10() as usize;
        let rest = format!("{:0digits$}", value % unit);
        match rest.trim_end_matches('0') {
            "" => format!("{whole}{name}"),
            rest => format!("{whole}.{rest}{name}"),
        }
    };
    let text = match total {
        0 => "0s".to_string(),
        1..1_000 => format!("{total}ns"),
        1_000..1_000_000 => fraction(total, 1_000, "µs"),
        1_000_000..1_000_000_000 => fraction(total, 1_000_000, "ms"),
        _ => {
            let minutes = total / 60_000_000_000;
            let seconds = fraction(total % 60_000_000_000, 1_000_000_000, "s");
            match (minutes / 60, minutes % 60) {
                (0, 0) => seconds,
                (0, minutes) => format!("{minutes}m{seconds}"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}"),
            }
        }
    };
    format!("{sign}{text}")
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

    #[test]
    fn durations_read_as_go_writes_them() {
        for (nanos, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_500, "1.5µs"),
            (250_000_000, "250ms"),
            (90 * SECOND, "1m30s"),
            (3600 * SECOND, "1h0m0s"),
            (-SECOND, "-1s"),
        ] {
            assert_eq!(duration(nanos), text);
        }
    }
}
