const l = require('_layercake');

module.exports = {
  EOL: '\n',
  hostname: () => l.hostname(),
  platform: () => 'linux',
  type: () => 'Linux',
  release: () => l.kernel(),
  arch: () => 'x64',
  machine: () => 'x86_64',
  uptime: () => 3600,
  totalmem: () => 8241983488,
  freemem: () => 4121026560,
  loadavg: () => [0, 0.01, 0.05],
  cpus: () => [0, 1].map(() => ({ model: 'Simulated CPU', speed: 2400, times: {} })),
  homedir: () => process.env.HOME || '/root',
  tmpdir: () => '/tmp',
  userInfo: () => ({ username: l.userName(), uid: l.uid(), gid: l.uid(), homedir: process.env.HOME, shell: '/bin/sh' }),
  networkInterfaces: () => ({ lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true }],
    eth0: [{ address: '172.17.0.2', family: 'IPv4', internal: false }] }),
};
