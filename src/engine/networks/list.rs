//! `GET /networks` (moby `daemon/network/filter.go`).

use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, Filters, NetworkSummary};
use crate::engine::containers::filters as by;
use crate::engine::containers::networks::{Named, all, members};
use crate::engine::images::filters::validate;

/// See [`crate::engine::api::Networks::network_list`].
pub(super) fn list(daemon: &Daemon<'_>, filters: &Filters) -> ApiResult<Vec<NetworkSummary>> {
    validate(filters, &["dangling", "driver", "id", "label", "name", "scope", "type"])?;
    let values = |key: &str| by::values(filters, key);
    let bad = |message: String| Err(ApiError::new(400, message));
    let dangling = match values("dangling") {
        [] => None,
        [one] if matches!(one.as_str(), "0" | "false") => Some(false),
        [one] if matches!(one.as_str(), "1" | "true") => Some(true),
        [_] => {
            return bad(
                "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")".into()
            );
        }
        _ => return bad("got more than one value for filter key \"dangling\"".into()),
    };
    if let Some(kind) = values("type").iter().find(|kind| !matches!(kind.as_str(), "builtin" | "custom")) {
        return bad(format!("invalid filter: 'type'='{kind}'"));
    }
    let is_one = |key: &str, own: &str| values(key).is_empty() || values(key).iter().any(|value| value == own);
    let containers = &daemon.state.containers;
    let dangles = |network: &Named<'_>| network.own.is_some() && members(containers, network.name).next().is_none();
    let shown = |network: &Named<'_>| {
        let none = Default::default();
        let labels = network.own.map_or(&none, |own| &own.labels);
        let kind = if network.own.is_some() { "custom" } else { "builtin" };
        dangling.is_none_or(|wanted| wanted == dangles(network))
            && by::has_labels(filters, labels)
            && is_one("driver", network.driver())
            && by::matches(filters, "name", network.name)
            && by::matches(filters, "id", &network.id)
            && is_one("scope", "local")
            && values("type").first().is_none_or(|wanted| wanted == kind)
    };
    let summary = |network: Named<'_>| NetworkSummary {
        name: network.name.to_string(),
        driver: network.driver(),
        created: network.own.map_or(daemon.state.since, |own| own.created),
        internal: network.own.is_some_and(|own| own.internal),
        labels: network.own.map(|own| own.labels.clone()).unwrap_or_default(),
        id: network.id,
    };
    Ok(all(containers).into_iter().filter(|network| shown(network)).map(summary).collect())
}
