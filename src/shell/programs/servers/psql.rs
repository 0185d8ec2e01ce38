//! `psql`: asks a postgres, and shows what it answers (PostgreSQL's manual, "psql").

mod dumps;
mod meta;
mod options;
mod script;
mod table;
mod tools;

use super::sql::words::{own, postgres as worded};
use super::sql::{Fault, Outcome, Session, Store, Value, parse, statements};
use super::{complain_line, elsewhere, is_here, postgres, runs, text_of};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Prompt};
use options::{Asked, Command, Refused, options};
use script::{Piece, What, pieces};
use table::{Style, aligned};

pub(super) use dumps::{DUMP, DUMP_ALL, INIT, RESTORE};
pub(super) use tools::{CREATE, DROP, IS_READY};

pub(super) static PROGRAM: Applet =
    Applet { names: &["psql"], about: "asks a postgres", usage: "[OPTION]... [DBNAME [USERNAME]]", run };

/// The port that a server listens at.
const PORT: &str = "5432";

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.first().is_some_and(|word| word == "--version" || word == "-V") {
        let version = postgres::full_version(process);
        process.print(&format!("psql (PostgreSQL) {version}\n"))?;
        return Ok(0);
    }
    let asked = match options(&words) {
        Ok(asked) => asked,
        Err(Refused::Later(option)) => {
            complain_line(process, &format!("layercake: psql: {option} is not simulated"))?;
            return Ok(1);
        }
        Err(Refused::Unknown(words)) => {
            complain_line(process, &format!("psql: {words}"))?;
            complain_line(process, "psql: hint: Try \"psql --help\" for more information.")?;
            return Ok(1);
        }
    };
    if asked.asks_password && matches!(process.stdin, Input::Terminal) {
        // The images' servers ask nobody for it who comes from their own machine.
        process.system.read_line(&Prompt::secret("Password: "))?;
    }
    let session = match connect(process, &asked)? {
        Ok(session) => session,
        Err(words) => {
            complain_line(process, &words)?;
            return Ok(2);
        }
    };
    let style = asked.style.clone();
    let mut client = Client { session, style, asked, printed: String::new() };
    let status = client.serve(process);
    client.write_output(process)?;
    status
}

/// A connection, and how its results are shown.
struct Client {
    session: Session,
    style: Style,
    asked: Asked,
    /// What goes into the file of `-o`.
    printed: String,
}

/// Connects; the error is what the server, or its absence, says.
fn connect(process: &mut Process<'_>, asked: &Asked) -> Result<Result<Session, String>, Bail> {
    let variable = |name: &str| process.environment.get(name).cloned();
    let port = asked.port.clone().or_else(|| variable("PGPORT")).unwrap_or_else(|| PORT.into());
    let host = asked.host.clone().or_else(|| variable("PGHOST")).filter(|host| !host.starts_with('/'));
    if let Some(host) = host.as_ref().filter(|host| !is_here(process, host)) {
        return Ok(Err(elsewhere("psql", host)));
    }
    let place = match &host {
        Some(host) => format!("connection to server at \"{host}\" (127.0.0.1), port {port} failed:"),
        None => format!("connection to server on socket \"/var/run/postgresql/.s.PGSQL.{port}\" failed:"),
    };
    if port != PORT || !runs(process, "postgres") {
        let why = match host {
            Some(_) => "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
            None => {
                "No such file or directory\n\tIs the server running locally and accepting connections on that socket?"
            }
        };
        return Ok(Err(format!("psql: error: {place} {why}")));
    }
    let uid = process.system.files().identity().uid;
    let own = super::super::accounts::user_name(process.system, uid);
    let variable = |name: &str| process.environment.get(name).cloned();
    let user = asked.user.clone().or_else(|| variable("PGUSER")).or(own).unwrap_or_else(|| "root".into());
    let database = asked.database.clone().or_else(|| variable("PGDATABASE")).unwrap_or_else(|| user.clone());
    let path = postgres::data_file(process);
    let store = match Store::load(process, &path) {
        Ok(store) => store,
        Err(lost) => return Ok(Err(format!("psql: error: {place} FATAL:  {lost}"))),
    };
    if !store.users.contains(&user) {
        return Ok(Err(format!("psql: error: {place} FATAL:  role \"{user}\" does not exist")));
    }
    if !store.databases.contains_key(&database) {
        return Ok(Err(format!("psql: error: {place} FATAL:  database \"{database}\" does not exist")));
    }
    Ok(Ok(Session::new(store, postgres::surroundings(process, user, Some(database)))))
}

impl Client {
    fn serve(&mut self, process: &mut Process<'_>) -> Ended {
        if self.asked.list {
            self.command(process, "\\l")?;
            return Ok(0);
        }
        let commands = std::mem::take(&mut self.asked.commands);
        let one_transaction = self.asked.one_transaction && !commands.is_empty();
        if one_transaction {
            self.send(process, "begin", "")?;
        }
        let status = self.commands(process, &commands)?;
        if one_transaction {
            self.send(process, if status == 0 { "commit" } else { "rollback" }, "")?;
        }
        if !commands.is_empty() {
            return Ok(status);
        }
        if !matches!(process.stdin, Input::Terminal) {
            let content = process.rest_of_stdin()?;
            let text = String::from_utf8_lossy(&process.take_in(&content)?).into_owned();
            let failed = self.script(process, &text, "<stdin>")?;
            return Ok(if failed && self.asked.stops_at_error { 3 } else { 0 });
        }
        self.interactive(process)
    }

    fn commands(&mut self, process: &mut Process<'_>, commands: &[Command]) -> Ended {
        for command in commands {
            match command {
                Command::Text(text) => {
                    let failed = match text.trim_start().starts_with('\\') {
                        true => self.command(process, text.trim())?,
                        false => self.query(process, text, "")?,
                    };
                    if failed {
                        return Ok(1);
                    }
                }
                Command::File(path) => {
                    let place = process.absolute(path);
                    let Some(text) = text_of(process, &place) else {
                        complain_line(process, &format!("psql: error: {path}: No such file or directory"))?;
                        return Ok(1);
                    };
                    if self.script(process, &text, path)? && self.asked.stops_at_error {
                        return Ok(3);
                    }
                }
            }
        }
        Ok(0)
    }

    /// Runs a text's statements and commands; whether one failed.
    fn script(&mut self, process: &mut Process<'_>, text: &str, place: &str) -> Result<bool, Bail> {
        if self.asked.echo_lines {
            self.print(process, text)?;
        }
        let (mut pieces, rest) = pieces(text);
        if !rest.is_empty() {
            pieces.push(Piece { line: text.lines().count(), what: What::Statement(rest) });
        }
        let mut failed = false;
        for Piece { line, what } in pieces {
            let prefix = format!("psql:{place}:{line}: ");
            let now = match what {
                What::Command(command) if command.starts_with("\\q") => break,
                What::Command(command) => self.command(process, &command)?,
                What::Statement(statement) => self.query(process, &statement, &prefix)?,
            };
            failed |= now;
            if now && self.asked.stops_at_error {
                break;
            }
        }
        Ok(failed)
    }

    /// Sends statements; whether one failed.
    fn query(&mut self, process: &mut Process<'_>, text: &str, prefix: &str) -> Result<bool, Bail> {
        let all = match statements(text, false) {
            Ok(all) => all,
            Err(fault) => return self.failed(process, &fault, text, prefix),
        };
        for statement in all {
            if self.send(process, &statement, prefix)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn send(&mut self, process: &mut Process<'_>, statement: &str, prefix: &str) -> Result<bool, Bail> {
        process.system.step()?;
        if self.asked.echo_statements {
            self.print(process, &format!("{statement};\n"))?;
        }
        self.session.around.now = process.system.clock().now();
        let ran = parse(statement, false).and_then(|parsed| self.session.run(parsed));
        let failed = match ran {
            Ok(outcome) => {
                self.show(process, outcome)?;
                false
            }
            Err(fault) => self.failed(process, &fault, statement, prefix)?,
        };
        if self.session.takes_keeping() {
            postgres::keep(process, &self.session)?;
        }
        Ok(failed)
    }

    fn show(&mut self, process: &mut Process<'_>, outcome: Outcome) -> Result<(), Bail> {
        match outcome {
            Outcome::Returned { columns, rows, tag, count } => {
                self.show(process, Outcome::Rows { columns, rows })?;
                self.show(process, Outcome::Done { tag, count: Some(count), notice: None })?;
            }
            Outcome::Rows { columns, rows } => {
                let null = &self.style.null;
                let cell = |value: &Value| if *value == Value::Null { null.clone() } else { value.plain() };
                let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
                let footer = if rows.len() == 1 { "(1 row)".to_string() } else { format!("({} rows)", rows.len()) };
                let text = aligned(None, &columns, &texts, Some(&footer), &self.style);
                self.print(process, &text)?;
            }
            Outcome::Done { tag, count, notice } => {
                if let Some(notice) = notice {
                    complain_line(process, &format!("NOTICE:  {notice}"))?;
                }
                if !self.asked.quiet {
                    let counts = matches!(tag, "INSERT 0" | "UPDATE" | "DELETE");
                    let line = match count.filter(|_| counts) {
                        Some(count) => format!("{tag} {count}\n"),
                        None => format!("{tag}\n"),
                    };
                    self.print(process, &line)?;
                }
            }
        }
        Ok(())
    }

    /// Says what went wrong.
    fn failed(&self, process: &mut Process<'_>, fault: &Fault, statement: &str, prefix: &str) -> Result<bool, Bail> {
        if let Fault::Spent(spent) = fault {
            return Err(Bail::Stop((*spent).into()));
        }
        if let Some(words) = own(fault, "postgres") {
            complain_line(process, &format!("{prefix}{words}"))?;
            return Ok(true);
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
            Fault::Duplicate { columns, values, .. } => {
                let values: Vec<String> = values.iter().map(Value::plain).collect();
                let (columns, values) = (columns.join(", "), values.join(", "));
                complain_line(process, &format!("DETAIL:  Key ({columns})=({values}) already exists."))?;
            }
            Fault::NotUnique { columns, values, .. } => {
                let values: Vec<String> = values.iter().map(Value::plain).collect();
                let (columns, values) = (columns.join(", "), values.join(", "));
                complain_line(process, &format!("DETAIL:  Key ({columns})=({values}) is duplicated."))?;
            }
            Fault::Missing { row, .. } => {
                let cell = |value: &Value| if *value == Value::Null { "null".into() } else { value.plain() };
                let row: Vec<String> = row.iter().map(cell).collect();
                complain_line(process, &format!("DETAIL:  Failing row contains ({}).", row.join(", ")))?;
            }
            Fault::SchemaInUse(_) => {
                complain_line(process, "HINT:  Use DROP ... CASCADE to drop the dependent objects too.")?;
            }
            Fault::NoFunction { .. } => complain_line(
                process,
                "HINT:  No function matches the given name and argument types. You might need to add explicit type casts.",
            )?,
            _ => {}
        }
        Ok(true)
    }

    fn interactive(&mut self, process: &mut Process<'_>) -> Ended {
        let version = postgres::full_version(process);
        process.print(&format!("psql ({version})\nType \"help\" for help.\n\n"))?;
        let mut text = String::new();
        loop {
            let database = self.session.around.database.clone().unwrap_or_default();
            let mark = if text.is_empty() { '=' } else { '-' };
            let prompt = Prompt::shell(format!("{database}{mark}# "));
            let Some(line) = process.system.read_line(&prompt)? else {
                process.print("\\q\n")?;
                return Ok(0);
            };
            if text.is_empty() && matches!(line.trim(), "exit" | "quit") {
                return Ok(0);
            }
            text += &line;
            text.push('\n');
            let (read, rest) = pieces(&text);
            text = rest;
            for Piece { what, .. } in read {
                match what {
                    What::Command(command) if command.starts_with("\\q") => return Ok(0),
                    What::Command(command) => self.command(process, &command)?,
                    What::Statement(statement) => self.query(process, &statement, "")?,
                };
            }
        }
    }

    /// Prints a result to where results go.
    fn print(&mut self, process: &mut Process<'_>, text: &str) -> Result<(), Bail> {
        match self.asked.output {
            Some(_) => self.printed.push_str(text),
            None => process.print(text)?,
        }
        Ok(())
    }

    fn write_output(&mut self, process: &mut Process<'_>) -> Result<(), Bail> {
        let Some(path) = self.asked.output.take() else { return Ok(()) };
        let place = process.absolute(&path);
        let text = std::mem::take(&mut self.printed);
        if let Err(errno) = process.system.files().write(&place, text.into(), 0o644) {
            complain_line(process, &format!("psql: error: {path}: {errno}"))?;
        }
        Ok(())
    }
}
