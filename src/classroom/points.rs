//! [`Points`]: in hundredths, so that they add up on every machine.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Serialize, Serializer};

/// Points, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub u32);

/// Points that one thing may be worth.
pub const MOST_POINTS: f64 = 1000.0;

impl Points {
    /// One point.
    pub const ONE: Points = Points(100);

    /// The nearest to a number; `None`: it is negative, or more than `MOST_POINTS`.
    pub fn of(number: f64) -> Option<Points> {
        (0.0..=MOST_POINTS).contains(&number).then(|| Points((number * 100.0).round() as u32))
    }

    /// So many parts of so many; all of them if there are none.
    pub fn share(self, part: usize, whole: usize) -> Points {
        let (part, whole) = (part.min(whole) as u64, whole as u64);
        let hundredths = (u64::from(self.0) * part).checked_div(whole);
        Points(hundredths.and_then(|hundredths| u32::try_from(hundredths).ok()).unwrap_or(self.0))
    }

    /// Per cent of another.
    pub fn percent_of(self, of: Points) -> u32 {
        (self.0 * 100).checked_div(of.0).unwrap_or(100)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            (whole, rest) => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points(self.0.saturating_add(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::default(), Points::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_short_and_shared_downwards() {
        let shown: Vec<String> = [0, 5, 50, 100, 133].map(|hundredths| Points(hundredths).to_string()).into();
        assert_eq!(shown, ["0", "0.05", "0.5", "1", "1.33"]);
        assert_eq!(Points::ONE.share(1, 3), Points(33));
        assert_eq!(Points::ONE.share(0, 0), Points::ONE);
        assert_eq!((Points::of(0.5), Points::of(-1.0), Points::of(f64::NAN)), (Some(Points(50)), None, None));
    }
}
