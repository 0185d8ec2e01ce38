//! `pidof`, `pgrep` and `pkill`: processes by their names (pgrep(1)).

use super::processes::running;
use super::{Applet, Ended, accounts};
use crate::shell::programs::options::Accepted;
use crate::shell::programs::text::regex::{Dialect, Style, compile};
use crate::shell::{Process, ProcessInfo, Stream, program_name};

pub(super) static PIDOF: Applet =
    Applet { names: &["pidof"], about: "finds the processes of a program", usage: "[-s] [-o PID] NAME...", run: pidof };
pub(super) static PGREP: Applet = Applet {
    names: &["pgrep", "pkill"],
    about: "finds processes by a pattern, or sends them a signal",
    usage: "[-flnovx] [-u USER] PATTERN",
    run: pgrep,
};

/// Characters of a process's name that the kernel keeps.
const NAME: usize = 15;

fn pidof(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("so:").parse(process)?;
    let mut rows = process.system.processes();
    rows.retain(|row| options.operands.iter().any(|name| name.rsplit('/').next() == Some(program_name(&row.command))));
    rows.retain(|row| options.values('o').all(|pid| pid != row.pid.to_string()));
    // The newest comes first.
    rows.sort_by_key(|row| std::cmp::Reverse(row.pid));
    rows.truncate(if options.has('s') { 1 } else { rows.len() });
    if rows.is_empty() {
        return Ok(1);
    }
    let text = rows.iter().map(|row| row.pid.to_string()).collect::<Vec<_>>().join(" ");
    process.print(&(text + "\n"))?;
    Ok(0)
}

const PGREP_TAKES: Accepted = Accepted {
    letters: "aflxncovid:u:U:P:",
    long: &[
        ("list-full", 'a'),
        ("full", 'f'),
        ("list-name", 'l'),
        ("exact", 'x'),
        ("newest", 'n'),
        ("count", 'c'),
        ("oldest", 'o'),
        ("inverse", 'v'),
        ("ignore-case", 'i'),
        ("delimiter", 'd'),
        ("euid", 'u'),
        ("uid", 'U'),
        ("parent", 'P'),
    ],
    misuse: 2,
};
/// What is not meant is asked for in full: the letter is left out on purpose (pgrep(1), `--inverse`).
const PKILL_TAKES: Accepted = Accepted {
    letters: "fxncoιieu:U:P:σ:",
    long: &[
        ("full", 'f'),
        ("exact", 'x'),
        ("newest", 'n'),
        ("count", 'c'),
        ("oldest", 'o'),
        ("inverse", 'ι'),
        ("ignore-case", 'i'),
        ("echo", 'e'),
        ("euid", 'u'),
        ("uid", 'U'),
        ("parent", 'P'),
        ("signal", 'σ'),
    ],
    misuse: 2,
};

fn pgrep(process: &mut Process<'_>) -> Ended {
    let kills = process.name() == "pkill";
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut signal = None;
    if kills && let Some(name) = words.first().and_then(|word| word.strip_prefix('-')) {
        signal = super::kill::signal_number(name).filter(|_| !name.is_empty() && name != "0");
        if signal.is_some() {
            words.remove(0);
        }
    }
    let options = if kills { PKILL_TAKES } else { PGREP_TAKES }.parse_words(process, words)?;
    if let Some(name) = options.value('σ') {
        match super::kill::signal_number(name) {
            Some(number) => signal = Some(number),
            None => return process.misused(2, &format!("Unknown signal \"{name}\".")),
        }
    }
    let criteria = options.last_of("uUP").is_some();
    let pattern = options.operands.first().cloned().unwrap_or_default();
    if options.operands.len() > 1 {
        return hint(process, "only one pattern can be provided");
    }
    if pattern.is_empty() && !criteria {
        return hint(process, "no matching criteria specified");
    }
    if !options.has('f') && pattern.chars().count() > NAME && pattern.chars().all(char::is_alphanumeric) {
        let name = process.name();
        let text = format!(
            "{name}: pattern that searches for process name longer than 15 characters will result in zero matches\nTry \
             `{name} -f' option to match against the complete command line.\n"
        );
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let style = Style { extended: true, ignore_case: options.has('i'), dialect: Dialect::Grep, ..Style::default() };
    let whole = if options.has('x') { format!("^({pattern})$") } else { pattern };
    let Ok(regex) = compile(&whole, style) else {
        return process.fail(2, "regex error: Invalid regular expression");
    };
    let mut users = Vec::new();
    for user in options.values('u').chain(options.values('U')).flat_map(|list| list.split(',')) {
        match accounts::user(process.system, user) {
            Some((uid, _)) => users.push(accounts::user_name(process.system, uid).unwrap_or_else(|| uid.to_string())),
            None => return process.fail(2, &format!("invalid user name: {user}")),
        }
    }
    let parents: Vec<u32> =
        options.values('P').flat_map(|list| list.split(',')).filter_map(|pid| pid.parse().ok()).collect();
    let name = |row: &ProcessInfo| program_name(&row.command).chars().take(NAME).collect::<String>();
    let own = process.pid;
    let mut found = Vec::new();
    for row in running(process).into_iter().filter(|row| row.pid != own) {
        let text = if options.has('f') { row.command.clone() } else { name(&row) };
        let fits = regex.find(&text, 0)?.is_some()
            && (users.is_empty() || users.contains(&row.user))
            && (parents.is_empty() || parents.contains(&u32::from(row.pid != 1)));
        if fits != (options.has('v') || options.has('ι')) {
            found.push(row);
        }
    }
    match options.last_of("no") {
        Some('n') => found = found.pop().into_iter().collect(),
        Some(_) => found.truncate(1),
        None => {}
    }
    let status = i32::from(found.is_empty());
    if options.has('c') {
        process.print(&format!("{}\n", found.len()))?;
    } else if !kills {
        let line = |row: &ProcessInfo| match () {
            () if options.has('a') => format!("{} {}", row.pid, row.command),
            () if options.has('l') => format!("{} {}", row.pid, name(row)),
            () => row.pid.to_string(),
        };
        let text = found.iter().map(line).collect::<Vec<_>>().join(options.value('d').unwrap_or("\n"));
        process.print(&if text.is_empty() { text } else { text + "\n" })?;
    }
    if kills {
        let number = signal.unwrap_or(TERM);
        for row in &found {
            if !process.system.signal(row.pid, number, own) {
                return process.fail(1, "layercake does not send signals between processes");
            }
            if options.has('e') {
                process.print(&format!("{} killed (pid {})\n", name(row), row.pid))?;
            }
        }
    }
    Ok(status)
}

const TERM: i32 = 15;

fn hint(process: &mut Process<'_>, words: &str) -> Ended {
    let name = process.name();
    let text = format!("{name}: {words}\nTry `{name} --help' for more information.\n");
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(2)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::Gnu;
    use crate::shell::testing::check_all;

    #[test]
    fn processes_are_found_by_patterns() {
        check_all(
            Gnu,
            &[
                ("pgrep s.; pgrep -l sh; pgrep -x s; pgrep -fc '^sh$'", "1\n1 sh\n1\n", "", 0),
                ("pgrep nothing", "", "", 1),
                ("pgrep -u student sh", "", "", 1),
                ("pidof sh", "1\n", "", 0),
                ("pgrep", "", "pgrep: no matching criteria specified\nTry `pgrep --help' for more information.\n", 2),
                ("pgrep '['", "", "pgrep: regex error: Invalid regular expression\n", 2),
                ("pgrep -s 0 sh", "", "pgrep: layercake does not simulate the option -s\n", 2),
                ("pkill -s 0 sh", "", "pkill: layercake does not simulate the option -s\n", 2),
                (
                    "pkill --signal NONE sh",
                    "",
                    "pkill: Unknown signal \"NONE\".\nTry 'pkill --help' for more information.\n",
                    2,
                ),
            ],
        );
    }
}
