//! BuildKit's plain progress in its canonical form: one entry a vertex, sorted by name, with the lines that its RUN
//! printed, its sub-steps and its end. Numbers, durations and the interleaving are dropped. What follows the progress
//! stays exact, but warnings are sorted, and what RUN printed is not compared a second time.

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::normalise::{is_match, regex};

static FIRST: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:#0 building with|#1 \[)"));
static VERTEX: LazyLock<Regex> = LazyLock::new(|| regex(r"^#(\d+) (.*)$"));
static END: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:DONE|CACHED|CANCELED|ERROR)\b"));
static LOG: LazyLock<Regex> = LazyLock::new(|| regex(r"^\d+\.\d+ ?(.*)$"));
static BAR: LazyLock<Regex> = LazyLock::new(|| regex(r"^sha256:[0-9a-f]{64} \S+ / \S+"));
static SECONDS: LazyLock<Regex> = LazyLock::new(|| regex(r" \d+\.\d+s(?= done$|$)"));
static DIGITS: LazyLock<Regex> = LazyLock::new(|| regex(r"[0-9a-f]{12,64}"));
static WARNINGS: LazyLock<Regex> = LazyLock::new(|| regex(r"\d+ warnings? found"));

#[derive(Default)]
struct Vertex {
    number: String,
    name: String,
    log: Vec<String>,
    steps: Vec<String>,
    end: String,
}

impl Vertex {
    fn take(&mut self, rest: &str) {
        if rest == self.name || rest == "..." {
        } else if is_match(&END, rest) {
            self.end = if rest.starts_with("DONE") { "DONE".into() } else { rest.into() };
        } else if let Some(found) = LOG.captures(rest).ok().flatten() {
            self.log.push(found[1].trim_end().to_string());
        } else if !is_match(&BAR, rest) {
            self.step(rest);
        }
    }

    fn step(&mut self, rest: &str) {
        let step = SECONDS.replace_all(rest, "");
        let step = step.strip_suffix(" done").unwrap_or(&step).to_string();
        let head = |text: &str| text.split(':').next().unwrap_or_default().to_string();
        if step.starts_with("transferring ") {
            self.steps.retain(|other| head(other) != head(&step));
        }
        if !self.steps.contains(&step) && !step.ends_with(':') && !step.starts_with("WARN: ") {
            self.steps.push(step);
        }
    }

    /// Whether a base shows as resolved, done or cached is a matter of timing; so is, where one vertex could not be
    /// resolved, the state of those beside it.
    fn settle(&mut self, unresolved: bool) -> bool {
        let base = self.name.contains(" FROM ") || self.name.starts_with("[internal] load metadata");
        if base {
            self.steps.clear();
            if self.end.is_empty() || self.end.starts_with("CACHED") {
                self.end = "DONE".into();
            }
        }
        if !unresolved || self.end.starts_with("ERROR") {
            return true;
        }
        if self.end.is_empty() || self.end == "CANCELED" || self.end == "CACHED" {
            self.end = "DONE".into();
        }
        self.name.starts_with("[internal]")
    }

    fn lines(self) -> impl Iterator<Item = String> {
        std::iter::once(format!("[vertex] {}", self.name))
            .chain(self.log.into_iter().map(|line| format!("  | {line}")))
            .chain(self.steps.into_iter().map(|step| format!("  - {step}")))
            .chain(std::iter::once(format!("  = {}", self.end)))
    }
}

/// The lines with the progress among them made canonical.
pub fn canonical(lines: Vec<String>) -> Vec<String> {
    let Some(first) = lines.iter().position(|line| is_match(&FIRST, line)) else { return lines };
    let end = lines.iter().rposition(|line| is_match(&VERTEX, line)).map_or(first, |last| last + 1);
    let mut vertices: Vec<Vertex> = Vec::new();
    for line in &lines[first..end] {
        let Some(found) = VERTEX.captures(line).ok().flatten() else { continue };
        match vertices.iter_mut().find(|vertex| vertex.number == found[1]) {
            Some(vertex) => vertex.take(&found[2]),
            None => vertices.push(Vertex { number: found[1].into(), name: found[2].into(), ..Vertex::default() }),
        }
    }
    let unresolved = vertices
        .iter()
        .any(|vertex| vertex.end.contains("failed to calculate checksum") || vertex.end.contains("failed to resolve"));
    vertices.sort_by_cached_key(|vertex| DIGITS.replace_all(&vertex.name, "").into_owned());
    let mut out = lines[..first].to_vec();
    out.extend(
        vertices.into_iter().filter_map(|mut vertex| vertex.settle(unresolved).then(|| vertex.lines())).flatten(),
    );
    out.extend(sorted_warnings(tail(&lines[end..])));
    out
}

/// What follows the progress, without what RUN printed.
fn tail(lines: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut ruled = false;
    for line in lines {
        if line == "------" {
            ruled = !ruled;
        } else if ruled && !line.starts_with(" > ") {
            if out.last().is_none_or(|last| last != "<LOG>") {
                out.push("<LOG>".into());
            }
            continue;
        }
        out.push(line.clone());
    }
    out
}

fn sorted_warnings(mut lines: Vec<String>) -> Vec<String> {
    let mut at = 0;
    while at < lines.len() {
        let list = at + 1;
        let heads = is_match(&WARNINGS, &lines[at]);
        at = list;
        if heads {
            while lines.get(at).is_some_and(|line| line.starts_with(" - ")) {
                at += 1;
            }
            lines[list..at].sort();
        }
    }
    lines
}
