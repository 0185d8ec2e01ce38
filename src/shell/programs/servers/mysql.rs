//! `mysql` and `mariadb`: ask a server of their kind, and show what it answers (MySQL's manual, "mysql").

use super::kept::Kept;
use super::sql::words::{cell, mysql as worded};
use super::sql::{Fault, Outcome, Session, Store, Value, parse, statements};
use super::{complain_line, elsewhere, is_here, mysqld, runs};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Prompt, Stream};
use unicode_width::UnicodeWidthStr;

pub(super) static PROGRAM: Applet =
    Applet { names: &["mysql", "mariadb"], about: "asks a mysqld", usage: "[OPTIONS] [database]", run };

/// What the command line asks for.
#[derive(Default)]
pub(super) struct Asked {
    user: Option<String>,
    pub(super) password: Option<String>,
    asks_password: bool,
    host: Option<String>,
    port: Option<String>,
    socket: Option<String>,
    pub(super) database: Option<String>,
    statements: Option<String>,
    /// Tables with lines around them (`-t`), values with tabs (`-B`).
    table: Option<bool>,
    without_heads: bool,
    goes_on: bool,
    /// `-E`: a line a value.
    vertical: bool,
}

/// Why a command line is refused.
pub(super) enum Refused {
    Unknown(String),
    /// It means something that is not simulated.
    Later(String),
}

/// Options of `mysql`'s that are not simulated.
const LATER: [&str; 14] = [
    "init-command",
    "delimiter",
    "tee",
    "html",
    "xml",
    "pager",
    "defaults-file",
    "defaults-extra-file",
    "login-path",
    "local-infile",
    "auto-rehash",
    "wait",
    "i-am-a-dummy",
    "safe-updates",
];

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.first().is_some_and(|word| word == "--version" || word == "-V") {
        let line = mysqld::version_line(process);
        process.print(&line)?;
        return Ok(0);
    }
    let name = process.name().to_string();
    let mut asked = match options(&words) {
        Ok(asked) => asked,
        Err(Refused::Unknown(option)) => return process.fail(2, &format!("unknown option '{option}'")),
        Err(Refused::Later(option)) => {
            complain_line(process, &format!("layercake: {name}: {option} is not simulated"))?;
            return Ok(1);
        }
    };
    if asked.password.as_ref().is_some_and(|password| !password.is_empty()) && name == "mysql" {
        let words = "mysql: [Warning] Using a password on the command line interface can be insecure.";
        complain_line(process, words)?;
    }
    if asked.asks_password {
        asked.password = match process.stdin {
            Input::Terminal => process.system.read_line(&Prompt::secret("Enter password: "))?,
            _ => Some(String::new()),
        };
    }
    let mut session = match connect(process, &asked, &name) {
        Ok(session) => session,
        Err(words) => {
            complain_line(process, &words)?;
            return Ok(1);
        }
    };
    if let Some(text) = asked.statements.clone() {
        return all(process, &mut session, &asked, &text);
    }
    if !matches!(process.stdin, Input::Terminal) {
        let content = process.rest_of_stdin()?;
        let text = String::from_utf8_lossy(&process.take_in(&content)?).into_owned();
        return all(process, &mut session, &asked, &text);
    }
    interactive(process, &mut session, &name)
}

pub(super) fn options(words: &[String]) -> Result<Asked, Refused> {
    let mut asked = Asked::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (long, None),
            };
            let mut take = || value.clone().or_else(|| words.next().cloned());
            match name {
                "user" => asked.user = take(),
                "host" => asked.host = take(),
                "database" => asked.database = take(),
                "execute" => asked.statements = take(),
                "password" => match value {
                    Some(value) => asked.password = Some(value),
                    None => asked.asks_password = true,
                },
                "port" => asked.port = take(),
                "socket" => asked.socket = take(),
                "protocol" => match take().unwrap_or_default().to_lowercase().as_str() {
                    "tcp" if asked.host.is_none() => asked.host = Some("127.0.0.1".into()),
                    "tcp" | "socket" => {}
                    other => return Err(Refused::Later(format!("--protocol={other}"))),
                },
                // All texts are UTF-8.
                "default-character-set" => drop(take()),
                "vertical" => asked.vertical = true,
                "table" => asked.table = Some(true),
                "batch" => asked.table = Some(false),
                "skip-column-names" => asked.without_heads = true,
                "force" => asked.goes_on = true,
                // There is no encryption, no completion and no buffer that these could switch off.
                "skip-ssl" | "no-auto-rehash" | "unbuffered" => {}
                "silent" => asked.table = asked.table.or(Some(false)),
                name if LATER.contains(&name) || name == "verbose" => return Err(Refused::Later(word.clone())),
                _ => return Err(Refused::Unknown(word.clone())),
            }
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            asked.database = Some(word.clone());
            continue;
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            let mut take = || {
                let rest: String = letters.by_ref().collect();
                if rest.is_empty() { words.next().cloned() } else { Some(rest) }
            };
            match letter {
                'u' => asked.user = take(),
                'h' => asked.host = take(),
                'D' => asked.database = take(),
                'e' => asked.statements = take(),
                'P' => asked.port = take(),
                'S' => asked.socket = take(),
                'E' => asked.vertical = true,
                'p' => {
                    let rest: String = letters.by_ref().collect();
                    (asked.asks_password, asked.password) = (rest.is_empty(), Some(rest));
                }
                't' => asked.table = Some(true),
                'B' => asked.table = Some(false),
                'N' => asked.without_heads = true,
                'f' => asked.goes_on = true,
                's' => asked.table = asked.table.or(Some(false)),
                'A' | 'n' => {}
                'v' | 'H' | 'X' | 'U' | 'w' | 'q' => return Err(Refused::Later(format!("-{letter}"))),
                _ => return Err(Refused::Unknown(format!("-{letter}"))),
            }
        }
    }
    Ok(asked)
}

/// The port that a server listens at.
const PORT: &str = "3306";

/// Connects as the client of this name; the error is what it says.
pub(super) fn connect(process: &mut Process<'_>, asked: &Asked, name: &str) -> Result<Session, String> {
    let running = runs(process, "mysqld") || runs(process, "mariadbd");
    let usual = if name == "mariadb" { "/run/mysqld/mysqld.sock" } else { "/var/run/mysqld/mysqld.sock" };
    match asked.host.as_deref().filter(|host| *host != "localhost") {
        Some(host) if !is_here(process, host) => return Err(elsewhere(name, host)),
        Some(host) => {
            let port = asked.port.as_deref().unwrap_or(PORT);
            if !running || port != PORT {
                return Err(format!("ERROR 2003 (HY000): Can't connect to MySQL server on '{host}:{port}' (111)"));
            }
        }
        None => {
            let socket = asked.socket.as_deref().unwrap_or(usual);
            if !running || !socket.ends_with("/mysqld/mysqld.sock") {
                return Err(format!(
                    "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '{socket}' (2)"
                ));
            }
        }
    }
    let store = Store::load(process, mysqld::DATA).map_err(|lost| format!("ERROR 3 (HY000): {lost}"))?;
    let user = asked.user.clone().unwrap_or_else(|| "root".into());
    let given = asked.password.clone().unwrap_or_default();
    let expected = mysqld::password_of(&store, &user);
    if !store.users.contains(&user) || expected.is_some_and(|password| password != given) {
        let using = if given.is_empty() { "NO" } else { "YES" };
        return Err(format!(
            "ERROR 1045 (28000): Access denied for user '{user}'@'localhost' (using password: {using})"
        ));
    }
    if let Some(database) = asked.database.as_ref().filter(|name| !store.databases.contains_key(*name)) {
        return Err(format!("ERROR 1049 (42000): Unknown database '{database}'"));
    }
    Ok(Session::new(store, mysqld::surroundings(process, user, asked.database.clone())))
}

/// Keeps what a connection changed.
pub(super) fn keep(process: &mut Process<'_>, session: &mut Session) -> Result<(), Bail> {
    if session.takes_keeping()
        && let Err(lost) = session.store.write(process, mysqld::DATA)
    {
        complain_line(process, &format!("ERROR 3 (HY000): {lost}"))?;
    }
    Ok(())
}

/// Carries a statement out. What the allowance has no room for ends the program.
pub(super) fn sent(
    process: &mut Process<'_>,
    session: &mut Session,
    statement: &str,
) -> Result<Result<Outcome, Fault>, Bail> {
    process.system.step()?;
    session.around.now = process.system.clock().now();
    match parse(statement, true).and_then(|parsed| session.run(parsed)) {
        Err(Fault::Spent(spent)) => Err(Bail::Stop(spent.into())),
        ran => Ok(ran),
    }
}

/// Runs the statements of a text, up to the first that fails.
fn all(process: &mut Process<'_>, session: &mut Session, asked: &Asked, text: &str) -> Ended {
    let all = match written(text) {
        Ok(all) => all,
        Err((fault, line)) => {
            complain_line(process, &at_line(&worded(&fault, session), line))?;
            return Ok(1);
        }
    };
    for Written { text, line, vertical } in all {
        match sent(process, session, &text)? {
            Ok(Outcome::Rows { columns, rows }) if vertical || asked.vertical => {
                process.print(&in_records(&columns, &rows))?;
            }
            Ok(Outcome::Rows { columns, rows }) => {
                let in_lines = asked.table.unwrap_or_else(|| process.output.terminal(Stream::Out).is_some());
                process.print(&shown(&columns, &rows, in_lines, asked.without_heads))?;
            }
            Ok(Outcome::Done { .. } | Outcome::Returned { .. }) => {}
            Err(fault) => {
                complain_line(process, &at_line(&worded(&fault, session), line))?;
                if !asked.goes_on {
                    return Ok(1);
                }
            }
        }
        keep(process, session)?;
    }
    Ok(0)
}

fn at_line(words: &str, line: usize) -> String {
    match words.split_once("): ") {
        Some((head, rest)) if head.starts_with("ERROR ") => format!("{head}) at line {line}: {rest}"),
        _ => words.to_string(),
    }
}

fn interactive(process: &mut Process<'_>, session: &mut Session, name: &str) -> Ended {
    let version = mysqld::version(process);
    let maria = name == "mariadb";
    let (product, server) = match maria {
        true => ("MariaDB", "mariadb.org binary distribution"),
        false => ("MySQL", "MySQL Community Server - GPL"),
    };
    process.print(&format!(
        "Welcome to the {product} monitor.  Commands end with ; or \\g.\n\
         Your {product} connection id is 8\n\
         Server version: {version} {server}\n\n\
         Type 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n"
    ))?;
    let mut text = String::new();
    loop {
        let database = session.around.database.clone().unwrap_or_else(|| "(none)".into());
        let prompt = match (maria, text.is_empty()) {
            (true, true) => format!("MariaDB [{database}]> "),
            (false, true) => "mysql> ".into(),
            (_, false) => "    -> ".into(),
        };
        let Some(line) = process.system.read_line(&Prompt::shell(prompt))? else {
            process.print("Bye\n")?;
            return Ok(0);
        };
        let bare = line.trim().trim_end_matches(';').to_lowercase();
        if text.is_empty() && matches!(bare.as_str(), "exit" | "quit" | "\\q") {
            process.print("Bye\n")?;
            return Ok(0);
        }
        if text.is_empty() && bare.is_empty() {
            continue;
        }
        text += &line;
        text.push('\n');
        let ends = [";", "\\g", "\\G"].iter().any(|end| line.trim_end().ends_with(end));
        let is_whole = ends || bare.starts_with("use ") && text.lines().count() == 1;
        if !is_whole {
            continue;
        }
        let whole = std::mem::take(&mut text);
        let all = written(&whole).unwrap_or_else(|_| vec![Written { text: whole.clone(), line: 1, vertical: false }]);
        for Written { text, vertical, .. } in all {
            let said = match sent(process, session, &text)? {
                Ok(outcome) => answered(outcome, vertical),
                Err(fault) => worded(&fault, session) + "\n",
            };
            process.print(&said)?;
            keep(process, session)?;
        }
    }
}

/// A statement, the line that it begins in, and whether `\G` asks for a line a value.
struct Written {
    text: String,
    line: usize,
    vertical: bool,
}

/// The statements of a text; `\g` and `\G` at the end of a line end one as a semicolon does.
fn written(text: &str) -> Result<Vec<Written>, (Fault, usize)> {
    let mut all = Vec::new();
    let mut part = String::new();
    let mut first = 1;
    let count = text.lines().count();
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim_end().trim_end_matches(';').trim_end();
        let sent = bare.strip_suffix("\\g").or(bare.strip_suffix("\\G"));
        part += sent.unwrap_or(line);
        part.push('\n');
        if sent.is_none() && at + 1 < count {
            continue;
        }
        let (mut from, mut line) = (0, first);
        let statements = statements(&part, true).map_err(|fault| (fault, first))?;
        let last = statements.len().saturating_sub(1);
        for (number, text) in statements.into_iter().enumerate() {
            let place = part.get(from..).and_then(|rest| rest.find(&text)).map_or(from, |found| from + found);
            // The lines are counted once, however many statements there are.
            let after = place + text.len();
            let begun = line + part.get(from..place).unwrap_or("").matches('\n').count();
            line = begun + text.matches('\n').count();
            from = after;
            all.push(Written { text, line: begun, vertical: number == last && bare.ends_with("\\G") });
        }
        part.clear();
        first = at + 2;
    }
    Ok(all)
}

/// A line a value.
fn in_records(columns: &[(String, bool)], rows: &[Vec<Value>]) -> String {
    let width = columns.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let stars = "*".repeat(27);
        text += &format!("{stars} {}. row {stars}\n", at + 1);
        for ((name, _), value) in columns.iter().zip(row) {
            text += &format!("{name:>width$}: {}\n", cell(value));
        }
    }
    text
}

/// What a person is told.
fn answered(outcome: Outcome, in_lines: bool) -> String {
    match outcome {
        Outcome::Rows { rows, .. } if rows.is_empty() => "Empty set (0.00 sec)\n\n".into(),
        Outcome::Rows { columns, rows } => {
            let count = if rows.len() == 1 { "1 row".to_string() } else { format!("{} rows", rows.len()) };
            let table = if in_lines { in_records(&columns, &rows) } else { shown(&columns, &rows, true, false) };
            format!("{table}{count} in set (0.00 sec)\n\n")
        }
        Outcome::Done { tag: "USE", .. } => "Database changed\n".into(),
        Outcome::Returned { columns, rows, .. } => answered(Outcome::Rows { columns, rows }, in_lines),
        Outcome::Done { count, .. } => {
            let count = count.unwrap_or(0);
            format!("Query OK, {count} row{} affected (0.01 sec)\n\n", if count == 1 { "" } else { "s" })
        }
    }
}

fn shown(columns: &[(String, bool)], rows: &[Vec<Value>], in_lines: bool, without_heads: bool) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    if !in_lines {
        let heads: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let head = (!without_heads).then(|| heads.join("\t") + "\n");
        let rows = texts.iter().map(|row| row.join("\t").replace('\n', "\\n") + "\n");
        return head.into_iter().chain(rows).collect();
    }
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, (name, _))| {
            texts.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).chain([name.width()]).max().unwrap_or(0)
        })
        .collect();
    let rule: String = widths.iter().map(|width| format!("+{}", "-".repeat(width + 2))).collect::<String>() + "+\n";
    let line = |cells: &[String], heads: bool| -> String {
        let parts = cells.iter().zip(&widths).zip(columns).map(|((cell, width), (_, number))| {
            let free = " ".repeat(width - cell.width());
            if *number && !heads { format!("| {free}{cell} ") } else { format!("| {cell}{free} ") }
        });
        parts.collect::<String>() + "|\n"
    };
    let heads: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let mut text = rule.clone();
    if !without_heads {
        text += &line(&heads, true);
        text += &rule;
    }
    texts.iter().for_each(|row| text += &line(row, false));
    text + &rule
}
