//! Parser directives: `# syntax=`, `# escape=`, `# check=` on the very first lines (BuildKit's `directives.go`).

use std::fmt;

use super::Span;

/// What a directive may set. A comment that sets anything else is a comment, and ends the directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Syntax,
    Escape,
    Check,
}

impl Key {
    const ALL: [Self; 3] = [Self::Syntax, Self::Escape, Self::Check];

    fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One directive, its value without the spaces around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    pub key: Key,
    pub value: String,
    pub span: Span,
}

impl Directive {
    /// The value of `key` as the builder looks for it before it parses: past a byte-order mark and a `#!` line, and
    /// before any directive that is wrong.
    pub fn find(text: &str, key: Key) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self::find_after_mark(text, key, "#")
    }

    /// The frontend that a file asks for, in any of the forms that BuildKit's `DetectSyntax` takes: `# syntax=`,
    /// `// syntax=`, or JSON with a key of that name.
    pub fn find_syntax(text: &str) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let comment = ["#", "//"].iter().find_map(|mark| Self::find_after_mark(text, Key::Syntax, mark));
        comment.or_else(|| {
            let (body, skipped) = without_shebang(text);
            let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
            let value = object.get(Key::Syntax.name())?.as_str()?.to_string();
            Some(Self { key: Key::Syntax, value, span: Span::line(skipped) })
        })
    }

    /// The value up to its first space: a frontend's reference, the options of `check`.
    pub fn word(&self) -> &str {
        self.value.split(' ').next().unwrap_or_default()
    }

    fn find_after_mark(text: &str, key: Key, mark: &'static str) -> Option<Self> {
        let (text, skipped) = without_shebang(text);
        let mut reader = Directives::new(mark);
        reader.line = skipped;
        for line in text.split('\n') {
            match reader.read(line.strip_suffix('\r').unwrap_or(line)) {
                Ok(Some(directive)) if directive.key == key => return Some(directive),
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => return None,
            }
        }
        None
    }
}

fn without_shebang(text: &str) -> (&str, usize) {
    match text.strip_prefix("#!") {
        Some(rest) => (rest.split_once('\n').map_or("", |(_, rest)| rest), 1),
        None => (text, 0),
    }
}

/// Reads directives line by line until the first line that is none.
pub(super) struct Directives {
    mark: &'static str,
    line: usize,
    seen: Vec<Key>,
    done: bool,
}

/// A directive stands there twice.
pub(super) struct Repeated(pub Key);

impl Directives {
    pub fn new(mark: &'static str) -> Self {
        Self { mark, line: 0, seen: Vec::new(), done: false }
    }

    /// The directive of the next line, which is without its end.
    pub fn read(&mut self, line: &str) -> Result<Option<Directive>, Repeated> {
        self.line += 1;
        if self.done {
            return Ok(None);
        }
        let Some((key, value)) = line.strip_prefix(self.mark).and_then(setting) else {
            self.done = true;
            return Ok(None);
        };
        if self.seen.contains(&key) {
            return Err(Repeated(key));
        }
        self.seen.push(key);
        Ok(Some(Directive { key, value: value.to_string(), span: Span::line(self.line) }))
    }
}

/// `key = value` of a comment's text, if it is one (BuildKit's `directiveRegexp`).
pub(super) fn setting(comment: &str) -> Option<(Key, &str)> {
    const SPACE: [char; 5] = [' ', '\t', '\n', '\u{c}', '\r'];
    let (name, value) = comment.trim_start().split_once('=')?;
    let name = name.trim_end_matches(SPACE);
    let key = Key::ALL.into_iter().find(|key| key.name().eq_ignore_ascii_case(name))?;
    let trimmed = value.trim_matches(SPACE);
    if !trimmed.is_empty() {
        return Some((key, trimmed));
    }
    // The pattern wants one character at least, and takes the last space for it.
    let (last, _) = value.char_indices().next_back()?;
    Some((key, &value[last..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(Key, String)> {
        let mut reader = Directives::new("#");
        text.lines().map_while(|line| reader.read(line).ok().flatten()).map(|d| (d.key, d.value)).collect()
    }

    #[test]
    fn directives_end_at_the_first_line_that_is_none() {
        assert_eq!(
            all("# syntax=a\n#escape=`\n\n# check=skip=all"),
            [(Key::Syntax, "a".to_string()), (Key::Escape, "`".to_string())]
        );
        assert_eq!(all("# a comment\n# syntax=a"), []);
        assert_eq!(all("# unknown=a\n# syntax=a"), []);
        assert_eq!(all("#\tSYNTAX \t= \t a b  "), [(Key::Syntax, "a b".to_string())]);
        assert_eq!(all("# escape=  "), [(Key::Escape, " ".to_string())]);
        assert_eq!(all("# escape="), []);
    }

    #[test]
    fn a_frontend_is_found_in_each_form() {
        let find = |text| Directive::find_syntax(text).map(|found| (found.word().to_string(), found.span.first));
        assert_eq!(find("# syntax=docker/dockerfile:1 x\n"), Some(("docker/dockerfile:1".to_string(), 1)));
        assert_eq!(find("\u{feff}#!/usr/bin/env x\n# syntax=a\n"), Some(("a".to_string(), 2)));
        assert_eq!(find("// syntax=a\r\nx"), Some(("a".to_string(), 1)));
        assert_eq!(find("{\"syntax\": \"a\"}"), Some(("a".to_string(), 0)));
        assert_eq!(find("FROM a\n# syntax=b"), None);
        assert_eq!(
            Directive::find("# syntax=a\n# check=skip=all", Key::Check).map(|d| d.value).as_deref(),
            Some("skip=all")
        );
    }
}
