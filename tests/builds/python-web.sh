mkdir app && cd app
printf 'import os\nfrom flask import Flask, request\napp = Flask(__name__)\nseen = []\n\n@app.route("/<name>")\ndef hello(name):\n    seen.append(name)\n    return f"{os.environ[%sGREETING%s]} {name} {seen} {request.args.get(%sq%s)}"\n\napp.run(host="0.0.0.0")\n' '"' '"' '"' '"' > app.py
printf 'FROM python:3.14-slim\nRUN pip install -q flask\nWORKDIR /app\nCOPY app.py .\nRUN python -c "print(6 * 7)" > answer\nENV GREETING=Hello\nCMD ["python", "app.py"]\n' > Dockerfile
docker build -q -t web .
docker run -d --name web -p 8080:5000 web
curl localhost:8080/ann?q=1
curl -s localhost:8080/bob
curl -s -o page -w '%{http_code}\n' localhost:8080/a/b
docker exec web cat answer
docker exec web python -c "import urllib.request as u; print(u.urlopen('http://localhost:5000/eve').read())"
docker logs web
docker ps --format '{{.Names}} {{.Status}}'
docker restart -t 0 web && curl localhost:8080/new
docker rm -f web
docker run --rm python:3.14-slim python -c 'print(1 / 0)'
docker run --rm python:3.14-slim python -c 'import flask'
docker run -d --name files -p 9000:8000 -w /etc python:3.14-slim python -m http.server
curl -s localhost:9000/passwd | head -n 1
docker logs files
printf 'FROM python:3.14-slim\nRUN python -m http.server\n' | docker build -q -
