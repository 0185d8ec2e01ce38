//! "Try it here": links that open layercake in the page, in the state of their place. Without a script they lead to the
//! page of layercake. The form of their addresses is read by `terminalAt` in `web/site/layercake.js`.

use std::fmt::Write;

/// How a link begins.
pub(super) const TRIED: &str = "<p class=\"lc-try\">";

/// Where the page with layercake lies, seen from the book's root.
#[derive(Clone, Debug)]
pub(super) struct Playground(String);

/// In which state somebody begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum State<'a> {
    /// A step, from 1, of the lesson with this slug.
    Step(&'a str, usize),
    /// A sandbox in which these lines were run.
    Lines(&'a [String]),
}

impl Playground {
    /// In a folder: `..` has `layercake.js` and `index.html` beside the book's folder.
    pub fn new(folder: &str) -> Self {
        Playground(folder.trim_end_matches('/').into())
    }

    /// A paragraph of HTML with the link, for a chapter with this path.
    pub fn link(&self, chapter: &str, state: State<'_>) -> String {
        let up = "../".repeat(chapter.matches('/').count());
        let place = match state {
            State::Step(slug, step) => format!("lesson={}&amp;step={step}", escaped(slug)),
            State::Lines([]) => "play".into(),
            State::Lines(lines) => format!("state={}", escaped(&lines.join("\n"))),
        };
        format!("\n{TRIED}<a href=\"{up}{}/index.html#{place}\">Try it here</a></p>\n\n", self.0)
    }
}

/// A text as a part of an address (RFC 3986, 2.1).
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(char::from(byte)),
            _ => {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_up_and_carries_the_state() {
        let playground = Playground::new("../");
        let step = playground.link("lessons/01.md", State::Step("01-a b", 3));
        assert!(step.contains("href=\"../../index.html#lesson=01-a%20b&amp;step=3\""), "{step}");
        let lines = playground.link("a.md", State::Lines(&["echo \"é\" > x&y".into(), "ls".into()]));
        assert!(lines.contains("\"../index.html#state=echo%20%22%C3%A9%22%20%3E%20x%26y%0Als\""), "{lines}");
        assert!(playground.link("a.md", State::Lines(&[])).contains("\"../index.html#play\""));
    }
}
