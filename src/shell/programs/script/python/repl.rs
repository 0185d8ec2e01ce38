//! The prompt of `python3` on a terminal.

use std::rc::Rc;

use super::parser::parse;
use super::program::{end, prepare};
use super::{PYTHON, display, version};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile_expression};
use crate::shell::programs::script::ending;
use crate::shell::programs::script::heap::Ref;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Prompt};

/// Reads lines and runs them until `exit()` or the end of the input.
pub fn run(process: &mut Process<'_>) -> Ended {
    let version = version(process);
    process.print(&format!(
        "Python {version} (main, Aug 18 2026, 21:00:00) [GCC 14.2.0] on linux\n\
         Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n"
    ))?;
    let mut vm = Vm::new(process, &PYTHON);
    vm.home = vm.process.directory.clone();
    ending(prepare(&mut vm, vec![String::new()]))?;
    let scope = ending(vm.heap.scope(None, true))?;
    let name = vm.symbols.of("__name__");
    vm.define(scope, name, Value::text("__main__"), false);
    loop {
        let Some(text) = read(&mut vm)? else {
            vm.process.print("\n")?;
            return Ok(0);
        };
        if matches!(text.trim(), "exit" | "quit") {
            return Ok(0);
        }
        if let Some(status) = evaluate(&mut vm, scope, &text)? {
            return Ok(status);
        }
    }
}

/// A statement, which may take several lines; `None`: there are no more.
fn read(vm: &mut Vm<'_, '_>) -> Result<Option<String>, Bail> {
    let mut text = String::new();
    let mut prompt = ">>> ";
    loop {
        let Some(line) = vm.process.system.read_line(&Prompt::shell(prompt))? else { return Ok(None) };
        let blank = line.trim().is_empty();
        text += &line;
        text.push('\n');
        let first = text.trim_start();
        let block = ["if ", "match ", "for ", "while ", "def ", "class ", "try:", "with ", "@", "async "];
        let in_block = block.iter().any(|word| first.starts_with(word)) && first.trim_end().contains(':');
        let whole = match parse(&text) {
            Ok(_) => !in_block || blank || !first.trim_end().contains('\n') && !first.trim_end().ends_with(':'),
            Err(crate::shell::programs::script::Halt::Syntax { message, .. }) => {
                let goes_on = message.contains("was never closed")
                    || message.contains("unterminated triple-quoted")
                    || message.starts_with("expected an indented block")
                    || message.starts_with("expected 'except'");
                blank && !message.contains("never closed") || !goes_on
            }
            Err(_) => true,
        };
        if whole {
            return Ok(Some(text));
        }
        prompt = "... ";
    }
}

/// Runs a statement; gives the exit code if it was the last.
fn evaluate(vm: &mut Vm<'_, '_>, scope: Ref, text: &str) -> Result<Option<i32>, Bail> {
    let file = Rc::new(SourceText { shown: "<stdin>".into(), text: text.into(), is_library: false });
    let result = parse(text).map_err(Fault::from).and_then(|block| {
        let code = compile_expression(&block, Scoping::Function, file.clone(), &mut vm.symbols)?;
        let value = vm.run_in(Rc::new(code), scope, Value::Undefined)?;
        if !value.is_nothing() {
            let line = display::repr(vm, &value)? + "\n";
            vm.process.print(&line)?;
        }
        Ok(())
    });
    let fault = match result {
        Ok(()) => return Ok(None),
        Err(fault) => fault,
    };
    let exits = match &fault {
        Fault::Throw(exception) => ending(vm.is_instance(exception, "SystemExit"))?,
        Fault::Exit(_) => true,
        _ => false,
    };
    let status = end(vm, fault, &file)?;
    vm.frames.clear();
    Ok(exits.then_some(status))
}
