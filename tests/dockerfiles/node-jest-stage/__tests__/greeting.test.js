const { greeting } = require('../src/greeting');

describe('greeting', () => {
  it.each(['Ann', 'Bob'])('names %s', (name) => {
    expect(greeting(name)).toBe(`Hello, ${name}!`);
  });
});
