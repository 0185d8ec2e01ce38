//! What errors answer.

use super::given::this;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::ruby::{errors, functions, uncaught};
use crate::shell::programs::script::value::{Native, Value};

pub static METHODS: &[Native] = &[
    Native { name: "to_s", run: |vm, a| errors::message(vm, &this(&a)).and_then(|text| vm.text(text)) },
    Native { name: "message", run: |vm, a| vm.send(&this(&a), "to_s", Vec::new()) },
    Native {
        name: "inspect",
        run: |vm, a| {
            let (this, class) = (this(&a), vm.type_name(&this(&a)));
            let message = vm.send(&this, "to_s", Vec::new())?;
            let message = vm.shown(&message)?;
            vm.text(if message.is_empty() { class } else { format!("#<{class}: {message}>") })
        },
    },
    Native {
        name: "full_message",
        run: |vm, a| uncaught::text(vm, &this(&a)).and_then(|text| vm.text(text.trim_end())),
    },
    Native {
        name: "backtrace",
        run: |vm, a| {
            let lines = uncaught::backtrace(vm, &this(&a));
            if lines.is_empty() {
                return Ok(Value::None);
            }
            vm.list(lines.into_iter().map(Value::from).collect())
        },
    },
    Native { name: "set_backtrace", run: |_, a| Ok(a.at(0)) },
    Native { name: "cause", run: |vm, a| Ok(functions::field(vm, &this(&a), "%cause")) },
    Native {
        name: "exception",
        run: |vm, a| {
            if let Some(message) = a.plain.first().cloned()
                && let Some(fields) = vm.heap.entries_mut(&this(&a))
            {
                fields.put("message", message);
            }
            Ok(this(&a))
        },
    },
    Native {
        name: "self.exception",
        run: |vm, a| match this(&a) {
            Value::Object(class) => vm.construct(class, Arguments { plain: a.plain, ..Arguments::default() }),
            _ => Ok(Value::None),
        },
    },
];
