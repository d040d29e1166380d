/*
 * Pictures of pages in PhantomJS 2.1. ES5, run by PhantomJS:
 *
 *   phantomjs phantom_pictures.js ADDRESS FOLDER '[["home", "/"], …]' '[1280, 768, 390]'
 */
/* global phantom, require */
(function () {
  'use strict';

  var system = require('system'), page = require('webpage').create(), waiting = [];
  var address = system.args[1], folder = system.args[2];

  JSON.parse(system.args[3]).forEach(function (place) {
    JSON.parse(system.args[4]).forEach(function (width) { waiting.push([place[0], place[1], width]); });
  });

  function next() {
    var one = waiting.shift();
    if (!one) { phantom.exit(0); return; }
    page.viewportSize = { width: one[2], height: 900 };
    page.open(address + one[1], function () {
      setTimeout(function () {
        page.render(folder + '/' + one[0] + '-' + one[2] + '-phantomjs.png');
        next();
      }, 300);
    });
  }

  next();
}());
