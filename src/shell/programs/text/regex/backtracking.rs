//! Running a program by trying one way after the other: what back-references need.

use super::program::{Program, Step, holds, next, same};
use super::{Budget, TooHard};

type Slots = Vec<Option<usize>>;

/// What is to be done when the present way has come to its end.
enum Pending {
    /// Another way, from a step at a place.
    Try(usize, usize),
    /// What a slot held before.
    Restore(usize, Option<usize>),
}

/// The slots of the leftmost match from byte `from` on, the longest of these.
pub fn search(program: &Program, text: &str, from: usize) -> Result<Option<Slots>, TooHard> {
    let mut budget = Budget::default();
    let starts = text.get(from..).unwrap_or("").char_indices().map(|(at, _)| from + at).chain([text.len()]);
    for start in starts {
        if let Some(found) = longest(program, text, start, &mut budget)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn longest(program: &Program, text: &str, start: usize, budget: &mut Budget) -> Result<Option<Slots>, TooHard> {
    let mut slots: Slots = vec![None; program.slots];
    let mut best: Option<Slots> = None;
    let mut later = vec![Pending::Try(0, start)];
    while let Some(way) = later.pop() {
        let (mut step, mut at) = match way {
            Pending::Try(step, at) => (step, at),
            Pending::Restore(slot, value) => {
                slots[slot] = value;
                continue;
            }
        };
        while let Some(current) = program.steps.get(step) {
            budget.step()?;
            step += 1;
            match current {
                Step::Match => {
                    if best.as_ref().is_none_or(|best| slots.get(1) > best.get(1)) {
                        best = Some(slots.clone());
                    }
                    break;
                }
                Step::Jump(to) => step = *to,
                Step::Fork(first, second) => {
                    later.push(Pending::Try(*second, at));
                    step = *first;
                }
                Step::Save(slot) => {
                    later.push(Pending::Restore(*slot, slots[*slot]));
                    slots[*slot] = Some(at);
                }
                Step::Moved(slot) if slots[*slot] == Some(at) => break,
                Step::Moved(_) => {}
                Step::Assert(assert) if holds(*assert, text, at) => {}
                Step::Again(group) => match again(program, text, at, &slots, *group) {
                    Some(end) => at = end,
                    None => break,
                },
                taking => match next(text, at) {
                    Some(letter) if program.takes(taking, letter) => at += letter.len_utf8(),
                    _ => break,
                },
            }
        }
    }
    Ok(best)
}

/// Where what a group matched ends, if it stands at a place again.
fn again(program: &Program, text: &str, at: usize, slots: &Slots, group: usize) -> Option<usize> {
    let (start, end) = (slots.get(2 * group).copied()??, slots.get(2 * group + 1).copied()??);
    let mut rest = text.get(at..)?.chars();
    let mut end_at = at;
    for wanted in text.get(start..end)?.chars() {
        let letter = rest.next().filter(|letter| same(*letter, wanted, program.ignore_case))?;
        end_at += letter.len_utf8();
    }
    Some(end_at)
}
