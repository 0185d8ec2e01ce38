//! Which packages come with the ones asked for, and in which order: what is needed before who needs it.

use std::collections::BTreeSet;

use super::form::PackageForm;
use super::offer::Offer;

/// Packages that one command may install.
const MOST_PACKAGES: usize = 5_000;

/// A package that is going to be installed.
#[derive(Clone, Copy)]
pub struct Planned<'a> {
    pub name: &'a str,
    pub form: &'a PackageForm,
    /// Whether it was asked for by name.
    pub asked: bool,
}

/// The packages that are missing for `wanted`, dependencies first. `have` says what is there already. Needs that are
/// not on offer are part of every image and are left out. `release` is the one whose packages they are.
pub fn closure<'a>(
    offer: &'a Offer,
    wanted: &[&'a str],
    release: &str,
    recommends: bool,
    have: &dyn Fn(&str) -> bool,
) -> Vec<Planned<'a>> {
    let mut plan = Vec::new();
    let mut seen = BTreeSet::new();
    // A stack of (name, whether its needs have been looked at): no recursion, so a long chain costs no stack.
    let mut stack: Vec<(&str, bool)> = wanted.iter().rev().map(|name| (*name, false)).collect();
    while let Some((name, ready)) = stack.pop() {
        let Some((name, form)) = offer.find(name) else { continue };
        if ready {
            plan.push(Planned { name, form, asked: wanted.contains(&name) });
            if plan.len() >= MOST_PACKAGES {
                break;
            }
            continue;
        }
        if have(name) || !seen.insert(name) {
            continue;
        }
        stack.push((name, true));
        let more = form.recommends.iter().filter(|_| recommends);
        let needs = form.needs_in.get(release).unwrap_or(&form.needs);
        stack.extend(needs.iter().chain(more).rev().map(|need| (need.as_str(), false)));
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_first_and_each_once() {
        let offer = Offer::of("alpine.toml");
        let have = |name: &str| offer.system().iter().any(|own| own == name);
        let names = |wanted: &[&'static str]| -> Vec<String> {
            closure(&offer, wanted, "", false, &have).iter().map(|planned| planned.name.to_string()).collect()
        };
        assert_eq!(names(&["jq"]), ["oniguruma", "jq"]);
        assert_eq!(names(&["jq", "oniguruma"]), ["oniguruma", "jq"]);
        assert!(names(&["musl"]).is_empty());
        assert!(names(&["nonsense"]).is_empty());
    }
}
