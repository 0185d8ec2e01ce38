//! Running a program in all its states at once, so that the time is that of its length and the text's.

use super::program::{Program, Step, holds, next};
use super::{Budget, TooHard};

/// What was saved on the way.
type Slots = Vec<Option<usize>>;

/// The states at one place of the text, the preferred first.
struct States {
    list: Vec<(usize, Slots)>,
    /// The steps that were reached already.
    there: Vec<bool>,
}

impl States {
    fn new(size: usize) -> Self {
        States { list: Vec::new(), there: vec![false; size] }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.there.fill(false);
    }
}

/// The slots of the leftmost match from byte `from` on, the longest of these.
pub fn search(program: &Program, text: &str, from: usize) -> Result<Option<Slots>, TooHard> {
    let kept = 2 * (program.groups + 1);
    let mut budget = Budget::default();
    let (mut now, mut then) = (States::new(program.steps.len()), States::new(program.steps.len()));
    let mut best: Option<Slots> = None;
    let mut at = from;
    loop {
        if best.is_none() {
            add(program, text, at, 0, vec![None; kept], &mut now, &mut budget)?;
        } else if now.list.is_empty() {
            break;
        }
        let letter = next(text, at);
        let ahead = at + letter.map_or(1, char::len_utf8);
        for (step, slots) in std::mem::take(&mut now.list) {
            budget.step()?;
            // What began later than what has matched cannot be it.
            if best.as_ref().is_some_and(|best| slots.first() > best.first()) {
                continue;
            }
            match program.steps.get(step) {
                Some(Step::Match)
                    // The longest; of ways to the same end the preferred one came first, as in the GNU library.
                    if best.as_ref().is_none_or(|best| (slots.first(), best.get(1)) < (best.first(), slots.get(1))) => {
                        best = Some(slots);
                    }
                Some(step_now) if letter.is_some_and(|letter| program.takes(step_now, letter)) => {
                    add(program, text, ahead, step + 1, slots, &mut then, &mut budget)?;
                }
                _ => {}
            }
        }
        if letter.is_none() {
            break;
        }
        at = ahead;
        std::mem::swap(&mut now, &mut then);
        then.clear();
    }
    Ok(best)
}

/// Adds a step and those that follow it without taking a character.
fn add(
    program: &Program,
    text: &str,
    at: usize,
    step: usize,
    slots: Slots,
    states: &mut States,
    budget: &mut Budget,
) -> Result<(), TooHard> {
    let mut todo = vec![(step, slots)];
    while let Some((step, mut slots)) = todo.pop() {
        budget.step()?;
        match states.there.get_mut(step) {
            Some(there) if !*there => *there = true,
            _ => continue,
        }
        match program.steps.get(step) {
            Some(Step::Jump(to)) => todo.push((*to, slots)),
            Some(Step::Fork(first, second)) => {
                todo.push((*second, slots.clone()));
                todo.push((*first, slots));
            }
            Some(Step::Save(slot)) => {
                if let Some(place) = slots.get_mut(*slot) {
                    *place = Some(at);
                }
                todo.push((step + 1, slots));
            }
            Some(Step::Moved(_)) => todo.push((step + 1, slots)),
            Some(Step::Assert(assert)) if holds(*assert, text, at) => todo.push((step + 1, slots)),
            Some(Step::Assert(_)) | None => {}
            Some(_) => states.list.push((step, slots)),
        }
    }
    Ok(())
}
