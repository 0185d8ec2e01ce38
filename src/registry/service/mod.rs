//! [`Service`]: one request in, one response out, no socket in sight (OCI distribution-spec 1.1; where that leaves room,
//! as distribution, the `registry:3` image, does it; beyond it, what clients need of Docker Hub).
//!
//! `ROUTES` (in `routes`) is the table of what can be asked. A handler returns a response or a [`Refusal`]; only [`Service::handle`]
//! turns refusals into responses. Nothing here looks at what a client is: it sees requests only.

mod authorization;
mod base;
mod blobs;
mod catalog;
mod device;
mod hub_token;
mod legacy;
mod limits;
mod manifest_delete;
mod manifest_get;
mod manifest_put;
mod page;
mod range;
mod referrers;
mod repositories;
mod routes;
mod search;
mod tags;
mod token;
mod uploads;

use http::{Method, StatusCode};

use crate::clock::Timestamp;
use crate::oci::Digest;

use super::error::{ErrorCode, Refusal};
use super::library::Library;
use super::message::{Request, Response};
use super::name;
use super::policy::Policy;
use super::query::Query;
use super::state::State;
use super::view::View;

pub use authorization::Caller;
pub use routes::Site;
use routes::{Found, Parameters};

/// A handler's answer.
type Outcome = Result<Response, Refusal>;

/// A registry at work: its state, and what it needs from outside.
pub struct Service<'a> {
    pub state: &'a mut State,
    pub policy: &'a Policy,
    pub library: &'a dyn Library,
    /// What the clock shows.
    pub now: Timestamp,
    /// Which of the registry's hosts was asked.
    pub site: Site,
}

/// A request on its way to its handler.
struct Call<'r> {
    request: &'r Request,
    query: Query,
    parameters: Parameters,
    caller: Caller,
}

impl Call<'_> {
    /// The repository's path.
    fn name(&self) -> &str {
        &self.parameters.name
    }

    /// The last part of the path: tag or digest, digest, upload identifier.
    fn reference(&self) -> &str {
        &self.parameters.reference
    }

    /// The last part of the path as a digest.
    fn digest(&self) -> Result<Digest, Refusal> {
        self.reference().parse().map_err(|_| Refusal::new(ErrorCode::DigestInvalid).saying("invalid digest"))
    }

    /// Whether only the headers of the answer are wanted.
    fn is_head(&self) -> bool {
        self.request.method == Method::HEAD
    }
}

impl Service<'_> {
    /// Answers one request.
    pub fn handle(&mut self, request: Request) -> Response {
        let mut response = self.answer(&request).unwrap_or_else(Response::from);
        if self.site == Site::Registry {
            response = response.of_registry();
        }
        if response.header("content-length").is_none() {
            let length = response.body.len().to_string();
            response = response.with_header("content-length", &length);
        }
        if request.method == Method::HEAD {
            response.body = Default::default();
        }
        response
    }

    fn answer(&mut self, request: &Request) -> Outcome {
        let (route, parameters) = match routes::find(self.site, &request.method, &request.path) {
            Found::Route(route, parameters) => (route, parameters),
            Found::OtherMethods(methods) => {
                return Err(Refusal::new(ErrorCode::Unsupported).with_header("allow", methods.join(", ")));
            }
            Found::Nothing => return Ok(Response::text(StatusCode::NOT_FOUND, "404 page not found\n")),
        };
        if route.has_name() && self.site == Site::Registry {
            name::check(&parameters.name).map_err(|reason| {
                Refusal::new(ErrorCode::NameInvalid).detailed(serde_json::json!({
                    "Name": parameters.name, "Reason": reason.to_string(),
                }))
            })?;
        }
        let query = Query::parse(&request.query);
        let caller = self.authorize(route.need, &parameters.name, request, &query)?;
        (route.handler)(self, &Call { request, query, parameters, caller })
    }

    /// What the registry has, changed or not.
    fn view(&self) -> View<'_> {
        View::new(self.state, self.library)
    }
}

#[cfg(test)]
mod tests;
