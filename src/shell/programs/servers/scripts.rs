//! `/docker-entrypoint-initdb.d`: what a database image runs when it makes its databases.

use super::sql::{Fault, Session, parse, statements, words};
use super::{complain_line, text_of};
use crate::shell::Process;
use crate::shell::programs::Bail;

/// Where images look.
const FOLDER: &str = "/docker-entrypoint-initdb.d";

/// Runs the statements of the folder's files, in order. A script of another kind is not simulated, and said so.
pub(super) fn run(process: &mut Process<'_>, session: &mut Session) -> Result<(), Bail> {
    let mut names: Vec<String> =
        process.system.files().read_dir(FOLDER).unwrap_or_default().into_iter().map(|entry| entry.name).collect();
    names.sort();
    for name in names {
        let path = format!("{FOLDER}/{name}");
        if !name.ends_with(".sql") {
            process.print(&format!("/usr/local/bin/docker-entrypoint.sh: ignoring {path}\n"))?;
            if name.ends_with(".sh") || name.ends_with(".gz") {
                complain_line(process, &format!("layercake: {path}: only .sql files are simulated here"))?;
            }
            continue;
        }
        process.print(&format!("/usr/local/bin/docker-entrypoint.sh: running {path}\n"))?;
        let text = text_of(process, &path).unwrap_or_default();
        let mysql = session.around.mysql;
        let all = statements(&text, mysql).unwrap_or_else(|_| vec![text.clone()]);
        for statement in all {
            let ran = parse(&statement, mysql).and_then(|parsed| session.run(parsed));
            if let Err(fault) = ran {
                if let Fault::Spent(spent) = fault {
                    return Err(Bail::Stop(spent.into()));
                }
                let words = match mysql {
                    true => words::mysql(&fault, session),
                    false => words::postgres(&fault).0,
                };
                complain_line(process, &format!("{path}: {words}"))?;
            }
        }
    }
    Ok(())
}
