docker buildx use default; docker buildx use nope; docker buildx stop; docker buildx stop nope
docker buildx rm; docker buildx rm nope default; docker buildx rm --all-inactive x
docker buildx create --driver docker; docker buildx create --driver nope; docker buildx create --name mine --use
