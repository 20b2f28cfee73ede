// Numbers as the pages say them (present/words.py), and as people type them (inputs/typed.py).
const THOUSAND = 1000, MILLION = 1e6;
const grouped = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: 4 });
const nearest = (sum) => {
  const step = Math.max(THOUSAND, 10 ** (Math.floor(Math.log10(Math.max(Math.abs(sum), 1))) - 2));
  return Math.round(sum / step) * step;
};
const sumWords = (sum) => {
  const near = nearest(sum);
  if (near < 0) return `minus ${sumWords(-sum)}`;
  if (near >= MILLION) return `£${grouped(near / MILLION)} million`;
  return near || Math.abs(sum) < 0.5 ? `£${grouped(near)}` : "less than £1,000";
};
const percent = (chance) => {
  const near = `${Math.round(100 * chance)}%`, sure = Math.abs(chance - Math.round(chance)) < 1e-9;
  if (!sure && near === "0%") return "under 1%";
  return !sure && near === "100%" ? "over 99%" : near;
};
const about = (chance) => (/^\d+%$/.test(percent(chance)) && !/^(0|100)%$/.test(percent(chance)) ? `about ${percent(chance)}` : percent(chance));
const listed = (items) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`);
const printedAs = { chance: percent, percent: (value) => `${grouped(Math.round(1000 * value) / 10)}%`, pounds: (value) => `£${grouped(Math.round(value))}`, number: (value) => String(Math.round(1e4 * value) / 1e4) };
const valueWords = (form, value) => printedAs[form.printed](value);

const DIGITS = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)";
const PLAIN = new RegExp(`^${DIGITS}$`), PERCENT = new RegExp(`^(${DIGITS}) ?%$`);
const FRACTION = new RegExp(`^(${DIGITS}) ?(?:/| in ) ?(${DIGITS})$`), POUNDS = new RegExp(`^£? ?(${DIGITS}) ?(k|m|)$`, "i");
const numberIn = (typed, kind) => {
  const text = typed.replace("\u2212", "-").trim().replace(/\s+/g, " ");
  if (kind === "pounds") {
    const found = text.replace(/(?<=\d),(?=\d{3}(\D|$))/g, "").match(POUNDS);
    return found && Number(found[1]) * { "": 1, k: THOUSAND, m: MILLION }[found[2].toLowerCase()];
  }
  if (PLAIN.test(text)) return Number(text);
  if (kind !== "part") return null;
  const share = text.match(PERCENT), odds = text.match(FRACTION);
  if (share) return Number(share[1]) / 100;
  return odds && Number(odds[2]) && Number(odds[1]) !== Number(odds[2]) ? Number(odds[1]) / Number(odds[2]) : null;
};
// What a text sets of a field: an id and a value, or why it does not.
const readField = (field, text) => {
  for (const form of field.forms) {
    const value = numberIn(text, form.kind);
    if (value !== null && value >= form.least && value <= form.most) return { id: form.id, value };
  }
  const forms = field.forms.map((form) => `${form.example} (from ${grouped(form.least)} to ${grouped(form.most)})`);
  return { fault: `It must be a number such as ${forms.join("; or ")}, got ${text || "nothing"}.` };
};
