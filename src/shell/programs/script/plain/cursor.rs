//! [`Cursor`]: a place in a statement.

use super::super::super::Bail;

/// Why a statement does not go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stopped {
    /// It is none that is simulated.
    #[error("not simulated")]
    Unknown,
    /// What it prints to, or waits for, ends it.
    #[error("ended")]
    By(Bail),
}

/// A place in a statement.
pub(super) struct Cursor {
    pub letters: Vec<char>,
    pub at: usize,
    /// How deep the expressions are within each other.
    pub depth: usize,
}

impl Cursor {
    pub fn new(text: &str) -> Self {
        Cursor { letters: text.chars().collect(), at: 0, depth: 0 }
    }

    pub fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    pub fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes `mark`, and blanks before it, if it stands here.
    pub fn takes(&mut self, mark: &str) -> bool {
        self.blanks();
        let length = mark.chars().count();
        let here =
            self.letters.get(self.at..self.at + length).is_some_and(|here| here.iter().copied().eq(mark.chars()));
        if here {
            self.at += length;
        }
        here
    }

    /// The word that stands here; empty if none does.
    pub fn peek_word(&mut self) -> String {
        self.blanks();
        let rest = self.letters.get(self.at..).unwrap_or_default();
        rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').collect()
    }

    /// Takes it.
    pub fn take_word(&mut self) -> String {
        let word = self.peek_word();
        self.at += word.chars().count();
        word
    }

    /// Nothing more may stand here.
    pub fn end(&mut self) -> Result<(), Stopped> {
        self.blanks();
        if self.at >= self.letters.len() { Ok(()) } else { Err(Stopped::Unknown) }
    }

    pub fn expect(&mut self, mark: &str) -> Result<(), Stopped> {
        if self.takes(mark) { Ok(()) } else { Err(Stopped::Unknown) }
    }

    /// What stands up to `close`, brackets within it matched.
    pub fn until(&mut self, open: char, close: char) -> Result<String, Stopped> {
        let (mut depth, mut text) = (0, String::new());
        while let Some(letter) = self.peek() {
            self.at += 1;
            match letter {
                _ if letter == close && depth == 0 => return Ok(text),
                _ if letter == close => depth -= 1,
                _ if letter == open => depth += 1,
                _ => {}
            }
            text.push(letter);
        }
        Err(Stopped::Unknown)
    }
}

/// The text up to the closing single quote: only that and the backslash are escaped.
pub(super) fn plain_text(cursor: &mut Cursor) -> Result<String, Stopped> {
    let mut text = String::new();
    while let Some(letter) = cursor.peek() {
        cursor.at += 1;
        match (letter, cursor.peek()) {
            ('\'', _) => return Ok(text),
            ('\\', Some(next @ ('\'' | '\\'))) => {
                cursor.at += 1;
                text.push(next);
            }
            (letter, _) => text.push(letter),
        }
    }
    Err(Stopped::Unknown)
}
