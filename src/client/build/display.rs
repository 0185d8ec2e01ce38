//! [`Display`]: a build's statuses as text, in one of the ways of `--progress`.

use super::plain::Plain;
use super::rawjson;
use super::trace::{Trace, moment};
use super::tty::Tty;
use crate::clock::Timestamp;
use crate::engine::api::{SolveStatus, VertexWarning};
use crate::shell::TerminalSize;

/// How often a display is drawn at most, nanoseconds (buildkit `Display.UpdateFrom`).
const RATE: i64 = 100_000_000;
/// How long after the last status it is drawn anyway.
const TICK: i64 = 150_000_000;

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Plain,
    Tty(TerminalSize),
    RawJson,
    Quiet,
}

enum Way {
    Plain(Plain),
    Tty(Tty),
    RawJson,
    Quiet,
}

/// Turns statuses into text.
pub(super) struct Display {
    way: Way,
    trace: Trace,
    warnings: Vec<VertexWarning>,
    /// When it was drawn last, and when the last status came.
    drawn: Option<Timestamp>,
    heard: Option<Timestamp>,
}

impl Display {
    /// A display for builds of this builder; without a name it says none.
    pub(super) fn new(mode: Mode, builder: &str, colours: bool) -> Display {
        let titled = |driver: &str| if builder.is_empty() { String::new() } else { format!("{driver}{builder}") };
        let way = match mode {
            Mode::Plain => Way::Plain(Plain::new(match builder {
                "" => String::new(),
                builder => format!("building with \"{builder}\" instance using docker driver"),
            })),
            Mode::Tty(size) => Way::Tty(Tty::new(titled("docker:"), size, colours)),
            Mode::RawJson => Way::RawJson,
            Mode::Quiet => Way::Quiet,
        };
        Display { way, trace: Trace::default(), warnings: Vec::new(), drawn: None, heard: None }
    }

    /// What to print for a status.
    pub(super) fn show(&mut self, status: &SolveStatus) -> String {
        self.warnings.extend(status.warnings.iter().cloned());
        let mut out = String::new();
        match &self.way {
            Way::Quiet => return out,
            Way::RawJson => {
                return rawjson::line(status);
            }
            Way::Plain(_) | Way::Tty(_) => {}
        }
        let now = moment(status).or(self.heard).unwrap_or_default();
        while let Some(heard) = self.heard.filter(|heard| now.since(*heard) >= TICK) {
            let tick = heard.plus(TICK);
            out.push_str(&self.draw(tick, false));
            self.heard = Some(if matches!(self.way, Way::Tty(_)) { tick } else { now });
        }
        self.trace.update(status);
        self.heard = Some(self.heard.map_or(now, |heard| heard.max(now)));
        if self.drawn.is_none_or(|drawn| now.since(drawn) >= RATE) {
            self.drawn = Some(now);
            out.push_str(&self.draw(now, false));
        }
        out
    }

    /// What to print at the end.
    pub(super) fn finish(&mut self) -> String {
        let now = self.heard.unwrap_or_default();
        let last = self.draw(now, true);
        let all_lines = matches!(self.way, Way::Tty(_));
        match self.way {
            Way::Plain(_) | Way::Tty(_) => last + &self.trace.error_logs(all_lines),
            Way::RawJson | Way::Quiet => String::new(),
        }
    }

    /// The warnings of the build, however it is shown.
    pub(super) fn all_warnings(&self) -> &[VertexWarning] {
        &self.warnings
    }

    /// The warnings of the build that are printed.
    pub(super) fn warnings(&self) -> &[VertexWarning] {
        match self.way {
            Way::Plain(_) | Way::Tty(_) => &self.warnings,
            Way::RawJson | Way::Quiet => &[],
        }
    }

    fn draw(&mut self, now: Timestamp, last: bool) -> String {
        match &mut self.way {
            Way::Plain(plain) => plain.print(&mut self.trace, now),
            Way::Tty(tty) => tty.print(&self.trace, now, last),
            Way::RawJson | Way::Quiet => String::new(),
        }
    }
}
