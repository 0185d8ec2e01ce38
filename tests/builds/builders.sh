docker buildx use default; docker buildx use nope; docker buildx stop; docker buildx stop nope
docker buildx rm; docker buildx rm nope default; docker buildx rm --all-inactive x
docker buildx create --driver docker; docker buildx create --driver nope; docker buildx create --name mine --use
docker buildx ls --format json; docker buildx ls --format '{{.Name}} {{.DriverEndpoint}}'
printf 'FROM scratch\nARG V=1\n' > Dockerfile.call; docker build -q -f Dockerfile.call --call=subrequests.describe .; docker build -q -f Dockerfile.call --call=subrequests.describe,format=json . | grep name; docker build -q -f Dockerfile.call --call=nosuch .
