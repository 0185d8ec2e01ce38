//! Small programs that go line by line: `rev tac nl paste comm expand unexpand fold`.

use super::options::Accepted;
use super::{Applet, Bail, Ended, Lines};
use crate::shell::{Process, Stop};

pub(super) static ALL: &[&Applet] = &[&REV, &TAC, &NL, &PASTE, &COMM, &EXPAND, &UNEXPAND, &FOLD];

static REV: Applet = Applet { names: &["rev"], about: "prints each line backwards", usage: "[FILE]...", run: rev };
static TAC: Applet = Applet { names: &["tac"], about: "prints the last line first", usage: "[FILE]...", run: tac };
static NL: Applet = Applet {
    names: &["nl"],
    about: "numbers lines",
    usage: "[-b TYPE] [-w WIDTH] [-s SEP] [-v START] [-n FORMAT] [FILE]...",
    run: nl,
};
static PASTE: Applet = Applet {
    names: &["paste"],
    about: "joins lines of files side by side",
    usage: "[-s] [-d LIST] [FILE]...",
    run: paste,
};
static COMM: Applet = Applet {
    names: &["comm"],
    about: "compares two sorted files line by line",
    usage: "[-123] FILE1 FILE2",
    run: comm,
};
static EXPAND: Applet =
    Applet { names: &["expand"], about: "turns tabs into spaces", usage: "[-t N] [FILE]...", run: expand };
static UNEXPAND: Applet =
    Applet { names: &["unexpand"], about: "turns leading spaces into tabs", usage: "[-t N] [FILE]...", run: unexpand };
static FOLD: Applet = Applet { names: &["fold"], about: "wraps lines", usage: "[-s] [-w WIDTH] [FILE]...", run: fold };

/// Lines that a program may hold at once.
const MAX_LINES: usize = 2_000_000;
/// The widest tab or line.
const WIDEST: usize = 10_000;

fn rev(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("").parse(process)?;
    process.each_input(&options.files(), |process, _, lines| {
        while let Some((line, newline)) = lines.next_text(process)? {
            let mut line: String = line.chars().rev().collect();
            if newline {
                line.push('\n');
            }
            process.print(&line)?;
        }
        Ok(())
    })
}

fn hold(process: &mut Process<'_>, lines: &mut Lines) -> Result<Vec<Vec<u8>>, Bail> {
    let mut held = Vec::new();
    while let Some(line) = lines.next(process)? {
        held.push(line);
        if held.len() > MAX_LINES {
            return Err(Stop::Limit(format!("more than {MAX_LINES} lines at once")).into());
        }
    }
    Ok(held)
}

fn tac(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("").parse(process)?;
    let mut status = 0;
    for operand in options.files() {
        match process.lines(&operand) {
            Ok(mut lines) => {
                for line in hold(process, &mut lines)?.into_iter().rev() {
                    process.put(&line)?;
                }
            }
            Err(errno) => {
                let words = if process.busybox() {
                    format!("{operand}: {errno}")
                } else {
                    format!("failed to open '{operand}' for reading: {errno}")
                };
                process.complain(&words)?;
                status = 1;
            }
        }
    }
    Ok(status)
}

fn nl(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("b:w:s:v:n:i:").parse(process)?;
    let all = options.value('b') == Some("a");
    let number = |letter, default: usize| options.value(letter).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (width, mut next, step) = (number('w', 6).min(WIDEST), number('v', 1), number('i', 1));
    let separator = options.value('s').unwrap_or("\t").to_string();
    let format = options.value('n').unwrap_or("rn").to_string();
    process.each_input(&options.files(), |process, _, lines| {
        while let Some((line, _)) = lines.next_text(process)? {
            if all || !line.is_empty() {
                let shown = match format.as_str() {
                    "ln" => format!("{next:<width$}"),
                    "rz" => format!("{next:0>width$}"),
                    _ => format!("{next:>width$}"),
                };
                next = next.saturating_add(step);
                process.print(&format!("{shown}{separator}{line}\n"))?;
            } else {
                let blank = " ".repeat(width + separator.chars().count());
                process.print(&format!("{blank}{line}\n"))?;
            }
        }
        Ok(())
    })
}

fn paste(process: &mut Process<'_>) -> Ended {
    let options =
        Accepted { letters: "sd:", long: &[("serial", 's'), ("delimiters", 'd')], misuse: 1 }.parse(process)?;
    let mut list = Vec::new();
    super::escape::expand(options.value('d').unwrap_or("\t"), false, &mut list);
    let list: Vec<char> = String::from_utf8_lossy(&list).chars().collect();
    let mark = |index: usize| if list.is_empty() { None } else { list.get(index % list.len()) };
    let mut inputs = Vec::new();
    for operand in options.files() {
        match process.lines(&operand) {
            Ok(lines) => inputs.push(lines),
            Err(errno) => return process.fail(1, &format!("{operand}: {errno}")),
        }
    }
    if options.has('s') {
        for mut lines in inputs {
            let mut text = String::new();
            let mut index = 0;
            while let Some((line, _)) = lines.next_text(process)? {
                if index > 0 {
                    text.extend(mark(index - 1));
                }
                index += 1;
                text.push_str(&line);
            }
            process.print(&format!("{text}\n"))?;
        }
        return Ok(0);
    }
    loop {
        let mut text = String::new();
        let mut any = false;
        for (index, lines) in inputs.iter_mut().enumerate() {
            if index > 0 {
                text.extend(mark(index - 1));
            }
            if let Some((line, _)) = lines.next_text(process)? {
                any = true;
                text.push_str(&line);
            }
        }
        if !any {
            return Ok(0);
        }
        process.print(&format!("{text}\n"))?;
    }
}

fn comm(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("123").parse(process)?;
    let [left, right] = options.operands.as_slice() else {
        return match options.operands.first() {
            Some(one) if !process.busybox() => {
                let words = format!("missing operand after '{one}'");
                process.misused(1, &words)
            }
            _ => process.missing_operand(),
        };
    };
    let mut inputs = Vec::new();
    for operand in [left, right] {
        match process.lines(operand) {
            Ok(lines) => inputs.push(lines),
            Err(errno) => return process.fail(1, &format!("{operand}: {errno}")),
        }
    }
    let [left, right] = inputs.as_mut_slice() else { return Ok(1) };
    let mut lines = (left.next_text(process)?, right.next_text(process)?);
    let tabs = |columns: &str| "\t".repeat(columns.chars().filter(|column| !options.has(*column)).count());
    loop {
        let column = match &lines {
            (None, None) => return Ok(0),
            (Some(_), None) => '1',
            (None, Some(_)) => '2',
            (Some(left), Some(right)) => match left.0.cmp(&right.0) {
                std::cmp::Ordering::Less => '1',
                std::cmp::Ordering::Greater => '2',
                std::cmp::Ordering::Equal => '3',
            },
        };
        let text = if column == '2' { lines.1.as_ref() } else { lines.0.as_ref() };
        let text = text.map(|line| line.0.clone()).unwrap_or_default();
        if !options.has(column) {
            let before = match column {
                '1' => String::new(),
                '2' => tabs("1"),
                _ => tabs("12"),
            };
            process.print(&format!("{before}{text}\n"))?;
        }
        if column != '2' {
            lines.0 = left.next_text(process)?;
        }
        if column != '1' {
            lines.1 = right.next_text(process)?;
        }
    }
}

fn width(process: &mut Process<'_>, text: Option<&str>, default: usize, what: &str) -> Result<usize, Bail> {
    match text.map(str::parse::<usize>) {
        None => Ok(default),
        Some(Ok(width)) if (1..=WIDEST).contains(&width) => Ok(width),
        Some(_) => {
            let text = format!("invalid {what}: '{}'", text.unwrap_or(""));
            process.fail(1, &text)
        }
    }
}

fn expand(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("t:i").parse(process)?;
    let stop = width(process, options.value('t'), 8, "tab size")?;
    process.each_input(&options.files(), |process, _, lines| {
        while let Some((line, newline)) = lines.next_text(process)? {
            let mut text = String::new();
            let mut column = 0;
            for letter in line.chars() {
                if letter == '\t' {
                    let blanks = stop - column % stop;
                    text.push_str(&" ".repeat(blanks));
                    column += blanks;
                } else {
                    text.push(letter);
                    column += 1;
                }
            }
            process.print(&format!("{text}{}", if newline { "\n" } else { "" }))?;
        }
        Ok(())
    })
}

fn unexpand(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("t:").parse(process)?;
    let stop = width(process, options.value('t'), 8, "tab size")?;
    process.each_input(&options.files(), |process, _, lines| {
        while let Some((line, newline)) = lines.next_text(process)? {
            let rest = line.trim_start_matches(' ');
            let blanks = line.len() - rest.len();
            let (tabs, spaces) = ("\t".repeat(blanks / stop), " ".repeat(blanks % stop));
            process.print(&format!("{tabs}{spaces}{rest}{}", if newline { "\n" } else { "" }))?;
        }
        Ok(())
    })
}

fn fold(process: &mut Process<'_>) -> Ended {
    let options = Accepted { letters: "sw:b", long: &[("width", 'w'), ("spaces", 's')], misuse: 1 }.parse(process)?;
    let most = width(process, options.value('w'), 80, "number of columns")?;
    process.each_input(&options.files(), |process, _, lines| {
        while let Some((line, newline)) = lines.next_text(process)? {
            let letters: Vec<char> = line.chars().collect();
            let mut text = String::new();
            let mut at = 0;
            while letters.len() - at > most {
                let mut end = at + most;
                if options.has('s') {
                    let blank = letters.get(at..end).unwrap_or_default().iter().rposition(|c| *c == ' ');
                    end = blank.map_or(end, |blank| at + blank + 1);
                }
                text.extend(letters.get(at..end).unwrap_or_default());
                text.push('\n');
                at = end;
            }
            text.extend(letters.get(at..).unwrap_or_default());
            process.print(&format!("{text}{}", if newline { "\n" } else { "" }))?;
        }
        Ok(())
    })
}
