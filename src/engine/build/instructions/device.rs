//! `RUN --device=[name=]NAME[,required]` (BuildKit's `commands_rundevice.go`).

use super::mount::fields;
use super::{Fault, Outcome};
use crate::dockerfile::nearest_exact;
use crate::text::parse_bool;

const KEYS: [&str; 2] = ["name", "required"];

/// Checks what one flag says.
pub fn check(text: &str) -> Outcome<()> {
    let mut name = String::new();
    for field in fields(text, "devices")? {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key.to_lowercase(), Some(value)),
            None => (field.to_lowercase(), None),
        };
        match (key.as_str(), value) {
            ("required", None) => {}
            ("required", Some(value)) => {
                parse_bool(value).map_err(|_| Fault::new(format!("invalid value for required: {value}")))?;
            }
            ("name", Some(_)) if !name.is_empty() => {
                return Err(Fault::new(format!("device name already set to {name}")));
            }
            ("name", Some(value)) => name = value.to_string(),
            _ if name.is_empty() => name = field.clone(),
            (_, None) => return Err(Fault::new(format!("invalid field '{field}' must be a key=value pair"))),
            (key, Some(_)) => {
                let fault = Fault::new(format!("unexpected key '{key}' in '{field}'"));
                return Err(fault.or_rather(nearest_exact(key, KEYS)));
            }
        }
    }
    Ok(())
}

/// Devices are there for a frontend of the labs alone.
pub fn refused() -> Fault {
    Fault::new("device feature is only supported in Dockerfile frontend 1.14.0-labs or later")
}
