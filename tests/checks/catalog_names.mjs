// Every resource type and every path of an attribute that the catalogue names is CloudFormation's (resource database) and, where
// the bindings are installed beside the test tools (or in the folder WEIR_PROVIDER_BINDINGS), the AWS provider's of Terraform.
// What is meant all the same: catalog_names_exceptions.txt.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { concepts, exceptions, joinPaths, skip, steps, tool } from "../tools/catalog.mjs";
import { CloudFormationTypes, MirroredTypes } from "../tools/cloudformation_types.mjs";
import { TerraformTypes } from "../tools/terraform_types.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = process.env.WEIR_SOURCE ?? resolve(here, "../..");

function bindings() {
  const folder = process.env.WEIR_PROVIDER_BINDINGS ?? join(process.env.WEIR_TOOLS, "@cdktf/provider-aws");
  return existsSync(folder) ? new TerraformTypes(folder) : null;
}

/// Whether a place leads on below one of the places that hold a text of another form.
function beyond(place, places) {
  const plain = (at) => at.filter((step) => step !== "*");
  const bare = plain(place);
  return places.map(plain).some((at) => at.length < bare.length && at.every((step, i) => step === bare[i]));
}

/// Concepts of what is merged into others: their texts of another form are met there too.
function contentOf(all, language, type) {
  return all.filter((one) => one.names[language]?.includes(type)).flatMap((one) => one.content[language]);
}

class Check {
  constructor(schemas, all) {
    this.schemas = schemas;
    this.all = all;
    this.differences = [];
    this.count = { types: 0, paths: 0 };
  }

  concept(concept) {
    for (const [language, schema] of Object.entries(this.schemas)) {
      const types = concept.names[language] ?? [];
      const own = types.filter((type) => schema.covers(type));
      for (const type of own) this.type(concept, language, type);
      const known = own.filter((type) => schema.types.has(type));
      const merges = concept.merges.filter((merge) => merge.language === language);
      for (const merge of merges) this.merge(concept, language, merge, known);
      if (known.length > 0)
        for (const path of concept.paths) if (path.language === language) this.path(concept, path, known, merges);
    }
  }

  type(concept, language, type) {
    this.count.types++;
    if (!this.schemas[language].types.has(type)) this.differ(concept, `${type} is no type`);
  }

  merge(concept, language, merge, known) {
    const { types, covers } = this.schemas[language];
    if (!covers(merge.type)) return;
    this.type(concept, language, merge.type);
    const { theirs, ours } = joinPaths(merge.join);
    for (const path of theirs) this.lead(concept, types, [merge.type], steps(path), path);
    if (known.length > 0)
      for (const path of ours) this.lead(concept, types, known, steps(path), path);
  }

  path(concept, { language, path, places }, known, merges) {
    const { types, covers } = this.schemas[language];
    const good = places.some((place) => {
      if (beyond(place, concept.content[language])) return true;
      if (known.some((type) => types.leads(type, place))) return true;
      const [first, ...rest] = place;
      const inner = rest[0] === "*" ? rest.slice(1) : rest;
      return merges.some((merge) => merge.key === first && (!covers(merge.type) || inner.length === 0 || types.leads(merge.type, inner) ||
        beyond(inner, contentOf(this.all, language, merge.type))));
    });
    this.count.paths++;
    if (!good) this.differ(concept, `${known.join(", ")} has no ${places.map((place) => place.join(".")).join(" or ") || path}`);
  }

  lead(concept, types, known, place, path) {
    this.count.paths++;
    if (types.has(known[0]) && !known.some((type) => types.leads(type, place))) this.differ(concept, `${known.join(", ")} has no ${path}`);
  }

  differ(concept, what) {
    this.differences.push(`${concept.file}: ${what}`);
  }
}

/// Types of Terraform: the provider's own where its bindings are installed, and those that mirror CloudFormation's.
class BothProviders {
  constructor(own) {
    this.own = own;
    this.mirrored = new MirroredTypes();
  }

  has(type) {
    return this.of(type).has(type);
  }

  leads(type, place) {
    return this.of(type).leads(type, place);
  }

  of(type) {
    return type.startsWith("awscc_") ? this.mirrored : this.own;
  }
}

const schemas = { cloudformation: { types: new CloudFormationTypes(), covers: (type) => type.startsWith("AWS::") } };
const terraform = bindings();
if (terraform) schemas.terraform = { types: new BothProviders(terraform), covers: (type) => /^(data\.)?(aws|awscc)_/.test(type) };
const all = concepts(source);
const check = new Check(schemas, all);
for (const concept of all) check.concept(concept);

const meant = exceptions(join(here, "catalog_names_exceptions.txt"));
const unexplained = [...new Set(check.differences)].filter((line) => {
  const exception = meant.find(({ what }) => line.includes(what));
  if (exception) exception.used = true;
  return !exception;
});
// Without the bindings the exceptions for Terraform meet nothing.
const stale = meant.filter(({ what, used }) => !used && (terraform || !/\baws_/.test(what)));
for (const line of unexplained) console.log(line);
for (const { what } of stale) console.log(`the exception meets nothing: ${what}`);
console.log(`${check.count.types} types, ${check.count.paths} paths in ${Object.keys(schemas).join(" and ")}; ${unexplained.length} unexplained differences` +
            `${terraform ? "" : "; the provider's bindings are not installed: Terraform's are not checked"}`);
process.exit(unexplained.length + stale.length > 0 || check.count.paths === 0 ? 1 : 0);
