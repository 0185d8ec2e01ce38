//! bash's `mapfile` (`readarray`) and `printf -v`.

use std::collections::BTreeMap;

use crate::shell::arrays::{MAX_ELEMENTS, MAX_INDEX};
use crate::shell::channel::{Channel, PIPE_LIMIT, SUBSTITUTION_LIMIT, Sink, read_line};
use crate::shell::interpreter::{Flow, Interpreter, Ran};
use crate::shell::language::is_name;
use crate::shell::{Input, Shell, Stop, System, Value};

/// What the options of `mapfile` ask for.
struct Asked {
    /// `-t`: lines are without their ends.
    cut: bool,
    /// `-n`: lines at most; none: all.
    most: usize,
    /// `-s`: lines that are left out first.
    skip: usize,
    /// `-O`: the array stays, and lines go there.
    origin: Option<u64>,
    descriptor: u32,
    delimiter: char,
}

const USAGE: &str = "usage: mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] \
                     [array]";

/// Reads the options and takes them from the words; the status where one is wrong.
fn options(
    shell: &mut Interpreter<'_>,
    state: &mut Shell,
    builtin: &str,
    words: &mut &[String],
) -> Result<Result<Asked, i32>, Flow> {
    let mut asked = Asked { cut: false, most: 0, skip: 0, origin: None, descriptor: 0, delimiter: '\n' };
    while let Some(option) = words.first().filter(|word| word.starts_with('-') && word.len() > 1) {
        *words = words.get(1..).unwrap_or_default();
        if option == "--" {
            break;
        }
        let mut letters = option.chars().skip(1);
        while let Some(letter) = letters.next() {
            if letter == 't' {
                asked.cut = true;
                continue;
            }
            if !"dnsOuCc".contains(letter) {
                shell.complain(state, Some(builtin), &format!("-{letter}: invalid option"))?;
                shell.write_error(format!("{builtin}: {}\n", USAGE.replace("mapfile", builtin)).as_bytes())?;
                return Ok(Err(2));
            }
            let rest: String = letters.by_ref().collect();
            let value = if rest.is_empty() { words.first().cloned() } else { Some(rest.clone()) };
            if rest.is_empty() {
                *words = words.get(1..).unwrap_or_default();
            }
            let Some(value) = value else {
                shell.complain(state, Some(builtin), &format!("-{letter}: option requires an argument"))?;
                return Ok(Err(2));
            };
            let number = value.parse::<u64>();
            let wrong = match (letter, number) {
                ('d', _) => {
                    asked.delimiter = value.chars().next().unwrap_or('\0');
                    continue;
                }
                ('C' | 'c', _) => {
                    shell.complain(state, Some(builtin), &format!("layercake does not simulate -{letter}"))?;
                    return Ok(Err(2));
                }
                ('n', Ok(number)) => {
                    asked.most = usize::try_from(number).unwrap_or(usize::MAX);
                    continue;
                }
                ('s', Ok(number)) => {
                    asked.skip = usize::try_from(number).unwrap_or(usize::MAX);
                    continue;
                }
                ('O', Ok(number)) if number <= MAX_INDEX as u64 => {
                    asked.origin = Some(number);
                    continue;
                }
                ('u', Ok(number)) => match u32::try_from(number) {
                    Ok(descriptor) => {
                        asked.descriptor = descriptor;
                        continue;
                    }
                    Err(_) => "invalid file descriptor specification",
                },
                ('n' | 's', _) => "invalid line count",
                ('O', _) => "invalid array origin",
                _ => "invalid file descriptor specification",
            };
            shell.complain(state, Some(builtin), &format!("{value}: {wrong}"))?;
            return Ok(Err(1));
        }
    }
    Ok(Ok(asked))
}

pub(super) fn mapfile(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let builtin = arguments.first().map_or("mapfile", String::as_str);
    let mut words = arguments.get(1..).unwrap_or_default();
    let Asked { cut, most, skip, origin, descriptor, delimiter } = match options(shell, state, builtin, &mut words)? {
        Ok(asked) => asked,
        Err(status) => return Ok(status),
    };
    let name = words.first().map_or("MAPFILE", String::as_str);
    if !is_name(name) {
        shell.complain(state, Some(builtin), &format!("`{name}': not a valid identifier"))?;
        return Ok(1);
    }
    let name = state.resolved(name).to_string();
    let variable = state.variables.get(&name);
    let refused = match variable {
        Some(variable) if variable.readonly => Some(format!("{name}: readonly variable")),
        Some(variable) if matches!(variable.value, Some(Value::Map(_))) => {
            Some(format!("{name}: not an indexed array"))
        }
        _ => None,
    };
    if let Some(words) = refused {
        shell.complain(state, Some(builtin).filter(|_| !words.ends_with("readonly variable")), &words)?;
        return Ok(1);
    }
    let mut list = match variable.and_then(|variable| variable.value.clone()) {
        Some(Value::List(list)) if origin.is_some() => list,
        Some(Value::Text(text)) if origin.is_some() => BTreeMap::from([(0, text)]),
        _ => BTreeMap::new(),
    };
    let Some(Channel::Input(input)) = shell.channels.get(&descriptor).cloned() else {
        shell.complain(state, Some(builtin), &format!("{descriptor}: invalid file descriptor: Bad file descriptor"))?;
        return Ok(1);
    };
    let mut count = 0_usize;
    while most == 0 || count < skip.saturating_add(most) {
        shell.system.step()?;
        let Some(line) = read_until(&mut input.borrow_mut(), delimiter, shell.system)? else { break };
        count += 1;
        if count <= skip {
            continue;
        }
        if list.len() >= MAX_ELEMENTS {
            return Err(Stop::Limit(format!("an array of more than {MAX_ELEMENTS} elements")).into());
        }
        let line = if cut { line.strip_suffix(delimiter).unwrap_or(&line).to_string() } else { line };
        list.insert(origin.unwrap_or(0) + (count - skip - 1) as u64, line.replace('\0', ""));
    }
    state.variables.entry(name).or_default().value = Some(Value::List(list));
    Ok(0)
}

/// The text up to a delimiter and with it; `None`: there is no more.
fn read_until(input: &mut Input, delimiter: char, system: &mut dyn System) -> Result<Option<String>, Stop> {
    if delimiter == '\n' {
        return read_line(input, system);
    }
    let Input::Data { content, position } = input else { return read_line(input, system) };
    let mut text = Vec::new();
    let mut buffer = [0; 4];
    let end = delimiter.encode_utf8(&mut buffer).as_bytes();
    let mut window = 512_u64;
    loop {
        let piece = content.slice(*position..position.saturating_add(window)).to_bytes();
        if piece.is_empty() {
            break;
        }
        let before = text.len();
        text.extend_from_slice(&piece);
        let from = before.saturating_sub(end.len());
        let found = text.get(from..).unwrap_or_default().windows(end.len()).position(|part| part == end);
        if let Some(found) = found {
            let whole = from + found + end.len();
            *position = position.saturating_add((whole - before) as u64);
            text.truncate(whole);
            break;
        }
        *position = position.saturating_add(piece.len() as u64);
        if text.len() > SUBSTITUTION_LIMIT {
            return Err(Stop::Limit(format!("a line of more than {SUBSTITUTION_LIMIT} bytes")));
        }
        window = (window * 2).min(1 << 16);
    }
    Ok((!text.is_empty()).then(|| String::from_utf8_lossy(&text).into_owned()))
}

/// bash's `printf`: with `-v NAME` what it would print becomes a value.
pub(super) fn printf(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let program = shell.system.program("printf");
    let (name, taken) = match arguments {
        [_, option, name, ..] if option == "-v" => (name.clone(), 3),
        [_, option, ..] if option.starts_with("-v") && option.len() > 2 => (option.get(2..).unwrap_or("").into(), 2),
        _ => return shell.program(state, arguments.to_vec(), program, false),
    };
    let words = std::iter::once("printf".to_string()).chain(arguments.iter().skip(taken).cloned()).collect();
    let sink = Sink::pipe(PIPE_LIMIT);
    let outer = shell.channels.insert(1, Channel::Sink(sink.clone()));
    let ran = shell.program(state, words, program, false);
    match outer {
        Some(outer) => shell.channels.insert(1, outer),
        None => shell.channels.remove(&1),
    };
    let status = ran?;
    let text = String::from_utf8_lossy(&sink.borrow_mut().drain().to_bytes()).into_owned();
    shell.assign_named(state, &name, &text)?;
    Ok(status)
}

/// dash's `printf`, which has no options.
pub(super) fn dash_printf(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    if let Some(option) = arguments.get(1).filter(|word| word.starts_with('-') && word.len() > 1 && *word != "--") {
        let letter = option.chars().nth(1).unwrap_or('-');
        shell.complain(state, Some("printf"), &format!("Illegal option -{letter}"))?;
        return Ok(2);
    }
    let program = shell.system.program("printf");
    shell.program(state, arguments.to_vec(), program, false)
}
