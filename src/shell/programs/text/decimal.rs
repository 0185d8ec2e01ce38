//! Decimal numbers as C's `printf` writes them.

/// Digits that a precision may ask for.
const MOST_DIGITS: usize = 300;

/// A number that is not negative, by `%e %f %g` (and capitals).
pub fn float(value: f64, kind: char, precision: Option<usize>, alternate: bool) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return "inf".into();
    }
    let precision = precision.unwrap_or(6).min(MOST_DIGITS);
    let text = match kind.to_ascii_lowercase() {
        'e' => exponent(value, precision),
        'f' => format!("{value:.precision$}"),
        _ => {
            let precision = precision.max(1);
            let power = power_of(value, precision);
            let text = if power < -4 || power >= precision as i32 {
                exponent(value, precision - 1)
            } else {
                let digits = (precision as i32 - 1 - power).max(0) as usize;
                format!("{value:.digits$}")
            };
            if alternate { text } else { without_zeros(&text) }
        }
    };
    if kind.is_ascii_uppercase() { text.to_uppercase() } else { text }
}

fn power_of(value: f64, precision: usize) -> i32 {
    let text = format!("{value:.*e}", precision - 1);
    text.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0)
}

fn exponent(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    format!("{digits}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs())
}

fn without_zeros(text: &str) -> String {
    let (digits, power) = match text.split_once('e') {
        Some((digits, power)) => (digits, format!("e{power}")),
        None => (text, String::new()),
    };
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    format!("{digits}{power}")
}
