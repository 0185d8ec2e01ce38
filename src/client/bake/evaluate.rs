//! Working out expressions: variables when they are needed, attributes of other targets, a few functions (buildx
//! `bake/hclparser`).

use std::collections::{BTreeMap, BTreeSet};

use super::functions;
use super::syntax::{Block, Body, Expression, Form, Found, Operator, Piece, Place, Trouble};
use super::value::Value;
use crate::allowance::{self, Nesting};
use crate::text::{closest, parse_bool, quote};

/// The files that were read, and what their variables come to.
pub(super) struct Scope<'a> {
    pub(super) bodies: &'a [Body],
    /// `BAKE_CMD_CONTEXT` and the like.
    pub(super) built_in: BTreeMap<String, String>,
    /// What the environment and `--var` say.
    pub(super) overrides: &'a dyn Fn(&str) -> Option<String>,
    known: BTreeMap<String, Value>,
    /// Variables and attributes that are being worked out.
    under_way: BTreeSet<String>,
    /// A matrix's values.
    pub(super) local: BTreeMap<String, Value>,
}

/// A variable as `--list` shows it.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) kind: String,
    pub(super) value: Option<String>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        bodies: &'a [Body],
        built_in: BTreeMap<String, String>,
        overrides: &'a dyn Fn(&str) -> Option<String>,
    ) -> Scope<'a> {
        let (known, under_way, local) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        Scope { bodies, built_in, overrides, known, under_way, local }
    }

    /// All blocks of a kind, in order.
    pub(super) fn blocks(&self, kind: &'a str) -> impl Iterator<Item = &'a Block> + use<'a> {
        self.bodies.iter().flat_map(|body| &body.blocks).filter(move |block| block.kind == kind)
    }

    /// The block that declares a variable: the last of this name.
    fn declaration(&self, name: &str) -> Option<&'a Block> {
        self.blocks("variable").filter(|block| block.labels.first().is_some_and(|label| label == name)).last()
    }

    /// All variables with their values; what is wrong with one is wrong with the file.
    pub(super) fn variables(&mut self) -> Found<Vec<Listed>> {
        let names: BTreeSet<String> =
            self.blocks("variable").filter_map(|block| block.labels.first()).cloned().collect();
        let mut listed = Vec::new();
        for name in names {
            let Some(block) = self.declaration(&name) else { continue };
            let value = self.variable(&name, &block.place)?;
            let description = match block.body.attribute("description") {
                Some(attribute) => self.value(&attribute.value)?.text().unwrap_or_default(),
                None => String::new(),
            };
            let kind = block.body.attribute("type").map(|attribute| keyword(&attribute.value)).unwrap_or_default();
            let shown = match &value {
                Value::Null => None,
                value => Some(value.text().unwrap_or_else(|| value.json().to_string())),
            };
            listed.push(Listed { name, description, kind, value: shown });
        }
        let assigned: Vec<(String, Place)> = self
            .bodies
            .iter()
            .flat_map(|body| &body.attributes)
            .map(|attribute| (attribute.name.clone(), attribute.place.clone()))
            .collect();
        for (name, place) in assigned {
            self.variable(&name, &place)?;
        }
        Ok(listed)
    }

    fn variable(&mut self, name: &str, place: &Place) -> Found<Value> {
        if let Some(value) = self.local.get(name).or_else(|| self.known.get(name)) {
            return Ok(value.clone());
        }
        if let Some(value) = self.built_in.get(name) {
            return Ok(Value::Text(value.clone()));
        }
        if !self.under_way.insert(name.to_string()) {
            let detail = format!("variable cycle not allowed for {name}");
            return Err(Trouble::at(place, "Invalid expression", detail));
        }
        let matrix = std::mem::take(&mut self.local);
        let value = self.variable_anew(name, place);
        self.local = matrix;
        self.under_way.remove(name);
        let value = value?;
        self.known.insert(name.into(), value.clone());
        Ok(value)
    }

    fn variable_anew(&mut self, name: &str, place: &Place) -> Found<Value> {
        let assigned = self.bodies.iter().rev().find_map(|body| body.attribute(name));
        if let Some(attribute) = assigned {
            return self.value(&attribute.value);
        }
        let Some(block) = self.declaration(name) else {
            let names: Vec<String> =
                self.blocks("variable").filter_map(|block| block.labels.first()).cloned().collect();
            let near = closest(name, names.iter().map(String::as_str));
            let near = near.map(|near| format!(" Did you mean {}?", quote(near))).unwrap_or_default();
            let detail = format!("There is no variable named {}.{near}", quote(name));
            return Err(Trouble::at(place, "Unknown variable", detail));
        };
        if block.body.blocks.iter().any(|inner| inner.kind == "validation") {
            return Err(Trouble::Unsimulated("`validation` of a bake file's variable".into()));
        }
        let kind = block.body.attribute("type").map(|attribute| keyword(&attribute.value));
        let default = match block.body.attribute("default") {
            Some(attribute) => Some(self.value(&attribute.value)?),
            None => None,
        };
        let given = (self.overrides)(name);
        let wanted = match (kind.as_deref(), &default) {
            (Some(kind @ ("string" | "bool" | "number")), _) => kind,
            (None | Some("any"), Some(default)) => default.kind(),
            (None | Some("any"), None) => "string",
            (Some(other), _) if given.is_some() => {
                return Err(Trouble::Unsimulated(format!("a bake variable of the type {other} from the environment")));
            }
            (Some(_), _) => return Ok(default.unwrap_or(Value::Null)),
        };
        let invalid = |detail: String| Trouble::at(&block.place, "Invalid value", detail);
        match (given, default) {
            (Some(given), _) => match wanted {
                "bool" => match parse_bool(&given) {
                    Ok(value) => Ok(Value::Bool(value)),
                    Err(_) => Err(invalid(format!("failed to parse {name} as bool"))),
                },
                "number" => match given.parse() {
                    Ok(number) => Ok(Value::Number(number)),
                    Err(_) => Err(invalid(format!("failed to parse {name} as number: invalid number value"))),
                },
                "string" | "dynamic" => Ok(Value::Text(given)),
                other => Err(invalid(format!("unsupported type {other} for variable {name}"))),
            },
            (None, Some(default)) => {
                let converted = match kind.as_deref() {
                    Some("string") => default.text().map(Value::Text),
                    Some("number") => default.number().map(Value::Number),
                    Some("bool") => default.truth().map(Value::Bool),
                    _ => Some(default.clone()),
                };
                let kind = kind.unwrap_or_default();
                converted.ok_or_else(|| {
                    invalid(format!("invalid type {kind} for variable {name} default value: {kind} required"))
                })
            }
            (None, None) if kind.is_some() => Ok(Value::Null),
            (None, None) => Ok(Value::Text(String::new())),
        }
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expression: &Expression) -> Found<Value> {
        let _nesting = Nesting::within(2 * allowance::MAX_NESTING).map_err(|deep| Trouble::plain(deep.to_string()))?;
        let place = &expression.place;
        Ok(match &expression.form {
            Form::Null => Value::Null,
            Form::Bool(value) => Value::Bool(*value),
            Form::Number(number) => Value::Number(*number),
            Form::Template(pieces) => return self.joined(pieces),
            Form::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect::<Found<_>>()?),
            Form::Object(items) => {
                let mut fields = BTreeMap::new();
                for (key, value) in items {
                    let Some(name) = self.value(key)?.text() else {
                        return Err(Trouble::at(
                            &key.place,
                            "Incorrect key type",
                            "Can't use this value as a key: string required.",
                        ));
                    };
                    fields.insert(name, self.value(value)?);
                }
                Value::Object(fields)
            }
            Form::Variable(name) => return self.variable(name, place),
            Form::Member(of, name) => return self.member(of, name, place),
            Form::Index(of, index) => {
                let index = self.value(index)?;
                if let (Form::Variable(kind), Some(name)) = (&of.form, index.text())
                    && kind == "target"
                {
                    return Err(Trouble::Unsimulated(format!("`target[{}]` in a bake file", quote(&name))));
                }
                return part(self.value(of)?, &index, place);
            }
            Form::Call(name, arguments) => {
                let arguments = arguments.iter().map(|argument| self.value(argument)).collect::<Found<Vec<_>>>()?;
                let own = self.blocks("function").any(|block| block.labels.first() == Some(name));
                return functions::call(name, &arguments, own, place);
            }
            Form::Not(of) => match self.value(of)?.truth() {
                Some(value) => Value::Bool(!value),
                None => return Err(operand(&of.place, "unary operand", "a bool is required")),
            },
            Form::Minus(of) => match self.value(of)?.number() {
                Some(number) => Value::Number(-number),
                None => return Err(operand(&of.place, "unary operand", "a number is required")),
            },
            Form::Binary(operator, left, right) => return self.binary(*operator, left, right),
            Form::Conditional(condition, yes, no) => match self.value(condition)?.truth() {
                Some(true) => return self.value(yes),
                Some(false) => return self.value(no),
                None => {
                    let detail = "The condition expression must be of type bool.";
                    return Err(Trouble::at(&condition.place, "Incorrect condition type", detail));
                }
            },
        })
    }

    fn joined(&mut self, pieces: &[Piece]) -> Found<Value> {
        // One value alone stays what it is.
        if let [Piece::Value(only)] = pieces {
            return self.value(only);
        }
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Value(value) => {
                    let Some(piece) = self.value(value)?.text() else {
                        let detail = "Cannot include the given value in a string template: string required.";
                        return Err(Trouble::at(&value.place, "Invalid template interpolation value", detail));
                    };
                    text.push_str(&piece);
                }
            }
            allowance::room(text.len()).map_err(|spent| Trouble::plain(spent.to_string()))?;
        }
        Ok(Value::Text(text))
    }

    /// `x.name`, or `target.NAME.attribute`.
    fn member(&mut self, of: &Expression, name: &str, place: &Place) -> Found<Value> {
        if let Form::Member(kind, target) = &of.form
            && matches!(&kind.form, Form::Variable(kind) if kind == "target")
        {
            return self.attribute_of(target, name, place);
        }
        part(self.value(of)?, &Value::Text(name.into()), place)
    }

    fn attribute_of(&mut self, target: &str, name: &str, place: &Place) -> Found<Value> {
        let blocks: Vec<&Block> =
            self.blocks("target").filter(|block| block.labels.first().is_some_and(|label| label == target)).collect();
        let attribute = blocks.iter().rev().find_map(|block| block.body.attribute(name));
        let Some(attribute) = attribute else {
            let detail = "This object does not have an attribute named ";
            return Err(Trouble::at(place, "Unsupported attribute", format!("{detail}{}.", quote(name))));
        };
        let key = format!("target.{target}.{name}");
        if !self.under_way.insert(key.clone()) {
            return Err(Trouble::at(place, "Invalid expression", format!("reference cycle not allowed for {key}")));
        }
        let value = self.value(&attribute.value);
        self.under_way.remove(&key);
        value
    }

    fn binary(&mut self, operator: Operator, left: &Expression, right: &Expression) -> Found<Value> {
        let (one, other) = (self.value(left)?, self.value(right)?);
        if matches!(operator, Operator::Equal | Operator::NotEqual) {
            return Ok(Value::Bool((one == other) == (operator == Operator::Equal)));
        }
        if matches!(operator, Operator::And | Operator::Or) {
            let one = one.truth().ok_or_else(|| operand(&left.place, "left operand", "a bool is required"))?;
            let other = other.truth().ok_or_else(|| operand(&right.place, "right operand", "a bool is required"))?;
            return Ok(Value::Bool(if operator == Operator::And { one && other } else { one || other }));
        }
        let one = one.number().ok_or_else(|| operand(&left.place, "left operand", "a number is required"))?;
        let other = other.number().ok_or_else(|| operand(&right.place, "right operand", "a number is required"))?;
        if matches!(operator, Operator::Divide | Operator::Modulo) && other == 0.0 {
            return Err(Trouble::at(&right.place, "Operation failed", "Error during operation: division by zero."));
        }
        Ok(match operator {
            Operator::Less => Value::Bool(one < other),
            Operator::Greater => Value::Bool(one > other),
            Operator::AtMost => Value::Bool(one <= other),
            Operator::AtLeast => Value::Bool(one >= other),
            Operator::Subtract => Value::Number(one - other),
            Operator::Multiply => Value::Number(one * other),
            Operator::Divide => Value::Number(one / other),
            Operator::Modulo => Value::Number(one % other),
            _ => Value::Number(one + other),
        })
    }
}

fn operand(place: &Place, which: &str, why: &str) -> Trouble {
    Trouble::at(place, "Invalid operand", format!("Unsuitable value for {which}: {why}."))
}

/// An item of a list, or a field.
fn part(of: Value, index: &Value, place: &Place) -> Found<Value> {
    let found = match (&of, index) {
        (Value::Object(fields), index) => index.text().and_then(|name| fields.get(&name).cloned()),
        (Value::List(items), index) => index
            .number()
            .filter(|number| *number >= 0.0 && number.fract() == 0.0)
            .and_then(|number| items.get(number as usize).cloned()),
        _ => None,
    };
    found.ok_or_else(|| match of {
        Value::Object(_) => {
            Trouble::at(place, "Unsupported attribute", "This object does not have an attribute with this name.")
        }
        Value::List(_) => {
            let detail = "The given key does not identify an element in this collection value.";
            Trouble::at(place, "Invalid index", detail)
        }
        _ => Trouble::at(place, "Invalid index", "This value does not have any indices."),
    })
}

/// The name that a type is given by.
fn keyword(expression: &Expression) -> String {
    match &expression.form {
        Form::Variable(name) => name.clone(),
        Form::Call(name, _) => name.clone(),
        _ => String::new(),
    }
}
