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
    Applet { names: &["uptime"], about: "tells how long the machine has been running", usage: "", run: uptime };

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
    let accepted = Accepted {
        letters: "uRd:r:s:D:",
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

fn uptime(process: &mut Process<'_>) -> Ended {
    let now = process.system.clock().now();
    let started = process.system.processes().iter().map(|running| running.started).min().unwrap_or(now);
    let minutes = now.since(started).max(0) / SECOND / 60;
    let up = if minutes < 60 { format!("{minutes} min") } else { format!("{:>2}:{:02}", minutes / 60, minutes % 60) };
    let time = now.in_utc("%H:%M:%S");
    process.print(&format!(" {time} up {up},  0 users,  load average: 0.00, 0.00, 0.00\n"))?;
    Ok(0)
}
