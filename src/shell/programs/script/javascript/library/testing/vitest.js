// The module `vitest`.
module.exports = require('_vitest_program').globals;
