/* Dialogs: one <dialog>, its heading, what it shows, and its buttons. Esc and 取消 close it; the focus goes back by itself. */
import { fresh, h } from './dom.js';

/**
 * @typedef {object} Choice
 * @property {string} label
 * @property {boolean} [main] the one that Enter presses
 * @property {boolean} [grave] shown as what cannot easily be taken back
 * @property {(dialog: Opened) => (void | false | Promise<void | false>)} act false keeps the dialog open
 */
/** @typedef {{element: HTMLDialogElement, body: HTMLElement, close: () => void, choices: (choices: Choice[]) => void, problem: (text: string) => void}} Opened */

/**
 * Open a dialog.
 * @param {string} title
 * @param {(Node | string)[]} content
 * @param {Choice[]} choices beside 取消
 * @param {{wide?: boolean, cancel?: string, closed?: () => void}} [how]
 * @returns {Opened}
 */
export function dialog(title, content, choices, { wide = false, cancel = '取消', closed } = {}) {
  const heading = fresh('dialog');
  const body = h('div', { class: 'dialog-body' }, ...content);
  const problem = h('p', { class: 'dialog-problem', role: 'alert' });
  const foot = h('div', { class: 'dialog-foot' });
  const form = h('form', { method: 'dialog' }, h('h2', { id: heading }, title), body, problem, foot);
  const element = h('dialog', { class: wide ? 'wide' : '', 'aria-labelledby': heading }, form);
  const opened = {
    element, body, close: () => element.close(),
    choices: (/** @type {Choice[]} */ wanted) => { foot.replaceChildren(...buttons(wanted)); },
    problem: (/** @type {string} */ text) => { problem.textContent = text; },
  };
  /** @param {Choice[]} wanted */
  const buttons = (wanted) => [...wanted.map((choice) => h('button', {
    type: choice.main ? 'submit' : 'button', class: choice.grave ? 'grave' : choice.main ? 'main' : '',
    ...(choice.main ? {} : { onclick: () => press(choice) }),
  }, choice.label)), h('button', { type: 'button', onclick: () => element.close() }, cancel)];
  /** @param {Choice} choice */
  const press = async (choice) => {
    problem.textContent = '';
    foot.querySelectorAll('button').forEach((button) => { button.disabled = true; });
    try {
      if (await choice.act(opened) !== false) element.close();
    } catch (failure) {
      problem.textContent = failure instanceof Error ? failure.message : String(failure);
    }
    foot.querySelectorAll('button').forEach((button) => { button.disabled = false; });
  };
  let current = choices;
  opened.choices = (wanted) => { current = wanted; foot.replaceChildren(...buttons(wanted)); };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const main = current.find((choice) => choice.main);
    if (main) press(main);
  });
  element.addEventListener('close', () => { element.remove(); closed?.(); });
  opened.choices(choices);
  document.body.append(element);
  element.showModal();
  return opened;
}
