//! What this module needs of the page: a clock, the rest of itself, and somebody who hears of a panic.

use std::panic::{PanicHookInfo, set_hook};
use std::time::Duration;

use layercake::Spent;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
    /// Brings the rest of this module at once. What the first half lacks calls this, too (`web/split`).
    #[wasm_bindgen(js_name = layercakeRest)]
    fn rest();
}

/// Brings the rest of this module, if it is not there.
#[wasm_bindgen]
pub fn bring_rest() {
    rest();
}

/// Before anything else: time is counted, and a panic becomes an exception that says why. The instance must not be used
/// after it. `stopped: …` is no bug: a command line spent its allowance.
#[wasm_bindgen(start)]
pub fn begin() {
    layercake::set_timer(|| Duration::from_secs_f64(now().max(0.0) / 1000.0));
    set_hook(Box::new(|panic| wasm_bindgen::throw_str(&reason(panic))));
}

fn reason(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    if let Some(spent) = payload.downcast_ref::<Spent>() {
        return format!("stopped: {spent}");
    }
    let message = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let message = message.unwrap_or("a panic");
    let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
    message.to_owned() + &place.unwrap_or_default()
}
