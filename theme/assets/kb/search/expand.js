"use strict";
/*
 * A query that was read becomes the groups that are scored; repeats kbtool/search/expand.py
 * and spelling.py. What has not come yet (undefined) is taken as if it changed nothing.
 */
(() => {
  const { search } = window.kb;
  const SHARE = 256;
  const MAX_ALTERNATIVES = 64;
  const CORRECTED = [0, 256, 128];
  const LIKELY = [0, 16, 2];
  const COMMON = 64;
  const CORRECTIONS = 4;
  const WHOLE_FROM = 5;
  const PART_FROM = 2;
  const PART_HELD = 2;
  const JOINED = [256, 128];
  const TYPED_FROM = 2;
  const COMPLETIONS = 16;
  const COMPLETED = [256, 128];
  const SYNONYM_PIECES = 8;
  const FAMILY = 192;
  const FAMILY_FROM = 4;
  const FAMILY_MORE = 4;
  const ONE_FROM = 3;
  const TWO_FROM = 8;

  const size = (text) => [...text].length;
  const total = ({ terms }) => terms.reduce((sum, [, weight]) => sum + weight, 0);
  const byText = (a, b) => (a < b ? -1 : +(a > b));

  /** Return the groups of a query, and what spelling replaced. */
  search.expand = (query, lookup, typing) => {
    const { pieces, terms } = query;
    const { analyzer } = lookup;
    const open = typing && query.open ? pieces.length - 1 : -1;
    const corrections = [];

    const group = (name, own, others) =>
      ({ name, alternatives: [own, ...others].slice(0, MAX_ALTERNATIVES) });
    const alternative = (of, share = SHARE, most = Infinity, whole = false) =>
      ({ terms: of.map((term) => [term, share * Math.min(lookup.worth(term), most)]), whole });

    function others({ first, last }) {
      const piece = pieces[first];
      if (first !== last || piece.kind === "cjk" || piece.exact) return [];
      const longer = first === open ? completions(piece) : [];
      if (!longer || longer.length) return longer ?? [];
      if (piece.kind !== "word" || analyzer.isFunction(piece.term)) return [];
      const unknown = lookup.holds(piece.term) ? [] : [...corrected(piece), ...split(piece)];
      return [...unknown, ...family(piece)];
    }

    /** Return the terms that a stem begins or that begin it, none worth more than itself. */
    function family({ term: own }) {
      if (size(own) < FAMILY_FROM) return [];
      const most = lookup.worth(own);
      const akin = lookup.beginning([...own].slice(0, FAMILY_FROM).join("")).filter((term) => {
        const [short, long] = size(term) < size(own) ? [term, own] : [own, term];
        const more = size(long) - size(short);
        return more > 0 && more <= FAMILY_MORE && long.startsWith(short)
          && !/[0-9]/.test(term) && !analyzer.isFunction(term);
      });
      return akin.sort().map((term) => alternative([term], FAMILY, most));
    }

    function completions({ spelt, term: own }) {
      if (size(spelt) < TYPED_FROM) return [];
      const longer = lookup.starting(spelt)?.filter(([word]) => word !== spelt);
      longer?.sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
      const found = new Set(longer?.slice(0, COMPLETIONS).map(([word]) => analyzer.stemmed(word)));
      found.delete(own);
      const known = lookup.holds(own);
      const least = Math.min(...[...found, ...(known ? [own] : [])].map((term) => lookup.worth(term)));
      return longer && Array.from(found, (term) => alternative([term], COMPLETED[+known], least));
    }

    function corrected({ spelt }) {
      const likely = near(spelt, lookup.similar(spelt) ?? [])
        .filter(([word]) => !analyzer.isFunction(analyzer.stemmed(word)))
        .map(([word, holding, steps]) => [LIKELY[steps] * Math.min(holding, COMMON), steps, word])
        .sort((a, b) => b[0] - a[0] || a[1] - b[1] || byText(a[2], b[2]))
        .slice(0, CORRECTIONS);
      const shares = new Map();
      for (const [points, steps, word] of likely) {
        const share = Math.floor((CORRECTED[steps] * points) / likely[0][0]);
        const term = analyzer.stemmed(word);
        shares.set(term, Math.max(share, shares.get(term) ?? 0));
      }
      if (likely.length) corrections.push({ from: spelt, to: likely[0][2] });
      return [...shares].filter(([, share]) => share).map(([term, share]) => alternative([term], share));
    }

    function split({ spelt }) {
      const word = [...spelt];
      let best = [PART_HELD];
      for (let at = PART_FROM; word.length >= WHOLE_FROM && at <= word.length - PART_FROM; at++) {
        const parts = [word.slice(0, at).join(""), word.slice(at).join("")];
        const held = parts.reduce((least, part) => least && Math.min(least, lookup.holding(part) ?? 0), Infinity);
        if (held >= best[0]) best = [held, parts];
      }
      return best[1] ? [alternative(best[1].map(analyzer.stemmed))] : [];
    }

    function joined() {
      const have = new Set(terms.map(({ term }) => term));
      const found = [];
      pieces.slice(1).forEach((two, n) => {
        const one = pieces[n];
        const word = one.spelt + two.spelt;
        const term = analyzer.stemmed(word);
        if (one.kind === "word" && two.kind === "word" && size(query.text.slice(one.end, two.start)) === 1
            && size(word) >= WHOLE_FROM && !have.has(term)) {
          const both = lookup.holds(one.term) && lookup.holds(two.term);
          // The root holds the words that are made of two others: these need no shard.
          if (!(both ? lookup.compounds.has(word) : lookup.holding(word))) return;
          have.add(term);
          found.push(group(word, alternative([term], JOINED[+both]), []));
        }
      });
      return found;
    }

    /** Return the stretches of the query that have synonyms: the longest, from the left. */
    function stretches() {
      const found = [];
      for (let first = 0; first < pieces.length; first++) {
        for (let end = Math.min(pieces.length, first + SYNONYM_PIECES); end > first; end--) {
          const stretch = pieces.slice(first, end);
          const meant = lookup.synonyms.get(stretch.map(({ term }) => term).join(" "));
          if (!meant || !together(stretch) || stretch.some(({ exact }) => exact)) continue;
          found.push({ first, last: end - 1, meant });
          first = end - 1;
          break;
        }
      }
      return found;
    }

    /** Return the synonyms of a part of the query, none worth more than itself. */
    function synonyms(meant, own) {
      const most = total(own);
      return meant.map(([of, share]) => {
        const other = alternative(of, share, Infinity, true);
        const full = Math.floor((SHARE * total(other)) / share);
        const fitted = ([term, weight]) => [term, Math.floor((weight * most) / full)];
        return full > most ? { ...other, terms: other.terms.map(fitted) } : other;
      });
    }

    function stretched({ first, last, meant }) {
      const inside = terms.filter((term) => first <= term.first && term.last <= last);
      const name = pieces.slice(first, last + 1).map(({ spelt }) => spelt)
        .join(pieces[first].kind === "cjk" ? "" : " ");
      const own = alternative(inside.map(({ term }) => term));
      return group(name, own, synonyms(meant, own));
    }

    const groups = [];
    const spans = stretches();
    for (const term of terms) {
      const span = spans.find(({ first, last }) => first <= term.first && term.last <= last);
      if (!span || span.first === span.last) {
        const own = alternative([term.term]);
        groups.push(group(term.term, own, [...others(term), ...synonyms(span?.meant ?? [], own)]));
      } else if (!span.done) {
        groups.push(stretched(span));
        span.done = true;
      }
    }
    return { groups: [...groups, ...joined()], corrections };
  };

  /** Return whether no two characters of a stretch are apart; words always are. */
  function together(pieces) {
    return pieces.slice(1).every((two, n) =>
      pieces[n].end === two.start || (pieces[n].kind !== "cjk" && two.kind !== "cjk"));
  }

  /** Return those of counted words that a word may stand for, each with its distance. */
  function near(word, counted) {
    const letters = [...word];
    const limit = letters.length < ONE_FROM ? 0 : letters.length < TWO_FROM ? 1 : 2;
    const found = [];
    for (const [other, holding] of limit ? counted : []) {
      const steps = distance(letters, [...other], limit);
      if (steps > 0 && steps <= limit) found.push([other, holding, steps]);
    }
    return found;
  }

  function distance(word, other, limit) {
    if (Math.abs(word.length - other.length) > limit) return limit + 1;
    let before = [];
    let above = [0, ...other.map((_, n) => n + 1)];
    for (let row = 1; row <= word.length; row++) {
      const line = [row];
      for (let column = 1; column <= other.length; column++) {
        const letter = word[row - 1];
        const against = other[column - 1];
        let steps = Math.min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (letter !== against));
        if (row > 1 && column > 1 && letter === other[column - 2] && word[row - 2] === against) {
          steps = Math.min(steps, before[column - 2] + 1);
        }
        line.push(steps);
      }
      if (Math.min(...line) > limit) return limit + 1;
      [before, above] = [above, line];
    }
    return above.at(-1);
  }
})();
