//! The life of networks that no container is in.

use super::super::api::{ApiError, Filters, NetworkAddresses, NetworkCreate, Networks};
use crate::engine::Daemon;
use crate::engine::testing::with;
use crate::text::Subnet;

fn named(name: &str) -> NetworkCreate {
    NetworkCreate { name: name.into(), ..NetworkCreate::default() }
}

fn within(subnet: &str) -> NetworkCreate {
    let subnet = Subnet::parse(subnet).unwrap();
    let addresses = vec![NetworkAddresses { subnet, range: None, gateway: None, kept: Default::default() }];
    NetworkCreate { name: "own".into(), addresses, ..NetworkCreate::default() }
}

fn subnet(daemon: &mut Daemon<'_>, name: &str) -> String {
    let network = daemon.network_inspect(name).unwrap();
    network["IPAM"]["Config"][0]["Subnet"].as_str().unwrap().to_string()
}

#[test]
fn each_network_gets_the_first_subnet_that_is_free() {
    with(|daemon| {
        for name in ["a", "b"] {
            daemon.network_create(&named(name)).unwrap();
        }
        assert_eq!((subnet(daemon, "a"), subnet(daemon, "b")), ("172.18.0.0/16".into(), "172.19.0.0/16".into()));
        daemon.network_remove("a").unwrap();
        daemon.network_create(&named("c")).unwrap();
        assert_eq!(subnet(daemon, "c"), "172.18.0.0/16");
        for place in 0..28 {
            daemon.network_create(&named(&format!("more{place}"))).unwrap();
        }
        assert_eq!(subnet(daemon, "more27"), "192.168.240.0/20");
        let none = ApiError::new(400, "all predefined address pools have been fully subnetted");
        assert_eq!(daemon.network_create(&named("last")), Err(none));
    });
}

#[test]
fn what_cannot_be_is_refused_in_mobys_words() {
    with(|daemon| {
        daemon.network_create(&named("a")).unwrap();
        let driver = |driver: &str| NetworkCreate { driver: driver.into(), ..named("x") };
        for (wanted, status, words) in [
            (named("a"), 409, "network with name a already exists"),
            (named("host"), 403, "operation is not permitted on predefined host network "),
            (named(" "), 400, "invalid name: name is empty"),
            (driver("foo"), 404, "plugin \"foo\" not found"),
            (driver("null"), 403, "only one instance of \"null\" network is allowed"),
            (within("172.18.5.0/24"), 403, "invalid pool request: Pool overlaps with other one on this address space"),
            (within("10.1.1.1/8"), 400, "invalid network config:\ninvalid subnet 10.1.1.1/8: it should be 10.0.0.0/8"),
        ] {
            assert_eq!(daemon.network_create(&wanted), Err(ApiError::new(status, words)));
        }
        let kept = ApiError::new(403, "none is a pre-defined network and cannot be removed");
        assert_eq!(daemon.network_remove("none"), Err(kept));
    });
}

#[test]
fn lists_and_prunes_look_at_labels_and_use() {
    with(|daemon| {
        let labels = [("tier".to_string(), "back".to_string())].into();
        daemon.network_create(&NetworkCreate { labels, internal: true, ..named("back") }).unwrap();
        daemon.network_create(&named("front")).unwrap();
        let filter = |key: &str, value: &str| Filters::from([(key.to_string(), vec![value.to_string()])]);
        let mut names = |filters: &Filters| -> Vec<String> {
            daemon.network_list(filters).unwrap().into_iter().map(|network| network.name).collect()
        };
        assert_eq!(names(&filter("dangling", "true")), ["back", "front"]);
        assert_eq!(names(&filter("label", "tier=back")), ["back"]);
        assert_eq!(names(&filter("type", "builtin")), ["bridge", "host", "none"]);
        assert_eq!(names(&filter("name", "^f")), ["front"]);
        assert_eq!(daemon.network_prune(&filter("label", "tier")).unwrap(), ["back"]);
        assert_eq!(daemon.network_prune(&Filters::new()).unwrap(), ["front"]);
    });
}
