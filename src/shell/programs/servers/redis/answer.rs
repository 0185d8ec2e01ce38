//! What Redis answers, as `redis-cli` shows it (`cliFormatReplyTTY` and `cliFormatReplyRaw` in Redis' redis-cli.c).

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Status(&'static str),
    Error(String),
    Number(i64),
    Text(String),
    Nil,
    Array(Vec<Answer>),
}

/// Arguments after the command's name.
pub type Words<'w> = &'w [String];
/// What a command answers; an error is one, too.
pub type Answered = Result<Answer, Answer>;

/// An error as the server words it.
pub fn error(words: &str) -> Answer {
    Answer::Error(words.into())
}

impl Answer {
    /// A text, or nothing.
    pub fn of(text: Option<String>) -> Answer {
        text.map_or(Answer::Nil, Answer::Text)
    }

    /// Texts.
    pub fn texts(texts: impl IntoIterator<Item = String>) -> Answer {
        Answer::Array(texts.into_iter().map(Answer::Text).collect())
    }

    /// For a person at a terminal.
    pub fn for_terminal(&self, indent: usize) -> String {
        match self {
            Answer::Status(text) => format!("{text}\n"),
            Answer::Error(text) => format!("(error) {text}\n"),
            Answer::Number(number) => format!("(integer) {number}\n"),
            Answer::Text(text) => format!("{}\n", quoted(text)),
            Answer::Nil => "(nil)\n".into(),
            Answer::Array(all) if all.is_empty() => "(empty array)\n".into(),
            Answer::Array(all) => {
                let width = all.len().to_string().len();
                let mut text = String::new();
                for (at, one) in all.iter().enumerate() {
                    if at > 0 {
                        text += &" ".repeat(indent);
                    }
                    text += &format!("{:>width$}) {}", at + 1, one.for_terminal(indent + width + 2));
                }
                text
            }
        }
    }

    /// For a file or a pipe.
    pub fn raw(&self) -> String {
        match self {
            Answer::Status(text) => (*text).into(),
            Answer::Error(text) => format!("{text}\n"),
            Answer::Number(number) => number.to_string(),
            Answer::Text(text) => text.clone(),
            Answer::Nil => String::new(),
            Answer::Array(all) => all.iter().map(Answer::raw).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// A text between double quotes (`sdscatrepr`).
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', byte as char]),
            b'\n' => quoted.push_str("\\n"),
            b'\r' => quoted.push_str("\\r"),
            b'\t' => quoted.push_str("\\t"),
            0x20..=0x7e => quoted.push(byte as char),
            byte => quoted.push_str(&format!("\\x{byte:02x}")),
        }
    }
    quoted.push('"');
    quoted
}
