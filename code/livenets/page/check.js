// Exercises that check what a reader answers, in the page. Nothing is sent.

import { apart, judge } from "./answers.js";
import { progress } from "./progress.js";

const L = {
  right: "Right.",
  wrong: "Not yet.",
  empty: "Write your answer in the field first.",
  choose: "Choose an answer first.",
  number: "That could not be read as a number. Write it as 1000, 2.5, 3e-4 or 2^8.",
  shape: "That could not be read as a shape. Write its sizes in order, as 64 × 56 × 56.",
  separator: (value) => `That was read as ${value}: here a point starts the decimals and a comma parts the thousands. If you mean the other number, write it without either.`,
  asGuessed: "As you said.",
  guessed: (guess, answer) => `You said ${guess}. It is ${answer}.`,
  off: (guess, answer, by) => `You said ${guess}. It is ${answer}: you were off by ${by}.`,
  shown: "Shown without a guess.",
  reached: "Reached.",
  absent: "The widget is not ready yet. Try again in a moment.",
  back: "Back to the exercises",
  moved: "This exercise stands below its widget now.",
};

/** The figure of a widget; the mount replaces it, so look each time. */
function figure({ widget, nth = 1 }) {
  return document.querySelectorAll(`figure[data-widget="${widget}"]`)[nth - 1];
}

/** Makes one form work; returns what forgets its answer. */
function check(form) {
  const { check: name, kind } = form.dataset;
  const predicts = "predict" in form.dataset;
  const words = form.querySelector(".told > p");
  const hints = [...form.querySelectorAll(".hint")];
  const whens = hints.map((hint) => hint.dataset.when);
  const field = form.querySelector("input[type=text]");
  const box = form.querySelector("input[type=checkbox]");
  const button = form.querySelector("button[type=submit]");
  const home = document.createElement("p"); // where the form was, while it is at its widget
  const first = button?.textContent;
  home.textContent = L.moved;

  /** The prediction's outcome: what follows, up to the next question or section. */
  function covers(yes) {
    for (let el = form.nextElementSibling; el && !el.matches("section, form"); el = el.nextElementSibling) {
      el.classList.toggle("livenets-covered", yes);
    }
  }
  function tell(text, hint = -1) {
    words.textContent = text;
    hints.forEach((el, i) => { el.hidden = i !== hint; });
  }
  function done(value) {
    form.classList.toggle("done", value !== undefined);
    kept.set(name, value);
  }
  function given() {
    if (kind === "widget") return JSON.parse(figure(form.dataset).dataset.facts);
    return field ? field.value : form.querySelector("input:checked")?.value ?? "";
  }
  function compared({ right, read }) {
    if (right) return L.asGuessed;
    const { guess, truth, by } = apart(form.dataset, given(), read);
    return by ? L.off(guess, truth, by) : L.guessed(guess, truth);
  }
  function answered() {
    const result = judge(form.dataset, given(), whens);
    const { right, say, read } = result;
    if (kind === "widget" && !right && kept.get(name)) return; // played on, after it was reached
    let { hint } = result;
    let text = typeof L[say] === "function" ? L[say](read) : L[say];
    const guess = predicts && ["right", "wrong"].includes(say);
    if (guess) {
      text = compared(result);
      if (hint < 0) hint = whens.indexOf("else");
      covers(false);
    }
    if (kind === "widget" && right) text = L.reached;
    tell(text, hint);
    if (right || guess) done(kind === "widget" || given());
    else field?.select();
  }
  /** Puts the form below its widget, where the reader works on it. */
  function take() {
    const it = figure(form.dataset);
    if (!it?.dataset.facts) return tell(L.absent);
    form.replaceWith(home);
    it.closest(".livenets-mount").after(form);
    form.classList.add("taken");
    button.textContent = L.back;
    answered();
    it.scrollIntoView();
    return button.focus({ preventScroll: true });
  }
  function goBack() {
    if (!home.isConnected) return;
    home.replaceWith(form);
    form.classList.remove("taken");
    button.textContent = first;
  }
  function forget() {
    goBack();
    form.reset();
    form.classList.remove("done");
    tell("");
    covers(predicts);
  }
  function restore(value) {
    form.classList.add("done");
    if (kind === "widget") return tell(L.reached, whens.indexOf("right"));
    if (box) box.checked = true;
    else if (field) field.value = value;
    else for (const radio of form.elements) radio.checked = radio.value === value;
    return box || answered();
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (home.isConnected) {
      goBack();
      form.scrollIntoView({ block: "center" });
      button.focus({ preventScroll: true });
    } else if (kind === "widget") take();
    else if (!box) answered();
  });
  form.querySelector(".skip")?.addEventListener("click", () => {
    covers(false);
    tell(L.shown, whens.indexOf("else"));
  });
  box?.addEventListener("change", () => done(box.checked || undefined));
  document.addEventListener("livenets:facts", ({ target }) => {
    if (home.isConnected && target === figure(form.dataset)) answered();
  });
  return { forget, restore, name };
}

const forms = [...document.querySelectorAll("form.livenets-check")];
const kept = progress(forms[0].dataset.page, forms.map((form) => form.dataset.check),
  () => checks.forEach(({ forget }) => forget()));
const checks = forms.map(check);
for (const { name, forget, restore } of checks) {
  forget();
  if (kept.get(name) !== undefined) restore(kept.get(name));
}
document.querySelector("#exercises > h2")?.after(kept.el);
