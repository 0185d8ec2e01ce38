const request = require('supertest');
const app = require('../src/app');

describe('GET /hello/:name', () => {
  it('greets', async () => {
    const response = await request(app).get('/hello/Ann').expect('Content-Type', /json/).expect(200);
    expect(response.body).toEqual({ text: 'Hello, Ann!' });
  });
  it('knows no other page', () => request(app).get('/').expect(404));
});
