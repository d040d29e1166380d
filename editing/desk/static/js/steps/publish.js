/* Bringing the site up to date, with its progress; 已上线 is said only when the server has seen the page with the new text. */
import { get, post, Refused } from '../api.js';
import { dialog } from '../dialog.js';
import { h, say } from '../dom.js';

/**
 * @param {import('../edit/manuscript.js').Manuscript} manuscript
 * @param {import('../definition.js').Definition} said
 */
export function publish(manuscript, said) {
  const how = said.settings.publish.startsWith('deploy') ? `生成网站并传到 ${said.settings.publish.replace(/^deploy\s*/, '')}` : '生成网站';
  const state = h('p', { class: 'run-state', role: 'status' });
  const lines = h('pre', { class: 'run-lines', hidden: true, tabindex: 0, role: 'group', 'aria-label': '进展' });
  const bar = h('progress', { hidden: true, 'aria-label': '正在更新' });
  let over = false;
  dialog('更新网站', [
    h('p', {}, `${how}。已定为发布、更正、撤回的都会生效；草稿不会出去。`),
    manuscript.dirty ? h('p', { class: 'notice' }, '这一条还有没保存的改动，它们不会出去。') : '', state, bar, lines,
  ], [{ label: '更新网站', main: true, async act(opened) {
    const run = await begun();
    bar.hidden = false;
    opened.choices([]);
    follow(run).catch((problem) => { state.textContent = problem.message; bar.hidden = true; });
    return /** @type {const} */ (false);
  } }], { wide: true, cancel: '关闭', closed: () => { over = true; } });

  /** The run that begins, or the one that is under way. */
  async function begun() {
    try {
      return (await post('/api/publish', { id: manuscript.id })).run;
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 409 && problem.problem.run) return problem.problem.run;
      throw problem;
    }
  }

  /** @param {number} run */
  async function follow(run) {
    for (let asked = 0; !over; asked += 1) {
      const now = await get('/api/run', { n: String(run) });
      lines.hidden = !now.lines.length;
      if (lines.textContent !== now.lines.join('\n')) {
        lines.textContent = now.lines.join('\n');
        lines.scrollTop = lines.scrollHeight;
      }
      const [live] = now.live;
      const text = now.state === 'running' ? '正在更新……' : now.state === 'failed' ? '没有更新成，网站还是原来的样子。'
        : live?.seen ? '已上线' : now.looking ? `网站已生成，正在看 ${live.url} 上是不是新的文字……`
          : live ? `网站已生成，但 ${live.url} 上还没有看到新的文字${live.why ? `（${live.why}）` : ''}。` : '网站已生成。';
      if (state.textContent !== text) {
        state.textContent = text;
        state.dataset.state = live?.seen ? 'live' : now.state;
        say(text);
        if (live?.seen) state.append('：', h('a', { href: live.url, target: '_blank', rel: 'noopener' }, live.url));
      }
      if (now.state !== 'running' && !now.looking) break;
      await new Promise((resolve) => { setTimeout(resolve, asked < 5 ? 400 : 1000); });
    }
    bar.hidden = true;
  }
}
