//! [`Arguments`]: what a call gives.

use super::syntax::Name;
use super::value::Value;
use super::vm::Vm;
use super::{ErrorKind, Fault};

/// What a call gives: by place, and by name.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    pub this: Option<Value>,
    pub plain: Vec<Value>,
    pub named: Vec<(Name, Value)>,
}

impl Arguments {
    /// Values by place.
    pub fn of(plain: Vec<Value>) -> Self {
        Arguments { this: None, plain, named: Vec::new() }
    }

    /// The argument at a place, or undefined.
    pub fn at(&self, place: usize) -> Value {
        self.plain.get(place).cloned().unwrap_or(Value::Undefined)
    }

    /// The argument at a place or of a name.
    pub fn get(&self, place: usize, name: &str) -> Option<Value> {
        let named = || self.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone());
        self.plain.get(place).cloned().or_else(named)
    }

    /// The argument of a name.
    pub fn named(&self, name: &str) -> Option<Value> {
        self.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone())
    }

    /// The argument at a place; it must be there.
    pub fn need(&self, vm: &mut Vm<'_, '_>, place: usize, function: &str) -> Result<Value, Fault> {
        match self.plain.get(place) {
            Some(value) => Ok(value.clone()),
            None => {
                let (wanted, given) = (place + 1, self.plain.len());
                let plural = if wanted == 1 { "" } else { "s" };
                let text = format!("{function}() takes at least {wanted} argument{plural} ({given} given)");
                Err(vm.error(ErrorKind::Type, text))
            }
        }
    }

    /// The text at a place, shown as the language shows values.
    pub fn text(&self, vm: &mut Vm<'_, '_>, place: usize) -> Result<String, Fault> {
        vm.shown(&self.at(place))
    }

    /// The whole number at a place, or a default.
    pub fn int(&self, vm: &mut Vm<'_, '_>, place: usize, default: i128) -> Result<i128, Fault> {
        match self.at(place) {
            Value::Undefined | Value::None => Ok(default),
            value => match value.number() {
                Some(number) if matches!(value, Value::Float(_)) => Ok(number as i128),
                Some(_) => Ok(if let Value::Int(number) = value { number } else { i128::from(value == true.into()) }),
                None => {
                    let kind = vm.type_name(&value);
                    let text = format!("'{kind}' object cannot be interpreted as an integer");
                    Err(vm.error(ErrorKind::Type, text))
                }
            },
        }
    }
}
