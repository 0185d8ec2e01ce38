//! The lines around an error, the guilty ones marked, as buildx prints them below a failed build.

use std::fmt::Write;

use super::Span;

const RULE: &str = "--------------------";

/// Lines of context around one marked line, and around more of them; shared between above and below.
const AROUND_ONE: usize = 4;
const AROUND_MORE: usize = 2;

/// The lines of `text` around `spans`, marked; nothing if the spans lie outside (`Source.Print` in BuildKit's
/// `solver/errdefs/source.go`).
pub fn excerpt(name: &str, text: &str, spans: &[Span]) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let (Some(first), Some(last)) =
        (spans.iter().map(|span| span.first).min(), spans.iter().map(|span| span.last).max())
    else {
        return String::new();
    };
    if first < 1 || first > lines.len() {
        return String::new();
    }
    let (mut start, mut end) = (first, last.min(lines.len()));
    let around = if start == end { AROUND_ONE } else { AROUND_MORE };
    let mut padded = 0;
    while padded < around {
        if start > 1 {
            start -= 1;
            padded += 1;
        }
        if end != lines.len() {
            end += 1;
            padded += 1;
        }
        padded += 1;
    }
    let mut out = format!("{name}:{first}\n{RULE}\n");
    for (index, line) in lines.iter().enumerate().take(end).skip(start - 1) {
        let mark = if spans.iter().any(|span| span.contains(index + 1)) { ">>>" } else { "   " };
        _ = writeln!(out, " {:3} | {mark} {line}", index + 1);
    }
    out.push_str(RULE);
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: &str = "FROM a\nRUN b\nRUN c\nRUN d\n";

    #[test]
    fn one_line_has_up_to_two_lines_on_each_side() {
        insta::assert_snapshot!(excerpt("Dockerfile", FIVE, &[Span::line(3)]), @r"
        Dockerfile:3
        --------------------
           1 |     FROM a
           2 |     RUN b
           3 | >>> RUN c
           4 |     RUN d
           5 |     
        --------------------
        ");
    }

    #[test]
    fn several_lines_have_one_on_each_side() {
        insta::assert_snapshot!(excerpt("Dockerfile", FIVE, &[Span::new(2, 3)]), @r"
        Dockerfile:2
        --------------------
           1 |     FROM a
           2 | >>> RUN b
           3 | >>> RUN c
           4 |     RUN d
        --------------------
        ");
    }

    #[test]
    fn the_edges_give_their_share_of_context_away_only_in_part() {
        insta::assert_snapshot!(excerpt("x", FIVE, &[Span::line(1)]), @r"
        x:1
        --------------------
           1 | >>> FROM a
           2 |     RUN b
           3 |     RUN c
        --------------------
        ");
        insta::assert_snapshot!(excerpt("x", "FROM a", &[Span::line(1)]), @r"
        x:1
        --------------------
           1 | >>> FROM a
        --------------------
        ");
    }

    #[test]
    fn a_span_outside_the_text_shows_nothing() {
        assert_eq!(excerpt("x", FIVE, &[Span::line(0)]), "");
        assert_eq!(excerpt("x", FIVE, &[Span::line(9)]), "");
        assert_eq!(excerpt("x", FIVE, &[]), "");
        assert!(excerpt("x", FIVE, &[Span::new(5, usize::MAX)]).contains("   5 | >>> \n"));
    }
}
