docker pull -q hello-world; docker save hello-world > a.tar && xz -k a.tar && bzip2 -k a.tar && docker rmi hello-world > log
docker load -qi a.tar.xz && docker rmi -f hello-world > log; docker load < a.tar.bz2 && docker run --rm hello-world | sed -n 2p
file a.tar.xz a.tar.bz2 | cut -c1-40; tar tf a.tar.xz | tail -1; tar tJf a.tar.xz | wc -l; tar tjf a.tar.xz
mkdir d; echo x > d/f; tar cJf d.tar.xz d; tar caf d.tar.bz2 d; tar tf d.tar.bz2; docker import d.tar.xz i:1 > log; docker create --name box i:1 x > log; docker cp box:/d/f - | tar xO
docker pull -q debian:13-slim; docker run --rm -v $PWD:/w debian:13-slim tar tJf /w/d.tar.xz; docker pull -q alpine; docker run --rm -v $PWD:/w alpine tar tJf /w/d.tar.xz
printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers"}}' > c.json; printf '[{"Config":"c.json","RepoTags":["old:1"],"Layers":null}]' > manifest.json; tar c c.json manifest.json | docker load; docker image inspect -f '{{json .Descriptor}}' old:1
xz nothing; bunzip2 c.json; xz -d c.json; echo hi | xz | xzcat; echo hi | bzip2 -c | bzcat; xz --version
