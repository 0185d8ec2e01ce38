//! A build's progress on a terminal: a screenful of steps that is drawn anew (buildkit
//! `util/progress/progressui/display.go`).

use super::trace::{Step, Trace, amount};
use crate::clock::{SECOND, Timestamp};
use crate::shell::TerminalSize;

/// Lines of a running step's output that are shown below it.
const WINDOW: usize = 6;
/// Columns that the window leaves free.
const WINDOW_MARGIN: usize = 10;
/// Shorter times show as nothing, seconds.
const LEAST: f64 = 0.05;
/// Columns for a name below which a line is left out.
const LEAST_NAME: usize = 12;

/// The frame that stands on the screen.
#[derive(Clone, Debug)]
pub(super) struct Tty {
    /// `docker:default`
    title: String,
    size: TerminalSize,
    colours: bool,
    lines: usize,
    repeated: bool,
}

/// One line of a frame.
struct Job {
    name: String,
    amount: Option<String>,
    seconds: f64,
    completed: bool,
    colour: &'static str,
    /// The last lines of output, below.
    window: Vec<String>,
}

const BLUE: &str = "34";
const RED: &str = "31";
const YELLOW: &str = "33";

impl Tty {
    pub(super) fn new(title: String, size: TerminalSize, colours: bool) -> Tty {
        Tty { title, size, colours, lines: 0, repeated: false }
    }

    /// Draws the build as it is at `now`; `last`: for good.
    pub(super) fn print(&mut self, trace: &Trace, now: Timestamp, last: bool) -> String {
        let (width, height) = (usize::from(self.size.columns.max(1)), usize::from(self.size.rows.max(3)));
        let mut out = "\x1b[1A".repeat(self.lines + 1);
        if !self.repeated {
            out.push_str("\x1b[1B");
            self.repeated = true;
        }
        out.push_str("\x1b[0G\x1b[?25l");
        let (total, done) = trace.counts();
        let state = if last && done > 0 && done == total { "FINISHED" } else { "" };
        let elapsed = now.since(trace.start.unwrap_or(now)) as f64 / SECOND as f64;
        let head = format!("[+] Building {elapsed:.1}s ({done}/{total}) {state}");
        let head: String = align(&head, &self.title, width - 1).chars().take(width).collect();
        out.push_str(&head);
        out.push('\n');
        let mut lines = 0;
        for job in fitting(jobs(trace, now, height, width), height - 2, last) {
            let Some(line) = self.line(&job, width) else { continue };
            out.push_str(&line);
            lines += 1;
            for text in &job.window {
                let line = align(&format!(" => => # {text}"), "", width);
                out.push_str(&self.paint("2", &format!("{line}\n")));
                lines += 1;
            }
        }
        if self.lines > lines {
            let spare = self.lines - lines;
            out.push_str(&format!("{}\n", " ".repeat(width)).repeat(spare));
            out.push_str(&format!("\x1b[{spare}A\x1b[0G"));
        }
        self.lines = lines;
        out.push_str("\x1b[?25h");
        out
    }

    fn line(&self, job: &Job, width: usize) -> Option<String> {
        let seconds = if job.seconds < LEAST { 0.0 } else { job.seconds };
        let timer = format!(" {seconds:3.1}s\n");
        let mut left = width.checked_sub(" => ".len() + timer.len() + 1)?;
        let amount = job.amount.as_ref().filter(|amount| left + amount.len() > 20);
        if let Some(amount) = amount {
            left = left.checked_sub(amount.len() + 1)?;
        }
        if left < LEAST_NAME {
            return None;
        }
        let name: String = job.name.chars().take(left).collect();
        let text = match amount {
            Some(amount) => format!(" => {name} {amount}"),
            None => format!(" => {name}"),
        };
        let line = align(&text, &timer, width);
        Some(if job.completed { self.paint(job.colour, &line) } else { line })
    }

    fn paint(&self, colour: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_string() }
    }
}

/// `left`, and `right` at the end of `width` columns.
fn align(left: &str, right: &str, width: usize) -> String {
    let places = width.saturating_sub(right.chars().count());
    format!("{left:<places$}{right}")
}

/// A line for each step, and for what happens inside it.
fn jobs(trace: &Trace, now: Timestamp, height: usize, width: usize) -> Vec<Job> {
    let mut jobs = Vec::new();
    let running = trace.order.iter().filter_map(|key| trace.steps.get(key)).filter(|step| !step.is_completed()).count();
    let mut free = (height - 2).saturating_sub(running);
    for step in trace.order.iter().filter_map(|key| trace.steps.get(key)) {
        let completed = step.is_completed();
        let mut window = Vec::new();
        if !completed && !step.lines.is_empty() && free > WINDOW + 3 {
            free -= WINDOW + 3;
            let from = step.lines.len().saturating_sub(WINDOW);
            let without_time = |line: &String| line.split_once(' ').map_or("", |(_, text)| text).to_string();
            let places = width.saturating_sub(WINDOW_MARGIN);
            let lines = step.lines.iter().skip(from).map(without_time);
            window.extend(lines.map(|line| line.chars().take(places).collect::<String>()));
            window.retain(|line| !line.trim().is_empty());
        }
        let (mark, colour) = marks(step);
        jobs.push(Job {
            name: format!("{mark}{}", step.name.replace('\t', " ")),
            amount: None,
            seconds: step.seconds(now),
            completed,
            colour,
            window,
        });
        for status in step.statuses.iter().filter(|status| status.started.is_some()) {
            let from = status.started.unwrap_or(now);
            jobs.push(Job {
                name: format!("=> {}", status.id),
                amount: amount(status),
                seconds: status.completed.unwrap_or(now).since(from) as f64 / SECOND as f64,
                completed: status.completed.is_some(),
                colour: BLUE,
                window: Vec::new(),
            });
        }
        for warning in &step.warnings {
            jobs.push(Job {
                name: format!("WARN: {}", warning.short),
                amount: None,
                seconds: step.seconds(now),
                completed: false,
                colour: YELLOW,
                window: Vec::new(),
            });
        }
    }
    jobs
}

fn marks(step: &Step) -> (String, &'static str) {
    let cached = if step.cached { "CACHED " } else { "" };
    match () {
        () if step.is_canceled() => (format!("{cached}CANCELED "), YELLOW),
        () if !step.error.is_empty() => (format!("{cached}ERROR "), RED),
        () => (cached.to_string(), BLUE),
    }
}

/// As many lines as there is room for: ended ones go first, the oldest first (`wrapHeight`).
fn fitting(jobs: Vec<Job>, room: usize, all: bool) -> Vec<Job> {
    let spare = jobs.iter().map(|job| 1 + job.window.len()).sum::<usize>().saturating_sub(room);
    if all || spare == 0 {
        return jobs;
    }
    let mut gone = 0;
    let mut kept: Vec<Job> = Vec::new();
    for job in jobs {
        if job.completed && gone < spare {
            gone += 1;
        } else {
            kept.push(job);
        }
    }
    let first = kept.len().saturating_sub(room);
    kept.split_off(first)
}
