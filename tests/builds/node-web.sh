mkdir app && cd app
printf 'const express = require("express")\nconst app = express()\nlet n = 0\napp.use(express.json())\napp.get("/", (req, res) => res.send(`visit ${++n}`))\napp.get("/users/:id", async (req, res) => {\n  await new Promise((r) => setTimeout(r, 20))\n  res.json({ id: req.params.id, q: req.query })\n})\napp.post("/", (req, res) => res.status(201).json(req.body))\napp.get("/bad", () => { throw new Error("bad") })\napp.listen(3000, () => console.log("listening"))\n' > server.js
printf '{"name":"demo","version":"1.0.0","scripts":{"start":"node server.js"},"dependencies":{"express":"^5.0.0"}}\n' > package.json
printf 'FROM node:26-alpine\nWORKDIR /app\nCOPY package.json .\nRUN npm install --silent\nCOPY . .\nCMD ["node", "server.js"]\n' > Dockerfile
docker build -q -t web .
docker run -d --name web -p 3000:3000 web
curl localhost:3000 && curl localhost:3000
curl -s 'localhost:3000/users/7?a=b'
curl -s -X POST -H 'Content-Type: application/json' -d '{"k":[1,2]}' localhost:3000/
curl -s -o page -w '%{http_code}\n' localhost:3000/bad && curl -s localhost:3000/none | grep Cannot
docker exec web wget -qO- localhost:3000
docker logs web 2>&1 | head -3
docker rm -f web
docker run --rm node:26-alpine node -e 'console.log([1, "a"], {b: null})'
docker run --rm node:26-alpine node server.js 2>&1 | grep Cannot
docker run --rm node:26-alpine node -e 'require("net")'
