// What every page does by itself, widgets apart.

// the theme's buttons, whose own handlers stand in the page's text, where the
// Content-Security-Policy forbids them
const does = {
  print: () => window.print(),
  toggleFullScreen: () => (document.fullscreenElement
    ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
};
document.addEventListener("click", ({ target }) =>
  does[target.closest?.("[data-do]")?.dataset.do]?.());

// what scrolls sideways can be scrolled with the keyboard; what does not is no
// stop on the way. The theme does so for code, but not when a solution opens.
const wide = document.querySelectorAll(
  'mjx-container[display="true"], .table-scroll, .bd-article pre, .bd-article figure:has(> img), .cell_output:has(> img)');
const sized = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
wide.forEach((el) => sized.observe(el));

// paper is white, whatever the screen is
const root = document.documentElement;
let onScreen = null;
addEventListener("beforeprint", () => {
  onScreen = root.dataset.theme;
  root.dataset.theme = "light";
});
addEventListener("afterprint", () => {
  root.dataset.theme = onScreen;
});
