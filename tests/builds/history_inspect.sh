printf 'FROM busybox\nRUN echo a > /a\nRUN echo to fail; echo second; exit 7\n' > Bad; printf 'FROM busybox\nRUN echo a > /a\n' > Dockerfile
docker build -q -t one --build-arg X=1 --label a=b . ; docker build -q -f Bad . 2>&1 | tail -1
docker buildx history ls --format '{{.Name}} {{.Status}}'
docker buildx history inspect | grep -v -e Ref -e Started -e Duration -e logs -e View
docker buildx history inspect ^1 | grep -v -e Started -e Duration -e logs -e View | sed 's/sha256:[0-9a-f]*/sha256:DIGEST/'
docker buildx history inspect --format '{{.Error.Name}}: {{range .Error.Logs}}{{.}}; {{end}}{{.Error.Code}}'
docker buildx history inspect attachment; docker buildx history inspect attachment ^1 --type provenance | head -2; docker buildx history inspect attachment ^1 --platform linux/amd64 | head -3 | tail -1
docker buildx history inspect attachment ^1 --type sbom; docker buildx history inspect attachment ^1 x
docker buildx history inspect a b; docker buildx history logs a b
