//! [`Number`]: a double, and the decimal number that was written if it says more (jq 1.7 and later keep it until
//! something is calculated).

use std::cmp::Ordering;
use std::rc::Rc;

/// A number.
#[derive(Clone, Debug)]
pub struct Number {
    value: f64,
    /// As it was written, in the form in which jq prints it, if its double prints otherwise.
    written: Option<Rc<str>>,
    /// Whether it was written at all, and not calculated.
    literal: bool,
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Number { value, written: None, literal: false }
    }
}

/// Digits of a decimal number with the power of ten of the last one.
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Number {
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Reads a number of a document or a filter; `nan` is one.
    pub fn read(text: &str) -> Option<Number> {
        if text.trim_start_matches('-').eq_ignore_ascii_case("nan") {
            return Some(f64::NAN.into());
        }
        let name = text.trim_start_matches('-').to_ascii_lowercase();
        if name == "infinity" || name == "inf" {
            return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }.into());
        }
        let decimal = Decimal::read(text)?;
        let value: f64 = text.parse().ok()?;
        let written = decimal.printed();
        let written = (written != printed(value)).then(|| Rc::from(written.as_str()));
        Some(Number { value, written, literal: true })
    }

    /// As jq prints it.
    pub fn printed(&self) -> String {
        self.written.as_deref().map_or_else(|| printed(self.value), str::to_string)
    }

    /// By size; two that were both written are compared as decimal numbers.
    pub fn order(&self, other: &Number) -> Ordering {
        if self.literal
            && other.literal
            && self.value == other.value
            && (self.written.is_some() || other.written.is_some())
            && let (Some(one), Some(two)) = (Decimal::read(&self.printed()), Decimal::read(&other.printed()))
        {
            return one.order(&two);
        }
        // A number that is none is smaller than any, itself included.
        self.value.partial_cmp(&other.value).unwrap_or(if self.value.is_nan() {
            Ordering::Less
        } else {
            Ordering::Greater
        })
    }

    pub fn negated(&self) -> Number {
        let written = self.written.as_deref().map(|text| match text.strip_prefix('-') {
            Some(rest) => Rc::from(rest),
            None => Rc::from(format!("-{text}")),
        });
        let value = if self.literal && self.value == 0.0 { 0.0 } else { -self.value };
        Number { value, written, literal: self.literal }
    }
}

impl Decimal {
    fn read(text: &str) -> Option<Decimal> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (rest.get(..at)?, rest.get(at + 1..)?.parse::<i64>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let shorter = digits.trim_start_matches('0');
        let digits = if shorter.is_empty() { "0" } else { shorter }.to_string();
        Some(Decimal { negative, digits, exponent: exponent.checked_sub(i64::try_from(fraction.len()).ok()?)? })
    }

    /// Its scientific form (the General Decimal Arithmetic specification, "to-scientific-string").
    fn printed(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let count = self.digits.len() as i64;
        let adjusted = self.exponent + count - 1;
        let body = if self.exponent <= 0 && adjusted >= -6 {
            let places = (-self.exponent) as usize;
            match self.digits.len().checked_sub(places) {
                _ if places == 0 => self.digits.clone(),
                Some(whole) if whole > 0 => {
                    let (whole, fraction) = self.digits.split_at(whole);
                    format!("{whole}.{fraction}")
                }
                _ => format!("0.{:0>places$}", self.digits),
            }
        } else {
            let (first, rest) = self.digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            format!("{first}{point}{rest}E{adjusted:+}")
        };
        format!("{sign}{body}")
    }

    fn order(&self, other: &Decimal) -> Ordering {
        if self.negative != other.negative {
            return other.negative.cmp(&self.negative);
        }
        let place = |decimal: &Decimal| decimal.exponent + decimal.digits.len() as i64;
        let bare = |decimal: &Decimal| decimal.digits.trim_end_matches('0').to_string();
        let order = place(self).cmp(&place(other)).then_with(|| bare(self).cmp(&bare(other)));
        if self.negative { order.reverse() } else { order }
    }
}

/// A double with the fewest digits that mean it: 17 places or a power of ten (`jvp_dtoa_fmt`).
fn printed(value: f64) -> String {
    if value.is_nan() {
        return "null".into();
    }
    let value = value.clamp(f64::MIN, f64::MAX);
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa.replace('.', "");
    let point: i64 = exponent.parse::<i64>().unwrap_or(0) + 1;
    let count = digits.len() as i64;
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let body = if point <= -4 || point > count + 15 {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let exponent = point - 1;
        let mark = if exponent < 0 { '-' } else { '+' };
        format!("{first}{dot}{rest}e{mark}{:02}", exponent.abs())
    } else if point <= 0 {
        format!("0.{}{digits}", "0".repeat(usize::try_from(-point).unwrap_or(0)))
    } else if point >= count {
        format!("{digits}{}", "0".repeat(usize::try_from(point - count).unwrap_or(0)))
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        format!("{whole}.{fraction}")
    };
    format!("{sign}{body}")
}
