docker pull -q busybox && docker tag busybox localhost:5000/box:1 && docker tag busybox localhost:5000/box:2 && docker push -q -a localhost:5000/box
curl -s localhost:5000/v2/box/tags/list; curl -s -D heads -o /dev/null 'localhost:5000/v2/box/tags/list?n=1'; tr -d '\r' < heads | grep Link
KIND='Accept: application/vnd.oci.image.manifest.v1+json'
curl -s localhost:5000/v2/box/manifests/1
curl -s -H "$KIND" localhost:5000/v2/box/manifests/1 | jq -r .mediaType
curl -sI -H "$KIND" localhost:5000/v2/box/manifests/1 | tr -d '\r' | grep -i -E '^(HTTP|docker|content-type)'
curl -s -o /dev/null -w '%{http_code} %{content_type} %%\n' -H "$KIND" localhost:5000/v2/box/manifests/1
L=$(curl -s -H "$KIND" localhost:5000/v2/box/manifests/1 | jq -r '.layers[0].digest')
curl -s -r 0-3 localhost:5000/v2/box/blobs/$L | od -An -tx1
curl -si -r 0-3 -o part localhost:5000/v2/box/blobs/$L; tr -d '\r' < part | head -12 | grep -a -E 'HTTP|Content-Range|Content-Length'
curl -s -o /dev/null -w '%{http_code}\n' -r 9999999999- localhost:5000/v2/box/blobs/$L
U=$(curl -si -X POST localhost:5000/v2/new/blobs/uploads/ | tr -d '\r' | sed -n 's/^Location: //p'); echo $U | cut -c1-42
printf hello > part; curl -si -X PUT --data-binary @part "$U&digest=sha256:$(sha256sum part | cut -d' ' -f1)" | tr -d '\r' | grep -E 'HTTP|Location'
curl -s localhost:5000/v2/new/blobs/sha256:$(sha256sum part | cut -d' ' -f1); echo
curl -s -X DELETE -w '%{http_code}\n' localhost:5000/v2/box/manifests/2; curl -s localhost:5000/v2/box/tags/list
curl -s localhost:5001/v2/; curl -s -u student:layers localhost:5001/v2/; echo; curl -s -u student:no -w ' %{http_code}\n' localhost:5001/v2/
curl -v localhost:5000/v2/
curl -s -X PUT -T nofile localhost:5000/; curl -o; curl -sf -w '%{http_code}\n' localhost:5000/v2/no/tags/list
curl -s --fail-with-body localhost:5000/v2/no/tags/list
curl -s 'https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/busybox:pull' | jq -r 'keys[]' | head -1
docker run -d --name well --health-cmd 'wget -qO- http://localhost:3000/ || exit 1' --health-interval 5s node:20-alpine node -e 'let n = 0; require("http").createServer((q, r) => r.end("asked " + ++n)).listen(3000)' > /dev/null 2>&1; sleep 12; docker ps --filter name=well --format '{{.Status}}'; docker inspect -f '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}|{{end}}' well; docker exec well wget -qO- localhost:3000
