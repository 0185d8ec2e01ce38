//! [`Number`]: a floating-point number that a file keeps whatever it is. (JSON has no infinity.)

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number with a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(pub f64);

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Number(number)
    }
}

/// The digits that a number has, and the power of ten by which it is written where these are too many.
fn written(number: f64, many: i32, few: i32) -> String {
    let text = format!("{number:e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    match power.parse::<i32>() {
        Ok(power) if number != 0.0 && !(few..many).contains(&power) => {
            let sign = if power < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", power.unsigned_abs())
        }
        _ => number.to_string(),
    }
}

impl Number {
    /// As PostgreSQL writes it (`float8out`).
    pub fn in_postgres(self) -> String {
        match self.0 {
            number if number.is_nan() => "NaN".into(),
            number if number.is_infinite() => if number > 0.0 { "Infinity" } else { "-Infinity" }.into(),
            number => written(number, 15, -4),
        }
    }

    /// As Redis writes it (`%.17g`).
    pub fn in_redis(self) -> String {
        match self.0 {
            number if number.is_infinite() => if number > 0.0 { "inf" } else { "-inf" }.into(),
            number => written(number, 17, -4),
        }
    }
}

/// A number as a file holds it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Saved {
    Finite(f64),
    /// `inf`, `-inf` or `NaN`
    Other {
        number: String,
    },
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.is_finite() {
            true => Saved::Finite(self.0),
            false => Saved::Other { number: self.0.to_string() },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Saved::deserialize(deserializer)? {
            Saved::Finite(number) => Ok(Number(number)),
            Saved::Other { number } => number.parse().map(Number).map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_written_down_and_read_again() {
        for number in [0.0, -1.5, 1e308, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MIN_POSITIVE] {
            let text = serde_json::to_string(&Number(number)).unwrap();
            let read: Number = serde_json::from_str(&text).unwrap();
            assert_eq!(read.0.to_bits(), number.to_bits(), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_servers_write_them() {
        let written = [1.5, 100_000.0, 1e15, 1e-5, f64::INFINITY].map(|number| Number(number).in_postgres());
        assert_eq!(written, ["1.5", "100000", "1e+15", "1e-05", "Infinity"]);
        assert_eq!(Number(f64::NEG_INFINITY).in_redis(), "-inf");
    }
}
