//! Compound commands: `if`, loops, `case`, groups, subshells, functions.

use super::{Call, Flow, Interpreter, Ran};
use crate::shell::jobs::Jobs;
use crate::shell::language::{AfterArm, Arm, Command, CommandKind, Function, Part, Script, Word};
use crate::shell::nesting::Nesting;
use crate::shell::{Dialect, Shell};

/// How a turn of a loop ended.
pub(super) enum Turn {
    Status(i32),
    Next,
    Leave,
}

impl Interpreter<'_> {
    pub fn command(&mut self, shell: &mut Shell, command: &Command) -> Ran {
        let _nesting = Nesting::enter()?;
        self.system.step()?;
        self.line = command.line;
        let open = self.descriptors_open();
        let result = self.one_command(shell, command);
        let read = self.run_readers(shell, open);
        self.close_descriptors(open);
        read.and(result)
    }

    fn one_command(&mut self, shell: &mut Shell, command: &Command) -> Ran {
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
                child.jobs = Jobs::default();
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
            CommandKind::Select { name, words, body } => {
                let values = match words {
                    Some(words) => self.fields_of(shell, words)?,
                    None => shell.positional.clone(),
                };
                self.select(shell, name, &values, body)
            }
            CommandKind::ForArithmetic { first, condition, step, body } => {
                self.arithmetic_loop(shell, [first, condition, step], body)
            }
            CommandKind::Case { word, arms } => self.case(shell, word, arms),
            CommandKind::Arithmetic(parts) => self.arithmetic_command(shell, parts),
            CommandKind::Condition(condition) => self.condition_command(shell, condition),
            CommandKind::Unsimulated(keyword) => {
                self.complain(shell, None, &format!("layercake does not simulate `{keyword}`"))?;
                Ok(1)
            }
            CommandKind::Function { name, function } => {
                shell.functions.insert(name.clone(), function.clone());
                Ok(0)
            }
        }
    }

    fn case(&mut self, shell: &mut Shell, word: &Word, arms: &[Arm]) -> Ran {
        let text = self.text_of(shell, word)?;
        let caseless = shell.shopts.contains("nocasematch");
        let text = if caseless { text.to_lowercase() } else { text };
        let mut status = 0;
        let mut falls = false;
        for arm in arms {
            let mut taken = falls;
            for pattern in &arm.patterns {
                if taken {
                    break;
                }
                let pattern = self.pattern_of(shell, pattern)?;
                let pattern = if caseless { pattern.to_lowercase() } else { pattern };
                taken = Self::compiled(shell, &pattern).matches(&text);
            }
            if !taken {
                continue;
            }
            status = self.script(shell, &arm.body)?;
            match arm.after {
                AfterArm::Ends => return Ok(status),
                AfterArm::FallsThrough => falls = true,
                AfterArm::GoesOn => falls = false,
            }
        }
        Ok(status)
    }

    /// `for ((first; condition; step))`: an empty condition holds.
    fn arithmetic_loop(&mut self, shell: &mut Shell, clauses: [&Vec<Part>; 3], body: &Script) -> Ran {
        let [first, condition, step] = clauses;
        let evaluate = |this: &mut Self, shell: &mut Shell, parts: &[Part], empty: i64| {
            let text = this.text_of_parts(shell, parts)?;
            if text.trim().is_empty() { Ok(empty) } else { this.arithmetic_for(shell, &text, "((: ") }
        };
        let mut status = 0;
        let result = (|| {
            evaluate(self, shell, first, 0)?;
            while evaluate(self, shell, condition, 1)? != 0 {
                self.system.step()?;
                match self.in_loop(|this| this.script(shell, body))? {
                    Turn::Status(code) => status = code,
                    Turn::Next => status = 0,
                    Turn::Leave => return Ok(0),
                }
                evaluate(self, shell, step, 0)?;
            }
            Ok(status)
        })();
        match result {
            Err(Flow::Abort(status)) => Ok(status),
            other => other,
        }
    }

    fn condition(&mut self, shell: &mut Shell, script: &Script) -> Ran {
        self.tested += 1;
        let result = self.script(shell, script);
        self.tested -= 1;
        result
    }

    pub(super) fn in_loop(&mut self, body: impl FnOnce(&mut Self) -> Ran) -> Result<Turn, Flow> {
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
    pub fn function(&mut self, shell: &mut Shell, function: &Function, arguments: &[String]) -> Ran {
        let name = arguments.first().cloned().unwrap_or_default();
        let file = self.called.last().map_or_else(|| shell.name.clone(), |call| call.file.clone());
        self.called.push(Call { name, file, line: self.line });
        let positional = arguments.get(1..).unwrap_or_default().to_vec();
        let outer = std::mem::replace(&mut shell.positional, positional);
        shell.locals.push(Vec::new());
        let loops = std::mem::take(&mut self.loops);
        self.functions += 1;
        let result = self.command(shell, &function.body);
        self.functions -= 1;
        self.called.pop();
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
