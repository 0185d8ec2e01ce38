const express = require('express');
module.exports = { json: express.json, urlencoded: express.urlencoded, text: express.text, raw: express.raw };
