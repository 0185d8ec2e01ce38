//! Texts, letters and numbers with a fraction, as Rust has them.

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// A panic, as an exception of the library's.
pub fn panic<T>(vm: &mut Vm<'_, '_>, said: impl Into<String>) -> Result<T, Fault> {
    Err(vm.error_of("OverflowError", said))
}

/// Digits that are written behind a point.
const MAX_DIGITS: usize = 1_000;

pub fn number(vm: &mut Vm<'_, '_>, a: &Arguments, place: usize) -> Result<f64, Fault> {
    match a.at(place).number() {
        Some(number) => Ok(number),
        None => vm.unsimulated("this number"),
    }
}

/// A number of single precision: as the double that is written with the same digits.
fn single_of(value: f64) -> f64 {
    let single = value as f32;
    single.to_string().parse().unwrap_or(f64::from(single))
}

pub fn single(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    Ok(Value::Float(single_of(number(vm, a, 0)?)))
}

/// A method of a number's by its name.
pub fn float(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let name = a.text(vm, 0)?;
    let x = number(vm, a, 1)?;
    let y = a.at(2).number().unwrap_or(0.0);
    let value = match name.as_str() {
        "add" => x + y,
        "sub" => x - y,
        "mul" => x * y,
        "div" => x / y,
        "rem" => x % y,
        "abs" => x.abs(),
        "sqrt" => x.sqrt(),
        "cbrt" => x.cbrt(),
        "floor" => x.floor(),
        "ceil" => x.ceil(),
        "round" => x.round(),
        "trunc" => x.trunc(),
        "fract" => x.fract(),
        "signum" => x.signum(),
        "recip" => x.recip(),
        "sin" => x.sin(),
        "cos" => x.cos(),
        "tan" => x.tan(),
        "asin" => x.asin(),
        "acos" => x.acos(),
        "atan" => x.atan(),
        "sinh" => x.sinh(),
        "cosh" => x.cosh(),
        "tanh" => x.tanh(),
        "exp" => x.exp(),
        "exp2" => x.exp2(),
        "ln" => x.ln(),
        "log10" => x.log10(),
        "log2" => x.log2(),
        "to_radians" => x.to_radians(),
        "to_degrees" => x.to_degrees(),
        "powf" => x.powf(y),
        "powi" => x.powi(y as i32),
        "log" => x.log(y),
        "atan2" => x.atan2(y),
        "hypot" => x.hypot(y),
        "max" => x.max(y),
        "min" => x.min(y),
        "rem_euclid" => x.rem_euclid(y),
        "copysign" => x.copysign(y),
        "mul_add" => x.mul_add(y, a.at(3).number().unwrap_or(0.0)),
        _ => return vm.unsimulated(format!("the method {name} of numbers")),
    };
    Ok(Value::Float(value))
}

/// A number as it is written: its kind (empty, `?`, `e`), and its digits behind the point.
pub fn float_text(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (value, kind) = (number(vm, a, 0)?, a.text(vm, 1)?);
    let digits = match a.at(2) {
        Value::Int(digits) => usize::try_from(digits).ok().filter(|digits| *digits <= MAX_DIGITS),
        _ => None,
    };
    if digits.is_none() && matches!(a.at(2), Value::Int(_)) {
        return vm.unsimulated("so many digits");
    }
    let text = match (kind.as_str(), digits) {
        ("e", None) => format!("{value:e}"),
        ("e", Some(digits)) => format!("{value:.digits$e}"),
        ("?", None) => format!("{value:?}"),
        (_, None) => format!("{value}"),
        (_, Some(digits)) => format!("{value:.digits$}"),
    };
    vm.text(text)
}

/// A text as a value of a type: whether it is one, and it, or what is wrong with the name of that.
pub fn parse(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (text, kind) = (a.text(vm, 0)?, a.text(vm, 1)?);
    macro_rules! whole {
        ($($name:literal $of:ty),*) => {
            match kind.as_str() {
                $($name => text.parse::<$of>().map(|value| Value::Int(value as i128)).map_err(|error| {
                    (error.to_string(), format!("{:?}", error.kind()))
                }),)*
                "f64" | "f32" => text.parse::<f64>().map(|value| {
                    Value::Float(if kind == "f32" { single_of(value) } else { value })
                }).map_err(|error| {
                    (error.to_string(), if text.is_empty() { "Empty".to_string() } else { "Invalid".into() })
                }),
                "bool" => text.parse::<bool>().map(Value::Bool).map_err(|error| (error.to_string(), String::new())),
                "char" => text.parse::<char>().map(|letter| Value::Symbol(letter.to_string().into())).map_err(|error| {
                    (error.to_string(), if text.is_empty() { "EmptyString".to_string() } else { "TooManyChars".into() })
                }),
                _ => return vm.unsimulated("parse() of a type that is not told here"),
            }
        };
    }
    let parsed = whole!(
        "i8" i8, "i16" i16, "i32" i32, "i64" i64, "i128" i128, "isize" i64,
        "u8" u8, "u16" u16, "u32" u32, "u64" u64, "usize" u64, "u128" i128
    );
    let all = match parsed {
        Ok(value) => vec![Value::Bool(true), value],
        Err((said, name)) => vec![Value::Bool(false), Value::text(said), Value::text(name)],
    };
    vm.tuple(all)
}

fn letter(value: &Value) -> char {
    match value {
        Value::Symbol(text) | Value::Text(text) => text.chars().next().unwrap_or('\0'),
        _ => '\0',
    }
}

fn symbol(letter: char) -> Value {
    Value::Symbol(letter.to_string().into())
}

pub fn letters(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    vm.heap.spend(text.len() * 32)?;
    let all = text.chars().map(symbol).collect();
    vm.list(all)
}

/// The text of a letter, in capitals or small if that is asked.
pub fn letter_text(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let letter = letter(&a.at(0));
    let text = match a.at(1) {
        Value::Text(kind) if &*kind == "upper" => letter.to_uppercase().to_string(),
        Value::Text(kind) if &*kind == "lower" => letter.to_lowercase().to_string(),
        _ => letter.to_string(),
    };
    vm.text(text)
}

/// What a letter is: a truth, or a number.
pub fn letter_is(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (name, letter) = (a.text(vm, 0)?, letter(&a.at(1)));
    Ok(Value::Bool(match name.as_str() {
        "is_alphabetic" => letter.is_alphabetic(),
        "is_numeric" => letter.is_numeric(),
        "is_alphanumeric" => letter.is_alphanumeric(),
        "is_whitespace" => letter.is_whitespace(),
        "is_uppercase" => letter.is_uppercase(),
        "is_lowercase" => letter.is_lowercase(),
        "is_control" => letter.is_control(),
        "is_ascii" => letter.is_ascii(),
        "is_ascii_digit" => letter.is_ascii_digit(),
        "is_ascii_alphabetic" => letter.is_ascii_alphabetic(),
        "is_ascii_alphanumeric" => letter.is_ascii_alphanumeric(),
        "is_ascii_uppercase" => letter.is_ascii_uppercase(),
        "is_ascii_lowercase" => letter.is_ascii_lowercase(),
        "is_ascii_punctuation" => letter.is_ascii_punctuation(),
        "is_ascii_whitespace" => letter.is_ascii_whitespace(),
        "is_ascii_hexdigit" => letter.is_ascii_hexdigit(),
        "len_utf8" => return Ok(Value::from(letter.len_utf8())),
        "to_digit" => {
            let radix = u32::try_from(a.int(vm, 2, 10)?).unwrap_or(10).clamp(2, 36);
            return Ok(letter.to_digit(radix).map_or(Value::None, |digit| Value::Int(i128::from(digit))));
        }
        "of" => {
            let number = u32::try_from(a.int(vm, 2, 0)?).ok().and_then(char::from_u32);
            return Ok(number.map_or(Value::None, symbol));
        }
        _ => return vm.unsimulated(format!("the method {name} of letters")),
    }))
}

/// A text or a letter with its quotes.
pub fn quoted(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = match a.at(0) {
        value @ Value::Symbol(_) => format!("{:?}", letter(&value)),
        value => format!("{:?}", value.as_text().unwrap_or_default()),
    };
    vm.text(text)
}

fn place(found: Option<usize>) -> Value {
    found.map_or(Value::None, Value::from)
}

/// Where a text stands in another, in bytes.
pub fn find(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (text, part) = (a.text(vm, 0)?, a.text(vm, 1)?);
    Ok(place(if a.at(2) == Value::Bool(true) { text.rfind(&part) } else { text.find(&part) }))
}

/// A part of a text by its bytes.
pub fn part(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    let length = text.len() as i128;
    let (from, to) = (a.int(vm, 1, 0)?, a.int(vm, 2, length)?);
    let soft = a.at(3) == Value::Bool(true);
    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    if let Some(part) = range.and_then(|(from, to)| text.get(from..to)) {
        return vm.text(part);
    }
    if soft {
        return Ok(Value::None);
    }
    let said = if from > to {
        format!("begin <= end ({from} <= {to}) when slicing `{text}`")
    } else if to > length || from > length {
        let wrong = if from > length { from } else { to };
        format!("byte index {wrong} is out of bounds of `{text}`")
    } else {
        let wrong = range.map_or(0, |(from, to)| if text.is_char_boundary(from) { to } else { from });
        let start = (0..wrong).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let letter = text.get(start..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        let end = start + letter.len_utf8();
        format!("byte index {wrong} is not a char boundary; it is inside {letter:?} (bytes {start}..{end}) of `{text}`")
    };
    panic(vm, said)
}

pub fn trim(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (text, side) = (a.text(vm, 0)?, a.text(vm, 1)?);
    let trimmed = match side.as_str() {
        "start" => text.trim_start(),
        "end" => text.trim_end(),
        _ => text.trim(),
    };
    vm.text(trimmed)
}

fn texts<'t>(vm: &mut Vm<'_, '_>, all: impl Iterator<Item = &'t str>) -> Result<Value, Fault> {
    let all: Vec<Value> = all.map(Value::text).collect();
    vm.heap.spend(all.len() * 48)?;
    vm.list(all)
}

pub fn lines(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    texts(vm, text.lines())
}

pub fn words(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    texts(vm, text.split_whitespace())
}

/// The places in bytes of a text's letters, with them.
pub fn places(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    vm.heap.spend(text.len() * 64)?;
    let mut all = Vec::new();
    for (at, letter) in text.char_indices() {
        all.push(vm.tuple(vec![Value::from(at), symbol(letter)])?);
    }
    vm.list(all)
}
