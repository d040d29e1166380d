/* A new bulletin: what a file needs from its first moment. */
import { post } from '../api.js';
import { definition } from '../definition.js';
import { h } from '../dom.js';
import { editing } from '../words.js';
import { choice, choices } from '../edit/combobox.js';

/** @param {HTMLElement} main */
export async function fresh(main) {
  const { vocabulary } = await definition();
  const said = { channel: '', level: '', countries: /** @type {string[]} */ ([]), industries: /** @type {string[]} */ ([]) };
  const title = h('input', { id: 'new-title', type: 'text', required: true, maxlength: 200, autocomplete: 'off' });
  const source = h('input', { id: 'new-source', type: 'text', autocomplete: 'off' });
  const problem = h('p', { class: 'dialog-problem', role: 'alert' });
  const row = (/** @type {string} */ id, /** @type {string} */ label, /** @type {HTMLElement} */ input, required = false) => h('div', { class: 'field' },
    h('label', { for: id }, label, required ? h('span', { class: 'needed', 'aria-hidden': 'true' }, '必填') : ''), input);
  const form = h('form', { class: 'sheet' }, h('h1', {}, '新建稿件'),
    h('p', { class: 'quiet' }, '先定这几项，其余的写的时候再补。新稿件是草稿，不会误发。'),
    row('new-title', '标题', title, true),
    row('new-channel', '栏目', choice({ id: 'new-channel', terms: vocabulary.channel, value: '', change: (value) => { said.channel = value ?? ''; } }).element, true),
    row('new-countries', '国别（地区）', choices({ id: 'new-countries', label: '国别（地区）', terms: vocabulary.country, values: [], change: (values) => { said.countries = values; } }).element),
    row('new-industries', '行业', choices({ id: 'new-industries', label: '行业', terms: vocabulary.industry, values: [], change: (values) => { said.industries = values; } }).element),
    row('new-level', '等级', choice({ id: 'new-level', terms: vocabulary.level, value: '', change: (value) => { said.level = value ?? ''; } }).element),
    row('new-source', '来源', source), problem,
    h('p', { class: 'sheet-foot' }, h('button', { type: 'submit', class: 'main' }, '建立草稿'), h('a', { href: '#/' }, '取消')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.textContent = '';
    try {
      const { id } = await post('/api/new', { title: title.value.trim(), source: source.value.trim(), ...said });
      location.hash = editing(id);
    } catch (failure) {
      problem.textContent = failure instanceof Error ? failure.message : String(failure);
    }
  });
  main.replaceChildren(form);
  setTimeout(() => title.focus());
}
