//! Members and places: `object.name`, `object[index]`.

use super::Vm;
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::value::{Key, Native, Value};
use crate::shell::programs::script::{ErrorKind, Fault};

/// Tuples inside each other in a key.
const MAX_KEY: usize = 16;

impl Vm<'_, '_> {
    /// A method that the language gives values of this kind.
    pub fn native_method(&self, this: &Value, name: &str) -> Option<&'static Native> {
        self.dialect.methods(self, this).iter().find(|native| native.name == name)
    }

    /// `this.name`
    pub fn member(&mut self, this: &Value, name: &str) -> Result<Value, Fault> {
        if self.dialect.language() == Language::Ruby && !name.starts_with('@') {
            return self.send(this, name, Vec::new());
        }
        if let Some(value) = self.known_member(this, name)? {
            return Ok(value);
        }
        let dialect = self.dialect;
        dialect.missing(self, this, name)
    }

    /// The same; `None` if there is none.
    pub fn known_member(&mut self, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
        if let Value::Object(of) = this {
            let of = *of;
            match self.heap.get(of) {
                Object::Record(record) => {
                    let (own, class) = (record.fields.named(name).cloned(), record.class);
                    if let Some(value) = own {
                        return self.plain_member(this, value).map(Some);
                    }
                    if let Some(class) = class
                        && name == "constructor"
                        && self.dialect.language() == Language::JavaScript
                    {
                        return Ok(Some(Value::Object(class)));
                    }
                    if let Some((value, owner)) = class.and_then(|class| self.find_in_class(class, name)) {
                        return self.bound_member(this, value, owner).map(Some);
                    }
                }
                Object::Class(class) => {
                    let meta = class.meta;
                    if let Some((value, _)) = self.find_in_class(of, name) {
                        return self.class_member_value(this, value).map(Some);
                    }
                    if let Some((value, owner)) = meta.and_then(|meta| self.find_in_class(meta, name)) {
                        return self.bound_member(this, value, owner).map(Some);
                    }
                }
                Object::Super { class, this } => {
                    let (class, this) = (*class, this.clone());
                    return self.super_member(class, &this, name);
                }
                Object::Module { members, .. } => {
                    if let Some(value) = members.named(name) {
                        return Ok(Some(value.clone()));
                    }
                }
                Object::Function(function) => {
                    if let Some(value) = function.fields.named(name) {
                        return Ok(Some(value.clone()));
                    }
                }
                _ => {}
            }
        }
        let dialect = self.dialect;
        if let Some(value) = dialect.property(self, this, name)? {
            return Ok(Some(value));
        }
        match self.native_method(this, name) {
            Some(native) => {
                let bound = Object::Bound { function: Value::Native(native), this: this.clone() };
                self.heap.value(bound).map(Some)
            }
            None => Ok(None),
        }
    }

    /// A field, or what its getter gives.
    fn plain_member(&mut self, this: &Value, value: Value) -> Result<Value, Fault> {
        match self.heap.of(&value) {
            Some(Object::Property { get, .. }) if !self.dialect.special().explicit_self => match get.clone() {
                Some(get) => self.call(&get, Arguments { this: Some(this.clone()), ..Arguments::default() }),
                None => Ok(Value::Undefined),
            },
            _ => Ok(value),
        }
    }

    /// A member of the class as the instance has it.
    fn bound_member(&mut self, this: &Value, value: Value, _owner: Ref) -> Result<Value, Fault> {
        match self.heap.of(&value) {
            Some(Object::Function(_)) if self.dialect.special().explicit_self => {
                self.heap.value(Object::Bound { function: value, this: this.clone() })
            }
            Some(Object::ClassMethod(function)) => {
                let function = function.clone();
                let class = self.class_of(this).map_or(Value::None, Value::Object);
                self.heap.value(Object::Bound { function, this: class })
            }
            Some(Object::StaticMethod(function)) => Ok(function.clone()),
            Some(Object::Property { get, .. }) => match get.clone() {
                Some(get) if self.dialect.special().explicit_self => self.call(&get, Arguments::of(vec![this.clone()])),
                Some(get) => self.call(&get, Arguments { this: Some(this.clone()), ..Arguments::default() }),
                None => Ok(Value::Undefined),
            },
            Some(Object::Record(record)) if self.dialect.special().explicit_self => {
                match record.class.and_then(|class| self.find_in_class(class, "__get__")) {
                    Some((get, _)) => {
                        let class = self.class_of(this).map_or(Value::None, Value::Object);
                        self.call(&get, Arguments::of(vec![value, this.clone(), class]))
                    }
                    None => Ok(value),
                }
            }
            _ => Ok(value),
        }
    }

    fn class_member_value(&mut self, class: &Value, value: Value) -> Result<Value, Fault> {
        match self.heap.of(&value) {
            Some(Object::StaticMethod(function)) => {
                let function = function.clone();
                if self.dialect.special().explicit_self {
                    return Ok(function);
                }
                self.heap.value(Object::Bound { function, this: class.clone() })
            }
            Some(Object::ClassMethod(function)) => {
                let function = function.clone();
                self.heap.value(Object::Bound { function, this: class.clone() })
            }
            _ => Ok(value),
        }
    }

    fn super_member(&mut self, class: Ref, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
        for base in self.above(class, this) {
            let Object::Class(found) = self.heap.get(base) else { continue };
            if let Some(value) = found.members.named(name).cloned() {
                return match self.heap.of(&value) {
                    Some(Object::Function(_)) if name == "__new__" && self.dialect.special().explicit_self => {
                        Ok(Some(value))
                    }
                    Some(Object::Function(_)) => {
                        self.heap.value(Object::Bound { function: value, this: this.clone() }).map(Some)
                    }
                    _ => self.bound_member(this, value, base).map(Some),
                };
            }
        }
        if name == self.dialect.special().constructor {
            let of = Object::Super { class, this: this.clone() };
            return self.heap.value(of).map(Some);
        }
        let dialect = self.dialect;
        dialect.above(self, this, name)
    }

    /// `this.name = value`
    pub fn set_member(&mut self, this: &Value, name: &str, value: Value) -> Result<(), Fault> {
        if self.dialect.language() == Language::Ruby && !name.starts_with('@') {
            return self.send(this, &format!("{name}="), vec![value]).map(drop);
        }
        if self.dialect.special().explicit_self
            && let Some(class) = self.class_of(this)
        {
            if let Some((set, _)) = self.find_in_class(class, "__setattr__") {
                return self.call(&set, Arguments::of(vec![this.clone(), Value::text(name), value])).map(drop);
            }
            let descriptor = self.find_in_class(class, name).map(|(found, _)| found);
            if let Some(descriptor) = descriptor
                && let Some((set, _)) = self.class_of(&descriptor).and_then(|of| self.find_in_class(of, "__set__"))
            {
                return self.call(&set, Arguments::of(vec![descriptor, this.clone(), value])).map(drop);
            }
        }
        self.set_plainly(this, name, value)
    }

    /// The same, whatever the class's own method for it does.
    pub fn set_plainly(&mut self, this: &Value, name: &str, value: Value) -> Result<(), Fault> {
        let known = match self.heap.of(this) {
            Some(Object::Record(record)) => {
                let own = record.fields.named(name).cloned();
                let of_class = |class| self.find_in_class(class, name).map(|(value, _)| value);
                own.or_else(|| record.class.and_then(of_class))
            }
            _ => None,
        };
        if let Some(Object::Property { set, .. }) = known.as_ref().and_then(|value| self.heap.of(value)) {
            let explicit = self.dialect.special().explicit_self;
            return match set.clone() {
                Some(set) if explicit => self.call(&set, Arguments::of(vec![this.clone(), value])).map(drop),
                Some(set) => {
                    let arguments = Arguments { this: Some(this.clone()), plain: vec![value], named: Vec::new() };
                    self.call(&set, arguments).map(drop)
                }
                None if explicit => {
                    let kind = self.type_name(this);
                    let text = format!("property '{name}' of '{kind}' object has no setter");
                    Err(self.error(ErrorKind::Attribute, text))
                }
                None => Ok(()),
            };
        }
        match self.heap.of(this) {
            Some(Object::Record(_) | Object::Module { .. } | Object::Function(_) | Object::Class(_)) => {
                self.heap.spend(96)?;
                if let Some(entries) = self.heap.entries_mut(this) {
                    entries.put(name, value);
                }
                Ok(())
            }
            _ => {
                let dialect = self.dialect;
                dialect.set_index(self, this, &Value::text(name), value)
            }
        }
    }

    pub(super) fn op_member(&mut self, op: Op) -> Result<(), Fault> {
        match op {
            Op::Member(name) => {
                let this = self.pop()?;
                let name = self.symbols.name(name);
                let value = self.member(&this, &name)?;
                self.push(value);
            }
            Op::MemberKeep(name) => {
                let this = self.frame()?.stack.last().cloned().ok_or_else(Fault::broken)?;
                let name = self.symbols.name(name);
                let value = self.member(&this, &name)?;
                self.push(value);
            }
            Op::SetMember(name) => {
                let (value, this) = (self.pop()?, self.pop()?);
                let name = self.symbols.name(name);
                self.set_member(&this, &name, value.clone())?;
                self.push(value);
            }
            Op::DeleteMember(name) => {
                let this = self.pop()?;
                let name = self.symbols.name(name);
                let key = Key::Text(name.clone());
                if self.dialect.special().explicit_self
                    && let Some((delete, _)) =
                        self.class_of(&this).and_then(|class| self.find_in_class(class, "__delattr__"))
                {
                    return self.call(&delete, Arguments::of(vec![this, Value::Text(name)])).map(drop);
                }
                let gone = self.heap.entries_mut(&this).and_then(|entries| entries.remove(&key));
                if gone.is_none() && self.dialect.special().explicit_self {
                    let dialect = self.dialect;
                    dialect.missing(self, &this, &name)?;
                }
            }
            _ => {
                let frame = self.frame()?;
                let (home, this) = (frame.home, frame.this.clone());
                let Some(class) = home else { return self.unsimulated("super outside a class") };
                let value = self.heap.value(Object::Super { class, this })?;
                self.push(value);
            }
        }
        Ok(())
    }

    pub(super) fn op_index(&mut self, op: Op) -> Result<(), Fault> {
        let dialect = self.dialect;
        match op {
            Op::Index => {
                let (index, object) = (self.pop()?, self.pop()?);
                let value = dialect.index(self, &object, &index)?;
                self.push(value);
            }
            Op::IndexBound => {
                let (index, this) = (self.pop()?, self.pop()?);
                let mut value = dialect.index(self, &this, &index)?;
                if matches!(self.heap.of(&value), Some(Object::Function(_))) || matches!(value, Value::Native(_)) {
                    value = self.heap.value(Object::Bound { function: value, this })?;
                }
                self.push(value);
            }
            Op::SetIndex => {
                let (value, index, object) = (self.pop()?, self.pop()?, self.pop()?);
                dialect.set_index(self, &object, &index, value.clone())?;
                self.push(value);
            }
            Op::DeleteIndex => {
                let (index, object) = (self.pop()?, self.pop()?);
                dialect.delete_index(self, &object, &index)?;
            }
            Op::Slice => {
                let (by, to, from, object) = (self.pop()?, self.pop()?, self.pop()?, self.pop()?);
                let value = match dialect.slice(self, &object, [&from, &to, &by])? {
                    Some(value) => value,
                    None => self.slice(&object, [from, to, by])?,
                };
                self.push(value);
            }
            _ => {
                let (value, by, to, from, object) = (self.pop()?, self.pop()?, self.pop()?, self.pop()?, self.pop()?);
                self.set_slice(&object, [from, to, by], &value)?;
            }
        }
        Ok(())
    }

    /// The places that a slice of so many values means.
    fn places(&mut self, length: usize, bounds: [Value; 3]) -> Result<Vec<usize>, Fault> {
        let [from, to, by] = bounds.map(|bound| match bound {
            Value::Int(value) => Ok(Some(value)),
            Value::Bool(value) => Ok(Some(i128::from(value))),
            value if value.is_nothing() => Ok(None),
            other => Err(other),
        });
        let (Ok(from), Ok(to), Ok(by)) = (from, to, by) else {
            let text = "slice indices must be integers or None or have an __index__ method";
            return Err(self.error(ErrorKind::Type, text));
        };
        let (by, length) = (by.unwrap_or(1), length as i128);
        if by == 0 {
            return Err(self.error(ErrorKind::Value, "slice step cannot be zero"));
        }
        let (low, high) = if by > 0 { (0, length) } else { (-1, length - 1) };
        let place = |given: Option<i128>, default: i128| match given {
            None => default,
            Some(value) if value < 0 => value.saturating_add(length).clamp(low, high),
            Some(value) => value.clamp(low, high),
        };
        let (mut at, end) =
            if by > 0 { (place(from, 0), place(to, length)) } else { (place(from, length - 1), place(to, -1)) };
        let mut places = Vec::new();
        while (by > 0 && at < end) || (by < 0 && at > end) {
            places.extend(usize::try_from(at));
            at = at.saturating_add(by);
        }
        Ok(places)
    }

    pub fn slice(&mut self, object: &Value, bounds: [Value; 3]) -> Result<Value, Fault> {
        if let Some(Object::Range { from, to, by }) = self.heap.of(object) {
            let (from, to, by) = (*from, *to, *by);
            let step = if let Value::Int(step) = bounds[2] { step } else { 1 };
            let length = crate::shell::programs::script::heap::range_length(from, to, by);
            self.work(length)?;
            let places = self.places(length, bounds)?;
            let first = places.first().map_or(0, |place| *place as i128);
            let (from, by) = (from + by * first, by * step);
            return self.heap.value(Object::Range { from, to: from + by * places.len() as i128, by });
        }
        if let Value::Text(text) = object {
            let letters: Vec<char> = text.chars().collect();
            let places = self.places(letters.len(), bounds)?;
            let part: String = places.into_iter().filter_map(|place| letters.get(place)).collect();
            return self.text(part);
        }
        enum Kind {
            List,
            Tuple,
            Bytes,
        }
        let (kind, length) = match self.heap.of(object) {
            Some(Object::List(values)) => (Kind::List, values.len()),
            Some(Object::Tuple(values)) => (Kind::Tuple, values.len()),
            Some(Object::Bytes(bytes)) => (Kind::Bytes, bytes.len()),
            _ => {
                let kind = self.type_name(object);
                return Err(self.error(ErrorKind::Type, format!("'{kind}' object is not subscriptable")));
            }
        };
        let places = self.places(length, bounds)?;
        let part = match (kind, self.heap.of(object)) {
            (Kind::Bytes, Some(Object::Bytes(bytes))) => {
                Object::Bytes(places.into_iter().filter_map(|place| bytes.get(place).copied()).collect())
            }
            (kind, Some(Object::List(values) | Object::Tuple(values))) => {
                let part: Vec<Value> = places.into_iter().filter_map(|place| values.get(place).cloned()).collect();
                if matches!(kind, Kind::Tuple) { Object::Tuple(part) } else { Object::List(part) }
            }
            _ => return Err(Fault::broken()),
        };
        self.heap.value(part)
    }

    fn set_slice(&mut self, object: &Value, bounds: [Value; 3], value: &Value) -> Result<(), Fault> {
        let news = self.collect(value)?;
        let Some(Object::List(values)) = self.heap.of(object) else {
            let kind = self.type_name(object);
            return Err(self.error(ErrorKind::Type, format!("'{kind}' object does not support item assignment")));
        };
        let length = values.len();
        let start = match &bounds[0] {
            Value::Int(from) if *from < 0 => usize::try_from(from + length as i128).unwrap_or(0),
            Value::Int(from) => usize::try_from(*from).unwrap_or(length).min(length),
            _ => 0,
        };
        let places = self.places(length, bounds)?;
        self.heap.spend(news.len() * std::mem::size_of::<Value>())?;
        let Value::Object(of) = object else { return Ok(()) };
        if let Object::List(values) = self.heap.get_mut(*of) {
            let at = places.iter().min().copied().unwrap_or(start);
            places.iter().rev().for_each(|place| drop(values.remove(*place)));
            let tail = values.split_off(at.min(values.len()));
            values.extend(news);
            values.extend(tail);
        }
        Ok(())
    }

    /// What a dictionary finds a value by.
    pub fn key(&mut self, value: &Value) -> Result<Key, Fault> {
        self.key_at(value, 0)
    }

    fn key_at(&mut self, value: &Value, depth: usize) -> Result<Key, Fault> {
        Ok(match value {
            Value::Undefined => Key::Undefined,
            Value::None => Key::Nothing,
            Value::Bool(value) => Key::Int(i128::from(*value)),
            Value::Int(value) => Key::Int(*value),
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 1e18 => Key::Int(*value as i128),
            Value::Float(value) => Key::Float(value.to_bits()),
            Value::Text(text) => Key::Text(text.clone()),
            Value::Symbol(name) => Key::Symbol(name.clone()),
            Value::Native(native) => Key::Native(native.name),
            Value::Object(of) => match self.heap.get(*of) {
                Object::List(values) if depth < MAX_KEY && self.dialect.language() == Language::Ruby => {
                    let values = values.clone();
                    Key::Tuple(values.iter().map(|value| self.key_at(value, depth + 1)).collect::<Result<_, _>>()?)
                }
                Object::Tuple(values) if depth < MAX_KEY => {
                    let values = values.clone();
                    Key::Tuple(values.iter().map(|value| self.key_at(value, depth + 1)).collect::<Result<_, _>>()?)
                }
                Object::Set(set) if self.dialect.special().explicit_self && self.heap.is_marked(value) => {
                    let values = set.keys();
                    let mut keys: Vec<Key> =
                        values.iter().map(|value| self.key_at(value, depth + 1)).collect::<Result<_, _>>()?;
                    keys.sort();
                    keys.push(Key::Native("frozenset"));
                    Key::Tuple(keys)
                }
                Object::Record(record) if self.dialect.special().explicit_self && record.class.is_some() => {
                    let dialect = self.dialect;
                    match dialect.hash(self, value)? {
                        Some(Value::Int(hash)) => Key::Tuple(vec![Key::Native("hash"), Key::Int(hash)]),
                        Some(value) => self.key_at(&value, depth + 1)?,
                        None => Key::Object(*of),
                    }
                }
                Object::Bytes(bytes) if !(self.dialect.special().explicit_self && self.heap.is_marked(value)) => {
                    Key::Tuple(bytes.iter().map(|byte| Key::Int(i128::from(*byte))).collect())
                }
                Object::List(_) | Object::Dict(_) | Object::Set(_) | Object::Bytes(_)
                    if self.dialect.special().explicit_self =>
                {
                    let kind = self.type_name(value);
                    return Err(self.error(ErrorKind::Type, format!("unhashable type: '{kind}'")));
                }
                _ => Key::Object(*of),
            },
        })
    }
}
