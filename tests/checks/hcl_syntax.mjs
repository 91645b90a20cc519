// HashiCorp's parser and Weir's see the same blocks and attributes in every .tf file of the fixtures, tests, rules and the shared
// systems and corpora. Arguments: further folders (by hand). Differences that are meant: hcl_syntax_exceptions.txt.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = process.env.WEIR_SOURCE ?? resolve(here, "../..");
const build = process.env.WEIR_BINARY ? dirname(process.env.WEIR_BINARY) : join(source, "build/dev");
const kMostReferences = 4000; // expressions whose references and forms are compared

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

if (!process.env.WEIR_TOOLS) skip("WEIR_TOOLS is not set: run this through ./run test");
const given = process.argv.slice(2);
if (given.length === 0 && !process.env.WEIR_SHARED) skip("WEIR_SHARED is not set");
const hcl = createRequire(process.env.WEIR_TOOLS + "/")("@cdktf/hcl2json");

function files(folder, found = []) {
  if (!existsSync(folder)) return found;
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name), status = lstatSync(path);
    if (status.isDirectory()) files(path, found);
    else if (status.isFile() && name.endsWith(".tf")) found.push(path);
  }
  return found;
}

/// The .tf blocks of Markdown cases, as files of their own.
function cases(folder, found = []) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name), status = lstatSync(path);
    if (status.isDirectory()) cases(path, found);
    else if (name.endsWith(".md"))
      for (const block of readFileSync(path, "utf8").matchAll(/^(`{3,})(?:hcl|terraform|tf) +(\S+\.tf)\b.*\n([^]*?)^\1$/gm))
        found.push({ path: `${path}:${block[2]}`, text: block[3] });
  }
  return found;
}

// What Weir read, in the form of hcl2json: blocks by type and labels as lists, expressions as "${…}".

const kLiteral = { number: (n) => Number(n[1]), boolean: (n) => n[1] === "true", null: () => null };

function escaped(text) {
  return text.replace(/([$%])(?=\{)/g, "$1$1");
}

function value(node) {
  const [kind, text, written, ...children] = node;
  if (kind in kLiteral) return kLiteral[kind](node);
  if (kind === "string") return escaped(text);
  if (kind === "unary" && text === "-" && children[0][0] === "number") return -Number(children[0][1]);
  if (kind === "unary" && text === "!" && children[0][0] === "boolean") return children[0][1] !== "true";
  if (kind === "template" && children.length === 1 && children[0][0] === "template") return value(children[0]);
  if (kind === "template") return children.map(part).join("");
  if (kind === "tuple") return children.map(value);
  if (kind === "object")
    return Object.fromEntries(children.map((entry) => [key(entry[3]), value(entry[4])]));
  return "${" + written + "}";
}

function key(node) {
  return node[0] === "string" || node[0] === "template" ? value(node) : "${" + node[2] + "}";
}

function part(node) {
  if (node[0] === "string") return escaped(node[1]);
  if (node[0] in kLiteral) return String(kLiteral[node[0]](node)); // they print `${1.50}` as 1.5
  return node[0].startsWith("template") ? node[2] : "${" + node[2] + "}";
}

function body(items, count) {
  const out = {};
  for (const item of items) {
    if (item.attribute !== undefined) {
      count.attributes++;
      if (!(item.attribute in out)) out[item.attribute] = value(item.value);
      continue;
    }
    if (item.block === undefined) continue;
    count.blocks++;
    const path = [item.block, ...item.labels];
    let at = out;
    for (const label of path.slice(0, -1)) at = at[label] ??= {};
    (at[path.at(-1)] ??= []).push(body(item.body, count));
  }
  return out;
}

/// Text without what HashiCorp's printer or Weir's spans leave out: white space, comments, parentheses, trim marks, escapes, commas at the end.
function bare(text) {
  return text
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/(^|\s)(#|\/\/)[^\n]*/g, "$1")
    .replace(/\\n|[\s()~\\]/g, "")
    .replace(/,(?=[\]}])/g, "");
}

function compare(theirs, ours, path, differences) {
  const same = Object.is(theirs, ours) || (typeof theirs === "number" && typeof ours === "number" && Math.abs(theirs - ours) <= 1e-12 * Math.abs(theirs));
  if (same) return;
  if (typeof theirs === "string" && typeof ours === "string" && /[$%]\{/.test(theirs + ours) && bare(theirs) === bare(ours)) return;
  if (typeof theirs === "string" && typeof ours === "number" && bare(theirs) === "${" + ours + "}") return; // (1)
  if (theirs && ours && typeof theirs === "object" && typeof ours === "object" && Array.isArray(theirs) === Array.isArray(ours)) {
    const byBare = (object) => Array.isArray(object) ? new Map(Object.entries(object)) : new Map(Object.entries(object).map(([k, v]) => [bare(k).replace(/^\$\{(.*)\}$/, "$1"), v]));
    const a = byBare(theirs), b = byBare(ours);
    for (const name of new Set([...a.keys(), ...b.keys()])) compare(a.get(name), b.get(name), `${path}.${name}`, differences);
    return;
  }
  differences.push(`${path}: HashiCorp ${JSON.stringify(theirs)?.slice(0, 300)}, Weir ${JSON.stringify(ours)?.slice(0, 300)}`);
}

// Forms: how the parts of an expression stand in each other, as text: `(add (a.b) 1)`.

const kOperators = { "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo", "&&": "logicalAnd", "||": "logicalOr",
  "==": "equal", "!=": "notEqual", "<": "lessThan", ">": "greaterThan", "<=": "lessThanOrEqual", ">=": "greaterThanOrEqual" };
const kSteps = new Set(["get_attr", "index"]);

/// null: of a kind that their tree does not show whole.
function theirForm(node) {
  const inner = (node.children ?? []).map(theirForm);
  if (inner.includes(null)) return null;
  const all = (head) => `(${[head, ...inner].join(" ")})`;
  switch (node.type) {
    case "scopeTraversal": return bare(node.meta.fullAccessor);
    case "relativeTraversal": return `(${inner[0]}).${bare(node.meta.fullAccessor).replace(/^\./, "")}`;
    case "binaryOp": case "unaryOp": return all(node.meta.operator);
    case "conditional": return all("if");
    case "function": return all(node.meta.name + (node.meta.expandedFinalArgument ? "..." : ""));
    case "for": return all("for" + (node.meta.groupedValue ? "..." : ""));
    case "index": return all("index");
    case "tuple": return all("tuple");
    case "literalValue": return node.meta.type === "string" ? "text" : bare(node.meta.value);
    case "templateWrap": return inner[0];
    case "template": return inner.every((part) => part === "text") ? "text" : all("template");
    default: return null;
  }
}

function ourForm(node) {
  const [kind, text, written, ...children] = node;
  const all = (head) => `(${[head, ...children.map(ourForm)].join(" ")})`;
  if (kind in kLiteral) return bare(written);
  if (kSteps.has(kind)) return traversal(node);
  switch (kind) {
    case "variable": return text;
    case "string": return "text";
    case "binary": return all(kOperators[text]);
    case "unary": return all(text === "!" ? "logicalNot" : "negate");
    case "conditional": return all("if");
    case "call": return all(text + (node[2].replace(/[\s,)]+$/, "").endsWith("...") ? "..." : ""));
    case "for_list": return all("for");
    case "for_map": return all("for" + (/\.\.\.\s*(if\b[^]*)?}$/.test(written) ? "..." : ""));
    case "tuple": return all("tuple");
    case "template_if": // without an else HashiCorp's has an empty text there
      return children.length === 2 ? all("if").replace(/\)$/, " text)") : all("if");
    case "template": {
      const parts = children.map(ourForm);
      if (parts.every((part) => part === "text")) return "text";
      return parts.length === 1 && children[0][0] !== "template_if" ? parts[0] : all("template");
    }
    default: return all(kind);
  }
}

/// Names and literal keys behind a name are one traversal; behind anything else, one that is relative to it.
function traversal(node) {
  const steps = [];
  let at = node;
  while (kSteps.has(at[0])) {
    const key = at[4];
    if (at[0] === "index" && key[0] !== "number" && key[0] !== "string") break;
    steps.unshift(at[0] === "get_attr" ? "." + at[1] : `[${key[0] === "number" ? Number(key[1]) : bare(key[2])}]`);
    at = at[3];
  }
  const behind = steps.join("");
  if (at[0] === "variable") return at[1] + behind;
  const source = at[0] === "index" ? `(index ${ourForm(at[3])} ${ourForm(at[4])})` : ourForm(at);
  return behind === "" ? source : `(${source}).${behind.replace(/^\./, "")}`;
}

async function compareForms(text, node, path, count, differences) {
  let theirs;
  try {
    theirs = theirForm(await hcl.getExpressionAst("x.tf", text));
  } catch {
    return; // splats, parentheses and several lines make it fail
  }
  if (theirs === null) return;
  count.forms++;
  const ours = ourForm(node);
  const plain = (form) => form.replace(/[[\]"]/g, "");
  if (plain(theirs) !== plain(ours)) differences.push(`${path}: form of ${text.slice(0, 200)}: HashiCorp ${theirs}; Weir ${ours}`);
}

// References: what each expression names, as far as a name and its first attribute.

const kInFunctionOnly = new Set(["each", "count", "self", "path", "terraform"]);

function references(node, found = [], bound = new Set()) {
  const [kind, text, , ...children] = node;
  if (kind === "get_attr" && children[0][0] === "variable" && children[0][1] !== "" && !bound.has(children[0][1])) {
    found.push(`${children[0][1]}.${text}`);
    return found;
  }
  if (kind === "variable" && text !== "" && !bound.has(text)) found.push(text);
  const loop = kind === "for_list" || kind === "for_map" || kind === "template_for";
  children.forEach((child, i) => references(child, found, loop && i > 0 ? new Set([...bound, ...text.split(",")]) : bound));
  return found;
}

function* attributes(items) {
  for (const item of items) {
    if (item.attribute !== undefined) yield item;
    else if (item.body) yield* attributes(item.body);
  }
}

async function compareReferences(items, path, count, differences) {
  for (const item of attributes(items)) {
    const kind = item.value[0];
    if (kind in kLiteral || kind === "string" || count.references >= kMostReferences) continue;
    const text = item.value[2];
    if (text.startsWith("<<")) continue;
    await compareForms(text, item.value, path, count, differences);
    let theirs;
    try {
      theirs = await hcl.getReferencesInExpression("x.tf", "${" + text + "}");
    } catch {
      continue; // it reads an expression of several lines only inside of brackets
    }
    count.references++;
    const short = (names) => [...new Set(names.map((name) => name.split(".").slice(0, 2).filter((step) => !/^[\d"]/.test(step)).join(".")))]
      .filter((name) => !kInFunctionOnly.has(name.split(".")[0])).sort().join(" ");
    // What it finds in the body of a loop is not whole.
    const loop = /\bfor\b/.test(text);
    const a = short(theirs.map((reference) => reference.value)), b = short(references(item.value));
    const agree = loop ? a.split(" ").every((name) => !name || b.split(" ").includes(name)) : a === b;
    if (!agree) differences.push(`${path}: references of ${text.slice(0, 200)}: HashiCorp ${a}; Weir ${b}`);
  }
}

const exceptions = readFileSync(join(here, "hcl_syntax_exceptions.txt"), "utf8").split("\n")
  .filter((line) => line && !line.startsWith("#")).map((line) => line.split(/\s+\|\s+/)[0]);

let inputs;
if (given.length > 0) {
  inputs = given.flatMap((folder) => files(resolve(folder)));
} else {
  inputs = ["fixtures", "tests", "rules"].flatMap((name) => files(join(source, name)));
  for (const name of ["systems", "corpora"]) inputs.push(...files(join(process.env.WEIR_SHARED, name)));
}
inputs = inputs.map((path) => ({ path, text: readFileSync(path, "utf8") }));
if (given.length === 0) inputs.push(...["fixtures", "rules"].flatMap((name) => cases(join(source, name))));

const read = execFileSync(join(build, "tests/hcl_blocks"), { input: inputs.map((i) => `${Buffer.byteLength(i.text)} ${i.path}\n${i.text}`).join(""), maxBuffer: 1 << 30 })
  .toString().trimEnd().split("\n").map((line) => JSON.parse(line));

const count = { blocks: 0, attributes: 0, references: 0, forms: 0 };
let both = 0, rejected = 0, lenient = 0;
const differences = [];
for (const [i, input] of inputs.entries()) {
  const ours = read[i];
  let theirs;
  try {
    theirs = await hcl.parse("main.tf", input.text);
  } catch (error) {
    ours.ok ? lenient++ : rejected++;
    if (ours.ok && process.env.VERBOSE) console.log(`only Weir reads ${input.path}: ${String(error).slice(0, 300)}`);
    continue;
  }
  both++;
  const found = [];
  if (!ours.ok) found.push(`${input.path}: only HashiCorp reads it: ${ours.faults[0]}`);
  else compare(theirs, body(ours.body, count), input.path, found);
  if (ours.ok) await compareReferences(ours.body, input.path, count, found);
  differences.push(...found.filter((line) => !exceptions.some((exception) => line.includes(exception))));
}
for (const line of differences.slice(0, 40)) console.log(line);
console.log(`${both} files, ${count.blocks} blocks, ${count.attributes} attributes, ${count.references} expressions' references, ${count.forms} forms; ` +
            `${differences.length} unexplained differences; ${rejected} files both reject, ${lenient} only HashiCorp does`);
process.exit(differences.length > 0 || both === 0 ? 1 : 0);
