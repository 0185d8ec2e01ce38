//! `_re`: what `re` is made of. Places are counted in letters.

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

fn regex(vm: &Vm<'_, '_>, value: &Value) -> Result<regex_lite::Regex, Fault> {
    match vm.heap.of(value) {
        Some(Object::Regex(regex)) => Ok(regex.compiled.clone()),
        _ => Err(Fault::broken()),
    }
}

/// The bytes before so many letters.
fn offset(text: &str, letters: usize) -> usize {
    text.char_indices().nth(letters).map_or(text.len(), |(at, _)| at)
}

/// Where the groups of matches begin and end, in letters; what did not take part has -1.
struct Places<'a> {
    text: &'a str,
    bytes: usize,
    letters: usize,
}

impl Places<'_> {
    fn at(&mut self, bytes: usize) -> usize {
        if bytes < self.bytes {
            (self.bytes, self.letters) = (0, 0);
        }
        self.letters += self.text.get(self.bytes..bytes).map_or(0, |part| part.chars().count());
        self.bytes = bytes;
        self.letters
    }

    fn of(&mut self, vm: &mut Vm<'_, '_>, found: &regex_lite::Captures<'_>) -> Result<Value, Fault> {
        let mut places = Vec::new();
        for group in found.iter() {
            match group {
                Some(group) => {
                    let start = self.at(group.start());
                    places.push(Value::from(start));
                    places.push(Value::from(start + group.as_str().chars().count()));
                }
                None => places.extend([Value::Int(-1), Value::Int(-1)]),
            }
        }
        // What comes next is looked for from the match's begin on.
        if let Some(whole) = found.get(0) {
            self.at(whole.start());
        }
        vm.tuple(places)
    }
}

/// `search(regex, text, from)`: the places of the first match's groups.
fn search(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let regex = regex(vm, &a.at(0))?;
    let text = a.text(vm, 1)?;
    let from = offset(&text, usize::try_from(a.int(vm, 2, 0)?).unwrap_or(0));
    vm.work(text.len() - from)?;
    let mut places = Places { text: &text, bytes: 0, letters: 0 };
    match regex.captures_at(&text, from) {
        Some(found) => places.of(vm, &found),
        None => Ok(Value::None),
    }
}

/// `every(regex, text, from)`: those of all matches.
fn every(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let regex = regex(vm, &a.at(0))?;
    let text = a.text(vm, 1)?;
    let mut from = offset(&text, usize::try_from(a.int(vm, 2, 0)?).unwrap_or(0));
    vm.work(text.len() - from)?;
    let mut places = Places { text: &text, bytes: 0, letters: 0 };
    let (mut all, mut ended) = (Vec::new(), None);
    while let Some(found) = regex.captures_at(&text, from) {
        vm.work(1)?;
        let Some(whole) = found.get(0) else { break };
        let next = |at: usize| text.get(at..).and_then(|rest| rest.chars().next()).map(|letter| at + letter.len_utf8());
        // An empty match where the last one ended is none, as Python has it since 3.7 only before one that is not empty.
        let is_empty = whole.start() == whole.end();
        if !(is_empty && ended == Some(whole.end())) {
            all.push(places.of(vm, &found)?);
        }
        ended = Some(whole.end());
        from = match is_empty {
            false => whole.end(),
            true => match next(whole.end()) {
                Some(next) => next,
                None => break,
            },
        };
    }
    vm.list(all)
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "compile",
        run: |vm, a| {
            let (text, letters) = (a.text(vm, 0)?, a.text(vm, 1)?);
            vm.regex(&text, &letters)
        },
    },
    Native {
        name: "names",
        run: |vm, a| {
            let regex = regex(vm, &a.at(0))?;
            let names = regex.capture_names().map(|name| name.map_or(Value::None, Value::text)).collect();
            vm.list(names)
        },
    },
    Native { name: "search", run: search },
    Native { name: "every", run: every },
];
