/*
 * 本机关注: countries, industries, channels and searches that a reader follows, kept in this browser alone. ES5.
 *
 * Kept under one name: {"version": 1, "items": [{"key", "label", "seen": [ids], "since": ISO time}]}. A key is
 * country:VN, industry:CODE, channel:CODE or search:?QUERY. What is new is read from the list's recent.json, for
 * searches from /api/search.
 */
(function (window, document) {
  'use strict';

  if (!document.querySelectorAll || !window.addEventListener || !window.JSON || !window.XMLHttpRequest) { return; }

  var KEY = 'xinfeng-follow', MOST = 50, LONGEST = 400;
  var KINDS = /^(country|industry|channel):[A-Za-z0-9\-]+$|^search:(\?|$)/;
  var DENIED = '浏览器不允许本站保存内容（可能是无痕浏览），关注没有记下。';
  var KINDS_OF_LISTS = { country: '国别', industry: '行业', channel: '栏目', search: '查询' };

  function one(selector, inside) { return (inside || document).querySelector(selector); }

  function each(selector, action, inside) {
    Array.prototype.forEach.call((inside || document).querySelectorAll(selector), action);
  }

  function make(name, text, attributes) {
    var element = document.createElement(name), key;
    for (key in attributes || {}) { element.setAttribute(key, attributes[key]); }
    if (text) { element.appendChild(document.createTextNode(text)); }
    return element;
  }

  function say(text) {
    each('[data-follow-state]', function (place) { place.textContent = text; });
  }

  /* ---- what is kept ---- */

  /* A text as items, whoever wrote it: what is none is left out. */
  function itemsOf(text) {
    var data, items = [], known = {};
    try { data = JSON.parse(text); } catch (ignore) { return []; }
    (data && Array.isArray(data.items) ? data.items : []).forEach(function (item) {
      if (!item || typeof item.key !== 'string' || !KINDS.test(item.key) || item.key.length > LONGEST) { return; }
      if (known[' ' + item.key] || items.length === MOST) { return; }
      known[' ' + item.key] = true;
      items.push({
        key: item.key,
        label: typeof item.label === 'string' ? item.label.slice(0, LONGEST) : item.key,
        seen: Array.isArray(item.seen) ? item.seen.filter(function (id) { return typeof id === 'string'; }) : null,
        since: typeof item.since === 'string' ? item.since : ''
      });
    });
    return items;
  }

  function followed() {
    try { return itemsOf(window.localStorage.getItem(KEY) || ''); } catch (ignore) { return []; }
  }

  function asText(items) { return JSON.stringify({ version: 1, items: items }); }

  function keep(items) {
    try {
      if (items.length) { window.localStorage.setItem(KEY, asText(items)); } else { window.localStorage.removeItem(KEY); }
      return true;
    } catch (ignore) {
      say(DENIED);
      return false;
    }
  }

  function find(items, key) { return items.filter(function (item) { return item.key === key; })[0]; }

  /* ---- what is new ---- */

  function kindOf(key) { return key.slice(0, key.indexOf(':')); }

  function codeOf(key) { return key.slice(key.indexOf(':') + 1); }

  /* The page of what is followed; searches are asked newest first. */
  function pageOf(key, centre) {
    var kind = kindOf(key), code = codeOf(key);
    if (kind === 'search') {
      code += (code.length > 1 ? '&' : '?') + 'sort=newest';
      return (centre ? centre.getAttribute('data-endpoint') : '') + '/search' + code.replace('??', '?');
    }
    return '/risk/' + kind + '/' + (kind === 'country' ? code.toLowerCase() : code) + '/';
  }

  /* Asks for the newest of a key; `done` gets [[id, ISO time, title]…], or null where nobody answered. */
  function newest(key, centre, done) {
    var request = new window.XMLHttpRequest(), isSearch = kindOf(key) === 'search', url = pageOf(key, centre);
    request.open('GET', isSearch ? url.replace('/search', '/api/search') : url + 'recent.json', true);
    request.onreadystatechange = function () {
      var data = null;
      if (request.readyState !== 4) { return; }
      try { data = request.status === 200 ? JSON.parse(request.responseText) : null; } catch (ignore) { /* No JSON. */ }
      if (data && isSearch) {
        data = data.results.map(function (found) { return [found.id, found.date, found.title]; });
      } else if (data) {
        data = data.items;
      } else if (request.status === 404) {
        data = [];
      }
      done(data);
    };
    request.send();
  }

  /* What was not there when one last looked. What came back into sight from before that is not new. */
  function newOf(item, items) {
    if (!item.seen) { return []; }
    return items.filter(function (found) { return item.seen.indexOf(found[0]) < 0 && found[1] >= item.since; });
  }

  /* From now on these have been seen. The oldest of them says from when on others are new. */
  function look(key, items) {
    var all = followed(), item = find(all, key);
    if (!item) { return; }
    item.seen = items.map(function (found) { return found[0]; });
    item.since = items.length ? items[items.length - 1][1] : item.since || '';
    keep(all);
  }

  /* ---- following and leaving ---- */

  function follow(key, label) {
    var items = followed();
    if (find(items, key)) { return; }
    if (items.length === MOST) {
      say('最多关注 ' + MOST + ' 项；请先在“怎样订阅”页面取消几项。');
      return;
    }
    items.push({ key: key, label: label, seen: null, since: '' });
    if (keep(items)) {
      say('已关注“' + label + '”。下次打开首页，就写着新增了几条。');
      newest(key, one('[data-followed]'), function (found) { if (found) { look(key, found); } });
    }
    showButtons();
  }

  function leave(key) {
    keep(followed().filter(function (item) { return item.key !== key; }));
    say('已取消关注。');
    showButtons();
    show();
  }

  function showButtons() {
    var items = followed();
    each('[data-follow]', function (button) {
      var there = Boolean(find(items, button.getAttribute('data-follow')));
      button.textContent = (there ? '取消关注 ' : '关注 ') + button.getAttribute('data-label');
      button.setAttribute('aria-pressed', String(there));
    });
  }

  function press(button) {
    var key = button.getAttribute('data-follow'), label = button.getAttribute('data-label');
    var elsewhere = button.getAttribute('data-follow-at');
    if (elsewhere) {
      /* This page has another origin than the one that keeps what is followed. */
      window.location.href = elsewhere + '/subscribe/#follow=' + encodeURIComponent(key) + '&' + encodeURIComponent(label);
    } else if (find(followed(), key)) {
      leave(key);
    } else {
      follow(key, label);
    }
  }

  /* ---- 我的关注 ---- */

  function row(item, centre) {
    var line = make('li', '', { 'class': 'followed-row' }), state = make('span', '', { 'class': 'followed-state' });
    var list;
    line.appendChild(make('a', item.label, { href: pageOf(item.key, centre), 'class': 'followed-name' }));
    line.appendChild(make('span', KINDS_OF_LISTS[kindOf(item.key)], { 'class': 'followed-kind' }));
    line.appendChild(state);
    if (centre.hasAttribute('data-manage')) {
      line.appendChild(make('button', '取消关注', { type: 'button', 'class': 'quiet', 'data-leave': item.key, 'aria-label': '取消关注' + item.label }));
    }
    newest(item.key, centre, function (found) {
      var fresh = found ? newOf(item, found) : [];
      if (!found) {
        state.textContent = '暂时查不到有没有新增';
      } else if (!item.seen) {
        state.textContent = '从现在起关注';
        look(item.key, found);
      } else {
        state.textContent = fresh.length ? '自上次查看新增 ' + fresh.length + (fresh.length === found.length ? ' 条以上' : ' 条') : '自上次查看没有新增';
        state.className += fresh.length ? ' followed-new' : '';
      }
      if (fresh.length) {
        list = make('ul', '', { 'class': 'followed-list' });
        fresh.slice(0, 3).forEach(function (one) {
          var entry = make('li');
          entry.appendChild(make('a', one[2], { href: '/risk/' + one[0].split('/').map(encodeURIComponent).join('/') + '/' }));
          list.appendChild(entry);
        });
        line.appendChild(list);
        line.appendChild(make('button', '看过了', { type: 'button', 'class': 'quiet', 'data-looked': item.key, 'aria-label': item.label + '：看过了' }));
        line.found = found;
      }
    });
    return line;
  }

  function show() {
    each('[data-followed]', function (centre) {
      var items = followed(), list = one('ul', centre);
      while (list.firstChild) { list.removeChild(list.firstChild); }
      items.forEach(function (item) { list.appendChild(row(item, centre)); });
      if (items.length || centre.hasAttribute('data-manage')) { centre.removeAttribute('hidden'); }
      each('[data-followed-empty]', function (empty) { empty.style.display = items.length ? 'none' : ''; }, centre);
    });
  }

  /* ---- a file of it ---- */

  function exportTo(link) {
    link.setAttribute('href', 'data:application/json;charset=utf-8,' + encodeURIComponent(asText(followed())));
  }

  function importFrom(field) {
    var reader, file = field.files && field.files[0];
    if (!file || !window.FileReader) { return; }
    reader = new window.FileReader();
    reader.onload = function () {
      var added = itemsOf(String(reader.result)), items = followed();
      if (!added.length) {
        say('这个文件里没有可用的关注；请选择从本站导出的文件。');
        return;
      }
      added.forEach(function (item) { if (!find(items, item.key) && items.length < MOST) { items.push(item); } });
      if (keep(items)) { say('已导入，现在共关注 ' + items.length + ' 项。'); }
      show();
    };
    reader.readAsText(file);
    field.value = '';  /* so that the same file can be chosen again */
  }

  /* ---- start ---- */

  function up(node, attribute) {
    while (node && node.nodeType === 1 && !node.hasAttribute(attribute)) { node = node.parentNode; }
    return node && node.nodeType === 1 ? node : null;
  }

  document.addEventListener('click', function (event) {
    var button, line;
    if ((button = up(event.target, 'data-follow'))) {
      press(button);
    } else if ((button = up(event.target, 'data-leave'))) {
      leave(button.getAttribute('data-leave'));
    } else if ((button = up(event.target, 'data-looked'))) {
      line = button.parentNode;
      look(button.getAttribute('data-looked'), line.found);
      show();
    } else if ((button = up(event.target, 'data-export'))) {
      exportTo(button);
    }
  });
  document.addEventListener('change', function (event) {
    if (event.target.hasAttribute && event.target.hasAttribute('data-import')) { importFrom(event.target); }
  });

  /* How many a list has from the last 30 days, after the links that ask for it. */
  each('[data-recent]', function (link) {
    var request = new window.XMLHttpRequest(), since = new Date(Date.now() - 30 * 864e5).toISOString();
    request.open('GET', link.getAttribute('data-recent'), true);
    request.onreadystatechange = function () {
      var items;
      if (request.readyState !== 4 || request.status !== 200) { return; }
      try { items = JSON.parse(request.responseText).items; } catch (ignore) { return; }
      items = items.filter(function (found) { return new Date(found[1]).toISOString() >= since; });
      link.appendChild(document.createTextNode(' ' + items.length));
    };
    request.send();
  });

  /* Who reads a list has seen what is new in it. */
  each('[data-list-key]', function (list) {
    var key = list.getAttribute('data-list-key');
    if (find(followed(), key)) { newest(key, null, function (found) { if (found) { look(key, found); } }); }
  });

  (function () {
    var asked = /^#follow=([^&]+)&(.*)$/.exec(window.location.hash);
    try {
      if (asked && KINDS.test(decodeURIComponent(asked[1]))) { follow(decodeURIComponent(asked[1]), decodeURIComponent(asked[2])); }
    } catch (ignore) { /* Not UTF-8. */ }
  }());
  showButtons();
  show();
  window.addEventListener('storage', function () { showButtons(); show(); });
  /* The search page puts its panel in anew. */
  document.addEventListener('xinfeng-refreshed', showButtons);
}(window, document));
