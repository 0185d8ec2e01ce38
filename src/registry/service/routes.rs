//! The table of routes.

use http::Method;

use super::authorization::Need;
use super::{Call, Outcome, Service};

/// Which of a registry's hosts was asked. Only Docker Hub has others than the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// The registry itself: `registry-1.docker.io`, `localhost:5000`.
    Registry,
    /// `auth.docker.io`, which gives tokens.
    Auth,
    /// `index.docker.io`, which searches.
    Index,
    /// `hub.docker.com`, which has pages and access tokens.
    Hub,
    /// `login.docker.com`, for logins in a browser.
    Login,
}

/// One row of the table.
pub(super) struct Route {
    site: Site,
    methods: &'static [&'static str],
    /// `{name}` stands for one or more segments, `{reference}` for one.
    pattern: &'static str,
    pub need: Need,
    pub handler: fn(&mut Service<'_>, &Call<'_>) -> Outcome,
}

impl Route {
    /// Whether the path names a repository.
    pub fn has_name(&self) -> bool {
        self.pattern.contains("{name}")
    }
}

/// A row whose handler is an associated function or a free one.
macro_rules! routes {
    ($($site:ident $methods:tt $pattern:literal $need:ident $handler:path;)*) => {
        /// Everything that can be asked, by host, method and path.
        pub(super) const ROUTES: &[Route] = &[$(Route {
            site: Site::$site,
            methods: &$methods,
            pattern: $pattern,
            need: Need::$need,
            handler: $handler,
        }),*];
    };
}

routes! {
    Registry ["GET", "HEAD"] "/v2/" Login super::base::ping;
    Registry ["GET"] "/v2/_catalog" Catalog super::catalog::list;
    Registry ["GET"] "/v2/{name}/tags/list" Pull super::tags::list;
    Registry ["GET", "HEAD"] "/v2/{name}/manifests/{reference}" Pull super::manifest_get::get;
    Registry ["PUT"] "/v2/{name}/manifests/{reference}" Push super::manifest_put::put;
    Registry ["DELETE"] "/v2/{name}/manifests/{reference}" Delete super::manifest_delete::delete;
    Registry ["GET"] "/v2/{name}/referrers/{reference}" Pull super::referrers::list;
    Registry ["POST"] "/v2/{name}/blobs/uploads/" Push super::uploads::start;
    Registry ["GET", "HEAD"] "/v2/{name}/blobs/uploads/{reference}" Pull super::uploads::status;
    Registry ["PATCH"] "/v2/{name}/blobs/uploads/{reference}" Push super::uploads::append;
    Registry ["PUT"] "/v2/{name}/blobs/uploads/{reference}" Push super::uploads::finish;
    Registry ["DELETE"] "/v2/{name}/blobs/uploads/{reference}" Delete super::uploads::cancel;
    Registry ["GET", "HEAD"] "/v2/{name}/blobs/{reference}" Pull super::blobs::get;
    Registry ["DELETE"] "/v2/{name}/blobs/{reference}" Delete super::blobs::delete;

    Auth ["GET"] "/token" Nothing super::token::get;
    Auth ["POST"] "/token" Nothing super::token::post;

    Index ["GET"] "/v1/search" Nothing super::search::search;
    Index ["GET"] "/v1/users/" Nothing super::legacy::users;
    Index ["GET"] "/v1/_ping" Nothing super::legacy::ping;

    Hub ["POST"] "/v2/access-tokens/desktop-generate" Nothing super::hub_token::generate;
    Hub ["GET"] "/v2/repositories/{name}/tags/" Nothing super::repositories::tags;
    Hub ["GET"] "/v2/repositories/{name}/" Nothing super::repositories::show;

    Login ["POST"] "/oauth/device/code" Nothing super::device::code;
    Login ["POST"] "/activate" Nothing super::device::activate;
    Login ["POST"] "/oauth/token" Nothing super::device::token;
    Login ["POST"] "/oauth/revoke" Nothing super::device::revoke;
}

/// What the path says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    pub name: String,
    pub reference: String,
}

/// What the table has for a request.
pub(super) enum Found {
    Route(&'static Route, Parameters),
    /// The path is there, but not for this method.
    OtherMethods(Vec<&'static str>),
    Nothing,
}

/// Looks up a request.
pub(super) fn find(site: Site, method: &Method, path: &str) -> Found {
    let mut others = Vec::new();
    for route in ROUTES.iter().filter(|route| route.site == site) {
        let Some(parameters) = parse(route.pattern, path) else { continue };
        if route.methods.contains(&method.as_str()) {
            return Found::Route(route, parameters);
        }
        // A more general row must not answer for a path that a row above names.
        others.extend(route.methods);
    }
    if others.is_empty() { Found::Nothing } else { Found::OtherMethods(others) }
}

/// Reads a path by a pattern; a slash at the end may be missing.
fn parse(pattern: &str, path: &str) -> Option<Parameters> {
    let wanted: Vec<&str> = pattern.trim_end_matches('/').split('/').collect();
    let given: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let Some(at) = wanted.iter().position(|part| *part == "{name}") else {
        return (wanted == given).then(Parameters::default);
    };
    let (head, tail) = (wanted.get(..at)?, wanted.get(at + 1..)?);
    let end = given.len().checked_sub(tail.len())?;
    let name = given.get(at..end).filter(|parts| !parts.is_empty())?.join("/");
    let mut parameters = Parameters { name, ..Parameters::default() };
    if given.get(..at)? != head {
        return None;
    }
    for (part, wanted) in given.get(end..)?.iter().zip(tail) {
        match *wanted {
            "{reference}" => parameters.reference = part.to_string(),
            wanted if wanted != *part => return None,
            _ => {}
        }
    }
    Some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_words_of_the_path() {
        let read = |path: &str| parse("/v2/{name}/manifests/{reference}", path).map(|p| (p.name, p.reference));
        let pair = |name: &str, reference: &str| Some((name.to_string(), reference.to_string()));
        assert_eq!(read("/v2/library/nginx/manifests/latest"), pair("library/nginx", "latest"));
        assert_eq!(read("/v2/a/manifests/b/manifests/c"), pair("a/manifests/b", "c"));
        assert_eq!(read("/v2/manifests/latest"), None);
        assert_eq!(read("/v3/a/manifests/b"), None);
    }

    #[test]
    fn an_upload_is_no_blob() {
        let handler_of = |path: &str| match find(Site::Registry, &Method::GET, path) {
            Found::Route(route, _) => route.pattern,
            Found::OtherMethods(_) => "405",
            Found::Nothing => "404",
        };
        assert_eq!(handler_of("/v2/a/blobs/uploads/1"), "/v2/{name}/blobs/uploads/{reference}");
        assert_eq!(handler_of("/v2/a/blobs/sha256:0"), "/v2/{name}/blobs/{reference}");
        assert_eq!(handler_of("/v2"), "/v2/");
        assert_eq!(handler_of("/v2/a"), "404");
        assert_eq!(handler_of(""), "404");
    }

    #[test]
    fn each_route_is_there_once() {
        for (index, route) in ROUTES.iter().enumerate() {
            for other in &ROUTES[index + 1..] {
                let same = route.site == other.site && route.pattern == other.pattern;
                assert!(!same || route.methods.iter().all(|m| !other.methods.contains(m)), "{}", route.pattern);
            }
        }
    }
}
