mkdir app && cd app && printf 'FROM busybox\nRUN head -c 100 /dev/urandom > /once\n' > Dockerfile
docker run -d -p 5000:5000 --name registry registry:2 > /dev/null 2>&1
docker build -q --provenance=false --cache-to type=registry,ref=localhost:5000/app:cache -t app . | tee first
wget -qO- localhost:5000/v2/app/tags/list
docker rmi app > /dev/null; docker builder prune -af | tail -n 1
docker build --progress plain --provenance=false --cache-from localhost:5000/app:cache -t app . 2>&1 | grep -A 1 importing
docker build -q --provenance=false -t app . | cmp - first && echo the same
