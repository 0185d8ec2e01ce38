mkdir f && cd f
printf '# syntax=docker/dockerfile:1\nFROM scratch\nCOPY Dockerfile /\n' > Dockerfile
docker build --progress=plain .
docker build --progress=plain .
docker images -a
docker buildx du --verbose | grep Description
docker builder prune -af | tail -1
sed -i 's/:1/:99/' Dockerfile
docker build --progress=plain .
printf '# syntax = docker/dockerfile:1.4-labs\nFROM scratch\nCOPY Dockerfile /\n' | docker build -f- .
docker build --build-arg BUILDKIT_SYNTAX=docker/nosuch:1 .
docker run --rm docker/dockerfile:1
docker history docker/dockerfile:1.26
