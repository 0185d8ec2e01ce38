echo a > a.txt; echo b > b.txt
printf 'FROM busybox\nCOPY [a.txt /\n' > Dockerfile; docker build -q .
printf 'FROM busybox\nCOPY b.txt a[ /x/\n' > Dockerfile; docker build -q .
printf 'FROM busybox\nCOPY [ab].txt /x/\n' > Dockerfile; docker build -q .
printf 'FROM busybox AS one\nFROM busybox\nCOPY --from=one /bin/[a /x/\n' > Dockerfile; docker build -q .
printf 'FROM busybox\nADD --checksum=sha512:aa http://localhost:5999/x /\n' > Dockerfile; docker build -q .
printf "FROM busybox\nADD --checksum=sha512:$(echo | sha512sum | cut -d' ' -f1) http://localhost:5999/x /\n" > Dockerfile; docker build -q .
printf 'FROM busybox\nADD --checksum=md5:aa http://localhost:5999/x /\n' > Dockerfile; docker build -q .
printf 'FROM busybox\nRUN --device=vendor/x=y echo\n' > Dockerfile; docker build -q .
printf 'FROM busybox\nRUN --device=name=x,name=y echo\n' > Dockerfile; docker build -q .
printf 'FROM busybox\nRUN --device=x,requird=1 echo\n' > Dockerfile; docker build -q .
printf 'FROM busybox\nRUN --device=x,required=perhaps echo\n' > Dockerfile; docker build -q .
docker buildx history ls --filter 'status=error' --format '{{.Status}}' | sort | uniq -c
docker buildx history ls --filter 'duration>1h'; docker buildx history ls --filter 'startedAt>1h' --format '{{.Status}}' | wc -l
docker buildx history ls --filter 'status>error'; docker buildx history ls --filter 'duration=5s'; docker buildx history ls --filter 'duration<x'; docker buildx history ls --filter x; docker buildx history ls --filter a=b
docker buildx history export; docker buildx history open
printf 'FROM --platform=linux/foo alpine\n' | docker build -
printf 'FROM alpine\nRUN ["nosuch"]\n' | docker build --progress=plain - 2>&1 | grep runc
docker build git@github.com:student/site.git
