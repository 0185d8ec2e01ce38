//! `psql`: asks a postgres, and shows what it answers (PostgreSQL's manual, "psql").

mod table;

use super::sql::words::postgres as worded;
use super::sql::{Fault, Outcome, Session, Store, Value, parse, statements};
use super::{complain_line, postgres, runs, text_of};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Prompt};
use table::{Style, aligned};

pub(super) static PROGRAM: Applet =
    Applet { names: &["psql"], about: "asks a postgres", usage: "[OPTION]... [DBNAME [USERNAME]]", run };

/// What the command line asks for.
#[derive(Default)]
struct Asked {
    user: Option<String>,
    database: Option<String>,
    host: Option<String>,
    /// Statements and files, in order.
    commands: Vec<Command>,
    style: Style,
    quiet: bool,
    list: bool,
    stops_at_error: bool,
}

enum Command {
    Text(String),
    File(String),
}

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.first().is_some_and(|word| word == "--version" || word == "-V") {
        let version = postgres::full_version(process);
        process.print(&format!("psql (PostgreSQL) {version}\n"))?;
        return Ok(0);
    }
    let asked = match options(&words) {
        Ok(asked) => asked,
        Err(option) => {
            complain_line(process, &format!("psql: unrecognized option '{option}'"))?;
            complain_line(process, "psql: hint: Try \"psql --help\" for more information.")?;
            return Ok(1);
        }
    };
    let mut session = match connect(process, &asked)? {
        Ok(session) => session,
        Err(words) => {
            complain_line(process, &format!("psql: error: {words}"))?;
            return Ok(2);
        }
    };
    if asked.list {
        meta(process, &mut session, &asked, "\\l")?;
        return Ok(0);
    }
    for command in &asked.commands {
        let (text, place) = match command {
            Command::Text(text) => (text.clone(), None),
            Command::File(path) => {
                let path_there = process.absolute(path);
                match text_of(process, &path_there) {
                    Some(text) => (text, Some(path.clone())),
                    None => {
                        complain_line(process, &format!("psql: error: {path}: No such file or directory"))?;
                        return Ok(1);
                    }
                }
            }
        };
        let status = text_through(process, &mut session, &asked, &text, place.as_deref())?;
        if status != 0 && (place.is_none() || asked.stops_at_error) {
            return Ok(if place.is_none() { 1 } else { 3 });
        }
    }
    if !asked.commands.is_empty() {
        return Ok(0);
    }
    if !matches!(process.stdin, Input::Terminal) {
        let content = process.rest_of_stdin()?;
        let text = String::from_utf8_lossy(&process.take_in(&content)?).into_owned();
        let status = text_through(process, &mut session, &asked, &text, Some("<stdin>"))?;
        return Ok(if status != 0 && asked.stops_at_error { 3 } else { 0 });
    }
    interactive(process, &mut session, &asked)
}

fn options(words: &[String]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut operands = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, mut value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (long, None),
            };
            let mut take = || value.take().or_else(|| words.next().cloned()).unwrap_or_default();
            match name {
                "username" => asked.user = Some(take()),
                "dbname" => asked.database = Some(take()),
                "host" => asked.host = Some(take()),
                "command" => asked.commands.push(Command::Text(take())),
                "file" => asked.commands.push(Command::File(take())),
                "set" | "variable" => asked.stops_at_error |= take().contains("ON_ERROR_STOP=1"),
                "port" => drop(take()),
                "list" => asked.list = true,
                "quiet" => asked.quiet = true,
                "tuples-only" => asked.style.tuples = true,
                "no-align" => asked.style.unaligned = true,
                "no-psqlrc" | "no-password" | "password" | "echo-all" | "single-transaction" => {}
                _ => return Err(word.clone()),
            }
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            operands.push(word.clone());
            continue;
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            let mut take = || {
                let rest: String = letters.by_ref().collect();
                if rest.is_empty() { words.next().cloned().unwrap_or_default() } else { rest }
            };
            match letter {
                'U' => asked.user = Some(take()),
                'd' => asked.database = Some(take()),
                'h' => asked.host = Some(take()),
                'c' => asked.commands.push(Command::Text(take())),
                'f' => asked.commands.push(Command::File(take())),
                'v' => asked.stops_at_error |= take().contains("ON_ERROR_STOP=1"),
                'p' | 'F' | 'o' | 'P' => drop(take()),
                't' => asked.style.tuples = true,
                'A' => asked.style.unaligned = true,
                'x' => asked.style.expanded = true,
                'q' => asked.quiet = true,
                'l' => asked.list = true,
                'X' | 'w' | 'W' | 'a' | 'e' | '1' => {}
                _ => return Err(format!("-{letter}")),
            }
        }
    }
    let mut operands = operands.into_iter();
    asked.database = asked.database.or(operands.next());
    asked.user = asked.user.or(operands.next());
    Ok(asked)
}

/// Connects; the error is what the server, or its absence, says.
fn connect(process: &mut Process<'_>, asked: &Asked) -> Result<Result<Session, String>, Bail> {
    let socket = "connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed:";
    let host = asked.host.clone().or_else(|| process.environment.get("PGHOST").cloned());
    if let Some(host) = host.filter(|host| !host.starts_with('/')) {
        if !matches!(host.as_str(), "localhost" | "127.0.0.1") && host != process.system.hostname() {
            return Ok(Err(format!("could not translate host name \"{host}\" to address: Name or service not known")));
        }
        if !runs(process, "postgres") {
            return Ok(Err(format!(
                "connection to server at \"{host}\" (127.0.0.1), port 5432 failed: Connection refused\n\
                 \tIs the server running on that host and accepting TCP/IP connections?"
            )));
        }
    }
    if !runs(process, "postgres") {
        return Ok(Err(format!(
            "{socket} No such file or directory\n\
             \tIs the server running locally and accepting connections on that socket?"
        )));
    }
    let uid = process.system.files().identity().uid;
    let own = super::super::accounts::user_name(process.system, uid);
    let user = asked.user.clone().or_else(|| process.environment.get("PGUSER").cloned()).or(own);
    let user = user.unwrap_or_else(|| "root".into());
    let database = asked.database.clone().or_else(|| process.environment.get("PGDATABASE").cloned());
    // A connection string: what stands behind the last slash is the database.
    let database = database.map(|text| match text.split_once("://") {
        Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest).to_string(),
        None => text,
    });
    let database = database.unwrap_or_else(|| user.clone());
    let path = postgres::data_file(process);
    let store = Store::load(process, &path).unwrap_or_default();
    if !store.users.contains(&user) {
        return Ok(Err(format!("{socket} FATAL:  role \"{user}\" does not exist")));
    }
    if !store.databases.contains_key(&database) {
        return Ok(Err(format!("{socket} FATAL:  database \"{database}\" does not exist")));
    }
    Ok(Ok(Session::new(store, postgres::surroundings(process, user, Some(database)))))
}

/// Runs a text's statements and backslash commands; `place`: the file that they are from.
fn text_through(
    process: &mut Process<'_>,
    session: &mut Session,
    asked: &Asked,
    text: &str,
    place: Option<&str>,
) -> Result<i32, Bail> {
    let mut failed = 0;
    let mut sql = String::new();
    let mut first = 1;
    let mut pieces: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with('\\') && sql.trim().is_empty() {
            pieces.push((at + 1, line.trim().to_string()));
            sql.clear();
            first = at + 2;
        } else {
            sql += line;
            sql.push('\n');
            if line.trim_end().ends_with(';') {
                pieces.push((first, std::mem::take(&mut sql)));
                first = at + 2;
            }
        }
    }
    pieces.push((first, sql));
    for (line, piece) in pieces.into_iter().filter(|(_, piece)| !piece.trim().is_empty()) {
        let prefix = place.map(|place| format!("psql:{place}:{}: ", line + piece.trim_end().matches('\n').count()));
        let status = if piece.starts_with('\\') {
            meta(process, session, asked, &piece)?
        } else {
            query(process, session, asked, &piece, prefix.as_deref().unwrap_or(""))?
        };
        if status != 0 {
            failed = 1;
            if place.is_none() || asked.stops_at_error {
                break;
            }
        }
    }
    Ok(failed)
}

fn query(
    process: &mut Process<'_>,
    session: &mut Session,
    asked: &Asked,
    text: &str,
    prefix: &str,
) -> Result<i32, Bail> {
    let all = match statements(text, false) {
        Ok(all) => all,
        Err(fault) => return failed(process, &fault, text, prefix),
    };
    for statement in all {
        session.around.now = process.system.clock().now();
        let ran = parse(&statement, false).and_then(|parsed| session.run(parsed));
        match ran {
            Ok(outcome) => show(process, asked, outcome)?,
            Err(fault) => return failed(process, &fault, &statement, prefix),
        }
        keep(process, session)?;
    }
    Ok(0)
}

fn keep(process: &mut Process<'_>, session: &Session) -> Result<(), Bail> {
    if session.in_transaction() {
        return Ok(());
    }
    let path = postgres::data_file(process);
    if let Err(errno) = session.store.save(process, &path) {
        complain_line(process, &format!("ERROR:  could not write file \"{path}\": {errno}"))?;
    }
    Ok(())
}

fn show(process: &mut Process<'_>, asked: &Asked, outcome: Outcome) -> Result<(), Bail> {
    match outcome {
        Outcome::Rows { columns, rows } => {
            let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(Value::plain).collect()).collect();
            let footer = if rows.len() == 1 { "(1 row)".to_string() } else { format!("({} rows)", rows.len()) };
            process.print(&aligned(None, &columns, &texts, Some(&footer), &asked.style))?;
        }
        Outcome::Done { tag, count, notice } => {
            if let Some(notice) = notice {
                complain_line(process, &format!("NOTICE:  {notice}"))?;
            }
            if !asked.quiet {
                let counts = matches!(tag, "INSERT 0" | "UPDATE" | "DELETE");
                let line = match count.filter(|_| counts) {
                    Some(count) => format!("{tag} {count}\n"),
                    None => format!("{tag}\n"),
                };
                process.print(&line)?;
            }
        }
    }
    Ok(())
}

fn failed(process: &mut Process<'_>, fault: &Fault, statement: &str, prefix: &str) -> Result<i32, Bail> {
    if let Fault::Unsimulated(statement) = fault {
        complain_line(process, &format!("{prefix}layercake: postgres: this statement is not simulated: {statement}"))?;
        return Ok(1);
    }
    let (words, at) = worded(fault);
    complain_line(process, &format!("{prefix}ERROR:  {words}"))?;
    if let Some(at) = at {
        let before = statement.get(..at).unwrap_or(statement);
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let text = statement.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let head = format!("LINE {}: ", line + 1);
        let column = head.len() + before.get(start..).unwrap_or("").chars().count();
        complain_line(process, &format!("{head}{text}\n{}^", " ".repeat(column)))?;
    }
    match fault {
        Fault::Duplicate { column, value, .. } => {
            complain_line(process, &format!("DETAIL:  Key ({column})=({}) already exists.", value.plain()))?;
        }
        Fault::Missing { row, .. } => {
            let cell = |value: &Value| if *value == Value::Null { "null".into() } else { value.plain() };
            let row: Vec<String> = row.iter().map(cell).collect();
            complain_line(process, &format!("DETAIL:  Failing row contains ({}).", row.join(", ")))?;
        }
        Fault::NoFunction { .. } => complain_line(
            process,
            "HINT:  No function matches the given name and argument types. You might need to add explicit type casts.",
        )?,
        _ => {}
    }
    Ok(1)
}

fn interactive(process: &mut Process<'_>, session: &mut Session, asked: &Asked) -> Ended {
    let version = postgres::full_version(process);
    process.print(&format!("psql ({version})\nType \"help\" for help.\n\n"))?;
    let mut text = String::new();
    loop {
        let database = session.around.database.clone().unwrap_or_default();
        let mark = if text.is_empty() { '=' } else { '-' };
        let prompt = Prompt::shell(format!("{database}{mark}# "));
        let Some(line) = process.system.read_line(&prompt)? else {
            process.print("\\q\n")?;
            return Ok(0);
        };
        if text.is_empty() {
            match line.trim() {
                "\\q" | "exit" | "quit" => return Ok(0),
                "" => continue,
                command if command.starts_with('\\') => {
                    meta(process, session, asked, command)?;
                    continue;
                }
                _ => {}
            }
        }
        text += &line;
        text.push('\n');
        if text.trim_end().ends_with(';') {
            let whole = std::mem::take(&mut text);
            query(process, session, asked, &whole, "")?;
        }
    }
}

/// A backslash command.
fn meta(process: &mut Process<'_>, session: &mut Session, asked: &Asked, command: &str) -> Result<i32, Bail> {
    let mut words = command.split_whitespace();
    let name = words.next().unwrap_or("");
    let argument = words.next().map(|word| word.trim_end_matches(';'));
    match (name.trim_end_matches(['+', ';']), argument) {
        ("\\l" | "\\list", _) => {
            let major = postgres::major(process);
            process.print(&table::databases(session, major, &asked.style))?;
        }
        ("\\dt" | "\\d", None) => {
            let major = postgres::major(process);
            let all = name.starts_with("\\dt");
            match table::relations(session, major, all, &asked.style) {
                Some(text) => process.print(&text)?,
                None => complain_line(process, table::no_relations(major, all))?,
            }
        }
        ("\\d", Some(of)) => match table::relation(session, of, &asked.style) {
            Some(text) => process.print(&text)?,
            None => complain_line(process, &format!("Did not find any relation named \"{of}\"."))?,
        },
        ("\\du", _) => process.print(&table::roles(session, &asked.style))?,
        ("\\c" | "\\connect", Some(database)) => {
            if !session.store.databases.contains_key(database) {
                let socket = "connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed:";
                let words = format!("{socket} FATAL:  database \"{database}\" does not exist");
                complain_line(process, &words)?;
                complain_line(process, "Previous connection kept")?;
                return Ok(1);
            }
            session.around.database = Some(database.to_string());
            let user = session.around.user.clone();
            process.print(&format!("You are now connected to database \"{database}\" as user \"{user}\".\n"))?;
        }
        ("\\q", _) => return Ok(0),
        (other, _) => {
            complain_line(process, &format!("layercake: psql: {other} is not simulated"))?;
            return Ok(1);
        }
    }
    Ok(0)
}
