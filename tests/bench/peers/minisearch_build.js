"use strict";
/* node minisearch_build.js LIBRARY OPTIONS TEXTS.json INDEX.json */
const { readFileSync, writeFileSync } = require("node:fs");

const [library, options, texts, index] = process.argv.slice(2);
const MiniSearch = require(library);
require(options);
const search = new MiniSearch(globalThis.minisearchOptions);
search.addAll(JSON.parse(readFileSync(texts, "utf8")));
writeFileSync(index, JSON.stringify(search));
