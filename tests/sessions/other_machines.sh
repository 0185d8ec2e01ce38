docker run -d --name web nginx; docker run -d --name web2 -p 8080:80 nginx; docker pull -q alpine
docker run --rm alpine wget -qO- 172.17.0.2 | head -n 4 | tail -n 1; docker exec web2 curl -s http://172.17.0.2:80/ | head -n 1; docker logs web 2>&1 | tail -n 2
docker run --rm --link web:site alpine sh -c 'wget -qO- http://site | head -n 1; wget -qO- web | head -n 1; wget -qO- http://web2'
docker run --rm --network host alpine wget -qO- http://localhost:8080 | head -n 1; docker run --rm alpine wget -qO- http://172.17.0.1:8080 | head -n 1; docker run --rm --add-host host.docker.internal:host-gateway alpine wget -qO- http://host.docker.internal:8080 | head -n 1
docker run --rm alpine wget -qO- http://172.17.0.9; docker run --rm alpine wget -qO- http://172.17.0.2:81; docker run --rm alpine wget -qO- http://localhost:8080; docker run --rm --network none alpine wget -qO- http://172.17.0.2
docker run -d --name client alpine sh -c 'while true; do wget -qO- 172.17.0.2 | head -c 15; echo; sleep 1; done'; sleep 2; docker stop web; sleep 1; docker logs client
