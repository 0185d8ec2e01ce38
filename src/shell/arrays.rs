//! bash's arrays: what `a=(…)`, `a[1]=…` and `a+=…` do, and what `${a[1]}` finds (bash's manual, 6.7).

use std::collections::BTreeMap;

use super::bash_version::{bash_machine, bash_version};
use super::interpreter::{Flow, Interpreter};
use super::language::{Assigned, Assignment, Element, is_name};
use super::value::Key;
use super::{Form, Shell, Stop, Value};

/// The highest number that an element may have; bash's is higher, the machine's memory is not.
pub(super) const MAX_INDEX: i64 = 1 << 48;
/// Elements that an array may have.
pub(super) const MAX_ELEMENTS: usize = 1 << 20;

/// Which element.
pub(super) enum Slot {
    Number(u64),
    Key(String),
}

/// An element whose words have been expanded: its index as it was written, `+=`, its text.
pub(super) type Ready = (Option<String>, bool, String);

/// The parts of `name[index]`.
pub(super) fn subscripted(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('[')?;
    is_name(name).then_some((name, rest.strip_suffix(']')?))
}

/// What an element holds.
fn held(shell: &Shell, name: &str, slot: &Slot) -> Option<String> {
    let value = shell.variables.get(shell.resolved(name)).and_then(|variable| variable.value.as_ref());
    match (value?, slot) {
        (Value::Text(text), Slot::Number(0)) => Some(text.clone()),
        (Value::List(list), Slot::Number(number)) => list.get(number).cloned(),
        (Value::Map(map), Slot::Key(key)) => map.get(&Key(key.clone())).cloned(),
        _ => None,
    }
}

impl Interpreter<'_> {
    /// Which element of the array `name` an index means. [`Flow::Abort`]: none.
    pub fn slot(&mut self, shell: &mut Shell, name: &str, index: &str) -> Result<Slot, Flow> {
        let name = shell.resolved(name).to_string();
        let length = match shell.variables.get(&name).and_then(|variable| variable.value.as_ref()) {
            Some(Value::Map(_)) => return Ok(Slot::Key(index.to_string())),
            Some(Value::List(list)) => list.keys().next_back().map_or(0, |last| *last as i64 + 1),
            Some(Value::Text(_)) => 1,
            None => 0,
        };
        let number = self.arithmetic(shell, index)?;
        let number = if number < 0 { number.saturating_add(length) } else { number };
        if !(0..=MAX_INDEX).contains(&number) {
            self.complain(shell, None, &format!("{name}[{index}]: bad array subscript"))?;
            return Err(Flow::Abort(1));
        }
        Ok(Slot::Number(number as u64))
    }

    /// The index of an element as it is, its value known: what is to be asked for again is worth something once.
    pub fn settled(&mut self, shell: &mut Shell, name: &str, index: &str) -> Result<String, Flow> {
        Ok(match self.slot(shell, name, index)? {
            Slot::Number(number) => number.to_string(),
            Slot::Key(key) => key,
        })
    }

    /// `${name[index]}`
    pub fn element(&mut self, shell: &mut Shell, name: &str, index: &str) -> Result<Option<String>, Flow> {
        if let Some(special) = self.special_list(shell, name) {
            let number = self.arithmetic(shell, index)?;
            return Ok(usize::try_from(number).ok().and_then(|number| special.get(number).cloned()));
        }
        let slot = self.slot(shell, name, index)?;
        Ok(held(shell, name, &slot))
    }

    /// The lists that bash keeps itself.
    fn special_list(&mut self, shell: &Shell, name: &str) -> Option<Vec<String>> {
        match name {
            "PIPESTATUS" => Some(shell.pipe_status.iter().map(i32::to_string).collect()),
            "FUNCNAME" => {
                let main = (shell.from_file && !self.called.is_empty()).then(|| "main".to_string());
                Some(self.called.iter().rev().map(|call| call.name.clone()).chain(main).collect())
            }
            "BASH_SOURCE" => {
                let outermost = shell.from_file.then(|| shell.name.clone());
                Some(self.called.iter().rev().map(|call| call.file.clone()).chain(outermost).collect())
            }
            "BASH_LINENO" => {
                let main = (shell.from_file && !self.called.is_empty()).then(|| "0".to_string());
                Some(self.called.iter().rev().map(|call| call.line.to_string()).chain(main).collect())
            }
            "BASH_VERSINFO" if shell.bash => {
                let version = bash_version(self.system, shell);
                let machine = bash_machine(self.system, shell);
                let parts = version.split('.').chain(["1", "release", machine]);
                Some(parts.map(str::to_string).collect())
            }
            "DIRSTACK" => Some(std::iter::once(&shell.directory).chain(&shell.stacked).cloned().collect()),
            _ => None,
        }
    }

    /// All elements, or their indices.
    pub fn elements(&mut self, shell: &Shell, name: &str, keys: bool) -> Vec<String> {
        if let Some(list) = self.special_list(shell, name) {
            return if keys { (0..list.len()).map(|at| at.to_string()).collect() } else { list };
        }
        let value = shell.variables.get(shell.resolved(name)).and_then(|variable| variable.value.as_ref());
        value.map_or_else(Vec::new, |value| if keys { value.keys() } else { value.elements() })
    }

    /// Carries an assignment out.
    pub fn carry_out(&mut self, shell: &mut Shell, assignment: &Assignment) -> Result<(), Flow> {
        let Assignment { name, index, append, value } = assignment;
        match (value, index) {
            (Assigned::List(elements), _) => {
                let ready = self.ready(shell, elements)?;
                self.assign_list(shell, name, ready, *append, false)
            }
            (Assigned::Word(word), Some(index)) => {
                let value = self.text_of(shell, word)?;
                let index = self.text_of(shell, index)?;
                self.assign_element(shell, name, &index, &value, *append)
            }
            (Assigned::Word(word), None) => {
                let value = self.text_of(shell, word)?;
                self.assign_more(shell, name, &value, *append)
            }
        }
    }

    /// Sets a variable, or with `append` what is behind its value.
    pub fn assign_more(&mut self, shell: &mut Shell, name: &str, value: &str, append: bool) -> Result<(), Flow> {
        let form = shell.variables.get(shell.resolved(name)).map_or(Form::Plain, |variable| variable.form);
        let before = if append { shell.get(name).unwrap_or_default().to_string() } else { String::new() };
        let value = match form {
            Form::Integer => {
                let value = self.arithmetic(shell, value)?;
                let before = if append { self.arithmetic(shell, &before)? } else { 0 };
                before.wrapping_add(value).to_string()
            }
            _ => format!("{before}{value}"),
        };
        self.assign(shell, name, &value)
    }

    /// `name[index]=value`
    pub fn assign_element(
        &mut self,
        shell: &mut Shell,
        name: &str,
        index: &str,
        value: &str,
        append: bool,
    ) -> Result<(), Flow> {
        let name = &shell.resolved(name).to_string();
        self.refuse_readonly(shell, name)?;
        let slot = self.slot(shell, name, index)?;
        self.assign_slot(shell, name, slot, value, append)
    }

    fn assign_slot(
        &mut self,
        shell: &mut Shell,
        name: &str,
        slot: Slot,
        value: &str,
        append: bool,
    ) -> Result<(), Flow> {
        let form = shell.variables.get(name).map_or(Form::Plain, |variable| variable.form);
        let before = if append { held(shell, name, &slot).unwrap_or_default() } else { String::new() };
        let value = match form {
            Form::Integer => {
                let more = self.arithmetic(shell, value)?;
                let before = if append { self.arithmetic(shell, &before)? } else { 0 };
                before.wrapping_add(more).to_string()
            }
            _ => format!("{before}{value}"),
        };
        let variable = shell.variables.entry(name.to_string()).or_default();
        let array = variable.value.get_or_insert_with(|| Value::List(BTreeMap::new()));
        if let Value::Text(text) = array {
            *array = Value::List([(0, std::mem::take(text))].into());
        }
        let count = match array {
            Value::List(list) => list.len(),
            Value::Map(map) => map.len(),
            Value::Text(_) => 1,
        };
        if count >= MAX_ELEMENTS {
            return Err(Stop::Limit(format!("an array of more than {MAX_ELEMENTS} elements")).into());
        }
        match (array, slot) {
            (Value::List(list), Slot::Number(number)) => drop(list.insert(number, value)),
            (Value::Map(map), Slot::Key(key)) => drop(map.insert(Key(key), value)),
            _ => {}
        }
        Ok(())
    }

    /// Expands the words of a list.
    pub fn ready(&mut self, shell: &mut Shell, elements: &[Element]) -> Result<Vec<Ready>, Flow> {
        let mut ready = Vec::new();
        for element in elements {
            match &element.index {
                Some(index) => {
                    let index = self.text_of(shell, index)?;
                    ready.push((Some(index), element.append, self.text_of(shell, &element.value)?));
                }
                None => {
                    let fields = self.fields_of(shell, std::slice::from_ref(&element.value))?;
                    ready.extend(fields.into_iter().map(|field| (None, false, field)));
                }
            }
        }
        Ok(ready)
    }

    /// `name=(…)`, or `name+=(…)`. `declared`: by `declare`, which may have made it read-only just now.
    pub fn assign_list(
        &mut self,
        shell: &mut Shell,
        name: &str,
        ready: Vec<Ready>,
        append: bool,
        declared: bool,
    ) -> Result<(), Flow> {
        let name = &shell.resolved(name).to_string();
        if !declared {
            self.refuse_readonly(shell, name)?;
        }
        let variable = shell.variables.entry(name.clone()).or_default();
        let readonly = std::mem::take(&mut variable.readonly);
        let keyed = matches!(variable.value, Some(Value::Map(_)));
        match &mut variable.value {
            Some(Value::Text(text)) if append => variable.value = Some(Value::List([(0, std::mem::take(text))].into())),
            Some(_) if append => {}
            value => *value = Some(if keyed { Value::Map(BTreeMap::new()) } else { Value::List(BTreeMap::new()) }),
        }
        let mut next = match &variable.value {
            Some(Value::List(list)) => list.keys().next_back().map_or(0, |last| last + 1),
            _ => 0,
        };
        let mut ready = ready.into_iter();
        while let Some((index, append, text)) = ready.next() {
            self.system.step()?;
            // `m=(key value key value)`
            let (index, text) = match index {
                Some(index) => (index, text),
                None if keyed => (text, ready.next().map(|(_, _, value)| value).unwrap_or_default()),
                None => (next.to_string(), text),
            };
            let slot = self.slot(shell, name, &index)?;
            if let Slot::Number(number) = &slot {
                next = number + 1;
            }
            self.assign_slot(shell, name, slot, &text, append)?;
        }
        if let Some(variable) = shell.variables.get_mut(name) {
            variable.readonly = readonly;
        }
        Ok(())
    }

    fn refuse_readonly(&mut self, shell: &Shell, name: &str) -> Result<(), Flow> {
        if !shell.variables.get(name).is_some_and(|variable| variable.readonly) {
            return Ok(());
        }
        self.complain(shell, None, &format!("{name}: readonly variable"))?;
        Err(Flow::Abort(1))
    }

    /// What a word that names a variable, or an element of one, assigns to.
    pub fn assign_named(&mut self, shell: &mut Shell, target: &str, value: &str) -> Result<(), Flow> {
        match subscripted(target) {
            Some((name, index)) => self.assign_element(shell, name, index, value, false),
            None => self.assign(shell, target, value),
        }
    }
}
