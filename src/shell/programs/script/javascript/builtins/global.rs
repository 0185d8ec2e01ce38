//! Functions that stand alone, and those that make values of a kind.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::javascript::conversion::to_number;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn timer(vm: &mut Vm<'_, '_>, a: &Arguments, repeats: bool) -> Result<Value, Fault> {
    let millis = match a.at(1) {
        Value::Undefined => 0.0,
        delay => to_number(vm, &delay)?,
    };
    let nanos = if millis.is_nan() { 0 } else { (millis.clamp(0.0, 2_147_483_647.0) * 1e6) as i64 };
    let arguments = a.plain.iter().skip(2).cloned().collect();
    let number = vm.timer(a.at(0), arguments, nanos, repeats)?;
    // What is given back can be told to let the program end.
    let timeout = vm.heap.value(Object::Record(Default::default()))?;
    vm.set_member(&timeout, "_#timer", Value::Float(f64::from(number)))?;
    for native in OF_TIMER {
        vm.set_member(&timeout, native.name, Value::Native(native))?;
    }
    Ok(timeout)
}

static OF_TIMER: &[Native] = &[
    Native {
        name: "unref",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::Undefined);
            clear(vm, &this)?;
            Ok(this)
        },
    },
    Native { name: "ref", run: |_, a| Ok(a.this.clone().unwrap_or(Value::Undefined)) },
];

fn clear(vm: &mut Vm<'_, '_>, timer: &Value) -> Result<Value, Fault> {
    let number = vm.known_member(timer, "_#timer")?.and_then(|number| number.number());
    vm.events.timers.retain(|known| Some(f64::from(known.number)) != number);
    Ok(Value::Undefined)
}

fn clear_given(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    if a.at(0).is_nothing() {
        return Ok(Value::Undefined);
    }
    clear(vm, &a.at(0))
}

fn parse_int(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let hex = digits.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    let radix = match a.at(1).number().unwrap_or(0.0) as u32 {
        0 if hex => 16,
        0 => 10,
        radix => radix.clamp(2, 36),
    };
    let digits = if hex && radix == 16 { digits.get(2..).unwrap_or_default() } else { digits };
    let mut value = 0.0;
    let mut any = false;
    for digit in digits.chars().map_while(|letter| letter.to_digit(radix)) {
        value = value * f64::from(radix) + f64::from(digit);
        any = true;
    }
    Ok(Value::Float(if any { sign * value } else { f64::NAN }))
}

fn parse_float(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    let text = text.trim();
    let end = (0..=text.len()).rev().find(|end| {
        text.get(..*end).is_some_and(|part| {
            part.parse::<f64>().is_ok_and(f64::is_finite)
                && part.ends_with(|letter: char| letter.is_ascii_digit() || letter == '.')
        })
    });
    let value = end.and_then(|end| text.get(..end)).and_then(|part| part.parse().ok());
    Ok(Value::Float(value.unwrap_or(if text.starts_with("Infinity") { f64::INFINITY } else { f64::NAN })))
}

/// Percent-encodes what is not in `kept`.
fn encoded(text: &str, kept: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.bytes().any(|known| known == byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

fn decoded(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let text = a.text(vm, 0)?;
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'%', None) => return Err(vm.error_of("URIError", "URI malformed")),
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    vm.text(String::from_utf8_lossy(&bytes))
}

fn map(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let map = vm.heap.value(Object::Dict(Dict::default()))?;
    if !a.at(0).is_nothing() {
        for pair in vm.collect(&a.at(0))? {
            let pair = vm.collect(&pair)?;
            let (key, value) = (pair.first().cloned(), pair.get(1).cloned());
            vm.set_entry(&map, key.unwrap_or(Value::Undefined), value.unwrap_or(Value::Undefined))?;
        }
    }
    Ok(map)
}

fn set(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let values = if a.at(0).is_nothing() { Vec::new() } else { vm.collect(&a.at(0))? };
    let mut set = Dict::default();
    for value in values {
        set.set(vm.key(&value)?, value, Value::Undefined);
    }
    vm.heap.value(Object::Set(set))
}

fn not_a_function(name: &'static str) -> impl Fn(&mut Vm<'_, '_>) -> Fault {
    move |vm| vm.error(ErrorKind::Type, format!("{name} is not a function"))
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "Math", run: |vm, _| Err(not_a_function("Math")(vm)) },
    Native { name: "JSON", run: |vm, _| Err(not_a_function("JSON")(vm)) },
    Native { name: "Symbol", run: |vm, _| vm.unsimulated("Symbol()") },
    Native { name: "Proxy", run: |vm, _| vm.unsimulated("Proxy") },
    Native { name: "eval", run: |vm, _| vm.unsimulated("eval()") },
    Native { name: "Function", run: |vm, _| vm.unsimulated("Function()") },
    Native { name: "setTimeout", run: |vm, a| timer(vm, &a, false) },
    Native { name: "setInterval", run: |vm, a| timer(vm, &a, true) },
    Native {
        name: "setImmediate",
        run: |vm, a| {
            let plain = [a.at(0), Value::Float(0.0)].into_iter().chain(a.plain.iter().skip(1).cloned()).collect();
            timer(vm, &Arguments::of(plain), false)
        },
    },
    Native { name: "clearTimeout", run: clear_given },
    Native { name: "clearInterval", run: clear_given },
    Native { name: "clearImmediate", run: clear_given },
    Native {
        name: "queueMicrotask",
        run: |vm, a| {
            vm.queue(a.at(0), Vec::new());
            Ok(Value::Undefined)
        },
    },
    Native { name: "parseInt", run: parse_int },
    Native { name: "parseFloat", run: parse_float },
    Native { name: "isNaN", run: |vm, a| Ok(Value::Bool(to_number(vm, &a.at(0))?.is_nan())) },
    Native { name: "isFinite", run: |vm, a| Ok(Value::Bool(to_number(vm, &a.at(0))?.is_finite())) },
    Native {
        name: "encodeURIComponent",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            vm.text(encoded(&text, "-_.!~*'()"))
        },
    },
    Native {
        name: "encodeURI",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            vm.text(encoded(&text, "-_.!~*'();/?:@&=+$,#"))
        },
    },
    Native { name: "decodeURIComponent", run: decoded },
    Native { name: "decodeURI", run: decoded },
    Native {
        name: "String",
        run: |vm, a| match a.plain.first() {
            Some(value) => vm.shown(value).map(Value::from),
            None => Ok(Value::text("")),
        },
    },
    Native {
        name: "Number",
        run: |vm, a| match a.plain.first() {
            Some(value) => to_number(vm, value).map(Value::Float),
            None => Ok(Value::Float(0.0)),
        },
    },
    Native { name: "Boolean", run: |vm, a| vm.truth(&a.at(0)).map(Value::Bool) },
    Native { name: "BigInt", run: |vm, a| Ok(Value::Int(to_number(vm, &a.at(0))? as i128)) },
    Native {
        name: "Array",
        run: |vm, a| match a.plain.as_slice() {
            [Value::Float(length)] => {
                let length = length.max(0.0) as usize;
                vm.heap.spend(length.saturating_mul(std::mem::size_of::<Value>()))?;
                vm.list(vec![Value::Undefined; length])
            }
            _ => vm.list(a.plain),
        },
    },
    Native {
        name: "Object",
        run: |vm, a| match a.at(0) {
            Value::Undefined | Value::None => vm.heap.value(Object::Record(Default::default())),
            value => Ok(value),
        },
    },
    Native { name: "Map", run: map },
    Native { name: "WeakMap", run: map },
    Native { name: "Set", run: set },
    Native { name: "WeakSet", run: set },
    Native {
        name: "RegExp",
        run: |vm, a| {
            let pattern = match vm.heap.of(&a.at(0)) {
                Some(Object::Regex(regex)) => regex.pattern.to_string(),
                _ => a.text(vm, 0)?,
            };
            let flags = if a.at(1).is_nothing() { String::new() } else { a.text(vm, 1)? };
            vm.regex(&pattern, &flags)
        },
    },
];

pub static OF_STRING: &[Native] = &[Native {
    name: "fromCharCode",
    run: |vm, a| {
        let letters = a.plain.iter().filter_map(|code| char::from_u32(code.number().unwrap_or(0.0) as u32));
        let text: String = letters.collect();
        vm.text(text)
    },
}];
