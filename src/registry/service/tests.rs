use http::StatusCode;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::oci::{Blob, Digest, media_type};
use crate::registry::fixture::{Registry, descriptor, image, index, no_digest, request, text, verdict};
use crate::registry::{Policy, Request, Response};

fn get_manifest(registry: &mut Registry, name: &str, reference: &str) -> Response {
    let request = request("GET", &format!("/v2/{name}/manifests/{reference}"));
    registry.send(request.with_header("accept", &format!("{}, {}", media_type::MANIFEST, media_type::INDEX)))
}

#[test]
fn an_image_is_pulled_as_it_was_pushed() {
    let (mut registry, image) = (Registry::default(), image("one"));
    registry.push("a/b", "1", &image);
    let digest = image.manifest.digest().to_string();
    for reference in ["1", &digest] {
        let response = get_manifest(&mut registry, "a/b", reference);
        assert_eq!(response.status, StatusCode::OK);
        assert_eq!(response.header("content-type"), Some(media_type::MANIFEST));
        assert_eq!(response.header("docker-content-digest"), Some(digest.as_str()));
        assert_eq!(response.header("docker-distribution-api-version"), Some("registry/2.0"));
        assert_eq!(&response.body, image.manifest.content());
    }
    for blob in [&image.layer, &image.config] {
        let response = registry.ask("GET", &format!("/v2/a/b/blobs/{}", blob.digest()));
        assert_eq!((response.status, &response.body), (StatusCode::OK, blob.content()));
    }
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let (mut registry, image) = (Registry::default(), image("one"));
    registry.push("a", "1", &image);
    let head = request("HEAD", "/v2/a/manifests/1").with_header("accept", media_type::MANIFEST);
    let head = registry.send(head);
    assert_eq!(head.header("content-length"), Some(image.manifest.size().to_string().as_str()));
    assert!(head.body.is_empty());
    let head = registry.ask("HEAD", &format!("/v2/a/blobs/{}", image.layer.digest()));
    assert_eq!(head.header("content-length"), Some(image.layer.size().to_string().as_str()));
    assert!(head.body.is_empty());
}

#[test]
fn a_range_of_a_blob_is_given() {
    let (mut registry, blob) = (Registry::default(), Blob::new("0123456789"));
    registry.put_blob("a", &blob);
    let mut part = |range: &str| {
        let request = request("GET", &format!("/v2/a/blobs/{}", blob.digest()));
        let response = registry.send(request.with_header("range", range));
        let range = response.header("content-range").unwrap_or_default().to_string();
        (response.status.as_u16(), range, if response.status.is_success() { text(&response) } else { String::new() })
    };
    assert_eq!(part("bytes=2-4"), (206, "bytes 2-4/10".into(), "234".into()));
    assert_eq!(part("bytes=-1"), (206, "bytes 9-9/10".into(), "9".into()));
    assert_eq!(part("bytes=10-"), (416, "bytes */10".into(), String::new()));
    assert_eq!(part("bytes=x"), (200, String::new(), "0123456789".into()));
}

#[test]
fn refusals_have_the_codes_of_the_specification() {
    let (mut registry, image, none) = (Registry::default(), image("one"), no_digest());
    registry.push("a", "1", &image);
    let mut ask = |method: &str, path: &str| verdict(&registry.ask(method, path));
    assert_eq!(ask("GET", "/v2/A/manifests/1"), "400 NAME_INVALID");
    assert_eq!(ask("GET", "/v2/a/manifests/2"), "404 MANIFEST_UNKNOWN");
    assert_eq!(ask("GET", "/v2/a/manifests/.not-a-tag"), "404 MANIFEST_UNKNOWN");
    assert_eq!(ask("GET", &format!("/v2/a/manifests/{none}")), "404 MANIFEST_UNKNOWN");
    assert_eq!(ask("GET", "/v2/a/manifests/1"), "404 MANIFEST_UNKNOWN", "nothing was said to be accepted");
    assert_eq!(ask("GET", &format!("/v2/a/blobs/{none}")), "404 BLOB_UNKNOWN");
    assert_eq!(ask("GET", "/v2/a/blobs/sha256:12"), "400 DIGEST_INVALID");
    assert_eq!(ask("GET", "/v2/nope/tags/list"), "404 NAME_UNKNOWN");
    assert_eq!(ask("GET", "/v2/a/tags/list?n=x"), "400 PAGINATION_NUMBER_INVALID");
    assert_eq!(ask("GET", "/v2/a/blobs/uploads/none"), "404 BLOB_UPLOAD_UNKNOWN");
    assert_eq!(ask("PUT", "/v2/a/blobs/uploads/none?digest=x"), "404 BLOB_UPLOAD_UNKNOWN");
    assert_eq!(ask("DELETE", "/v2/a/blobs/uploads/none"), "404 BLOB_UPLOAD_UNKNOWN");
    assert_eq!(ask("POST", "/v2/a/blobs/uploads/?digest=x"), "400 DIGEST_INVALID");
    assert_eq!(ask("POST", &format!("/v2/a/blobs/uploads/?digest={none}")), "400 DIGEST_INVALID");
    assert_eq!(ask("DELETE", "/v2/a/manifests/2"), "404 MANIFEST_UNKNOWN");
    assert_eq!(ask("DELETE", &format!("/v2/a/blobs/{none}")), "404 BLOB_UNKNOWN");
    assert_eq!(ask("GET", "/v2/a/referrers/x"), "400 DIGEST_INVALID");
    assert_eq!(ask("POST", "/v2/a/manifests/1"), "405 UNSUPPORTED");
    assert_eq!(ask("GET", "/v2/a/nothing"), "404");
    let response = registry.ask("GET", "/v2/a/manifests/2");
    insta::assert_snapshot!(text(&response), @r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"2"}}]}"#);
    let response = registry.ask("PATCH", "/v2/a/tags/list");
    assert_eq!(response.header("allow"), Some("GET"));
}

#[test]
fn a_manifest_is_checked_before_it_is_taken() {
    let (mut registry, image) = (Registry::default(), image("one"));
    registry.push("a", "1", &image);
    let mut put = |reference: &str, text: String, media_type: &str| {
        verdict(&registry.put_manifest("a", reference, &Blob::new(text), media_type))
    };
    let good = text_of(&image.manifest);
    let none = no_digest();
    assert_eq!(put("2", "{".into(), media_type::MANIFEST), "400 MANIFEST_INVALID");
    assert_eq!(put("2", "[]".into(), media_type::MANIFEST), "400 MANIFEST_INVALID");
    assert_eq!(put("2", good.clone(), media_type::INDEX), "400 MANIFEST_INVALID");
    assert_eq!(put("2", good.clone(), "text/plain"), "400 MANIFEST_INVALID");
    assert_eq!(put(&none.to_string(), good.clone(), media_type::MANIFEST), "400 DIGEST_INVALID");
    assert_eq!(put("sha256:12", good.clone(), media_type::MANIFEST), "400 DIGEST_INVALID");
    assert_eq!(put(".2", good.clone(), media_type::MANIFEST), "400 TAG_INVALID");
    let unknown = good.replace(&image.layer.digest().hex(), &none.hex());
    assert_eq!(put("2", unknown.clone(), media_type::MANIFEST), "400 MANIFEST_BLOB_UNKNOWN");
    let both = unknown.replace(&image.config.digest().hex(), &none.hex());
    assert_eq!(put("2", both, media_type::MANIFEST), "400 MANIFEST_BLOB_UNKNOWN MANIFEST_BLOB_UNKNOWN");
    let large = format!("{good}{}", " ".repeat(4 << 20));
    assert_eq!(put("2", large, media_type::MANIFEST), "413 SIZE_INVALID");
    assert_eq!(put("2", good, ""), "201");
    let list = text_of(&index(&[&self::image("another")]));
    assert_eq!(put("3", list, media_type::INDEX), "400 MANIFEST_BLOB_UNKNOWN");
    assert_eq!(put("3", text_of(&index(&[&image])), media_type::INDEX), "201");
}

fn text_of(blob: &Blob) -> String {
    String::from_utf8(blob.content().to_bytes().to_vec()).unwrap()
}

#[test]
fn a_blob_comes_in_chunks_in_order() {
    let (mut registry, blob) = (Registry::default(), Blob::new("hello world"));
    let start = registry.ask("POST", "/v2/a/blobs/uploads/");
    assert_eq!(verdict(&start), "202");
    let location = start.header("location").unwrap().to_string();
    assert_eq!(start.header("range"), Some("0-0"));
    let chunk = |range: &str, body: &'static str| {
        request("PATCH", &location).with_header("content-range", range).with_body(body)
    };
    let first = registry.send(chunk("0-4", "hello"));
    assert_eq!((verdict(&first).as_str(), first.header("range")), ("202", Some("0-4")));
    let again = registry.send(chunk("0-4", "hello"));
    assert_eq!((verdict(&again).as_str(), again.header("range")), ("416 RANGE_INVALID", Some("0-4")));
    assert_eq!(verdict(&registry.send(chunk("5-9", "world!"))), "400 SIZE_INVALID");
    assert_eq!(verdict(&registry.send(chunk("five", "world"))), "416 RANGE_INVALID");
    let status = registry.ask("GET", &location);
    assert_eq!((verdict(&status).as_str(), status.header("range")), ("204", Some("0-4")));
    assert_eq!(verdict(&registry.ask("PUT", &location)), "400 DIGEST_INVALID");
    let last = request("PUT", &format!("{location}?digest={}", blob.digest())).with_header("content-range", "5-10");
    let last = registry.send(last.with_body(" world"));
    assert_eq!(verdict(&last), "201");
    assert_eq!(last.header("docker-content-digest"), Some(blob.digest().to_string().as_str()));
    let got = registry.ask("GET", last.header("location").unwrap());
    assert_eq!(&got.body, blob.content());
    assert_eq!(verdict(&registry.ask("GET", &location)), "404 BLOB_UPLOAD_UNKNOWN", "the upload has ended");
}

#[test]
fn an_upload_can_be_streamed_or_given_up() {
    let (mut registry, blob) = (Registry::default(), Blob::new("all at once"));
    let location = registry.ask("POST", "/v2/a/blobs/uploads/").header("location").unwrap().to_string();
    let streamed = registry.send(request("PATCH", &location).with_body(blob.content().clone()));
    assert_eq!(streamed.header("range"), Some("0-10"));
    assert_eq!(verdict(&registry.ask("PUT", &format!("{location}?digest={}", blob.digest()))), "201");

    let location = registry.ask("POST", "/v2/a/blobs/uploads/").header("location").unwrap().to_string();
    assert_eq!(verdict(&registry.ask("DELETE", &location)), "204");
    assert_eq!(verdict(&registry.ask("PATCH", &location)), "404 BLOB_UPLOAD_UNKNOWN");
    assert_eq!(registry.state.uploads().count(), 0);

    let location = registry.ask("POST", "/v2/a/blobs/uploads/").header("location").unwrap().to_string();
    let other = location.replace("/v2/a/", "/v2/b/");
    assert_eq!(verdict(&registry.ask("GET", &other)), "404 BLOB_UPLOAD_UNKNOWN", "it is for another repository");
}

#[test]
fn wrong_bytes_end_an_upload() {
    let mut registry = Registry::default();
    let location = registry.ask("POST", "/v2/a/blobs/uploads/").header("location").unwrap().to_string();
    let put = request("PUT", &format!("{location}?digest={}", no_digest())).with_body("something else");
    assert_eq!(verdict(&registry.send(put)), "400 DIGEST_INVALID");
    assert_eq!(verdict(&registry.ask("GET", &location)), "404 BLOB_UPLOAD_UNKNOWN");
}

#[test]
fn a_blob_is_mounted_from_a_repository_that_has_it_and_belongs_to_both() {
    let (mut registry, blob) = (Registry::default(), Blob::new("shared"));
    registry.put_blob("a", &blob);
    let digest = blob.digest();
    assert_eq!(verdict(&registry.ask("GET", &format!("/v2/b/blobs/{digest}"))), "404 BLOB_UNKNOWN");
    let mounted = registry.ask("POST", &format!("/v2/b/blobs/uploads/?mount={digest}&from=a"));
    assert_eq!(verdict(&mounted), "201");
    assert_eq!(mounted.header("location"), Some(format!("/v2/b/blobs/{digest}").as_str()));
    for other in [format!("mount={digest}&from=c"), format!("mount={}&from=a", no_digest()), "mount=x&from=a".into()] {
        assert_eq!(verdict(&registry.ask("POST", &format!("/v2/b/blobs/uploads/?{other}"))), "202", "{other}");
    }
    assert_eq!(verdict(&registry.ask("DELETE", &format!("/v2/a/blobs/{digest}"))), "202");
    assert_eq!(verdict(&registry.ask("GET", &format!("/v2/a/blobs/{digest}"))), "404 BLOB_UNKNOWN");
    assert_eq!(verdict(&registry.ask("GET", &format!("/v2/b/blobs/{digest}"))), "200");
}

#[test]
fn tags_come_in_order_and_in_pages() {
    let (mut registry, image) = (Registry::default(), image("one"));
    for tag in ["c", "a", "B", "d"] {
        registry.push("a/b", tag, &image);
    }
    let mut list = |query: &str| {
        let response = registry.ask("GET", &format!("/v2/a/b/tags/list{query}"));
        (text(&response), response.header("link").map(String::from))
    };
    assert_eq!(list("").0, r#"{"name":"a/b","tags":["B","a","c","d"]}"#);
    let (page, link) = list("?n=2");
    assert_eq!(page, r#"{"name":"a/b","tags":["B","a"]}"#);
    assert_eq!(link.as_deref(), Some(r#"</v2/a/b/tags/list?last=a&n=2>; rel="next""#));
    assert_eq!(list("?n=2&last=a"), (r#"{"name":"a/b","tags":["c","d"]}"#.into(), None));
    assert_eq!(list("?n=0"), (r#"{"name":"a/b","tags":[]}"#.into(), None));
    assert_eq!(list("?last=zz").0, r#"{"name":"a/b","tags":[]}"#);
    assert_eq!(text(&registry.ask("GET", "/v2/_catalog")), r#"{"repositories":["a/b"]}"#);
}

#[test]
fn referrers_are_listed_and_filtered() {
    let (mut registry, image) = (Registry::default(), image("one"));
    registry.push("a", "1", &image);
    let subject = image.manifest.digest();
    let address = format!("/v2/a/referrers/{subject}");
    let empty = registry.ask("GET", &address);
    assert_eq!(empty.header("content-type"), Some(media_type::INDEX));
    assert_eq!(json_of(&empty)["manifests"], json!([]));
    for kind in ["a/signature", "a/list"] {
        let manifest = Blob::new(
            json!({
                "schemaVersion": 2, "mediaType": media_type::MANIFEST, "artifactType": kind,
                "config": descriptor(&image.config, media_type::EMPTY), "layers": [],
                "subject": descriptor(&image.manifest, media_type::MANIFEST), "annotations": { "k": "v" },
            })
            .to_string(),
        );
        let put = registry.put_manifest("a", &manifest.digest().to_string(), &manifest, media_type::MANIFEST);
        assert_eq!(put.header("oci-subject"), Some(subject.to_string().as_str()));
    }
    let all = registry.ask("GET", &address);
    assert_eq!(json_of(&all)["manifests"].as_array().map(Vec::len), Some(2));
    assert_eq!(all.header("oci-filters-applied"), None);
    let some = registry.ask("GET", &format!("{address}?artifactType=a/list"));
    assert_eq!(some.header("oci-filters-applied"), Some("artifactType"));
    let listed = &json_of(&some)["manifests"];
    assert_eq!((&listed[0]["artifactType"], &listed[0]["annotations"]["k"]), (&json!("a/list"), &json!("v")));
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    let gone = listed[0]["digest"].as_str().unwrap().to_string();
    assert_eq!(verdict(&registry.ask("DELETE", &format!("/v2/a/manifests/{gone}"))), "202");
    assert_eq!(json_of(&registry.ask("GET", &address))["manifests"].as_array().map(Vec::len), Some(1));
}

fn json_of(response: &Response) -> Value {
    serde_json::from_str(&text(response)).unwrap()
}

#[test]
fn deleting_a_tag_keeps_the_manifest_and_deleting_the_manifest_takes_its_tags() {
    let (mut registry, image) = (Registry::default(), image("one"));
    ["1", "2", "3"].iter().for_each(|tag| registry.push("a", tag, &image));
    let digest = image.manifest.digest().to_string();
    assert_eq!(verdict(&registry.ask("DELETE", "/v2/a/manifests/1")), "202");
    assert_eq!(verdict(&get_manifest(&mut registry, "a", "1")), "404 MANIFEST_UNKNOWN");
    assert_eq!(verdict(&get_manifest(&mut registry, "a", &digest)), "200");
    assert_eq!(verdict(&registry.ask("DELETE", &format!("/v2/a/manifests/{digest}"))), "202");
    assert_eq!(verdict(&get_manifest(&mut registry, "a", "2")), "404 MANIFEST_UNKNOWN");
    assert_eq!(text(&registry.ask("GET", "/v2/a/tags/list")), r#"{"name":"a","tags":[]}"#);
}

#[test]
fn who_does_not_know_lists_gets_the_usual_platform() {
    let (mut registry, image) = (Registry::default(), image("one"));
    let manifest = text_of(&image.manifest).replace(media_type::MANIFEST, media_type::DOCKER_MANIFEST);
    let manifest = Blob::new(manifest);
    registry.push("a", "1", &image);
    registry.put_manifest("a", "2", &manifest, media_type::DOCKER_MANIFEST);
    let mut entry = descriptor(&manifest, media_type::DOCKER_MANIFEST);
    entry["platform"] = json!({ "os": "linux", "architecture": "amd64" });
    let list = json!({ "schemaVersion": 2, "mediaType": media_type::DOCKER_LIST, "manifests": [entry] });
    let list = Blob::new(list.to_string());
    assert_eq!(verdict(&registry.put_manifest("a", "3", &list, media_type::DOCKER_LIST)), "201");
    let plain = registry.ask("GET", "/v2/a/manifests/3");
    assert_eq!(plain.header("content-type"), Some(media_type::DOCKER_MANIFEST));
    let knowing = registry.send(request("GET", "/v2/a/manifests/3").with_header("accept", media_type::DOCKER_LIST));
    assert_eq!(&knowing.body, list.content());
    let by_digest = registry.ask("GET", &format!("/v2/a/manifests/{}", list.digest()));
    assert_eq!(&by_digest.body, list.content());
}

#[test]
fn a_registry_with_a_login_asks_for_it() {
    use crate::registry::{Account, Accounts, State};
    let accounts = Accounts::new(&Account::usual());
    let mut registry =
        Registry { state: State::new(accounts), policy: Policy::basic("Registry Realm"), ..Registry::default() };
    let ping = registry.ask("GET", "/v2/");
    assert_eq!(ping.header("www-authenticate"), Some("Basic realm=\"Registry Realm\""));
    insta::assert_snapshot!(text(&registry.ask("GET", "/v2/a/tags/list")), @r#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository","Class":"","Name":"a","Action":"pull"}]}]}"#);
    let mut with = |header: &str| {
        let request = request("GET", "/v2/").with_header("authorization", header);
        registry.send(request).status.as_u16()
    };
    assert_eq!(with("Basic c3R1ZGVudDpsYXllcnM="), 200);
    assert_eq!(with("basic c3R1ZGVudDpsYXllcnM="), 200);
    assert_eq!(with("Basic c3R1ZGVudDp3cm9uZw=="), 401);
    assert_eq!(with("Basic ???"), 401);
    assert_eq!(with("Bearer x"), 401);
}

#[test]
fn a_state_is_saved_by_its_parts() {
    use crate::content::AnyPart;
    let (mut registry, image) = (Registry::default(), image("one"));
    registry.push("a", "1", &image);
    let part = crate::content::Part::new(registry.state.clone());
    let saved = part.stored_bytes();
    let read: crate::registry::State = serde_json::from_slice(&saved).unwrap();
    assert_eq!(serde_json::to_vec(&read).unwrap(), saved.to_vec());
    let mut children = 0;
    part.children(&mut |_| children += 1);
    assert_eq!(children, 4, "one repository, blobs, uploads, accounts");
}

fn any_request() -> impl Strategy<Value = Request> {
    let method = prop::sample::select(vec!["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"]);
    let part = prop_oneof![
        prop::sample::select(vec![
            "v2",
            "a",
            "manifests",
            "blobs",
            "uploads",
            "tags",
            "list",
            "referrers",
            "_catalog",
            ""
        ])
        .prop_map(String::from),
        Just(Digest::of(b"x").to_string()),
        "\\PC{0,8}",
    ];
    let path = prop::collection::vec(part, 0..7).prop_map(|parts| format!("/{}", parts.join("/")));
    let value = prop_oneof!["[ -~]{0,20}", Just("bytes=0-".to_string()), "[0-9]{0,25}-[0-9]{0,25}"];
    let query = prop_oneof!["\\PC{0,30}", "(n|last|digest|mount|from|artifactType)=\\PC{0,10}"];
    let body = prop_oneof![prop::collection::vec(any::<u8>(), 0..40), Just(br#"{"schemaVersion":2}"#.to_vec())];
    (method, path, query, value.clone(), value, body).prop_map(|(method, path, query, range, header, body)| {
        let mut request = request(method, &path).with_body(body);
        request.query = query;
        let request = request.with_header("range", &range).with_header("content-range", &range);
        request
            .with_header("content-type", &header)
            .with_header("authorization", &header)
            .with_header("accept", &header)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_request_is_too_strange(requests in prop::collection::vec(any_request(), 1..6)) {
        for policy in [Policy::open(), Policy::basic("Registry Realm"), Policy::hub(Default::default())] {
            let mut registry = Registry { policy, ..Registry::default() };
            for request in &requests {
                let status = registry.send(request.clone()).status;
                prop_assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR);
            }
        }
    }
}
