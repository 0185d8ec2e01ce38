//! Assignments that work on what is there, as JavaScript and Ruby have them: `target op= value`.

use super::syntax::Binary;

const UPDATES: &[(&str, Binary)] = &[
    ("+=", Binary::Add),
    ("-=", Binary::Subtract),
    ("*=", Binary::Multiply),
    ("/=", Binary::Divide),
    ("%=", Binary::Modulo),
    ("**=", Binary::Power),
    ("<<=", Binary::ShiftLeft),
    (">>=", Binary::ShiftRight),
    // Ruby has no such token.
    (">>>=", Binary::ShiftRightUnsigned),
    ("&=", Binary::BitAnd),
    ("|=", Binary::BitOr),
    ("^=", Binary::BitXor),
];

/// What the operator does, if it is one of them.
pub fn update(operator: &str) -> Option<Binary> {
    UPDATES.iter().find(|(known, _)| *known == operator).map(|(_, does)| *does)
}
