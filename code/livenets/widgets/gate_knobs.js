// Gates forced to a value: for whom, when, and to what: after kit.js, before
// NAME.js.

/**
 * `gates`: [{ name, label, values }]. `who()` → { key: { label, units() } };
 * `labels`: its texts. Returns { el, forced(), when(), stretch(), release(),
 * limit(), words() }.
 */
export function gateKnobs({ gates, who, labels: K, onchange }) {
  let forced = {};
  const fields = gates.map(({ name, label, values }) => {
    const select = h("select", {}, h("option", { value: "" }, K.free),
      ...values.map((v) => h("option", { value: v }, num(v))));
    select.onchange = ({ timeStamp }) => {
      set(name, select.value);
      onchange(timeStamp);
    };
    return { name, label, select };
  });
  const whose = h("select", { onchange: ({ timeStamp }) => {
    for (const name of Object.keys(forced)) set(name, String(forced[name].value));
    if (Object.keys(forced).length) onchange(timeStamp);
  } }, ...Object.entries(who).map(([value, { label }]) => h("option", { value }, label)));
  const always = h("input", { type: "checkbox", checked: true });
  const ends = [0, 1].map(() => h("input", { type: "number", min: 1, step: 1, value: 1, disabled: true }));
  always.onchange = ({ timeStamp }) => {
    for (const end of ends) end.disabled = always.checked;
    onchange(timeStamp);
  };
  for (const end of ends) end.oninput = ({ timeStamp }) => onchange(timeStamp);
  const free = h("button", { type: "button", textContent: K.release, onclick: ({ timeStamp }) => {
    release();
    onchange(timeStamp);
  } });

  function release() {
    forced = {};
    for (const { select } of fields) select.value = "";
  }

  function set(name, value) {
    if (value === "") delete forced[name];
    else forced = { ...forced, [name]: { value: Number(value), units: who[whose.value].units() } };
  }

  function stretch() {
    const [a, b] = ends.map((end) => Math.max(1, Math.round(end.valueAsNumber) || 1));
    return [Math.min(a, b) - 1, Math.max(a, b)];
  }
  const when = () => (always.checked ? [0, Infinity] : stretch());

  return {
    el: h("fieldset", {}, h("legend", {}, K.legend),
      h("div", { className: "line" }, ...fields.map(({ label, select }) => labelled(label, select)),
        labelled(K.of, whose)),
      h("div", { className: "line" }, labelled(K.always, always),
        labelled(K.from, ends[0]), labelled(K.to, ends[1]), free)),
    forced: () => forced,
    /** [first, end) of the steps. */
    when,
    /** The same, whether it counts or not. */
    stretch,
    release,
    limit(count) {
      for (const end of ends) end.max = count;
    },
    /** What is forced, in words; "" for nothing. */
    words() {
      const list = fields.filter(({ name }) => name in forced).map(({ name, label }) =>
        K.set(label, forced[name].value, forced[name].units));
      if (!list.length) return "";
      return K.forced(list, always.checked ? null : stretch());
    },
  };
}
