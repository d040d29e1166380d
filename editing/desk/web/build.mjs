/*
 * Bundles codemirror.js into ../static/vendor/codemirror.js, with the licences of all that is in it beside it.
 *
 * CodeMirror's Markdown brings parsers of HTML, CSS and JavaScript for what stands between tags; a bulletin's body holds hardly
 * any, so `no-html.js` stands in for them: a third of the bundle.
 */
import { build } from 'esbuild';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const here = new URL('.', import.meta.url).pathname;
const out = `${here}../static/vendor/codemirror.js`;
const made = await build({
  entryPoints: [`${here}codemirror.js`], outfile: out, bundle: true, minify: true, format: 'esm', target: 'es2022',
  legalComments: 'none', metafile: true, charset: 'utf8', alias: { '@codemirror/lang-html': `${here}no-html.js` },
  banner: { js: '/* CodeMirror 6 and jsdiff, bundled by editing/desk/web/build.mjs; licences in LICENSES.txt */' },
});
const inputs = Object.values(made.metafile.outputs)[0].inputs;
const named = Object.entries(inputs).filter(([, one]) => one.bytesInOutput).map(([path]) => path);
const packages = [...new Set(named.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean))].sort();
const licences = packages.map((name) => {
  const folder = `${here}node_modules/${name}/`;
  const about = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return `${name} ${about.version} (${about.license})\n\n${readFileSync(folder + file, 'utf8').trim()}\n`;
});
writeFileSync(`${here}../static/vendor/LICENSES.txt`, licences.join('\n----\n\n'));
const bytes = readFileSync(out);
console.log(`${packages.length} packages, ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`);
