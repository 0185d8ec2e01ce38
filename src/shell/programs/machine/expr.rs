//! `expr` (POSIX): numbers, comparisons, `:` and `match`, `length`, `substr`, `index`.

use std::cmp::Ordering;

use super::{Applet, Ended};
use crate::shell::Process;
use crate::shell::nesting::Nesting;
use crate::shell::programs::text::regex::{Groups, Style, compile};

pub(super) static PROGRAM: Applet =
    Applet { names: &["expr"], about: "evaluates an expression", usage: "EXPRESSION", run };

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.is_empty() {
        return process.missing_operand();
    }
    let mut expression = Expression { words: &words, at: 0 };
    let value = match expression.level(0) {
        Ok(value) if expression.at == words.len() => value,
        Ok(_) => {
            let word = words.get(expression.at).cloned().unwrap_or_default();
            let text = if process.busybox() {
                "syntax error".into()
            } else {
                format!("syntax error: unexpected argument '{word}'")
            };
            return process.fail(2, &text);
        }
        Err(text) if process.busybox() => return process.fail(2, &text.replace("non-integer", "non-numeric")),
        Err(text) => return process.fail(2, &text),
    };
    process.print(&format!("{value}\n"))?;
    Ok(i32::from(value.is_empty() || value == "0"))
}

struct Expression<'w> {
    words: &'w [String],
    at: usize,
}

/// Operators by rising precedence.
const LEVELS: [&[&str]; 6] =
    [&["|"], &["&"], &["=", "==", "!=", "<", "<=", ">", ">="], &["+", "-"], &["*", "/", "%"], &[":"]];

impl Expression<'_> {
    fn next(&mut self) -> Result<String, String> {
        let word = self.words.get(self.at).cloned().ok_or("syntax error")?;
        self.at += 1;
        Ok(word)
    }

    fn level(&mut self, level: usize) -> Result<String, String> {
        let Some(operators) = LEVELS.get(level) else { return self.primary() };
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.words.get(self.at).filter(|word| operators.contains(&word.as_str())).cloned() {
            self.at += 1;
            let right = self.level(level + 1)?;
            left = apply(&operator, &left, &right)?;
        }
        Ok(left)
    }

    fn primary(&mut self) -> Result<String, String> {
        let _nesting = Nesting::enter().map_err(|_| "nested too deeply")?;
        let word = self.next()?;
        match word.as_str() {
            "(" => {
                let value = self.level(0)?;
                if self.next()? == ")" { Ok(value) } else { Err("syntax error".into()) }
            }
            "length" if self.at < self.words.len() => Ok(self.primary()?.chars().count().to_string()),
            "match" if self.at + 1 < self.words.len() => {
                let (text, pattern) = (self.primary()?, self.primary()?);
                apply(":", &text, &pattern)
            }
            "index" if self.at + 1 < self.words.len() => {
                let (text, set) = (self.primary()?, self.primary()?);
                Ok(text.chars().position(|letter| set.contains(letter)).map_or(0, |at| at + 1).to_string())
            }
            "substr" if self.at + 2 < self.words.len() => {
                let (text, from, count) = (self.primary()?, self.primary()?, self.primary()?);
                let number = |text: &str| text.parse::<usize>().unwrap_or(0);
                let from = number(&from);
                if from == 0 {
                    return Ok(String::new());
                }
                Ok(text.chars().skip(from - 1).take(number(&count)).collect())
            }
            _ => Ok(word),
        }
    }
}

fn apply(operator: &str, left: &str, right: &str) -> Result<String, String> {
    let truth = |value: &str| !value.is_empty() && value != "0";
    let number = |text: &str| text.parse::<i64>().map_err(|_| "non-integer argument".to_string());
    Ok(match operator {
        "|" => if truth(left) { left } else { right }.to_string(),
        "&" => if truth(left) && truth(right) { left } else { "0" }.to_string(),
        ":" => {
            let style = Style::default();
            let regex =
                compile(&format!("^{}", right.trim_start_matches('^')), style).map_err(|error| error.to_string())?;
            let groups = regex.groups() > 0;
            let part = |groups: &Groups, number: usize| {
                groups.get(number).cloned().flatten().and_then(|range| left.get(range)).unwrap_or("").to_string()
            };
            match regex.captures(left, 0).map_err(|why| why.to_string())? {
                Some(found) if groups => part(&found, 1),
                Some(found) => part(&found, 0).chars().count().to_string(),
                None if groups => String::new(),
                None => "0".into(),
            }
        }
        "+" | "-" | "*" | "/" | "%" => {
            let (left, right) = (number(left)?, number(right)?);
            if matches!(operator, "/" | "%") && right == 0 {
                return Err("division by zero".into());
            }
            match operator {
                "+" => left.wrapping_add(right),
                "-" => left.wrapping_sub(right),
                "*" => left.wrapping_mul(right),
                "/" => left.wrapping_div(right),
                _ => left.wrapping_rem(right),
            }
            .to_string()
        }
        _ => {
            let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                _ => left.cmp(right),
            };
            let holds = match operator {
                "=" | "==" => order == Ordering::Equal,
                "!=" => order != Ordering::Equal,
                "<" => order == Ordering::Less,
                "<=" => order != Ordering::Greater,
                ">" => order == Ordering::Greater,
                _ => order != Ordering::Less,
            };
            i32::from(holds).to_string()
        }
    })
}
