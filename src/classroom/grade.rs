//! [`grade`]: one receipt is done again in a fresh sandbox, and what came of it is judged by the exercise's checks.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::assigned::{Assigned, places};
use super::class::Class;
use super::finding::Finding;
use super::key::Key;
use super::mark::{Mark, Seen};
use super::parse::Flaw;
use super::points::Points;
use super::receipt::Receipt;
use super::replay::{ReplayFault, world_of};
use crate::lesson::check::{Happened, View};
use crate::lesson::{Act, Block, Deed, LONGEST, Reply, Say, Tutor};
use crate::oci::Digest;
use crate::sandbox::Halt;

/// Wrong turns of one receipt that are told.
const TURNS_LIMIT: usize = 200;

/// What one receipt came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Graded {
    /// The receipt's file, as it was given.
    pub file: String,
    /// As the roster has them; as the receipt says, if it does not.
    pub student: String,
    pub exercise: String,
    /// What was earned, whether it counts or not.
    pub points: Points,
    pub of: Points,
    pub marks: Vec<Mark>,
    pub attempts: usize,
    pub hints: usize,
    /// Time at work; whoever is away for long is not at work.
    pub seconds: u64,
    /// What the student did, in lines of the receipt ([`Receipt::deeds`]).
    pub lines: usize,
    /// Whether the student went through the exercise to its end.
    pub finished: bool,
    /// When it was handed in, by the student's own clock (RFC 3339).
    pub handed: String,
    /// What the student has to say.
    pub words: String,
    /// Known wrong turns, in their order.
    pub turns: Vec<Turn>,
    pub findings: Vec<Finding>,
    /// What was typed, and when: to see whether two are one.
    #[serde(skip)]
    pub typed: Option<Typing>,
}

/// A wrong turn that the exercise knows a word about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Turn {
    /// The step's number, from 1.
    pub step: usize,
    /// What was typed.
    pub line: String,
    /// What the exercise said to it.
    pub said: String,
    /// Which of the wrong turns that the task knows it is, from 1: whatever the names and figures. `None`: it knows none, or it is
    /// a question.
    pub known: Option<usize>,
}

/// Digests of what was typed, and of that with its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typing {
    /// How many lines were typed at prompts.
    pub lines: usize,
    pub text: Digest,
    pub times: Digest,
}

impl Graded {
    /// Nothing is known but the file, and whose it says to be.
    fn claimed(file: &str, bytes: &[u8], class: &Class) -> Graded {
        let (student, exercise) = Receipt::claimed(bytes);
        Graded {
            file: file.into(),
            student: class.student(&student).unwrap_or(student),
            exercise,
            points: Points::default(),
            of: Points::default(),
            marks: Vec::new(),
            attempts: 0,
            hints: 0,
            seconds: 0,
            lines: 0,
            finished: false,
            handed: String::new(),
            words: String::new(),
            turns: Vec::new(),
            findings: Vec::new(),
            typed: None,
        }
    }

    /// What cannot be graded at all, and why.
    pub fn lost(file: &str, bytes: &[u8], class: &Class, why: Finding) -> Graded {
        Graded::claimed(file, bytes, class).find(why)
    }

    /// Whether the points are kept back until the teacher has looked.
    pub fn is_held(&self) -> bool {
        self.findings.iter().any(Finding::holds)
    }

    /// Whether everything is done, and nothing odd about it.
    pub fn is_full(&self) -> bool {
        !self.is_held() && self.points >= self.of
    }

    /// Whether of two receipts of a student for an exercise this one counts, and not the other: it can count, has more points, was
    /// handed in earlier.
    pub fn outdoes(&self, other: &Graded) -> bool {
        let worth = |graded: &Graded| (!graded.is_held(), graded.points, Reverse(graded.handed.clone()));
        worth(self) > worth(other)
    }

    fn find(mut self, finding: Finding) -> Graded {
        self.findings.push(finding);
        self
    }
}

/// Grades a receipt; `halt` stops it from outside.
pub fn grade(file: &str, bytes: &[u8], class: &Class, halt: &Halt) -> Graded {
    let (receipt, flaws) = match Receipt::read(bytes) {
        Ok(read) => read,
        Err(error) => return Graded::lost(file, bytes, class, Finding::Broken { why: error.to_string() }),
    };
    let mut graded = Graded::claimed(file, bytes, class);
    graded.tell_of(&receipt);
    let student = class.student(&receipt.student);
    graded.findings.extend(student.is_none().then_some(Finding::Stranger));
    graded.student = student.unwrap_or_else(|| receipt.student.clone());
    graded.findings.extend(flaws.into_iter().map(|flaw| match flaw {
        Flaw::Edited => Finding::Edited,
        Flaw::LineEnds => Finding::LineEnds,
    }));
    let Some(exercise) = class.exercise(&receipt.exercise) else {
        return graded.find(Finding::Unknown { exercise: receipt.exercise });
    };
    graded.findings.extend((exercise.text != receipt.text).then_some(Finding::OtherText));
    graded.findings.extend(class.judge_seed(&receipt));
    graded.judge(&receipt, exercise, halt)
}

impl Graded {
    /// What the receipt says of itself.
    fn tell_of(&mut self, receipt: &Receipt) {
        self.exercise.clone_from(&receipt.exercise);
        self.handed = receipt.handed.rfc3339();
        self.words.clone_from(&receipt.words);
        self.seconds = receipt.acts.iter().map(|act| act.seconds.min(LONGEST)).sum();
        let lines: Vec<&str> = receipt.lines().collect();
        self.lines = receipt.deeds();
        let times: Vec<String> = receipt.acts.iter().map(|act| act.seconds.to_string()).collect();
        let text = lines.join("\n");
        self.typed = Some(Typing {
            lines: lines.len(),
            times: Digest::of(format!("{}\n{text}", times.join(" ")).as_bytes()),
            text: Digest::of(text.as_bytes()),
        });
    }

    /// Does it again.
    fn judge(mut self, receipt: &Receipt, exercise: &Assigned, halt: &Halt) -> Graded {
        let (lesson, key) = exercise.variant(receipt.seed);
        let mut watch = Watch::default();
        let done = receipt.beginning(lesson.clone(), exercise.hub.clone(), halt).and_then(|mut tutor| {
            watch.note(&tutor);
            receipt.replay(&mut tutor, &mut |place, act, tutor, reply| watch.see(place, act, tutor, reply))?;
            Ok(tutor)
        });
        let tutor = match done {
            Ok(tutor) => tutor,
            Err(ReplayFault::Stopped) => return self.find(Finding::TooLong),
            Err(ReplayFault::Memory) => return self.find(Finding::TooLarge),
            Err(ReplayFault::Start(why)) => return self.find(Finding::Failed { why }),
        };
        self.mark(&tutor, key, &mut watch);
        let place = tutor.place();
        self.finished = place.finished;
        (self.attempts, self.hints) = counted(&tutor);
        self.turns = watch.turns;
        if world_of(&tutor) != receipt.world {
            self.findings.push(Finding::NotReplayed { program: receipt.program.clone() });
        } else if (self.attempts, self.hints) != (receipt.attempts, receipt.hints)
            && !self.findings.contains(&Finding::Edited)
        {
            self.findings.push(Finding::Edited);
        }
        self
    }

    fn mark(&mut self, tutor: &Tutor, key: &Key, watch: &mut Watch) {
        watch.note(tutor);
        for (number, at) in places(tutor.lesson()).enumerate() {
            let seen = watch.seen.get(&(at.0, at.1));
            self.marks.push(Mark::of(tutor, at, number, key, seen));
        }
        let library = tutor.session().setup().hub.as_ref();
        let (now, before) = (tutor.session().world(), tutor.before().get());
        let view = View { now, before, past: &watch.past, library };
        for hidden in &key.hidden {
            let holds = hidden.done.iter().all(|check| check.holds(&view));
            self.marks.push(Mark::hidden(&hidden.says, hidden.worth(), holds));
        }
        self.points = self.marks.iter().map(|mark| mark.points).sum();
        self.of = self.marks.iter().map(|mark| mark.of).sum();
    }
}

/// Attempts and hints of all tasks and questions.
pub fn counted(tutor: &Tutor) -> (usize, usize) {
    let records = &tutor.place().records;
    (records.iter().map(|record| record.attempts).sum(), records.iter().map(|record| record.hints).sum())
}

/// What is seen while a receipt is done again.
#[derive(Debug, Default)]
struct Watch {
    /// By step and block.
    seen: BTreeMap<(usize, usize), Seen>,
    turns: Vec<Turn>,
    past: Vec<Happened>,
}

impl Watch {
    /// The checklist of the task that waits.
    fn note(&mut self, tutor: &Tutor) {
        if let Some(Block::Task(..)) = tutor.block() {
            let here = (tutor.place().step, tutor.place().block);
            self.seen.entry(here).or_default().note(&tutor.goals());
        }
    }

    fn see(&mut self, (step, block): (usize, usize), act: &Act, tutor: &Tutor, reply: &Reply) {
        let here = (tutor.place().step, tutor.place().block);
        for say in &reply.says {
            match say {
                // What was said, in the language of whoever grades.
                Say::Task { .. } => self.note(tutor),
                Say::Goals(_) if here == (step, block) => self.note(tutor),
                Say::Correction(said) if self.turns.len() < TURNS_LIMIT => {
                    let line = match &act.deed {
                        Deed::Line(line) | Deed::Input(line) => line.lines().next().unwrap_or_default().to_string(),
                        _ => String::new(),
                    };
                    let known = match tutor.lesson().steps.get(step).and_then(|at| at.blocks.get(block)) {
                        Some(Block::Task(_, task)) => task.feedback.iter().position(|known| known.say == *said),
                        _ => None,
                    };
                    let known = known.map(|at| at + 1);
                    self.turns.push(Turn { step: step + 1, line, said: said.clone(), known });
                }
                _ => {}
            }
        }
        if let Some(ended) = &reply.ended {
            self.past.push(ended.clone());
        }
    }
}
