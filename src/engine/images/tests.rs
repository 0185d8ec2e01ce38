//! Images of a daemon, end to end: an archive loaded, tagged, pushed, pulled, removed. Sizes are Docker's own for the
//! same archive.

use crate::clock::{Clock, Timestamp};
use crate::content::Rope;
use crate::engine::api::{
    ApiError, ApiResult, Credentials, Filters, ImageList, ImageRemove, Images, ImportSource, Progress,
};
use crate::engine::{Daemon, Event, State};
use crate::registry::Network;

const HELLO: &[u8] = include_bytes!("../../../tests/data/hello.tar");
const ID: &str = "sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896";

struct World {
    state: State,
    network: Network,
    clock: Clock,
    events: Vec<Event>,
}

impl World {
    fn empty() -> World {
        let now = Timestamp::parse("2026-11-23T14:42:12Z").unwrap();
        let (state, network) = (State::default(), Network::default());
        World { state, network, clock: Clock::new(now, 7), events: Vec::new() }
    }

    fn with_hello() -> World {
        let mut world = World::empty();
        assert_eq!(world.load(Rope::from(HELLO.to_vec())), "Loaded image: hello:1");
        world
    }

    fn docker<T>(&mut self, ask: impl FnOnce(&mut Daemon<'_>) -> ApiResult<T>) -> ApiResult<T> {
        self.clock.advance(1_000_000_000);
        let World { state, network, clock, events } = self;
        let network = &mut network.at(clock.now());
        ask(&mut Daemon { state, network, clock, events })
    }

    fn progress(&mut self, ask: impl FnOnce(&mut Daemon<'_>, &mut dyn FnMut(Progress)) -> ApiResult<()>) -> String {
        let mut lines = Vec::new();
        let result = self.docker(|daemon| {
            ask(daemon, &mut |progress: Progress| {
                if progress.total.is_some() {
                    return;
                }
                let id = if progress.id.is_empty() { String::new() } else { format!("{}: ", progress.id) };
                lines.push(format!("{id}{}{}", progress.status, progress.stream.trim_end()));
                lines.extend(progress.aux.map(|aux| format!("aux {aux}")));
                lines.extend(progress.error.map(|error| format!("error {error}")));
            })
        });
        if let Err(ApiError::Status { status, message }) = result {
            lines.push(format!("{status} {message}"));
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    fn load(&mut self, archive: Rope) -> String {
        self.progress(|daemon, sink| daemon.image_load(archive, &[], sink))
    }
    fn pull(&mut self, name: &str) -> String {
        self.progress(|daemon, sink| daemon.image_pull(name, None, &Credentials::default(), sink))
    }
    fn push(&mut self, name: &str, tag: &str) -> String {
        self.progress(|daemon, sink| daemon.image_push(name, tag, None, &Credentials::default(), sink))
    }
    fn tag(&mut self, source: &str, repository: &str, tag: &str) -> String {
        shown(self.docker(|daemon| daemon.image_tag(source, repository, tag)).map(|()| String::new()))
    }
    fn list(&mut self, all: bool, filters: &[(&str, &str)]) -> String {
        let filters: Filters = filters.iter().map(|(key, value)| (key.to_string(), vec![value.to_string()])).collect();
        let options = ImageList { all, filters, ..ImageList::default() };
        shown(self.docker(|daemon| daemon.image_list(&options)).map(|list| {
            let row = |image: &crate::engine::api::models::ImageSummary| {
                let id: String = image.id.chars().skip(7).take(12).collect();
                format!("{id} {} {}", image.repo_tags.join(","), image.size)
            };
            list.iter().map(row).collect::<Vec<_>>().join("\n")
        }))
    }
    fn remove(&mut self, name: &str, force: bool) -> String {
        let options = ImageRemove { force, ..ImageRemove::default() };
        shown(self.docker(|daemon| daemon.image_remove(name, &options)).map(|records| {
            let row = |record: &crate::engine::api::models::ImageDeleteResponseItem| match (
                &record.untagged,
                &record.deleted,
            ) {
                (Some(name), _) => format!("Untagged: {name}"),
                (_, deleted) => format!("Deleted: {}", deleted.as_deref().unwrap_or_default()),
            };
            records.iter().map(row).collect::<Vec<_>>().join("\n")
        }))
    }
}

fn shown(result: ApiResult<String>) -> String {
    match result {
        Ok(text) => text,
        Err(ApiError::Status { status, message }) => format!("{status} {message}"),
        Err(stop) => format!("{stop:?}"),
    }
}

#[test]
fn a_loaded_image_is_listed_with_dockers_sizes() {
    let mut world = World::with_hello();
    insta::assert_snapshot!(world.list(false, &[]), @"d02014c7de30 hello:1 9210");
    let history = world.docker(|daemon| daemon.image_history("hello:1", None)).unwrap();
    assert_eq!((history.len(), history[0].id.as_str(), history[0].size), (1, ID, 8192));
    let inspect = world.docker(|daemon| daemon.image_inspect("hello:1", None, false)).unwrap();
    let keys: Vec<&str> = inspect.as_object().unwrap().keys().map(String::as_str).collect();
    insta::assert_snapshot!(keys.join(" "), @"Id RepoTags RepoDigests Comment Created Config Architecture Os Size RootFS Metadata Descriptor");
}

#[test]
fn names_are_only_names() {
    let mut world = World::with_hello();
    world.tag("hello:1", "hello", "2");
    world.tag(&ID[7..13], "other", "");
    insta::assert_snapshot!(world.list(false, &[]), @"d02014c7de30 hello:1,hello:2,other:latest 9210");
    insta::assert_snapshot!(world.remove("d02014c7de30", false), @"409 conflict: unable to delete d02014c7de30 (must be forced) - image is referenced in multiple repositories");
    insta::assert_snapshot!(world.remove("hello:1", false), @"Untagged: hello:1");
    insta::assert_snapshot!(world.remove("d02014c7de30", true), @"
    Untagged: hello:2
    Untagged: other:latest
    Deleted: sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896
    ");
    assert_eq!(world.state.images, super::Images::default(), "nothing is left behind");
}

#[test]
fn wrong_names_are_answered_as_docker_does() {
    let mut world = World::with_hello();
    insta::assert_snapshot!(world.remove("hello", false), @"404 No such image: hello:latest");
    insta::assert_snapshot!(world.remove("Hello:1", false), @"400 invalid reference format: repository name (library/Hello) must be lowercase");
    insta::assert_snapshot!(world.remove("sha256:0000000000000000000000000000000000000000000000000000000000000000", false), @"404 No such image: sha256:0000000000000000000000000000000000000000000000000000000000000000");
    insta::assert_snapshot!(world.tag("0123456789ab", "nowhere", "1"), @"404 No such image: 0123456789ab:latest");
    insta::assert_snapshot!(world.list(false, &[("colour", "red")]), @"400 invalid filter 'colour'");
}

#[test]
fn an_image_that_loses_its_last_name_dangles_until_pruned() {
    let mut world = World::with_hello();
    let archive = world.docker(|daemon| daemon.image_save(&["hello:1".into()], &[])).unwrap();
    world
        .docker(|daemon| daemon.image_import(ImportSource::Content(archive), &Default::default(), &mut |_| {}))
        .unwrap();
    let other = world.list(true, &[("dangling", "true")]);
    let other = other.split(' ').next().unwrap().to_string();
    world.tag(&other, "hello", "1");
    assert!(world.list(false, &[("dangling", "true")]).starts_with("d02014c7de30 "));
    let report = world.docker(|daemon| daemon.image_prune(&Filters::default())).unwrap();
    assert_eq!(report.space_reclaimed, Some(9210));
    assert!(world.list(true, &[("dangling", "true")]).is_empty());
}

#[test]
fn what_is_saved_loads_again() {
    let mut world = World::with_hello();
    world.tag("hello:1", "hello", "2");
    let archive = world.docker(|daemon| daemon.image_save(&["hello".into()], &[])).unwrap();
    let mut other = World::empty();
    insta::assert_snapshot!(other.load(archive), @"
    Loaded image: hello:1
    Loaded image: hello:2
    ");
    insta::assert_snapshot!(other.list(false, &[]), @"d02014c7de30 hello:1,hello:2 9210");
    insta::assert_snapshot!(other.load(Rope::from("junk")), @"error unexpected EOF");
}

#[test]
fn pushed_and_pulled_it_is_the_same_image() {
    let mut world = World::with_hello();
    insta::assert_snapshot!(world.push("localhost:5000/hello", "1"), @"
    The push refers to repository [localhost:5000/hello]
    error tag does not exist: localhost:5000/hello:1
    ");
    world.tag("hello:1", "localhost:5000/hello", "1");
    insta::assert_snapshot!(world.push("localhost:5000/hello", "1"), @"
    The push refers to repository [localhost:5000/hello]
    1286efbf789e: Pushed
    1: digest: sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896 size: 476
    ");
    insta::assert_snapshot!(world.push("localhost:5000/hello", "1"), @"
    The push refers to repository [localhost:5000/hello]
    1286efbf789e: Layer already exists
    1: digest: sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896 size: 476
    ");
    world.tag("hello:1", "localhost:5000/two/hello", "1");
    insta::assert_snapshot!(world.push("localhost:5000/two/hello", "1"), @"
    The push refers to repository [localhost:5000/two/hello]
    1286efbf789e: Mounted from hello
    1: digest: sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896 size: 476
    ");
    world.remove("d02014c7de30", true);
    insta::assert_snapshot!(world.pull("localhost:5000/hello:1"), @"
    1: Pulling from hello
    1286efbf789e: Pulling fs layer
    1286efbf789e: Download complete
    1286efbf789e: Pull complete
    Digest: sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896
    Status: Downloaded newer image for localhost:5000/hello:1
    ");
    insta::assert_snapshot!(world.pull("localhost:5000/hello:1"), @"
    1: Pulling from hello
    Digest: sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896
    Status: Image is up to date for localhost:5000/hello:1
    ");
    insta::assert_snapshot!(world.list(false, &[]), @"d02014c7de30 localhost:5000/hello:1 9210");
}

#[test]
fn failed_pulls_and_pushes_leave_nothing() {
    let mut world = World::empty();
    insta::assert_snapshot!(world.pull("localhost:5000/nope:1"), @r#"404 failed to resolve reference "localhost:5000/nope:1": localhost:5000/nope:1: not found"#);
    insta::assert_snapshot!(world.pull("localhost:5999/nope:1"), @r#"500 failed to resolve reference "localhost:5999/nope:1": failed to do request: Head "https://localhost:5999/v2/nope/manifests/1": dial tcp 127.0.0.1:5999: connect: connection refused"#);
    insta::assert_snapshot!(world.pull("localhost:5001/private:1"), @r#"500 failed to resolve reference "localhost:5001/private:1": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials"#);
    assert_eq!(world.state.images, super::Images::default());
    let mut world = World::with_hello();
    world.tag("hello:1", "localhost:5001/hello", "1");
    insta::assert_snapshot!(world.push("localhost:5001/hello", "1"), @"
    The push refers to repository [localhost:5001/hello]
    1286efbf789e: Waiting
    error push access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials
    ");
}

#[test]
fn a_digest_names_without_a_tag_and_goes_with_the_last_tag() {
    let mut world = World::with_hello();
    world.tag("hello:1", "localhost:5000/hello", "1");
    world.push("localhost:5000/hello", "1");
    world.remove("d02014c7de30", true);
    let name = format!("localhost:5000/hello:1@{ID}");
    assert!(world.pull(&name).starts_with(&format!("localhost:5000/hello@{ID}: Pulling from hello")));
    world.pull("localhost:5000/hello:1");
    insta::assert_snapshot!(world.remove("localhost:5000/hello:1", false), @"
    Untagged: localhost:5000/hello:1
    Untagged: localhost:5000/hello@sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896
    Deleted: sha256:d02014c7de30a90b5b3f003395b79d769a601948a147f451ddd38c5e16aae896
    ");
}

#[test]
fn many_images_stay_quick_and_small_to_save() {
    use crate::content::{Part, save};
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    let mut world = World::with_hello();
    for number in 0..2_000 {
        let name = world.state.images.name("docker.io/library/hello:1").cloned().unwrap();
        world.state.images.set_name(&format!("docker.io/library/hello:t{number}"), name);
    }
    let stored = RefCell::new(BTreeSet::new());
    let count = |images: &super::Images| {
        let has = |digest: &str| stored.borrow().contains(digest);
        let mut put = Vec::new();
        save::<()>(&Part::new(images.clone()), &has, &mut |digest, bytes| {
            put.push((digest.to_string(), bytes.len()));
            Ok(())
        })
        .unwrap();
        let bytes: usize = put.iter().map(|(_, len)| len).sum();
        stored.borrow_mut().extend(put.into_iter().map(|(digest, _)| digest));
        bytes
    };
    count(&world.state.images);
    world.tag("hello:1", "one", "more");
    let written = count(&world.state.images);
    assert!(written < 40_000, "{written} bytes for one more name");
}

#[test]
fn images_are_saved_and_loaded_whole() {
    use crate::content::{AnyPart, Loading, Origins, Part, Source, save};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    struct Stored(BTreeMap<String, bytes::Bytes>);
    impl Origins for Stored {
        fn stored(&self, sha256: &str) -> Option<bytes::Bytes> {
            self.0.get(sha256).cloned()
        }
        fn made(&self, _sha256: &str, _recipe: Option<&str>) -> Option<Arc<dyn Source>> {
            None
        }
    }

    let mut world = World::with_hello();
    world.tag("hello:1", "localhost:5000/hello", "1");
    world.push("localhost:5000/hello", "1");
    let part = Part::new(world.state.images.clone());
    let mut stored = Stored(BTreeMap::new());
    save::<()>(&part, &|_| false, &mut |digest, bytes| {
        stored.0.insert(digest.into(), bytes);
        Ok(())
    })
    .unwrap();
    let loaded: Part<super::Images> = Part::load(&part.sha256_hex().unwrap(), &Loading::new(&stored)).unwrap();
    let mut other = World::empty();
    other.state.images = loaded.get().clone();
    assert_eq!(other.state.images, world.state.images);
    let resolved = other.state.images.resolve("hello:1", None).unwrap();
    assert_eq!(resolved.snapshot.merged.walk().count(), 1, "hello.txt");
    insta::assert_snapshot!(other.push("localhost:5000/two", ""), @"
    The push refers to repository [localhost:5000/two]
    error An image does not exist locally with the tag: localhost:5000/two
    ");
    insta::assert_snapshot!(other.remove("d02014c7de30", true).lines().count(), @"3");
    assert_eq!(other.state.images, super::Images::default());
}
