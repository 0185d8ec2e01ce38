//! `mysql` and `mariadb`: ask a server of their kind, and show what it answers (MySQL's manual, "mysql").

use super::sql::words::{cell, mysql as worded};
use super::sql::{Outcome, Session, Store, Value, parse, statements};
use super::{complain_line, mysqld, runs};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Prompt, Stream};
use unicode_width::UnicodeWidthStr;

pub(super) static PROGRAM: Applet =
    Applet { names: &["mysql", "mariadb"], about: "asks a mysqld", usage: "[OPTIONS] [database]", run };

/// What the command line asks for.
#[derive(Default)]
struct Asked {
    user: Option<String>,
    password: Option<String>,
    asks_password: bool,
    host: Option<String>,
    database: Option<String>,
    statements: Option<String>,
    /// Tables with lines around them (`-t`), values with tabs (`-B`).
    table: Option<bool>,
    without_heads: bool,
    goes_on: bool,
}

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
        Err(option) => return process.fail(2, &format!("unknown option '{option}'")),
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

fn options(words: &[String]) -> Result<Asked, String> {
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
                "port" | "protocol" | "default-character-set" | "socket" => drop(take()),
                "table" => asked.table = Some(true),
                "batch" => asked.table = Some(false),
                "skip-column-names" => asked.without_heads = true,
                "force" => asked.goes_on = true,
                "silent" | "skip-ssl" | "verbose" => {}
                _ => return Err(word.clone()),
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
                'P' | 'S' => drop(take()),
                'p' => {
                    let rest: String = letters.by_ref().collect();
                    (asked.asks_password, asked.password) = (rest.is_empty(), Some(rest));
                }
                't' => asked.table = Some(true),
                'B' => asked.table = Some(false),
                'N' => asked.without_heads = true,
                'f' => asked.goes_on = true,
                's' | 'v' | 'A' | 'n' => {}
                _ => return Err(format!("-{letter}")),
            }
        }
    }
    Ok(asked)
}

fn connect(process: &mut Process<'_>, asked: &Asked, name: &str) -> Result<Session, String> {
    let running = runs(process, "mysqld") || runs(process, "mariadbd");
    let socket = if name == "mariadb" { "/run/mysqld/mysqld.sock" } else { "/var/run/mysqld/mysqld.sock" };
    match asked.host.as_deref() {
        None | Some("localhost") if !running => {
            return Err(format!(
                "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '{socket}' (2)"
            ));
        }
        Some("127.0.0.1") if !running => {
            return Err("ERROR 2003 (HY000): Can't connect to MySQL server on '127.0.0.1:3306' (111)".into());
        }
        Some(host) if !matches!(host, "localhost" | "127.0.0.1") && host != process.system.hostname() => {
            return Err(format!("ERROR 2005 (HY000): Unknown MySQL server host '{host}' (-2)"));
        }
        _ => {}
    }
    let store = Store::load(process, mysqld::DATA).unwrap_or_default();
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

fn keep(process: &mut Process<'_>, session: &Session) -> Result<(), Bail> {
    if !session.in_transaction()
        && let Err(errno) = session.store.save(process, mysqld::DATA)
    {
        complain_line(process, &format!("ERROR 3 (HY000): Error writing file '{}': {errno}", mysqld::DATA))?;
    }
    Ok(())
}

/// Runs the statements of a text, up to the first that fails.
fn all(process: &mut Process<'_>, session: &mut Session, asked: &Asked, text: &str) -> Ended {
    let all = match statements(text, true) {
        Ok(all) => all,
        Err(fault) => {
            complain_line(process, &at_line(&worded(&fault, session), 1))?;
            return Ok(1);
        }
    };
    let mut from = 0;
    for statement in all {
        let place = text.get(from..).and_then(|rest| rest.find(&statement)).map_or(from, |at| from + at);
        from = place + statement.len();
        let line = text.get(..place).unwrap_or("").matches('\n').count() + 1;
        session.around.now = process.system.clock().now();
        match parse(&statement, true).and_then(|parsed| session.run(parsed)) {
            Ok(outcome) => {
                if let Outcome::Rows { columns, rows } = outcome {
                    let in_lines = asked.table.unwrap_or_else(|| process.output.terminal(Stream::Out).is_some());
                    process.print(&shown(&columns, &rows, in_lines, asked.without_heads))?;
                }
            }
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
        let ends = line.trim_end().ends_with([';']) || line.trim_end().ends_with("\\g");
        let is_whole = ends || bare.starts_with("use ") && text.lines().count() == 1;
        if !is_whole {
            continue;
        }
        let whole = std::mem::take(&mut text).replace("\\g", ";");
        for statement in statements(&whole, true).unwrap_or_else(|_| vec![whole.clone()]) {
            session.around.now = process.system.clock().now();
            let said = match parse(&statement, true).and_then(|parsed| session.run(parsed)) {
                Ok(outcome) => answered(outcome),
                Err(fault) => worded(&fault, session) + "\n",
            };
            process.print(&said)?;
            keep(process, session)?;
        }
    }
}

/// What a person is told.
fn answered(outcome: Outcome) -> String {
    match outcome {
        Outcome::Rows { rows, .. } if rows.is_empty() => "Empty set (0.00 sec)\n\n".into(),
        Outcome::Rows { columns, rows } => {
            let count = if rows.len() == 1 { "1 row".to_string() } else { format!("{} rows", rows.len()) };
            format!("{}{count} in set (0.00 sec)\n\n", shown(&columns, &rows, true, false))
        }
        Outcome::Done { tag: "USE", .. } => "Database changed\n".into(),
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
