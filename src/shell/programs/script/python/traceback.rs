//! Tracebacks (the library reference's `traceback`): where an exception came from, with the lines and what in them.

use super::display;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::heap::{Object, TracePoint};
use crate::shell::programs::script::syntax::Span;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Exceptions behind each other that are shown.
const MAX_CHAIN: usize = 10;
/// The same place over and over is shown so often.
const REPEATS: usize = 3;

/// The traceback as a server of the library's prints it: from where the library called the program.
pub fn inside(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    if let Value::Object(of) = exception
        && let Object::Record(record) = vm.heap.get_mut(*of)
    {
        let library = record.trace.iter().rposition(|point| point.code.file.is_library);
        let own = record.trace.iter().rposition(|point| !point.code.file.is_library);
        if let (Some(library), Some(own)) = (library, own) {
            // What the program called of the library stays out of it anyway.
            let begins = record.trace.iter().take(own).rposition(|point| point.code.file.is_library);
            record.trace.drain(..begins.unwrap_or(library.min(own)));
        }
    }
    text(vm, exception)
}

/// The traceback of an exception that was caught: from there on.
pub fn caught(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    chained(vm, exception, false)
}

/// The traceback of an exception that nobody caught, with those that led to it.
pub fn text(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    chained(vm, exception, true)
}

/// The places of a traceback: file, line, function, the line's text, and where the function begins.
pub fn places(vm: &Vm<'_, '_>, exception: &Value) -> Vec<(String, u32, String, String, u32)> {
    let Some(Object::Record(record)) = vm.heap.of(exception) else { return Vec::new() };
    let points = record.trace.iter().skip(record.caught).filter(|point| !point.code.file.is_library);
    let place = |point: &TracePoint| {
        let line = point.code.file.line(point.span.line).unwrap_or_default().trim().to_string();
        (point.code.file.shown.to_string(), point.span.line, point.code.name.to_string(), line, point.code.span.line)
    };
    points.map(place).collect()
}

fn chained(vm: &mut Vm<'_, '_>, exception: &Value, whole: bool) -> Result<String, Fault> {
    let mut chain = vec![exception.clone()];
    let mut links = Vec::new();
    while let Some(last) = chain.last().cloned().filter(|_| chain.len() < MAX_CHAIN) {
        let field = |vm: &Vm<'_, '_>, name: &str| {
            let value = vm.heap.entries(&last).and_then(|fields| fields.named(name)).cloned();
            value.filter(|value| matches!(value, Value::Object(_)))
        };
        let suppressed = vm.heap.entries(&last).is_some_and(|fields| fields.named("__cause__").is_some());
        match (field(vm, "__cause__"), field(vm, "__context__").filter(|_| !suppressed)) {
            (Some(cause), _) => {
                links.push("The above exception was the direct cause of the following exception:");
                chain.push(cause);
            }
            (None, Some(context)) => {
                links.push("During handling of the above exception, another exception occurred:");
                chain.push(context);
            }
            (None, None) => break,
        }
    }
    let mut text = String::new();
    for (index, exception) in chain.iter().enumerate().rev() {
        text += &one(vm, exception, whole && index == 0)?;
        if index > 0 {
            text += &format!("\n{}\n\n", links.get(index - 1).copied().unwrap_or_default());
        }
    }
    Ok(text)
}

fn one(vm: &mut Vm<'_, '_>, exception: &Value, whole: bool) -> Result<String, Fault> {
    let trace = match vm.heap.of(exception) {
        Some(Object::Record(record)) => {
            let from = if whole { 0 } else { record.caught.min(record.trace.len()) };
            record.trace.get(from..).unwrap_or_default().to_vec()
        }
        _ => Vec::new(),
    };
    let mut text = String::new();
    if !trace.is_empty() {
        text += "Traceback (most recent call last):\n";
    }
    let mut repeated = 0;
    let mut last: Option<(Span, *const SourceText)> = None;
    let shows = |point: &&TracePoint| !point.code.file.is_library || frozen(vm, point).is_some();
    let shown: Vec<&TracePoint> = trace.iter().filter(shows).collect();
    for point in shown {
        if let Some(line) = frozen(vm, point) {
            text += &line;
            continue;
        }
        let place = (point.span, std::rc::Rc::as_ptr(&point.code.file));
        repeated = if last == Some(place) { repeated + 1 } else { 0 };
        last = Some(place);
        if repeated < REPEATS {
            text += &shown_point(vm, point);
        }
    }
    if repeated >= REPEATS {
        let count = repeated - REPEATS + 1;
        let plural = if count == 1 { "" } else { "s" };
        text += &format!("  [Previous line repeated {count} more time{plural}]\n");
    }
    let name = vm.type_name(exception);
    let class = vm.class_of(exception);
    let builtin = class.is_some_and(|class| matches!(vm.heap.get(class), Object::Class(class) if class.is_builtin));
    let name = match (builtin, name.as_str()) {
        (true, "JSONDecodeError") => "json.decoder.JSONDecodeError".to_string(),
        (true, _) => name,
        (false, _) => {
            let class = class.map_or(Value::None, Value::Object);
            let name = display::full_name(vm, &class);
            name.strip_prefix("__main__.").map(str::to_string).unwrap_or(name)
        }
    };
    let words = if vm.is_instance(exception, "BaseException")? {
        display::shown(vm, exception)?
    } else {
        display::message(vm, exception)?
    };
    text += &if words.is_empty() { format!("{name}\n") } else { format!("{name}: {words}\n") };
    let notes = vm.heap.entries(exception).and_then(|fields| fields.named("__notes__")).cloned();
    for note in notes.and_then(|notes| vm.heap.items(&notes).cloned()).unwrap_or_default() {
        text += &format!("{}\n", vm.shown(&note)?);
    }
    Ok(text)
}

/// The line of a place in the library that CPython shows: where `os.environ` raises `KeyError`.
fn frozen(vm: &Vm<'_, '_>, point: &TracePoint) -> Option<String> {
    let is_environ = point.code.file.is_library && &*point.code.file.shown == "/os.py";
    if !is_environ || &*point.code.name != "__getitem__" {
        return None;
    }
    // `Lib/os.py` of the last release each.
    let line = match super::minor(vm.process) {
        (3, 11) => 679,
        (3, 12) => 714,
        (3, 13) => 716,
        _ => return None,
    };
    Some(format!("  File \"<frozen os>\", line {line}, in __getitem__\n"))
}

fn shown_point(vm: &Vm<'_, '_>, point: &TracePoint) -> String {
    let file = &point.code.file;
    let mut text = format!("  File \"{}\", line {}, in {}\n", file.shown, point.span.line, point.code.name);
    let has_lines = &*file.shown != "<string>" && &*file.shown != "<stdin>" || super::since(vm, 13);
    if let Some(line) = file.line(point.span.line).filter(|_| has_lines && &*file.shown != "<stdin>") {
        text += &source_line(line, point.span, super::since(vm, 11), super::since(vm, 13));
    }
    text
}

/// A line of source, and below it what of it is meant.
fn source_line(line: &str, span: Span, marks: bool, marks_calls: bool) -> String {
    let trimmed = line.trim();
    let indent = line.chars().take_while(|letter| letter.is_whitespace()).count();
    let mut text = format!("    {trimmed}\n");
    let start = (span.start as usize).saturating_sub(indent);
    let end = (span.end as usize).saturating_sub(indent).min(trimmed.chars().count());
    if !marks || end <= start {
        return text;
    }
    let letters: Vec<char> = trimmed.chars().collect();
    let is_call = letters.get((span.mark.0 as usize).saturating_sub(indent)) == Some(&'(');
    let marked = span.mark.1 > span.mark.0 && (marks_calls || !is_call);
    let whole = start == 0 && end >= letters.len();
    if whole && !marked {
        return text;
    }
    let mark = ((span.mark.0 as usize).saturating_sub(indent), (span.mark.1 as usize).saturating_sub(indent));
    let below: String = (0..end)
        .map(|column| match column {
            column if column < start => ' ',
            _ if !marked => '^',
            column if column >= mark.0 && column < mark.1 => '^',
            _ => '~',
        })
        .collect();
    text += &format!("    {below}\n");
    text
}

/// What is printed of a file whose text is wrong.
pub fn syntax_error(file: &SourceText, span: Span, message: &str, minor: u32) -> String {
    let class =
        if message.contains("indent") && !message.contains("levels") { "IndentationError" } else { "SyntaxError" };
    let mut text = format!("  File \"{}\", line {}\n", file.shown, span.line);
    if let Some(line) = file.line(span.line) {
        let indent = line.chars().take_while(|letter| letter.is_whitespace()).count();
        let trimmed = line.trim();
        let start = (span.start as usize).saturating_sub(indent).min(trimmed.chars().count());
        let span = match message.starts_with("expected an indented block") && minor < 13 {
            true => Span { end: span.start + 1, ..span },
            false => span,
        };
        let end = (span.end as usize).saturating_sub(indent).max(start + 1).min(trimmed.chars().count().max(start + 1));
        text += &format!("    {trimmed}\n");
        if message != "unexpected indent" {
            text += &format!("    {}{}\n", " ".repeat(start), "^".repeat(end - start));
        }
    }
    text += &format!("{class}: {message}\n");
    text
}
