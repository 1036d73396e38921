"use strict";
/* Everything here is a comfort: without it every page reads and acts the same.
   j and k go along a list, Enter opens its line, the letter on a button presses it; / goes to the search field. */
(() => {
  const list = document.querySelector("[data-keys]");
  const rows = list ? [...list.querySelectorAll("[data-row]")] : [];
  let at = -1;
  const choose = (next) => {
    if (!rows.length) return;
    if (rows[at]) rows[at].setAttribute("aria-selected", "false");
    at = Math.min(Math.max(next, 0), rows.length - 1);
    rows[at].setAttribute("aria-selected", "true");
    rows[at].scrollIntoView({ block: "nearest" });
    const first = rows[at].querySelector("a");
    if (first) first.focus({ preventScroll: true });
  };
  const typing = (target) => target.closest("input,textarea,select") !== null;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") choose(at + 1);
    else if (event.key === "k") choose(at - 1);
    else if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (!search) return;
      search.focus();
    } else {
      const scope = rows[at] || document;
      const button = scope.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      const field = scope.querySelector(`[data-key-focus="${CSS.escape(event.key)}"]`);
      if (button) button.click();
      else if (field) field.focus();
      else return;
    }
    event.preventDefault();
  });

  /* A page that says so is asked for again while it is looked at and nobody writes in it. A cookie says that
     nobody asked, so that the session ends when nobody uses it; it goes once all of the page is there. */
  const renewing = (seconds) => {
    document.cookie = `tocsin_renewing=1; path=/; max-age=${seconds}; samesite=strict`;
  };
  if (document.readyState === "complete") renewing(0);
  else addEventListener("load", () => renewing(0));
  const fresh = document.querySelector("main[data-fresh]");
  if (fresh) {
    const seconds = Number(fresh.dataset.fresh);
    let written = false;
    document.addEventListener("input", () => { written = true; });
    setInterval(() => {
      const busy = written || document.hidden || document.querySelector("details[open] form") || at >= 0;
      if (busy) return;
      renewing(10);
      location.reload();
    }, seconds * 1000);
  }

  /* A slider over the choices of a list; without a script the list alone is there. */
  for (const slide of document.querySelectorAll("[data-slide]")) {
    const select = document.getElementById(slide.dataset.slide);
    const range = slide.querySelector("input");
    const option = () => select.options[select.options.length - 1 - Number(range.value)];
    slide.hidden = false;
    range.addEventListener("input", () => {
      slide.querySelector("output").textContent = option().text;
      range.setAttribute("aria-valuetext", option().text);
    });
    range.addEventListener("change", () => {
      option().selected = true;
      select.form.requestSubmit();
    });
  }

  /* A choice that goes at once; its button is there for those without a script. */
  for (const select of document.querySelectorAll("select[data-go]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
})();
