// Without a terminal chalk colours nothing.
const plain = (...parts) => parts.join(' ');
for (const name of ['red', 'green', 'blue', 'yellow', 'cyan', 'magenta', 'white', 'gray', 'grey', 'bold', 'dim', 'underline', 'italic',
  'inverse', 'black', 'bgRed', 'bgGreen', 'bgBlue', 'redBright', 'greenBright', 'blueBright']) plain[name] = plain;
plain.default = plain;
module.exports = plain;
