//! Who is asking, and whether they may: the challenges of RFC 7617 (Basic) and of distribution's token scheme (Bearer).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::error::{ErrorCode, Refusal};
use super::super::message::Request;
use super::super::policy::Authentication;
use super::super::query::Query;
use super::super::token::{Access, Claims};
use super::Service;

/// What a caller must be allowed for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The handler looks itself, or needs nothing.
    Nothing,
    /// Some valid credentials or token.
    Login,
    /// Fetching from the repository.
    Pull,
    /// Fetching and changing.
    Push,
    /// Deleting.
    Delete,
    /// Listing all repositories.
    Catalog,
}

/// Who is asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The account; empty for those who did not log in.
    pub account: String,
}

impl Caller {
    /// The account, if there is one.
    pub fn account(&self) -> Option<&str> {
        Some(self.account.as_str()).filter(|account| !account.is_empty())
    }
}

impl Service<'_> {
    /// Finds out who is asking, and refuses those who may not.
    pub(super) fn authorize(
        &self,
        need: Need,
        name: &str,
        request: &Request,
        query: &Query,
    ) -> Result<Caller, Refusal> {
        if need == Need::Nothing {
            return Ok(Caller::default());
        }
        let wanted = wanted(need, name, query);
        match &self.policy.authentication {
            Authentication::Open => Ok(Caller::default()),
            Authentication::Basic { realm } => {
                let account = self.basic(request).ok_or_else(|| {
                    let refusal = Refusal::new(ErrorCode::Unauthorized).detailed(records(&wanted));
                    refusal.with_header("www-authenticate", format!("Basic realm=\"{realm}\""))
                })?;
                Ok(Caller { account })
            }
            Authentication::Token { realm, service } => {
                let challenge = |error: &str| {
                    let mut text = format!("Bearer realm=\"{realm}\",service=\"{service}\"");
                    if !wanted.is_empty() {
                        let scopes: Vec<String> = wanted.iter().map(Access::scope).collect();
                        text.push_str(&format!(",scope=\"{}\"", scopes.join(" ")));
                    }
                    if !error.is_empty() {
                        text.push_str(&format!(",error=\"{error}\""));
                    }
                    let refusal = Refusal::new(ErrorCode::Unauthorized).detailed(records(&wanted));
                    refusal.with_header("www-authenticate", text)
                };
                let token = credentials(request, "Bearer").ok_or_else(|| challenge(""))?;
                let claims = Claims::verify(token, service, self.now).ok_or_else(|| challenge("invalid_token"))?;
                if wanted.iter().all(|wanted| claims.access.iter().any(|access| access.covers(wanted))) {
                    Ok(Caller { account: claims.sub })
                } else {
                    Err(challenge("insufficient_scope"))
                }
            }
        }
    }

    /// The account whose name and password come with the request, if they are right.
    pub(super) fn basic(&self, request: &Request) -> Option<String> {
        let (name, password) = basic_credentials(request)?;
        self.state.accounts().accepts(&name, &password).then_some(name)
    }
}

/// The name and password that come with a request, right or wrong.
pub(super) fn basic_credentials(request: &Request) -> Option<(String, String)> {
    let decoded = STANDARD.decode(credentials(request, "Basic")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    text.split_once(':').map(|(name, password)| (name.into(), password.into()))
}

/// What stands behind the scheme in `Authorization`.
pub(super) fn credentials<'r>(request: &'r Request, scheme: &str) -> Option<&'r str> {
    let (given, rest) = request.header("authorization")?.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

/// What a caller must be allowed (distribution, `appendAccessRecords`).
fn wanted(need: Need, name: &str, query: &Query) -> Vec<Access> {
    let mut wanted = match need {
        Need::Nothing | Need::Login => Vec::new(),
        Need::Pull => vec![Access::repository(name, &["pull"])],
        Need::Push => vec![Access::repository(name, &["pull", "push"])],
        Need::Delete => vec![Access::repository(name, &["delete"])],
        Need::Catalog => vec![Access { kind: "registry".into(), name: "catalog".into(), actions: vec!["*".into()] }],
    };
    if let (Need::Push, Some(from)) = (need, query.text("from")) {
        wanted.push(Access::repository(from, &["pull"]));
    }
    wanted
}

/// The same, as distribution puts it into the refusal.
fn records(wanted: &[Access]) -> Value {
    let record = |access: &Access| {
        let one = |action: &String| json!({ "Type": access.kind, "Class": "", "Name": access.name, "Action": action });
        access.actions.iter().map(one).collect::<Vec<_>>()
    };
    match wanted.iter().flat_map(record).collect::<Vec<_>>() {
        records if records.is_empty() => Value::Null,
        records => Value::Array(records),
    }
}
