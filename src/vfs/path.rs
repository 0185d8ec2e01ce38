//! [`Path`]: an absolute, clean path inside a file system.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

/// Where something is below a root: `/`, or a slash before each name. No `.`, no `..`, no slash at the end.
///
/// It says nothing of symbolic links, and what a person typed may say more (`dir/` wants a directory): that text stays
/// as it is until its meaning has been looked at. Paths are ordered as one walks a tree: a directory, then what is in
/// it, then its next sibling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(String);

impl Path {
    /// The root.
    pub fn root() -> Self {
        Path("/".into())
    }

    /// What `text` names, seen from the root. It never leaves it: `..` at the root is the root (Go's
    /// `path.Join("/", text)`).
    pub fn new(text: &str) -> Self {
        Path::root().join(text)
    }

    /// What `text` names; `None` if it is relative and leads above where it starts.
    pub fn confined(text: &str) -> Option<Self> {
        let mut depth = 0_usize;
        for name in names(text).filter(|name| *name != ".") {
            depth = if name == ".." { depth.checked_sub(1).or(text.starts_with('/').then_some(0))? } else { depth + 1 };
        }
        Some(Path::new(text))
    }

    /// What `text` names, seen from this directory; an absolute text is seen from the root.
    pub fn join(&self, text: &str) -> Self {
        let mut path = if text.starts_with('/') { Path::root() } else { self.clone() };
        for name in names(text) {
            match name {
                "." => {}
                ".." => path.0.truncate(path.0.rfind('/').unwrap_or(0).max(1)),
                name => path.push(name),
            }
        }
        path
    }

    /// What `text` names for who has this directory for a root (`chroot(2)`).
    pub fn within(&self, text: &str) -> Self {
        let mut path = self.clone();
        Path::new(text).names().for_each(|name| path.push(name));
        path
    }

    /// `name` in this directory.
    pub fn child(&self, name: &str) -> Self {
        Path(join(&self.0, name))
    }

    /// Goes on to `name` in this directory.
    pub(super) fn push(&mut self, name: &str) {
        if !self.is_root() {
            self.0.push('/');
        }
        self.0.push_str(name);
    }

    /// Whether it is the root.
    pub fn is_root(&self) -> bool {
        self.0.len() == 1
    }

    /// The names on the way from the root.
    pub fn names(&self) -> impl DoubleEndedIterator<Item = &str> {
        names(&self.0)
    }

    /// The last name; empty for the root.
    pub fn name(&self) -> &str {
        split(&self.0).map_or("", |(_, name)| name)
    }

    /// The directory that it is in; that of the root is the root.
    pub fn parent(&self) -> Self {
        Path(split(&self.0).map_or("/", |(parent, _)| parent).into())
    }

    /// The paths that lead to it, itself last: `/a`, `/a/b`. None for the root.
    pub fn steps(&self) -> impl Iterator<Item = Path> {
        let ends = self.0.match_indices('/').skip(1).map(|(slash, _)| slash).chain([self.0.len()]);
        let steps = ends.filter_map(move |end| Some(Path(self.0.get(..end)?.into())));
        steps.filter(|step| !step.is_root())
    }

    /// How it is called from the root: without the slash before it, as archives have it.
    pub fn relative(&self) -> &str {
        self.0.get(1..).unwrap_or("")
    }

    /// What comes after `base`, without a slash before it: empty for `base` itself, `None` for what is not below it.
    pub fn below(&self, base: &str) -> Option<&str> {
        below(&self.0, base)
    }
}

/// The directory part and the name of a clean path; `None` for the root.
pub(super) fn split(path: &str) -> Option<(&str, &str)> {
    let (parent, name) = path.rsplit_once('/')?;
    (!name.is_empty()).then_some((if parent.is_empty() { "/" } else { parent }, name))
}

/// The names in a path.
pub(super) fn names(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty())
}

/// `name` in the clean directory `parent`.
pub(super) fn join(parent: &str, name: &str) -> String {
    if parent == "/" { format!("/{name}") } else { format!("{parent}/{name}") }
}

/// See [`Path::below`].
pub(super) fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(base.strip_suffix('/').unwrap_or(base))?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// How clean paths are ordered: name by name.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    // A slash comes before every other byte of a name: what is below `/a` comes before `/a-b`.
    let rank = |byte: &u8| if *byte == b'/' { None } else { Some(*byte) };
    match a.bytes().zip(b.bytes()).position(|(a, b)| a != b) {
        Some(at) => a.as_bytes().get(at).map(rank).cmp(&b.as_bytes().get(at).map(rank)),
        None => a.len().cmp(&b.len()),
    }
}

impl Deref for Path {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl From<Path> for String {
    fn from(path: Path) -> String {
        path.0
    }
}
impl PartialEq<str> for Path {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}
impl Ord for Path {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&self.0, &other.0)
    }
}
impl PartialOrd for Path {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec!["", ".", "..", "a", "b", "a.b", "...", " "]);
        prop::collection::vec(name, 0..8).prop_map(|names| names.join("/"))
    }

    fn is_clean(path: &str) -> bool {
        path == "/" || path.starts_with('/') && path.split('/').skip(1).all(|name| !matches!(name, "" | "." | ".."))
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in text()) {
            let path = Path::new(&text);
            prop_assert!(is_clean(&path), "{path}");
            prop_assert_eq!(&Path::new(&path), &path);
            prop_assert_eq!(&Path::new(path.relative()), &path);
        }

        #[test]
        fn nothing_leads_out_of_the_root(base in text(), first in text(), then in text()) {
            let base = Path::new(&base);
            let joined = base.join(&first);
            prop_assert!(is_clean(&joined));
            if !first.is_empty() && !then.starts_with('/') {
                prop_assert_eq!(joined.join(&then), base.join(&format!("{first}/{then}")));
            }
            let inner = base.within(&first);
            prop_assert!(inner.below(&base).is_some(), "{inner} is not below {base}");
            prop_assert_eq!(base.join(inner.below(&base).unwrap()), inner.clone());
            if let Some(confined) = Path::confined(&first) {
                prop_assert_eq!(&confined, &Path::new(&first));
            }
        }

        #[test]
        fn paths_are_ordered_name_by_name(a in text(), b in "[ab/. -]{0,9}", c in ".{0,4}") {
            let all = [Path::new(&a), Path::new(&b), Path::new(&(a + &b)), Path::new(&(b + &c))];
            for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
                prop_assert_eq!(one.cmp(other), one.names().cmp(other.names()), "{} {}", one, other);
            }
        }

        #[test]
        fn a_path_is_its_parent_and_its_name(text in text()) {
            let path = Path::new(&text);
            let put_together = if path.is_root() { path.parent() } else { path.parent().child(path.name()) };
            prop_assert_eq!(&put_together, &path);
            let steps: Vec<Path> = path.steps().collect();
            prop_assert_eq!(steps.len(), path.names().count());
            prop_assert!(steps.is_sorted());
            prop_assert_eq!(steps.into_iter().last().unwrap_or_else(Path::root), path);
        }
    }

    #[test]
    fn what_leads_out_is_not_confined() {
        assert_eq!(Path::confined("a/../../b"), None);
        assert_eq!(Path::confined("./a//../b/").as_deref(), Some("/b"));
        assert_eq!(Path::confined("/../b").as_deref(), Some("/b"));
        assert_eq!(Path::new("/ab").below("/a"), None);
        assert_eq!(Path::new("/a/b").below("/"), Some("a/b"));
    }
}
