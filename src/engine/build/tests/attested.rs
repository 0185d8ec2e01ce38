//! What provenance says of a build.

use serde_json::Value;

use super::*;
use crate::engine::api::OutputContent;
use crate::vfs::Files as _;

#[test]
fn provenance_lists_contexts_hides_passwords_and_counts_layers() {
    let mut world = World::new();
    let files = [("Dockerfile", "FROM busybox:1.37\nRUN echo > /a\nRUN echo > /b\n")];
    let mut wanted = BuildRequest {
        provenance: Some(Provenance { max: true, inline_only: false, ..Provenance::default() }),
        exports: vec![Export { kind: ExportKind::Local, options: ExportOptions::default() }],
        ..request(&files)
    };
    wanted.named_contexts.insert("foo".into(), Context::Remote("https://a:b@example.invalid/x".into()));
    let result = world.request(&wanted).unwrap();
    let OutputContent::Files(tree) = &result.outputs[0].content else { panic!("files") };
    let statement = tree.read("/provenance.json").unwrap();
    let statement: Value = serde_json::from_slice(&statement.to_bytes()).unwrap();
    let request = &statement["predicate"]["buildDefinition"]["externalParameters"]["request"];
    assert_eq!(request["args"]["context:foo"], "https://xxxxx:xxxxx@example.invalid/x");
    assert_eq!(request["locals"].to_string(), r#"[{"name":"context"},{"name":"dockerfile"}]"#);
    let metadata = &statement["predicate"]["runDetails"]["metadata"]["buildkit_metadata"];
    let layers = metadata["layers"].as_object().unwrap();
    let layers = layers.iter().map(|(step, stacks)| format!("{step} {}", stacks[0].as_array().unwrap().len()));
    assert_eq!(layers.collect::<Vec<_>>(), ["step0:0 1", "step1:0 2", "step2:0 3"]);
}
