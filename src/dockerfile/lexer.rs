//! Words of a Dockerfile: quotes, escapes, and variables in every form that BuildKit knows (`shell/lex.go`).

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::limits;
use super::pattern::{BadEscape, Pattern, Reach, TooMuch};
use crate::text::quote;

/// Where the values of variables come from.
pub trait Variables {
    /// The value of a variable that is set.
    fn value(&self, name: &str) -> Option<&str>;
}

impl Variables for BTreeMap<String, String> {
    fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }
}

impl<V: Variables + ?Sized> Variables for &V {
    fn value(&self, name: &str) -> Option<&str> {
        (*self).value(name)
    }
}

/// What becomes of quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    Remove,
    /// They hold words together and are kept (`RawQuotes`).
    Keep,
    /// They are characters like others (`SkipProcessQuotes`).
    Ordinary,
}

/// What becomes of escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    Remove,
    /// They work and are kept (`RawEscapes`).
    Keep,
}

/// What becomes of variables that are not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unset {
    Empty,
    /// `$x` stays `$x` (`SkipUnsetEnv`).
    Keep,
}

/// Expands words. One lexer has `limits::EXPANSION_WORK` for its whole life, so make one for a build.
#[derive(Clone, Debug)]
pub struct Lexer {
    escape: char,
    quotes: Quotes,
    escapes: Escapes,
    unset: Unset,
    work: Cell<usize>,
}

/// A text, expanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    pub text: String,
    /// The text split at blanks that were not quoted, after variables were put in.
    pub words: Vec<String>,
    /// Variables that were asked for and had a value.
    pub used: BTreeSet<String>,
    /// Variables that were asked for and had none, those with a default of their own included.
    pub undefined: BTreeSet<String>,
}

/// Why a text cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to process {}: {fault}", quote(.source_text))]
pub struct ExpansionError {
    /// The whole text.
    pub source_text: String,
    pub fault: WordFault,
    /// Variables that were asked for before the fault and had no value: lint tells them, too.
    pub undefined: BTreeSet<String>,
}

/// What is wrong with a text, in BuildKit's words; the limits in ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordFault {
    #[error("unexpected end of statement while looking for matching {0}")]
    Open(&'static str),
    #[error("syntax error: missing '}}'")]
    NoBrace,
    #[error("syntax error: missing '/' in ${{}}")]
    NoSlash,
    #[error("syntax error: bad substitution")]
    BadSubstitution,
    #[error("unsupported modifier ({0}) in substitution")]
    BadModifier(String),
    #[error("invalid pattern ({pattern}) in substitution: {fault}")]
    BadPattern { pattern: String, fault: BadEscape },
    /// `${name:?message}`.
    #[error("{name}: {message}")]
    Missing { name: String, message: String },
    #[error("substitutions nested deeper than {}", limits::SUBSTITUTION_DEPTH)]
    Deep,
    #[error("expanded to more than {} bytes", limits::EXPANDED_WORD)]
    Long,
    #[error("variables of the dockerfile take more than {} steps to expand", limits::EXPANSION_WORK)]
    Work,
}

impl From<TooMuch> for WordFault {
    fn from(_: TooMuch) -> Self {
        Self::Work
    }
}

impl Lexer {
    /// A lexer that takes quotes and escapes away, and puts nothing for variables that are not set. The escape is
    /// the Dockerfile's: `\` or `` ` ``.
    pub fn new(escape: char) -> Self {
        Self {
            escape,
            quotes: Quotes::Remove,
            escapes: Escapes::Remove,
            unset: Unset::Empty,
            work: Cell::new(limits::EXPANSION_WORK),
        }
    }

    pub fn with_quotes(mut self, quotes: Quotes) -> Self {
        self.quotes = quotes;
        self
    }

    pub fn with_escapes(mut self, escapes: Escapes) -> Self {
        self.escapes = escapes;
        self
    }

    pub fn with_unset(mut self, unset: Unset) -> Self {
        self.unset = unset;
        self
    }

    /// Expands `text` (BuildKit's `ProcessWordWithMatches`).
    pub fn expand(&self, text: &str, variables: &dyn Variables) -> Result<Expansion, ExpansionError> {
        let mut reader = Reader {
            lexer: self,
            variables,
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            escapes: self.escapes,
            word: String::new(),
            depth: 0,
            work: self.work.get(),
            used: BTreeSet::new(),
            undefined: BTreeSet::new(),
        };
        let read = reader.until(None, self.escapes);
        self.work.set(reader.work);
        match read {
            Ok((text, words)) => Ok(Expansion { text, words, used: reader.used, undefined: reader.undefined }),
            Err(fault) => Err(ExpansionError { source_text: text.to_string(), fault, undefined: reader.undefined }),
        }
    }

    /// `text`, expanded as one word (`ProcessWord`).
    pub fn word(&self, text: &str, variables: &dyn Variables) -> Result<String, ExpansionError> {
        self.expand(text, variables).map(|expansion| expansion.text)
    }

    /// `text`, expanded and split into words (`ProcessWords`).
    pub fn words(&self, text: &str, variables: &dyn Variables) -> Result<Vec<String>, ExpansionError> {
        self.expand(text, variables).map(|expansion| expansion.words)
    }
}

struct Reader<'a> {
    lexer: &'a Lexer,
    variables: &'a dyn Variables,
    rest: &'a str,
    escapes: Escapes,
    /// The word being made. As in BuildKit there is one for all depths: a substitution's own text starts it anew, and
    /// what stood right before the substitution is lost *to the words* (`a${x:-b}` is the word `b`, the text `ab`).
    word: String,
    depth: usize,
    work: usize,
    used: BTreeSet<String>,
    undefined: BTreeSet<String>,
}

/// Words so far, and whether one is open.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    open: bool,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn spend(&mut self, made: usize) -> Result<(), WordFault> {
        self.work = self.work.checked_sub(made).ok_or(WordFault::Work)?;
        Ok(())
    }

    /// Reads up to `stop` or the end.
    fn until(&mut self, stop: Option<char>, escapes: Escapes) -> Result<(String, Vec<String>), WordFault> {
        if self.depth > limits::SUBSTITUTION_DEPTH {
            return Err(WordFault::Deep);
        }
        self.depth += 1;
        let outer = std::mem::replace(&mut self.escapes, escapes);
        let read = self.read(stop);
        self.escapes = outer;
        self.depth -= 1;
        read
    }

    fn read(&mut self, stop: Option<char>) -> Result<(String, Vec<String>), WordFault> {
        let mut text = String::new();
        let mut words = Words::default();
        self.word.clear();
        let quotes = self.lexer.quotes != Quotes::Ordinary;
        while let Some(c) = self.peek() {
            self.spend(1)?;
            if text.len() > limits::EXPANDED_WORD {
                return Err(WordFault::Long);
            }
            if stop == Some(c) {
                self.next();
                return Ok((text, self.finish(words)));
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    self.spend(value.len())?;
                    value.chars().for_each(|c| self.add(&mut words, c));
                    text.push_str(&value);
                }
                '\'' if quotes => {
                    let value = self.single_quoted()?;
                    self.add_raw(&mut words, &value);
                    text.push_str(&value);
                }
                '"' if quotes => {
                    let value = self.double_quoted()?;
                    self.add_raw(&mut words, &value);
                    text.push_str(&value);
                }
                '<' => {
                    let value = self.angle();
                    self.add_raw(&mut words, value);
                    text.push_str(value);
                }
                _ if c == self.lexer.escape => {
                    self.next();
                    let mut buffer = [0; 4];
                    if self.escapes == Escapes::Keep {
                        text.push(c);
                        self.add_raw(&mut words, c.encode_utf8(&mut buffer));
                    }
                    let Some(escaped) = self.next() else { break };
                    self.add_raw(&mut words, escaped.encode_utf8(&mut buffer));
                    text.push(escaped);
                }
                _ => {
                    self.next();
                    self.add(&mut words, c);
                    text.push(c);
                }
            }
        }
        match stop {
            None if text.len() > limits::EXPANDED_WORD => Err(WordFault::Long),
            None => Ok((text, self.finish(words))),
            Some('/') => Err(WordFault::Open("/")),
            Some(_) => Err(WordFault::Open("}")),
        }
    }

    fn add(&mut self, words: &mut Words, c: char) {
        if !c.is_whitespace() {
            self.word.push(c);
            words.open = true;
        } else if words.open && !self.word.is_empty() {
            words.done.push(std::mem::take(&mut self.word));
            words.open = false;
        }
    }

    fn add_raw(&mut self, words: &mut Words, text: &str) {
        self.word.push_str(text);
        words.open = true;
    }

    fn finish(&mut self, mut words: Words) -> Vec<String> {
        if !self.word.is_empty() {
            words.done.push(std::mem::take(&mut self.word));
        }
        words.done
    }

    fn single_quoted(&mut self) -> Result<String, WordFault> {
        let inside = &self.rest[1..];
        let Some(end) = inside.find('\'') else { return Err(WordFault::Open("single-quote")) };
        let quoted = &self.rest[..end + 2];
        self.rest = &inside[end + 1..];
        self.spend(quoted.len())?;
        Ok(if self.lexer.quotes == Quotes::Keep { quoted } else { &quoted[1..=end] }.to_string())
    }

    fn double_quoted(&mut self) -> Result<String, WordFault> {
        let mut text = String::new();
        let keep = self.lexer.quotes == Quotes::Keep;
        self.next();
        if keep {
            text.push('"');
        }
        loop {
            self.spend(1)?;
            if text.len() > limits::EXPANDED_WORD {
                return Err(WordFault::Long);
            }
            match self.peek() {
                None => return Err(WordFault::Open("double-quote")),
                Some('"') => {
                    self.next();
                    if keep {
                        text.push('"');
                    }
                    return Ok(text);
                }
                Some('$') => {
                    let value = self.dollar()?;
                    self.spend(value.len())?;
                    text.push_str(&value);
                }
                Some(c) => {
                    self.next();
                    let mut shown = c;
                    if c == self.lexer.escape {
                        // Kept escapes come out twice before what needs none, as in BuildKit.
                        if self.escapes == Escapes::Keep {
                            text.push(c);
                        }
                        match self.peek() {
                            None => continue,
                            Some(next) if next == '"' || next == '$' || next == self.lexer.escape => {
                                shown = next;
                                self.next();
                            }
                            Some(_) => {}
                        }
                    }
                    text.push(shown);
                }
            }
        }
    }

    /// `<`, or `<<` with the blanks after it, so that a heredoc's mark is one word.
    fn angle(&mut self) -> &'a str {
        let rest = self.rest;
        let length = match rest[1..].strip_prefix('<') {
            Some(after) => rest.len() - after.trim_start_matches(['\t', '\r', ' ']).len(),
            None => 1,
        };
        self.rest = &rest[length..];
        &rest[..length]
    }

    fn dollar(&mut self) -> Result<String, WordFault> {
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_string());
            }
            return Ok(match self.value(name) {
                None if self.keeps_unset() => format!("${name}"),
                value => value.unwrap_or_default().to_string(),
            });
        }
        self.next();
        match self.peek() {
            None => return Err(WordFault::NoBrace),
            Some('{' | '}' | ':') => return Err(WordFault::BadSubstitution),
            Some(_) => {}
        }
        let name = self.name();
        let bad = |modifier: &[Option<char>]| {
            let shown = modifier.iter().map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            Err(WordFault::BadModifier(shown))
        };
        match self.next() {
            Some('}') => Ok(match self.value(name) {
                None if self.keeps_unset() => format!("${{{name}}}"),
                value => value.unwrap_or_default().to_string(),
            }),
            Some(':') => match self.next() {
                Some(c @ ('-' | '+' | '?')) => self.conditional(name, c, true),
                Some(c @ ('#' | '%')) => bad(&[Some(':'), Some(c)]),
                other => {
                    // BuildKit reads on to the brace first, and what it meets there comes before the modifier.
                    let word = self.operand('}', Escapes::Remove, WordFault::NoBrace)?;
                    if self.value(name).is_none() && self.keeps_unset() {
                        let other = other.unwrap_or(char::REPLACEMENT_CHARACTER);
                        return Ok(format!("${{{name}:{other}{word}}}"));
                    }
                    bad(&[Some(':'), other])
                }
            },
            Some(c @ ('-' | '+' | '?')) => self.conditional(name, c, false),
            Some(c @ ('#' | '%')) => self.trimmed(name, c),
            Some('/') => self.replaced(name),
            other => bad(&[other]),
        }
    }

    /// The text up to `stop`; if the text ends first, that is `missing`.
    fn operand(&mut self, stop: char, escapes: Escapes, missing: WordFault) -> Result<String, WordFault> {
        match self.until(Some(stop), escapes) {
            Ok((text, _)) => Ok(text),
            Err(limit @ (WordFault::Deep | WordFault::Long | WordFault::Work)) => Err(limit),
            Err(_) if self.rest.is_empty() => Err(missing),
            Err(fault) => Err(fault),
        }
    }

    /// `${x:-y}`, `${x:+y}`, `${x:?y}`, and without the colon, which lets an empty value count as set.
    fn conditional(&mut self, name: &str, modifier: char, colon: bool) -> Result<String, WordFault> {
        let word = self.operand('}', Escapes::Remove, WordFault::NoBrace)?;
        let value = self.value(name);
        if value.is_none() && self.keeps_unset() {
            let colon = if colon { ":" } else { "" };
            return Ok(format!("${{{name}{colon}{modifier}{word}}}"));
        }
        let full = value.filter(|value| !(colon && value.is_empty()));
        Ok(match (modifier, full) {
            ('-', full) => full.map_or(word, str::to_string),
            ('+', Some(_)) => word,
            ('+', None) => String::new(),
            (_, Some(value)) => value.to_string(),
            (_, None) => {
                let state = if value.is_none() { "unset" } else { "empty" };
                let message = if word.is_empty() { format!("is not allowed to be {state}") } else { word };
                return Err(WordFault::Missing { name: name.to_string(), message });
            }
        })
    }

    /// `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`.
    fn trimmed(&mut self, name: &str, modifier: char) -> Result<String, WordFault> {
        let word = self.operand('}', Escapes::Keep, WordFault::NoBrace)?;
        let value = self.value(name);
        if value.is_none() && self.keeps_unset() {
            return Ok(format!("${{{name}{modifier}{word}}}"));
        }
        let (reach, text) = match word.strip_prefix(modifier) {
            Some(text) => (Reach::Longest, text),
            None => (Reach::Shortest, word.as_str()),
        };
        let backwards = modifier == '%';
        let mut value: Vec<char> = value.unwrap_or_default().chars().collect();
        let mut shown: Vec<char> = text.chars().collect();
        if backwards {
            value.reverse();
            shown = reversed(&shown);
        }
        let pattern = Pattern::new(shown.iter().copied())
            .map_err(|fault| WordFault::BadPattern { pattern: shown.iter().collect(), fault })?;
        let end = pattern.prefix(&value, reach, &mut self.work)?.unwrap_or(0);
        let mut left = value.split_off(end);
        if backwards {
            left.reverse();
        }
        Ok(left.into_iter().collect())
    }

    /// `${x/p/r}` and `${x//p/r}`.
    fn replaced(&mut self, name: &str) -> Result<String, WordFault> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let text = self.operand('/', Escapes::Keep, WordFault::NoSlash)?;
        let replacement = self.operand('}', Escapes::Keep, WordFault::NoBrace)?;
        let value = self.value(name);
        if value.is_none() && self.keeps_unset() {
            return Ok(format!("${{{name}/{text}/{replacement}}}"));
        }
        let pattern =
            Pattern::new(text.chars()).map_err(|fault| WordFault::BadPattern { pattern: text.clone(), fault })?;
        let value: Vec<char> = value.unwrap_or_default().chars().collect();
        Ok(if all {
            pattern.replace_all(&value, &replacement, &mut self.work)?
        } else {
            pattern.replace_first(&value, &replacement, &mut self.work)?
        })
    }

    /// A variable's name: digits, one of the shell's own parameters, or letters, digits and `_`.
    fn name(&mut self) -> &'a str {
        let rest = self.rest;
        let length = match rest.chars().next() {
            Some(c) if c.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
        };
        self.rest = &rest[length..];
        &rest[..length]
    }

    fn keeps_unset(&self) -> bool {
        self.lexer.unset == Unset::Keep
    }

    fn value(&mut self, name: &str) -> Option<&'a str> {
        let value = self.variables.value(name);
        let seen = if value.is_some() { &mut self.used } else { &mut self.undefined };
        if !seen.contains(name) {
            seen.insert(name.to_string());
        }
        value
    }
}

/// A pattern backwards, each escape still before what it escapes.
fn reversed(pattern: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((first, after)) = rest.split_first() {
        match after.split_first() {
            Some((escaped, after)) if *first == '\\' => {
                out.extend([*escaped, '\\']);
                rest = after;
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> BTreeMap<String, String> {
        let pairs = [("x", "plain"), ("empty", ""), ("path", "/a/b/c.tar.gz"), ("blank", "a b"), ("star", "xx**")];
        pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    fn expanded(text: &str) -> String {
        Lexer::new('\\').word(text, &variables()).unwrap()
    }

    fn fault(text: &str) -> String {
        Lexer::new('\\').word(text, &variables()).unwrap_err().fault.to_string()
    }

    fn split(text: &str) -> Vec<String> {
        Lexer::new('\\').words(text, &variables()).unwrap()
    }

    #[test]
    fn quotes_and_escapes_are_taken_away() {
        for (text, value) in [
            ("he'll'o", "hello"),
            (r"he\'llo", "he'llo"),
            (r#""a\tb" \t"#, r"a\tb t"),
            (r#""a\"b\\c\$x""#, r#"a"b\c$x"#),
            (r"'a\b$x'", r"a\b$x"),
            (r"a\", "a"),
            (r"\$x $. $", "$x $. $"),
            ("\u{feff}a", "a"),
        ] {
            assert_eq!(expanded(text), value, "{text}");
        }
        assert_eq!(Lexer::new('`').word("`$x \\n", &variables()).unwrap(), "$x \\n");
    }

    #[test]
    fn variables_take_each_form() {
        for (text, value) in [
            ("$x.${x}", "plain.plain"),
            ("\"$x\"'$x'", "plain$x"),
            ("$none.", "."),
            ("$1a $$x $?", "a x "),
            ("${none:-d}${empty:-d}${x:-d}", "ddplain"),
            ("${none-d}${empty-d}${x-d}", "dplain"),
            ("${none:+d}${empty:+d}${x:+d}", "d"),
            ("${none+d}${empty+d}${x+d}", "dd"),
            ("${x:?no}${empty?no}", "plain"),
            ("${none:-${empty:-'a b'$x}}", "a bplain"),
            ("${path#*/}", "a/b/c.tar.gz"),
            ("${path##*/}", "c.tar.gz"),
            ("${path%.*}", "/a/b/c.tar"),
            ("${path%%.*}", "/a/b/c"),
            ("${path%gz}${path#x}", "/a/b/c.tar./a/b/c.tar.gz"),
            (r"${star%%\**}", "xx"),
            ("${path#/?/}", "b/c.tar.gz"),
            (r"${path/\//_}", "_a/b/c.tar.gz"),
            (r"${path//\//_}", "_a_b_c.tar.gz"),
            ("${path//?r/<$x>}", "/a/b/c.t<plain>.gz"),
            ("${path/b*/}", "/a/"),
            ("${x///}${x//a/}", "plainplin"),
            ("${x//*/'[$0]'}", "[plain]"),
            ("${none//a/b}${none#a}", ""),
        ] {
            assert_eq!(expanded(text), value, "{text}");
        }
    }

    #[test]
    fn words_are_split_after_expansion_but_not_within_quotes() {
        assert_eq!(split(r#" a "$blank" $blank\ c 'd  e'"#), ["a", "a b", "a", "b c", "d  e"]);
        assert_eq!(split("a '' b"), ["a", "b"]);
        assert_eq!(split("cat << EOF <x"), ["cat", "<< EOF", "<x"], "blanks belong to a heredoc's mark");
        assert_eq!(split("a${none:-b}"), ["b"], "BuildKit loses what stood right before, and so do we");
    }

    #[test]
    fn variables_are_told_by_whether_they_had_a_value() {
        let found = Lexer::new('\\').expand("$x ${none:-$other} '$quoted' ${path%.*}", &variables()).unwrap();
        assert_eq!(found.used.into_iter().collect::<Vec<_>>(), ["path", "x"]);
        assert_eq!(found.undefined.into_iter().collect::<Vec<_>>(), ["none", "other"]);
    }

    #[test]
    fn quotes_escapes_and_unset_variables_may_be_kept() {
        let lexer = Lexer::new('\\');
        let kept = lexer.clone().with_quotes(Quotes::Keep).with_escapes(Escapes::Keep);
        assert_eq!(kept.word(r#"'a' "\"b\c" \d"#, &variables()).unwrap(), r#"'a' "\"b\\c" \d"#);
        let ordinary = lexer.clone().with_quotes(Quotes::Ordinary);
        assert_eq!(ordinary.word("it's $x", &variables()).unwrap(), "it's plain");
        let unset = lexer.with_unset(Unset::Keep);
        let text = "$a ${a} ${a:-b} ${a#b} ${a/b/c} $x";
        assert_eq!(unset.word(text, &variables()).unwrap(), "$a ${a} ${a:-b} ${a#b} ${a/b/c} plain");
    }

    #[test]
    fn faults_have_buildkits_words() {
        for (text, words) in [
            ("'a", "unexpected end of statement while looking for matching single-quote"),
            ("\"a", "unexpected end of statement while looking for matching double-quote"),
            ("${", "syntax error: missing '}'"),
            ("${x:-a", "syntax error: missing '}'"),
            ("${x/a", "syntax error: missing '/' in ${}"),
            ("${x/a/b", "syntax error: missing '}'"),
            ("${}", "syntax error: bad substitution"),
            ("${:x}", "syntax error: bad substitution"),
            ("${x", "unsupported modifier (\u{fffd}) in substitution"),
            ("${x=a}", "unsupported modifier (=) in substitution"),
            ("${x:=a}", "unsupported modifier (:=) in substitution"),
            ("${x:#a}", "unsupported modifier (:#) in substitution"),
            ("${none:?}", "none: is not allowed to be unset"),
            ("${empty:?}", "empty: is not allowed to be empty"),
            ("${none?say $x}", "none: say plain"),
            (r"${x#\a}", r"invalid pattern (\a) in substitution: invalid escape '\a'"),
        ] {
            assert_eq!(fault(text), words, "{text}");
        }
        let error = Lexer::new('\\').word("${none:?}", &variables()).unwrap_err();
        assert_eq!(error.to_string(), "failed to process \"${none:?}\": none: is not allowed to be unset");
        assert!(error.undefined.contains("none"));
    }

    #[test]
    fn expansion_has_limits() {
        let deep = format!("{}{}", "${n:-".repeat(5_000), "}".repeat(5_000));
        assert_eq!(fault(&deep), "substitutions nested deeper than 100");
        let mut bomb = BTreeMap::from([("a".to_string(), "a".repeat(60_000))]);
        let lexer = Lexer::new('\\');
        let end = loop {
            match lexer.word("$a$a$a", &bomb) {
                Ok(value) => bomb.insert("a".to_string(), value),
                Err(error) => break error.fault,
            };
        };
        assert_eq!(end, WordFault::Long);
        let slow = BTreeMap::from([("a".to_string(), "a".repeat(60_000))]);
        let text = format!("${{a//{}z/}}", "*a".repeat(5_000));
        let lexer = Lexer::new('\\');
        lexer.work.set(1_000_000);
        assert_eq!(lexer.word(&text, &slow).unwrap_err().fault, WordFault::Work);
    }
}
