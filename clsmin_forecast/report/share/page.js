// What the reader does, and what follows: inputs in, the answer and the address out.
const content = JSON.parse(document.getElementById("content").textContent);
const $ = (id) => document.getElementById(id);
const model = new Model(content), fields = content.fields, prices = Object.keys(content.prices);
const formOf = (field, id) => field.forms.find((form) => form.id === id) ?? field.forms[0];
const fieldOf = Object.assign(Object.create(null), ...fields.flatMap((field) => field.ids.map((id) => ({ [id]: field }))));
const nameOf = (field) => `${field.title}${field.year ? `, ${field.year}` : ""}`;
let state = { set: {}, prices: prices[0], least: content.largest };
let refused = "";

// The address: what was set, so that a link brings it back.
const addressOf = () => {
  const kept = new URLSearchParams(Object.entries(state.set).map(([id, value]) => [id, String(value)]));
  if (state.prices !== prices[0]) kept.set("prices", state.prices);
  if (state.least !== content.largest) kept.set("least", String(state.least));
  return kept.toString().replaceAll("%2F", "/");
};
const MOST = 1e12, NAMED = 5, LONG = 60; // pounds; names that a notice has, and letters of each
const few = (names) => {
  const told = names.slice(0, NAMED).map((name) => (name.length > LONG ? `${name.slice(0, LONG)}…` : name));
  return listed(names.length > NAMED ? [...told, `${names.length - NAMED} more`] : told);
};
const fromAddress = () => {
  if (location.hash.length > 1 && !location.hash.includes("=")) return; // a place on the page
  const next = { set: {}, prices: prices[0], least: content.largest }, odd = [], beyond = [];
  for (const [id, text] of new URLSearchParams(location.hash.slice(1))) {
    const field = fieldOf[id], value = text.trim() ? Number(text) : Infinity, form = field && formOf(field, id);
    if (id === "prices" && Object.hasOwn(content.prices, text)) next.prices = text;
    else if (id === "least" && value >= 0 && value <= MOST) next.least = value;
    else if (form && value >= form.least && value <= form.most) {
      for (const other of field.ids) delete next.set[other];
      next.set[id] = value;
    }
    else if (form) beyond.push(`${id} (from ${form.least} to ${form.most})`);
    else odd.push(id);
  }
  refused = [
    odd.length ? `The address asks for what this file does not have, which is left out: ${few(odd)}.` : "",
    beyond.length ? `The address sets what cannot be, which is left out: ${few(beyond)}.` : "",
  ].filter(Boolean).join(" ");
  state = next;
};
let saving;
const keepAddress = () => {
  clearTimeout(saving);
  saving = setTimeout(() => history.replaceState(null, "", `${location.pathname}${location.search}${addressOf() ? `#${addressOf()}` : ""}`), 120);
};

// The answer in words.
const statusWords = (years) => {
  const found = [...new Set(years.map((year) => model.byYear[year].status))];
  return years.some((year) => model.byYear[year].said.includes("(")) ? "" : `, ${listed(found)}`;
};
const spanWords = (years) => (years.length > 1 ? `over ${listed(years.map((year) => model.byYear[year].said))} together` : `for ${model.byYear[years[0]].said}`) + statusWords(years);
const moneyWords = () => (state.prices === "cash" ? "in cash" : `in ${state.prices} prices`);
const whyWords = (now) => {
  const years = content.years, place = years.findIndex((row) => row.year === content.asked), last = years[place - 1];
  const row = years[place], key = `cessation.${row.year}`;
  if (!row.undecided) return "";
  const cease = state.set[key] ?? content.worlds.reduce((sum, world) => sum + world.weight * world.chances[key], 0);
  if (cease === 0 || cease === 1) return ""; // there is nothing to make it up of
  const gone = last ? now.noFunding(last.year) : 0, all = now.noFunding(row.year);
  const compared = row.compared && !Object.keys(state.set).some((id) => id.startsWith("cessation")) ? ` By the cases compared it is ${row.compared}.` : "";
  if (!last?.undecided || !gone) return `${percent(cease)} that it ceases${last ? `, given funding in ${last.year}` : ""}.${compared}`;
  return `${percent(cease)} if ${last.year} is funded, and ${percent(gone)} that it is not: ${percent(all)} in all.${compared}`;
};
const headlineOf = (now) => {
  const row = model.byYear[content.asked], none = now.noFunding(content.asked), said = about(none);
  return row.undecided ? `${said[0].toUpperCase()}${said.slice(1)} chance of no funding in ${row.said}` : `Every year is decided, to ${row.year}`;
};
const moneyOf = (now) => {
  const sum = now.total("recovered", content.open), [low, high] = [0.05, 0.95].map((level) => sumWords(sum.quantile(level)));
  const spread = low === high ? `${low} in at least 90% of outcomes` : `90% of outcomes between ${low} and ${high}`;
  return `${sumWords(sum.mean)} recovered on average ${spanWords(content.open)} (${moneyWords()}); ${spread}.`;
};
const setWords = () => Object.entries(state.set).map(([id, value]) => `${nameOf(fieldOf[id])}: ${valueWords(formOf(fieldOf[id], id), value)}`);
const sentenceOf = (now) => {
  const set = setWords(), told = set.length ? `${content.scenario.title}, changed (${set.join("; ")}).` : `${content.scenario.title}.`;
  return `${headlineOf(now)}. ${moneyOf(now)} ${told} ${document.body.dataset.source}`;
};

// Was, now, change: one row a figure, as `present/explorer/figures.py` lists them.
const signed = (words) => (by) => `${by < 0 ? "−" : "+"}${words(Math.abs(by))}`;
const KINDS = {
  sum: { words: sumWords, change: signed(sumWords) },
  chance: { words: percent, change: signed((by) => `${Math.round(100 * by) || "under 1"} points`) },
  posts: { words: (many) => many.toFixed(1), change: signed((by) => by.toFixed(1)) },
  span: { words: (ends) => `${sumWords(ends[0])} to ${sumWords(ends[1])}`, change: null },
};
const ROWS_OF = (forecast) => {
  const sums = new Map(), total = (line) => sums.get(line.of + line.years) ?? sums.set(line.of + line.years, forecast.total(line.of, line.years)).get(line.of + line.years);
  const found = (line, what) => {
    if (line.of === "funded") return 1 - forecast.noFunding(line.years[0]);
    return what === "mean" ? total(line).mean : what === "least" ? total(line).atLeast(state.least) : total(line).quantile(what);
  };
  return content.lines.map((line) => ({
    ...KINDS[line.kind], label: line.whats[0] === "least" ? `${line.label} ${sumWords(state.least)}` : line.label,
    value: line.kind === "span" ? line.whats.map((what) => found(line, what)) : found(line, line.whats[0]),
  }));
};
const changeWords = (was, now) => {
  if (now.change === null) return was.words(was.value) === now.words(now.value) ? "same" : "moved";
  const by = now.change(now.value - was.value);
  return Math.abs(now.value - was.value) < 1e-9 * Math.max(1, Math.abs(was.value)) || /^.0\.0$/.test(by) ? "same" : by;
};
const tableOf = (was, now) => {
  const [old, rows] = [ROWS_OF(was), ROWS_OF(now)], changed = Object.keys(state.set).length > 0;
  const lines = rows.map((row, place) => {
    const cells = changed ? [old[place].words(old[place].value), row.words(row.value), changeWords(old[place], row)] : [row.words(row.value)];
    return `<tr><th scope="row">${escaped(row.label)}</th>${cells.map((cell, at) => `<td${at === 1 || !changed ? ' class="now"' : ""}>${escaped(cell)}</td>`).join("")}</tr>`;
  });
  return `<caption>${changed ? "Was, now, change" : "Now"} <span class="quiet">${escaped(moneyWords())}</span></caption><thead><tr><td></td>${(changed ? ["Was", "Now", "Change"] : ["Now"]).map((each) => `<th scope="col">${each}</th>`).join("")}</tr></thead><tbody>${lines.join("")}</tbody>`;
};

const media = (query) => matchMedia(query).matches;
let onPaper = false;
const palette = () => (onPaper ? PALETTES.light : media("(forced-colors: active)") ? PALETTES.forced : media("(prefers-color-scheme: dark)") ? PALETTES.dark : PALETTES.light);
const drawChart = (now, was) => {
  const wide = onPaper ? 680 : Math.max(300, Math.min(820, $("chart").clientWidth || 680)), changed = Object.keys(state.set).length > 0;
  const { tall, body, size } = drawOutlook(now, was, wide, palette(), changed);
  const alt = `${headlineOf(now)}. ${moneyOf(now)}${changed ? " The dashed boxes are the forecast before any change." : ""}`;
  $("chart").innerHTML = `<svg viewBox="0 0 ${wide} ${tall}" width="${wide}" height="${tall}" role="img" aria-label="${escaped(alt)}" font-size="${size}">${body}</svg>`;
  $("ghost").hidden = !changed;
};

const forecasts = () => [model.at(state.set, state.prices), model.at({}, state.prices)];
let speaking;
const show = () => {
  const [now, was] = forecasts(), changed = Object.keys(state.set);
  $("headline").textContent = headlineOf(now);
  $("why").textContent = whyWords(now);
  $("money").textContent = moneyOf(now);
  $("notice").textContent = refused;
  drawChart(now, was);
  $("figures").innerHTML = tableOf(was, now);
  $("chips").innerHTML = changed.map((id, place) => `<li><button type="button" data-back="${escaped(id)}" aria-label="Take back ${escaped(setWords()[place])}">${escaped(setWords()[place])} <span aria-hidden="true">✕</span></button></li>`).join("");
  $("nothing").hidden = changed.length > 0;
  $("reset").disabled = !changed.length;
  for (const button of document.querySelectorAll("[data-scenario]")) {
    const { set } = content.scenarios[button.dataset.scenario], same = changed.length === Object.keys(set).length && changed.every((id) => set[id] === state.set[id]);
    button.setAttribute("aria-pressed", String(same));
  }
  keepAddress();
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const by = now.total("recovered", content.open).mean - was.total("recovered", content.open).mean;
    $("spoken").textContent = changed.length ? `${headlineOf(now)}. ${sumWords(Math.abs(by))} ${by < 0 ? "less" : "more"} recovered on average.` : `${headlineOf(now)}.`;
  }, 700);
};

// One row an input: slider and box say the same; the box keeps what is typed while it is typed.
const rows = new Map(fields.map((field) => [field, document.querySelector(`[data-field="${field.id}"]`)]));
const fit = (field, typing = false) => {
  const row = rows.get(field), [box, slider] = [row.querySelector("[role=spinbutton]"), row.querySelector("[type=range]")];
  const id = field.ids.find((each) => each in state.set) ?? field.says, form = formOf(field, id), value = state.set[id] ?? field.value;
  row.classList.toggle("changed", field.ids.some((each) => each in state.set));
  if (id === field.says) slider.value = value;
  box.setAttribute("aria-valuenow", String(value));
  box.setAttribute("aria-valuetext", `${valueWords(form, value)}${id in state.set ? "" : `, as in the scenario: ${field.said}`}`);
  if (!typing) {
    box.value = valueWords(form, value);
    fault(field, "");
  }
};
const fault = (field, text) => {
  const row = rows.get(field), box = row.querySelector("[role=spinbutton]");
  row.querySelector(".fault").textContent = text;
  if (text) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
};
const change = (field, id, value, typing = false) => {
  for (const other of field.ids) delete state.set[other];
  if (id) state.set[id] = value;
  fit(field, typing);
  show();
};
const typed = (field, text) => {
  if (!text.trim()) {
    fault(field, "");
    return change(field, null, null, true);
  }
  const read = readField(field, text);
  fault(field, read.fault ?? "");
  if (!read.fault) change(field, read.id, read.value, true);
};
const stepped = (field, times) => {
  const id = field.ids.find((each) => each in state.set) ?? field.says, form = formOf(field, id);
  const step = form.id === field.says ? field.slider.step : form.kind === "pounds" ? 1000 : 0.01;
  const value = Math.min(form.most, Math.max(form.least, (state.set[id] ?? field.value) + times * step));
  change(field, id, Number((Math.round(value / step) * step).toFixed(6)));
};
const listen = (field) => {
  const row = rows.get(field), [box, slider] = [row.querySelector("[role=spinbutton]"), row.querySelector("[type=range]")];
  const slid = () => change(field, field.says, Number(slider.value));
  slider.addEventListener("input", slid);
  slider.addEventListener("click", slid); // at its middle, too, where nothing moves but the range is given up
  box.addEventListener("input", () => typed(field, box.value));
  box.addEventListener("focus", () => box.select());
  box.addEventListener("change", () => box.hasAttribute("aria-invalid") || fit(field));
  box.addEventListener("keydown", (event) => {
    const times = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (times) event.preventDefault(), stepped(field, times);
    if (event.key === "Escape") change(field, null);
    if (event.key === "Enter" && !box.hasAttribute("aria-invalid")) fit(field);
  });
};
const restore = () => {
  for (const field of fields) fit(field);
  $("prices").value = state.prices;
  $("least").value = `£${grouped(state.least)}`;
  $("least").removeAttribute("aria-invalid");
  show();
};

// What leaves the page says what was assumed.
const save = (name, kind, bytes) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
const fileName = (ending) => `outlook_${content.scenario.name}${Object.keys(state.set).length ? "_changed" : ""}.${ending}`;
const picture = () => {
  const [now, was] = forecasts(), set = setWords();
  return pictureOf(now, was, { changed: set.length > 0, title: headlineOf(now), source: document.body.dataset.source,
    subtitle: `${moneyOf(now)} ${content.scenario.title}${set.length ? `, changed: ${set.join("; ")}. Dashed: before the change` : ""}.` });
};
const savePng = () => {
  const image = new Image(), text = picture();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(fileName("png"), "image/png", blob));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
};
const copy = async () => {
  const text = sentenceOf(forecasts()[0]);
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    done = document.execCommand("copy");
    box.remove();
  }
  $("done").textContent = done ? "Copied." : text;
};

// Ten figures that the package worked out: the file's own must be the same.
const checkFigures = () => {
  const wrong = content.checks.filter((check) => {
    const own = model.at(check.settings, prices[0]).figure(check), near = check.of === "funded" || String(check.what).startsWith("least") ? 1e-4 : check.what === "mean" ? 1 : 25;
    return !(Math.abs(own - check.value) <= near);
  });
  $("checked").textContent = wrong.length ? `Warning: ${wrong.length} of ${content.checks.length} check figures are not those of the package. Do not use this file here; ask whoever sent it for another.` : `All ${content.checks.length} check figures of the package came out the same in this browser.`;
  $("checked").classList.toggle("wrong", wrong.length > 0);
  if (wrong.length) $("notice").textContent = $("checked").textContent;
};

fields.forEach(listen);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  $(event.target.hash.slice(1)).focus({ preventScroll: innerWidth > 900 });
});
document.addEventListener("click", ({ target }) => {
  const back = target.closest("[data-back]"), chosen = target.closest("[data-scenario]");
  if (back) {
    change(fieldOf[back.dataset.back], null);
    ($("chips").querySelector("button") ?? $("answer")).focus();
  }
  if (chosen) {
    const gone = Object.keys(state.set).length;
    if (gone) history.pushState(null, "", location.href); // what was set stays a step back
    refused = gone ? `${gone} ${gone === 1 ? "value" : "values"} that you set went with it: the browser's Back brings all back.` : "";
    state.set = { ...content.scenarios[chosen.dataset.scenario].set };
    restore();
  }
});
$("reset").addEventListener("click", () => { state.set = {}; restore(); $("answer").focus(); });
$("prices").addEventListener("change", ({ target }) => { state.prices = target.value; show(); });
$("least").addEventListener("input", ({ target }) => {
  const sum = numberIn(target.value, "pounds"), wrong = sum === null || sum < 0;
  target.setAttribute("aria-invalid", String(wrong));
  $("notice").textContent = wrong ? "The sum is written £600,000 or 600k." : refused;
  if (!wrong) { state.least = sum; show(); }
});
$("copy").addEventListener("click", copy);
$("svg").addEventListener("click", () => save(fileName("svg"), "image/svg+xml", picture()));
$("png").addEventListener("click", savePng);
addEventListener("hashchange", () => { if (location.hash.slice(1).replaceAll("%2F", "/") !== addressOf()) { fromAddress(); restore(); } });
addEventListener("beforeprint", () => { onPaper = true; drawChart(...forecasts()); });
addEventListener("afterprint", () => { onPaper = false; drawChart(...forecasts()); });
for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) matchMedia(query).addEventListener("change", () => drawChart(...forecasts()));
let width = 0;
new ResizeObserver(([{ contentRect }]) => {
  if (Math.abs(contentRect.width - width) > 1) { width = contentRect.width; drawChart(...forecasts()); }
}).observe($("chart"));
fromAddress();
restore();
setTimeout(checkFigures, 50);
globalThis.shared = { model, state: () => state, readField, fields };
