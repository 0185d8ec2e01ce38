docker run -d --name sig python:3.13-slim python -u -c 'import signal,sys,time
def asked(number, frame):
  print("got", number); sys.exit(3)
signal.signal(signal.SIGTERM, asked)
while True: time.sleep(1)'; docker stop sig; docker logs sig; docker wait sig
docker run -d --name flag python:3.13-slim python -c 'import signal,time
runs = True
def asked(number, frame):
  global runs; runs = False
signal.signal(signal.SIGTERM, asked)
while runs: time.sleep(2)
print("clean")'; docker stop flag; docker logs flag; docker wait flag
docker run -d --name deaf python:3.13-slim python -c 'import time; time.sleep(1000)'; date +%T; docker stop deaf; date +%T; docker wait deaf
docker run -d --name keys python:3.13-slim python -c 'import time; time.sleep(1000)'; docker kill -s INT keys; docker wait keys; docker logs keys
docker run -d --name held python:3.13-slim python -c 'import time
while True: print("tick"); time.sleep(1)'; docker run -d --name said -e PYTHONUNBUFFERED=1 python:3.13-slim python -c 'import time
while True: print("tick"); time.sleep(1)'; sleep 2; docker logs held; docker logs said; docker rm -f held said
docker run -d --name rb ruby:slim ruby -e 'trap("TERM") { puts "bye"; exit }; puts "start"; loop { sleep 1 }'; docker logs rb; docker stop rb; docker logs rb; docker run -d --name rs ruby:slim ruby -e '$stdout.sync = true; puts "start"; sleep'; docker logs rs; docker rm -f rs
mkdir app; echo '{"name":"app","scripts":{"start":"node server.js"}}' > app/package.json; printf 'const server = require("http").createServer((q, r) => r.end("hi")).listen(3000);\nprocess.once("SIGTERM", (name) => { console.log("got " + name); server.close(() => { console.log("closed"); process.exit(0) }) });\nsetInterval(() => {}, 60000);\n' > app/server.js
docker run -d --name node -p 3000:3000 -v ./app:/app -w /app node:22-alpine node server.js; curl -s localhost:3000; docker stop node; docker logs node; docker wait node
docker run -d --name npm -v ./app:/app -w /app node:22-alpine npm start; docker top npm -o pid,cmd; docker stop npm; docker logs npm
docker run -d --name deafnode node:22-alpine node -e 'setInterval(() => {}, 1000)'; date +%T; docker stop deafnode; date +%T; docker wait deafnode
docker run -d --name one alpine sleep 1000; docker exec one kill 1; docker exec one kill -9 1; docker exec one sh -c 'kill 1; echo $?'; docker ps --format '{{.Names}} {{.State}}'
docker run -d --restart always --name web nginx; docker exec web kill 1; docker ps -a --filter name=web --format '{{.Status}}'; sleep 1; docker ps -a --filter name=web --format '{{.State}}'; docker inspect -f '{{.RestartCount}}' web
docker run -d --name check --health-cmd 'kill 1' --health-interval 1s nginx; sleep 2; docker wait check
