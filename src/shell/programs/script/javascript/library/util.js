const l = require('_layercake');

module.exports = {
  inspect: (value) => l.inspect(value),
  format: (...values) => l.format(...values),
  promisify: (call) => (...given) => new Promise((resolve, reject) => {
    if (call === setTimeout) call(() => resolve(given[1]), given[0]);
    else call(...given, (error, result) => (error ? reject(error) : resolve(result)));
  }),
  inherits: () => l.unsimulated('util.inherits()'),
  isDeepStrictEqual: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  types: {},
};
