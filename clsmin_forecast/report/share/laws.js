// The laws of the funding once more (docs/method.md; clsmin_forecast/model/), on the draws that the
// file carries. Nothing is drawn here: chances weigh the paths exactly, and what is set replaces the
// draws of its input. Money is in pounds.
const CONTINUE = "continue", EXPAND = "expand", CEASE = "cease", ANEW = " anew", FILLING = " filling", AGAIN = "expand anew, filling";
const NOTHING = Float64Array.of(0), ONE = Float64Array.of(1);
const HALF_A_PENNY = 0.005, ROUNDING = 1e-12, MONTHS = 12, STEPS = 65535;

const bytesOf = (text) => {
  const read = atob(text), bytes = new Uint8Array(read.length);
  for (let i = 0; i < read.length; i++) bytes[i] = read.charCodeAt(i);
  return bytes;
};

// Draws as coded.py packs them: one value, places in a list, or 16-bit steps from low to high.
const decoded = (coded) => {
  if ("value" in coded) return Float64Array.of(coded.value);
  if ("levels" in coded) return Float64Array.from(bytesOf(coded.places), (place) => coded.levels[place]);
  const bytes = bytesOf(coded.steps), view = new DataView(bytes.buffer), values = new Float64Array(bytes.length / 2);
  const wide = coded.high - coded.low;
  for (let i = 0; i < values.length; i++) {
    const step = view.getUint16(2 * i, true);
    values[i] = step === STEPS ? coded.high : coded.low + (step / STEPS) * wide;
  }
  return values;
};

// A law, value by value; an array of one value stands for all draws.
const each = (law, a, b = NOTHING, c = NOTHING) => {
  const values = new Float64Array(Math.max(a.length, b.length, c.length));
  const [i, j, k] = [a, b, c].map((every) => (every.length > 1 ? 1 : 0));
  for (let n = 0; n < values.length; n++) values[n] = law(a[n * i], b[n * j], c[n * k]);
  return values;
};

const baseAward = (previous, ratio, ceiling) =>
  each((was, times) => Math.min(ceiling, was * Math.max(times, 0)), previous, ratio);
const awardOf = (decision, base, share, ceiling) => {
  if (decision === CEASE) return NOTHING;
  return decision === EXPAND ? each((sum, part) => (1 - part) * sum + part * ceiling, base, share) : base;
};
const recoveredOf = (award, rate) => each((sum, part) => sum * part, award, rate);
const unitCost = (previous, growth) => each((was, grows) => was * (1 + grows), previous, growth);
const teamCost = (posts, unit) => each((many, price) => many * price, posts, unit);
const gapOf = (cost, award, other) => each((needed, granted, found) => {
  const missing = needed - granted - found;
  return missing < HALF_A_PENNY ? 0 : missing;
}, cost, award, other);
const postsOf = (award, other, unit) => each((granted, found, price) => (granted + found) / price, award, other, unit);

// The share of a year that new posts are in post, which start and fill after so many months.
const monthsFilled = (since, fill) => {
  const filling = Math.min(Math.max(since, 0), fill);
  return filling ** 2 / (2 * (fill > 0 ? fill : 1)) + Math.max(since - fill, 0);
};
const yearFilled = (start, fill) => (monthsFilled(MONTHS - start, fill) - monthsFilled(-start, fill)) / MONTHS;
const times = (a, b) => each((one, other) => one * other, a, b);
const plus = (a, b) => each((one, other) => one + other, a, b);
// What is recovered where posts begin in a year, or began in the one before, which go on filling. The
// months of a year stand in place of its rate.
const recoveredFilling = (goes, grows, rate, begin, goesOn) => {
  const more = each((all, base) => all - base, grows, goes), anew = begin ?? rate, old = begin ? ONE : rate;
  const begun = times(more, anew), kept = times(goes, old);
  return {
    [CONTINUE + ANEW]: times(goes, anew),
    [EXPAND + ANEW]: plus(kept, begun),
    [AGAIN]: plus(times(kept, goesOn), begun),
    [CONTINUE + FILLING]: times(times(goes, goesOn), rate),
    [EXPAND + FILLING]: times(plus(goes, times(more, goesOn)), rate),
  };
};
// A decision, as one that begins posts, or whose posts began in the year before.
const begins = (last, now) => (now === EXPAND && last !== EXPAND) || (last === CEASE && now !== CEASE);
const begun = (earlier, last, now) => {
  if (begins(last, now)) return last !== CEASE && begins(earlier, last) ? AGAIN : now + ANEW;
  return now !== CEASE && begins(earlier, last) ? now + FILLING : now;
};

const nextDecisions = (last, cease, expand, back) => {
  if (last === CEASE) return [[CONTINUE, back], [CEASE, 1 - back]];
  if (last === EXPAND) return [[EXPAND, 1 - cease], [CEASE, cease]];
  return [[CONTINUE, (1 - cease) * (1 - expand)], [EXPAND, (1 - cease) * expand], [CEASE, cease]];
};

// Every path of decisions with its probability; of several experts each is right in a world.
const pathsOf = (content, set) => {
  const years = content.years.filter((row) => row.undecided), found = new Map();
  for (const world of content.worlds) {
    const chance = (name, year) => set[`${name}.${year}`] ?? set[name] ?? world.chances[`${name}.${year}`];
    let paths = [[[], world.weight]];
    for (const { year, ceiling } of years) {
      const expand = ceiling ? chance("expansion", year) : 0;
      paths = paths.flatMap(([taken, weight]) =>
        nextDecisions(taken.at(-1) ?? content.before, chance("cessation", year), expand, chance("reinstatement", year))
          .filter(([, part]) => weight * part > 0)
          .map(([decision, part]) => [[...taken, decision], weight * part]));
    }
    for (const [taken, weight] of paths) found.set(taken.join(), (found.get(taken.join()) ?? 0) + weight);
  }
  return [...found].map(([taken, probability]) => {
    const decisions = taken ? taken.split(",") : [];
    return { decisions: Object.fromEntries(years.map(({ year }, place) => [year, decisions[place]])), probability };
  });
};

// Every law on the draws, by year and decision, in cash; what is set replaces the draws of its input.
const amountsOf = (content, drawn, set) => {
  const given = (name, year) => {
    const own = set[`${name}.${year}`] ?? set[name];
    return own === undefined ? drawn[`${name}.${year}`] ?? drawn[name] : Float64Array.of(own);
  };
  const stated = (year) => {
    const ratio = set[`continuation_ratio.${year}`] ?? set.continuation_ratio;
    const sum = set[`award.${year}`] ?? set.award;
    return sum === undefined && ratio !== undefined ? undefined : given("award", year);
  };
  const made = { award: {}, recovered: {}, gap: {}, gap_in_funded_years: {}, gap_after_ceasing: {}, posts: {}, apart: {} };
  let base = NOTHING, unit = NOTHING, before = null;
  for (const row of content.years) {
    const { year, amount } = row;
    if (row.ceiling) {
      const sum = stated(year);
      base = sum ? each((named) => Math.min(amount, named), sum) : baseAward(base, given("continuation_ratio", year), amount);
    } else if (amount > 0 || row.undecided) base = Float64Array.of(amount);
    if (row.costed) unit = row.price === null ? unitCost(unit, given("pay_growth", year)) : Float64Array.of(row.price);
    for (const decision of row.decisions) {
      const key = `${year} ${decision}`, rate = given("recovery_rate", year);
      const award = (made.award[key] = awardOf(decision, base, given("expansion_share", year) ?? NOTHING, amount));
      const spent = row.claimed && rate && award.some((sum) => sum !== 0);
      made.recovered[key] = row.settled !== null ? Float64Array.of(row.settled) : spent ? recoveredOf(award, rate) : award;
      if (!row.costed) continue;
      const other = given("alternative_funding", year) ?? NOTHING;
      const cost = teamCost(given("team_posts", year) ?? Float64Array.of(row.posts), unit);
      const gap = (made.gap[key] = gapOf(cost, award, other));
      made.gap_in_funded_years[key] = decision === CEASE ? NOTHING : gap;
      made.gap_after_ceasing[key] = decision === CEASE ? gap : NOTHING;
      made.posts[key] = postsOf(award, other, unit);
    }
    const [start, fill] = ["start_month", "fill_months"].map((name) => given(name, year));
    const months = start || fill ? [start ?? NOTHING, fill ?? NOTHING] : null;
    if (row.ceiling && (months || before)) {
      made.apart[year] = true;
      const goesOn = before ? each(yearFilled, each((month) => month - MONTHS, before[0]), before[1]) : ONE;
      const found = recoveredFilling(...[CONTINUE, EXPAND].map((to) => made.award[`${year} ${to}`]),
        given("recovery_rate", year) ?? ONE, months && each(yearFilled, ...months), goesOn);
      for (const [decision, values] of Object.entries(found)) made.recovered[`${year} ${decision}`] = values;
    }
    before = months;
  }
  return made;
};

const means = new WeakMap(), sorted = new WeakMap();
const kept = (store, values, make) => {
  if (!store.has(values)) store.set(values, make(values));
  return store.get(values);
};
const meanOf = (values) => kept(means, values, () => values.reduce((sum, value) => sum + value, 0) / values.length);
const inOrder = (values) => kept(sorted, values, () => Float64Array.from(values).sort());

// How many values of a sorted array lie at most at a value.
const countTo = (values, value) => {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};

// Draws of several branches, each weighted by its probability.
class Mixture {
  constructor(branches) { this.branches = branches; }
  get mean() { return this.branches.reduce((sum, [values, weight]) => sum + weight * meanOf(values), 0); }
  atMost(value) {
    return this.branches.reduce((sum, [values, weight]) => sum + (weight * countTo(inOrder(values), value)) / values.length, 0);
  }
  // The probability of at least a sum, to half a penny.
  atLeast(sum) {
    const whole = this.branches.reduce((all, [, weight]) => all + weight, 0);
    return Math.min(1, Math.max(0, whole - this.atMost(below(sum - HALF_A_PENNY))));
  }
  // The smallest value whose cumulative probability is at least the level.
  quantile(level) {
    let least = Infinity;
    for (const [draws] of this.branches) {
      const values = inOrder(draws);
      let low = 0, high = values.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (values[middle] >= least || this.atMost(values[middle]) >= level - ROUNDING) high = middle;
        else low = middle + 1;
      }
      if (low < values.length) least = Math.min(least, values[low]);
    }
    return least < Infinity ? least : Math.max(...this.branches.map(([draws]) => inOrder(draws).at(-1)));
  }
}
const below = (value) => value - Math.abs(value) * Number.EPSILON;

// What the file carries, ready to be asked; amounts are made anew only when one of them changes.
class Model {
  constructor(content) {
    this.content = content;
    this.drawn = Object.fromEntries(Object.entries(content.amounts).map(([id, each]) => [id, decoded(each)]));
    this.chances = new Set(content.fields.filter((field) => field.chance).flatMap((field) => field.ids));
    this.byYear = Object.fromEntries(content.years.map((row) => [row.year, row]));
    this.made = new Map();
  }
  at(set, prices = Object.keys(this.content.prices)[0]) { return new Forecast(this, set, prices); }
  amounts(set) {
    const key = JSON.stringify(Object.entries(set).filter(([id]) => !this.chances.has(id)).sort());
    const found = this.made.get(key) ?? { laws: amountsOf(this.content, this.drawn, set), sums: new Map() };
    this.made.delete(key);
    this.made.set(key, found);
    for (const old of this.made.keys()) if (this.made.size > 3 && old !== "[]") this.made.delete(old);
    return found;
  }
}

// The forecast at what is set: any measure in a year or over years, as a mixture over the paths.
class Forecast {
  constructor(model, set, prices) {
    this.model = model;
    this.scale = model.content.prices[prices];
    this.prices = prices;
    this.paths = pathsOf(model.content, set);
    this.amounts = model.amounts(set);
  }
  decision(path, year) { return path.decisions[year] ?? this.model.byYear[year].decisions[0]; }
  weights(year) {
    const found = {};
    for (const path of this.paths) {
      const decision = this.decision(path, year);
      found[decision] = (found[decision] ?? 0) + path.probability;
    }
    return found;
  }
  noFunding(year) { return Math.min(1, this.weights(year)[CEASE] ?? 0); }
  outcome(path, of, year) {
    const now = this.decision(path, year);
    if (of !== "recovered" || !this.amounts.laws.apart[year] || now === CEASE) return `${year} ${now}`;
    const years = this.model.content.years, place = years.findIndex((row) => row.year === year);
    const [earlier, last] = [2, 1].map((back) => (place >= back ? this.decision(path, years[place - back].year) : ""));
    return `${year} ${begun(earlier, last, now)}`;
  }
  priced(of, outcome) {
    const year = outcome.slice(0, outcome.indexOf(" ")), values = this.amounts.laws[of][outcome];
    const scale = of === "posts" ? 1 : this.scale[year];
    return !values || scale === 1 ? values : this.once(`${of} ${this.prices} ${outcome}`, () => each((cash) => cash * scale, values));
  }
  once(key, make) {
    const { sums } = this.amounts;
    if (!sums.has(key)) sums.set(key, make());
    return sums.get(key);
  }
  // The sum of a measure over years along a path, draw by draw.
  along(outcomes, of) {
    const there = outcomes.filter((outcome) => this.amounts.laws[of][outcome]).map((outcome) => this.priced(of, outcome));
    if (there.length < 2) return there[0] ?? NOTHING;
    return this.once(`${of} ${this.prices} ${outcomes.join()}`, () => there.reduce((sum, values) => each((a, b) => a + b, sum, values)));
  }
  total(of, years, within = () => true) {
    const branches = new Map();
    let whole = 0;
    for (const path of this.paths.filter(within)) {
      const outcomes = years.map((year) => this.outcome(path, of, year)), key = outcomes.join();
      branches.set(key, [outcomes, (branches.get(key)?.[1] ?? 0) + path.probability]);
      whole += path.probability;
    }
    return whole ? new Mixture([...branches.values()].map(([outcomes, weight]) => [this.along(outcomes, of), weight / whole])) : null;
  }
  ifFunded(of, year) { return this.total(of, [year], (path) => this.decision(path, year) !== CEASE); }
  // A figure as figures.py asks for it.
  figure({ of, years, what }) {
    if (of === "funded") return 1 - this.noFunding(years[0]);
    const found = this.total(of, years);
    if (what === "mean") return found.mean;
    return typeof what === "string" ? found.atLeast(Number(what.slice("least ".length))) : found.quantile(what);
  }
}
