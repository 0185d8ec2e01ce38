//! `date`, `sleep`, `uptime`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::clock::{SECOND, Timestamp};
use crate::shell::Process;
use crate::shell::programs::moment::moment;

pub(super) static ALL: &[&Applet] = &[&DATE, &SLEEP, &UPTIME];

static DATE: Applet = Applet {
    names: &["date"],
    about: "shows the time",
    usage: "[-uR] [-I[SPEC]] [-d TIME] [-r FILE] [+FORMAT]",
    run: date,
};
static SLEEP: Applet = Applet { names: &["sleep"], about: "lets time pass", usage: "[N[smhd]]...", run: sleep };
static UPTIME: Applet =
    Applet { names: &["uptime"], about: "tells how long the machine has been running", usage: "[-ps]", run: uptime };

fn date(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut iso = None;
    words.retain(|word| match word.strip_prefix("-I").or_else(|| word.strip_prefix("--iso-8601")) {
        Some(unit) => {
            iso = Some(unit.trim_start_matches('=').to_string());
            false
        }
        None => true,
    });
    let misuse =
        iso.as_deref().is_some_and(|unit| !matches!(unit, "" | "date" | "hours" | "minutes" | "seconds" | "ns"));
    if misuse {
        let unit = iso.unwrap_or_default();
        return match process.busybox() {
            true => process.missing_operand(),
            false => process.misused(
                1,
                &format!(
                    "invalid argument '{unit}' for '--iso-8601'\nValid arguments are:\n  - 'hours'\n  - 'minutes'\n  - \
                     'date'\n  - 'seconds'\n  - 'ns'"
                ),
            ),
        };
    }
    let accepted = Accepted {
        letters: "Rd:r:s: u",
        long: &[("utc", 'u'), ("universal", 'u'), ("date", 'd'), ("reference", 'r'), ("rfc-email", 'R'), ("set", 's')],
        misuse: 1,
    };
    let options = accepted.parse_words(process, words)?;
    if options.has('s') {
        return process.fail(1, "cannot set date: Operation not permitted");
    }
    let mut time = process.system.clock().now();
    if let Some(file) = options.value('r') {
        let path = process.absolute(file);
        match process.system.files().stat(&path, true) {
            Ok(stat) => time = stat.mtime,
            Err(errno) => return process.fail(1, &format!("{file}: {errno}")),
        }
    }
    if let Some(text) = options.value('d') {
        match moment(text, time) {
            Some(moment) => time = moment,
            None => return process.fail(1, &format!("invalid date '{text}'")),
        }
    }
    let format = match (iso.as_deref(), options.operands.first().map(String::as_str)) {
        (Some("" | "date"), _) => "%Y-%m-%d".to_string(),
        (Some("ns"), _) => "%Y-%m-%dT%H:%M:%S,%N+00:00".into(),
        (Some(unit), _) => {
            let digits = match unit {
                "hours" => "%H",
                "minutes" => "%H:%M",
                _ => "%H:%M:%S",
            };
            format!("%Y-%m-%dT{digits}+00:00")
        }
        (None, Some(text)) => match text.strip_prefix('+') {
            Some(format) => format.into(),
            None => return process.fail(1, &format!("invalid date '{text}'")),
        },
        (None, None) if options.has('R') => "%a, %d %b %Y %H:%M:%S +0000".into(),
        (None, None) => "%a %b %e %H:%M:%S UTC %Y".into(),
    };
    let text = written(time, &format);
    process.print(&(text + "\n"))?;
    Ok(0)
}

/// `strftime`, in UTC; GNU's `%N` and `%-d` included.
pub fn written(time: Timestamp, format: &str) -> String {
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let mut letter = letters.next();
        let mut plain = false;
        if letter == Some('-') {
            plain = true;
            letter = letters.next();
        }
        let piece = match letter {
            Some('%') => "%".into(),
            Some('n') => "\n".into(),
            Some('t') => "\t".into(),
            Some('N') => format!("{:09}", time.subsecond_nanos()),
            Some('s') => time.seconds().to_string(),
            Some('Z') => "UTC".into(),
            Some('z') => "+0000".into(),
            Some('c') => time.in_utc("%a %b %e %H:%M:%S %Y"),
            Some('x' | 'D') => time.in_utc("%m/%d/%y"),
            Some('X' | 'T') => time.in_utc("%H:%M:%S"),
            Some('R') => time.in_utc("%H:%M"),
            Some('F') => time.in_utc("%Y-%m-%d"),
            Some('r') => time.in_utc("%I:%M:%S %p"),
            Some('h') => time.in_utc("%b"),
            Some(known) if "aAbBCdegGHIjklmMpPSuUVwWyY".contains(known) => time.in_utc(&format!("%{known}")),
            Some(other) => format!("%{other}"),
            None => "%".into(),
        };
        if plain {
            let trimmed = piece.trim_start_matches(['0', ' ']);
            text += if trimmed.is_empty() && !piece.is_empty() { "0" } else { trimmed };
        } else {
            text += &piece;
        }
    }
    text
}

/// Nanoseconds of `1.5`, `2m`, `1h`, `infinity`.
pub(super) fn duration(text: &str) -> Option<i64> {
    if text == "infinity" {
        return Some(i64::MAX);
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text.get(..end)?.parse().ok()?;
    let unit = match text.get(end..)? {
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    Some((number * unit * SECOND as f64) as i64)
}

fn sleep(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.is_empty() {
        return process.missing_operand();
    }
    let mut nanos = 0i64;
    for word in &words {
        match duration(word) {
            Some(duration) => nanos = nanos.saturating_add(duration),
            None => {
                let text = if process.busybox() {
                    format!("invalid number '{word}'")
                } else {
                    format!("invalid time interval '{word}'")
                };
                return if process.busybox() { process.fail(1, &text) } else { process.misused(1, &text) };
            }
        }
    }
    process.system.sleep(nanos)?;
    Ok(0)
}

/// When the machine was started.
fn started(process: &mut Process<'_>) -> Timestamp {
    let now = process.system.clock().now();
    process.system.processes().iter().map(|running| running.started).min().unwrap_or(now)
}

/// How long it has been running, in the words of `uptime` and `top`.
pub(super) fn up(process: &mut Process<'_>) -> String {
    let now = process.system.clock().now();
    let minutes = now.since(started(process)).max(0) / SECOND / 60;
    let (days, hours) = (minutes / 1440, minutes / 60 % 24);
    let day = if days == 1 { "day" } else { "days" };
    let day = if days > 0 { format!("{days} {day}, ") } else { String::new() };
    match hours {
        0 => format!("{day}{} min", minutes % 60),
        _ => format!("{day}{hours:>2}:{:02}", minutes % 60),
    }
}

fn uptime(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted { letters: "ps", long: &[("pretty", 'p'), ("since", 's')], misuse: 1 };
    // BusyBox's has no options.
    let accepted = if process.busybox() { Accepted::letters("") } else { accepted };
    let options = accepted.parse(process)?;
    let now = process.system.clock().now();
    let start = started(process);
    if options.has('s') {
        let text = start.in_utc("%Y-%m-%d %H:%M:%S\n");
        return Ok(process.print(&text).map(|()| 0)?);
    }
    if options.has('p') {
        let minutes = now.since(start).max(0) / SECOND / 60;
        let part = |count: i64, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
        let parts = [(minutes / 10_080, "week"), (minutes / 1440 % 7, "day"), (minutes / 60 % 24, "hour")];
        let mut shown: Vec<String> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, name)| part(count, name)).collect();
        if minutes % 60 > 0 || shown.is_empty() {
            shown.push(part(minutes % 60, "minute"));
        }
        return Ok(process.print(&format!("up {}\n", shown.join(", "))).map(|()| 0)?);
    }
    let (time, up) = (now.in_utc("%H:%M:%S"), up(process));
    process.print(&format!(" {time} up {up},  0 users,  load average: 0.00, 0.00, 0.00\n"))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::Gnu;
    use crate::shell::testing::check_all;

    #[test]
    fn times_are_shown_as_they_are_asked_for() {
        check_all(
            Gnu,
            &[
                (
                    "uptime -s; uptime -p; uptime",
                    "2026-08-21 10:11:12\nup 0 minutes\n 10:11:12 up 0 min,  0 users,  load average: 0.00, 0.00, 0.00\n",
                    "",
                    0,
                ),
                (
                    "date -Inonsense",
                    "",
                    "date: invalid argument 'nonsense' for '--iso-8601'\nValid arguments are:\n  - 'hours'\n  - 'minutes'\n  - \
                     'date'\n  - 'seconds'\n  - 'ns'\nTry 'date --help' for more information.\n",
                    1,
                ),
                (
                    "date -Ihours; date --iso-8601=ns",
                    "2026-08-21T10+00:00\n2026-08-21T10:11:12,000000000+00:00\n",
                    "",
                    0,
                ),
            ],
        );
    }
}
