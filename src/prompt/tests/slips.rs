//! What careless people typed, and the one line that helped: cause and next step, in `explain`, too.

use super::*;

/// Each line, and a part of what is said to it. Lines go one after the other in one sandbox.
fn says(learner: &mut Learner, typed: &[(&str, &str)]) {
    for (line, part) in typed {
        let said = learner.types(line).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(part), "{line}\n{part}\n{said}");
        // What was said of a slip is there for whoever asks.
        if said.contains("Tutor: ") && said.contains("docker: '") {
            let again = learner.types("explain").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(again.contains(part), "explain after {line}\n{again}");
        }
    }
}

#[test]
fn names_tags_and_counts() {
    let mut learner = Learner::at_play();
    says(
        &mut learner,
        &[
            ("docker pull hello world", "docker pull hello-world"),
            ("docker pull nginx stable", "docker pull nginx:stable"),
            ("docker pull nginx/1.31.4", "nginx:1.31.4"),
            ("docker pull nginx:1,31", "nginx:1.31"),
            ("docker pull 843cf5c6c79b", "looks like an ID"),
            ("docker tag x http://localhost:5000/x", "no `http://` before it"),
            ("docker run c4 nginx:stable", "docker run --name c4 nginx:stable"),
            ("docker login student extra", "docker login -u student"),
            ("docker biuld -t site:1 site", "no command `biuld`. Did you mean `docker build -t site:1 site`"),
            ("explain", "`biuld` is no command of Docker's"),
            ("docker untag x", "docker rmi NAME"),
            ("docker prune", "docker image prune"),
            ("docker compose up", "not simulated"),
        ],
    );
    assert!(!learner.types("docker swarm init").contains("explain"));
}

#[test]
fn builds() {
    let mut learner = Learner::at_play();
    learner.types("mkdir -p hello quote empty; printf 'FROM scratch\\n' > hello/Dockerfile");
    learner.types("cp hello/Dockerfile quote/Dockerfile.txt");
    let build = |text: &str| format!("printf '{text}' > hello/Dockerfile; docker build -t a hello");
    says(
        &mut learner,
        &[
            ("docker build -t x", "docker build -t x ."),
            ("docker build -t x:hello", "docker build -t x:hello hello"),
            ("docker build hello:1 hello", "docker build -t hello:1 hello"),
            ("docker build -t a hello/Dockerfile", "a build takes a folder: `hello`"),
            ("docker build -t a .", "one is in `hello`"),
            ("docker build -t a quote", "mv quote/Dockerfile.txt quote/Dockerfile"),
            ("docker build -t a empty", "edit empty/Dockerfile"),
            ("cd quote", ""),
            ("docker build -t a hello", "../hello"),
            ("docker build -t a quote", "You are in `quote` already"),
            ("cd ..", ""),
            (&build("FROM ngnix\\n"), "the Hub has no `ngnix`. Did you mean `nginx`?"),
            (&build("RUN a\\nFROM scratch\\n"), "begins with FROM"),
            (&build("FROM busybox\\nRUN a\\n&& b\\n"), "Line 3 begins with `&&`"),
            (&build("FROM busybox\\nCOPY hello/Dockerfile /\\n"), "the file is called `Dockerfile`"),
            (&build("FROM busybox\\nRUN nothing\\n"), "no such program"),
            (&build("FROM debian\\nRUN apt-get install curl\\n"), "apt-get update && apt-get install -y"),
        ],
    );
}

#[test]
fn what_was_taken_away_and_what_belongs_elsewhere() {
    let mut learner = Learner::at_play();
    learner.types("docker run -d --name web2 busybox sleep 1000");
    learner.types("docker run -d --name web3 busybox sleep 1000");
    says(
        &mut learner,
        &[
            ("docker run --name web3 busybox", "docker rm -f web3"),
            ("docker cp x web3", "docker cp x web3:/x"),
            ("docker rm busybox", "docker rmi busybox"),
            ("docker exec web3 nano x", "few images have an editor"),
            ("docker rm -f web2", ""),
            ("docker logs web2", "You removed `web2` just now"),
            ("docker tag busybox b:1", ""),
            ("docker rmi busybox", ""),
            ("docker history busybox", "still here as `b:1`"),
            ("apt-get install curl", "after RUN in a Dockerfile"),
            ("FROM nginx", "belongs in a Dockerfile"),
            ("ssh web3", "docker exec -it web3 sh"),
            ("mkdir hello; echo FROM scratch > hello/Dockerfile", ""),
            ("cls", "Here that is `clear`"),
            ("docker images | findstr /i alpine", "Here that is `grep`"),
            ("copy a b", "Here that is `cp a b`"),
            ("docker ps -aq | %{docker rm $_}", "`docker rm $(docker ps -aq)`"),
            ("$env:DOCKER_BUILDKIT=1", "export DOCKER_BUILDKIT=1"),
            ("service docker start", "Docker runs here already"),
            ("podman images", "Here that is `docker images`"),
            ("kubectl get pods", "Kubernetes"),
            ("pwsh", "is bash"),
            ("type hello/Dockerfile", "Here that is `cat hello/Dockerfile`"),
            ("docker run -v %cd%:/app busybox ls", "docker run -v $PWD:/app busybox ls"),
            ("docker run -v C:\\me:/app busybox ls", "no drives"),
            ("docker run --rm busybox wget -qO- http://web3", "docker network create NET"),
            ("cd hello && ll", "Here that is `ls -l`"),
            ("docker pull -q busybox; ll", "Here that is `ls -l`"),
            ("docker exec busybox ls /", "is the name of an image"),
            ("docker exec ls /", "docker exec web3 ls /"),
            ("docker run --rm ^", "ends with a backslash"),
            ("DOCKER RUN X", "`docker run X`"),
            ("what is a digest?", "SHA-256"),
        ],
    );
}

#[test]
fn hints_name_the_cause_and_nothing_that_is_not_so() {
    let mut learner = Learner::at_play();
    learner.types("docker run -d --name web busybox sleep 1000");
    learner.types("mkdir shop; printf 'FROM busybox\\n' > shop/Dockerfile");
    says(
        &mut learner,
        &[
            ("docker run -d busybox c1", "docker run --name c1 busybox"),
            ("docker exec -w /nosuch web pwd", "the container has no `/nosuch`"),
            ("docker exec web 'echo hi'", "In quotes the whole text is one program's name"),
            ("docker run --rm busybox -c 'echo hi'", "docker run --rm busybox sh -c"),
            ("docker run --rm busybox ''", "an empty name of a program"),
            ("docker cp :x .", "Before the colon stands the name of a container"),
            ("docker run --name c4 busybox echo x >> /data/y", "Your own shell took the `>`"),
            ("echo x > /data/y", "begins at the top of the machine"),
            ("echo x > data/y", "mkdir -p data"),
            ("docker pull `hello-world`", "Type `docker pull hello-world`"),
            ("docker rmi busybox", "then the image can go"),
            ("docker tag busybox student/site:1.0", ""),
            ("docker commit page:1 web", "docker commit web page:1"),
            ("docker rmi nginx:1.31", "nothing to remove"),
            ("docker log out", "Did you mean `docker logout`?"),
            ("docker limits", "That is not a command of Docker: `hub limits`"),
            ("docker push nginx student/site:1.0", "docker push student/site:1.0"),
            ("docker run shop:1", "docker build -t shop:1 shop"),
            ("docker pull ubunutu", "Did you mean `ubuntu`?"),
            ("docker pull ubunutu", "Did you mean `ubuntu`?"),
        ],
    );
    let silent = |line: &str, part: &str, learner: &mut Learner| {
        let said = learner.types(line);
        assert!(!said.contains(part), "{line}\n{part}\n{said}");
    };
    silent("docker run --rm busybox httpd -h", "one word too many", &mut learner);
    silent("docker manifest create a", "docker create", &mut learner);
    silent("docker run --rm bash bash report.sh", "There is no file `report.sh` here", &mut learner);
    silent("docker push nginx student/site:1.0", "docker push nginx", &mut learner);
    silent("bash -c 'docker help | head -1; nosuchword'", "Did you mean", &mut learner);
}

#[test]
fn a_program_that_may_not_be_executed_is_told_from_one_elsewhere() {
    let mut learner = Learner::at_play();
    learner.types("echo 'echo hi' > entry.sh; chmod 644 entry.sh");
    learner.types("printf 'FROM busybox\\nCOPY entry.sh /usr/local/bin/\\nENTRYPOINT [\"entry.sh\"]\\n' > Dockerfile");
    learner.types("docker build -q -t entry .");
    says(&mut learner, &[("docker run --rm entry", "RUN chmod +x /usr/local/bin/entry.sh")]);
}

#[test]
fn python_says_how_it_is_left() {
    let mut learner = Learner::at_play();
    learner.types("python3");
    says(&mut learner, &[("ls -l", "`exit()` or Ctrl-D leaves it"), ("docker ps", "This prompt is Python's")]);
    assert!(!learner.types("print(1)").contains("Python's"));
}

#[test]
fn at_a_question() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::Plain));
    learner.begin(Room::Lesson(0));
    learner.types("touch a.txt b.txt");
    says(
        &mut learner,
        &[
            ("answer /hello", "This task is done already; no answer is needed"),
            ("answer /hello", "Enter (or `next`) goes on"),
            ("reset all", "`reset lesson` (or `reset` alone) starts this lesson over"),
            ("previous", "Did you mean `back`?"),
        ],
    );
    learner.types("next");
    says(
        &mut learner,
        &[
            ("exit code of two", "A question is open"),
            ("check", "A question is open"),
            ("anser 1", "answer 1"),
            ("what is a tag?", "latest"),
            ("answer second", "You have made both"),
            ("yes", "Nothing"),
            ("3", "`learn 3`"),
        ],
    );
}

#[test]
fn what_is_suggested_works_when_it_is_typed() {
    let mut learner = Learner::at_play();
    learner.types("mkdir hello");
    says(
        &mut learner,
        &[
            ("docker build hello hello:1", "`docker build -t hello:1 hello`"),
            ("docker build hello:1 .", "`docker build -t hello:1 .`"),
            ("docker build . hello", "docker build -t"),
            ("docker pull alpine, ubuntu", "`docker pull alpine`, then `docker pull ubuntu`"),
            ("docker pull alpine,ubuntu", "`docker pull alpine`, then `docker pull ubuntu`"),
            ("docker pull alpine and ubuntu", "`docker pull alpine`, then `docker pull ubuntu`"),
            ("docker pull alpine:3.24,nginx", "`docker pull alpine:3.24`, then `docker pull nginx`"),
            ("docker pull {alpine,ubuntu}", "`docker pull alpine`, then `docker pull ubuntu`"),
            ("docker rmi hello-world, alpine", "no commas: `docker rmi hello-world alpine`"),
            ("docker inspect hello-world,alpine", "no commas: `docker inspect hello-world alpine`"),
            ("docker pull hello-world docker images", "`docker pull hello-world && docker images`"),
            ("docker pull hello-world && ubuntu", "`docker pull ubuntu`"),
            ("docker search nginx is-official=true", "`docker search --filter is-official=true nginx`"),
            ("docker run it alpine", "`docker run -it alpine`"),
            ("docker run rm alpine ls", "`docker run --rm alpine ls`"),
            ("docker rm image alpine", "`docker image rm alpine`"),
            ("docker inspect image alpine", "`docker image inspect alpine`"),
            ("docker pull <alpine>", "Type `docker pull alpine`"),
            ("docker pull <nosuch> x", "Type `docker pull nosuch x`"),
            ("> docker ps", "CONTAINER ID"),
            ("reset everything", "There is no other `reset` here"),
            ("prev", "`back` belongs to lessons"),
        ],
    );
    assert!(!learner.types("ls").contains("docker"));
    let before = learner.types("ls -d hello");
    assert!(!learner.types("ls < nosuch").contains("instruction") && before.contains("hello"));
}

#[test]
fn a_shell_that_did_start_is_not_missing() {
    let mut learner = Learner::at_play();
    learner.types("docker run -d --name c1 nginx");
    learner.types("docker exec -it c1 bash");
    learner.types("nano x");
    let left = learner.types("exit");
    assert!(!left.contains("There is no"), "{left}");
    says(
        &mut learner,
        &[
            ("docker exec c1 bush", "There is no `bush` in this container's image"),
            ("docker exec -it c1 bush", "There is no `bush` in this container's image"),
            ("docker exec c1 sh -c 'docker ps'", "there is none in there"),
            ("docker exec c1 sh -c 'echo x", "the quote ' is open"),
            ("docker ps", ""),
            ("'", "A quote was left open"),
        ],
    );
}

#[test]
fn an_editor_is_opened_only_where_a_file_can_be() {
    let mut learner = Learner::at_play();
    learner.edited = Edited::Content(b"FROM scratch\n".to_vec());
    says(
        &mut learner,
        &[
            ("edit nosuch/Dockerfile", "`mkdir -p nosuch`"),
            ("mkdir -p nosuch/inner", ""),
            ("edit nosuch", "`edit nosuch/NAME` begins one"),
            ("edit nosuch/Dockerfile", "Saved in the sandbox"),
            ("nano nosuch/", "Those in it: `edit nosuch/Dockerfile`."),
            ("cd nosuch", ""),
            ("code .", "`edit Dockerfile`"),
        ],
    );
}

#[test]
fn who_removes_the_folder_they_are_in_is_told_the_way_out() {
    let mut learner = Learner::at_play();
    says(
        &mut learner,
        &[
            ("rm -rf ~/work", "was removed. `undo`"),
            ("cat x", "`cd` goes"),
            ("edit x", "`cd` goes"),
            ("undo", ""),
            ("cat x", "`ls` lists"),
        ],
    );
}

#[test]
fn a_failure_that_the_task_asks_for_is_no_slip() {
    let mut learner = Learner::new(course().unwrap(), surface(80, Palette::NoColours));
    learner.begin(Room::Menu);
    learner.types("6");
    learner.types("goto 8");
    learner.types("docker tag httpd nginx:mine");
    let pushed = learner.types("docker push nginx:mine");
    assert!(pushed.contains("denied") && !pushed.contains("student/nginx:mine"), "{pushed}");
}

#[test]
fn a_revoked_token_is_named_wherever_it_is_refused() {
    let mut learner = Learner::at_play();
    says(&mut learner, &[("docker login -u student -p typo", "a token does as a password")]);
    learner.types("printf dckr_pat_classroom > token.txt");
    learner.types("docker login -u student --password-stdin < token.txt");
    learner.types("docker pull -q hello-world");
    learner.types("docker tag hello-world student/a:1");
    learner.types("hub token revoke");
    let here = "with which you are logged in was revoked";
    says(
        &mut learner,
        &[
            ("docker push student/a:1", here),
            ("docker pull alpine", here),
            ("docker run alpine", here),
            ("printf 'FROM alpine\\n' > Dockerfile && docker build .", here),
            ("docker buildx imagetools inspect alpine", here),
            ("docker login -u student --password-stdin < token.txt", "This token of `student` was revoked"),
            ("cat token.txt | docker login -u student --password-stdin", "This token of `student` was revoked"),
            ("docker login -u student -p $(cat token.txt)", "This token of `student` was revoked"),
            ("docker login -u student -p dckr_pat_classroom", "This token of `student` was revoked"),
            ("docker login -u student -p typo", "or it is a token that was revoked"),
        ],
    );
    learner.types("docker pull alpine");
    let explained = learner.types("explain");
    let explained = explained.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(explained.contains("a token that was revoked") && !explained.contains("has no repository"), "{explained}");
}

#[test]
fn what_runs_in_containers_is_asked_by_name_and_port() {
    let mut learner = Learner::at_play();
    learner.types("docker run -d -q --name web nginx");
    says(
        &mut learner,
        &[
            ("curl localhost", "only if it was published"),
            ("docker exec cat /etc/hostname", "`docker exec web cat /etc/hostname`"),
            ("docker images --filter dangling", "`--filter dangling=true`"),
            ("docker ps -f status", "`--filter status=…`"),
        ],
    );
    learner.types("docker run -d -q --name web2 nginx");
    says(&mut learner, &[("docker exec ls /", "`docker exec NAME ls …`")]);
}

#[test]
fn a_word_of_the_tutors_in_ones_own_language_is_known_at_a_question() {
    let mut learner = Learner::new(two_lessons(), surface(80, Palette::Plain));
    learner.speak("de");
    learner.begin(Room::Lesson(0));
    learner.types("touch a.txt b.txt");
    learner.types("next");
    says(
        &mut learner,
        &[("weiter", "`next`"), ("beenden", "`quit`"), ("Hilfe", "`help`"), ("drei", "Eine Frage ist offen")],
    );
}
