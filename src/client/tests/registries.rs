//! Commands about registries.

use super::machine::Machine;
use crate::content::Rope;
use crate::shell::Input;

#[test]
fn a_login_stores_what_the_registry_took() {
    let mut machine = Machine::new();
    machine.fake.password = "layers".into();
    machine.stdin = Input::Data { content: Rope::from("layers\n"), position: 0 };
    insta::assert_snapshot!(machine.run("docker login -u student --password-stdin localhost:5001"), @r"
    ! 
    ! WARNING! Your credentials are stored unencrypted in '/home/student/.docker/config.json'.
    ! Configure a credential helper to remove this warning. See
    ! https://docs.docker.com/go/credential-store/
    ! 
    Login Succeeded
    exit 0
    ");
    insta::assert_snapshot!(machine.run("docker login -u student -p wrong"), @r"
    ! WARNING! Using --password via the CLI is insecure. Use --password-stdin.
    ! Error response from daemon: unauthorized: incorrect username or password
    exit 1
    ");
    assert!(machine.file("/home/student/.docker/config.json").contains("c3R1ZGVudDpsYXllcnM="));
    machine.run("docker pull localhost:5001/a");
    assert_eq!(machine.fake.calls.last().unwrap(), "image_pull localhost:5001/a:latest as \"student\"");
    insta::assert_snapshot!(machine.run("docker logout localhost:5001"), @r"
    Removing login credentials for localhost:5001
    exit 0
    ");
    assert_eq!(machine.file("/home/student/.docker/config.json"), "{\n\t\"auths\": {}\n}");
}

#[test]
fn a_login_on_a_terminal_asks() {
    let mut machine = Machine::new().on_terminal(&["student", "layers"]);
    machine.fake.password = "layers".into();
    let text = machine.run("docker login localhost:5001");
    assert!(text.ends_with("Login Succeeded\n? Username: \n? Password: (hidden)\nexit 0"), "{text}");
    let mut machine = Machine::new();
    insta::assert_snapshot!(machine.run("docker login"), @r"
    ! error: cannot perform an interactive login from a non-TTY device
    exit 1
    ");
}

#[test]
fn a_login_with_the_browser_keeps_its_tokens() {
    let mut machine = Machine::new().on_terminal(&[""]);
    machine.fake.password = "dckr_pat_x".into();
    let text = machine.run("docker login").replace('\u{1b}', "^");
    insta::assert_snapshot!(text, @r"
    ! ^[1m
    ! USING WEB-BASED LOGIN^[0m
    ! 
    ! ^[1m^[106m^[30mi^[0m^[0m ^[96mInfo → ^[0m^[0m^[3mTo sign in with credentials on the command line, use 'docker login -u <username>'^[0m
    !          ^[3m^[0m
    ! 
    ! Your one-time device confirmation code is: ^[1mLAYR-CAKE
    ! ^[0m^[1mPress ENTER^[0m to open your browser or submit your device code here: ^[4mhttps://login.docker.com/activate
    ! ^[0m
    ! Waiting for authentication in the browser…
    ! 
    ! WARNING! Your credentials are stored unencrypted in '/home/student/.docker/config.json'.
    ! Configure a credential helper to remove this warning. See
    ! https://docs.docker.com/go/credential-store/
    ! 
    Login Succeeded
    ? (in the browser) Sign in as student and confirm LAYR-CAKE? [Y/n] 
    exit 0
    ");
    let stored = machine.file("/home/student/.docker/config.json");
    assert!(stored.contains("v1/access-token") && stored.contains("v1/refresh-token"), "{stored}");
    machine.run("docker logout");
    assert_eq!(machine.file("/home/student/.docker/config.json"), "{\n\t\"auths\": {}\n}");
    assert!(machine.fake.calls.contains(&"web_form login.docker.com/oauth/revoke".to_string()));

    let mut machine = Machine::new().on_terminal(&["n"]);
    assert!(
        machine
            .run("docker login")
            .contains("! failed waiting for authentication: User cancelled the confirmation prompt.\n")
    );
}

#[test]
fn a_search_is_a_table() {
    let mut machine = Machine::new();
    insta::assert_snapshot!(machine.run("docker search -f is-official=true --limit 3 nginx"), @r"
    NAME      DESCRIPTION                STARS     OFFICIAL
    nginx     Official build of Nginx.   21394     [OK]
    exit 0
    ");
    assert_eq!(machine.fake.calls, [r#"image_search nginx Some(3) {"is-official": ["true"]}"#]);
}
