//! `ls`

use super::options::{Accepted, Options};
use super::quoting::{Quoting, is_utf8};
use super::sizes::human;
use super::{Applet, Bail, Ended, accounts};
use crate::clock::{SECOND, Timestamp};
use crate::shell::{Process, Stop, Stream};
use crate::vfs::{DirEntry, Errno, FileType, Stat};

pub(super) static PROGRAM: Applet =
    Applet { names: &["ls", "dir"], about: "lists files", usage: "[-1AaCxdLHRFplinshrSXvctu] [FILE]...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "1AabCdFfGghHiLlmNnopqQrRSstUvXxw:φκ: kuctT:B",
    long: &[
        ("all", 'a'),
        ("almost-all", 'A'),
        ("human-readable", 'h'),
        ("recursive", 'R'),
        ("directory", 'd'),
        ("inode", 'i'),
        ("reverse", 'r'),
        ("size", 's'),
        ("classify", 'F'),
        ("numeric-uid-gid", 'n'),
        ("no-group", 'G'),
        ("color", 'χ'),
        ("full-time", 'φ'),
        ("quote-name", 'Q'),
        ("escape", 'b'),
        ("literal", 'N'),
        ("hide-control-chars", 'q'),
        ("quoting-style", 'κ'),
        ("width", 'w'),
        ("ignore", 'I'),
    ],
    misuse: 2,
};

/// Names that one listing may have.
const MAX_NAMES: usize = 200_000;
/// Seconds after which `ls -l` shows the year instead of the time: half a year.
const RECENT: i64 = 31_556_952 / 2;

struct Row {
    name: String,
    path: String,
    stat: Stat,
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let operands = if options.operands.is_empty() { vec![".".into()] } else { options.operands.clone() };
    let mut status = 0;
    let (mut plain, mut directories) = (Vec::new(), Vec::new());
    let long = long(&options);
    for operand in operands {
        let path = process.absolute(&operand);
        let files = process.system.files();
        let follow = !(long || options.has('d') || options.has('F')) || options.has('L') || options.has('H');
        let stat = match files.stat(&path, follow) {
            Err(_) if follow => files.stat(&path, false),
            other => other,
        };
        match stat {
            Ok(stat) if stat.kind == FileType::Directory && !options.has('d') => directories.push((operand, path)),
            Ok(stat) => plain.push(Row { name: operand, path, stat }),
            // A directory that was removed can still be opened by who is in it: nothing is in there, not even `.`.
            Err(Errno::NoEntry) if operand.trim_end_matches('/') == "." && !options.has('d') => {
                show(process, &options, &[], true)?;
            }
            Err(errno) => {
                let words = if process.busybox() {
                    format!("{operand}: {errno}")
                } else {
                    format!("cannot access '{operand}': {errno}")
                };
                process.complain(&words)?;
                status = if process.busybox() { 1 } else { 2 };
            }
        }
    }
    sort(&options, &mut plain);
    if !options.has('U') && !options.has('f') {
        directories.sort();
        if options.has('r') {
            directories.reverse();
        }
    }
    let titles = directories.len() + plain.len() > 1
        || options.has('R')
        || status != 0 && !directories.is_empty() && options.operands.len() > 1;
    let mut first = plain.is_empty();
    show(process, &options, &plain, false)?;
    directories.reverse();
    let mut listed = 0;
    while let Some((name, path)) = directories.pop() {
        process.system.step()?;
        let entries = match process.system.files().read_dir(&path) {
            Ok(entries) => entries,
            Err(errno) => {
                let words = if process.busybox() {
                    format!("can't open '{name}': {errno}")
                } else {
                    format!("cannot open directory '{name}': {errno}")
                };
                process.complain(&words)?;
                status = if process.busybox() { 1 } else { 2 };
                continue;
            }
        };
        if titles {
            let blank = if first { "" } else { "\n" };
            process.print(&format!("{blank}{name}:\n"))?;
        }
        first = false;
        let mut rows = rows(process, &options, &path, entries);
        listed += rows.len();
        if listed > MAX_NAMES {
            return Err(Stop::Limit(format!("a listing of more than {MAX_NAMES} names")).into());
        }
        sort(&options, &mut rows);
        show(process, &options, &rows, true)?;
        if options.has('R') {
            let inner = rows
                .iter()
                .rev()
                .filter(|row| row.stat.kind == FileType::Directory && row.name != "." && row.name != "..");
            let base = name.trim_end_matches('/');
            let base = if base.is_empty() { "" } else { base };
            directories.extend(inner.map(|row| (format!("{base}/{}", row.name), row.path.clone())));
        }
    }
    Ok(status)
}

/// What of a directory is listed.
fn rows(process: &mut Process<'_>, options: &Options, path: &str, entries: Vec<DirEntry>) -> Vec<Row> {
    let mut rows = Vec::new();
    let all = options.has('a') || options.has('f');
    if all {
        for own in [".", ".."] {
            let path = format!("{path}/{own}");
            if let Ok(stat) = process.system.files().stat(&path, true) {
                rows.push(Row { name: own.into(), path, stat });
            }
        }
    }
    for entry in entries {
        if entry.name.starts_with('.') && !all && !options.has('A') {
            continue;
        }
        let path = format!("{}/{}", path.trim_end_matches('/'), entry.name);
        rows.push(Row { name: entry.name, path, stat: entry.stat });
    }
    rows
}

fn long(options: &Options) -> bool {
    "lngoZφ".chars().any(|letter| options.has(letter))
}

fn sort(options: &Options, rows: &mut [Row]) {
    if options.has('U') || options.has('f') {
        return;
    }
    match options.last_of("StXv") {
        Some('S') => rows.sort_by(|a, b| b.stat.size.cmp(&a.stat.size).then_with(|| a.name.cmp(&b.name))),
        Some('t') => rows.sort_by(|a, b| b.stat.mtime.cmp(&a.stat.mtime).then_with(|| a.name.cmp(&b.name))),
        Some('X') => {
            let extension = |row: &Row| row.name.rsplit_once('.').map(|(_, end)| end.to_string()).unwrap_or_default();
            rows.sort_by(|a, b| extension(a).cmp(&extension(b)).then_with(|| a.name.cmp(&b.name)));
        }
        _ => rows.sort_by(|a, b| a.name.cmp(&b.name)),
    }
    if options.has('r') {
        rows.reverse();
    }
}

fn show(process: &mut Process<'_>, options: &Options, rows: &[Row], total: bool) -> Result<(), Bail> {
    let blocks = |row: &Row| row.stat.taken() / 1024;
    if total && (long(options) || options.has('s')) {
        let sum: u64 = rows.iter().map(blocks).sum();
        let sum = if options.has('h') { human(sum * 1024) } else { sum.to_string() };
        process.print(&format!("total {sum}\n"))?;
    }
    let mut prefixes = vec![String::new(); rows.len()];
    if options.has('i') {
        let width = rows.iter().map(|row| row.stat.inode.to_string().len()).max().unwrap_or(0);
        let width = if process.busybox() { width.max(7) } else { width };
        rows.iter().zip(&mut prefixes).for_each(|(row, prefix)| *prefix += &format!("{:>width$} ", row.stat.inode));
    }
    if options.has('s') {
        let text = |row: &Row| if options.has('h') { human(blocks(row) * 1024) } else { blocks(row).to_string() };
        let width = rows.iter().map(|row| text(row).len()).max().unwrap_or(0);
        rows.iter().zip(&mut prefixes).for_each(|(row, prefix)| *prefix += &format!("{:>width$} ", text(row)));
    }
    if long(options) {
        return long_rows(process, options, rows, &prefixes);
    }
    let terminal = process.output.terminal(Stream::Out);
    let columns = options.last_of("1Cx").map_or(terminal.is_some(), |letter| letter != '1');
    let shown = shown(process, options, rows, columns && !options.has('m'));
    let names: Vec<String> = shown
        .iter()
        .zip(rows.iter().zip(&prefixes))
        .map(|(name, (row, prefix))| format!("{prefix}{name}{}", mark(options, &row.stat)))
        .collect();
    if options.has('m') {
        let text = names.join(", ");
        return Ok(process.print(&if names.is_empty() { text } else { text + "\n" })?);
    }
    if !columns {
        let text: String = names.iter().map(|name| format!("{name}\n")).collect();
        return Ok(process.print(&text)?);
    }
    let width = terminal.map_or(80, |terminal| usize::from(terminal.columns)).max(1);
    let text = in_columns(&names, width, process.busybox());
    Ok(process.print(&text)?)
}

/// Names in columns, filled downwards. BusyBox has one width for all columns, GNU the narrowest that fit.
fn in_columns(names: &[String], width: usize, busybox: bool) -> String {
    let widths: Vec<usize> = names.iter().map(|name| name.chars().count()).collect();
    let longest = widths.iter().max().copied().unwrap_or(0);
    let mut best = (names.len().max(1), vec![longest]);
    for rows in 1..=names.len() {
        let columns: Vec<usize> = if busybox {
            vec![longest + 2; names.len().div_ceil(rows)]
        } else {
            widths.chunks(rows).map(|column| column.iter().max().copied().unwrap_or(0) + 2).collect()
        };
        let needed: usize = columns.iter().sum::<usize>().saturating_sub(if busybox { 0 } else { 2 });
        if needed <= width || rows == names.len() {
            best = (rows, columns);
            break;
        }
    }
    let (rows, columns) = best;
    let mut text = String::new();
    for row in 0..rows.min(names.len()) {
        let mut line = String::new();
        for (column, width) in columns.iter().enumerate() {
            let Some(name) = names.get(column * rows + row) else { continue };
            line += name;
            if names.get((column + 1) * rows + row).is_some() {
                line += &" ".repeat(width.saturating_sub(name.chars().count()));
            }
        }
        text += &line;
        text.push('\n');
    }
    text
}

/// Names as they are printed: BusyBox has a question mark for each byte that is no printable ASCII; GNU quotes as it is
/// told, and on a terminal for a shell. Where some names have quotes and stand in columns, the others are moved.
fn shown(process: &Process<'_>, options: &Options, rows: &[Row], aligned: bool) -> Vec<String> {
    let names = rows.iter().map(|row| row.name.as_str());
    if process.busybox() {
        let ascii = |byte| if (b' '..=b'~').contains(&byte) { char::from(byte) } else { '?' };
        return names.map(|name| name.bytes().map(ascii).collect()).collect();
    }
    let terminal = process.output.terminal(Stream::Out).is_some();
    let told = options.value('κ').and_then(Quoting::named);
    let style = match options.last_of("QbN") {
        Some('Q') => Quoting::C,
        Some('b') => Quoting::Escape,
        Some(_) => Quoting::Literal,
        None => told.unwrap_or(if terminal { Quoting::ShellEscape } else { Quoting::Literal }),
    };
    let hides = options.has('q') || terminal && style == Quoting::Literal;
    let utf8 = is_utf8(process);
    let quote = |name: &str| match style.quote(name, utf8) {
        name if hides => name.chars().map(|letter| if letter.is_control() { '?' } else { letter }).collect(),
        name => name,
    };
    let quoted: Vec<String> = names.map(quote).collect();
    let odd = |(name, row): (&String, &Row)| *name != row.name;
    if !(aligned && style.aligns() && quoted.iter().zip(rows).any(odd)) {
        return quoted;
    }
    let move_on = |(name, row): (String, &Row)| if name == row.name { format!(" {name}") } else { name };
    quoted.into_iter().zip(rows).map(move_on).collect()
}

fn mark(options: &Options, stat: &Stat) -> &'static str {
    match stat.kind {
        FileType::Directory if options.has('F') || options.has('p') => "/",
        FileType::Symlink if options.has('F') => "@",
        FileType::Fifo if options.has('F') => "|",
        FileType::File if options.has('F') && stat.mode & 0o111 != 0 => "*",
        _ => "",
    }
}

fn long_rows(process: &mut Process<'_>, options: &Options, rows: &[Row], prefixes: &[String]) -> Result<(), Bail> {
    let now = process.system.clock().now();
    let mut cells = Vec::new();
    let names = shown(process, options, rows, true);
    for (row, name) in rows.iter().zip(names) {
        let stat = &row.stat;
        let numeric = options.has('n');
        let user = if numeric { None } else { accounts::user_name(process.system, stat.uid) };
        let group = if numeric { None } else { accounts::group_name(process.system, stat.gid) };
        let size = match stat.kind {
            FileType::CharDevice | FileType::BlockDevice => format!("{}, {:>3}", stat.device.0, stat.device.1),
            _ if options.has('h') => human(stat.size),
            _ => stat.size.to_string(),
        };
        let target = match stat.kind {
            FileType::Symlink => {
                let target = process.system.files().read_link(&row.path).unwrap_or_default();
                format!(" -> {target}")
            }
            _ => mark(options, stat).to_string(),
        };
        cells.push([
            permissions(stat.kind, stat.mode),
            stat.links.to_string(),
            user.unwrap_or_else(|| stat.uid.to_string()),
            group.unwrap_or_else(|| stat.gid.to_string()),
            size,
            if options.has('φ') { full_time(process, stat.mtime) } else { time(stat.mtime, now) },
            format!("{name}{target}"),
        ]);
    }
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(1), width(2), width(3), width(4)];
    let mut text = String::new();
    for (row, prefix) in cells.iter().zip(prefixes) {
        let [mode, links, user, group, size, time, name] = row;
        let user = if options.has('g') { None } else { Some(user) };
        let group = if options.has('o') || options.has('G') { None } else { Some(group) };
        text += prefix;
        text += mode;
        if process.busybox() {
            text += &format!(" {links:>4}");
            for name in [user, group].into_iter().flatten() {
                text += &format!(" {:<8.8}", name);
            }
            text += &format!(" {size:>9} {time} {name}\n");
        } else {
            text += &format!(" {links:>width$}", width = widths[0]);
            for (name, width) in [(user, widths[1]), (group, widths[2])] {
                if let Some(name) = name {
                    text += &format!(" {name:<width$}");
                }
            }
            text += &format!(" {size:>width$} {time} {name}\n", width = widths[3]);
        }
    }
    Ok(process.print(&text)?)
}

/// `-rw-r--r--` and so on.
pub fn permissions(kind: FileType, mode: u32) -> String {
    let mut text = String::from(match kind {
        FileType::File => "-",
        FileType::Directory => "d",
        FileType::Symlink => "l",
        FileType::CharDevice => "c",
        FileType::BlockDevice => "b",
        FileType::Fifo => "p",
    });
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift & 7;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (bits & 1 != 0, mode & special != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    text
}

fn time(of: Timestamp, now: Timestamp) -> String {
    let age = now.since(of) / SECOND;
    if (0..RECENT).contains(&age) || (age < 0 && age > -60) { of.in_utc("%b %e %H:%M") } else { of.in_utc("%b %e  %Y") }
}

/// BusyBox has no fractions of seconds (`coreutils/ls.c`).
fn full_time(process: &Process<'_>, of: Timestamp) -> String {
    let fraction = if process.busybox() { String::new() } else { format!(".{:09}", of.subsecond_nanos()) };
    format!("{}{fraction} +0000", of.in_utc("%Y-%m-%d %H:%M:%S"))
}
