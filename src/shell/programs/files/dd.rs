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
    block: u64,
    count: Option<u64>,
    skip: u64,
    seek: u64,
    truncate: bool,
    quiet: bool,
    statistics: bool,
}

fn run(process: &mut Process<'_>) -> Ended {
    let settings = parse(process)?;
    let name = settings.input.clone().unwrap_or_else(|| "-".into());
    let content = match process.open(&name)? {
        Ok(content) => content,
        Err(errno) => return cannot_open(process, &name, errno),
    };
    let start = settings.skip.saturating_mul(settings.block);
    let end = settings.count.map_or(u64::MAX, |count| start.saturating_add(count.saturating_mul(settings.block)));
    let data = content.slice(start..end);
    process.hold_in_memory(settings.block.min(data.len()))?;
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
        report(process, data.len(), &settings)?;
    }
    Ok(0)
}

fn write(process: &mut Process<'_>, name: &str, data: &Rope, settings: &Settings) -> Result<Result<(), Errno>, Bail> {
    let path = process.at(name);
    let files = process.system.files();
    let start = settings.seek.saturating_mul(settings.block);
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
    let (whole, part) = (bytes / settings.block, u64::from(!bytes.is_multiple_of(settings.block)));
    let text = format!("{}+0 records in\n{whole}+{part} records out\n", whole + 1);
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(())
}

fn report(process: &mut Process<'_>, bytes: u64, settings: &Settings) -> Result<(), Bail> {
    let (whole, part) = (bytes / settings.block, u64::from(!bytes.is_multiple_of(settings.block)));
    let mut text = format!("{whole}+{part} records in\n{whole}+{part} records out\n");
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
        block: 512,
        count: None,
        skip: 0,
        seek: 0,
        truncate: true,
        quiet: false,
        statistics: true,
    };
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
            "bs" | "ibs" | "obs" => settings.block = number()?,
            "count" => settings.count = Some(number()?),
            "skip" | "iseek" => settings.skip = number()?,
            "seek" | "oseek" => settings.seek = number()?,
            "conv" => settings.truncate = !value.split(',').any(|word| word == "notrunc"),
            "status" => (settings.quiet, settings.statistics) = (value == "none", value != "noxfer"),
            "iflag" | "oflag" | "cbs" => {}
            _ => {
                let words = format!("unrecognized operand '{word}'");
                return process.misses(&words);
            }
        }
    }
    if settings.block == 0 {
        return process.fail(1, "invalid number: '0'");
    }
    Ok(settings)
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
