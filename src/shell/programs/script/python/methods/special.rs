//! Special methods of the built-in types, called by their names: `"x".__len__()`, `list.__getitem__(values, 0)`.

use super::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::operators::{contains, equal};
use crate::shell::programs::script::python::{builtins, display, format, place};
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The special method of this name that a value has: none, or one.
pub fn of(vm: &Vm<'_, '_>, value: &Value, name: &str) -> &'static [Native] {
    let table: [(bool, &'static [Native]); 5] = match (value, vm.heap.of(value)) {
        (Value::Int(_) | Value::Bool(_) | Value::Float(_), _) => {
            [(true, ALL), (true, NUMBER), (false, SIZED), (false, PLACES), (false, CHANGES)]
        }
        (Value::Text(_), _) | (_, Some(Object::Tuple(_) | Object::Bytes(_) | Object::Range { .. })) => {
            [(true, ALL), (false, NUMBER), (true, SIZED), (true, PLACES), (false, CHANGES)]
        }
        (_, Some(Object::List(_) | Object::Dict(_))) => {
            [(true, ALL), (false, NUMBER), (true, SIZED), (true, PLACES), (true, CHANGES)]
        }
        (_, Some(Object::Set(_) | Object::View { .. })) => {
            [(true, ALL), (false, NUMBER), (true, SIZED), (false, PLACES), (false, CHANGES)]
        }
        (_, Some(Object::Iterator(_))) => return find(ITERATOR, name),
        (_, Some(Object::Coroutine(coroutine))) if !coroutine.is_async => return find(&ITERATOR[1..], name),
        (_, Some(Object::Function(_) | Object::Bound { .. })) => return find(CALL, name),
        (Value::None, _) => return find(&ALL[..3], name),
        _ => return &[],
    };
    table
        .into_iter()
        .filter(|(has, _)| *has)
        .map(|(_, table)| find(table, name))
        .find(|found| !found.is_empty())
        .unwrap_or(&[])
}

fn find(table: &'static [Native], name: &str) -> &'static [Native] {
    match table.iter().position(|native| native.name == name) {
        Some(place) => table.get(place..=place).unwrap_or_default(),
        None => &[],
    }
}

fn called(vm: &mut Vm<'_, '_>, name: &'static str, value: Value) -> Result<Value, Fault> {
    match builtins::native(name) {
        Some(native) => (native.run)(vm, Arguments::of(vec![value])),
        None => Err(Fault::broken()),
    }
}

fn operated(vm: &mut Vm<'_, '_>, a: &Arguments, operator: Binary) -> Result<Value, Fault> {
    vm.binary(operator, this(a), a.at(0))
}

static ALL: &[Native] = &[
    Native { name: "__repr__", run: |vm, a| display::repr(vm, &this(&a)).and_then(|text| vm.text(text)) },
    Native { name: "__str__", run: |vm, a| display::shown(vm, &this(&a)).and_then(|text| vm.text(text)) },
    Native { name: "__eq__", run: |vm, a| equal(vm, &this(&a), &a.at(0), 0).map(Value::Bool) },
    Native { name: "__ne__", run: |vm, a| equal(vm, &this(&a), &a.at(0), 0).map(|same| Value::Bool(!same)) },
    Native { name: "__hash__", run: |vm, a| called(vm, "hash", this(&a)) },
    Native { name: "__lt__", run: |vm, a| operated(vm, &a, Binary::Less) },
    Native { name: "__le__", run: |vm, a| operated(vm, &a, Binary::LessEqual) },
    Native { name: "__gt__", run: |vm, a| operated(vm, &a, Binary::Greater) },
    Native { name: "__ge__", run: |vm, a| operated(vm, &a, Binary::GreaterEqual) },
    Native { name: "__add__", run: |vm, a| operated(vm, &a, Binary::Add) },
    Native { name: "__mul__", run: |vm, a| operated(vm, &a, Binary::Multiply) },
    Native { name: "__mod__", run: |vm, a| operated(vm, &a, Binary::Modulo) },
    Native {
        name: "__format__",
        run: |vm, a| {
            let spec = a.text(vm, 0)?;
            format::format(vm, &this(&a), None, &spec).and_then(|text| vm.text(text))
        },
    },
    // What a value has in its class's place: there is nothing more to do.
    Native { name: "__init__", run: |_, _| Ok(Value::None) },
    Native { name: "__sizeof__", run: |vm, _| vm.unsimulated("__sizeof__") },
];

static NUMBER: &[Native] = &[
    Native { name: "__sub__", run: |vm, a| operated(vm, &a, Binary::Subtract) },
    Native { name: "__truediv__", run: |vm, a| operated(vm, &a, Binary::Divide) },
    Native { name: "__floordiv__", run: |vm, a| operated(vm, &a, Binary::FloorDivide) },
    Native { name: "__pow__", run: |vm, a| operated(vm, &a, Binary::Power) },
    Native { name: "__and__", run: |vm, a| operated(vm, &a, Binary::BitAnd) },
    Native { name: "__or__", run: |vm, a| operated(vm, &a, Binary::BitOr) },
    Native { name: "__xor__", run: |vm, a| operated(vm, &a, Binary::BitXor) },
    Native { name: "__radd__", run: |vm, a| vm.binary(Binary::Add, a.at(0), this(&a)) },
    Native { name: "__rmul__", run: |vm, a| vm.binary(Binary::Multiply, a.at(0), this(&a)) },
    Native { name: "__abs__", run: |vm, a| called(vm, "abs", this(&a)) },
    Native { name: "__int__", run: |vm, a| called(vm, "int", this(&a)) },
    Native { name: "__float__", run: |vm, a| called(vm, "float", this(&a)) },
    Native { name: "__index__", run: |vm, a| called(vm, "int", this(&a)) },
    Native { name: "__bool__", run: |vm, a| vm.truth(&this(&a)).map(Value::Bool) },
];

static SIZED: &[Native] = &[
    Native { name: "__len__", run: |vm, a| called(vm, "len", this(&a)) },
    Native { name: "__contains__", run: |vm, a| contains(vm, &a.at(0), &this(&a)).map(Value::Bool) },
    Native { name: "__iter__", run: |vm, a| vm.iterate(&this(&a)) },
    Native { name: "__or__", run: |vm, a| operated(vm, &a, Binary::BitOr) },
    Native { name: "__and__", run: |vm, a| operated(vm, &a, Binary::BitAnd) },
    Native { name: "__sub__", run: |vm, a| operated(vm, &a, Binary::Subtract) },
    Native { name: "__xor__", run: |vm, a| operated(vm, &a, Binary::BitXor) },
];

static PLACES: &[Native] = &[Native { name: "__getitem__", run: |vm, a| place::get(vm, &this(&a), &a.at(0)) }];

static CHANGES: &[Native] = &[
    Native { name: "__setitem__", run: |vm, a| place::set(vm, &this(&a), &a.at(0), a.at(1)).map(|()| Value::None) },
    Native { name: "__delitem__", run: |vm, a| place::delete(vm, &this(&a), &a.at(0)).map(|()| Value::None) },
];

static ITERATOR: &[Native] = &[
    Native { name: "__next__", run: |vm, a| called(vm, "next", this(&a)) },
    Native { name: "__iter__", run: |_, a| Ok(this(&a)) },
];

static CALL: &[Native] = &[Native {
    name: "__call__",
    run: |vm, a| {
        let function = this(&a);
        vm.call(&function, Arguments { this: None, ..a })
    },
}];
