//! The cache: what is found again, and why something is not.

use super::*;
use crate::engine::CacheMiss;
use crate::engine::api::{CachePrune, Filters, ImageRemove, NoCache};

const FILE: &str = "FROM busybox:1.37\nARG V=1\nCOPY a.txt /\nRUN echo $V > /v\nCOPY b.txt /\n";

fn causes(world: &World) -> Vec<(String, CacheMiss)> {
    let cause = |event: &Event| match event {
        Event::BuildStepRan { instruction, because, .. } => Some((instruction.clone(), because.clone())),
        _ => None,
    };
    world.events.iter().filter_map(cause).collect()
}

fn again(world: &mut World, request: &BuildRequest) -> Vec<(String, CacheMiss)> {
    world.events.clear();
    world.request(request).unwrap();
    causes(world)
}

#[test]
fn a_second_build_takes_all_from_the_cache() {
    let mut world = World::new();
    let wanted = request(&[("Dockerfile", FILE), ("a.txt", "a"), ("b.txt", "b")]);
    let first = again(&mut world, &wanted);
    assert_eq!(first.iter().map(|(_, cause)| cause.clone()).collect::<Vec<_>>(), vec![CacheMiss::First; 3]);
    assert_eq!(again(&mut world, &wanted), []);
    assert_eq!(
        world.steps(),
        ["CACHED [2/4] COPY a.txt /", "CACHED [3/4] RUN echo 1 > /v", "CACHED [4/4] COPY b.txt /"]
    );
}

#[test]
fn a_step_that_is_done_anew_has_a_cause() {
    let mut world = World::new();
    let files = |a: &str, b: &str| request(&[("Dockerfile", FILE), ("a.txt", a), ("b.txt", b)]);
    again(&mut world, &files("a", "b"));
    let changed = again(&mut world, &files("a", "B"));
    assert_eq!(changed, [("COPY b.txt /".into(), CacheMiss::FilesChanged { paths: vec!["b.txt".into()] })]);
    let argument = BuildRequest { build_args: [("V".into(), "2".into())].into(), ..files("a", "b") };
    let changed = again(&mut world, &argument);
    let (before, after) = (Some("1".into()), Some("2".into()));
    assert_eq!(
        changed,
        [
            ("RUN echo $V > /v".into(), CacheMiss::ArgumentChanged { name: "V".into(), before, after }),
            ("COPY b.txt /".into(), CacheMiss::StepAbove),
        ]
    );
    let other = FILE.replace("echo $V", "echo -n $V");
    let changed = again(&mut world, &request(&[("Dockerfile", &other), ("a.txt", "a"), ("b.txt", "b")]));
    let before = "RUN echo $V > /v".to_string();
    assert_eq!(changed[0], ("RUN echo -n $V > /v".into(), CacheMiss::InstructionChanged { before }));
    let anew = BuildRequest { no_cache: NoCache::Everything, ..files("a", "b") };
    let changed = again(&mut world, &anew);
    assert_eq!(changed.iter().map(|(_, cause)| cause.clone()).collect::<Vec<_>>(), vec![CacheMiss::NoCache; 3]);
}

#[test]
fn the_cache_outlives_its_images_until_it_is_pruned() {
    let mut world = World::new();
    let wanted = request(&[("Dockerfile", FILE), ("a.txt", "a"), ("b.txt", "b")]);
    again(&mut world, &wanted);
    world.docker(|daemon| daemon.image_remove("t", &ImageRemove::default()).unwrap());
    assert_eq!(again(&mut world, &wanted), []);
    world.docker(|daemon| daemon.image_remove("t", &ImageRemove::default()).unwrap());
    let removed =
        world.docker(|daemon| daemon.build_cache_prune(&CachePrune { all: true, ..CachePrune::default() }).unwrap());
    assert!(removed.len() >= 4, "{removed:?}");
    assert_eq!(world.docker(|daemon| daemon.build_cache(&Filters::new()).unwrap()), []);
    let pruned = again(&mut world, &wanted);
    assert_eq!(pruned.iter().map(|(_, cause)| cause.clone()).collect::<Vec<_>>()[0], CacheMiss::Pruned);
}

#[test]
fn touching_a_file_changes_nothing() {
    let mut world = World::new();
    let mut wanted = request(&[("Dockerfile", FILE), ("a.txt", "a"), ("b.txt", "b")]);
    again(&mut world, &wanted);
    if let Context::Local(local) = &mut wanted.context {
        let mut node = local.files.get("/a.txt").unwrap();
        node.meta.mtime = Timestamp::from_seconds(5);
        local.files.put("/a.txt", node).unwrap();
    }
    assert_eq!(again(&mut world, &wanted), []);
}

#[test]
fn a_name_that_a_wildcard_found_counts() {
    let mut world = World::new();
    let files = |source: &str, name: &str| {
        let file = format!("FROM busybox:1.37\nCOPY {source} /files/\nRUN ls /files\n");
        request(&[("Dockerfile", &file), (name, "a")])
    };
    again(&mut world, &files("d/*.txt", "d/a.txt"));
    assert_eq!(again(&mut world, &files("d/*.txt", "d/b.txt")).len(), 2);
    assert_eq!(again(&mut world, &files("d/*.txt", "d/a.txt")), []);
    // Of a name that was written only the content counts: the directory is none of what is copied.
    again(&mut world, &files("d", "d/a.txt"));
    assert_eq!(again(&mut world, &files("d", "d/b.txt")).len(), 2);
}
