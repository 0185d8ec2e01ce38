//! `GET /containers/{id}/top` (moby `daemon/top_unix.go`): what the host's `ps` would say of a container's processes.

use crate::clock::{SECOND, Timestamp};
use crate::shell::Listed;

use super::super::Daemon;
use super::super::api::models::ContainerTopResponse;
use super::super::api::{ApiError, ApiResult};
use super::super::execution::init_command;
use super::announce;
use super::record::{Status, restarting};
use super::run::ExecState;
use super::settle::settle;

/// Columns of `ps`: the names that `-o` takes, and the title (procps `ps(1)`, "Standard format specifiers").
const COLUMNS: [(&[&str], &str); 26] = [
    (&["pid", "tgid"], "PID"),
    (&["ppid"], "PPID"),
    (&["pgid", "pgrp"], "PGID"),
    (&["sid", "sess", "session"], "SID"),
    (&["user", "euser"], "USER"),
    (&["uid", "euid"], "UID"),
    (&["ruser"], "RUSER"),
    (&["group", "egroup"], "GROUP"),
    (&["gid", "egid"], "GID"),
    (&["comm", "ucmd", "ucomm"], "COMMAND"),
    (&["args", "command"], "COMMAND"),
    (&["cmd"], "CMD"),
    (&["c"], "C"),
    (&["pcpu", "%cpu"], "%CPU"),
    (&["pmem", "%mem"], "%MEM"),
    (&["vsz", "vsize"], "VSZ"),
    (&["rss", "rssize", "rsz"], "RSS"),
    (&["tty", "tname"], "TTY"),
    (&["tt"], "TT"),
    (&["stat", "state"], "STAT"),
    (&["s"], "S"),
    (&["stime"], "STIME"),
    (&["start", "start_time"], "START"),
    (&["time", "cputime"], "TIME"),
    (&["etime"], "ELAPSED"),
    (&["ni", "nice"], "NI"),
];

/// A process and those that it has started, which follow it; `called` is its command line while it has not come to rest.
fn grow(rows: &mut Vec<Row>, pid: u32, at: Timestamp, tty: bool, listed: Vec<Listed>, called: &str) {
    let tty = if tty { "pts/0" } else { "?" };
    let listed = if listed.is_empty() { vec![Listed { command: called.into(), uid: 0 }] } else { listed };
    let mut parent = pid.saturating_sub(SHIM);
    for (place, process) in (0u32..).zip(listed) {
        let pid = if place == 0 { pid } else { pid + CHILD + place };
        rows.push(Row { pid, parent, user: host_user(process.uid), at, command: process.command, tty });
        if place == 0 {
            parent = pid;
        }
    }
}

/// How far a container's shim is before its main process, and that one before its first child: the host starts others
/// between them.
const SHIM: u32 = 22;
const CHILD: u32 = 39;

/// Who a user of the container is on the host, which knows root and the learner.
fn host_user(uid: u32) -> String {
    match uid {
        0 => "root".into(),
        1000 => "student".into(),
        other => other.to_string(),
    }
}

/// What is known of a process.
struct Row {
    pid: u32,
    parent: u32,
    user: String,
    at: Timestamp,
    command: String,
    tty: &'static str,
}

/// See [`super::super::api::Containers::container_top`].
pub fn top(daemon: &mut Daemon<'_>, id: &str, arguments: &str) -> ApiResult<ContainerTopResponse> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    if container.state.status == Status::Restarting {
        return Err(restarting(&container.id));
    }
    if !container.state.is_running() {
        return Err(ApiError::new(409, format!("container {} is not running", container.id)));
    }
    let titles = titles(arguments)?;
    if !titles.iter().any(|(_, title)| title == "PID") {
        return Err(ApiError::new(500, "Couldn't find PID field in ps output"));
    }
    let container = container.clone();
    let now = daemon.clock.now();
    announce::tell_at(daemon, now, &container, "top", []);
    let started = container.state.started.unwrap_or_default();
    let mut listed = container.run.as_ref().map(|run| run.trail.stay.processes.clone()).unwrap_or_default();
    let command = container.config.command().join(" ");
    if container.host.init.unwrap_or(false) {
        if listed.is_empty() {
            listed.push(Listed { command: command.clone(), uid: 0 });
        }
        let uid = listed.first().map_or(0, |main| main.uid);
        listed.insert(0, Listed { command: init_command(&command), uid });
    }
    let mut rows = Vec::new();
    grow(&mut rows, container.state.pid, started, container.config.tty, listed, &command);
    for exec in &container.execs {
        if let ExecState::Running { pid, trail } = &exec.state {
            let listed = trail.stay.processes.clone();
            grow(&mut rows, *pid, trail.start.clock.now(), exec.wanted.tty, listed, &exec.command());
        }
    }
    let cells = |row: &Row| titles.iter().map(|(name, _)| row.cell(name, now)).collect::<Vec<_>>();
    Ok(ContainerTopResponse {
        processes: Some(rows.iter().map(cells).collect()),
        titles: Some(titles.into_iter().map(|(_, title)| title).collect()),
    })
}

impl Row {
    fn cell(&self, column: &str, now: Timestamp) -> String {
        let program = self.command.split(' ').next().unwrap_or("").rsplit('/').next().unwrap_or("");
        match column {
            "PID" | "PGID" | "SID" => self.pid.to_string(),
            "PPID" => self.parent.to_string(),
            "USER" | "UID" | "RUSER" | "GROUP" | "GID" => self.user.clone(),
            "comm" => program.into(),
            "COMMAND" | "CMD" => self.command.clone(),
            "C" => "0".into(),
            "%CPU" | "%MEM" => "0.0".into(),
            "VSZ" => "4400".into(),
            "RSS" => "1500".into(),
            "TTY" | "TT" => self.tty.into(),
            "STAT" => "Ss".into(),
            "S" => "S".into(),
            "STIME" | "START" => self.at.in_utc("%H:%M"),
            "TIME" => "00:00:00".into(),
            "time" => "0:00".into(),
            "ELAPSED" => {
                let seconds = now.since(self.at) / SECOND;
                format!("{:02}:{:02}", seconds / 60, seconds % 60)
            }
            _ => "0".into(),
        }
    }
}

/// The columns that the options of `ps` ask for: what is in them, and their titles.
fn titles(arguments: &str) -> ApiResult<Vec<(&'static str, String)>> {
    let own =
        |names: &[&'static str]| names.iter().map(|name| (*name, name.trim_matches(' ').to_uppercase())).collect();
    let words: Vec<&str> = arguments.split_whitespace().collect();
    if let Some(lists) = asked(&words) {
        let mut titles = Vec::new();
        for name in lists.iter().flat_map(|list| list.split(',')).filter(|name| !name.is_empty()) {
            let (name, title) = name.split_once('=').map_or((name, None), |(name, title)| (name, Some(title)));
            let column = COLUMNS.iter().find(|(names, _)| names.contains(&name.to_lowercase().as_str()));
            let Some((names, usual)) = column else {
                return Err(refused(&format!("unknown user-defined format specifier \"{name}\"")));
            };
            let content = if names.contains(&"comm") { "comm" } else { usual };
            titles.push((content, title.map_or_else(|| usual.to_string(), String::from)));
        }
        return Ok(titles);
    }
    let first = words.first().copied().unwrap_or("-ef");
    match first.trim_start_matches('-') {
        "aux" | "auxf" | "u" | "au" | "axu" => {
            Ok(own(&["USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "time", "COMMAND"]))
        }
        "x" | "ax" | "a" if !first.starts_with('-') => Ok(own(&["PID", "TTY", "STAT", "time", "COMMAND"])),
        "e" | "A" => Ok(own(&["PID", "TTY", "TIME", "CMD"])),
        letters if first.starts_with('-') && letters.chars().all(|letter| letter.is_ascii_alphabetic()) => {
            Ok(own(&["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]))
        }
        _ => Err(refused("unsupported SysV option")),
    }
}

/// The lists of `-o`, if there are any.
fn asked(words: &[&str]) -> Option<Vec<String>> {
    let mut lists = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = word.strip_prefix("-o").or_else(|| word.strip_prefix("-eo")).or_else(|| word.strip_prefix("o"));
        let long = word.strip_prefix("--format");
        match (value, long) {
            (Some(""), _) | (_, Some("")) => lists.extend(words.next().map(|word| word.to_string())),
            (_, Some(rest)) => lists.push(rest.trim_start_matches('=').to_string()),
            (Some(rest), None) => lists.push(rest.to_string()),
            (None, None) => {}
        }
    }
    (!lists.is_empty()).then_some(lists)
}

/// As procps refuses what it does not know.
/// The first line of what `ps` says; the daemon hands on no more (moby `daemon/top_unix.go`).
fn refused(why: &str) -> ApiError {
    ApiError::new(500, format!("ps: error: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_ps_say_which_columns() {
        let shown = |arguments: &str| match titles(arguments) {
            Ok(titles) => titles.into_iter().map(|(_, title)| title).collect::<Vec<_>>().join(" "),
            Err(ApiError::Status { message, .. }) => message.lines().next().unwrap_or("").to_string(),
            Err(ApiError::Stop(_)) => String::new(),
        };
        assert_eq!(shown(""), "UID PID PPID C STIME TTY TIME CMD");
        assert_eq!(shown("-o pid,comm"), "PID COMMAND");
        assert_eq!(shown("-eo pid,cmd=X"), "PID X");
        assert_eq!(shown("aux"), "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND");
        assert_eq!(shown("x"), "PID TTY STAT TIME COMMAND");
        assert_eq!(shown("-o nope"), "ps: error: unknown user-defined format specifier \"nope\"");
    }
}
