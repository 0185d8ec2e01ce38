//! `pg_isready`, `createdb` and `dropdb` (PostgreSQL's manual, "PostgreSQL Client Applications").

use super::options::{Asked, Refused, options};
use super::{Client, PORT, connect};
use crate::shell::Process;
use crate::shell::programs::servers::{complain_line, elsewhere, is_here, postgres, runs};
use crate::shell::programs::{Applet, Bail, Ended};

pub(in super::super) static IS_READY: Applet = Applet {
    names: &["pg_isready"],
    about: "says whether a postgres takes connections",
    usage: "[OPTION]...",
    run: is_ready,
};
pub(in super::super) static CREATE: Applet = Applet {
    names: &["createdb"],
    about: "makes a database",
    usage: "[OPTION]... [DBNAME]",
    run: |process| database(process, "create"),
};
pub(in super::super) static DROP: Applet = Applet {
    names: &["dropdb"],
    about: "removes a database",
    usage: "[OPTION]... DBNAME",
    run: |process| database(process, "drop"),
};

/// Exit codes of `pg_isready` besides 0: nobody answers, and it was not tried.
const NO_RESPONSE: i32 = 2;
const NO_ATTEMPT: i32 = 3;

/// The command line, without what the program alone knows; the error has been said.
fn asked(process: &mut Process<'_>, own: &[&str]) -> Result<Option<Asked>, Bail> {
    let words = process.arguments.get(1..).unwrap_or_default();
    let words: Vec<String> = words.iter().filter(|word| !own.contains(&word.as_str())).cloned().collect();
    read(process, &words)
}

/// The options that a program shares with `psql`; the error has been said.
pub(super) fn read(process: &mut Process<'_>, words: &[String]) -> Result<Option<Asked>, Bail> {
    let name = process.name();
    match options(words) {
        Ok(asked) => Ok(Some(asked)),
        Err(Refused::Later(option)) => {
            complain_line(process, &format!("layercake: {name}: {option} is not simulated"))?;
            Ok(None)
        }
        Err(Refused::Unknown(words)) => {
            complain_line(process, &format!("{name}: {words}"))?;
            complain_line(process, &format!("{name}: hint: Try \"{name} --help\" for more information."))?;
            Ok(None)
        }
    }
}

/// Says the version if that is what is asked; whether it was.
pub(super) fn version(process: &mut Process<'_>) -> Result<bool, Bail> {
    let wanted = process.arguments.get(1).is_some_and(|word| word == "--version" || word == "-V");
    if wanted {
        let (name, version) = (process.name().to_string(), postgres::full_version(process));
        process.print(&format!("{name} (PostgreSQL) {version}\n"))?;
    }
    Ok(wanted)
}

fn is_ready(process: &mut Process<'_>) -> Ended {
    if version(process)? {
        return Ok(0);
    }
    let mut arguments = process.arguments.clone();
    // How long it waits; here somebody answers at once, or nobody does.
    if let Some(at) = arguments.iter().position(|word| word == "-t" || word == "--timeout") {
        arguments.drain(at..(at + 2).min(arguments.len()));
    }
    arguments.retain(|word| !(word.starts_with("--timeout=") || word.starts_with("-t") && word.len() > 2));
    process.arguments = arguments;
    let Some(asked) = asked(process, &[])? else { return Ok(NO_ATTEMPT) };
    let variable = |name: &str| process.environment.get(name).cloned();
    let port = asked.port.clone().or_else(|| variable("PGPORT")).unwrap_or_else(|| PORT.into());
    let host = asked.host.clone().or_else(|| variable("PGHOST"));
    if let Some(host) = host.as_ref().filter(|host| !host.starts_with('/') && !is_here(process, host)) {
        complain_line(process, &elsewhere("pg_isready", host))?;
        return Ok(NO_RESPONSE);
    }
    let place = host.unwrap_or_else(|| "/var/run/postgresql".into());
    let ready = port == PORT && runs(process, "postgres");
    if !asked.quiet {
        process
            .print(&format!("{place}:{port} - {}\n", if ready { "accepting connections" } else { "no response" }))?;
    }
    Ok(if ready { 0 } else { NO_RESPONSE })
}

/// `createdb` and `dropdb`: the statement that they send.
fn database(process: &mut Process<'_>, verb: &str) -> Ended {
    if version(process)? {
        return Ok(0);
    }
    let Some(mut asked) = asked(process, &["--if-exists", "-e", "--echo"])? else { return Ok(1) };
    let if_exists = process.arguments.iter().any(|word| word == "--if-exists");
    let name = process.name().to_string();
    let user = asked.user.clone();
    let Some(wanted) = asked.database.take().or_else(|| user.filter(|_| verb == "create")) else {
        complain_line(process, &format!("{name}: error: missing required argument database name"))?;
        complain_line(process, &format!("{name}: hint: Try \"{name} --help\" for more information."))?;
        return Ok(1);
    };
    asked.database = Some("postgres".into());
    let session = match connect(process, &asked)? {
        Ok(session) => session,
        Err(words) => {
            complain_line(process, &words.replacen("psql", &name, 1))?;
            return Ok(1);
        }
    };
    asked.quiet = true;
    let style = asked.style.clone();
    let mut client = Client { session, style, asked, printed: String::new() };
    let there = client.session.store.databases.contains_key(&wanted);
    let what = match (verb, there) {
        ("create", true) => Some(format!("database creation failed: ERROR:  database \"{wanted}\" already exists")),
        ("drop", false) if !if_exists => {
            Some(format!("database removal failed: ERROR:  database \"{wanted}\" does not exist"))
        }
        _ => None,
    };
    if let Some(what) = what {
        complain_line(process, &format!("{name}: error: {what}"))?;
        return Ok(1);
    }
    let if_exists = if if_exists { "if exists " } else { "" };
    let quoted = wanted.replace('"', "\"\"");
    Ok(i32::from(client.send(process, &format!("{verb} database {if_exists}\"{quoted}\""), "")?))
}
