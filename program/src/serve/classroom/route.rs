//! [`Route`]: what is asked for, by method and path.

use http::Method;

use super::super::path::{self, BadPath, decoded};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The first page, with the form.
    Front,
    /// A receipt comes.
    HandIn,
    /// A code is typed into a page.
    Enter,
    /// A code is forgotten.
    Leave,
    /// What was received of a student.
    Mine,
    /// How far the class is.
    Wall,
    /// News, as they come (server-sent events).
    Events,
    /// What our pages load.
    Icon,
    Style,
    Script,
    /// The static site, below `/site/`.
    Site(Vec<String>),
    /// The class registry.
    Registry,
    /// Something else is to be asked here.
    OtherMethod(&'static str),
    /// Nothing is there.
    Nothing(BadPath),
}

/// Looks up a request.
pub(super) fn route(method: &Method, path: &str) -> Route {
    // Names of repositories are the registry's to judge.
    if decoded(path, false).is_some_and(|path| path == "/v2" || path.starts_with("/v2/")) {
        return Route::Registry;
    }
    let parts = match path::parts(path) {
        Ok(parts) => parts,
        Err(error) => return Route::Nothing(error),
    };
    let names: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (route, post) = match names.as_slice() {
        [""] => (Route::Front, false),
        ["hand-in"] => (Route::HandIn, true),
        ["enter"] => (Route::Enter, true),
        ["leave"] => (Route::Leave, true),
        ["me"] => (Route::Mine, false),
        ["wall"] => (Route::Wall, false),
        ["events"] => (Route::Events, false),
        ["classroom.svg"] => (Route::Icon, false),
        ["classroom.css"] => (Route::Style, false),
        ["classroom.js"] => (Route::Script, false),
        ["site", below @ ..] => (Route::Site(below.iter().map(|part| part.to_string()).collect()), false),
        _ => return Route::Nothing(BadPath::Forbidden),
    };
    match post {
        true if method != Method::POST => Route::OtherMethod("POST"),
        false if method != Method::GET && method != Method::HEAD => Route::OtherMethod("GET, HEAD"),
        _ => route,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_has_its_methods() {
        assert_eq!(route(&Method::GET, "/"), Route::Front);
        assert_eq!(route(&Method::HEAD, "/wall"), Route::Wall);
        assert_eq!(route(&Method::POST, "/hand-in"), Route::HandIn);
        assert_eq!(route(&Method::PUT, "/hand-in"), Route::OtherMethod("POST"));
        assert_eq!(route(&Method::POST, "/wall"), Route::OtherMethod("GET, HEAD"));
        assert_eq!(route(&Method::PATCH, "/v2/app/blobs/uploads/1"), Route::Registry);
        assert_eq!(route(&Method::GET, "/v2x"), Route::Nothing(BadPath::Forbidden));
        assert_eq!(route(&Method::GET, "/%76%32/"), Route::Registry);
        assert_eq!(route(&Method::GET, "/w%61ll"), Route::Wall);
    }

    #[test]
    fn the_site_is_below_its_own_path() {
        let site = |parts: &[&str]| Route::Site(parts.iter().map(|part| part.to_string()).collect());
        assert_eq!(route(&Method::GET, "/site/"), site(&[""]));
        assert_eq!(route(&Method::GET, "/site/book/a%20b.html"), site(&["book", "a b.html"]));
        assert_eq!(route(&Method::GET, "/site"), site(&[]));
        assert_eq!(route(&Method::GET, "/site/../codes.csv"), Route::Nothing(BadPath::Forbidden));
        assert_eq!(route(&Method::GET, "/site/%2e%2e/codes.csv"), Route::Nothing(BadPath::Forbidden));
    }
}
