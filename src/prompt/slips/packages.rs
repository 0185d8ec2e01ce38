//! After a package manager that does not know a name: it may be misspelt, and it may be real, and only not on offer here.

use super::building::between;
use crate::tell;

/// One line on a package that is not there.
pub(super) fn about(printed: &str) -> Option<String> {
    printed.lines().find_map(|line| {
        if let Some((_, name)) = line.split_once("E: Unable to locate package ") {
            return Some(tell::no_package_in_lists(plain(name)));
        }
        let name = line
            .split_once(" (no such package):")
            .map(|(before, _)| before.rsplit(' ').next().unwrap_or(before))
            .or_else(|| line.split_once("No matching distribution found for ").map(|(_, name)| name))
            .or_else(|| between(line, "404  The requested resource '", "'"))
            .or_else(|| between(line, "404  '", "' is not in this registry"))
            .or_else(|| between(line, "Could not find a valid gem '", "'"))
            .or_else(|| line.split_once("No match for argument: ").map(|(_, name)| name))?;
        Some(tell::no_package(plain(name)))
    })
}

/// A name without marks of its own, so that it can stand between marks.
fn plain(name: &str) -> String {
    name.trim().replace('`', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_is_not_on_offer_is_named() {
        for line in [
            "E: Unable to locate package lolcats",
            "  lolcats (no such package):",
            "ERROR: No matching distribution found for lolcats",
            "npm error 404  The requested resource 'lolcats' could not be found or you do not have permission to access it.",
            "#6 0.4 ERROR:  Could not find a valid gem 'lolcats' (>= 0) in any repository",
            "No match for argument: lolcats",
        ] {
            assert!(about(line).is_some_and(|text| text.contains("`lolcats`")), "{line}");
        }
        assert_eq!(about("E: Invalid operation instal"), None);
    }
}
