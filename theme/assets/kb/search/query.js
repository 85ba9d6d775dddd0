"use strict";
/*
 * What a customer typed; repeats kbtool/search/query.py, which states the language.
 */
(() => {
  const { search } = window.kb;
  const MAX_CHARS = 256;
  const MAX_WORDS = 16;
  const HALVES = { word: 2, unigram: 1, bigram: 0 };
  const BLANK = " \\t\\n\\v\\f\\r";
  const START = `(?:^|[${BLANK}])`;
  /** @type {WeakMap<object, RegExp>} by analyzer */
  const specials = new WeakMap();

  function special(analyzer) {
    if (!specials.has(analyzer)) {
      specials.set(analyzer, new RegExp(`(?<minus>${START}-)?["“”](?<phrase>[^"“”]+)["“”]`
        + `|${START}-(?<word>[${analyzer.letters}]{2}[^${BLANK}]*)`, "gu"));
    }
    return specials.get(analyzer);
  }

  /** Read what was typed; what lies beyond the limits is left out. */
  search.readQuery = (analyzer, typed) => {
    const characters = [...typed];
    const phrases = [];
    const excluded = [];
    const quoted = [];
    const terms = (text) => analyzer.pieces(text).map(({ term }) => term);
    const whole = analyzer.normalise(characters.slice(0, MAX_CHARS).join(""));
    const text = whole.replace(special(analyzer), (match, ...rest) => {
      const [at, , { minus, phrase, word }] = rest.slice(-3);
      const isExcluded = minus || phrase === undefined;
      (isExcluded ? excluded : phrases).push(terms(phrase ?? word));
      if (!isExcluded) quoted.push([at + 1, at + match.length - 1]);
      return isExcluded ? " ".repeat(match.length) : match;
    });
    const pieces = analyzer.pieces(text).map((piece) =>
      ({ ...piece, exact: quoted.some(([start, end]) => start <= piece.start && piece.start < end) }));
    const [found, short] = bounded(analyzer, text, pieces);
    return {
      text,
      pieces,
      terms: found,
      phrases: phrases.filter((phrase) => phrase.length),
      excluded: excluded.filter((phrase) => phrase.length),
      open: pieces.at(-1)?.end === text.length,
      notices: [characters.length > MAX_CHARS && "cut", short && "words"].filter(Boolean),
    };
  };

  function bounded(analyzer, text, pieces) {
    const starts = new Map(pieces.map(({ start }, place) => [start, place]));
    const ends = new Map(pieces.map(({ end }, place) => [end, place]));
    const found = new Map();
    let halves = 0;
    for (const { term, start, end } of analyzer.tokens(text)) {
      if (found.has(term)) continue;
      if (!analyzer.isFunction(term)) halves += HALVES[analyzer.kind(term)];
      if (halves > 2 * MAX_WORDS) return [[...found.values()], true];
      found.set(term, { term, first: starts.get(start), last: ends.get(end) });
    }
    return [[...found.values()], false];
  }
})();
