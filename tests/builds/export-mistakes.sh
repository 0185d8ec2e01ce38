printf 'FROM scratch\nCOPY a /\n' > Dockerfile; echo a > a; mkdir d
docker build -o type=local .
docker build -o type=local,dest=- .
docker build -o type=oci,tar=false .
docker build -o type=local,dest=a .
docker build -o type=tar,dest=d .
docker build -o dest=d .
docker build -o nothing=d .
docker build -o type=oci -o - .
docker build -o type=oci,tar=false,dest=l1 -o type=oci,tar=false,dest=l2 .
docker build -o type=docker,tar=false,dest=l .
docker build -o type=docker,dest=x.tar --platform linux/amd64,linux/arm64 .
docker build -o type=docker,dest=x.tar --provenance=mode=max .
docker build -o type=bogus .
docker build --push .
docker build -o type=registry .
docker build -o type=image,name=UPPER .
docker build -o type=oci,dest=x.tar,name=UPPER .
docker build -o type=image,name=a:1,push=true,push-by-digest=true .
docker build -o type=image,push=maybe .
docker build -o type=image,compression=brotli .
docker build -o type=image,compression-level=high .
docker build -o type=image,force-compression=maybe .
docker build -o type=image,compression=zstd,oci-mediatypes=false .
docker build -o type=image,oci-mediatypes=false,oci-artifact=true .
docker build -o type=image,oci-mediatypes=false . 2>&1 | sed -n '/exporting/,$p'
docker build -o type=image,compression=estargz,force-compression=true . 2>&1 | sed -n '/exporting/,$p'
docker build -o type=local,dest=d,platform-split=maybe .
docker build --platform linux/amd64,linux/arm64 -o type=local,dest=d,platform-split=false . 2>&1 | sed -n '/exporting/,$p'
docker build --build-arg SOURCE_DATE_EPOCH=0 -o type=image,rewrite-timestamp=true . 2>&1 | sed -n '/exporting/,$p'
docker build --annotation a .
docker build --annotation x:a=1 .
docker build --annotation 'manifest[a/b/c/d]:a=1' .
docker build --annotation 'manifest[linux/arm64]:a=1' . 2>&1 | sed -n '/exporting/,$p'
docker build --annotation index:a=1 --provenance=false . 2>&1 | sed -n '/exporting/,$p'
docker build -o type=image,annotation-x.a=1 .
docker build --provenance=mode=much .
docker build --provenance=version=v9 .
docker build --sbom=generator= .
docker build --attest mode=max .
docker build --attest type=other .
docker images -a
docker build -o type=local,dest=.,mode=delete .; docker build -o type=local,dest=..,mode=delete .; docker build -o type=local,dest=d,mode=x .; docker build --allow buildx.local.delete=true .
mkdir -p d/old/x; touch d/y; docker build -q -o type=local,dest=d,mode=delete . && find d; docker build -q --allow buildx.local.delete -o type=local,dest=../elsewhere,mode=delete . && ls ../elsewhere
docker buildx history logs ^x; docker buildx history logs ^99; docker buildx imagetools create --dry-run sha256:0123456789012345678901234567890123456789012345678901234567890123; docker buildx imagetools create --dry-run --platform linux/none busybox
