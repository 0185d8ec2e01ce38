// `@jest/globals`: the names that Jest gives to every test.
module.exports = require('_jest_program').globals;
