//! [`Ends`]: the networks that a container is in, and how (moby `api/types/network`, `EndpointSettings`).

use core::net::Ipv4Addr;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::api::models::EndpointSettings;

/// The networks that a container is in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ends {
    /// The one that its mode names, which every engine has, as the engine makes it.
    #[default]
    ByMode,
    /// These, by name.
    These(BTreeMap<String, End>),
}

/// A container's end of a network: what was asked for, and what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Whether addresses were spoken of, and the one that is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Wanted>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<BTreeMap<String, String>>,
    /// The end with the most is the way out.
    #[serde(default)]
    pub priority: i64,
    /// The hardware address that was asked for; empty: any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hardware: String,
    /// The network's ID, once the container was connected to it; empty: it never was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub network: String,
    /// Whether the names that others find it by are settled.
    #[serde(default)]
    pub named: bool,
    /// Its address while it runs, in a network of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Ipv4Addr>,
}

/// The addresses that an end is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv4: Option<Ipv4Addr>,
}

impl Ends {
    /// Whether it is the one of the mode.
    pub fn is_by_mode(&self) -> bool {
        *self == Ends::ByMode
    }
}

impl End {
    /// What a request asks for.
    pub fn asked(settings: &EndpointSettings) -> End {
        let wanted = settings.ipam_config.as_ref();
        let ipv4 = |text: &String| text.parse().ok();
        End {
            wanted: wanted.map(|wanted| Wanted { ipv4: wanted.ipv4_address.as_ref().and_then(ipv4) }),
            links: settings.links.clone(),
            aliases: settings.aliases.clone(),
            options: settings.driver_opts.clone().map(|options| options.into_iter().collect()),
            priority: settings.gw_priority.unwrap_or(0),
            hardware: settings.mac_address.clone().unwrap_or_default(),
            ..End::default()
        }
    }
}
