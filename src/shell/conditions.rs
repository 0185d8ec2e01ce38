//! `[[ … ]]` (bash's manual, 3.2.5.2) and `(( … ))`.

use std::collections::BTreeMap;

use super::arrays::subscripted;
use super::interpreter::{Flow, Interpreter, Ran};
use super::language::{Condition, Part, Word};
use super::nesting::Nesting;
use super::pattern::Pattern;
use super::programs::text::regex::{Style, compile};
use super::{Shell, Value};
use crate::allowance;

impl Interpreter<'_> {
    /// `[[ … ]]`
    pub fn condition_command(&mut self, shell: &mut Shell, condition: &Condition) -> Ran {
        match self.holds(shell, condition) {
            Ok(holds) => Ok(i32::from(!holds)),
            Err(Flow::Abort(status)) => Ok(status),
            Err(flow) => Err(flow),
        }
    }

    fn holds(&mut self, shell: &mut Shell, condition: &Condition) -> Result<bool, Flow> {
        let _nesting = Nesting::enter()?;
        allowance::work(0)?;
        Ok(match condition {
            Condition::Not(inner) => !self.holds(shell, inner)?,
            Condition::All(all) => {
                for one in all {
                    if !self.holds(shell, one)? {
                        return Ok(false);
                    }
                }
                true
            }
            Condition::Any(all) => {
                for one in all {
                    if self.holds(shell, one)? {
                        return Ok(true);
                    }
                }
                false
            }
            Condition::Word(word) => !self.text_of(shell, word)?.is_empty(),
            Condition::Unary(operator, word) => {
                let text = self.text_of(shell, word)?;
                self.unary(shell, operator, text)?
            }
            Condition::Binary(left, operator, right) => self.binary(shell, left, operator, right)?,
        })
    }

    fn unary(&mut self, shell: &mut Shell, operator: &str, text: String) -> Result<bool, Flow> {
        Ok(match operator {
            "-z" => text.is_empty(),
            "-n" => !text.is_empty(),
            "-v" => self.is_set(shell, &text)?,
            "-o" => super::builtins::is_on(shell, &text),
            "-a" => self.asks_test(shell, vec!["-e".into(), text])?,
            operator => self.asks_test(shell, vec![operator.to_string(), text])?,
        })
    }

    /// `-v NAME`
    pub fn is_set(&mut self, shell: &mut Shell, name: &str) -> Result<bool, Flow> {
        Ok(match subscripted(name) {
            Some((name, "@" | "*")) => !self.elements(shell, name, false).is_empty(),
            Some((name, index)) => self.element(shell, name, index)?.is_some(),
            None => self.value(shell, name).is_some(),
        })
    }

    fn binary(&mut self, shell: &mut Shell, left: &Word, operator: &str, right: &Word) -> Result<bool, Flow> {
        let text = self.text_of(shell, left)?;
        let caseless = shell.shopts.contains("nocasematch");
        Ok(match operator {
            "=" | "==" | "!=" => {
                let pattern = self.pattern_of(shell, right)?;
                let (pattern, text) = match caseless {
                    true => (pattern.to_lowercase(), text.to_lowercase()),
                    false => (pattern, text),
                };
                // Groups are patterns here, whatever is switched on.
                let pattern = if shell.bash { Pattern::extended(&pattern) } else { Pattern::new(&pattern) };
                let same = pattern.matches(&text);
                same == (operator != "!=")
            }
            "=~" => {
                let expression = self.expression_of(shell, right)?;
                self.matches(shell, &text, &expression, caseless)?
            }
            "<" => text < self.text_of(shell, right)?,
            ">" => text > self.text_of(shell, right)?,
            "-nt" | "-ot" | "-ef" => {
                let right = self.text_of(shell, right)?;
                self.asks_test(shell, vec![text, operator.to_string(), right])?
            }
            operator => {
                let right = self.text_of(shell, right)?;
                let left = self.arithmetic_for(shell, &text, "[[: ")?;
                let right = self.arithmetic_for(shell, &right, "[[: ")?;
                match operator {
                    "-eq" => left == right,
                    "-ne" => left != right,
                    "-lt" => left < right,
                    "-le" => left <= right,
                    "-gt" => left > right,
                    _ => left >= right,
                }
            }
        })
    }

    /// `=~`, and what it leaves in `BASH_REMATCH`.
    fn matches(&mut self, shell: &mut Shell, text: &str, expression: &str, ignore_case: bool) -> Result<bool, Flow> {
        let style = Style { extended: true, ignore_case, ..Style::default() };
        let Ok(regex) = compile(expression, style) else { return Err(Flow::Abort(2)) };
        let groups = regex.captures(text, 0).map_err(super::Stop::from)?;
        let found = groups.is_some();
        if shell.bash {
            let texts = groups.unwrap_or_default().into_iter().enumerate().map(|(at, range)| {
                let part = range.and_then(|range| text.get(range)).unwrap_or_default();
                (at as u64, part.to_string())
            });
            let list: BTreeMap<u64, String> = texts.collect();
            shell.variables.entry("BASH_REMATCH".into()).or_default().value = Some(Value::List(list));
        }
        Ok(found)
    }

    /// What `test` says.
    fn asks_test(&mut self, shell: &mut Shell, mut words: Vec<String>) -> Result<bool, Flow> {
        words.insert(0, "test".into());
        match self.invoke_command(shell, words, false)? {
            0 => Ok(true),
            1 => Ok(false),
            status => Err(Flow::Abort(status)),
        }
    }

    /// `(( … ))`
    pub fn arithmetic_command(&mut self, shell: &mut Shell, parts: &[Part]) -> Ran {
        let text = self.text_of_parts(shell, parts)?;
        match self.arithmetic_for(shell, &text, "((: ") {
            Ok(value) => Ok(i32::from(value == 0)),
            Err(Flow::Abort(status)) => Ok(status),
            Err(flow) => Err(flow),
        }
    }
}
