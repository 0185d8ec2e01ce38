//! `bytes`

use super::this;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

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

pub static METHODS: &[Native] = &[
    Native {
        name: "decode",
        run: |vm, a| {
            let bytes = of_this(vm, &a);
            match String::from_utf8(bytes) {
                Ok(text) => vm.text(text),
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    let byte = error.as_bytes().get(at).copied().unwrap_or(0);
                    let text =
                        format!("'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: invalid start byte");
                    Err(vm.error_of("UnicodeDecodeError", text))
                }
            }
        },
    },
    Native {
        name: "hex",
        run: |vm, a| {
            let text: String = of_this(vm, &a).iter().map(|byte| format!("{byte:02x}")).collect();
            vm.text(text)
        },
    },
    Native {
        name: "startswith",
        run: |vm, a| {
            let part = own(vm, &a.at(0));
            Ok(Value::Bool(of_this(vm, &a).starts_with(&part)))
        },
    },
    Native {
        name: "strip",
        run: |vm, a| {
            let bytes = of_this(vm, &a).trim_ascii().to_vec();
            vm.heap.value(Object::Bytes(bytes))
        },
    },
];
