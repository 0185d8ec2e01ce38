//! `Function`

use super::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

fn call_with(vm: &mut Vm<'_, '_>, a: &Arguments, plain: Vec<Value>) -> Result<Value, Fault> {
    vm.call(&this(a), Arguments { this: Some(a.at(0)), plain, named: Vec::new() })
}

pub static METHODS: &[Native] = &[
    Native {
        name: "call",
        run: |vm, a| {
            let plain = a.plain.iter().skip(1).cloned().collect();
            call_with(vm, &a, plain)
        },
    },
    Native {
        name: "apply",
        run: |vm, a| {
            let plain = match a.at(1).is_nothing() {
                true => Vec::new(),
                false => vm.collect(&a.at(1))?,
            };
            call_with(vm, &a, plain)
        },
    },
    Native {
        name: "bind",
        run: |vm, a| {
            if a.plain.len() > 1 {
                return vm.unsimulated("bind() with arguments");
            }
            vm.heap.value(Object::Bound { function: this(&a), this: a.at(0) })
        },
    },
    Native { name: "toString", run: |vm, a| vm.shown(&this(&a)).map(Value::from) },
];
