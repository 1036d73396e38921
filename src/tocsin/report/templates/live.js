const say = JSON.parse(document.getElementById("live").textContent);
for (const button of document.querySelectorAll("article button")) {
  const card = button.closest("article");
  const specs = card.querySelector("script[type='application/json']");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const on = card.classList.toggle("pointed");
    button.setAttribute("aria-pressed", String(on));
    if (!on || card.dataset.drawn) return;
    card.dataset.drawn = "yes";
    const places = card.querySelectorAll("div.live");
    for (const [i, spec] of JSON.parse(specs.textContent).entries()) {
      await vegaEmbed(places[i], { ...spec, width: "container" }, {
        ast: true, renderer: "svg", actions: false, config: say.config,
        formatLocale: say.formatLocale, timeFormatLocale: say.timeFormatLocale,
      });
    }
  });
}
