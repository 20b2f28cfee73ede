// The page in the browser: shows what the session answers, and sends what is asked of it.

const PATIENCE = 5000; // milliseconds without an answer, after which the page says so
const BEAT = 2000; // milliseconds between two signs of life
const QUIET = 600; // milliseconds after which a headline is spoken
const PAUSE = 350; // milliseconds after which what is typed is told
const REST = 1500; // milliseconds between two keys of one act
const WRITTEN = 120; // milliseconds after which the address follows
const KEPT = "clsmin-forecast-explorer";
const ANEW = new Set(["reset", "start", "address", "restore", "try"]); // what leaves no value as it was
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

// A box tells what is typed after a pause, and at once on Enter or when it is left; each text once.
function typing(box, send) {
  let edited = false, told = null, pause = null;
  const tell = (done) => {
    clearTimeout(pause);
    if (edited && (box.value !== told || done)) send(box.value, done, box.value === told);
    told = box.value;
    if (done) edited = false;
  };
  box.addEventListener("input", () => {
    if (!edited) told = null;
    edited = true;
    clearTimeout(pause);
    pause = setTimeout(() => tell(false), PAUSE);
  });
  box.addEventListener("keydown", ({ key }) => { if (key === "Enter") tell(true); });
  box.addEventListener("blur", () => tell(true));
  return { edited: () => edited, forget() { clearTimeout(pause); edited = false; } };
}

// One row an input: slider and box say the same, and what is refused stays until it is mended.
function input(field, id, send, speak) {
  const name = `${field.title}, ${field.year || "all years"}`;
  let gesture = 0, moved = false, pressed = 0, now = null;
  const set = (text, more = {}) => send({ do: "set", field: field.id, text, gesture, ...more });
  const anew = () => { gesture += 1; pressed = 0; };
  const slider = make("input", {
    type: "range", tabindex: "-1", "aria-label": `${name}: slider`,
    oninput: () => { moved = true; now.value = Number(slider.value); step(); set(slider.value); },
    // Its handle stands at a rounded value, or at its end; pressed there it does not move, and is meant.
    onpointerdown: () => { anew(); moved = false; }, onclick: () => { if (!moved) set(slider.value); },
    onblur: anew,
  });
  const box = make("input", {
    type: "text", role: "spinbutton", id, autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-fault`,
    onfocus: () => box.select(), onblur: anew,
    onkeydown: (event) => {
      const times = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (times) { event.preventDefault(); stepped(times); }
      if (event.key === "Escape") { typed.forget(); back(); }
    },
  });
  const typed = typing(box, (text, done, again) => {
    if (!again) set(text, done ? {} : { typing: true });
    else if (fault.textContent) speak(fault.textContent);
    if (done) anew();
  });
  const fault = make("span", { class: "fault", id: `${id}-fault` });
  const back = () => send({ do: "unset", field: field.id });
  // Keys that follow one another are one act, however many; after a rest they are another.
  function step() {
    if (Date.now() - pressed > REST) anew();
    pressed = Date.now();
  }
  function stepped(times) {
    const { slider: { step: by }, bounds: [least, most] } = now;
    const value = Math.min(most, Math.max(least, Math.round((now.value + times * by) / by) * by));
    step();
    typed.forget();
    slider.value = now.value = Number(value.toFixed(6)); // so that keys which come before the answer add up
    set(String(now.value));
  }
  const band = make("span", { class: "band" });
  const whole = make("div", { class: "row", "data-field": field.id },
    make("label", { for: id }, make("span", { class: "unseen" }, `${field.title}, `), field.year || "all years"),
    make("span", { class: "track" }, ...field.band ? [band] : [], slider), box, fault);
  const said = make("span", { class: "said" });
  const point = (end) => make("button", {
    type: "button", "aria-label": `${name}: fix at the ${end}, ${field.points[end].said}`,
    onclick: () => { anew(); set(String(field.points[end].value)); },
  }, `${end} ${field.points[end].said}`);
  const ends = Object.keys(field.points);
  const why = [make("p", {}, `${field.year || "All years"}: `, said, `. ${field.evidence}`),
    make("p", { class: "tools" }, ...ends.length ? ["Fix at", ...ends.map(point)] : [])];
  function laid({ min, max }) {
    if (!field.band) return;
    const [low, high] = field.band.map((end) => 100 * Math.min(1, Math.max(0, (end - min) / (max - min))));
    Object.assign(band.style, { left: `${low}%`, width: `${high - low}%` });
  }
  return {
    whole, why, box,
    show(next, moving, mended) {
      const own = talkedOf(next);
      if (!moving) { now = { ...next }; Object.assign(slider, next.slider, { value: next.value }); } // its ends come first
      slider.setAttribute("aria-valuetext", next.spoken);
      said.textContent = next.said;
      whole.classList.toggle("changed", next.changed);
      laid(next.slider);
      for (const [part, value] of Object.entries(own)) box.setAttribute(`aria-${part}`, value);
      if (mended) this.refuse("");
      if (typed.edited() || box.hasAttribute("aria-invalid")) return; // it is being typed in, or to be mended
      box.value = next.text;
    },
    refuse(text) {
      fault.textContent = text;
      if (text) box.setAttribute("aria-invalid", "true"); else box.removeAttribute("aria-invalid");
    },
    forget: typed.forget,
  };
}

function talkedOf({ value, bounds: [least, most], spoken, said, changed }) {
  return { valuenow: value, valuemin: least, valuemax: most, valuetext: changed ? spoken : `${spoken}, as in the scenario: ${said}` };
}

// Of each input its years, and where it acts if that is not in the picture shown.
function grouped(fields, inputs, titles, send) {
  return byInput(fields).map((group) => {
    const { moves, title } = group[0];
    const elsewhere = make("p", { class: "elsewhere hint" });
    const to = (name) => make("button", { type: "button", onclick: () => send({ do: "view", to: name }) }, titles.get(name));
    return {
      open: group[0].open,
      whole: make("fieldset", {}, make("legend", {}, title), elsewhere, ...group.map((field) => inputs.get(field.id).whole)),
      show({ view, comparable }) {
        const others = moves.filter((name) => comparable || name !== "comparison");
        elsewhere.replaceChildren(...moves.includes(view) ? [] : ["Not in this picture; see", ...others.map(to)]);
      },
    };
  });
}

function byInput(fields) {
  const groups = new Map();
  for (const field of fields) groups.set(field.input, [...(groups.get(field.input) ?? []), field]);
  return [...groups.values()];
}

// Why the values are as they are, and the ends of their ranges to fix them at.
function reasons(fields, inputs) {
  return make("details", { class: "reasons" }, make("summary", {}, "Why these values: evidence and reasons"),
    make("dl", {}, ...byInput(fields).flatMap((group) => [
      make("dt", {}, group[0].title, " ", make("span", { class: "quiet" }, `(${group[0].unit})`)),
      ...group.map((field) => make("dd", { "data-why": field.id }, ...inputs.get(field.id).why)), make("dd", {}, group[0].rationale)])));
}

// What was, is now, and stands beside it; a trial is set again, or let go, at its head.
function sideBySide(send) {
  const table = make("table", { class: "figures" });
  const head = (side, trial) => make("th", { scope: "col" }, ...trial ? [
    make("button", { type: "button", "aria-label": `Set again what ${side} had`, onclick: () => send({ do: "try", name: side }) }, side),
    make("button", { type: "button", "aria-label": `Let go of ${side}`, onclick: () => send({ do: "drop", name: side }) }, "✕"),
  ] : [side]);
  return {
    table,
    show({ figures: { sides, rows }, trials, prices }) {
      const named = new Set(trials.map(([name]) => name));
      table.replaceChildren(
        make("caption", {}, sides.includes("Was") ? "Was, now, change" : "Now", " ", make("span", { class: "quiet" }, prices)),
        make("thead", {}, make("tr", {}, make("td", {}), ...sides.map((side) => head(side, named.has(side))))),
        make("tbody", {}, ...rows.map(({ label, cells }) => make("tr", {}, make("th", { scope: "row" }, label),
          ...cells.map((cell, place) => make("td", { class: { Now: "now", Change: "change" }[sides[place]] }, cell))))));
    },
  };
}

// What was changed, each with its way back; what the scenario itself has otherwise has none.
function changes(send, elsewhere) {
  const list = make("ul", { class: "set" });
  const chip = ({ said, was, back }) => make("li", {}, back
    ? make("button", { type: "button", "aria-label": `Take back ${said}; it was ${was}`, title: `was ${was}`, onclick: () => send(back) },
      said, make("span", { "aria-hidden": "true" }, " ✕"))
    : make("span", { class: "own" }, `${said}, baseline ${was}`));
  return {
    list,
    show(chips) {
      const held = [...list.querySelectorAll("button")].indexOf(document.activeElement);
      list.replaceChildren(...chips.map(chip));
      const left = list.querySelectorAll("button");
      if (held >= 0) (left[Math.min(held, left.length - 1)] ?? elsewhere).focus();
    },
  };
}

function table({ caption, rows }) {
  const names = Object.keys(rows[0] ?? {});
  // Their roles are said, since where it is narrow each row is a block of its own.
  return make("table", { role: "table" },
    make("caption", {}, caption),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...names.map((name) => make("th", { scope: "col", role: "columnheader" }, name)))),
    make("tbody", { role: "rowgroup" }, ...rows.map((row) => make("tr", { role: "row" }, ...names.map((name, place) =>
      make(place ? "td" : "th", { ...place ? { role: "cell" } : { scope: "row", role: "rowheader" }, "data-name": name }, String(row[name])))))));
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
  const panel = make("div", { class: "view", role: "tabpanel", id: `${id}-view` });
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
    const box = make("input", { type: "text", id: `${id}-${name}`, name, autocomplete: "off", "aria-describedby": `${id}-${name}-hint`, oninput: () => kept.changed() });
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
  const kept = {
    form,
    refuse(text) { error.textContent = text; done.replaceChildren(); },
    changed() { done.replaceChildren(); }, // what was saved is no longer what is shown, or asked for
    show({ scenario, plan, command }) {
      error.textContent = "";
      done.replaceChildren(
        make("p", { class: "tools" }, file("Download the scenario", scenario), file("Download the plan", plan)),
        make("p", {}, "Put the scenario into the folder data/scenarios. Then, beside the plan, this makes it a run:"),
        make("code", { class: "command" }, command));
    },
  };
  return kept;
}

// What is set is in the address of a page of its own, and in the tab, so that a reload loses nothing.
function places(alone, first, send) {
  let writing = null, address = "";
  const hash = () => (location.hash.includes("=") ? location.hash.slice(1) : "");
  const follow = () => { if (hash() !== address) send({ do: "address", text: hash() }); };
  const write = () => {
    clearTimeout(writing);
    if (hash() !== address) history.replaceState(null, "", `${location.pathname}${location.search}${address ? `#${address}` : ""}`);
  };
  if (alone) addEventListener("hashchange", follow);
  return {
    begin() {
      const found = kept(), own = found && JSON.stringify(found.first) === JSON.stringify(first) ? found : {};
      // What was set last may not be in the address yet when the page is loaded again.
      const again = performance.getEntriesByType("navigation")[0]?.type === "reload" && "address" in own;
      const asked = alone && !again ? hash() : own.address ?? "", past = own.address === asked ? own.past : [];
      if (asked || past?.length || own.trials?.length) send({ do: "restore", address: asked, past, trials: own.trials });
    },
    show(now) {
      address = now.address;
      sessionStorage.setItem(KEPT, JSON.stringify({ first, address, past: now.past, trials: now.trials }));
      clearTimeout(writing);
      if (alone) writing = setTimeout(write, WRITTEN); // a browser lets it be written so often, and no oftener
    },
    stop() {
      clearTimeout(writing);
      removeEventListener("hashchange", follow);
    },
  };
}

function render({ model, el }) {
  const opening = model.get("opening"), { alone } = opening;
  const id = `clsmin-${++pages}`;
  const send = (message) => {
    if (ANEW.has(message.do)) inputs.forEach((each) => each.forget()); // now: what is typed until its answer is meant for it
    talk.send(message);
    sign();
  };
  const say = (text) => { note.textContent = text; };
  const heading = (level, set, ...words) => make(`h${level + (alone ? 0 : 1)}`, set, ...words);
  const button = (words, onclick, set = {}) => make("button", { type: "button", onclick, ...set }, words);
  let spoken = null, answer = opening.answer;

  const live = make("p", { class: "unseen live", role: "status", "aria-live": "polite" });
  const inputs = new Map(opening.fields.map((field, place) => [field.id, input(field, `${id}-${place}`, send, speak)]));
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
  const undo = button("Undo", () => { if (answer.undo) send({ do: "undo" }); });
  const reset = button("Reset", () => send({ do: "reset" }));
  const busy = make("span", { class: "busy", "aria-hidden": "true" }, "working …");
  const fault = make("div", { class: "trouble", role: "alert" });
  const note = make("p", { class: "note", role: "status" });
  const headline = heading(2, { class: "headline", id: `${id}-headline` });
  const why = make("span", { class: "why" }), moved = make("span", { class: "moved" }), lead = make("p", { class: "lead" });
  const finding = make("div", { class: "finding", tabindex: "-1", role: "group", "aria-labelledby": `${id}-headline` }, headline, make("p", {}, why, " ", moved));
  const nothing = make("span", {}, "nothing yet; this is the scenario as it is on file");
  const chips = changes(send, finding);
  const lostPart = make("p", { class: "lost" });
  const tabs = views(opening.views, id, send);
  const picture = make("div", { class: "picture" });
  const subtitle = make("figcaption", {});
  const source = make("p", { class: "source" });
  const sentence = make("p", { class: "sentence" });
  const assumed = make("p", { class: "assumed" });
  const rows = make("div", { class: "by" });
  const command = make("code", { class: "command" });
  const get = (kind, use, words) => button(words, () => send({ do: "picture", kind, use }));
  const save = saving(id, send);
  const figures = sideBySide(send);
  const least = make("input", { type: "text", id: `${id}-least`, autocomplete: "off" });
  const leastFault = make("span", { class: "error" });
  const leastTyped = typing(least, (text, done, again) => { if (!again) send({ do: "least", field: "least", text, ...done ? {} : { typing: true } }); });
  const trial = make("input", { type: "text", id: `${id}-trial`, autocomplete: "off", maxlength: "40" });
  const trialFault = make("span", { class: "error" });
  const keepTrial = make("form", { class: "tools", onsubmit: (event) => { event.preventDefault(); send({ do: "keep", field: "trial", name: trial.value }); } },
    make("label", { for: trial.id }, "Name what is set"), trial, make("button", { type: "submit" }, "Keep beside"), trialFault);

  tabs.panel.append(
    make("div", { class: "chosen" }, ...chosen.map(({ row }) => row)),
    make("figure", {}, picture, subtitle), source,
    make("p", { class: "tools" },
      get("png", "copy", "Copy picture"), get("png", "download", "PNG"), get("svg", "download", "SVG"), get("csv", "download", "Data (CSV)"),
      button("Copy sentence", () => copied(() => navigator.clipboard.writeText(`${answer.sentence} ${answer.assumed} ${source.textContent}`), say)),
      ...alone ? [button("Copy link", () => copied(() => navigator.clipboard.writeText(location.href), say))] : []));
  const skip = make("a", { class: "skip", href: "#", onclick: (event) => { event.preventDefault(); inputs.get(opening.asked)?.box.focus(); } }, "Skip to what you can set");
  const whole = make("div", { class: "clsmin-explorer", id, lang: "en-GB", tabindex: "-1", "data-lm-suppress-shortcuts": "true" },
    skip, live,
    make("div", { class: "head" }, heading(1, { class: "title" }, opening.title), startRow, besideRow, pricesRow, make("p", { class: "choice" }, undo, reset, busy)),
    fault,
    make("div", { class: "columns" },
      make("form", { class: "inputs", "aria-labelledby": `${id}-can`, onsubmit: (event) => event.preventDefault() },
        heading(2, { class: "part", id: `${id}-can` }, "What you can set ", make("span", { class: "quiet" }, "25%, 1 in 4, £600k; Escape takes back")),
        ...[true, false].flatMap((open) => [
          ...groups.filter((each) => each.open === open).map((each) => each.whole),
          reasons(opening.fields.filter((each) => each.open === open), inputs)]),
        make("p", { class: "hint" }, "A band under a slider is the range of the value. What you set holds for sure: its range is gone until you take it back.")),
      make("section", { class: "answers", "aria-labelledby": `${id}-headline` },
        finding, lead, make("p", { class: "caution mark" }, opening.about),
        make("div", { class: "chips" }, make("strong", { class: "of" }), " ", nothing, chips.list), lostPart, note,
        make("div", { class: "shown" }, make("div", { class: "views" }, ...tabs.whole),
          make("div", { class: "numbers" }, figures.table,
            make("p", { class: "tools" }, make("label", { for: least.id }, "Chance of at least"), least, leastFault), keepTrial)))),
    make("section", { class: "more" },
      make("div", {}, heading(2, { class: "part" }, "In words"), sentence, assumed),
      make("div", {}, heading(2, { class: "part" }, "By year, month or option"), rows),
      make("details", { class: "keep" }, make("summary", {}, heading(2, { class: "part" }, "Keep this")),
        make("p", {}, "The same in a terminal:"), command, save.form)));
  document.documentElement.classList.toggle("clsmin-alone", alone);
  el.replaceChildren(whole);
  // What has the keyboard is never under the headline that stays in view.
  const high = new ResizeObserver(() => whole.style.setProperty("--finding", `${finding.offsetHeight}px`));
  high.observe(finding);

  function sign() { busy.classList.toggle("on", Boolean(talk.busy())); }

  // The headline and the change, once what moves has come to rest; what is refused at once.
  function speak(text, after = 0) {
    clearTimeout(spoken);
    spoken = setTimeout(() => { if (live.textContent !== text) live.textContent = text; }, after);
  }

  function choose({ state, view }) {
    start.value = state.start;
    beside.value = state.beside;
    prices.value = state.price_base;
    for (const { name, row, select } of chosen) {
      if (name === "year") select.options[0].text = answer.next ? `${answer.next}, the next that may not be funded` : select.options[0].text;
      select.value = state[name] ?? "";
      row.hidden = !asks.get(view).includes(name);
    }
  }

  function showInputs(now, of) {
    for (const [field, each] of inputs) {
      if (ANEW.has(of.do)) each.refuse("");
      each.show(now.fields[field], talk.moving(field), of.field === field);
    }
    for (const each of groups) each.show(now);
    if (!leastTyped.edited()) least.value = now.least;
    if (of.field === "least") leastFault.textContent = "";
    if (of.field === "trial") { trialFault.textContent = ""; trial.value = ""; }
  }

  function showPicture(now) {
    tabs.show(now.view, now.comparable);
    subtitle.textContent = now.chart.subtitle;
    picture.innerHTML = now.chart.svg;
    source.textContent = `${now.chart.source} ${now.chart.caution}`.trim();
  }

  function show(now, of = {}) {
    if (JSON.stringify(now.state) !== JSON.stringify(answer.state)) save.changed();
    answer = now;
    choose(now);
    undo.setAttribute("aria-disabled", String(!now.undo));
    showInputs(now, of);
    headline.textContent = now.chart.headline;
    why.textContent = now.finding.why;
    lead.textContent = now.finding.lead;
    moved.textContent = now.moved;
    whole.querySelector(".of").textContent = `${now.title}:`;
    nothing.hidden = now.chips.length > 0;
    chips.show(now.chips);
    lostPart.textContent = now.lost;
    showPicture(now);
    figures.show(now);
    sentence.textContent = now.sentence;
    assumed.textContent = now.assumed;
    rows.replaceChildren(table(now.table));
    command.textContent = now.command;
    if (alone) document.title = `${titles.get(now.view)}: ${now.title}`; // names a print too
    fault.replaceChildren();
    say(now.note ?? "");
    if (now.spoken !== told) speak(now.spoken, QUIET);
    told = now.spoken;
    where.show(now);
  }

  function refuse({ at, text }, of) {
    if (inputs.has(at)) inputs.get(at).refuse(text);
    else if (at === "least") leastFault.textContent = text;
    else if (at === "trial") trialFault.textContent = text;
    else if (at === "save") return save.refuse(text);
    else { fault.textContent = text; choose(answer); return; }
    if (!of.typing) speak(text);
  }

  const talk = line(model, {
    answered(now, of) {
      sign();
      if (now.error) refuse(now.error, of);
      else if (now.saved) { save.show(now.saved); download(now.saved.scenario); }
      else if (now.file && now.use === "copy") copied(() => navigator.clipboard.write([new ClipboardItem({ "image/png": blob(now.file) })]), say);
      else if (now.file) { download(now.file); say(`Downloaded ${now.file.name}.`); }
      else if (now.state) show(now, of);
    },
    lost() {
      const words = "The calculation has stopped, or takes very long. What you set is kept. ";
      fault.replaceChildren(words, alone
        ? button("Start it again", () => location.reload())
        : "Restart the kernel and run the notebook again.");
    },
    found() { fault.replaceChildren(); },
  });

  document.querySelector("#rendered_cells")?.setAttribute("role", "main"); // of a page served alone
  const where = places(alone, opening.answer.state, send);
  let told = opening.answer.spoken; // what opens is read, and need not be spoken
  const before = kept();
  show(opening.answer);
  if (before) sessionStorage.setItem(KEPT, JSON.stringify(before));
  where.begin();
  return () => { talk.stop(); where.stop(); high.disconnect(); };
}

export default { render };
