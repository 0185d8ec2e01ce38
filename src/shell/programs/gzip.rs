//! `gzip`, `gunzip`, `zcat`: the same compressor as layers have.

use super::options::{Accepted, Options};
use super::{Applet, Bail, Ended};
use crate::content::Rope;
use crate::image::Limits;
use crate::image::gzip::{compress, decompress};
use crate::shell::{Process, Stream};
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet = Applet {
    names: &["gzip", "gunzip", "zcat"],
    about: "compresses or decompresses files",
    usage: "[-cfkdtnlv123456789] [FILE]...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "cfkdtnlvqrN123456789S:",
    long: &[
        ("stdout", 'c'),
        ("to-stdout", 'c'),
        ("decompress", 'd'),
        ("force", 'f'),
        ("keep", 'k'),
        ("test", 't'),
        ("list", 'l'),
        ("best", '9'),
        ("fast", '1'),
    ],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let name = process.name();
    let back = options.has('d') || options.has('t') || options.has('l') || name != "gzip";
    if !process.busybox()
        && let Some(own) = process.arguments.first_mut()
    {
        // gunzip and zcat are scripts around gzip: it is gzip that complains.
        *own = "gzip".into();
    }
    let to_stdout = options.has('c') || name == "zcat";
    let mut status = 0;
    for operand in options.files() {
        let ended = match read(process, &options, &operand, &name, back, to_stdout)? {
            Ok((content, result)) => write(process, &options, &operand, back, to_stdout, &content, result)?,
            Err(ended) => ended,
        };
        status = if ended == 1 { 1 } else { status.max(ended) };
    }
    Ok(status)
}

/// An operand's content and what it becomes; or the exit code, after the complaint.
fn read(
    process: &mut Process<'_>,
    options: &Options,
    operand: &str,
    name: &str,
    back: bool,
    to_stdout: bool,
) -> Result<Result<(Rope, Rope), i32>, Bail> {
    let suffixed = operand.ends_with(".gz") || operand.ends_with(".tgz");
    if operand != "-" {
        let path = process.absolute(operand);
        let kind = process.system.files().stat(&path, true).map(|stat| stat.kind);
        if kind == Ok(FileType::Directory) {
            process.complain(&format!("{operand} is a directory -- ignored"))?;
            return Ok(Err(2));
        }
        if !back && suffixed && !to_stdout {
            process.complain(&format!("{operand} already has .gz suffix -- unchanged"))?;
            return Ok(Err(2));
        }
        if back && !suffixed && !to_stdout && !options.has('t') && !options.has('l') {
            let (dash, ended) = if process.busybox() { ("-", 1) } else { ("--", 2) };
            process.complain(&format!("{operand}: unknown suffix {dash} ignored"))?;
            return Ok(Err(ended));
        }
    }
    let content = match process.open(operand)? {
        Ok(content) => content,
        Err(errno) => {
            process.complain(&format!("{operand}: {errno}"))?;
            return Ok(Err(1));
        }
    };
    if !back {
        let result = compress(&content);
        return Ok(Ok((content, result)));
    }
    let shown = if operand == "-" { "stdin" } else { operand };
    if content.slice(0..2).to_bytes().as_ref() != [0x1f, 0x8b] {
        let words = match process.busybox() {
            true => format!("{name}: invalid magic\n"),
            false => format!("\ngzip: {shown}: not in gzip format\n"),
        };
        process.output.write(Stream::Err, words.as_bytes())?;
        return Ok(Err(1));
    }
    match decompress(&content, Limits::default()) {
        Ok(result) => Ok(Ok((content, result))),
        Err(error) => {
            process.complain(&format!("{shown}: {error}"))?;
            Ok(Err(1))
        }
    }
}

/// Puts the result where it belongs; gives the exit code.
fn write(
    process: &mut Process<'_>,
    options: &Options,
    operand: &str,
    back: bool,
    to_stdout: bool,
    content: &Rope,
    result: Rope,
) -> Ended {
    if options.has('l') {
        let ratio = 100.0 * (1.0 - content.len() as f64 / result.len().max(1) as f64);
        let plain = operand.trim_end_matches(".gz");
        let head = "         compressed        uncompressed  ratio uncompressed_name\n";
        process.print(&format!("{head}{:>19} {:>19} {ratio:>5.1}% {plain}\n", content.len(), result.len()))?;
        return Ok(0);
    }
    if options.has('t') {
        return Ok(0);
    }
    if to_stdout || operand == "-" {
        process.output.write_rope(Stream::Out, &result)?;
        return Ok(0);
    }
    let path = process.absolute(operand);
    let target = match (back, path.strip_suffix(".tgz")) {
        (true, Some(base)) => format!("{base}.tar"),
        (true, None) => path.trim_end_matches(".gz").to_string(),
        (false, _) => format!("{path}.gz"),
    };
    let files = process.system.files();
    let stat = files.stat(&path, true);
    let mode = stat.as_ref().map_or(0o644, |stat| stat.mode);
    let written = files.write(&target, result, mode).and_then(|()| {
        if let Ok(stat) = &stat {
            files.set_mtime(&target, stat.mtime, true)?;
        }
        if options.has('k') { Ok(()) } else { files.remove_file(&path) }
    });
    if let Err(errno) = written {
        process.complain(&format!("{operand}: {errno}"))?;
        return Ok(1);
    }
    Ok(0)
}
