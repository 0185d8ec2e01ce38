//! Simple commands: assignments, redirections, then a builtin, a function or a program.

use super::arrays::{Ready, subscripted};
use super::channel::{Channel, PIPE_LIMIT, Sink, Wired};
use super::interpreter::{Flow, Interpreter, Ran};
use super::language::{Assigned, Assignment, Extra, Part, Redirection, Word, is_name};
use super::launch::{Launch, LaunchError, launch, start_inside};
use super::quoted::{quoted, traced};
use super::{Dialect, Input, Program, Shell, builtins};
use crate::allowance::{self, Nesting};

/// Commands that are called by commands (`command command …`), where the stack is big enough.
const COMMANDS: usize = 400;

/// How much work it is to hand arguments on.
fn weight(arguments: &[String]) -> u64 {
    arguments.iter().map(|argument| argument.len() as u64 + 32).sum()
}

/// What `test` and its kin complain about, as bash words it; `arguments`: how many words the command has.
fn in_bash(words: &str, arguments: usize) -> String {
    if let Some(word) = words.strip_suffix(": unexpected operator") {
        let kind = if arguments < 4 { "unary" } else { "binary" };
        return format!("{word}: {kind} operator expected");
    }
    match words.strip_prefix("Illegal number: ") {
        Some(word) => format!("{word}: integer expression expected"),
        None if words == "missing ]" => "missing `]'".into(),
        None => words.into(),
    }
}

/// A list that is assigned by `declare` and its kin.
struct DeclaredList {
    name: String,
    ready: Vec<Ready>,
    append: bool,
}

/// Whether the command's arguments are assignments.
fn declares(words: &[Word]) -> bool {
    let name = words.first().and_then(Word::bare);
    matches!(name, Some("declare" | "export" | "local" | "readonly" | "typeset"))
}

/// Whether a word that begins so is an assignment.
fn assigns(head: &str) -> bool {
    let name = head.split_once('=').map(|(name, _)| name.strip_suffix('+').unwrap_or(name));
    name.is_some_and(|name| is_name(name) || subscripted(name).is_some())
}

impl Interpreter<'_> {
    pub fn simple(
        &mut self,
        shell: &mut Shell,
        assignments: &[Assignment],
        words: &[Word],
        redirections: &[Redirection],
    ) -> Ran {
        let tail = self.take_tail() && shell.traps.is_empty();
        let line = self.line;
        self.substituted = 0;
        let (arguments, lists) = match self.dialect.knows(Extra::Arrays) && declares(words) {
            true => self.declared(shell, words)?,
            false => (self.fields_of(shell, words)?, Vec::new()),
        };
        if arguments.is_empty() {
            let outer = self.channels.clone();
            let redirected = self.redirect(shell, redirections);
            self.channels = outer;
            match redirected {
                Err(Flow::Abort(_)) => return Ok(self.redirection_failed()),
                other => other?,
            }
            for assignment in assignments {
                self.carry_out(shell, assignment)?;
                if shell.options.xtrace {
                    let traced = self.traced(shell, assignment);
                    self.trace(shell, &[traced])?;
                }
            }
            return Ok(self.substituted);
        }
        let name = arguments.first().cloned().unwrap_or_default();
        let special = builtins::is_special(&name);
        let outer = self.channels.clone();
        if let Err(flow) = self.redirect(shell, redirections) {
            self.channels = outer;
            return match flow {
                Flow::Abort(status) if special && !shell.interactive && self.dialect != Dialect::Bash => {
                    Err(Flow::Abort(status))
                }
                Flow::Abort(_) => Ok(self.redirection_failed()),
                flow => Err(flow),
            };
        }
        let mut hidden = Vec::new();
        let mut traced = Vec::new();
        for assignment in assignments {
            let name = &assignment.name;
            let before = shell.variables.get(name).cloned();
            self.carry_out(shell, assignment)?;
            traced.push(self.traced(shell, assignment));
            // bash keeps what stands before `export` and `readonly`, the others what stands before any special builtin.
            let keeps = match self.dialect {
                Dialect::Bash => matches!(arguments.first().map(String::as_str), Some("export" | "readonly")),
                Dialect::Dash | Dialect::Ash => special,
            };
            if !keeps {
                hidden.push((name.clone(), before));
                if let Some(variable) = shell.variables.get_mut(name) {
                    variable.exported = true;
                }
            }
        }
        if shell.options.xtrace {
            traced.extend(arguments.iter().cloned());
            self.trace(shell, &traced)?;
        }
        self.line = line;
        let keeps = name == "exec" && arguments.len() == 1;
        let result = self.invoke(shell, arguments, tail);
        let result = match result {
            Ok(status) => self.assign_declared(shell, lists).map(|()| status),
            flow => flow,
        };
        for (name, before) in hidden.into_iter().rev() {
            match before {
                Some(variable) => shell.variables.insert(name, variable),
                None => shell.variables.remove(&name),
            };
        }
        let flushed = self.flush(shell);
        if !keeps {
            self.channels = outer;
        }
        let status = result?;
        flushed?;
        Ok(status)
    }

    /// An assignment that has been carried out, as `set -x` shows it.
    fn traced(&mut self, shell: &Shell, assignment: &Assignment) -> String {
        let sign = if assignment.append { "+=" } else { "=" };
        let value = match &assignment.value {
            Assigned::Word(_) => shell.get(&assignment.name).unwrap_or_default().to_string(),
            Assigned::List(_) => format!("({})", self.elements(shell, &assignment.name, false).join(" ")),
        };
        format!("{}{sign}{value}", assignment.name)
    }

    /// The arguments of `declare` and its kin: assignments are not split, and lists wait until the command has run.
    fn declared(&mut self, shell: &mut Shell, words: &[Word]) -> Result<(Vec<String>, Vec<DeclaredList>), Flow> {
        let mut arguments = Vec::new();
        let mut lists = Vec::new();
        for word in words {
            match word.parts.as_slice() {
                [Part::Literal(head), Part::List(elements)] => {
                    let name = head.trim_end_matches(['=', '+']).to_string();
                    let append = head.ends_with("+=");
                    lists.push(DeclaredList { name: name.clone(), ready: self.ready(shell, elements)?, append });
                    arguments.push(name);
                }
                [Part::Literal(head), ..] if assigns(head) => arguments.push(self.text_of(shell, word)?),
                _ => arguments.extend(self.fields_of(shell, std::slice::from_ref(word))?),
            }
        }
        Ok((arguments, lists))
    }

    fn assign_declared(&mut self, shell: &mut Shell, lists: Vec<DeclaredList>) -> Result<(), Flow> {
        for DeclaredList { name, ready, append } in lists {
            self.assign_list(shell, &name, ready, append, true)?;
        }
        Ok(())
    }

    fn redirection_failed(&self) -> i32 {
        if self.dialect == Dialect::Dash { 2 } else { 1 }
    }

    fn trace(&mut self, shell: &Shell, words: &[String]) -> Result<(), Flow> {
        if !shell.options.xtrace {
            return Ok(());
        }
        let quote = |word: &String| match self.dialect {
            Dialect::Dash => word.clone(),
            Dialect::Ash => traced(word),
            Dialect::Bash => quoted(word),
        };
        let line = words.iter().map(quote).collect::<Vec<_>>().join(" ");
        let prompt = shell.get("PS4").unwrap_or("+ ").to_string();
        self.write_error(format!("{prompt}{line}\n").as_bytes())
    }

    /// Sets a variable; an attempt on a read-only one ends the script.
    pub fn assign(&mut self, shell: &mut Shell, name: &str, value: &str) -> Result<(), Flow> {
        if name == "SECONDS" && self.dialect == Dialect::Bash {
            let past = value.parse::<i64>().unwrap_or(0).saturating_mul(1_000_000_000);
            shell.started = Some(self.system.clock().now().plus(past.saturating_neg()));
            return Ok(());
        }
        if name == "RANDOM" && self.dialect == Dialect::Bash || shell.set(name, value) {
            return Ok(());
        }
        match self.dialect {
            Dialect::Dash | Dialect::Ash => self.fatal(shell, &format!("{name}: is read only")),
            Dialect::Bash => {
                self.complain(shell, None, &format!("{name}: readonly variable"))?;
                Err(Flow::Abort(1))
            }
        }
    }

    /// Runs a command whose words are known: a function, a builtin or a program.
    pub fn invoke(&mut self, shell: &mut Shell, arguments: Vec<String>, tail: bool) -> Ran {
        let name = arguments.first().cloned().unwrap_or_default();
        allowance::work(weight(&arguments))?;
        if let Some(function) = shell.functions.get(&name).cloned() {
            return self.function(shell, &function, &arguments);
        }
        self.invoke_command(shell, arguments, tail)
    }

    /// The same without functions, as `command` wants it.
    pub fn invoke_command(&mut self, shell: &mut Shell, arguments: Vec<String>, tail: bool) -> Ran {
        let name = arguments.first().cloned().unwrap_or_default();
        let _nesting = Nesting::within(COMMANDS)?;
        allowance::work(weight(&arguments))?;
        if let Some(builtin) = builtins::find(&name, self.dialect) {
            return builtin(self, shell, &arguments);
        }
        let inside = builtins::BUILTIN_PROGRAMS.contains(&name.as_str());
        let builtin = if inside { self.system.program(&name) } else { None };
        self.program(shell, arguments, builtin, tail)
    }

    /// Runs a program that the shell has inside, or one that is a file; or says why it cannot be run.
    pub fn program(
        &mut self,
        shell: &mut Shell,
        arguments: Vec<String>,
        inside: Option<&'static dyn Program>,
        tail: bool,
    ) -> Ran {
        let name = arguments.first().cloned().unwrap_or_default();
        let count = arguments.iter().filter(|word| *word != "]").count();
        let channel = self.channels.get(&0).cloned();
        // What a program inside the shell complains about, the shell does in its own words.
        let complaints = inside.map(|_| Sink::pipe(PIPE_LIMIT));
        let err = match &complaints {
            Some(sink) => Some(Channel::Sink(sink.clone())),
            None => self.channels.get(&2).cloned(),
        };
        let mut stdin = match &channel {
            Some(Channel::Input(input)) => std::mem::take(&mut *input.borrow_mut()),
            _ => Input::Empty,
        };
        shell.next_pid = shell.next_pid.wrapping_add(1);
        let ready = Launch {
            environment: shell.environment(),
            directory: shell.directory.clone(),
            stdin: &mut stdin,
            output: &mut Wired { base: self.output, out: self.channels.get(&1).cloned(), err },
            system: self.system,
            // A shell replaces itself by its last command.
            pid: if tail { shell.pid } else { shell.next_pid },
            arguments: arguments.clone(),
        };
        let result = match inside {
            Some(program) => {
                let name = shell.name.rsplit('/').next().unwrap_or_default().to_string();
                let inside = Some(name).filter(|_| self.dialect == Dialect::Ash);
                start_inside(ready, program, self.flavour, inside).map_err(LaunchError::Stop)
            }
            None => launch(ready),
        };
        if let Some(Channel::Input(input)) = channel {
            *input.borrow_mut() = stdin;
        }
        if let Some(sink) = complaints {
            let text = sink.borrow_mut().drain().to_bytes();
            self.inner_complaints(shell, &name, &String::from_utf8_lossy(&text), count)?;
        }
        match result {
            Ok(status) if tail => Ok(status),
            Ok(status) => self.say_death(shell, &arguments).map(|()| status),
            Err(LaunchError::Stop(stop)) => Err(self.behind_shell(shell, stop, tail).into()),
            Err(LaunchError::PlainScript(path)) => self.plain_script(shell, arguments, &path, tail),
            Err(error) => self.not_launched(shell, &name, &error),
        }
    }

    /// What the shell says of a command that died of a signal (dash `showjob`, ash `sprint_status48`, bash
    /// `notify_of_job_status`); Ctrl-C and a broken pipe speak for themselves.
    fn say_death(&mut self, shell: &Shell, arguments: &[String]) -> Result<(), Flow> {
        let Some(signal) = self.system.bounds().take_death() else { return Ok(()) };
        let words = match signal {
            2 | 13 => return Ok(()),
            // bash, built as it is, does not mention the usual way to end a program.
            15 if self.dialect == Dialect::Bash && !shell.interactive => return Ok(()),
            1 => "Hangup".to_string(),
            3 => "Quit".into(),
            9 => "Killed".into(),
            15 => "Terminated".into(),
            number => format!("Signal {number}"),
        };
        if self.dialect != Dialect::Bash || shell.interactive {
            return self.write_error(format!("{words}\n").as_bytes());
        }
        let (pid, command) = (shell.next_pid, arguments.join(" "));
        let (name, line) = (&shell.name, shell.lines.saturating_add(self.line));
        self.write_error(format!("{name}: line {line}: {pid:>5} {words:<24}{command}\n").as_bytes())
    }

    fn inner_complaints(&mut self, shell: &Shell, name: &str, text: &str, arguments: usize) -> Result<(), Flow> {
        for line in text.lines() {
            match line.strip_prefix(&format!("{name}: ")) {
                Some(words) if self.dialect == Dialect::Ash => {
                    let line = format!("{}: {words}\n", shell.name);
                    self.write_error(line.as_bytes())?;
                }
                Some("usage: printf format [arg ...]") if self.dialect == Dialect::Bash => {
                    self.write_error(b"printf: usage: printf [-v var] format [arguments]\n")?;
                }
                Some(words) if self.dialect == Dialect::Bash => {
                    self.complain(shell, Some(name), &in_bash(words, arguments))?;
                }
                Some(words) => self.complain(shell, Some(name), words)?,
                None => self.write_error(format!("{line}\n").as_bytes())?,
            }
        }
        Ok(())
    }

    /// Runs a file that the kernel does not take, as a script of a shell's: a new one that knows what is exported
    /// (`tryexec` in dash's `exec.c`; bash forgets in `shell_execve` what is not).
    fn plain_script(&mut self, shell: &mut Shell, arguments: Vec<String>, path: &str, tail: bool) -> Ran {
        let name = arguments.first().cloned().unwrap_or_default();
        let content =
            self.system.files().read(path).ok().and_then(|rope| rope.bytes_up_to(super::language::SCRIPT_LIMIT).ok());
        let is_text = content.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok_and(|text| !text.contains('\0')));
        if !is_text {
            return self.not_launched(shell, &name, &LaunchError::ExecFormat(path.into()));
        }
        let interpreter = match self.dialect {
            Dialect::Bash if self.system.files().stat("/bin/bash", true).is_ok() => "/bin/bash",
            Dialect::Bash => "bash",
            _ => "/bin/sh",
        };
        let called = if name.contains('/') { name } else { path.to_string() };
        let words = [interpreter.to_string(), called].into_iter().chain(arguments.into_iter().skip(1));
        self.program(shell, words.collect(), None, tail)
    }

    fn not_launched(&mut self, shell: &Shell, name: &str, error: &LaunchError) -> Ran {
        let words = match (error, self.dialect) {
            // ash looks for it in each folder of the path, and finds the folder.
            (LaunchError::NotFound | LaunchError::Missing(_), Dialect::Ash) if name.is_empty() => {
                "Permission denied".into()
            }
            (LaunchError::Missing(_), Dialect::Bash) if name.contains('/') => error.to_string(),
            (LaunchError::NotFound | LaunchError::Missing(_), Dialect::Bash) => "command not found".into(),
            (LaunchError::NotFound | LaunchError::Missing(_), _) => "not found".into(),
            (LaunchError::NoInterpreter { .. }, Dialect::Bash) => "cannot execute: required file not found".into(),
            (LaunchError::NoInterpreter { .. }, _) => "not found".into(),
            (LaunchError::Denied(crate::vfs::Errno::IsDirectory), Dialect::Dash | Dialect::Ash) => {
                "Permission denied".into()
            }
            (LaunchError::ExecFormat(_), Dialect::Bash) => "cannot execute binary file: Exec format error".into(),
            _ => error.to_string(),
        };
        // bash names its `exec` only where it looked along the path.
        let (builtin, words) = match (self.replacing, self.dialect) {
            (true, Dialect::Bash) if words == "command not found" => (Some("exec"), "not found".to_string()),
            (true, Dialect::Dash | Dialect::Ash) => (Some("exec"), words),
            _ => (None, words),
        };
        self.complain(shell, builtin, &format!("{name}: {words}"))?;
        Ok(error.status())
    }
}

/// The command of which a shell says that it is not found: `sh: 1: dokcer: not found`, `bash: dokcer: command not found`.
pub fn not_found(printed: &str) -> Option<&str> {
    let word = |line| {
        let rest: &str = match str::strip_prefix(line, "bash: ") {
            Some(rest) => rest.strip_suffix(": command not found")?,
            None => line.strip_prefix("sh: ")?.strip_suffix(": not found")?,
        };
        let (place, word) = rest.split_once(": ").unwrap_or(("", rest));
        let number = place.strip_prefix("line ").unwrap_or(place);
        let word = if number.bytes().all(|byte| byte.is_ascii_digit()) { word } else { rest };
        Some(word.strip_prefix("exec: ").unwrap_or(word))
    };
    printed.lines().find_map(word)
}

#[cfg(test)]
mod tests {
    use super::not_found;

    #[test]
    fn the_word_that_is_no_command_is_found_in_what_each_shell_says() {
        for said in [
            "sh: 1: dokcer: not found",
            "sh: dokcer: not found",
            "bash: dokcer: command not found",
            "bash: line 12: dokcer: command not found",
        ] {
            assert_eq!(not_found(&format!("x\n{said}\n")), Some("dokcer"), "{said}");
        }
        assert_eq!(not_found("bash: ./x: No such file or directory\nls: x: not found\n"), None);
    }
}
