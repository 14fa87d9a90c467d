// What a network says of a picture: after kit.js, before NAME.js.

/** Scores → shares of 1. */
export function softmax(scores) {
  const most = Math.max(...scores);
  const e = Array.from(scores, (s) => Math.exp(s - most));
  const sum = e.reduce((a, b) => a + b);
  return e.map((v) => v / sum);
}

/** 0.973 → "97.3 %"; what would be rounded to all or nothing gets a digit more. */
export function percent(share) {
  return `${(100 * share).toFixed(share > 0.9995 || share < 0.0005 ? 2 : 1)} %`;
}

/**
 * A bar for each class. Returns { el, draw(scores, text) → { shares, order } }:
 * `order` are the classes from the likeliest on, `text` says what is seen.
 */
export function scoreBars(classes) {
  const bars = classes.map((name) => {
    const bar = h("i");
    const words = h("span");
    return { bar, words, el: h("div", {}, h("span", {}, name), bar, words) };
  });
  const el = h("div", { className: "scores named-scores", role: "img" },
    ...bars.map((bar) => bar.el));
  return {
    el,
    draw(scores, text) {
      const shares = softmax(scores);
      const order = shares.map((_, i) => i).sort((a, b) => shares[b] - shares[a]);
      bars.forEach(({ bar, words, el: line }, i) => {
        bar.style.width = `${(50 * shares[i]).toFixed(2)}%`;
        words.textContent = percent(shares[i]);
        line.className = i === order[0] ? "best" : "";
      });
      el.ariaLabel = text(shares, order);
      return { shares, order };
    },
  };
}
