// Terraform's resource types of the AWS provider with their attributes, read from the generated bindings @cdktf/provider-aws.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/// What stands at an attribute that no class describes: a plain value (or a list of them), or a map or what has no declared form.
const kPlain = "plain", kAny = "any";

export class TerraformTypes {
  /// `folder`: the package's.
  constructor(folder) {
    this.folder = join(folder, "lib");
    this.cache = new Map();
  }

  has(type) {
    return this.classes(type) !== null;
  }

  leads(type, place) {
    const read = this.classes(type);
    return read !== null && this.within(read, read.root, place);
  }

  within(read, name, place) {
    const [key, ...rest] = place[0] === "*" ? place.slice(1) : place;
    if (key === undefined || key === "$key") return true;
    const attributes = read.all.get(name);
    if (!attributes) return true; // of a form that the bindings do not spell out
    const inner = attributes.get(key);
    if (inner === undefined) return false;
    return inner === kAny || (inner === kPlain ? rest.every((step) => step === "*") : this.within(read, inner, rest));
  }

  /// By class, its attributes: the class of what is nested there, kPlain or kAny. null where there is no such type.
  classes(type) {
    if (!this.cache.has(type)) this.cache.set(type, this.parse(type));
    return this.cache.get(type);
  }

  parse(type) {
    const folder = [type.startsWith("data.") ? `data-${type.slice(5).replaceAll("_", "-")}` : type.replace(/^aws_/, "").replaceAll("_", "-")]
      .map((name) => join(this.folder, name)).find((path) => existsSync(join(path, "index.js")));
    if (!folder) return null;
    const read = { all: new Map(), root: "" };
    for (const file of scripts(folder)) this.script(readFileSync(file, "utf8"), read);
    return read.root ? read : null;
  }

  script(text, read) {
    for (const section of text.split(/^(?=class )/m)) {
      const head = section.match(/^class (\w+) extends cdktf\.(\w+)/);
      if (!head) continue;
      const [, name, base] = head;
      if (base === "TerraformResource" || base === "TerraformDataSource") read.root = name;
      if (base.startsWith("Complex") && base !== "ComplexObject" && base !== "ComplexComputedObject") {
        const element = section.match(/return new (?:\w+\.)?(\w+)\(this\.terraformResource/);
        if (element) read.all.set(name, read.all.get(element[1]) ?? new Lazy(read, element[1]));
        continue;
      }
      read.all.set(name, attributesOf(section));
    }
  }
}

/// The attributes of a class that may stand further on.
class Lazy {
  constructor(read, name) {
    this.get = (key) => read.all.get(name)?.get(key);
  }
}

function attributesOf(section) {
  const found = new Map();
  for (const [, key] of section.matchAll(/^ {12}(\w+): \{$/gm)) found.set(key, kPlain); // those that can only be written
  for (const [, how, key] of section.matchAll(/get(\w*)Attribute\(['"](\w+)['"]\)/g)) found.set(key, how.endsWith("Map") ? kAny : kPlain);
  for (const [, key] of section.matchAll(/interpolationForAttribute\(['"](\w+)['"]\)/g)) found.set(key, kAny);
  for (const [, inner, key] of section.matchAll(/new (?:\w+\.)?(\w+)\(this, ["'](\w+)["']/g)) found.set(key, inner);
  return found;
}

function scripts(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? scripts(join(folder, entry.name)) : entry.name.endsWith(".js") ? [join(folder, entry.name)] : []);
}
