//! Progress as it is watched: output that redraws lines is shown frame by frame.
//!
//! A frame begins where the cursor moves up (`ESC [ n A`), as the client's progress display does for every message.

use std::time::Duration;

/// How long a frame stands at the usual speed.
const FRAME: Duration = Duration::from_millis(45);
/// How long all frames of one command take at most, at the usual speed.
const TOTAL: Duration = Duration::from_millis(2500);

/// How fast progress is shown: 1 is the usual speed, 2 twice as fast; infinity: at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed(f64);

impl Default for Speed {
    fn default() -> Self {
        Speed(1.0)
    }
}

impl std::str::FromStr for Speed {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<f64>() {
            _ if text == "max" => Ok(Speed(f64::INFINITY)),
            Ok(speed) if speed > 0.0 => Ok(Speed(speed)),
            _ => Err("a number above 0 (2: twice as fast), or max".into()),
        }
    }
}

impl Speed {
    /// How long one of `count` frames stands.
    pub fn frame(self, count: usize) -> Duration {
        let usual = FRAME.min(TOTAL / u32::try_from(count.max(1)).unwrap_or(u32::MAX));
        Duration::try_from_secs_f64(usual.as_secs_f64() / self.0).unwrap_or_default()
    }
}

/// Cuts output into frames: all but the first begin by moving the cursor up.
pub(super) fn frames(bytes: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        if moves_up(bytes.get(at..).unwrap_or_default()) {
            frames.push(bytes.get(start..at).unwrap_or_default());
            start = at;
        }
    }
    frames.push(bytes.get(start..).unwrap_or_default());
    frames
}

fn moves_up(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"\x1b[") else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && digits < 4 && rest.get(digits) == Some(&b'A')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PULL: &str = "latest: Pulling from library/a\r\n\r\n\u{1b}[1A\u{1b}[2K\raaa: Pulling fs layer \r\u{1b}[1B\r\n\
        \u{1b}[1A\u{1b}[2K\rbbb: Pulling fs layer \r\u{1b}[1B\u{1b}[2A\u{1b}[2K\raaa: Downloading  1MB/8MB\r\u{1b}[2B\
        \u{1b}[2A\u{1b}[2K\raaa: Pull complete \r\u{1b}[2BDigest: sha256:1\n";

    #[test]
    fn a_pull_is_cut_where_it_redraws() {
        let frames = frames(PULL.as_bytes());
        assert_eq!(frames.len(), 5);
        assert_eq!(frames.concat(), PULL.as_bytes());
    }

    #[test]
    fn speeds_are_read_and_limit_the_whole() {
        assert_eq!("2".parse::<Speed>().unwrap().frame(10), FRAME / 2);
        assert_eq!("max".parse::<Speed>().unwrap().frame(10), Duration::ZERO);
        assert!("0".parse::<Speed>().is_err() && "x".parse::<Speed>().is_err());
        assert!(Speed::default().frame(1000) * 1000 <= TOTAL);
    }

    proptest! {
        #[test]
        fn frames_lose_nothing(text in "[a-c\u{1b}\r\n0-9;ABKG\\[\\]\u{7}]{0,60}") {
            prop_assert_eq!(frames(text.as_bytes()).concat(), text.as_bytes());
        }
    }
}
