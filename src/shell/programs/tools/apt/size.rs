//! Amounts as apt writes them (`SizeToStr` in apt-pkg/contrib/strutl.cc): powers of 1000, at most four digits.

/// `319 k`, `8033 k`, `24.4 M`; the `B` is the caller's.
pub fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["", "k", "M", "G", "T"] {
        if value < 100.0 && !unit.is_empty() {
            return format!("{value:.1} {unit}");
        }
        if value < 10_000.0 {
            return format!("{value:.0} {unit}");
        }
        value /= 1000.0;
    }
    format!("{value:.0} P")
}

#[cfg(test)]
mod tests {
    #[test]
    fn amounts_have_at_most_four_digits() {
        let shown = [5, 319_000, 8_033_000, 24_400_000, 331_000_000].map(super::size);
        assert_eq!(shown, ["5 ", "319 k", "8033 k", "24.4 M", "331 M"]);
    }
}
