docker pull -q mongo; docker pull -q nginx; docker pull -q alpine; docker pull -q haproxy; docker pull -q couchdb
docker run -d --name docs mongo > id; docker logs docs | tail -1; docker ps --format '{{.Image}} {{.Status}} {{.Ports}}'
docker top docs -o comm,args,pid | cut -c1-60; docker exec docs ls /data/db; docker stop docs && docker ps -a --format '{{.Status}}'
docker run -d --name graphs -p 3000:3000 grafana/grafana > id 2> log; curl -s localhost:3000/api/health; curl -si localhost:3000/nowhere | head -1
docker run --name couch couchdb 2>&1 | tail -3; docker ps -af name=couch --format '{{.Status}}'
docker run -d --name couch2 -e COUCHDB_USER=me -e COUCHDB_PASSWORD=me -p 5984:5984 couchdb > id; curl -s localhost:5984/_up
docker run -d --name ci jenkins/jenkins > id 2> log; docker exec ci cat /var/jenkins_home/secrets/initialAdminPassword; docker top ci -o uid,cmd,pid | cut -c1-70
docker run -d --name web nginx > id 2> log; docker top web -o uid,cmd,pid
docker run -d --name loop alpine sh -c 'while true; do sleep 1; done' > id 2> log; docker top loop -o cmd,pid | cut -d' ' -f1-3; docker exec loop ps | cut -c1-50
docker run -d --name page -p 8080:80 busybox sh -c 'echo hello > /index.html; httpd -f -h /' > id 2> log; curl -s localhost:8080
docker run --name proxy haproxy; docker run --rm nats:2.9.0 --version 2> log
docker run --rm -p 1234:1234 traefik/whoami:v1.11.0 --port nope > log 2>&1 & sleep 1; docker ps -q --filter ancestor=traefik/whoami:v1.11.0 | wc -l
mkdir auth; docker run --rm --entrypoint htpasswd httpd:2.4 -Bbn anna secret > auth/htpasswd 2> log; cut -c1-12 auth/htpasswd
docker run -d --name safe -p 5009:5000 -v $PWD/auth:/auth -e REGISTRY_AUTH=htpasswd -e REGISTRY_AUTH_HTPASSWD_REALM=box -e REGISTRY_AUTH_HTPASSWD_PATH=/auth/htpasswd registry:3 > id 2> log; docker login -u anna -p secret localhost:5009 2> log; docker logout localhost:5009 | tail -1; docker login -u anna -p wrong localhost:5009 2>&1 | tail -1
