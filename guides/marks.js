([boxes, [areaLeft, areaTop, areaWidth]]) => {
  /* Numbered frames around what a step speaks of, in the order in which it does. */
  const layer = document.createElement('div');
  layer.id = 'guide-marks';
  layer.style.cssText = 'position:absolute;left:0;top:0;width:0;height:0;z-index:2147483647';
  boxes.forEach(([left, top, width, height], at) => {
    const frame = document.createElement('div'), number = document.createElement('div');
    frame.style.cssText = 'position:absolute;box-sizing:border-box;border:2px solid #c25a00;border-radius:5px;' +
      'box-shadow:0 0 0 2px rgba(255,255,255,.8);' +
      `left:${Math.round(left) - 5}px;top:${Math.round(top) - 4}px;width:${Math.round(width) + 10}px;height:${Math.round(height) + 8}px`;
    const numberLeft = Math.min(Math.round(left + width) - 4, areaLeft + areaWidth - 24);
    const above = Math.round(top) - 14, numberTop = above < areaTop + 2 ? Math.round(top + height) - 8 : above;
    number.textContent = String(at + 1);
    number.style.cssText = 'position:absolute;width:20px;height:20px;border-radius:10px;background:#c25a00;color:#fff;' +
      'font:700 13px/20px "DejaVu Sans",Arial,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff;' +
      `left:${numberLeft}px;top:${numberTop}px`;
    layer.appendChild(frame);
    layer.appendChild(number);
  });
  document.body.appendChild(layer);
}
