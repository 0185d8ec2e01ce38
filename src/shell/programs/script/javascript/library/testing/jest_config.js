// Jest's command line and configuration.
const l = require('_layercake');
const fs = require('fs');
const path = require('path');

const WITH_VALUE = ['-t', '--testNamePattern', '--testPathPattern', '--testPathPatterns', '-c', '--config', '--maxWorkers', '-w', '--env', '--testEnvironment',
  '--testTimeout', '--rootDir', '--reporters', '--testMatch', '--roots', '--setupFiles', '--testPathIgnorePatterns', '--maxConcurrency', '--workerIdleMemoryLimit'];
const NO = ['--coverage', '--collectCoverage', '--watch', '--watchAll', '-o', '--onlyChanged', '--json', '--outputFile', '--reporters', '--shard', '--projects', '--init', '--showConfig', '--env', '--testEnvironment', '--setupFiles', '--rootDir', '--roots', '--testMatch', '--changedSince'];
// What changes nothing here.
const QUIET = ['testEnvironment', 'verbose', 'testMatch', 'testPathIgnorePatterns', 'rootDir', 'roots', 'clearMocks', 'resetMocks', 'restoreMocks', 'testTimeout',
  'setupFilesAfterEnv', 'setupFiles', 'bail', 'silent', 'collectCoverage', 'coverageDirectory', 'collectCoverageFrom', 'coveragePathIgnorePatterns', 'coverageProvider', 'coverageReporters',
  'coverageThreshold', 'moduleFileExtensions', 'transform', 'transformIgnorePatterns', 'modulePathIgnorePatterns', 'watchPathIgnorePatterns', 'maxWorkers', 'forceExit', 'detectOpenHandles',
  'displayName', 'cache', 'cacheDirectory', 'errorOnDeprecated', 'testRunner', 'automock', 'passWithNoTests', 'extensionsToTreatAsEsm', 'globals', 'preset', 'testEnvironmentOptions', 'injectGlobals', 'notify', 'watchman', 'testSequencer'];

function camel(text) { return text.replace(/-(\w)/g, (whole, letter) => letter.toUpperCase()); }

function line(words) {
  const flags = {};
  const paths = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word.startsWith('-')) { paths.push(word); continue; }
    const cut = word.indexOf('=');
    const name = word.startsWith('--') ? `--${camel(word.slice(2, cut < 0 ? undefined : cut))}` : word;
    let value = cut < 0 ? true : word.slice(cut + 1);
    if (cut < 0 && WITH_VALUE.includes(name)) { at += 1; value = words[at]; }
    if (value === 'false') value = false;
    if (NO.includes(name) && value !== false && !(name.startsWith('--env') || name === '--testEnvironment' ? value === 'node' : false)) l.unsimulated(`the option ${word}`);
    flags[name.replace(/^-+/, '')] = value;
  }
  return { flags, paths };
}

function configured(root, flags) {
  const named = flags.config || flags.c;
  if (typeof named === 'string' && named.trim().startsWith('{')) return JSON.parse(named);
  const found = named ? path.resolve(named) : ['js', 'ts', 'mjs', 'cjs', 'json'].map((ending) => path.join(root, `jest.config.${ending}`)).find((file) => fs.existsSync(file));
  let config = {};
  if (found) {
    if (found.endsWith('.ts')) l.unsimulated('a configuration in TypeScript');
    config = l.load(found);
    config = config.default || config;
    if (typeof config === 'function') config = config();
  } else if (fs.existsSync(path.join(root, 'package.json'))) {
    config = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).jest || {};
  }
  for (const name of Object.keys(config)) if (!QUIET.includes(name)) l.unsimulated(`the option ${name} of its configuration`);
  if (config.collectCoverage) l.unsimulated('the coverage of tests');
  if (config.testEnvironment && !['node', 'jest-environment-node'].includes(config.testEnvironment)) l.unsimulated(`the environment ${config.testEnvironment}`);
  if (config.automock) l.unsimulated('the option automock of its configuration');
  return config;
}

const DEFAULT_MATCH = { 30: ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'], 29: ['**/__tests__/**/*.[jt]s?(x)', '**/?(*.)+(spec|test).[jt]s?(x)'] };

// A pattern of micromatch's as an expression over whole paths.
function expression(pattern) {
  let out = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const rest = pattern.slice(at);
    const group = rest.match(/^([?+*@])\(([^()]*)\)/);
    if (rest.startsWith('**/')) { out += '(?:.*/)?'; at += 2; }
    else if (rest.startsWith('**')) { out += '.*'; at += 1; }
    else if (group) {
      const inner = group[2].split('|').map((one) => expression(one).source.slice(1, -1)).join('|');
      out += `(?:${inner})${{ '?': '?', '+': '+', '*': '*', '@': '' }[group[1]]}`;
      at += group[0].length - 1;
    } else if (rest[0] === '{') {
      const end = rest.indexOf('}');
      out += `(?:${rest.slice(1, end).split(',').map((one) => expression(one).source.slice(1, -1)).join('|')})`;
      at += end;
    } else if (rest[0] === '[') { const end = rest.indexOf(']'); out += rest.slice(0, end + 1); at += end; }
    else if (rest[0] === '*') out += '[^/]*';
    else if (rest[0] === '?') out += '[^/]';
    else out += rest[0].replace(/[.+^$()|\\]/g, '\\$&');
  }
  return new RegExp(`^${out}$`);
}

// Files that are looked at, and folders within each other, at most.
const [MOST, DEEPEST] = [20000, 24];

// All files below a folder, without the packages.
function below(folder, depth = 0, found = []) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const whole = path.join(folder, entry.name);
    if (found.length > MOST) l.unsimulated(`a search for tests in more than ${MOST} files`);
    if (!entry.isDirectory()) found.push(whole);
    else if (entry.name !== 'node_modules' && entry.name !== '.git' && depth < DEEPEST) below(whole, depth + 1, found);
  }
  return found;
}

module.exports = { line, configured, expression, below, DEFAULT_MATCH };
