// Colours: as the reader's system has them, or light or dark, as the reader chose last. This stands in a script of
// the head, so that they are set before anything is shown. What needs a script is shown from here on.
(() => {
  const words = document.documentElement.dataset;
  const modes = ["auto", "light", "dark"];
  let mode = "auto";
  try { mode = localStorage.getItem("theme") || mode; } catch {}
  if (!modes.includes(mode)) mode = "auto";
  const paint = () => {
    if (mode === "auto") delete words.theme; else words.theme = mode;
    const name = words["theme" + mode[0].toUpperCase() + mode.slice(1)];
    for (const button of document.querySelectorAll("button.theme")) button.ariaLabel = button.title = name;
  };
  words.js = "";
  paint();
  document.addEventListener("DOMContentLoaded", paint);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("button.theme")) return;
    mode = modes[(modes.indexOf(mode) + 1) % 3];
    try { localStorage.setItem("theme", mode); } catch {}
    paint();
  });
})();
