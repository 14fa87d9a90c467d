// What a reader has done on this page, kept in this browser; nothing is sent.

const L = {
  done: (done, all) => `${done} of ${all} done on this page.`,
  kept: " Kept in this browser only; nothing is sent.",
  unkept: " This browser does not let the page keep it: it is gone when you leave.",
  clear: "Clear",
  cleared: " Cleared.",
};

/** The progress of `page` with its checks' `names`: { el, get, set, clear }. */
export function progress(page, names, onclear) {
  const key = `livenets:checks:${page}`;
  let answers = {}; // name → the answer that was right, or the guess
  let keeps = true;
  const count = document.createElement("span");
  const clear = document.createElement("button");
  const el = document.createElement("p");
  el.className = "livenets-progress";
  count.setAttribute("role", "status");
  Object.assign(clear, { type: "button", textContent: L.clear });
  el.append(count, " ", clear);

  function store() {
    try {
      if (Object.keys(answers).length) localStorage.setItem(key, JSON.stringify(answers));
      else localStorage.removeItem(key);
    } catch {
      keeps = false;
    }
  }
  function draw(more) {
    const done = names.filter((name) => name in answers).length;
    count.textContent = L.done(done, names.length) + (more ?? (keeps ? L.kept : L.unkept));
    clear.disabled = done === 0;
  }
  clear.addEventListener("click", () => {
    answers = {};
    store();
    onclear();
    draw(L.cleared);
  });
  try {
    answers = Object(JSON.parse(localStorage.getItem(key)));
  } catch {
    keeps = false;
  }
  draw();
  return {
    el,
    get: (name) => answers[name],
    set(name, value) {
      if (value === undefined) delete answers[name];
      else answers[name] = value;
      store();
      draw();
    },
  };
}
