docker pull -q busybox
docker run --rm --hostname web --domainname ex.org busybox sh -c 'hostname; hostname -f; hostname -d; hostname -i; tail -1 /etc/hosts'
docker run --rm --hostname a.b busybox sh -c 'hostname -f; hostname -s; tail -1 /etc/hosts'
docker run --rm --add-host gw:host-gateway busybox grep gw /etc/hosts
docker run --rm --dns 8.8.8.8 --dns-search ex.org --dns-option ndots:2 busybox cat /etc/resolv.conf
docker run --rm --dns x busybox true; docker run --rm --dns-search -- busybox true
docker run --rm busybox ip addr
docker run --rm busybox sh -c 'ip -o -4 addr; ip route; ip addr show eth9; ip -4 a show dev eth0'
docker run --rm --network none busybox ip link
docker run --rm busybox sh -c 'ifconfig eth0; route -n; netstat -tln; arp'
docker run --rm busybox ping -c 2 localhost
docker run --rm busybox sh -c 'ping -c 1 -W 1 8.8.8.8; echo $?; ping -c 1 example.com; nslookup example.com; traceroute nosuch'
docker run --rm --init busybox sh -c 'ps; echo $$'
docker run --rm --device /dev/null:/dev/foo busybox ls -l /dev/foo | cut -c1-20
docker run --rm --device /dev/nosuch busybox true; docker run --rm --device /dev/null:/x:zz busybox true; docker run --rm --gpus all busybox true
docker run --rm --sysctl net.core.somaxconn=99 busybox cat /proc/sys/net/core/somaxconn /proc/sys/net/ipv4/ip_forward
docker run --rm --sysctl vm.swappiness=1 busybox true
docker run --rm --log-opt max-size=x busybox true; docker run --rm --log-opt max-file=0 busybox true
docker run --rm --mount type=tmpfs,dst=/t,tmpfs-size=1m busybox df /t
docker run -d --name web busybox sleep 100; docker network inspect bridge
docker network inspect -f '{{.Name}} {{.Driver}} {{range .IPAM.Config}}{{.Subnet}} {{.Gateway}}{{end}} {{range .Containers}}{{.Name}} {{.IPv4Address}}{{end}}' bridge none
docker network inspect nosuch; docker network rm bridge nosuch; docker network rm -f nosuch; docker network prune; docker network prune -f --filter a=b
docker plugin ls; docker plugin ls -q; docker service ls --format x; docker swarm leave --force
