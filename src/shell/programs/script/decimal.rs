//! Numbers that are not whole, as text: the fewest digits that give the number back, as Python and JavaScript both
//! write them; they differ in where the exponent begins.

/// The sign, the digits and the exponent of ten of the first digit.
fn parts(value: f64) -> (bool, String, i32) {
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = mantissa.trim_start_matches('-').replace('.', "");
    (value.is_sign_negative(), digits, exponent.parse().unwrap_or(0))
}

/// Digits with the point at its place.
fn plain(digits: &str, exponent: i32) -> String {
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    match exponent {
        negative if negative < 0 => {
            let zeros = usize::try_from(-negative - 1).unwrap_or(0);
            format!("0.{}{digits}", "0".repeat(zeros))
        }
        large if large >= length - 1 => {
            let zeros = usize::try_from(large - length + 1).unwrap_or(0);
            format!("{digits}{}", "0".repeat(zeros))
        }
        middle => {
            let (whole, rest) = digits.split_at(usize::try_from(middle + 1).unwrap_or(0).min(digits.len()));
            format!("{whole}.{rest}")
        }
    }
}

fn scientific(digits: &str, exponent: i32, width: usize) -> String {
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}e{sign}{:0width$}", exponent.unsigned_abs())
}

/// As Python's `repr` has it: `1.0`, `1e+16`, `inf`.
pub fn python(value: f64) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let (negative, digits, exponent) = parts(value);
    let mut text = if value != 0.0 && !(-4..16).contains(&exponent) {
        scientific(&digits, exponent, 2)
    } else {
        plain(&digits, if value == 0.0 { 0 } else { exponent })
    };
    if !text.contains(['.', 'e']) {
        text += ".0";
    }
    if negative { format!("-{text}") } else { text }
}

/// As JavaScript's `String` has it: `1`, `1e+21`, `Infinity`.
pub fn javascript(value: f64) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    if value == 0.0 {
        return "0".into();
    }
    let (negative, digits, exponent) = parts(value);
    let text = if (-6..21).contains(&exponent) { plain(&digits, exponent) } else { scientific(&digits, exponent, 1) };
    if negative { format!("-{text}") } else { text }
}

/// As C's `%g` has it, with so many digits.
pub fn general(value: f64, precision: usize) -> String {
    if !value.is_finite() {
        return python(value);
    }
    let precision = precision.clamp(1, 60);
    let text = format!("{value:.*e}", precision - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = mantissa.trim_start_matches('-').replace('.', "");
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let limit = i32::try_from(precision).unwrap_or(i32::MAX);
    let text = if (-4..limit).contains(&exponent) { plain(digits, exponent) } else { scientific(digits, exponent, 2) };
    if value.is_sign_negative() { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_numbers_in_its_way() {
        let rows = [
            (0.1, "0.1", "0.1"),
            (1.0, "1.0", "1"),
            (-0.0, "-0.0", "0"),
            (1e16, "1e+16", "10000000000000000"),
            (1e21, "1e+21", "1e+21"),
            (1.5e-7, "1.5e-07", "1.5e-7"),
            (123.456, "123.456", "123.456"),
            (0.00001, "1e-05", "0.00001"),
        ];
        for (value, in_python, in_javascript) in rows {
            assert_eq!((python(value).as_str(), javascript(value).as_str()), (in_python, in_javascript));
        }
        assert_eq!(general(0.0001234, 6), "0.0001234");
        assert_eq!(general(1234567.0, 6), "1.23457e+06");
    }
}
