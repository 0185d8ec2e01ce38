docker pull -q busybox; docker network inspect -f '{{.Created}}' bridge; docker network ls --format '{{.CreatedAt}}' | uniq
docker run --rm --ip 172.17.0.9 busybox true; docker run --rm --ip6 ::1 busybox true; docker run --rm --ip bad busybox true
docker run --rm --network-alias x busybox true
docker run --rm --mac-address 02-42-AC-11-00-99 busybox cat /sys/class/net/eth0/address; docker run --rm --mac-address zz busybox true
docker run --rm --link web:db busybox true; docker run -d --name web busybox sleep 100 > /dev/null
docker run --rm --link web:db busybox tail -1 /etc/hosts | awk '{print $2, $4}'; docker run --rm --link web busybox tail -1 /etc/hosts | awk '{print $2, NF}'; docker run --rm --link a:b:c busybox true
docker stop -t 0 web; docker run --rm --name other --link web busybox true
