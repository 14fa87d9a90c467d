// TeX → SVG with MathML beside it, for the build: one JSON a line in
// ({ tex, display }), one JSON a line out ({ html }).
const { createInterface } = require("node:readline");

const [, , mathjax] = process.argv;

require(mathjax).init({
  loader: { load: ["input/tex", "output/svg", "a11y/assistive-mml"] },
}).then((MathJax) => {
  const { adaptor } = MathJax.startup;
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { tex, display } = JSON.parse(line);
    const html = adaptor.outerHTML(MathJax.tex2svg(tex, { display }));
    process.stdout.write(`${JSON.stringify({ html })}\n`);
  });
});
