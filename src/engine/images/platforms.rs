//! Which platform of an image is meant (containerd/platforms `compare.go`; moby `platform_matchers.go`).

use super::descriptor::Descriptor;
use crate::oci::Platform;

/// Which platforms will do, and which of them is preferred.
#[derive(Clone, Debug)]
pub(in crate::engine) enum Wanted {
    /// Any, the host's first.
    Any,
    /// This one and nothing else.
    Exactly(Platform),
    /// This one, or what its processor can run as well.
    Runs(Platform),
}

impl Wanted {
    /// The platform asked for exactly; without one, any.
    pub fn exactly(platform: Option<&Platform>) -> Wanted {
        platform.map_or(Wanted::Any, |platform| Wanted::Exactly(platform.clone()))
    }

    /// The platform asked for or one that it runs; without one, any.
    pub fn runs(platform: Option<&Platform>) -> Wanted {
        platform.map_or(Wanted::Any, |platform| Wanted::Runs(platform.clone()))
    }

    /// The platform asked for, if one was.
    pub fn asked(&self) -> Option<&Platform> {
        match self {
            Wanted::Any => None,
            Wanted::Exactly(platform) | Wanted::Runs(platform) => Some(platform),
        }
    }

    /// How well `offered` does, 0 best; `None`: not at all.
    pub fn rank(&self, offered: &Platform) -> Option<usize> {
        match self {
            Wanted::Any => Some(runs(&Platform::host(), offered).unwrap_or(usize::MAX)),
            Wanted::Exactly(platform) => platform.matches(offered).then_some(0),
            Wanted::Runs(platform) => runs(platform, offered),
        }
    }

    /// Of the children of an index the one that does best; attestations do for nothing.
    pub fn best(&self, children: Vec<Descriptor>) -> Option<Descriptor> {
        let rank = |child: &Descriptor| match &child.platform {
            Some(platform) if platform.is_unknown() => None,
            Some(platform) => self.rank(platform),
            None => Some(usize::MAX),
        };
        let usable = children.into_iter().filter(|child| !child.is_attestation());
        let ranked = usable.filter_map(|child| Some((rank(&child)?, child)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, best)| best)
    }
}

/// How well `machine` runs programs for `offered`, 0 best (`platformVector`).
fn runs(machine: &Platform, offered: &Platform) -> Option<usize> {
    let (machine, offered) = (machine.normalised(), offered.normalised());
    if machine.os != offered.os {
        return None;
    }
    let ladder: Vec<(&str, &str)> = match machine.architecture.as_str() {
        "arm64" => vec![("arm64", ""), ("arm", "v8"), ("arm", ""), ("arm", "v6"), ("arm", "v5")],
        "arm" => vec![("arm", ""), ("arm", "v6"), ("arm", "v5")],
        "amd64" => vec![("amd64", ""), ("386", "")],
        _ => return (machine == offered).then_some(0),
    };
    // `normalised` leaves the usual variants out: arm64/v8, arm/v7, amd64/v1.
    let plain = |platform: &Platform| {
        let usual = matches!(
            (platform.architecture.as_str(), platform.variant.as_str()),
            ("arm64", "v8") | ("arm", "v7") | ("amd64", "v1")
        );
        (platform.architecture.clone(), if usual { String::new() } else { platform.variant.clone() })
    };
    let place = |platform: &Platform| {
        let (architecture, variant) = plain(platform);
        ladder.iter().position(|step| *step == (architecture.as_str(), variant.as_str()))
    };
    if machine == offered {
        return Some(0);
    }
    let start = place(&machine).unwrap_or(0);
    place(&offered)?.checked_sub(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(wanted: &str, offered: &str) -> Option<usize> {
        Wanted::Runs(wanted.parse().unwrap()).rank(&offered.parse().unwrap())
    }

    #[test]
    fn a_newer_arm_runs_what_is_for_an_older_one() {
        assert_eq!(rank("linux/arm64", "linux/arm64/v8"), Some(0));
        assert!(rank("linux/arm64", "linux/arm/v7").is_some());
        assert_eq!(rank("linux/arm/v6", "linux/arm/v7"), None);
        assert_eq!(rank("linux/arm/v7", "linux/arm/v7"), Some(0));
    }

    #[test]
    fn other_systems_and_processors_do_not() {
        assert_eq!(rank("windows/amd64", "linux/amd64"), None);
        assert_eq!(rank("linux/s390x", "linux/amd64"), None);
        assert_eq!(rank("linux/amd64", "linux/arm64"), None);
        assert_eq!(Wanted::Any.rank(&"linux/arm64".parse().unwrap()), Some(usize::MAX));
    }
}
