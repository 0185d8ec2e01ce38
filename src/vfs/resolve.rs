//! Following a path name by name: path_resolution(7), inside a root. The one place where symbolic links are followed.

use std::borrow::Cow;

use super::{Errno, MAX_LINKS_FOLLOWED, MAX_NAME, MAX_PATH, Path};

/// What a name stands for.
pub enum Step<'a, D> {
    /// A directory; one can go on inside.
    Directory(D),
    /// A symbolic link, with its target.
    Link(Cow<'a, str>),
    /// Something else.
    Leaf,
    /// Nothing.
    Missing,
}

/// The directories that one is in, outermost first, without the root.
pub type Above<'a, D> = Vec<(Cow<'a, str>, D)>;

/// Something in which paths lead somewhere.
pub trait Ground<'a> {
    /// A directory.
    type Directory;
    /// Why a path leads nowhere.
    type Error: From<Errno>;
    /// Symbolic links followed on the way, at most.
    const LINKS: usize = MAX_LINKS_FOLLOWED;

    /// What `name` stands for in the last of these directories.
    fn look(
        &mut self,
        above: &Above<'a, Self::Directory>,
        name: &str,
    ) -> Result<Step<'a, Self::Directory>, Self::Error>;

    /// Refuses who may not search the last of these directories.
    fn enter(&mut self, _above: &Above<'a, Self::Directory>) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// Where a path leads.
pub struct Resolved<'a, D> {
    /// The directories on the way. What the path names is the last of these, unless there is a `last`.
    pub above: Above<'a, D>,
    /// The name of what is no directory, or not there.
    pub last: Option<Cow<'a, str>>,
    /// Whether the path says that it is a directory.
    pub trailing_slash: bool,
}

impl<D> Resolved<'_, D> {
    /// Without symbolic links (but the last name may be one, if it was not to be followed).
    pub fn path(&self) -> Path {
        let last = self.last.as_deref();
        path_of(&self.above, last)
    }
}

/// The path of `name` in the last of these directories, or of that directory.
pub fn path_of<D>(above: &Above<'_, D>, name: Option<&str>) -> Path {
    let mut path = Path::root();
    above.iter().map(|(name, _)| &**name).chain(name).for_each(|name| path.push(name));
    path
}

/// Follows `path`. A symbolic link at its end is followed if `follow` is set, or if a slash comes after it. The last name
/// may be missing, the others may not.
pub fn resolve<'a, G: Ground<'a>>(
    ground: &mut G,
    path: &'a str,
    follow: bool,
) -> Result<Resolved<'a, G::Directory>, G::Error> {
    if path.is_empty() {
        return Err(Errno::NoEntry.into());
    }
    if path.len() >= MAX_PATH {
        return Err(Errno::NameTooLong.into());
    }
    let mut above: Above<'a, G::Directory> = Vec::new();
    let mut pending: Vec<Cow<'a, str>> = path.split('/').rev().map(Cow::Borrowed).collect();
    let mut followed = 0;
    while let Some(name) = pending.pop() {
        if matches!(&*name, "" | ".") {
            continue;
        }
        ground.enter(&above)?;
        if name == ".." {
            above.pop();
            continue;
        }
        if name.len() > MAX_NAME {
            return Err(Errno::NameTooLong.into());
        }
        match ground.look(&above, &name)? {
            Step::Directory(directory) => above.push((name, directory)),
            Step::Link(target) if follow || !pending.is_empty() => {
                followed += 1;
                if followed > G::LINKS || pending.len() > MAX_PATH {
                    return Err(Errno::Loop.into());
                }
                if target.is_empty() {
                    return Err(Errno::NoEntry.into());
                }
                if target.starts_with('/') {
                    above.clear();
                }
                match target {
                    Cow::Borrowed(target) => pending.extend(target.split('/').rev().map(Cow::Borrowed)),
                    Cow::Owned(target) => pending.extend(target.split('/').rev().map(|name| name.to_string().into())),
                }
            }
            Step::Link(_) | Step::Leaf if pending.is_empty() => {
                return Ok(Resolved { above, last: Some(name), trailing_slash: false });
            }
            Step::Missing if pending.iter().all(|rest| rest.is_empty()) => {
                return Ok(Resolved { above, last: Some(name), trailing_slash: !pending.is_empty() });
            }
            Step::Missing => return Err(Errno::NoEntry.into()),
            Step::Link(_) | Step::Leaf => return Err(Errno::NotDirectory.into()),
        }
    }
    Ok(Resolved { above, last: None, trailing_slash: true })
}
