printf 'FROM scratch\nCOPY a /d/\n' > Dockerfile; echo a > a
docker build -t t --annotation a=1 --annotation manifest-descriptor:b=2 --annotation 'index,index-descriptor:c=3' --annotation 'manifest[linux/amd64]:d=4' -o type=oci,dest=x.tar --provenance=mode=min -q .
tar xOf x.tar index.json; tar xOf x.tar index.json | sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/' > index; tar xOf x.tar blobs/sha256/$(cat index)
tar xOf x.tar blobs/sha256/$(tar xOf x.tar blobs/sha256/$(cat index) | grep -m1 digest | cut -d: -f3 | tr -d '",')
docker build -o type=oci,dest=x.tar,annotation.own=1 --provenance=false -q . && tar xOf x.tar blobs/sha256/$(tar xOf x.tar index.json | sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/') | tail -n 4
docker build -o type=oci,dest=x.tar,oci-artifact=false --provenance=mode=min -q . && for blob in $(tar tf x.tar | grep 'sha256/.'); do tar xOf x.tar $blob | head -c 400 | grep -A1 unknown; done
docker build -o type=image,oci-mediatypes=false,name=docker-types --provenance=false -q . && docker inspect --format '{{.Descriptor.mediaType}}' docker-types
docker build --platform linux/amd64,linux/arm64/v8 -t multi . 2>&1 | sed -n '/exporting/,$p'
docker build --platform linux/amd64,linux/arm64 -o out . 2>&1 | sed -n '/exporting/,$p'; find out | sort
docker build --platform linux/arm64 -o type=local,dest=split,platform-split=true . 2>&1 | sed -n '/exporting/,$p'; find split | sort
docker build --platform linux/amd64,linux/arm64 -o type=tar,dest=x.tar . 2>&1 | sed -n '/exporting/,$p'; tar tf x.tar
docker build --platform linux/arm64 -q -t arm . && docker inspect --format '{{.Os}}/{{.Architecture}}' arm
docker build --no-cache -t z -o type=image,compression=zstd --provenance=false -q . && docker save z | tar t | wc -l
docker build -o type=oci,dest=x.tar,compression=uncompressed,force-compression=true --provenance=false -q . && tar xOf x.tar blobs/sha256/$(tar xOf x.tar index.json | sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/') | grep mediaType
docker build -o type=oci,dest=x.tar,compression=zstd --provenance=false -q . && tar xOf x.tar blobs/sha256/$(tar xOf x.tar index.json | sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/') | grep mediaType
docker build --build-arg SOURCE_DATE_EPOCH=86400 -o epoch . -q && stat -c '%n %Y' epoch/d epoch/d/a
docker build --build-arg SOURCE_DATE_EPOCH=86400 -o type=oci,dest=e.tar,rewrite-timestamp=true . 2>&1 | sed -n '/exporting/,$p'
docker build --build-arg SOURCE_DATE_EPOCH=86400 -o type=image,rewrite-timestamp=true,unpack=false,name=e . 2>&1 | sed -n '/exporting/,$p'; docker history --format '{{.CreatedAt}} {{.CreatedBy}}' e
docker build --provenance=mode=max,version=v0.2 -o prov . -q && ls prov && grep -e buildType -e predicateType prov/provenance.json
docker build --provenance=true -o type=local,dest=prov2,attestation-prefix=my. . -q && ls prov2 && grep -c llbDefinition prov2/my.provenance.json
docker build --attest type=provenance,mode=min -o prov3 . -q && grep -c llbDefinition prov3/provenance.json
docker build --sbom=true --provenance=false -t s . 2>&1 | sed -n '/sbom/,$p'
printf 'FROM alpine:3.21\n' > Alpine; docker build -q -f Alpine --sbom=true -o type=tar,dest=s.tar . && tar xOf s.tar sbom.spdx.json | grep DESCRIBES
