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
  [{ objectives: [{ system: '*', tier: 1, availability: 99.9, rto: '4 h', zone: { rto: '5 min', rpo: '0 s' } }] }, true],
  [{ objectives: [{ system: '*', address: 'Orders', rto: '4 h' }] }, false],
  [{ objectives: [{ system: '*' }] }, false],
  [{ objectives: [{ address: 'Orders', rto: 4 }] }, false],
  [{ journeys: [{ name: 'buy', entry: ['East', 'West'], through: 'Orders' }] }, true],
  [{ journeys: [{ name: 'buy' }] }, false],
  [{ dependencies: [{ from: 'Web', on: ['Cache'], is: 'soft', reason: 'it asks the database then' }] }, true],
  [{ dependencies: [{ from: 'Web', on: ['Cache'], is: 'weak', reason: 'x' }] }, false],
  [{ figures: [{ mechanism: 'snapshot', rto: '30 min', source: 'restore test' }, { type: 'AWS::S3::Bucket', availability: 99.99, source: 'SLA' }] }, true],
  [{ figures: [{ mechanism: 'snapshot', rto: '30 min' }] }, false],
  [{ practices: [{ practice: 'game-days', evidence: 'wiki', date: '2026-05-02' }] }, true],
  [{ practices: [{ practice: 'game-days' }] }, false],
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
