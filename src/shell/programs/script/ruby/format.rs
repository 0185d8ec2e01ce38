//! `format`: Ruby's `sprintf` (sprintf.c).

use super::display;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The highest precision.
const MOST_PLACES: usize = 10_000;

#[derive(Default)]
struct Spec {
    minus: bool,
    plus: bool,
    zero: bool,
    space: bool,
    alternate: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Fills a format with values.
pub fn format(vm: &mut Vm<'_, '_>, format: &str, values: &[Value]) -> Result<String, Fault> {
    let letters: Vec<char> = format.chars().collect();
    let mut out = String::new();
    let (mut at, mut next) = (0, 0);
    while let Some(letter) = letters.get(at).copied() {
        at += 1;
        if letter != '%' {
            out.push(letter);
            continue;
        }
        vm.work(1)?;
        let mut spec = Spec::default();
        let mut given: Option<Value> = None;
        loop {
            let flag = letters.get(at).copied().unwrap_or('%');
            match flag {
                '-' => spec.minus = true,
                '+' => spec.plus = true,
                '0' => spec.zero = true,
                ' ' => spec.space = true,
                '#' => spec.alternate = true,
                '<' | '{' => {
                    let close = if flag == '<' { '>' } else { '}' };
                    let name: String = letters[at + 1..].iter().take_while(|letter| **letter != close).collect();
                    at += 1 + name.chars().count();
                    let hash = values.first().cloned().unwrap_or(Value::None);
                    let key = vm.key(&Value::Symbol(name.as_str().into()))?;
                    let Some(value) = vm.heap.entries(&hash).and_then(|entries| entries.get(&key)).cloned() else {
                        return Err(vm.error(ErrorKind::Key, format!("key{flag}{name}{close} not found")));
                    };
                    if flag == '{' {
                        at += 1;
                        out += &padded(&vm.shown(&value)?, &spec);
                        given = Some(Value::Undefined);
                        break;
                    }
                    given = Some(value);
                }
                _ => break,
            }
            at += 1;
        }
        if given == Some(Value::Undefined) {
            continue;
        }
        let number = |at: &mut usize| {
            let digits: String =
                letters[(*at).min(letters.len())..].iter().take_while(|letter| letter.is_ascii_digit()).collect();
            *at += digits.len();
            // More than a number holds is more than there is room for.
            (!digits.is_empty()).then(|| digits.parse().unwrap_or(usize::MAX))
        };
        spec.width = number(&mut at);
        if letters.get(at) == Some(&'.') {
            at += 1;
            spec.precision = Some(number(&mut at).unwrap_or(0));
        }
        vm.heap.spend(spec.width.unwrap_or(0))?;
        if spec.precision.is_some_and(|places| places > MOST_PLACES) {
            return vm.unsimulated(format!("a precision of more than {MOST_PLACES} places"));
        }
        let kind = letters.get(at).copied().unwrap_or('%');
        at += 1;
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = match given {
            Some(value) => value,
            None => {
                let Some(value) = values.get(next).cloned() else {
                    return Err(vm.error(ErrorKind::Value, "too few arguments"));
                };
                next += 1;
                value
            }
        };
        out += &one(vm, kind, &spec, &value)?;
    }
    Ok(out)
}

fn one(vm: &mut Vm<'_, '_>, kind: char, spec: &Spec, value: &Value) -> Result<String, Fault> {
    let text = match kind {
        's' | 'p' => {
            let text = if kind == 's' { vm.shown(value)? } else { display::inspect(vm, value)? };
            let text = match spec.precision {
                Some(most) => text.chars().take(most).collect(),
                None => text,
            };
            return Ok(padded(&text, spec));
        }
        'c' => {
            let letter = match value {
                Value::Int(number) => u32::try_from(*number).ok().and_then(char::from_u32).map(String::from),
                other => Some(vm.shown(other)?.chars().take(1).collect()),
            };
            return Ok(padded(&letter.unwrap_or_default(), spec));
        }
        'd' | 'i' | 'u' => {
            let number = super::methods::number::whole(vm, value)?;
            signed(number < 0, number.unsigned_abs().to_string(), spec)
        }
        'x' | 'X' | 'o' | 'b' | 'B' => {
            let number = super::methods::number::whole(vm, value)?;
            let size = number.unsigned_abs();
            let (digits, mark) = match kind {
                'x' => (format!("{size:x}"), "0x"),
                'X' => (format!("{size:X}"), "0X"),
                'o' => (format!("{size:o}"), "0"),
                _ => (format!("{size:b}"), "0b"),
            };
            let mark = if spec.alternate { mark } else { "" };
            signed(number < 0, format!("{mark}{digits}"), spec)
        }
        'f' | 'e' | 'E' | 'g' => {
            let number = super::methods::number::real(vm, value)?;
            let places = spec.precision.unwrap_or(6);
            let digits = match kind {
                'f' => format!("{:.places$}", number.abs()),
                'g' if number != 0.0 && !(1e-4..1e16).contains(&number.abs()) => {
                    exponent(number.abs(), places.max(1) - 1)
                }
                'g' => display::float(number.abs()).trim_end_matches(".0").to_string(),
                _ => exponent(number.abs(), places),
            };
            let digits = if kind == 'E' { digits.to_uppercase() } else { digits };
            signed(number.is_sign_negative(), digits, spec)
        }
        other => {
            let text = format!("malformed format string - %{other}");
            return Err(vm.error(ErrorKind::Value, text));
        }
    };
    Ok(padded(&text, spec))
}

fn exponent(number: f64, places: usize) -> String {
    let text = format!("{number:.places$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// Digits with a sign and zeros before them.
fn signed(negative: bool, digits: String, spec: &Spec) -> String {
    let sign = match (negative, spec.plus, spec.space) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        _ => "",
    };
    let width = spec.width.unwrap_or(0).saturating_sub(sign.len());
    if spec.zero && !spec.minus && digits.len() < width {
        return format!("{sign}{}{digits}", "0".repeat(width - digits.len()));
    }
    format!("{sign}{digits}")
}

fn padded(text: &str, spec: &Spec) -> String {
    let blanks = spec.width.unwrap_or(0).saturating_sub(text.chars().count());
    if spec.minus { format!("{text}{}", " ".repeat(blanks)) } else { format!("{}{text}", " ".repeat(blanks)) }
}
