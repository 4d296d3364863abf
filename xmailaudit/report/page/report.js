// The page works without this: it adds a count, a search, addresses that keep a choice, and copying.
"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const findings = [...document.querySelectorAll(".finding")];
  const shown = document.getElementById("shown");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const selects = { file: form.querySelector("#file"), fix: form.querySelector("#fix") };
  const letters = { severity: "s", family: "f", file: "p", fix: "x" };
  const search = form.querySelector("#search");
  form.querySelector("#searching").hidden = false;


  const texts = new Map(findings.map((one) => [one, one.textContent.toLowerCase()]));

  const classes = (group) =>
    boxes.filter((box) => box.name === group && box.checked)
      .map((box) => letters[group] + box.id.split("-")[1]);

  const apply = () => {
    const wanted = [classes("severity"), classes("family")];
    for (const [group, select] of Object.entries(selects)) {
      wanted.push(select.value === "" ? [] : [letters[group] + select.value]);
    }
    const sought = search.value.trim().toLowerCase();
    let count = 0;
    for (const one of findings) {
      const chosen = wanted.every(
        (names) => !names.length || names.some((name) => one.classList.contains(name)));
      one.hidden = !chosen || !texts.get(one).includes(sought);
      count += one.hidden ? 0 : 1;
    }
    shown.textContent = shown.dataset.template
      .replace("{shown}", count).replace("{total}", findings.length);
  };

  // #severity=high,critical&family=ACL&file=ctrl.ipmap.tab&fix=0&search=relay
  const keep = () => {
    const told = new URLSearchParams();
    for (const group of ["severity", "family"]) {
      const values = boxes.filter((box) => box.name === group && box.checked);
      if (values.length) told.set(group, values.map((box) => box.value).join(","));
    }
    for (const [group, select] of Object.entries(selects)) {
      if (select.value !== "") told.set(group, select.selectedOptions[0].text);
    }
    if (search.value) told.set("search", search.value);
    const address = told.toString();
    history.replaceState(null, "", address ? "#" + address : location.pathname + location.search);
  };

  const restore = () => {
    if (!location.hash.includes("=")) return;
    const told = new URLSearchParams(location.hash.slice(1));
    for (const box of boxes) {
      box.checked = (told.get(box.name) || "").split(",").includes(box.value);
    }
    for (const [group, select] of Object.entries(selects)) {
      const options = [...select.options];
      const wanted = options.find((option) => option.text === told.get(group));
      (wanted || options[0]).selected = true;
    }
    search.value = told.get("search") || "";
    apply();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); keep(); });
  form.addEventListener("reset", () => setTimeout(() => { apply(); keep(); }));
  addEventListener("hashchange", restore);
  apply();
  restore();

  const words = document.getElementById("findings").dataset;
  for (const line of document.querySelectorAll("pre.command")) {
    if (!navigator.clipboard) break;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    line.parentNode.append(button);
  }
})();
