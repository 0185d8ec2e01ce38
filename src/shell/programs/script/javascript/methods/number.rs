//! `Number`

use super::this;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault, decimal};

/// Digits that a number is written with at most.
const MOST_DIGITS: f64 = 100.0;

fn digits(vm: &mut Vm<'_, '_>, a: &Arguments, name: &str) -> Result<usize, Fault> {
    match a.at(0).number().unwrap_or(0.0) {
        digits if (0.0..=MOST_DIGITS).contains(&digits) => Ok(digits as usize),
        _ => Err(vm.error(ErrorKind::Index, format!("{name}() digits argument must be between 0 and 100"))),
    }
}

fn in_radix(value: f64, radix: u32) -> String {
    let mut whole = value.abs().trunc();
    let mut text = Vec::new();
    while whole >= 1.0 {
        let digit = (whole % f64::from(radix)) as u32;
        text.push(char::from_digit(digit, radix).unwrap_or('0'));
        whole = (whole / f64::from(radix)).trunc();
    }
    let mut text: String = if text.is_empty() { "0".into() } else { text.iter().rev().collect() };
    let mut rest = value.abs().fract();
    if rest > 0.0 {
        text.push('.');
        for _ in 0..16 {
            rest *= f64::from(radix);
            text.push(char::from_digit(rest.trunc() as u32, radix).unwrap_or('0'));
            rest = rest.fract();
            if rest == 0.0 {
                break;
            }
        }
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

/// `1,234.5`
fn grouped(value: f64, least: usize, most: usize) -> String {
    let text = format!("{value:.most$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut rest = rest.to_string();
    while rest.len() > least && rest.ends_with('0') {
        rest.pop();
    }
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if rest.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out}.{rest}") }
}

pub static METHODS: &[Native] = &[
    Native {
        name: "toFixed",
        run: |vm, a| {
            let digits = digits(vm, &a, "toFixed")?;
            let value = this(&a).number().unwrap_or(f64::NAN);
            vm.text(if value.is_finite() { format!("{value:.digits$}") } else { decimal::javascript(value) })
        },
    },
    Native {
        name: "toPrecision",
        run: |vm, a| {
            let digits = digits(vm, &a, "toPrecision")?;
            let value = this(&a).number().unwrap_or(f64::NAN);
            let before = value.abs().log10().floor().max(0.0) as usize + 1;
            vm.text(format!("{value:.*}", digits.saturating_sub(before)))
        },
    },
    Native {
        name: "toString",
        run: |vm, a| match (this(&a), a.at(0)) {
            (Value::Float(value), Value::Float(radix)) if (2.0..=36.0).contains(&radix) && radix != 10.0 => {
                vm.text(in_radix(value, radix as u32))
            }
            (value, _) => vm.shown(&value).map(Value::from),
        },
    },
    Native {
        name: "toLocaleString",
        run: |vm, a| {
            let options = a.at(1);
            let option = |name: &str| vm.heap.entries(&options).and_then(|all| all.named(name)).and_then(Value::number);
            let least = option("minimumFractionDigits").unwrap_or(0.0).clamp(0.0, 20.0) as usize;
            let most = option("maximumFractionDigits").unwrap_or(3.0).clamp(0.0, 20.0) as usize;
            vm.text(grouped(this(&a).number().unwrap_or(f64::NAN), least, most.max(least)))
        },
    },
    Native { name: "valueOf", run: |_, a| Ok(this(&a)) },
];
