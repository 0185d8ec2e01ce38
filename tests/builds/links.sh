mkdir shop && cd shop && mkdir src && echo hi > src/index.html && echo '{}' > package.json
printf 'FROM alpine AS build\nWORKDIR /app\nCOPY --link package.json ./\nRUN mkdir out && cp package.json out/\nCOPY --link src src\n\nFROM nginx:alpine\nCOPY --link --from=build /app/out /usr/share/nginx/html\nCOPY --link src/index.html /srv/\n' > Dockerfile; docker build --progress=plain -t shop . 2>&1 | grep -v 'sha256:'
printf 'RUN ls /srv\n' >> Dockerfile; docker build --progress=plain -t shop . 2>&1 | grep -v 'sha256:'
docker build --progress=plain -t shop . 2>&1 | grep -v 'sha256:'
docker history --format '{{.Size}} {{.CreatedBy}}' shop | head -n 3; docker run --rm shop ls /usr/share/nginx/html
echo 2: a base does not matter to a linked copy; sed -i 's/nginx:alpine/alpine/' Dockerfile; docker build --progress=plain -t shop . 2>&1 | grep -A1 '^#[0-9]* .stage-1'
printf 'FROM alpine\nCOPY --link --chown=nobody src /a\n' | docker build --progress=plain -f- . 2>&1 | sed -n '/COPY/,$p'
printf 'FROM alpine\nCOPY --link --chown=0:nobody src /a\n' | docker build -q -f- .
printf 'FROM scratch\nCOPY --chown=nobody src /a\n' | docker build -q -f- .
printf 'FROM scratch\nCOPY --link src /a\nCOPY --link package.json /\n' | docker build --progress=plain -f- . 2>&1 | grep -A1 'COPY'
printf 'FROM alpine\nCOPY --link src /a\nCOPY --link src /a\nRUN ls /a\n' | docker build --progress=plain -f- . 2>&1 | grep -A2 '^#[0-9]* .[2-4]/4'
