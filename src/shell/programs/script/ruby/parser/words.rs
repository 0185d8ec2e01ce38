//! Words that mean something of their own.

/// Words that are no names.
const KEYWORDS: &[&str] = &[
    "alias",
    "and",
    "begin",
    "break",
    "case",
    "class",
    "def",
    "defined?",
    "do",
    "else",
    "elsif",
    "end",
    "ensure",
    "false",
    "for",
    "if",
    "in",
    "module",
    "next",
    "nil",
    "not",
    "or",
    "redo",
    "rescue",
    "retry",
    "return",
    "self",
    "super",
    "then",
    "true",
    "undef",
    "unless",
    "until",
    "when",
    "while",
    "yield",
    "BEGIN",
    "END",
    "__FILE__",
    "__LINE__",
    "__method__",
    "__dir__",
    "__ENCODING__",
];

/// Whether a word is no name.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}
