//! A Caddyfile of one site (caddyserver.com/docs/caddyfile): what it says, or the first thing in it that is not simulated.

use thiserror::Error;

use crate::shell::{Page, Served};

/// The port of a site whose address has none.
const HTTP: u16 = 80;

/// What a Caddyfile has that is not simulated, or that Caddy would not take.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(super) enum Unread {
    #[error("the directive {0}")]
    Directive(String),
    #[error("the matcher {matcher} of {directive}")]
    Matcher { directive: String, matcher: String },
    #[error("the global option {0}")]
    Global(String),
    #[error("the snippet {0}")]
    Snippet(String),
    #[error("a site besides the first one ({0})")]
    Site(String),
    #[error("the address {0} (a host's name, and HTTPS)")]
    Address(String),
    #[error("the placeholder {0}")]
    Placeholder(String),
    #[error("a block that does not end")]
    Open,
}

/// A word of a line; one in quotes is no brace and no matcher.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    quoted: bool,
}

impl Word {
    fn is(&self, brace: &str) -> bool {
        !self.quoted && self.text == brace
    }

    fn is_matcher(&self) -> bool {
        !self.quoted && (self.text == "*" || self.text.starts_with(['/', '@']))
    }
}

/// The words of each line (`caddyconfig/caddyfile/lexer.go`): quotes and back ticks may go over lines, a remark begins
/// where a word could.
fn lines(text: &str) -> Result<Vec<Vec<Word>>, Unread> {
    let mut lines = vec![Vec::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut word = Word { text: String::new(), quoted: matches!(letter, '"' | '`') };
        match letter {
            '\n' => {
                lines.push(Vec::new());
                continue;
            }
            '#' => {
                while letters.next_if(|letter| *letter != '\n').is_some() {}
                continue;
            }
            letter if letter.is_whitespace() => continue,
            quote @ ('"' | '`') => loop {
                match letters.next() {
                    None => return Err(Unread::Open),
                    Some(end) if end == quote => break,
                    Some('\\') if quote == '"' && letters.peek() == Some(&'"') => {
                        letters.next();
                        word.text.push('"');
                    }
                    Some(letter) => word.text.push(letter),
                }
            },
            letter => {
                word.text.push(letter);
                while let Some(more) = letters.next_if(|letter| !letter.is_whitespace()) {
                    word.text.push(more);
                }
            }
        }
        if let Some(line) = lines.last_mut() {
            line.push(word);
        }
    }
    lines.retain(|line| !line.is_empty());
    Ok(lines)
}

/// What a site says so far.
#[derive(Default)]
struct Site {
    root: Option<String>,
    serves_files: bool,
    /// What is answered: path (empty: every one), status, text.
    answers: Vec<(String, u16, String)>,
}

/// The port of a Caddyfile's site and what is served there; `root` is where its files are unless it says so. `None`: it has
/// no site.
pub(super) fn read(text: &str, root: &str) -> Result<Option<(u16, Served)>, Unread> {
    let lines = lines(text)?;
    let mut rest = lines.as_slice();
    if let [first, more @ ..] = rest
        && matches!(first.as_slice(), [word] if word.is("{"))
    {
        rest = globals(more)?;
    }
    let [first, more @ ..] = rest else { return Ok(None) };
    let (braced, addresses) = match first.as_slice() {
        [addresses @ .., last] if last.is("{") => (true, addresses),
        addresses => (false, addresses),
    };
    let body = match braced {
        false => more,
        true => {
            let end = more.iter().position(|line| matches!(line.as_slice(), [word] if word.is("}")));
            let (body, behind) = more.split_at(end.ok_or(Unread::Open)?);
            // What opens a block within has its own line to end it, and is named below.
            if let Some(line) = behind.get(1).filter(|_| body.iter().all(|line| !opens(line))) {
                return Err(Unread::Site(line.first().map(|word| word.text.clone()).unwrap_or_default()));
            }
            body
        }
    };
    let port = match addresses {
        [one] => port(&one.text)?,
        [_, other, ..] => return Err(Unread::Site(other.text.clone())),
        [] => HTTP,
    };
    let mut site = Site::default();
    body.iter().try_for_each(|line| directive(line, &mut site))?;
    Ok(Some((port, site.served(root))))
}

fn opens(line: &[Word]) -> bool {
    line.last().is_some_and(|word| word.is("{"))
}

/// The global options; what is behind them.
fn globals(lines: &[Vec<Word>]) -> Result<&[Vec<Word>], Unread> {
    for (at, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
        match words.as_slice() {
            ["}"] => return Ok(lines.get(at + 1..).unwrap_or_default()),
            // Nobody asks the administration's port, and no certificate is got.
            ["admin", "off"] | ["auto_https", "off"] | ["email", _] => {}
            _ => return Err(Unread::Global(words.first().copied().unwrap_or_default().to_string())),
        }
    }
    Err(Unread::Open)
}

/// The port of an address without a host, which answers whoever asks.
fn port(address: &str) -> Result<u16, Unread> {
    if address.starts_with('(') {
        return Err(Unread::Snippet(address.to_string()));
    }
    let refused = || Unread::Address(address.to_string());
    match address.strip_prefix("http://").unwrap_or(address) {
        "" => Ok(HTTP),
        rest => rest.strip_prefix(':').and_then(|port| port.parse().ok()).ok_or_else(refused),
    }
}

fn directive(line: &[Word], site: &mut Site) -> Result<(), Unread> {
    let [name, words @ ..] = line else { return Ok(()) };
    let refused = || Unread::Directive(name.text.clone());
    if opens(line) {
        return Err(refused());
    }
    if let Some(word) = line.iter().find(|word| word.text.contains('{') && word.text.contains('}')) {
        return Err(Unread::Placeholder(word.text.clone()));
    }
    let (matcher, words) = match words {
        [first, rest @ ..] if first.is_matcher() => (Some(first.text.as_str()).filter(|text| *text != "*"), rest),
        words => (None, words),
    };
    let unmatched = || match matcher {
        None => Ok(()),
        Some(text) => Err(Unread::Matcher { directive: name.text.clone(), matcher: text.to_string() }),
    };
    match (name.text.as_str(), words) {
        // `root /srv` has a path, and no matcher.
        ("root", []) if matcher.is_some_and(|path| path.starts_with('/')) => site.root = matcher.map(str::to_string),
        ("root", [path]) => {
            unmatched()?;
            site.root = Some(path.text.clone());
        }
        ("file_server", []) => {
            unmatched()?;
            site.serves_files = true;
        }
        // Nobody here asks for what is compressed.
        ("encode", [_, ..]) => unmatched()?,
        ("respond", [text @ .., last]) if text.len() < 2 => {
            let path = matcher.unwrap_or_default();
            // A path fits as a whole; a star in it is a pattern.
            if path.contains('*') || path.starts_with('@') {
                unmatched()?;
            }
            let status = last.text.parse::<u16>().ok().filter(|status| (100..1000).contains(status));
            let (text, status) = match (text, status) {
                ([], Some(status)) if !last.quoted => (String::new(), status),
                ([], _) => (last.text.clone(), 200),
                ([text, ..], Some(status)) => (text.text.clone(), status),
                ([_, ..], None) => return Err(refused()),
            };
            site.answers.push((path.to_string(), status, text));
        }
        _ => return Err(refused()),
    }
    Ok(())
}

impl Site {
    /// What it serves: answers come before files (`caddyconfig/httpcaddyfile/directives.go`, `defaultDirectiveOrder`); what
    /// nothing is said of is answered with nothing.
    fn served(self, root: &str) -> Served {
        let every = self.answers.iter().any(|(path, ..)| path.is_empty());
        if self.answers.is_empty() && self.serves_files {
            return Served::Files(self.root.unwrap_or_else(|| root.to_string()));
        }
        let nothing = (!every).then(|| (String::new(), 200, String::new()));
        let media_type = "text/plain; charset=utf-8".to_string();
        let page = |(path, status, text)| Page { path, status, media_type: media_type.clone(), text };
        Served::Pages(self.answers.into_iter().chain(nothing).map(page).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> (u16, String) {
        match read(text, "/srv") {
            Ok(Some((port, Served::Files(root)))) => (port, root),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn pages(text: &str) -> Vec<(String, u16, String)> {
        match read(text, "/srv") {
            Ok(Some((_, Served::Pages(pages)))) => {
                pages.into_iter().map(|page| (page.path, page.status, page.text)).collect()
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    fn page(path: &str, status: u16, text: &str) -> (String, u16, String) {
        (path.to_string(), status, text.to_string())
    }

    #[test]
    fn a_site_has_files() {
        assert_eq!(files(":8080 {\n  root * /www\n  file_server\n}\n"), (8080, "/www".into()));
        assert_eq!(files(":80\nroot /www # here\nencode gzip zstd\nfile_server\n"), (80, "/www".into()));
        assert_eq!(files("{\n  admin off\n}\nhttp://:81 {\n  file_server\n}"), (81, "/srv".into()));
    }

    #[test]
    fn a_site_answers() {
        assert_eq!(pages(":80\nrespond \"Hello, {world\""), [page("", 200, "Hello, {world")]);
        assert_eq!(pages(":80 {\n respond 404\n}"), [page("", 404, "")]);
        assert_eq!(
            pages(":80 {\n respond /health \"OK\" 201\n respond * `say \"no\"` 503\n}"),
            [page("/health", 201, "OK"), page("", 503, "say \"no\"")]
        );
        assert_eq!(pages(":80 {\n respond /health OK\n}"), [page("/health", 200, "OK"), page("", 200, "")]);
        assert_eq!(pages(":80"), [page("", 200, "")]);
    }

    #[test]
    fn what_is_not_simulated_is_named() {
        let named = |text: &str| read(text, "/srv").map_err(|error| error.to_string()).unwrap_err();
        for (text, words) in [
            (":80 {\n reverse_proxy app:3000\n}", "the directive reverse_proxy"),
            (":80 {\n handle /api/* {\n  respond \"no\"\n }\n file_server\n}", "the directive handle"),
            (":80 {\n route {\n  file_server\n }\n}", "the directive route"),
            (":80 {\n @api path /api/*\n respond @api 404\n}", "the directive @api"),
            (":80 {\n respond @api 404\n}", "the matcher @api of respond"),
            (":80 {\n respond /api/* 404\n}", "the matcher /api/* of respond"),
            (":80 {\n respond \"a\" b\n}", "the directive respond"),
            (":80 {\n file_server /static/*\n}", "the matcher /static/* of file_server"),
            (":80 {\n file_server browse\n}", "the directive file_server"),
            (":80 {\n respond \"{http.request.host}\"\n}", "the placeholder {http.request.host}"),
            (":80 {\n file_server\n}\n:81 {\n file_server\n}", "a site besides the first one (:81)"),
            (":80, :81 {\n file_server\n}", "a site besides the first one (:81)"),
            ("(common) {\n encode gzip\n}", "the snippet (common)"),
            ("example.com {\n file_server\n}", "the address example.com (a host's name, and HTTPS)"),
            ("{\n debug\n}\n:80", "the global option debug"),
            (":80 {\n file_server\n", "a block that does not end"),
        ] {
            assert_eq!(named(text), words, "{text}");
        }
        assert_eq!(read("# nothing\n", "/srv"), Ok(None));
    }
}
