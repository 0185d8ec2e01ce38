//! Versions, how they are compared, and what is asked of them: `flask>=2.0,<3`, `express@^4.18.2`, `curl=8.1`.

use std::cmp::Ordering;

/// A name with what is asked of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub name: String,
    /// Extras in brackets (`uvicorn[standard]`), without them.
    pub extras: String,
    /// The rest, as it was written.
    pub range: String,
}

impl Asked {
    /// Takes a requirement of this manager apart.
    pub fn of(text: &str, manager: &str) -> Asked {
        let text = text.trim();
        let (name, range) = match manager {
            "npm" => match text.char_indices().skip(1).find(|(_, letter)| *letter == '@') {
                Some((at, _)) => (text.get(..at).unwrap_or(text), text.get(at + 1..).unwrap_or("")),
                None => (text, ""),
            },
            _ => {
                let at = text.find(['=', '<', '>', '~', '!', ' ', ';']).unwrap_or(text.len());
                text.split_at(at)
            }
        };
        let (name, extras) = match name.split_once('[') {
            Some((name, extras)) => (name, extras.trim_end_matches(']')),
            None => (name, ""),
        };
        let range = range.split(';').next().unwrap_or(range).trim();
        Asked { name: name.trim().into(), extras: extras.into(), range: range.into() }
    }
}

/// Compares two versions number by number; a part with letters (`rc1`) comes before the one without.
pub fn compare(one: &str, other: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(u64, String)> {
        text.split(['.', '-', '+', '_'])
            .map(|part| {
                let digits = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
                let (number, rest) = part.split_at(digits);
                (number.parse().unwrap_or(0), rest.to_string())
            })
            .collect()
    };
    let (one, other) = (parts(one), parts(other));
    for index in 0..one.len().max(other.len()) {
        let none = (0, String::new());
        let (left, right) = (one.get(index).unwrap_or(&none), other.get(index).unwrap_or(&none));
        let order = left.0.cmp(&right.0).then_with(|| match (left.1.is_empty(), right.1.is_empty()) {
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ => left.1.cmp(&right.1),
        });
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// Whether a version is what pip was asked for (PEP 440's operators).
pub fn satisfies_pip(version: &str, range: &str) -> bool {
    range.split(',').map(str::trim).filter(|part| !part.is_empty()).all(|part| {
        let at = part.find(|letter: char| !"=<>~!".contains(letter)).unwrap_or(part.len());
        let (operator, wanted) = part.split_at(at);
        let wanted = wanted.trim();
        let order = compare(version, wanted.trim_end_matches(".*"));
        match operator {
            "==" | "===" => match wanted.strip_suffix(".*") {
                Some(stem) => version == stem || version.starts_with(&format!("{stem}.")),
                None => order == Ordering::Equal,
            },
            "!=" => order != Ordering::Equal,
            ">=" => order != Ordering::Less,
            "<=" => order != Ordering::Greater,
            ">" => order == Ordering::Greater,
            "<" => order == Ordering::Less,
            "~=" => {
                let stem = wanted.rsplit_once('.').map_or(wanted, |(stem, _)| stem);
                order != Ordering::Less && (version == stem || version.starts_with(&format!("{stem}.")))
            }
            _ => true,
        }
    })
}

/// Whether a version is what npm was asked for (node-semver's ranges).
pub fn satisfies_npm(version: &str, range: &str) -> bool {
    range.split("||").any(|alternative| {
        let alternative = alternative.trim();
        if let Some((low, high)) = alternative.split_once(" - ") {
            return compare(version, low.trim()) != Ordering::Less
                && compare(version, high.trim()) != Ordering::Greater;
        }
        let mut words = Vec::new();
        let mut pieces = alternative.split_whitespace();
        while let Some(piece) = pieces.next() {
            let bare = piece.chars().all(|letter| "<>=^~".contains(letter));
            words.push(if bare { format!("{piece}{}", pieces.next().unwrap_or_default()) } else { piece.to_string() });
        }
        words.iter().all(|word| satisfies_one_npm(version, word))
    })
}

fn satisfies_one_npm(version: &str, word: &str) -> bool {
    let at = word.find(|letter: char| !"<>=^~".contains(letter)).unwrap_or(word.len());
    let (operator, wanted) = word.split_at(at);
    let wanted = wanted.trim_start_matches(['v', 'V']);
    if matches!(wanted, "" | "*" | "x" | "X" | "latest" | "next") {
        return true;
    }
    let given: Vec<&str> = wanted.split('.').take_while(|part| !matches!(*part, "x" | "X" | "*")).collect();
    let order = compare(version, &given.join("."));
    let same = |count: usize| {
        let own: Vec<&str> = version.split('.').collect();
        given.iter().take(count).enumerate().all(|(index, part)| own.get(index) == Some(part))
    };
    match operator {
        ">=" => order != Ordering::Less,
        "<=" => order != Ordering::Greater,
        ">" => order == Ordering::Greater,
        "<" => order == Ordering::Less,
        "~" => order != Ordering::Less && same(given.len().min(2)),
        "^" => {
            let fixed = given.iter().position(|part| *part != "0").map_or(given.len(), |first| first + 1);
            order != Ordering::Less && same(fixed)
        }
        _ => same(given.len()),
    }
}

/// The version to install: the newest on offer that satisfies, or, since older ones exist than those that are listed,
/// the very one that was asked for if it is older than the newest.
pub fn choose(newest: &str, older: &[String], range: &str, satisfies: fn(&str, &str) -> bool) -> Option<String> {
    let listed = [newest].into_iter().chain(older.iter().rev().map(String::as_str));
    if let Some(found) = listed.clone().find(|version| satisfies(version, range)) {
        return Some(found.to_string());
    }
    let named = range.split([',', ' ', '|']).find_map(|part| {
        let version = part.trim().trim_start_matches(['=', '~', '^', '>', 'v']);
        (version.starts_with(|letter: char| letter.is_ascii_digit()) && !part.contains(['<', '!', '*', 'x']))
            .then(|| version.to_string())
    })?;
    let plausible = named.split('.').count() >= 2 && compare(&named, newest) == Ordering::Less;
    (plausible && satisfies(&named, range)).then_some(named)
}

/// A distribution's version without what the distribution adds: `3.13.5` of `3.13.5-1`, `8.0.2` of `5:8.0.2-3+deb13u3`.
pub fn upstream(version: &str) -> &str {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let version = version.rsplit_once('-').map_or(version, |(before, _)| before);
    version.split(['+', '~', '_', '-']).next().unwrap_or(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_distribution_adds_to_a_version_is_left_out() {
        let versions =
            ["3.13.5-1", "5:8.0.2-3+deb13u3", "20.19.2+dfsg-1+deb13u3", "1:3.3+b1", "21.0.11_p9-r0", "2:1.24~2"];
        assert_eq!(versions.map(upstream), ["3.13.5", "8.0.2", "20.19.2", "3.3", "21.0.11", "1.24"]);
    }

    #[test]
    fn requirements_are_taken_apart() {
        let asked = Asked::of("uvicorn[standard]>=0.18,<1 ; python_version > '3'", "pip");
        let parts = (asked.name.as_str(), asked.extras.as_str(), asked.range.as_str());
        assert_eq!(parts, ("uvicorn", "standard", ">=0.18,<1"));
        assert_eq!(Asked::of("@types/node@^20", "npm").name, "@types/node");
        assert_eq!(Asked::of("express@^4.18.2", "npm").range, "^4.18.2");
    }

    #[test]
    fn ranges_are_those_of_pip_and_npm() {
        for (version, range) in [("3.1.3", ">=2.0,<4"), ("2.0.3", "~=2.0.1"), ("1.4.2", "==1.4.*"), ("1.0", "")] {
            assert!(satisfies_pip(version, range), "{version} {range}");
        }
        assert!(!satisfies_pip("3.0", "~=2.0"));
        assert!(!satisfies_pip("3.0rc1", ">=3.0"));
        for (version, range) in [("4.21.2", "^4.18.2"), ("0.2.5", "^0.2.3"), ("1.2.9", "~1.2.3"), ("3.0.0", ">= 2 <4")]
        {
            assert!(satisfies_npm(version, range), "{version} {range}");
        }
        for (version, range) in
            [("5.0.0", "^4.18.2"), ("0.3.0", "^0.2.3"), ("1.3.0", "~1.2.3"), ("2.0.0", "1.x || >=3")]
        {
            assert!(!satisfies_npm(version, range), "{version} {range}");
        }
    }

    #[test]
    fn an_older_version_exists_and_a_newer_does_not() {
        let older = ["2.0.3".to_string()];
        let choose = |range| choose("3.1.3", &older, range, satisfies_pip);
        assert_eq!(choose("").as_deref(), Some("3.1.3"));
        assert_eq!(choose("<3").as_deref(), Some("2.0.3"));
        assert_eq!(choose("==1.9.9").as_deref(), Some("1.9.9"));
        assert_eq!(choose("==9.9.9"), None);
    }
}
