//! The life of volumes that no container uses.

use crate::engine::Daemon;
use crate::engine::api::{ApiError, Filters, VolumeCreate, Volumes};
use crate::engine::testing::with;

fn named(name: &str) -> VolumeCreate {
    VolumeCreate { name: name.into(), ..VolumeCreate::default() }
}

fn names(daemon: &mut Daemon<'_>, filters: &[(&str, &str)]) -> Vec<String> {
    let filters: Filters = filters.iter().map(|(key, value)| (key.to_string(), vec![value.to_string()])).collect();
    let volumes = daemon.volume_list(&filters).unwrap();
    volumes.iter().map(|volume| volume["Name"].as_str().unwrap().to_string()).collect()
}

#[test]
fn a_volume_is_made_once_found_and_removed() {
    with(|daemon| {
        let made = daemon.volume_create(&named("data")).unwrap();
        assert_eq!(made, daemon.volume_create(&named("data")).unwrap());
        assert_eq!(made, daemon.volume_inspect("data").unwrap());
        assert_eq!(made["Mountpoint"], "/var/lib/docker/volumes/data/_data");
        assert!(made["Labels"].is_null());
        assert_eq!(names(daemon, &[("dangling", "true"), ("name", "^da")]), ["data"]);
        assert!(names(daemon, &[("dangling", "false")]).is_empty());
        assert!(names(daemon, &[("driver", "nfs")]).is_empty());
        daemon.volume_remove("data", false).unwrap();
        assert_eq!(daemon.volume_remove("data", true), Ok(()));
        let gone = ApiError::new(404, "get data: no such volume");
        assert_eq!(daemon.volume_remove("data", false), Err(gone));
    });
}

#[test]
fn a_prune_takes_volumes_without_a_name_and_all_only_if_asked() {
    with(|daemon| {
        daemon.volume_create(&named("data")).unwrap();
        daemon.volume_create(&named("")).unwrap();
        let pruned = daemon.volume_prune(&Filters::new()).unwrap();
        assert_eq!(pruned.volumes_deleted.unwrap().len(), 1);
        let all = Filters::from([("all".to_string(), vec!["true".to_string()])]);
        assert_eq!(daemon.volume_prune(&all).unwrap().volumes_deleted.unwrap(), ["data"]);
    });
}

#[test]
fn a_bad_name_or_driver_is_refused_in_the_daemons_words() {
    with(|daemon| {
        let mut refused = |wanted: VolumeCreate| match daemon.volume_create(&wanted).unwrap_err() {
            ApiError::Status { status, message } => (status, message),
            ApiError::Stop(stop) => panic!("{stop:?}"),
        };
        assert_eq!(refused(named("a")).0, 400);
        assert!(refused(named("a/b")).1.starts_with("create a/b: \"a/b\" includes invalid characters"));
        let (status, words) = refused(VolumeCreate { driver: "nfs".into(), ..named("data") });
        assert_eq!(
            (status, words.as_str()),
            (404, "create data: error looking up volume plugin nfs: plugin \"nfs\" not found")
        );
    });
}
