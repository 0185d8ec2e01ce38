//! Functions, classes and their instances come into being.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Role, Vm};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::{Access, Code, Op};
use crate::shell::programs::script::heap::{Class, Function, Object, Record, Ref};
use crate::shell::programs::script::syntax::{FunctionKind, Name};
use crate::shell::programs::script::value::{Dict, Value};
use crate::shell::programs::script::{ErrorKind, Fault};

/// Classes above each other that are looked through.
const MAX_BASES: usize = 64;

impl Vm<'_, '_> {
    pub(super) fn op_function(&mut self, op: Op) -> Result<(), Fault> {
        let number = match op {
            Op::Function(number) => number,
            Op::Getter(name) | Op::Setter(name) => {
                let function = self.pop()?;
                let name = self.symbols.name(name);
                let target = self.frame()?.stack.last().cloned().ok_or_else(Fault::broken)?;
                return self.add_property(&target, name, function, matches!(op, Op::Getter(_)));
            }
            _ => return Err(Fault::broken()),
        };
        let frame = self.frame()?;
        let code = frame.code.functions.get(number as usize).cloned().ok_or_else(Fault::broken)?;
        let this = (code.kind == FunctionKind::Arrow).then(|| frame.this.clone());
        let (scope, home) = (frame.scope, frame.home.filter(|_| code.kind == FunctionKind::Arrow));
        let scope = match self.heap.get(scope) {
            Object::Scope(class) if class.is_class => class.parent.unwrap_or(scope),
            _ => scope,
        };
        let count = code.slots.iter().filter(|slot| slot.has_default).count();
        let defaults = self.pop_many(u32::try_from(count).unwrap_or(u32::MAX))?;
        self.heap.keep_scope(scope);
        if !code.annotations.is_empty() && !code.file.is_library {
            self.look_at_types(&code, scope)?;
        }
        let function = Function { code, scope, defaults, this, home, fields: Dict::default() };
        let value = self.heap.value(Object::Function(function))?;
        self.push(value);
        Ok(())
    }

    /// The types that were written to a function's parameters are values at once (Python before 3.14), unless the file
    /// says otherwise.
    fn look_at_types(&mut self, code: &Rc<Code>, scope: Ref) -> Result<(), Fault> {
        if self.dialect.language() != crate::shell::Language::Python || super::super::python::since(self, 14) {
            return Ok(());
        }
        let outermost = self.outermost(scope);
        if self.global(outermost, "annotations").is_some() {
            return Ok(());
        }
        for (_, code) in &code.annotations {
            self.run_in(code.clone(), scope, Value::Undefined)?;
        }
        Ok(())
    }

    /// Adds a getter or setter to what has entries.
    fn add_property(&mut self, target: &Value, name: Name, function: Value, getter: bool) -> Result<(), Fault> {
        let known = self.heap.entries(target).and_then(|entries| entries.named(&name)).cloned();
        if let Some(Value::Object(of)) = known
            && let Object::Property { get, set } = self.heap.get_mut(of)
        {
            *if getter { get } else { set } = Some(function);
            return Ok(());
        }
        let (get, set) = if getter { (Some(function), None) } else { (None, Some(function)) };
        let property = self.heap.value(Object::Property { get, set })?;
        if let Some(entries) = self.heap.entries_mut(target) {
            entries.put(name, property);
        }
        Ok(())
    }

    pub(super) fn op_class(&mut self, op: Op) -> Result<(), Fault> {
        match op {
            Op::ClassBegin(name) => {
                let bases = self.pop()?;
                let bases = self.heap.items(&bases).cloned().unwrap_or_default();
                let name = self.frame()?.code.names.get(name as usize).cloned();
                let bases =
                    bases.into_iter().filter(|base| !matches!(base, Value::Native(native) if native.name == "object"));
                let mut bases: Vec<Value> = bases.collect();
                let dialect = self.dialect;
                for base in &mut bases {
                    if let Some(class) = dialect.base_class(self, base)? {
                        *base = class;
                    }
                }
                for base in &bases {
                    if !matches!(self.heap.of(base), Some(Object::Class(_) | Object::Function(_))) {
                        let shown = self.shown(base)?;
                        return self.unsimulated(format!("a class on top of {shown}"));
                    }
                }
                let class = self.heap.value(Object::Class(Class { name, bases, ..Class::default() }))?;
                if self.dialect.language() == crate::shell::Language::Python {
                    let scope = self.frame()?.scope;
                    let scope = self.outermost(scope);
                    let module = self.global(scope, "__name__").unwrap_or(Value::None);
                    self.add_member(&class, "__module__".into(), module);
                }
                self.push(class);
                let scope = self.frame()?.scope;
                let scope = self.heap.scope(Some(scope), false)?;
                if let Object::Scope(scope) = self.heap.get_mut(scope) {
                    scope.is_class = true;
                }
                self.frame()?.scope = scope;
            }
            Op::ClassEnd => {
                let scope = self.frame()?.scope;
                let class = self.frame()?.stack.last().cloned().ok_or_else(Fault::broken)?;
                for (symbol, value) in self.names_of(scope) {
                    let name = self.symbols.name(symbol);
                    self.add_member(&class, name, value);
                }
                self.scope_end()?;
            }
            Op::ClassMade => {
                let named = self.pop_named()?;
                let class = self.pop()?;
                let dialect = self.dialect;
                let class = dialect.class_made(self, class, named)?;
                self.push(class);
            }
            Op::ClassMember { name, is_static, access } => {
                let value = self.pop()?;
                let name = self.symbols.name(name);
                let class = self.frame()?.stack.last().cloned().ok_or_else(Fault::broken)?;
                self.class_member(&class, name, value, is_static, access)?;
            }
            _ => return Err(Fault::broken()),
        }
        Ok(())
    }

    fn class_member(
        &mut self,
        class: &Value,
        name: Name,
        value: Value,
        is_static: bool,
        access: Access,
    ) -> Result<(), Fault> {
        let Value::Object(of) = *class else { return Err(Fault::broken()) };
        if let Value::Object(function) = value
            && let Object::Function(function) = self.heap.get_mut(function)
        {
            function.home = Some(of);
        }
        match access {
            Access::Call if is_static => {
                let method = self.heap.value(Object::StaticMethod(value))?;
                self.add_member(class, name, method);
            }
            Access::Call => self.add_member(class, name, value),
            Access::Get | Access::Set => self.add_property(class, name, value, access == Access::Get)?,
            Access::Annotation => {
                let known = self.heap.entries(class).and_then(|entries| entries.named("__annotations__")).cloned();
                let annotations = match known {
                    Some(known) => known,
                    None => {
                        let made = self.heap.value(Object::Dict(Dict::default()))?;
                        self.add_member(class, "__annotations__".into(), made.clone());
                        made
                    }
                };
                let kind = self.call(&value, Arguments::default()).unwrap_or(Value::None);
                self.set_entry(&annotations, Value::Text(name), kind)?;
            }
            Access::Field if is_static => {
                let value = match value {
                    Value::Undefined => value,
                    function => {
                        self.call(&function, Arguments { this: Some(class.clone()), ..Arguments::default() })?
                    }
                };
                self.add_member(class, name, value);
            }
            Access::Field => {
                if let Object::Class(class) = self.heap.get_mut(of) {
                    class.fields.push((name, Some(value).filter(|value| *value != Value::Undefined)));
                }
            }
        }
        Ok(())
    }

    fn add_member(&mut self, class: &Value, name: Name, value: Value) {
        let Value::Object(of) = *class else { return };
        if name.starts_with('.') {
            return;
        }
        if let Value::Object(function) = value
            && let Object::Function(function) = self.heap.get_mut(function)
        {
            function.home.get_or_insert(of);
        }
        if let Object::Class(class) = self.heap.get_mut(of) {
            class.members.put(name, value);
        }
    }

    /// A class and what it extends, in the order in which members are looked for (Python's C3).
    pub fn order(&self, class: Ref) -> Vec<Ref> {
        self.order_at(class, 0, &mut BTreeMap::new())
    }

    fn order_at(&self, class: Ref, depth: usize, known: &mut BTreeMap<Ref, Vec<Ref>>) -> Vec<Ref> {
        if let Some(order) = known.get(&class) {
            return order.clone();
        }
        let bases = match self.heap.get(class) {
            Object::Class(class) => class.bases.as_slice(),
            _ => &[],
        };
        let base = |base: &Value| if let Value::Object(of) = base { Some(*of) } else { None };
        let bases: Vec<Ref> = bases.iter().filter_map(base).collect();
        if depth > MAX_BASES {
            return vec![class];
        }
        let mut lists: Vec<Vec<Ref>> = bases.iter().map(|base| self.order_at(*base, depth + 1, known)).collect();
        lists.push(bases);
        let mut order = vec![class];
        while order.len() <= MAX_BASES {
            lists.retain(|list| !list.is_empty());
            let heads: Vec<Ref> = lists.iter().filter_map(|list| list.first().copied()).collect();
            let free = |head: &Ref| !lists.iter().any(|list| list.iter().skip(1).any(|other| other == head));
            // Where no order fits, the first comes first.
            let Some(next) = heads.iter().copied().find(free).or(heads.first().copied()) else { break };
            order.push(next);
            lists.iter_mut().for_each(|list| list.retain(|other| *other != next));
        }
        known.insert(class, order.clone());
        order
    }

    /// A member of a class or of one that it extends, with the class that has it.
    pub fn find_in_class(&self, class: Ref, name: &str) -> Option<(Value, Ref)> {
        let mut waiting = vec![class];
        for _ in 0..MAX_BASES {
            let of = waiting.pop()?;
            match self.heap.get(of) {
                Object::Class(class) => {
                    if let Some(value) = class.members.named(name) {
                        return Some((value.clone(), of));
                    }
                    let bases = class.bases.iter().rev();
                    let bases = bases.filter_map(|base| if let Value::Object(of) = base { Some(*of) } else { None });
                    if class.bases.len() > 1 && self.dialect.special().explicit_self {
                        waiting = self.order(of).into_iter().skip(1).collect();
                        return waiting.into_iter().find_map(|of| match self.heap.get(of) {
                            Object::Class(class) => class.members.named(name).map(|value| (value.clone(), of)),
                            _ => None,
                        });
                    }
                    waiting.extend(bases);
                }
                // A constructor function has its methods in its prototype.
                Object::Function(function) => {
                    if let Some(prototype) = function.fields.named("prototype")
                        && let Some(value) = self.heap.entries(prototype).and_then(|entries| entries.named(name))
                    {
                        return Some((value.clone(), of));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Whether a class is `wanted` or extends it.
    pub fn extends(&self, class: Ref, wanted: Ref) -> bool {
        let mut waiting = vec![class];
        for _ in 0..MAX_BASES {
            let Some(of) = waiting.pop() else { return false };
            if of == wanted {
                return true;
            }
            if let Object::Class(class) = self.heap.get(of) {
                waiting.extend(class.bases.iter().filter_map(|base| match base {
                    Value::Object(base) => Some(*base),
                    _ => None,
                }));
            }
        }
        false
    }

    /// The class of an instance.
    pub fn class_of(&self, value: &Value) -> Option<Ref> {
        match self.heap.of(value)? {
            Object::Record(record) => record.class,
            _ => None,
        }
    }

    /// The name of a class.
    pub fn class_name(&self, class: Ref) -> Name {
        match self.heap.get(class) {
            Object::Class(class) => class.name.clone().unwrap_or_else(|| Rc::from("")),
            Object::Function(function) => function.code.name.clone(),
            _ => Rc::from(""),
        }
    }

    /// Whether a value is an instance of a built-in class.
    pub fn is_instance(&mut self, value: &Value, class: &'static str) -> Result<bool, Fault> {
        let class = self.class(class)?;
        Ok(self.class_of(value).is_some_and(|of| self.extends(of, class)))
    }

    /// `new callee(…)`
    pub(super) fn begin_new(&mut self, callee: Value, mut arguments: Arguments) -> Result<Option<Value>, Fault> {
        match (&callee, self.heap.of(&callee)) {
            (Value::Object(of), Some(Object::Class(_))) => {
                let of = *of;
                self.begin_construct(of, arguments, true)
            }
            (Value::Object(of), Some(Object::Function(_))) => {
                let of = *of;
                let instance = self.heap.make(Object::Record(Record { class: Some(of), ..Record::default() }))?;
                let this = Value::Object(instance);
                match self.begin_function(of, Some(this.clone()), arguments, Role::Construct(instance))? {
                    Some(_) => Ok(Some(this)),
                    None => Ok(None),
                }
            }
            (Value::Native(native), _) => {
                // A mark that it is called by `new`.
                arguments.named.push(("new".into(), Value::Bool(true)));
                (native.run)(self, arguments).map(Some)
            }
            _ => {
                let dialect = self.dialect;
                let shown = dialect.type_name(self, &callee);
                Err(self.error(ErrorKind::Type, format!("{shown} is not a constructor")))
            }
        }
    }

    /// Makes an instance of a class and begins its constructor.
    pub(super) fn begin_construct(
        &mut self,
        class: Ref,
        arguments: Arguments,
        by_new: bool,
    ) -> Result<Option<Value>, Fault> {
        let special = self.dialect.special();
        let is_builtin = matches!(self.heap.get(class), Object::Class(Class { is_builtin: true, .. }));
        if !by_new && !special.explicit_self && !is_builtin {
            let text = format!("Class constructor {} cannot be invoked without 'new'", self.class_name(class));
            return Err(self.error(ErrorKind::Type, text));
        }
        if special.explicit_self
            && let Some((new, _)) = self.find_in_class(class, "__new__")
        {
            return self.construct_by(&new, class, arguments);
        }
        let instance = self.heap.make(Object::Record(Record { class: Some(class), ..Record::default() }))?;
        let this = Value::Object(instance);
        self.init_fields(class, &this, 0)?;
        let dialect = self.dialect;
        dialect.begin_instance(self, &this, &arguments)?;
        match self.find_in_class(class, special.constructor) {
            Some((function, _)) => self.begin_constructor(function, instance, arguments),
            None => {
                let dialect = self.dialect;
                dialect.construct(self, &this, arguments)?;
                Ok(Some(this))
            }
        }
    }

    /// Makes an instance by the class's own `__new__` (Python).
    fn construct_by(&mut self, new: &Value, class: Ref, arguments: Arguments) -> Result<Option<Value>, Fault> {
        let new = match self.heap.of(new) {
            Some(Object::StaticMethod(function) | Object::ClassMethod(function)) => function.clone(),
            _ => new.clone(),
        };
        let mut given = arguments.clone();
        given.plain.insert(0, Value::Object(class));
        let this = self.call(&new, given)?;
        let Value::Object(instance) = this else { return Ok(Some(this)) };
        if !self.class_of(&this).is_some_and(|of| self.extends(of, class)) {
            return Ok(Some(this));
        }
        match self.find_in_class(class, self.dialect.special().constructor) {
            Some((function, _)) => self.begin_constructor(function, instance, arguments),
            None => Ok(Some(this)),
        }
    }

    /// An instance of a class, whatever its metaclass does at a call.
    pub fn instance(&mut self, class: Ref, arguments: Arguments) -> Result<Value, Fault> {
        self.nested(|vm| {
            let base = vm.frames.len();
            match vm.begin_construct(class, arguments, false)? {
                Some(value) => Ok(value),
                None => match vm.run(base)? {
                    super::Outcome::Returned(value) => Ok(value),
                    _ => Ok(Value::Undefined),
                },
            }
        })
    }

    fn begin_constructor(
        &mut self,
        function: Value,
        instance: Ref,
        mut arguments: Arguments,
    ) -> Result<Option<Value>, Fault> {
        let this = Value::Object(instance);
        let Value::Object(of) = function else { return Ok(Some(this)) };
        let begun = if self.dialect.special().explicit_self {
            arguments.plain.insert(0, this.clone());
            self.begin_function(of, None, arguments, Role::Construct(instance))?
        } else {
            self.begin_function(of, Some(this.clone()), arguments, Role::Construct(instance))?
        };
        Ok(begun.map(|_| this))
    }

    /// Fields that the classes give each instance, the outermost class's first.
    fn init_fields(&mut self, class: Ref, this: &Value, depth: usize) -> Result<(), Fault> {
        let Object::Class(of) = self.heap.get(class) else { return Ok(()) };
        let (bases, fields) = (of.bases.clone(), of.fields.clone());
        if depth < MAX_BASES {
            for base in bases {
                if let Value::Object(base) = base {
                    self.init_fields(base, this, depth + 1)?;
                }
            }
        }
        for (name, function) in fields {
            let value = match function {
                Some(function) => {
                    self.call(&function, Arguments { this: Some(this.clone()), ..Arguments::default() })?
                }
                None => Value::Undefined,
            };
            self.set_entry(this, Value::Text(name), value)?;
        }
        Ok(())
    }

    /// `super(…)`: the constructor of what the class extends.
    pub(super) fn begin_super(
        &mut self,
        class: Ref,
        this: Value,
        arguments: Arguments,
    ) -> Result<Option<Value>, Fault> {
        for base in self.above(class, &this) {
            if let Object::Class(class) = self.heap.get(base)
                && let Some(function) = class.members.named(self.dialect.special().constructor).cloned()
            {
                return self.begin_method(function, this, arguments);
            }
            if matches!(self.heap.get(base), Object::Function(_)) {
                return self.begin_method(Value::Object(base), this, arguments);
            }
        }
        let dialect = self.dialect;
        dialect.construct(self, &this, arguments)?;
        Ok(Some(Value::Undefined))
    }

    /// What stands above a class among what an instance's class, or the class itself, extends.
    pub(super) fn above(&self, class: Ref, this: &Value) -> Vec<Ref> {
        let own = match (this, self.heap.of(this)) {
            (Value::Object(of), Some(Object::Class(found))) => {
                // A method of a metaclass has the class for its object.
                let meta = found.meta.filter(|meta| self.extends(*meta, class));
                Some(meta.unwrap_or(*of))
            }
            _ => self.class_of(this),
        };
        let order = own.map_or(Vec::new(), |own| self.order(own));
        match order.iter().position(|of| *of == class) {
            Some(place) => order.into_iter().skip(place + 1).collect(),
            None => self.order(class).into_iter().skip(1).collect(),
        }
    }
}
