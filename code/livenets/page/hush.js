// Esc hides where a number comes from, until something else is pointed at.

const hush = (on) => document.documentElement.toggleAttribute("data-hush", on);

document.addEventListener("keydown", ({ key }) => key === "Escape" && hush(true));
document.addEventListener("pointerover", () => hush(false));
document.addEventListener("focusin", () => hush(false));
