docker pull -q busybox
docker run --rm --detach-keys 'ctrl-zz,q' busybox true; docker attach --detach-keys 'a,,b' nosuch; docker start --detach-keys xy nosuch; docker exec --detach-keys xy nosuch ls; docker run --rm --detach-keys 'ctrl-x,DEL' busybox echo fine
docker run --rm --tmpfs /x:foo=bar busybox true; docker run --rm --tmpfs /x:exec,wrong busybox true
docker run --rm --tmpfs /x:size=abc busybox true; docker run --rm --tmpfs /x:ro,exec,mode=999 busybox true; docker run --rm --tmpfs /x:size=50%,mode=1770,uid=3 busybox echo fine
docker run --rm --mount type=volume,src=data,dst=/x,volume-driver=nosuch busybox true; docker run --rm --volume-driver nosuch -v data:/x busybox true; docker volume create -d nosuch data
docker run --rm -v d:/x busybox true; docker run --rm --mount type=volume,src=data,dst=/x,volume-opt=size=1g busybox true; docker run --rm --volume-driver local -v data:/x busybox true; docker volume ls -q
docker run --rm --mount type=volume,src=memory,dst=/x,volume-opt=type=tmpfs,volume-opt=device=tmpfs busybox true; docker volume inspect -f '{{json .Options}}' memory
docker run --name lost --network nosuch busybox true; docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}' lost; docker run --rm --network name=nosuch,alias=db busybox true; docker run --rm --network nosuch --network-alias db busybox true
docker run --rm --network host --network nosuch busybox true; docker run --rm --network nosuch --network nosuch busybox true
docker create --pid container:nosuch busybox true; docker create --name done busybox true > /dev/null; docker run --rm --pid container:done busybox true
docker run --rm --network host busybox sh -c 'hostname; echo $HOSTNAME; cat /etc/hosts'; docker info -f '{{.Name}}'; docker create --name host --network host busybox > /dev/null; docker inspect -f '{{.Config.Hostname}}' host
docker run --rm --network host --add-host db:10.0.0.1 busybox tail -2 /etc/hosts; docker run --rm --network none busybox tail -1 /etc/hosts; docker run --rm --uts host busybox sh -c 'hostname; [ "$HOSTNAME" = layercake ] || echo own'
