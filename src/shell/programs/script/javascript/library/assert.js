class AssertionError extends Error {
  constructor(message) {
    super(message);
    this.name = 'AssertionError';
    this.code = 'ERR_ASSERTION';
  }
}

function fail(message, otherwise) {
  if (message instanceof Error) throw message;
  throw new AssertionError(message || otherwise);
}

function assert(value, message) {
  if (!value) fail(message, 'The expression evaluated to a falsy value');
}
assert.ok = assert;
assert.equal = (a, b, message) => { if (a != b) fail(message, `${a} == ${b}`); };
assert.notEqual = (a, b, message) => { if (a == b) fail(message, `${a} != ${b}`); };
assert.strictEqual = (a, b, message) => { if (a !== b) fail(message, `Expected values to be strictly equal:\n\n${a} !== ${b}\n`); };
assert.deepStrictEqual = (a, b, message) => {
  if (JSON.stringify(a) !== JSON.stringify(b)) fail(message, 'Expected values to be strictly deep-equal');
};
assert.deepEqual = assert.deepStrictEqual;
assert.throws = (call, message) => {
  try {
    call();
  } catch (error) {
    return;
  }
  fail(typeof message === 'string' ? message : undefined, 'Missing expected exception.');
};
assert.AssertionError = AssertionError;
assert.strict = assert;
module.exports = assert;
