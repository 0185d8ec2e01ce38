//! `tee`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["tee"],
    about: "copies standard input to files and to standard output",
    usage: "[-ai] [FILE]...",
    run,
};

const ACCEPTED: Accepted = Accepted { letters: "a ip", long: &[("append", 'a')], misuse: 1 };

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let content = process.rest_of_stdin()?;
    process.output.write_rope(Stream::Out, &content)?;
    let mut status = 0;
    for operand in &options.operands {
        let path = process.absolute(operand);
        if path == "/dev/null" {
            continue;
        }
        if matches!(path.as_str(), "/dev/stdout" | "/dev/stderr") {
            let stream = if path == "/dev/stderr" { Stream::Err } else { Stream::Out };
            process.output.write_rope(stream, &content)?;
            continue;
        }
        let files = process.system.files();
        let written = if options.has('a') {
            files.append(&path, content.clone(), 0o666)
        } else {
            files.write(&path, content.clone(), 0o666)
        };
        if let Err(errno) = written {
            process.complain(&format!("{operand}: {errno}"))?;
            status = 1;
        }
    }
    Ok(status)
}
