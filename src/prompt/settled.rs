//! [`settled`]: what output that redraws lines comes to in the end.

/// The highest line that is kept track of.
const LINES: usize = 1_000_000;

/// What output that redraws lines comes to in the end: the lines, with no escape byte and no carriage return in them.
pub fn settled(bytes: &[u8]) -> String {
    let mut screen = Screen { lines: vec![vec![]], row: 0, column: 0 };
    let text = String::from_utf8_lossy(bytes);
    if !text.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return text.into_owned();
    }
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' if characters.peek() == Some(&'[') => {
                characters.next();
                let mut parameters = String::new();
                let end = loop {
                    match characters.next() {
                        Some(c @ ('0'..='?' | ' '..='/')) => parameters.push(c),
                        other => break other,
                    }
                };
                screen.control(end, &parameters);
            }
            // An operating system command (a title, a link) up to BEL or ESC \.
            '\u{1b}' if characters.peek() == Some(&']') => {
                while let Some(c) = characters.next() {
                    if c == '\u{7}' || c == '\u{1b}' && characters.next_if_eq(&'\\').is_some() {
                        break;
                    }
                }
            }
            '\u{1b}' => {
                characters.next();
            }
            '\n' => screen.down(1),
            '\r' => screen.column = 0,
            '\u{8}' => screen.column = screen.column.saturating_sub(1),
            '\t' => screen.write('\t'),
            c if c.is_control() => {}
            c => screen.write(c),
        }
    }
    let lines: Vec<String> = screen.lines.iter().map(|line| line.iter().collect::<String>()).collect();
    lines.iter().map(|line| line.trim_end_matches(' ')).collect::<Vec<_>>().join("\n")
}

struct Screen {
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

impl Screen {
    fn write(&mut self, character: char) {
        let Some(line) = self.lines.get_mut(self.row) else { return };
        if line.len() < self.column {
            line.resize(self.column, ' ');
        }
        match line.get_mut(self.column) {
            Some(place) => *place = character,
            None => line.push(character),
        }
        self.column += 1;
    }

    fn down(&mut self, lines: usize) {
        self.row = self.row.saturating_add(lines).min(LINES.max(self.lines.len()));
        self.column = 0;
        if self.lines.len() <= self.row {
            self.lines.resize(self.row + 1, vec![]);
        }
    }

    fn control(&mut self, end: Option<char>, parameters: &str) {
        let number = parameters.parse::<usize>().unwrap_or(if end == Some('K') { 0 } else { 1 });
        match end {
            Some('A') => self.row = self.row.saturating_sub(number),
            Some('B') => {
                let column = self.column;
                self.down(number.min(1000));
                self.column = column;
            }
            Some('K') => {
                if let Some(line) = self.lines.get_mut(self.row) {
                    line.truncate(if number == 2 { 0 } else { self.column });
                }
            }
            Some('G') => self.column = number.saturating_sub(1).min(1000),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PULL: &str = "latest: Pulling from library/a\r\n\r\n\u{1b}[1A\u{1b}[2K\raaa: Pulling fs layer \r\u{1b}[1B\r\n\
        \u{1b}[1A\u{1b}[2K\rbbb: Pulling fs layer \r\u{1b}[1B\u{1b}[2A\u{1b}[2K\raaa: Downloading  1MB/8MB\r\u{1b}[2B\
        \u{1b}[2A\u{1b}[2K\raaa: Pull complete \r\u{1b}[2BDigest: sha256:1\n";

    #[test]
    fn in_the_end_each_line_says_the_last_thing() {
        insta::assert_snapshot!(settled(PULL.as_bytes()), @r"
        latest: Pulling from library/a
        aaa: Pull complete
        bbb: Pulling fs layer
        Digest: sha256:1
        ");
    }

    proptest! {
        #[test]
        fn what_is_settled_has_no_escape(text in "[a-c\u{1b}\r\n0-9;ABKG\\[\\]\u{7}]{0,60}") {
            let settled = settled(text.as_bytes());
            let redraws = settled.contains(['\u{1b}', '\r']);
            prop_assert!(!redraws, "{}", settled);
        }
        #[test]
        fn plain_text_is_settled_already(text in "[a-z]{0,9}(\n[a-z]{1,9}){0,5}\n?") {
            prop_assert_eq!(settled(text.as_bytes()), text);
        }
    }
}
