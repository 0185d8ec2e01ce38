//! How Node.js says why it ends: the line, a caret, the stack, the version.

use super::errors::{BELOW_MAIN, column, headline};
use super::inspect::inspect;
use super::version;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::syntax::Span;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Where the loader throws when a module is missing.
const LOADER: &str = "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n";

/// What is printed of an exception that nobody caught.
pub fn text(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    let trace = match vm.heap.of(exception) {
        Some(Object::Record(record)) => record.trace.clone(),
        _ => Vec::new(),
    };
    let code = vm.heap.entries(exception).and_then(|fields| fields.named("code")).cloned();
    let missing = code.as_ref().and_then(Value::as_text) == Some("MODULE_NOT_FOUND");
    let missing_module = code.as_ref().and_then(Value::as_text) == Some("ERR_MODULE_NOT_FOUND");
    let mut text = String::new();
    if missing {
        text += LOADER;
    } else if missing_module {
        text += "node:internal/modules/esm/resolve:873\n  throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);\n        ^\n";
    } else if let Some(point) = trace.iter().rev().find(|point| !point.code.file.is_library) {
        text += &marked(&point.code.file, point.span);
    } else {
        text += "node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^\n";
    }
    let is_error = vm.is_instance(exception, "Error")?;
    text += "\n";
    text += &match is_error {
        true => inspect(vm, exception)?,
        false => {
            let shown = inspect(vm, exception)?;
            let shown = match exception {
                Value::Text(text) => text.to_string(),
                _ => shown,
            };
            format!("{shown}\n(Use `node --trace-uncaught ...` to show where the exception was thrown)")
        }
    };
    text += &format!("\n\nNode.js v{}\n", version(vm.process));
    Ok(text)
}

/// A file, its line, and a caret below what is meant.
fn marked(file: &SourceText, span: Span) -> String {
    let line = file.line(span.line).unwrap_or_default();
    let blanks = " ".repeat(column(span).saturating_sub(1) as usize);
    format!("{}:{}\n{line}\n{blanks}^\n", file.shown, span.line)
}

/// The stack of an error of the loader's.
pub fn not_found_stack(vm: &mut Vm<'_, '_>, exception: &Value, esm: bool) -> Result<String, Fault> {
    let mut text = headline(vm, exception)?;
    let mut lines: Vec<String> = Vec::new();
    if esm {
        lines.extend([
            "packageResolve (node:internal/modules/esm/resolve:873:9)".to_string(),
            "moduleResolve (node:internal/modules/esm/resolve:946:18)".to_string(),
            "defaultResolve (node:internal/modules/esm/resolve:1188:11)".to_string(),
            "ModuleLoader.defaultResolve (node:internal/modules/esm/loader:708:12)".to_string(),
            "#cachedDefaultResolve (node:internal/modules/esm/loader:657:25)".to_string(),
            "ModuleLoader.resolve (node:internal/modules/esm/loader:640:38)".to_string(),
            "ModuleLoader.getModuleJobForImport (node:internal/modules/esm/loader:264:38)".to_string(),
        ]);
    } else {
        lines.extend([
            "Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)".to_string(),
            "Function._load (node:internal/modules/cjs/loader:1055:27)".to_string(),
            "TracingChannel.traceSync (node:diagnostics_channel:322:14)".to_string(),
            "wrapModuleLoad (node:internal/modules/cjs/loader:220:24)".to_string(),
        ]);
        let asking = vm.frames.iter().rev().find(|frame| !frame.code.file.is_library);
        match asking {
            Some(frame) => {
                let at = format!("{}:{}:{}", frame.code.file.shown, frame.span().line, column(frame.span()));
                lines.push("Module.require (node:internal/modules/cjs/loader:1311:12)".into());
                lines.push("require (node:internal/modules/helpers:136:16)".into());
                lines.push(format!("Object.<anonymous> ({at})"));
                lines.extend(BELOW_MAIN.iter().map(|line| line.to_string()));
            }
            None => lines.extend(BELOW_MAIN.iter().skip(6).map(|line| line.to_string())),
        }
    }
    for line in lines.into_iter().take(10) {
        text += &format!("\n    at {line}");
    }
    Ok(text)
}

/// What is printed of a file whose text is wrong.
pub fn syntax_error(vm: &Vm<'_, '_>, file: &SourceText, span: Span, message: &str) -> String {
    let width = span.end.saturating_sub(span.start).max(1) as usize;
    let line = file.line(span.line).unwrap_or_default();
    let blanks = " ".repeat(span.start as usize);
    let mut text =
        format!("{}:{}\n{line}\n{blanks}{}\n\nSyntaxError: {message}\n", file.shown, span.line, "^".repeat(width));
    let below = [
        "wrapSafe (node:internal/modules/cjs/loader:1464:18)",
        "Module._compile (node:internal/modules/cjs/loader:1495:20)",
    ];
    for line in below.iter().chain(BELOW_MAIN.iter().skip(1)) {
        text += &format!("    at {line}\n");
    }
    text + &format!("\nNode.js v{}\n", version(vm.process))
}
