/* Pictures by paste, drag or file: what they show is asked for, the server makes them small and keeps them beside the file. */
import { upload } from '../api.js';
import { dialog } from '../dialog.js';
import { fresh, h, toast } from '../dom.js';
import { insertBlock } from './toolbar.js';

const KINDS = 'image/png,image/jpeg,image/gif,image/webp,image/avif,image/svg+xml';

/** @param {Iterable<File>} files */
export function pictures(files) { return [...files].filter((file) => file.type.startsWith('image/')); }

/**
 * Ask what a picture shows, then put it where the cursor is.
 * @param {import('../../vendor/codemirror.js').EditorView} view
 * @param {string} id of the bulletin
 * @param {File | null} given
 */
export function addPicture(view, id, given) {
  let file = given;
  const [chosen, described] = [fresh('file'), fresh('alt')];
  const shown = h('img', { class: 'picture-shown', alt: '', hidden: true });
  let address = '';
  const show = () => {
    URL.revokeObjectURL(address);
    shown.hidden = !file;
    if (file) shown.src = address = URL.createObjectURL(file);
  };
  const choose = h('input', { type: 'file', id: chosen, accept: KINDS, onchange: () => { file = choose.files?.[0] ?? file; show(); } });
  const alt = h('textarea', { id: described, rows: 2, 'aria-required': 'true', 'aria-describedby': `${described}-help` });
  show();
  dialog('插入图片', [
    given ? '' : h('div', { class: 'field' }, h('label', { for: chosen }, '图片文件'), choose), shown,
    h('div', { class: 'field' }, h('label', { for: described }, '这张图说了什么', h('span', { class: 'needed', 'aria-hidden': 'true' }, '必填')), alt,
      h('p', { class: 'quiet', id: `${described}-help` }, '写给看不见图的人，例如“2026 年前三季度越南对华反倾销立案数逐季上升”。')),
  ], [{ label: '插入', main: true, async act(opened) {
    const text = alt.value.trim();
    if (!file) { opened.problem('请选一个图片文件'); return false; }
    if (!text) { opened.problem('请写一句这张图说了什么'); alt.focus(); return false; }
    const made = await upload('/api/picture', { id, file, alt: text });
    insertBlock(view, made.markdown);
    view.focus();
    if (made.said?.length) toast(made.said.join('；'));
    return undefined;
  } }], { closed: () => URL.revokeObjectURL(address) });
  if (given) alt.focus();
}
