//! What texts and symbols answer: the whole of them.

use super::given::need_text;
use super::given::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::ruby::{comparison, display, operators};
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The text that a method is for.
pub fn own(a: &Arguments) -> String {
    match this(a) {
        Value::Text(text) | Value::Symbol(text) => text.to_string(),
        _ => String::new(),
    }
}

fn mapped(vm: &mut Vm<'_, '_>, a: &Arguments, map: fn(&str) -> String) -> Result<Value, Fault> {
    let text = map(&own(a));
    vm.text(text)
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    first + &letters.as_str().to_lowercase()
}

fn swapped(text: &str) -> String {
    let swap = |letter: char| -> String {
        if letter.is_uppercase() { letter.to_lowercase().collect() } else { letter.to_uppercase().collect() }
    };
    text.chars().map(swap).collect()
}

/// The number that a text begins with.
fn leading(text: &str, allowed: fn(char) -> bool) -> String {
    let text = text.trim_start();
    let sign = text.starts_with(['-', '+']);
    let digits: String = text.chars().skip(usize::from(sign)).take_while(|letter| allowed(*letter)).collect();
    let digits = digits.replace('_', "");
    if sign && text.starts_with('-') { format!("-{digits}") } else { digits }
}

fn real(text: &str) -> f64 {
    let digits = leading(text, |letter| letter.is_ascii_digit() || matches!(letter, '.' | '_' | 'e' | 'E' | '-' | '+'));
    let longest = (0..=digits.len()).rev().filter(|end| digits.is_char_boundary(*end));
    longest.filter_map(|end| digits.get(..end)?.parse().ok()).next().unwrap_or(0.0)
}

/// The next text in order: `az` is followed by `ba`.
fn successor(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let mut at = letters.len();
    while at > 0 {
        at -= 1;
        let (next, first) = match letters[at] {
            'z' => ('a', Some('a')),
            'Z' => ('A', Some('A')),
            '9' => ('0', Some('1')),
            letter => (char::from_u32(u32::from(letter) + 1).unwrap_or(letter), None),
        };
        letters[at] = next;
        match first {
            None => break,
            Some(first) if at == 0 => letters.insert(0, first),
            Some(_) => {}
        }
    }
    letters.into_iter().collect()
}

fn binary(vm: &mut Vm<'_, '_>, operator: Binary, a: &Arguments) -> Result<Value, Fault> {
    let dialect: &dyn crate::shell::programs::script::dialect::Dialect = &operators::RUBY;
    dialect.binary(vm, operator, this(a), a.at(0))
}

fn changes<T>(vm: &Vm<'_, '_>) -> Result<T, Fault> {
    vm.unsimulated("a text that is changed where it stands")
}

pub static METHODS: &[Native] = &[
    Native { name: "+", run: |vm, a| binary(vm, Binary::Add, &a) },
    Native { name: "*", run: |vm, a| binary(vm, Binary::Multiply, &a) },
    Native { name: "%", run: |vm, a| binary(vm, Binary::Modulo, &a) },
    Native { name: "<", run: |vm, a| binary(vm, Binary::Less, &a) },
    Native { name: ">", run: |vm, a| binary(vm, Binary::Greater, &a) },
    Native { name: "to_s", run: |_, a| Ok(this(&a)) },
    Native { name: "to_str", run: |_, a| Ok(this(&a)) },
    Native { name: "+@", run: |_, a| Ok(this(&a)) },
    Native { name: "inspect", run: |vm, a| display::inspect(vm, &this(&a)).and_then(|text| vm.text(text)) },
    Native { name: "dump", run: |vm, a| display::inspect(vm, &this(&a)).and_then(|text| vm.text(text)) },
    Native { name: "to_sym", run: |_, a| Ok(Value::Symbol(own(&a).into())) },
    Native { name: "intern", run: |_, a| Ok(Value::Symbol(own(&a).into())) },
    Native {
        name: "to_i",
        run: |_, a| {
            let text = own(&a);
            let number = match a.at(0) {
                Value::Int(base @ 2..=36) => {
                    let text = text.trim().trim_start_matches("0x").trim_start_matches("0b");
                    let digits: String = text.chars().take_while(|letter| letter.is_digit(base as u32)).collect();
                    i128::from_str_radix(&digits, base as u32).unwrap_or(0)
                }
                _ => leading(&text, |letter| letter.is_ascii_digit() || letter == '_').parse().unwrap_or(0),
            };
            Ok(Value::Int(number))
        },
    },
    Native {
        name: "hex",
        run: |_, a| Ok(Value::Int(i128::from_str_radix(own(&a).trim_start_matches("0x"), 16).unwrap_or(0))),
    },
    Native { name: "to_f", run: |_, a| Ok(Value::Float(real(&own(&a)))) },
    Native { name: "length", run: |_, a| Ok(Value::from(own(&a).chars().count())) },
    Native { name: "size", run: |_, a| Ok(Value::from(own(&a).chars().count())) },
    Native { name: "bytesize", run: |_, a| Ok(Value::from(own(&a).len())) },
    Native { name: "upcase", run: |vm, a| mapped(vm, &a, |text| text.to_uppercase()) },
    Native { name: "downcase", run: |vm, a| mapped(vm, &a, |text| text.to_lowercase()) },
    Native { name: "capitalize", run: |vm, a| mapped(vm, &a, capitalized) },
    Native { name: "swapcase", run: |vm, a| mapped(vm, &a, swapped) },
    Native { name: "reverse", run: |vm, a| mapped(vm, &a, |text| text.chars().rev().collect()) },
    Native {
        name: "strip",
        run: |vm, a| mapped(vm, &a, |text| text.trim_matches(|c: char| c.is_whitespace() || c == '\0').into()),
    },
    Native { name: "lstrip", run: |vm, a| mapped(vm, &a, |text| text.trim_start().into()) },
    Native { name: "rstrip", run: |vm, a| mapped(vm, &a, |text| text.trim_end().into()) },
    Native {
        name: "chop",
        run: |vm, a| {
            mapped(vm, &a, |text| {
                let mut letters = text.chars();
                letters.next_back();
                letters.as_str().into()
            })
        },
    },
    Native { name: "succ", run: |vm, a| mapped(vm, &a, successor) },
    Native { name: "next", run: |vm, a| mapped(vm, &a, successor) },
    Native {
        name: "chomp",
        run: |vm, a| {
            let text = own(&a);
            let shorter = match a.at(0) {
                Value::Text(end) => text.strip_suffix(&*end).unwrap_or(&text),
                _ => text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r'])).unwrap_or(&text),
            };
            vm.text(shorter)
        },
    },
    Native { name: "empty?", run: |_, a| Ok(Value::Bool(own(&a).is_empty())) },
    Native { name: "ord", run: |_, a| Ok(Value::Int(own(&a).chars().next().map_or(0, u32::from).into())) },
    Native {
        name: "hash",
        run: |_, a| Ok(Value::Int(own(&a).bytes().fold(17, |sum, byte| (sum * 31 + i128::from(byte)) % (1 << 60)))),
    },
    Native { name: "encoding", run: |_, _| Ok(Value::text("UTF-8")) },
    Native { name: "force_encoding", run: |_, a| Ok(this(&a)) },
    Native { name: "encode", run: |_, a| Ok(this(&a)) },
    Native { name: "unicode_normalize", run: |_, a| Ok(this(&a)) },
    Native { name: "b", run: |_, a| Ok(this(&a)) },
    Native { name: "scrub", run: |_, a| Ok(this(&a)) },
    Native { name: "valid_encoding?", run: |_, _| Ok(Value::Bool(true)) },
    Native { name: "ascii_only?", run: |_, a| Ok(Value::Bool(own(&a).is_ascii())) },
    Native {
        name: "casecmp?",
        run: |vm, a| {
            let other = need_text(vm, &a, 0)?;
            Ok(Value::Bool(own(&a).to_lowercase() == other.to_lowercase()))
        },
    },
    Native {
        name: "casecmp",
        run: |vm, a| {
            let (one, two) = (own(&a).to_lowercase(), need_text(vm, &a, 0)?.to_lowercase());
            Ok(Value::Int(one.cmp(&two) as i128))
        },
    },
    Native {
        name: "<=>",
        run: |vm, a| {
            let order = comparison::compare(vm, &this(&a), &a.at(0))?;
            Ok(order.map_or(Value::None, |order| Value::Int(order as i128)))
        },
    },
    Native { name: "concat", run: |vm, _| changes(vm) },
    Native { name: "replace", run: |vm, _| changes(vm) },
    Native { name: "insert", run: |vm, _| changes(vm) },
    Native { name: "prepend", run: |vm, _| changes(vm) },
    Native { name: "clear", run: |vm, _| changes(vm) },
    Native { name: "[]=", run: |vm, _| changes(vm) },
    Native { name: "upcase!", run: |vm, _| changes(vm) },
    Native { name: "downcase!", run: |vm, _| changes(vm) },
    Native { name: "gsub!", run: |vm, _| changes(vm) },
    Native { name: "sub!", run: |vm, _| changes(vm) },
    Native { name: "reverse!", run: |vm, _| changes(vm) },
    Native { name: "slice!", run: |vm, _| changes(vm) },
];

pub static SYMBOL: &[Native] = &[
    Native { name: "to_s", run: |vm, a| vm.text(own(&a)) },
    Native { name: "name", run: |vm, a| vm.text(own(&a)) },
    Native { name: "to_sym", run: |_, a| Ok(this(&a)) },
    Native { name: "length", run: |_, a| Ok(Value::from(own(&a).chars().count())) },
    Native { name: "size", run: |_, a| Ok(Value::from(own(&a).chars().count())) },
    Native { name: "inspect", run: |vm, a| vm.text(display::symbol(&own(&a))) },
    Native { name: "upcase", run: |_, a| Ok(Value::Symbol(own(&a).to_uppercase().into())) },
    Native { name: "downcase", run: |_, a| Ok(Value::Symbol(own(&a).to_lowercase().into())) },
    Native { name: "capitalize", run: |_, a| Ok(Value::Symbol(capitalized(&own(&a)).into())) },
];
