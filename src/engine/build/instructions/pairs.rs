//! `name=value …` of ENV and LABEL.

use super::{Expander, Fault, Outcome, Request};
use crate::dockerfile::{Arguments, Separator};

/// One pair.
#[derive(Clone, Debug)]
pub struct Pair {
    pub name: String,
    pub value: String,
    /// Written in the old form `name value`.
    pub old_form: bool,
}

/// Reads the pairs.
pub fn read(request: &Request<'_>, name: &str) -> Outcome<Vec<Pair>> {
    request.flags(&[])?;
    let Arguments::Pairs(pairs) = &request.node.arguments else {
        return Err(Fault::new(format!("{name} requires at least one argument")));
    };
    let pair = |pair: &crate::dockerfile::Pair| {
        if pair.name.is_empty() {
            return Err(Fault::new(format!("{name} names can not be blank")));
        }
        let old_form = pair.separator == Separator::Space;
        Ok(Pair { name: pair.name.clone(), value: pair.value.clone(), old_form })
    };
    pairs.iter().map(pair).collect()
}

/// Puts variables into names and values.
pub fn expand(pairs: &mut [Pair], word: Expander<'_>) -> Outcome<()> {
    for pair in pairs {
        pair.name = word(&pair.name)?;
        pair.value = word(&pair.value)?;
    }
    Ok(())
}

/// `NAME a=b c=d`, as history has it.
pub fn listed(name: &str, pairs: &[Pair]) -> String {
    pairs.iter().fold(name.to_string(), |text, pair| text + &format!(" {}={}", pair.name, pair.value))
}
