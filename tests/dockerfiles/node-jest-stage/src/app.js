const express = require('express');
const { greeting } = require('./greeting');

const app = express();
app.get('/hello/:name', (request, response) => response.json({ text: greeting(request.params.name) }));

module.exports = app;
