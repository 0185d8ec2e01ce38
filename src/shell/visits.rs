//! [`Visits`]: how far a command has come that asks a person for lines, as a value.
//!
//! A program never blocks. Where it needs a line that is not typed yet, everything unwinds with
//! [`Stop::Input`], and when the line is there the command is run again. So that this costs the
//! same however long the visit is, a shell that reads its commands from a person is a *level* of its own: it is kept as
//! it was at its last prompt, with the state of its system at that moment and what was typed since. Running again does,
//! of each outer level, the one command that is under way, up to the place where the next level begins, and takes there
//! what was kept. A level that came to its end is kept as what it left, so that a command with several visits in it
//! does not repeat those that are over.
//!
//! `W` is the state of a system: of the learner's machine, or of a container's files and clock.

use serde::{Deserialize, Serialize};

use super::printed::Printed;
use super::secret::Secret;
use super::{Entered, Prompt, Shell, Stop};
use crate::clock::Timestamp;
use crate::content::{LoadError, Parts, Visit, VisitMut};

/// The levels of a command, the outermost (the command itself) first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Visits<W> {
    levels: Vec<Level<W>>,
    /// The level that runs.
    #[serde(skip)]
    depth: usize,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Level<W> {
    /// Which of the visits that the command of the level above began, from 1.
    number: u32,
    /// The shell at its prompt; `None`: the level goes on from its start.
    held: Option<Held<W>>,
    /// What happened since.
    given: Vec<Given<W>>,
    /// How much of `given` was taken in this run.
    #[serde(skip)]
    taken: usize,
    /// Visits begun in this run.
    #[serde(skip)]
    begun: u32,
}

/// A shell at its prompt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Held<W> {
    pub shell: Box<Shell>,
    /// What it printed to where nobody saw it.
    pub printed: Printed,
    /// The state of its system.
    pub world: W,
}

/// A visit that came to its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Over<W> {
    /// The exit code.
    pub status: i32,
    /// What it printed to where nobody saw it.
    pub printed: Printed,
    /// The state that it left.
    pub world: W,
}

/// A line that was typed, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// `None`: the end of the input (Ctrl-D).
    pub line: Option<Answered>,
    pub at: Timestamp,
}

/// A line that was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answered {
    Line(String),
    Secret(Secret),
}

impl Answer {
    /// What a program at this prompt was given.
    pub fn new(line: Option<&String>, prompt: &Prompt, at: Timestamp) -> Self {
        let answered = |line: &String| match prompt.echo {
            true => Answered::Line(line.clone()),
            false => Answered::Secret(Secret::new(line.clone())),
        };
        Answer { line: line.map(answered), at }
    }

    /// What the program is given again.
    pub fn line(&self) -> Option<String> {
        self.line.as_ref().map(|answered| match answered {
            Answered::Line(line) => line.clone(),
            Answered::Secret(secret) => secret.text(),
        })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Given<W> {
    Answer(Answer),
    Visit { number: u32, over: Over<W> },
}

impl<W> Level<W> {
    fn new(number: u32) -> Self {
        Level { number, held: None, given: Vec::new(), taken: 0, begun: 0 }
    }
}

impl<W> Default for Visits<W> {
    fn default() -> Self {
        Visits { levels: vec![Level::new(0)], depth: 0 }
    }
}

/// The run came to another place than the one before it, which cannot be: everything that it sees is the same.
fn astray() -> Stop {
    Stop::Limit("a command that waited for a line came to another place than before".into())
}

impl<W> Visits<W> {
    /// Leaves of every answer only the seal (see [`super::Typed::sealed`]).
    pub fn seal(&mut self) {
        for given in self.levels.iter_mut().flat_map(|level| &mut level.given) {
            if let Given::Answer(Answer { line: Some(answered), .. }) = given
                && let Answered::Line(line) = answered
            {
                *answered = Answered::Secret(Secret::new(std::mem::take(line)));
            }
        }
    }
}

impl<W: Clone> Visits<W> {
    /// Whether there is anything to go on from: then what comes before was printed already.
    pub fn is_begun(&self) -> bool {
        self.levels.iter().any(|level| level.held.is_some() || !level.given.is_empty())
    }

    /// The command is about to run (again).
    pub fn rewind(&mut self) {
        self.depth = 0;
        for level in &mut self.levels {
            (level.taken, level.begun) = (0, 0);
        }
    }

    /// The answer that was given here in an earlier run; `None`: a new one is due.
    pub fn earlier_answer(&mut self) -> Result<Option<Answer>, Stop> {
        let further = self.levels.len() > self.depth + 1;
        let Some(level) = self.levels.get_mut(self.depth) else { return Err(astray()) };
        match level.given.get(level.taken) {
            Some(Given::Answer(answer)) => {
                level.taken += 1;
                Ok(Some(answer.clone()))
            }
            Some(Given::Visit { .. }) => Err(astray()),
            None if further => Err(astray()),
            None => Ok(None),
        }
    }

    /// Keeps a new answer.
    pub fn take(&mut self, answer: Answer) {
        self.give(Given::Answer(answer));
    }

    fn give(&mut self, given: Given<W>) {
        if let Some(level) = self.levels.get_mut(self.depth) {
            level.given.push(given);
            level.taken = level.given.len();
        }
    }

    /// A program that may be visited begins: its number, and what it left if it is over.
    pub fn begin(&mut self) -> (u32, Option<Over<W>>) {
        let Some(level) = self.levels.get_mut(self.depth) else { return (0, None) };
        level.begun += 1;
        match level.given.get(level.taken) {
            Some(Given::Visit { number, over }) if *number == level.begun => {
                level.taken += 1;
                (level.begun, Some(over.clone()))
            }
            _ => (level.begun, None),
        }
    }

    /// Whether all that was given to the level that runs was taken.
    pub fn is_spent(&self) -> bool {
        self.levels.get(self.depth).is_some_and(|level| level.taken >= level.given.len())
    }

    /// A visit (its number from [`Visits::begin`]) came to its end. The answers given since `mark` were its own.
    pub fn end(&mut self, number: u32, mark: usize, over: Over<W>) {
        self.cut(mark);
        self.give(Given::Visit { number, over });
    }

    /// How many answers and visits the level that runs has.
    pub fn mark(&self) -> usize {
        self.levels.get(self.depth).map_or(0, |level| level.taken)
    }

    /// Forgets what was given to the level that runs since `mark`.
    pub fn cut(&mut self, mark: usize) {
        if let Some(level) = self.levels.get_mut(self.depth) {
            level.given.truncate(mark);
            level.taken = level.taken.min(mark);
        }
    }

    /// A shell that reads its commands from a person begins: what becomes of it, and the state of its system if it was
    /// here before.
    pub fn enter(&mut self) -> Result<(Entered, Option<W>), Stop> {
        let (number, over) = self.begin();
        if let Some(Over { status, printed, world }) = over {
            return Ok((Entered::Over { status, printed }, Some(world)));
        }
        if !self.is_spent() {
            return Err(astray());
        }
        self.depth += 1;
        match self.levels.get(self.depth) {
            None => self.levels.push(Level::new(number)),
            Some(Level { number: next, held: Some(held), .. }) if *next == number => {
                let Held { shell, printed, world } = held.clone();
                return Ok((Entered::Held { shell, printed }, Some(world)));
            }
            Some(_) => return Err(astray()),
        }
        Ok((Entered::New, None))
    }

    /// The shell of the level that runs is at its prompt.
    pub fn at_prompt(&mut self, shell: &Shell, printed: &Printed, world: W) {
        self.hold(Held { shell: Box::new(shell.clone()), printed: printed.clone(), world });
    }

    fn hold(&mut self, held: Held<W>) {
        self.levels.truncate(self.depth + 1);
        if let Some(level) = self.levels.get_mut(self.depth) {
            *level = Level { held: Some(held), ..Level::new(level.number) };
        }
    }

    /// The command of the shell that runs is given up: the shell as it was at its prompt, and the state of its system.
    pub fn give_up(&mut self) -> Option<(Box<Shell>, W)> {
        let held = self.levels.get(self.depth)?.held.clone()?;
        self.hold(held.clone());
        Some((held.shell, held.world))
    }

    /// The shell of the level that runs has ended with an exit code and left its system in a state; `None`: it was ended
    /// from outside.
    pub fn leave(&mut self, over: Option<(i32, W)>, printed: &Printed) {
        let Some(number) = self.levels.get(self.depth).map(|level| level.number) else { return };
        self.levels.truncate(self.depth.max(1));
        self.depth = self.depth.saturating_sub(1);
        if let Some((status, world)) = over {
            let over = Over { status, printed: printed.clone(), world };
            self.give(Given::Visit { number, over });
        }
    }
}

impl<W: Parts> Parts for Visits<W> {
    fn parts(&self, visit: &mut Visit<'_>) {
        for level in &self.levels {
            if let Some(held) = &level.held {
                held.printed.parts(visit);
                held.world.parts(visit);
            }
            for given in &level.given {
                if let Given::Visit { over, .. } = given {
                    over.printed.parts(visit);
                    over.world.parts(visit);
                }
            }
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        for level in &mut self.levels {
            if let Some(held) = &mut level.held {
                held.printed.parts_mut(visit)?;
                held.world.parts_mut(visit)?;
            }
            for given in &mut level.given {
                if let Given::Visit { over, .. } = given {
                    over.printed.parts_mut(visit)?;
                    over.world.parts_mut(visit)?;
                }
            }
        }
        Ok(())
    }
}
