//! [`Trace`]: what a build's statuses come to, for whoever draws them (buildkit `util/progress/progressui/display.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::{SECOND, Timestamp};
use crate::engine::api::{CANCELED, SolveStatus, Vertex, VertexStatus, VertexWarning};
use crate::oci::Digest;

/// Lines of a step's output that are kept for the end of a build that fails.
const LAST_LINES: usize = 10;

/// What a step is found by: its digest, or the ID of the group that it is shown in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Step(Digest),
    Group(String),
}

/// A span of time in which a step ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) start: Timestamp,
    pub(super) stop: Option<Timestamp>,
}

impl Interval {
    /// Seconds; what has not stopped counts up to `now`.
    fn seconds(&self, now: Timestamp) -> f64 {
        self.stop.unwrap_or(now).since(self.start).max(0) as f64 / SECOND as f64
    }
}

/// A step as it is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) cached: bool,
    pub(super) error: String,
    /// What happens inside, in the order in which it started.
    pub(super) statuses: Vec<VertexStatus>,
    /// Statuses with news, by their names.
    pub(super) news: BTreeSet<String>,
    /// Lines of output, each with its time, not shown yet (plain) or all of them (terminal).
    pub(super) lines: Vec<String>,
    /// Whether the last line has no end yet.
    pub(super) open_line: bool,
    /// The last lines that were shown.
    pub(super) last_lines: Vec<String>,
    pub(super) warnings: Vec<VertexWarning>,
    /// Warnings that were shown.
    pub(super) warned: usize,
    /// By their starts, not merged.
    intervals: BTreeMap<Timestamp, Option<Timestamp>>,
    /// Members of a group.
    members: BTreeMap<Digest, Vertex>,
    hidden: bool,
    last: Option<Vertex>,
}

impl Step {
    /// The times in which it ran, merged where they overlap.
    pub(super) fn intervals(&self) -> Vec<Interval> {
        let mut merged: Vec<Interval> = Vec::new();
        for (&start, &stop) in &self.intervals {
            match merged.last_mut() {
                Some(Interval { stop: None, .. }) => break,
                Some(Interval { stop: Some(end), .. }) if *end >= start => match stop {
                    Some(stop) => *end = (*end).max(stop),
                    None => merged.last_mut().into_iter().for_each(|last| last.stop = None),
                },
                _ => merged.push(Interval { start, stop }),
            }
        }
        merged
    }

    pub(super) fn is_started(&self) -> bool {
        !self.intervals.is_empty()
    }

    pub(super) fn is_completed(&self) -> bool {
        self.intervals().last().is_some_and(|last| last.stop.is_some())
    }

    /// When it ended last.
    pub(super) fn stop(&self) -> Option<Timestamp> {
        self.intervals().last().and_then(|last| last.stop)
    }

    /// Whether another step's failure ended it.
    pub(super) fn is_canceled(&self) -> bool {
        self.error.ends_with(CANCELED)
    }

    /// How long it ran.
    pub(super) fn seconds(&self, now: Timestamp) -> f64 {
        self.intervals().iter().map(|interval| interval.seconds(now)).sum()
    }

    /// Keeps a shown line for the end.
    pub(super) fn remember(&mut self, line: &str) {
        self.last_lines.push(line.to_string());
        let spare = self.last_lines.len().saturating_sub(LAST_LINES);
        self.last_lines.drain(..spare);
    }

    /// Takes over what its members say; whether anything changed, and whether it is to be seen from now on.
    fn gather(&mut self) -> (bool, bool) {
        let before = (self.intervals.clone(), self.cached, self.error.clone());
        let was_hidden = self.hidden;
        self.cached = self.members.values().all(|member| member.cached);
        self.error.clear();
        for member in self.members.values() {
            if let Some(started) = member.started {
                self.intervals.insert(started, member.completed);
                if member.group.as_ref().is_some_and(|group| !group.weak) {
                    self.hidden = false;
                }
            }
            if self.error.is_empty() {
                self.error.clone_from(&member.error);
            }
        }
        // With more than one member BuildKit shows the failure or not, by chance: the order of Go's maps.
        self.hidden &= self.error.is_empty() || self.members.len() < 2;
        let revealed = was_hidden && !self.hidden;
        (revealed || before != (self.intervals.clone(), self.cached, self.error.clone()), revealed)
    }
}

/// All steps of a build.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    pub(super) steps: BTreeMap<Key, Step>,
    /// The steps that started, in that order.
    pub(super) order: Vec<Key>,
    /// Steps with news.
    pub(super) updates: BTreeSet<Key>,
    /// The group that a step is shown in.
    groups: BTreeMap<Digest, String>,
    /// When the first step started.
    pub(super) start: Option<Timestamp>,
}

/// The moment of a status: the latest that it names.
pub(super) fn moment(status: &SolveStatus) -> Option<Timestamp> {
    let steps = status.vertexes.iter().flat_map(|vertex| [vertex.started, vertex.completed]);
    let inside = status.statuses.iter().flat_map(|status| [Some(status.timestamp), status.completed]);
    let logs = status.logs.iter().map(|log| Some(log.timestamp));
    steps.chain(inside).chain(logs).flatten().max()
}

impl Trace {
    /// Takes a status.
    pub(super) fn update(&mut self, status: &SolveStatus) {
        let mut touched = Vec::new();
        for vertex in &status.vertexes {
            if self.start.is_none() {
                self.start = vertex.started;
            }
            match &vertex.group {
                Some(group) => {
                    let step = self.steps.entry(Key::Group(group.id.clone())).or_insert_with(|| Step {
                        name: group.name.clone(),
                        hidden: true,
                        ..Step::default()
                    });
                    step.members.insert(vertex.digest, vertex.clone());
                    self.groups.insert(vertex.digest, group.id.clone());
                    if !touched.contains(&group.id) {
                        touched.push(group.id.clone());
                    }
                }
                None => self.step(vertex),
            }
        }
        for id in touched {
            let key = Key::Group(id);
            let Some(step) = self.steps.get_mut(&key) else { continue };
            let (changed, revealed) = step.gather();
            if step.hidden {
                continue;
            }
            if revealed {
                self.order.push(key.clone());
            }
            if changed {
                self.updates.insert(key);
            }
        }
        for news in &status.statuses {
            let Some((key, step)) = self.find(&news.vertex) else { continue };
            match step.statuses.iter_mut().find(|known| known.id == news.id) {
                Some(known) => *known = news.clone(),
                None => step.statuses.push(news.clone()),
            }
            step.news.insert(news.id.clone());
            self.updates.insert(key);
        }
        for warning in &status.warnings {
            if let Some((_, step)) = self.find(&warning.vertex) {
                step.warnings.push(warning.clone());
            }
        }
        for log in &status.logs {
            let Some((key, step)) = self.find(&log.vertex) else { continue };
            let start = step.intervals().last().map_or(log.timestamp, |last| last.start);
            let seconds = log.timestamp.since(start) as f64 / SECOND as f64;
            let places = if seconds < 10.0 {
                3
            } else if seconds < 100.0 {
                2
            } else {
                1
            };
            for (index, line) in log.data.split_inclusive(|byte| *byte == b'\n').enumerate() {
                let ended = line.ends_with(b"\n");
                let text = String::from_utf8_lossy(line);
                let text = text.strip_suffix('\n').unwrap_or(&text);
                match step.lines.last_mut() {
                    Some(last) if index == 0 && step.open_line => last.push_str(text),
                    _ => step.lines.push(format!("{seconds:.places$} {text}")),
                }
                step.open_line = !ended;
            }
            self.updates.insert(key);
        }
    }

    fn step(&mut self, vertex: &Vertex) {
        let key = Key::Step(vertex.digest);
        let step = self.steps.entry(key.clone()).or_default();
        let was_started = step.is_started();
        if vertex.started.is_some() && step.last.as_ref() != Some(vertex) {
            self.updates.insert(key.clone());
            step.last = Some(vertex.clone());
        }
        if vertex.started.is_some() && !was_started {
            self.order.push(key);
        }
        if !was_started || vertex.started.is_some() {
            step.name.clone_from(&vertex.name);
            step.cached = vertex.cached;
            step.error.clone_from(&vertex.error);
        }
        if let Some(started) = vertex.started {
            step.intervals.insert(started, vertex.completed);
        }
    }

    fn find(&mut self, digest: &Digest) -> Option<(Key, &mut Step)> {
        let key = match self.groups.get(digest) {
            Some(group) => Key::Group(group.clone()),
            None => Key::Step(*digest),
        };
        let step = self.steps.get_mut(&key)?;
        Some((key, step))
    }

    /// The steps that are counted: all but hidden ones; and those of them that have ended.
    pub(super) fn counts(&self) -> (usize, usize) {
        let seen = self.steps.values().filter(|step| !step.hidden);
        let (all, done): (Vec<_>, Vec<_>) = seen.map(|step| (step, step.is_completed())).unzip();
        (all.len(), done.into_iter().filter(|done| *done).count())
    }

    /// What failed steps printed last.
    pub(super) fn error_logs(&self, all_lines: bool) -> String {
        let failed = self.order.iter().filter_map(|key| self.steps.get(key));
        let failed = failed.filter(|step| !step.error.is_empty() && !step.is_canceled());
        let mut text = String::new();
        for step in failed {
            text.push_str(&format!("------\n > {}:\n", step.name));
            for line in if all_lines { &step.lines } else { &step.last_lines } {
                text.push_str(line);
                text.push('\n');
            }
            text.push_str("------\n");
        }
        text
    }
}

/// A count of bytes as BuildKit shows it: `45B`, `1.03MB` (tonistiigi/units).
pub(super) fn bytes(count: u64) -> String {
    let mut value = count as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB", "PB"] {
        if value < 1000.0 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    if unit == "B" { format!("{count}B") } else { format!("{value:.2}{unit}") }
}

/// How far a status is: ` 1.03MB / 2.06MB`, ` 45B`, or nothing.
pub(super) fn amount(status: &VertexStatus) -> Option<String> {
    match (status.current, status.total) {
        (0, 0) => None,
        (current, 0) => Some(bytes(current)),
        (current, total) => Some(format!("{} / {}", bytes(current), bytes(total))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_as_buildkit_writes_them() {
        for (count, text) in [(0, "0B"), (999, "999B"), (1_030_000, "1.03MB"), (12_345, "12.35kB")] {
            assert_eq!(bytes(count), text);
        }
    }

    #[test]
    fn overlapping_times_count_once() {
        let second = |second| Timestamp::from_seconds(second);
        let mut step = Step::default();
        step.intervals.insert(second(0), Some(second(2)));
        step.intervals.insert(second(1), Some(second(3)));
        step.intervals.insert(second(5), None);
        assert_eq!(step.intervals().len(), 2);
        assert_eq!(step.seconds(second(6)), 4.0);
        assert!(!step.is_completed());
    }
}
