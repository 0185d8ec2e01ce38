//! The methods that are native; the rest of the library is in Ruby.

mod array;
mod exception;
mod given;
mod hash;
pub(super) mod kernel;
mod machine;
mod module;
pub(super) mod number;
mod object;
mod pattern;
mod text;
mod text_parts;

use crate::shell::programs::script::value::Native;

/// Classes with their native methods; what stands behind `self.` is the class's own.
pub static TABLES: &[(&str, &[Native])] = &[
    ("Kernel", kernel::METHODS),
    ("Object", object::METHODS),
    ("Module", module::METHODS),
    ("String", text::METHODS),
    ("String", text_parts::METHODS),
    ("String", pattern::TEXT),
    ("Symbol", text::SYMBOL),
    ("Regexp", pattern::METHODS),
    ("Integer", number::INTEGER),
    ("Float", number::FLOAT),
    ("Math", number::MATH),
    ("Array", array::METHODS),
    ("Hash", hash::METHODS),
    ("Exception", exception::METHODS),
    ("Layercake", machine::METHODS),
];
