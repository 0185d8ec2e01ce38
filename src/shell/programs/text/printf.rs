//! `printf` (POSIX): `%s %d %i %u %o %x %X %c %b %e %f %g %%` with flags, width and precision.

use super::{Applet, Ended, escape};
use crate::allowance::insist;
use crate::clock::Timestamp;
use crate::shell::quoted::backslashed;
use crate::shell::{Process, Stop};

pub(super) static PROGRAM: Applet =
    Applet { names: &["printf"], about: "prints its arguments by a format", usage: "FORMAT [ARG]...", run };

/// Width and precision that a conversion may ask for.
pub(super) const WIDEST: usize = 1 << 20;

/// What is wrong with a format or an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bad {
    /// No number at all.
    Number(String),
    /// A number, and more.
    Rest(String),
    /// The format from the conversion on that there is none of.
    Directive(String),
    Unfinished,
}

impl Bad {
    /// The words of ash, or of dash; bash has its own for those.
    fn words(&self, busybox: bool) -> String {
        match self {
            Bad::Number(text) | Bad::Rest(text) if busybox => format!("invalid number '{text}'"),
            Bad::Directive(rest) if busybox => format!("{rest}: invalid format"),
            Bad::Unfinished if busybox => "%: invalid format".into(),
            Bad::Number(text) => format!("{text}: expected numeric value"),
            Bad::Rest(text) => format!("{text}: not completely converted"),
            Bad::Directive(rest) => format!("{}: invalid directive", rest.chars().take(2).collect::<String>()),
            Bad::Unfinished => "missing format character".into(),
        }
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let busybox = process.busybox();
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    if words.is_empty() {
        return if process.busybox() {
            process.fail(2, "usage: printf FORMAT [ARGUMENT...]")
        } else {
            process.fail(2, "usage: printf format [arg ...]")
        };
    }
    let format = words.remove(0);
    let mut arguments = words.into_iter().peekable();
    let mut status = 0;
    let now = process.system.clock().now();
    loop {
        process.system.step()?;
        let mut writer = Writer::new(true);
        writer.now = Some(now);
        let ended = writer.format(&format, &mut arguments);
        writer.within_limits()?;
        process.put(&writer.bytes)?;
        if let Some(bad) = &writer.bad {
            process.complain(&bad.words(busybox))?;
            status = 1;
            if busybox && matches!(bad, Bad::Directive(_) | Bad::Unfinished) {
                return Ok(status);
            }
        }
        if ended || !writer.used || arguments.peek().is_none() {
            return Ok(status);
        }
    }
}

/// Formats arguments into bytes.
pub(super) struct Writer {
    /// What has been formatted so far.
    pub bytes: Vec<u8>,
    /// Whether backslashes in the format count.
    escapes: bool,
    /// A complaint about an argument.
    bad: Option<Bad>,
    /// Whether the format used an argument.
    used: bool,
    /// Whether it asked for more than [`WIDEST`].
    too_wide: bool,
    /// What time it is, for bash's `%(FORMAT)T`.
    pub now: Option<Timestamp>,
}

/// The arguments that are left.
pub(super) type Arguments = std::iter::Peekable<std::vec::IntoIter<String>>;

/// What of a format is still to be read.
struct Letters<'f>(&'f str);

impl Letters<'_> {
    fn next(&mut self) -> Option<char> {
        self.next_if(|_| true)
    }

    fn next_if(&mut self, is: impl FnOnce(&char) -> bool) -> Option<char> {
        let letter = self.0.chars().next().filter(is)?;
        self.0 = self.0.get(letter.len_utf8()..)?;
        Some(letter)
    }
}

#[derive(Default)]
struct Spec {
    left: bool,
    zero: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

impl Writer {
    /// A writer that has written nothing.
    pub fn new(escapes: bool) -> Self {
        Writer { bytes: Vec::new(), escapes, bad: None, used: false, too_wide: false, now: None }
    }

    fn plain(&mut self, text: &str) -> bool {
        if self.escapes {
            return escape::expand(text, false, &mut self.bytes);
        }
        self.bytes.extend_from_slice(text.as_bytes());
        false
    }

    /// Formats once; returns whether `\c` ended everything.
    pub fn format(&mut self, format: &str, arguments: &mut Arguments) -> bool {
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            let (plain, from) = rest.split_at(at);
            if self.plain(plain) {
                return true;
            }
            let mut letters = Letters(from.get(1..).unwrap_or(""));
            let mut spec = Spec::default();
            while let Some(flag) = letters.next_if(|c| "-0+ #".contains(*c)) {
                match flag {
                    '-' => spec.left = true,
                    '0' => spec.zero = true,
                    '+' => spec.plus = true,
                    ' ' => spec.space = true,
                    _ => spec.alternate = true,
                }
            }
            spec.width = self.count(&mut letters, arguments).unwrap_or(0);
            if letters.next_if(|letter| *letter == '.').is_some() {
                spec.precision = Some(self.count(&mut letters, arguments).unwrap_or(0));
            }
            while letters.next_if(|c| "hlLjzt".contains(*c)).is_some() {}
            let mut kind = letters.next();
            let mut when = None;
            if kind == Some('(') && self.now.is_some() {
                when =
                    Some(std::iter::from_fn(|| letters.next()).take_while(|letter| *letter != ')').collect::<String>());
                kind = letters.next();
            }
            rest = letters.0;
            match kind {
                Some('%') => self.bytes.push(b'%'),
                Some('T') if when.is_some() => {
                    self.used = true;
                    let seconds = arguments.next().and_then(|text| text.parse().ok()).filter(|seconds| *seconds >= 0);
                    let at = seconds.map(Timestamp::from_seconds).or(self.now).unwrap_or_default();
                    let format = when.filter(|format| !format.is_empty()).unwrap_or_else(|| "%H:%M:%S".into());
                    let text = at.in_utc(&format);
                    self.pad(&spec, text.as_bytes(), text.chars().count());
                }
                Some(kind) => {
                    if !"sbqcdiuoxXfFeEgG".contains(kind) {
                        self.bad = Some(Bad::Directive(from.to_string()));
                    } else if self.convert(kind, &spec, arguments) {
                        return true;
                    }
                }
                None => self.bad = Some(Bad::Unfinished),
            }
        }
        self.plain(rest)
    }

    fn count(&mut self, letters: &mut Letters<'_>, arguments: &mut Arguments) -> Option<usize> {
        if letters.next_if(|letter| *letter == '*').is_some() {
            self.used = true;
            let count = arguments.next().and_then(|text| text.parse().ok());
            return count.map(|count| self.bounded(count));
        }
        let mut count = None;
        while let Some(digit) = letters.next_if(char::is_ascii_digit).and_then(|c| c.to_digit(10)) {
            count = Some(self.bounded(count.unwrap_or(0) * 10 + digit as usize));
        }
        count
    }

    fn bounded(&mut self, count: usize) -> usize {
        self.too_wide |= count > WIDEST;
        count.min(WIDEST)
    }

    /// Fails where the format asked for too much.
    pub fn within_limits(&self) -> Result<(), Stop> {
        match self.too_wide {
            true => Err(Stop::Limit(format!("a width or precision of more than {WIDEST}"))),
            false => Ok(()),
        }
    }

    fn convert(&mut self, kind: char, spec: &Spec, arguments: &mut Arguments) -> bool {
        self.used = true;
        let argument = arguments.next();
        match kind {
            's' => {
                let text = argument.unwrap_or_default();
                let text: String = text.chars().take(spec.precision.unwrap_or(usize::MAX)).collect();
                self.pad(spec, text.as_bytes(), text.chars().count());
            }
            'b' => {
                let mut bytes = Vec::new();
                let ended = escape::expand(&argument.unwrap_or_default(), true, &mut bytes);
                let length = bytes.len();
                self.pad(spec, &bytes, length);
                return ended;
            }
            'q' if self.escapes => {
                let text = backslashed(&argument.unwrap_or_default());
                self.pad(spec, text.as_bytes(), text.chars().count());
            }
            'c' => {
                let text: String = argument.unwrap_or_default().chars().take(1).collect();
                self.pad(spec, text.as_bytes(), text.chars().count());
            }
            'd' | 'i' => {
                let value = self.integer(argument);
                self.number(spec, value < 0, value.unsigned_abs().to_string());
            }
            'u' => {
                let value = self.integer(argument) as u64;
                self.number(spec, false, value.to_string());
            }
            'o' => {
                let value = self.integer(argument);
                self.number(spec, false, format!("{}{value:o}", if spec.alternate { "0" } else { "" }));
            }
            'x' => {
                let value = self.integer(argument);
                self.number(spec, false, format!("{}{value:x}", if spec.alternate { "0x" } else { "" }));
            }
            'X' => {
                let value = self.integer(argument);
                self.number(spec, false, format!("{}{value:X}", if spec.alternate { "0X" } else { "" }));
            }
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
                let text = argument.unwrap_or_default();
                let value: f64 = text.trim().parse().unwrap_or_else(|_| {
                    if !text.is_empty() {
                        self.bad = Some(Bad::Number(text.clone()));
                    }
                    0.0
                });
                let digits = super::decimal::float(value.abs(), kind, spec.precision, spec.alternate);
                let spec = Spec { precision: None, ..*spec };
                self.number(&spec, value.is_sign_negative() && value != 0.0, digits);
            }
            _ => {}
        }
        false
    }

    fn integer(&mut self, argument: Option<String>) -> i64 {
        let Some(text) = argument else { return 0 };
        if let Some(letter) = text.strip_prefix(['\'', '"']).and_then(|rest| rest.chars().next()) {
            return i64::from(u32::from(letter));
        }
        let trimmed = text.trim_start();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        let (base, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
            Some(hex) => (16, hex),
            None if digits.len() > 1 && digits.starts_with('0') => (8, digits),
            None => (10, digits),
        };
        let end = digits.find(|c: char| !c.is_digit(base)).unwrap_or(digits.len());
        let value = i64::from_str_radix(digits.get(..end).unwrap_or(""), base).unwrap_or(0);
        if end < digits.len() || digits.is_empty() && !text.is_empty() {
            self.bad = Some(if end == 0 { Bad::Number(text.clone()) } else { Bad::Rest(text.clone()) });
        }
        if negative { value.wrapping_neg() } else { value }
    }

    fn number(&mut self, spec: &Spec, negative: bool, digits: String) {
        let sign = match (negative, spec.plus, spec.space) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let zeros = spec.precision.unwrap_or(0).saturating_sub(digits.len());
        let mut body = format!("{}{digits}", "0".repeat(zeros));
        if spec.zero && !spec.left && spec.precision.is_none() {
            let missing = spec.width.saturating_sub(body.len() + sign.len());
            body = format!("{}{body}", "0".repeat(missing));
        }
        let text = format!("{sign}{body}");
        self.pad(spec, text.as_bytes(), text.len());
    }

    fn pad(&mut self, spec: &Spec, bytes: &[u8], length: usize) {
        insist(spec.width.max(length) as u64);
        let blanks = vec![b' '; spec.width.saturating_sub(length)];
        if !spec.left {
            self.bytes.extend_from_slice(&blanks);
        }
        self.bytes.extend_from_slice(bytes);
        if spec.left {
            self.bytes.extend_from_slice(&blanks);
        }
    }
}
