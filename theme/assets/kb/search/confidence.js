"use strict";
/*
 * Whether the best hit answers a query at all; repeats kbtool/search/confidence.py.
 */
(() => {
  const { search } = window.kb;
  const FIT = 4096;
  const GHOSTS = 6;
  const SHARE = 256;
  const IMPACT = 255;

  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const full = ({ terms }) => sum(terms.map(([, weight]) => weight));

  /** Return "found", "unsure" or "nothing". */
  search.verdict = (groups, document, lookup, typing) => {
    if (document === undefined) return "nothing";
    const { nothing, unsure } = lookup.root.bounds;
    const { points, whole } = fit(groups, document, lookup);
    if (whole || points >= unsure) return "found";
    return typing || points >= nothing ? "unsure" : "nothing";
  };

  /** Return how well a document fits the groups of a query, and whether it meets all of them. */
  function fit(groups, document, lookup) {
    const { kind, isFunction } = lookup.analyzer;
    const isCjk = (term) => kind(term) !== "word";
    const serves = (term) => isFunction(term)
      || (kind(term) === "bigram" && [...term].every((character) => isFunction(character)));
    const gain = ({ terms, whole }) => {
      const gains = terms.map(([term, weight]) => weight * lookup.impact(term, document));
      return whole && gains.includes(0) ? 0 : sum(gains);
    };
    const chosen = groups.map(({ alternatives }) => {
      const gains = alternatives.map(gain);
      return alternatives[gains.indexOf(Math.max(...gains))];
    });
    const terms = chosen.flatMap((one) => {
      const counts = gain(one);
      return one.terms.map(([term, weight]) => [term, weight * lookup.impact(term, document), counts]);
    });
    const met = new Set(terms.filter(([term]) =>
      lookup.impact(term, document) && [...term].length > 1 && isCjk(term) && !serves(term)).flatMap(([term]) => [...term]));
    const own = new Set(groups.flatMap(({ alternatives }) => alternatives[0].terms.map(([term]) => term)));
    const several = [...own].filter((term) => kind(term) === "unigram").length > 1;
    const evidence = sum(terms.map(([term, points, counts]) => {
      if (!counts || (isCjk(term) && serves(term))) return 0;
      const lonely = several && kind(term) === "unigram" && !met.has(term);
      return lonely ? Math.floor(points / 2) : points;
    }));
    const worth = ({ alternatives }) => {
      const known = alternatives.filter(({ terms }) => terms.some(([term]) => lookup.impacts(term).impacts.length));
      return Math.floor(Math.max(...(known.length ? known : alternatives.slice(0, 1)).map(full)) / SHARE);
    };
    const first = ({ alternatives }) => alternatives[0].terms;
    const asked = groups.filter((group) => !first(group).every(([term]) => isCjk(term) && serves(term)));
    const wanted = GHOSTS * lookup.root.unknown[0] + sum(asked.map(worth));
    const telling = chosen.filter((_, n) => !first(groups[n]).every(([term]) => serves(term)));
    return {
      points: Math.floor((FIT * evidence) / (SHARE * IMPACT * wanted)),
      whole: telling.length > 0 && telling.every((one) =>
        one.terms.every(([term]) => serves(term) || lookup.impact(term, document))),
    };
  }
})();
