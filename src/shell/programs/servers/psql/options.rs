//! The command line of `psql`.

use super::table::Style;

/// What the command line asks for.
#[derive(Default)]
pub struct Asked {
    pub user: Option<String>,
    pub database: Option<String>,
    pub host: Option<String>,
    pub port: Option<String>,
    /// Statements and files, in order.
    pub commands: Vec<Command>,
    pub style: Style,
    pub quiet: bool,
    pub list: bool,
    pub stops_at_error: bool,
    /// `-1`: all of it or nothing.
    pub one_transaction: bool,
    /// `-a`: lines are printed as they are read; `-e`: statements as they are sent.
    pub echo_lines: bool,
    pub echo_statements: bool,
    pub asks_password: bool,
    /// `-o`: where results go.
    pub output: Option<String>,
}

pub enum Command {
    Text(String),
    File(String),
}

/// Why a command line is refused.
pub enum Refused {
    Unknown(String),
    /// It means something that is not simulated.
    Later(String),
}

/// Options of `psql`'s that are not simulated.
const LATER: [&str; 14] = [
    "-b",
    "-E",
    "-H",
    "-L",
    "-R",
    "-s",
    "-S",
    "-T",
    "-z",
    "-0",
    "--html",
    "--single-step",
    "--echo-hidden",
    "--log-file",
];

/// Reads the words after the program's name.
pub fn options(words: &[String]) -> Result<Asked, Refused> {
    let mut asked = Asked::default();
    let mut operands = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (long, None),
            };
            if long.is_empty() {
                operands.extend(words.by_ref().cloned());
                continue;
            }
            let letter = LONG.iter().find(|(own, _)| *own == name).map(|(_, letter)| *letter);
            let Some(letter) = letter else {
                let later = LATER.contains(&format!("--{name}").as_str());
                return Err(if later {
                    Refused::Later(word.clone())
                } else {
                    Refused::Unknown(format!("unrecognized option '{word}'"))
                });
            };
            let value = if takes(letter) { value.or_else(|| words.next().cloned()) } else { value };
            set(&mut asked, letter, value)?;
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            operands.push(word.clone());
            continue;
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            let rest: String = if takes(letter) { letters.by_ref().collect() } else { String::new() };
            let value = match takes(letter) {
                true if rest.is_empty() => words.next().cloned(),
                true => Some(rest),
                false => None,
            };
            set(&mut asked, letter, value)?;
        }
    }
    let mut operands = operands.into_iter();
    asked.database = asked.database.or(operands.next());
    asked.user = asked.user.or(operands.next());
    let named = asked.database.clone();
    if let Some(text) = named.filter(|text| text.contains("://") || text.contains('=')) {
        connection_string(&mut asked, &text);
    }
    Ok(asked)
}

/// Long names, and the letters that mean the same (`C`: there is none).
const LONG: [(&str, char); 25] = [
    ("username", 'U'),
    ("dbname", 'd'),
    ("host", 'h'),
    ("port", 'p'),
    ("command", 'c'),
    ("file", 'f'),
    ("set", 'v'),
    ("variable", 'v'),
    ("list", 'l'),
    ("quiet", 'q'),
    ("tuples-only", 't'),
    ("no-align", 'A'),
    ("expanded", 'x'),
    ("csv", 'C'),
    ("field-separator", 'F'),
    ("pset", 'P'),
    ("output", 'o'),
    ("no-psqlrc", 'X'),
    ("no-readline", 'n'),
    ("no-password", 'w'),
    ("password", 'W'),
    ("echo-all", 'a'),
    ("echo-queries", 'e'),
    ("single-transaction", '1'),
    ("echo-errors", 'b'),
];

fn takes(letter: char) -> bool {
    "UdhpcfvFPo".contains(letter)
}

fn set(asked: &mut Asked, letter: char, value: Option<String>) -> Result<(), Refused> {
    if takes(letter) && value.is_none() {
        return Err(Refused::Unknown(format!("option requires an argument -- '{letter}'")));
    }
    let text = || value.clone().unwrap_or_default();
    match letter {
        'U' => asked.user = value,
        'd' => asked.database = value,
        'h' => asked.host = value,
        'p' => asked.port = value,
        'o' => asked.output = value,
        'c' => asked.commands.push(Command::Text(text())),
        'f' => asked.commands.push(Command::File(text())),
        'v' => match text().split_once('=') {
            Some(("ON_ERROR_STOP", on)) => asked.stops_at_error = !matches!(on, "0" | "off" | "false"),
            _ => return Err(Refused::Later(format!("-v {}", text()))),
        },
        'F' => asked.style.separator = text(),
        'P' => {
            let whole = text();
            let (name, value) = whole.split_once('=').unwrap_or((&whole, ""));
            if !asked.style.set(name, value) {
                return Err(Refused::Later(format!("-P {whole}")));
            }
        }
        't' => asked.style.tuples = true,
        'A' => asked.style.unaligned = true,
        'x' => asked.style.expanded = true,
        'C' => asked.style.csv = true,
        'q' => asked.quiet = true,
        'l' => asked.list = true,
        'a' => asked.echo_lines = true,
        'e' => asked.echo_statements = true,
        'W' => asked.asks_password = true,
        '1' => asked.one_transaction = true,
        // There is no file of one's own settings, no line editor to switch off, and nobody asks for a password unasked.
        'X' | 'n' | 'w' => {}
        letter if LATER.contains(&format!("-{letter}").as_str()) => {
            return Err(Refused::Later(format!("-{letter}")));
        }
        letter => return Err(Refused::Unknown(format!("invalid option -- '{letter}'"))),
    }
    Ok(())
}

/// `postgresql://user:password@host:port/database`, and `host=… dbname=…`.
fn connection_string(asked: &mut Asked, text: &str) {
    asked.database = None;
    let Some((_, rest)) = text.split_once("://") else {
        for (name, value) in text.split_whitespace().filter_map(|word| word.split_once('=')) {
            let value = Some(value.trim_matches('\'').to_string());
            match name {
                "host" => asked.host = value,
                "port" => asked.port = value,
                "user" => asked.user = value,
                "dbname" => asked.database = value,
                _ => {}
            }
        }
        return;
    };
    let rest = rest.split('?').next().unwrap_or(rest);
    let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = place.rsplit_once('@').unwrap_or(("", place));
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let some = |text: &str| Some(text.to_string()).filter(|text| !text.is_empty());
    asked.database = some(database);
    asked.user = some(user.split(':').next().unwrap_or("")).or(asked.user.take());
    asked.host = some(host).or(asked.host.take());
    asked.port = some(port).or(asked.port.take());
}
