//! `gzip`, `bzip2`, `xz` and the names of their ways back. gzip's is the same compressor as layers have.

use super::options::{Accepted, Options};
use super::{Applet, Bail, Ended};
use crate::content::Rope;
use crate::image::gzip::{BZIP2, XZ, compress, compress_bzip2, compress_xz, decompress_archive};
use crate::image::{LayerError, Limits};
use crate::shell::{Process, Stream};
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet = Applet {
    names: &["gzip", "gunzip", "zcat"],
    about: "compresses or decompresses files",
    usage: "[-cfkdtlv123456789] [FILE]...",
    run: |process| run(process, Packer::Gzip),
};
pub(super) static BZIP2_PROGRAM: Applet = Applet {
    names: &["bzip2", "bunzip2", "bzcat"],
    about: "compresses or decompresses files, smaller than gzip",
    usage: "[-cfkdtv123456789] [FILE]...",
    run: |process| run(process, Packer::Bzip2),
};
pub(super) static XZ_PROGRAM: Applet = Applet {
    names: &["xz", "unxz", "xzcat", "lzma"],
    about: "compresses or decompresses files, smallest",
    usage: "[-cfkdtv0123456789e] [FILE]...",
    run: |process| run(process, Packer::Xz),
};

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packer {
    Gzip,
    Bzip2,
    Xz,
}

impl Packer {
    /// The program's name.
    pub fn program(self) -> &'static str {
        match self {
            Packer::Gzip => "gzip",
            Packer::Bzip2 => "bzip2",
            Packer::Xz => "xz",
        }
    }

    /// How its files begin.
    fn magic(self) -> &'static [u8] {
        match self {
            Packer::Gzip => &[0x1f, 0x8b],
            Packer::Bzip2 => BZIP2,
            Packer::Xz => XZ,
        }
    }

    /// The ends of its files' names: of a file, and of a tar archive.
    fn suffixes(self) -> (&'static str, &'static str) {
        match self {
            Packer::Gzip => (".gz", ".tgz"),
            Packer::Bzip2 => (".bz2", ".tbz2"),
            Packer::Xz => (".xz", ".txz"),
        }
    }

    /// The one whose files have names like this.
    pub fn by_name(name: &str) -> Option<Self> {
        [Packer::Gzip, Packer::Bzip2, Packer::Xz].into_iter().find(|packer| packer.owns(name))
    }

    /// The one whose file this is.
    pub fn by_content(content: &Rope) -> Option<Self> {
        let begin = content.slice(0..6).to_bytes();
        [Packer::Gzip, Packer::Bzip2, Packer::Xz].into_iter().find(|packer| begin.starts_with(packer.magic()))
    }

    /// The one that this option of `tar` asks for.
    pub fn by_option(option: &str) -> Option<Self> {
        Some(match option {
            "z" | "gzip" | "gunzip" => Packer::Gzip,
            "j" | "bzip2" => Packer::Bzip2,
            "J" | "xz" => Packer::Xz,
            _ => return None,
        })
    }

    fn owns(self, name: &str) -> bool {
        let (file, archive) = self.suffixes();
        name.ends_with(file) || name.ends_with(archive)
    }

    /// Compresses.
    pub fn pack(self, content: &Rope) -> Result<Rope, LayerError> {
        match self {
            Packer::Gzip => Ok(compress(content)),
            Packer::Bzip2 => compress_bzip2(content),
            Packer::Xz => compress_xz(content),
        }
    }

    /// Whether it is one of the names that decompress.
    fn is_back(self, name: &str) -> bool {
        name != self.program() && name != "lzma"
    }

    /// What it says of a file that is not its own, after the program's name.
    pub fn refusal(self, shown: &str) -> String {
        match self {
            Packer::Gzip => format!("\ngzip: {shown}: not in gzip format\n"),
            Packer::Bzip2 => format!("bzip2: {shown} is not a bzip2 file.\n"),
            Packer::Xz => format!("xz: {shown}: File format not recognized\n"),
        }
    }
}

/// Bytes of a gzip file's header without a name, and of its end.
const HEADER: u64 = 18;

const ACCEPTED: Accepted = Accepted {
    letters: "cfkdtlv nqzeT:0123456789",
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
        ("no-name", 'n'),
        ("verbose", 'v'),
        ("quiet", 'q'),
    ],
    misuse: 1,
};

fn run(process: &mut Process<'_>, packer: Packer) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let name = process.name();
    let back = options.has('d') || options.has('t') || options.has('l') || packer.is_back(&name);
    if !process.busybox()
        && let Some(own) = process.arguments.first_mut()
    {
        // gunzip and zcat are scripts around gzip: it is gzip that complains.
        *own = packer.program().into();
    }
    let to_stdout = options.has('c') || name.ends_with("cat");
    let mut status = 0;
    for operand in options.files() {
        let ended = match read(process, packer, &options, &operand, &name, back, to_stdout)? {
            Ok((content, result)) => {
                let made = Made { operand: &operand, back, to_stdout, content, result };
                write(process, packer, &options, made)?
            }
            Err(ended) => ended,
        };
        status = if ended == 1 { 1 } else { status.max(ended) };
    }
    Ok(status)
}

/// An operand's content and what it becomes; or the exit code, after the complaint.
fn read(
    process: &mut Process<'_>,
    packer: Packer,
    options: &Options,
    operand: &str,
    name: &str,
    back: bool,
    to_stdout: bool,
) -> Result<Result<(Rope, Rope), i32>, Bail> {
    let suffixed = packer.owns(operand);
    let suffix = packer.suffixes().0;
    if operand != "-" {
        let path = process.absolute(operand);
        let kind = process.system.files().stat(&path, true).map(|stat| stat.kind);
        if let (Err(errno), true) = (kind, process.busybox()) {
            process.complain(&format!("{operand}: {errno}"))?;
            return Ok(Err(1));
        }
        if kind == Ok(FileType::Directory) {
            let (text, ended) = match packer {
                Packer::Gzip => (format!("{operand} is a directory -- ignored"), 2),
                Packer::Bzip2 => (format!("Input file {operand} is a directory."), 1),
                Packer::Xz => (format!("{operand}: Is a directory, skipping"), 2),
            };
            process.complain(&text)?;
            return Ok(Err(ended));
        }
        if !back && suffixed && !to_stdout {
            let (text, ended) = match packer {
                Packer::Gzip => (format!("{operand} already has .gz suffix -- unchanged"), 2),
                Packer::Bzip2 => (format!("Input file {operand} already has .bz2 suffix."), 1),
                Packer::Xz => (format!("{operand}: File already has '{suffix}' suffix, skipping"), 2),
            };
            process.complain(&text)?;
            return Ok(Err(ended));
        }
        if back && !suffixed && !to_stdout && !options.has('t') && !options.has('l') {
            let (text, ended) = match packer {
                _ if process.busybox() => (format!("{operand}: unknown suffix - ignored"), 1),
                Packer::Gzip => (format!("{operand}: unknown suffix -- ignored"), 2),
                // bzip2 only warns, and writes FILE.out; nobody wants that, so the file is left alone here.
                Packer::Bzip2 => (format!("Can't guess original name for {operand} -- ignored"), 1),
                Packer::Xz => (format!("{operand}: Filename has an unknown suffix, skipping"), 2),
            };
            process.complain(&text)?;
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
        return match packer.pack(&content) {
            Ok(result) => Ok(Ok((content, result))),
            Err(error) => {
                process.complain(&format!("{operand}: {error}"))?;
                Ok(Err(1))
            }
        };
    }
    let shown = match (operand, packer) {
        ("-", Packer::Gzip) => "stdin",
        ("-", _) => "(stdin)",
        _ => operand,
    };
    if !content.slice(0..6).to_bytes().starts_with(packer.magic()) {
        let words = match process.busybox() {
            // Its zcat asks for any that it can unpack.
            true if name == "zcat" => format!("{name}: no gzip/bzip2/xz magic\n"),
            true => format!("{name}: invalid magic\n"),
            false => packer.refusal(shown),
        };
        process.output.write(Stream::Err, words.as_bytes())?;
        return Ok(Err(1));
    }
    match decompress_archive(&content, Limits::default()) {
        Ok(result) => Ok(Ok((content, result))),
        Err(error) => {
            process.complain(&format!("{shown}: {error}"))?;
            Ok(Err(1))
        }
    }
}

/// What was made of an operand.
struct Made<'a> {
    operand: &'a str,
    /// Whether it was unpacked.
    back: bool,
    to_stdout: bool,
    /// What was read.
    content: Rope,
    result: Rope,
}

/// Puts the result where it belongs; gives the exit code.
fn write(process: &mut Process<'_>, packer: Packer, options: &Options, made: Made<'_>) -> Ended {
    let Made { operand, back, to_stdout, content, result } = made;
    if options.has('l') {
        let ratio = 100.0 * (1.0 - content.len() as f64 / result.len().max(1) as f64);
        let plain = operand.trim_end_matches(packer.suffixes().0);
        let head = "         compressed        uncompressed  ratio uncompressed_name\n";
        process.print(&format!("{head}{:>19} {:>19} {ratio:>5.1}% {plain}\n", content.len(), result.len()))?;
        return Ok(0);
    }
    if options.has('t') {
        return Ok(0);
    }
    let say = |process: &mut Process<'_>, done: &str| match options.has('v')
        && packer == Packer::Gzip
        && !process.busybox()
    {
        true => {
            // The header is no part of what was saved.
            let packed = if back { content.len() } else { result.len() }.saturating_sub(HEADER) as f64;
            let plain = if back { result.len() } else { content.len() } as f64;
            let ratio = if plain == 0.0 { 0.0 } else { 100.0 * (plain - packed) / plain };
            process.output.write(Stream::Err, format!("{operand}:\t{ratio:5.1}%{done}\n").as_bytes())
        }
        false => Ok(()),
    };
    if to_stdout || operand == "-" {
        if operand != "-" {
            say(process, " -- replaced with stdout")?;
        }
        process.output.write_rope(Stream::Out, &result)?;
        return Ok(0);
    }
    let path = process.absolute(operand);
    let (suffix, archive) = packer.suffixes();
    let target = match (back, path.strip_suffix(archive)) {
        (true, Some(base)) => format!("{base}.tar"),
        (true, None) => path.trim_end_matches(suffix).to_string(),
        (false, _) => format!("{path}{suffix}"),
    };
    // As the operand was written, with its folders.
    let shown = operand.get(..operand.len() - operand.rsplit('/').next().map_or(0, str::len)).unwrap_or_default();
    let name = format!("{shown}{}", target.rsplit('/').next().unwrap_or_default());
    if !options.has('f') && process.system.files().stat(&target, false).is_ok() {
        let (words, ended) = match packer {
            _ if process.busybox() => (format!("can't open '{name}': File exists"), 1),
            Packer::Gzip => (format!("{name} already exists;\tnot overwritten"), 2),
            Packer::Bzip2 => (format!("Output file {name} already exists."), 1),
            Packer::Xz => (format!("{name}: File exists"), 1),
        };
        process.complain(&words)?;
        return Ok(ended);
    }
    say(process, &format!(" -- {} {name}", if options.has('k') { "created" } else { "replaced with" }))?;
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
