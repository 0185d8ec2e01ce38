//! `ps`, as procps (ps(1)) and BusyBox (`procps/ps.c`) have it.

use super::processes::running;
use super::{Applet, Bail, Ended, accounts};
use crate::shell::programs::banner::banner;
use crate::shell::programs::options::Accepted;
use crate::shell::programs::real::Asked;
use crate::shell::{MEMORY, Process, ProcessInfo, Stream, program_name};

pub(super) static PROGRAM: Applet = Applet {
    names: &["ps"],
    about: "lists the processes",
    usage: "[aux | -ef] [-o COLUMN[=HEADER],...] [-p PID] [-C NAME] [-u USER] [--sort KEY] [--forest]",
    run,
};

/// Memory of a process as it is shown, KiB.
const VIRTUAL: u64 = 2580;
const RESIDENT: u64 = 1536;
/// Characters of a process's name that the kernel keeps.
const NAME: usize = 15;

/// A column.
struct Column {
    names: &'static [&'static str],
    header: &'static str,
    width: usize,
    right: bool,
    value: fn(&Row<'_>) -> String,
}

/// A process, and what has to be looked up for it.
struct Row<'r> {
    info: &'r ProcessInfo,
    uid: String,
    group: String,
    /// Seconds since it was started.
    age: i64,
    /// What stands before its command in a forest.
    branch: &'static str,
}

impl Row<'_> {
    fn name(&self) -> String {
        program_name(&self.info.command).chars().take(NAME).collect()
    }
    fn parent(&self) -> u32 {
        u32::from(self.info.pid != 1)
    }
    fn command(&self) -> String {
        format!("{}{}", self.branch, self.info.command)
    }
}

/// A span of time as `ps` shows it: `[[DD-]HH:]MM:SS`.
fn elapsed(seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes:02}:{:02}", seconds % 60),
        (0, _) => format!("{hours:02}:{minutes:02}:{:02}", seconds % 60),
        _ => format!("{days}-{hours:02}:{minutes:02}:{:02}", seconds % 60),
    }
}

const fn left(
    names: &'static [&'static str],
    header: &'static str,
    width: usize,
    value: fn(&Row<'_>) -> String,
) -> Column {
    Column { names, header, width, right: false, value }
}

const fn right(
    names: &'static [&'static str],
    header: &'static str,
    width: usize,
    value: fn(&Row<'_>) -> String,
) -> Column {
    Column { names, header, width, right: true, value }
}

/// What `-o` can ask for.
static COLUMNS: &[Column] = &[
    right(&["pid", "tgid"], "PID", 7, |row| row.info.pid.to_string()),
    right(&["ppid"], "PPID", 7, |row| row.parent().to_string()),
    right(&["pgid", "pgrp"], "PGID", 7, |row| row.info.pid.to_string()),
    right(&["sid", "sess", "session"], "SID", 7, |row| row.info.pid.to_string()),
    left(&["user", "euser", "uname"], "USER", 8, |row| row.info.user.clone()),
    left(&["ruser"], "RUSER", 8, |row| row.info.user.clone()),
    right(&["uid", "euid", "ruid"], "UID", 5, |row| row.uid.clone()),
    left(&["group", "egroup"], "GROUP", 8, |row| row.group.clone()),
    left(&["comm", "ucmd", "ucomm"], "COMMAND", 15, |row| row.name()),
    left(&["args", "command"], "COMMAND", 27, |row| row.command()),
    left(&["cmd"], "CMD", 27, |row| row.command()),
    right(&["%cpu", "pcpu"], "%CPU", 4, |_| "0.0".into()),
    right(&["c"], "C", 2, |_| "0".into()),
    right(&["%mem", "pmem"], "%MEM", 4, |_| format!("{:.1}", RESIDENT as f64 * 102_400.0 / MEMORY as f64)),
    right(&["vsz", "vsize"], "VSZ", 6, |_| VIRTUAL.to_string()),
    right(&["rss", "rssize", "rsz"], "RSS", 5, |_| RESIDENT.to_string()),
    left(&["tty", "tname"], "TTY", 8, |_| "?".into()),
    left(&["tt"], "TT", 8, |_| "?".into()),
    left(&["stat"], "STAT", 4, |_| "Ss".into()),
    left(&["s", "state"], "S", 1, |_| "S".into()),
    right(&["time", "cputime"], "TIME", 8, |_| "00:00:00".into()),
    right(&["etime"], "ELAPSED", 11, |row| elapsed(row.age)),
    right(&["etimes"], "ELAPSED", 7, |row| row.age.to_string()),
    right(&["start"], "STARTED", 8, |row| row.info.started.in_utc("%H:%M:%S")),
    left(&["stime", "start_time"], "STIME", 5, |row| row.info.started.in_utc("%H:%M")),
    right(&["lstart"], "STARTED", 24, |row| row.info.started.in_utc("%a %b %e %H:%M:%S %Y")),
    right(&["ni", "nice"], "NI", 3, |_| "0".into()),
    right(&["pri"], "PRI", 3, |_| "19".into()),
    right(&["nlwp", "thcount"], "NLWP", 4, |_| "1".into()),
];

/// A column that is shown, under this header.
struct Shown {
    column: &'static Column,
    header: String,
}

/// What was asked for.
#[derive(Default)]
struct Wanted {
    everybody: bool,
    format: Option<Vec<Shown>>,
    full: bool,
    /// `aux`
    by_user: bool,
    /// BSD's words, without `u`.
    bsd: bool,
    pids: Vec<u32>,
    names: Vec<String>,
    users: Vec<String>,
    sort: Option<String>,
    forest: bool,
    headless: bool,
}

fn wrong<T>(process: &mut Process<'_>, words: &str) -> Result<T, Bail> {
    let text = format!(
        "error: {words}\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help \
         <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(1))
}

/// The columns of a list such as `pid,user=WHO`; all behind a `=` is a header.
fn columns(process: &mut Process<'_>, list: &str) -> Result<Vec<Shown>, Bail> {
    let mut found = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let end = rest.find([',', ' ', '=']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (header, after) = match after.strip_prefix('=') {
            // BusyBox's header ends at a comma.
            Some(header) if process.busybox() => {
                let end = header.find(',').unwrap_or(header.len());
                (Some(header.get(..end).unwrap_or_default()), header.get(end..).unwrap_or_default())
            }
            Some(header) => (Some(header), ""),
            None => (None, after),
        };
        rest = after.get(1..).unwrap_or_default();
        if name.is_empty() {
            continue;
        }
        match COLUMNS.iter().find(|column| column.names.contains(&name)) {
            Some(column) => {
                found.push(Shown { column, header: header.unwrap_or(column.header).to_string() });
            }
            None if process.busybox() => return process.fail(1, &format!("bad -o argument '{name}'")),
            None => return wrong(process, &format!("unknown user-defined format specifier \"{name}\"")),
        }
    }
    Ok(found)
}

/// The options of procps: Unix's with a dash, BSD's without, GNU's with two.
fn read(process: &mut Process<'_>) -> Result<Wanted, Bail> {
    let mut wanted = Wanted::default();
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_string())));
            let letter = match name {
                "pid" => 'p',
                "user" | "User" => 'u',
                "format" => 'o',
                "sort" => 'k',
                "forest" => 'H',
                "no-headers" | "no-heading" | "noheaders" => 'h',
                "cols" | "columns" | "width" => 'w',
                _ => {
                    process.unless_real(Asked::Long(name), 1)?;
                    return wrong(process, "unknown gnu long option");
                }
            };
            let takes = matches!(letter, 'p' | 'u' | 'o' | 'k' | 'w');
            let value = if takes { value.or_else(|| words.next()) } else { None };
            take(process, &mut wanted, (letter, true), value)?;
            continue;
        }
        let dashed = word.starts_with('-') && word.len() > 1;
        let letters = if dashed { word.get(1..).unwrap_or_default() } else { word.as_str() };
        if !dashed && letters.chars().all(|letter| letter.is_ascii_digit() || letter == ',') {
            take(process, &mut wanted, ('p', true), Some(letters.to_string()))?;
            continue;
        }
        for (at, letter) in letters.char_indices() {
            let takes = if dashed { "poCuU".contains(letter) } else { "poUk".contains(letter) };
            let behind = letters.get(at + letter.len_utf8()..).filter(|rest| takes && !rest.is_empty());
            let value = if takes { behind.map(str::to_string).or_else(|| words.next()) } else { None };
            let ends = behind.is_some();
            take(process, &mut wanted, (letter, dashed), value)?;
            if ends {
                break;
            }
        }
    }
    Ok(wanted)
}

/// Takes one option; `dashed` tells Unix's from BSD's.
fn take(
    process: &mut Process<'_>,
    wanted: &mut Wanted,
    (letter, dashed): (char, bool),
    value: Option<String>,
) -> Result<(), Bail> {
    let list = || value.clone().unwrap_or_default();
    let parts = || list().split([',', ' ']).filter(|part| !part.is_empty()).map(str::to_string).collect::<Vec<_>>();
    match (letter, dashed) {
        ('p' | 'o' | 'C' | 'U' | 'k', _) | ('u', true) if value.is_none() => {
            let words = match letter {
                'p' => "list of process IDs must follow -p",
                'o' => "format specification must follow -o",
                'C' => "list of command names must follow -C",
                'k' => "long sort specification must follow 'k'",
                _ => "list of users must follow -u",
            };
            return wrong(process, words);
        }
        ('e' | 'A', true) => wanted.everybody = true,
        ('a' | 'x', _) => {
            wanted.everybody = true;
            wanted.bsd |= !dashed;
        }
        ('u', false) => (wanted.by_user, wanted.bsd) = (true, true),
        ('f', true) => wanted.full = true,
        ('f', false) | ('H', _) => {
            wanted.forest = true;
            wanted.bsd |= !dashed;
        }
        ('p', _) => {
            for part in parts() {
                match part.parse() {
                    Ok(pid) => wanted.pids.push(pid),
                    Err(_) => return wrong(process, "process ID list syntax error"),
                }
            }
        }
        ('o', _) => {
            let more = columns(process, &list())?;
            wanted.format.get_or_insert_default().extend(more);
        }
        ('C', true) => wanted.names.extend(parts()),
        ('u' | 'U', _) => wanted.users.extend(parts()),
        ('k', _) => wanted.sort = value,
        ('h', _) => wanted.headless = true,
        // How wide a line is, and what environment a process has, is not shown.
        ('w', _) | ('e', false) => {}
        (letter, _) => {
            process.unless_real(Asked::Letter(letter), 1)?;
            return wrong(process, if dashed { "unsupported SysV option" } else { "unsupported option (BSD syntax)" });
        }
    }
    Ok(())
}

/// The rows that are asked for.
fn chosen(process: &mut Process<'_>, wanted: &Wanted, rows: &mut Vec<ProcessInfo>) -> Result<(), Bail> {
    let mut users = Vec::new();
    for user in &wanted.users {
        match accounts::user(process.system, user) {
            Some((uid, _)) => {
                users.push(accounts::user_name(process.system, uid).unwrap_or_else(|| uid.to_string()));
            }
            None => return wrong(process, "user name does not exist"),
        }
    }
    if !(wanted.pids.is_empty() && wanted.names.is_empty() && users.is_empty()) {
        let name = |row: &ProcessInfo| program_name(&row.command).chars().take(NAME).collect::<String>();
        rows.retain(|row| {
            wanted.pids.contains(&row.pid) || wanted.names.contains(&name(row)) || users.contains(&row.user)
        });
    }
    for key in wanted.sort.iter().flat_map(|list| list.split(',')).collect::<Vec<_>>().into_iter().rev() {
        let (down, name) = match key.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, key.trim_start_matches('+')),
        };
        let known = COLUMNS.iter().any(|column| column.names.contains(&name));
        match name {
            "pid" => rows.sort_by_key(|row| row.pid),
            "user" => rows.sort_by(|one, other| one.user.cmp(&other.user)),
            "comm" | "ucmd" | "cmd" | "args" => rows.sort_by_key(|row| row.command.clone()),
            "start" | "start_time" | "lstart" | "etime" | "etimes" => rows.sort_by_key(|row| row.started),
            // In all else they are alike.
            _ if known => continue,
            _ => return wrong(process, "unknown sort specifier"),
        }
        if down {
            rows.reverse();
        }
    }
    Ok(())
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut rows = running(process);
    if process.busybox() {
        return busybox(process, &rows);
    }
    let wanted = read(process)?;
    chosen(process, &wanted, &mut rows)?;
    if wanted.forest && wanted.sort.is_none() {
        rows.sort_by_key(|row| row.pid);
    }
    let mut text = String::new();
    let rows = looked_up(process, &rows, wanted.forest);
    let heads = !wanted.headless;
    if let Some(format) = &wanted.format {
        text = table(format, &rows, heads);
    } else if wanted.by_user {
        text += if heads { "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n" } else { "" };
        for row in &rows {
            let start = row.info.started.in_utc("%H:%M");
            let (user, pid, command) = (&row.info.user, row.info.pid, row.command());
            text += &format!(
                "{user:<8} {pid:>7}  0.0  0.0   {VIRTUAL}  {RESIDENT} ?        Ss   {start}   0:00 {command}\n"
            );
        }
    } else if wanted.full {
        text += if heads { "UID          PID    PPID  C STIME TTY          TIME CMD\n" } else { "" };
        for row in &rows {
            let start = row.info.started.in_utc("%H:%M");
            let (user, pid, parent) = (&row.info.user, row.info.pid, row.parent());
            text += &format!("{user:<8} {pid:>7} {parent:>7}  0 {start} ?        00:00:00 {}\n", row.command());
        }
    } else if wanted.bsd {
        text += if heads { "    PID TTY      STAT   TIME COMMAND\n" } else { "" };
        for row in &rows {
            text += &format!("{:>7} ?        Ss     0:00 {}\n", row.info.pid, row.command());
        }
    } else {
        text += if heads { "    PID TTY          TIME CMD\n" } else { "" };
        let chosen =
            wanted.everybody || !(wanted.pids.is_empty() && wanted.names.is_empty() && wanted.users.is_empty());
        let terminal = if chosen { "?    " } else { "pts/0" };
        for row in &rows {
            text += &format!("{:>7} {terminal}    00:00:00 {}{}\n", row.info.pid, row.branch, row.name());
        }
    }
    process.print(&text)?;
    Ok(i32::from(rows.is_empty()))
}

/// The rows with what has to be looked up.
fn looked_up<'r>(process: &mut Process<'_>, rows: &'r [ProcessInfo], forest: bool) -> Vec<Row<'r>> {
    let now = process.system.clock().now();
    let whole = rows.iter().map(|info| {
        let user = accounts::user(process.system, &info.user);
        let group = user.and_then(|(_, gid)| accounts::group_name(process.system, gid?));
        Row {
            info,
            uid: user.map_or_else(|| info.user.clone(), |(uid, _)| uid.to_string()),
            group: group.unwrap_or_else(|| info.user.clone()),
            age: now.since(info.started).max(0) / crate::clock::SECOND,
            branch: if forest && info.pid != 1 { " \\_ " } else { "" },
        }
    });
    whole.collect()
}

/// Rows in columns: a left one that stands last is as wide as it is.
fn table(format: &[Shown], rows: &[Row<'_>], heads: bool) -> String {
    let width = |shown: &Shown| shown.column.width.max(shown.header.len());
    let cell = |shown: &Shown, text: &str, last: bool| {
        let width = width(shown);
        match (shown.column.right, last) {
            (true, _) => format!("{text:>width$}"),
            (false, true) => text.to_string(),
            (false, false) => {
                let text: String = text.chars().take(width).collect();
                format!("{text:<width$}")
            }
        }
    };
    let line = |texts: &dyn Fn(&Shown) -> String| {
        let cells = format.iter().enumerate().map(|(at, shown)| cell(shown, &texts(shown), at + 1 == format.len()));
        cells.collect::<Vec<_>>().join(" ") + "\n"
    };
    let mut text = String::new();
    if heads && format.iter().any(|shown| !shown.header.is_empty()) {
        text += &line(&|shown| shown.header.clone());
    }
    rows.iter().for_each(|row| text += &line(&|shown| (shown.column.value)(row)));
    text
}

/// BusyBox's takes the letters of others, and shows the same.
fn busybox(process: &mut Process<'_>, rows: &[ProcessInfo]) -> Ended {
    let options = Accepted { letters: "o: aAdeflT", long: &[], misuse: 1 }.parse(process)?;
    let mut format = Vec::new();
    for list in options.values('o') {
        format.extend(columns(process, list)?);
    }
    if !format.is_empty() {
        for shown in &mut format {
            // Its columns are headed by their names.
            if shown.header == shown.column.header && matches!(shown.column.names.first(), Some(&"ni")) {
                shown.header = "NICE".into();
            }
        }
        let rows = looked_up(process, rows, false);
        let text = table_of_busybox(&format, &rows);
        return Ok(process.print(&text).map(|()| 0)?);
    }
    // Debian's BusyBox is built without the column of times.
    let times = !banner(process.system).contains("Debian");
    let mut text = String::from(if times { "PID   USER     TIME  COMMAND\n" } else { "PID   USER     COMMAND\n" });
    for row in rows {
        let time = if times { " 0:00 " } else { "" };
        text += &format!("{:>5} {:<8.8} {time}{}\n", row.pid, row.user, row.command);
    }
    process.print(&text)?;
    Ok(0)
}

fn table_of_busybox(format: &[Shown], rows: &[Row<'_>]) -> String {
    let width = |shown: &Shown| {
        let own = match shown.column.names.first() {
            Some(&"pid" | &"ppid" | &"pgid" | &"sid") => 5,
            Some(&"comm") => 16,
            Some(&"vsz" | &"rss") => 4,
            Some(&"time") => 5,
            Some(&"etime") => 7,
            _ => shown.column.width,
        };
        own.max(shown.header.len())
    };
    let mut text = String::new();
    let last = format.len().saturating_sub(1);
    for (at, shown) in format.iter().enumerate() {
        let width = if at == last { 0 } else { width(shown) };
        text += &format!("{:<width$}{}", shown.header, if at == last { "\n" } else { " " });
    }
    for row in rows {
        for (at, shown) in format.iter().enumerate() {
            let value = (shown.column.value)(row);
            let value = match shown.column.names.first() {
                Some(&"time") => "0:00".to_string(),
                Some(&"etime") => value.trim_start_matches('0').to_string(),
                _ => value,
            };
            let width = width(shown);
            text += &match (shown.column.right, at == last) {
                (true, _) => format!("{value:>width$}"),
                (false, true) => value,
                (false, false) => format!("{value:<width$.width$}"),
            };
            text += if at == last { "\n" } else { " " };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::{Busybox, Gnu};
    use crate::shell::testing::check_all;

    #[test]
    fn columns_are_chosen_and_rows_are() {
        check_all(
            Gnu,
            &[
                ("ps -o pid,user,comm -p 1", "    PID USER     COMMAND\n      1 root     sh\n", "", 0),
                ("ps -p 1 -o pid= -o comm=", "      1 sh\n", "", 0),
                ("ps -eo pid,ppid,etime,args --sort=-pid | tail -n 1", "      1       0       00:00 sh\n", "", 0),
                ("ps -C sh -o args=; ps -C nothing; echo $?", "sh\n    PID TTY          TIME CMD\n1\n", "", 0),
                ("ps -u student --no-headers; ps h -U root | grep -c sh", "1\n", "", 0),
                ("ps -ef --forest | grep -c '_ ps -ef'", "1\n", "", 0),
            ],
        );
        for (line, words) in [
            ("ps -o foo", "error: unknown user-defined format specifier \"foo\"\n"),
            ("ps --sort=foo", "error: unknown sort specifier\n"),
            ("ps -L", "ps: layercake does not simulate the option -L\n"),
            ("ps -p x", "error: process ID list syntax error\n"),
        ] {
            let outcome = crate::shell::testing::run(Gnu, line);
            assert!(outcome.stderr.starts_with(words) && outcome.status == 1, "{line}: {}", outcome.stderr);
        }
        check_all(
            Busybox,
            &[
                ("ps -o pid,comm | head -n 2", "PID   COMMAND\n    1 sh\n", "", 0),
                ("ps -o foo", "", "ps: bad -o argument 'foo'\n", 1),
            ],
        );
    }
}
