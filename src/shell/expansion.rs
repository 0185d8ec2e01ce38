//! From words to arguments: parameters, substitutions, field splitting, file names (POSIX XCU 2.6).

use super::arithmetic::{ArithmeticError, Names, evaluate};
use super::channel::{BROKEN_PIPE, Channel, SUBSTITUTION_LIMIT, Sink};
use super::interpreter::{Flow, Interpreter};
use super::language::{Operation, Parameter, Part, Script, Word};
use super::nesting::Nesting;
use super::pattern::{Cut, Pattern};
use super::{Dialect, Shell, Stop, braces, glob};

/// Bytes that the arguments of one command may have.
pub const EXPANSION_LIMIT: usize = 16 << 20;
/// Bytes that an argument counts besides its text.
const FIELD: usize = 48;

/// A field in the making: its text, and the same as a pattern in which what was quoted is escaped.
#[derive(Clone, Debug, Default)]
struct Field {
    text: String,
    pattern: String,
}

/// Fields in the making.
struct Fields {
    done: Vec<Field>,
    current: Option<Field>,
    /// `IFS`; `None`: no splitting.
    separators: Option<String>,
    size: usize,
}

impl Fields {
    fn new(separators: Option<String>) -> Self {
        Fields { done: Vec::new(), current: None, separators, size: 0 }
    }

    fn grow(&mut self, bytes: usize) -> Result<(), Flow> {
        self.size = self.size.saturating_add(bytes);
        if self.size > EXPANSION_LIMIT {
            return Err(Stop::Limit(format!("more than {EXPANSION_LIMIT} bytes of arguments")).into());
        }
        Ok(())
    }

    fn quoted(&mut self, text: &str) -> Result<(), Flow> {
        self.grow(text.len())?;
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        for letter in text.chars() {
            if "*?[]\\-!^".contains(letter) {
                field.pattern.push('\\');
            }
            field.pattern.push(letter);
        }
        Ok(())
    }

    fn bare(&mut self, text: &str) -> Result<(), Flow> {
        self.grow(text.len())?;
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        field.pattern.push_str(text);
        Ok(())
    }

    fn end(&mut self) {
        self.size += FIELD * usize::from(self.current.is_some());
        self.done.extend(self.current.take());
    }

    fn split(&mut self, text: &str) -> Result<(), Flow> {
        let Some(separators) = self.separators.clone() else { return self.bare(text) };
        self.grow(text.len())?;
        let mut after_blank = false;
        for letter in text.chars() {
            if !separators.contains(letter) {
                after_blank = false;
                let field = self.current.get_or_insert_default();
                field.text.push(letter);
                if letter == '\\' {
                    field.pattern.push('\\');
                }
                field.pattern.push(letter);
            } else if " \t\n".contains(letter) {
                after_blank |= self.current.is_some();
                self.end();
            } else {
                if !after_blank {
                    self.current.get_or_insert_default();
                }
                self.end();
                after_blank = false;
            }
        }
        Ok(())
    }
}

impl Interpreter<'_> {
    /// All words' fields, file names included.
    pub fn fields_of(&mut self, shell: &mut Shell, words: &[Word]) -> Result<Vec<String>, Flow> {
        let mut arguments = Vec::with_capacity(words.len());
        let separators = shell.get("IFS").unwrap_or(" \t\n").to_string();
        let mut size = 0usize;
        for word in words {
            if let Some(text) = word.bare().filter(|text| !text.contains(['*', '?', '[', '{', '\\'])) {
                arguments.push(text.to_string());
                continue;
            }
            let alternatives = match self.dialect {
                Dialect::Bash => braces::expand(word),
                _ => vec![word.clone()],
            };
            for word in &alternatives {
                let mut fields = Fields::new(Some(separators.clone()));
                self.parts(shell, &word.parts, false, false, &mut fields)?;
                fields.end();
                size = size.saturating_add(fields.size);
                if size > EXPANSION_LIMIT {
                    return Err(Stop::Limit(format!("more than {EXPANSION_LIMIT} bytes of arguments")).into());
                }
                for field in fields.done {
                    if shell.options.noglob || !Pattern::is_special(&field.pattern) {
                        arguments.push(field.text);
                        continue;
                    }
                    let names = glob::expand(self.system, &shell.directory, &field.pattern)?;
                    if names.is_empty() {
                        arguments.push(field.text);
                    } else {
                        arguments.extend(names);
                    }
                }
            }
        }
        Ok(arguments)
    }

    fn single(&mut self, shell: &mut Shell, word: &Word) -> Result<Field, Flow> {
        let mut fields = Fields::new(None);
        self.parts(shell, &word.parts, false, false, &mut fields)?;
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
        Ok(self.single(shell, word)?.text)
    }

    /// A word as a pattern.
    pub fn pattern_of(&mut self, shell: &mut Shell, word: &Word) -> Result<String, Flow> {
        Ok(self.single(shell, word)?.pattern)
    }

    fn parts(
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
                Part::Escaped { raw, .. } if self.dialect == Dialect::Dash => fields.quoted(&format!("${raw}"))?,
                Part::Escaped { text, .. } => fields.quoted(text)?,
                Part::DoubleQuoted(inner) => {
                    let only_arguments = matches!(inner.as_slice(), [Part::Parameter(parameter)]
                        if parameter.name == "@" && parameter.operation == Operation::Value);
                    if !only_arguments || !shell.positional.is_empty() {
                        fields.current.get_or_insert_default();
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
                    if quoted { fields.quoted(&text)? } else { fields.split(&text)? }
                }
                Part::Arithmetic(inner) => {
                    let text = self.text_of(shell, &Word { parts: inner.clone() })?;
                    let value = self.arithmetic(shell, &text)?.to_string();
                    if quoted { fields.quoted(&value)? } else { fields.split(&value)? }
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
        let too_long = || Stop::Limit(format!("more than {SUBSTITUTION_LIMIT} bytes in a command substitution"));
        self.substituted = match result {
            Err(Flow::Stop(Stop::Limit(words))) if words == BROKEN_PIPE => return Err(too_long().into()),
            other => other?,
        };
        let content = sink.borrow_mut().drain();
        let bytes = content.bytes_up_to(SUBSTITUTION_LIMIT as u64).map_err(|_| too_long())?;
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        Ok(text.trim_end_matches('\n').to_string())
    }

    /// The value of an arithmetic expression; a bad one ends the script.
    pub fn arithmetic(&mut self, shell: &mut Shell, text: &str) -> Result<i64, Flow> {
        let error = match evaluate(text, &mut ShellNames(shell)) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let text = text.trim();
        let dash = self.dialect == Dialect::Dash;
        let words = match &error {
            ArithmeticError::TooDeep => return Err(Stop::Limit("an expression is nested too deeply".into()).into()),
            ArithmeticError::ReadOnly(name) => format!("{name}: is read only"),
            ArithmeticError::DivisionByZero if dash => format!("arithmetic expression: division by zero: \"{text}\""),
            ArithmeticError::DivisionByZero if self.dialect == Dialect::Ash => "divide by zero".into(),
            ArithmeticError::DivisionByZero => format!("{text}: division by 0 (error token is \"0\")"),
            ArithmeticError::ExpectingPrimary if dash => {
                format!("arithmetic expression: expecting primary: \"{text}\"")
            }
            ArithmeticError::ExpectingEnd if dash => format!("arithmetic expression: expecting EOF: \"{text}\""),
            ArithmeticError::BadNumber(number) if dash => format!("Illegal number: {number}"),
            _ if self.dialect == Dialect::Ash => "arithmetic syntax error".into(),
            _ => format!("{text}: syntax error in expression"),
        };
        if self.dialect == Dialect::Bash {
            self.complain(shell, None, &words)?;
            return Err(Flow::Abort(1));
        }
        self.fatal(shell, &words)
    }

    /// A parameter's value; `None`: not set.
    pub fn value(&mut self, shell: &Shell, name: &str) -> Option<String> {
        Some(match name {
            "#" => shell.positional.len().to_string(),
            "?" => shell.status.to_string(),
            "$" => shell.pid.to_string(),
            "!" => shell.background?.to_string(),
            "-" => option_letters(shell),
            "0" => shell.name.clone(),
            "@" | "*" if shell.positional.is_empty() => return None,
            "@" => shell.positional.join(" "),
            "*" => {
                let separator: String = shell.get("IFS").unwrap_or(" ").chars().take(1).collect();
                shell.positional.join(&separator)
            }
            "LINENO" => self.line.to_string(),
            "RANDOM" if self.dialect != Dialect::Dash && shell.get("RANDOM").is_none() => {
                (self.system.clock().random() % 32768).to_string()
            }
            name if name.starts_with(|c: char| c.is_ascii_digit()) => {
                let number: usize = name.parse().ok()?;
                shell.positional.get(number.checked_sub(1)?)?.clone()
            }
            name => shell.get(name)?.to_string(),
        })
    }

    fn parameter(
        &mut self,
        shell: &mut Shell,
        parameter: &Parameter,
        quoted: bool,
        fields: &mut Fields,
    ) -> Result<(), Flow> {
        let name = parameter.name.as_str();
        if matches!(name, "@" | "*") && parameter.operation == Operation::Value && (name == "@" || !quoted) {
            for (index, value) in shell.positional.clone().iter().enumerate() {
                if index > 0 {
                    fields.end();
                }
                if quoted {
                    fields.current.get_or_insert_default();
                    fields.quoted(value)?;
                } else {
                    fields.split(value)?;
                }
            }
            return Ok(());
        }
        let value = self.value(shell, name);
        let filled = value.as_ref().is_some_and(|value| !value.is_empty());
        let usable = |colon: bool| if colon { filled } else { value.is_some() };
        let text = match &parameter.operation {
            Operation::Bad => {
                let words =
                    if self.dialect == Dialect::Ash { "bad substitution".into() } else { bad(self.dialect, name) };
                if self.dialect == Dialect::Bash {
                    self.complain(shell, None, &words)?;
                    return Err(Flow::Abort(1));
                }
                return self.fatal(shell, &words);
            }
            Operation::Default { colon, word } if !usable(*colon) => {
                return self.parts(shell, &word.parts, quoted, true, fields);
            }
            Operation::Alternative { colon, word } => {
                return if usable(*colon) { self.parts(shell, &word.parts, quoted, true, fields) } else { Ok(()) };
            }
            Operation::Assign { colon, word } if !usable(*colon) => {
                let text = self.text_of(shell, word)?;
                if !super::language::is_name(name) {
                    let words = bad(self.dialect, name);
                    return self.fatal(shell, &words);
                }
                self.assign(shell, name, &text)?;
                text
            }
            Operation::Demand { colon, word } if !usable(*colon) => {
                let mut words = self.text_of(shell, word)?;
                if words.is_empty() {
                    words = match (self.dialect, colon) {
                        (Dialect::Bash, true) => "parameter null or not set".into(),
                        (_, true) => "parameter not set or null".into(),
                        (_, false) => "parameter not set".into(),
                    };
                }
                return self.fatal(shell, &format!("{name}: {words}"));
            }
            Operation::Length if matches!(name, "@" | "*") => shell.positional.len().to_string(),
            _ if value.is_none()
                && shell.options.nounset
                && !matches!(name, "@" | "*")
                && needs(&parameter.operation) =>
            {
                let words = if self.dialect == Dialect::Bash { "unbound variable" } else { "parameter not set" };
                return self.fatal(shell, &format!("{name}: {words}"));
            }
            operation => self.modified(shell, operation, value.unwrap_or_default())?,
        };
        if quoted { fields.quoted(&text) } else { fields.split(&text) }
    }

    fn modified(&mut self, shell: &mut Shell, operation: &Operation, value: String) -> Result<String, Flow> {
        let (pattern, cut) = match operation {
            Operation::Length => return Ok(value.chars().count().to_string()),
            Operation::CutSuffix { longest: true, pattern } => (pattern, Cut::LongestSuffix),
            Operation::CutSuffix { longest: false, pattern } => (pattern, Cut::ShortestSuffix),
            Operation::CutPrefix { longest: true, pattern } => (pattern, Cut::LongestPrefix),
            Operation::CutPrefix { longest: false, pattern } => (pattern, Cut::ShortestPrefix),
            Operation::Replace { .. } | Operation::Substring { .. } if self.dialect == Dialect::Dash => {
                return self.fatal(shell, "Bad substitution");
            }
            Operation::Replace { all, pattern, with } => {
                let pattern = Pattern::new(&self.pattern_of(shell, pattern)?);
                let with = self.text_of(shell, with)?;
                return self.replaced(&value, &pattern, &with, *all);
            }
            Operation::Substring { offset, length } => {
                let letters: Vec<char> = value.chars().collect();
                let count = letters.len() as i64;
                let text = self.text_of(shell, offset)?;
                let offset = self.arithmetic(shell, &text)?;
                let start = if offset < 0 { count.saturating_add(offset) } else { offset }.clamp(0, count);
                let end = match length {
                    None => count,
                    Some(length) => {
                        let text = self.text_of(shell, length)?;
                        let length = self.arithmetic(shell, &text)?;
                        if length < 0 { count.saturating_add(length) } else { start.saturating_add(length) }
                    }
                };
                let end = end.clamp(start, count);
                return Ok(letters.get(start as usize..end as usize).unwrap_or_default().iter().collect());
            }
            _ => return Ok(value),
        };
        let pattern = self.pattern_of(shell, pattern)?;
        Ok(Pattern::new(&pattern).cut(&value, cut))
    }

    fn replaced(&mut self, value: &str, pattern: &Pattern, with: &str, all: bool) -> Result<String, Flow> {
        let letters: Vec<char> = value.chars().collect();
        let mut text = String::new();
        let mut at = 0;
        while let Some((start, end)) = pattern.find(&letters, at) {
            self.system.step()?;
            text.extend(letters.get(at..start).unwrap_or_default());
            text.push_str(with);
            at = end;
            if !all || text.len() > EXPANSION_LIMIT {
                break;
            }
        }
        text.extend(letters.get(at..).unwrap_or_default());
        Ok(text)
    }
}

/// Whether `set -u` minds that the parameter is not set.
fn needs(operation: &Operation) -> bool {
    !matches!(operation, Operation::Default { .. } | Operation::Assign { .. } | Operation::Demand { .. })
}

fn bad(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Dash => "Bad substitution".into(),
        Dialect::Ash => "bad substitution".into(),
        Dialect::Bash => format!("${{{name}}}: bad substitution"),
    }
}

fn option_letters(shell: &Shell) -> String {
    let options = &shell.options;
    let letters = [
        (options.allexport, 'a'),
        (options.errexit, 'e'),
        (options.noglob, 'f'),
        (shell.interactive, 'i'),
        (options.nounset, 'u'),
        (options.verbose, 'v'),
        (options.xtrace, 'x'),
        (options.noclobber, 'C'),
    ];
    letters.into_iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect()
}

struct ShellNames<'a>(&'a mut Shell);

impl Names for ShellNames<'_> {
    fn value(&self, name: &str) -> Option<String> {
        self.0.get(name).map(str::to_string)
    }
    fn assign(&mut self, name: &str, value: &str) -> bool {
        self.0.set(name, value)
    }
}
