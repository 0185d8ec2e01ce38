docker pull -q alpine; docker pull -q debian:stable-slim; docker pull -q busybox; docker pull -q nginx
docker run --rm alpine ldd /bin/ls | cut -d'(' -f1; docker run --rm alpine ldd /etc/passwd; docker run --rm alpine ldd nothing; docker run --rm alpine ldd
docker run --rm alpine sh -c 'wc -l < /etc/passwd; id ftp; grep -c : /etc/group; cat /usr/bin/ldd'
docker run --rm debian:stable-slim sh -c 'ldd /bin/ls /bin/bash | cut -d"(" -f1; ldd /etc/passwd; ldd nothing; ldd; ldd --version | head -1; cd /bin; ldd cat | head -1'
docker run --rm debian:stable-slim sh -c 'id www-data; tail -2 /etc/passwd'; docker run --rm -u daemon busybox id; docker run --rm nginx sh -c 'tail -2 /etc/passwd; id nginx'
docker image inspect -f '{{.Id}}' debian:stable-slim > a; docker pull -q debian:trixie-slim; docker image inspect -f '{{.Id}}' debian:trixie-slim | cmp - a && echo same
for tag in node:lts-slim node:lts-alpine node:current-bookworm-slim python:slim-bullseye nginx:stable-perl rabbitmq:3-management-alpine jenkins/jenkins:lts-slim php:8.2-fpm-alpine; do docker pull -q $tag; done; docker pull node:lts-windows
docker pull -q docker:cli; docker run --rm docker:cli docker ps; docker run --rm docker:cli version; docker run --rm docker:cli --version; docker run --rm docker:cli sh -c 'echo "in a shell"'
docker pull -q docker:dind; docker run --name inner --privileged docker:dind; docker ps -a --format '{{.Names}} {{.Status}}'
docker pull -q postgres:17; docker run -d --name db -e POSTGRES_PASSWORD=x postgres:17 > id; docker exec db pg_isready; docker exec db pg_isready -h localhost -U postgres; docker exec db pg_isready -p 5433; docker run --rm postgres:17 pg_isready
docker exec -u postgres db createdb shop; docker exec db createdb -U postgres shop; docker exec db psql -U postgres -Atc 'select 1' shop; docker exec db dropdb -U postgres shop; docker exec db dropdb -U postgres shop; docker exec -u postgres db id
docker run --rm nginx sh -c 'export NAME=you; echo "hello \$NAME, \${NAME} \$OTHER." | envsubst; echo "\$NAME \$HOME" | envsubst "\$NAME"'
