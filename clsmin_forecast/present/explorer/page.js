// The page in the browser: shows what the session answers, and sends what is asked of it.

const PATIENCE = 5000; // milliseconds without an answer, after which the page says so
const BEAT = 2000; // milliseconds between two signs of life
const QUIET = 600; // milliseconds after which a headline is spoken
const KEPT = "clsmin-forecast-explorer";
const KEYED = new Set(["button", "input", "select", "summary"]);

let pages = 0;

function make(tag, set = {}, ...children) {
  const made = document.createElement(tag);
  if (KEYED.has(tag)) made.dataset.lmSuppressShortcuts = "true"; // else JupyterLab takes its keys
  for (const [name, value] of Object.entries(set)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// One request at a time; of a slider only the newest position waits. What is not answered is sent
// again, and not done twice there: a connection that broke and came back may have lost it.
function line(model, { answered, lost, found }) {
  const page = Math.random();
  let number = 0, asked = null, waiting = [], late = null, silent = false;
  function pump() {
    if (asked || !waiting.length) return;
    asked = { ...waiting.shift(), n: ++number, page };
    ask();
  }
  function ask() {
    late = setTimeout(() => { silent = true; lost(); ask(); }, PATIENCE);
    try { model.send(asked); } catch { /* the kernel is gone, as `lost` will tell */ }
  }
  model.on("msg:custom", (answer) => {
    if (!asked || answer.page !== page || answer.n !== asked.n) return;
    const of = asked;
    clearTimeout(late);
    asked = null;
    if (silent) found();
    silent = false;
    answered(answer, of);
    pump();
  });
  const beat = setInterval(() => { if (!asked && !waiting.length) { waiting.push({ do: "ping" }); pump(); } }, BEAT);
  return {
    send(message) {
      const same = waiting.findIndex((each) => message.gesture !== undefined
        && each.field === message.field && each.gesture === message.gesture);
      if (same < 0) waiting.push(message); else waiting[same] = message;
      pump();
    },
    moving: (field) => waiting.some((each) => each.field === field),
    busy: () => (asked && asked.do !== "ping") || waiting.length > 0,
    stop() { clearInterval(beat); clearTimeout(late); },
  };
}

function choice(label, id, options, send) {
  const select = make("select", { id, onchange: () => send(select.value) },
    ...options.map(({ name, title }) => make("option", { value: name }, title)));
  return [make("p", { class: "choice" }, make("label", { for: id }, label), select), select];
}

function input(field, id, send) {
  const name = field.year ? `${field.title}, ${field.year}` : field.title;
  let gesture = 0, edited = false, moved = false;
  const set = (text, more = {}) => send({ do: "set", field: field.id, text, ...more });
  const slider = make("input", {
    type: "range", "aria-label": `${name}, slider`,
    oninput: () => { moved = true; set(slider.value, { gesture }); }, onchange: () => { gesture += 1; },
    // Its handle stands at a rounded value, or at its end; pressed there it does not move, and is meant.
    onpointerdown: () => { moved = false; }, onclick: () => { if (!moved) set(slider.value); },
  });
  const box = make("input", {
    type: "text", id, autocomplete: "off", inputmode: "text",
    "aria-label": name, "aria-describedby": `${id}-said ${id}-error`,
    oninput: () => { edited = true; }, onblur: () => commit(),
    onkeydown: ({ key }) => { if (key === "Enter") commit(); },
  });
  const commit = () => { // what is typed may look like what is shown, which is rounded
    if (edited) set(box.value);
    edited = false;
  };
  const said = make("span", { class: "said", id: `${id}-said` });
  const error = make("p", { class: "error", id: `${id}-error`, role: "alert" });
  const point = (end) => make("button", {
    type: "button", "aria-label": `${name}: fix at the ${end}, ${field.points[end].said}`,
    onclick: () => set(String(field.points[end].value)),
  }, `${end} ${field.points[end].said}`);
  const ends = Object.keys(field.points);
  const back = make("button", {
    type: "button", class: "back", "aria-label": `${name}: back to what the scenario has`,
    onclick: () => send({ do: "unset", field: field.id }),
  }, "back");
  const whole = make("div", { class: "field", "data-field": field.id },
    make("div", { class: "row" }, make("label", { for: id }, field.year || "every year"), slider, box, said),
    error,
    make("div", { class: "points" }, ends.length ? "fix at" : "", ...ends.map(point), back),
    make("p", { class: "evidence" }, field.evidence));
  return {
    whole,
    show(now, moving) {
      if (!moving) Object.assign(slider, now.slider, { value: now.value }); // its ends come first
      slider.setAttribute("aria-valuetext", now.spoken);
      if (document.activeElement !== box) box.value = now.text; // else it is being typed in
      said.textContent = now.said;
      back.disabled = !now.changed;
      whole.classList.toggle("changed", now.changed);
      this.refuse("");
    },
    refuse(text) {
      error.textContent = text;
      if (text) box.setAttribute("aria-invalid", "true"); else box.removeAttribute("aria-invalid");
    },
  };
}

// Of each input a group with its years, which says so where it does not move what is shown.
function grouped(fields, inputs, titles, send) {
  const groups = new Map();
  for (const field of fields) groups.set(field.input, [...(groups.get(field.input) ?? []), field]);
  return [...groups.values()].map((group) => {
    const { moves, open, rationale, title, unit } = group[0];
    const elsewhere = make("p", { class: "elsewhere" });
    const to = (name) => make("button", { type: "button", onclick: () => send({ do: "view", to: name }) }, titles.get(name));
    return {
      whole: make("details", { open },
        make("summary", {}, title), elsewhere,
        make("p", { class: "unit" }, `Unit: ${unit}.`),
        ...group.map((field) => inputs.get(field.id).whole),
        make("p", { class: "rationale" }, rationale)),
      show({ view, comparable }) {
        const others = moves.filter((name) => comparable || name !== "comparison");
        elsewhere.replaceChildren(...moves.includes(view) ? [] : ["The picture shown does not move with this; see ", ...others.map(to)]);
      },
    };
  });
}

function table({ caption, rows }) {
  const names = Object.keys(rows[0] ?? {});
  return make("table", {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...names.map((name, place) =>
      place ? make("td", {}, String(row[name])) : make("th", { scope: "row" }, String(row[name])))))));
}

function blob({ name, content }) {
  const kinds = { png: "image/png", svg: "image/svg+xml", csv: "text/csv", yaml: "text/yaml" };
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: kinds[name.split(".").pop()] });
}

function download(file) {
  const address = URL.createObjectURL(blob(file));
  make("a", { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), QUIET);
}

function copied(write, say) {
  write().then(() => say("Copied."), () => say("The browser did not allow copying; download it, or select the text."));
}

function kept() {
  try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; }
}

function views(list, id, send) {
  const panel = make("div", { class: "view", role: "tabpanel", id: `${id}-view`, tabindex: "0" });
  const tabs = list.map(({ name, title }) => make("button", {
    type: "button", role: "tab", id: `${id}-tab-${name}`, "aria-controls": `${id}-view`,
    "data-view": name, onclick: () => send({ do: "view", to: name }),
  }, title));
  const go = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const open = tabs.filter((tab) => !tab.disabled);
    const next = open[(open.indexOf(event.target) + step + open.length) % open.length];
    event.preventDefault();
    next.focus();
    next.click();
  };
  return {
    whole: [make("div", { role: "tablist", "aria-label": "What is shown", onkeydown: go }, ...tabs), panel],
    panel,
    show(name, comparable) {
      for (const tab of tabs) {
        const here = tab.dataset.view === name;
        tab.setAttribute("aria-selected", String(here));
        tab.tabIndex = here ? 0 : -1;
        tab.disabled = tab.dataset.view === "comparison" && !comparable;
        if (here) panel.setAttribute("aria-labelledby", tab.id);
      }
    },
  };
}

function saving(id, send) {
  const part = (name, label, hint) => {
    const box = make("input", { type: "text", id: `${id}-${name}`, name, autocomplete: "off", "aria-describedby": `${id}-${name}-hint` });
    return [make("p", {}, make("label", { for: box.id }, label), box, make("span", { class: "hint", id: `${id}-${name}-hint` }, hint)), box];
  };
  const [nameRow, name] = part("name", "Name", "small letters, digits and _, such as one_in_three");
  const [titleRow, title] = part("title", "Title", "as charts and papers will say it");
  const [reasonRow, reason] = part("reason", "Reason", "why it is looked at, and who asked");
  const error = make("p", { class: "error", role: "alert" });
  const done = make("div", { class: "saved", role: "status" });
  const form = make("form", {
    onsubmit: (event) => {
      event.preventDefault();
      send({ do: "save", field: "save", name: name.value, title: title.value, reason: reason.value });
    },
  }, nameRow, titleRow, reasonRow, make("button", { type: "submit" }, "Save as a scenario, or make it a run"), error, done);
  const file = (what, each) => make("button", { type: "button", onclick: () => download(each) }, `${what}: ${each.name}`);
  return {
    form,
    refuse(text) { error.textContent = text; done.replaceChildren(); },
    changed() { done.replaceChildren(); }, // what was saved is no longer what is shown
    show({ scenario, plan, command }) {
      error.textContent = "";
      done.replaceChildren(
        make("p", {}, file("Download the scenario", scenario), " ", file("Download the plan", plan)),
        make("p", {}, "Put the scenario into the folder data/scenarios. Then, beside the plan, this makes it a run:"),
        make("code", { class: "command" }, command));
    },
  };
}

function render({ model, el }) {
  const opening = model.get("opening");
  const id = `clsmin-${++pages}`;
  const send = (message) => { talk.send(message); sign(); };
  const say = (text) => { note.textContent = text; };
  let spoken = null, answer = opening.answer;

  const inputs = new Map(opening.fields.map((field, place) => [field.id, input(field, `${id}-${place}`, send)]));
  const titles = new Map(opening.views.map(({ name, title }) => [name, title]));
  const groups = grouped(opening.fields, inputs, titles, send);
  const [startRow, start] = choice("Start from", `${id}-start`, opening.scenarios, (to) => send({ do: "start", to }));
  const [besideRow, beside] = choice("Compare with", `${id}-beside`, [{ name: "", title: "nothing" }, ...opening.scenarios], (to) => send({ do: "beside", to }));
  const [pricesRow, prices] = choice("Money in", `${id}-prices`, opening.price_bases, (to) => send({ do: "prices", to }));
  const chosen = opening.choices.map(({ name, label, values }) => {
    const [row, select] = choice(label, `${id}-${name}`, values, (to) => send({ do: "choose", what: name, to }));
    return { name, row, select };
  });
  const asks = new Map(opening.views.map(({ name, asks }) => [name, asks]));
  const undo = make("button", { type: "button", onclick: () => send({ do: "undo" }) }, "Undo");
  const reset = make("button", { type: "button", onclick: () => send({ do: "reset" }) }, "Reset");
  const busy = make("span", { class: "busy", "aria-hidden": "true" }, "working …");
  const fault = make("div", { class: "fault", role: "alert" });
  const live = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
  const note = make("p", { class: "note", role: "status" });
  const headline = make("p", { class: "headline" });
  const differs = make("div", { class: "differs", tabindex: "0", role: "region", "aria-label": "What differs from the baseline" });
  const lostPart = make("p", { class: "lost" });
  const tabs = views(opening.views, id, send);
  const picture = make("div", { class: "picture" });
  const subtitle = make("figcaption", {});
  const source = make("p", { class: "source" });
  const sentence = make("p", { class: "sentence" });
  const rows = make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Table" });
  const command = make("code", { class: "command" });
  const get = (kind, use, words) => make("button", { type: "button", onclick: () => send({ do: "picture", kind, use }) }, words);
  const save = saving(id, send);

  tabs.panel.append(
    make("div", { class: "chosen" }, ...chosen.map(({ row }) => row)),
    make("figure", {}, subtitle, picture), source,
    make("p", { class: "tools" },
      get("png", "copy", "Copy picture"), get("png", "download", "PNG"), get("svg", "download", "SVG"), get("csv", "download", "Data (CSV)"),
      make("button", { type: "button", onclick: () => copied(() => navigator.clipboard.writeText(`${answer.sentence} ${answer.assumed} ${source.textContent}`), say) }, "Copy sentence")),
    note, sentence, rows);

  el.replaceChildren(make("div", { class: "clsmin-explorer", id },
    make("div", { class: "top" }, startRow, besideRow, pricesRow, make("p", { class: "choice" }, undo, reset, busy)),
    fault, live,
    make("div", { class: "columns" },
      make("div", { class: "finding" }, headline, differs, lostPart),
      make("form", { class: "inputs", "aria-label": "Assumptions", onsubmit: (event) => event.preventDefault() }, ...groups.map((each) => each.whole)),
      make("div", { class: "answers" }, ...tabs.whole,
        make("details", { class: "keep" }, make("summary", {}, "Keep this"),
          make("p", {}, "The same in a terminal:"), command, save.form),
        make("p", { class: "about" }, opening.about)))));

  function sign() { busy.classList.toggle("on", Boolean(talk.busy())); }

  function speak(text) {
    clearTimeout(spoken);
    spoken = setTimeout(() => { if (live.textContent !== text) live.textContent = text; }, QUIET);
  }

  function choose({ state, view }) {
    start.value = state.start;
    beside.value = state.beside;
    prices.value = state.price_base;
    for (const { name, row, select } of chosen) {
      select.value = state[name] ?? "";
      row.hidden = !asks.get(view).includes(name);
    }
  }

  function show(now) {
    if (JSON.stringify(now.state) !== JSON.stringify(answer.state)) save.changed();
    answer = now;
    choose(now);
    undo.disabled = !now.undo;
    for (const [field, each] of inputs) each.show(now.fields[field], talk.moving(field));
    for (const each of groups) each.show(now);
    headline.textContent = now.chart.headline;
    differs.replaceChildren(now.differences.length
      ? make("ul", {}, ...now.differences.map((each) => make("li", {}, `${each.what}: `, make("b", {}, each.here), `, baseline ${each.baseline}`)))
      : "As the baseline.");
    differs.prepend(make("span", { class: "of" }, `${now.title}. `));
    lostPart.textContent = now.lost;
    tabs.show(now.view, now.comparable);
    subtitle.textContent = now.chart.subtitle;
    picture.innerHTML = now.chart.svg;
    source.textContent = `${now.chart.source} ${now.chart.caution}`.trim();
    sentence.textContent = now.sentence;
    rows.replaceChildren(table(now.table));
    command.textContent = now.command;
    if (opening.alone) document.title = `${titles.get(now.view)}: ${now.title}`; // names a print too
    fault.replaceChildren();
    speak(`${now.chart.headline}. ${now.sentence}`);
    sessionStorage.setItem(KEPT, JSON.stringify({ first: opening.answer.state, state: now.state, view: now.view }));
  }

  function refuse({ at, text }) {
    if (inputs.has(at)) inputs.get(at).refuse(text);
    else if (at === "save") save.refuse(text);
    else { fault.textContent = text; choose(answer); }
  }

  const talk = line(model, {
    answered(now) {
      sign();
      if (now.error) refuse(now.error);
      else if (now.saved) { save.show(now.saved); download(now.saved.scenario); }
      else if (now.file && now.use === "copy") copied(() => navigator.clipboard.write([new ClipboardItem({ "image/png": blob(now.file) })]), say);
      else if (now.file) { download(now.file); say(`Downloaded ${now.file.name}.`); }
      else if (now.state) { say(""); show(now); }
    },
    lost() {
      const words = "The calculation has stopped, or takes very long. What you set is kept. ";
      fault.replaceChildren(words, opening.alone
        ? make("button", { type: "button", onclick: () => location.reload() }, "Start it again")
        : "Restart the kernel and run the notebook again.");
    },
    found() { fault.replaceChildren(); },
  });

  document.querySelector("#rendered_cells")?.setAttribute("role", "main"); // of a page served alone
  const before = kept();
  show(opening.answer);
  if (before && JSON.stringify(before.first) === JSON.stringify(opening.answer.state)) {
    if (JSON.stringify(before.state) !== JSON.stringify(opening.answer.state)) send({ do: "restore", state: before.state });
    if (before.view !== opening.answer.view) send({ do: "view", to: before.view });
  }
  return () => talk.stop();
}

export default { render };
