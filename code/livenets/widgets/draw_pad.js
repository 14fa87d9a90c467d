// A pad for drawing with mouse, touch or keys: after kit.js, before NAME.js.

const PAD = 280; // pixels of the pad's own canvas
const PEN = 20;

/**
 * Ink (side × side, in [0, 1]) → 28 × 28, each pixel the mean of what it covers.
 *
 * `centred` as MNIST was made: the ink's box scaled to 20 pixels, its centre
 * of mass in the middle. All zeros where there is no ink.
 */
export function rasterise(ink, side, centred) {
  const out = new Float32Array(28 * 28);
  let [top, left, bottom, right] = [side, side, -1, -1];
  let [mass, my, mx] = [0, 0, 0];
  ink.forEach((v, i) => {
    if (v <= 0) return;
    const [y, x] = [Math.floor(i / side), i % side];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    mass += v;
    my += v * (y + 0.5);
    mx += v * (x + 0.5);
  });
  if (mass === 0) return out;
  const step = centred
    ? Math.max(bottom - top + 1, right - left + 1) / 20 : side / 28;
  const y0 = centred ? my / mass - 14 * step : 0;
  const x0 = centred ? mx / mass - 14 * step : 0;
  const edge = (from, k) => Math.round(from + k * step);
  for (let r = 0; r < 28; r++) {
    for (let c = 0; c < 28; c++) {
      let sum = 0;
      const [ya, yb, xa, xb] = [edge(y0, r), edge(y0, r + 1), edge(x0, c), edge(x0, c + 1)];
      for (let y = Math.max(0, ya); y < Math.min(side, yb); y++) {
        for (let x = Math.max(0, xa); x < Math.min(side, xb); x++) sum += ink[y * side + x];
      }
      out[28 * r + c] = sum / Math.max(1, (yb - ya) * (xb - xa));
    }
  }
  return out;
}

/**
 * The pad. `onink(time)` after every change of the ink.
 * Returns { el, ink(), clear(), show(pixels 28×28 in [0, 1]), stop }.
 */
export function drawPad(label, onink) {
  const canvas = h("canvas", { width: PAD, height: PAD, className: "pad",
    tabIndex: 0, role: "application", ariaLabel: label });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const cursor = h("span", { className: "pen", hidden: true });
  const keys = { x: PAD / 2, y: PAD / 2, down: false };

  function line(from, to) {
    Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round",
      strokeStyle: "#808080" });
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }

  let last = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * (PAD / box.width),
      (event.clientY - box.top) * (PAD / box.height)];
  };
  canvas.onpointerdown = (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    line(last, last);
    onink(event.timeStamp);
  };
  canvas.onpointermove = (event) => {
    if (!last) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const to = place(part);
      line(last, to);
      last = to;
    }
    onink(event.timeStamp);
  };
  canvas.onpointerup = canvas.onpointercancel = () => { last = null; };

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.onkeydown = (event) => {
    const step = STEPS[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    const from = [keys.x, keys.y];
    if (step) {
      keys.x = Math.min(PAD, Math.max(0, keys.x + 10 * step[0]));
      keys.y = Math.min(PAD, Math.max(0, keys.y + 10 * step[1]));
    } else keys.down = !keys.down;
    show();
    if (!keys.down) return;
    line(from, [keys.x, keys.y]);
    onink(event.timeStamp);
  };
  function show() {
    cursor.hidden = false;
    cursor.classList.toggle("down", keys.down);
    Object.assign(cursor.style, { left: `${(100 * keys.x) / PAD}%`, top: `${(100 * keys.y) / PAD}%` });
  }
  canvas.onblur = () => { cursor.hidden = true; keys.down = false; };

  return {
    el: h("div", { className: "padbox" }, canvas, cursor),
    ink() {
      const { data } = pen.getImageData(0, 0, PAD, PAD);
      return Float32Array.from({ length: PAD * PAD }, (_, i) => data[4 * i + 3] / 255);
    },
    clear: () => pen.clearRect(0, 0, PAD, PAD),
    show(pixels) {
      pen.clearRect(0, 0, PAD, PAD);
      pixels.forEach((v, i) => {
        pen.fillStyle = `rgb(128 128 128 / ${v})`;
        pen.fillRect(10 * (i % 28), 10 * Math.floor(i / 28), 10, 10);
      });
    },
    side: PAD,
  };
}
