use crate::shell::Flavour::{Busybox, Gnu};
use crate::shell::testing::{check, check_all};

#[test]
fn members_of_groups_are_in_them() {
    check(&[
        (
            "addgroup -q --gid 2000 dev; useradd -u 1500 -G dev,root bob; id bob; id -Gn bob; groups bob root",
            "uid=1500(bob) gid=1500(bob) groups=1500(bob),0(root),2000(dev)\nbob root dev\nbob : bob root dev\nroot : root\n",
        ),
        (
            "groupadd -g 2000 dev; useradd -u 1500 bob; usermod -aG dev bob; su bob -c 'id -G'; gosu bob id -Gn; \
             sudo -u bob id -G; gosu bob:dev id -G; gosu 1500 id -G",
            "1500 2000\nbob dev\n1500 2000\n2000\n1500 2000\n",
        ),
    ]);
    check_all(
        Busybox,
        &[
            (
                "addgroup -g 2000 dev; adduser -D -u 1500 bob; addgroup bob dev; id -Gn bob; groups bob",
                "bob dev\nbob dev\n",
                "",
                0,
            ),
            ("groups nobody-there", "", "groups: unknown user nobody-there\n", 1),
        ],
    );
}

#[test]
fn usermod_writes_another_line() {
    check(&[
        (
            "useradd -u 1500 bob; usermod -s /bin/bash -d /srv -c 'Bob B' -g root -u 1600 bob; tail -n 1 /etc/passwd",
            "bob:x:1600:0:Bob B:/srv:/bin/bash\n",
        ),
        (
            "useradd -G root bob; usermod -G student bob; id -Gn bob; usermod -aG root bob; id -Gn bob; usermod -G '' bob; id -Gn bob",
            "bob student\nbob root student\nbob\n",
        ),
        (
            "useradd -m -G root -u 1500 bob; touch /home/bob/f; chown bob /home/bob/f; usermod -l rob -u 1600 -d /home/rob -m bob; \
             ls -n /home/rob | tail -n 1 | cut -d ' ' -f 3; grep -c bob /etc/passwd /etc/group; id -Gn rob",
            "1600\n/etc/passwd:0\n/etc/group:1\nbob root\n",
        ),
    ]);
    check_all(
        Gnu,
        &[
            ("usermod -s /bin/sh student", "", "usermod: no changes\n", 0),
            ("usermod -u 0 student", "", "usermod: UID '0' already exists\n", 4),
            ("usermod -G no student; id -G student", "1000\n", "usermod: group 'no' does not exist\n", 0),
            (
                "usermod -a student",
                "",
                "usermod: -a flag is only allowed with the -G flag\nTry 'usermod --help' for more information.\n",
                2,
            ),
            ("usermod -L student", "", "usermod: layercake does not simulate the option -L\n", 2),
        ],
    );
}

#[test]
fn numbers_that_are_none_or_taken_are_refused() {
    check_all(
        Gnu,
        &[
            ("useradd -u abc carl", "", "useradd: invalid user ID 'abc'\n", 3),
            ("useradd -u 0 x", "", "useradd: UID 0 is not unique\n", 4),
            ("useradd -o -u 0 x; id -u x", "0\n", "", 0),
            ("groupadd -g 0 z", "", "groupadd: GID '0' already exists\n", 4),
            ("groupadd -g -1 z", "", "groupadd: invalid group ID '-1'\n", 3),
            ("useradd -G nothere w; id w", "", "useradd: group 'nothere' does not exist\nid: 'w': no such user\n", 1),
            ("adduser --uid abc w", "", "Value \"abc\" invalid for option uid (number expected)\n", 1),
        ],
    );
    check_all(
        Busybox,
        &[
            ("adduser -D -u abc w", "", "adduser: invalid number 'abc'\n", 1),
            ("adduser -D -u 0 w", "", "adduser: uid '0' in use\n", 1),
            ("addgroup -g 0 w", "", "addgroup: gid '0' in use\n", 1),
            ("adduser -D -G nothere w; id w", "", "adduser: unknown group nothere\nid: unknown user w\n", 1),
        ],
    );
}

#[test]
fn debians_options_are_read_as_perl_reads_them() {
    let outcome = crate::shell::testing::run(Gnu, "adduser -D bob");
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (1, "Option d is ambiguous (debug, disabled-login, disabled-password)\n")
    );
    let outcome = crate::shell::testing::run(Gnu, "adduser --nonsense bob");
    assert_eq!((outcome.status, outcome.stderr.as_str()), (1, "Unknown option: nonsense\n"));
    check(&[
        (
            "addgroup -q --gid 100 users; adduser -q --disabled-p --gecos '' --HOME=/srv bob; tail -n 1 /etc/passwd",
            "bob:x:1001:1001::/srv:/bin/bash\n",
        ),
        ("adduser --group -q dev; tail -n 1 /etc/group", "dev:x:1001:\n"),
    ]);
}

#[test]
fn databases_are_looked_up() {
    check_all(
        Gnu,
        &[
            ("getent passwd 1000", "student:x:1000:1000::/home/student:/bin/sh\n", "", 0),
            (
                "echo 'student:!:1::::::' > /etc/shadow; getent shadow student; getent shadow no",
                "student:!:1::::::\n",
                "",
                2,
            ),
            ("getent services http", "", "", 2),
            (
                "printf 'http\\t\\t80/tcp\\t\\tweb # WWW\\n' > /etc/services; getent services web; getent services 80/tcp; getent services 80/udp",
                "http                  80/tcp web\nhttp                  80/tcp web\n",
                "",
                2,
            ),
            (
                "printf '127.0.0.1\\tlocalhost\\n::1\\tlocalhost ip6-localhost\\n10.0.0.2 db\\n' > /etc/hosts; getent hosts localhost db; \
                 getent ahostsv4 db",
                "::1             localhost ip6-localhost\n10.0.0.2        db\n10.0.0.2        STREAM db\n\
                 10.0.0.2        DGRAM  \n10.0.0.2        RAW    \n",
                "",
                0,
            ),
            (
                "getent nothing x",
                "",
                "Unknown database: nothing\nTry `getent --help' or `getent --usage' for more information.\n",
                1,
            ),
        ],
    );
}

/// What a line prints in a release of Debian or Ubuntu.
fn in_release(codename: &str, line: &str) -> String {
    let setup = format!("echo VERSION_CODENAME={codename} > /etc/os-release; echo users:x:100: >> /etc/group");
    let outcome = crate::shell::testing::run(Gnu, &format!("{setup}; {line}"));
    format!("{}{}{}\n", outcome.stdout, outcome.stderr, outcome.status)
}

#[test]
fn each_edition_of_debians_has_its_words() {
    let adds = "adduser --disabled-password --gecos '' bob";
    assert_eq!(
        in_release("jammy", adds),
        "Adding user `bob' ...\nAdding new group `bob' (1001) ...\nAdding new user `bob' (1001) with group `bob' ...\n\
         Creating home directory `/home/bob' ...\nCopying files from `/etc/skel' ...\n0\n"
    );
    assert_eq!(
        in_release("bookworm", adds),
        "Adding user `bob' ...\nAdding new group `bob' (1001) ...\n\
         Adding new user `bob' (1001) with group `bob (1001)' ...\nCreating home directory `/home/bob' ...\n\
         Copying files from `/etc/skel' ...\nAdding new user `bob' to supplemental / extra groups `users' ...\n\
         Adding user `bob' to group `users' ...\n0\n"
    );
    assert_eq!(
        in_release("noble", adds),
        "info: Adding user `bob' ...\ninfo: Selecting UID/GID from range 1000 to 59999 ...\n\
         info: Adding new group `bob' (1001) ...\ninfo: Adding new user `bob' (1001) with group `bob (1001)' ...\n\
         info: Creating home directory `/home/bob' ...\ninfo: Copying files from `/etc/skel' ...\n\
         info: Adding new user `bob' to supplemental / extra groups `users' ...\n\
         info: Adding user `bob' to group `users' ...\n0\n"
    );
    for (codename, line, words) in [
        ("jammy", "adduser student", "adduser: The user `student' already exists.\n1\n"),
        ("noble", "adduser student", "fatal: The user `student' already exists.\n11\n"),
        ("bookworm", "adduser --system root", "The system user `root' already exists. Exiting.\n0\n"),
        (
            "bookworm",
            "adduser --system student",
            "adduser: The user `student' already exists, but is not a system user. Exiting.\n1\n",
        ),
        ("bookworm", "adduser student nothing", "adduser: The group `nothing' does not exist.\n1\n"),
        ("noble", "adduser nobody-there users", "fatal: The user `nobody-there' does not exist.\n12\n"),
        ("bookworm", "adduser student users", "Adding user `student' to group `users' ...\nDone.\n0\n"),
        ("noble", "adduser student users", "info: Adding user `student' to group `users' ...\n0\n"),
        ("jammy", "addgroup student users", "Adding user `student' to group `users' ...\nDone.\n0\n"),
        (
            "bookworm",
            "addgroup student users",
            "addgroup: addgroup with two arguments is an unspecified operation.\n1\n",
        ),
        ("bookworm", "addgroup dev", "Adding group `dev' (GID 1001) ...\nDone.\n0\n"),
        ("bookworm", "addgroup users", "addgroup: The group `users' already exists.\n1\n"),
        ("bookworm", "addgroup --system users", "The group `users' already exists as a system group. Exiting.\n0\n"),
        (
            "bookworm",
            "deluser student",
            "Removing user `student' ...\nDone.\n\
             deluser: `/usr/bin/crontab' not executed. Skipping crontab removal. Package `cron' required.\n0\n",
        ),
        (
            "jammy",
            "deluser student",
            "Removing user `student' ...\nWarning: group `student' has no more members.\nDone.\n0\n",
        ),
        ("noble", "deluser bob", "fatal: The user `bob' does not exist.\n12\n"),
        ("bookworm", "deluser student users", "deluser: The user `student' is not a member of group `users'.\n6\n"),
        ("jammy", "delgroup student", "delgroup: `student' still has `student' as their primary group!\n7\n"),
        ("bookworm", "adduser", "adduser: Only one or two names allowed.\n1\n"),
    ] {
        assert_eq!(in_release(codename, line), words, "{codename}: {line}");
    }
}

#[test]
fn who_is_removed_leaves_all_groups() {
    let line = "groupadd dev; useradd -G dev,root bob; deluser bob; grep -c bob /etc/group /etc/passwd";
    assert!(in_release("bookworm", line).contains("Removing user `bob' ...\nDone.\n/etc/group:0\n/etc/passwd:0\n"));
    check_all(
        Busybox,
        &[
            ("addgroup dev; adduser -D bob; addgroup bob dev; deluser bob; grep -c bob /etc/group", "0\n", "", 1),
            ("delgroup student", "", "delgroup: 'student' still has 'student' as their primary group!\n", 1),
        ],
    );
}
