//! Signals by name and number (moby/sys `signal`).

use super::super::api::{ApiError, ApiResult};

/// Exit code of a process that was killed.
pub const KILLED: i32 = 137;

const SIGNALS: [(&str, i32); 15] = [
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ABRT", 6),
    ("KILL", 9),
    ("USR1", 10),
    ("SEGV", 11),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("WINCH", 28),
];

/// The number of a signal by number or name, with or without `SIG` (moby/sys `signal.ParseSignal`).
pub fn signal_number(text: &str) -> ApiResult<i32> {
    let invalid = || ApiError::new(400, format!("invalid signal: {text}"));
    if let Ok(number) = text.parse::<i32>() {
        return if number == 0 { Err(invalid()) } else { Ok(number) };
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    SIGNALS.iter().find(|(known, _)| *known == name).map(|&(_, number)| number).ok_or_else(invalid)
}
