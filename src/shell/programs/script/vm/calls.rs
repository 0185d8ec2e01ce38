//! Calls: functions, natives, methods, classes.

use std::rc::Rc;

use super::{Frame, Role, Vm};
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::{Code, Slot};
use crate::shell::programs::script::heap::{Coroutine, Function, Object, Promise, Ref};
use crate::shell::programs::script::syntax::{ParameterKind, Span};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::{ErrorKind, Fault};

impl Vm<'_, '_> {
    /// Begins a call: the result of a native, or `None` when a frame was begun.
    pub(super) fn begin_call(&mut self, callee: Value, mut arguments: Arguments) -> Result<Option<Value>, Fault> {
        let of = match callee {
            Value::Native(native) => return (native.run)(self, arguments).map(Some),
            Value::Object(of) => of,
            other => {
                let dialect = self.dialect;
                return Err(dialect.not_callable(self, &other, None));
            }
        };
        match self.heap.get(of) {
            Object::Function(_) => {
                let this = arguments.this.take();
                self.begin_function(of, this, arguments, Role::Plain)
            }
            Object::Bound { function, this } => {
                let (function, this) = (function.clone(), this.clone());
                self.begin_method(function, this, arguments)
            }
            Object::Class(class) => match class.meta.and_then(|meta| self.find_in_class(meta, "__call__")) {
                Some((call, _)) => self.begin_method(call, Value::Object(of), arguments),
                None => self.begin_construct(of, arguments, false),
            },
            Object::StaticMethod(function) => {
                let function = function.clone();
                self.begin_call(function, arguments)
            }
            Object::Super { class, this } => {
                let (class, this) = (*class, this.clone());
                self.begin_super(class, this, arguments)
            }
            Object::Record(record) => match record.class.and_then(|class| self.find_in_class(class, "__call__")) {
                Some((function, _)) => self.begin_method(function, Value::Object(of), arguments),
                None => {
                    let dialect = self.dialect;
                    Err(dialect.not_callable(self, &Value::Object(of), None))
                }
            },
            _ => {
                let dialect = self.dialect;
                Err(dialect.not_callable(self, &Value::Object(of), None))
            }
        }
    }

    /// Begins a call of a function as the method of `this`.
    pub(super) fn begin_method(
        &mut self,
        function: Value,
        this: Value,
        mut arguments: Arguments,
    ) -> Result<Option<Value>, Fault> {
        match (&function, self.heap.of(&function)) {
            (Value::Object(of), Some(Object::Function(_))) => {
                let of = *of;
                if self.dialect.special().explicit_self {
                    arguments.plain.insert(0, this);
                    return self.begin_function(of, None, arguments, Role::Plain);
                }
                self.begin_function(of, Some(this), arguments, Role::Plain)
            }
            _ => {
                arguments.this = Some(this);
                self.begin_call(function, arguments)
            }
        }
    }

    /// Begins a call of a member.
    pub(super) fn begin_invoke(
        &mut self,
        this: Value,
        name: &str,
        mut arguments: Arguments,
    ) -> Result<Option<Value>, Fault> {
        if self.dialect.language() == Language::Ruby {
            return self.begin_send(this, name, arguments);
        }
        if let Some(native) = self.native_method(&this, name) {
            arguments.this = Some(this);
            return (native.run)(self, arguments).map(Some);
        }
        if let Value::Object(of) = this
            && let Object::Record(record) = self.heap.get(of)
            && let Some(class) = record.class
            && record.fields.named(name).is_none()
            && let Some((function, _)) = self.find_in_class(class, name)
            && matches!(self.heap.of(&function), Some(Object::Function(_)))
        {
            return self.begin_method(function, this, arguments);
        }
        let function = match self.member(&this, name) {
            Err(Fault::Throw(exception)) => {
                self.without_call(&exception);
                return Err(Fault::Throw(exception));
            }
            found => found?,
        };
        match (&function, self.heap.of(&function)) {
            (Value::Object(_), Some(Object::Function(_))) if !self.dialect.special().explicit_self => {
                self.begin_method(function, this, arguments)
            }
            (Value::Native(native), _) => {
                arguments.this = Some(this);
                (native.run)(self, arguments).map(Some)
            }
            (Value::Object(_), Some(_)) => self.begin_call(function, arguments),
            _ => {
                let dialect = self.dialect;
                Err(dialect.not_callable(self, &function, Some(name)))
            }
        }
    }

    /// An exception of looking a method up is not the call's: its mark ends before the parentheses.
    fn without_call(&mut self, exception: &Value) {
        let depth = self.frames.len();
        let Value::Object(of) = exception else { return };
        if let Object::Record(record) = self.heap.get_mut(*of)
            && record.trace.len() == depth
            && let Some(point) = record.trace.last_mut()
            && point.span.mark.1 > point.span.mark.0
        {
            point.span = Span { end: point.span.mark.0, mark: (0, 0), ..point.span };
        }
    }

    /// Begins a call of a function of the program's.
    pub(super) fn begin_function(
        &mut self,
        of: Ref,
        this: Option<Value>,
        arguments: Arguments,
        role: Role,
    ) -> Result<Option<Value>, Fault> {
        if self.frames.len() >= self.most_frames {
            return Err(self.too_deep());
        }
        let Object::Function(function) = self.heap.get(of) else { return Err(Fault::broken()) };
        let (code, parent, home) = (function.code.clone(), function.scope, function.home);
        // `super()` finds the object in the first argument where that is given explicitly.
        let first = arguments.plain.first().filter(|_| home.is_some() && self.dialect.special().explicit_self);
        let this = function.this.clone().or(this).or(first.cloned()).unwrap_or(Value::Undefined);
        let scope = self.heap.scope(Some(parent), true)?;
        self.bind(of, &code, scope, arguments)?;
        let mut frame = Frame { home, role, ..Frame::new(code.clone(), scope, this) };
        if code.is_generator {
            self.heap.keep_scope(scope);
            return self.coroutine(frame, None).map(|of| Some(Value::Object(of)));
        }
        if code.is_async {
            self.heap.keep_scope(scope);
            if self.dialect.language() == Language::Python {
                return self.coroutine(frame, None).map(|of| Some(Value::Object(of)));
            }
            let promise = self.heap.make(Object::Promise(Promise::Pending(Vec::new())))?;
            let coroutine = self.coroutine(Frame::new(code, scope, Value::Undefined), Some(promise))?;
            frame.role = Role::Coroutine(coroutine);
            if let Object::Coroutine(of) = self.heap.get_mut(coroutine) {
                of.frame = Some(Box::new(frame));
            }
            self.advance(coroutine, Ok(Value::Undefined))?;
            return Ok(Some(Value::Object(promise)));
        }
        self.frames.push(frame);
        Ok(None)
    }

    fn coroutine(&mut self, mut frame: Frame, promise: Option<Ref>) -> Result<Ref, Fault> {
        let name = frame.code.name.clone();
        let (is_async, is_generator) = (frame.code.is_async, frame.code.is_generator);
        let coroutine = Coroutine {
            frame: None,
            is_done: false,
            result: Value::Undefined,
            promise,
            name,
            turns: None,
            is_async,
            is_generator,
        };
        let of = self.heap.make(Object::Coroutine(coroutine))?;
        frame.role = Role::Coroutine(of);
        if let Object::Coroutine(coroutine) = self.heap.get_mut(of) {
            coroutine.frame = Some(Box::new(frame));
        }
        Ok(of)
    }

    /// Gives the parameters their values.
    fn bind(&mut self, of: Ref, code: &Rc<Code>, scope: Ref, arguments: Arguments) -> Result<(), Fault> {
        if self.dialect.special().explicit_self {
            return self.bind_exactly(of, code, scope, arguments);
        }
        if self.dialect.language() == Language::Ruby {
            return self.bind_messages(code, scope, arguments);
        }
        let mut given = arguments.plain.into_iter();
        for slot in &code.slots {
            let value = match slot.kind {
                ParameterKind::Rest => {
                    let rest: Vec<Value> = given.by_ref().collect();
                    self.list(rest)?
                }
                _ => given.next().unwrap_or(Value::Undefined),
            };
            self.define(scope, slot.name, value, false);
        }
        Ok(())
    }

    /// The same where a call must fit (Python).
    fn bind_exactly(&mut self, of: Ref, code: &Rc<Code>, scope: Ref, arguments: Arguments) -> Result<(), Fault> {
        let mut values: Vec<Option<Value>> = vec![None; code.slots.len()];
        let mut plain = arguments.plain.into_iter();
        for (value, slot) in values.iter_mut().zip(&code.slots) {
            match slot.kind {
                ParameterKind::Plain => *value = plain.next(),
                ParameterKind::Rest => {
                    let rest: Vec<Value> = plain.by_ref().collect();
                    *value = Some(self.tuple(rest)?);
                }
                ParameterKind::Named | ParameterKind::NamedRest => {}
            }
        }
        let left_over = plain.count();
        let mut rest = Vec::new();
        for (name, value) in arguments.named {
            let symbol = self.symbols.of(&name);
            let takes = |slot: &&Slot| matches!(slot.kind, ParameterKind::Plain | ParameterKind::Named);
            match code.slots.iter().position(|slot| slot.name == symbol && takes(&slot)) {
                Some(place) if values[place].is_some() => {
                    let text = format!("{}() got multiple values for argument '{name}'", self.qualified(of));
                    return Err(self.error(ErrorKind::Type, text));
                }
                Some(place) => values[place] = Some(value),
                None => rest.push((name, value)),
            }
        }
        let mut defaults = match self.heap.get(of) {
            Object::Function(function) => function.defaults.clone(),
            _ => Vec::new(),
        }
        .into_iter();
        let takes_names = code.slots.iter().any(|slot| slot.kind == ParameterKind::NamedRest);
        if let Some((name, _)) = rest.first().filter(|_| !takes_names) {
            let text = format!("{}() got an unexpected keyword argument '{name}'", self.qualified(of));
            return Err(self.error(ErrorKind::Type, text));
        }
        let (mut missing, mut missing_named) = (Vec::new(), Vec::new());
        for (slot, value) in code.slots.iter().zip(values.iter_mut()) {
            let default = if slot.has_default { defaults.next() } else { None };
            if slot.kind == ParameterKind::NamedRest {
                let dict = self.heap.value(Object::Dict(Default::default()))?;
                for (name, value) in std::mem::take(&mut rest) {
                    self.set_entry(&dict, Value::Text(name), value)?;
                }
                *value = Some(dict);
            }
            match value.take().or(default) {
                Some(value) => self.define(scope, slot.name, value, false),
                None if slot.falls_back => self.define(scope, slot.name, Value::Undefined, false),
                None if slot.kind == ParameterKind::Named => missing_named.push(self.symbols.name(slot.name)),
                None => missing.push(self.symbols.name(slot.name)),
            }
        }
        let wanted = code.slots.iter().filter(|slot| slot.kind == ParameterKind::Plain);
        self.check_fit(of, wanted, left_over, &missing)?;
        self.check_given(of, &missing_named, "keyword-only")
    }

    fn check_fit<'s>(
        &mut self,
        of: Ref,
        wanted: impl Iterator<Item = &'s Slot>,
        left_over: usize,
        missing: &[crate::shell::programs::script::syntax::Name],
    ) -> Result<(), Fault> {
        let (wanted, optional) =
            wanted.fold((0, 0), |(all, optional), slot| (all + 1, optional + usize::from(slot.has_default)));
        if left_over > 0 {
            let takes = match optional {
                0 => format!("{wanted} positional argument{}", if wanted == 1 { "" } else { "s" }),
                _ => format!("from {} to {wanted} positional arguments", wanted - optional),
            };
            let given = wanted + left_over;
            let text = format!(
                "{}() takes {takes} but {given} {} given",
                self.qualified(of),
                if given == 1 { "was" } else { "were" }
            );
            return Err(self.error(ErrorKind::Type, text));
        }
        self.check_given(of, missing, "positional")
    }

    /// Parameters of a kind that were given nothing.
    fn check_given(
        &mut self,
        of: Ref,
        missing: &[crate::shell::programs::script::syntax::Name],
        kind: &str,
    ) -> Result<(), Fault> {
        if missing.is_empty() {
            return Ok(());
        }
        let quoted: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
        let names = match quoted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, [one])) => format!("{one} and {last}"),
            Some((last, rest)) => format!("{}, and {last}", rest.join(", ")),
            None => String::new(),
        };
        let plural = if missing.len() == 1 { "" } else { "s" };
        let count = missing.len();
        let text = format!("{}() missing {count} required {kind} argument{plural}: {names}", self.qualified(of));
        Err(self.error(ErrorKind::Type, text))
    }

    /// A function's name with its class's.
    pub fn qualified(&self, of: Ref) -> String {
        match self.heap.get(of) {
            Object::Function(Function { code, home, .. }) => match home.map(|home| self.heap.get(home)) {
                Some(Object::Class(class)) => format!("{}.{}", class.name.as_deref().unwrap_or(""), code.name),
                _ => code.name.to_string(),
            },
            _ => String::new(),
        }
    }
}
