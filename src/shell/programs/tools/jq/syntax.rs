//! A filter as a tree.

use serde_json::Value;

/// A filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    Identity,
    Recurse,
    Literal(Value),
    Variable(String),
    /// A text with values in it.
    Text(Vec<Filter>),
    Field(Box<Filter>, Box<Filter>),
    Slice(Box<Filter>, Option<Box<Filter>>, Option<Box<Filter>>),
    Iterate(Box<Filter>),
    Try(Box<Filter>),
    Pipe(Box<Filter>, Box<Filter>),
    Comma(Box<Filter>, Box<Filter>),
    Binary(&'static str, Box<Filter>, Box<Filter>),
    Call(String, Vec<Filter>),
    Array(Option<Box<Filter>>),
    Object(Vec<(Filter, Filter)>),
    If(Box<Filter>, Box<Filter>, Option<Box<Filter>>),
    As(Box<Filter>, String, Box<Filter>),
}
