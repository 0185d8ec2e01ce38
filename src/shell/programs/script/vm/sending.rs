//! Messages: in a language where members are only reached by methods (Ruby), every value has a class that is asked.

use std::rc::Rc;

use super::{Outcome, Vm};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::dialect::Unfit;
use crate::shell::programs::script::heap::{Class, Function, Object, Ref};
use crate::shell::programs::script::syntax::Name;
use crate::shell::programs::script::value::{Dict, Value};

/// What stands before the name of a class's own method among its members.
pub const OWN: &str = "self.";
/// What stands before a name that may be a variable's.
const MAYBE: char = '~';
/// Native methods that take arguments by name.
const TAKES_NAMES: &[&str] = &["Integer", "Float", "raise", "fail", "merge", "merge!", "update"];
/// Names that are sent on inside each other.
const MAX_SENT_ON: usize = 8;

impl Vm<'_, '_> {
    /// Sends a message from a native and waits for the answer.
    pub fn send(&mut self, this: &Value, name: &str, plain: Vec<Value>) -> Result<Value, Fault> {
        self.send_with(this, name, Arguments::of(plain))
    }

    /// The same with arguments by name.
    pub fn send_with(&mut self, this: &Value, name: &str, arguments: Arguments) -> Result<Value, Fault> {
        self.nested(|vm| {
            let base = vm.frames.len();
            match vm.begin_send(this.clone(), name, arguments)? {
                Some(value) => Ok(value),
                None => match vm.run(base)? {
                    Outcome::Returned(value) => Ok(value),
                    Outcome::Yielded(_) | Outcome::Waits(_) => Ok(Value::Undefined),
                },
            }
        })
    }

    /// Who answers a message: the method, and the class that has it.
    pub fn receiver(&mut self, this: &Value, name: &str) -> Result<Option<(Value, Ref)>, Fault> {
        match (this, self.heap.of(this)) {
            (Value::Object(of), Some(Object::Class(_))) => {
                let of = *of;
                if let Some(found) = self.find_in_class(of, &format!("{OWN}{name}")) {
                    return Ok(Some(found));
                }
                let extended = self.find_in_class(of, "%extended").is_some();
                if extended && let Some(found) = self.find_in_class(of, name) {
                    return Ok(Some(found));
                }
            }
            (_, Some(Object::Record(record))) if record.fields.named("%own").is_some() => {
                if let Some(own) = record.fields.named(&format!("{OWN}{name}"))
                    && let Some(class) = record.class
                {
                    return Ok(Some((own.clone(), class)));
                }
            }
            _ => {}
        }
        let dialect = self.dialect;
        let class = dialect.class_of(self, this)?;
        Ok(class.and_then(|class| self.find_in_class(class, name)))
    }

    /// Begins what a message leads to: the answer of a native, or `None` when a frame was begun.
    pub(super) fn begin_send(
        &mut self,
        this: Value,
        name: &str,
        mut arguments: Arguments,
    ) -> Result<Option<Value>, Fault> {
        let mut name: Name = name.into();
        for _ in 0..MAX_SENT_ON {
            if !matches!(&*name, "send" | "public_send" | "__send__") || arguments.plain.is_empty() {
                break;
            }
            match arguments.plain.remove(0) {
                Value::Symbol(sent) | Value::Text(sent) => name = sent,
                other => {
                    arguments.plain.insert(0, other);
                    break;
                }
            }
        }
        let bare = name.strip_prefix(MAYBE).unwrap_or(&name);
        if let Some(Object::Super { class, this }) = self.heap.of(&this) {
            let (class, this) = (*class, this.clone());
            return self.begin_above(class, this, bare, arguments);
        }
        if let Some(begun) = self.begin_special(&this, bare, &mut arguments)? {
            return Ok(begun);
        }
        match self.receiver(&this, bare)? {
            Some((function, owner)) => self.begin_received(function, owner, this, arguments),
            None => self.begin_unknown(this, &name, arguments),
        }
    }

    fn begin_received(
        &mut self,
        function: Value,
        owner: Ref,
        this: Value,
        mut arguments: Arguments,
    ) -> Result<Option<Value>, Fault> {
        if let Some(Object::Property { get, set }) = self.heap.of(&function) {
            let (get, set) = (get.clone(), set.clone());
            return self.access(&this, get, set, &arguments).map(Some);
        }
        if !matches!(function, Value::Native(_)) {
            return self.begin_method(function, this, arguments);
        }
        arguments.this = Some(this);
        let names = |(name, _): &(Name, Value)| &**name != "&";
        if let Value::Native(native) = function
            && !TAKES_NAMES.contains(&native.name)
            && arguments.named.iter().any(names)
        {
            // To what takes no names they are a table that comes last.
            let (named, block) = std::mem::take(&mut arguments.named).into_iter().partition(names);
            arguments.named = block;
            let table = self.symbol_table(named)?;
            arguments.plain.push(table);
        }
        let frames = self.frames.len();
        let Value::Native(native) = function else { return Err(Fault::broken()) };
        match (native.run)(self, arguments) {
            Ok(value) => Ok(Some(value)),
            Err(Fault::Throw(exception)) => {
                self.label(&exception, owner, native.name, frames);
                Err(Fault::Throw(exception))
            }
            Err(fault) => Err(fault),
        }
    }

    /// Reads or sets the variable of an object that a symbol names.
    fn access(
        &mut self,
        this: &Value,
        get: Option<Value>,
        set: Option<Value>,
        arguments: &Arguments,
    ) -> Result<Value, Fault> {
        let (variable, wanted) = if get.is_some() { (get, 0) } else { (set, 1) };
        let Some(Value::Symbol(variable)) = variable else { return Err(Fault::broken()) };
        let given = arguments.plain.len();
        if given != wanted {
            let dialect = self.dialect;
            let unfit = Unfit::Count { given, least: wanted, most: Some(wanted) };
            return Err(dialect.unfit(self, &unfit));
        }
        match arguments.plain.first() {
            Some(value) => {
                self.set_member(this, &variable, value.clone())?;
                Ok(value.clone())
            }
            None => self.member(this, &variable),
        }
    }

    /// Notes which native an error comes from, if it made it itself.
    fn label(&mut self, exception: &Value, owner: Ref, name: &str, frames: usize) {
        let class = self.class_name(owner);
        if let Value::Object(of) = exception
            && let Object::Record(record) = self.heap.get_mut(*of)
            && record.trace.len() == frames
            && record.fields.named("%label").is_none()
        {
            let label = match name.strip_prefix(OWN) {
                Some(own) => format!("{class}.{own}"),
                None => format!("{class}#{name}"),
            };
            record.fields.put("%label", Value::text(label));
        }
    }

    /// What every value answers in a way of its own.
    fn begin_special(
        &mut self,
        this: &Value,
        name: &str,
        arguments: &mut Arguments,
    ) -> Result<Option<Option<Value>>, Fault> {
        match (this, self.heap.of(this), name) {
            (_, Some(Object::Function(_) | Object::Bound { .. }), "call" | "()" | "yield" | "===" | "[]") => {
                self.begin_call(this.clone(), std::mem::take(arguments)).map(Some)
            }
            (Value::Object(of), Some(Object::Class(_)), "new") => {
                let of = *of;
                if self.find_in_class(of, "self.new").is_some() {
                    return Ok(None);
                }
                self.begin_construct(of, std::mem::take(arguments), true).map(Some)
            }
            (_, _, "instance_exec" | "class_exec" | "%body" | "instance_eval" | "class_eval" | "module_eval") => {
                let mut given = std::mem::take(arguments);
                let block = match given.named("&") {
                    Some(block) => block,
                    None if name == "%body" && !given.plain.is_empty() => given.plain.remove(0),
                    None => return self.unsimulated(format!("{name} of a text")),
                };
                given.named.retain(|(name, _)| &**name != "&");
                if name.ends_with("_eval") {
                    given.plain = vec![this.clone()];
                }
                let block = self.rebound(&block, Some(this.clone()))?;
                self.begin_call(block, given).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A function with another `self`; `None`: that of whoever is called.
    pub fn rebound(&mut self, function: &Value, this: Option<Value>) -> Result<Value, Fault> {
        let Some(Object::Function(of)) = self.heap.of(function) else { return Ok(function.clone()) };
        let again = Function {
            code: of.code.clone(),
            scope: of.scope,
            defaults: of.defaults.clone(),
            this,
            home: of.home,
            fields: Dict::default(),
        };
        self.heap.value(Object::Function(again))
    }

    /// `super`
    fn begin_above(
        &mut self,
        class: Ref,
        this: Value,
        name: &str,
        arguments: Arguments,
    ) -> Result<Option<Value>, Fault> {
        let key: Rc<str> = match self.heap.of(&this) {
            Some(Object::Class(_)) => format!("{OWN}{name}").into(),
            _ => name.into(),
        };
        let bases = match self.heap.get(class) {
            Object::Class(Class { bases, .. }) => bases.clone(),
            _ => Vec::new(),
        };
        for base in bases {
            let Value::Object(base) = base else { continue };
            if let Some((function, owner)) = self.find_in_class(base, &key) {
                return self.begin_received(function, owner, this, arguments);
            }
        }
        match name {
            "initialize" => self.begin_super(class, this, arguments),
            "inherited" | "included" | "extended" | "method_added" => Ok(Some(Value::None)),
            "respond_to_missing?" => Ok(Some(Value::Bool(false))),
            "new" => match this {
                Value::Object(of) => self.begin_construct(of, arguments, true),
                _ => Err(Fault::broken()),
            },
            _ => {
                let dialect = self.dialect;
                let name = match name {
                    "method_missing" => arguments.plain.first().and_then(|name| match name {
                        Value::Symbol(name) => Some(name.to_string()),
                        _ => None,
                    }),
                    _ => None,
                }
                .unwrap_or_else(|| name.to_string());
                Err(dialect.unknown_message(self, &this, &name))
            }
        }
    }

    fn begin_unknown(&mut self, this: Value, name: &Name, mut arguments: Arguments) -> Result<Option<Value>, Fault> {
        if let Some((function, owner)) = self.receiver(&this, "method_missing")? {
            let bare = name.strip_prefix(MAYBE).unwrap_or(name);
            arguments.plain.insert(0, Value::Symbol(bare.into()));
            return self.begin_received(function, owner, this, arguments);
        }
        let dialect = self.dialect;
        Err(dialect.unknown_message(self, &this, name))
    }

    /// Makes an instance from a native: its constructor runs to its end.
    pub fn construct(&mut self, class: Ref, arguments: Arguments) -> Result<Value, Fault> {
        self.nested(|vm| {
            let base = vm.frames.len();
            match vm.begin_construct(class, arguments, true)? {
                Some(value) => Ok(value),
                None => match vm.run(base)? {
                    Outcome::Returned(value) => Ok(value),
                    Outcome::Yielded(_) | Outcome::Waits(_) => Ok(Value::Undefined),
                },
            }
        })
    }
}
