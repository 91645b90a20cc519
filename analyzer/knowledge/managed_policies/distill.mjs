// node distill.mjs managedPolicies.json OUT_FILE: the provider's managed policies as they are now, in the form of
// rules/catalog/tables/managed_policies.yaml (JSON is YAML). The package holds every version; here only the latest of each counts.

import {readFileSync, renameSync, writeFileSync} from 'node:fs';

// Policies below these paths cannot be attached: they are those of service-linked roles, and of sessions as another account's root.
const NOT_ATTACHED = ['aws-service-role/', 'root-task/'];
const PREFIX = 'arn:aws:iam::aws:policy/';
const KEYS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);
const EFFECTS = {Allow: 'allow', Deny: 'deny'};

const list = value => (Array.isArray(value) ? value : [value]);

function fail(policy, found, expected) {
  throw new Error(`${policy}: expected ${expected}, found ${JSON.stringify(found)}`);
}

function texts(policy, value) {
  const found = list(value);
  if (!found.every(text => typeof text === 'string')) fail(policy, value, 'a text or a list of texts');
  return found;
}

function conditionKeys(condition) {
  return [...new Set(Object.values(condition).flatMap(tests => Object.keys(tests)))].sort();
}

function distillStatement(policy, written) {
  const strange = Object.keys(written).find(key => !KEYS.has(key));
  if (strange !== undefined) fail(policy, strange, `one of ${[...KEYS].join(', ')} in a statement`);
  if (!(written.Effect in EFFECTS)) fail(policy, written.Effect, 'Allow or Deny');
  const statement = {effect: EFFECTS[written.Effect]};
  const lists = {actions: 'Action', not_actions: 'NotAction', resources: 'Resource', not_resources: 'NotResource'};
  for (const [key, from] of Object.entries(lists))
    if (from in written) statement[key] = texts(policy, written[from]);
  if ('Condition' in written) statement.condition_keys = conditionKeys(written.Condition);
  return statement;
}

function distillPolicy(policy) {
  const latest = policy.versions?.[policy.latestVersionId];
  if (latest === undefined) fail(policy.arn, policy.latestVersionId, 'the latest version among `versions`');
  const statements = list(latest.document?.Statement).map(written => distillStatement(policy.arn, written));
  return {arn: 'arn:*' + policy.arn.slice('arn:aws'.length), statements};
}

const [source, target] = process.argv.slice(2);
const rows = [];
for (const policy of Object.values(JSON.parse(readFileSync(source, 'utf8')))) {
  if (!policy.arn?.startsWith(PREFIX)) fail(source, policy.arn, `an ARN that begins with ${PREFIX}`);
  const path = policy.arn.slice(PREFIX.length);
  if (!NOT_ATTACHED.some(folder => path.startsWith(folder))) rows.push(distillPolicy(policy));
}
rows.sort((a, b) => (a.arn < b.arn ? -1 : 1));
const beside = target + '.part';
writeFileSync(beside, `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]\n`);
renameSync(beside, target);
