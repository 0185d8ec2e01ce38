//! `bytes` and `bytearray`. What texts have as well is done by the text's method, a byte a letter.

use super::{text, this};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, NativeRun, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The bytes of a value, if it has some.
pub fn own(vm: &Vm<'_, '_>, value: &Value) -> Vec<u8> {
    match vm.heap.of(value) {
        Some(Object::Bytes(bytes)) => bytes.clone(),
        _ => Vec::new(),
    }
}

fn of_this(vm: &Vm<'_, '_>, a: &Arguments) -> Vec<u8> {
    own(vm, &this(a))
}

fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn made(vm: &mut Vm<'_, '_>, a: &Arguments, bytes: Vec<u8>) -> Result<Value, Fault> {
    let marked = vm.heap.is_marked(&this(a));
    let value = vm.heap.value(Object::Bytes(bytes))?;
    Ok(if marked { vm.heap.mark(value) } else { value })
}

/// Bytes in an argument as a text of so many letters; in a list or tuple, too.
fn as_text(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Value, Fault> {
    match vm.heap.of(value) {
        Some(Object::Bytes(bytes)) => {
            let text = letters(bytes);
            vm.text(text)
        }
        Some(Object::List(items) | Object::Tuple(items)) => {
            let items = items.clone();
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| as_text(vm, item)).collect();
            vm.tuple(items?)
        }
        _ if matches!(value, Value::Text(_)) => {
            Err(vm.error(ErrorKind::Type, "a bytes-like object is required, not 'str'"))
        }
        _ => Ok(value.clone()),
    }
}

/// And back.
fn as_bytes(vm: &mut Vm<'_, '_>, a: &Arguments, value: &Value) -> Result<Value, Fault> {
    match (value, vm.heap.of(value)) {
        (Value::Text(text), _) => {
            let bytes = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
            made(vm, a, bytes)
        }
        (_, Some(Object::List(items))) => {
            let items = items.clone();
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| as_bytes(vm, a, item)).collect();
            vm.list(items?)
        }
        (_, Some(Object::Tuple(items))) => {
            let items = items.clone();
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| as_bytes(vm, a, item)).collect();
            vm.tuple(items?)
        }
        _ => Ok(value.clone()),
    }
}

/// Does what the text's method of this name does.
fn by_letters(vm: &mut Vm<'_, '_>, a: Arguments, name: &str) -> Result<Value, Fault> {
    let Some(native) = text::METHODS.iter().find(|native| native.name == name) else { return Err(Fault::broken()) };
    let own = of_this(vm, &a);
    vm.heap.spend(own.len())?;
    let mut plain = Vec::with_capacity(a.plain.len());
    for value in &a.plain {
        let value = match name {
            "join" => {
                let items = vm.collect(value)?;
                let list = vm.list(items)?;
                as_text(vm, &list)?
            }
            _ => as_text(vm, value)?,
        };
        plain.push(value);
    }
    let given = Arguments { this: Some(Value::text(letters(&own))), plain, named: a.named.clone() };
    let value = (native.run)(vm, given)?;
    as_bytes(vm, &a, &value)
}

fn decode(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let bytes = of_this(vm, &a);
    let option = |place: usize, name: &str| a.get(place, name).and_then(|value| value.as_text().map(str::to_string));
    let coding = option(0, "encoding").unwrap_or_else(|| "utf-8".into()).to_ascii_lowercase();
    let errors = option(1, "errors").unwrap_or_default();
    if matches!(coding.as_str(), "latin-1" | "latin1" | "iso-8859-1") {
        let text = letters(&bytes);
        return vm.text(text);
    }
    if !matches!(coding.as_str(), "utf-8" | "utf8" | "ascii" | "us-ascii" | "utf-8-sig") {
        return vm.unsimulated(format!("the coding {coding}"));
    }
    match (String::from_utf8(bytes), errors.as_str()) {
        (Ok(text), _) => vm.text(text),
        (Err(error), "replace") => vm.text(String::from_utf8_lossy(error.as_bytes())),
        (Err(error), "ignore") => vm.text(String::from_utf8_lossy(error.as_bytes()).replace('\u{fffd}', "")),
        (Err(error), _) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or(0);
            let reason = match (byte, error.utf8_error().error_len()) {
                (_, None) => "unexpected end of data",
                (0xc2..=0xf4, _) => "invalid continuation byte",
                _ => "invalid start byte",
            };
            let text = format!("'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: {reason}");
            Err(vm.error_of("UnicodeDecodeError", text))
        }
    }
}

fn hex(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let separator = a.at(0);
    let parts: Vec<String> = of_this(vm, &a).iter().map(|byte| format!("{byte:02x}")).collect();
    vm.text(parts.join(separator.as_text().unwrap_or("")))
}

/// `int.to_bytes(length, byteorder)`
pub fn to_bytes(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let length = match a.get(0, "length") {
        Some(Value::Int(length)) => usize::try_from(length).unwrap_or(0).min(1 << 16),
        _ => 1,
    };
    let is_little = a.get(1, "byteorder").is_some_and(|order| order.as_text() == Some("little"));
    let is_signed = match a.named("signed") {
        Some(signed) => vm.truth(&signed)?,
        None => false,
    };
    let Value::Int(value) = this(&a) else { return vm.heap.value(Object::Bytes(vec![0; length])) };
    if value < 0 && !is_signed {
        return Err(vm.error_of("OverflowError", "can't convert negative int to unsigned"));
    }
    let bits = if value < 0 { 128 - (!value).leading_zeros() + 1 } else { 128 - value.leading_zeros() };
    if (bits as usize + usize::from(is_signed && value >= 0)).div_ceil(8) > length {
        return Err(vm.error_of("OverflowError", "int too big to convert"));
    }
    let fill = if value < 0 { 0xff } else { 0 };
    let mut bytes: Vec<u8> = value.to_le_bytes().into_iter().chain(std::iter::repeat(fill)).take(length).collect();
    if !is_little {
        bytes.reverse();
    }
    vm.heap.value(Object::Bytes(bytes))
}

/// The byte that an argument is.
fn byte(vm: &mut Vm<'_, '_>, value: &Value) -> Result<u8, Fault> {
    match value {
        Value::Int(value) => match u8::try_from(*value) {
            Ok(byte) => Ok(byte),
            Err(_) => Err(vm.error(ErrorKind::Value, "byte must be in range(0, 256)")),
        },
        other => {
            let kind = vm.type_name(other);
            Err(vm.error(ErrorKind::Type, format!("'{kind}' object cannot be interpreted as an integer")))
        }
    }
}

fn change<T>(vm: &mut Vm<'_, '_>, a: &Arguments, change: impl FnOnce(&mut Vec<u8>) -> T) -> Result<T, Fault> {
    match a.this {
        Some(Value::Object(of)) => match vm.heap.get_mut(of) {
            Object::Bytes(bytes) => Ok(change(bytes)),
            _ => Err(Fault::broken()),
        },
        _ => Err(Fault::broken()),
    }
}

const UPPER: NativeRun = |vm, a| {
    let bytes = of_this(vm, &a).to_ascii_uppercase();
    made(vm, &a, bytes)
};
const LOWER: NativeRun = |vm, a| {
    let bytes = of_this(vm, &a).to_ascii_lowercase();
    made(vm, &a, bytes)
};

macro_rules! methods {
    ($name:ident $($method:literal)* ; $($own:expr),*) => {
        pub static $name: &[Native] = &[
            Native { name: "decode", run: decode },
            Native { name: "hex", run: hex },
            Native { name: "upper", run: UPPER },
            Native { name: "lower", run: LOWER },
            $(Native { name: $method, run: |vm, a| by_letters(vm, a, $method) },)*
            $($own,)*
        ];
    };
}

methods! {
    METHODS
    "capitalize" "title" "swapcase" "strip" "lstrip" "rstrip" "split" "rsplit" "splitlines" "partition" "rpartition"
    "startswith" "endswith" "removeprefix" "removesuffix" "find" "rfind" "index" "rindex" "count" "replace" "center"
    "ljust" "rjust" "zfill" "isdigit" "isalpha" "isalnum" "isspace" "isupper" "islower" "isascii" "join" "expandtabs";
}

methods! {
    ARRAY
    "capitalize" "title" "swapcase" "strip" "lstrip" "rstrip" "split" "rsplit" "splitlines" "partition" "rpartition"
    "startswith" "endswith" "removeprefix" "removesuffix" "find" "rfind" "index" "rindex" "count" "replace" "center"
    "ljust" "rjust" "zfill" "isdigit" "isalpha" "isalnum" "isspace" "isupper" "islower" "isascii" "join" "expandtabs";
    Native {
        name: "append",
        run: |vm, a| {
            let byte = byte(vm, &a.at(0))?;
            vm.heap.spend(1)?;
            change(vm, &a, |bytes| bytes.push(byte)).map(|()| Value::None)
        },
    },
    Native {
        name: "extend",
        run: |vm, a| {
            let mut more = Vec::new();
            for value in vm.collect(&a.at(0))? {
                more.push(byte(vm, &value)?);
            }
            vm.heap.spend(more.len())?;
            change(vm, &a, |bytes| bytes.extend(more)).map(|()| Value::None)
        },
    },
    Native {
        name: "pop",
        run: |vm, a| match change(vm, &a, Vec::pop)? {
            Some(byte) => Ok(Value::Int(byte.into())),
            None => Err(vm.error(ErrorKind::Index, "pop from empty bytearray")),
        },
    },
    Native { name: "clear", run: |vm, a| change(vm, &a, Vec::clear).map(|()| Value::None) },
    Native { name: "reverse", run: |vm, a| change(vm, &a, |bytes| bytes.reverse()).map(|()| Value::None) }
}
