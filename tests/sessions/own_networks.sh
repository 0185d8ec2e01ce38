docker pull -q alpine; docker pull -q nginx; docker pull -q busybox
docker network create app-net; docker network create app-net; docker network create bridge; docker network create -d overlay far; docker network create -d ipvlan far; docker network create -d foo far
docker network create --subnet 10.5.0.0/16 --gateway 10.5.0.254 --label tier=back --internal inside
docker network create --subnet 10.5.1.0/24 x; docker network create --subnet 10.6.1.1/24 x; docker network create --subnet 10.7.0.0/24 --gateway 10.8.0.1 x; docker network create --gateway 10.0.0.1 x; docker network create --subnet foo x; docker network create --ip-range foo x
docker network ls --format '{{.Name}} {{.Driver}} {{.Internal}} {{.Labels}}'; docker network ls -q -f type=custom | wc -l; docker network ls -f dangling=true --format '{{.Name}}'
docker run -d --name web --network app-net nginx > /dev/null; docker run -d --name api --network app-net --network-alias backend --network-alias db alpine sleep 1000 > /dev/null
docker exec api tail -4 /etc/resolv.conf; docker exec api ping -c 1 web | head -2; docker exec api wget -qO- http://web | head -4; docker exec api wget -qO- http://nosuch
docker run --rm --network app-net alpine nslookup db; docker run --rm --network app-net alpine sh -c 'nslookup nosuch; nslookup 172.18.0.2'
docker run --rm alpine ping -c 1 -W 1 web; docker run --rm alpine ping -c 1 -W 1 172.18.0.2
docker network inspect app-net -f '{{json .IPAM}} {{range .Containers}}{{.Name}} {{.IPv4Address}} {{.MacAddress}} {{end}}{{json .Status}}'
docker inspect api -f '{{range $name, $end := .NetworkSettings.Networks}}{{$name}} {{$end.IPAddress}} {{$end.Gateway}} {{json $end.Aliases}} {{len $end.DNSNames}}{{end}}'
docker network rm app-net 2>&1 | sed 's/id:"[0-9a-f]*"/id:"…"/g'; docker network rm nosuch bridge; docker network rm -f nosuch
docker network connect --alias again inside api; docker network connect inside api; docker network connect nosuch api; docker network connect inside nosuch; docker network connect host api
docker exec api ip route; docker exec api ifconfig | grep -A1 eth; docker exec api cat /proc/net/route | cut -c1-40
docker ps --format '{{.Names}} {{.Networks}} {{.Ports}}'; docker ps -q -f network=inside | wc -l
docker inspect api -f '{{with index .NetworkSettings.Networks "inside"}}{{json .IPAMConfig}} {{json .Aliases}} {{json .Links}} {{json .DriverOpts}} [{{.Gateway}}] {{.IPAddress}}{{end}}'
docker network disconnect app-net api; docker network disconnect app-net api 2>&1 | sed 's/container [0-9a-f]*/container …/'; docker exec web curl -s api
docker run --rm --network inside busybox sh -c 'ping -c 1 again | head -1; ip route; ping -c 1 -W 1 172.18.0.2'
docker stop -t 0 api; docker network rm inside; docker start api
docker network create inside > /dev/null; docker rm api > /dev/null
docker run --rm --network app-net --ip 172.18.0.77 alpine hostname -i; docker run --rm --network app-net --ip 172.18.0.2 alpine true; docker run --rm --network app-net --ip 10.0.0.1 alpine true
docker run --rm --network app-net --network inside alpine sh -c 'ip -o -4 addr | cut -c1-40; tail -2 /etc/hosts | cut -f1'; docker run --rm --network app-net --network bridge alpine true
docker run --rm --network app-net --link web:site alpine ping -c 1 site | head -1; docker run --rm --network nosuch alpine true; docker run --rm --network container:web alpine hostname -i
docker rename web www; docker run --rm --network app-net alpine sh -c 'ping -c 1 www.app-net | head -1; ping -c 1 web'
printf 'server { listen 80; location / { proxy_pass http://www; } }\n' > proxy.conf; docker run -d --name proxy --network app-net -p 8080:80 -v $PWD/proxy.conf:/etc/nginx/conf.d/default.conf:ro nginx > /dev/null; curl -s localhost:8080 | head -4; docker logs www 2>&1 | tail -1 | cut -c1-12
docker rm -f www proxy; docker network prune -f; docker system prune -f
docker events --since 10m --until 0s --filter type=network --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}}' | sort | uniq -c
