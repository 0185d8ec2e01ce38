//! A Python project of one's own: what `pyproject.toml`, or `setup.py` as far as it is literal, says of it.

use super::super::packages::read_text;
use crate::vfs::Files;

/// What a project says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub name: String,
    pub version: String,
    pub needs: Vec<String>,
    /// Console scripts: name to entry point.
    pub scripts: Vec<(String, String)>,
}

/// Reads a project's description.
pub fn read(files: &dyn Files, path: &str) -> Project {
    let text = read_text(files, &format!("{path}/pyproject.toml"));
    let table = text.parse::<toml::Table>().ok();
    let project = table.as_ref().and_then(|table| table.get("project")).and_then(toml::Value::as_table);
    let poetry = table.as_ref().and_then(|table| table.get("tool")?.get("poetry")?.as_table());
    let setup = read_text(files, &format!("{path}/setup.py"));
    let field = |name: &str| {
        let told = project.or(poetry).and_then(|table| table.get(name)).and_then(toml::Value::as_str);
        told.map(str::to_string).or_else(|| keyword(&setup, name))
    };
    let folder = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("UNKNOWN");
    let list = project.and_then(|table| table.get("dependencies")).and_then(toml::Value::as_array);
    let listed = list.map(|list| list.iter().filter_map(|need| need.as_str().map(str::to_string)).collect());
    let by_poetry = || {
        let table = poetry?.get("dependencies")?.as_table()?;
        Some(table.keys().filter(|name| *name != "python").cloned().collect())
    };
    let scripts = project.or(poetry).and_then(|table| table.get("scripts")).and_then(toml::Value::as_table);
    let scripts =
        scripts.into_iter().flatten().filter_map(|(name, entry)| Some((name.clone(), entry.as_str()?.into())));
    Project {
        name: field("name").unwrap_or_else(|| folder.into()),
        version: field("version").unwrap_or_else(|| "0.0.0".into()),
        needs: listed.or_else(by_poetry).unwrap_or_else(|| strings(&setup, "install_requires")),
        scripts: scripts.collect(),
    }
}

/// `name="value"` among the arguments of `setup(…)`.
fn keyword(text: &str, name: &str) -> Option<String> {
    let start = text.match_indices(name).find_map(|(at, _)| {
        let rest = text.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
        rest.strip_prefix(['"', '\''])
    })?;
    start.split(['"', '\'']).next().map(str::to_string)
}

/// `name=["one", "two"]`
fn strings(text: &str, name: &str) -> Vec<String> {
    let list = text.find(name).and_then(|at| text.get(at..)?.split_once('[')).map(|(_, rest)| rest);
    let list = list.and_then(|rest| rest.split(']').next()).unwrap_or_default();
    list.split(',')
        .map(|part| part.trim().trim_matches(['"', '\'']).to_string())
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::Tree;

    #[test]
    fn a_project_is_described_in_two_ways() {
        let mut tree = Tree::new();
        let text = "[project]\nname = \"shop\"\nversion = \"1.2\"\ndependencies = [\"flask>=3\"]\n[project.scripts]\nshop = \"shop:main\"\n";
        tree.make_dir("/app", 0o755).unwrap();
        tree.write("/app/pyproject.toml", text.into(), 0o644).unwrap();
        let project = read(&tree, "/app");
        assert_eq!((project.name.as_str(), project.needs.as_slice()), ("shop", &["flask>=3".to_string()][..]));
        assert_eq!(project.scripts, [("shop".to_string(), "shop:main".to_string())]);
        tree.make_dir("/old", 0o755).unwrap();
        let text =
            "from setuptools import setup\nsetup(name='old', version = \"0.3\", install_requires=['six', 'idna>=2'])\n";
        tree.write("/old/setup.py", text.into(), 0o644).unwrap();
        let project = read(&tree, "/old");
        assert_eq!((project.name.as_str(), project.version.as_str()), ("old", "0.3"));
        assert_eq!(project.needs, ["six", "idna>=2"]);
    }
}
