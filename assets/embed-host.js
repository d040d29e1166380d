/*
 * For systems that show our guides in a frame: sizes the frame to the guide and scrolls to a deep-linked heading.
 *
 *   <iframe src="https://risk.example.cn/embed/guide/insure/" title="企业投保使用指南" data-xinfeng></iframe>
 *   <script src="https://risk.example.cn/embed/host.js" defer></script>
 *
 * A message counts only when it comes from the window and the origin of a frame marked `data-xinfeng`.
 */
(function () {
  'use strict';

  function originOf(url) {
    var link = document.createElement('a');
    link.href = url;
    /* Old browsers write the default port into `host` when asked for an absolute address. */
    return link.protocol + '//' + link.host.replace(link.protocol === 'https:' ? /:443$/ : /:80$/, '');
  }

  function receive(event) {
    var frames = document.querySelectorAll('iframe[data-xinfeng]'), frame, message, i;
    for (i = 0; i < frames.length; i += 1) {
      frame = frames[i];
      if (frame.contentWindow === event.source && originOf(frame.src) === event.origin) {
        try {
          message = JSON.parse(event.data);
        } catch (ignore) {
          return;
        }
        if (!message || message.type !== 'xinfeng-embed') { return; }
        if (message.height > 0 && message.height < 100000) {
          frame.style.height = Math.ceil(message.height) + 'px';
        }
        if (typeof message.anchor === 'number') {
          window.scrollTo(0, frame.getBoundingClientRect().top + (window.pageYOffset || 0) + message.anchor - 16);
        }
      }
    }
  }

  if (window.addEventListener && window.JSON && document.querySelectorAll) {
    window.addEventListener('message', receive);
  }
}());
