/*
 * What scripts and styles use that a promised browser lacks, by MDN's compatibility tables.
 *
 *   node features.mjs BROWSERS FILE...    BROWSERS is JSON: {"ie": 10, "chrome": 20, "firefox": 20}
 *
 * Prints JSON: {"FILE": [{"what": "css property gap", "where": ".menu li", "lacking": ["ie"], "guard": "supports"}]}.
 * `guard` says why an old browser never meets it: it ignores the whole block ("supports", "media"), or the same rule
 * gives it a plainer value first ("fallback") or a prefixed property ("prefix"); null means that nothing does.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse as parseScript } from 'acorn';
import { full } from 'acorn-walk';
import * as csstree from 'css-tree';

const tables = createRequire(import.meta.url)('@mdn/browser-compat-data');
const promised = JSON.parse(process.argv[2]);

/* Where members of what our scripts touch may be defined; `append` of FormData says nothing about elements. */
const INTERFACES = ['Window', 'Document', 'Element', 'HTMLElement', 'Node', 'NodeList', 'Event', 'EventTarget', 'UIEvent',
  'KeyboardEvent', 'MouseEvent', 'MessageEvent', 'XMLHttpRequest', 'Location', 'History', 'Storage', 'HTMLInputElement',
  'HTMLSelectElement', 'HTMLFormElement', 'HTMLAnchorElement', 'HTMLIFrameElement', 'DOMImplementation', 'CharacterData',
  'CSSStyleDeclaration', 'HTMLCollection'];

function supports(entry, browser, version) {
  const rows = [entry.support[browser] || []].flat();
  return rows.some((row) => {
    const since = String(row.version_added).replace('≤', '');
    return !row.prefix && !row.alternative_name && !row.flags && /^[\d.]+$/.test(since) && parseFloat(since) <= version;
  });
}

function lacking(entry) {
  return Object.keys(promised).filter((browser) => !supports(entry, browser, promised[browser]));
}

/* Of a property's single values the tables know nothing true for Internet Explorer (`float: left` from version 11). */
function lackingValue(entry) { return lacking(entry).filter((browser) => browser !== 'ie'); }

/* ---- scripts ---- */

function scriptNames(tree) {
  const names = new Set(), declared = new Set();
  full(tree, (node) => {
    if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration') { declared.add(node.id.name); }
    if (node.params) { node.params.forEach((one) => declared.add(one.name)); }
    if (node.type === 'MemberExpression' && !node.computed) { names.add(node.property.name); }
    if (node.type === 'Identifier') { names.add(node.name); }
  });
  return [...names].filter((name) => !declared.has(name));
}

function entriesOf(name) {
  const found = INTERFACES.map((one) => tables.api[one]?.[name]);
  const builtins = tables.javascript.builtins;
  found.push(tables.api[name], builtins[name], ...Object.values(builtins).map((one) => one[name]));
  return found.filter((one) => one && one.__compat).map((one) => one.__compat);
}

function checkScript(text) {
  let tree;
  try {
    tree = parseScript(text, { ecmaVersion: 5, sourceType: 'script', locations: true });
  } catch (error) {
    return [{ what: `not ES5: ${error.message}`, where: '', lacking: Object.keys(promised), guard: null }];
  }
  return scriptNames(tree).flatMap((name) => {
    const gaps = entriesOf(name).map(lacking);
    if (!gaps.length || gaps.some((gap) => !gap.length)) { return []; }
    return [{ what: `script ${name}`, where: '', lacking: gaps.sort((a, b) => a.length - b.length)[0], guard: null }];
  });
}

/* ---- styles ---- */

function blockGuard(stack) {
  if (stack.some((one) => one.name === 'supports')) { return 'supports'; }
  const unknown = stack.filter((one) => one.name === 'media' && one.prelude).some((one) => {
    let found = false;
    csstree.walk(one.prelude, (node) => {
      if (node.type !== 'Feature') { return; }
      const entry = tables.css['at-rules'].media[node.name.replace(/^(min|max)-/, '')];
      found = found || !entry || lacking(entry.__compat).length === Object.keys(promised).length;
    });
    return found;
  });
  return unknown ? 'media' : null;
}

function valueGaps(property, value) {
  const gaps = [];
  csstree.walk(value, (node) => {
    const table = tables.css.properties[property];
    if (node.type === 'Identifier' && table?.[node.name]?.__compat) {
      gaps.push([`css value ${property}: ${node.name}`, lackingValue(table[node.name].__compat)]);
    } else if (node.type === 'Function') {
      const name = node.name.replace(/^-\w+-/, '');
      const entry = tables.css.types[name] || tables.css.types.color?.[name] || tables.css.types['transform-function']?.[name];
      if (entry?.__compat && !node.name.startsWith('-')) { gaps.push([`css function ${name}()`, lacking(entry.__compat)]); }
    } else if (node.type === 'Dimension') {
      const entry = tables.css.types.length?.[node.unit];
      if (entry?.__compat) { gaps.push([`css unit ${node.unit}`, lacking(entry.__compat)]); }
    }
  });
  return gaps.filter(([, gap]) => gap.length);
}

/* Properties of SVG came to CSS with SVG itself: Internet Explorer 9, of which the tables say nothing. */
function lackingProperty(name, entry) {
  const svg = /^(fill|stroke|stop-color|stroke-width|stroke-linecap)$/.test(name);
  return lacking(entry).filter((browser) => !(svg && browser === 'ie'));
}

function checkDeclarations(rule, stack, where) {
  const found = [], seen = new Set(), outer = blockGuard(stack);
  rule.block.children.forEach((node) => {
    if (node.type !== 'Declaration' || node.property.startsWith('--')) { return; }
    const name = node.property, plain = name.replace(/^-\w+-/, '');
    if (name.startsWith('-')) { seen.add(`prefix ${plain}`); return; }
    const entry = tables.css.properties[name];
    const gap = entry?.__compat ? lackingProperty(name, entry.__compat) : [];
    if (gap.length) {
      const prefixed = seen.has(`prefix ${name}`) ? 'prefix' : null;
      found.push({ what: `css property ${name}`, where, lacking: gap, guard: outer || prefixed });
    }
    const gaps = valueGaps(name, node.value);
    gaps.forEach(([what, browsers]) => {
      const plainer = seen.has(name) ? 'fallback' : seen.has(`prefix ${name}`) ? 'prefix' : null;
      found.push({ what, where, lacking: browsers, guard: outer || plainer });
    });
    if (!gaps.length) { seen.add(name); }
  });
  return found;
}

function checkSelectors(rule, stack, where) {
  const found = [];
  csstree.walk(rule.prelude, (node) => {
    if (!/^Pseudo/.test(node.type)) { return; }
    const entry = tables.css.selectors[node.name];
    const gap = node.name.startsWith('-') ? [] : entry?.__compat ? lacking(entry.__compat) : Object.keys(promised);
    if (gap.length) { found.push({ what: `css selector :${node.name}`, where, lacking: gap, guard: blockGuard(stack) }); }
  });
  return found;
}

function checkStyle(text) {
  const found = [], stack = [];
  const tree = csstree.parse(text, { positions: true, parseCustomProperty: false });
  csstree.walk(tree, {
    enter(node) {
      if (node.type === 'Atrule') {
        stack.push(node);
        const entry = tables.css['at-rules'][node.name];
        const gap = entry?.__compat ? lacking(entry.__compat) : [];
        if (gap.length && node.name !== 'supports') {
          found.push({ what: `css at-rule @${node.name}`, where: '', lacking: gap, guard: blockGuard(stack) });
        }
      } else if (node.type === 'Rule') {
        const where = csstree.generate(node.prelude);
        found.push(...checkSelectors(node, stack, where), ...checkDeclarations(node, stack, where));
      }
    },
    leave(node) { if (node.type === 'Atrule') { stack.pop(); } },
  });
  return found;
}

/* ---- start ---- */

const answer = {};
for (const file of process.argv.slice(3)) {
  const text = readFileSync(file, 'utf8');
  answer[file] = file.endsWith('.css') ? checkStyle(text) : checkScript(text);
}
console.log(JSON.stringify(answer));
