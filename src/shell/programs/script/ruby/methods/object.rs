//! What every object answers.

use super::given::{given_block, name, this};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Record};
use crate::shell::programs::script::ruby::{classes, comparison, display, functions, place};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

fn copy(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Value, Fault> {
    let copied = match vm.heap.of(value) {
        Some(Object::List(items)) => Object::List(items.clone()),
        Some(Object::Dict(entries)) => Object::Dict(entries.clone()),
        Some(Object::Record(record)) => {
            let (class, fields) = (record.class, record.fields.clone());
            Object::Record(Record { class, fields, ..Record::default() })
        }
        _ => return Ok(value.clone()),
    };
    vm.heap.value(copied)
}

/// `===`
fn matches(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (this, other) = (this(a), a.at(0));
    let found = match vm.heap.of(&this) {
        Some(Object::Class(_)) => classes::is_a(vm, &other, &this)?,
        _ => comparison::equal(vm, &this, &other)?,
    };
    Ok(Value::Bool(found))
}

pub static METHODS: &[Native] = &[
    Native { name: "class", run: |vm, a| classes::of(vm, &this(&a)).map(Value::Object) },
    Native {
        name: "to_s",
        run: |vm, a| {
            let this = this(&a);
            let text = match this {
                _ if vm.registry.get("main") == Some(&this) => "main".to_string(),
                Value::Object(of) if matches!(vm.heap.of(&this), Some(Object::Record(_))) => {
                    display::plain(vm, &this, of)?
                }
                _ => display::shown(vm, &this)?,
            };
            vm.text(text)
        },
    },
    Native {
        name: "inspect",
        run: |vm, a| {
            let this = this(&a);
            let text = match vm.heap.of(&this) {
                Some(Object::Record(_)) if vm.registry.get("main") != Some(&this) => display::fields(vm, &this)?,
                Some(Object::Record(_)) => "main".into(),
                _ => display::inspect(vm, &this)?,
            };
            vm.text(text)
        },
    },
    Native { name: "==", run: |vm, a| comparison::equal(vm, &this(&a), &a.at(0)).map(Value::Bool) },
    Native { name: "eql?", run: |vm, a| comparison::equal(vm, &this(&a), &a.at(0)).map(Value::Bool) },
    Native { name: "equal?", run: |_, a| Ok(Value::Bool(this(&a) == a.at(0))) },
    Native { name: "!=", run: |vm, a| comparison::equal(vm, &this(&a), &a.at(0)).map(|same| Value::Bool(!same)) },
    Native { name: "!", run: |vm, a| vm.truth(&this(&a)).map(|truth| Value::Bool(!truth)) },
    Native { name: "===", run: |vm, a| matches(vm, &a) },
    Native { name: "=~", run: |_, _| Ok(Value::None) },
    Native {
        name: "<=>",
        run: |vm, a| {
            let order = comparison::compare(vm, &this(&a), &a.at(0))?;
            Ok(order.map_or(Value::None, |order| Value::Int(order as i128)))
        },
    },
    Native { name: "nil?", run: |_, a| Ok(Value::Bool(this(&a).is_nothing())) },
    Native { name: "is_a?", run: |vm, a| classes::is_a(vm, &this(&a), &a.at(0)).map(Value::Bool) },
    Native { name: "kind_of?", run: |vm, a| classes::is_a(vm, &this(&a), &a.at(0)).map(Value::Bool) },
    Native {
        name: "instance_of?",
        run: |vm, a| Ok(Value::Bool(Value::Object(classes::of(vm, &this(&a))?) == a.at(0))),
    },
    Native {
        name: "respond_to?",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            Ok(Value::Bool(vm.receiver(&this(&a), &name)?.is_some()))
        },
    },
    Native { name: "freeze", run: |_, a| Ok(this(&a)) },
    Native {
        name: "frozen?",
        run: |vm, a| {
            Ok(Value::Bool(!matches!(
                vm.heap.of(&this(&a)),
                Some(Object::List(_) | Object::Dict(_) | Object::Record(_))
            )))
        },
    },
    Native { name: "itself", run: |_, a| Ok(this(&a)) },
    Native { name: "dup", run: |vm, a| copy(vm, &this(&a)) },
    Native { name: "clone", run: |vm, a| copy(vm, &this(&a)) },
    Native {
        name: "object_id",
        run: |_, a| {
            Ok(Value::Int(match this(&a) {
                Value::Object(of) => 8 + 8 * i128::from(of.number()),
                Value::Int(number) => 2 * number + 1,
                Value::None | Value::Undefined => 8,
                Value::Bool(true) => 20,
                _ => 0,
            }))
        },
    },
    Native {
        name: "hash",
        run: |vm, a| {
            let key = vm.key(&this(&a))?;
            let text = format!("{key:?}");
            let sum = text.bytes().fold(17_i128, |sum, byte| (sum * 31 + i128::from(byte)) % (1 << 60));
            Ok(Value::Int(sum))
        },
    },
    Native {
        name: "instance_variable_get",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            Ok(functions::field(vm, &this(&a), &name))
        },
    },
    Native {
        name: "instance_variable_set",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            vm.set_member(&this(&a), &name, a.at(1))?;
            Ok(a.at(1))
        },
    },
    Native {
        name: "instance_variables",
        run: |vm, a| {
            let names = vm.heap.entries(&this(&a)).map(|fields| fields.keys()).unwrap_or_default();
            let names = names.iter().filter_map(Value::as_text).filter(|name| name.starts_with('@'));
            let names = names.map(|name| Value::Symbol(name.into())).collect();
            vm.list(names)
        },
    },
    Native {
        name: "method",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            let this = this(&a);
            match vm.receiver(&this, &name)? {
                Some((method, _)) => vm.heap.value(Object::Bound { function: method, this }),
                None => {
                    let class = classes::of(vm, &this)?;
                    let text = format!("undefined method '{name}' for an instance of {}", vm.class_name(class));
                    Err(vm.error_of("NameError", text))
                }
            }
        },
    },
    Native {
        name: "methods",
        run: |vm, a| {
            let class = Value::Object(classes::of(vm, &this(&a))?);
            vm.send(&class, "instance_methods", Vec::new())
        },
    },
    Native {
        name: "define_singleton_method",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            let block = given_block(&a).unwrap_or_else(|| a.at(1));
            let block = vm.rebound(&block, None)?;
            functions::add_method(vm, &this(&a), &name, block, true)?;
            Ok(Value::Symbol(name.into()))
        },
    },
    Native {
        name: "extend",
        run: |vm, a| {
            let this = this(&a);
            let module = a.at(0);
            let entries: Vec<(Value, Value)> = match vm.heap.entries(&module) {
                Some(entries) => entries.iter().map(|(name, method)| (name.clone(), method.clone())).collect(),
                None => Vec::new(),
            };
            if module == this {
                vm.set_entry(&this, Value::text("%extended"), Value::Bool(true))?;
                return Ok(this);
            }
            for (name, method) in entries {
                if let Some(name) = name.as_text().filter(|name| !name.starts_with(['%', '@']) && !name.contains('.')) {
                    let name = name.to_string();
                    let method = vm.rebound(&method, None)?;
                    functions::add_method(vm, &this, &name, method, true)?;
                }
            }
            if vm.receiver(&module, "extended")?.is_some() {
                vm.send(&module, "extended", vec![this.clone()])?;
            }
            Ok(this)
        },
    },
    Native {
        name: "[]",
        run: |vm, a| match (this(&a), a.at(0), a.at(1)) {
            (this, Value::Int(from), Value::Int(count)) if !matches!(vm.heap.of(&this), Some(Object::Record(_))) => {
                place::section(vm, &this, from, count)
            }
            (this, index, _) => match place::get(vm, &this, &index)? {
                Some(value) => Ok(value),
                None => {
                    let dialect = vm.dialect;
                    Err(dialect.unknown_message(vm, &this, "[]"))
                }
            },
        },
    },
];
