printf 'FROM alpine:3.21 AS build\nRUN echo made > /made\nCOPY a /a\nRUN cat /made /a > /both\nFROM alpine:3.21\nCOPY --from=build /both /both\nRUN cp /both /copy\n' > Dockerfile; echo a > a
docker build -q -t first --cache-to type=local,dest=max,mode=max --cache-to type=local,dest=min . && ls max min && cat max/index.json
cat max/blobs/sha256/$(sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/' max/index.json)
docker builder prune -af > prune.log && docker rmi first && docker build -t second --cache-from type=local,src=min .
docker builder prune -af > prune.log && docker rmi second && docker build -t third --cache-from type=local,src=max . 2>&1 | grep -e '^#[0-9]* \[.*RUN' -e COPY -e CACHED -e importing -e DONE
docker run --rm third cat /copy
docker builder prune -af > prune.log && docker rmi third && echo b > a && docker build -t fourth --cache-from type=local,src=max . 2>&1 | grep -e '^#[0-9]* \[.*RUN' -e COPY -e CACHED
docker build -t localhost:5000/app --cache-to type=registry,ref=localhost:5000/cache,mode=max --push . 2>&1 | sed -n '/exporting/,$p'
docker builder prune -af > prune.log && docker rmi -f localhost:5000/app fourth && docker build --cache-from localhost:5000/cache . 2>&1 | sed -n '/importing/,/^$/p;/CACHED/p'
docker build -q --cache-to type=registry,ref=localhost:5000/old,oci-mediatypes=false . && docker buildx imagetools inspect --raw localhost:5000/old | head -n 4
docker build --cache-to type=registry,ref=localhost:5000/old,image-manifest=false . 2>&1 | sed -n '/exporting cache/,$p'
docker builder prune -af > prune.log && docker build --cache-from type=registry,ref=localhost:5000/old . 2>&1 | sed -n '/importing/,/^$/p;/CACHED/p'
docker build -t localhost:5000/inline --cache-to type=inline --push . 2>&1 | sed -n '/exporting/,$p'
docker builder prune -af > prune.log && docker rmi -f localhost:5000/inline && docker build -t again --cache-from localhost:5000/inline . 2>&1 | sed -n '/importing/,/^$/p;/CACHED/p'
docker build -q -t localhost:5000/arg --build-arg BUILDKIT_INLINE_CACHE=1 --push . && docker builder prune -af > prune.log && docker build --cache-from localhost:5000/arg . 2>&1 | grep CACHED
docker build --cache-from localhost:5000/none --metadata-file m . && cat m | grep cache
docker build --cache-to type=local,dest=meta --metadata-file m -q . && grep cache m
docker build --cache-from type=local,src=nothing . 2>&1 | head -n 3; ls nothing
docker build --cache-from type=local,src=max,tag=other . 2>&1 | head -n 1
docker build --cache-from type=s3,region=r,bucket=b . 2>&1 | sed -n '/importing/,/^$/p'
docker build --cache-to type=s3,region=r,bucket=b .
docker build --cache-to type=azblob,name=n .
docker build -q --cache-to type=gha --cache-from type=gha .
docker build --cache-to type=local .
docker build --cache-to type=registry .
docker build --cache-from type=local .
docker build --cache-from type=registry .
docker build --cache-to type=registry,ref=UPPER .
docker build --cache-to type=registry,ref=a,image-manifest=maybe .
docker build --cache-to type=registry,ref=localhost:5000/a --cache-to type=registry,ref=localhost:5000/a .
docker build --cache-to type=registry,ref=localhost:5000/a,image-manifest=true,oci-mediatypes=false . 2>&1 | sed -n '/exporting cache/,$p'
docker build --cache-to type=registry,ref=docker.io/library/mine . 2>&1 | sed -n '/exporting cache/,$p'
docker build --cache-to type=registry,ref=docker.io/library/mine,ignore-error=true . 2>&1 | sed -n '/exporting cache/,$p'
docker build --cache-to ref=a .
printf 'FROM scratch\n' > Empty; docker build -f Empty --cache-to type=local,dest=empty . 2>&1 | sed -n '/exporting cache/,$p'
docker build -q --provenance=false --cache-to type=local,dest=same,mode=max . > one && docker builder prune -af > prune.log && docker rmi -f $(cat one) > rmi.log; docker build -q --provenance=false --cache-from type=local,src=same . > two && cmp one two && echo the same image
