/* Puts the pages of several addresses into one document, byte for byte one after the other, and tells what is foreign
   in it and what each page shows. Fetching, parsing and layout are Chromium's own; what is saved is a window for each.
   Our own style is taken once, our own scripts not at all. `texts` are bodies that come from nowhere. */
async ({paths, texts, shown, foreign}) => {
  const answers = await Promise.all(paths.map(async path => {
    const answer = await fetch(path);
    return {status: answer.status, text: await answer.text()};
  }));
  const whole = [...answers.map(one => one.text), ...texts.map(one => `<main>${one}</main>`)].join("\n")
    .replace(/<script src="\/assets\/[\w.-]+"(?: defer)?><\/script>/g, "")
    .replace(/<link rel="(?:stylesheet|icon)"[^<>]* href="\/assets\/[\w.-]+">/g,
      (link, at, all) => all.indexOf(link) === at ? link : "");
  const frame = document.createElement("iframe");
  frame.style.cssText = "width: 1280px; height: 900px";
  document.body.appendChild(frame);
  const inside = frame.contentDocument;
  const loaded = new Promise(done => { frame.onload = () => done([]); });
  let patience;
  const late = new Promise(done => { patience = setTimeout(() => done(["does not end loading"]), 120000); });
  inside.open();
  inside.write(whole);
  inside.close();
  const faults = await Promise.race([loaded, late]);
  clearTimeout(patience);
  const look = () => faults.push(...frame.contentWindow.eval(`(${foreign})()`));
  let mains = [];
  try {
    look();
    mains = [...inside.querySelectorAll("main")];
    /* As our script does where the search page is refreshed in place. */
    inside.querySelectorAll("[data-part]").forEach(part => { part.innerHTML = part.innerHTML; });
    await new Promise(done => { setTimeout(done, 20); });
    look();
  } catch (error) {
    faults.push(`the document is gone: ${error}`);
  }
  if (mains.length !== answers.length + texts.length) {
    faults.push(`${mains.length} pages where ${answers.length + texts.length} were written`);
  }
  const said = (main, selector) => [...main.querySelectorAll(selector)]
    .map(one => one.tagName === "INPUT" ? one.value : one.textContent);
  const says = mains.map(main => Object.fromEntries(
    Object.entries(shown).map(([name, selector]) => [name, said(main, selector)])));
  frame.remove();
  return {faults: faults, statuses: answers.map(one => one.status), says: says};
}
