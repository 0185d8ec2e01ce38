docker pull -q busybox
docker run -d --name two --restart on-failure:2 busybox sh -c 'echo run; exit 3'
sleep 5
docker logs two; docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' two
docker start two; sleep 5; docker logs two | wc -l; docker inspect -f '{{.RestartCount}}' two
docker run -d --name well --restart on-failure busybox true; sleep 2; docker inspect -f '{{.RestartCount}} {{.State.Status}}' well
docker run -d --name ever --restart always busybox false; sleep 30
docker ps --format '{{.Names}} {{.State}}'; docker inspect -f '{{.State.Running}} {{.State.Restarting}} {{.State.Status}}' ever
docker exec ever true
docker pause ever; docker top ever; docker attach ever
docker rm ever
docker container prune -f; docker ps -a --format '{{.Names}}'
docker stop ever; docker ps -a --format '{{.Names}} {{.State}}'
docker start ever; sleep 10; docker kill ever; docker ps -a --format '{{.Names}} {{.State}}'
docker start ever; sleep 10; docker rm -f ever; docker ps -a
docker run -d --name kept --restart unless-stopped busybox sleep 20; sleep 61; docker inspect -f '{{.RestartCount}} {{.State.Status}}' kept
docker stop -t 0 kept; sleep 5; docker inspect -f '{{.RestartCount}} {{.State.Status}}' kept
docker start kept; docker update --restart no kept; sleep 30; docker inspect -f '{{.RestartCount}} {{.State.Status}}' kept
docker run --restart on-failure:3 --name front busybox sh -c 'echo once; exit 4'; sleep 10; docker logs front | wc -l
docker wait front
