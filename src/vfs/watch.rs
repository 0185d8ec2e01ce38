//! Names that are watched: a bind mount of a file shows the file, not its name. When the name comes to stand for another
//! file, whoever has mounted it must know.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Paths, and whether each has let its file go. No part of the files: it is not saved.
#[derive(Clone, Debug, Default)]
pub struct Watched(Option<Arc<BTreeMap<String, bool>>>);

impl Watched {
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        let paths: BTreeMap<String, bool> = paths.into_iter().map(|path| (path, false)).collect();
        Watched((!paths.is_empty()).then(|| Arc::new(paths)))
    }

    /// Those that have let their files go.
    pub fn replaced(&self) -> impl Iterator<Item = &str> {
        let all = self.0.iter().flat_map(|paths| paths.iter());
        all.filter(|(_, replaced)| **replaced).map(|(path, _)| path.as_str())
    }

    /// A name does not stand for its file any more.
    pub fn let_go(&mut self, path: &str) {
        let paths = self.0.as_mut().filter(|paths| paths.contains_key(path)).map(Arc::make_mut);
        if let Some(replaced) = paths.and_then(|all| all.get_mut(path)) {
            *replaced = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::vfs::{Files, Identity, Tree};

    #[test]
    fn a_name_lets_its_file_go_when_it_is_removed_or_replaced_but_not_when_it_is_written() {
        let mut tree = Tree::new();
        tree.set_identity(Identity { uid: 0, ..Identity::default() });
        for path in ["/a", "/b", "/c", "/d", "/new"] {
            tree.write(path, "x".into(), 0o644).unwrap();
        }
        tree.watch(["/a", "/b", "/c", "/d"].map(String::from));
        tree.write("/a", "y".into(), 0o644).unwrap();
        tree.append("/a", "y".into(), 0o644).unwrap();
        tree.rename("/new", "/b").unwrap();
        tree.remove_file("/c").unwrap();
        tree.rename("/d", "/e").unwrap();
        assert_eq!(tree.replaced().collect::<Vec<_>>(), ["/b", "/c", "/d"]);
        // The copy that an editor puts in a file's place.
        tree.rename("/a", "/a").unwrap();
        assert_eq!(tree.replaced().count(), 4);
        tree.watch([]);
        assert_eq!(tree.replaced().count(), 0);
    }
}
