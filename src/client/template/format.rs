//! Go's `fmt.Sprintf` over what templates see: verbs, flags, widths, and what it prints where they do not fit
//! (`fmt/print.go`, `fmt/format.go`).

use std::fmt::Write;

use super::datum::{Datum, Field};

/// Places that a width or a precision may ask for.
const MAX_WIDTH: usize = 10_000;

/// The flags of a verb.
#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// The arguments in the format's places.
pub(super) fn sprintf(format: &str, arguments: &[Datum]) -> String {
    let mut out = String::new();
    let mut used = 0;
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let mut flags = Flags::default();
        while let Some(flag) = letters.next_if(|letter| "+-# 0".contains(*letter)) {
            match flag {
                '+' => flags.plus = true,
                '-' => (flags.minus, flags.zero) = (true, false),
                '#' => flags.sharp = true,
                ' ' => flags.space = true,
                _ => flags.zero = !flags.minus,
            }
        }
        flags.width = size(&mut letters, arguments, &mut used, &mut out, "%!(BADWIDTH)", &mut flags.minus);
        if letters.next_if_eq(&'.').is_some() {
            let precision = size(&mut letters, arguments, &mut used, &mut out, "%!(BADPREC)", &mut false);
            flags.precision = Some(precision.unwrap_or(0));
        }
        match letters.next() {
            None => out.push_str("%!(NOVERB)"),
            Some('%') => out.push('%'),
            Some(verb) => match arguments.get(used) {
                None => _ = write!(out, "%!{verb}(MISSING)"),
                Some(argument) => {
                    used += 1;
                    value(&mut out, argument, verb, flags);
                }
            },
        }
    }
    if let Some(extra) = arguments.get(used..).filter(|extra| !extra.is_empty()) {
        let shown: Vec<String> = extra.iter().map(typed).collect();
        _ = write!(out, "%!(EXTRA {})", shown.join(", "));
    }
    out
}

/// A width or precision, as digits or as an argument.
fn size(
    letters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    arguments: &[Datum],
    used: &mut usize,
    out: &mut String,
    bad: &str,
    left: &mut bool,
) -> Option<usize> {
    if letters.next_if_eq(&'*').is_some() {
        let argument = arguments.get(*used);
        *used += 1;
        return match argument {
            Some(Datum::Int(number)) if number.unsigned_abs() <= MAX_WIDTH as u64 => {
                *left |= *number < 0;
                Some(number.unsigned_abs() as usize)
            }
            _ => {
                out.push_str(bad);
                None
            }
        };
    }
    let mut number = None;
    while let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(10)) {
        letters.next();
        number = Some((number.unwrap_or(0) * 10 + digit as usize).min(MAX_WIDTH));
    }
    number
}

/// A type and a value, as where something does not fit.
fn typed(item: &Datum) -> String {
    match item {
        Datum::Nothing => "<nil>".into(),
        item => format!("{}={}", item.type_name(), item.printed()),
    }
}

fn pad(out: &mut String, text: &str, flags: Flags) {
    let missing = flags.width.unwrap_or(0).saturating_sub(text.chars().count());
    match () {
        _ if flags.minus => {
            out.push_str(text);
            out.extend(std::iter::repeat_n(' ', missing));
        }
        _ if flags.zero => {
            let (sign, digits) = text.split_at(usize::from(text.starts_with(['-', '+'])));
            out.push_str(sign);
            out.extend(std::iter::repeat_n('0', missing));
            out.push_str(digits);
        }
        _ => {
            out.extend(std::iter::repeat_n(' ', missing));
            out.push_str(text);
        }
    }
}

fn value(out: &mut String, item: &Datum, verb: char, flags: Flags) {
    match (verb, item) {
        ('T', Datum::Nothing) => pad(out, "<nil>", flags),
        ('T', _) => pad(out, &item.type_name(), flags),
        ('v', Datum::Nothing) => pad(out, "<nil>", flags),
        (_, Datum::Nothing) => _ = write!(out, "%!{verb}(<nil>)"),
        (_, Datum::List(items)) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                value(out, item, verb, flags);
            }
            out.push(']');
        }
        (_, Datum::Map(items)) => {
            out.push_str("map[");
            for (index, (key, item)) in items.values.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                value(out, &Datum::text(key), verb, flags);
                out.push(':');
                value(out, item, verb, flags);
            }
            out.push(']');
        }
        (_, Datum::Object(object)) => {
            out.push('{');
            let mut first = true;
            for (name, field) in &object.fields {
                let item = match field {
                    Field::Value(item) | Field::Embedded(item) => item,
                    Field::Method(_) => continue,
                };
                if !std::mem::take(&mut first) {
                    out.push(' ');
                }
                if verb == 'v' && flags.plus {
                    _ = write!(out, "{name}:");
                }
                value(out, item, verb, flags);
            }
            out.push('}');
        }
        (_, Datum::Text(text) | Datum::Number(text)) => letters(out, item, text, verb, flags),
        (_, Datum::Time(_) | Datum::Address(_)) if "vs".contains(verb) => pad(out, &item.printed(), flags),
        (_, Datum::Duration(_)) if "vs".contains(verb) => pad(out, &item.printed(), flags),
        (_, Datum::Int(number) | Datum::Duration(number)) => integer(out, item, *number, verb, flags),
        (_, Datum::Float(number)) => float(out, item, *number, verb, flags),
        ('v' | 't', Datum::Bool(truth)) => pad(out, &truth.to_string(), flags),
        ('v' | 's', Datum::Nil(_)) => pad(out, &item.printed(), flags),
        _ => bad(out, item, verb),
    }
}

fn bad(out: &mut String, item: &Datum, verb: char) {
    _ = write!(out, "%!{verb}({})", typed(item));
}

fn letters(out: &mut String, item: &Datum, text: &str, verb: char, flags: Flags) {
    let cut: String = match flags.precision {
        Some(most) => text.chars().take(most).collect(),
        None => text.into(),
    };
    match verb {
        'v' if flags.sharp => pad(out, &crate::text::quote(&cut), flags),
        'v' | 's' => pad(out, &cut, flags),
        'q' if flags.sharp && !cut.contains('`') => pad(out, &format!("`{cut}`"), flags),
        'q' => pad(out, &crate::text::quote(&cut), flags),
        'x' | 'X' => {
            let bytes = cut.bytes().map(|byte| if verb == 'x' { format!("{byte:02x}") } else { format!("{byte:02X}") });
            let joined = bytes.collect::<Vec<_>>().join(if flags.space { " " } else { "" });
            pad(out, &joined, flags);
        }
        _ => bad(out, item, verb),
    }
}

fn integer(out: &mut String, item: &Datum, number: i64, verb: char, flags: Flags) {
    let magnitude = number.unsigned_abs();
    let (digits, prefix) = match verb {
        'd' | 'v' => (magnitude.to_string(), ""),
        'b' => (format!("{magnitude:b}"), "0b"),
        'o' => (format!("{magnitude:o}"), "0"),
        'O' => (format!("0o{magnitude:o}"), ""),
        'x' => (format!("{magnitude:x}"), "0x"),
        'X' => (format!("{magnitude:X}"), "0X"),
        'c' | 'q' | 'U' => {
            let letter = u32::try_from(number).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
            return match verb {
                'c' => pad(out, &letter.to_string(), flags),
                'q' => pad(out, &crate::text::quote_char(letter), flags),
                _ => pad(out, &format!("U+{magnitude:04X}"), flags),
            };
        }
        _ => return bad(out, item, verb),
    };
    let digits = match flags.precision {
        Some(least) => format!("{}{digits}", "0".repeat(least.saturating_sub(digits.len()))),
        None => digits,
    };
    let sign = match () {
        _ if number < 0 => "-",
        _ if flags.plus => "+",
        _ if flags.space => " ",
        _ => "",
    };
    let prefix = if flags.sharp { prefix } else { "" };
    let zero = flags.zero && flags.precision.is_none();
    pad(out, &format!("{sign}{prefix}{digits}"), Flags { zero, ..flags });
}

fn float(out: &mut String, item: &Datum, number: f64, verb: char, flags: Flags) {
    let exponent = |text: String| match text.split_once('e') {
        Some((digits, power)) => {
            let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
            format!("{digits}e{sign}{power:0>2}")
        }
        None => text,
    };
    let text = match verb {
        'v' | 'g' | 'G' if flags.precision.is_none() => item.printed(),
        'f' | 'F' => format!("{number:.*}", flags.precision.unwrap_or(6)),
        'e' | 'E' => exponent(format!("{number:.*e}", flags.precision.unwrap_or(6))),
        'v' | 'g' | 'G' => {
            let most = flags.precision.unwrap_or(6).max(1);
            let power = if number == 0.0 { 0 } else { number.abs().log10().floor() as i32 };
            let trimmed = |text: String| match text.contains('.') {
                true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
                false => text,
            };
            match power < -4 || power >= most as i32 {
                true => exponent(format!("{number:.*e}", most - 1)),
                false => trimmed(format!("{number:.*}", (most as i32 - 1 - power).max(0) as usize)),
            }
        }
        _ => return bad(out, item, verb),
    };
    let text = if verb.is_uppercase() { text.to_uppercase() } else { text };
    let sign = if number >= 0.0 && flags.plus {
        "+"
    } else if number >= 0.0 && flags.space {
        " "
    } else {
        ""
    };
    pad(out, &format!("{sign}{text}"), flags);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_print_what_go_prints() {
        let list = Datum::list(vec!["a".into(), "b c".into()]);
        for (format, arguments, expected) in [
            ("%s|%5s|%-5s|%.1s", vec!["ab".into(), "ab".into(), "ab".into(), "ab".into()], "ab|   ab|ab   |a"),
            ("%q %v %s", vec![list.clone(), list.clone(), list], r#"["a" "b c"] [a b c] [a b c]"#),
            (
                "%d|%5d|%05d|%+d|%x",
                vec![Datum::Int(7), Datum::Int(7), Datum::Int(-7), Datum::Int(7), Datum::Int(255)],
                "7|    7|-0007|+7|ff",
            ),
            (
                "%.2f %6.1f %e %g",
                vec![Datum::Float(1.5), Datum::Float(2.25), Datum::Float(1e3), Datum::Float(0.1)],
                "1.50    2.2 1.000000e+03 0.1",
            ),
            ("%t %v %T", vec![Datum::Bool(true), Datum::Bool(false), "x".into()], "true false string"),
            ("%d", vec!["hi".into()], "%!d(string=hi)"),
            ("%s", vec![Datum::Int(7)], "%!s(int=7)"),
            ("%d %d", vec![Datum::Int(1)], "1 %!d(MISSING)"),
            ("x", vec![Datum::Int(1), "a".into()], "x%!(EXTRA int=1, string=a)"),
            ("100%", vec![], "100%!(NOVERB)"),
            ("%*d|%-*d|", vec![Datum::Int(4), Datum::Int(1), Datum::Int(4), Datum::Int(1)], "   1|1   |"),
            ("%c %q %U", vec![Datum::Int(65), Datum::Int(65), Datum::Int(65)], "A 'A' U+0041"),
            ("%v %s", vec![Datum::Nothing, Datum::Nothing], "<nil> %!s(<nil>)"),
            ("%v", vec![Datum::Duration(30_000_000_000)], "30s"),
        ] {
            assert_eq!(sprintf(format, &arguments), expected, "{format}");
        }
    }
}
