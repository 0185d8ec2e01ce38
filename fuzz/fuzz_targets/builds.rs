#![no_main]

#[path = "../../tests/fuzz/laws.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::build(bytes));
