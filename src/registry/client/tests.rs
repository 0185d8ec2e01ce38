use http::Method;

use super::*;
use crate::oci::{Blob, Named, Reference, Tag, media_type};
use crate::registry::fixture::{Frozen, Image, ImageLibrary, NOW, image, index, network, no_digest, text};
use crate::registry::{Place, Query, Request, Transport, Verdict, Visibility};

fn named(text: &str) -> Named {
    Reference::parse(text).unwrap().name
}

fn nobody() -> Credentials {
    Credentials::default()
}

fn student(server: &str) -> Credentials {
    Credentials::new("student", "layers", server)
}

const HUB: &str = "https://index.docker.io/v1/";

/// Pushes an image as the engine does: layers, config, manifest.
fn push(network: &mut Frozen, reference: &str, image: &Image, who: Credentials) -> Result<ManifestPush, RemoteError> {
    let reference = Reference::parse(reference).unwrap();
    let mut remote = Remote::new(network, &reference.name, who);
    for (blob, kind) in [(&image.layer, media_type::LAYER_GZIP), (&image.config, media_type::CONFIG)] {
        remote.push_blob(&blob.digest(), kind, None, || Some(blob.clone()))?;
    }
    remote.push_manifest(reference.tag.as_ref(), &image.manifest, media_type::MANIFEST)
}

/// Pulls what a name stands for: target and manifest.
fn pull(network: &mut Frozen, reference: &str, who: Credentials) -> Result<Fetched, RemoteError> {
    let reference = Reference::parse(reference).unwrap().or_latest();
    let mut remote = Remote::new(network, &reference.name, who);
    let target = remote.resolve(&reference)?;
    remote.manifest(&target.digest, &target.media_type)
}

fn words<T: std::fmt::Debug>(result: Result<T, RemoteError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn what_was_pushed_is_pulled() {
    let (mut network, image) = (network(), image("one"));
    assert_eq!(push(&mut network, "localhost:5000/a:1", &image, nobody()), Ok(ManifestPush::Pushed));
    let fetched = pull(&mut network, "localhost:5000/a:1", nobody()).unwrap();
    assert_eq!((fetched.media_type.as_str(), &fetched.blob), (media_type::MANIFEST, &image.manifest));
    let mut remote = Remote::new(&mut network, &named("localhost:5000/a"), nobody());
    assert_eq!(remote.blob(&image.layer.digest(), media_type::LAYER_GZIP).unwrap(), image.layer);
    assert_eq!(remote.tags().unwrap(), ["1"]);
    let by_digest = Reference::parse(&format!("localhost:5000/a@{}", image.manifest.digest())).unwrap();
    assert_eq!(remote.resolve(&by_digest).unwrap().size, image.manifest.size());
    assert_eq!(push(&mut network, "localhost:5000/a:1", &image, nobody()), Ok(ManifestPush::Exists));
    assert_eq!(push(&mut network, "localhost:5000/a:2", &image, nobody()), Ok(ManifestPush::Pushed));
}

#[test]
fn what_is_not_there_is_said_in_containerds_words() {
    let mut network = network();
    let none = no_digest();
    insta::assert_snapshot!(words(pull(&mut network, "localhost:5000/nope:1", nobody())), @r#"failed to resolve reference "localhost:5000/nope:1": localhost:5000/nope:1: not found"#);
    insta::assert_snapshot!(words(pull(&mut network, "alpine:9", nobody())), @r#"failed to resolve reference "docker.io/library/alpine:9": docker.io/library/alpine:9: not found"#);
    insta::assert_snapshot!(words(pull(&mut network, "localhost:5999/hello:1", nobody())), @r#"failed to resolve reference "localhost:5999/hello:1": failed to do request: Head "https://localhost:5999/v2/hello/manifests/1": dial tcp 127.0.0.1:5999: connect: connection refused"#);
    insta::assert_snapshot!(words(pull(&mut network, "example.com/a", nobody())), @r#"failed to resolve reference "example.com/a:latest": failed to do request: Head "https://example.com/v2/a/manifests/latest": dial tcp: lookup example.com on 127.0.0.11:53: no such host"#);
    let mut remote = Remote::new(&mut network, &named("localhost:5000/a"), nobody());
    let error = remote.manifest(&none, media_type::MANIFEST).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        format!("content at http://localhost:5000/v2/a/manifests/{none} not found: not found")
    );
    let tags = remote.tags().unwrap_err();
    assert_eq!(tags.registry_errors()[0].code, "NAME_UNKNOWN");
}

#[test]
fn a_registry_with_a_login_wants_it() {
    let (mut network, image) = (network(), image("one"));
    let name = "localhost:5001/private/hello:1";
    insta::assert_snapshot!(words(push(&mut network, name, &image, nobody())), @"push access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials");
    insta::assert_snapshot!(words(pull(&mut network, name, nobody())), @r#"failed to resolve reference "localhost:5001/private/hello:1": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials"#);
    let elsewhere = student("localhost:5000");
    assert_eq!(pull(&mut network, name, elsewhere).unwrap_err().denial(), Some(&Denial::NoCredentials));
    assert_eq!(push(&mut network, name, &image, student("localhost:5001")), Ok(ManifestPush::Pushed));
    assert_eq!(pull(&mut network, name, student("http://localhost:5001/v1/")).unwrap().blob, image.manifest);
    let wrong = Credentials::new("student", "wrong", "localhost:5001");
    let error = pull(&mut network, name, wrong).unwrap_err();
    insta::assert_snapshot!(error, @r#"failed to resolve reference "localhost:5001/private/hello:1": unexpected status from HEAD request to http://localhost:5001/v2/private/hello/manifests/1: 401 Unauthorized"#);
}

#[test]
fn everybody_pulls_what_is_public_on_the_hub() {
    let mut network = network();
    assert_eq!(pull(&mut network, "alpine", nobody()).unwrap().blob, index(&[&image("alpine")]));
    assert_eq!(pull(&mut network, "alpine:3", student(HUB)).unwrap().media_type, media_type::INDEX);
    let server_message = Some(Denial::Server("insufficient_scope".into()));
    for (name, who) in [("nope", nobody()), ("teacher/secret:1", student(HUB)), ("student/diary:1", nobody())] {
        assert_eq!(pull(&mut network, name, who).unwrap_err().denial(), server_message.as_ref(), "{name}");
    }
    assert!(pull(&mut network, "student/diary:1", student(HUB)).is_ok());
    let token = Credentials::new("student", "dckr_pat_classroom", HUB);
    assert!(pull(&mut network, "student/diary:1", token).is_ok());
    let missing = Remote::new(&mut network, &named("nope"), nobody()).tags().unwrap_err();
    let said: Vec<String> = missing.distribution_errors().iter().map(ToString::to_string).collect();
    assert_eq!(said, ["denied: requested access to the resource is denied", "unauthorized: authentication required"]);
}

#[test]
fn one_pushes_to_ones_own_namespace_and_that_creates_the_repository() {
    let (mut network, image) = (network(), image("page"));
    let denied = "push access denied, repository does not exist or may require authorization: \
                  server message: insufficient_scope: authorization failed";
    for (name, who) in [("page", student(HUB)), ("teacher/page", student(HUB)), ("student/page", nobody())] {
        assert_eq!(words(push(&mut network, &format!("{name}:1"), &image, who)), denied, "{name}");
    }
    assert_eq!(push(&mut network, "student/page:1", &image, student(HUB)), Ok(ManifestPush::Pushed));
    assert!(pull(&mut network, "student/page:1", nobody()).is_ok());
    let page = network.state(Place::Hub).repository("student/page").unwrap();
    assert_eq!((page.visibility, page.created_by.as_str(), page.created), (Visibility::Public, "student", NOW));
    assert_eq!(push(&mut network, "student/page:1", &image, nobody()), Ok(ManifestPush::Exists), "nothing to push");
    network.state_mut(Place::Hub).open_repository(&*ImageLibrary::usual(), "student/page", NOW, "").visibility =
        Visibility::Private;
    assert!(pull(&mut network, "student/page:1", nobody()).is_err());
}

#[test]
fn an_official_image_cannot_be_replaced() {
    let (mut network, hello) = (network(), image("hello"));
    let changed = Blob::new(String::from_utf8(hello.manifest.content().to_bytes().to_vec()).unwrap() + "\n");
    let mut remote = Remote::new(&mut network, &named("hello"), student(HUB));
    let there = remote.push_blob(&hello.layer.digest(), media_type::LAYER_GZIP, None, || None);
    assert_eq!(there, Ok(BlobPush::Exists));
    let error = remote.push_manifest(Tag::new("latest").ok().as_ref(), &changed, media_type::MANIFEST).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "failed commit on ref \"manifest-{}\": server message: insufficient_scope: authorization failed",
            changed.digest()
        )
    );
}

#[test]
fn a_blob_is_mounted_from_where_one_may_pull() {
    let (mut network, alpine, secret) = (network(), image("alpine"), image("secret"));
    let layer = media_type::LAYER_GZIP;
    let mut remote = Remote::new(&mut network, &named("student/app"), student(HUB));
    let mounted = remote.push_blob(&alpine.layer.digest(), layer, Some("library/alpine"), || None);
    assert_eq!(mounted, Ok(BlobPush::Mounted("library/alpine".into())));
    assert_eq!(remote.push_blob(&alpine.layer.digest(), layer, None, || None), Ok(BlobPush::Exists));
    let closed = remote.push_blob(&secret.layer.digest(), layer, Some("teacher/secret"), || None);
    assert_eq!(closed, Ok(BlobPush::Missing));
    let uploaded =
        remote.push_blob(&secret.layer.digest(), layer, Some("teacher/secret"), || Some(secret.layer.clone()));
    assert_eq!(uploaded, Ok(BlobPush::Pushed));
    let wrong = remote.push_blob(&no_digest(), layer, None, || Some(secret.config.clone()));
    assert_eq!(wrong.unwrap_err().registry_errors()[0].code, "DIGEST_INVALID");
}

#[test]
fn without_pulls_left_a_manifest_is_refused_but_a_version_check_is_not() {
    let mut network = network();
    network.state_mut(Place::Hub).meters_mut().set_anonymous_left(2);
    let alpine = Reference::parse("alpine:latest").unwrap();
    let manifest = image("alpine").manifest.digest();
    assert_eq!(network.pulls_left(None, NOW), 2);
    pull(&mut network, "alpine", nobody()).unwrap();
    assert_eq!(network.pulls_left(None, NOW), 1, "an index counts like any manifest");
    Remote::new(&mut network, &alpine.name, nobody()).manifest(&manifest, media_type::MANIFEST).unwrap();
    assert_eq!(network.pulls_left(None, NOW), 0);
    let error = pull(&mut network, "alpine", nobody()).unwrap_err();
    let daemon = error.for_daemon();
    insta::assert_snapshot!(daemon.message, @"error from registry: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit");
    assert!(Remote::new(&mut network, &alpine.name, nobody()).resolve(&alpine).is_ok());
    assert!(pull(&mut network, "alpine", student(HUB)).is_ok());
    assert_eq!((network.pulls_left(Some("student"), NOW), network.pulls_left(None, NOW)), (199, 0));
}

#[test]
fn the_headers_say_how_many_pulls_are_left() {
    let mut network = network();
    let query = Query::new().with("service", "registry.docker.io").with("scope", "repository:library/alpine:pull");
    let token = network.send(true, "auth.docker.io", Request::new(Method::GET, "/token").with_query(&query)).unwrap();
    let token: serde_json::Value = serde_json::from_str(&text(&token)).unwrap();
    let head = Request::new(Method::HEAD, "/v2/library/alpine/manifests/latest")
        .with_header("accept", media_type::INDEX)
        .with_header("authorization", &format!("Bearer {}", token["token"].as_str().unwrap()));
    let response = network.send(true, "registry-1.docker.io", head).unwrap();
    let header = |name: &str| response.header(name).unwrap_or_default().to_string();
    assert_eq!(header("ratelimit-limit"), "100;w=21600");
    assert_eq!(header("ratelimit-remaining"), "100;w=21600");
    assert_eq!(header("docker-ratelimit-source"), "203.0.113.7");
}

#[test]
fn an_immutable_tag_stays_where_it_is() {
    let (mut network, one, two) = (network(), image("one"), image("two"));
    push(&mut network, "student/site:1.0", &one, student(HUB)).unwrap();
    let hub = network.state_mut(Place::Hub);
    let site = hub.open_repository(&*ImageLibrary::usual(), "student/site", NOW, "student");
    site.set_immutable(Some("^[0-9]")).unwrap();
    assert!(site.set_immutable(Some("(")).is_err());
    let error = push(&mut network, "student/site:1.0", &two, student(HUB)).unwrap_err();
    let daemon = error.for_daemon();
    assert_eq!(
        (daemon.status, daemon.message.as_str()),
        (403, "error from registry: tag 1.0 of student/site is immutable")
    );
    assert_eq!(push(&mut network, "student/site:1.0", &one, student(HUB)), Ok(ManifestPush::Exists));
    assert_eq!(push(&mut network, "student/site:1.1", &two, student(HUB)), Ok(ManifestPush::Pushed), "a new tag");
    assert_eq!(push(&mut network, "student/site:latest", &two, student(HUB)), Ok(ManifestPush::Pushed));
}

fn login_words(network: &mut Frozen, name: &str, password: &str, server: &str) -> String {
    let credentials = Credentials::new(name, password, server);
    match login(network, &credentials) {
        Ok(token) => format!("in {token}"),
        Err(error) => format!("{} {error}", error.status),
    }
}

#[test]
fn a_login_is_checked_as_moby_checks_it() {
    let mut network = network();
    let mut try_login = |password: &str, server: &str| login_words(&mut network, "student", password, server);
    for server in [HUB, "docker.io", "registry-1.docker.io", "", "localhost:5001", "localhost:5000"] {
        assert_eq!(try_login("layers", server), "in ", "{server}");
    }
    insta::assert_snapshot!(try_login("wrong", HUB), @r#"401 Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password"#);
    insta::assert_snapshot!(try_login("wrong", "localhost:5001"), @"500 login attempt to http://localhost:5001/v2/ failed with status: 401 Unauthorized");
    insta::assert_snapshot!(try_login("x", "localhost:5999"), @r#"500 Get "http://localhost:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused"#);
    insta::assert_snapshot!(try_login("x", "example.com"), @r#"500 Get "https://example.com/v2/": dial tcp: lookup example.com on 127.0.0.11:53: no such host"#);
    insta::assert_snapshot!(try_login("", "localhost:5001"), @r#"500 Get "http://localhost:5001/v2/": no basic auth credentials"#);
}

#[test]
fn a_revoked_token_is_worth_nothing() {
    let mut network = network();
    let token = network.state_mut(Place::Hub).new_access_token("student", "laptop", NOW).secret;
    assert!(token.starts_with("dckr_pat_") && token.len() == 36, "{token}");
    assert_eq!(login_words(&mut network, "student", &token, HUB), "in ");
    assert_eq!(network.state_mut(Place::Hub).accounts_mut().revoke("student", "laptop"), 1);
    assert!(login_words(&mut network, "student", &token, HUB).starts_with("401 "));
    let error = pull(&mut network, "alpine", Credentials::new("student", &token, HUB)).unwrap_err();
    let daemon = error.for_daemon();
    assert_eq!(
        (daemon.status, daemon.message.as_str()),
        (401, "authentication required - incorrect username or password")
    );
}

fn found(network: &mut Frozen, term: &str, limit: i64) -> String {
    match search(network, term, limit, &nobody()) {
        Ok(results) => results.into_iter().map(|result| result.name).collect::<Vec<_>>().join(" "),
        Err(error) => format!("{} {error}", error.status()),
    }
}

#[test]
fn a_search_finds_names_and_descriptions_in_the_hubs_order() {
    let mut network = network();
    push(&mut network, "student/alpine-page:1", &image("page"), student(HUB)).unwrap();
    let mut find = |term: &str, limit: i64| found(&mut network, term, limit);
    assert_eq!(find("alpine", 0), "alpine zalpine alp/ine student/alpine-page");
    assert_eq!(find("alpine", 2), "alpine zalpine");
    assert_eq!(find("docker.io/library/HELLO", 0), "hello");
    assert_eq!(find("qwertyuiop", 0), "");
    insta::assert_snapshot!(find("alpine", 101), @"400 limit 101 is outside the range of [1, 100]");
    insta::assert_snapshot!(find("http://a", 0), @"400 invalid repository name: repository name (http://a) should not have a scheme");
    insta::assert_snapshot!(find("localhost:5000/a", 0), @"500 unexpected status code 404");
    insta::assert_snapshot!(find("localhost:5999/a", 0), @r#"400 invalid registry endpoint "http://localhost:5999/v1/". HTTPS attempt: Get "https://localhost:5999/v1/_ping": dial tcp 127.0.0.1:5999: connect: connection refused. HTTP attempt: Get "http://localhost:5999/v1/_ping": dial tcp 127.0.0.1:5999: connect: connection refused"#);
}

#[test]
fn a_login_in_a_browser_gives_a_token_once_it_is_approved() {
    let mut network = network();
    let post = |network: &mut Frozen, host: &str, path: &str, form: &Query, bearer: &str| {
        let request = Request::new(Method::POST, path).with_body(form.to_string());
        let request = request.with_header("authorization", &format!("Bearer {bearer}"));
        let response = network.send(true, host, request).unwrap();
        (response.status.as_u16(), serde_json::from_str(&text(&response)).unwrap_or(serde_json::Value::Null))
    };
    let (_, code) = post(&mut network, "login.docker.com", "/oauth/device/code", &Query::new(), "");
    assert_eq!(code["user_code"], "LAYR-CAKE");
    assert_eq!(code["verification_uri_complete"], "https://login.docker.com/activate?user_code=LAYR-CAKE");
    let poll = Query::new()
        .with("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
        .with("device_code", code["device_code"].as_str().unwrap());
    let (status, waiting) = post(&mut network, "login.docker.com", "/oauth/token", &poll, "");
    assert_eq!((status, &waiting["error"]), (403, &"authorization_pending".into()));
    network.state_mut(Place::Hub).device_mut().unwrap().verdict = Verdict::Approved("student".into());
    let (status, tokens) = post(&mut network, "login.docker.com", "/oauth/token", &poll, "");
    assert_eq!(status, 200);
    let access = tokens["access_token"].as_str().unwrap();
    let generate = "/v2/access-tokens/desktop-generate";
    let (status, generated) = post(&mut network, "hub.docker.com", generate, &Query::new(), access);
    assert_eq!(status, 201);
    let secret = generated["data"]["token"].as_str().unwrap();
    assert_eq!(login_words(&mut network, "student", secret, HUB), "in ");
    assert_eq!(post(&mut network, "hub.docker.com", generate, &Query::new(), "forged").0, 401);

    let (_, code) = post(&mut network, "login.docker.com", "/oauth/device/code", &Query::new(), "");
    network.state_mut(Place::Hub).device_mut().unwrap().verdict = Verdict::Denied;
    let poll = Query::new()
        .with("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
        .with("device_code", code["device_code"].as_str().unwrap());
    let (_, denied) = post(&mut network, "login.docker.com", "/oauth/token", &poll, "");
    assert_eq!(denied["error_description"], "User cancelled the confirmation prompt.");
}
