//! `mkfifo` and `mknod`

use super::mode::apply;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::vfs::{Errno, FileType};

pub(super) static FIFO: Applet =
    Applet { names: &["mkfifo"], about: "makes named pipes", usage: "[-m MODE] NAME...", run: make_fifos };

pub(super) static NODE: Applet = Applet {
    names: &["mknod"],
    about: "makes devices and named pipes",
    usage: "[-m MODE] NAME b|c|p [MAJOR MINOR]",
    run: make_node,
};

const ACCEPTED: Accepted = Accepted { letters: "m:", long: &[("mode", 'm')], misuse: 1 };

fn make_fifos(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.misses("missing operand");
    }
    let mut status = 0;
    for name in &options.operands {
        if !put(process, name, options.value('m'), FileType::Fifo, (0, 0))? {
            status = 1;
        }
    }
    Ok(status)
}

fn make_node(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let words: Vec<&str> = options.operands.iter().map(String::as_str).collect();
    let (name, kind, device) = match words.as_slice() {
        [name, "p"] => (*name, FileType::Fifo, (0, 0)),
        [name, kind @ ("b" | "c" | "u"), major, minor] => {
            let number = |text: &str| text.parse::<u32>().ok();
            let (Some(major), Some(minor)) = (number(major), number(minor)) else {
                return process.fail(1, &format!("invalid major device number '{major}'"));
            };
            let kind = if *kind == "b" { FileType::BlockDevice } else { FileType::CharDevice };
            (*name, kind, (major, minor))
        }
        [] => return process.misses("missing operand"),
        [.., last] => return process.misses(&format!("missing operand after '{last}'")),
    };
    Ok(i32::from(!put(process, name, options.value('m'), kind, device)?))
}

fn put(
    process: &mut Process<'_>,
    name: &str,
    mode: Option<&str>,
    kind: FileType,
    device: (u32, u32),
) -> Result<bool, Bail> {
    process.system.step()?;
    let usual = 0o666 & !process.system.files().identity().umask;
    let mode = match mode.map(|text| apply(text, 0o666, false, 0)) {
        None => usual,
        Some(Some(mode)) => mode,
        Some(None) => return process.fail(1, "invalid mode"),
    };
    let path = process.absolute(name);
    let files = process.system.files();
    let made = match (files.stat(&path, false), kind) {
        (Ok(_), _) => Err(Errno::Exists),
        (_, FileType::Fifo) => files.make_node(&path, kind, mode, device),
        _ => files.make_node(&path, kind, mode, device),
    };
    match made {
        Ok(()) => Ok(true),
        Err(errno) => {
            let gnu = match kind {
                FileType::Fifo if process.name() == "mkfifo" => format!("cannot create fifo '{name}': {errno}"),
                _ => format!("{name}: {errno}"),
            };
            process.complain_as(&gnu, &format!("{name}: {errno}"))?;
            Ok(false)
        }
    }
}
