import express from 'express';
import { Notes } from './notes.mjs';

const notes = new Notes();
const app = express();
app.get('/', (request, response) => response.send('notes'));
app.get('/add/:text', (request, response) => response.json({ id: notes.add(request.params.text) }));
app.listen(3000, () => console.log('listening'));
