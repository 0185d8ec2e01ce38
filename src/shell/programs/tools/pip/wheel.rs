//! The names of archives: `flask-3.1.3-py3-none-any.whl`, `psycopg2-2.9.13.tar.gz`.

use super::super::packages::PackageForm;
use super::place::Place;

/// A project's name as file names spell it.
pub fn stem(name: &str) -> String {
    name.to_ascii_lowercase().replace(['-', '.'], "_")
}

/// The archive of a version for this Python.
pub fn file_name(name: &str, version: &str, form: &PackageForm, place: &Place) -> String {
    let stem = stem(name);
    if form.source {
        return format!("{stem}-{version}.tar.gz");
    }
    if !form.binary {
        return format!("{stem}-{version}-py3-none-any.whl");
    }
    let tag = place.tag();
    let platform = if place.musl { "musllinux_1_2_x86_64" } else { "manylinux2014_x86_64.manylinux_2_17_x86_64" };
    format!("{stem}-{version}-{tag}-{tag}-{platform}.whl")
}

/// Project and version of a wheel's file name.
pub fn parts(file: &str) -> Option<(String, String)> {
    let mut parts = file.strip_suffix(".whl")?.split('-');
    let (name, version) = (parts.next()?, parts.next()?);
    (parts.count() >= 3).then(|| (name.replace('_', "-"), version.to_string()))
}

/// An amount of bytes in pip's words (`format_size` in pip/_internal/utils/misc.py).
pub fn size(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        1_000_001.. => format!("{:.1} MB", value / 1_000_000.0),
        10_001.. => format!("{} kB", bytes / 1000),
        1_001.. => format!("{:.1} kB", value / 1000.0),
        _ => format!("{bytes} bytes"),
    }
}
