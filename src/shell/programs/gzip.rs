//! `gzip`, `gunzip`, `zcat`: the same compressor as layers have.

use super::options::Accepted;
use super::{Applet, Ended};
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
        let path = process.absolute(&operand);
        if operand != "-" {
            let kind = process.system.files().stat(&path, true).map(|stat| stat.kind);
            if kind == Ok(FileType::Directory) {
                process.complain(&format!("{operand} is a directory -- ignored"))?;
                status = status.max(2);
                continue;
            }
        }
        let suffixed = operand.ends_with(".gz") || operand.ends_with(".tgz");
        if operand != "-" && !back && suffixed && !to_stdout {
            process.complain(&format!("{operand} already has .gz suffix -- unchanged"))?;
            status = status.max(2);
            continue;
        }
        if operand != "-" && back && !suffixed && !to_stdout && !options.has('t') && !options.has('l') {
            let (dash, ended) = if process.busybox() { ("-", 1) } else { ("--", 2) };
            process.complain(&format!("{operand}: unknown suffix {dash} ignored"))?;
            status = status.max(ended);
            continue;
        }
        let content = match process.open(&operand)? {
            Ok(content) => content,
            Err(errno) => {
                process.complain(&format!("{operand}: {errno}"))?;
                status = 1;
                continue;
            }
        };
        let shown = if operand == "-" { "stdin" } else { &operand };
        let result = if back {
            let gzipped = content.slice(0..2).to_bytes().as_ref() == [0x1f, 0x8b];
            if !gzipped {
                let words = if process.busybox() {
                    format!("{name}: invalid magic\n")
                } else {
                    format!("\ngzip: {shown}: not in gzip format\n")
                };
                process.output.write(Stream::Err, words.as_bytes())?;
                status = 1;
                continue;
            }
            decompress(&content, Limits::default())
        } else {
            Ok(compress(&content))
        };
        let result = match result {
            Ok(result) => result,
            Err(error) => {
                process.complain(&format!("{shown}: {error}"))?;
                status = 1;
                continue;
            }
        };
        if options.has('l') {
            let ratio = 100.0 * (1.0 - content.len() as f64 / result.len().max(1) as f64);
            let plain = operand.trim_end_matches(".gz");
            let head = "         compressed        uncompressed  ratio uncompressed_name\n";
            process.print(&format!("{head}{:>19} {:>19} {ratio:>5.1}% {plain}\n", content.len(), result.len()))?;
        } else if options.has('t') {
        } else if to_stdout || operand == "-" {
            process.output.write_rope(Stream::Out, &result)?;
        } else {
            let target = if back {
                match path.strip_suffix(".tgz") {
                    Some(base) => format!("{base}.tar"),
                    None => path.trim_end_matches(".gz").to_string(),
                }
            } else {
                format!("{path}.gz")
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
                status = 1;
            }
        }
    }
    Ok(status)
}
