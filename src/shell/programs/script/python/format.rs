//! Format specifications (the library reference's "Format Specification Mini-Language"), `%`, and `str.format`.

use super::display::{repr, shown};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault, decimal};

/// Digits behind the point, and columns, at most.
const MOST: usize = 10_000;

#[derive(Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

fn read(format: &str) -> Option<Spec> {
    let letters: Vec<char> = format.chars().collect();
    let mut spec = Spec::default();
    let mut at = 0;
    let peek = |at: usize| letters.get(at).copied();
    let is_align = |letter: Option<char>| letter.is_some_and(|letter| "<>=^".contains(letter));
    if is_align(peek(1)) {
        (spec.fill, spec.align) = (peek(0), peek(1));
        at = 2;
    } else if is_align(peek(0)) {
        spec.align = peek(0);
        at = 1;
    }
    if let Some(sign @ ('+' | '-' | ' ')) = peek(at) {
        spec.sign = Some(sign);
        at += 1;
    }
    if peek(at) == Some('#') {
        spec.alternate = true;
        at += 1;
    }
    if peek(at) == Some('0') {
        spec.zero = true;
        at += 1;
    }
    let number = |at: &mut usize| {
        let mut value = None;
        while let Some(digit) = letters.get(*at).and_then(|letter| letter.to_digit(10)) {
            value = Some((value.unwrap_or(0usize) * 10 + digit as usize).min(MOST));
            *at += 1;
        }
        value
    };
    spec.width = number(&mut at).unwrap_or(0);
    if let Some(grouping @ (',' | '_')) = peek(at) {
        spec.grouping = Some(grouping);
        at += 1;
    }
    if peek(at) == Some('.') {
        at += 1;
        spec.precision = Some(number(&mut at)?);
    }
    spec.kind = peek(at);
    (at + 1 >= letters.len()).then_some(spec)
}

/// `format(value, spec)`
pub fn format(vm: &mut Vm<'_, '_>, value: &Value, conversion: Option<char>, spec: &str) -> Result<String, Fault> {
    let converted = match conversion {
        Some('r' | 'a') => Value::text(repr(vm, value)?),
        Some('s') => Value::text(shown(vm, value)?),
        _ => value.clone(),
    };
    if spec.is_empty() {
        return shown(vm, &converted);
    }
    if let Some(class) = vm.class_of(&converted)
        && let Some((method, _)) = vm.find_in_class(class, "__format__")
    {
        let text = vm.call(&method, Arguments::of(vec![converted, Value::text(spec)]))?;
        return vm.shown(&text);
    }
    let Some(parsed) = read(spec) else {
        let kind = vm.type_name(&converted);
        let text = format!("Invalid format specifier '{spec}' for object of type '{kind}'");
        return Err(vm.error(ErrorKind::Value, text));
    };
    let text = apply(vm, &converted, &parsed)?;
    vm.heap.spend(text.len())?;
    Ok(text)
}

fn apply(vm: &mut Vm<'_, '_>, value: &Value, spec: &Spec) -> Result<String, Fault> {
    let whole = match value {
        Value::Int(value) => Some(*value),
        Value::Bool(value) if spec.kind.is_some() => Some(i128::from(*value)),
        _ => None,
    };
    let kind = spec.kind.unwrap_or(' ');
    if let Some(value) = whole
        && matches!(kind, ' ' | 'd' | 'n' | 'x' | 'X' | 'o' | 'b' | 'c')
    {
        let magnitude = value.unsigned_abs();
        let (prefix, digits) = match kind {
            'x' => ("0x", format!("{magnitude:x}")),
            'X' => ("0X", format!("{magnitude:X}")),
            'o' => ("0o", format!("{magnitude:o}")),
            'b' => ("0b", format!("{magnitude:b}")),
            'c' => ("", u32::try_from(magnitude).ok().and_then(char::from_u32).unwrap_or('?').to_string()),
            _ => ("", magnitude.to_string()),
        };
        let every = if matches!(kind, ' ' | 'd' | 'n') { 3 } else { 4 };
        let digits = grouped(&digits, spec.grouping, every);
        let prefix = if spec.alternate { prefix } else { "" };
        return Ok(pad(&sign(value < 0, spec), prefix, &digits, spec, true));
    }
    if let Some(number) = value.number().filter(|_| matches!(value, Value::Float(_)) || whole.is_some()) {
        if let Some(text) = float(number, spec) {
            return Ok(pad(&sign(number.is_sign_negative() && !number.is_nan(), spec), "", &text, spec, true));
        }
    } else if matches!(kind, ' ' | 's') {
        let text = shown(vm, value)?;
        let text: String = match spec.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text,
        };
        return Ok(pad("", "", &text, spec, false));
    }
    let name = vm.type_name(value);
    Err(vm.error(ErrorKind::Value, format!("Unknown format code '{kind}' for object of type '{name}'")))
}

fn sign(negative: bool, spec: &Spec) -> String {
    match (negative, spec.sign) {
        (true, _) => "-".into(),
        (false, Some(sign @ ('+' | ' '))) => sign.to_string(),
        _ => String::new(),
    }
}

fn float(value: f64, spec: &Spec) -> Option<String> {
    let magnitude = value.abs();
    let precision = spec.precision.unwrap_or(6);
    let text = match spec.kind {
        Some('f' | 'F') => format!("{magnitude:.precision$}"),
        Some('%') => format!("{:.precision$}%", magnitude * 100.0),
        Some(kind @ ('e' | 'E')) => {
            let text = format!("{magnitude:.precision$e}");
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let exponent: i32 = exponent.parse().unwrap_or(0);
            let mark = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}{kind}{mark}{:02}", exponent.abs())
        }
        Some('g' | 'G' | 'n') => decimal::general(magnitude, precision),
        None => match spec.precision {
            Some(precision) => {
                let text = decimal::general(magnitude, precision);
                if text.contains(['.', 'e', 'n']) { text } else { format!("{text}.0") }
            }
            None => decimal::python(magnitude),
        },
        _ => return None,
    };
    let (whole, rest) = match text.find(['.', 'e', '%']) {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    Some(format!("{}{rest}", grouped(whole, spec.grouping, 3)))
}

fn grouped(digits: &str, mark: Option<char>, every: usize) -> String {
    let Some(mark) = mark else { return digits.to_string() };
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(every) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

fn pad(sign: &str, prefix: &str, text: &str, spec: &Spec, numeric: bool) -> String {
    let length = sign.len() + prefix.len() + text.chars().count();
    let missing = spec.width.saturating_sub(length);
    let zero = spec.zero && spec.align.is_none();
    let fill = spec.fill.unwrap_or(if zero { '0' } else { ' ' });
    let filler = |count: usize| fill.to_string().repeat(count);
    let align = spec.align.unwrap_or(match (numeric, zero) {
        (true, true) => '=',
        (true, false) => '>',
        (false, _) => '<',
    });
    match align {
        '=' => format!("{sign}{prefix}{}{text}", filler(missing)),
        '>' => format!("{}{sign}{prefix}{text}", filler(missing)),
        '^' => format!("{}{sign}{prefix}{text}{}", filler(missing / 2), filler(missing - missing / 2)),
        _ => format!("{sign}{prefix}{text}{}", filler(missing)),
    }
}

/// `text % values`
pub fn percent(vm: &mut Vm<'_, '_>, text: &str, values: &Value) -> Result<String, Fault> {
    let is_tuple = matches!(vm.heap.of(values), Some(crate::shell::programs::script::heap::Object::Tuple(_)));
    let all = if is_tuple { vm.heap.items(values).cloned().unwrap_or_default() } else { vec![values.clone()] };
    let mut given = all.into_iter();
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let mut spec = String::new();
        let mut key = None;
        if letters.peek() == Some(&'(') {
            letters.next();
            let name: String = letters.by_ref().take_while(|letter| *letter != ')').collect();
            key = Some(name);
        }
        while let Some(flag) = letters.next_if(|letter| "0123456789.+- #*".contains(*letter)) {
            spec.push(flag);
        }
        let Some(kind) = letters.next() else { return Err(vm.error(ErrorKind::Value, "incomplete format")) };
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = match key {
            Some(key) => Some(super::place::get(vm, values, &Value::text(key))?),
            None => given.next(),
        };
        let Some(value) = value else {
            return Err(vm.error(ErrorKind::Type, "not enough arguments for format string"));
        };
        out += &one_percent(vm, &value, &spec, kind)?;
    }
    if is_tuple && given.next().is_some() {
        return Err(vm.error(ErrorKind::Type, "not all arguments converted during string formatting"));
    }
    Ok(out)
}

fn one_percent(vm: &mut Vm<'_, '_>, value: &Value, spec: &str, kind: char) -> Result<String, Fault> {
    let left = spec.contains('-');
    let cleaned: String = spec.chars().filter(|letter| *letter != '-').collect();
    let align = if left { "<" } else { ">" };
    match kind {
        's' | 'r' | 'a' => {
            let text = if kind == 's' { shown(vm, value)? } else { repr(vm, value)? };
            format(vm, &Value::text(text), None, &format!("{align}{}", cleaned.trim_start_matches('0')))
        }
        'd' | 'i' | 'u' => match value.number() {
            Some(number) => {
                let whole = if let Value::Int(whole) = value { *whole } else { number as i128 };
                let align = if left { "<" } else { "" };
                format(vm, &Value::Int(whole), None, &format!("{align}{cleaned}d"))
            }
            None => {
                let name = vm.type_name(value);
                let text = format!("%{kind} format: a real number is required, not {name}");
                Err(vm.error(ErrorKind::Type, text))
            }
        },
        'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
            let align = if left { "<" } else { "" };
            let number = value.number().map(Value::Float);
            match number {
                Some(number) => format(vm, &number, None, &format!("{align}{cleaned}{kind}")),
                None => {
                    let name = vm.type_name(value);
                    Err(vm.error(ErrorKind::Type, format!("must be real number, not {name}")))
                }
            }
        }
        'x' | 'X' | 'o' | 'c' => format(vm, value, None, &format!("{cleaned}{kind}")),
        _ => {
            let text = format!("unsupported format character '{kind}' (0x{:x})", u32::from(kind));
            Err(vm.error(ErrorKind::Value, text))
        }
    }
}

/// `text.format(…)`
pub fn braces(vm: &mut Vm<'_, '_>, text: &str, arguments: &Arguments) -> Result<String, Fault> {
    filled(vm, text, arguments, &mut 0, 0)
}

/// `text.format_map(table)`
pub fn mapped(vm: &mut Vm<'_, '_>, text: &str, table: &Value) -> Result<String, Fault> {
    let arguments = Arguments { this: Some(table.clone()), ..Arguments::default() };
    filled(vm, text, &arguments, &mut 0, 0)
}

/// Fills the fields of a text; those in a field's own format, too, as deep as Python does.
fn filled(
    vm: &mut Vm<'_, '_>,
    text: &str,
    arguments: &Arguments,
    next: &mut usize,
    depth: usize,
) -> Result<String, Fault> {
    if depth > 1 {
        return Err(vm.error(ErrorKind::Value, "Max string recursion exceeded"));
    }
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' if depth == 0 && letters.peek() == Some(&letter) => {
                letters.next();
                out.push(letter);
            }
            '{' => {
                let (mut field, mut open) = (String::new(), 1);
                for letter in letters.by_ref() {
                    match letter {
                        '{' => open += 1,
                        '}' => open -= 1,
                        _ => {}
                    }
                    if open == 0 {
                        break;
                    }
                    field.push(letter);
                }
                if open > 0 {
                    return Err(vm.error(ErrorKind::Value, "expected '}' before end of string"));
                }
                let (field, spec) = field.split_once(':').unwrap_or((&field, ""));
                let (field, conversion) = match field.split_once('!') {
                    Some((field, conversion)) => (field, conversion.chars().next()),
                    None => (field, None),
                };
                let value = field_value(vm, field, next, arguments)?;
                let spec =
                    if spec.contains('{') { filled(vm, spec, arguments, next, depth + 1)? } else { spec.to_string() };
                out += &format(vm, &value, conversion, &spec)?;
            }
            '}' => {
                return Err(vm.error(ErrorKind::Value, "Single '}' encountered in format string"));
            }
            letter => out.push(letter),
        }
    }
    Ok(out)
}

/// `0`, `name`, `name.member`, `name[key]`
fn field_value(vm: &mut Vm<'_, '_>, field: &str, next: &mut usize, arguments: &Arguments) -> Result<Value, Fault> {
    let end = field.find(['.', '[']).unwrap_or(field.len());
    let (first, mut rest) = field.split_at(end);
    let mut value = if first.is_empty() || first.parse::<usize>().is_ok() {
        let place = first.parse().unwrap_or(*next);
        *next = place + 1;
        match arguments.plain.get(place) {
            Some(value) => value.clone(),
            None => {
                let text = format!("Replacement index {place} out of range for positional args tuple");
                return Err(vm.error(ErrorKind::Index, text));
            }
        }
    } else {
        match (arguments.named(first), &arguments.this) {
            (Some(value), _) => value,
            (None, Some(table)) if arguments.plain.is_empty() => {
                let table = table.clone();
                super::place::get(vm, &table, &Value::text(first))?
            }
            (None, _) => return Err(super::place::key_error(vm, &Value::text(first))),
        }
    };
    while !rest.is_empty() {
        if let Some(member) = rest.strip_prefix('.') {
            let end = member.find(['.', '[']).unwrap_or(member.len());
            let (name, after) = member.split_at(end);
            value = vm.member(&value, name)?;
            rest = after;
        } else {
            let inside = rest.trim_start_matches('[');
            let (key, after) = inside.split_once(']').unwrap_or((inside, ""));
            let index = key.parse().map_or(Value::text(key), Value::Int);
            let dialect = vm.dialect;
            value = dialect.index(vm, &value, &index)?;
            rest = after;
        }
    }
    Ok(value)
}
