//! Which versions are installed for what was asked: pip's order of looking at requirements (resolvelib's), without its
//! backtracking.

use super::super::packages::version::{choose, satisfies_pip};
use super::super::packages::{PackageForm, loose};
use super::OFFER;
use super::project::Project;
use super::requirement::{Source, Wanted};
use super::site::Installed;

/// Projects that one command may install.
const MOST_PROJECTS: usize = 2_000;
/// Bytes that a project of one's own has when it is installed.
const PROJECT_SIZE: u64 = 20_000;

/// A project with the version that was chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// As it was first asked for.
    pub name: String,
    pub version: String,
    /// What it needs.
    pub needs: Vec<Wanted>,
    pub form: PackageForm,
    pub source: Source,
    /// What it replaces.
    pub replaces: Option<Installed>,
    /// It is installed already, and stays.
    pub stays: bool,
}

/// What the resolver does next, for the one who words it.
pub enum Found<'a> {
    /// A version is chosen (or taken as it is installed) for a requirement.
    Chosen(&'a Wanted, &'a Chosen),
    /// A version does not offer an extra.
    NoExtra(&'a Chosen, &'a str),
}

/// Why there is no set of versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing on offer satisfies the requirement; these versions are.
    NoVersion(Box<Wanted>, Vec<String>),
    /// Requirements that contradict each other: who asks (`None`: the user), and for what.
    Conflict(Vec<(Option<String>, Wanted)>),
    /// More projects than the sandbox installs at once.
    TooMany,
}

/// How versions are chosen.
pub struct Resolver<'a> {
    pub installed: &'a [Installed],
    pub constraints: &'a [Wanted],
    pub musl: bool,
    /// Without what the projects need.
    pub no_needs: bool,
    /// Takes newer versions of what was asked for by name.
    pub upgrade: bool,
    /// Installs anew whatever is there.
    pub reinstall: bool,
}

/// A project under consideration.
struct Criterion {
    chosen: Chosen,
    asked: Vec<(Option<String>, Wanted)>,
    order: usize,
    /// When it was its turn that what it needs was looked at.
    turn: Option<usize>,
}

impl Criterion {
    /// Smaller is looked at earlier (`get_preference` in pip/_internal/resolution/resolvelib/provider.py): what is
    /// pinned, what has an upper bound, what was asked for in order, what has any bound, then by name.
    fn preference(&self) -> (bool, bool, usize, bool, String) {
        let any = |holds: fn(&Wanted) -> bool| self.asked.iter().any(|(_, wanted)| holds(wanted));
        let bounded = |wanted: &Wanted| wanted.range.contains(['<', '~', '*']);
        let (pinned, bounded, some) = (any(Wanted::is_pinned), any(bounded), any(|wanted| !wanted.range.is_empty()));
        (!pinned, !bounded, self.order, !some, loose(&self.chosen.name))
    }
}

impl Resolver<'_> {
    /// Chooses; `say` hears of every project as pip comes to it.
    pub fn resolve<E>(
        &self,
        wanted: &[Wanted],
        mut say: impl FnMut(Found<'_>) -> Result<(), E>,
    ) -> Result<Result<Vec<Chosen>, Failure>, E> {
        let mut all: Vec<Criterion> = Vec::new();
        for asked in wanted {
            if let Err(failure) = self.add(&mut all, asked, None, &mut say)? {
                return Ok(Err(failure));
            }
        }
        let mut turn = 0;
        while let Some(next) =
            all.iter_mut().filter(|criterion| criterion.turn.is_none()).min_by_key(|criterion| criterion.preference())
        {
            turn += 1;
            next.turn = Some(turn);
            let (name, version) = (next.chosen.name.clone(), next.chosen.version.clone());
            let needs = if self.no_needs { Vec::new() } else { next.chosen.needs.clone() };
            for need in &needs {
                if let Err(failure) = self.add(&mut all, need, Some(format!("{name} {version}")), &mut say)? {
                    return Ok(Err(failure));
                }
                if all.len() > MOST_PROJECTS {
                    return Ok(Err(Failure::TooMany));
                }
            }
        }
        all.sort_by_key(|criterion| criterion.turn);
        Ok(Ok(all.into_iter().map(|criterion| criterion.chosen).collect()))
    }

    fn add<E>(
        &self,
        all: &mut Vec<Criterion>,
        wanted: &Wanted,
        by: Option<String>,
        say: &mut impl FnMut(Found<'_>) -> Result<(), E>,
    ) -> Result<Result<(), Failure>, E> {
        let key = loose(&wanted.name);
        let position = all.iter().position(|criterion| loose(&criterion.chosen.name) == key);
        let mut asked: Vec<(Option<String>, Wanted)> =
            position.and_then(|at| all.get(at)).map(|criterion| criterion.asked.clone()).unwrap_or_default();
        let first = asked.is_empty();
        asked.push((by.clone(), wanted.clone()));
        if let Some(criterion) = position.and_then(|at| all.get_mut(at))
            && satisfies_pip(&criterion.chosen.version, &wanted.range)
        {
            criterion.asked = asked;
            let more = extras(&criterion.chosen.form, wanted, &criterion.chosen.version);
            if !more.is_empty() {
                criterion.chosen.needs.extend(more);
                criterion.turn = None;
            }
            return Ok(Ok(()));
        }
        let chosen = match self.choose(&asked, by.is_none()) {
            Ok(chosen) => chosen,
            Err(_) if !first => return Ok(Err(Failure::Conflict(asked))),
            Err(failure) => return Ok(Err(failure)),
        };
        say(Found::Chosen(wanted, &chosen))?;
        for extra in wanted.extras.iter().filter(|extra| !chosen.form.extras.contains_key(*extra)) {
            say(Found::NoExtra(&chosen, extra))?;
        }
        let order = if by.is_none() { all.len() } else { usize::MAX };
        match position.and_then(|at| all.get_mut(at)) {
            Some(criterion) => {
                let order = criterion.order;
                *criterion = Criterion { chosen, asked, order, turn: None };
            }
            None => all.push(Criterion { chosen, asked, order, turn: None }),
        }
        Ok(Ok(()))
    }

    /// The version for all that is asked of a project.
    fn choose(&self, asked: &[(Option<String>, Wanted)], by_user: bool) -> Result<Chosen, Failure> {
        let Some((_, wanted)) = asked.first() else { return Err(Failure::TooMany) };
        let key = loose(&wanted.name);
        let constraints = self.constraints.iter().filter(|constraint| loose(&constraint.name) == key);
        let ranges: Vec<&str> =
            asked.iter().map(|(_, wanted)| wanted).chain(constraints).map(|wanted| wanted.range.as_str()).collect();
        let range = ranges.into_iter().filter(|range| !range.is_empty()).collect::<Vec<_>>().join(",");
        let installed = self.installed.iter().find(|own| loose(&own.name) == key);
        let (source, name) = (wanted.source.clone(), wanted.name.clone());
        let keeps = !(self.reinstall || self.upgrade && by_user) && source == Source::Index;
        if let Some(own) = installed.filter(|own| keeps && satisfies_pip(&own.version, &range)) {
            let form = OFFER.find_loosely(&name).map(|(_, form)| form.clone()).unwrap_or_default();
            let mut needs: Vec<Wanted> = own.needs.iter().map(|need| Wanted::of(need, Some(wanted.path()))).collect();
            needs.extend(extras(&form, wanted, &own.version));
            let version = own.version.clone();
            return Ok(Chosen { name, version, needs, form, source, replaces: None, stays: true });
        }
        if let Source::Project { project, .. } = &source {
            return Ok(of_project(wanted, project, installed));
        }
        let offered = OFFER.find_loosely(&name).filter(|(_, form)| form.musl || !self.musl);
        let Some((_, form)) = offered else {
            return Err(Failure::NoVersion(Box::new(wanted.clone()), Vec::new()));
        };
        let version = match &source {
            Source::Wheel(_) => Some(wanted.range.trim_start_matches('=').to_string()),
            _ => choose(&form.version, &form.versions, &range, satisfies_pip),
        };
        let Some(version) = version else {
            let mut all = form.versions.clone();
            all.push(form.version.clone());
            return Err(Failure::NoVersion(Box::new(wanted.clone()), all));
        };
        let path = Some(wanted.path());
        let mut needs: Vec<Wanted> =
            form.needs_of(&version, "pip").iter().map(|need| Wanted::of(need, path.clone())).collect();
        needs.extend(extras(form, wanted, &version));
        let same = installed.filter(|own| own.version == version && !self.reinstall && source == Source::Index);
        let stays = same.is_some();
        let replaces = installed.filter(|_| !stays).cloned();
        Ok(Chosen { name, version, needs, form: form.clone(), source, replaces, stays })
    }
}

fn of_project(wanted: &Wanted, project: &Project, installed: Option<&Installed>) -> Chosen {
    let from = Some(wanted.path());
    Chosen {
        name: project.name.clone(),
        version: project.version.clone(),
        needs: project.needs.iter().map(|need| Wanted::of(need, from.clone())).collect(),
        form: PackageForm {
            size: PROJECT_SIZE,
            scripts: project.scripts.iter().cloned().collect(),
            ..PackageForm::default()
        },
        source: wanted.source.clone(),
        replaces: installed.cloned(),
        stays: false,
    }
}

fn extras(form: &PackageForm, wanted: &Wanted, version: &str) -> Vec<Wanted> {
    let named = wanted.extras.iter().filter_map(|extra| form.extras.get(extra)).flatten();
    let old = version != form.version;
    named
        .map(|need| {
            let need = Wanted::of(need, Some(wanted.path()));
            Wanted { range: if old { String::new() } else { need.range.clone() }, ..need }
        })
        .collect()
}

/// The order in which pip installs: what nothing waits for first (`get_topological_weights` in
/// pip/_internal/resolution/resolvelib/resolver.py), among equals the names backwards.
pub fn installation_order(chosen: &[Chosen]) -> Vec<usize> {
    let keys: Vec<String> = chosen.iter().map(|one| loose(&one.name)).collect();
    let needs: Vec<Vec<usize>> = chosen
        .iter()
        .map(|one| one.needs.iter().filter_map(|need| keys.iter().position(|key| *key == loose(&need.name))).collect())
        .collect();
    let mut placed = vec![false; chosen.len()];
    let mut order = Vec::new();
    while order.len() < chosen.len() {
        let ready = |index: &usize| {
            needs
                .get(*index)
                .is_some_and(|needs| needs.iter().all(|need| placed.get(*need) == Some(&true) || need == index))
        };
        let mut leaves: Vec<usize> =
            (0..chosen.len()).filter(|index| placed.get(*index) == Some(&false)).filter(ready).collect();
        if leaves.is_empty() {
            // A circle: all that is left at once.
            leaves = (0..chosen.len()).filter(|index| placed.get(*index) == Some(&false)).collect();
        }
        leaves.sort_by(|one, other| keys.get(*other).cmp(&keys.get(*one)));
        for leaf in &leaves {
            if let Some(place) = placed.get_mut(*leaf) {
                *place = true;
            }
        }
        order.extend(leaves);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(wanted: &[&str]) -> Result<Vec<Chosen>, Failure> {
        let wanted: Vec<Wanted> = wanted.iter().map(|text| Wanted::of(text, None)).collect();
        let resolver = Resolver {
            installed: &[],
            constraints: &[],
            musl: false,
            no_needs: false,
            upgrade: false,
            reinstall: false,
        };
        resolver.resolve(&wanted, |_| Ok::<(), ()>(())).unwrap()
    }

    #[test]
    fn flask_is_installed_in_pips_order() {
        let chosen = resolve(&["flask"]).unwrap();
        let order = installation_order(&chosen);
        let names: Vec<&str> = order.iter().map(|index| chosen[*index].name.as_str()).collect();
        assert_eq!(names, ["markupsafe", "itsdangerous", "click", "blinker", "werkzeug", "jinja2", "flask"]);
    }

    #[test]
    fn what_cannot_be_has_a_reason() {
        assert!(matches!(resolve(&["nonsense"]), Err(Failure::NoVersion(_, versions)) if versions.is_empty()));
        assert!(matches!(resolve(&["flask==99"]), Err(Failure::NoVersion(_, versions)) if versions.len() > 3));
        assert!(
            matches!(resolve(&["flask==3.1.3", "werkzeug==1.0.1"]), Err(Failure::Conflict(asked)) if asked.len() == 2)
        );
    }

    #[test]
    fn every_project_resolves_with_all_its_extras() {
        for (name, form) in OFFER.all() {
            let extras: Vec<&str> = form.extras.keys().map(String::as_str).collect();
            let text = if extras.is_empty() { name.to_string() } else { format!("{name}[{}]", extras.join(",")) };
            if let Err(failure) = resolve(&[&text]) {
                panic!("{text}: {failure:?}");
            }
            for version in &form.versions {
                if let Err(failure) = resolve(&[&format!("{name}=={version}")]) {
                    panic!("{name}=={version}: {failure:?}");
                }
            }
        }
    }
}
