/*
 * What scripts add to pages that are whole without them. ES5; every feature is tested for before it is used.
 *   1. text size and large mode   2. counts of the home page   3. copy link, print and its foot
 *   4. suggestions while typing   5. the search page refreshed in place
 */
(function (window, document) {
  'use strict';

  if (!document.querySelectorAll || !window.addEventListener || !window.JSON || !window.XMLHttpRequest) { return; }

  var SIZE_KEY = 'xinfeng-size';
  var SIZES = /\bsize-(small|large|elder)\b/;
  var KINDS = { bulletin: '信息', country: '国别', industry: '行业', channel: '栏目', keyword: '关键字' };
  var root = document.documentElement;

  /* ---- helpers ---- */

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

  function fill(element, children) {
    while (element.firstChild) { element.removeChild(element.firstChild); }
    children.forEach(function (child) {
      element.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
    });
  }

  /* Tells other scripts of the page. */
  function tell(name) {
    var event = document.createEvent('Event');
    event.initEvent(name, true, false);
    document.dispatchEvent(event);
  }

  function say(element, text) { if (element) { fill(element, [text]); } }

  /* The nearest element up from `node` that has `attribute`. */
  function owner(node, attribute) {
    while (node && node.nodeType === 1 && !node.hasAttribute(attribute)) { node = node.parentNode; }
    return node && node.nodeType === 1 ? node : null;
  }

  /* An address that may be followed: a web address, or one from the root of the origin it came from. */
  function safe(url, origin) {
    if (/^\/(?!\/)/.test(url)) { return origin + url; }
    return /^https?:\/\//i.test(url) ? url : null;
  }

  function originOf(url) { return (/^https?:\/\/[^\/]+/.exec(url) || [''])[0]; }

  /* GET; `done(status, text, address)`, status 0 when nothing was reached. Returns the request, to be aborted. */
  function get(url, options, done) {
    var request = new window.XMLHttpRequest();
    request.open('GET', url, true);
    request.setRequestHeader('Accept', options.accept);
    if (options.credentials && originOf(url)) { request.withCredentials = true; }
    request.timeout = options.timeout || 10000;
    request.onreadystatechange = function () {
      if (request.readyState === 4 && !request.cancelled) {
        done(request.status, request.responseText, request.responseURL || url);
      }
    };
    request.send();
    return request;
  }

  function cancel(request) {
    if (request) {
      request.cancelled = true;
      request.abort();
    }
  }

  function parsed(text) {
    try { return JSON.parse(text); } catch (ignore) { return null; }
  }

  /* ---- 1. text size and large mode ---- */

  function currentSize() { return (SIZES.exec(root.className) || ['', ''])[1]; }

  function showSize() {
    each('[data-size]', function (button) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-size') === currentSize()));
    });
  }

  function chooseSize(button) {
    var size = button.getAttribute('data-size');
    if (button.hasAttribute('data-toggle') && size === currentSize()) { size = ''; }
    root.className = root.className.replace(SIZES, '').replace(/\s+/g, ' ') + (size ? ' size-' + size : '');
    try {
      if (size) { window.localStorage.setItem(SIZE_KEY, size); } else { window.localStorage.removeItem(SIZE_KEY); }
    } catch (ignore) { /* Storage is switched off: the size holds for this page. */ }
    showSize();
  }

  /* ---- 2. counts of the home page ---- */

  function signOutForm(action) {
    var form = make('form', '', { action: action, method: 'post', 'class': 'sign-out' });
    form.appendChild(make('button', '退出', { type: 'submit', 'class': 'quiet' }));
    return form;
  }

  function showCounts(centre, state, data) {
    var origin = originOf(centre.getAttribute('data-counts'));
    data.counts.forEach(function (item) {
      var place = one('[data-count="' + item.key + '"]', centre), text, link;
      if (!place || typeof item.count !== 'number') { return; }
      text = item.label + '（' + item.count + '）';
      link = item.count && item.href ? safe(item.href, origin) : null;
      fill(place, [link ? make('a', text, { href: link, 'class': 'waiting' }) : text]);
    });
    fill(state, [make('span', data.enterprise_name || data.enterprise, { 'class': 'enterprise' }), ' ',
      signOutForm(centre.getAttribute('data-sign-out'))]);
  }

  function askToSignIn(centre, state) {
    fill(state, [make('a', '登录', { href: centre.getAttribute('data-sign-in') }), '后显示待办数量']);
  }

  function counts() {
    var centre = one('[data-counts]'), state = centre && one('[data-counts-state]', centre);
    var hint = centre && centre.getAttribute('data-hint');
    if (!centre) { return; }
    /* Without the cookie that hints at a session, asking would only be refused. */
    if (hint && ('; ' + document.cookie).indexOf('; ' + hint + '=') < 0) {
      askToSignIn(centre, state);
      return;
    }
    get(centre.getAttribute('data-counts'), { accept: 'application/json', credentials: true }, function (status, text) {
      var data = parsed(text);
      if (status === 200 && data && data.counts) {
        showCounts(centre, state, data);
      } else if (status === 401) {
        askToSignIn(centre, state);
      } else {
        fill(state, ['待办数量暂时无法获取，', state.firstChild]);
      }
    });
  }

  /* ---- 3. copy link, print and its foot ---- */

  /* On paper: the day of printing, and the address where the page, being an answer, could not know it. */
  function printFoot(place) {
    var address = place.textContent.indexOf('://') < 0 ? '　' + window.location.href.split('#')[0] : '';
    var stamp = document.createTextNode('');

    function write() {
      var now = new Date(), day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].join('-');
      stamp.nodeValue = address + '　打印于 ' + day.replace(/-(\d)(?!\d)/g, '-0$1');
    }

    place.appendChild(stamp);
    window.addEventListener('beforeprint', write);
    write();
  }

  function copied(text) {
    var field = make('textarea', text, { readonly: '', 'class': 'sr' }), done = false;
    document.body.appendChild(field);
    field.select();
    try { done = document.execCommand('copy'); } catch (ignore) { /* The browser does not let pages copy. */ }
    document.body.removeChild(field);
    return done;
  }

  /* Pages need no query: whatever stands there came with a tracker. */
  function pageAddress() { return window.location.href.split(/[?#]/)[0]; }

  /* What a button copies: the element that it names, without its label; else the link of the page. */
  function copyBy(button) {
    var named = button.getAttribute('data-copy'), from = named && document.getElementById(named);
    var what = button.getAttribute('data-copy-what') || '引用';
    if (from) {
      copyText(button, from.textContent.replace(/^\s*引用：/, '').replace(/\s+/g, ' '), what);
    } else {
      copyText(button, pageAddress(), '链接');
    }
  }

  function copyText(button, text, what) {
    var around = owner(button, 'aria-labelledby'), field;
    var state = (around && one('[data-tools-state], [data-follow-state]', around)) || one('[data-tools-state]');
    if (copied(text)) {
      button.focus();
      say(state, what + '已复制');
    } else {
      field = make('input', '', { type: 'text', readonly: '', value: text, 'aria-label': what });
      fill(state, ['请按 Ctrl+C 复制：', field]);
      field.focus();
      field.select();
    }
  }

  /* Headings of a body lead to themselves; pressing copies where they are. */
  function headingLinks(body) {
    each('h2[id], h3[id]', function (heading) {
      heading.appendChild(make('a', '#', {
        href: '#' + heading.id, 'class': 'heading-link', 'data-heading': '', tabindex: '-1',
        'aria-label': '复制本节链接：' + heading.textContent
      }));
    }, body);
  }

  /* ---- how to hear of what is new: the panel opens where one asks for it ---- */

  function showSubscribe(open) {
    var panel = document.getElementById('subscribe-panel');
    if (!panel) { return; }
    panel.className = 'subscribe-panel' + (open ? ' is-open' : '');
    each('[data-subscribe]', function (link) { link.setAttribute('aria-expanded', String(open)); });
    if (open) { panel.focus(); }
  }

  function subscribe() {
    each('[data-subscribe]', function (link) {
      link.setAttribute('role', 'button');
      link.setAttribute('aria-expanded', 'false');
      link.setAttribute('aria-controls', 'subscribe-panel');
    });
    if (window.location.hash === '#subscribe-panel') { showSubscribe(true); }
  }

  /* The home page loads what tells of followed lists for those alone who follow some. */
  function loadFollowed() {
    var centre = one('[data-followed][data-script]'), kept;
    try { kept = window.localStorage.getItem('xinfeng-follow'); } catch (ignore) { /* Storage is switched off. */ }
    if (centre && kept) { document.body.appendChild(make('script', '', { src: centre.getAttribute('data-script') })); }
  }

  /* 信息订阅 of the menu is a part of the home page: the menu marks where the reader is. */
  function markMenu() {
    var there = window.location.hash === '#subscribe' && one('.kind-home');
    each('.kind-home .menu a', function (link) {
      var here = /#subscribe$/.test(link.getAttribute('href')) ? there : !there && link.getAttribute('href') === '/';
      if (here) { link.setAttribute('aria-current', 'page'); } else { link.removeAttribute('aria-current'); }
    });
  }

  /* Who came from a search can go back to it. */
  function backToSearch() {
    var crumbs = one('.kind-bulletin .crumbs'), from = document.referrer;
    if (crumbs && /^https?:\/\/[^\/]+\/search(\?|$)/.test(from)) {
      crumbs.insertBefore(make('a', '返回查询结果', { href: from, 'class': 'to-search' }), crumbs.firstChild);
    }
  }

  /* Tables that hide something beside their edge say so. */
  function scrollNote(box) {
    var note = make('p', '左右滑动查看全表', { 'class': 'scroll-note', 'aria-hidden': 'true' });
    if (box.scrollWidth > box.clientWidth + 1) { box.parentNode.insertBefore(note, box); }
  }

  /* A page that stands in for a search keeps what was searched for. */
  function keepQuery() {
    var found = /[?&]q=([^&]*)/.exec(window.location.search), field = one('#find-q');
    if (!found || !field || field.value) { return; }
    try { field.value = decodeURIComponent(found[1].replace(/\+/g, ' ')); } catch (ignore) { /* Not UTF-8. */ }
  }

  /* ---- 4. suggestions while typing (WAI-ARIA combobox with a list) ---- */

  function combobox(input) {
    var url = input.getAttribute('data-suggest'), box = input.parentNode, id = input.id + '-list';
    var list = make('ul', '', { id: id, role: 'listbox', 'class': 'suggestions', 'aria-label': '查询建议' });
    var status = make('span', '', { role: 'status', 'class': 'sr' });
    var items = [], active = -1, asked = '', timer, request;

    function close() {
      cancel(request);
      window.clearTimeout(timer);
      items = [];
      active = -1;
      fill(list, []);
      list.style.display = 'none';
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    }

    function keepInView(element) {
      if (element.offsetTop < list.scrollTop) {
        list.scrollTop = element.offsetTop;
      } else {
        list.scrollTop = Math.max(list.scrollTop, element.offsetTop + element.offsetHeight - list.clientHeight);
      }
    }

    function activate(index) {
      active = index;
      items.forEach(function (item, at) { item.element.setAttribute('aria-selected', String(at === index)); });
      if (index < 0) {
        input.removeAttribute('aria-activedescendant');
      } else {
        input.setAttribute('aria-activedescendant', items[index].element.id);
        keepInView(items[index].element);
      }
    }

    function show(suggestions) {
      close();
      suggestions.forEach(function (suggestion) {
        var link = safe(suggestion.url, /^\/(search|api)\b/.test(suggestion.url) ? originOf(url) : ''), element;
        if (!link) { return; }
        element = make('li', '', { role: 'option', id: id + '-' + items.length, 'aria-selected': 'false' });
        element.appendChild(make('span', suggestion.text, { 'class': 'suggestion-text' }));
        element.appendChild(make('span', KINDS[suggestion.kind] || '', { 'class': 'suggestion-kind' }));
        list.appendChild(element);
        items.push({ element: element, link: link });
      });
      say(status, items.length ? '有 ' + items.length + ' 条建议，用上下键选择' : '');
      if (items.length) {
        list.style.display = 'block';
        input.setAttribute('aria-expanded', 'true');
      }
    }

    function ask() {
      var text = input.value.replace(/^\s+|\s+$/g, '');
      if (text === asked) { return; }
      asked = text;
      window.clearTimeout(timer);
      cancel(request);
      if (!text) {
        close();
        return;
      }
      timer = window.setTimeout(function () {
        request = get(url + '?q=' + encodeURIComponent(text), { accept: 'application/json' }, function (code, answer) {
          var data = parsed(answer);
          if (code === 200 && data && data.suggestions && document.activeElement === input) {
            show(data.suggestions);
          } else {
            close();
          }
        });
      }, 160);
    }

    function key(event) {
      var step = { 38: -1, 40: 1 }[event.keyCode], count = items.length;
      if (event.keyCode === 229 || event.isComposing) { return; }
      if (step && count) {
        /* Past either end stands the field itself, as -1. */
        activate((active + 1 + step + count + 1) % (count + 1) - 1);
        event.preventDefault();
      } else if (event.keyCode === 13 && active >= 0) {
        event.preventDefault();
        window.location.href = items[active].link;
      } else if (event.keyCode === 27 && count) {
        event.preventDefault();
        close();
      } else if (event.keyCode === 9) {
        close();
      }
    }

    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', id);
    box.appendChild(list);
    box.appendChild(status);
    close();
    asked = input.value;
    input.addEventListener('input', ask);
    input.addEventListener('keydown', key);
    input.addEventListener('blur', close);
    /* The search page stays open when it searches: what was still asked would then cover the results. */
    input.form.addEventListener('submit', close);
    /* Pressing must not take the focus from the field, or `blur` would close the list before the click. */
    list.addEventListener('mousedown', function (event) { event.preventDefault(); });
    list.addEventListener('click', function (event) {
      items.forEach(function (item) {
        if (item.element.contains(event.target)) { window.location.href = item.link; }
      });
    });
  }

  /* ---- 5. the search page refreshed in place ---- */

  function searchPage(form) {
    var status = one('[data-search-status]', form), shown = window.location.href.split('#')[0], request;
    var parts = ['opener', 'filters', 'results'];
    var bar = make('p', '', { 'class': 'go-bar' }), go = make('button', '', { type: 'button', 'class': 'primary' });
    var failed = null;

    bar.appendChild(go);

    /* Where there is one column the filters are closed until asked for. */
    function showFilters(open) {
      form.className = form.className.replace(/ ?\bfilters-shown\b/, '') + (open ? ' filters-shown' : '');
      markOpener();
    }

    function filtersShown() { return /\bfilters-shown\b/.test(form.className); }

    function markOpener() {
      var opener = one('[data-open-filters]', form);
      opener.setAttribute('role', 'button');
      opener.setAttribute('aria-controls', 'filters');
      opener.setAttribute('aria-expanded', String(filtersShown()));
    }

    /* What stands at the lower edge: how many there are now, or that asking failed. */
    function showBar(text, wrong) {
      root.className = root.className.replace(/ ?\bwith-bar\b/, '') + (text ? ' with-bar' : '');
      bar.className = 'go-bar' + (wrong ? ' go-bar-failed' : '');
      if (text) {
        say(go, text);
        form.appendChild(bar);
      } else if (bar.parentNode) {
        form.removeChild(bar);
      }
    }

    function toResults() {
      showFilters(false);
      showBar('');
      one('#results-heading', form).focus();
      one('[data-part="results"]', form).scrollIntoView();
    }

    function address() {
      var pairs = [];
      Array.prototype.forEach.call(form.elements, function (field) {
        var chosen = field.type === 'checkbox' ? field.checked : true;
        if (field.name && chosen && field.value && field.type !== 'submit') {
          pairs.push(encodeURIComponent(field.name) + '=' + encodeURIComponent(field.value));
        }
      });
      return form.action.split('?')[0] + (pairs.length ? '?' + pairs.join('&') : '');
    }

    /* What a reader would lose when a part is put in anew: the focus, and which lists are open. */
    function remember() {
      var kept = { focus: document.activeElement && document.activeElement.id, open: {} };
      each('details[id]', function (box) { kept.open[box.id] = box.hasAttribute('open'); }, form);
      return kept;
    }

    function restore(kept, focus) {
      var target, id;
      for (id in kept.open) {
        target = document.getElementById(id);
        if (target && kept.open[id]) { target.setAttribute('open', ''); }
      }
      target = document.getElementById(focus || kept.focus || '');
      if (!target && kept.focus) { target = document.getElementById('results-heading'); }
      if (target && target !== document.activeElement) { target.focus(); }
    }

    function put(text, focus) {
      var page = document.implementation.createHTMLDocument(''), fresh, kept = remember(), summary, number;
      page.documentElement.innerHTML = text;
      fresh = page.getElementById('search');
      if (!fresh || one('.notice-problem', fresh) || one('.notice-problem', form)) { return false; }
      parts.forEach(function (name) {
        var selector = '[data-part="' + name + '"]';
        one(selector, form).innerHTML = one(selector, fresh).innerHTML;
      });
      each('input[name="sort"]', function (field) { field.parentNode.removeChild(field); }, form);
      each('input[name="sort"]', function (field) {
        one('.search-box', form).appendChild(make('input', '', { type: 'hidden', name: 'sort', value: field.value }));
      }, fresh);
      one('#q', form).value = one('#q', fresh).value;
      document.title = page.title || document.title;
      restore(kept, focus);
      markOpener();
      subscribe();
      tell('xinfeng-refreshed');
      summary = one('[data-summary]', form);
      say(status, summary ? summary.textContent : '');
      number = one('[data-summary] b', form);
      showBar(filtersShown() && !focus ? (number ? '查看 ' + number.textContent + ' 条结果' : '没有结果，看看怎么办') : '');
      return true;
    }

    /* Nobody answered: what stood there stays, and says that it is old. */
    function fail(again) {
      var notice = one('[data-failed]', form), link = make('a', '再试一次', { href: '#results-heading', 'data-again': '' });
      failed = again;
      if (!notice) {
        notice = make('p', '', { 'class': 'notice notice-failed', role: 'alert', 'data-failed': '' });
        one('[data-part="results"]', form).insertBefore(notice, one('#results-heading', form).nextSibling);
      }
      fill(notice, ['这次查询没有成功，下面仍是上一次的结果。', link]);
      showBar('查询没有成功，再试一次', true);
    }

    function load(url, push, focus) {
      function again() { load(url, push, focus); }
      cancel(request);
      failed = null;
      form.setAttribute('aria-busy', 'true');
      request = get(url, { accept: 'text/html' }, function (code, text) {
        form.removeAttribute('aria-busy');
        if (!code || code === 429 || code >= 500) {
          fail(again);
        } else if (code !== 200 || !put(text, focus)) {
          window.location.href = url;
        } else {
          if (push) { window.history.pushState({ search: true }, '', url); }
          shown = window.location.href.split('#')[0];
        }
      });
    }

    go.addEventListener('click', function () { if (failed) { failed(); } else { toResults(); } });
    markOpener();
    if (window.location.hash === '#filters') {
      showFilters(true);
      window.history.replaceState(null, '', shown);
    }
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      showFilters(false);
      load(address(), true, document.activeElement === one('#q', form) ? 'q' : 'results-heading');
    });
    form.addEventListener('change', function (event) {
      if (event.target.type === 'checkbox' || event.target.tagName === 'SELECT') { load(address(), true); }
    });
    form.addEventListener('click', function (event) {
      var link = owner(event.target, 'data-refine');
      if (owner(event.target, 'data-open-filters')) {
        event.preventDefault();
        showFilters(!filtersShown());
        return;
      }
      if (owner(event.target, 'data-again')) {
        event.preventDefault();
        if (failed) { failed(); }
        return;
      }
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.button) {
        event.preventDefault();
        load(link.href, true, 'results-heading');
      }
    });
    /* Older WebKit fires this on load too, and every browser for a jump within the page. */
    window.addEventListener('popstate', function () {
      if (window.location.href.split('#')[0] !== shown) { load(window.location.href, false); }
    });
  }

  /* ---- start ---- */

  document.addEventListener('click', function (event) {
    var button;
    if ((button = owner(event.target, 'data-size'))) {
      chooseSize(button);
    } else if ((button = owner(event.target, 'data-copy'))) {
      copyBy(button);
    } else if ((button = owner(event.target, 'data-subscribe'))) {
      event.preventDefault();
      showSubscribe(button.getAttribute('aria-expanded') !== 'true');
    } else if ((button = owner(event.target, 'data-heading'))) {
      copyText(button, pageAddress() + button.getAttribute('href'), '本节链接');
    } else if (owner(event.target, 'data-print')) {
      window.print();
    }
  });
  showSize();
  counts();
  each('[data-print-foot]', printFoot);
  each('.table-scroll', scrollNote);
  each('[data-headings]', headingLinks);
  keepQuery();
  backToSearch();
  subscribe();
  loadFollowed();
  markMenu();
  window.addEventListener('hashchange', markMenu);
  each('[data-suggest]', combobox);
  if (one('[data-search]') && window.history.pushState && document.implementation.createHTMLDocument) {
    searchPage(one('[data-search]'));
  }
}(window, document));
