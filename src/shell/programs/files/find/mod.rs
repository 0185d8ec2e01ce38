//! `find`

mod expression;
mod parser;
mod printed;
mod search;

use expression::Test;
use parser::Parser;
use search::Search;

use crate::shell::Process;
use crate::shell::programs::Applet;
use crate::shell::programs::Ended;

pub(super) static PROGRAM: Applet =
    Applet { names: &["find"], about: "finds files", usage: "[-HL] [PATH]... [OPTIONS] [ACTIONS]", run };

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut words = words.into_iter().peekable();
    let mut search = Search::default();
    while let Some(option) = words.next_if(|word| matches!(word.as_str(), "-H" | "-L" | "-P")) {
        search.follow = option == "-L";
    }
    let is_expression = |word: &str| word.len() > 1 && word.starts_with('-') || matches!(word, "(" | ")" | "!" | ",");
    let mut starts = Vec::new();
    while let Some(word) = words.next_if(|word| !is_expression(word)) {
        starts.push(word);
    }
    if starts.is_empty() {
        starts.push(".".into());
    }
    let mut parser = Parser { process, words, search: &mut search };
    let test = match parser.words.peek() {
        None => Test::Always(true),
        Some(_) => parser.either(0)?,
    };
    if let Some(word) = parser.words.next() {
        let text = format!("paths must precede expression: `{word}'");
        return process.fail(1, &text);
    }
    for start in starts {
        search.visit(process, &test, &start, 0)?;
        if search.quit {
            break;
        }
    }
    for number in 0..search.batches.len() {
        search.run_batch(process, number)?;
    }
    Ok(i32::from(search.failed))
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn files_are_found() {
        let make = "mkdir -p d/e; printf 12345 > d/e/f.txt; touch d/g.TXT d/h; ln -s g d/l; ";
        for (rest, expected) in [
            ("find d", "d\nd/e\nd/e/f.txt\nd/g.TXT\nd/h\nd/l\n"),
            ("find d -name '*.txt'", "d/e/f.txt\n"),
            ("find d -iname '*.txt' -type f", "d/e/f.txt\nd/g.TXT\n"),
            ("find d -maxdepth 1 -type d", "d\nd/e\n"),
            ("find d -mindepth 1 ! -type f", "d/e\nd/l\n"),
            ("find d \\( -name h -o -type l \\) -print", "d/h\nd/l\n"),
            ("find d -empty", "d/g.TXT\nd/h\n"),
            ("find d -size +1c -type f", "d/e/f.txt\n"),
            ("find d -path '*e/*'", "d/e/f.txt\n"),
            ("find d -name e -prune -o -print", "d\nd/g.TXT\nd/h\nd/l\n"),
            ("find d -type f -exec echo [{}] \\;", "[d/e/f.txt]\n[d/g.TXT]\n[d/h]\n"),
            ("find d -type f -exec echo {} +", "d/e/f.txt d/g.TXT d/h\n"),
            ("find d -type f -delete; find d", "d\nd/e\nd/l\n"),
            ("find d -name f.txt -printf '%f %s %m %y\\n'", "f.txt 5 644 f\n"),
            ("mkdir -p w/x; touch w/x/y; find w/ -printf '[%P] %H %d\\n'", "[] w/ 0\n[x] w/ 1\n[x/y] w/ 2\n"),
            (
                "touch -d 2001-01-01 d/h; find d -type f -newer d/h -name 'g*'; find d -mtime +30 -type f",
                "d/g.TXT\nd/h\n",
            ),
            ("chmod 4755 d/h; find d -perm -4000; find d -perm 644 -name 'f*'", "d/h\nd/e/f.txt\n"),
        ] {
            check(&[(&format!("{make}{rest}"), expected)]);
        }
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("find x", "", "find: 'x': No such file or directory\n", 1),
                ("find . -frob", "", "find: unknown predicate `-frob'\n", 1),
                ("find . -name", "", "find: missing argument to `-name'\n", 1),
                ("find . -exec nope \\;", "", "find: 'nope': No such file or directory\n", 0),
            ],
        );
        check_all(
            Flavour::Busybox,
            &[
                ("find x", "", "find: x: No such file or directory\n", 1),
                ("find . -frob", "", "find: unrecognized: -frob\n", 1),
            ],
        );
    }
}
