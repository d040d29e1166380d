/* Before the first paint: says that scripts run and applies the kept text size, so that nothing jumps afterwards. */
(function (root) {
  'use strict';
  var kept = null;
  try {
    kept = window.localStorage.getItem('xinfeng-size');
  } catch (ignore) {
    /* Storage is switched off: the page keeps its middle size. */
  }
  root.className += ' js' + (/^(small|large|elder)$/.test(kept) ? ' size-' + kept : '');
}(document.documentElement));
