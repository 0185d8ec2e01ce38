//! A list of the packages in a result, as SPDX (what BuildKit's scanner image makes: `docs/attestations/sbom.md`).

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::oci::Digest;
use crate::vfs::{Files, Tree};

/// The predicate's type.
pub const PREDICATE_TYPE: &str = "https://spdx.dev/Document";
/// What contains the packages.
const ROOT: &str = "SPDXRef-DocumentRoot";
/// Bytes of a package manager's list that are read.
const LIST_LIMIT: u64 = 32 << 20;

/// An installed package.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    /// As package URLs call its kind: `apk`, `deb`, `pypi`, `npm`.
    kind: &'static str,
    license: String,
}

/// The document.
pub fn document(files: &Tree, name: &str, created: Timestamp) -> Value {
    let packages = packages(files);
    let root = json!({
        "name": name,
        "SPDXID": ROOT,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": false,
        "primaryPackagePurpose": "FILE",
    });
    let described: Vec<Value> = [root].into_iter().chain(packages.iter().map(described)).collect();
    let relationship = |from: &str, to: &str, kind: &str| json!({ "spdxElementId": from, "relatedSpdxElement": to, "relationshipType": kind });
    let contains = packages.iter().map(|package| relationship(ROOT, &id(package), "CONTAINS"));
    let relationships: Vec<Value> = contains.chain([relationship("SPDXRef-DOCUMENT", ROOT, "DESCRIBES")]).collect();
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": format!("urn:sbom:{name}"),
        "creationInfo": { "creators": ["Tool: layercake"], "created": created.rfc3339() },
        "packages": described,
        "relationships": relationships,
    })
}

/// The packages that the databases of apk and dpkg list, and those of Python and Node.js.
fn packages(files: &Tree) -> Vec<Package> {
    let mut found = of_languages(files);
    for path in ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"] {
        for entry in read(files, path).split("\n\n") {
            let field =
                |key: &str| entry.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().to_string();
            found.push(Package { name: field("P:"), version: field("V:"), kind: "apk", license: field("L:") });
        }
    }
    for entry in read(files, "/var/lib/dpkg/status").split("\n\n") {
        let field =
            |key: &str| entry.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim().to_string();
        if field("Status:").ends_with(" installed") {
            found.push(Package {
                name: field("Package:"),
                version: field("Version:"),
                kind: "deb",
                ..Package::default()
            });
        }
    }
    found.retain(|package| !package.name.is_empty());
    found.sort();
    found.dedup();
    found
}

/// Installed packages of Python (`*.dist-info/METADATA`) and of Node.js (`node_modules/*/package.json`).
fn of_languages(files: &Tree) -> Vec<Package> {
    let described = files.walk().filter_map(|(path, _)| {
        let (above, name) = path.rsplit_once('/')?;
        match name {
            "METADATA" if above.ends_with(".dist-info") => Some(of_python(&read(files, &path))),
            "package.json" if is_module(above) => of_node(&read(files, &path)),
            _ => None,
        }
    });
    described.collect()
}

/// Whether a directory is that of a package: `…/node_modules/NAME`, `…/node_modules/@SCOPE/NAME`.
fn is_module(directory: &str) -> bool {
    let mut above = directory.rsplit('/').skip(1);
    match above.next() {
        Some("node_modules") => true,
        Some(scope) if scope.starts_with('@') => above.next() == Some("node_modules"),
        _ => false,
    }
}

fn of_python(metadata: &str) -> Package {
    let field = |key: &str| {
        let head = metadata.lines().take_while(|line| !line.is_empty());
        let mut values = head.filter_map(|line| line.strip_prefix(key));
        values.next().unwrap_or_default().trim().to_string()
    };
    Package { name: field("Name:"), version: field("Version:"), kind: "pypi", license: field("License:") }
}

fn of_node(manifest: &str) -> Option<Package> {
    let manifest: Value = serde_json::from_str(manifest).ok()?;
    let field = |key: &str| manifest[key].as_str().unwrap_or_default().to_string();
    Some(Package { name: field("name"), version: field("version"), kind: "npm", license: field("license") })
}

fn read(files: &Tree, path: &str) -> String {
    let content = files.read(path).ok().filter(|content| content.len() <= LIST_LIMIT);
    content.map(|content| String::from_utf8_lossy(&content.to_bytes()).into_owned()).unwrap_or_default()
}

fn id(package: &Package) -> String {
    let digest = Digest::of(format!("{} {} {}", package.kind, package.name, package.version).as_bytes());
    format!("SPDXRef-Package-{}-{}-{}", package.kind, package.name, digest.short())
}

/// A package URL (package-url/purl-spec): Python's names are in small letters, an `@` of a scope is escaped.
fn locator(package: &Package) -> String {
    let Package { name, version, kind, .. } = package;
    let name = if *kind == "pypi" { name.to_lowercase() } else { name.replace('@', "%40") };
    format!("pkg:{kind}/{name}@{version}")
}

fn described(package: &Package) -> Value {
    let license = if package.license.is_empty() { "NOASSERTION" } else { &package.license };
    json!({
        "name": package.name,
        "SPDXID": id(package),
        "versionInfo": package.version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": false,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": license,
        "copyrightText": "NOASSERTION",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": locator(package),
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::{Meta, Node, NodeKind};

    #[test]
    fn packages_of_all_managers_are_listed() {
        let mut files = Tree::new();
        let mut put = |path: &str, text: &str| {
            let kind = NodeKind::File(text.to_string().into());
            files.put(path, Node { meta: Meta::default(), kind }).unwrap();
        };
        put("/lib/apk/db/installed", "P:musl\nV:1.2.5-r1\nL:MIT\n\nP:zlib\nV:1.3-r0\n");
        let status = "Package: bash\nStatus: install ok installed\nVersion: 5.2\n\nPackage: old\nStatus: deinstall ok config-files\n";
        put("/var/lib/dpkg/status", status);
        put(
            "/usr/lib/python3/site-packages/flask-3.1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: Flask\nVersion: 3.1.0\n\nName: no\n",
        );
        put(
            "/app/node_modules/@types/node/package.json",
            r#"{"name": "@types/node", "version": "22.0.0", "license": "MIT"}"#,
        );
        put("/app/package.json", r#"{"name": "app", "version": "1.0.0"}"#);
        let names: Vec<String> = packages(&files).into_iter().map(|package| package.name).collect();
        assert_eq!(names, ["@types/node", "Flask", "bash", "musl", "zlib"]);
        let document = document(&files, "sbom", Timestamp(0));
        assert_eq!(document["packages"][1]["externalRefs"][0]["referenceLocator"], "pkg:npm/%40types/node@22.0.0");
        assert_eq!(document["packages"][4]["licenseDeclared"], "MIT");
    }
}
