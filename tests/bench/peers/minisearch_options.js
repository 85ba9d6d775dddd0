"use strict";
/*
 * MiniSearch as its documentation recommends it for help texts: prefixes, fuzzy words, the
 * title boosted. Its tokenizer knows no Chinese, so it is given characters and pairs.
 */
globalThis.minisearchOptions = {
  fields: ["title", "also_asked", "text"],
  storeFields: ["title", "snippet"],
  searchOptions: { boost: { title: 2 }, prefix: true, fuzzy: 0.2 },
  tokenize(text) {
    const tokens = [];
    for (const word of text.split(/[\n\r\p{Z}\p{P}]+/u)) {
      for (const [part] of word.matchAll(/\p{Script=Han}+|\P{Script=Han}+/gu)) {
        if (!/\p{Script=Han}/u.test(part)) {
          tokens.push(part);
        } else {
          const letters = [...part];
          tokens.push(...letters, ...letters.slice(1).map((letter, at) => letters[at] + letter));
        }
      }
    }
    return tokens;
  },
};
