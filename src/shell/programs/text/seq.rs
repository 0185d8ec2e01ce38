//! `seq`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::allowance;
use crate::shell::{Process, Stop};

/// What one number counts.
const NUMBER_WORK: u64 = 64;

pub(super) static PROGRAM: Applet = Applet {
    names: &["seq"],
    about: "prints numbers from first to last",
    usage: "[-w] [-s SEP] [FIRST [INC]] LAST",
    run,
};

const ACCEPTED: Accepted = Accepted { letters: "+ws:", long: &[("equal-width", 'w'), ("separator", 's')], misuse: 1 };

fn run(process: &mut Process<'_>) -> Ended {
    // A negative number is no option.
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let negative = |word: &String| word.starts_with('-') && word.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    if let Some(at) = words.iter().position(negative)
        && !matches!(at.checked_sub(1).and_then(|before| words.get(before)).map(String::as_str), Some("-s"))
    {
        words.insert(at, "--".into());
    }
    let options = ACCEPTED.parse_words(process, words)?;
    let operands: Vec<&String> = options.operands.iter().filter(|word| *word != "--").collect();
    let (first, step, last) = match operands.as_slice() {
        [last] => ("1", "1", last.as_str()),
        [first, last] => (first.as_str(), "1", last.as_str()),
        [first, step, last] => (first.as_str(), step.as_str(), last.as_str()),
        [] => return process.missing_operand(),
        [_, _, _, extra, ..] => {
            let words = format!("extra operand '{extra}'");
            return process.misused(1, &words);
        }
    };
    let places = [first, step].iter().map(|text| text.split_once('.').map_or(0, |(_, digits)| digits.len())).max();
    let places = places.unwrap_or(0).min(12);
    let mut numbers = [0f64; 3];
    for (number, text) in numbers.iter_mut().zip([first, step, last]) {
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => *number = value,
            _ => {
                let words = if process.busybox() {
                    format!("invalid number '{text}'")
                } else {
                    format!("invalid floating point argument: '{text}'")
                };
                return process.misused(1, &words);
            }
        }
    }
    let [first, step, last] = numbers;
    if step == 0.0 {
        let words = "invalid Zero increment value: '0'";
        return process.misused(1, words);
    }
    let width =
        if options.has('w') { format!("{first:.places$}").len().max(format!("{last:.places$}").len()) } else { 0 };
    let separator = options.value('s').unwrap_or("\n").to_string();
    let mut text = String::new();
    let mut turn = 0u64;
    loop {
        let value = first + step * turn as f64;
        let past = if step > 0.0 { value > last + step * 1e-9 } else { value < last + step * 1e-9 };
        if past {
            break;
        }
        allowance::work(NUMBER_WORK).map_err(Stop::from)?;
        if turn > 0 {
            text += &separator;
        }
        text += &format!("{value:0width$.places$}");
        turn += 1;
        if text.len() > 1 << 16 {
            process.print(&text)?;
            text.clear();
        }
    }
    if turn > 0 {
        text.push('\n');
    }
    process.print(&text)?;
    Ok(0)
}
