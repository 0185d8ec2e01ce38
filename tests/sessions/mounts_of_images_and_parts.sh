docker pull -q busybox; printf 'FROM scratch\nCOPY hello.txt /hello.txt\n' > Dockerfile; echo hello > hello.txt; docker build -q -t hello:1 . > /dev/null
docker run --rm --mount type=image,src=hello:1,dst=/s busybox cat /s/hello.txt
docker run --rm --mount type=image,src=hello:1,dst=/s busybox touch /s/x
docker run --name im --mount type=image,src=hello:1,dst=/s busybox ls /s; docker inspect -f '{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}}{{end}}' im
docker rmi hello:1; docker rmi -f hello:1 | head -1; docker start -a im; docker rm im
docker volume create vol1; docker run --rm -v vol1:/d busybox sh -c 'mkdir /d/sub; echo x > /d/sub/f'
docker run --rm --mount type=volume,src=vol1,dst=/s,volume-subpath=sub busybox sh -c 'echo y > /s/new; ls /s'; docker run --rm -v vol1:/d busybox ls /d/sub
docker run --rm --mount type=volume,src=vol1,dst=/s,volume-subpath=nope busybox ls /s
docker run --rm --mount type=volume,src=vol1,dst=/s,volume-subpath=../x busybox ls /s
docker run --rm --mount type=volume,dst=/s,volume-subpath=x busybox ls /s; docker run --rm --mount type=tmpfs,src=x,dst=/s busybox ls /s
docker run --rm --mount type=volume,src=vol2,dst=/bin,volume-nocopy --entrypoint /bin/ls busybox; docker run --rm --volumes-from nope busybox
