//! How time passes in the engine.

/// What an act of the engine takes, nanoseconds of the sandbox's clock: so that no two containers have the same age.
pub const MOMENT: i64 = 50_000_000;
