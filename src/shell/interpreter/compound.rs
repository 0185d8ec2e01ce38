//! Compound commands: `if`, loops, `case`, groups, subshells, functions.

use super::{Flow, Interpreter, Ran};
use crate::shell::language::{Command, CommandKind, Script};
use crate::shell::nesting::Nesting;
use crate::shell::pattern::Pattern;
use crate::shell::{Dialect, Shell};

/// How a turn of a loop ended.
enum Turn {
    Status(i32),
    Next,
    Leave,
}

impl Interpreter<'_> {
    pub fn command(&mut self, shell: &mut Shell, command: &Command) -> Ran {
        let _nesting = Nesting::enter()?;
        self.system.step()?;
        self.line = command.line;
        if let CommandKind::Simple { assignments, words } = &command.kind {
            return self.simple(shell, assignments, words, &command.redirections);
        }
        self.tail = false;
        if command.redirections.is_empty() {
            return self.compound(shell, &command.kind);
        }
        let outer = self.channels.clone();
        let result = match self.redirect(shell, &command.redirections) {
            Ok(()) => self.compound(shell, &command.kind),
            Err(Flow::Abort(_)) => Ok(if self.dialect == Dialect::Dash { 2 } else { 1 }),
            Err(flow) => Err(flow),
        };
        let flushed = self.flush(shell);
        self.channels = outer;
        let status = result?;
        flushed?;
        Ok(status)
    }

    fn compound(&mut self, shell: &mut Shell, kind: &CommandKind) -> Ran {
        match kind {
            CommandKind::Simple { .. } => Ok(0),
            CommandKind::Group(script) => self.script(shell, script),
            CommandKind::Subshell(script) => {
                let mut child = shell.clone();
                shell.next_pid += 1;
                self.subshell(&mut child, |this, child| this.script(child, script))
            }
            CommandKind::If { branches, otherwise } => {
                for (condition, body) in branches {
                    if self.condition(shell, condition)? == 0 {
                        return self.script(shell, body);
                    }
                }
                otherwise.as_ref().map_or(Ok(0), |script| self.script(shell, script))
            }
            CommandKind::Loop { until, condition, body } => {
                let mut status = 0;
                loop {
                    self.system.step()?;
                    let turn = match self.in_loop(|this| this.condition(shell, condition))? {
                        Turn::Status(condition) if (condition == 0) != *until => {
                            self.in_loop(|this| this.script(shell, body))?
                        }
                        Turn::Status(_) => return Ok(status),
                        other => other,
                    };
                    match turn {
                        Turn::Status(code) => status = code,
                        Turn::Next => status = 0,
                        Turn::Leave => return Ok(0),
                    }
                }
            }
            CommandKind::For { name, words, body } => {
                let values = match words {
                    Some(words) => self.fields_of(shell, words)?,
                    None => shell.positional.clone(),
                };
                let mut status = 0;
                for value in values {
                    self.system.step()?;
                    self.assign(shell, name, &value)?;
                    match self.in_loop(|this| this.script(shell, body))? {
                        Turn::Status(code) => status = code,
                        Turn::Next => status = 0,
                        Turn::Leave => return Ok(0),
                    }
                }
                Ok(status)
            }
            CommandKind::Case { word, arms } => {
                let text = self.text_of(shell, word)?;
                for arm in arms {
                    for pattern in &arm.patterns {
                        let pattern = self.pattern_of(shell, pattern)?;
                        if Pattern::new(&pattern).matches(&text) {
                            return self.script(shell, &arm.body);
                        }
                    }
                }
                Ok(0)
            }
            CommandKind::Function { name, function } => {
                shell.functions.insert(name.clone(), function.clone());
                Ok(0)
            }
        }
    }

    fn condition(&mut self, shell: &mut Shell, script: &Script) -> Ran {
        self.tested += 1;
        let result = self.script(shell, script);
        self.tested -= 1;
        result
    }

    fn in_loop(&mut self, body: impl FnOnce(&mut Self) -> Ran) -> Result<Turn, Flow> {
        self.loops += 1;
        let result = body(self);
        self.loops -= 1;
        match result {
            Ok(status) => Ok(Turn::Status(status)),
            Err(Flow::Break(loops)) if loops > 1 => Err(Flow::Break(loops - 1)),
            Err(Flow::Break(_)) => Ok(Turn::Leave),
            Err(Flow::Continue(loops)) if loops > 1 => Err(Flow::Continue(loops - 1)),
            Err(Flow::Continue(_)) => Ok(Turn::Next),
            Err(flow) => Err(flow),
        }
    }

    /// Runs a function's body with these positional parameters.
    pub fn function(&mut self, shell: &mut Shell, body: &Command, arguments: &[String]) -> Ran {
        let positional = arguments.get(1..).unwrap_or_default().to_vec();
        let outer = std::mem::replace(&mut shell.positional, positional);
        shell.locals.push(Vec::new());
        let loops = std::mem::take(&mut self.loops);
        self.functions += 1;
        let result = self.command(shell, body);
        self.functions -= 1;
        self.loops = loops;
        for (name, hidden) in shell.locals.pop().unwrap_or_default().into_iter().rev() {
            match hidden {
                Some(variable) => shell.variables.insert(name, variable),
                None => shell.variables.remove(&name),
            };
        }
        shell.positional = outer;
        match result {
            Err(Flow::Return(status)) => Ok(status),
            Err(Flow::Break(_) | Flow::Continue(_)) => Ok(0),
            other => other,
        }
    }
}
