// What a reader typed, and whether it is right. Pure: no page is needed.

const POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** One way of writing it: ASCII digits, ^ for powers, x for times. */
function plain(text) {
  return text
    .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (run) =>
      `^${[...run].map((c) => (c === "⁻" ? "-" : POWERS.indexOf(c))).join("")}`)
    .normalize("NFKC")
    .replace(/[−–]/g, "-")
    .replaceAll("**", "^")
    .replace(/[×·⋅*X]/g, "x")
    .trim();
}

/** A decimal: what it means, then what else it could. */
function decimal(text) {
  const s = text.trim().replace(/^\+/, "");
  const groups = s.replace(/(?<=\d)[ '_](?=\d{3}(?!\d))/g, "");
  const point = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
  if (/^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(groups)) {
    const other = Number(groups.replace(",", "."));
    return [Number(groups.replaceAll(",", "")), other].filter((v) => !Number.isNaN(v));
  }
  if (/^-?[1-9]\d{0,2}(\.\d{3}){2,}$/.test(groups)) return [Number(groups.replaceAll(".", ""))];
  if (/^-?\d+,\d+$/.test(groups)) return [Number(groups.replace(",", "."))];
  if (!point.test(groups)) return [];
  const other = /^-?[1-9]\d{0,2}\.\d{3}$/.test(groups) ? [Number(groups.replace(".", ""))] : [];
  return [Number(groups), ...other];
}

/** Every number that `text` can mean, the likeliest first; [] if none. */
export function numbers(text, unit = "") {
  let s = plain(text).replace(/^[≈~=]\s*/, "");
  const own = plain(unit);
  if (own && s.toLowerCase().endsWith(own.toLowerCase())) s = s.slice(0, -own.length).trim();
  if (s.endsWith("%")) return numbers(s.slice(0, -1)).map((v) => v / 100);
  const two = (a, b, how) => {
    const [x, y] = [decimal(a)[0], decimal(b)[0]];
    return x === undefined || y === undefined ? [] : [how(x, y)];
  };
  const power = s.match(/^(?:(.+?)\s*x\s*)?([^x^]+)\^([^^]+)$/);
  if (power) return two(power[2], power[3], (a, b) => (decimal(power[1] ?? "1")[0] ?? NaN) * a ** b).filter((v) => v === v);
  const parts = s.split("/");
  return parts.length === 2 ? two(...parts, (a, b) => a / b) : decimal(s);
}

/** "(64, 56, 56)", "64x56x56", … → [64, 56, 56]; null if it is no shape. */
export function shape(text) {
  const s = plain(text).replace(/torch\.size/i, "").replace(/[()[\]{}]/g, "").trim();
  const parts = (s.includes("x") ? s.split("x") : s.split(/\s*[,;]\s*|\s+/)).filter((p) => p.trim());
  const sizes = parts.map((part) => decimal(part)[0]);
  return sizes.length && sizes.every((n) => Number.isInteger(n) && n >= 0) ? sizes : null;
}

/** "verdict = vehicle and cuts < 3", of what a widget tells of itself. */
export function holds(condition, facts) {
  return condition.split(" and ").every((part) => {
    const [, name, sign, wanted] = part.trim().match(/^(\w+) ([=≠<>≤≥]) (.+)$/);
    if (!(name in facts)) return false;
    const [a, b] = [`${facts[name]}`, wanted];
    const [x, y] = [Number(a), Number(b)];
    return { "=": a === b, "≠": a !== b, "<": x < y, ">": x > y, "≤": x <= y, "≥": x >= y }[sign];
  });
}

const near = (a, b, tolerance) => Math.abs(a - b) <= tolerance + 1e-9 * Math.abs(b);
const alike = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

/** Of one kind of answer: does what was given mean `wanted`? */
const MEANS = {
  number: ([value], wanted, { tolerance = 0, unit }) => near(value, numbers(wanted, unit)[0], Number(tolerance)),
  shape: (sizes, wanted) => alike(sizes, shape(wanted)),
  choice: (text, wanted) => text === wanted,
  widget: (facts, wanted) => holds(wanted, facts),
};
const READS = {
  number: (text, { unit }) => numbers(text, unit),
  shape: (text) => shape(text) ?? [],
  choice: (text) => text ?? "",
  widget: (facts) => facts,
};

/**
 * Judge what was `given` to a check { kind, answer, tolerance, unit }; `whens`
 * are the answers its hints are for. → { right, say, hint, read }: `say` names
 * a sentence, `hint` is an index or −1, `read` is the value understood.
 */
export function judge(check, given, whens) {
  const { kind, answer } = check;
  const read = READS[kind](given, check);
  if (read.length === 0) return { right: false, say: kind === "choice" ? "choose" : given.trim() ? kind : "empty", hint: -1 };
  const means = (wanted, value = read) => MEANS[kind](value, wanted, check);
  const right = means(answer);
  if (!right && kind === "number" && read.length > 1 && means(answer, read.slice(1))) {
    return { right, say: "separator", hint: -1, read: read[0] };
  }
  const special = right ? whens.indexOf("right") : whens.findIndex((when) =>
    !["right", "else"].includes(when) && when.split(" | ").some((w) => means(w)));
  const hint = right || special >= 0 ? special : whens.indexOf("else");
  return { right, say: right ? "right" : "wrong", hint, read: kind === "number" ? read[0] : read };
}

/** A guess and the truth, and how far between, each with its unit; from one
 * percentage to another it is points. */
export function apart({ kind, answer, unit = "" }, guess, read) {
  const whole = (text) => (unit && !text.endsWith(unit) ? `${text} ${unit}` : text);
  const by = kind === "number" ? Math.abs(read - numbers(answer, unit)[0]) : NaN;
  const far = `${Number(by.toPrecision(3))}`;
  return { guess: whole(guess.trim()), truth: whole(answer),
    by: !Number.isFinite(by) ? "" : unit === "%" ? `${far} points` : whole(far) };
}
