//! From a pattern's text to its tree.

use std::iter::Peekable;
use std::str::Chars;

use super::set::Set;
use super::{BadPattern, Dialect, Style};

/// Groups in groups, and repetitions of repetitions.
const MAX_NESTING: usize = 100;
/// The highest count of an interval (`RE_DUP_MAX`).
const MAX_COUNT: u32 = 32767;

/// A part of a pattern.
#[derive(Clone, Debug)]
pub enum Node {
    Letter(char),
    Any,
    Set(Set),
    Assert(Assert),
    /// A group that counts.
    Group(usize, Box<Node>),
    All(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
    /// What a group matched, again.
    Again(usize),
}

/// What is asked of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assert {
    Start,
    End,
    LineStart,
    LineEnd,
    WordStart,
    WordEnd,
    WordEdge,
    NoWordEdge,
}

impl Node {
    /// A plain text.
    pub fn text(text: &str) -> Node {
        Node::All(text.chars().map(Node::Letter).collect())
    }

    /// The plain text that it is.
    pub fn literal(&self) -> Option<String> {
        match self {
            Node::Letter(letter) => Some(letter.to_string()),
            Node::All(parts) => parts.iter().map(Node::literal).collect(),
            _ => None,
        }
    }
}

/// A pattern that was understood.
pub struct Parsed {
    pub node: Node,
    pub groups: usize,
    pub warnings: Vec<&'static str>,
}

/// Parses a pattern.
pub fn parse(pattern: &str, style: Style) -> Result<Parsed, BadPattern> {
    let mut parser = Parser {
        letters: pattern.chars().peekable(),
        style,
        groups: 0,
        closed: Vec::new(),
        depth: 0,
        stacked: 0,
        warnings: Vec::new(),
    };
    let node = parser.either()?;
    match parser.letters.next() {
        // Only a bracket that closes nothing can be left.
        Some(_) => Err(BadPattern::Closing),
        None => Ok(Parsed { node, groups: parser.groups, warnings: parser.warnings }),
    }
}

struct Parser<'p> {
    letters: Peekable<Chars<'p>>,
    style: Style,
    groups: usize,
    /// The groups that are complete: only these can be referred to.
    closed: Vec<usize>,
    depth: usize,
    /// Repetitions of what is repeated already.
    stacked: usize,
    warnings: Vec<&'static str>,
}

/// How often something comes.
type Count = (u32, Option<u32>);

impl Parser<'_> {
    fn lenient(&self) -> bool {
        self.style.dialect == Dialect::Grep
    }

    /// Whether the next letters are these; then they are taken.
    fn takes(&mut self, text: &str) -> bool {
        let mut ahead = self.letters.clone();
        let there = text.chars().all(|letter| ahead.next() == Some(letter));
        if there {
            self.letters = ahead;
        }
        there
    }

    /// Whether the next letters are these.
    fn sees(&self, text: &str) -> bool {
        let mut ahead = self.letters.clone();
        text.chars().all(|letter| ahead.next() == Some(letter))
    }

    fn closes(&self) -> bool {
        self.sees(if self.style.extended { ")" } else { "\\)" })
    }

    fn either(&mut self) -> Result<Node, BadPattern> {
        let mut branches = vec![self.all()?];
        while self.takes(if self.style.extended { "|" } else { "\\|" }) {
            branches.push(self.all()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Either(branches) })
    }

    fn all(&mut self) -> Result<Node, BadPattern> {
        let mut parts: Vec<Node> = Vec::new();
        // Whether nothing stands before that could be repeated.
        let mut first = true;
        loop {
            let over = self.sees(if self.style.extended { "|" } else { "\\|" });
            if over || self.letters.peek().is_none() {
                break;
            }
            if self.closes() {
                if self.depth > 0 || !(self.style.extended && self.lenient()) {
                    break;
                }
                self.letters.next();
                parts.push(Node::Letter(')'));
                first = false;
                continue;
            }
            if first && let Some(node) = self.nothing_to_repeat()? {
                parts.extend(node);
                continue;
            }
            let atom = self.atom(first)?;
            let anchor = matches!(atom, Node::Assert(Assert::Start | Assert::LineStart));
            // In basic patterns `*` after the anchor stands for itself; in extended ones there is nothing to repeat.
            if anchor {
                parts.push(atom);
                continue;
            }
            first = false;
            let repeated = self.repeated(atom)?;
            parts.push(repeated);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::All(parts) })
    }

    /// A repetition where nothing stands before it: an error, nothing (an empty node), or not one.
    fn nothing_to_repeat(&mut self) -> Result<Option<Option<Node>>, BadPattern> {
        if !self.style.extended {
            if self.sees("\\{") && !self.lenient() {
                return Err(BadPattern::Repetition);
            }
            return Ok(["\\+", "\\?", "\\{", "*"]
                .into_iter()
                .find_map(|mark| self.takes(mark).then(|| mark.chars().last().map(Node::Letter))));
        }
        let Some(mark) = self.letters.peek().copied().filter(|mark| "*+?{".contains(*mark)) else { return Ok(None) };
        if !self.lenient() {
            return Err(BadPattern::Repetition);
        }
        if self.count()?.is_none() {
            return Ok(None);
        }
        self.warnings.push(match mark {
            '*' => "* at start of expression",
            '+' => "+ at start of expression",
            '?' => "? at start of expression",
            _ => "{...} at start of expression",
        });
        Ok(Some(None))
    }

    fn repeated(&mut self, atom: Node) -> Result<Node, BadPattern> {
        let mut node = atom;
        let mut nesting = 0;
        while let Some((least, most)) = self.count()? {
            node = match node {
                // `a**` is `a*`.
                Node::Repeat(inner, 0, None) if (least, most) == (0, None) => Node::Repeat(inner, 0, None),
                node => Node::Repeat(Box::new(node), least, most),
            };
            nesting += 1;
            self.stacked += usize::from(nesting > 1);
            if self.stacked > MAX_NESTING {
                return Err(BadPattern::TooBig);
            }
        }
        Ok(node)
    }

    /// The repetition that comes next, if one does.
    fn count(&mut self) -> Result<Option<Count>, BadPattern> {
        let extended = self.style.extended;
        let (star, plus, maybe) = ((0, None), (1, None), (0, Some(1)));
        let found = match extended {
            _ if self.takes("*") => star,
            true if self.takes("+") => plus,
            true if self.takes("?") => maybe,
            false if self.takes("\\+") => plus,
            false if self.takes("\\?") => maybe,
            _ => return self.interval(if extended { "{" } else { "\\{" }, if extended { "}" } else { "\\}" }),
        };
        Ok(Some(found))
    }

    fn interval(&mut self, open: &str, close: &str) -> Result<Option<Count>, BadPattern> {
        let before = self.letters.clone();
        if !self.takes(open) {
            return Ok(None);
        }
        let least = self.number();
        let comma = self.takes(",");
        let most = if comma { self.number() } else { least };
        if (least.is_some() || comma) && self.takes(close) {
            let low = least.unwrap_or(0);
            if low > MAX_COUNT || most.is_some_and(|most| most > MAX_COUNT) {
                return Err(BadPattern::TooBig);
            }
            if most.is_some_and(|most| most < low) {
                return Err(BadPattern::Interval);
            }
            return Ok(Some((low, most)));
        }
        if self.style.extended && self.lenient() {
            // GNU grep takes what is no interval for plain text.
            self.letters = before;
            return Ok(None);
        }
        Err(if self.letters.peek().is_none() { BadPattern::Brace } else { BadPattern::Interval })
    }

    fn number(&mut self) -> Option<u32> {
        let mut value: Option<u32> = None;
        while let Some(digit) = self.letters.peek().and_then(|letter| letter.to_digit(10)) {
            self.letters.next();
            value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(digit).min(MAX_COUNT + 1));
        }
        value
    }

    fn atom(&mut self, first: bool) -> Result<Node, BadPattern> {
        let (start, end) = match self.style.lines {
            true => (Node::Assert(Assert::LineStart), Node::Assert(Assert::LineEnd)),
            false => (Node::Assert(Assert::Start), Node::Assert(Assert::End)),
        };
        let extended = self.style.extended;
        Ok(match self.letters.next().unwrap_or('\\') {
            '\\' => self.escape()?,
            '.' => Node::Any,
            '[' => Node::Set(Set::read(&mut self.letters, self.style.dialect)?),
            '^' if extended || first => start,
            '$' if extended || self.letters.peek().is_none() || self.sees("\\)") || self.sees("\\|") => end,
            '(' if extended => self.group()?,
            letter => Node::Letter(letter),
        })
    }

    fn group(&mut self) -> Result<Node, BadPattern> {
        self.depth += 1;
        if self.depth > MAX_NESTING || crate::allowance::stack().is_err() {
            return Err(BadPattern::TooBig);
        }
        let perl = self.style.dialect == Dialect::Perl && self.takes("?");
        if perl && !self.takes(":") {
            return Err(BadPattern::Perl(self.letters.peek().copied().unwrap_or(' ')));
        }
        let number = self.groups + 1;
        if !perl {
            self.groups += 1;
        }
        let inner = self.either()?;
        if !self.takes(if self.style.extended { ")" } else { "\\)" }) {
            return Err(BadPattern::Parenthesis);
        }
        self.depth -= 1;
        if perl {
            return Ok(inner);
        }
        self.closed.push(number);
        Ok(Node::Group(number, Box::new(inner)))
    }

    /// What a backslash and what follows it mean.
    fn escape(&mut self) -> Result<Node, BadPattern> {
        let letter = self.letters.next().ok_or(BadPattern::Backslash)?;
        let dialect = self.style.dialect;
        if letter == '(' && !self.style.extended {
            return self.group();
        }
        if matches!(dialect, Dialect::Sed | Dialect::Awk | Dialect::Perl)
            && let Some(letter) = control(letter)
        {
            return Ok(Node::Letter(letter));
        }
        Ok(match (dialect, letter) {
            (Dialect::Awk, '0'..='7') => Node::Letter(self.code(letter.to_digit(8), 8, 2)),
            (Dialect::Sed, 'o') => Node::Letter(self.code(None, 8, 3)),
            (Dialect::Sed, 'd') => Node::Letter(self.code(None, 10, 3)),
            (Dialect::Sed | Dialect::Awk | Dialect::Perl, 'x') => Node::Letter(self.code(None, 16, 2)),
            (Dialect::Awk, letter) if !"<>yBwWsS".contains(letter) => Node::Letter(letter),
            (_, '1'..='9') => {
                let group = letter.to_digit(10).unwrap_or(0) as usize;
                if !self.closed.contains(&group) {
                    return Err(BadPattern::BackReference);
                }
                Node::Again(group)
            }
            (_, '<') => Node::Assert(Assert::WordStart),
            (_, '>') => Node::Assert(Assert::WordEnd),
            (Dialect::Awk, 'y') | (_, 'b') => Node::Assert(Assert::WordEdge),
            (_, 'B') => Node::Assert(Assert::NoWordEdge),
            (_, '`') => Node::Assert(Assert::Start),
            (_, '\'') => Node::Assert(Assert::End),
            (Dialect::Perl, 'd' | 'D') | (_, 'w' | 'W' | 's' | 'S') => {
                Set::of(letter).map_or(Node::Letter(letter), Node::Set)
            }
            (_, letter) => Node::Letter(letter),
        })
    }

    /// The character of a code of up to `digits` more digits.
    fn code(&mut self, first: Option<u32>, base: u32, digits: usize) -> char {
        let mut code = first.unwrap_or(0);
        for _ in 0..digits {
            let Some(digit) = self.letters.peek().and_then(|letter| letter.to_digit(base)) else { break };
            self.letters.next();
            code = code * base + digit;
        }
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

fn control(letter: char) -> Option<char> {
    Some(match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'f' => '\u{c}',
        'v' => '\u{b}',
        'a' => '\u{7}',
        _ => return None,
    })
}
