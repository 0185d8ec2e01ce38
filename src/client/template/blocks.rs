//! Whether the blocks of a template are closed: what the parser crate lets pass.

/// What is wrong with the blocks of `source`: line and words; nothing if they nest well.
///
/// Only for sources whose actions are well-formed; others are the parser's to refuse.
pub(super) fn fault(source: &str) -> Option<(usize, String)> {
    let mut open = 0usize;
    let mut rest = source;
    while let Some((before, action)) = rest.split_once("{{") {
        let line = line_of(source, rest, before);
        let (word, after) = first_word(action)?;
        match word {
            "if" | "range" | "with" | "define" | "block" => open += 1,
            "end" if open == 0 => return Some((line, "unexpected {{end}}".into())),
            "end" => open -= 1,
            "else" if open == 0 => return Some((line, "unexpected {{else}}".into())),
            _ => {}
        }
        rest = after;
    }
    (open > 0).then(|| (source.matches('\n').count() + 1, "unexpected EOF".into()))
}

fn line_of(source: &str, rest: &str, before: &str) -> usize {
    let at = source.len() - rest.len() + before.len();
    source.get(..at).map_or(1, |text| text.matches('\n').count() + 1)
}

/// The first word of an action, and what follows the action.
fn first_word(action: &str) -> Option<(&str, &str)> {
    let inner = action.strip_prefix("- ").unwrap_or(action).trim_start();
    if let Some(remark) = inner.strip_prefix("/*") {
        let (_, after) = remark.split_once("*/")?;
        return after.split_once("}}").map(|(_, after)| ("", after));
    }
    let end = inner.find(|c: char| !c.is_alphanumeric()).unwrap_or(inner.len());
    let (word, mut rest) = inner.split_at(end);
    // The action ends at the first }} outside of quotes.
    loop {
        let at = rest.find(['"', '`', '\'', '}'])?;
        let (_, from) = rest.split_at(at);
        if let Some(after) = from.strip_prefix("}}") {
            return Some((word, after));
        }
        let mark = from.chars().next()?;
        rest = from.get(mark.len_utf8()..)?;
        if mark == '}' {
            continue;
        }
        let mut escaped = false;
        let close = rest.find(|c: char| {
            let closes = c == mark && !escaped;
            escaped = c == '\\' && !escaped && mark != '`';
            closes
        })?;
        rest = rest.get(close + 1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_must_nest() {
        for (source, words) in [
            ("{{range .}}x", Some("unexpected EOF")),
            ("{{if .}}{{range .}}{{end}}", Some("unexpected EOF")),
            ("x{{end}}", Some("unexpected {{end}}")),
            ("{{else}}", Some("unexpected {{else}}")),
            ("{{if .}}{{else}}{{end}}", None),
            (r#"{{"{{if}}"}}{{/* {{if}} */}}{{- range . -}}{{- end}}"#, None),
            ("{{ifx}}", None),
        ] {
            assert_eq!(fault(source).map(|(_, words)| words).as_deref(), words, "{source}");
        }
    }
}
