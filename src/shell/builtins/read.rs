//! `read` and `getopts`.

use crate::shell::channel::{Channel, read_line};
use crate::shell::interpreter::{Interpreter, Ran};
use crate::shell::language::is_name;
use crate::shell::{Dialect, Input, Prompt, Shell};

pub(super) fn read(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut names = arguments.get(1..).unwrap_or_default();
    let (mut raw, mut silent, mut prompt) = (false, false, String::new());
    while let Some(option) = names.first().filter(|word| word.starts_with('-') && word.len() > 1) {
        let mut taken = 1;
        match option.as_str() {
            "-r" => raw = true,
            "-s" => silent = true,
            "-p" => {
                prompt = names.get(1).cloned().unwrap_or_default();
                taken = 2;
            }
            // A time or a count of letters: nothing here waits, and lines are whole.
            "-t" | "-n" | "-d" if shell.dialect != Dialect::Dash => taken = 2,
            "-rp" | "-rs" | "-sr" => {
                raw = true;
                silent = option.contains('s');
                if option.ends_with('p') {
                    prompt = names.get(1).cloned().unwrap_or_default();
                    taken = 2;
                }
            }
            "--" => {
                names = names.get(1..).unwrap_or_default();
                break;
            }
            _ => {
                shell.complain(state, Some("read"), &format!("Illegal option {option}"))?;
                return Ok(2);
            }
        }
        names = names.get(taken..).unwrap_or_default();
    }
    if let Some(bad) = names.iter().find(|name| !is_name(name)) {
        shell.complain(state, Some("read"), &format!("{bad}: bad variable name"))?;
        return Ok(2);
    }
    let Some(Channel::Input(input)) = shell.channels.get(&0).cloned() else { return Ok(1) };
    let mut line = String::new();
    let typed_unseen = silent && matches!(*input.borrow(), Input::Terminal);
    loop {
        shell.system.step()?;
        let next = if matches!(*input.borrow(), Input::Terminal) {
            let text = std::mem::take(&mut prompt);
            let prompt = if silent { Prompt::secret(text) } else { Prompt::question(text) };
            shell.system.read_line(&prompt)?.map(|line| line + "\n")
        } else {
            read_line(&mut input.borrow_mut(), shell.system)?
        };
        let Some(next) = next else { break };
        line.push_str(&next);
        let continued = !raw && line.ends_with("\\\n") && backslashes(line.trim_end_matches('\n')) % 2 == 1;
        if !continued {
            break;
        }
        line.truncate(line.len().saturating_sub(2));
    }
    let ended = line.ends_with('\n');
    if ended {
        line.pop();
    }
    let separators = state.get("IFS").unwrap_or(" \t\n").to_string();
    let default = ["REPLY".to_string()];
    let names = if names.is_empty() && shell.dialect != Dialect::Dash { &default } else { names };
    let values = fields(&line, &separators, names.len(), raw);
    for (index, name) in names.iter().enumerate() {
        let value = values.get(index).cloned().unwrap_or_default();
        shell.assign(state, name, &value)?;
        if typed_unseen && let Some(variable) = state.variables.get_mut(name) {
            variable.secret = true;
        }
    }
    Ok(i32::from(!ended))
}

fn backslashes(text: &str) -> usize {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count()
}

/// Splits a line into at most `count` fields; the last one takes the rest.
fn fields(line: &str, separators: &str, count: usize, raw: bool) -> Vec<String> {
    let blank = |c: char| separators.contains(c) && " \t\n".contains(c);
    // Letters, and whether each was escaped.
    let mut letters: Vec<(char, bool)> = Vec::new();
    let mut source = line.chars();
    while let Some(letter) = source.next() {
        match letter {
            '\\' if !raw => letters.extend(source.next().map(|letter| (letter, true))),
            letter => letters.push((letter, false)),
        }
    }
    let is_blank = |at: &(char, bool)| !at.1 && blank(at.0);
    let is_separator = |at: &(char, bool)| !at.1 && separators.contains(at.0);
    let mut rest = letters.as_slice();
    let mut values = Vec::new();
    while rest.first().is_some_and(is_blank) {
        rest = rest.get(1..).unwrap_or_default();
    }
    while !rest.is_empty() && values.len() + 1 < count {
        let end = rest.iter().position(is_separator).unwrap_or(rest.len());
        values.push(rest.iter().take(end).map(|(letter, _)| *letter).collect());
        rest = rest.get(end..).unwrap_or_default();
        let mut hard = 0;
        while let Some(next) = rest.first().filter(|next| is_separator(next)) {
            hard += usize::from(!blank(next.0));
            if hard > 1 {
                break;
            }
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    while rest.last().is_some_and(is_blank) {
        rest = rest.get(..rest.len() - 1).unwrap_or_default();
    }
    if count > 0 {
        values.push(rest.iter().map(|(letter, _)| *letter).collect());
    }
    values
}

pub(super) fn getopts(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let (Some(known), Some(name)) = (arguments.get(1), arguments.get(2)) else {
        shell.complain(state, Some("getopts"), "usage: getopts optstring var [arg]")?;
        return Ok(2);
    };
    let given = match arguments.get(3..) {
        Some(given) if !given.is_empty() => given.to_vec(),
        _ => state.positional.clone(),
    };
    let silent = known.starts_with(':');
    let index: usize = state.get("OPTIND").and_then(|text| text.parse().ok()).unwrap_or(1).max(1);
    let word = given.get(index - 1).cloned().unwrap_or_default();
    if state.option_offset == 0 && (word == "--" || word.len() < 2 || !word.starts_with('-')) {
        let past = index + usize::from(word == "--");
        state.set("OPTIND", &past.to_string());
        shell.assign(state, name, "?")?;
        return Ok(1);
    }
    let at = state.option_offset.max(1);
    let letter = word.chars().nth(at).unwrap_or('?');
    let rest: String = word.chars().skip(at + 1).collect();
    let mut next = index;
    state.option_offset = at + 1;
    if rest.is_empty() {
        next += 1;
        state.option_offset = 0;
    }
    let place = known.trim_start_matches(':').find(letter).filter(|_| letter != ':');
    let takes = place.is_some_and(|place| {
        known.trim_start_matches(':').get(place + letter.len_utf8()..).is_some_and(|rest| rest.starts_with(':'))
    });
    state.variables.remove("OPTARG");
    let mut value = letter.to_string();
    if place.is_none() {
        value = "?".into();
        if silent {
            state.set("OPTARG", &letter.to_string());
        } else {
            let line = format!("Illegal option -{letter}\n");
            shell.write_error(line.as_bytes())?;
        }
    } else if takes {
        state.option_offset = 0;
        let argument = if rest.is_empty() { given.get(next - 1).cloned() } else { Some(rest) };
        next = if next == index { index + 1 } else { next + 1 };
        match argument {
            Some(argument) => {
                state.set("OPTARG", &argument);
            }
            None if silent => {
                value = ":".into();
                state.set("OPTARG", &letter.to_string());
            }
            None => {
                value = "?".into();
                shell.write_error(format!("No arg for -{letter} option\n").as_bytes())?;
            }
        }
    }
    state.set("OPTIND", &next.to_string());
    shell.assign(state, name, &value)?;
    Ok(0)
}
