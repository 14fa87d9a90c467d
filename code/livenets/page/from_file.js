// A page opened as a file: browsers load no modules from files, so the
// pictures stay, and this says why. A plain script: it must run there.
{
  const STORED = "This page was opened as a file, and browsers load no live"
    + " parts from files: what you see is the stored picture. In the book's"
    + " folder run “python -m http.server” and open http://localhost:8000.";

  function tell() {
    for (const figure of document.querySelectorAll(".livenets-mount > figure")) {
      figure.dataset.state = "failed";
      const words = document.createElement("p");
      words.className = "status";
      words.textContent = STORED;
      figure.append(words);
    }
  }

  if (location.protocol === "file:") {
    document.addEventListener("DOMContentLoaded", tell);
  }
}
