mkdir -p ~/.docker w && cd w
echo '{"networksFormat":"{{.Name}}:{{.Driver}}","statsFormat":"{{.Name}} {{.PIDs}}","volumesFormat":"{{.Name}}!","proxies":{"default":{"httpProxy":"http://proxy:3128","noProxy":"localhost"}}}' > ~/.docker/config.json
docker network ls
docker network ls -q | wc -l
docker network ls --format '{{.Scope}}'
docker run -d --name one alpine sleep 100
docker stats --no-stream
docker stats --no-stream --format '{{.Name}}' one
docker run --rm -e no_proxy=mine alpine sh -c 'env | grep -i proxy | sort'
printf 'FROM alpine\nRUN env | grep -i proxy | sort\n' | docker build --progress=plain - 2>&1 | grep '#5'
printf 'from alpine\nRUN true\nMAINTAINER me\n' > Dockerfile
docker --debug build . 2>&1 | tail -24
docker build . 2>&1 | tail -4
docker -D info | head -4
DOCKER_API_VERSION=1.44 docker version | head -3
DOCKER_API_VERSION=1.99 docker version --format '{{.Client.APIVersion}}'
DOCKER_API_VERSION=1.99 docker ps
DOCKER_API_VERSION=1.2 docker run alpine
DOCKER_API_VERSION=v1 docker ps
DOCKER_HOST=tcp://localhost:1 docker version
DOCKER_HOST=tcp://localhost:1 docker info
DOCKER_API_VERSION=1.99 docker info
rm ~/.docker/config.json
docker buildx -D --builder default build . 2>&1 | grep -c 'More info'
docker buildx --builder=other ls
docker network ls -f type=foo
docker network prune -f --filter until=abc
docker network inspect none --format '{{json .IPAM}} {{json .Status}}'
docker inspect bridge --format '{{json .Status}}'
docker run -d --name two --mount type=volume,src=data,dst=/d,readonly --ulimit nofile=5:6 alpine sleep 5
docker inspect two --format '{{json .HostConfig.Mounts}} {{json .HostConfig.Ulimits}}'
docker top two -o foo
DOCKER_HOST=tcp://192.168.99.100:2376 docker ps
