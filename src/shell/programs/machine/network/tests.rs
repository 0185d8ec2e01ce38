use crate::shell::Flavour::{self, Busybox, Gnu};
use crate::shell::testing::{Machine, check_all, run_on};

fn listening(flavour: Flavour, line: &str) -> (String, i32) {
    let mut machine = Machine::new(flavour);
    machine.ports = vec![80];
    let outcome = run_on(&mut machine, line, "").unwrap();
    (outcome.stdout + &outcome.stderr, outcome.status)
}

#[test]
fn who_listens_is_shown() {
    let head = "Active Internet connections (only servers)\n\
                Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    \n";
    let rows = "tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      1/sh                \n";
    let six = "tcp        0      0 :::80                   :::*                    LISTEN      1/sh                \n";
    assert_eq!(listening(Busybox, "netstat -tlnp"), (format!("{head}{rows}{six}"), 0));
    assert_eq!(listening(Gnu, "netstat -tlnp"), (format!("{head}{rows}{}", six.replacen("tcp ", "tcp6", 1)), 0));
    let head = "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n";
    let rows = "LISTEN 0      4096         0.0.0.0:80        0.0.0.0:*    users:((\"sh\",pid=1,fd=6))\n";
    assert_eq!(listening(Gnu, "ss -4tlnp"), (format!("{head}{rows}"), 0));
    assert!(!listening(Gnu, "netstat -tn").0.contains("LISTEN"));
    assert!(listening(Gnu, "netstat -rn").0.starts_with("Kernel IP routing table\n"));
}

#[test]
fn what_would_change_the_network_is_refused() {
    let mut machine = Machine::new(Gnu);
    let words =
        run_on(&mut machine, "route add default gw 1.2.3.4; ifconfig lo down; ip route add default via 1.2.3.4", "")
            .unwrap();
    assert_eq!(words.stdout, "");
    assert_eq!(words.stderr.matches("layercake does not simulate changes of the network\n").count(), 3);
    check_all(
        Gnu,
        &[
            ("ip -z", "", "Option \"-z\" is unknown, try \"ip -help\".\n", 255),
            ("ip foo", "", "Object \"foo\" is unknown, try \"ip help\".\n", 1),
            ("ip -j addr", "", "ip: layercake does not simulate the option -j\n", 1),
            ("ip -br addr", "lo               UNKNOWN        127.0.0.1/8 ::1/128 \n", "", 0),
        ],
    );
}

#[test]
fn who_is_not_there_does_not_answer() {
    check_all(
        Gnu,
        &[
            (
                "ping -c 2 127.0.0.1",
                "PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.050 ms\n\
                 64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=0.050 ms\n\n--- 127.0.0.1 ping statistics ---\n\
                 2 packets transmitted, 2 received, 0% packet loss, time 1000ms\nrtt min/avg/max/mdev = 0.050/0.050/0.050/0.000 ms\n",
                "",
                0,
            ),
            (
                "ping -qw 3 127.0.0.1 | tail -n 2 | head -n 1",
                "3 packets transmitted, 3 received, 0% packet loss, time 2000ms\n",
                "",
                0,
            ),
            ("ping -c 1 172.17.0.9", "", "ping: connect: Network is unreachable\n", 2),
            ("ping -c x 127.0.0.1", "", "ping: invalid argument: 'x'\n", 1),
            (
                "traceroute 8.8.8.8",
                "traceroute to 8.8.8.8 (8.8.8.8), 30 hops max, 60 byte packets\n",
                "traceroute: connect: Network is unreachable\n",
                1,
            ),
            (
                "echo '10.0.0.2 db' > /etc/hosts; nslookup db",
                "Server:\t\t127.0.0.1\nAddress:\t127.0.0.1#53\n\nNon-authoritative answer:\nName:\tdb\nAddress: 10.0.0.2\n\n",
                "",
                0,
            ),
        ],
    );
}
