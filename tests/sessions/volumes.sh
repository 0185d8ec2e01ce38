docker pull -q busybox
mkdir data && echo mine > data/f
docker volume create --opt type=none --opt device=$PWD/data --opt o=bind here
docker volume inspect -f '{{json .Options}}' here
docker run --rm -v here:/d busybox sh -c 'cat /d/f; echo theirs > /d/g' && cat data/g
docker volume create --opt type=none --opt device=/nowhere --opt o=bind lost; docker run --rm -v lost:/d busybox true
docker volume create -o type=tmpfs -o device=tmpfs -o o=size=10m memory; docker run --rm -v memory:/d busybox ls -d /d
docker volume create -o type=nfs -o device=:/x -o o=addr=1.2.3.4 far; docker run --rm -v far:/d busybox true
docker volume create -o nope=1 a1; docker volume create -o type=tmpfs a2; docker volume create -o o=ro a3; docker volume create -o size=1g a4; docker volume create -o size=x a5
docker volume ls -q
docker ps -a -f is-task=true; docker ps -f is-task=perhaps
