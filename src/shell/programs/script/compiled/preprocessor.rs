//! C's preprocessor, as far as small programs go: `#define NAME VALUE`, `#undef`, `#if` and its kin (C11, 6.10).

use std::collections::BTreeMap;

use crate::shell::Dialect;
use crate::shell::arithmetic::{ArithmeticError, Names, evaluate};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::Span;

/// Bytes that a program may have when its macros are replaced.
const LIMIT: usize = 1 << 20;
/// Macros whose values name macros, one inside the other.
const MAX_DEPTH: usize = 20;

/// Macros and what stands for them.
type Macros = BTreeMap<String, String>;

/// The text with its macros replaced, and without what `#if` leaves out. Lines stay where they are.
pub fn preprocessed(text: &str) -> Result<String, Halt> {
    let mut macros = Macros::from([("__STDC__".into(), "1".into()), ("__linux__".into(), "1".into())]);
    let mut out = String::new();
    // Of each `#if` around: whether it is taken now, and whether one of its parts was.
    let mut around: Vec<(bool, bool)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let halt = |what: &str| Halt::Unsimulated { span: line_span(number), what: what.into() };
        let live = around.iter().all(|(taken, _)| *taken);
        let Some(directive) = line.trim_start().strip_prefix('#') else {
            if live {
                replaced(line, &macros, &mut Vec::new(), &mut out)
                    .ok_or_else(|| halt("a program whose macros grow so far"))?;
            }
            out.push('\n');
            continue;
        };
        let directive = directive.trim();
        let (word, rest) = directive.split_once(|c: char| c.is_whitespace() || c == '(').unwrap_or((directive, ""));
        let rest =
            if directive.as_bytes().get(word.len()) == Some(&b'(') { format!("({rest}") } else { rest.trim().into() };
        match word {
            "ifdef" | "ifndef" | "if" => {
                let holds = live
                    && match word {
                        "if" => condition(&rest, &macros).ok_or_else(|| halt("this `#if`"))?,
                        _ => macros.contains_key(&rest) == (word == "ifdef"),
                    };
                around.push((holds, holds));
            }
            "elif" | "else" | "endif" => {
                let Some((_, was)) = around.pop() else { return Err(halt(&format!("`#{word}` without `#if`"))) };
                let outside = around.iter().all(|(taken, _)| *taken);
                let holds = outside
                    && !was
                    && (word == "else"
                        || word == "elif" && condition(&rest, &macros).ok_or_else(|| halt("this `#elif`"))?);
                if word != "endif" {
                    around.push((holds, was || holds));
                }
            }
            "define" if live => {
                let (name, value) = rest.split_once(char::is_whitespace).unwrap_or((&rest, ""));
                if name.contains('(') {
                    return Err(halt("a macro with parameters"));
                }
                macros.insert(name.into(), value.trim().into());
            }
            "undef" if live => drop(macros.remove(&rest)),
            "error" if live => return Err(halt(&format!("`#error {rest}`"))),
            // What is included is there.
            "include" if live => out.push_str(line),
            _ => {}
        }
        out.push('\n');
    }
    match around.is_empty() {
        true => Ok(out),
        false => {
            Err(Halt::Unsimulated { span: line_span(text.lines().count()), what: "`#if` without `#endif`".into() })
        }
    }
}

fn line_span(number: usize) -> Span {
    let line = u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1);
    Span { line, ..Span::default() }
}

/// Appends a line with its macros replaced; `None`: that is too much.
fn replaced<'m>(line: &str, macros: &'m Macros, inside: &mut Vec<&'m str>, out: &mut String) -> Option<()> {
    let mut word = String::new();
    let mut quote = None;
    let mut escaped = false;
    for letter in line.chars().chain(['\n']) {
        if quote.is_none() && (letter.is_ascii_alphanumeric() || letter == '_') {
            word.push(letter);
            continue;
        }
        match macros.get_key_value(&word).filter(|(name, _)| !inside.contains(&name.as_str())) {
            Some((name, value)) => {
                if inside.len() >= MAX_DEPTH {
                    return None;
                }
                inside.push(name);
                replaced(value, macros, inside, out)?;
                inside.pop();
            }
            None => out.push_str(&word),
        }
        word.clear();
        match quote {
            Some(mark) if letter == mark && !escaped => quote = None,
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
        if letter != '\n' {
            out.push(letter);
        }
        if out.len() > LIMIT {
            return None;
        }
    }
    Some(())
}

/// Whether a condition holds; `None`: it is none that can be told.
fn condition(text: &str, macros: &Macros) -> Option<bool> {
    let mut plain = String::new();
    let mut rest = text.split("//").next().unwrap_or(text);
    // `defined NAME` and `defined(NAME)`
    while let Some((before, after)) = rest.split_once("defined") {
        plain += before;
        let after = after.trim_start();
        let inner = after.strip_prefix('(').unwrap_or(after).trim_start();
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        plain += if macros.contains_key(inner.get(..end)?) { " 1 " } else { " 0 " };
        rest = inner.get(end..)?.trim_start();
        rest = if after.starts_with('(') { rest.strip_prefix(')')? } else { rest };
    }
    plain += rest;
    let mut whole = String::new();
    replaced(&plain, macros, &mut Vec::new(), &mut whole)?;
    evaluate(&whole, &mut Nothing).ok().map(|value| value != 0)
}

/// Names that no macro has: each is nought.
struct Nothing;

impl Names for Nothing {
    fn dialect(&self) -> Dialect {
        Dialect::Dash
    }
    fn value(&mut self, _: &str) -> Result<Option<String>, ArithmeticError> {
        Ok(Some("0".into()))
    }
    fn settled(&mut self, name: &str) -> Result<String, ArithmeticError> {
        Ok(name.into())
    }
    fn assign(&mut self, _: &str, _: &str) -> Result<bool, ArithmeticError> {
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_choose_lines_and_macros_are_replaced() {
        let text = "#define N 3\n#define M (N + N)\n#if N > 2 && !defined(X)\nint a = M;\n#elif 1\nint b;\n#else\nint c;\n\
                    #endif\n#ifdef X\nint d;\n#else\nchar *e = \"N\";\n#endif\n#undef N\nint f = N;\n";
        let read = preprocessed(text).unwrap();
        let lines: Vec<&str> = read.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["int a = (3 + 3);", "char *e = \"N\";", "int f = N;"]);
        assert_eq!(read.lines().count(), text.lines().count());
    }

    #[test]
    fn macros_do_not_grow_without_end() {
        let double = |at: usize| format!("#define M{at} M{} M{}\n", at + 1, at + 1);
        let many: String = (0..64).map(double).collect();
        for text in [many + "M0\n", "#define A B\n#define B A\nA\n#if A\n".into(), "#else\n".into()] {
            assert!(matches!(preprocessed(&text), Err(Halt::Unsimulated { .. })));
        }
    }
}
