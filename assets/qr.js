/*
 * Draws the address of a page as a QR code, so that a phone can take it over from a screen or from paper. ES5.
 * ISO/IEC 18004: bytes, error correction M, the mask with the least penalty.
 */
(function (document) {
  'use strict';

  /* By version from 1: codewords of error correction in a block, and blocks. */
  var ECC = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
  var BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
  var SVG = 'http://www.w3.org/2000/svg', QUIET = 4;

  function bytesOf(text) {
    return unescape(encodeURIComponent(text)).split('').map(function (one) { return one.charCodeAt(0); });
  }

  function rawModules(version) {
    var marks = Math.floor(version / 7) + 2, all = (16 * version + 128) * version + 64;
    if (version > 1) { all -= (25 * marks - 10) * marks - 55; }
    return version > 6 ? all - 36 : all;
  }

  function capacity(version) {
    return Math.floor(rawModules(version) / 8) - ECC[version - 1] * BLOCKS[version - 1];
  }

  /* ---- codewords ---- */

  function times(a, b) {
    var product = 0, at;
    for (at = 7; at >= 0; at -= 1) {
      product = (product << 1) ^ ((product >>> 7) * 0x11d);
      product ^= ((b >>> at) & 1) * a;
    }
    return product;
  }

  function divisor(degree) {
    var result = [], root = 1, at, place;
    for (at = 0; at < degree - 1; at += 1) { result.push(0); }
    result.push(1);
    for (at = 0; at < degree; at += 1) {
      for (place = 0; place < degree; place += 1) {
        result[place] = times(result[place], root);
        if (place + 1 < degree) { result[place] ^= result[place + 1]; }
      }
      root = times(root, 2);
    }
    return result;
  }

  function remainder(data, by) {
    var result = by.map(function () { return 0; });
    data.forEach(function (one) {
      var factor = one ^ result.shift();
      result.push(0);
      by.forEach(function (part, at) { result[at] ^= times(part, factor); });
    });
    return result;
  }

  function dataWords(bytes, version) {
    var bits = [], words = [], room = capacity(version) * 8, pad = 0xec, at;
    function put(value, length) {
      for (at = length - 1; at >= 0; at -= 1) { bits.push((value >>> at) & 1); }
    }
    put(4, 4);
    put(bytes.length, version < 10 ? 8 : 16);
    bytes.forEach(function (one) { put(one, 8); });
    put(0, Math.min(4, room - bits.length));
    put(0, (8 - bits.length % 8) % 8);
    for (; bits.length < room; pad ^= 0xec ^ 0x11) { put(pad, 8); }
    for (at = 0; at < bits.length; at += 8) { words.push(parseInt(bits.slice(at, at + 8).join(''), 2)); }
    return words;
  }

  function interleaved(words, version) {
    var count = BLOCKS[version - 1], ecc = ECC[version - 1], all = Math.floor(rawModules(version) / 8);
    var short = count - all % count, size = Math.floor(all / count), by = divisor(ecc), blocks = [], result = [];
    var at, block, start = 0, part;
    for (block = 0; block < count; block += 1) {
      part = words.slice(start, start + size - ecc + (block < short ? 0 : 1));
      start += part.length;
      blocks.push({ data: part, ecc: remainder(part, by) });
    }
    for (at = 0; at <= size - ecc; at += 1) {
      for (block = 0; block < count; block += 1) {
        if (at < blocks[block].data.length) { result.push(blocks[block].data[at]); }
      }
    }
    for (at = 0; at < ecc; at += 1) {
      for (block = 0; block < count; block += 1) { result.push(blocks[block].ecc[at]); }
    }
    return result;
  }

  /* ---- the square ---- */

  function Square(version) {
    var row;
    this.version = version;
    this.size = version * 4 + 17;
    this.dark = [];
    this.fixed = [];
    for (row = 0; row < this.size; row += 1) {
      this.dark.push([]);
      this.fixed.push([]);
    }
  }

  Square.prototype.set = function (x, y, dark) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) { return; }
    this.dark[y][x] = dark;
    this.fixed[y][x] = true;
  };

  Square.prototype.ring = function (cx, cy, reach, light) {
    var dx, dy, far;
    for (dy = -reach; dy <= reach; dy += 1) {
      for (dx = -reach; dx <= reach; dx += 1) {
        far = Math.max(Math.abs(dx), Math.abs(dy));
        this.set(cx + dx, cy + dy, light.indexOf(far) < 0);
      }
    }
  };

  Square.prototype.patterns = function () {
    var last = this.size - 7, places = [6], step, count, at, other;
    for (at = 0; at < this.size; at += 1) {
      this.set(6, at, at % 2 === 0);
      this.set(at, 6, at % 2 === 0);
    }
    this.ring(3, 3, 4, [2, 4]);
    this.ring(this.size - 4, 3, 4, [2, 4]);
    this.ring(3, this.size - 4, 4, [2, 4]);
    if (this.version > 1) {
      count = Math.floor(this.version / 7) + 2;
      step = Math.floor((this.version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
      for (at = last; places.length < count; at -= step) { places.splice(1, 0, at); }
      for (at = 0; at < count; at += 1) {
        for (other = 0; other < count; other += 1) {
          if (!(at + other === 0 || (at === 0 && other === count - 1) || (other === 0 && at === count - 1))) {
            this.ring(places[at], places[other], 2, [1]);
          }
        }
      }
    }
    this.format(0);
    this.versionBits();
  };

  Square.prototype.format = function (mask) {
    var rest = mask, bits, at, size = this.size;
    for (at = 0; at < 10; at += 1) { rest = (rest << 1) ^ ((rest >>> 9) * 0x537); }
    bits = ((mask << 10) | rest) ^ 0x5412;
    function bit(number) { return ((bits >>> number) & 1) === 1; }
    for (at = 0; at < 6; at += 1) { this.set(8, at, bit(at)); }
    this.set(8, 7, bit(6));
    this.set(8, 8, bit(7));
    this.set(7, 8, bit(8));
    for (at = 9; at < 15; at += 1) { this.set(14 - at, 8, bit(at)); }
    for (at = 0; at < 8; at += 1) { this.set(size - 1 - at, 8, bit(at)); }
    for (at = 8; at < 15; at += 1) { this.set(8, size - 15 + at, bit(at)); }
    this.set(8, size - 8, true);
  };

  Square.prototype.versionBits = function () {
    var rest = this.version, bits, at, dark;
    if (this.version < 7) { return; }
    for (at = 0; at < 12; at += 1) { rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25); }
    bits = (this.version << 12) | rest;
    for (at = 0; at < 18; at += 1) {
      dark = ((bits >>> at) & 1) === 1;
      this.set(this.size - 11 + at % 3, Math.floor(at / 3), dark);
      this.set(Math.floor(at / 3), this.size - 11 + at % 3, dark);
    }
  };

  Square.prototype.lay = function (words) {
    var at = 0, right, turn, part, x, y;
    for (right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) { right = 5; }
      for (turn = 0; turn < this.size; turn += 1) {
        for (part = 0; part < 2; part += 1) {
          x = right - part;
          y = ((right + 1) & 2) === 0 ? this.size - 1 - turn : turn;
          if (!this.fixed[y][x]) {
            this.dark[y][x] = at < words.length * 8 && ((words[at >>> 3] >>> (7 - (at & 7))) & 1) === 1;
            at += 1;
          }
        }
      }
    }
  };

  var MASKS = [
    function (x, y) { return (x + y) % 2; },
    function (x, y) { return y % 2; },
    function (x) { return x % 3; },
    function (x, y) { return (x + y) % 3; },
    function (x, y) { return (Math.floor(x / 3) + Math.floor(y / 2)) % 2; },
    function (x, y) { return x * y % 2 + x * y % 3; },
    function (x, y) { return (x * y % 2 + x * y % 3) % 2; },
    function (x, y) { return ((x + y) % 2 + x * y % 3) % 2; }
  ];

  Square.prototype.mask = function (number) {
    var x, y;
    for (y = 0; y < this.size; y += 1) {
      for (x = 0; x < this.size; x += 1) {
        if (!this.fixed[y][x] && !MASKS[number](x, y)) { this.dark[y][x] = !this.dark[y][x]; }
      }
    }
  };

  Square.prototype.penalty = function () {
    var size = this.size, dark = this.dark, total = 0, black = 0, lines = [], x, y;
    for (y = 0; y < size; y += 1) {
      lines.push('', '');
      for (x = 0; x < size; x += 1) {
        lines[2 * y] += dark[y][x] ? 1 : 0;
        lines[2 * y + 1] += dark[x][y] ? 1 : 0;
        black += dark[y][x] ? 1 : 0;
        if (x && y && dark[y][x] === dark[y - 1][x] && dark[y][x] === dark[y][x - 1] &&
            dark[y][x] === dark[y - 1][x - 1]) { total += 3; }
      }
    }
    lines.forEach(function (line) {
      (line.match(/0{5,}|1{5,}/g) || []).forEach(function (run) { total += run.length - 2; });
      total += 40 * ((line.match(/(?=10111010000)/g) || []).length + (line.match(/(?=00001011101)/g) || []).length);
    });
    return total + 10 * Math.floor(Math.abs(black * 20 - size * size * 10) / (size * size));
  };

  function squareOf(text) {
    var bytes = bytesOf(text), version = 1, best = 0, least = Infinity, square, mask, penalty;
    while (version <= ECC.length && bytes.length + (version < 10 ? 2 : 3) > capacity(version)) { version += 1; }
    if (version > ECC.length) { return null; }
    square = new Square(version);
    square.patterns();
    square.lay(interleaved(dataWords(bytes, version), version));
    for (mask = 0; mask < 8; mask += 1) {
      square.mask(mask);
      square.format(mask);
      penalty = square.penalty();
      if (penalty < least) {
        least = penalty;
        best = mask;
      }
      square.mask(mask);
    }
    square.mask(best);
    square.format(best);
    return square;
  }

  function draw(place) {
    var square = squareOf(place.getAttribute('data-qr')), svg, path, shape = '', x, y, side;
    if (!square) { return; }
    for (y = 0; y < square.size; y += 1) {
      for (x = 0; x < square.size; x += 1) {
        if (square.dark[y][x]) { shape += 'M' + (x + QUIET) + ' ' + (y + QUIET) + 'h1v1h-1z'; }
      }
    }
    side = square.size + 2 * QUIET;
    svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 ' + side + ' ' + side);
    svg.setAttribute('width', '132');
    svg.setAttribute('height', '132');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', '本页网址的二维码');
    svg.setAttribute('shape-rendering', 'crispEdges');
    path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', shape);
    svg.appendChild(path);
    place.insertBefore(svg, place.firstChild);
    place.className += ' qr-drawn';
  }

  if (document.querySelectorAll && document.createElementNS) {
    Array.prototype.forEach.call(document.querySelectorAll('[data-qr]'), draw);
  }
}(document));
