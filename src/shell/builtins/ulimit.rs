//! `ulimit`: shows and sets the bounds of a process (POSIX XCU `ulimit`; the options of dash, ash and bash).

use crate::shell::interpreter::{Interpreter, Ran};
use crate::shell::limits::{Limits, RESOURCES, Resource, UNLIMITED};
use crate::shell::{Dialect, Shell};

/// Which of the two bounds is meant.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Ends {
    soft: bool,
    hard: bool,
}

pub fn ulimit(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut ends = Ends::default();
    let mut all = false;
    let mut asked: Vec<&Resource> = Vec::new();
    let mut given = arguments.get(1..).unwrap_or_default();
    while let Some((first, rest)) = given.split_first() {
        let Some(letters) = first.strip_prefix('-').filter(|letters| !letters.is_empty()) else { break };
        given = rest;
        for letter in letters.chars() {
            match letter {
                'S' => ends.soft = true,
                'H' => ends.hard = true,
                'a' => all = true,
                _ => match resource(letter, shell.dialect) {
                    Some(resource) => asked.push(resource),
                    None => return refuse(shell, state, &illegal(letter, shell.dialect)),
                },
            }
        }
    }
    let limits = state.limits.clone().unwrap_or_else(|| shell.system.limits());
    if all {
        for line in table(&limits, ends, shell.dialect) {
            shell.write(1, format!("{line}\n").as_bytes())?;
        }
        return Ok(0);
    }
    if asked.is_empty() {
        asked.extend(resource('f', shell.dialect));
    }
    let Some(value) = given.first() else {
        for resource in asked {
            let bound = shown(resource, limits.of(resource), ends);
            shell.write(1, format!("{bound}\n").as_bytes())?;
        }
        return Ok(0);
    };
    let Some(resource) = asked.pop() else { return Ok(0) };
    set(shell, state, (resource, value), ends, limits)
}

fn resource(letter: char, dialect: Dialect) -> Option<&'static Resource> {
    // Older shells say `-p` for processes.
    let letter = if letter == 'p' && dialect != Dialect::Bash { 'u' } else { letter };
    RESOURCES.iter().find(|resource| resource.letter == letter)
}

fn illegal(letter: char, dialect: Dialect) -> String {
    match dialect {
        Dialect::Bash => format!("-{letter}: invalid option"),
        Dialect::Dash => format!("Illegal option -{letter}"),
        Dialect::Ash => format!("invalid option -- '{letter}'"),
    }
}

fn refuse(shell: &mut Interpreter<'_>, state: &mut Shell, words: &str) -> Ran {
    match shell.dialect {
        Dialect::Bash => shell.complain(state, Some("ulimit"), words)?,
        Dialect::Dash => {
            shell.complain(state, Some("ulimit"), words)?;
            return Ok(2);
        }
        // BusyBox has it from a library of all its shells, which names the shell alone.
        Dialect::Ash => shell.write(2, format!("{}: {words}\n", state.name).as_bytes())?,
    }
    Ok(1)
}

fn set(
    shell: &mut Interpreter<'_>,
    state: &mut Shell,
    (resource, value): (&Resource, &str),
    ends: Ends,
    mut limits: Limits,
) -> Ran {
    let (soft, hard) = limits.of(resource);
    let wanted = match value {
        "unlimited" => Some(UNLIMITED),
        "soft" => Some(soft),
        "hard" => Some(hard),
        number => number.parse::<u64>().ok().and_then(|number| number.checked_mul(resource.unit)),
    };
    let Some(wanted) = wanted else {
        let words = match shell.dialect {
            Dialect::Bash => format!("{value}: invalid number"),
            Dialect::Dash => "bad number".to_string(),
            Dialect::Ash => format!("invalid number '{value}'"),
        };
        return refuse(shell, state, &words);
    };
    let both = ends == Ends::default();
    let new_hard = if ends.hard || both { wanted } else { hard };
    let new_soft = if ends.soft || both { wanted } else { soft };
    // That would need a right which containers do not have (`CAP_SYS_RESOURCE`).
    let refusal = match () {
        () if new_hard > hard => Some("Operation not permitted"),
        () if new_soft > new_hard => Some("Invalid argument"),
        () => None,
    };
    if let Some(why) = refusal {
        let words = match shell.dialect {
            Dialect::Bash => format!("{}: cannot modify limit: {why}", resource.in_bash.0),
            Dialect::Dash => format!("error setting limit ({why})"),
            Dialect::Ash => format!("error setting limit: {why}"),
        };
        return refuse(shell, state, &words);
    }
    limits.set(resource.name, new_soft, new_hard);
    state.limits = Some(limits);
    Ok(0)
}

fn shown(resource: &Resource, (soft, hard): (u64, u64), ends: Ends) -> String {
    let bound = if ends.hard && !ends.soft { hard } else { soft };
    if bound == UNLIMITED { "unlimited".into() } else { (bound / resource.unit).to_string() }
}

/// The lines of `ulimit -a`.
fn table(limits: &Limits, ends: Ends, dialect: Dialect) -> Vec<String> {
    let mut rows: Vec<&Resource> = RESOURCES.iter().collect();
    if dialect != Dialect::Dash {
        rows.sort_by_key(|resource| (resource.letter.to_ascii_lowercase(), resource.letter));
    }
    if dialect == Dialect::Bash {
        rows.sort_by_key(|resource| resource.letter != 'R');
    }
    let line = |resource: &&Resource| {
        let bound = shown(resource, limits.of(resource), ends);
        match dialect {
            Dialect::Dash => Some(format!("{:<20} {bound}", resource.in_dash?)),
            Dialect::Ash => Some(format!("{:<31} (-{}) {bound}", resource.in_ash?, resource.letter)),
            Dialect::Bash => {
                let (name, unit) = resource.in_bash;
                let option = if unit.is_empty() { String::new() } else { format!("{unit}, ") };
                let option = format!("({option}-{})", resource.letter);
                Some(format!("{name:<20} {option:>19} {bound}"))
            }
        }
    };
    rows.iter().filter_map(line).collect()
}
