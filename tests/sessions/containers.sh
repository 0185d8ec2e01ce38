docker pull -q alpine; docker pull -q debian
docker run -d --name lends -v /shared -v kept:/kept alpine sh -c 'echo x > /shared/f; sleep 100' > id 2> log; docker run --rm --volumes-from lends alpine ls /shared /kept
docker run --rm --volumes-from lends:ro alpine touch /shared/g; docker run --rm --volumes-from nobody alpine true; docker run --rm --volumes-from lends:rx alpine true
docker run --rm --security-opt seccomp=nofile alpine true; echo '{' > p.json; docker run --rm --security-opt seccomp=p.json alpine true
docker run --rm --tmpfs /t:size=1m,mode=700 -v kept:/kept:ro alpine sh -c 'mount | grep -e /t -e /kept -e sysrq; df -h | head -3; ls -ld /t'
docker run --rm debian sh -c 'df -h; mkdir /proc/x; touch /sys/x' 2>&1
docker run --rm --network none alpine grep -c 172 /etc/hosts
docker image inspect -f '{{$a := 1}}{{$a = 2}}{{$a}}{{$b = 3}}' alpine
docker run -t --rm debian sh -c 'mkdir q; cd q; touch "a b" "it'"'"'s" "\$x"; ls; ls -l | tail -1; ls -Q; ls | cat'
docker create --name new alpine > id; docker export new | tar tv | grep -e ' etc/$' -e ' dev/$' -e ' usr/$'
docker inspect -f '{{range .Mounts}}{{.Type}} {{.Destination}} {{end}}' lends; python3 -c 'print(1)'
