// Where CloudFormation's resource database says that a property names a resource of another type, and both types are modelled, a flow,
// attachment, part, item, merge or `uses` of the concept reads that property, or catalog_relations_answers.txt says why none does.
import { dirname, join, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { concepts, joinPaths, steps } from "../tools/catalog.mjs";
import { CloudFormationTypes } from "../tools/cloudformation_types.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = process.env.WEIR_SOURCE ?? resolve(here, "../..");
const kLanguage = "cloudformation";

const plain = (place) => place.filter((step) => step !== "*" && !step.startsWith("$")).join(".");

/// By type, the places that something other than a plain property reads; and the places of texts that parsers/embedded reads.
function readPlaces(all) {
  const places = new Map(), texts = new Map();
  const add = (map, type, place) => map.set(type, (map.get(type) ?? new Set()).add(plain(place)));
  for (const concept of all) {
    const types = concept.names[kLanguage] ?? [];
    const merges = concept.merges.filter((merge) => merge.language === kLanguage);
    for (const path of concept.paths) {
      if (path.language !== kLanguage || path.use === "properties") continue;
      for (const place of path.places) {
        types.forEach((type) => add(places, type, place));
        merges.filter((merge) => merge.key === place[0]).forEach((merge) => add(places, merge.type, place.slice(1)));
      }
    }
    for (const merge of merges) {
      const { theirs, ours } = joinPaths(merge.join);
      theirs.forEach((path) => add(places, merge.type, steps(path)));
      ours.forEach((path) => types.forEach((type) => add(places, type, steps(path))));
    }
    for (const place of concept.content[kLanguage]) types.forEach((type) => add(texts, type, place));
  }
  return { places, texts };
}

function modelledTypes(all) {
  const ignored = (concept) => concept.kinds.every((kind) => kind === "ignored");
  return new Set(all.filter((concept) => !ignored(concept)).flatMap((concept) => concept.names[kLanguage] ?? []));
}

/// Reasons, each with the relations below it: `Type.Property` or `Type.Property -> Type`, `*` for any text.
function answers(path) {
  const found = [];
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (!line || line.startsWith("#")) continue;
    if (!line.startsWith("  ")) found.push({ reason: line, patterns: [] });
    else found.at(-1).patterns.push({ text: line.trim(), form: globbed(line.trim()), used: 0 });
  }
  return found;
}

function globbed(text) {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}${text.includes(" -> ") ? "" : " -> .*"}$`);
}

const all = concepts(source);
const modelled = modelledTypes(all), { places, texts } = readPlaces(all);
const given = answers(join(here, "catalog_relations_answers.txt"));
const count = { relations: 0, read: 0, answered: 0 };
const open = new Set();
for (const { type, place, to } of new CloudFormationTypes().relations()) {
  const targets = to.filter((one) => modelled.has(one));
  if (!modelled.has(type) || targets.length === 0) continue;
  count.relations++;
  const at = plain(place);
  if (places.get(type)?.has(at) || [...(texts.get(type) ?? [])].some((text) => at === text || at.startsWith(text + "."))) {
    count.read++;
    continue;
  }
  const line = `${type}.${at} -> ${targets.join(", ")}`;
  const answer = given.flatMap(({ patterns }) => patterns).find(({ form }) => form.test(line));
  if (answer) answer.used++, count.answered++;
  else open.add(line);
}
const stale = given.flatMap(({ patterns }) => patterns).filter(({ used }) => used === 0);
for (const line of [...open].sort()) console.log(`unanswered: ${line}`);
for (const { text } of stale) console.log(`the answer meets nothing: ${text}`);
for (const { reason, patterns } of given) console.log(`${patterns.reduce((sum, { used }) => sum + used, 0)} ${reason}`);
console.log(`${count.relations} relations between modelled types: ${count.read} read by the catalogue, ${count.answered} answered for, ${open.size} open`);
process.exit(open.size + stale.length > 0 || count.read === 0 ? 1 : 0);
