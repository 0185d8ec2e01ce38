//! Programs that show bytes: `od hexdump xxd strings`.

use std::fmt::Write;

use super::options::Accepted;
use super::{Applet, Bail, Ended};
use crate::content::Rope;
use crate::shell::{Process, Stop};

pub(super) static ALL: &[&Applet] = &[&OD, &HEXDUMP, &XXD, &STRINGS];

static OD: Applet = Applet {
    names: &["od"],
    about: "shows bytes in octal and other formats",
    usage: "[-abcdox] [-A RADIX] [-t TYPE] [-N LEN] [-j SKIP] [-v] [FILE]...",
    run: od,
};
static HEXDUMP: Applet = Applet {
    names: &["hexdump", "hd"],
    about: "shows bytes in hexadecimal",
    usage: "[-Cv] [-n LEN] [-s SKIP] [FILE]...",
    run: hexdump,
};
static XXD: Applet = Applet {
    names: &["xxd"],
    about: "shows bytes in hexadecimal, or the other way around",
    usage: "[-pr] [-l LEN] [-s SKIP] [-c COLS] [-g N] [FILE]",
    run: xxd,
};
static STRINGS: Applet =
    Applet { names: &["strings"], about: "prints the texts in files", usage: "[-n LEN] [FILE]...", run: strings };

/// Bytes that one dump may show.
const MAX_DUMP: u64 = 8 << 20;

/// The operands' content one after the other, `skip` bytes left out, at most `length` bytes.
fn content(process: &mut Process<'_>, files: &[String], skip: u64, length: Option<u64>) -> Result<Vec<u8>, Bail> {
    let mut parts = Vec::new();
    for operand in files {
        match process.open(operand)? {
            Ok(content) => parts.push(content),
            Err(errno) => {
                process.complain(&format!("{operand}: {errno}"))?;
                return Err(Bail::Status(1));
            }
        }
    }
    let all = Rope::concat(parts);
    let end = length.map_or(all.len(), |length| skip.saturating_add(length));
    let part = all.slice(skip.min(all.len())..end);
    let bytes = part.bytes_up_to(MAX_DUMP).map_err(|error| Stop::Limit(format!("a dump: {error}")))?;
    Ok(bytes.to_vec())
}

fn number(text: Option<&str>) -> Option<u64> {
    let text = text?;
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => super::head::count(text),
    }
}

/// Rows of 16 bytes by number. Those that are as the one before it are left out, unless `all` are wanted: a `None` stands
/// where a run of them begins.
fn rows(bytes: &[u8], all: bool) -> impl Iterator<Item = (usize, Option<&[u8]>)> {
    let mut last: Option<&[u8]> = None;
    let mut starred = false;
    bytes.chunks(16).enumerate().filter_map(move |(index, row)| {
        if !all && last == Some(row) && row.len() == 16 {
            return (!std::mem::replace(&mut starred, true)).then_some((index, None));
        }
        (last, starred) = (Some(row), false);
        Some((index, Some(row)))
    })
}

fn shown(byte: u8) -> char {
    if (0x20..0x7f).contains(&byte) { byte as char } else { '.' }
}

fn od(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: "abcdoxA:t:N:j:v",
        long: &[("address-radix", 'A'), ("format", 't'), ("read-bytes", 'N'), ("skip-bytes", 'j')],
        misuse: 1,
    };
    let options = accepted.parse(process)?;
    let skip = number(options.value('j')).unwrap_or(0);
    let bytes = content(process, &options.files(), skip, number(options.value('N')))?;
    let format = match (options.value('t'), options.last_of("abcdox")) {
        (Some(format), _) => format.to_string(),
        (None, Some('a' | 'c')) => "c".into(),
        (None, Some('b')) => "o1".into(),
        (None, Some('d')) => "u2".into(),
        (None, Some('x')) => "x2".into(),
        _ => "o2".into(),
    };
    let text_after = format.ends_with('z');
    let format = format.trim_end_matches('z').to_string();
    let radix = options.value('A').unwrap_or("o").to_string();
    let address = |at: u64| match radix.as_str() {
        "n" => String::new(),
        "x" => format!("{at:06x}"),
        "d" => format!("{at:07}"),
        _ => format!("{at:07o}"),
    };
    let kind = format.chars().next().unwrap_or('o');
    let size: usize = match format.get(1..).unwrap_or("") {
        "" if kind == 'c' || kind == 'a' => 1,
        "" => 4,
        text => text.parse().ok().filter(|size| matches!(size, 1 | 2 | 4 | 8)).unwrap_or(2),
    };
    let mut out = String::new();
    for (index, row) in rows(&bytes, options.has('v')) {
        let Some(row) = row else {
            out.push_str("*\n");
            continue;
        };
        out += &address(skip + index as u64 * 16);
        for unit in row.chunks(size) {
            let value = unit.iter().rev().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
            let _ = match kind {
                'c' | 'a' => write!(out, " {:>3}", character(unit.first().copied().unwrap_or(0))),
                'x' => write!(out, " {value:0width$x}", width = size * 2),
                'u' | 'd' => write!(out, " {value:>width$}", width = [4, 5, 10, 20][size.ilog2() as usize]),
                _ => write!(out, " {value:0width$o}", width = [3, 6, 11, 22][size.ilog2() as usize]),
            };
        }
        if text_after {
            let per = if kind == 'x' { size * 2 + 1 } else { 4 };
            let missing = (16 - row.len()) / size * per;
            let text: String = row.iter().map(|byte| shown(*byte)).collect();
            out += &format!("{}  >{text}<", " ".repeat(missing));
        }
        out.push('\n');
    }
    if radix != "n" {
        out += &format!("{}\n", address(skip + bytes.len() as u64));
    }
    process.print(&out)?;
    Ok(0)
}

fn character(byte: u8) -> String {
    match byte {
        0 => "\\0".into(),
        7 => "\\a".into(),
        8 => "\\b".into(),
        9 => "\\t".into(),
        10 => "\\n".into(),
        11 => "\\v".into(),
        12 => "\\f".into(),
        13 => "\\r".into(),
        0x20..=0x7e => (byte as char).to_string(),
        other => format!("{other:03o}"),
    }
}

fn hexdump(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("Cvn:s:bcdox").parse(process)?;
    let skip = number(options.value('s')).unwrap_or(0);
    let bytes = content(process, &options.files(), skip, number(options.value('n')))?;
    let canonical = options.has('C') || process.name() == "hd";
    let mut out = String::new();
    for (index, row) in rows(&bytes, options.has('v')) {
        let Some(row) = row else {
            out.push_str("*\n");
            continue;
        };
        let at = skip + index as u64 * 16;
        if canonical {
            let half = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x} ")).collect::<String>();
            let (left, right) = row.split_at(row.len().min(8));
            let text: String = row.iter().map(|byte| shown(*byte)).collect();
            out += &format!("{at:08x}  {:<24} {:<24} |{text}|\n", half(left), half(right));
        } else {
            out += &format!("{at:07x}");
            for unit in row.chunks(2) {
                let value = unit.iter().rev().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
                out += &format!(" {value:04x}");
            }
            out.push('\n');
        }
    }
    if !bytes.is_empty() {
        let end = skip + bytes.len() as u64;
        out += &if canonical { format!("{end:08x}\n") } else { format!("{end:07x}\n") };
    }
    process.print(&out)?;
    Ok(0)
}

fn xxd(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("prl:s:c:g:u").parse(process)?;
    let files: Vec<String> = vec![options.operands.first().cloned().unwrap_or_else(|| "-".into())];
    if options.has('r') {
        let bytes = content(process, &files, 0, None)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut out = Vec::new();
        for line in text.lines() {
            let digits = match line.split_once(':').filter(|_| !options.has('p')) {
                Some((_, rest)) => rest.split("  ").next().unwrap_or(""),
                None => line,
            };
            let nibbles: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(16)).collect();
            out.extend(nibbles.chunks_exact(2).map(|pair| (pair[0] << 4 | pair[1]) as u8));
        }
        process.put(&out)?;
        return Ok(0);
    }
    let skip = number(options.value('s')).unwrap_or(0);
    let bytes = content(process, &files, skip, number(options.value('l')))?;
    let columns =
        |default: u64| number(options.value('c')).filter(|n| (1..=256).contains(n)).unwrap_or(default) as usize;
    let mut out = String::new();
    if options.has('p') {
        for row in bytes.chunks(columns(30)) {
            out += &crate::content::hex(row);
            out.push('\n');
        }
    } else {
        let columns = columns(16);
        let group = number(options.value('g')).filter(|n| (1..=256).contains(n)).unwrap_or(2) as usize;
        let width = columns * 2 + columns.div_ceil(group);
        for (index, row) in bytes.chunks(columns).enumerate() {
            let at = skip + (index * columns) as u64;
            let digits: String = row.chunks(group).map(|unit| crate::content::hex(unit) + " ").collect();
            let text: String = row.iter().map(|byte| shown(*byte)).collect();
            out += &format!("{at:08x}: {digits:<width$} {text}\n");
        }
    }
    process.print(&out)?;
    Ok(0)
}

fn strings(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("n: a").parse(process)?;
    let least = number(options.value('n')).unwrap_or(4).max(1) as usize;
    let mut status = 0;
    for operand in options.files() {
        let content = match process.open(&operand)? {
            Ok(content) => content,
            Err(errno) => {
                process.complain_as(&format!("'{operand}': {errno}"), &format!("{operand}: {errno}"))?;
                status = 1;
                continue;
            }
        };
        let mut text = String::new();
        for chunk in content.chunks() {
            process.system.step()?;
            for byte in chunk {
                if (0x20..0x7f).contains(&byte) || byte == b'\t' {
                    text.push(byte as char);
                    continue;
                }
                if text.len() >= least {
                    process.print(&format!("{text}\n"))?;
                }
                text.clear();
            }
        }
        if text.len() >= least {
            process.print(&format!("{text}\n"))?;
        }
    }
    Ok(status)
}
