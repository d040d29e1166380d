/* Tells the page around this frame the guide's height and where the wanted heading stands. */
(function () {
  'use strict';
  var last = '', links = document.querySelectorAll('a[href^="#"]'), i;

  function heading() {
    var name = location.hash.slice(1), target;
    try {
      name = decodeURIComponent(name);
    } catch (ignore) {
      name = '';
    }
    target = name && document.getElementById(name);
    return target ? Math.round(target.getBoundingClientRect().top + window.pageYOffset) : null;
  }

  function tell() {
    var message = JSON.stringify({
      type: 'xinfeng-embed', height: document.getElementById('guide').offsetHeight, anchor: heading()
    });
    if (message !== last) {
      parent.postMessage(last = message, '*');
    }
  }

  if (parent === window) { return; }
  for (i = 0; i < links.length; i += 1) { links[i].target = '_self'; }
  window.addEventListener('load', tell);
  window.addEventListener('resize', tell);
  window.addEventListener('hashchange', tell);
  tell();
}());
