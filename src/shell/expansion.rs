//! From words to arguments: parameters, substitutions, field splitting, file names (POSIX XCU 2.6).

use super::arithmetic::{ArithmeticError, Names, evaluate};
use super::arrays::subscripted;
use super::channel::{BROKEN_PIPE, Channel, SUBSTITUTION_LIMIT, Sink};
use super::fields::{EXPANSION_LIMIT, Escaped, Field, Fields};
use super::interpreter::{Flow, Interpreter};
use super::language::{CommandKind, Extra, Part, Redirection, RedirectionKind, Script, Word};
use super::nesting::Nesting;
use super::parameter::is_list;
use super::pattern::Pattern;
use super::{Dialect, Input, Shell, Stop, braces, glob};
use crate::allowance;
use crate::content::Rope;

impl Interpreter<'_> {
    /// All words' fields, file names included.
    pub fn fields_of(&mut self, shell: &mut Shell, words: &[Word]) -> Result<Vec<String>, Flow> {
        let mut arguments = Vec::with_capacity(words.len());
        let separators = shell.get("IFS").unwrap_or(" \t\n").to_string();
        let mut size = 0usize;
        for word in words {
            if let Some(text) = word.bare().filter(|text| !text.contains(['*', '?', '[', '{', '(', '\\'])) {
                allowance::work(text.len() as u64)?;
                arguments.push(text.to_string());
                continue;
            }
            let expanded = match self.dialect.knows(Extra::Braces) {
                true => braces::expand(word)?,
                false => None,
            };
            for word in expanded.as_deref().unwrap_or(std::slice::from_ref(word)) {
                let mut fields = Fields::new(Some(separators.clone()));
                self.parts(shell, &word.parts, false, false, &mut fields)?;
                fields.end();
                size = size.saturating_add(fields.size);
                if size > EXPANSION_LIMIT {
                    return Err(Stop::Limit(format!("more than {EXPANSION_LIMIT} bytes of arguments")).into());
                }
                for field in fields.done {
                    let extended = shell.shopts.contains("extglob");
                    if shell.options.noglob || !Pattern::is_special_in(&field.pattern, extended) {
                        arguments.push(field.text);
                        continue;
                    }
                    let on = |name: &str| shell.shopts.contains(name);
                    let (hidden, deep, caseless) = (on("dotglob"), on("globstar"), on("nocaseglob"));
                    let itself = self.dialect != Dialect::Bash;
                    let wishes = glob::Wishes { hidden, deep, caseless, extended, itself };
                    let names = glob::expand(self.system, &shell.directory, &field.pattern, wishes)?;
                    if names.is_empty() && on("failglob") {
                        self.complain(shell, None, &format!("no match: {}", field.text))?;
                        return Err(Flow::Abort(1));
                    }
                    if !names.is_empty() {
                        arguments.extend(names);
                    } else if !on("nullglob") {
                        arguments.push(field.text);
                    }
                }
            }
        }
        Ok(arguments)
    }

    fn single(&mut self, shell: &mut Shell, parts: &[Part], escaped: Escaped) -> Result<Field, Flow> {
        let mut fields = Fields { escaped, ..Fields::new(None) };
        self.parts(shell, parts, false, false, &mut fields)?;
        fields.end();
        let mut joined = Field::default();
        for (index, field) in fields.done.into_iter().enumerate() {
            if index > 0 {
                joined.text.push(' ');
                joined.pattern.push(' ');
            }
            joined.text.push_str(&field.text);
            joined.pattern.push_str(&field.pattern);
        }
        Ok(joined)
    }

    /// A word as one string: no splitting, no file names.
    pub fn text_of(&mut self, shell: &mut Shell, word: &Word) -> Result<String, Flow> {
        Ok(self.single(shell, &word.parts, Escaped::Pattern)?.text)
    }

    /// A word as a pattern.
    pub fn pattern_of(&mut self, shell: &mut Shell, word: &Word) -> Result<String, Flow> {
        Ok(self.single(shell, &word.parts, Escaped::Pattern)?.pattern)
    }

    /// A word as a pattern that is ready to be matched.
    pub fn ready_pattern(&mut self, shell: &mut Shell, word: &Word) -> Result<Pattern, Flow> {
        let pattern = self.pattern_of(shell, word)?;
        Ok(Self::compiled(shell, &pattern))
    }

    /// A pattern as the shell reads it now.
    pub fn compiled(shell: &Shell, pattern: &str) -> Pattern {
        if shell.shopts.contains("extglob") { Pattern::extended(pattern) } else { Pattern::new(pattern) }
    }

    /// A word as an extended regular expression, as `=~` reads it.
    pub fn expression_of(&mut self, shell: &mut Shell, word: &Word) -> Result<String, Flow> {
        Ok(self.single(shell, &word.parts, Escaped::Expression)?.pattern)
    }

    /// A word as what replaces a match: a bare `&` is the match, what has a backslash stands for itself.
    pub fn replacement_of(&mut self, shell: &mut Shell, word: &Word) -> Result<String, Flow> {
        Ok(self.single(shell, &word.parts, Escaped::Replacement)?.pattern)
    }

    /// Parts that were read as an arithmetic expression: their text.
    pub fn text_of_parts(&mut self, shell: &mut Shell, parts: &[Part]) -> Result<String, Flow> {
        Ok(self.single(shell, parts, Escaped::Pattern)?.text)
    }

    pub(super) fn parts(
        &mut self,
        shell: &mut Shell,
        parts: &[Part],
        quoted: bool,
        nested: bool,
        fields: &mut Fields,
    ) -> Result<(), Flow> {
        for part in parts {
            match part {
                Part::Literal(text) if quoted => fields.quoted(text)?,
                Part::Literal(text) if nested => fields.split(text)?,
                Part::Literal(text) => fields.bare(text)?,
                Part::Quoted(text) => fields.quoted(text)?,
                Part::DoubleQuoted(inner) => {
                    let only_a_list = matches!(inner.as_slice(), [Part::Parameter(parameter)] if is_list(parameter));
                    if !only_a_list {
                        fields.start();
                    }
                    self.parts(shell, inner, true, nested, fields)?;
                }
                Part::Tilde(user) => {
                    let home = self.home(shell, user);
                    fields.quoted(&home)?;
                }
                Part::Parameter(parameter) => {
                    let _nesting = Nesting::enter()?;
                    self.parameter(shell, parameter, quoted, fields)?;
                }
                Part::Substitution(script) => {
                    let text = self.substitute(shell, script)?;
                    fields.add(&text, quoted)?;
                }
                Part::Process { script, writes } => {
                    let path = self.process_substitution(shell, script, *writes)?;
                    fields.quoted(&path)?;
                }
                // Assigned by whoever runs the command.
                Part::List(_) => {}
                Part::Arithmetic(inner) => {
                    let text = self.text_of_parts(shell, inner)?;
                    let value = self.arithmetic(shell, &text)?.to_string();
                    fields.add(&value, quoted)?;
                }
            }
        }
        Ok(())
    }

    fn home(&mut self, shell: &Shell, user: &str) -> String {
        if user.is_empty() {
            return shell.get("HOME").unwrap_or("~").to_string();
        }
        let passwd = super::programs::accounts::text(self.system, "/etc/passwd");
        let of_user = |line: &&str| line.split(':').next() == Some(user);
        match passwd.lines().find(of_user).and_then(|line| line.split(':').nth(5)) {
            Some(home) => home.to_string(),
            None => format!("~{user}"),
        }
    }

    /// `$(…)`: the output without its last newlines.
    fn substitute(&mut self, shell: &mut Shell, script: &Script) -> Result<String, Flow> {
        if let Some(redirection) = only_reads(script).filter(|_| self.dialect == Dialect::Bash) {
            return self.substitute_file(shell, redirection);
        }
        let content = self.output_of(shell, script)?;
        let bytes = content.bytes_up_to(SUBSTITUTION_LIMIT as u64).map_err(|_| too_long())?;
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        Ok(text.trim_end_matches('\n').to_string())
    }

    /// bash's `$(< FILE)`
    fn substitute_file(&mut self, shell: &mut Shell, redirection: &Redirection) -> Result<String, Flow> {
        let outer = self.channels.clone();
        let redirected = self.redirect(shell, std::slice::from_ref(redirection));
        let channels = std::mem::replace(&mut self.channels, outer);
        self.substituted = match redirected {
            Err(Flow::Abort(status)) => status,
            other => other.map(|()| 0)?,
        };
        let Some(Channel::Input(input)) = channels.get(&0) else { return Ok(String::new()) };
        let content = match &*input.borrow() {
            Input::Data { content, position } if self.substituted == 0 => content.slice(*position..content.len()),
            _ => return Ok(String::new()),
        };
        let bytes = content.bytes_up_to(SUBSTITUTION_LIMIT as u64).map_err(|_| too_long())?;
        Ok(String::from_utf8_lossy(&bytes).replace('\0', "").trim_end_matches('\n').to_string())
    }

    /// What a script prints in a subshell.
    pub fn output_of(&mut self, shell: &mut Shell, script: &Script) -> Result<Rope, Flow> {
        let _nesting = Nesting::enter()?;
        let sink = Sink::pipe(SUBSTITUTION_LIMIT);
        let mut channels = self.channels.clone();
        channels.insert(1, Channel::Sink(sink.clone()));
        let outer = std::mem::replace(&mut self.channels, channels);
        let mut child = shell.clone();
        shell.next_pid = shell.next_pid.wrapping_add(1);
        let line = self.line;
        let result = self.subshell(&mut child, |this, child| this.script(child, script));
        self.line = line;
        self.channels = outer;
        self.substituted = match result {
            Err(Flow::Stop(Stop::Limit(words))) if words == BROKEN_PIPE => return Err(too_long().into()),
            other => other?,
        };
        let content = sink.borrow_mut().drain();
        Ok(content)
    }

    /// The value of an arithmetic expression; a bad one ends the script.
    pub fn arithmetic(&mut self, shell: &mut Shell, text: &str) -> Result<i64, Flow> {
        self.arithmetic_for(shell, text, "")
    }

    /// The same where bash's complaint begins with what evaluates (`((: `).
    pub fn arithmetic_for(&mut self, shell: &mut Shell, text: &str, whose: &str) -> Result<i64, Flow> {
        let dialect = self.dialect;
        let error = match evaluate(text, &mut ShellNames { interpreter: self, shell }) {
            Ok(value) => return Ok(value),
            Err(ArithmeticError::Flow(flow)) => return Err(flow),
            Err(error) => error,
        };
        let text = if dialect == Dialect::Bash { text.trim_start() } else { text.trim() };
        let dash = dialect == Dialect::Dash;
        let words = match &error {
            ArithmeticError::TooDeep => return Err(Stop::Limit("an expression is nested too deeply".into()).into()),
            ArithmeticError::ReadOnly(name) => format!("{name}: is read only"),
            ArithmeticError::DivisionByZero { .. } if dash => {
                format!("arithmetic expression: division by zero: \"{text}\"")
            }
            ArithmeticError::DivisionByZero { .. } if dialect == Dialect::Ash => "divide by zero".into(),
            ArithmeticError::ExpectingPrimary { .. } if dash => {
                format!("arithmetic expression: expecting primary: \"{text}\"")
            }
            ArithmeticError::ExpectingEnd { .. } if dash => format!("arithmetic expression: expecting EOF: \"{text}\""),
            ArithmeticError::BadNumber(number) if dash => format!("Illegal number: {number}"),
            ArithmeticError::Recursion(_) if dialect == Dialect::Ash => "expression recursion loop detected".into(),
            _ if dialect == Dialect::Ash => "arithmetic syntax error".into(),
            ArithmeticError::Recursion(token) => {
                format!("{token}: expression recursion level exceeded (error token is \"{token}\")")
            }
            ArithmeticError::DivisionByZero { token } => format!("{text}: division by 0 (error token is \"{token}\")"),
            ArithmeticError::ExpectingPrimary { token } => {
                format!("{text}: syntax error: operand expected (error token is \"{token}\")")
            }
            ArithmeticError::ExpectingEnd { token } => {
                format!("{text}: syntax error in expression (error token is \"{token}\")")
            }
            ArithmeticError::BadNumber(number) => {
                format!("{number}: value too great for base (error token is \"{number}\")")
            }
            ArithmeticError::Flow(_) => String::new(),
        };
        if dialect == Dialect::Bash {
            self.complain(shell, None, &format!("{whose}{words}"))?;
            return Err(Flow::Abort(1));
        }
        self.fatal(shell, &words)
    }
}

/// The redirection, if a script is nothing but `< FILE`.
fn only_reads(script: &Script) -> Option<&Redirection> {
    let [item] = script.items.as_slice() else { return None };
    let [command] = item.list.first.commands.as_slice() else { return None };
    match (&command.kind, command.redirections.as_slice()) {
        (CommandKind::Simple { assignments, words }, [redirection @ Redirection { descriptor: 0, .. }])
            if assignments.is_empty() && words.is_empty() && redirection.kind == RedirectionKind::Read =>
        {
            Some(redirection)
        }
        _ => None,
    }
}

fn too_long() -> Stop {
    Stop::Limit(format!("more than {SUBSTITUTION_LIMIT} bytes in a command substitution"))
}

struct ShellNames<'a, 'i> {
    interpreter: &'a mut Interpreter<'i>,
    shell: &'a mut Shell,
}

impl Names for ShellNames<'_, '_> {
    fn dialect(&self) -> Dialect {
        self.interpreter.dialect
    }
    fn value(&mut self, name: &str) -> Result<Option<String>, ArithmeticError> {
        match subscripted(name) {
            Some((name, index)) => self.interpreter.element(self.shell, name, index).map_err(ArithmeticError::Flow),
            None if self.interpreter.dialect == Dialect::Bash => Ok(self.interpreter.value(self.shell, name)),
            None => Ok(self.shell.get(name).map(str::to_string)),
        }
    }
    fn settled(&mut self, name: &str) -> Result<String, ArithmeticError> {
        let Some((of, index)) = subscripted(name) else { return Ok(name.to_string()) };
        let settled = self.interpreter.settled(self.shell, of, index).map_err(ArithmeticError::Flow)?;
        Ok(format!("{of}[{settled}]"))
    }
    fn assign(&mut self, name: &str, value: &str) -> Result<bool, ArithmeticError> {
        let Some((name, index)) = subscripted(name) else { return Ok(self.shell.set(name, value)) };
        let assigned = self.interpreter.assign_element(self.shell, name, index, value, false);
        assigned.map(|()| true).map_err(ArithmeticError::Flow)
    }
}
