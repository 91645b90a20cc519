#!/usr/bin/env node
// The configuration's JSON Schema accepts what the repository uses and refuses what weir refuses.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

if (!process.env.WEIR_TOOLS) {
  console.log('skipped: WEIR_TOOLS is not set: run this through ./run test');
  process.exit(77);
}
const source = process.env.WEIR_SOURCE;
const Ajv = createRequire(join(process.env.WEIR_TOOLS, "package.json"))("ajv");
const ajv = new Ajv({ strict: false, validateFormats: false });
const validate = ajv.compile(JSON.parse(readFileSync(join(source, 'analyzer/driver/config.schema.json'), 'utf8')));

const system = { name: 'a', paths: ['b'] };
const cases = [
  [{}, true],
  [{ exclude: ['examples', '**/test'], systems: [{ ...system, scope: 'complete', environment: 'production' }] }, true],
  [{ suppress: [{ rule: 'r', reason: 'because', until: '2027-01-31' }] }, true],
  [{ data: [{ address: '*Patients', classes: ['phi'], sensitivity: 'restricted' }, { address: 'Logs', classes: [] }] }, true],
  [{ data: [{ address: 'Patients' }] }, false],
  [{ data: [{ address: 'Patients', classes: ['phy'] }] }, false],
  [{ excludes: [] }, false],
  [{ exclude: ['/etc'] }, false],
  [{ exclude: ['a/../../b'] }, false],
  [{ systems: [{ name: 'a' }] }, false],
  [{ systems: [{ ...system, scope: 'whole' }] }, false],
  [{ suppress: [{ rule: 'r' }] }, false],
  [{ suppress: [{ rule: 'r', reason: 'x', until: 'soon' }] }, false],
];
const wrong = cases.filter(([config, fine]) => validate(config) !== fine);
for (const [config, fine] of wrong) console.log(`${JSON.stringify(config)}: expected ${fine ? 'accepted' : 'refused'}`);
console.log(`${cases.length} configurations, ${wrong.length} judged wrongly`);
process.exit(wrong.length ? 1 : 0);
