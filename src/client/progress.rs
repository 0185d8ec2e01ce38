//! Showing a progress stream: lines, or on a terminal lines that change in place (moby `client/pkg/jsonmessage`).

use crate::engine::api::Progress;
use crate::text::human_size;

/// Columns from which on there is a bar.
const BAR_COLUMNS: usize = 111;
/// Places in a bar.
const BAR: u64 = 50;

/// Turns messages into what is printed.
#[derive(Clone, Debug, Default)]
pub struct Display {
    /// The terminal's width, if it is one.
    columns: Option<usize>,
    /// The lines that may change, from the top.
    lines: Vec<String>,
}

impl Display {
    /// A display on a terminal of so many columns, or on none.
    pub fn new(columns: Option<usize>) -> Self {
        Display { columns, lines: Vec::new() }
    }

    /// What to print for a message.
    pub fn show(&mut self, message: &Progress) -> String {
        if message.aux.is_some() {
            return String::new();
        }
        let mut out = String::new();
        let moves = moves(message);
        let mut up = 0;
        if !message.id.is_empty() && moves {
            let line = match self.lines.iter().position(|id| *id == message.id) {
                Some(line) => line,
                None => {
                    self.lines.push(message.id.clone());
                    if self.columns.is_some() {
                        out.push('\n');
                    }
                    self.lines.len() - 1
                }
            };
            up = self.lines.len() - line;
        } else {
            self.lines.clear();
        }
        let prefix = if message.id.is_empty() { String::new() } else { format!("{}: ", message.id) };
        match self.columns {
            Some(columns) if moves && message.stream.is_empty() => {
                if up > 0 {
                    out.push_str(&format!("\u{1b}[{up}A"));
                }
                out.push_str(&format!("\u{1b}[2K\r{prefix}{} {}\r", message.status, amount(message, columns)));
            }
            _ if moves && (message.current.unwrap_or(0) > 0 || message.total.unwrap_or(0) > 0) => return out,
            _ if !message.stream.is_empty() => out.push_str(&format!("{prefix}{}", message.stream)),
            _ => out.push_str(&format!("{prefix}{}\n", message.status)),
        }
        if !message.id.is_empty() && self.columns.is_some() && up > 0 {
            out.push_str(&format!("\u{1b}[{up}B"));
        }
        out
    }
}

/// Whether the message's line may change later: it is about a layer, named by its short digest.
fn moves(message: &Progress) -> bool {
    let layer = message.id.len() == 12 && message.id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let plain = message.status.starts_with("Pulling from ") || message.status.starts_with("digest: ");
    message.current.is_some() || message.total.is_some() || layer && !plain
}

/// How far it is: a bar where there is room, and numbers.
fn amount(message: &Progress, columns: usize) -> String {
    let current = message.current.unwrap_or(0);
    let total = message.total.unwrap_or(0);
    match (current, total) {
        (0, 0) => return String::new(),
        // Extraction counts seconds.
        (_, 0) if message.status == "Extracting" => return format!("{current} s"),
        (_, 0) => return format!("{:>8}", human_size(current as f64)),
        _ => {}
    }
    let done = (u128::from(current) * 100 / u128::from(total) / 2).min(u128::from(BAR)) as usize;
    let bar = match columns >= BAR_COLUMNS {
        true => format!("[{}>{}] ", "=".repeat(done), " ".repeat(BAR as usize - done)),
        false => String::new(),
    };
    let now = format!("{:>8}", human_size(current as f64));
    if current > total { format!("{bar}{now}") } else { format!("{bar}{now}/{}", human_size(total as f64)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, status: &str, current: Option<u64>, total: Option<u64>) -> Progress {
        Progress { id: id.into(), status: status.into(), current, total, ..Progress::default() }
    }

    fn pull() -> Vec<Progress> {
        vec![
            message("latest", "Pulling from student/big", None, None),
            message("98bf71cd1d35", "Pulling fs layer", None, None),
            message("44136fa355b3", "Already exists", None, None),
            message("98bf71cd1d35", "Downloading", Some(1_049_000), Some(8_001_000)),
            message("98bf71cd1d35", "Extracting", Some(1), None),
            message("98bf71cd1d35", "Pull complete", None, None),
            message("", "Status: Downloaded newer image for student/big:latest", None, None),
        ]
    }

    fn shown(columns: Option<usize>) -> String {
        let mut display = Display::new(columns);
        pull().iter().map(|message| display.show(message)).collect::<String>().replace('\u{1b}', "^").replace('\r', "~")
    }

    #[test]
    fn without_a_terminal_there_are_plain_lines() {
        insta::assert_snapshot!(shown(None), @r"
        latest: Pulling from student/big
        98bf71cd1d35: Pulling fs layer
        44136fa355b3: Already exists
        98bf71cd1d35: Pull complete
        Status: Downloaded newer image for student/big:latest
        ");
    }

    #[test]
    fn on_a_terminal_lines_change_in_place() {
        insta::assert_snapshot!(shown(Some(100)), @r"
        latest: Pulling from student/big

        ^[1A^[2K~98bf71cd1d35: Pulling fs layer ~^[1B
        ^[1A^[2K~44136fa355b3: Already exists ~^[1B^[2A^[2K~98bf71cd1d35: Downloading  1.049MB/8.001MB~^[2B^[2A^[2K~98bf71cd1d35: Extracting 1 s~^[2B^[2A^[2K~98bf71cd1d35: Pull complete ~^[2BStatus: Downloaded newer image for student/big:latest
        ");
        assert!(
            shown(Some(140))
                .contains("Downloading [======>                                            ]  1.049MB/8.001MB")
        );
    }
}
