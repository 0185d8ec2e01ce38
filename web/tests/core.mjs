// The core as WebAssembly, both halves of it, without a page. PAGE is the folder of the page (target/page).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pkg = join(root, process.env.PAGE ?? 'target/page', 'pkg');

export const core = await import(join(pkg, 'layercake_web.js'));
let first;
globalThis.layercakeRest = () => {
  if (first.loaded.value !== 0) return;
  new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(pkg, 'rest.wasm'))), { first });
  first.loaded.value = 1;
};
first = core.initSync({ module: new WebAssembly.Module(readFileSync(join(pkg, 'layercake_web_bg.wasm'))) });
core.bring_rest();
