//! Parameter expansion: `$x` and all that `${…}` can do (POSIX XCU 2.6.2; bash's manual, 3.5.3).

use super::bash_version::{bash_machine, bash_version};
use super::fields::{EXPANSION_LIMIT, Fields};
use super::interpreter::{Flow, Interpreter};
use super::language::{Index, Operation, Parameter, Place, Word, is_name};
use super::nesting::Nesting;
use super::pattern::{Cut, Pattern};
use super::quoted::single_quoted;
use super::{Dialect, Form, Shell};

/// Whether it stands for a list, of which each element is a field where it is quoted.
pub(super) fn is_list(parameter: &Parameter) -> bool {
    let each = matches!(parameter.index, Some(Index::Each)) || parameter.index.is_none() && parameter.name == "@";
    match parameter.operation {
        Operation::Value => each || parameter.indirect,
        Operation::Names { joined } => !joined,
        Operation::Length | Operation::Bad => false,
        _ => each,
    }
}

impl Interpreter<'_> {
    /// A parameter's value; `None`: not set.
    pub fn value(&mut self, shell: &Shell, name: &str) -> Option<String> {
        Some(match name {
            "#" => shell.positional.len().to_string(),
            "?" => shell.status.to_string(),
            "$" => shell.pid.to_string(),
            "!" => shell.background?.to_string(),
            "-" => option_letters(shell, self.dialect),
            "0" => shell.name.clone(),
            "@" | "*" if shell.positional.is_empty() => return None,
            "@" => shell.positional.join(" "),
            "*" => shell.positional.join(&separator(shell)),
            // ash counts the lines of `-c` from nought.
            "LINENO" if self.dialect == Dialect::Ash && shell.from_argument => self.line.saturating_sub(1).to_string(),
            "LINENO" => shell.lines.saturating_add(self.line).to_string(),
            "RANDOM" if self.dialect != Dialect::Dash && shell.get("RANDOM").is_none() => {
                (self.system.clock().random() % 32768).to_string()
            }
            "SECONDS" if self.dialect == Dialect::Bash => {
                let now = self.system.clock().now();
                (now.seconds() - shell.started.unwrap_or(now).seconds()).to_string()
            }
            "EPOCHSECONDS" if self.dialect == Dialect::Bash => self.system.clock().now().seconds().to_string(),
            "BASHPID" if self.dialect == Dialect::Bash => shell.pid.to_string(),
            "SHELLOPTS" if self.dialect == Dialect::Bash => super::builtins::switched_on(shell),
            "PIPESTATUS" | "FUNCNAME" | "BASH_SOURCE" | "BASH_LINENO" | "DIRSTACK" if self.dialect == Dialect::Bash => {
                self.elements(shell, name, false).into_iter().next()?
            }
            name if name.starts_with(|c: char| c.is_ascii_digit()) => {
                let number: usize = name.parse().ok()?;
                shell.positional.get(number.checked_sub(1)?)?.clone()
            }
            name => match shell.get(name) {
                Some(value) => value.to_string(),
                None => self.own_variable(shell, name)?,
            },
        })
    }

    /// A variable that the shell sets for itself: BusyBox's knows one of bash's (`BASH_HOSTNAME_VAR` in its `ash.c`).
    fn own_variable(&mut self, shell: &Shell, name: &str) -> Option<String> {
        match self.dialect {
            Dialect::Bash => {}
            Dialect::Ash if name == "HOSTNAME" => {}
            Dialect::Ash | Dialect::Dash => return None,
        }
        Some(match name {
            "BASH" => "/bin/bash".into(),
            "BASH_VERSION" => format!("{}(1)-release", bash_version(self.system, shell)),
            "BASH_VERSINFO" => bash_version(self.system, shell).split('.').next()?.to_string(),
            "UID" | "EUID" => self.system.files().identity().uid.to_string(),
            "HOSTNAME" => self.system.hostname(),
            "HOSTTYPE" => "x86_64".into(),
            "MACHTYPE" => bash_machine(self.system, shell).into(),
            "OSTYPE" => bash_machine(self.system, shell).split_once("linux").map(|(_, libc)| format!("linux{libc}"))?,
            "OPTERR" => "1".into(),
            "PS4" => "+ ".into(),
            _ => return None,
        })
    }

    pub(super) fn parameter(
        &mut self,
        shell: &mut Shell,
        parameter: &Parameter,
        quoted: bool,
        fields: &mut Fields,
    ) -> Result<(), Flow> {
        let name = parameter.name.as_str();
        if parameter.indirect {
            return self.indirect(shell, parameter, quoted, fields);
        }
        let (values, joined) = match (&parameter.operation, &parameter.index, name) {
            (Operation::Bad | Operation::Length, ..) => return self.scalar(shell, parameter, quoted, fields),
            (Operation::Names { joined }, ..) => {
                let names = shell.variables.keys().filter(|own| own.starts_with(name)).cloned();
                (names.collect(), *joined)
            }
            (operation, Some(index @ (Index::Each | Index::Joined)), _) => {
                let keys = *operation == Operation::Keys;
                (self.elements(shell, name, keys), *index == Index::Joined)
            }
            (_, None, "@" | "*") => (shell.positional.clone(), name == "*"),
            _ => return self.scalar(shell, parameter, quoted, fields),
        };
        let values = match &parameter.operation {
            Operation::Value | Operation::Keys | Operation::Names { .. } => values,
            Operation::Default { colon, .. } | Operation::Assign { colon, .. } | Operation::Demand { colon, .. }
                if if *colon {
                    values.iter().any(|value| !value.is_empty()) || values.len() > 1
                } else {
                    !values.is_empty()
                } =>
            {
                values
            }
            Operation::Substring { offset, length } => {
                let whole = parameter.index.is_none();
                self.slice(shell, values, whole, offset, length.as_ref())?
            }
            operation @ (Operation::CutSuffix { .. }
            | Operation::CutPrefix { .. }
            | Operation::Replace { .. }
            | Operation::Case { .. }
            | Operation::Transform(_)) => {
                let mut modified = Vec::with_capacity(values.len());
                for value in values {
                    modified.push(self.modified(shell, name, operation, value)?);
                }
                modified
            }
            _ => return self.scalar(shell, parameter, quoted, fields),
        };
        if quoted && joined {
            return fields.quoted(&values.join(&separator(shell)));
        }
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                fields.end();
            }
            if quoted {
                fields.start();
                fields.quoted(value)?;
            } else {
                fields.split(value)?;
            }
        }
        Ok(())
    }

    /// `${!x}`
    fn indirect(
        &mut self,
        shell: &mut Shell,
        parameter: &Parameter,
        quoted: bool,
        fields: &mut Fields,
    ) -> Result<(), Flow> {
        let _nesting = Nesting::enter()?;
        let name = &parameter.name;
        let target = match &parameter.index {
            Some(Index::At(index)) => {
                let index = self.text_of(shell, index)?;
                self.element(shell, name, &index)?
            }
            _ if shell.variables.get(name).is_some_and(|variable| variable.form == Form::Reference) => {
                let target = shell.resolved(name).to_string();
                return fields.add(&target, quoted);
            }
            _ => self.value(shell, name),
        };
        let Some(target) = target.filter(|target| !target.is_empty()) else {
            if parameter.operation != Operation::Value {
                let operation = parameter.operation.clone();
                let unset = Parameter { name: name.clone(), index: None, indirect: false, operation };
                return self.scalar(shell, &unset, quoted, fields);
            }
            self.complain(shell, None, &format!("{name}: invalid indirect expansion"))?;
            return Err(Flow::Abort(1));
        };
        let (of, index) = match super::arrays::subscripted(&target) {
            Some((of, "@")) => (of, Some(Index::Each)),
            Some((of, "*")) => (of, Some(Index::Joined)),
            Some((of, index)) => (of, Some(Index::At(Word::quoted(index)))),
            None => (target.as_str(), None),
        };
        let special = of.len() == 1 && "@*#?$!-".contains(of) || of.bytes().all(|byte| byte.is_ascii_digit());
        if !is_name(of) && !special {
            self.complain(shell, None, &format!("{target}: invalid variable name"))?;
            return Err(Flow::Abort(1));
        }
        let operation = parameter.operation.clone();
        self.parameter(shell, &Parameter { name: of.into(), index, indirect: false, operation }, quoted, fields)
    }

    /// `${@:1:2}` and `${a[@]:1:2}`
    fn slice(
        &mut self,
        shell: &mut Shell,
        mut values: Vec<String>,
        positional: bool,
        offset: &Word,
        length: Option<&Word>,
    ) -> Result<Vec<String>, Flow> {
        if positional {
            values.insert(0, shell.name.clone());
        }
        let count = values.len() as i64;
        let text = self.text_of(shell, offset)?;
        let offset = self.arithmetic(shell, &text)?;
        let start = if offset < 0 { count.saturating_add(offset) } else { offset };
        if start < 0 {
            return Ok(Vec::new());
        }
        let length = match length {
            None => count,
            Some(length) => {
                let text = self.text_of(shell, length)?;
                self.arithmetic(shell, &text)?
            }
        };
        if length < 0 {
            self.complain(shell, None, &format!("{length}: substring expression < 0"))?;
            return Err(Flow::Abort(1));
        }
        Ok(values.into_iter().skip(start as usize).take(length as usize).collect())
    }

    /// The value of one parameter, or of one element of an array.
    fn one(&mut self, shell: &mut Shell, parameter: &Parameter) -> Result<Option<String>, Flow> {
        let name = &parameter.name;
        Ok(match &parameter.index {
            None => self.value(shell, name),
            Some(Index::At(index)) => {
                let index = self.text_of(shell, index)?;
                self.element(shell, name, &index)?
            }
            Some(Index::Each) => Some(self.elements(shell, name, false).join(" ")).filter(|text| !text.is_empty()),
            Some(Index::Joined) => {
                let values = self.elements(shell, name, false);
                (!values.is_empty()).then(|| values.join(&separator(shell)))
            }
        })
    }

    fn scalar(
        &mut self,
        shell: &mut Shell,
        parameter: &Parameter,
        quoted: bool,
        fields: &mut Fields,
    ) -> Result<(), Flow> {
        let name = parameter.name.as_str();
        let settled;
        let parameter = match (&parameter.index, &parameter.operation) {
            // The index is worth something once, though it is asked for twice.
            (Some(Index::At(index)), Operation::Assign { .. }) => {
                let index = self.text_of(shell, index)?;
                let index = Word::quoted(&self.settled(shell, name, &index)?);
                settled = Parameter { index: Some(Index::At(index)), ..parameter.clone() };
                &settled
            }
            _ => parameter,
        };
        let value = self.one(shell, parameter)?;
        let filled = value.as_ref().is_some_and(|value| !value.is_empty());
        let usable = |colon: bool| if colon { filled } else { value.is_some() };
        let text = match &parameter.operation {
            Operation::Bad => {
                let words = bad(self.dialect, name);
                if self.dialect == Dialect::Bash {
                    self.complain(shell, None, &words)?;
                    return Err(Flow::Abort(1));
                }
                return self.fatal(shell, &words);
            }
            Operation::Default { colon, word } if !usable(*colon) => {
                if quoted {
                    fields.start();
                }
                return self.parts(shell, &word.parts, quoted, true, fields);
            }
            Operation::Alternative { colon, word } => {
                return if usable(*colon) { self.parts(shell, &word.parts, quoted, true, fields) } else { Ok(()) };
            }
            Operation::Assign { colon, word } if !usable(*colon) => {
                let text = self.text_of(shell, word)?;
                if !is_name(name) {
                    let words = bad(self.dialect, name);
                    return self.fatal(shell, &words);
                }
                match &parameter.index {
                    Some(Index::At(index)) => {
                        let index = self.text_of(shell, index)?;
                        self.assign_element(shell, name, &index, &text, false)?;
                    }
                    _ => self.assign(shell, name, &text)?,
                }
                text
            }
            Operation::Demand { colon, word } if !usable(*colon) => {
                let mut words = self.text_of(shell, word)?;
                if words.is_empty() {
                    words = match (self.dialect, colon) {
                        (Dialect::Bash, true) => "parameter null or not set".into(),
                        (Dialect::Bash, false) => "parameter not set".into(),
                        (_, true) => "parameter not set or null".into(),
                        (_, false) => "parameter not set".into(),
                    };
                }
                return self.fatal(shell, &format!("{name}: {words}"));
            }
            Operation::Length if matches!(name, "@" | "*") => shell.positional.len().to_string(),
            Operation::Length if matches!(parameter.index, Some(Index::Each | Index::Joined)) => {
                self.elements(shell, name, false).len().to_string()
            }
            _ if value.is_none()
                && shell.options.nounset
                && !matches!(name, "@" | "*")
                && !matches!(parameter.index, Some(Index::Each | Index::Joined))
                && needs(&parameter.operation) =>
            {
                let words = if self.dialect == Dialect::Bash { "unbound variable" } else { "parameter not set" };
                let shown = match &parameter.index {
                    Some(Index::At(index)) => format!("{name}[{}]", self.text_of(shell, index)?),
                    _ => name.to_string(),
                };
                return self.fatal(shell, &format!("{shown}: {words}"));
            }
            operation => self.modified(shell, name, operation, value.unwrap_or_default())?,
        };
        fields.add(&text, quoted)
    }

    fn modified(
        &mut self,
        shell: &mut Shell,
        name: &str,
        operation: &Operation,
        value: String,
    ) -> Result<String, Flow> {
        let (pattern, cut) = match operation {
            Operation::Length => return Ok(value.chars().count().to_string()),
            Operation::CutSuffix { longest: true, pattern } => (pattern, Cut::LongestSuffix),
            Operation::CutSuffix { longest: false, pattern } => (pattern, Cut::ShortestSuffix),
            Operation::CutPrefix { longest: true, pattern } => (pattern, Cut::LongestPrefix),
            Operation::CutPrefix { longest: false, pattern } => (pattern, Cut::ShortestPrefix),
            Operation::Replace { place, pattern, with } => {
                let pattern = self.pattern_of(shell, pattern)?;
                let with = self.replacement_of(shell, with)?;
                let compiled = Self::compiled(shell, &pattern);
                return self.replaced(&value, (&compiled, pattern.is_empty()), &with, *place);
            }
            Operation::Substring { offset, length } => {
                return self.substring(shell, &value, offset, length.as_ref());
            }
            Operation::Case { upper, all, pattern } => {
                let pattern = match pattern {
                    Some(pattern) => self.ready_pattern(shell, pattern)?,
                    None => Pattern::new("?"),
                };
                return Ok(in_case(&value, *upper, *all, &pattern));
            }
            Operation::Transform(how) => return Ok(transformed(shell, name, &value, *how)),
            _ => return Ok(value),
        };
        Ok(self.ready_pattern(shell, pattern)?.cut(&value, cut))
    }

    fn substring(
        &mut self,
        shell: &mut Shell,
        value: &str,
        offset: &Word,
        length: Option<&Word>,
    ) -> Result<String, Flow> {
        let letters: Vec<char> = value.chars().collect();
        let count = letters.len() as i64;
        let text = self.text_of(shell, offset)?;
        let offset = self.arithmetic(shell, &text)?;
        let start = if offset < 0 { count.saturating_add(offset) } else { offset };
        if start < 0 {
            return Ok(String::new());
        }
        let start = start.min(count);
        let end = match length {
            None => count,
            Some(length) => {
                let text = self.text_of(shell, length)?;
                let length = self.arithmetic(shell, &text)?;
                let end = if length < 0 { count.saturating_add(length) } else { start.saturating_add(length) };
                if end < start && self.dialect == Dialect::Bash {
                    self.complain(shell, None, &format!("{}: substring expression < 0", text.trim()))?;
                    return Err(Flow::Abort(1));
                }
                end
            }
        };
        let end = end.clamp(start, count);
        Ok(letters.get(start as usize..end as usize).unwrap_or_default().iter().collect())
    }

    /// What replaces a match: in bash a bare `&` is the match.
    fn filled_in(&self, with: &str, taken: &str) -> String {
        let mut text = String::new();
        let mut letters = with.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => text.extend(letters.next()),
                '&' if self.dialect == Dialect::Bash => text.push_str(taken),
                letter => text.push(letter),
            }
        }
        text
    }

    /// `compiled`: the pattern, and whether it is empty.
    fn replaced(
        &mut self,
        value: &str,
        (compiled, is_empty): (&Pattern, bool),
        with: &str,
        place: Place,
    ) -> Result<String, Flow> {
        let cut = match place {
            Place::Start => Some(Cut::LongestPrefix),
            Place::End => Some(Cut::LongestSuffix),
            Place::First | Place::All => None,
        };
        if let Some(cut) = cut {
            let left = compiled.cut(value, cut);
            if left.len() == value.len() && !is_empty {
                return Ok(left);
            }
            let taken = match place {
                Place::Start => value.get(..value.len() - left.len()),
                _ => value.get(left.len()..),
            };
            let with = self.filled_in(with, taken.unwrap_or_default());
            return Ok(if place == Place::Start { format!("{with}{left}") } else { format!("{left}{with}") });
        }
        let letters: Vec<char> = value.chars().collect();
        let mut text = String::new();
        let mut at = 0;
        while let Some((start, end)) = compiled.find(&letters, at) {
            self.system.step()?;
            text.extend(letters.get(at..start).unwrap_or_default());
            let taken: String = letters.get(start..end).unwrap_or_default().iter().collect();
            text.push_str(&self.filled_in(with, &taken));
            at = end;
            if place == Place::First || text.len() > EXPANSION_LIMIT {
                break;
            }
        }
        text.extend(letters.get(at..).unwrap_or_default());
        Ok(text)
    }
}

/// What stands between joined values: the first character of `IFS`.
fn separator(shell: &Shell) -> String {
    shell.get("IFS").unwrap_or(" ").chars().take(1).collect()
}

/// `${x^}` and its kin.
fn in_case(value: &str, upper: bool, all: bool, pattern: &Pattern) -> String {
    let change = |letter: char| -> String {
        if !pattern.matches(letter.encode_utf8(&mut [0; 4])) {
            return letter.to_string();
        }
        if upper { letter.to_uppercase().collect() } else { letter.to_lowercase().collect() }
    };
    let letters = value.chars().enumerate();
    letters.map(|(at, letter)| if all || at == 0 { change(letter) } else { letter.to_string() }).collect()
}

/// `${x@Q}` and its kin.
fn transformed(shell: &Shell, name: &str, value: &str, how: char) -> String {
    let capital = |value: &str| {
        let mut letters = value.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    let variable = shell.variables.get(shell.resolved(name));
    match how {
        'U' => value.to_uppercase(),
        'u' => capital(value),
        'L' => value.to_lowercase(),
        'Q' | 'K' if variable.is_none() && is_name(name) => String::new(),
        'Q' | 'K' => single_quoted(value),
        'E' => {
            let mut bytes = Vec::new();
            super::programs::escape::expand(value, false, &mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        'a' => variable.map(super::builtins::attributes).filter(|letters| letters != "-").unwrap_or_default(),
        'A' => match variable {
            Some(variable) => match super::builtins::attributes(variable) {
                letters if letters == "-" => format!("{name}={}", single_quoted(value)),
                letters => format!("declare -{letters} {name}={}", single_quoted(value)),
            },
            None => String::new(),
        },
        _ => value.to_string(),
    }
}

/// Whether `set -u` minds that the parameter is not set.
fn needs(operation: &Operation) -> bool {
    !matches!(operation, Operation::Default { .. } | Operation::Assign { .. } | Operation::Demand { .. })
}

fn bad(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Dash => "Bad substitution".into(),
        Dialect::Ash => "syntax error: bad substitution".into(),
        Dialect::Bash => format!("${{{name}}}: bad substitution"),
    }
}

fn option_letters(shell: &Shell, dialect: Dialect) -> String {
    let options = &shell.options;
    let (bash, text) = (dialect == Dialect::Bash, shell.from_argument);
    let from_input = !text && !shell.from_file && (bash || shell.interactive);
    // bash has them in the order of its table; the others go through theirs backwards (`optletters`).
    let of_bash = [
        (options.allexport, 'a'),
        (options.errexit, 'e'),
        (options.noglob, 'f'),
        (true, 'h'),
        (shell.interactive, 'i'),
        (shell.interactive, 'm'),
        (options.nounset, 'u'),
        (options.verbose, 'v'),
        (options.xtrace, 'x'),
        (true, 'B'),
        (options.noclobber, 'C'),
        (options.errtrace, 'E'),
        (shell.interactive, 'H'),
        (text, 'c'),
        (from_input, 's'),
    ];
    let ash = dialect == Dialect::Ash;
    let of_the_others = [
        (options.errtrace && ash, 'E'),
        (options.nounset, 'u'),
        (options.allexport, 'a'),
        (options.noclobber, 'C'),
        (options.verbose, 'v'),
        (options.xtrace, 'x'),
        (text && ash, 'c'),
        (from_input, 's'),
        (shell.interactive, 'm'),
        (shell.interactive, 'i'),
        (options.noglob, 'f'),
        (options.errexit, 'e'),
    ];
    let letters: &[(bool, char)] = if bash { &of_bash } else { &of_the_others };
    letters.iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect()
}
