//! `cowsay` and `cowthink`.

use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["cowsay", "cowthink"], about: "a cow says a text", usage: "[-W COLUMNS] [TEXT]...", run };

/// Columns of a line in the balloon.
const COLUMNS: usize = 40;

fn run(process: &mut Process<'_>) -> Ended {
    let mut columns = COLUMNS;
    let mut texts = Vec::new();
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-W" => columns = words.next().and_then(|text| text.parse().ok()).unwrap_or(COLUMNS),
            "-f" | "-e" | "-T" => {
                words.next();
            }
            option if option.starts_with('-') && texts.is_empty() && option.len() > 1 => {}
            _ => texts.push(word),
        }
    }
    let text = if texts.is_empty() {
        let rest = process.rest_of_stdin()?;
        String::from_utf8_lossy(&process.take_in(&rest)?).into_owned()
    } else {
        texts.join(" ")
    };
    let thinks = process.name() == "cowthink";
    let balloon = balloon(&wrapped(&text, columns.max(2)), thinks);
    let line = if thinks { 'o' } else { '\\' };
    process.print(&format!(
        "{balloon}        {line}   ^__^\n         {line}  (oo)\\_______\n            (__)\\       )\\/\\\n                ||----w |\n                ||     ||\n"
    ))?;
    Ok(0)
}

/// Words in lines of fewer than so many columns.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let mut word = word;
        let Some(last) = lines.last_mut() else { continue };
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() < columns {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(std::mem::take(&mut word).to_string());
        }
    }
    lines
}

fn balloon(lines: &[String], thinks: bool) -> String {
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let last = lines.len().saturating_sub(1);
    let mut text = format!(" {}\n", "_".repeat(width + 2));
    for (index, line) in lines.iter().enumerate() {
        let (left, right) = match index {
            _ if thinks => ('(', ')'),
            0 if last == 0 => ('<', '>'),
            0 => ('/', '\\'),
            index if index == last => ('\\', '/'),
            _ => ('|', '|'),
        };
        let gap = " ".repeat(width - line.chars().count());
        text += &format!("{left} {line}{gap} {right}\n");
    }
    text + &format!(" {}\n", "-".repeat(width + 2))
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn a_cow_says_a_text() {
        check(&[(
            "cowsay moo",
            " _____\n< moo >\n -----\n        \\   ^__^\n         \\  (oo)\\_______\n            (__)\\       )\\/\\\n                ||----w |\n                ||     ||\n",
        )]);
    }
}
