//! `return`, `rewrite`, `set`, `if` and `break` (nginx `ngx_http_rewrite_module`).

use regex_lite::Regex;

use super::ask::Ask;
use super::directive::Directive;
use super::made::{Made, Next, media_type, page, redirected};
use crate::content::Rope;
use crate::shell::Process;
use crate::shell::programs::Bail;
use crate::vfs::FileType;

/// What becomes of a request.
pub enum Rewritten {
    /// It goes on.
    Goes,
    /// It goes on, and no further directive of this module is read.
    Stops,
    Ends(Next),
}

/// Runs the directives of a block in their order.
pub fn run<'s>(process: &mut Process<'_>, ask: &mut Ask<'s>, directives: &'s [Directive]) -> Result<Rewritten, Bail> {
    for directive in directives {
        process.system.step()?;
        if directive.name == "if" && holds(process, ask, directive) {
            let block = directive.block.as_deref().unwrap_or_default();
            // What stands in it counts more than what stands around it.
            ask.levels.insert(0, block);
            // Blocks of conditions do not stand in each other.
            if let Some(end) = block.iter().find_map(|directive| plain(ask, directive)) {
                return Ok(end);
            }
        } else if let Some(end) = plain(ask, directive) {
            return Ok(end);
        }
    }
    Ok(Rewritten::Goes)
}

/// Runs a directive without a block; if nothing comes after it, what becomes of the request.
fn plain(ask: &mut Ask<'_>, directive: &Directive) -> Option<Rewritten> {
    match directive.name.as_str() {
        "set" => {
            let name = directive.words.first().map_or("", |name| name.trim_start_matches('$')).to_string();
            let value = ask.fill(directive.words.get(1).map_or("", String::as_str));
            ask.set.insert(name, value);
            None
        }
        "break" => Some(Rewritten::Stops),
        "return" => Some(Rewritten::Ends(returned(ask, directive))),
        "rewrite" => rewrite(ask, directive),
        _ => None,
    }
}

/// `return 404`, `return 200 "text"`, `return 301 /other`, `return http://other`
fn returned(ask: &mut Ask<'_>, directive: &Directive) -> Next {
    let first = directive.words.first().map_or("", String::as_str);
    let text = directive.words.get(1).map(|text| ask.fill(text));
    let Ok(code) = first.parse::<u16>() else {
        return redirected(ask, 302, ask.fill(first));
    };
    match text {
        Some(text) if matches!(code, 301 | 302 | 303 | 307 | 308) => redirected(ask, code, text),
        Some(text) => {
            let kind = media_type(ask, &ask.uri);
            Next::Answer(Made { status: code, kind: Some(kind), body: Rope::from(text), ..Made::default() })
        }
        // The connection is closed without an answer.
        None if code == 444 => Next::Answer(Made::default()),
        None if code >= 300 => Next::Status(code),
        None => Next::Answer(page(ask, code)),
    }
}

/// `rewrite pattern replacement [flag]`; `None`: it does not fit, or the next directive is read.
fn rewrite(ask: &mut Ask<'_>, directive: &Directive) -> Option<Rewritten> {
    let pattern = Regex::new(directive.words.first()?).ok()?;
    let uri = ask.uri.clone();
    let captures = pattern.captures(&uri)?;
    ask.groups = captures.iter().map(|group| group.map_or_else(String::new, |group| group.as_str().into())).collect();
    let target = ask.fill(directive.words.get(1)?);
    let flag = directive.words.get(2).map_or("", String::as_str);
    let outside = target.starts_with("http://") || target.starts_with("https://");
    if outside || matches!(flag, "redirect" | "permanent") {
        let code = if flag == "permanent" { 301 } else { 302 };
        let arguments = &ask.arguments;
        let whole = match target.strip_suffix('?') {
            Some(bare) => bare.to_string(),
            None if arguments.is_empty() => target,
            None => format!("{target}{}{arguments}", if target.contains('?') { '&' } else { '?' }),
        };
        return Some(Rewritten::Ends(redirected(ask, code, whole)));
    }
    let (uri, arguments) = target.split_once('?').unwrap_or((&target, ""));
    ask.uri = uri.to_string();
    if target.contains('?') {
        let before = std::mem::take(&mut ask.arguments);
        let parts = [arguments, if arguments.is_empty() { "" } else { &before }];
        ask.arguments = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
    }
    match flag {
        "break" => Some(Rewritten::Stops),
        "last" if ask.location.is_some() => Some(Rewritten::Ends(Next::Again(ask.uri.clone()))),
        "last" => Some(Rewritten::Stops),
        _ => None,
    }
}

/// Whether a condition holds: `($a = b)`, `($a ~* pattern)`, `(-f file)`, `($a)`.
fn holds(process: &mut Process<'_>, ask: &Ask<'_>, directive: &Directive) -> bool {
    let text = directive.words.join(" ");
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(&text).trim();
    let words: Vec<&str> = text.splitn(3, ' ').collect();
    match words.as_slice() {
        [test @ ("-f" | "!-f" | "-d" | "!-d" | "-e" | "!-e" | "-x" | "!-x"), path] => {
            let kind = process.system.files().stat(&ask.fill(path), true).ok().map(|stat| stat.kind);
            let is = match test.trim_start_matches('!') {
                "-f" => kind == Some(FileType::File),
                "-d" => kind == Some(FileType::Directory),
                _ => kind.is_some(),
            };
            is != test.starts_with('!')
        }
        [one] => !matches!(ask.fill(one).as_str(), "" | "0"),
        [left, operator, right] => {
            let (left, right) = (ask.fill(left), right.trim_matches(['"', '\'']));
            let fits =
                |start: &str| Regex::new(&format!("{start}{right}")).is_ok_and(|pattern| pattern.is_match(&left));
            match *operator {
                "=" => left == ask.fill(right),
                "!=" => left != ask.fill(right),
                "~" => fits(""),
                "~*" => fits("(?i)"),
                "!~" => !fits(""),
                "!~*" => !fits("(?i)"),
                _ => false,
            }
        }
        _ => false,
    }
}
