// `weir diagram -f json` is valid against the published schema for every fixture system.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { WEIR_SHARED, WEIR_TOOLS, WEIR_BINARY, WEIR_SOURCE } = process.env;
if (!WEIR_SHARED || !WEIR_TOOLS) {
  console.log("skipped: WEIR_SHARED or WEIR_TOOLS is not set");
  process.exit(77);
}
const Ajv = createRequire(join(WEIR_TOOLS, "package.json"))("ajv");
const schema = JSON.parse(readFileSync(join(WEIR_SHARED, "diagram.schema.json"), "utf8"));
const valid = new Ajv({ strict: false, allErrors: true }).compile(schema);

const systems = "fixtures/systems";
const inputs = [];
for (const system of readdirSync(join(WEIR_SOURCE, systems), { withFileTypes: true })) {
  if (!system.isDirectory()) continue;
  inputs.push(join(systems, system.name));
  for (const variant of readdirSync(join(WEIR_SOURCE, systems, system.name), { withFileTypes: true })) {
    if (variant.isDirectory()) inputs.push(join(systems, system.name, variant.name));
  }
}

let failed = inputs.length === 0;
for (const input of inputs) {
  const run = spawnSync(WEIR_BINARY, ["diagram", "-f", "json", input],
                        { cwd: WEIR_SOURCE, encoding: "utf8", maxBuffer: 1 << 28 });
  let problem = run.status === 0 ? "" : `status ${run.status ?? run.signal}: ${run.stderr.slice(-2000)}`;
  let drawn = "";
  if (!problem) {
    try {
      const diagram = JSON.parse(run.stdout);
      drawn = `${diagram.elements?.length} elements, ${diagram.flows?.length} flows`;
      if (!valid(diagram)) {
        problem = valid.errors.slice(0, 10).map((e) => `${e.instancePath} ${e.message}`).join("; ");
      }
    } catch (error) {
      problem = `not JSON: ${error.message}`;
    }
  }
  console.log(`${input}: ${problem || `valid, ${drawn}`}`);
  failed ||= Boolean(problem);
}
process.exit(failed ? 1 : 0);
