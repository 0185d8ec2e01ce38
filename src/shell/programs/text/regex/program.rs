//! From a pattern's tree to a program of small steps.

use super::BadPattern;
use super::parse::{Assert, Node};
use super::set::{Set, is_word};

/// Steps of a program.
const MAX_SIZE: usize = 50_000;

/// One step.
#[derive(Clone, Debug)]
pub enum Step {
    Letter(char),
    Any,
    Set(Set),
    Assert(Assert),
    /// Go on at both, the first being preferred.
    Fork(usize, usize),
    Jump(usize),
    /// Keep where we are.
    Save(usize),
    /// Go on only if we have moved since the slot was saved.
    Moved(usize),
    Again(usize),
    Match,
}

/// A pattern to run.
#[derive(Clone, Debug)]
pub struct Program {
    pub steps: Vec<Step>,
    pub groups: usize,
    /// Slots: two for the whole and for each group, one for each loop.
    pub slots: usize,
    pub ignore_case: bool,
    /// Whether it has back-references.
    pub looks_back: bool,
}

impl Program {
    pub fn new(node: &Node, groups: usize, ignore_case: bool) -> Result<Program, BadPattern> {
        let mut program =
            Program { steps: Vec::new(), groups, slots: 2 * (groups + 1), ignore_case, looks_back: false };
        program.push(Step::Save(0))?;
        program.node(node)?;
        program.push(Step::Save(1))?;
        program.push(Step::Match)?;
        Ok(program)
    }

    fn push(&mut self, step: Step) -> Result<usize, BadPattern> {
        if self.steps.len() >= MAX_SIZE {
            return Err(BadPattern::TooBig);
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    fn node(&mut self, node: &Node) -> Result<(), BadPattern> {
        match node {
            Node::Letter(letter) => drop(self.push(Step::Letter(*letter))?),
            Node::Any => drop(self.push(Step::Any)?),
            Node::Set(set) => drop(self.push(Step::Set(set.clone()))?),
            Node::Assert(assert) => drop(self.push(Step::Assert(*assert))?),
            Node::Group(number, inner) => {
                self.push(Step::Save(2 * number))?;
                self.node(inner)?;
                self.push(Step::Save(2 * number + 1))?;
            }
            Node::All(parts) => parts.iter().try_for_each(|part| self.node(part))?,
            Node::Either(branches) => self.either(branches)?,
            Node::Repeat(inner, least, most) => self.repeat(inner, *least, *most)?,
            Node::Again(group) => {
                self.looks_back = true;
                self.push(Step::Again(*group))?;
            }
        }
        Ok(())
    }

    fn either(&mut self, branches: &[Node]) -> Result<(), BadPattern> {
        let mut ends = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            if index + 1 == branches.len() {
                self.node(branch)?;
                break;
            }
            let fork = self.push(Step::Fork(0, 0))?;
            self.node(branch)?;
            ends.push(self.push(Step::Jump(0))?);
            self.steps[fork] = Step::Fork(fork + 1, self.steps.len());
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
        Ok(())
    }

    fn repeat(&mut self, inner: &Node, least: u32, most: Option<u32>) -> Result<(), BadPattern> {
        for _ in 0..least {
            self.node(inner)?;
        }
        let Some(most) = most else {
            let slot = self.slots;
            self.slots += 1;
            let fork = self.push(Step::Fork(0, 0))?;
            self.push(Step::Save(slot))?;
            self.node(inner)?;
            self.push(Step::Moved(slot))?;
            self.push(Step::Jump(fork))?;
            self.steps[fork] = Step::Fork(fork + 1, self.steps.len());
            return Ok(());
        };
        let mut forks = Vec::new();
        for _ in least..most {
            forks.push(self.push(Step::Fork(0, 0))?);
            self.node(inner)?;
        }
        for fork in forks {
            self.steps[fork] = Step::Fork(fork + 1, self.steps.len());
        }
        Ok(())
    }

    /// Whether a step that takes a character takes this one.
    pub fn takes(&self, step: &Step, letter: char) -> bool {
        match step {
            Step::Letter(wanted) => same(*wanted, letter, self.ignore_case),
            Step::Any => true,
            Step::Set(set) => set.has(letter, self.ignore_case),
            _ => false,
        }
    }
}

/// Whether two characters are one, perhaps but for their case.
pub fn same(one: char, other: char, ignore_case: bool) -> bool {
    one == other || (ignore_case && one.to_lowercase().eq(other.to_lowercase()))
}

/// The character at a place.
pub fn next(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

/// Whether an assertion holds at a place.
pub fn holds(assert: Assert, text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = next(text, at);
    let (left, right) = (before.is_some_and(is_word), after.is_some_and(is_word));
    match assert {
        Assert::Start => at == 0,
        Assert::End => at == text.len(),
        Assert::LineStart => before.is_none_or(|letter| letter == '\n'),
        Assert::LineEnd => after.is_none_or(|letter| letter == '\n'),
        Assert::WordStart => !left && right,
        Assert::WordEnd => left && !right,
        Assert::WordEdge => left != right,
        Assert::NoWordEdge => left == right,
    }
}
