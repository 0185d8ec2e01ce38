//! Docker Hub's pull limits (docs.docker.com/docker-hub/usage/pulls): each GET of a manifest counts, of an index and of an
//! attestation, too; asking for the headers (HEAD) does not.

use super::super::meters::ANONYMOUS_SOURCE;
use super::{Call, ErrorCode, Refusal, Service};

/// What is said to an account that has no pulls left.
const ACCOUNT_MESSAGE: &str = "You have reached your pull rate limit. https://www.docker.com/increase-rate-limit";

/// Counts a request; the headers that say how many are left. Refuses if there are none.
pub(super) fn apply(service: &mut Service<'_>, call: &Call<'_>) -> Result<Vec<(&'static str, String)>, Refusal> {
    let Some(limits) = &service.policy.limits else { return Ok(Vec::new()) };
    let (account, now) = (call.caller.account(), service.now);
    let left = service.state.meters().left(account, limits, now);
    let headers = |left: u64| {
        let limit = if account.is_some() { limits.account } else { limits.anonymous };
        vec![
            ("ratelimit-limit", format!("{limit};w={}", limits.window)),
            ("ratelimit-remaining", format!("{left};w={}", limits.window)),
            ("docker-ratelimit-source", account.unwrap_or(ANONYMOUS_SOURCE).to_string()),
        ]
    };
    if call.is_head() {
        return Ok(headers(left));
    }
    if left == 0 {
        let message = if account.is_some() { ACCOUNT_MESSAGE } else { &limits.message };
        let refusal = Refusal::new(ErrorCode::TooManyRequests).saying(message);
        let refusal = headers(0).into_iter().fold(refusal, |refusal, (name, value)| refusal.with_header(name, value));
        return Err(refusal.with_header("retry-after", limits.window.to_string()));
    }
    service.state.meters_mut().count(account, limits, now);
    Ok(headers(left.saturating_sub(1)))
}
