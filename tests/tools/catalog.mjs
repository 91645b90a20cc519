// The catalogue as the checks of names and relations see it: each concept with every path that it says of a resource's attributes.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export const kLanguages = ["cloudformation", "terraform"];
/// Keys below which nothing leads to attributes.
const kNoPaths = new Set(["names", "merges", "values", "default", "unit", "when", "why"]);
/// Keys whose entries have names of the author's choice.
const kNamed = new Set(["properties", "items"]);

export function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

/// What the test tools' node_modules hold under a name.
export function tool(name) {
  if (!process.env.WEIR_TOOLS) skip("WEIR_TOOLS is not set: run this through ./run test");
  return createRequire(process.env.WEIR_TOOLS + "/")(name);
}

/// Lines `what | reason` of an exceptions file.
export function exceptions(path) {
  return readFileSync(path, "utf8").split("\n").filter((line) => line && !line.startsWith("#"))
    .map((line) => line.split(/\s+\|\s+/)).map(([what, reason]) => ({ what, reason, used: false }));
}

/// "A[*].B[Type=X].$key" → ["A", "*", "B", "*", "$key"]; dots within quotes do not part.
export function steps(path) {
  const found = [];
  for (const [, quoted, index, key] of path.matchAll(/"([^"]*)"|\[([^\]]*)\]|([^.[\]"]+)/g))
    found.push(quoted ?? (index !== undefined ? "*" : key));
  return found;
}

function isSelector(value) {
  return typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string")) ||
    (value !== null && typeof value === "object" && !Array.isArray(value) && "path" in value);
}

function paths(value) {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) || typeof value === "string") return [value].flat();
  return paths(value.path);
}

/// Every path of a concept: {language, steps, use}. `use` is the key of the concept that it stands under.
class Reader {
  constructor() {
    this.found = [];
  }

  /// `bases`: by language, the places that a path may begin at.
  read(node, bases, use) {
    if (Array.isArray(node)) return node.forEach((one) => this.read(one, bases, use));
    if (node === null || typeof node !== "object") return;
    const inner = node.each ? this.each(node.each, bases, use) : bases;
    for (const language of kLanguages) {
      for (const at of isSelector(node[language]) ? paths(node[language]) : [])
        this.add(language, at, inner, use);
    }
    for (const [key, value] of Object.entries(node)) {
      if (key === "owner") this.read(value, bases, use);
      else if (kNoPaths.has(key) || key === "each" || (kLanguages.includes(key) && isSelector(value))) continue;
      else if (kNamed.has(key) && value && typeof value === "object")
        for (const named of Object.values(value)) this.read(named, inner, use ?? key);
      else this.read(value, inner, use ?? key);
    }
  }

  each(selector, bases, use) {
    const inner = {};
    for (const language of kLanguages) {
      const at = paths(selector[language]);
      at.forEach((path) => this.add(language, path, bases, use));
      inner[language] = at.flatMap((path) => this.places(language, path, bases));
    }
    return inner;
  }

  places(language, path, bases) {
    if (path === ".") return bases[language];
    if (path.startsWith("^")) return [steps(path.slice(1))];
    return bases[language].map((base) => [...base, ...steps(path)]);
  }

  add(language, path, bases, use) {
    if (path.startsWith("@")) return;
    this.found.push({ language, path, use, places: this.places(language, path, bases) });
  }
}

function mergesOf(concept) {
  const found = [];
  for (const [language, entries] of Object.entries(concept.merges ?? {}))
    for (const [key, merge] of Object.entries(entries)) found.push({ language, key, ...merge });
  return found;
}

/// What a `join` says: paths of the other resource (`theirs`) and of ours.
export function joinPaths(join) {
  const theirs = [], ours = [];
  for (const one of [join].flat()) {
    if (typeof one === "string") one.startsWith("^") ? ours.push(one.slice(1)) : theirs.push(one);
    else for (const [left, right] of Object.entries(one)) theirs.push(left), ours.push(right);
  }
  return { theirs, ours };
}

function conceptOf(file, text, yaml) {
  const root = yaml.parse(text);
  const reader = new Reader();
  const start = Object.fromEntries(kLanguages.map((language) => [language, [[]]]));
  reader.read(root, start);
  const content = Object.fromEntries(kLanguages.map((language) => [language,
    (root.content ?? []).flatMap((entry) => paths(entry[language])).map(steps)]));
  return { file, name: root.concept, kinds: [root.kind].flat(), why: root.why, names: root.names ?? {},
    paths: reader.found, merges: mergesOf(root), content };
}

/// All concepts below rules/catalog, in the order of their files.
export function concepts(source) {
  const yaml = tool("yaml");
  const found = [];
  for (const folder of ["aws", "web"])
    for (const name of readdirSync(join(source, "rules/catalog", folder)).sort())
      if (name.endsWith(".yaml"))
        found.push(conceptOf(`${folder}/${name}`, readFileSync(join(source, "rules/catalog", folder, name), "utf8"), yaml));
  return found;
}
