"use strict";
/*
 * The analyzer contract; repeats kbtool/search/analyzer.py, which states it.
 * One case file (tests/search/analyzer_cases.json) holds both to the same terms.
 */
(() => {
  const kb = (window.kb = window.kb || {});
  kb.search = kb.search || {};
  kb.search.ANALYZER_VERSION = 2;

  const MAX_TERM_CHARS = 64;
  const MAX_JOINED = 4;
  const LETTERS = new Map([
    ["ø", "o"], ["đ", "d"], ["ł", "l"], ["ı", "i"], ["ħ", "h"], ["ŧ", "t"], ["ß", "ss"],
    ["æ", "ae"], ["œ", "oe"], ["þ", "th"], ["ð", "d"], ["ς", "σ"], ["’", "'"], ["ʼ", "'"],
    ["‐", "-"], ["‑", "-"],
  ]);
  const LETTER = new RegExp(`[${[...LETTERS.keys()].join("")}]`, "g");

  /**
   * @typedef {object} Tables as `analyzer_tables` of kbtool/search/export.py returns them
   * @property {number} version
   * @property {string} characters
   * @property {string} folding
   * @property {string} functionTerms
   *
   * @typedef {object} Token a term and where it stands in the normalised text
   * @property {string} term
   * @property {number} start
   * @property {number} end
   */

  /**
   * Return the analyzer that works by `tables`.
   * @param {Tables} tables
   */
  kb.search.analyzer = (tables) => {
    const ranges = classRanges(tables.characters);
    const ignored = new RegExp(`[${ranges.I}]`, "gu");
    const unknown = new RegExp(`[${ranges.U}]`, "gu");
    // Anchored in front only: Chromium 156 misses astral characters before "$".
    const cjk = new RegExp(`^[${ranges.C}]`, "u");
    const extending = new RegExp(`^[${ranges.M}${ranges.I}]`, "u");
    const word = `[${ranges.L}][${ranges.L}${ranges.M}]*`;
    const piece = new RegExp(
      `(?<number>[0-9]+(?:[.,][0-9]+)*)|(?<word>${word}(?:'${word})*)|(?<cjk>[${ranges.C}]+)`,
      "gu",
    );
    const folding = new Map();
    const pairs = [...tables.folding];
    for (let i = 0; i < pairs.length; i += 2) folding.set(pairs[i], pairs[i + 1]);
    const functionTerms = new Set(tables.functionTerms.split(" "));

    /** @param {string} text @returns {string} */
    function normalise(text) {
      const clean = text.replace(ignored, "").replace(unknown, " ").normalize("NFKC");
      const letters = clean.toLowerCase().normalize("NFD").replace(LETTER, (c) => LETTERS.get(c));
      const whole = letters.replace(/([a-z])[\u0300-\u036f]+/g, "$1").normalize("NFC");
      let folded = "";
      for (const character of whole) folded += folding.get(character) ?? character;
      return folded;
    }

    /** @param {string} text a normalised text @returns {Generator<Token>} */
    function* tokens(text) {
      let compound = [];
      let signs = 0; // between the pieces of the compound
      let end = -1;
      for (const match of text.matchAll(piece)) {
        const start = match.index;
        const gap = end < 0 ? " " : text.slice(end, start);
        const isCjk = match.groups.cjk !== undefined;
        end = start + match[0].length;
        if (compound.length && (isCjk || !["", "-", "_", "."].includes(gap))) {
          yield* joined(compound, signs);
          compound = isCjk && !gap ? compound.slice(-1) : [];
        }
        if (isCjk) {
          yield* characters(match[0], start, compound[0]);
          compound = [];
        } else {
          const part = plain(match[0]);
          signs = compound.length ? signs + (gap ? 1 : 0) : 0;
          yield { term: stemmed(part), start, end };
          compound.push({ term: part, start, end });
        }
      }
      yield* joined(compound, signs);
    }

    function* characters(run, start, before) {
      let previous = null;
      if (before && (/^[0-9]/.test(before.term) || [...before.term].length === 1)) {
        previous = before;
      }
      for (const character of run) {
        const token = { term: character, start, end: start + character.length };
        yield token;
        if (previous) {
          yield { term: previous.term + character, start: previous.start, end: token.end };
        }
        previous = token;
        start = token.end;
      }
    }

    /** Return the words, numbers and single characters of a normalised text. */
    function pieces(text) {
      const found = [];
      for (const { 0: run, index, groups } of text.matchAll(piece)) {
        let end = index;
        for (const part of groups.cjk ? run : [run]) {
          const spelt = groups.cjk ? part : plain(part);
          const start = end;
          end += part.length;
          const kind = groups.cjk ? "cjk" : groups.word ? "word" : "number";
          found.push({ term: groups.cjk ? part : stemmed(spelt), spelt, kind, start, end });
        }
      }
      return found;
    }

    /** @param {string} term */
    function kind(term) {
      const characters = [...term];
      if (!cjk.test(characters.at(-1))) return "word";
      return characters.length === 1 ? "unigram" : "bigram";
    }

    return {
      normalise,
      tokens,
      kind,
      stemmed,

      pieces,

      /** Letters, CJK characters too: the inside of a class of a regular expression. */
      letters: ranges.L + ranges.C,

      /** @param {string} term */
      isFunction: (term) => functionTerms.has(term),

      /** True for what belongs to the character before it. @param {string} character */
      isExtending: (character) => extending.test(character),

      /** Return the terms of a text in its order. @param {string} text */
      analyse: (text) => Array.from(tokens(normalise(text)), (token) => token.term),
    };
  };

  /** Read runs of classes ("S1cDaS7...") into the inside of a character class each. */
  function classRanges(runs) {
    const ranges = { U: "", I: "", S: "", L: "", M: "", D: "", C: "" };
    let start = 0;
    for (const [, letter, length] of runs.matchAll(/([A-Z])([0-9a-z]*)/g)) {
      const end = start + (length ? parseInt(length, 36) : 1);
      ranges[letter] += `\\u{${start.toString(16)}}-\\u{${(end - 1).toString(16)}}`;
      start = end;
    }
    return ranges;
  }

  function* joined(pieces, signs) {
    if (pieces.length < 2 || signs >= MAX_JOINED) return;
    const term = stemmed(cut(pieces.map((piece) => piece.term).join("")));
    yield { term, start: pieces[0].start, end: pieces.at(-1).end };
  }

  /** A word as it is, a number without its thousands' commas and with a decimal point. */
  function plain(piece) {
    return cut(piece.replace(/,(?=[0-9]{3}(?![0-9]))/g, "").replaceAll(",", "."));
  }

  function cut(text) {
    return text.length > MAX_TERM_CHARS ? [...text].slice(0, MAX_TERM_CHARS).join("") : text;
  }

  function stemmed(piece) {
    if (!/^[a-z']+$/.test(piece)) return piece;
    return kb.search.stem(piece).replaceAll("'", "") || piece;
  }
})();
