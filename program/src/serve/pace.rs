//! How slow a sender may be.

use std::time::Duration;

/// Time that a body may take whatever its length.
const GRACE: Duration = Duration::from_secs(20);
/// Bytes that must come in each second after that.
const RATE: u64 = 4 << 10;

/// How long after its beginning the next piece of a body must have come, when so many bytes have.
pub(super) fn patience(came: u64) -> Duration {
    GRACE + Duration::from_millis(came.saturating_mul(1000) / RATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sends_much_has_more_time() {
        assert_eq!(patience(0), GRACE);
        assert_eq!(patience(RATE * 60), GRACE + Duration::from_secs(60));
        assert!(patience(u64::MAX) > GRACE);
    }
}
