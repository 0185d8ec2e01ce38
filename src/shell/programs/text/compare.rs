//! `cmp` and `diff`

use super::options::{Accepted, Options};
use super::{Applet, Bail, Ended};
use crate::content::Rope;
use crate::shell::{Process, Stop};
use crate::vfs::FileType;

pub(super) static ALL: &[&Applet] = &[&CMP, &DIFF];

static CMP: Applet =
    Applet { names: &["cmp"], about: "compares two files byte by byte", usage: "[-ls] FILE1 FILE2", run: cmp };
static DIFF: Applet = Applet {
    names: &["diff"],
    about: "shows how two files or directories differ",
    usage: "[-uqrNsbwi] [-U N] FILE1 FILE2",
    run: diff,
};

fn cmp(process: &mut Process<'_>) -> Ended {
    let options = Accepted { letters: "ls", long: &[("silent", 's'), ("quiet", 's')], misuse: 2 }.parse(process)?;
    let Some(left) = options.operands.first().cloned() else { return process.missing_operand() };
    let right = options.operands.get(1).cloned().unwrap_or_else(|| "-".into());
    let mut contents = Vec::new();
    for operand in [&left, &right] {
        match process.open(operand)? {
            Ok(content) => contents.push(content),
            Err(errno) => {
                return process.fail(2, &format!("{operand}: {errno}"));
            }
        }
    }
    let [a, b] = contents.as_slice() else { return Ok(2) };
    let (mut at, mut line) = (0u64, 1u64);
    let mut differ = false;
    const WINDOW: u64 = 1 << 16;
    while at < a.len().min(b.len()) {
        process.system.step()?;
        let (x, y) = (a.slice(at..at + WINDOW).to_bytes(), b.slice(at..at + WINDOW).to_bytes());
        for (index, (one, other)) in x.iter().zip(y.iter()).enumerate() {
            if one != other {
                differ = true;
                let place = at + index as u64 + 1;
                if options.has('s') {
                    return Ok(1);
                }
                if !options.has('l') {
                    process.print(&format!("{left} {right} differ: char {place}, line {line}\n"))?;
                    return Ok(1);
                }
                process.print(&format!("{place} {one:>3o} {other:>3o}\n"))?;
            }
            line += u64::from(*one == b'\n');
        }
        at += x.len().min(y.len()) as u64;
    }
    if a.len() != b.len() {
        let short = if a.len() < b.len() { &left } else { &right };
        if !options.has('s') {
            let after = if process.busybox() {
                String::new()
            } else {
                format!(" after byte {at}, line {}", line.saturating_sub(1))
            };
            process.complain(&format!("EOF on {short}{after}"))?;
        }
        return Ok(1);
    }
    Ok(i32::from(differ))
}

/// Lines of a file that `diff` may compare.
const MAX_LINES: usize = 200_000;
/// Cells of the table of differences: what costs time and memory.
const MAX_WORK: usize = 40_000_000;
/// Files of two directories that `diff -r` may compare.
const MAX_FILES: usize = 100_000;

fn diff(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: "uqrNsbwiaU:",
        long: &[
            ("unified", 'u'),
            ("brief", 'q'),
            ("recursive", 'r'),
            ("new-file", 'N'),
            ("report-identical-files", 's'),
            ("ignore-case", 'i'),
            ("ignore-space-change", 'b'),
            ("ignore-all-space", 'w'),
            ("color", 'χ'),
        ],
        misuse: 2,
    };
    let options = accepted.parse(process)?;
    let [left, right] = options.operands.as_slice() else {
        if let [one] = options.operands.as_slice() {
            let words = format!("missing operand after '{one}'");
            return process.misused(2, &words);
        }
        return process.misused(2, "missing operand after 'diff'");
    };
    let is_directory = |process: &mut Process<'_>, path: &str| {
        let path = process.absolute(path);
        process.system.files().stat(&path, true).is_ok_and(|stat| stat.kind == FileType::Directory)
    };
    let join = |directory: &str, file: &str| {
        format!("{}/{}", directory.trim_end_matches('/'), file.rsplit('/').next().unwrap_or(file))
    };
    match (is_directory(process, left), is_directory(process, right)) {
        (true, true) => directories(process, &options, left, right),
        (true, false) => one(process, &options, &join(left, right), right),
        (false, true) => one(process, &options, left, &join(right, left)),
        (false, false) => one(process, &options, left, right),
    }
}

fn directories(process: &mut Process<'_>, options: &Options, left: &str, right: &str) -> Ended {
    let mut status = 0;
    let mut queue = vec![(left.to_string(), right.to_string())];
    let mut visited = 0;
    let join = |base: &str, name: &str| format!("{}/{name}", base.trim_end_matches('/'));
    while let Some((left, right)) = queue.pop() {
        let mut entries = Vec::new();
        for path in [&left, &right] {
            let path = process.absolute(path);
            entries.push(process.system.files().read_dir(&path).unwrap_or_default());
        }
        let names: std::collections::BTreeSet<String> =
            entries.iter().flatten().map(|entry| entry.name.clone()).collect();
        let mut inner = Vec::new();
        for name in names {
            visited += 1;
            if visited > MAX_FILES {
                return Err(Stop::Limit(format!("diff of more than {MAX_FILES} files")).into());
            }
            let kinds: Vec<Option<FileType>> = entries
                .iter()
                .map(|list| list.iter().find(|entry| entry.name == name).map(|entry| entry.stat.kind))
                .collect();
            let (a, b) = (join(&left, &name), join(&right, &name));
            match kinds.as_slice() {
                [Some(FileType::Directory), Some(FileType::Directory)] => {
                    if options.has('r') {
                        inner.push((a, b));
                    } else {
                        process.print(&format!("Common subdirectories: {a} and {b}\n"))?;
                    }
                }
                [Some(FileType::File), Some(FileType::File)] => {
                    let code = one_of(process, options, &a, &b, true)?;
                    status = status.max(code);
                }
                [Some(x), Some(y)] if x == y => {}
                [Some(_), Some(_)] => {
                    process.print(&format!("File types differ between {a} and {b}\n"))?;
                    status = 1;
                }
                [x, _] => {
                    let place = if x.is_some() { &left } else { &right };
                    process.print(&format!("Only in {place}: {name}\n"))?;
                    status = 1;
                }
                _ => {}
            }
        }
        queue.extend(inner.into_iter().rev());
    }
    Ok(status)
}

fn one(process: &mut Process<'_>, options: &Options, left: &str, right: &str) -> Ended {
    one_of(process, options, left, right, false)
}

fn one_of(process: &mut Process<'_>, options: &Options, left: &str, right: &str, titled: bool) -> Ended {
    let mut contents: Vec<Rope> = Vec::new();
    let mut missing = 0;
    for operand in [left, right] {
        match process.open(operand)? {
            Ok(content) => contents.push(content),
            Err(_) if options.has('N') => contents.push(Rope::new()),
            Err(errno) => {
                let words = if process.busybox() {
                    format!("can't stat '{operand}': {errno}")
                } else {
                    format!("{operand}: {errno}")
                };
                process.complain(&words)?;
                missing = 2;
                // BusyBox ends at the first one.
                if process.busybox() {
                    break;
                }
            }
        }
    }
    if missing > 0 {
        return Ok(missing);
    }
    let [a, b] = contents.as_slice() else { return Ok(2) };
    if a == b {
        if options.has('s') {
            process.print(&format!("Files {left} and {right} are identical\n"))?;
        }
        return Ok(0);
    }
    let (x, y) = (process.take_in(a)?, process.take_in(b)?);
    if options.has('q') {
        process.print(&format!("Files {left} and {right} differ\n"))?;
        return Ok(1);
    }
    if x.iter().take(8192).any(|byte| *byte == 0) || y.iter().take(8192).any(|byte| *byte == 0) {
        process.print(&format!("Binary files {left} and {right} differ\n"))?;
        return Ok(if process.busybox() { 1 } else { 2 });
    }
    let (x, y) = (String::from_utf8_lossy(&x).into_owned(), String::from_utf8_lossy(&y).into_owned());
    let (x, y): (Vec<&str>, Vec<&str>) = (x.split_inclusive('\n').collect(), y.split_inclusive('\n').collect());
    if x.len() > MAX_LINES || y.len() > MAX_LINES {
        return Err(Stop::Limit(format!("diff of more than {MAX_LINES} lines")).into());
    }
    let same = |a: &str, b: &str| {
        if options.has('w') {
            return a.split_whitespace().collect::<String>() == b.split_whitespace().collect::<String>();
        }
        if options.has('b') {
            return a.split_whitespace().eq(b.split_whitespace());
        }
        if options.has('i') { a.eq_ignore_ascii_case(b) } else { a == b }
    };
    let hunks = changes(&x, &y, same)?;
    if hunks.is_empty() {
        return Ok(0);
    }
    if titled {
        let letters = if options.has('u') { "-ru" } else { "-r" };
        process.print(&format!("diff {letters} {left} {right}\n"))?;
    }
    let unified = options.has('u') || options.value('U').is_some() || process.busybox();
    let text = if unified {
        let context = options.value('U').and_then(|text| text.parse().ok()).unwrap_or(3);
        let heads = [heading(process, left)?, heading(process, right)?];
        let [left_head, right_head] = heads;
        format!("--- {left_head}\n+++ {right_head}\n{}", unified_text(&x, &y, &hunks, context))
    } else {
        normal_text(&x, &y, &hunks)
    };
    process.print(&text)?;
    Ok(1)
}

fn heading(process: &mut Process<'_>, operand: &str) -> Result<String, Bail> {
    if process.busybox() {
        return Ok(operand.to_string());
    }
    let path = process.absolute(operand);
    let now = process.system.clock().now();
    let time = process.system.files().stat(&path, true).map_or(now, |stat| stat.mtime);
    Ok(format!("{operand}\t{}.{:09} +0000", time.in_utc("%Y-%m-%d %H:%M:%S"), time.subsecond_nanos()))
}

/// A stretch of lines that differ: `left` is replaced by `right`.
struct Hunk {
    left: std::ops::Range<usize>,
    right: std::ops::Range<usize>,
}

/// The differences by the longest common subsequence of what lies between the common head and tail.
fn changes(x: &[&str], y: &[&str], same: impl Fn(&str, &str) -> bool) -> Result<Vec<Hunk>, Bail> {
    let head = x.iter().zip(y).take_while(|(a, b)| same(a, b)).count();
    let (x_rest, y_rest) = (x.get(head..).unwrap_or_default(), y.get(head..).unwrap_or_default());
    let tail = x_rest.iter().rev().zip(y_rest.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let a = x_rest.get(..x_rest.len() - tail).unwrap_or_default();
    let b = y_rest.get(..y_rest.len() - tail).unwrap_or_default();
    let columns = b.len() + 1;
    let cells = columns.saturating_mul(a.len() + 1);
    if cells > MAX_WORK {
        return Err(Stop::Limit("diff of files that differ in too many lines".into()).into());
    }
    let mut table = vec![0u32; cells];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * columns + j] = if same(a[i], b[j]) {
                table[(i + 1) * columns + j + 1] + 1
            } else {
                table[(i + 1) * columns + j].max(table[i * columns + j + 1])
            };
        }
    }
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && same(a[i], b[j]) {
            i += 1;
            j += 1;
            continue;
        }
        let (from_i, from_j) = (i, j);
        while (i < a.len() || j < b.len()) && !(i < a.len() && j < b.len() && same(a[i], b[j])) {
            let down = i < a.len() && (j >= b.len() || table[(i + 1) * columns + j] >= table[i * columns + j + 1]);
            if down { i += 1 } else { j += 1 }
        }
        hunks.push(Hunk { left: head + from_i..head + i, right: head + from_j..head + j });
    }
    Ok(hunks)
}

fn line(mark: &str, text: &str) -> String {
    match text.strip_suffix('\n') {
        Some(_) => format!("{mark}{text}"),
        None => format!("{mark}{text}\n\\ No newline at end of file\n"),
    }
}

fn normal_text(x: &[&str], y: &[&str], hunks: &[Hunk]) -> String {
    let range = |range: &std::ops::Range<usize>| match range.len() {
        0 => range.start.to_string(),
        1 => (range.start + 1).to_string(),
        _ => format!("{},{}", range.start + 1, range.end),
    };
    let mut text = String::new();
    for hunk in hunks {
        let letter = match (hunk.left.is_empty(), hunk.right.is_empty()) {
            (true, _) => 'a',
            (_, true) => 'd',
            _ => 'c',
        };
        text += &format!("{}{letter}{}\n", range(&hunk.left), range(&hunk.right));
        x.get(hunk.left.clone()).unwrap_or_default().iter().for_each(|one| text += &line("< ", one));
        if letter == 'c' {
            text += "---\n";
        }
        y.get(hunk.right.clone()).unwrap_or_default().iter().for_each(|one| text += &line("> ", one));
    }
    text
}

fn unified_text(x: &[&str], y: &[&str], hunks: &[Hunk], context: usize) -> String {
    let mut text = String::new();
    let mut rest = hunks;
    while let Some(first) = rest.first() {
        let mut count = 1;
        while let (Some(last), Some(next)) = (rest.get(count - 1), rest.get(count)) {
            if next.left.start - last.left.end > context.saturating_mul(2) {
                break;
            }
            count += 1;
        }
        let (group, after) = rest.split_at(count);
        rest = after;
        let last = group.last().unwrap_or(first);
        let start = first.left.start.saturating_sub(context);
        let end = last.left.end.saturating_add(context).min(x.len());
        let right_start = first.right.start - (first.left.start - start);
        let right_end = last.right.end + (end - last.left.end);
        let range = |from: usize, to: usize| match to - from {
            0 => format!("{from},0"),
            1 => (from + 1).to_string(),
            length => format!("{},{length}", from + 1),
        };
        text += &format!("@@ -{} +{} @@\n", range(start, end), range(right_start, right_end.min(y.len())));
        let mut at = start;
        for hunk in group {
            x.get(at..hunk.left.start).unwrap_or_default().iter().for_each(|one| text += &line(" ", one));
            x.get(hunk.left.clone()).unwrap_or_default().iter().for_each(|one| text += &line("-", one));
            y.get(hunk.right.clone()).unwrap_or_default().iter().for_each(|one| text += &line("+", one));
            at = hunk.left.end;
        }
        x.get(at..end).unwrap_or_default().iter().for_each(|one| text += &line(" ", one));
    }
    text
}
