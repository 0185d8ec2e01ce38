//! [`trial`]: natural wrong inputs, played in every step of a lesson, to find feedback that is false.
//!
//! Each input is typed where each task and question waits, in a copy of the sandbox as the lesson leads to it. What the
//! lesson says to it, and whether that solves something, is reported. Where it gets no word at all is counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ask::Ask;
use super::course::Course;
use super::progress::Progress;
use super::sheet::Surface;
use super::style::Palette;
use super::tutorial::{Opened, Start, Tutorial, Wanted};
use crate::hub::Hub;
use crate::lesson::{Block, Lesson, Say, Tutor};
use crate::sandbox::Typed;
use crate::shell::TerminalSize;

/// What was found in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// One line a finding: `STEP.BLOCK  says|solves  INPUT  what was said`.
    pub findings: BTreeSet<String>,
    /// Inputs that went wrong and got a helpful line, in how many places.
    pub helped: usize,
    /// Inputs that went wrong and got none.
    pub silent: BTreeSet<String>,
    /// … in how many places.
    pub unhelped: usize,
}

impl Trial {
    /// Per cent of what went wrong that got a helpful line.
    pub fn helped_percent(&self) -> usize {
        (self.helped * 100).checked_div(self.helped + self.unhelped).unwrap_or(100)
    }
}

/// The inputs of a corpus: one a line (`\n` between the lines of one input); empty lines and those with `## ` are none.
pub fn inputs(corpus: &str) -> impl Iterator<Item = String> {
    let lines = corpus.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with("## "));
    lines.map(|line| line.replace("\\n", "\n"))
}

/// Plays a corpus through a lesson.
pub fn trial(lesson: &Arc<Lesson>, corpus: &str, hub: &Arc<dyn Hub>) -> Trial {
    let inputs: Vec<String> = inputs(corpus).collect();
    let mut trial = Trial::default();
    let Some(mut tutorial) = at_the_beginning(lesson, hub) else { return trial };
    while let Some((place, block)) = waiting(&tutorial) {
        for input in &inputs {
            try_one(&tutorial, place, &block, input, &mut trial);
        }
        go_on(&mut tutorial, &block);
        if waiting(&tutorial).is_none_or(|(next, _)| next == place) {
            break;
        }
    }
    trial
}

/// A learner at the first task.
fn at_the_beginning(lesson: &Arc<Lesson>, hub: &Arc<dyn Hub>) -> Option<Tutorial> {
    let surface = Surface { size: TerminalSize { columns: 80, rows: 9999 }, palette: Palette::Plain };
    let mut tutorial = Tutorial::new(Start {
        courses: vec![Course { hub: hub.clone(), ..Course::only(vec![lesson.clone()]) }],
        language: "en".into(),
        surface,
        progress: Progress::default(),
        again: false,
        comeback: String::new(),
    });
    tutorial.begin(super::Room::Lesson(0));
    let shown = tutorial.opened(Opened::default());
    matches!(shown.wanted, Wanted::Line(prompt) if prompt.ask == Ask::Command).then_some(tutorial)
}

/// Where the learner is, and what waits there.
fn waiting(tutorial: &Tutorial) -> Option<((usize, usize), Block)> {
    let tutor = tutorial.tutor()?;
    let place = tutor.place();
    let block = tutor.lesson().steps.get(place.step)?.blocks.get(place.block)?.clone();
    (!place.finished).then_some(((place.step, place.block), block))
}

/// Types one input at a copy.
fn try_one(tutorial: &Tutorial, place: (usize, usize), block: &Block, input: &str, trial: &mut Trial) {
    let mut copy = tutorial.clone();
    let mut says = Vec::new();
    let mut wrong = false;
    for line in input.split('\n') {
        let reply = copy.reply_to(Typed::Line(line.into()));
        wrong |= reply.ended.as_ref().is_some_and(|ended| ended.exit != 0);
        says.extend(reply.says);
    }
    let at = format!("{}.{}", place.0 + 1, place.1 + 1);
    let shown = input.replace('\n', "\\n");
    let solved =
        copy.tutor().is_none_or(|tutor| tutor.place().solved || (tutor.place().step, tutor.place().block) != place);
    if solved && matches!(block, Block::Task(..)) {
        trial.findings.insert(format!("{at}  solves  {shown}"));
    }
    let corrections = says.iter().filter_map(|say| match say {
        Say::Correction(text) if matches!(block, Block::Task(..)) => Some(text),
        _ => None,
    });
    for text in corrections.filter(|text| *text != "No, that is not it.") {
        trial.findings.insert(format!("{at}  says  {shown}  {}", text.replace('\n', " ")));
    }
    let helps = |say: &Say| !matches!(say, Say::Output(_) | Say::Next(_));
    if wrong && !solved {
        let generic = |say: &Say| matches!(say, Say::Aside(text) if text.starts_with("`explain` says"));
        // What the sandbox says of itself (no network, nothing of the kind here) helps, too.
        let own = |say: &Say| {
            matches!(say, Say::Output(chunk) if {
                let text = String::from_utf8_lossy(&chunk.bytes).into_owned();
                text.contains("simulate") || text.contains("sandbox")
            })
        };
        if says.iter().any(|say| helps(say) && !generic(say) || own(say)) {
            trial.helped += 1;
        } else {
            trial.unhelped += 1;
            trial.silent.insert(format!("{at}  {shown}"));
        }
    }
}

/// Solves what waits as the lesson does, and goes on.
fn go_on(tutorial: &mut Tutorial, block: &Block) {
    if let (Block::Task(_, task), Some(tutor)) = (block, tutorial.tutor()) {
        let solution = task.solutions.first().map(|solution| tutor.filled(solution)).unwrap_or_default();
        for line in solution.lines() {
            tutorial.reply_to(Typed::Line(line.into()));
        }
    }
    let solved = tutorial.tutor().is_some_and(|tutor: &Tutor| tutor.place().solved);
    tutorial.reply_to(Typed::Line(if solved { "next" } else { "skip" }.into()));
}
