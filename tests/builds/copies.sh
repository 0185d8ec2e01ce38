mkdir shop && cd shop && mkdir -p 'pages/[slug]' && touch pages/a.js 'pages/[id].js' 'pages/[slug]/index.js' && echo hi > greeting
printf 'FROM alpine\nCOPY pages/*.js /pages/\nCOPY pages/[[]slug] /slug/\nRUN ls /pages /slug\n' > Dockerfile; docker build --progress=plain . 2>&1 | grep '^#[0-9]* 0\.[0-9]* '
printf 'FROM alpine AS made\nRUN mkdir /o && echo one > /o/one && ln /o/one /o/two && ln -s one /o/three\nFROM scratch\nCOPY --from=made /o /\n' | docker build -q -o out -f- . && stat -c '%n %h' out/* && readlink out/three
printf 'FROM alpine\nCOPY greet* /files/\nRUN cat /files/greeting\n' > Dockerfile; docker build -q .
mv greeting greetings; docker build --progress=plain . 2>&1 | tail -n 1
printf 'FROM alpine\nRUN cat /etc/hosts; hostname; echo $HOSTNAME; grep /dev/shm /proc/mounts\n' | docker build --shm-size 128m --build-arg BUILDKIT_SANDBOX_HOSTNAME=ship --progress=plain - 2>&1 | grep '^#[0-9]* 0\.[0-9]* '
printf '#!/bin/sh\r\necho hi\r\n' > start.sh && chmod +x start.sh && printf 'FROM alpine\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n' | docker build -q -t windows -f- . && docker run --rm windows
