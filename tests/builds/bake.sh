mkdir -p shop/api shop/web && cd shop && echo hi > web/index.html
printf 'FROM alpine\nARG V=1\nRUN echo api $V\n' > api/Dockerfile; printf 'FROM alpine AS base\nRUN echo web\nFROM base AS prod\nCOPY index.html /\n' > web/Dockerfile
printf 'variable "TAG" {\n  default = "latest"\n  description = "The tag"\n}\nvariable "DEBUG" { default = false }\n\ngroup "default" {\n  targets = ["api", "web"]\n}\n' > docker-bake.hcl
printf 'target "_common" {\n  labels = {\n    "vendor" = "shop"\n  }\n  args = { V = 2 }\n}\ntarget "api" {\n  inherits = ["_common"]\n  context = "./api"\n  tags = ["shop/api:${TAG}", notequal("latest", TAG) ? "shop/api:v${TAG}" : ""]\n}\n' >> docker-bake.hcl
printf '# the site\ntarget "web" {\n  inherits = ["_common"]\n  context = "web"\n  target = "prod"\n  tags = [for_web()]\n}\n' > web.hcl; docker buildx bake -f docker-bake.hcl -f web.hcl --print
sed -i 's/for_web()/"${target.api.tags[0]}-web"/; s/tags/args = { V = null, DEBUG = DEBUG ? "yes" : "no" }\n  tags/' web.hcl; cat web.hcl >> docker-bake.hcl; docker buildx bake --print
TAG=1.2 DEBUG=1 docker buildx bake --print --set web.args.X=7 --set '*.platform=linux/amd64' --set api.tags+=a/b --push 'a*' web 2>&1
docker buildx bake --list targets; docker buildx bake --list type=variables,format=json
docker buildx bake 2>&1; docker images --format '{{.Repository}}:{{.Tag}}'
docker bake api --no-cache --progress=quiet --metadata-file m.json && grep -c image.name m.json
docker bake nope; docker bake -f nofile.hcl; docker bake --set api.foo=1; docker bake --set nope.tags=1; DEBUG=maybe docker bake api
printf 'target "a" {\n  tagz = ["x"]\n}\n' > bad.hcl; docker bake -f bad.hcl a
printf 'target "a" {\n  tags = ["${FOO}"]\n}\n' > bad.hcl; docker bake -f bad.hcl a --print
printf 'target "a" {\n  tags = ["x"\n}\n' > bad.hcl; docker bake -f bad.hcl a
printf 'target "a" {\n  tags = [timestamp()]\n}\n' > bad.hcl; docker bake -f bad.hcl a
printf 'target "a" {\n  context = ".."\n network = "host"\n}\n' > up.hcl; docker bake -f up.hcl a
printf 'target "app" {\n name = "app-${v}"\n matrix = { v = ["1", "2"] }\n dockerfile-inline = "FROM alpine\\nRUN exit ${v - 1}"\n output = ["type=cacheonly"]\n}\n' > m.hcl; docker bake -f m.hcl app --print 2>/dev/null; docker bake -f m.hcl app
printf '{"group":{"default":{"targets":["a"]}},"target":{"a":{"context":"api","tags":["j:${T}"]}},"variable":{"T":{"default":"9"}}}' > j.json; docker bake -f j.json --print 2>/dev/null
echo 'services: {}' > compose.yaml; docker bake; rm compose.yaml docker-bake.hcl; docker bake; docker buildx bake --check
