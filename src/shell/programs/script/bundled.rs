//! [`Bundled`]: a module of a library that this program carries.

/// A module that is written in Python.
pub struct Bundled {
    pub name: &'static str,
    pub text: &'static str,
    /// Whether it is there only after `pip` installed it.
    pub installed: bool,
}
