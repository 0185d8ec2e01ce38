mkdir c && cd c
printf 'FROM alpine AS a\nRUN sleep 1; exit 5\nFROM alpine AS b\nRUN echo start; sleep 5; echo b > /b\nFROM alpine\nCOPY --from=b /b /\nRUN cat /b\nCOPY --from=a /a /\n' > Dockerfile
docker build --progress=plain .
docker build --progress=plain . 2>&1 | grep -A3 "RUN echo start"
