//! Parts of a blob: the `Range` of a request (RFC 9110, section 14), one range at a time.

use std::ops::Range;

/// What a `Range` header asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Everything: no header, or one that may be ignored.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that are not there.
    Outside,
}

/// Reads a `Range` header for a content of `len` bytes.
pub(super) fn parse(header: Option<&str>, len: u64) -> Wanted {
    let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else { return Wanted::Whole };
    let Some((first, last)) = spec.split_once('-') else { return Wanted::Whole };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(first), number(last)) {
        _ if spec.contains(',') => Wanted::Whole,
        (Some(first), _) if first >= len => Wanted::Outside,
        (Some(first), Some(last)) if first <= last => Wanted::Part(first..last.saturating_add(1).min(len)),
        (Some(first), None) if last.trim().is_empty() => Wanted::Part(first..len),
        (None, Some(0)) if first.trim().is_empty() => Wanted::Outside,
        (None, Some(suffix)) if first.trim().is_empty() => Wanted::Part(len.saturating_sub(suffix)..len),
        _ => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_at_the_end_and_refused_behind_it() {
        let read = |text: &str| parse(Some(text), 10);
        assert_eq!(parse(None, 10), Wanted::Whole);
        assert_eq!(read("bytes=0-3"), Wanted::Part(0..4));
        assert_eq!(read("bytes=8-99"), Wanted::Part(8..10));
        assert_eq!(read("bytes=4-"), Wanted::Part(4..10));
        assert_eq!(read("bytes=-3"), Wanted::Part(7..10));
        assert_eq!(read("bytes=-99"), Wanted::Part(0..10));
        assert_eq!(read("bytes=10-"), Wanted::Outside);
        assert_eq!(read("bytes=-0"), Wanted::Outside);
        for ignored in ["bytes=3-1", "bytes=x", "items=0-1", "bytes=0-1,3-4", "bytes=-", "bytes=0-x"] {
            assert_eq!(read(ignored), Wanted::Whole, "{ignored}");
        }
        assert_eq!(parse(Some("bytes=0-18446744073709551615"), 10), Wanted::Part(0..10));
    }
}
