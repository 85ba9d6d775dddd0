"use strict";
/*
 * Which parts of a text a query meets, and which part of it to show.
 * Never touches the document.
 */
(() => {
  const kb = (window.kb = window.kb || {});
  kb.search = kb.search || {};

  /**
   * @typedef {object} Part
   * @property {string} text
   * @property {boolean} marked
   */

  /**
   * Return `text` in parts, those that meet a term marked.
   * @param {object} analyzer
   * @param {string} text
   * @param {string[]} terms of the query
   * @param {number} [length] show about so many characters around the best place; all without it
   * @returns {Part[]}
   */
  kb.search.marked = (analyzer, text, terms, length) => {
    const marks = ranges(analyzer, text, terms);
    if (length === undefined || text.length <= length) return parts(text, marks, 0, text.length);
    const [start, end] = excerpt(text, marks, length);
    const shown = parts(text, marks, start, end);
    if (start > 0) shown.unshift({ text: "…", marked: false });
    if (end < text.length) shown.push({ text: "…", marked: false });
    return shown;
  };

  /** Return the marked ranges of the raw text, in order, without overlap. */
  function ranges(analyzer, text, terms) {
    const wanted = worthMarking(analyzer, terms);
    const { normal, places } = normalised(analyzer, text);
    const found = [];
    for (const { term, start, end } of analyzer.tokens(normal)) {
      if (wanted.has(term)) found.push([places[start], places[end]]);
    }
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const merged = [];
    for (const [start, end] of found) {
      const last = merged.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged;
  }

  /**
   * Return the terms that are marked: no function words, unless there is nothing else, and of
   * Chinese the pairs; a single character only where the query does not pair it.
   */
  function worthMarking(analyzer, terms) {
    const telling = terms.filter((term) => !analyzer.isFunction(term));
    if (!telling.length) return new Set(terms);
    const pairs = telling.filter((term) => analyzer.kind(term) === "bigram"
      && ![...term].some(analyzer.isFunction));
    const paired = new Set(pairs.flatMap((pair) => [...pair]));
    const singles = telling.filter((term) => analyzer.kind(term) === "word"
      || (analyzer.kind(term) === "unigram" && !paired.has(term)));
    return new Set([...pairs, ...singles]);
  }

  /** Normalise a text character by character; `places` leads back into the raw text. */
  function normalised(analyzer, text) {
    let normal = "";
    const places = [];
    let start = 0;
    let cluster = "";
    const close = () => {
      const piece = analyzer.normalise(cluster);
      for (let i = 0; i < piece.length; i++) places.push(start);
      normal += piece;
      start += cluster.length;
      cluster = "";
    };
    for (const character of text) {
      if (cluster && !analyzer.isExtending(character)) close();
      cluster += character;
    }
    close();
    places.push(text.length);
    return { normal, places };
  }

  /** Return the stretch of about `length` characters that holds most marks. */
  function excerpt(text, marks, length) {
    const lead = Math.floor(length / 4);
    let best = [0, -1];
    for (const [first] of marks.slice(0, 200)) {
      const from = Math.max(0, Math.min(first - lead, text.length - length));
      const inside = marks.filter(([start, end]) => start >= from && end <= from + length);
      const held = inside.reduce((sum, [start, end]) => sum + end - start, 0);
      if (held > best[1]) best = [from, held];
    }
    return [border(text, best[0], marks), border(text, Math.min(best[0] + length, text.length), marks)];
  }

  /** Move a cut out of Latin words, surrogate pairs and marks. */
  function border(text, place, marks) {
    const mark = marks.find(([start, end]) => start < place && place < end);
    if (mark) return mark[0];
    const before = text.slice(Math.max(0, place - 20), place);
    const word = /[A-Za-z0-9\u00c0-\u024f]+$/.exec(before);
    const inside = word && /^[A-Za-z0-9\u00c0-\u024f]/.test(text.slice(place));
    if (inside) return place - word[0].length;
    return /^[\udc00-\udfff\u0300-\u036f]/.test(text.slice(place)) ? place - 1 : place;
  }

  function parts(text, marks, start, end) {
    const shown = [];
    const add = (from, to, marked) => {
      if (to > from) shown.push({ text: text.slice(from, to), marked });
    };
    let at = start;
    for (const [from, to] of marks) {
      if (to <= start || from >= end) continue;
      add(at, from, false);
      add(Math.max(from, at), Math.min(to, end), true);
      at = Math.min(to, end);
    }
    add(at, end, false);
    return shown;
  }
})();
