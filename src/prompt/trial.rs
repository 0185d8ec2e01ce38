//! [`Trial`]: natural wrong inputs, played in every step of a lesson, to find feedback that is false.
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
use crate::tell;

/// What was found in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// One line a finding: `STEP.BLOCK  says|solves  INPUT  what was said`.
    pub findings: BTreeSet<String>,
    /// Inputs that went wrong and got a line about just that, in how many places.
    pub helped: usize,
    /// … and those that got only a line that fits everything (`hint` helps, `explain` explains).
    pub directed: usize,
    /// Inputs that went wrong and got none: `STEP.BLOCK  INPUT`.
    pub silent: BTreeSet<String>,
}

impl Trial {
    /// Adds what was found elsewhere.
    pub fn add(&mut self, other: Trial) {
        self.findings.extend(other.findings);
        self.helped += other.helped;
        self.directed += other.directed;
        self.silent.extend(other.silent);
    }

    /// How many inputs went wrong, in how many places.
    pub fn slips(&self) -> usize {
        self.helped + self.directed + self.silent.len()
    }

    /// Per cent of what went wrong that got a line about just that.
    pub fn helped_percent(&self) -> usize {
        (self.helped * 100).checked_div(self.slips()).unwrap_or(100)
    }
}

/// The inputs of a corpus: one a line (`\n` between the lines of one input); empty lines and those with `## ` are none.
pub fn inputs(corpus: &str) -> impl Iterator<Item = String> {
    let lines = corpus.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with("## "));
    lines.map(|line| line.replace("\\n", "\n"))
}

/// A place of a lesson where something waits, in the sandbox as the lesson leads to it.
#[derive(Clone, Debug)]
pub struct Spot {
    tutorial: Tutorial,
    place: (usize, usize),
    block: Block,
}

impl Spot {
    /// Types inputs here, each at a copy.
    pub fn try_out<'a>(&self, inputs: impl IntoIterator<Item = &'a String>) -> Trial {
        let mut trial = Trial::default();
        for input in inputs {
            try_one(&self.tutorial, self.place, &self.block, input, &mut trial);
        }
        trial
    }
}

/// The places of a lesson, in their order.
pub fn spots(lesson: &Arc<Lesson>, hub: &Arc<dyn Hub>) -> Vec<Spot> {
    let mut spots = Vec::new();
    let Some(mut tutorial) = at_the_beginning(lesson, hub) else { return spots };
    while let Some((place, block)) = waiting(&tutorial) {
        tutorial.forget_slips();
        spots.push(Spot { tutorial: tutorial.clone(), place, block: block.clone() });
        go_on(&mut tutorial, &block);
        if waiting(&tutorial).is_none_or(|(next, _)| next == place) {
            break;
        }
    }
    spots
}

/// A learner at the first task.
fn at_the_beginning(lesson: &Arc<Lesson>, hub: &Arc<dyn Hub>) -> Option<Tutorial> {
    let surface = Surface { size: TerminalSize { columns: 80, rows: 9999 }, palette: Palette::Plain };
    let mut tutorial = Tutorial::new(Start {
        courses: vec![Course { hub: hub.clone(), ..Course::only(vec![lesson.clone()]) }],
        language: "en".into(),
        surface,
        progress: Progress::default(),
        seed: 0,
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
    for text in corrections.filter(|text| **text != tell::wrong()) {
        trial.findings.insert(format!("{at}  says  {shown}  {}", text.replace('\n', " ")));
    }
    if !wrong || solved {
        return;
    }
    if says.iter().any(is_about_it) {
        trial.helped += 1;
    } else if says.iter().any(|say| matches!(say, Say::Aside(_))) {
        trial.directed += 1;
    } else {
        trial.silent.insert(format!("{at}  {shown}"));
    }
}

/// Whether something that is said is about what went wrong, and not of the kind that fits everything.
fn is_about_it(say: &Say) -> bool {
    match say {
        Say::Correction(_) | Say::Note(_) => true,
        Say::Aside(text) => !text.starts_with("`explain` says") && !text.contains("is no command here"),
        // What the sandbox says of itself (no network, nothing of the kind here) helps, too.
        Say::Output(chunk) => {
            let text = String::from_utf8_lossy(&chunk.bytes);
            ["simulate", "sandbox", "this tutorial", "hub: ", "layer: "].iter().any(|word| text.contains(word))
        }
        _ => false,
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
    if let Block::Exam(_, exam) = block {
        (0..exam.draw).for_each(|_| drop(tutorial.reply_to(Typed::Line("skip".into()))));
    }
    let solved = tutorial.tutor().is_some_and(|tutor: &Tutor| tutor.place().solved);
    tutorial.reply_to(Typed::Line(if solved { "next" } else { "skip" }.into()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{accepted, corpus, course};

    /// Of so many inputs one is tried at each place; `layercake lessons check --corpus` tries all of them.
    const EVERY: usize = 24;

    /// Types at each place one of `EVERY` inputs, another one at the next place.
    fn trial(lesson: &Arc<Lesson>, hub: &Arc<dyn Hub>) -> Trial {
        let inputs: Vec<String> = inputs(corpus()).collect();
        let mut trial = Trial::default();
        for (at, spot) in spots(lesson, hub).iter().enumerate() {
            trial.add(spot.try_out(inputs.iter().skip(at % EVERY).step_by(EVERY)));
        }
        trial
    }

    #[test]
    fn what_the_lessons_say_to_wrong_inputs_was_accepted_and_most_are_helped() {
        let hub: Arc<dyn Hub> = crate::hub::builtin();
        let (mut slips, mut helped) = (0, 0);
        for lesson in course().unwrap() {
            let known: BTreeSet<&str> = accepted(&lesson.slug).lines().collect();
            let trial = trial(&lesson, &hub);
            let new: Vec<&String> = trial.findings.iter().filter(|finding| !known.contains(finding.as_str())).collect();
            assert!(new.is_empty(), "{}: nobody has accepted {new:#?}", lesson.slug);
            (slips, helped) = (slips + trial.slips(), helped + trial.helped);
        }
        assert!(slips > 1000 && helped * 10 >= slips * 7, "{helped} of {slips}");
    }
}
