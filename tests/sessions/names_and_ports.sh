docker pull -q busybox
docker run -d --name db busybox sleep 1000 > /dev/null; docker run -d --name web --link db:store busybox sleep 1000 > /dev/null; docker ps --format '{{.Names}}'; docker inspect -f '{{json .HostConfig.Links}}' web
docker rename db data; docker inspect -f '{{json .HostConfig.Links}}' web; docker exec web ping -c 1 store | head -1; docker ps -f name=data --format '{{.Names}}'
docker run -d --name one -p 8000-8001:80 busybox sleep 1000 > /dev/null; docker run -d --name two -p 8000-8001:80 busybox sleep 1000 > /dev/null; docker port one; docker port two 80; docker port two x; docker port two 80/UDP
docker run -d --name three -p 8000-8001:80 busybox sleep 1000
docker run -d -p 127.0.0.1:9000:80 busybox sleep 1000 > /dev/null; docker run -d -p 127.0.0.2:9000:80 busybox sleep 1000 > /dev/null; docker run --name four -p 9000:80 busybox true
docker create -v keep:/data -v keep:/data --name twice busybox > /dev/null; docker inspect -f '{{json .HostConfig.Binds}}' twice; docker ps -a -f volume=keep --format '{{.Names}}'
docker run --name lends -v /own busybox true; docker run --name borrows --volumes-from lends busybox true; docker rm -v lends; docker volume ls -q | wc -l; docker rm -v borrows; docker volume ls -q
printf 'FROM scratch\nCOPY Dockerfile /\n' > Dockerfile; docker build -q -t files . > /dev/null; docker create --name views --mount type=image,src=files,dst=/f busybox > /dev/null; docker rmi files 2>&1 | cut -d- -f1
