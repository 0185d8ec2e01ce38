//! Makes of a web module what a page loads: binds it to JavaScript, and cuts it in two by what a run of it used up to the
//! first prompt.
//!
//! ```text
//! layercake-split bind MODULE FOLDER                the module and its JavaScript, by wasm-bindgen
//! layercake-split watch MODULE OUT                  a module that tells what it uses
//! layercake-split cut MODULE USED FIRST SECOND      USED: lines `f FUNCTION`, `b BLOCK of 64 bytes`
//! ```

mod module;
mod parts;
mod split;
#[cfg(test)]
mod tests;
mod watch;

use std::fs;

use module::{Module, Outcome};
use split::Used;

/// How the import is called that brings the second module.
const REST: &str = "__wbg_layercakeRest";

#[allow(clippy::disallowed_methods, reason = "it is a tool, with a command line")]
fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["bind", input, folder] => {
            let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
            bindgen.web(true)?.omit_default_module_path(false).typescript(false).input_path(input).generate(folder)?;
        }
        ["watch", input, out] => {
            let bytes = fs::read(input)?;
            fs::write(out, watch::watched(&Module::read(&bytes)?)?)?;
        }
        ["cut", input, used, first, second] => {
            let bytes = fs::read(input)?;
            let used = read_used(&fs::read_to_string(used)?)?;
            let (one, other) = split::split(&Module::read(&bytes)?, &used, REST, &split::version(&bytes))?;
            fs::write(first, one)?;
            fs::write(second, other)?;
        }
        _ => return Err("bind MODULE FOLDER | watch MODULE OUT | cut MODULE USED FIRST SECOND".into()),
    }
    Ok(())
}

fn read_used(text: &str) -> Outcome<Used> {
    let mut used = Used::default();
    for line in text.lines() {
        match line.split_once(' ').ok_or("a line without a number")? {
            ("f", number) => drop(used.functions.insert(number.parse()?)),
            ("b", number) => drop(used.blocks.insert(number.parse()?)),
            (other, _) => return Err(format!("{other}: neither f nor b").into()),
        }
    }
    Ok(used)
}
