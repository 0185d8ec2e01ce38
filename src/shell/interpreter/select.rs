//! bash's `select` (its manual, 3.2.5.2): a menu, and what was chosen from it.

use unicode_width::UnicodeWidthStr;

use super::compound::Turn;
use super::{Flow, Interpreter, Ran};
use crate::shell::channel::{Channel, read_line};
use crate::shell::language::Script;
use crate::shell::{Input, Prompt, Shell};

/// Columns of a terminal of which nobody says how wide it is.
const COLUMNS: usize = 80;
/// Columns from one tabulator to the next.
const TAB: usize = 8;

impl Interpreter<'_> {
    pub(super) fn select(&mut self, shell: &mut Shell, name: &str, values: &[String], body: &Script) -> Ran {
        let width = shell.get("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(COLUMNS);
        let menu = menu(values, width);
        let mut status = 0;
        let mut shows = true;
        while !values.is_empty() {
            self.system.step()?;
            if shows {
                self.write_error(menu.as_bytes())?;
            }
            let Some(line) = self.choice(shell)? else {
                self.write_error(b"\n")?;
                return Ok(1);
            };
            shows = line.is_empty();
            if shows {
                continue;
            }
            let number = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let chosen = number.and_then(|at| values.get(at)).cloned().unwrap_or_default();
            self.assign(shell, "REPLY", &line)?;
            self.assign(shell, name, &chosen)?;
            match self.in_loop(|this| this.script(shell, body))? {
                Turn::Status(code) => status = code,
                Turn::Next => status = 0,
                Turn::Leave => return Ok(0),
            }
            shows = shell.get("REPLY").is_none_or(str::is_empty);
        }
        Ok(status)
    }

    /// The line that answers the prompt; `None`: the input has ended.
    fn choice(&mut self, shell: &Shell) -> Result<Option<String>, Flow> {
        let prompt = shell.get("PS3").unwrap_or("#? ").to_string();
        let Some(Channel::Input(input)) = self.channels.get(&0).cloned() else { return Ok(None) };
        if matches!(*input.borrow(), Input::Terminal) {
            return Ok(self.system.read_line(&Prompt::question(prompt))?);
        }
        self.write_error(prompt.as_bytes())?;
        let line = read_line(&mut input.borrow_mut(), self.system)?;
        Ok(line.map(|line| line.trim_end_matches('\n').to_string()))
    }
}

/// The choices with their numbers, in as many columns as have room (`print_select_list` in bash's `execute_cmd.c`).
fn menu(values: &[String], width: usize) -> String {
    let digits = |number: usize| number.to_string().len();
    let whole = digits(values.len());
    let widest = values.iter().map(|value| value.width()).max().unwrap_or(0) + whole + 4;
    let columns = (width / widest).max(1);
    let mut rows = values.len().div_ceil(columns).max(1);
    if rows == 1 {
        rows = values.len().div_ceil(rows);
    }
    let mut text = String::new();
    for row in 0..rows {
        let mut place = 0;
        for at in (row..values.len()).step_by(rows) {
            let numbers = if place == 0 { digits(rows) } else { whole };
            let value = values.get(at).map_or("", String::as_str);
            text += &format!("{:>numbers$}) {value}", at + 1);
            if at + rows < values.len() {
                text += &blanks(place + numbers + 2 + value.width(), place + widest);
                place += widest;
            }
        }
        text.push('\n');
    }
    text
}

/// What leads from one column of the terminal to another: tabulators as far as they go.
fn blanks(mut from: usize, to: usize) -> String {
    let mut text = String::new();
    while from < to {
        if to / TAB > from / TAB {
            text.push('\t');
            from += TAB - from % TAB;
        } else {
            text.push(' ');
            from += 1;
        }
    }
    text
}
