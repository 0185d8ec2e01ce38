//! [`Tokens`]: the tokens of a source and where a parser stands in them. Each language has its own [`Kind`] of them.

use super::Halt;
use super::syntax::{Name, Span};

/// What a token is, in one language.
pub trait Kind: Sized + 'static {
    /// What comes after the last token.
    fn end() -> &'static Self;
    fn operator(&self) -> Option<&'static str>;
    /// A name or a keyword.
    fn word(&self) -> Option<&Name>;
}

/// Makes a language's enum of tokens a [`Kind`]: it has names, operators and an end beside what is its own.
macro_rules! kind {
    ($kind:ident) => {
        impl $crate::shell::programs::script::tokens::Kind for $kind {
            fn end() -> &'static Self {
                &$kind::End
            }
            fn operator(&self) -> Option<&'static str> {
                if let $kind::Op(operator) = self { Some(operator) } else { None }
            }
            fn word(&self) -> Option<&$crate::shell::programs::script::syntax::Name> {
                if let $kind::Name(name) = self { Some(name) } else { None }
            }
        }
    };
}
pub(super) use kind;

/// A token with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token<K> {
    pub kind: K,
    pub span: Span,
    /// Whether it is the first of its line, where a language asks (JavaScript: then a semicolon may be missing before it).
    pub after_line: bool,
}

/// Tokens, of which those before `at` are read.
#[derive(Debug)]
pub struct Tokens<K> {
    tokens: Vec<Token<K>>,
    at: usize,
    /// Constructs that are open inside each other.
    pub nesting: usize,
}

/// A place in tokens ([`Tokens::place`]).
#[derive(Clone, Copy, Debug)]
pub struct Place {
    at: usize,
    nesting: usize,
}

impl<K> Default for Tokens<K> {
    fn default() -> Self {
        Tokens { tokens: Vec::new(), at: 0, nesting: 0 }
    }
}

impl<K: Kind> Tokens<K> {
    pub fn new(tokens: Vec<Token<K>>) -> Self {
        Tokens { tokens, ..Tokens::default() }
    }

    /// Where the parser stands.
    pub fn place(&self) -> Place {
        Place { at: self.at, nesting: self.nesting }
    }

    /// It stands at another place: what comes from there is read again.
    pub fn go_back(&mut self, place: Place) {
        (self.at, self.nesting) = (place.at, place.nesting);
    }

    /// The token that comes, which may be split in two.
    pub fn next_mut(&mut self) -> Option<&mut Token<K>> {
        self.tokens.get_mut(self.at)
    }
}

/// A parser: it stands in tokens.
pub trait Reads {
    type Kind: Kind;

    fn tokens(&self) -> &Tokens<Self::Kind>;
    fn tokens_mut(&mut self) -> &mut Tokens<Self::Kind>;
    /// Constructs that may be open inside each other.
    const MAX_NESTING: usize;
    /// What is said of more.
    fn too_deep(&self) -> Halt;

    fn kind(&self) -> &Self::Kind {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &Self::Kind {
        self.tokens().tokens.get(self.tokens().at + by).map_or(Self::Kind::end(), |token| &token.kind)
    }

    fn span(&self) -> Span {
        let Tokens { tokens, at, .. } = self.tokens();
        tokens.get(*at).or(tokens.last()).map(|token| token.span).unwrap_or_default()
    }

    /// The span of the token before.
    fn last(&self) -> Span {
        let Tokens { tokens, at, .. } = self.tokens();
        tokens.get(at.saturating_sub(1)).map(|token| token.span).unwrap_or_default()
    }

    /// Whether the token so far ahead is the first of its line; the end is.
    fn after_line(&self, by: usize) -> bool {
        let Tokens { tokens, at, .. } = self.tokens();
        tokens.get(at + by).is_none_or(|token| token.after_line)
    }

    /// The last token is never passed.
    fn advance(&mut self) {
        let Tokens { tokens, at, .. } = self.tokens_mut();
        if *at + 1 < tokens.len() {
            *at += 1;
        }
    }

    /// One level deeper; whoever calls it goes back.
    fn enter(&mut self) -> Result<(), Halt> {
        if self.tokens().nesting >= Self::MAX_NESTING {
            return Err(self.too_deep());
        }
        self.tokens_mut().nesting += 1;
        Ok(())
    }

    /// One level deeper, for the time of `work`.
    fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt>
    where
        Self: Sized,
    {
        self.enter()?;
        let result = work(self);
        self.tokens_mut().nesting -= 1;
        result
    }

    fn is(&self, operator: &str) -> bool {
        self.is_ahead(0, operator)
    }

    fn is_ahead(&self, by: usize, operator: &str) -> bool {
        self.ahead(by).operator() == Some(operator)
    }

    fn is_word(&self, word: &str) -> bool {
        self.is_word_ahead(0, word)
    }

    fn is_word_ahead(&self, by: usize, word: &str) -> bool {
        self.ahead(by).word().is_some_and(|name| &**name == word)
    }

    /// Passes an operator, if it comes.
    fn take(&mut self, operator: &str) -> bool {
        let found = self.is(operator);
        if found {
            self.advance();
        }
        found
    }

    /// Passes a word, if it comes.
    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn unsimulated<T>(&self, what: impl Into<String>) -> Result<T, Halt> {
        Err(Halt::Unsimulated { span: self.span(), what: what.into() })
    }
}
