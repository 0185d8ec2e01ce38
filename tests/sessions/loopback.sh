docker pull -q python:3.13-slim; docker pull -q node:22-alpine; docker pull -q nginx:alpine; docker pull -q alpine
mkdir www; echo hello > www/index.html
docker run -d --name own -p 8001:8000 -v "$PWD/www:/www" python:3.13-slim python -m http.server --bind 127.0.0.1 --directory /www > /dev/null; sleep 1; curl localhost:8001; echo $?
docker exec own python -c 'import urllib.request as u; print(u.urlopen("http://127.0.0.1:8000/").read())'
docker run --rm alpine wget -qO- 172.17.0.2:8000; echo $?
docker run -d --name all -p 8002:8000 -v "$PWD/www:/www" python:3.13-slim python -m http.server --directory /www > /dev/null; sleep 1; curl -s localhost:8002
docker run -d --name js -p 8003:3000 node:22-alpine node -e 'require("http").createServer((q, r) => r.end("js\n")).listen(3000, "localhost", () => console.log("up"))' > /dev/null; sleep 1; curl localhost:8003; docker exec js wget -qO- localhost:3000
printf 'server { listen 127.0.0.1:80; location / { return 200 "own\\n"; } }\n' > own.conf; docker run -d --name web -p 8004:80 -v "$PWD/own.conf:/etc/nginx/conf.d/default.conf" nginx:alpine > /dev/null; curl localhost:8004; docker exec web curl -s localhost
docker run -d --name idle -p 8005:80 alpine sleep 1000 > /dev/null; curl localhost:8005; docker stop -t 0 idle > /dev/null; curl localhost:8005
docker run -d --name host --network host python:3.13-slim python -m http.server --bind 127.0.0.1 > /dev/null; sleep 1; curl -so /dev/null -w '%{http_code}\n' localhost:8000
