//! awk's values: numbers, texts, and texts that look like numbers.

use std::cmp::Ordering;

#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Never assigned: both 0 and the empty text.
    #[default]
    Unset,
    Number(f64),
    Text(String),
    /// Input: a number where it looks like one.
    Input(String),
}

impl Value {
    pub fn number(&self) -> f64 {
        match self {
            Value::Unset => 0.0,
            Value::Number(number) => *number,
            Value::Text(text) | Value::Input(text) => leading_number(text),
        }
    }

    pub fn text(&self, format: &str) -> String {
        match self {
            Value::Unset => String::new(),
            Value::Number(number) => number_text(*number, format),
            Value::Text(text) | Value::Input(text) => text.clone(),
        }
    }

    pub fn truth(&self) -> bool {
        match self {
            Value::Unset => false,
            Value::Number(number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::Input(text) => looks_numeric(text).map_or(!text.is_empty(), |number| number != 0.0),
        }
    }

    fn as_number(&self) -> Option<f64> {
        match self {
            Value::Unset => Some(0.0),
            Value::Number(number) => Some(*number),
            Value::Text(_) => None,
            Value::Input(text) => looks_numeric(text),
        }
    }

    pub fn compare(&self, other: &Value) -> Ordering {
        match (self.as_number(), other.as_number()) {
            (Some(left), Some(right)) => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
            _ => self.text("%.6g").cmp(&other.text("%.6g")),
        }
    }
}

fn looks_numeric(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    if plain { text.parse().ok() } else { None }
}

fn leading_number(text: &str) -> f64 {
    let text = text.trim_start();
    let mut end = 0;
    let mut parsed = 0.0;
    let bytes = text.as_bytes();
    let mut seen_point = false;
    let mut seen_power = false;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'0'..=b'9' => {}
            b'+' | b'-' if end == 0 || matches!(bytes.get(end.wrapping_sub(1)), Some(b'e' | b'E')) => {}
            b'.' if !seen_point && !seen_power => seen_point = true,
            b'e' | b'E' if !seen_power && end > 0 => seen_power = true,
            _ => break,
        }
        end += 1;
        if end > 400 {
            break;
        }
    }
    while end > 0 {
        if let Some(number) = text.get(..end).and_then(|digits| digits.parse().ok()) {
            parsed = number;
            break;
        }
        end -= 1;
    }
    parsed
}

/// A number as `print` shows it: whole numbers without a point.
pub fn number_text(number: f64, format: &str) -> String {
    if number == number.trunc() && number.abs() < 1e16 {
        return format!("{}", number as i64);
    }
    let precision = format.strip_prefix("%.").and_then(|rest| rest.trim_end_matches(char::is_alphabetic).parse().ok());
    let kind = format.chars().last().filter(|kind| "efg".contains(*kind)).unwrap_or('g');
    let text = super::decimal::float(number.abs(), kind, precision, false);
    if number < 0.0 { format!("-{text}") } else { text }
}
