//! `read` and `getopts`.

use crate::shell::arrays::subscripted;
use crate::shell::channel::{Channel, read_line};
use crate::shell::interpreter::{Flow, Interpreter, Ran};
use crate::shell::language::is_name;
use crate::shell::{Dialect, Input, Prompt, Shell};

/// What the options of `read` ask for.
#[derive(Default)]
struct Asked {
    raw: bool,
    silent: bool,
    prompt: String,
    /// `-a`: the array that takes the fields (bash).
    array: Option<String>,
    /// `-n` and `-N`: letters at most (bash, ash).
    letters: Option<usize>,
    /// `-N`: letters exactly, whatever they are (bash).
    exactly: bool,
    /// `-d` (bash)
    delimiter: Option<char>,
    /// `-u` (bash, ash)
    descriptor: u32,
}

/// Reads the options; the status where one is wrong.
fn options(shell: &mut Interpreter<'_>, state: &Shell, names: &mut &[String]) -> Result<Result<Asked, i32>, Flow> {
    let mut asked = Asked::default();
    let takes = match shell.dialect {
        Dialect::Dash => "p",
        Dialect::Ash => "ptnud",
        Dialect::Bash => "ptndaNuid",
    };
    while let Some(option) = names.first().filter(|word| word.starts_with('-') && word.len() > 1) {
        *names = names.get(1..).unwrap_or_default();
        if option == "--" {
            break;
        }
        let mut letters = option.chars().skip(1);
        while let Some(letter) = letters.next() {
            if takes.contains(letter) {
                let rest: String = letters.by_ref().collect();
                let value = match rest.is_empty() {
                    false => rest,
                    true => {
                        let value = names.first().cloned().unwrap_or_default();
                        *names = names.get(1..).unwrap_or_default();
                        value
                    }
                };
                match letter {
                    'p' => asked.prompt = value,
                    'a' => asked.array = Some(value),
                    'n' => asked.letters = value.parse().ok(),
                    'N' => (asked.letters, asked.exactly) = (value.parse().ok(), true),
                    'd' => asked.delimiter = Some(value.chars().next().unwrap_or('\0')),
                    'u' => asked.descriptor = value.parse().unwrap_or(0),
                    // A time, or what an editor begins with: nothing here waits, and lines are whole.
                    _ => {}
                }
                continue;
            }
            match letter {
                'r' => asked.raw = true,
                's' if shell.dialect != Dialect::Dash => asked.silent = true,
                'e' | 'E' if shell.dialect == Dialect::Bash => {}
                _ => {
                    let words = match shell.dialect {
                        Dialect::Dash => format!("Illegal option -{letter}"),
                        Dialect::Ash => format!("illegal option -{letter}"),
                        Dialect::Bash => format!("-{letter}: invalid option"),
                    };
                    shell.complain(state, Some("read"), &words)?;
                    if shell.dialect == Dialect::Bash {
                        let usage = "read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] \
                                     [-p prompt] [-t timeout] [-u fd] [name ...]\n";
                        shell.write_error(usage.as_bytes())?;
                    }
                    return Ok(Err(2));
                }
            }
        }
    }
    Ok(Ok(asked))
}

pub(super) fn read(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut names = arguments.get(1..).unwrap_or_default();
    let mut asked = match options(shell, state, &mut names)? {
        Ok(asked) => asked,
        Err(status) => return Ok(status),
    };
    let bash = shell.dialect == Dialect::Bash;
    let fine = |name: &String| is_name(name) || bash && subscripted(name).is_some();
    if let Some(bad) = names.iter().chain(&asked.array).find(|name| !fine(name)) {
        if bash {
            shell.complain(state, Some("read"), &format!("`{bad}': not a valid identifier"))?;
            return Ok(1);
        }
        shell.complain(state, Some("read"), &format!("{bad}: bad variable name"))?;
        return Ok(2);
    }
    let Some(Channel::Input(input)) = shell.channels.get(&asked.descriptor).cloned() else { return Ok(1) };
    let typed_unseen = asked.silent && matches!(*input.borrow(), Input::Terminal);
    let (line, ended) = line_of(shell, &mut asked, &mut input.borrow_mut())?;
    if typed_unseen {
        let fields = fields(&line, state.get("IFS").unwrap_or(" \t\n"), usize::MAX, asked.raw);
        fields.iter().map(String::as_str).chain([line.trim()]).for_each(|text| state.unseen.add(text));
    }
    let separators = if asked.exactly { "" } else { state.get("IFS").unwrap_or(" \t\n") }.to_string();
    if let Some(array) = &asked.array {
        let ready = fields(&line, &separators, usize::MAX, asked.raw).into_iter().filter(|field| !field.is_empty());
        let ready = ready.map(|field| (None, false, field)).collect();
        shell.assign_list(state, array, ready, false, false)?;
        return Ok(i32::from(!ended));
    }
    let default = ["REPLY".to_string()];
    // Without names the whole line is kept, blanks and all (bash).
    if names.is_empty() && bash {
        let values = fields(&line, "", 1, asked.raw);
        shell.assign(state, "REPLY", values.first().map_or("", String::as_str))?;
        return Ok(i32::from(!ended));
    }
    let names = if names.is_empty() && shell.dialect != Dialect::Dash { &default } else { names };
    let values = fields(&line, &separators, names.len(), asked.raw);
    for (index, name) in names.iter().enumerate() {
        let value = values.get(index).cloned().unwrap_or_default();
        shell.assign_named(state, name, &value)?;
    }
    Ok(i32::from(!ended))
}

/// What is read, and whether it ended as it should.
fn line_of(shell: &mut Interpreter<'_>, asked: &mut Asked, input: &mut Input) -> Result<(String, bool), Flow> {
    let mut line = String::new();
    loop {
        shell.system.step()?;
        let next = match input {
            Input::Terminal => {
                let text = std::mem::take(&mut asked.prompt);
                let prompt = if asked.silent { Prompt::secret(text) } else { Prompt::question(text) };
                shell.system.read_line(&prompt)?.map(|line| line + "\n")
            }
            Input::Data { .. } if asked.letters.is_some() || asked.delimiter.is_some() => {
                return letters_of(shell, asked, input);
            }
            _ => read_line(input, shell.system)?,
        };
        let Some(next) = next else { break };
        line.push_str(&next);
        let continued = !asked.raw && line.ends_with("\\\n") && backslashes(line.trim_end_matches('\n')) % 2 == 1;
        if !continued {
            break;
        }
        line.truncate(line.len().saturating_sub(2));
    }
    let ended = line.ends_with('\n');
    if ended {
        line.pop();
    }
    if let Some(most) = asked.letters {
        line = line.chars().take(most).collect();
    }
    Ok((line, ended))
}

/// What `-n`, `-N` and `-d` read of a file or pipe: letter by letter.
fn letters_of(shell: &mut Interpreter<'_>, asked: &Asked, input: &mut Input) -> Result<(String, bool), Flow> {
    let Input::Data { content, position } = input else { return Ok((String::new(), false)) };
    let delimiter = asked.delimiter.unwrap_or('\n');
    let most = asked.letters.unwrap_or(LETTERS);
    let mut text = String::new();
    let mut count = 0;
    while count < most {
        shell.system.step()?;
        let piece = content.slice(*position..position.saturating_add(4)).to_bytes();
        let Some(letter) = String::from_utf8_lossy(&piece).chars().next() else { return Ok((text, false)) };
        let length = if letter == '\u{fffd}' { 1 } else { letter.len_utf8() };
        *position = position.saturating_add(length as u64);
        if letter == delimiter && !asked.exactly {
            return Ok((text, true));
        }
        text.push(letter);
        count += 1;
    }
    Ok((text, asked.letters.is_some()))
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

/// Letters that `read -d` takes.
const LETTERS: usize = 1 << 20;

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
            let line = match shell.dialect {
                Dialect::Bash => format!("{}: illegal option -- {letter}\n", state.name),
                _ => format!("Illegal option -{letter}\n"),
            };
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
                let line = match shell.dialect {
                    Dialect::Bash => format!("{}: option requires an argument -- {letter}\n", state.name),
                    _ => format!("No arg for -{letter} option\n"),
                };
                shell.write_error(line.as_bytes())?;
            }
        }
    }
    state.set("OPTIND", &next.to_string());
    shell.assign(state, name, &value)?;
    Ok(0)
}
