//! Going through values.

use super::{Outcome, Vm};
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Iteration, Object, Ref};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::{ErrorKind, Fault};

impl Vm<'_, '_> {
    /// A dictionary's entries as lists of two, if the value is one.
    pub fn pairs(&mut self, value: &Value) -> Result<Option<Iteration>, Fault> {
        let Some(Object::Dict(entries)) = self.heap.of(value) else { return Ok(None) };
        let entries: Vec<(Value, Value)> = entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let pairs: Result<_, Fault> = entries.into_iter().map(|(key, value)| self.list(vec![key, value])).collect();
        Ok(Some(Iteration::Values(pairs?)))
    }

    /// An iterator over a value.
    pub fn iterate(&mut self, value: &Value) -> Result<Value, Fault> {
        let iteration = match (value, self.heap.of(value)) {
            (_, Some(Object::Iterator(_))) => return Ok(value.clone()),
            (Value::Object(of), Some(Object::List(_) | Object::Tuple(_))) => Iteration::List { of: *of, at: 0 },
            (_, Some(Object::Range { from, to, by })) => Iteration::Range { next: *from, to: *to, by: *by },
            (Value::Object(of), Some(Object::Coroutine(coroutine)))
                if !coroutine.is_async || self.dialect.language() != Language::Python =>
            {
                Iteration::Generator(*of)
            }
            (_, Some(Object::Set(entries))) if self.dialect.language() != Language::Python => {
                Iteration::Values(entries.keys().into())
            }
            (Value::Text(text), _) => {
                self.heap.spend(text.len() * std::mem::size_of::<Value>())?;
                Iteration::Values(text.chars().map(|letter| Value::text(letter.to_string())).collect())
            }
            _ => {
                let dialect = self.dialect;
                match dialect.iteration(self, value)? {
                    Some(iteration) => iteration,
                    None => {
                        let kind = self.type_name(value);
                        let text = if self.dialect.special().explicit_self {
                            format!("'{kind}' object is not iterable")
                        } else {
                            let shown = match value {
                                Value::Undefined | Value::None => self.shown(value)?,
                                _ => "object".to_string(),
                            };
                            format!("{shown} is not iterable")
                        };
                        return Err(self.error(ErrorKind::Type, text));
                    }
                }
            }
        };
        self.heap.value(Object::Iterator(iteration))
    }

    /// An iterator over the keys of an object (`for … in`).
    pub(super) fn iterate_keys(&mut self, value: &Value) -> Result<Value, Fault> {
        let keys = match (self.heap.items(value), self.heap.entries(value)) {
            (Some(items), _) => (0..items.len()).map(|at| Value::text(at.to_string())).collect(),
            (None, Some(entries)) => entries.keys(),
            (None, None) => Vec::new(),
        };
        self.heap.value(Object::Iterator(Iteration::Values(keys.into())))
    }

    /// The next value of an iterator.
    pub fn next(&mut self, iterator: &Value) -> Result<Option<Value>, Fault> {
        let Value::Object(iterator) = *iterator else { return Err(Fault::broken()) };
        let Object::Iterator(iteration) = self.heap.get_mut(iterator) else { return Err(Fault::broken()) };
        match iteration {
            Iteration::Values(values) => Ok(values.pop_front()),
            Iteration::Range { next, to, by } => {
                let value = *next;
                if (*by > 0 && value >= *to) || (*by < 0 && value <= *to) {
                    return Ok(None);
                }
                *next = value.saturating_add(*by);
                Ok(Some(Value::Int(value)))
            }
            Iteration::List { of, at } => {
                let (list, place) = (*of, *at);
                *at += 1;
                match self.heap.get(list) {
                    Object::List(values) | Object::Tuple(values) => Ok(values.get(place).cloned()),
                    _ => Ok(None),
                }
            }
            Iteration::Generator(of) => {
                let of = *of;
                self.resume(of, Value::None)
            }
            Iteration::Object(object) => {
                let object = object.clone();
                self.next_of_object(&object)
            }
            Iteration::Mapped(lazy) => {
                let lazy = lazy.clone();
                let dialect = self.dialect;
                dialect.next(self, iterator, lazy)
            }
        }
    }

    fn next_of_object(&mut self, object: &Value) -> Result<Option<Value>, Fault> {
        if self.dialect.special().explicit_self {
            let function = self.member(object, "__next__")?;
            return match self.call(&function, Arguments::default()) {
                Ok(value) => Ok(Some(value)),
                Err(Fault::Throw(exception)) if self.is_instance(&exception, "StopIteration")? => Ok(None),
                Err(fault) => Err(fault),
            };
        }
        let function = self.member(object, "next")?;
        let step = self.call(&function, Arguments { this: Some(object.clone()), ..Arguments::default() })?;
        let done = self.member(&step, "done")?;
        if self.truth(&done)? {
            return Ok(None);
        }
        self.member(&step, "value").map(Some)
    }

    /// A loop goes on in a generator's own frame, which costs no depth here; `to`: where it goes when that is over.
    pub(super) fn go_through(&mut self, iterator: &Value, to: u32) -> Result<bool, Fault> {
        let of = match self.heap.of(iterator) {
            Some(Object::Iterator(Iteration::Generator(of))) => *of,
            _ => return Ok(false),
        };
        if self.frames.len() >= self.most_frames {
            return Err(self.too_deep());
        }
        let Some(frame) = self.frame_of(of, Value::None)? else { return Ok(false) };
        if let Object::Coroutine(coroutine) = self.heap.get_mut(of) {
            coroutine.turns = Some(to);
        }
        self.frames.push(frame);
        Ok(true)
    }

    /// A generator is over: the loop that went through its frame goes on behind itself.
    pub(super) fn leave_turns(&mut self, of: Ref, value: &Value) -> Result<bool, Fault> {
        let Object::Coroutine(coroutine) = self.heap.get_mut(of) else { return Ok(false) };
        let Some(to) = coroutine.turns.take() else { return Ok(false) };
        self.finish(of, value.clone());
        self.pop()?;
        self.frame()?.at = to as usize;
        Ok(true)
    }

    /// A generator's frame, to be run on with what is sent; `None`: it is over.
    fn frame_of(&mut self, of: Ref, sent: Value) -> Result<Option<super::Frame>, Fault> {
        let Object::Coroutine(coroutine) = self.heap.get_mut(of) else { return Err(Fault::broken()) };
        if coroutine.is_done {
            return Ok(None);
        }
        let Some(mut frame) = coroutine.frame.take() else {
            return Err(self.error(ErrorKind::Value, "generator already executing"));
        };
        coroutine.turns = None;
        if frame.at > 0 {
            frame.stack.push(sent);
        }
        Ok(Some(*frame))
    }

    /// Runs a generator to its next `yield`; `None`: it is over.
    pub fn resume(&mut self, of: Ref, sent: Value) -> Result<Option<Value>, Fault> {
        self.resume_with(of, sent, None)
    }

    /// The same; an exception is thrown where it stands.
    pub fn resume_with(&mut self, of: Ref, sent: Value, thrown: Option<Value>) -> Result<Option<Value>, Fault> {
        self.nested(|vm| {
            let Some(frame) = vm.frame_of(of, sent)? else {
                return thrown.map_or(Ok(None), |exception| Err(vm.throw(exception)));
            };
            let base = vm.frames.len();
            vm.frames.push(frame);
            let ready = match thrown {
                Some(exception) => match vm.throw(exception) {
                    Fault::Throw(exception) => vm.unwind(exception, base),
                    fault => Err(fault),
                },
                None => Ok(()),
            };
            match ready.and_then(|()| vm.run(base)) {
                Ok(Outcome::Yielded(value)) => Ok(Some(value)),
                Ok(Outcome::Returned(value)) => {
                    vm.finish(of, value);
                    Ok(None)
                }
                Ok(Outcome::Waits(_)) => vm.unsimulated("await in a generator"),
                Err(fault) => {
                    vm.finish(of, Value::Undefined);
                    Err(fault)
                }
            }
        })
    }

    fn finish(&mut self, of: Ref, value: Value) {
        if let Object::Coroutine(coroutine) = self.heap.get_mut(of) {
            coroutine.is_done = true;
            coroutine.result = value;
        }
    }
}
