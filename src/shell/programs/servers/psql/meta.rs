//! The backslash commands of `psql`.

use super::table::{databases, no_relations, relation, relations, roles, schemas};
use super::{Client, complain_line, postgres};
use crate::shell::Process;
use crate::shell::programs::Bail;

impl Client {
    /// Carries a command out; whether it failed.
    pub(super) fn command(&mut self, process: &mut Process<'_>, command: &str) -> Result<bool, Bail> {
        let command = command.trim_end_matches(';');
        let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let rest = rest.trim();
        let argument = rest.split_whitespace().next();
        let text = match (name, argument) {
            ("\\l" | "\\list", None) => databases(&self.session, postgres::major(process), &self.style),
            ("\\dt" | "\\d", None) => {
                let major = postgres::major(process);
                let tables = name == "\\dt";
                match relations(&self.session, major, tables, &self.style) {
                    Some(text) => text,
                    None => {
                        complain_line(process, no_relations(major, tables))?;
                        return Ok(false);
                    }
                }
            }
            ("\\d", Some(of)) => match relation(&self.session, of, &self.style) {
                Some(text) => text,
                None => {
                    complain_line(process, &format!("Did not find any relation named \"{of}\"."))?;
                    return Ok(true);
                }
            },
            ("\\du", None) => roles(&self.session, &self.style),
            ("\\dn", None) => schemas(&self.session, &self.style),
            ("\\echo", _) => format!("{rest}\n"),
            ("\\conninfo", None) => {
                let (database, user) =
                    (self.session.around.database.clone().unwrap_or_default(), &self.session.around.user);
                format!(
                    "You are connected to database \"{database}\" as user \"{user}\" via socket in \
                     \"/var/run/postgresql\" at port \"5432\".\n"
                )
            }
            ("\\x" | "\\t" | "\\a", None) => self.switch(name),
            ("\\pset", Some(option)) => {
                let value = rest.split_whitespace().nth(1).unwrap_or("").trim_matches('\'');
                if !self.style.set(option, value) {
                    return later(process, command);
                }
                String::new()
            }
            ("\\i" | "\\include", Some(path)) => {
                let place = process.absolute(path);
                let Some(text) = super::text_of(process, &place) else {
                    complain_line(process, &format!("{path}: No such file or directory"))?;
                    return Ok(true);
                };
                let _nesting = crate::shell::nesting::Nesting::enter().map_err(|deep| Bail::Stop(deep.into()))?;
                return self.script(process, &text, path);
            }
            ("\\c" | "\\connect", Some(database)) => {
                if !self.session.store.databases.contains_key(database) {
                    let socket = "connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed:";
                    complain_line(process, &format!("{socket} FATAL:  database \"{database}\" does not exist"))?;
                    complain_line(process, "Previous connection kept")?;
                    return Ok(true);
                }
                self.session.around.database = Some(database.to_string());
                let user = &self.session.around.user;
                format!("You are now connected to database \"{database}\" as user \"{user}\".\n")
            }
            // Nothing has been asked before.
            ("\\g" | "\\q", _) => return Ok(false),
            _ => return later(process, command),
        };
        self.print(process, &text)?;
        Ok(false)
    }

    /// `\x`, `\t`, `\a`
    fn switch(&mut self, name: &str) -> String {
        let words = |on: bool, what: &str| format!("{what} is {}.\n", if on { "on" } else { "off" });
        match name {
            "\\x" => {
                self.style.expanded ^= true;
                words(self.style.expanded, "Expanded display")
            }
            "\\t" => {
                self.style.tuples ^= true;
                words(self.style.tuples, "Tuples only")
            }
            _ => {
                self.style.unaligned ^= true;
                format!("Output format is {}.\n", if self.style.unaligned { "unaligned" } else { "aligned" })
            }
        }
    }
}

fn later(process: &mut Process<'_>, command: &str) -> Result<bool, Bail> {
    complain_line(process, &format!("layercake: psql: {command} is not simulated"))?;
    Ok(true)
}
