//! Assignments, and bash's arrays in them.

use super::{Attempt, Parsed, is_name};
use crate::shell::language::word::Until;
use crate::shell::language::{Assigned, Assignment, Element, Extra, Parser, Part, Unfinished, Word};

/// Builtins whose arguments are assignments.
const DECLARATIONS: [&str; 5] = ["declare", "export", "local", "readonly", "typeset"];

impl Parser<'_> {
    /// The assignment here, if one is.
    pub(super) fn assignment(&mut self) -> Parsed<Option<Assignment>> {
        let Some(start) = self.attempt(Attempt::Assignment) else { return Ok(None) };
        let Some((name, index, append)) = self.assigned() else {
            self.refuse(Attempt::Assignment, start);
            return Ok(None);
        };
        let value = if self.knows(Extra::Arrays) && index.is_none() && self.peek() == Some('(') {
            Assigned::List(self.elements()?)
        } else {
            Assigned::Word(self.assigned_word()?)
        };
        Ok(Some(Assignment { name, index, append, value }))
    }

    /// What is assigned to, and whether it is added to: up to the `=`. Where there is none, nobody cares how far this went.
    fn assigned(&mut self) -> Option<(String, Option<Word>, bool)> {
        let name = self.assigned_name()?;
        let mut index = None;
        if self.take("[") {
            let parts = self.parts_until(Until::Bracket).ok()?;
            self.bump();
            index = Some(Word { parts });
        }
        let append = self.knows(Extra::Arrays) && self.take("+=");
        (append || self.take("=")).then_some((name, index, append))
    }

    /// The name before `=` or what else may follow it in an assignment.
    fn assigned_name(&mut self) -> Option<String> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let name = rest.get(..end).filter(|name| is_name(name))?.to_string();
        let after = rest.get(end..)?;
        let goes_on = after.starts_with('=') || self.knows(Extra::Arrays) && after.starts_with(['[', '+']);
        goes_on.then(|| {
            self.take(&name);
            name
        })
    }

    /// `( … )` after `NAME=`.
    fn elements(&mut self) -> Parsed<Vec<Element>> {
        self.bump();
        let mut elements = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.take(")") {
                return Ok(elements);
            }
            if self.peek().is_none() {
                return self.incomplete(Unfinished::List);
            }
            if self.at_operator() {
                return Err(self.unexpected(None));
            }
            elements.push(self.element()?);
        }
    }

    fn element(&mut self) -> Parsed<Element> {
        if self.peek() == Some('[')
            && let Some(start) = self.attempt(Attempt::Element)
        {
            self.bump();
            if let Ok(parts) = self.parts_until(Until::Bracket) {
                self.bump();
                let append = self.take("+=");
                if append || self.take("=") {
                    return Ok(Element { index: Some(Word { parts }), append, value: self.assigned_word()? });
                }
            }
            self.refuse(Attempt::Element, start);
        }
        Ok(Element { index: None, append: false, value: self.word()? })
    }

    /// Whether the words so far begin a command whose arguments may be lists.
    pub(super) fn declares(&self, words: &[Word]) -> bool {
        let name = words.first().and_then(Word::bare);
        self.knows(Extra::Arrays) && name.is_some_and(|name| DECLARATIONS.contains(&name))
    }

    /// `NAME=( … )` as an argument.
    pub(super) fn declared_list(&mut self) -> Parsed<Option<Word>> {
        let Some(start) = self.attempt(Attempt::DeclaredList) else { return Ok(None) };
        if let Some(name) = self.assigned_name() {
            let sign = if self.take("+=") { "+=" } else { "=" };
            if (sign == "+=" || self.take("=")) && self.peek() == Some('(') {
                let parts = vec![Part::Literal(format!("{name}{sign}")), Part::List(self.elements()?)];
                return Ok(Some(Word { parts }));
            }
        }
        self.refuse(Attempt::DeclaredList, start);
        Ok(None)
    }
}
