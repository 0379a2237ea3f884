// Swaps in a fresh copy of the page's main part every few seconds, unless it is paused, hidden, or someone is at work in it.
"use strict";
(() => {
  const main = document.querySelector("main");
  const seconds = Number(main.dataset.refresh);
  const button = document.getElementById("refresh");

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit]");
    if (form) form.requestSubmit();
  });

  if (!seconds || !button) return;

  let paused = sessionStorage.getItem("paused") === "1";
  const show = () => {
    button.textContent = paused ? "Resume updates" : "Pause updates";
    button.setAttribute("aria-pressed", String(paused));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    sessionStorage.setItem("paused", paused ? "1" : "0");
    show();
  });
  show();

  const isBusy = () =>
    paused || document.hidden || main.querySelector("[data-keep] :focus") || String(getSelection()) || main.querySelector("figure svg:hover");

  const refresh = async () => {
    if (isBusy()) return;
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!response.ok || response.redirected || isBusy()) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
    const open = [...main.querySelectorAll("details")].map((details) => details.open);
    const scroll = [...main.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
    main.replaceChildren(...fresh.childNodes);
    main.querySelectorAll("details").forEach((details, i) => { details.open = open[i] ?? false; });
    main.querySelectorAll(".scroll").forEach((box, i) => { box.scrollLeft = scroll[i] ?? 0; });
  };
  setInterval(() => refresh().catch(() => {}), seconds * 1000);
})();
