//! [`pieces`]: a chapter cut into what is left alone and what is ours: fenced blocks and `{{#layercake …}}` calls.

/// A piece of a chapter. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Left as it is.
    Text(&'a str),
    Fence(Fence<'a>),
    Call(Call<'a>),
}

/// A fenced block whose info string has the word `layercake`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fence<'a> {
    /// Where the opening line stands.
    pub line: usize,
    /// What stands before each of its lines: blanks, or the marks of a quotation.
    pub prefix: &'a str,
    /// The opening marks.
    pub marks: &'a str,
    pub info: &'a str,
    /// Its lines without the prefix, each ended by a newline.
    pub body: String,
}

/// `{{#layercake …}}`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub line: usize,
    /// What stands after the word `layercake`.
    pub words: &'a str,
    /// As it is written.
    pub source: &'a str,
}

/// The word that makes a block ours.
const OURS: &str = "layercake";
/// How a call begins and ends.
const CALL: (&str, &str) = ("{{#layercake", "}}");

/// The pieces of a chapter, in their order; together they are the chapter.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut lines = Lines { text, at: 0, number: 0 };
    let mut plain = 0;
    while let Some((start, line)) = lines.next() {
        let Some(open) = Open::read(line) else {
            let number = lines.number;
            calls(line, number, |from, to, call| {
                push_text(&mut pieces, text, plain, start + from);
                pieces.push(Piece::Call(call));
                plain = start + to;
            });
            continue;
        };
        let (number, mut body) = (lines.number, String::new());
        for (_, line) in lines.by_ref() {
            let inside = open.inside(line);
            if open.closes(inside) {
                break;
            }
            body += inside.trim_end_matches(['\n', '\r']);
            body.push('\n');
        }
        if is_ours(open.info) {
            push_text(&mut pieces, text, plain, start);
            let Open { prefix, marks, info } = open;
            pieces.push(Piece::Fence(Fence { line: number, prefix, marks, info, body }));
            plain = lines.at;
        }
    }
    push_text(&mut pieces, text, plain, text.len());
    pieces
}

fn push_text<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, from: usize, to: usize) {
    if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
        pieces.push(Piece::Text(text));
    }
}

/// Lines with their ends, and where they start.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        let start = self.at;
        let line = self.text.get(start..)?.split_inclusive('\n').next()?;
        self.at += line.len();
        self.number += 1;
        Some((start, line))
    }
}

/// A line that opens a fenced block.
struct Open<'a> {
    prefix: &'a str,
    marks: &'a str,
    info: &'a str,
}

impl<'a> Open<'a> {
    fn read(line: &'a str) -> Option<Open<'a>> {
        let rest = line.trim_start_matches([' ', '\t', '>']);
        let mark = rest.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let (prefix, _) = line.split_at(line.len() - rest.len());
        let (marks, _) = rest.split_at(rest.len() - info.len());
        let is_fence = marks.len() >= 3 && !(mark == '`' && info.contains('`'));
        is_fence.then_some(Open { prefix, marks, info: info.trim() })
    }

    /// A line without the block's prefix.
    fn inside<'b>(&self, line: &'b str) -> &'b str {
        let whole = line.strip_prefix(self.prefix).or_else(|| line.strip_prefix(self.prefix.trim_end()));
        whole.unwrap_or_else(|| line.trim_start_matches([' ', '\t']))
    }

    fn closes(&self, inside: &str) -> bool {
        let line = inside.trim();
        line.len() >= self.marks.len() && line.chars().all(|c| self.marks.starts_with(c))
    }
}

/// Whether an info string (`console,layercake,hidden`) has our word in it.
fn is_ours(info: &str) -> bool {
    info.split([',', ' ']).skip(1).any(|word| word == OURS)
}

/// Finds the calls in a line: where they begin and end. What stands in `code` or after a backslash is none.
fn calls<'a>(line: &'a str, number: usize, mut found: impl FnMut(usize, usize, Call<'a>)) {
    let mut at = 0;
    while let Some(from) = line.get(at..).and_then(|rest| rest.find(CALL.0)).map(|from| at + from) {
        let inside = from + CALL.0.len();
        let before = line.get(..from).unwrap_or_default();
        let escaped = before.ends_with('\\') || before.matches('`').count() % 2 == 1;
        let Some(length) = line.get(inside..).and_then(|rest| rest.find(CALL.1)) else { return };
        let to = inside + length + CALL.1.len();
        let (words, source) = (line.get(inside..inside + length), line.get(from..to));
        if let (Some(words), Some(source)) = (words, source)
            && !escaped
            && (words.is_empty() || words.starts_with([' ', '\t']))
        {
            found(from, to, Call { line: number, words: words.trim(), source });
        }
        at = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is ours of a chapter; that the rest is left alone is looked at, too.
    fn ours(text: &str) -> Vec<Piece<'_>> {
        let pieces = pieces(text);
        for piece in &pieces {
            if let Piece::Text(part) = piece {
                assert!(text.contains(part));
            }
        }
        pieces.into_iter().filter(|piece| !matches!(piece, Piece::Text(_))).collect()
    }

    #[test]
    fn blocks_with_our_word_are_found_with_line_and_body() {
        let text = "# T\n\n```console,layercake,hidden\n$ ls\n\n$ pwd\n```\nrest\n";
        let fence = Fence {
            line: 3,
            prefix: "",
            marks: "```",
            info: "console,layercake,hidden",
            body: "$ ls\n\n$ pwd\n".into(),
        };
        assert_eq!(ours(text), [Piece::Fence(fence)]);
        assert_eq!(pieces(text).first(), Some(&Piece::Text("# T\n\n")));
        assert_eq!(pieces(text).last(), Some(&Piece::Text("rest\n")));
        assert_eq!(ours("```console\n$ ls\n```\n```layercake\nx\n```\n"), []);
    }

    #[test]
    fn a_block_may_stand_in_a_list_or_a_quotation_and_be_left_open() {
        let text = "- x\n\n  ~~~~ console, layercake\n  $ ls\n    in\n  ~~~\n  ~~~~\n> ```docker,layercake\n> FROM a\n>\n> RUN b\n";
        let bodies: Vec<(usize, String)> = ours(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Fence(fence) => Some((fence.line, fence.body)),
                _ => None,
            })
            .collect();
        assert_eq!(bodies, [(3, "$ ls\n  in\n~~~\n".into()), (8, "FROM a\n\nRUN b\n".into())]);
    }

    #[test]
    fn calls_are_found_but_not_in_code() {
        let text = "a {{#layercake map}} b {{#layercake layers nginx}}\n`{{#layercake no}}` \\{{#layercake no}}\n\
                    ```text\n{{#layercake no}}\n```\n{{#layercakes}} {{#layercake open\n";
        let words: Vec<(usize, &str)> = ours(text)
            .iter()
            .filter_map(|piece| match piece {
                Piece::Call(call) => Some((call.line, call.words)),
                _ => None,
            })
            .collect();
        assert_eq!(words, [(1, "map"), (1, "layers nginx")]);
    }
}
