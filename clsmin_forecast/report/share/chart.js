// The outlook as a picture: the chance of each decision above, what is recovered if funded below, and
// the forecast before any change as a dashed ghost.
// Where the reader chooses the colours; the others stand in `present/colours.py`.
PALETTES.forced = { ink: "CanvasText", quiet: "CanvasText", grid: "GrayText", track: "Canvas", red: "CanvasText", blue: "CanvasText", half: "Highlight", band: "Canvas", ghost: "GrayText" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const ROWS = [[CEASE, "No funding"], [CONTINUE, "Continues"], [EXPAND, "Is expanded"]];

const rowsOf = (now, was, narrow) => {
  const years = now.model.content.years, first = years.findIndex((row) => row.undecided);
  const from = narrow ? Math.max(0, first) : 0;
  return years.slice(from).map((row) => {
    const points = (forecast) => {
      const funded = forecast.ifFunded("recovered", row.year);
      return funded && [0.05, 0.25, 0.5, 0.75, 0.95].map((level) => funded.quantile(level));
    };
    return { ...row, now: points(now), was: points(was), chances: now.weights(row.year), before: was.weights(row.year) };
  });
};

const drawOutlook = (now, was, wide, palette, changed) => {
  const narrow = wide < 520, p = palette, rows = rowsOf(now, was, narrow), tall = narrow ? 300 : 308;
  const left = narrow ? 62 : 92, step = (wide - left - 8) / rows.length, size = narrow ? 13 : 15;
  const x = (place) => left + step * (place + 0.5), half = Math.min(52, step * 0.34);
  const top = Math.max(1, ...rows.flatMap((row) => [row.now?.at(-1) ?? 0, row.was?.at(-1) ?? 0, row.ceiling ? row.amount * now.scale[row.year] : 0]));
  const unit = 10 ** Math.floor(Math.log10(top)), tick = [0.2, 0.25, 0.5, 1, 2].map((part) => part * unit).find((each) => top / each <= 4) ?? 5 * unit;
  const high = Math.ceil(top / tick - 1e-9) * tick, floor = tall - 44, roof = 140, y = (sum) => floor - (sum / high) * (floor - roof);
  const text = (at, up, said, extra = "") => `<text x="${at.toFixed(1)}" y="${up.toFixed(1)}" fill="${p.ink}" ${extra}>${escaped(said)}</text>`;
  const out = [];
  ROWS.forEach(([decision, said], place) => {
    const up = 16 + place * 32, fill = decision === CEASE ? p.red : p.blue, bold = decision === CEASE ? 'font-weight="bold"' : "";
    const open = rows.findIndex((row) => row.undecided);
    if (open < 0) return;
    const beside = !narrow && open > 0;
    out.push(`<text x="${beside ? x(open) - step / 2 - 8 : 0}" y="${up + (beside ? 0 : 4)}" fill="${fill}" ${bold} text-anchor="${beside ? "end" : "start"}">${narrow ? said.replace("Is expanded", "Expanded").replace("No funding", "No funds") : said}</text>`);
    rows.forEach((row, at) => {
      if (!row.undecided) return;
      const chance = row.chances[decision] ?? 0, before = row.before[decision] ?? 0, width = 2 * half;
      out.push(`<text x="${x(at)}" y="${up}" fill="${fill}" ${bold} text-anchor="middle">${percent(Math.min(1, chance))}</text>`);
      out.push(`<rect x="${x(at) - half}" y="${up + 5}" width="${width}" height="7" fill="${p.track}" stroke="${p.grid}" stroke-width=".5"/><rect x="${x(at) - half}" y="${up + 5}" width="${(width * Math.min(1, chance)).toFixed(1)}" height="7" fill="${fill}"/>`);
      if (changed) out.push(`<path d="M${(x(at) - half + width * before).toFixed(1)} ${up + 2}v13" stroke="${p.ghost}" stroke-width="2"/>`);
    });
  });
  out.push(text(0, roof - 20, "Accepted, or recovered if the year is funded"));
  for (let sum = 0; sum <= high + 1; sum += tick) out.push(`<path d="M${left} ${y(sum)}H${wide}" stroke="${p.grid}"/>`, text(left - 8, y(sum) + 5, narrow && sum ? `£${sum >= MILLION ? `${sum / MILLION}m` : `${sum / THOUSAND}k`}` : sumWords(sum), 'text-anchor="end"'));
  rows.forEach((row, at) => {
    const box = (low, up, fill, wider = half) => `<rect x="${(x(at) - wider).toFixed(1)}" y="${y(up).toFixed(1)}" width="${2 * wider}" height="${Math.max(1, y(low) - y(up)).toFixed(1)}" fill="${fill}" stroke="${p.blue}" stroke-width="1.2"/>`;
    if (row.now && !row.undecided && row.now[0] === row.now[4]) out.push(box(0, row.now[2], p.blue));
    else if (row.now) {
      const [low, quarter, middle, three, most] = row.now;
      out.push(box(low, most, p.band), box(quarter, three, p.half), `<path d="M${x(at) - half - 6} ${y(middle).toFixed(1)}h${2 * half + 12}" stroke="${p.ink}" stroke-width="2.5"/>`);
    }
    if (changed && row.undecided && row.was) out.push(`<rect x="${x(at) - half - 7}" y="${y(row.was[4]).toFixed(1)}" width="${2 * half + 14}" height="${Math.max(2, y(row.was[0]) - y(row.was[4])).toFixed(1)}" fill="none" stroke="${p.ghost}" stroke-width="1.5" stroke-dasharray="5 4"/>`);
    if (row.undecided && (row.chances[CEASE] ?? 0) > 0) out.push(`<path d="M${x(at) - 6} ${floor - 6}l12 12m0 -12l-12 12" stroke="${p.red}" stroke-width="3"/>`);
    out.push(text(x(at), floor + 22, row.year, 'text-anchor="middle"'), `<text x="${x(at)}" y="${floor + 39}" fill="${p.quiet}" font-size="${size - 1.5}" text-anchor="middle">${escaped(row.status)}</text>`);
  });
  return { tall, body: out.join(""), size };
};

// The picture alone, with its title, what was set and its source, to be kept or pasted.
const pictureOf = (now, was, said) => {
  const wide = 760, drawn = drawOutlook(now, was, wide, PALETTES.light, said.changed);
  const wrapped = (text, size, weight) => {
    const most = Math.floor((wide - 8) / (size * 0.52)), lines = [""];
    for (const word of text.split(" ")) {
      if (lines.at(-1) && `${lines.at(-1)} ${word}`.length > most) lines.push(word);
      else lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
    }
    return lines.map((line) => ({ line, size, weight }));
  };
  const above = [...wrapped(said.title, 20, "bold"), ...wrapped(said.subtitle, 14, "normal")], under = wrapped(said.source, 12, "normal");
  let up = 12;
  const lines = (all) => all.map(({ line, size, weight }) => `<text x="0" y="${(up += size * 1.3)}" font-size="${size}" font-weight="${weight}" fill="${PALETTES.light.ink}">${escaped(line)}</text>`).join("");
  const head = lines(above), at = up + 16;
  up = at + drawn.tall;
  const foot = lines(under);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide + 32}" height="${Math.ceil(up + 20)}" viewBox="-16 0 ${wide + 32} ${Math.ceil(up + 20)}" font-family="Arial, 'Liberation Sans', Helvetica, sans-serif"><title>${escaped(said.title)}</title><rect x="-16" width="100%" height="100%" fill="${PALETTES.light.paper}"/>${head}<g transform="translate(0 ${at})" font-size="15">${drawn.body}</g>${foot}</svg>`;
};
