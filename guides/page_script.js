/* What `guides` asks a page: where a reader sees a text, and which part of the page has a name. It changes nothing. */
(function () {
  'use strict';
  var CLICKABLE = 'a[href], button, summary, input[type=submit], input[type=checkbox], input[type=radio], label';
  var NAMED = 'section, nav, form, main, article, aside, header, footer, table, fieldset, details, dialog, figure, ' +
    '[role], [aria-label], [aria-labelledby], .service, .notice, .actions, .rows, li, ul, ol, div';

  function folded(text) { return String(text || '').replace(/\s+/g, ' ').trim(); }

  /* Whether a reader sees an element: it has room, and is not one that only screen readers are told. */
  function isSeen(element) {
    var style = getComputedStyle(element), box = element.getBoundingClientRect();
    return style.visibility !== 'hidden' && style.display !== 'none' && box.width > 2 && box.height > 2 &&
      element.getClientRects().length > 0;
  }

  /* The text that a reader sees in an element. */
  function seenText(element) {
    var walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), text = '', node, parent, last = null, block;
    while ((node = walker.nextNode())) {
      parent = node.parentElement;
      if (!parent || /^(SCRIPT|STYLE|OPTION)$/.test(parent.tagName) || !isSeen(parent)) { continue; }
      block = parent;
      while (block !== element && getComputedStyle(block).display.indexOf('inline') === 0) { block = block.parentElement; }
      text += (last && last !== block ? ' ' : '') + node.data;
      last = block;
    }
    return folded(text);
  }

  /* The name of a part of a page: as screen readers are told it, else its caption or its first heading. */
  function nameOf(element) {
    var by = element.getAttribute('aria-labelledby'), first;
    if (by) {
      return folded(by.split(/\s+/).map(function (id) {
        var one = document.getElementById(id);
        return one ? one.textContent : '';
      }).join(' '));
    }
    if (element.getAttribute('aria-label')) { return folded(element.getAttribute('aria-label')); }
    first = element.querySelector(':scope > caption, :scope > legend, :scope > summary, :scope > h1, :scope > h2, ' +
      ':scope > h3, :scope > header > h1, :scope > .heading-line > h1, :scope > .heading-line > h2');
    return first ? folded(seenText(first)) : '';
  }

  /* The part of the page of a name; the outermost of several, or null. */
  function part(name) {
    var all;
    if (name === '正文') { return document.querySelector('main'); }
    if (name === '页头') { return document.querySelector('body > header'); }
    if (name === '页脚') { return document.querySelector('body > footer'); }
    all = Array.prototype.filter.call(document.querySelectorAll(NAMED), function (element) {
      return nameOf(element) === name && isSeen(element);
    });
    return all[0] || null;
  }

  function scope(within) { return within ? part(within) : document.body; }

  function ownText(element) { return element.tagName === 'INPUT' ? folded(element.value) : seenText(element); }

  function all(selector, within) {
    var root = scope(within);
    return root ? Array.prototype.filter.call(root.querySelectorAll(selector), isSeen) : [];
  }

  /* What can be clicked and shows exactly this text. */
  function clickable(text, within) {
    return all(CLICKABLE, within).filter(function (element) { return ownText(element) === text; })[0] || null;
  }

  /* What shows this text: what can be clicked, a heading or label before others, else the smallest that holds it. */
  function showing(text, within) {
    function isExact(element) { return ownText(element) === text; }
    var exact = clickable(text, within) || all('h1, h2, h3, h4, th, dt, legend, label', within).filter(isExact)[0] ||
      all('*', within).filter(function (one) { return !one.children.length; }).filter(isExact)[0];
    var element = scope(within), next = element;
    if (exact || !element || seenText(element).indexOf(text) < 0) { return exact || null; }
    function holdsIt(one) { return isSeen(one) && one.tagName !== 'SELECT' && ownText(one).indexOf(text) >= 0; }
    while (next) {
      element = next;
      next = Array.prototype.filter.call(element.children, holdsIt)[0];
    }
    return element;
  }

  /* The control that has this label. */
  function control(label, within) {
    var root = scope(within), found;
    var labels = root && Array.prototype.filter.call(root.querySelectorAll('label'), function (one) {
      return one.control && isSeen(one.control) && (seenText(one) === label || folded(one.textContent) === label);
    });
    if (labels && labels.length) { return labels[0].control; }
    found = root && Array.prototype.filter.call(root.querySelectorAll('input, select, textarea'), function (one) {
      return one.getAttribute('aria-label') === label;
    });
    return (found && found[0]) || null;
  }

  function holds(text, within) {
    var root = scope(within);
    return !!root && seenText(root).indexOf(text) >= 0;
  }

  function isPlain(text, within) {
    return holds(text, within) && !all('a[href], button', within).some(function (one) {
      return ownText(one).indexOf(text) >= 0;
    });
  }

  /* The texts that are like the wanted one, for the message when it is not there. */
  function candidates(within, forClick) {
    var texts = all(forClick ? CLICKABLE : 'a, button, h1, h2, h3, h4, li, p, td, th, dt, dd, label, summary', within)
      .map(ownText).filter(function (text) { return text && text.length < 60; });
    return texts.filter(function (text, at) { return texts.indexOf(text) === at; }).slice(0, 400);
  }

  function bounds(boxes) {
    var left = Math.min.apply(null, boxes.map(function (one) { return one.left; }));
    var top = Math.min.apply(null, boxes.map(function (one) { return one.top; }));
    return { left: left, top: top,
      width: Math.max.apply(null, boxes.map(function (one) { return one.right; })) - left,
      height: Math.max.apply(null, boxes.map(function (one) { return one.bottom; })) - top };
  }

  /* Where the text of an element is that a reader sees. */
  function textBoxes(element) {
    var walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), range = document.createRange(), boxes = [], node;
    while ((node = walker.nextNode())) {
      if (folded(node.data) && isSeen(node.parentElement)) {
        range.selectNodeContents(node);
        boxes = boxes.concat(Array.prototype.slice.call(range.getClientRects()));
      }
    }
    return boxes;
  }

  /* Where an element is: what looks like a box whole, of others the text, for a block is as wide as what is around it. */
  function box(element, whole) {
    var style = getComputedStyle(element), found = element.getBoundingClientRect(), texts;
    if (!whole && parseFloat(style.borderTopWidth) + parseFloat(style.borderLeftWidth) === 0) {
      texts = textBoxes(element);
      found = texts.length ? bounds(texts) : found;
    }
    return [found.left + scrollX, found.top + scrollY, found.width, found.height];
  }

  return {
    part: part, clickable: clickable, showing: showing, control: control, holds: holds, isPlain: isPlain,
    candidates: candidates, box: box
  };
})()
