//! What goes back: [`Answer`] and its usual forms. Each says that its kind is not to be guessed.

use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};

use super::blocking::{Failed, blocking};
use super::body::Body;

/// A response.
pub(super) type Answer = http::Response<Body>;

/// What our own pages may load: what this server sends, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// An answer for which something may have to wait for the disk.
pub(super) async fn waited(act: impl FnOnce() -> Answer + Send + 'static) -> Answer {
    let failed = |failed: Failed| text(StatusCode::INTERNAL_SERVER_ERROR, format!("{failed}\n"));
    blocking(act).await.unwrap_or_else(failed)
}

/// A body of some kind.
pub(super) fn content(status: StatusCode, media_type: &str, body: Body) -> Answer {
    let mut answer = Answer::new(body);
    *answer.status_mut() = status;
    set(&mut answer, CONTENT_TYPE, media_type);
    set(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}

/// A page of our own; it is made anew each time, and holds what is nobody else's business.
pub(super) fn page(status: StatusCode, html: String) -> Answer {
    let mut answer = content(status, "text/html; charset=utf-8", Body::whole(html));
    set(&mut answer, CONTENT_SECURITY_POLICY, POLICY);
    set(&mut answer, CACHE_CONTROL, "no-store");
    set(&mut answer, REFERRER_POLICY, "same-origin");
    answer
}

/// Plain text.
pub(super) fn text(status: StatusCode, text: impl Into<String>) -> Answer {
    let mut answer = content(status, "text/plain; charset=utf-8", Body::whole(text.into()));
    set(&mut answer, CACHE_CONTROL, "no-store");
    answer
}

/// Nothing but headers.
pub(super) fn empty(status: StatusCode) -> Answer {
    let mut answer = Answer::new(Body::whole(""));
    *answer.status_mut() = status;
    answer
}

/// Look there instead, with GET.
pub(super) fn elsewhere(status: StatusCode, path: &str) -> Answer {
    let mut answer = text(status, format!("see {path}\n"));
    set(&mut answer, LOCATION, path);
    answer
}

/// The path is right, the method is not.
pub(super) fn other_method(allowed: &str) -> Answer {
    let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, format!("only {allowed} can be asked for here\n"));
    set(&mut answer, ALLOW, allowed);
    answer
}

/// Sets a header; a value that HTTP does not allow is left out.
pub(super) fn set(answer: &mut Answer, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}
