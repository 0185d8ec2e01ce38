//! What a Dockerfile may cost. BuildKit has the line's limit; the others are ours and keep a hostile file small.

/// Bytes of one line without its end (`bufio.MaxScanTokenSize` less one, as BuildKit's parser has it).
pub const LINE: usize = 65_535;

/// Bytes of a Dockerfile.
pub const FILE: usize = 16 << 20;

/// Instructions of a Dockerfile.
pub const INSTRUCTIONS: usize = 50_000;

/// Bytes of one instruction, its lines joined, without its heredocs.
pub const INSTRUCTION: usize = 1 << 20;

/// Words, flags and comments of a Dockerfile.
pub const WORDS: usize = 200_000;

/// Heredocs of one instruction.
pub const HEREDOCS: usize = 1_000;

/// Instructions inside one another: `ONBUILD ONBUILD …`. What lies deeper is not taken apart; one is already too many.
pub const ONBUILD_DEPTH: usize = 8;

/// `${x:-${y:-…}}` inside one another.
pub const SUBSTITUTION_DEPTH: usize = 100;

/// Characters that one [`Lexer`](super::Lexer) may read, make and compare in its life.
pub const EXPANSION_WORK: usize = 1 << 25;

/// Bytes of one expanded word.
pub const EXPANDED_WORD: usize = 1 << 20;

/// Patterns of a `.dockerignore` or of `--exclude`.
pub const PATTERNS: usize = 10_000;

/// Characters that the patterns of one file may compare in their life.
pub const MATCHING_WORK: usize = 1 << 28;
