//! `dd`

use crate::content::{Filler, Rope};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Stream};
use crate::vfs::{Errno, MAX_FILE_BYTES};

pub(super) static PROGRAM: Applet = Applet {
    names: &["dd"],
    about: "copies a file in blocks",
    usage: "[if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=notrunc] [status=none]",
    run,
};

/// Bytes that the simulated disk takes in a second.
const SPEED: f64 = 1.2e9;

struct Settings {
    input: Option<String>,
    output: Option<String>,
    /// Bytes of a block that is read, and of one that is written.
    ibs: u64,
    obs: u64,
    count: Option<u64>,
    skip: u64,
    seek: u64,
    /// Whether these three count bytes.
    count_bytes: bool,
    skip_bytes: bool,
    seek_bytes: bool,
    truncate: bool,
    append: bool,
    /// The output has to be new, or has to be there.
    new: bool,
    there: bool,
    change: Change,
    /// Blocks that are read in part are filled up.
    fill: bool,
    quiet: bool,
    statistics: bool,
}

/// What becomes of the bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Nothing,
    Upper,
    Lower,
    /// Every pair of bytes.
    Swapped,
}

fn run(process: &mut Process<'_>) -> Ended {
    let settings = parse(process)?;
    let name = settings.input.clone().unwrap_or_else(|| "-".into());
    let content = match process.open(&name)? {
        Ok(content) => content,
        Err(errno) => return cannot_open(process, &name, errno),
    };
    let unit = |bytes: bool| if bytes { 1 } else { settings.ibs };
    let start = settings.skip.saturating_mul(unit(settings.skip_bytes));
    let length = settings.count.map(|count| count.saturating_mul(unit(settings.count_bytes)));
    let data = content.slice(start..length.map_or(u64::MAX, |length| start.saturating_add(length)));
    process.hold_in_memory(settings.ibs.min(data.len()))?;
    let read = data.len();
    let data = changed(process, data, &settings)?;
    match settings.output.as_deref() {
        None | Some("/dev/stdout") => process.output.write_rope(Stream::Out, &data)?,
        Some("/dev/stderr") => process.output.write_rope(Stream::Err, &data)?,
        Some(name) => {
            if let Err(errno) = write(process, name, &data, &settings)? {
                return if errno == Errno::NoSpace || errno == Errno::TooLarge {
                    let gnu = format!("error writing '{name}': {}", Errno::NoSpace);
                    process.complain_as(&gnu, &format!("error writing '{name}': {}", Errno::NoSpace))?;
                    let path = process.at(name);
                    let written = process.system.files().stat(&path, true).map_or(0, |stat| stat.size);
                    if written > 0 && start == 0 && !settings.quiet {
                        report_full(process, written, &settings)?;
                    }
                    Ok(1)
                } else {
                    cannot_open(process, name, errno)
                };
            }
        }
    }
    if !settings.quiet {
        report(process, read, data.len(), &settings)?;
    }
    Ok(0)
}

/// The bytes as `conv` has them.
fn changed(process: &mut Process<'_>, data: Rope, settings: &Settings) -> Result<Rope, Bail> {
    let missing = match settings.fill {
        true => data.len().next_multiple_of(settings.ibs) - data.len(),
        false => 0,
    };
    let data = match settings.change {
        Change::Nothing => data,
        change => {
            let mut bytes = process.take_in(&data)?.to_vec();
            match change {
                Change::Upper => bytes.make_ascii_uppercase(),
                Change::Lower => bytes.make_ascii_lowercase(),
                Change::Swapped | Change::Nothing => bytes.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1)),
            }
            bytes.into()
        }
    };
    Ok(match missing {
        0 => data,
        missing => Rope::concat([data, Rope::filler(Filler { seed: 0, dense: 0 }, missing)]),
    })
}

fn write(process: &mut Process<'_>, name: &str, data: &Rope, settings: &Settings) -> Result<Result<(), Errno>, Bail> {
    let path = process.at(name);
    let files = process.system.files();
    let there = files.stat(&path, true).is_ok();
    if settings.new && there {
        return Ok(Err(Errno::Exists));
    }
    if settings.there && !there {
        return Ok(Err(Errno::NoEntry));
    }
    let start = settings.seek.saturating_mul(if settings.seek_bytes { 1 } else { settings.obs });
    if settings.append {
        if settings.truncate
            && let Err(errno) = files.write(&path, Rope::new(), 0o666)
        {
            return Ok(Err(errno));
        }
        return Ok(files.append(&path, data.clone(), 0o666));
    }
    let end = start.saturating_add(data.len());
    if end > MAX_FILE_BYTES {
        return Ok(Err(Errno::NoSpace));
    }
    if start == 0 && settings.truncate {
        return Ok(files.write(&path, data.clone(), 0o666));
    }
    let old = match files.read(&path) {
        Err(Errno::NoEntry) => Rope::new(),
        Err(errno) => return Ok(Err(errno)),
        Ok(old) => old,
    };
    let hole = Rope::filler(Filler { seed: 0, dense: 0 }, start.saturating_sub(old.len()));
    let rest = if settings.truncate { Rope::new() } else { old.slice(end..u64::MAX) };
    Ok(files.write(&path, Rope::concat([old.slice(0..start), hole, data.clone(), rest]), 0o666))
}

/// The same where no more fits: the block that did not was read.
fn report_full(process: &mut Process<'_>, bytes: u64, settings: &Settings) -> Result<(), Bail> {
    let (whole, part) = (bytes / settings.obs, u64::from(!bytes.is_multiple_of(settings.obs)));
    let text = format!("{}+0 records in\n{whole}+{part} records out\n", whole + 1);
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(())
}

fn report(process: &mut Process<'_>, read: u64, bytes: u64, settings: &Settings) -> Result<(), Bail> {
    let records = |bytes: u64, block: u64| (bytes / block, u64::from(!bytes.is_multiple_of(block)));
    let ((whole, part), (out, rest)) = (records(read, settings.ibs), records(bytes, settings.obs));
    let mut text = format!("{whole}+{part} records in\n{out}+{rest} records out\n");
    if settings.statistics && !process.busybox() {
        let seconds = (bytes as f64 / SPEED).max(0.000_05);
        let speed = decimal(bytes as f64 / seconds);
        let sizes = match bytes {
            0..1000 => String::new(),
            1000..1024 => format!(" ({})", decimal(bytes as f64)),
            _ => format!(" ({}, {})", decimal(bytes as f64), binary(bytes as f64)),
        };
        let unit = if bytes == 1 { "byte" } else { "bytes" };
        text += &format!("{bytes} {unit}{sizes} copied, {} s, {speed}/s\n", significant(seconds));
    }
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(())
}

/// Six significant digits, without zeros at the end (C's `%g`).
fn significant(value: f64) -> String {
    let digits = (5 - value.log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

fn scaled(mut value: f64, step: f64, units: &[&str]) -> String {
    let mut unit = 0;
    while value >= step && unit + 1 < units.len() {
        value /= step;
        unit += 1;
    }
    let number = if value < 10.0 && unit > 0 { format!("{value:.1}") } else { format!("{value:.0}") };
    format!("{number} {}", units.get(unit).unwrap_or(&"B"))
}

fn decimal(value: f64) -> String {
    scaled(value, 1000.0, &["B", "kB", "MB", "GB", "TB"])
}

fn binary(value: f64) -> String {
    scaled(value, 1024.0, &["B", "KiB", "MiB", "GiB", "TiB"])
}

fn cannot_open(process: &mut Process<'_>, name: &str, errno: Errno) -> Ended {
    let gnu = format!("failed to open '{name}': {errno}");
    process.complain_as(&gnu, &format!("can't open '{name}': {errno}"))?;
    Ok(1)
}

fn parse(process: &mut Process<'_>) -> Result<Settings, Bail> {
    let mut settings = Settings {
        input: None,
        output: None,
        ibs: 512,
        obs: 512,
        count: None,
        skip: 0,
        seek: 0,
        count_bytes: false,
        skip_bytes: false,
        seek_bytes: false,
        truncate: true,
        append: false,
        new: false,
        there: false,
        change: Change::Nothing,
        fill: false,
        quiet: false,
        statistics: true,
    };
    let mut both = None;
    for word in process.arguments.get(1..).unwrap_or_default().to_vec() {
        let Some((key, value)) = word.split_once('=') else {
            let words = format!("unrecognized operand '{word}'");
            return process.misses(&words);
        };
        let mut number = || match size(value) {
            Some(number) => Ok(number),
            None => process.fail(1, &format!("invalid number: '{value}'")),
        };
        match key {
            "if" => settings.input = Some(value.into()),
            "of" => settings.output = Some(value.into()),
            "bs" => both = Some(number()?),
            "ibs" => settings.ibs = number()?,
            "obs" => settings.obs = number()?,
            "count" => settings.count = Some(number()?),
            "skip" | "iseek" => settings.skip = number()?,
            "seek" | "oseek" => settings.seek = number()?,
            "conv" | "iflag" | "oflag" => {
                for flag in value.split(',') {
                    flagged(process, &mut settings, key, flag)?;
                }
            }
            "status" => (settings.quiet, settings.statistics) = (value == "none", value != "noxfer"),
            "cbs" => return process.fail(1, "layercake does not simulate cbs"),
            _ => {
                let words = format!("unrecognized operand '{word}'");
                return process.misses(&words);
            }
        }
    }
    if let Some(both) = both {
        (settings.ibs, settings.obs) = (both, both);
    }
    if settings.ibs == 0 || settings.obs == 0 {
        return process.fail(1, "invalid number: '0'");
    }
    Ok(settings)
}

/// Takes a word of `conv`, `iflag` or `oflag`.
fn flagged(process: &mut Process<'_>, settings: &mut Settings, key: &str, flag: &str) -> Result<(), Bail> {
    let gnu = !process.busybox();
    match (key, flag) {
        ("conv", "notrunc") => settings.truncate = false,
        ("conv", "sync") => settings.fill = true,
        ("conv", "swab") => settings.change = Change::Swapped,
        ("conv", "ucase" | "lcase") if gnu => {
            let change = if flag == "ucase" { Change::Upper } else { Change::Lower };
            if !matches!(settings.change, Change::Nothing | Change::Swapped) && settings.change != change {
                return process.fail(1, "cannot combine lcase and ucase");
            }
            settings.change = change;
        }
        ("conv", "excl") if gnu => settings.new = true,
        ("conv", "nocreat") if gnu => settings.there = true,
        // All is written at once, and holes are no smaller.
        ("conv", "noerror" | "fsync") => {}
        ("conv", "fdatasync" | "sparse") if gnu => {}
        ("iflag", "count_bytes") => settings.count_bytes = true,
        ("iflag", "skip_bytes") => settings.skip_bytes = true,
        ("oflag", "seek_bytes") => settings.seek_bytes = true,
        ("oflag", "append") => settings.append = true,
        ("iflag", "fullblock" | "direct") | ("oflag", "direct") => {}
        ("iflag" | "oflag", "dsync" | "sync" | "nonblock" | "noatime" | "nocache" | "noctty") if gnu => {}
        ("conv", "ascii" | "ebcdic" | "ibm" | "block" | "unblock")
        | ("iflag" | "oflag", "directory" | "nofollow" | "nolinks" | "binary" | "text")
            if gnu =>
        {
            return process.fail(1, &format!("layercake does not simulate {key}={flag}"));
        }
        (key, flag) if !gnu => return process.fail(1, &format!("invalid argument '{flag}' to '{key}'")),
        ("conv", flag) => return process.misused(1, &format!("invalid conversion: '{flag}'")),
        ("iflag", flag) => return process.misused(1, &format!("invalid input flag: '{flag}'")),
        (_, flag) => return process.misused(1, &format!("invalid output flag: '{flag}'")),
    }
    Ok(())
}

/// `4k`, `1M`, `2x512`
pub(super) fn size(text: &str) -> Option<u64> {
    text.split('x').try_fold(1_u64, |product, factor| {
        let end = factor.find(|c: char| !c.is_ascii_digit()).unwrap_or(factor.len());
        let (digits, unit) = factor.split_at(end);
        let unit = match unit {
            "" | "c" => 1,
            "w" => 2,
            "b" => 512,
            "k" | "K" | "KiB" => 1 << 10,
            "kB" | "KB" => 1000,
            "m" | "M" | "MiB" => 1 << 20,
            "MB" => 1_000_000,
            "g" | "G" | "GiB" => 1 << 30,
            "GB" => 1_000_000_000,
            "T" => 1 << 40,
            _ => return None,
        };
        product.checked_mul(digits.parse::<u64>().ok()?.checked_mul(unit)?)
    })
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::check_all;

    #[test]
    fn what_is_done_with_the_bytes_is_done() {
        let more = "Try 'dd --help' for more information.\n";
        check_all(
            Flavour::Gnu,
            &[
                (
                    "printf aBc | dd conv=ucase status=none; printf abcde | dd conv=swab,notrunc status=none",
                    "ABCbadce",
                    "",
                    0,
                ),
                ("printf abc | dd conv=sync bs=8 status=none | wc -c", "8\n", "", 0),
                ("printf a > f; printf b | dd of=f oflag=append conv=notrunc status=none; cat f", "ab", "", 0),
                ("printf 12345 | dd bs=2 count=3 skip=1 iflag=count_bytes,skip_bytes status=none", "234", "", 0),
                ("printf 12345 | dd ibs=1 obs=2 status=noxfer", "12345", "5+0 records in\n2+1 records out\n", 0),
                ("printf a > f; printf b | dd of=f conv=excl", "", "dd: failed to open 'f': File exists\n", 1),
                ("dd conv=foo", "", &format!("dd: invalid conversion: 'foo'\n{more}"), 1),
                ("dd oflag=foo", "", &format!("dd: invalid output flag: 'foo'\n{more}"), 1),
                ("dd conv=ebcdic", "", "dd: layercake does not simulate conv=ebcdic\n", 1),
            ],
        );
    }

    #[test]
    fn blocks_are_copied() {
        check_all(
            Flavour::Busybox,
            &[
                (
                    "dd if=/dev/zero of=big bs=1k count=300; stat -c %s big",
                    "307200\n",
                    "300+0 records in\n300+0 records out\n",
                    0,
                ),
                ("printf abcdef | dd bs=2 skip=1 count=1 status=none", "cd", "", 0),
                ("printf abcdef > f; printf X | dd of=f bs=1 seek=2 conv=notrunc status=none; cat f", "abXdef", "", 0),
                ("printf abcdef > f; printf X | dd of=f bs=1 seek=8 status=none; stat -c %s f", "9\n", "", 0),
                ("dd if=/dev/zero of=x", "", "dd: error writing 'x': No space left on device\n", 1),
                ("dd if=x", "", "dd: can't open 'x': No such file or directory\n", 1),
                ("printf a | dd conv=ucase", "", "dd: invalid argument 'ucase' to 'conv'\n", 1),
            ],
        );
        check_all(
            Flavour::Gnu,
            &[(
                "dd if=/dev/urandom of=r bs=1M count=12",
                "",
                "12+0 records in\n12+0 records out\n12582912 bytes (13 MB, 12 MiB) copied, 0.0104858 s, 1.2 GB/s\n",
                0,
            )],
        );
    }
}
