module.exports = {
  setTimeout, setInterval, setImmediate, clearTimeout, clearInterval,
  promises: { setTimeout: (delay, value) => new Promise((resolve) => setTimeout(() => resolve(value), delay)) },
};
