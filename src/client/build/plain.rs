//! A build's progress as plain lines (buildkit `util/progress/progressui/printer.go`).
//!
//! One step is shown at a time. Where BuildKit chooses among running steps by how busy they are, ours takes the one that
//! started first; where it looks at a clock, ours looks at the times in the statuses.

use std::collections::BTreeMap;

use super::trace::{Key, Step, Trace, amount};
use crate::clock::{SECOND, Timestamp};

/// News of a status that goes on is shown when it has come so much further (of 1), or when so much time has gone by.
const LEAST_PROGRESS: f64 = 0.05;
const LEAST_TIME: i64 = 5 * SECOND;
/// Shorter times of a status are not worth telling, seconds.
const TELLING: f64 = 0.01;

/// What was shown last.
#[derive(Clone, Debug, Default)]
pub(super) struct Plain {
    /// `building with "default" instance using docker driver`
    title: String,
    begun: bool,
    /// The step whose lines come.
    current: Option<Key>,
    numbers: BTreeMap<Key, usize>,
    /// How far each status was when it was shown last.
    shown: BTreeMap<String, (u64, Timestamp)>,
    /// Where the open last line of a step has been shown up to, in bytes.
    offsets: BTreeMap<Key, usize>,
}

impl Plain {
    pub(super) fn new(title: String) -> Plain {
        Plain { title, ..Plain::default() }
    }

    /// The lines for what is new.
    pub(super) fn print(&mut self, trace: &mut Trace, now: Timestamp) -> String {
        let mut out = String::new();
        let (mut completed, mut rest): (Vec<Key>, Vec<Key>) =
            trace.updates.iter().cloned().partition(|key| trace.steps.get(key).is_some_and(Step::is_completed));
        let order = |key: &Key| trace.order.iter().position(|known| known == key);
        completed.sort_by_key(|key| (trace.steps.get(key).and_then(Step::stop), order(key)));
        rest.sort_by_key(order);
        let current = self.current.clone();
        let current_ended = current.as_ref().is_some_and(|current| completed.contains(current));
        if let Some(at) = completed.iter().position(|key| Some(key) == current.as_ref()) {
            let key = completed.remove(at);
            self.step(trace, &key, now, &mut out);
        }
        for key in completed {
            self.step(trace, &key, now, &mut out);
        }
        let runs = |key: &Key| trace.steps.get(key).is_some_and(|step| step.is_started() && !step.is_completed());
        if rest.is_empty() {
            if self.current.as_ref().is_none_or(|current| !runs(current))
                && let Some(open) = trace.order.iter().find(|key| runs(key)).cloned()
            {
                self.step(trace, &open, now, &mut out);
            }
        } else if let Some(current) = current.as_ref().filter(|current| rest.contains(current)) {
            self.step(trace, current, now, &mut out);
        } else if current.is_none() || current_ended {
            let first = rest.first().cloned();
            first.into_iter().for_each(|key| self.step(trace, &key, now, &mut out));
        }
        out
    }

    fn step(&mut self, trace: &mut Trace, key: &Key, now: Timestamp, out: &mut String) {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(key.clone()).or_insert(next);
        if self.current.as_ref() != Some(key) {
            if let Some(old) = self.current.take() {
                if trace.steps.get(&old).is_some_and(|step| step.open_line) {
                    out.push('\n');
                }
                self.offsets.remove(&old);
                let old = self.numbers.get(&old).copied().unwrap_or_default();
                out.push_str(&format!("#{old} ...\n"));
            }
            if self.begun {
                out.push('\n');
            } else {
                if !self.title.is_empty() {
                    out.push_str(&format!("#0 {}\n\n", self.title));
                }
                self.begun = true;
            }
            let name = trace.steps.get(key).map_or("", |step| step.name.as_str());
            out.push_str(&format!("#{number} {name}\n"));
        }
        trace.updates.remove(key);
        let Some(step) = trace.steps.get_mut(key) else { return };
        let open_status = self.statuses(step, number, out);
        for warning in step.warnings.iter().skip(step.warned) {
            out.push_str(&format!("#{number} WARN: {}\n", warning.short));
        }
        step.warned = step.warnings.len();
        self.lines(step, key, number, out);
        self.current = Some(key.clone());
        if !step.is_completed() || open_status {
            return;
        }
        self.current = None;
        if step.open_line {
            out.push('\n');
        }
        let end = match () {
            () if step.is_canceled() => "CANCELED".to_string(),
            () if !step.error.is_empty() => format!("ERROR: {}", step.error),
            () if step.cached => "CACHED".to_string(),
            () => format!("DONE {:.1}s", step.seconds(now)),
        };
        out.push_str(&format!("#{number} {end}\n"));
    }

    /// The news of what happens inside a step; whether any of it goes on.
    fn statuses(&mut self, step: &mut Step, number: usize, out: &mut String) -> bool {
        let mut open = false;
        let news = std::mem::take(&mut step.news);
        for status in step.statuses.iter().filter(|status| status.started.is_some() && news.contains(&status.id)) {
            if let Some((before, when)) = self.shown.get(&status.id)
                && status.completed.is_none()
            {
                let further = match status.total {
                    0 => 0.0,
                    total => status.current.saturating_sub(*before) as f64 / total as f64,
                };
                if further < LEAST_PROGRESS && status.timestamp.since(*when) < LEAST_TIME {
                    continue;
                }
            }
            self.shown.insert(status.id.clone(), (status.current, status.timestamp));
            let mut line = format!("#{number} {}", status.id);
            if let Some(amount) = amount(status) {
                line.push_str(&format!(" {amount}"));
            }
            if let Some(started) = status.started {
                let seconds = status.completed.unwrap_or(status.timestamp).since(started) as f64 / SECOND as f64;
                if seconds > TELLING {
                    line.push_str(&format!(" {seconds:.1}s"));
                }
            }
            match status.completed {
                Some(_) => line.push_str(" done"),
                None => open = true,
            }
            out.push_str(&line);
            out.push('\n');
        }
        open
    }

    /// The lines that a step printed; the last one may go on later.
    fn lines(&mut self, step: &mut Step, key: &Key, number: usize, out: &mut String) {
        let lines = std::mem::take(&mut step.lines);
        let count = lines.len();
        for (index, line) in lines.iter().enumerate() {
            let shown = self.offsets.remove(key).filter(|_| index == 0).unwrap_or(0);
            if shown == 0 {
                out.push_str(&format!("#{number} "));
            }
            out.push_str(line.get(shown..).unwrap_or_default());
            let open = step.open_line && index + 1 == count;
            if open {
                self.offsets.insert(key.clone(), line.len());
                step.lines.push(line.clone());
            } else {
                out.push('\n');
                step.remember(line);
            }
        }
        if step.is_completed() && step.open_line {
            let last = step.lines.pop();
            last.into_iter().for_each(|line| step.remember(&line));
        }
    }
}
