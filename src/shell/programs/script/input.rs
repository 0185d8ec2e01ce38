//! Standard input as programs read it.

use super::Fault;
use super::vm::Vm;
use crate::shell::{Input, Prompt, Stream};

/// A line of standard input; `None`: there is no more.
pub fn read_line(vm: &mut Vm<'_, '_>, prompt: &str) -> Result<Option<String>, Fault> {
    vm.process.output.flush()?;
    if matches!(vm.process.stdin, Input::Terminal) {
        return Ok(vm.process.system.read_line(&Prompt::question(prompt))?);
    }
    vm.process.output.write(Stream::Out, prompt.as_bytes())?;
    vm.process.output.flush()?;
    let mut lines = crate::shell::programs::Lines::of_stdin(vm.process);
    let line = lines.next(vm.process)?;
    Ok(line.map(|line| String::from_utf8_lossy(&line).trim_end_matches('\n').to_string()))
}
