//! An instruction's line into name, flags and the rest (BuildKit's `split_command.go`).

/// `name --flag=value … rest`.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    pub name: String,
    pub flags: Vec<String>,
    pub rest: String,
}

/// The blanks that part a name from its arguments, and the words of a list (`reWhitespace`).
pub const BLANKS: [char; 5] = ['\t', '\u{b}', '\u{c}', '\r', ' '];

/// Takes a line apart.
pub fn split(line: &str, escape: char) -> Parts {
    let line = line.trim();
    let Some((name, after)) = line.split_once(BLANKS) else {
        return Parts { name: line.to_string(), flags: Vec::new(), rest: String::new() };
    };
    let (rest, flags) = flags(after.trim_start_matches(BLANKS).as_bytes(), escape);
    Parts { name: name.to_string(), flags, rest: String::from_utf8_lossy(rest).trim().to_string() }
}

/// Go's `unicode.IsSpace` of a byte taken for a character, which is what BuildKit asks here.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ' | 0x85 | 0xa0)
}

/// The flags at the head of `line`, and what follows them.
///
/// BuildKit goes byte by byte and writes each as a character, so that a flag's `é` becomes `Ã©`. So do we.
fn flags(line: &[u8], escape: char) -> (&[u8], Vec<String>) {
    let mut found = Vec::new();
    let mut place = 0;
    loop {
        while line.get(place).is_some_and(|byte| is_space(*byte)) {
            place += 1;
        }
        let rest = &line[place..];
        if !rest.starts_with(b"--") {
            return (rest, found);
        }
        let (word, length) = word(rest, escape);
        place += length;
        if word == "--" {
            return (&line[place..], found);
        }
        found.push(word);
    }
}

/// The first word of `line`, quotes and escapes taken away, and its length as written.
fn word(line: &[u8], escape: char) -> (String, usize) {
    let mut out = String::new();
    let mut quote = None;
    let mut place = 0;
    while let Some(&byte) = line.get(place) {
        if quote.is_none() && is_space(byte) {
            break;
        }
        place += 1;
        match quote {
            None if byte == b'\'' || byte == b'"' => quote = Some(byte),
            Some(open) if byte == open => quote = None,
            _ if char::from(byte) == escape => {
                // An escape at the very end is dropped.
                if let Some(&next) = line.get(place) {
                    out.push(char::from(next));
                    place += 1;
                }
            }
            _ => out.push(char::from(byte)),
        }
    }
    (out, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> (String, Vec<String>, String) {
        let Parts { name, flags, rest } = split(line, '\\');
        (name, flags, rest)
    }

    fn flags_of(line: &str) -> Vec<String> {
        parts(line).1
    }

    #[test]
    fn flags_stand_between_name_and_arguments() {
        assert_eq!(
            parts("  RUN \t--mount=type=cache,target=/x  --network=none   echo --no "),
            (
                "RUN".to_string(),
                vec!["--mount=type=cache,target=/x".to_string(), "--network=none".to_string()],
                "echo --no".to_string()
            )
        );
        assert_eq!(parts("RUN"), ("RUN".to_string(), vec![], String::new()));
        assert_eq!(parts("RUN -x --y").2, "-x --y");
        assert_eq!(parts("RUN --a -- --b c"), ("RUN".to_string(), vec!["--a".to_string()], "--b c".to_string()));
    }

    #[test]
    fn quotes_and_escapes_of_a_flag_are_taken_away() {
        assert_eq!(flags_of(r#"CMD --a="b c" --'d e'=f g"#), ["--a=b c", "--d e=f"]);
        assert_eq!(flags_of(r"CMD --a=\ b c"), ["--a= b"]);
        assert_eq!(flags_of(r#"CMD --a='b"c\'d' e"#), ["--a=b\"c'd"], "an escape counts in single quotes, too");
        assert_eq!(flags_of("CMD --a=\"b"), ["--a=b"], "an open quote ends with the line");
        assert_eq!(flags_of("CMD --a\\"), ["--a"]);
        assert_eq!(flags_of("CMD --é x"), ["--Ã©"]);
    }

    #[test]
    fn a_flag_alone_leaves_no_arguments() {
        assert_eq!(parts("COPY --from=a"), ("COPY".to_string(), vec!["--from=a".to_string()], String::new()));
        assert_eq!(parts("COPY --"), ("COPY".to_string(), vec![], String::new()));
    }
}
