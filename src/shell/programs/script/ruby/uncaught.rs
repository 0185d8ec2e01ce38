//! How Ruby says why it ends (eval_error.c; `error_highlight` shows the place of an unknown name).

use std::rc::Rc;

use super::{errors, since};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::heap::{Object, TracePoint};
use crate::shell::programs::script::syntax::Span;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Errors that come from each other that are shown.
const MAX_CAUSES: usize = 8;
/// Lines of a backtrace in which something repeats that are shown.
const LONGEST: usize = 100;

/// The lines of a backtrace, the innermost first: `app.rb:1:in 'name'`.
pub fn backtrace(vm: &mut Vm<'_, '_>, exception: &Value) -> Vec<String> {
    let (trace, label) = match vm.heap.of(exception) {
        Some(Object::Record(record)) => (record.trace.clone(), record.fields.named("%label").cloned()),
        _ => return Vec::new(),
    };
    lines(vm, &trace, label.as_ref().and_then(Value::as_text))
}

/// The lines of where the program stands.
pub fn lines(vm: &mut Vm<'_, '_>, trace: &[TracePoint], native: Option<&str>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // What the library does stands where the program called it, under the name that was called.
    let mut inside: Option<Rc<str>> = None;
    let is_library = |point: &TracePoint| point.code.file.is_library;
    if let (Some(native), Some(last)) = (native, trace.last().filter(|point| !is_library(point))) {
        lines.push(line(vm, last, native));
    }
    for point in trace.iter().rev() {
        if is_library(point) {
            if !point.code.name.starts_with('<') && !point.code.name.starts_with("block ") {
                inside = Some(point.code.name.clone());
            }
            continue;
        }
        if point.code.name.is_empty() {
            continue;
        }
        if let Some(name) = inside.take() {
            lines.push(line(vm, point, &name));
        }
        let mut point = point.clone();
        while let Some(begun) = point.handles.pop() {
            lines.push(line(vm, &point, &format!("rescue in {}", point.code.name)));
            point.span = begun;
        }
        lines.push(line(vm, &point, &point.code.name));
    }
    lines
}

fn line(vm: &Vm<'_, '_>, point: &TracePoint, label: &str) -> String {
    let label = match label {
        label if since(vm, 3, 4) => label.replace("<module>", "<main>"),
        label => shortened(label).replace("<module>", "<main>"),
    };
    let line = point.span.line.max(1);
    format!("{}:{line}:in {}{label}'", point.code.file.shown, errors::quote(vm))
}

/// A method without its class, as before 3.4.
fn shortened(label: &str) -> String {
    let (before, name) = match label.rsplit_once(" in ") {
        Some((before, name)) => (format!("{before} in "), name),
        None => (String::new(), label),
    };
    let name = name.rsplit_once(['#', '.']).map_or(name, |(_, name)| name);
    format!("{before}{name}")
}

/// What is printed of an error that nobody rescued.
pub fn text(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    let mut text = String::new();
    let mut next = Some(exception.clone());
    for _ in 0..MAX_CAUSES {
        let Some(exception) = next.take() else { break };
        text += &one(vm, &exception)?;
        next = vm
            .heap
            .entries(&exception)
            .and_then(|fields| fields.named("%cause"))
            .cloned()
            .filter(|it| !it.is_nothing());
    }
    Ok(text)
}

fn one(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    let message = match vm.send(exception, "message", Vec::new())? {
        Value::Text(text) => text.to_string(),
        other => vm.shown(&other)?,
    };
    let class = vm.class_of(exception).map(|class| vm.class_name(class).to_string()).unwrap_or_default();
    let lines = backtrace(vm, exception);
    let lines = of_require(vm, &message, &class, lines);
    let (first, rest) = lines.split_first().map_or((String::new(), &[][..]), |(first, rest)| (first.clone(), rest));
    let place = if first.is_empty() { String::new() } else { format!("{first}: ") };
    let mut text = match message.split_once('\n') {
        _ if message.is_empty() => format!("{place}unhandled exception\n"),
        Some((head, tail)) => format!("{place}{head} ({class})\n{tail}\n"),
        None => format!("{place}{message} ({class})\n"),
    };
    text += &highlighted(vm, exception)?;
    for line in rest.iter().take(LONGEST) {
        text += &format!("\tfrom {line}\n");
    }
    if rest.len() > LONGEST {
        text += &format!("\t ... {} levels...\n", rest.len() - LONGEST);
    }
    Ok(text)
}

/// Before 4.0 a file that cannot be required is said of RubyGems' own file.
fn of_require(vm: &Vm<'_, '_>, message: &str, class: &str, mut lines: Vec<String>) -> Vec<String> {
    let required = class == "LoadError" && message.starts_with("cannot load such file -- ");
    if !required || since(vm, 4, 0) || lines.is_empty() {
        return lines;
    }
    let version = super::version(vm);
    let series: Vec<&str> = version.split('.').take(2).collect();
    let number = if since(vm, 3, 3) { 136 } else { 85 };
    let label = if since(vm, 3, 4) { "Kernel#require" } else { "require" };
    let path = format!("<internal:/usr/local/lib/ruby/{}.0/rubygems/core_ext/kernel_require.rb>", series.join("."));
    let line = format!("{path}:{number}:in {}{label}'", errors::quote(vm));
    lines.splice(0..1, [line.clone(), line]);
    lines
}

/// The line of an unknown name with a mark below it.
fn highlighted(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    if !since(vm, 3, 1) || !vm.is_instance(exception, "NameError")? {
        return Ok(String::new());
    }
    let point = match vm.heap.of(exception) {
        Some(Object::Record(record)) => record.trace.last().cloned(),
        _ => None,
    };
    let Some(point) = point.filter(|point| !point.code.file.is_library) else { return Ok(String::new()) };
    let mut span = point.span;
    let message = errors::message(vm, exception)?;
    if let Some(name) = message.strip_prefix("uninitialized constant ") {
        span.end = span.end.min(span.start + u32::try_from(name.len()).unwrap_or(0));
    }
    Ok(marked(&point.code.file, span).map(|shown| format!("\n{shown}")).unwrap_or_default())
}

fn marked(file: &SourceText, span: Span) -> Option<String> {
    let line = file.line(span.line)?;
    let (start, end) = if span.mark == (0, 0) { (span.start, span.end) } else { span.mark };
    let width = end.checked_sub(start).filter(|width| *width > 0)? as usize;
    Some(format!("{line}\n{}{}\n", " ".repeat(start as usize), "^".repeat(width)))
}

/// What is printed of a file whose text is wrong (Prism's form since 3.4).
pub fn syntax_error(vm: &Vm<'_, '_>, file: &SourceText, span: Span, message: &str) -> String {
    let (shown, number) = (&file.shown, span.line.max(1));
    if !since(vm, 3, 4) {
        return format!("{shown}:{number}: syntax error, {message}\n");
    }
    let line = file.line(number).unwrap_or_default();
    let before = number
        .checked_sub(1)
        .filter(|before| *before > 0)
        .and_then(|before| file.line(before).map(|text| format!("  {before} | {text}\n")));
    let start = (span.start as usize).min(line.chars().count());
    let width = (span.end.saturating_sub(span.start)).max(1) as usize;
    let mark = format!("{}^{}", " ".repeat(start), "~".repeat(width - 1));
    format!(
        "{shown}: --> {shown}\n{shown}:{number}: syntax error found (SyntaxError)\n{}> {number} | {line}\n    | {mark} {message}\n",
        before.unwrap_or_default()
    )
}
