/* What can be done with a bulletin beside writing it: a menu of its steps, review, publishing, history. */
import { dialog } from '../dialog.js';
import { fresh, h, toast } from '../dom.js';
import { post } from '../api.js';
import { history } from './history.js';
import { publish } from './publish.js';
import { askToUndo, review, reviewed, waits } from './review.js';
import { shownLines, unified } from './difference.js';
import { STEPS, takeStep } from './step.js';
import { editing } from '../words.js';

/** @typedef {import('../edit/manuscript.js').Manuscript} Manuscript */

/** Steps that make sense in a state, the likeliest first. @type {Record<string, string[]>} */
const LIKELY = {
  draft: ['publish', 'schedule', 'rename'], scheduled: ['publish', 'schedule', 'rename'], live: ['correct', 'withdraw', 'supersede', 'rename'],
  corrected: ['correct', 'withdraw', 'supersede', 'rename'], withdrawn: ['restore', 'rename'], superseded: ['restore', 'rename'],
  expired: ['restore', 'rename'], broken: [],
};

/**
 * @param {Manuscript} manuscript
 * @param {import('../definition.js').Definition} said
 */
export function actions(manuscript, said) {
  const id = fresh('menu');
  const list = h('ul', { id, class: 'menu', role: 'menu', 'aria-label': '步骤', hidden: true });
  const open = h('button', { type: 'button', class: 'menu-open', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': id, onclick: () => show(Boolean(list.hidden)) }, '步骤');
  const element = h('div', { class: 'actions' });
  const items = () => /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll('button')]);
  const show = (/** @type {boolean} */ on) => {
    list.hidden = !on;
    open.setAttribute('aria-expanded', String(on));
    if (on) items()[0]?.focus();
  };
  list.addEventListener('keydown', (event) => {
    const all = items();
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      show(false);
      if (event.key === 'Escape') open.focus();
    }
  });
  element.addEventListener('focusout', (event) => { if (!list.hidden && !element.contains(/** @type {Node | null} */ (event.relatedTarget))) show(false); });
  const item = (/** @type {string} */ label, /** @type {() => void} */ act, /** @type {string} */ note = '') => h('li', { role: 'none' }, h('button', {
    type: 'button', role: 'menuitem', tabindex: -1, onclick: () => { show(false); open.focus(); act(); },
  }, label, note ? h('span', { class: 'menu-note' }, note) : ''));

  const draw = () => {
    const { state } = manuscript.bulletin;
    const steps = LIKELY[state] ?? Object.keys(STEPS);
    const main = steps.find((step) => ['publish', 'correct', 'restore'].includes(step));
    list.replaceChildren(
      ...steps.map((step) => item(`${STEPS[step].label}……`, () => takeStep(manuscript, step), STEPS[step].note)),
      ...(said.settings.review ? [item(waits(manuscript) ? '审核……' : '送审……', () => review(manuscript, said))] : []),
      h('li', { role: 'separator' }),
      item('撤销上一步……', () => undo(manuscript), '退回上次保存或上一步之前'), item('历史……', () => history(manuscript)),
      h('li', { role: 'separator' }), item('更新网站……', () => publish(manuscript, said), '把已经定下的内容放到网上'));
    element.replaceChildren(...(said.settings.review ? [reviewed(manuscript)] : []),
      waits(manuscript) ? h('button', { type: 'button', class: 'main', onclick: () => review(manuscript, said) }, '审核')
        : main ? h('button', { type: 'button', class: 'main', onclick: () => takeStep(manuscript, main) }, STEPS[main].label) : '', open, list);
  };
  manuscript.on('saved', draw);
  draw();
  return element;
}

/** Take back the last step or save; what that changes is shown first. @param {Manuscript} manuscript */
async function undo(manuscript) {
  const changes = h('div', { class: 'step-changes' });
  const about = h('p', {}, '文件退回上一次保存或上一步之前的样子。撤销以后还可以从历史里找回。');
  const opened = dialog('撤销上一步', [about, changes], [], { wide: true });
  try {
    const { diff, review_needed: needed } = await post('/api/undo', { id: manuscript.id, dry_run: true });
    const id = fresh('note');
    const note = h('textarea', { id, rows: 2 });
    const unsaved = manuscript.dirty ? [h('p', { class: 'notice' }, needed ? '没保存的改动留在这里，不在送审之内。' : '你还有没保存的改动，撤销后会丢开它们。')] : [];
    if (needed) about.textContent = '上一步读者看得到，撤销要由另一个人批准后才生效。';
    changes.replaceChildren(...unsaved, shownLines(unified(diff)),
      ...(needed ? [h('div', { class: 'field' }, h('label', { for: id }, '给审稿人的话'), note)] : []));
    opened.choices([needed ? { label: '送审', main: true, act: () => askToUndo(manuscript, note.value.trim()) } : { label: '撤销', main: true, grave: true, async act() {
      const made = await post('/api/undo', { id: manuscript.id });
      toast('已退回上一步之前', { kind: 'good' });
      if (made.id !== manuscript.id) {
        manuscript.closed = true;
        location.hash = editing(made.id);
      } else await manuscript.again();
    } }]);
    /** @type {HTMLElement | null} */ (needed ? note : opened.element.querySelector('button[type="submit"]'))?.focus();
  } catch (problem) {
    opened.problem(problem instanceof Error ? problem.message : String(problem));
  }
}
