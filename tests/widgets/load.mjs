// kit.js and more as the browser gets them: one text, one module.
import { readFileSync } from "node:fs";

const folder = new URL("../../code/livenets/widgets/", import.meta.url);

/** The exports of kit.js and `names`, joined. Import it with `await`. */
export function load(...names) {
  const text = ["kit.js", ...names]
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  return import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}
