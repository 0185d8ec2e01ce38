const l = require('_layercake');
const no = (name) => () => l.unsimulated(`child_process.${name}()`);
module.exports = { exec: no('exec'), execSync: no('execSync'), spawn: no('spawn'), spawnSync: no('spawnSync'), fork: no('fork') };
