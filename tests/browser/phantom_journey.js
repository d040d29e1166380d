/*
 * The reader's journey in PhantomJS 2.1, a browser of the age of those the manual promises. ES5, run by PhantomJS:
 *
 *   phantomjs phantom_journey.js ADDRESS FOLDER    pictures go to FOLDER; prints one line of JSON
 */
/* global phantom, require */
(function () {
  'use strict';

  var system = require('system'), page = require('webpage').create();
  var address = system.args[1], folder = system.args[2];
  var done = [], faults = [], PATIENCE = 120000;

  page.viewportSize = { width: 1280, height: 900 };
  page.settings.resourceTimeout = PATIENCE;
  page.onError = function (message, trace) {
    faults.push('script: ' + message + ' ' + (trace[0] ? trace[0].file + ':' + trace[0].line : ''));
  };
  page.onResourceRequested = function (request) {
    if (request.url.indexOf(address + '/') !== 0 && request.url.indexOf('data:') !== 0) {
      faults.push('request to another origin: ' + request.url);
    }
  };

  function finish(wrong) {
    system.stdout.writeLine(JSON.stringify({ done: done, faults: faults, stopped: wrong || null }));
    phantom.exit(0);
  }

  /* Where to press on the first element of a selector, scrolled into sight. */
  function place(selector) {
    return page.evaluate(function (selector) {
      var one = document.querySelector(selector), box;
      if (!one) { return null; }
      one.scrollIntoView();
      box = one.getClientRects()[0];
      return box && { left: box.left + Math.min(box.width / 2, 40), top: box.top + box.height / 2 };
    }, selector);
  }

  function click(selector) {
    var at = place(selector);
    if (at) { page.sendEvent('click', at.left, at.top); }
    return Boolean(at);
  }

  function type(selector, text) {
    var there = click(selector);
    if (there) { page.sendEvent('keypress', text); }
    return there;
  }

  function open(path) { page.open(address + path); return true; }

  /* What holds on every page; run inside it. */
  function whole() {
    var root = document.documentElement;
    return document.readyState === 'complete' && document.querySelectorAll('h1').length === 1 &&
      /\bjs\b/.test(root.className) && root.scrollWidth <= window.innerWidth;
  }

  /* The two halves of the manual side by side, the service centre on the left. */
  function halves() {
    var left = document.querySelector('.centre').getBoundingClientRect();
    var right = document.querySelector('.latest').getBoundingClientRect();
    return left.right <= right.left && Math.abs(left.top - right.top) < 60 && left.width > 200 && right.width > 400;
  }

  function chart() {
    var svg = document.querySelector('svg.columns'), bar = document.querySelector('.bars svg.bar');
    return svg.getBoundingClientRect().height > 60 && bar.getBoundingClientRect().height >= 4 &&
      getComputedStyle(svg.querySelector('path')).fill !== 'rgb(0, 0, 0)';
  }

  /* [name, what to do, what must then come true inside the page] */
  var steps = [
    ['home', function () { return open('/'); },
      function () { return (/登录/).test(document.querySelector('[data-counts-state]').textContent); }],
    ['home-halves', null, halves],
    ['sign-in', function () { return click('[data-counts-state] a'); },
      function () { return document.querySelectorAll('button.company').length === 2; }],
    ['home-counts', function () { return click('button.company'); },
      function () { return document.querySelectorAll('a.waiting').length === 3; }],
    ['waiting', function () { return click('a.waiting'); },
      function () { return document.querySelectorAll('table.items tbody tr').length > 0; }],
    ['account', function () { return open('/account'); },
      function () { return document.querySelectorAll('.account-counts a').length === 3; }],
    ['home-again', function () { return open('/'); },
      function () { return document.querySelectorAll('.latest .row').length >= 10; }],
    ['list', function () { return click('a.more'); },
      function () { return document.querySelectorAll('.column-main .row').length === 20; }],
    ['list-charts', null, chart],
    ['suggestions', function () { return type('#query-q', '关税'); },
      function () { return document.querySelectorAll('#query-q-list li').length > 0; }],
    ['search', function () { return click('form.query .primary'); },
      function () { return document.querySelectorAll('.chips li').length === 1; }],
    ['facet', function () { return click('label[for="f-country-VN"]'); },
      function () {
        return document.querySelectorAll('.chips li').length === 2 && (/country=VN/).test(location.search) &&
          Number(document.querySelector('[data-summary] b').textContent) === document.querySelectorAll('.results .row').length;
      }],
    ['bulletin', function () { return click('.results .row-title'); },
      function () { return document.querySelectorAll('article.bulletin .facts dd').length > 3; }],
    ['copy', function () { return click('[data-copy]'); },
      function () { return document.querySelector('[data-tools-state]').textContent.length > 3; }],
    ['guides', function () { return click('.menu a[href="/guide/"]'); },
      function () { return document.querySelectorAll('.guide-list li').length > 5; }],
    ['guide', function () { return click('.guide-list a'); },
      function () { return document.querySelectorAll('article.guide .prose p').length > 0; }],
    ['elder', function () { return click('[data-toggle]'); },
      function () { return (/size-elder/).test(document.documentElement.className); }],
    ['elder-kept', function () { return open('/risk/country/vn/'); },
      function () { return (/size-elder/).test(document.documentElement.className) && document.querySelector('.row') !== null; }],
    ['elder-off', function () { return click('[data-toggle]'); },
      function () { return !(/size-elder/).test(document.documentElement.className); }],
    ['signed-out', function () { return open('/account') ; },
      function () { return document.querySelector('form.sign-out') !== null; }],
    ['home-signed-out', function () { return click('form.sign-out button'); },
      function () { return document.querySelector('form.sign-out') === null; }]
  ];

  function holds(check) {
    try {
      return page.evaluate(whole) && page.evaluate(check);
    } catch (ignore) {
      return false;
    }
  }

  function next() {
    var step = steps.shift(), began = Date.now();
    if (!step) { finish(); return; }
    if (step[1] && !step[1]()) { finish(step[0] + ': nothing to press'); return; }
    (function wait() {
      if (holds(step[2])) {
        page.render(folder + '/' + step[0] + '.png');
        done.push(step[0]);
        next();
      } else if (Date.now() - began > PATIENCE) {
        page.render(folder + '/failed.png');
        finish(step[0] + ': ' + page.url + ' does not become what it should');
      } else {
        setTimeout(wait, 50);
      }
    }());
  }

  next();
}());
