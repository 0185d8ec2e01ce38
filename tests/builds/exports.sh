mkdir app && cd app && mkdir src && echo one > src/a.txt && ln -s a.txt src/link && chmod 600 src/a.txt
printf 'FROM scratch\nCOPY src /app/\n' > Dockerfile
docker build -q -o out . && find out | sort && ls -l out/app | cut -c1-10
docker build -o type=tar,dest=deep/o.tar . 2>&1 | sed -n '/exporting/,$p'; tar tf deep/o.tar
docker build -q -o - . | tar t
docker build -t one:v1 -o type=oci,dest=oci.tar . 2>&1 | sed -n '/exporting/,$p'; tar tf oci.tar; tar xOf oci.tar index.json
docker build -t one:v1 -t two --provenance=false -o type=docker,dest=docker.tar . 2>&1 | sed -n '/exporting/,$p'; tar xOf docker.tar manifest.json
docker load -i docker.tar && docker images
docker build -t one:v1 -q -o type=oci,tar=false,dest=layout . && find layout | sort && cat layout/index.json
docker build -t one:v2 -q -o type=oci,tar=false,dest=layout . && docker build -q -o type=oci,tar=false,dest=layout . && cat layout/index.json && ls -l layout/blobs/sha256 | cut -c1-10
printf 'FROM base\nCOPY --from=base /app/a.txt /b.txt\n' > Layout
docker build -f Layout --build-context base=oci-layout://layout:v1 . 2>&1 | sed -n '/context base/,$p'
docker build -q -f Layout --build-context base=oci-layout://layout:v9 .
docker build -q -f Layout --build-context base=oci-layout://nowhere .
docker build -o type=oci,dest=both.tar -o type=local,dest=both -t both . 2>&1 | sed -n '/exporting/,$p'
docker build -o type=cacheonly . 2>&1 | tail -n 1
docker build --load -t loaded . 2>&1 | sed -n '/exporting/,$p'
docker build --push -t localhost:5000/a:1 -t localhost:5000/b . 2>&1 | sed -n '/exporting/,$p'
docker build -q -o type=registry,name=localhost:5000/c . && docker pull -q localhost:5000/c
docker build -o type=image,name=named:1 -q . && docker build -o '"type=image","name=named:2,named:3,named:2"' -q . && docker images --format '{{.Repository}}:{{.Tag}}' named
docker build -t one -o type=image,push=true,store=false,name=localhost:5000/x . 2>&1 | sed -n '/exporting/,$p'
docker build --push -t private.example/a . 2>&1 | sed -n '/exporting/,$p'
docker build --provenance=false -q --iidfile id . && cat id; docker build --provenance=false -q --iidfile id -o type=oci,dest=x.tar . && cat id
docker build --iidfile id -o out .
docker build -q -t meta --metadata-file m.json . && grep -v -e invocationId m.json
docker build -q -t meta --provenance=false --metadata-file m.json -o type=oci,dest=x.tar . && grep containerimage m.json
printf 'FROM alpine\nENV a b\n' > Old && BUILDX_METADATA_WARNINGS=1 docker build -q -f Old --metadata-file m.json . && grep -A20 build.warnings m.json
