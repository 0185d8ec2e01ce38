//! Sizes with units (docker/go-units `size.go`).

const DECIMAL: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const BINARY: [&str; 9] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

/// A text that is no size; the words are go-units'.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSize {
    #[error("invalid size: '{0}'")]
    Number(String),
    #[error("invalid suffix: '{0}'")]
    Suffix(String),
}

/// `bytes` with four significant digits and a decimal unit: `3.108MB`.
pub fn human_size(bytes: f64) -> String {
    with_unit(bytes, 1000.0, &DECIMAL, 4)
}

/// `bytes` with three significant digits and a decimal unit: `3.11MB`.
pub fn short_size(bytes: impl Into<i128>) -> String {
    with_unit(bytes.into() as f64, 1000.0, &DECIMAL, 3)
}

/// `bytes` with four significant digits and a binary unit: `7.654GiB`.
pub fn memory_size(bytes: f64) -> String {
    with_unit(bytes, 1024.0, &BINARY, 4)
}

fn with_unit(bytes: f64, base: f64, units: &[&str; 9], precision: usize) -> String {
    let mut size = bytes;
    let mut unit = 0;
    while size >= base && unit < units.len() - 1 {
        size /= base;
        unit += 1;
    }
    significant(size, precision) + units[unit]
}

/// `value` with at most `precision` significant digits, as C's `%.*g` writes it.
pub fn significant(value: f64, precision: usize) -> String {
    let precision = precision.max(1);
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".into() } else { value.to_string() };
    }
    let scientific = format!("{value:.*e}", precision - 1);
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    };
    if exponent < -4 || exponent >= precision as i32 {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(digits), exponent.abs());
    }
    let decimals = usize::try_from(precision as i32 - 1 - exponent).unwrap_or(0);
    trim(&format!("{value:.decimals$}"))
}

/// Bytes of a size with a binary unit (`512m`, `2g`, `1.5GiB`), as flags take memory (`RAMInBytes`).
pub fn parse_memory(text: &str) -> Result<i64, BadSize> {
    let split = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let Some(split) = split else { return Err(BadSize::Number(text.into())) };
    let (number, suffix) = text.split_at(split + 1);
    let number = number.strip_suffix(' ').unwrap_or(number);
    let number: f64 = number.parse().map_err(|_| BadSize::Number(text.into()))?;
    if number < 0.0 || !number.is_finite() {
        return Err(BadSize::Number(text.into()));
    }
    let suffix = suffix.to_ascii_lowercase();
    let unit = suffix.chars().next().unwrap_or('b');
    let power = "bkmgtp".find(unit).ok_or_else(|| BadSize::Suffix(suffix.clone()))?;
    let rest = suffix.get(1..).unwrap_or("");
    if !(rest.is_empty() || unit != 'b' && (rest == "b" || rest == "ib")) {
        return Err(BadSize::Suffix(suffix));
    }
    Ok((number * 1024_f64.powi(power as i32)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_so_many_significant_digits() {
        for (bytes, short, long) in [
            (0, "0B", "0B"),
            (855, "855B", "855B"),
            (9_210, "9.21kB", "9.21kB"),
            (12_345, "12.3kB", "12.35kB"),
            (3_095_820, "3.1MB", "3.096MB"),
            (999_950, "1e+03kB", "1000kB"),
            (1_000_000, "1MB", "1MB"),
            (76_900_000, "76.9MB", "76.9MB"),
        ] {
            assert_eq!(short_size(bytes), short);
            assert_eq!(human_size(bytes as f64), long);
        }
        assert_eq!(memory_size(1536.0), "1.5KiB");
    }

    #[test]
    fn memory_is_read_with_binary_units() {
        assert_eq!(parse_memory("32"), Ok(32));
        assert_eq!(parse_memory("512m"), Ok(512 << 20));
        assert_eq!(parse_memory("1.5GiB"), Ok(3 << 29));
        assert_eq!(parse_memory("8 k"), Ok(8192));
        assert_eq!(parse_memory("lots"), Err(BadSize::Number("lots".into())));
        assert_eq!(parse_memory("1x"), Err(BadSize::Suffix("x".into())));
        assert_eq!(parse_memory(""), Err(BadSize::Number("".into())));
    }
}
