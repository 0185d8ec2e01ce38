//! What a shell started with `&`.
//!
//! A command in the background runs when it is started, ahead of those that come after it, and takes no time of theirs
//! ([`System::enter_background`](super::System::enter_background)): what it still has to do after a moment shows when
//! that moment comes.

use serde::{Deserialize, Serialize};

use super::Dialect;
use crate::clock::Timestamp;

/// Jobs that a shell remembers.
const REMEMBERED: usize = 100;

/// Exit code after SIGTERM.
pub const TERMINATED: i32 = 143;

/// A command in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// `%N`
    pub number: u32,
    pub pid: u32,
    /// The command as it was typed.
    pub text: String,
    pub end: End,
    /// Whether it was there before the line that runs now: its end is news then.
    pub earlier: bool,
}

/// When and how a job ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// At this moment, with this exit code.
    At(Timestamp, i32),
    /// With the container that it is attached to.
    With(String),
    /// It stays, or has not come to its end yet: then this is when it goes on.
    Open(Option<Timestamp>),
}

/// The jobs of a shell, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Jobs(Vec<Job>);

impl Jobs {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Job> {
        self.0.iter()
    }

    /// The number of the next one.
    pub fn next_number(&self) -> u32 {
        self.0.iter().map(|job| job.number).max().unwrap_or(0).saturating_add(1)
    }

    /// Remembers a command that was started.
    pub fn start(&mut self, pid: u32, text: String, end: End) {
        let number = self.next_number();
        self.0.push(Job { number, pid, text, end, earlier: false });
        if self.0.len() > REMEMBERED {
            self.0.remove(0);
        }
    }

    /// The job that `%N`, `%%`, `%+`, `%-`, `%TEXT`, `%?TEXT` or a process ID names (POSIX XBD 3.182, "job ID").
    pub fn find(&self, name: &str) -> Option<&Job> {
        let Some(name) = name.strip_prefix('%') else {
            let pid: u32 = name.parse().ok()?;
            return self.0.iter().rev().find(|job| job.pid == pid);
        };
        match name {
            "" | "%" | "+" => self.0.last(),
            "-" => self.0.iter().rev().nth(1).or(self.0.last()),
            name => match (name.parse::<u32>(), name.strip_prefix('?')) {
                (Ok(number), _) => self.0.iter().find(|job| job.number == number),
                (Err(_), Some(inner)) => self.0.iter().find(|job| job.text.contains(inner)),
                (Err(_), None) => self.0.iter().find(|job| job.text.starts_with(name)),
            },
        }
    }

    /// The job with this process ID ends so.
    pub fn end(&mut self, pid: u32, end: End) {
        if let Some(job) = self.0.iter_mut().rev().find(|job| job.pid == pid) {
            job.end = end;
        }
    }

    /// Forgets the job with this process ID.
    pub fn forget(&mut self, pid: u32) {
        self.0.retain(|job| job.pid != pid);
    }

    /// A line has run: whatever ends from here on is news.
    pub fn line_ended(&mut self) {
        self.0.iter_mut().for_each(|job| job.earlier = true);
    }

    /// What marks a job in a list: `+` the last one, `-` the one before it.
    fn mark(&self, job: &Job) -> char {
        let from_last = self.0.iter().rev().position(|other| other.pid == job.pid);
        match from_last {
            Some(0) => '+',
            Some(1) => '-',
            _ => ' ',
        }
    }

    /// A job's line in the list of `jobs`. `ended`: its exit code, if it has ended.
    pub fn line(&self, job: &Job, ended: Option<i32>, dialect: Dialect, shown: Shown) -> String {
        let state = match ended {
            None => "Running".to_string(),
            Some(0) => "Done".into(),
            Some(TERMINATED) => "Terminated".into(),
            Some(code) if dialect == Dialect::Bash => format!("Exit {code}"),
            Some(code) => format!("Done({code})"),
        };
        let (number, mark) = (job.number, self.mark(job));
        let pid = if shown.pids { format!("{} ", job.pid) } else { String::new() };
        let text = if shown.named || dialect == Dialect::Bash { job.text.as_str() } else { "" };
        match dialect {
            Dialect::Bash => {
                let gap = if shown.pids { " " } else { "  " };
                let running = if ended.is_none() { " &" } else { "" };
                format!("[{number}]{mark}{gap}{pid}{state:<24}{text}{running}")
            }
            Dialect::Dash => format!("{:<33}{text}", format!("[{number}] {mark} {pid}{state}")),
            Dialect::Ash => format!("{:<33}{text}", format!("[{number}]{mark}  {pid}{state}")),
        }
    }
}

/// What the line of a job shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// The process ID.
    pub pids: bool,
    /// The command; a shell without job control does not keep it, bash excepted.
    pub named: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs() -> Jobs {
        let mut jobs = Jobs::default();
        for (pid, text) in [(11, "sleep 5"), (12, "docker run alpine"), (13, "sleep 7")] {
            jobs.start(pid, text.into(), End::At(Timestamp::default(), 0));
        }
        jobs
    }

    #[test]
    fn a_job_has_several_names() {
        let jobs = jobs();
        for (name, pid) in [
            ("%1", 11),
            ("%%", 13),
            ("%+", 13),
            ("%", 13),
            ("%-", 12),
            ("%docker", 12),
            ("%sleep", 11),
            ("%?alp", 12),
            ("12", 12),
        ] {
            assert_eq!(jobs.find(name).map(|job| job.pid), Some(pid), "{name}");
        }
        for name in ["%9", "%x", "1", "sleep", "%?x"] {
            assert_eq!(jobs.find(name), None, "{name}");
        }
    }

    #[test]
    fn each_shell_lists_in_its_own_way() {
        let jobs = jobs();
        let last = jobs.iter().last().unwrap();
        assert_eq!(jobs.line(last, None, Dialect::Bash, Shown::default()), "[3]+  Running                 sleep 7 &");
        assert_eq!(jobs.line(last, Some(3), Dialect::Bash, Shown::default()), "[3]+  Exit 3                  sleep 7");
        assert_eq!(jobs.line(last, None, Dialect::Dash, Shown::default()), "[3] + Running                    ");
        assert_eq!(
            jobs.line(last, None, Dialect::Ash, Shown { named: true, pids: false }),
            "[3]+  Running                    sleep 7"
        );
        let long = Shown { named: true, pids: true };
        assert_eq!(jobs.line(last, None, Dialect::Bash, long), "[3]+ 13 Running                 sleep 7 &");
        assert_eq!(jobs.line(last, None, Dialect::Dash, long), "[3] + 13 Running                 sleep 7");
    }

    #[test]
    fn old_jobs_are_forgotten() {
        let mut jobs = jobs();
        for pid in 100..300 {
            jobs.start(pid, "true".into(), End::At(Timestamp::default(), 0));
        }
        assert_eq!(jobs.iter().count(), REMEMBERED);
        jobs.forget(299);
        assert_eq!(jobs.find("%%").map(|job| job.pid), Some(298));
    }
}
